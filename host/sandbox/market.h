/* SPDX-License-Identifier: Apache-2.0 */
/*
 * market.h - what the sandbox lists, and what it was worth at every moment.
 *
 * Each symbol has one price for each five minutes, a random walk in whole ticks; a candle of any
 * length is what those prices did in it, so candles of all lengths agree with each other and with
 * the fills, which are made at prices of the same walk.  The dates are fixed: a run next year
 * gives the same bytes.
 *
 * Room:      host/sandbox.
 */
#ifndef SANDBOX_MARKET_H
#define SANDBOX_MARKET_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/err.h"

enum {
	MARKET_SYMBOL_COUNT = 9,
	MARKET_TRADED_COUNT = 5, /* the first ones: accounts trade these */
	MARKET_ASSET_COUNT = MARKET_SYMBOL_COUNT + 1,
	MARKET_BNB = 2, /* BNBUSDT's index */
	MARKET_POINT_MS = 5 * 60 * 1000,
	MARKET_HOUR_POINTS = 12,
	MARKET_DAYS = 307,
	MARKET_POINT_COUNT = MARKET_DAYS * 24 * MARKET_HOUR_POINTS + 1,
};

#define MARKET_FROM_MS 1761696000000   /* 2025-10-29T00:00:00Z */
#define MARKET_TRADES_MS 1762300800000 /* 2025-11-05T00:00:00Z, when accounts begin to trade */
#define MARKET_TO_MS 1788220800000     /* 2026-09-01T00:00:00Z */

struct market_symbol {
	const char *symbol, *base, *quote, *status;
	int64_t tick_e8, step_e8, first_price_e8;
	int64_t wildness_ppm; /* the most that one step of the walk moves */
	uint64_t first_id;    /* trade ids of accounts begin above it */
	int days;             /* how long it was listed; MARKET_DAYS: still is */
};

struct market {
	int64_t *prices_e8[MARKET_SYMBOL_COUNT]; /* MARKET_POINT_COUNT each */
	uint64_t seed;
};

struct market_candle {
	int64_t open_ms, close_ms;
	int64_t open_e8, high_e8, low_e8, close_e8;
	int64_t volume_e8;       /* base */
	int64_t quote_volume_e8; /* quote */
	int64_t trade_count;
};

/* ERR_NOMEM. */
enum err market_new(uint64_t seed, struct market **out);
void market_free(struct market *m); /* takes NULL */

/* What is listed; `index` < MARKET_SYMBOL_COUNT. */
const struct market_symbol *market_symbol(int index);

/* Its index, or -1. */
int market_symbol_by_name(const char *name);

/* Asset 0 is USDT, asset i + 1 the base of symbol i. */
const char *market_asset(int index);

/* The price at a moment between MARKET_FROM_MS and MARKET_TO_MS, in whole ticks. */
int64_t market_price_e8(const struct market *m, int symbol, int64_t ts_ms);

/* How many candles of `points` five-minute steps the symbol has. */
int64_t market_candle_count(int symbol, int64_t points);

/* Candle `index` < market_candle_count() of `points` five-minute steps. */
struct market_candle market_candle(
    const struct market *m, int symbol, int64_t points, int64_t index);

/*
 * The close of the last one-hour candle that was over at `ts_ms` (its close time <= ts_ms);
 * 0 if there is none.
 */
int64_t market_last_close_e8(const struct market *m, int symbol, int64_t ts_ms);

#endif
