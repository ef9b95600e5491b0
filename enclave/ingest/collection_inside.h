/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collection_inside.h - what a collection is, for the files that make one:
 *
 *   notes.c         what is to be said of feeds
 *   plan.c          what there is to ask of this account, and what of it is due
 *   ages.c          what is due by its age alone, and how old answers are
 *   plan_moved.c    what balances say has moved, and where to look for why
 *   plan_symbols.c  the same for each symbol of a wallet, where a feed wants one and is no list of
 *                   fills
 *   collection.c    the turn: phase after phase, a few questions at a time
 *   lanes.c         a few questions at a time
 *   answers.c       what an answer, or a refusal, means for the walk it was for
 *   rows_in.c       rows into ledger, flows and residues
 *   pricing.c       closing prices of what is held
 *   capital.c       flows, gains and balances, as lib/metrics wants them
 *   reread.c        when balances say that rows are missing
 *   rest.c          what an account takes while it rests
 *   completeness.c  how far it is, and what is missing, for people
 *
 * Room:      enclave/ingest.
 */
#ifndef INGEST_COLLECTION_INSIDE_H
#define INGEST_COLLECTION_INSIDE_H

#include "enclave/ingest/capital.h"
#include "enclave/ingest/closes.h"
#include "enclave/ingest/discovery.h"
#include "enclave/ingest/figures.h"
#include "enclave/ingest/marks.h"
#include "enclave/ingest/moved.h"
#include "enclave/ingest/positions.h"
#include "enclave/ingest/schedule.h"
#include "enclave/ingest/walk.h"

enum {
	LANES_COUNT = HOST_ACCOUNT_IN_FLIGHT_MAX,
	LANE_SIDE = LANES_COUNT - 1, /* the one for what nobody waits for */
	WALKS_MAX = 8192,
	GAPS_MAX = 64,
	WALK_NO_SYMBOL = CATALOGUE_COUNT_MAX,
	OPEN_TURNS_MAX = 6,  /* so often rows are looked at that are not final, then by their age */
	FAILURES_MAX = 3,    /* visits of a turn, each of several tries */
	SWEEP_AT_ONCE = 100, /* so many symbols left are asked with the others */
	KEY_LIFE_MS = 300000, /* in a long turn, too, the key is checked so often */
	LIST_LIFE_MS = 3600000,
};

/* The first day of anybody's history: no exchange of ours is older than its connector's. */
#define HISTORY_FIRST_MS 1483228800000LL /* 2017-01-01 */

/*
 * One thing to ask again and again, and where its next visit begins.  Every account has fifty of
 * them and more, so each is to take twenty bytes.
 */
struct __attribute__((packed, aligned(4))) walk {
	uint64_t position;
	uint32_t fill_count;
	uint16_t symbol; /* number in the feed's catalogue, or WALK_NO_SYMBOL */
	uint16_t second; /* number of the second symbol, where the feed needs two */
	uint8_t feed;    /* index into the exchange's feeds */
	uint8_t variant;
	uint8_t due_count : 2;     /* turns it is to be asked in */
	uint8_t failure_count : 2; /* visits in a row that failed, to FAILURES_MAX */
	uint8_t open_count : 3;    /* those that met rows which are not final, to OPEN_TURNS_MAX */
	bool is_free : 1;          /* nothing: a place for the next one */
	bool is_running : 1;
	bool is_resting : 1; /* it failed; later in this turn */
	bool is_put_off : 1; /* not in this turn: it failed too often, or was read already */
	bool is_walked : 1;  /* to its end, once at least */
	bool is_aged : 1;    /* due by its age alone: the turn does not wait for it */
};

/* A walk that is being walked. */
struct lane {
	struct collection *c;
	struct host_job *job;
	int32_t walk;  /* index; or -1: `need`, `close`, or the key */
	int32_t need;  /* index into the marks, or -1 */
	int32_t close; /* index into the closes, or -1; then step_ms is between two candles */
	int64_t step_ms;
	struct walk_visit visit;
};

/* What is to be said of a feed. */
struct feed_note {
	union {
		const char *words; /* a literal; NULL: nothing */
		char *reason;      /* with has_reason: that it cannot be read, and why; ours */
	};
	int32_t code;  /* the exchange's */
	uint16_t feed; /* index into the exchange's feeds */
	bool is_off;   /* not asked for an hour */
	bool has_reason;
};

struct gap {
	uint16_t feed;
	int32_t symbol;
	int64_t from_ms, to_ms;
};

/* The order of a turn. */
enum phase {
	PHASE_KEY,
	PHASE_LISTS,
	PHASE_BALANCES,
	PHASE_ROWS,    /* what needs no symbol */
	PHASE_SYMBOLS, /* what does */
	PHASE_DEAR,    /* what is asked from the account's first day on */
	PHASE_MARKS,
	PHASE_WAIT, /* for the next turn */
};

struct collection {
	struct bourse *bourse;
	struct host_account account;
	enum collection_stage stage;
	enum phase phase, phase_after_key;
	uint32_t residual_print; /* of the residuals at the end of the turn before; 0: none */
	struct ledger *ledger;
	struct flows flows;
	struct residues residues;
	struct figures *figures; /* NULL: nobody asks for them */
	struct mark_needs marks;
	struct closes closes;
	struct positions positions;
	struct moved sums;
	struct capital_gain *gains;
	uint32_t gain_count, gain_room;
	uint32_t version, priced_version; /* of rows and balances; when closes were looked at */
	int32_t priced_day;
	uint32_t note_count;
	int64_t counted_ms; /* at the exchange: balances are of this moment */
	struct walk *walks;
	uint32_t walk_count, walk_room;
	struct lane *lanes[LANES_COUNT]; /* NULL: free */
	struct feed_note *notes;         /* of the few feeds there is something to say of */
	struct discovery
	    *searches; /* one for each feed of fills that needs a symbol; see plan_search() */
	struct discovery_seen seen;
	uint32_t seen_before;  /* assets, when the symbols were done */
	uint32_t reread_print; /* of the residuals for which all was read again */
	/* Sets of wallets: asked; whose balances are read; with money in them once; other now than
	 * in the turn before. */
	uint32_t wallets, counted, touched, moved;
	struct gap *gaps;
	uint32_t gap_count, gap_lost_count;
	struct loop_timer timer;
	bool is_widened : 1, is_rechecked : 1; /* residuals were looked at in this turn, so far */
	bool is_key_resting : 1;               /* the key could not be checked: later */
	bool are_figures_wanted : 1;           /* somebody asked since the last turn was over */
	bool has_found_old : 1; /* since the reread: a row that was old when it came */
	uint8_t suspect_count;  /* times in a row that the key was good all the same */
	uint8_t rest_count;     /* in this turn: it rests longer each time */
	uint8_t reread_count;   /* in a row, that found nothing */
	uint8_t hint_count;
	const struct exchange_feed *suspect; /* it said the key is no good */
	int64_t suspect_code;
	int64_t reread_ms;               /* when; monotonic; 0: it never was */
	int64_t poll_ms, key_ms;         /* monotonic, but for the first */
	int64_t turn_ms, turn_before_ms; /* when this turn began, and the one before; monotonic */
	uint64_t rows_before;            /* this turn: for the pace */
	uint64_t row_count, fill_count, page_count, unknown_count, liquidation_count;
	int64_t first_ms; /* the oldest row; 0: none */
	int64_t began_ms; /* by the exchange's clock, when its history was first asked for */
	int64_t started_ms, backfilled_ms, synced_ms;
	char (*hints)[SYMBOL_SIZE]; /* until they were taken */
	char *last_error;           /* NULL: none */
	int64_t last_error_code;
};

static inline struct host *
host_of(const struct collection *c)
{
	return c->bourse->config.host;
}

static inline const struct exchange *
exchange_of(const struct collection *c)
{
	return host_exchange(host_of(c));
}

static inline const struct exchange_feed *
feed_of(const struct collection *c, const struct walk *w)
{
	return &exchange_of(c)->feeds[w->feed];
}

static inline bool
has_wallet(uint32_t set, enum exchange_wallet w)
{
	return (set >> w & 1) != 0;
}

/* ---- plan.c ---- */

/* Make the searches, and the walks of everything that needs no symbol.  ERR_NOMEM. */
enum err plan_make(struct collection *c, const char *account_type);

/* One more walk.  ERR_LIMIT, ERR_NOMEM. */
enum err plan_add(struct collection *c, const struct walk *w, size_t *index);

/* What the next walk of this phase is; false: there is none to start now. */
bool plan_next(struct collection *c, enum phase phase, size_t *index);

/* The next thing nobody waits for: a dear feed, what is due by its age, a symbol of the sweep. */
bool plan_next_aside(struct collection *c, size_t *index);

/* Ask for it in so many turns at least; they wait for it. */
void plan_want(struct walk *w, unsigned turn_count);

/* Is it something that no turn waits for? */
bool plan_is_aside(const struct collection *c, const struct walk *w);

/* A symbol was named in a row of this wallet.  ERR_NOMEM. */
enum err plan_symbol_seen(struct collection *c, enum exchange_wallet wallet, const char *symbol);

/* Are the symbols of this feed searched for?  Those of fills are, where it needs one. */
bool plan_is_searched(const struct exchange_feed *feed);

/* Are there rows that are not final and may be soon? */
bool plan_may_settle(const struct walk *w);

/* The search of a feed of fills that needs a symbol, of a wallet the account has. */
struct discovery *plan_search(const struct collection *c, size_t feed);

/* How many such searches the account has. */
size_t plan_search_count(const struct collection *c);

/* May this feed's symbols be guessed? */
bool plan_may_search(const struct collection *c, size_t feed);

/* Is the feed one that the account cannot be collected without? */
bool plan_is_essential(const struct collection *c, const struct exchange_feed *feed);

/* Where a walk begins today. */
struct walk_start plan_start(const struct collection *c, const struct walk *w);

/* Would what is left of it take more than a quarter of a limit? */
bool plan_is_slow(const struct collection *c, const struct walk *w);

/* ---- plan_moved.c ---- */

/* All balances are in: pairs of which both sides moved become due, and rows of wallets that have
 * no pairs.  ERR_NOMEM. */
enum err plan_balances_in(struct collection *c);

/* What moved and is not explained by that: all else that the account is asked may be why.
 * `*is_more`: something is. */
void plan_widen(struct collection *c, bool *is_more);

/* Residuals that moved and are not explained even so: ask for more.  `*is_more`: there is.
 * ERR_NOMEM. */
enum err plan_recheck(struct collection *c, bool *is_more);

/* Want the pairs of this asset that were never asked for.  `*is_more`: there are.  ERR_NOMEM. */
enum err plan_pairs_of(struct collection *c, size_t feed, uint32_t asset, bool *is_more);

/* ---- plan_symbols.c ---- */

/* Is this feed asked for each symbol that its wallet is known by? */
bool plan_is_by_symbol(const struct exchange_feed *feed);

/* This wallet is known by that symbol: ask such feeds for it, too.  ERR_LIMIT, ERR_NOMEM. */
enum err plan_symbol_walks(struct collection *c, enum exchange_wallet wallet, const char *symbol);

/* ---- ages.c ---- */

/* A turn begins: what each turn asks becomes due, and what is to be asked again by its age. */
void ages_turn(struct collection *c);

/* ---- notes.c ---- */

/* Is the feed not to be asked for now? */
bool notes_is_off(const struct collection *c, size_t feed);

/* Is anything to be said of it? */
bool notes_has(const struct collection *c, size_t feed);

/* Say this of a feed instead of what was said before; without memory it stays unsaid. */
void notes_put(struct collection *c, const struct feed_note *note);

/* Say that this walk cannot be read, and why; `words` is copied. */
void notes_unreadable(struct collection *c, const struct walk *w, int64_t code, const char *words);

/* The walk came to its end: unless another of its feed cannot be read, it can. */
void notes_walk_read(struct collection *c, const struct walk *w);

/* Nothing is to be said of any feed. */
void notes_wipe(struct collection *c);

/* ---- rows_in.c ---- */

/*
 * Take in the page that was read for this walk; how many rows were new.  ERR_INPUT: its balances
 * are more than a number can hold, and those before hold; ERR_LIMIT, ERR_NOMEM.
 */
enum err rows_in_take(
    struct collection *c, struct walk *w, struct walk_visit *v, size_t *new_count);

/* ---- answers.c ---- */

/* The callbacks of host_ask(), with a struct lane. */
void answers_walk(void *lane, enum err e, const struct exchange_result *r, const char *why);
void answers_mark(void *lane, enum err e, const struct exchange_result *r, const char *why);
void answers_key(void *lane, enum err e, const struct exchange_result *r, const char *why);

/* ---- reread.c ---- */

/* A turn is over.  If residuals stay that no reading explained, everything is due again, from its
 * beginning.  ERR_NOMEM. */
enum err reread_if_rows_are_missing(struct collection *c);

/* ---- lanes.c ---- */

/* Lanes of the turn that are busy; the side lane is nobody's business. */
size_t lanes_busy_count(const struct collection *c);

/* One of them that is free, or LANE_SIDE when none is. */
size_t lanes_free_index(const struct collection *c);

/* Begin a visit in a free lane. */
void lanes_start_walk(struct collection *c, size_t lane, size_t index);

/* Ask what the key may do; no other lane is busy. */
void lanes_start_key(struct collection *c);

/* Ask for marks; false when none are to be asked for. */
bool lanes_start_mark(struct collection *c, size_t lane);

/* Ask for the lane's next page. */
void lanes_ask(struct lane *l);

/* This lane is taken, to be put to use at once; NULL: out of memory, and the collection stopped. */
struct lane *lanes_take(struct collection *c, size_t index);

/* Ask this for it. */
void lanes_put(struct lane *l, struct host_question *q, host_answer_fn *call);

/* The lane is free again, and `l` is no more. */
void lanes_end(struct lane *l);

/* Nothing is to come back any more. */
void lanes_drop(struct collection *c);

/* ---- rest.c ---- */

/* A turn is over, and for a while nothing is asked: what that leaves empty is given back. */
void rest_give_back(struct collection *c);

/* ---- pricing.c ---- */

/* Rows and balances are in: which closing prices do they need?  ERR_LIMIT, ERR_NOMEM. */
enum err pricing_aim(struct collection *c);

/* Ask for some of them; false when there is nothing to ask. */
bool pricing_start(struct collection *c, size_t lane);

/* ---- collection.c ---- */

/* Go on: start what can be started. */
void collection_pump(struct collection *c);

/* Must the key be checked before anything else is asked? */
bool collection_is_key_due(const struct collection *c);

/* For good: what was collected stays, the key goes. */
void collection_stop(struct collection *c, int64_t code, const char *why);

/* Remember what went wrong, for people. */
void collection_note_error(struct collection *c, const struct exchange_result *r, const char *why);

#endif
