/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ingest.h - the engine that asks exchanges: which hosts there are, checking keys, collections.
 *
 * Hosts are fixed when the engine is made: from the build's list and, in builds that allow it, one
 * sandbox address given by the operator.  They are part of the configuration an attestation binds.
 *
 * Room:      enclave/ingest.
 * Never:     a host, path or parameter a user could choose.
 */
#ifndef INGEST_INGEST_H
#define INGEST_INGEST_H

#include "enclave/ingest/collection.h"

enum { INGEST_HOSTS_MAX = 8, INGEST_CHECK_MS = 10000 };

struct ingest_host {
	const char *exchange; /* connector's name */
	bool is_sandbox;
	const char *url; /* the sandbox's; a live exchange's origins are its connector's */
};

struct ingest_config {
	struct loop *loop;
	struct vault *vault;
	const struct log *log;
	const struct tls_client *tls;
	const struct ingest_host *hosts; /* copied but for the texts, which outlive the engine */
	size_t host_count;
	int64_t poll_min_ms, poll_max_ms;
};

struct ingest; /* opaque */

/* ERR_INPUT or ERR_LIMIT with `why`; ERR_NOMEM. */
enum err ingest_new(const struct ingest_config *config, struct ingest **out, struct why *why);
/* No collection may be left; checks under way end without their callbacks.  Takes NULL. */
void ingest_free(struct ingest *g);

/* Do we have a host for this exchange, live or sandbox? */
bool ingest_has(struct ingest *g, const char *exchange, bool is_sandbox);

struct ingest_check {
	enum err error; /* OK: the permissions hold, whatever they are */
	struct key_permissions permissions;
	struct exchange_refusal refusal; /* what the exchange said, if it did */
	const char *why;
};

typedef void ingest_check_fn(void *self, const struct ingest_check *result);

/*
 * Ask the exchange what a key may do; the answer comes within INGEST_CHECK_MS, ERR_IO if not.
 * ERR_ABSENT no such host; ERR_NOMEM.
 */
enum err ingest_check_key(struct ingest *g, const char *exchange, bool is_sandbox,
    vault_handle credential, ingest_check_fn *call, void *self);

struct ingest_account {
	const char *exchange;
	bool is_sandbox;
	vault_handle credential;
	const char *account_type; /* "spot", "margin", "futures", "all"; read at once */
	const char (*hints)[SYMBOL_SIZE];
	size_t hint_count;
};

/* Start collecting.  ERR_ABSENT no such host; ERR_NOMEM. */
enum err ingest_collect(
    struct ingest *g, const struct ingest_account *account, struct collection **out);

/* Fills taken in since the start, for monitoring. */
uint64_t ingest_fill_count(const struct ingest *g);

#endif
