/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collection.h - one account's way from an accepted key to a complete, living ledger.
 *
 *   instruments -> balances -> fills, symbol by symbol, page by page, by id -> marks for fees
 *   -> live: every 30 s to 5 min the key is checked again, then new fills and marks
 *
 * Which symbols an account traded is not something Binance tells: hints come first, then symbols of
 * assets it holds, then every other one, until all were asked.
 *
 * Room:      enclave/ingest.  Calls: lib/metrics, lib/ledger, lib/exchange, enclave/vault,
 *            lib/base.
 * Promises:  a page's rows enter the ledger once each; a cursor moves only past rows that did;
 *            a key that may do more than read stops the collection, and says so.
 */
#ifndef INGEST_COLLECTION_H
#define INGEST_COLLECTION_H

#include "enclave/ingest/host.h"
#include "enclave/ingest/instruments.h"
#include "lib/metrics/metrics.h"

enum collection_stage {
	COLLECTION_INSTRUMENTS,
	COLLECTION_BALANCES,
	COLLECTION_FILLS,
	COLLECTION_MARKS,
	COLLECTION_LIVE,    /* everything asked; waiting for the next turn */
	COLLECTION_STOPPED, /* see last_error */
};

/* "collecting" (the first four), "live", "stopped". */
const char *collection_stage_name(enum collection_stage s);

struct collection_symbol {
	const char *symbol;
	uint64_t fill_count;
	bool is_asked, is_unreachable;
};

struct collection_progress {
	enum collection_stage stage;
	bool has_backfilled; /* every symbol was asked once, to its last page */
	size_t symbols_total, symbols_asked, symbols_found, symbols_unreachable;
	uint64_t fill_count, page_count;
	int64_t started_ms, backfilled_ms, synced_ms; /* wall clock; 0: not yet */
	char last_error[WHY_SIZE_MAX];                /* "" when there is none */
	int64_t last_error_code;                      /* the exchange's own; 0: none */
};

struct collection; /* opaque */

struct collection_config {
	struct loop *loop;
	struct vault *vault;
	struct host *host;
	const struct log *log;
	vault_handle credential;
	const char (*hints)[SYMBOL_SIZE]; /* copied */
	size_t hint_count;
	int64_t poll_min_ms, poll_max_ms;
	struct instruments **instruments; /* the host's newest list; shared by its collections */
	void (*fills_counted)(void *self, size_t count); /* for monitoring; may be NULL */
	void *self;
};

/* Start collecting.  ERR_NOMEM. */
enum err collection_new(const struct collection_config *config, struct collection **out);

/* Stop and forget everything; takes NULL. */
void collection_free(struct collection *c);

/* How far it is, and the last thing that went wrong. */
void collection_progress(const struct collection *c, struct collection_progress *out);

/* The `index`-th symbol in the order they are asked; false past the end. */
bool collection_symbol_at(const struct collection *c, size_t index, struct collection_symbol *out);

/* What was collected; reading it folds what is new. */
struct ledger *collection_ledger(struct collection *c);

/*
 * What it comes to by a method, computed again only after something new came: who asks often costs
 * nothing. While marks are coming all rows are in it but perhaps not all marks, for each page of
 * them would have every book folded from its first row.  Daily profits are in it once the
 * collection is live. The view lives until the next call or the next row.  ERR_LIMIT, ERR_NOMEM as
 * metrics_new.
 */
enum err collection_metrics(
    struct collection *c, enum ledger_method method, const struct metrics **out);

#endif
