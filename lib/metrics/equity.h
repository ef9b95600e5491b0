/* SPDX-License-Identifier: Apache-2.0 */
/*
 * equity.h - what an account was worth, day after day and before every flow.
 *
 * Balances are what came and went: deposits, withdrawals, trades, fees in the coin they were
 * charged in, funding, realised profit of derivatives.  Where balances of one moment are known, the
 * walk goes backward from them: what was there at first is what rows and flows do not explain.
 * Equity is each balance at its rate at that moment and what open derivatives would gain: their
 * position at its rate against what it had cost.  Where the exchange's own realised profit is
 * known, balances move by that, rounded as it was, and costs are averages, as exchanges reckon
 * (docs/metrics.md, "Equity").
 *
 * Room:      lib/metrics.  Calls: lib/ledger, lib/ratio, lib/decimal, lib/base.
 * Promises:  the same rows, marks and flows give the same result in any order; a moment at which
 *            something held has no rate is not known, and counted.
 * Never:     floating point; a mark that came later.
 */
#ifndef METRICS_EQUITY_H
#define METRICS_EQUITY_H

#include "lib/ledger/ledger.h"
#include "lib/ratio/returns.h"

/* Coins from or to the outside: a deposit > 0, a withdrawal < 0. */
struct equity_flow {
	int64_t ts_ms;
	char asset[ASSET_SIZE];
	struct decimal amount;
	size_t order; /* among those of one millisecond */
};

struct equity_balance {
	char asset[ASSET_SIZE];
	struct decimal amount;
};

/* A derivative's open position by its book's symbol; short < 0. */
struct equity_position {
	char symbol[SYMBOL_SIZE];
	struct decimal quantity;
};

/* What all wallets held at one moment; the same asset in two of them adds up. */
struct equity_held {
	int64_t ts_ms; /* after all rows and flows of this millisecond */
	const struct equity_balance *balances;
	size_t count;
	const struct equity_position *positions; /* all that were open; NULL: not known */
	size_t position_count;
};

struct equity_ask {
	const char *currency; /* in which worth is given */
	int64_t start_ms, day_ms;
	size_t day_count;
	int64_t mark_age_max_ms; /* an older mark values no flow; at a day's end it is counted */
	const struct equity_flow *flows;
	size_t flow_count;
	/* Came > 0, or left < 0, from and to nobody: interest, income, what a network kept. */
	const struct equity_flow *gains;
	size_t gain_count;
	bool is_realised_told;          /* what derivatives realised is among the gains */
	const struct equity_held *held; /* NULL: nothing was there before the first row and flow */
};

struct equity {
	struct returns_equity *at;  /* at each day boundary: one more than days */
	struct returns_flow *flows; /* by time, within the days; transfers are among them */
	size_t flow_count;
	struct equity_balance *balances; /* at the end, by name, none of 0 */
	size_t balance_count;
	struct equity_balance *openings; /* of `held`, what no row or flow explains; by name */
	size_t opening_count;
	char (*unpriced)[SYMBOL_SIZE]; /* assets and positions that had no rate when held */
	size_t unpriced_count;
	size_t unvalued_count;      /* moments at which something held had no rate */
	size_t unexplained_count;   /* positions that are not what the rows come to */
	size_t stale_count;         /* day ends that needed a mark older than allowed */
	size_t flow_unvalued_count; /* flows without a rate: their day is not known */
	bool was_negative; /* a balance was below 0 at some day's end: history is missing */
};

/*
 * Walk through time; the caller frees.  Rows before the start are in the first equity; those after
 * the end do not count.
 * ERR_LIMIT a sum left the range of struct decimal; ERR_NOMEM.
 */
enum err equity_new(struct ledger *l, const struct equity_ask *ask, struct equity **out);

/* NULL is allowed. */
void equity_free(struct equity *e);

#endif
