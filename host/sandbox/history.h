/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history.h - what an account did: deposits, then fills, up to a day long ago.
 *
 * A trader of our own making: orders of some tens to some thousands of USDT, each filled in one
 * to six parts, two thirds of them at once within one millisecond.  It never sells what it has
 * not bought (so that first-in-first-out always finds the lots), never spends what it has not.
 * Every other ten days it pays fees in BNB (at a discount, as on the exchange), else in what it
 * receives: the base of a buy, the quote of a sale.
 *
 * Room:      host/sandbox.
 * Promises:  the same seed and plan give the same bytes; fills of a symbol have ascending ids and
 *            times that never go back; no balance is negative at any moment.
 */
#ifndef SANDBOX_HISTORY_H
#define SANDBOX_HISTORY_H

#include "host/sandbox/market.h"

struct history_fill {
	uint64_t id, order_id;
	int64_t ts_ms;
	int64_t price_e8, quantity_e8, quote_e8, fee_e8;
	int symbol, fee_asset; /* indexes of market.h */
	bool is_buyer, is_maker;
};

struct history_plan {
	const char *label;
	size_t fill_count;
	int symbol_count; /* trades the first ones; at most MARKET_TRADED_COUNT */
	int64_t usdt_e8, bnb_e8;
};

struct history {
	struct history_fill *fills; /* in the order of time */
	size_t fill_count;
	struct history_fill *by_symbol[MARKET_SYMBOL_COUNT]; /* the same, symbol by symbol */
	size_t symbol_fill_count[MARKET_SYMBOL_COUNT];
	int64_t deposits_e8[MARKET_ASSET_COUNT]; /* all made an hour before MARKET_TRADES_MS */
	int64_t balances_e8[MARKET_ASSET_COUNT]; /* at the end */
};

/* The market is not kept.  ERR_NOMEM. */
enum err history_new(const struct market *m, const struct history_plan *plan, struct history **out);
void history_free(struct history *h); /* takes NULL */

#endif
