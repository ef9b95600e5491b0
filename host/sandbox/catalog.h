/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalog.h - everything that is listed, spot and futures, and what it is worth at any moment.
 *
 * The first MARKET_SYMBOL_COUNT listings are those of market.h with its prices.  The whole world
 * has more: pairs that its accounts trade, among them two that were delisted, futures of both
 * kinds, and hundreds of pairs that nobody trades, so that whoever looks for traded symbols has
 * something to look through.
 *
 * An asset is worth so many USD at each moment, a pair the quotient of its two assets: all prices
 * agree with each other.  Asset prices come from no table but from their time alone (waves of
 * several lengths over pseudo-random points), so the catalog has prices for any year.
 *
 * Room:      host/sandbox.
 * Promises:  a price between two five-minute points lies between theirs, so a candle holds every
 *            price of its time.
 */
#ifndef SANDBOX_CATALOG_H
#define SANDBOX_CATALOG_H

#include "host/sandbox/market.h"

enum {
	CATALOG_SYMBOL_SIZE = 24,
	CATALOG_ASSET_SIZE = 16,
	CATALOG_ASSETS_MAX = 512,
	CATALOG_LISTINGS_MAX = 512,
	CATALOG_IDLE_COUNT = 300, /* pairs nobody trades */
};

enum product { PRODUCT_SPOT, PRODUCT_LINEAR, PRODUCT_INVERSE };

struct listing {
	char symbol[CATALOG_SYMBOL_SIZE];
	int base, quote, settle; /* assets */
	enum product product;
	const char *status; /* "TRADING", "BREAK" */
	bool is_forgotten;  /* listed no more: signed calls say -1121 though it has fills */
	bool is_idle;       /* nobody trades it */
	int64_t tick_e8, step_e8;
	int64_t contract_usd; /* COIN-M: what one contract is worth; else 0 */
	uint64_t first_id;    /* trade ids of accounts begin above it */
	int64_t end_ms;       /* its candles end here */
};

struct catalog_asset {
	char name[CATALOG_ASSET_SIZE];
	int64_t usd_e8; /* about what it is worth */
};

struct catalog {
	uint64_t seed;
	const struct market *market; /* borrowed */
	struct listing listings[CATALOG_LISTINGS_MAX];
	int listing_count;
	struct catalog_asset assets[CATALOG_ASSETS_MAX];
	int asset_count;
};

/* `is_whole` false: what market.h lists, no more.  ERR_NOMEM. */
enum err catalog_new(const struct market *m, bool is_whole, struct catalog **out);
void catalog_free(struct catalog *c); /* takes NULL */

/* Their indexes, or -1. */
int catalog_listing_by_name(const struct catalog *c, enum product product, const char *symbol);
int catalog_asset_by_name(const struct catalog *c, const char *name);

/* What a unit of the asset is worth in USD; 0 for an asset nobody prices. */
int64_t catalog_usd_e8(const struct catalog *c, int asset, int64_t ts_ms);

/* The listing's price, in whole ticks, at any moment from MARKET_FROM_MS on. */
int64_t catalog_price_e8(const struct catalog *c, int listing, int64_t ts_ms);

/* How many candles of `points` five-minute steps were over at `now_ms`, or had begun. */
int64_t catalog_candle_count(const struct catalog *c, int listing, int64_t points, int64_t now_ms);

/* Candle `index` < catalog_candle_count(). */
struct market_candle catalog_candle(
    const struct catalog *c, int listing, int64_t points, int64_t index);

#endif
