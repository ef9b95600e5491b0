/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host.h - one exchange as this address sees it: connections, clocks, budgets, and the queue
 * before them.
 *
 * Everybody who wants something from an exchange asks here.  Its families of feeds each have their
 * budgets and a queue that is fair by weight (queue.h); families of one origin share its
 * connections and its clock.  Waiting, pacing, retrying: all of it is here and nowhere else.
 *
 * Room:      enclave/outbound.  Calls: enclave/vault, lib/exchange, lib/net, lib/base.
 * Promises:  a question is answered exactly once, or cancelled; a credential is borrowed for the
 *            length of one signature; no account has more than HOST_ACCOUNT_IN_FLIGHT_MAX
 *            requests under way, nor more than one where the exchange wants its requests in order.
 */
#ifndef INGEST_HOST_H
#define INGEST_HOST_H

#include "enclave/outbound/meter.h"
#include "enclave/vault/vault.h"
#include "lib/base/log.h"
#include "lib/net/client.h"

enum {
	HOST_FAMILIES_MAX = 8,
	HOST_FEEDS_MAX = 256,   /* so that one byte says which */
	HOST_IN_FLIGHT_MAX = 8, /* of one origin */
	HOST_ACCOUNT_IN_FLIGHT_MAX = 4,
};

struct host;     /* opaque */
struct host_job; /* opaque: one question under way */

struct host_config {
	struct loop *loop;
	struct vault *vault;
	const struct log *log;
	const struct exchange *exchange;
	enum exchange_environment environment;
	const char *sandbox; /* EXCHANGE_SANDBOX: the operator's origin; outlives the host */
	const struct tls_client *tls;
};

/* ERR_INPUT with `why` for a bad URL; ERR_LIMIT too many families or feeds; ERR_NOMEM. */
enum err host_new(const struct host_config *config, struct host **out, struct why *why);
void host_free(struct host *h); /* no job may be under way; takes NULL */

/* The exchange's time now where this feed is, as well as we know it. */
int64_t host_server_ms(const struct host *h, const struct exchange_feed *feed);

/* The connector of this host. */
const struct exchange *host_exchange(const struct host *h);

/* Can this feed be asked here? */
bool host_has(const struct host *h, const struct exchange_feed *feed);

/* One who asks: what is shared out is shared among these.  All zero but for the key is new. */
struct host_account {
	vault_handle credential; /* 0: public feeds only */
	uint64_t finish[HOST_FAMILIES_MAX];
	uint64_t nonce;
	unsigned in_flight_count;
	struct host_job *leaders; /* those put aside: see host_aside.c */
	struct meter_account meters;
};

/* Its jobs are over or cancelled.  The credential stays: it is the vault's. */
void host_account_wipe(struct host_account *a);

/* It asks nothing for a while: forget what says no more than that it may. */
void host_account_rest(const struct host *h, struct host_account *a);

enum host_urgency {
	HOST_USUAL,
	HOST_URGENT, /* a person waits: to the front */
	HOST_SWEEP,  /* when nobody else wants the budget, and at a tenth of it */
};

struct host_question {
	const struct exchange_feed *feed;
	struct host_account *account;
	const char *symbol, *second, *cursor; /* copied; NULL: none */
	const char *variant;                  /* one of the feed's */
	uint64_t from_id;
	int64_t from_ms, to_ms, step_ms;
	unsigned attempts_max; /* tries before a failing exchange is reported; 0: 6 */
	enum host_urgency urgency;
	void (*begin)(void *self); /* with sink->self, before the rows of an answer; may be NULL */
	const struct exchange_sink *sink; /* rows, as they are parsed; NULL: of a feed without */
};

/*
 * The answer: OK, or as `parse` of the connector says (ERR_BUSY never: that is waited out), or
 * ERR_IO when the exchange could not be reached.  `why` has words; it and `result` live for the
 * call.
 */
typedef void host_answer_fn(
    void *self, enum err e, const struct exchange_result *result, const char *why);

/*
 * Ask.  ERR_ABSENT this environment has no host for the feed; ERR_INPUT a text too long; ERR_NOMEM.
 * `*out` names the job until its answer or host_cancel().
 */
enum err host_ask(struct host *h, const struct host_question *q, host_answer_fn *call, void *self,
    struct host_job **out);

/* Never mind: the callback will not run.  NULL is allowed. */
void host_cancel(struct host *h, struct host_job *job);

/* Questions waiting or under way. */
size_t host_job_count(const struct host *h);

/* Bytes a question takes until it is answered; NULL takes none. */
size_t host_job_memory(const struct host_job *job);

#endif
