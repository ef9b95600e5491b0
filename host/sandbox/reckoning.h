/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reckoning.h - what is true of a life, computed from its events with whole numbers.
 *
 * Sums by asset of what came in and went out; what each spot symbol realised, first in, first out;
 * the equity at the end of each day in USDT, and the time-weighted return: the account is valued
 * right before each external flow, so the flow itself earns nothing, and the parts between are
 * multiplied.  An asset's worth at a moment is by the price of its pair with USDT, either way round
 * (what klines say), at the last full hour; without such a pair, its worth in USD then.
 *
 * Room:      host/sandbox.
 * Promises:  sums and equity are exact; growth is cut at 1e-18 each time.
 */
#ifndef SANDBOX_RECKONING_H
#define SANDBOX_RECKONING_H

#include "host/sandbox/journal.h"

enum { RECKONING_DAYS_MAX = 1200 };

/* By asset, in e8. */
struct reckoning_sums {
	__int128 deposits[CATALOG_ASSETS_MAX]; /* fiat and purchases by card too */
	__int128 withdrawals[CATALOG_ASSETS_MAX];
	__int128 withdrawal_fees[CATALOG_ASSETS_MAX];
	__int128 trade_fees[CATALOG_ASSETS_MAX]; /* dust's service charge too */
	__int128 funding[CATALOG_ASSETS_MAX];
	__int128 interest[CATALOG_ASSETS_MAX];
	__int128 income[CATALOG_ASSETS_MAX]; /* dividends, bonuses, the insurance fund's share */
};

struct reckoning_day {
	int64_t start_ms;
	__int128 equity_e16, flows_e16; /* USDT; at its end; within it */
	__int128 growth_e18;            /* 1 + its return; 0: nothing was invested */
};

struct reckoning {
	struct reckoning_sums sums;
	struct reckoning_day days[RECKONING_DAYS_MAX];
	size_t day_count;
	__int128 growth_e18; /* of all days */
};

/*
 * Sums of the events up to `until_ms`, and the days that were over then.  Free it with free().
 * ERR_NOMEM.
 */
enum err reckoning_new(
    const struct catalog *c, const struct journal *j, int64_t until_ms, struct reckoning **out);

/* What so much (in e8) of an asset is worth in USDT at a moment. */
__int128 reckoning_worth_e16(const struct catalog *c, int asset, __int128 e8, int64_t ts_ms);

struct reckoning_lots {
	__int128 gross_e16;        /* realised, before fees, in the quote */
	__int128 matched_cost_e16; /* what the sold lots had cost */
	__int128 position_e8, open_cost_e16;
};

/*
 * One spot symbol's fills in one wallet, first in, first out; a fee in the base lowers what a buy
 * adds and raises what a sale takes.  ERR_NOMEM; ERR_BUG when more is sold than was bought.
 */
enum err reckoning_lots(const struct journal *j, int base, enum wallet wallet, int symbol,
    int64_t until_ms, struct reckoning_lots *out);

#endif
