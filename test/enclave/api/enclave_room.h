/* SPDX-License-Identifier: Apache-2.0 */
/*
 * enclave_room.h - a whole enclave on one loop whose clock stands still, with a stub of an exchange
 * or the sandbox behind it and a client before it.
 */
#ifndef TEST_ENCLAVE_API_ENCLAVE_ROOM_H
#define TEST_ENCLAVE_API_ENCLAVE_ROOM_H

#include "enclave/api/api.h"
#include "host/sandbox/front.h"
#include "test/enclave/ingest/ingest_room.h"
#include "test/lib/net/net_test.h"

struct enclave_options {
	bool has_sandbox;           /* the sandbox instead of the stub */
	uint32_t rate_max;          /* per minute; 0: no limit */
	size_t sessions_max;        /* 0: 16 */
	const char *origins;        /* allowed ones */
	FILE *log;                  /* NULL: quiet */
	uint16_t port;              /* 0: any */
	const char *collateral_dir; /* NULL: the provider's own */
	const char *config;         /* what the quote binds; NULL: one line */
};

struct enclave_reply {
	size_t count; /* replies so far */
	enum err error;
	unsigned status;
	char fields[2048]; /* "Name: value\n" each */
	struct buf body;   /* with a NUL after it */
};

struct enclave_room {
	struct net_test net; /* loop, clock, server: what a raw peer needs */
	struct stub stub;
	struct front *front;
	struct log log;
	struct api api;
	struct client *client;
	struct enclave_reply reply;
	const char *peer; /* callers seem to come from here; NULL: as it is */
	char url[64];
	char seen[2048];                /* the head of the last request that came */
	const struct server_reply *odd; /* what is answered instead, but to attestation; or NULL */
};

void enclave_room_open(struct enclave_room *r, const struct enclave_options *options);
void enclave_room_close(struct enclave_room *r);

/* The parts of an enclave alone, on a loop that is there already: for who has two of them. */
void enclave_room_start(struct enclave_room *r, const struct enclave_options *options);
void enclave_room_stop(struct enclave_room *r);

/* For client_send(): keeps the answer in a struct enclave_reply. */
void enclave_answered(void *self, const struct client_answer *a);

/* Ask and wait for the answer; it is in r->reply. */
unsigned ask(struct enclave_room *r, const char *method, const char *target);
unsigned ask_with(struct enclave_room *r, const struct client_request *request);
/* The same without waiting. */
void ask_start(struct enclave_room *r, const struct client_request *request);
void ask_wait(struct enclave_room *r);

/* Of the last reply: its body, a header field's value or NULL, the code of its problem or "". */
const char *reply_body(const struct enclave_room *r);
const char *reply_field(const struct enclave_room *r, const char *name);
const char *reply_code(const struct enclave_room *r);
bool reply_says(const struct enclave_room *r, const char *part);

/* An envelope with the keys of its sender. */
struct sealed {
	struct envelope envelope;
	struct pop_key pop;
	struct buf body;
};
void sealed_wipe(struct sealed *s);

/* What an honest client would send; change it, then seal it. */
struct submission {
	struct registration registration;
	struct envelope_metadata metadata;
};
struct submission submission_of(const char *api_key, const char *secret, const char *proof);
void seal(struct enclave_room *r, const struct submission *s, struct sealed *out);
/* The envelope as JSON again, after it was changed. */
void sealed_write(struct sealed *s);
unsigned submit(struct enclave_room *r, const struct sealed *s);

/* A session, from start to end. */
struct visitor {
	char id[SESSION_ID_SIZE];
	struct pop_key pop;
};
void enclave_register(struct enclave_room *r, const char *proof, struct visitor *out);
void enclave_register_account(struct enclave_room *r, const char *name, struct visitor *out);

/* Ask PREFIX + id; signed with the session's key when `is_signed`. */
unsigned visit(struct enclave_room *r, const struct visitor *v, const char *prefix);
unsigned visit_signed(
    struct enclave_room *r, const struct visitor *v, const char *method, const char *target);

/* Step until the session's progress says "live". */
void visit_until_live(struct enclave_room *r, const struct visitor *v);

#endif
