/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session.h - who speaks, and until when.
 *
 * A session is found by the MAC of its id; the id itself is kept nowhere.  It is never extended.
 * From the first millisecond after its expiry it is refused; within a minute what hangs on it
 * (credential, collection) is let go; the hourly sweep forgets the rest.
 *
 * Room:      enclave/session.  Calls: enclave/keyring, lib/wire, lib/base.
 * Promises:  unknown, expired and foreign ids cost the same to refuse and look the same.
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "enclave/keyring/keyring.h"
#include "enclave/keyring/seen.h"
#include "lib/wire/proof.h"

enum { SESSION_PROOF_NONCES_MAX = 512 };

enum session_proof { SESSION_PROOF_NONE, SESSION_PROOF_HMAC };

struct session {
	uint8_t id_mac[SHA256_SIZE];
	int64_t created_ms, expires_ms; /* wall clock, for people */
	int64_t expires_mono_ms;        /* what is enforced */
	enum session_proof proof;
	struct pop_key pop;
	struct audit_key audit;
	struct seen nonces; /* of proofs: none with SESSION_PROOF_NONE */
	char user_id[USER_ID_SIZE_MAX + 1];
	char label[ENVELOPE_LABEL_SIZE_MAX + 1];
	char account_type[8];
	bool is_ip_restricted, is_verified; /* the key: see session_permissions() */
	uint64_t credential;                /* the vault's handle; the owner drops it */
	void *collection;                   /* the ingest's; the owner stops it */
	bool is_released;
};

struct sessions; /* opaque */

struct sessions_config {
	const struct clock *clock;
	struct keyring *keyring;
	size_t count_max;
	/* Let go of what hangs on a session; it is wiped and freed afterwards. */
	void (*release)(void *self, struct session *s);
	void *self;
};

/* ERR_NOMEM.  What `config` points to is borrowed. */
enum err sessions_new(const struct sessions_config *config, struct sessions **out);
void sessions_free(struct sessions *t); /* releases all; takes NULL */

/*
 * Add a session under a new id, which leaves in `id`.  Takes over *s (and zeroes it); its id_mac
 * and times are set here from `ttl_s`.  `*out` lives until it is removed.
 * ERR_LIMIT when there are too many, ERR_NOMEM; *s is then still the caller's.
 */
enum err sessions_put(struct sessions *t, struct session *s, int64_t ttl_s,
    char id[SESSION_ID_SIZE], struct session **out);

/*
 * The session of this id, or NULL; the same work whichever.  `*is_expired` (set when one is found)
 * says that it must not be served any more.
 */
struct session *sessions_find(struct sessions *t, struct span id, bool *is_expired);

/*
 * A session no one can speak for: check a claim against it when there is none of that id, so that
 * unknown ids cost what known ones do.
 */
struct session *sessions_nobody(struct sessions *t);

/* Release, wipe and free it now. */
void sessions_remove(struct sessions *t, struct session *s);

/* What its key may do: read and nothing else, or it would have none. */
struct key_permissions session_permissions(const struct session *s);

/*
 * Let go of what hangs on expired sessions, and of nonces that all are too old to be used again:
 * call at least once a minute.  How many sessions.
 */
size_t sessions_release_expired(struct sessions *t);

/* Forget expired sessions altogether; how many. */
size_t sessions_sweep(struct sessions *t);

/* Sessions that are neither expired nor removed. */
size_t sessions_count(const struct sessions *t);

/* The two header values of a proof; NULL when not sent. */
struct session_claim {
	const struct span *signature_input, *signature;
};

/*
 * May this request speak for the session?  With SESSION_PROOF_NONE always; with HMAC it needs a
 * good signature, made within 60 s, with a nonce that was not used before.
 * ERR_AUTH otherwise; ERR_BUSY when there are too many nonces to remember.
 */
enum err session_check_proof(struct sessions *t, struct session *s,
    const struct session_claim *claim, const struct proof_request *request);

#endif
