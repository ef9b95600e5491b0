/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/market.h"

#include <assert.h>

#include "host/sandbox/amount.h"
#include "host/sandbox/dice.h"

#define E8(whole) ((int64_t)(whole)*AMOUNT_ONE)

/* Ticks, steps and ids as large as on the real exchange; prices of a day long ago. */
static const struct market_symbol symbols[MARKET_SYMBOL_COUNT] = {
	{ "BTCUSDT", "BTC", "USDT", "TRADING", 1000000, 1000, E8(103000), 900, 4900000000,
	    MARKET_DAYS },
	{ "ETHUSDT", "ETH", "USDT", "TRADING", 1000000, 10000, E8(3500), 1200, 2700000000,
	    MARKET_DAYS },
	{ "BNBUSDT", "BNB", "USDT", "TRADING", 1000000, 100000, E8(950), 1000, 1300000000,
	    MARKET_DAYS },
	{ "SOLUSDT", "SOL", "USDT", "TRADING", 1000000, 100000, E8(160), 1500, 1500000000,
	    MARKET_DAYS },
	{ "XRPUSDT", "XRP", "USDT", "TRADING", 10000, 10000000, E8(2), 1400, 1100000000,
	    MARKET_DAYS },
	{ "ADAUSDT", "ADA", "USDT", "TRADING", 10000, 10000000, E8(1), 1600, 600000000,
	    MARKET_DAYS },
	{ "DOGEUSDT", "DOGE", "USDT", "TRADING", 1000, E8(1), 16000000, 1800, 900000000,
	    MARKET_DAYS },
	{ "LTCUSDT", "LTC", "USDT", "TRADING", 1000000, 100000, E8(95), 1300, 400000000,
	    MARKET_DAYS },
	{ "OLDUSDT", "OLD", "USDT", "BREAK", 10000, 1000000, E8(4), 3000, 40000000, 60 },
};

const struct market_symbol *
market_symbol(int index)
{
	assert(index >= 0 && index < MARKET_SYMBOL_COUNT);
	return &symbols[index];
}

int
market_symbol_by_name(const char *name)
{
	for (int i = 0; i < MARKET_SYMBOL_COUNT; i++)
		if (strcmp(symbols[i].symbol, name) == 0)
			return i;
	return -1;
}

const char *
market_asset(int index)
{
	assert(index >= 0 && index < MARKET_ASSET_COUNT);
	return index == 0 ? "USDT" : symbols[index - 1].base;
}

/* A step of the walk; far from where it began it tends back, so prices stay believable. */
static int64_t
price_next(struct dice *d, const struct market_symbol *s, int64_t price_e8)
{
	const int64_t lean_ppm = price_e8 > s->first_price_e8 * 2 ? -s->wildness_ppm / 2
	    : price_e8 < s->first_price_e8 / 2                    ? s->wildness_ppm / 2
								  : 0;
	const int64_t move_ppm =
	    dice_below(d, 2 * s->wildness_ppm + 1) - s->wildness_ppm + lean_ppm;
	const int64_t next = price_e8 + (int64_t)((__int128)price_e8 * move_ppm / 1000000);

	return (next + s->tick_e8 / 2) / s->tick_e8 * s->tick_e8;
}

static enum err
walk_new(uint64_t seed, const struct market_symbol *s, int64_t **out)
{
	struct dice d = dice_new(seed, s->symbol);
	int64_t *prices = calloc(MARKET_POINT_COUNT, sizeof(*prices));

	ENSURE(prices != NULL, ERR_NOMEM);
	prices[0] = s->first_price_e8;
	for (int i = 1; i < MARKET_POINT_COUNT; i++)
		prices[i] = price_next(&d, s, prices[i - 1]);
	*out = prices;
	return OK;
}

enum err
market_new(uint64_t seed, struct market **out)
{
	struct market *m = calloc(1, sizeof(*m));
	enum err e = OK;

	ENSURE(m != NULL, ERR_NOMEM);
	m->seed = seed;
	for (int i = 0; i < MARKET_SYMBOL_COUNT && e == OK; i++)
		e = walk_new(seed, &symbols[i], &m->prices_e8[i]);
	if (e != OK) {
		market_free(m);
		return e;
	}
	*out = m;
	return OK;
}

void
market_free(struct market *m)
{
	if (m == NULL)
		return;
	for (int i = 0; i < MARKET_SYMBOL_COUNT; i++)
		free(m->prices_e8[i]);
	free(m);
}

int64_t
market_price_e8(const struct market *m, int symbol, int64_t ts_ms)
{
	const int64_t tick = market_symbol(symbol)->tick_e8;
	const int64_t at = (ts_ms - MARKET_FROM_MS) / MARKET_POINT_MS;
	const int64_t into_ms = (ts_ms - MARKET_FROM_MS) % MARKET_POINT_MS;
	int64_t from, to;

	assert(ts_ms >= MARKET_FROM_MS && at + 1 < MARKET_POINT_COUNT);
	from = m->prices_e8[symbol][at] / tick;
	to = m->prices_e8[symbol][at + 1] / tick;
	return (from + (to - from) * into_ms / MARKET_POINT_MS) * tick;
}

int64_t
market_candle_count(int symbol, int64_t points)
{
	return (int64_t)market_symbol(symbol)->days * 24 * MARKET_HOUR_POINTS / points;
}

/* What everybody together traded in one five-minute step: some hundred thousand USDT. */
static void
volume_add(const struct market *m, int symbol, int64_t point, struct market_candle *c)
{
	struct dice d = dice_new(m->seed + (uint64_t)point, market_symbol(symbol)->base);
	const int64_t price = m->prices_e8[symbol][point + 1];
	const int64_t usdt = 100000 + dice_below(&d, 900000);
	const int64_t step = market_symbol(symbol)->step_e8;
	const int64_t base_e8 =
	    (int64_t)((__int128)usdt * AMOUNT_ONE * AMOUNT_ONE / price) / step * step;

	c->volume_e8 += base_e8;
	c->quote_volume_e8 += (int64_t)(amount_product(base_e8, price) / AMOUNT_ONE);
	c->trade_count += 100 + dice_below(&d, 2000);
}

struct market_candle
market_candle(const struct market *m, int symbol, int64_t points, int64_t index)
{
	const int64_t *prices = m->prices_e8[symbol] + index * points;
	struct market_candle c = {
		.open_ms = MARKET_FROM_MS + index * points * MARKET_POINT_MS,
		.close_ms = MARKET_FROM_MS + (index + 1) * points * MARKET_POINT_MS - 1,
		.open_e8 = prices[0],
		.high_e8 = prices[0],
		.low_e8 = prices[0],
		.close_e8 = prices[points],
	};

	assert(index >= 0 && index < market_candle_count(symbol, points));
	for (int64_t i = 0; i <= points; i++) {
		c.high_e8 = prices[i] > c.high_e8 ? prices[i] : c.high_e8;
		c.low_e8 = prices[i] < c.low_e8 ? prices[i] : c.low_e8;
		if (i < points)
			volume_add(m, symbol, index * points + i, &c);
	}
	return c;
}

int64_t
market_last_close_e8(const struct market *m, int symbol, int64_t ts_ms)
{
	/* The candle of hour h closes one millisecond before hour h + 1. */
	const int64_t over = (ts_ms + 1 - MARKET_FROM_MS) / (MARKET_POINT_MS * MARKET_HOUR_POINTS);

	if (over <= 0)
		return 0;
	return m->prices_e8[symbol][over * MARKET_HOUR_POINTS];
}
