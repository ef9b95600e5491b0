/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host.h - one exchange host: its connections, its clock, its budget, and the queue before it.
 *
 * Everybody who wants something from an exchange asks here.  One question per collection is
 * waiting at a time and the queue is first come, first served, so users share the budget evenly.
 * Waiting, pacing, retrying, clock offset: all of it is here and nowhere else.
 *
 * Room:      enclave/ingest.  Calls: enclave/vault, lib/exchange, lib/net, lib/base.
 * Promises:  a question is answered exactly once, or cancelled; a credential is borrowed for the
 *            length of one signature.
 */
#ifndef INGEST_HOST_H
#define INGEST_HOST_H

#include "enclave/vault/vault.h"
#include "lib/base/log.h"
#include "lib/net/client.h"

struct host;     /* opaque */
struct host_job; /* opaque: one question under way */

struct host_config {
	struct loop *loop;
	struct vault *vault;
	const struct log *log;
	const struct exchange *exchange;
	const char *url; /* from the build's list, never from a user */
	const struct tls_client *tls;
};

/* ERR_INPUT with `why` for a bad URL; ERR_NOMEM. */
enum err host_new(const struct host_config *config, struct host **out, struct why *why);
void host_free(struct host *h); /* no job may be under way; takes NULL */

/* The exchange's time now, as well as we know it. */
int64_t host_server_ms(const struct host *h);

/* The connector of this host. */
const struct exchange *host_exchange(const struct host *h);

struct host_question {
	enum exchange_kind call; /* the exchange's first feed of this kind is asked */
	vault_handle credential; /* 0 for public feeds */
	const char *symbol;      /* copied */
	uint64_t from_id;
	int64_t from_ms, to_ms;
	unsigned attempts_max;     /* tries before a failing exchange is reported; 0: 6 */
	bool is_urgent;            /* a person waits: go to the front */
	struct exchange_sink sink; /* rows, as they are parsed */
};

/*
 * The answer: OK, or as `parse` of the connector says (ERR_BUSY never: that is waited out), or
 * ERR_IO when the exchange could not be reached.  `why` has words; it and `result` live for the
 * call.
 */
typedef void host_answer_fn(
    void *self, enum err e, const struct exchange_result *result, const char *why);

/* Ask.  ERR_NOMEM.  `*out` names the job until its answer or host_cancel(). */
enum err host_ask(struct host *h, const struct host_question *q, host_answer_fn *call, void *self,
    struct host_job **out);

/* Never mind: the callback will not run.  NULL is allowed. */
void host_cancel(struct host *h, struct host_job *job);

/* Questions waiting or under way. */
size_t host_job_count(const struct host *h);

#endif
