/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics.h - what an account's books come to: per symbol, per currency, per day.
 *
 * A pure fold over a ledger.  Money of different currencies is never added: there is one total for
 * each pair of quote and settle currency, and a headline only when there is exactly one such pair.
 * Formulas, units and null rules: docs/metrics.md.
 *
 * Room:      lib/metrics.  Calls: lib/ledger, lib/decimal, lib/base.
 * Promises:  the same ledger contents give the same result, whatever their order of arrival;
 *            what cannot be said honestly has a reason instead of a number.
 * Never:     floating point; a 0 for something unknown.
 */
#ifndef METRICS_METRICS_H
#define METRICS_METRICS_H

#include "lib/ledger/ledger.h"

/* X(reason, its name in `unavailable`) */
#define METRICS_REASON_TABLE(X)                                                                 \
	X(METRICS_KNOWN, "")                                                                    \
	X(METRICS_NO_TRADES, "no_trades")                                                       \
	X(METRICS_NOTHING_MATCHED, "nothing_matched") /* no lot was closed yet */               \
	X(METRICS_SEVERAL_QUOTES, "several_quote_currencies")                                   \
	X(METRICS_OUT_OF_RANGE, "out_of_range")   /* beyond struct decimal */                   \
	X(METRICS_COLLECTING, "collecting")       /* rows are still coming */                   \
	X(METRICS_REALISED_ONLY, "realised_only") /* open positions have no mark of that day */ \
	X(METRICS_NO_ROUND_TRIPS, "no_round_trips")                                             \
	X(METRICS_NO_LOSS, "no_loss") /* no round trip lost */                                  \
	X(METRICS_NO_WIN, "no_win")   /* none won */                                            \
	X(METRICS_NO_CAPITAL, "needs_equity_and_flows")                                         \
	X(METRICS_NO_MARK, "no_mark") /* something held had no rate at some day's end */        \
	X(METRICS_POSITIONS_UNEXPLAINED, "positions_unexplained") /* see equity.h */

enum metrics_reason {
#define X(reason, name) reason,
	METRICS_REASON_TABLE(X)
#undef X
	    METRICS_REASON_COUNT
};

/* "several_quote_currencies"; "" for METRICS_KNOWN. */
const char *metrics_reason_name(enum metrics_reason r);

/* A number, or why there is none. */
struct metrics_ratio {
	enum metrics_reason reason; /* METRICS_KNOWN: `value` counts */
	struct decimal value;
};

/* The sums that symbols and totals have in common. */
struct metrics_sums {
	uint64_t fill_count, buy_count, sell_count;
	int64_t first_ms, last_ms; /* of the rows */
	struct decimal volume;     /* quote currency */
	struct decimal gross, fees, funding,
	    net; /* settle currency; net = gross - fees + funding */
	struct decimal matched_entry, closed_value, open_value, unmatched_notional;
	uint64_t fee_rate_missing, funding_rate_missing, peg_assumed, wash_count;
	struct ledger_cycles cycles; /* closed round trips; in a sum streaks are 0 */
	struct metrics_ratio return_on_matched_cost_pct; /* 100 * net / matched_entry */
	struct metrics_ratio coverage;                   /* closed / (closed + unmatched), 0 to 1 */
};

struct metrics_symbol {
	struct ledger_book book; /* a copy with its fees; days and lots are left out */
	struct ledger_fee *fees; /* book.fees_by_asset */
	struct metrics_sums sums;
};

struct metrics_day {
	int32_t day; /* days since 1970-01-01 in the ledger's offset */
	uint64_t fill_count;
	struct decimal gross, fees, funding, net, volume;
	struct decimal net_so_far; /* this day and all before it */
};

struct account;
struct equity_ask;
struct profit;

/* All books of one quote and settle currency. */
struct metrics_total {
	char quote[ASSET_SIZE], settle[ASSET_SIZE];
	size_t symbol_count;
	struct metrics_sums sums;
	struct metrics_day *days; /* oldest first, only days that had a row */
	size_t day_count, day_room;
	struct profit *profit; /* see profit.h; NULL: not asked for */
};

struct metrics_fee {
	char asset[ASSET_SIZE];
	struct decimal amount;
};

struct metrics {
	struct metrics_symbol *symbols; /* by name; books without a row are left out */
	size_t symbol_count;
	struct metrics_total *totals; /* by quote, then settle currency */
	size_t total_count;
	struct metrics_fee *fees; /* as charged, over all books, by asset */
	size_t fee_count, fee_room;
	uint64_t fill_count;
	int64_t first_ms, last_ms;
	enum metrics_reason headline; /* METRICS_KNOWN: totals[0] is the account's total */
	struct ledger_counters counters;
	bool has_profit; /* it was wanted */
	/*
	 * See account.h; NULL: flows and balances are not known.  What was earned on the whole
	 * capital can be said when the reason is METRICS_KNOWN; of single days it can before.
	 */
	struct account *account;
	enum metrics_reason account_reason;
};

/*
 * Fold all books of `l` by its method; the caller frees, before the ledger.  `wants_profit`: with
 * the daily profits of each total, which cost a walk over all rows.
 * ERR_LIMIT a sum left the range of struct decimal; ERR_NOMEM.
 */
enum err metrics_new(struct ledger *l, bool wants_profit, struct metrics **out);

/*
 * Work out what was earned on the account's capital, too: its flows, and what it holds, are known.
 * Instead of what an earlier call found.  ERR_LIMIT, ERR_NOMEM: m->account is as before.
 */
enum err metrics_take_account(struct metrics *m, struct ledger *l, const struct equity_ask *ask);

/* The account when its whole capital is known, else NULL with the reason in m->account_reason. */
const struct account *metrics_capital(const struct metrics *m);

/*
 * Would metrics_new() give what `m`, made from it, is?  Until a row or a mark comes.  Flows and
 * balances are no part of the ledger: who gave them knows whether they are others now.
 */
bool metrics_is_current(const struct metrics *m, const struct ledger *l);

/* NULL is allowed. */
void metrics_free(struct metrics *m);

/* The account's total, or NULL with the reason in m->headline. */
const struct metrics_total *metrics_headline(const struct metrics *m);

/* The row of `symbol`, or NULL. */
const struct metrics_symbol *metrics_by_symbol(const struct metrics *m, const char *symbol);

#endif
