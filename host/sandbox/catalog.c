/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/catalog.h"

#include <assert.h>

#include "host/sandbox/amount.h"
#include "host/sandbox/dice.h"

#define DAY_MS 86400000LL

/* What assets are worth, about; those of market.h have prices of their own. */
static const struct {
	const char *name;
	int64_t usd_e8;
} known_assets[] = {
	{ "USDT", 100000000 },
	{ "USDC", 100000000 },
	{ "FDUSD", 100000000 },
	{ "USD", 100000000 },
	{ "BNFCR", 100000000 },
	{ "BUSD", 100000000 },
	{ "EUR", 109000000 },
	{ "TRY", 2400000 },
	{ "AVAX", 2900000000 },
	{ "LINK", 1700000000 },
	{ "DOT", 600000000 },
	{ "MATIC", 70000000 },
	{ "ATOM", 800000000 },
	{ "UNI", 900000000 },
	{ "AAVE", 15000000000 },
	{ "FIL", 500000000 },
	{ "NEAR", 450000000 },
	{ "APT", 800000000 },
	{ "ARB", 90000000 },
	{ "OP", 150000000 },
	{ "INJ", 2200000000 },
	{ "SUI", 190000000 },
	{ "TRX", 16000000 },
	{ "XLM", 12000000 },
	{ "ALGO", 14000000 },
	{ "SAND", 31000000 },
	{ "MANA", 33000000 },
	{ "GRT", 20000000 },
	{ "CRV", 45000000 },
	{ "SHIB", 1800 },
	{ "PEPE", 900 },
	{ "LUNC", 9000 },
	{ "GONE", 250000000 },
};

/* Pairs the whole world's accounts trade; `is_gone`: delisted in summer 2026. */
static const struct {
	const char *base, *quote;
	bool is_gone, is_forgotten;
} traded_pairs[] = {
	{ "ETH", "BTC", false, false },
	{ "BNB", "BTC", false, false },
	{ "SOL", "BTC", false, false },
	{ "BNB", "ETH", false, false },
	{ "BTC", "EUR", false, false },
	{ "ETH", "EUR", false, false },
	{ "BTC", "FDUSD", false, false },
	{ "ETH", "USDC", false, false },
	{ "SOL", "USDC", false, false },
	{ "SOL", "BNB", false, false },
	{ "XRP", "TRY", false, false },
	{ "AVAX", "USDT", false, false },
	{ "LINK", "USDT", false, false },
	{ "DOT", "USDT", false, false },
	{ "MATIC", "USDT", true, false },
	{ "ATOM", "USDT", false, false },
	{ "UNI", "USDT", false, false },
	{ "AAVE", "USDT", false, false },
	{ "FIL", "USDT", false, false },
	{ "NEAR", "USDT", false, false },
	{ "APT", "USDT", false, false },
	{ "ARB", "USDT", false, false },
	{ "OP", "USDT", false, false },
	{ "INJ", "USDT", false, false },
	{ "SUI", "USDT", false, false },
	{ "TRX", "USDT", false, false },
	{ "XLM", "USDT", false, false },
	{ "ALGO", "USDT", false, false },
	{ "SAND", "USDT", false, false },
	{ "MANA", "USDT", false, false },
	{ "GRT", "USDT", false, false },
	{ "CRV", "USDT", false, false },
	{ "SHIB", "USDT", false, false },
	{ "PEPE", "USDT", false, false },
	{ "LUNC", "USDT", true, false },
	{ "GONE", "USDT", true, true },
};

static const struct {
	const char *symbol, *base, *quote;
	enum product product;
	int64_t contract_usd;
} futures[] = {
	{ "BTCUSDT", "BTC", "USDT", PRODUCT_LINEAR, 0 },
	{ "ETHUSDT", "ETH", "USDT", PRODUCT_LINEAR, 0 },
	{ "SOLUSDT", "SOL", "USDT", PRODUCT_LINEAR, 0 },
	{ "BTCUSDC", "BTC", "USDC", PRODUCT_LINEAR, 0 },
	{ "LINKUSDT", "LINK", "USDT", PRODUCT_LINEAR, 0 },
	{ "BTCUSD_PERP", "BTC", "USD", PRODUCT_INVERSE, 100 },
	{ "ETHUSD_PERP", "ETH", "USD", PRODUCT_INVERSE, 10 },
	{ "SOLUSD_PERP", "SOL", "USD", PRODUCT_INVERSE, 10 },
};

/* ---- what an asset is worth ---- */

/* A number of -1,000,000 to 1,000,000 that depends on its place only. */
static int64_t
knot(const struct catalog *c, int asset, uint64_t octave, int64_t at)
{
	struct dice d = { (c->seed + 1) * 0x9e3779b97f4a7c15 ^
		((uint64_t)asset << 48 | octave << 44 | (uint64_t)at) };

	(void)dice_next(&d);
	return dice_below(&d, 2000001) - 1000000;
}

/* At a five-minute point: waves of 32 days to 5 minutes, together at most 37 %. */
static int64_t
usd_at_point(const struct catalog *c, int asset, int64_t point_ms)
{
	static const struct {
		int64_t length_ms, size_ppm;
	} octaves[] = { { 32 * DAY_MS, 240000 }, { 4 * DAY_MS, 80000 }, { DAY_MS / 2, 30000 },
		{ DAY_MS / 24, 10000 }, { MARKET_POINT_MS, 2000 } };
	const int64_t first_e8 = c->assets[asset].usd_e8;
	int64_t ppm = 1000000;

	for (size_t i = 0; i < sizeof(octaves) / sizeof(octaves[0]); i++) {
		const int64_t length_ms = octaves[i].length_ms, at = point_ms / length_ms;
		const int64_t from = knot(c, asset, i, at), to = knot(c, asset, i, at + 1);

		ppm += (from + (to - from) * (point_ms % length_ms / 1000) / (length_ms / 1000)) *
		    octaves[i].size_ppm / 1000000;
	}
	return (int64_t)((__int128)first_e8 * ppm / 1000000);
}

/* Index of market.h's symbol whose base this asset is, or -1. */
static int
market_index(const struct catalog *c, int asset)
{
	return c->market != NULL && asset >= 1 && asset < MARKET_ASSET_COUNT ? asset - 1 : -1;
}

static bool
is_worth_one(const char *name)
{
	static const char *const names[] = { "USDT", "USDC", "FDUSD", "USD", "BNFCR", "BUSD" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static int64_t
point_usd_e8(const struct catalog *c, int asset, int64_t point_ms)
{
	const int m = market_index(c, asset);

	if (is_worth_one(c->assets[asset].name))
		return AMOUNT_ONE;
	if (m >= 0 && point_ms < MARKET_FROM_MS + (MARKET_POINT_COUNT - 1LL) * MARKET_POINT_MS)
		return market_price_e8(c->market, m, point_ms);
	if (m >= 0)
		return c->market->prices_e8[m][MARKET_POINT_COUNT - 1];
	return usd_at_point(c, asset, point_ms);
}

int64_t
catalog_usd_e8(const struct catalog *c, int asset, int64_t ts_ms)
{
	return point_usd_e8(c, asset, ts_ms / MARKET_POINT_MS * MARKET_POINT_MS);
}

/* ---- what a listing costs ---- */

static int64_t
ticks_at_point(const struct catalog *c, const struct listing *l, int64_t point_ms)
{
	const int64_t base_e8 = point_usd_e8(c, l->base, point_ms);
	const int64_t quote_e8 = point_usd_e8(c, l->quote, point_ms);
	const int64_t price_e8 = (int64_t)((__int128)base_e8 * AMOUNT_ONE / quote_e8);
	const int64_t ticks = (price_e8 + l->tick_e8 / 2) / l->tick_e8;

	return ticks > 0 ? ticks : 1;
}

int64_t
catalog_price_e8(const struct catalog *c, int listing, int64_t ts_ms)
{
	const struct listing *l = &c->listings[listing];
	const int64_t into_ms = ts_ms % MARKET_POINT_MS, point_ms = ts_ms - into_ms;
	const int64_t from = ticks_at_point(c, l, point_ms);

	assert(ts_ms >= MARKET_FROM_MS);
	if (into_ms == 0)
		return from * l->tick_e8;
	return (from +
		   (ticks_at_point(c, l, point_ms + MARKET_POINT_MS) - from) * into_ms /
		       MARKET_POINT_MS) *
	    l->tick_e8;
}

int64_t
catalog_candle_count(const struct catalog *c, int listing, int64_t points, int64_t now_ms)
{
	const int64_t end_ms = c->listings[listing].end_ms;
	const int64_t last_ms = now_ms < end_ms ? now_ms : end_ms - 1;

	if (last_ms < MARKET_FROM_MS)
		return 0;
	return (last_ms - MARKET_FROM_MS) / (points * MARKET_POINT_MS) + 1;
}

struct market_candle
catalog_candle(const struct catalog *c, int listing, int64_t points, int64_t index)
{
	const struct listing *l = &c->listings[listing];
	const int64_t from_ms = MARKET_FROM_MS + index * points * MARKET_POINT_MS;
	struct market_candle k = { .open_ms = from_ms,
		.close_ms = from_ms + points * MARKET_POINT_MS - 1,
		.open_e8 = ticks_at_point(c, l, from_ms) * l->tick_e8 };
	struct dice d = { c->seed + (uint64_t)from_ms + (uint64_t)listing };

	k.high_e8 = k.low_e8 = k.open_e8;
	for (int64_t i = 1; i <= points; i++) {
		k.close_e8 = ticks_at_point(c, l, from_ms + i * MARKET_POINT_MS) * l->tick_e8;
		k.high_e8 = k.close_e8 > k.high_e8 ? k.close_e8 : k.high_e8;
		k.low_e8 = k.close_e8 < k.low_e8 ? k.close_e8 : k.low_e8;
	}
	/* What others traded: some hundreds of steps in each five minutes. */
	k.trade_count = points * (100 + dice_below(&d, 900));
	k.volume_e8 = k.trade_count * l->step_e8;
	k.quote_volume_e8 = (int64_t)((__int128)k.volume_e8 * k.close_e8 / AMOUNT_ONE);
	return k;
}

/* ---- the list ---- */

static int
asset_add(struct catalog *c, const char *name, int64_t usd_e8)
{
	const int found = catalog_asset_by_name(c, name);
	struct catalog_asset *a = &c->assets[c->asset_count];

	if (found >= 0)
		return found;
	assert(c->asset_count < CATALOG_ASSETS_MAX);
	(void)snprintf(a->name, sizeof(a->name), "%s", name);
	a->usd_e8 = usd_e8;
	return c->asset_count++;
}

/* The largest power of ten that is not above `most`; at least 1. */
static int64_t
round_number(int64_t most)
{
	int64_t n = 1;

	while (n * 10 <= most)
		n *= 10;
	return n;
}

static struct listing *
listing_add(struct catalog *c, const char *symbol, int base, int quote)
{
	struct listing *l = &c->listings[c->listing_count];
	const int64_t base_e8 = c->assets[base].usd_e8, quote_e8 = c->assets[quote].usd_e8;
	const int64_t price_e8 = (int64_t)((__int128)base_e8 * AMOUNT_ONE / quote_e8);

	assert(c->listing_count < CATALOG_LISTINGS_MAX);
	(void)snprintf(l->symbol, sizeof(l->symbol), "%s", symbol);
	l->base = base;
	l->quote = l->settle = quote;
	l->status = "TRADING";
	/* A step is worth at most a dollar; a step times a tick has no more than eight decimals. */
	l->step_e8 = round_number(
	    (int64_t)((__int128)AMOUNT_ONE * AMOUNT_ONE / (base_e8 > 0 ? base_e8 : 1)));
	l->tick_e8 = round_number(price_e8 / 10000);
	while (l->tick_e8 * l->step_e8 < AMOUNT_ONE)
		l->tick_e8 *= 10;
	l->first_id = 100000000 + (uint64_t)c->listing_count * 7000000;
	l->end_ms = INT64_MAX;
	c->listing_count++;
	return l;
}

static void
market_add(struct catalog *c)
{
	for (int i = 0; i < MARKET_ASSET_COUNT; i++)
		(void)asset_add(
		    c, market_asset(i), i == 0 ? AMOUNT_ONE : market_symbol(i - 1)->first_price_e8);
	for (int i = 0; i < MARKET_SYMBOL_COUNT; i++) {
		const struct market_symbol *m = market_symbol(i);
		struct listing *l = listing_add(c, m->symbol, i + 1, 0);

		l->status = m->status;
		l->tick_e8 = m->tick_e8;
		l->step_e8 = m->step_e8;
		l->first_id = m->first_id;
		l->end_ms = MARKET_FROM_MS + m->days * DAY_MS;
	}
}

static void
pair_add(struct catalog *c, size_t i)
{
	char symbol[CATALOG_SYMBOL_SIZE];
	struct listing *l;

	(void)snprintf(symbol, sizeof(symbol), "%s%s", traded_pairs[i].base, traded_pairs[i].quote);
	l = listing_add(c, symbol, catalog_asset_by_name(c, traded_pairs[i].base),
	    catalog_asset_by_name(c, traded_pairs[i].quote));
	l->is_forgotten = traded_pairs[i].is_forgotten;
	if (traded_pairs[i].is_gone) {
		l->status = "BREAK";
		l->end_ms = MARKET_TO_MS - 60 * DAY_MS;
	}
}

/* Money of countries against USDT, as it is listed: nobody trades it, but it has a price. */
static void
fiat_add(struct catalog *c)
{
	const int euro = catalog_asset_by_name(c, "EUR"), lira = catalog_asset_by_name(c, "TRY");

	listing_add(c, "EURUSDT", euro, 0)->is_idle = true;
	listing_add(c, "USDTTRY", 0, lira)->is_idle = true;
}

static void
future_add(struct catalog *c, size_t i)
{
	struct listing *l = listing_add(c, futures[i].symbol,
	    catalog_asset_by_name(c, futures[i].base), catalog_asset_by_name(c, futures[i].quote));

	l->product = futures[i].product;
	l->contract_usd = futures[i].contract_usd;
	if (l->product != PRODUCT_INVERSE)
		return;
	l->settle = l->base;
	l->step_e8 = AMOUNT_ONE; /* whole contracts */
}

/* Nobody trades these: a base of their own each, five quotes. */
static void
idle_add(struct catalog *c, int i)
{
	static const char *const quotes[] = { "USDT", "USDC", "BTC", "TRY", "EUR" };
	struct dice d = dice_new(c->seed + (uint64_t)i, "idle");
	char base[CATALOG_ASSET_SIZE], symbol[CATALOG_SYMBOL_SIZE];
	const char *quote = quotes[i % 5];

	(void)snprintf(base, sizeof(base), "%c%c%c%02d", (int)('A' + dice_below(&d, 26)),
	    (int)('A' + dice_below(&d, 26)), (int)('A' + dice_below(&d, 26)), i % 100);
	(void)snprintf(symbol, sizeof(symbol), "%s%s", base, quote);
	if (catalog_listing_by_name(c, PRODUCT_SPOT, symbol) >= 0)
		(void)snprintf(symbol, sizeof(symbol), "%sX%s", base, quote);
	listing_add(c, symbol, asset_add(c, base, 5000000LL << dice_below(&d, 9)),
	    catalog_asset_by_name(c, quote))
	    ->is_idle = true;
}

enum err
catalog_new(const struct market *m, bool is_whole, struct catalog **out)
{
	struct catalog *c = calloc(1, sizeof(*c));

	ENSURE(c != NULL, ERR_NOMEM);
	c->seed = m->seed;
	c->market = m;
	market_add(c);
	for (size_t i = 0; i < sizeof(known_assets) / sizeof(known_assets[0]) && is_whole; i++)
		(void)asset_add(c, known_assets[i].name, known_assets[i].usd_e8);
	for (size_t i = 0; i < sizeof(traded_pairs) / sizeof(traded_pairs[0]) && is_whole; i++)
		pair_add(c, i);
	for (size_t i = 0; i < sizeof(futures) / sizeof(futures[0]) && is_whole; i++)
		future_add(c, i);
	for (int i = 0; i < CATALOG_IDLE_COUNT && is_whole; i++)
		idle_add(c, i);
	if (is_whole)
		fiat_add(c);
	*out = c;
	return OK;
}

void
catalog_free(struct catalog *c)
{
	free(c);
}

int
catalog_listing_by_name(const struct catalog *c, enum product product, const char *symbol)
{
	for (int i = 0; i < c->listing_count; i++)
		if (c->listings[i].product == product && strcmp(c->listings[i].symbol, symbol) == 0)
			return i;
	return -1;
}

int
catalog_asset_by_name(const struct catalog *c, const char *name)
{
	for (int i = 0; i < c->asset_count; i++)
		if (strcmp(c->assets[i].name, name) == 0)
			return i;
	return -1;
}
