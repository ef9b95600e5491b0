/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collection.h - one account's way from an accepted key to a complete, living ledger.
 *
 * It goes in turns.  A turn checks the key, reads balances, then whatever of the exchange's feeds
 * is due: in the first turn everything, later what balances say has moved, and by and by everything
 * again (schedule.h).  Feeds that need a symbol are asked for those that the account can have
 * traded (discovery.h).  Between turns it rests, 30 seconds to 5 minutes.  What nobody waits for,
 * dear feeds, what is asked again once a day and the sweep over all other symbols, goes on beside
 * it at a small share.
 *
 * What is to be asked is the exchange's table of feeds; nothing here knows an exchange by name.
 *
 * Room:      enclave/ingest.  Calls: lib/metrics, lib/ledger, lib/exchange, enclave/vault,
 *            lib/base.
 * Promises:  a page's rows count once each, and not at all when the page cannot be read to its
 *            end; a cursor moves only past rows that did; a key that may do more than read, or is
 *            refused, stops the collection, is forgotten, and it says so.
 */
#ifndef INGEST_COLLECTION_H
#define INGEST_COLLECTION_H

#include "enclave/ingest/bourse.h"
#include "enclave/ingest/flows.h"
#include "enclave/ingest/moved.h"
#include "enclave/ingest/residues.h"
#include "enclave/ingest/resume.h"
#include "lib/metrics/metrics.h"

enum { COLLECTION_HINTS_MAX = 64 };

enum collection_stage {
	COLLECTION_COLLECTING, /* a turn is under way */
	COLLECTION_LIVE,       /* waiting for the next turn */
	COLLECTION_STOPPED,    /* see last_error */
};

/* "collecting" until the first turn is over, then "live"; or "stopped". */
struct collection_progress {
	enum collection_stage stage;
	const char *name;
	bool has_backfilled; /* the first turn is over */
	unsigned percent;    /* of what is known to be asked in it; never falls */
	size_t symbols_total, symbols_asked, symbols_found, symbols_unreachable;
	size_t walks_total, walks_done; /* feeds, variants and symbols that have begun */
	int64_t seconds_left; /* at least, for what is known to be asked; -1: cannot be told */
	uint64_t fill_count, flow_count, page_count;
	int64_t started_ms, backfilled_ms, synced_ms; /* wall clock; 0: not yet */
	char last_error[WHY_SIZE_MAX];                /* "" when there is none */
	int64_t last_error_code;                      /* the exchange's own; 0: none */
};

struct collection; /* opaque */

struct collection_config {
	struct bourse *bourse; /* outlives it */
	vault_handle credential;
	const char *account_type;         /* "spot", "margin", "futures", "all" */
	const char (*hints)[SYMBOL_SIZE]; /* copied */
	size_t hint_count;                /* at most COLLECTION_HINTS_MAX */
};

/* Start collecting.  ERR_LIMIT too many hints; ERR_NOMEM. */
enum err collection_new(const struct collection_config *config, struct collection **out);

/* Stop and forget everything; takes NULL. */
void collection_free(struct collection *c);

/* What was collected; reading it folds what is new. */
struct ledger *collection_ledger(struct collection *c);

/* What moved its balances besides trades. */
const struct flows *collection_flows(const struct collection *c);

/* What all of one kind came to in one asset. */
struct collection_moved {
	const char *kind, *asset; /* kind: of moved.h */
	bool is_known;            /* false: the sum left the range of struct decimal */
	struct decimal amount;
};

/* The `index`-th of these sums; false past the end. */
bool collection_moved_at(const struct collection *c, size_t index, struct collection_moved *out);

/* The name of an asset's number in flows. */
const char *collection_asset(const struct collection *c, uint32_t asset);

/*
 * What it comes to by a method, computed again only after something new came: who asks often costs
 * nothing, and is forgotten when nobody did for a whole turn.  While marks are coming all rows are
 * in it but perhaps not all marks, for each page of them would have every book folded from its
 * first row.  Daily profits are in it once the collection is live.  The view lives until the next
 * call, the next row or the end of a turn.  ERR_LIMIT, ERR_NOMEM as metrics_new.
 */
enum err collection_metrics(
    struct collection *c, enum ledger_method method, const struct metrics **out);

/* Where each of its walks stands, into an empty `out` the caller wipes.  ERR_LIMIT, ERR_NOMEM. */
enum err collection_resume(const struct collection *c, struct resume *out);

/* Bytes it has allocated, for the bench: all but its ledger, its figures and what is under way. */
size_t collection_memory(const struct collection *c);

/* Bytes of its questions under way: HOST_ACCOUNT_IN_FLIGHT_MAX of them at most. */
size_t collection_memory_under_way(const struct collection *c);

/* ---- how complete it is: completeness.c ---- */

/* How far it is, and the last thing that went wrong. */
void collection_progress(const struct collection *c, struct collection_progress *out);

/* A symbol that had fills, or that the exchange does not answer for. */
struct collection_symbol {
	const char *symbol;
	const char *feed; /* "spot.fills" */
	uint64_t fill_count;
	bool is_asked, is_unreachable;
};

/* The `index`-th of them; false past the end. */
bool collection_symbol_at(const struct collection *c, size_t index, struct collection_symbol *out);

/* Rows that cannot be had any more, or were refused: the exchange's memory is shorter. */
struct collection_gap {
	const char *feed, *symbol; /* symbol: or "" */
	int64_t from_ms, to_ms;
};

/* The `index`-th of them; false past the end. */
bool collection_gap_at(const struct collection *c, size_t index, struct collection_gap *out);

/* A feed whose rows the exchange keeps only so long, of an account that is older. */
struct collection_limit {
	const char *feed;
	int64_t from_ms; /* of the rows before, those of this feed could not be asked for */
};

/* The `index`-th of them; false past the end. */
bool collection_limit_at(const struct collection *c, size_t index, struct collection_limit *out);

/* A feed that this key cannot read. */
struct collection_unread {
	const char *feed;
	int64_t code;      /* the exchange's own; 0: none */
	const char *words; /* what that means, or NULL */
};

/* The `index`-th of them; false past the end. */
bool collection_unread_at(const struct collection *c, size_t index, struct collection_unread *out);

/* The `index`-th of what the exchange has and nobody here reads; false past the end. */
bool collection_omission_at(
    const struct collection *c, size_t index, struct exchange_omission *out);

/* An asset by the exchange's word and by our rows. */
struct collection_balance {
	const char *asset;
	bool is_known; /* false: a sum left the range of struct decimal */
	struct decimal reported, computed, residual;
};

/* The `index`-th of them; false past the end. */
bool collection_balance_at(
    const struct collection *c, size_t index, struct collection_balance *out);

/* Why there is nothing older than the oldest row. */
enum collection_history {
	COLLECTION_HISTORY_UNKNOWN, /* the first turn is not over */
	COLLECTION_HISTORY_OPENED,  /* the account had nothing before: its rows explain its balances
				     */
	COLLECTION_HISTORY_KEPT,    /* the exchange keeps some of its rows for kept_ms only */
	COLLECTION_HISTORY_ASKED,   /* something is not explained, and asked_from_ms is the limit */
};

/* Until when a feed's rows are in, whatever balances say. */
struct collection_age {
	const char *feed;
	int64_t until_ms; /* 0: some of it is not read yet, or cannot be */
};

/* The `index`-th feed of rows that is asked; false past the end. */
bool collection_age_at(const struct collection *c, size_t index, struct collection_age *out);

struct collection_completeness {
	int64_t history_start_ms; /* the oldest row; 0: none */
	enum collection_history history;
	int64_t kept_ms;             /* HISTORY_KEPT: the shortest time; else 0 */
	int64_t asked_from_ms;       /* nobody asked for anything older */
	int64_t live_since_ms;       /* 0: not yet */
	int64_t backfilled_until_ms; /* everything that was due is read up to then; 0: not yet */
	size_t sweep_left;           /* symbols nobody has asked for yet */
	size_t slow_left;            /* dear feeds that were not read to their end yet */
	size_t unknown_count;        /* rows of symbols the exchange does not list */
	uint64_t liquidation_count;  /* orders the exchange placed to close positions */
	size_t gap_lost_count;       /* gaps there was no room to keep */
};

/* The block of facts that go with every figure. */
void collection_completeness(const struct collection *c, struct collection_completeness *out);

#endif
