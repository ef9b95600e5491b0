/* SPDX-License-Identifier: Apache-2.0 */
/*
 * api.h - every door into the enclave.
 *
 * routes.c is the attack surface on one screen: method, path, what the caller must have shown,
 * body limit, rate class, handler.  A handler never checks who is calling: api_dispatch() did.
 * Handlers answer from memory and at once; two may park their call: submit_key, until the exchange
 * has said what the key may do, and quote_get, until the platform has made the quote.
 *
 * Room:      enclave/api.  Calls: everything below it; enclave/main makes it.
 * Never:     a secret, a session id or a user's text in a log.
 */
#ifndef API_API_H
#define API_API_H

#include "enclave/api/monitor.h"
#include "enclave/attest/bundle.h"
#include "enclave/ingest/ingest.h"
#include "enclave/session/session.h"
#include "enclave/vault/vault.h"
#include "lib/net/limiter.h"
#include "lib/net/server.h"
#include "lib/wire/attestation.h"
#include "lib/wire/problem.h"

enum {
	API_REPLY_SIZE_MAX = 16 << 20,
	API_PENDING_MAX = 256,       /* submissions at a time */
	API_QUOTES_WAITING_MAX = 48, /* quotes at a time; the provider has room for more */
	API_QUOTE_LOOK_MS = 5,       /* between two looks at the provider */
	API_PROBE_MS = 10000,        /* between two quotes made for readiness */
	API_LATER_S = 5,             /* what Retry-After says when there is no room */
	REQUEST_ID_SIZE = 17
};

/* What the rooms above were made with; main owns all of it. */
struct api {
	struct loop *loop;
	const struct clock *clock;
	const struct log *log;
	struct keyring *keyring;
	struct sessions *sessions;
	struct vault *vault;
	struct ingest *ingest;
	const struct attest_provider *provider;
	void *provider_self;
	struct bundles *bundles; /* the collateral that is served */
	struct limiter *limiter;
	struct monitor monitor;
	struct measurement measurement;
	char enclave_id[ENCLAVE_ID_SIZE];
	bool is_simulated;
	bool has_tls;
	uint8_t tls_spki_sha256[SHA256_SIZE];
	char config[ATTESTATION_CONFIG_SIZE_MAX]; /* what the quote binds */
	uint8_t config_sha256[SHA256_SIZE];
	const char *allowed_origins; /* comma-separated; NULL: none */
	int64_t default_ttl_s, max_ttl_s;
	size_t pending_count;
	struct pending *pending; /* submissions that wait for the exchange */
	size_t waiting_count;
	struct waiting *waiting; /* requests that wait for their quote */
	struct loop_timer waiting_timer;
	enum err quote_outcome; /* of the last quote */
	bool is_probing;
	int64_t probe_at_ms;
};

/* Point a server at these doors. */
struct server_handler api_handler(struct api *a);

/* Let go of what hangs on a session: its key and its collection.  For sessions_config. */
void api_release(void *self, struct session *s);

/*
 * Can a quote be had?  What the last one came to; a new one is asked for when none was for a while,
 * API_PROBE_MS at least, however often one asks.  OK, or what the provider said.
 */
enum err api_quote_probe(struct api *a);

/*
 * Forget the requests that still wait for their quote.  For the end: the server, which had their
 * calls, is gone already.
 */
void api_drop_waiting(struct api *a);

/*
 * Forget the submissions that still wait for the exchange.  For the end: the server, which had
 * their calls, and the ingest, which had their checks, are gone already.
 */
void api_drop_pending(struct api *a);

enum shown { SHOWN_NOTHING, SHOWN_SESSION, SHOWN_LOOPBACK };
enum rate { RATE_FREE, RATE_COSTLY };

struct call;

struct route {
	const char *method, *path; /* "{id}" stands for one segment */
	enum shown needs;
	size_t body_size_max;
	enum rate rate;
	void (*handle)(struct call *c);
};

/* One request on its way through a handler. */
struct call {
	struct api *api;
	struct server_call *server; /* to be answered exactly once */
	const struct http_request *request;
	const struct route *route;
	struct session *session; /* with SHOWN_SESSION */
	char request_id[REQUEST_ID_SIZE];
	char origin[256]; /* an allowed Origin, or "" */
	int64_t started_us;
};

extern const struct route api_routes[];
extern const size_t api_route_count;

/* Answer.  A NULL or empty body is fine. */
void api_reply_json(struct call *c, unsigned status, struct span body);
void api_reply_text(struct call *c, const char *content_type, struct span body);
void api_reply_problem(struct call *c, const struct problem_report *r);
void api_reply_kind(struct call *c, enum problem kind, const char *detail);
/* UNAVAILABLE, with Retry-After. */
void api_reply_later(struct call *c, const char *detail);

/* Answer with what `write` appends; with a problem when it cannot. */
void api_reply_written(struct call *c, enum err (*write)(struct call *c, struct buf *out));

/* The handlers. */
void api_quote_get(struct call *c);
void api_submit_key(struct call *c);
void api_summary_get(struct call *c);
void api_metrics_get(struct call *c);
void api_equity_get(struct call *c);
void api_trades_get(struct call *c);
void api_session_get(struct call *c);
void api_session_delete(struct call *c);
void api_cleanup(struct call *c);
void api_health_get(struct call *c);
void api_ready_get(struct call *c);
void api_monitor_get(struct call *c);

#endif
