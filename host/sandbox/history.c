/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/history.h"

#include <assert.h>

#include "host/sandbox/amount.h"
#include "host/sandbox/dice.h"

enum {
	MAKER_RATE_E8 = 90000, /* 0.09 % */
	TAKER_RATE_E8 = 100000,
	ORDER_FILLS_MAX = 6,
	POSITION_USDT_MAX = 30000,
};
static const int64_t bnb_phase_ms = 10LL * 24 * 3600 * 1000;

struct trader {
	const struct market *market;
	const struct history_plan *plan;
	struct history *history;
	struct dice dice;
	int64_t position_e8[MARKET_SYMBOL_COUNT]; /* bought and not sold; without deposits */
	uint64_t last_id[MARKET_SYMBOL_COUNT], last_order_id;
};

struct order {
	int symbol;
	bool is_buyer, is_maker, is_burst;
	size_t fill_count;
	int64_t ts_ms, pause_ms; /* the most between two fills when it is no burst */
	int64_t steps;           /* quantity left, in quantity steps */
};

/* The busiest symbols first; the weights add up to 100. */
static int
symbol_pick(struct trader *t)
{
	static const int weights[MARKET_TRADED_COUNT] = { 35, 25, 12, 15, 13 };
	int64_t left = dice_below(&t->dice, 100);

	for (int i = 0; i < t->plan->symbol_count; i++) {
		left -= weights[i];
		if (left < 0)
			return i;
	}
	return 0;
}

/* 40 to 5,000 USDT, small ones more often. */
static int64_t
notional_pick(struct trader *t)
{
	const int64_t base = 40LL << dice_below(&t->dice, 7);

	return base + dice_below(&t->dice, base);
}

static bool
side_pick(struct trader *t, int symbol, int64_t price_e8, int64_t notional)
{
	const int64_t held_usdt =
	    (int64_t)(amount_product(t->position_e8[symbol], price_e8) / AMOUNT_ONE / AMOUNT_ONE);

	if (held_usdt < 2 * notional)
		return true;
	if (held_usdt > POSITION_USDT_MAX || t->history->balances_e8[0] / AMOUNT_ONE < 4 * notional)
		return false;
	return dice_below(&t->dice, 2) == 0;
}

/* The next order: its time in its own slice of the whole time, so orders never overlap. */
static struct order
order_pick(struct trader *t)
{
	const size_t done = t->history->fill_count, left = t->plan->fill_count - done;
	const int64_t slice_ms = (MARKET_TO_MS - MARKET_TRADES_MS) / (int64_t)t->plan->fill_count;
	struct order o = { .symbol = symbol_pick(t) };
	int64_t price_e8, notional;

	o.fill_count = 1 + (size_t)dice_below(&t->dice, ORDER_FILLS_MAX);
	if (o.fill_count > left)
		o.fill_count = left;
	o.ts_ms = MARKET_TRADES_MS + (int64_t)done * slice_ms + dice_below(&t->dice, slice_ms / 2);
	o.pause_ms = slice_ms / 2;
	o.is_burst = dice_below(&t->dice, 3) < 2;
	o.is_maker = !o.is_burst && dice_below(&t->dice, 4) > 0;
	price_e8 = market_price_e8(t->market, o.symbol, o.ts_ms);
	notional = notional_pick(t);
	o.is_buyer = side_pick(t, o.symbol, price_e8, notional);
	o.steps = (int64_t)((__int128)notional * AMOUNT_ONE * AMOUNT_ONE / price_e8) /
	    market_symbol(o.symbol)->step_e8;
	assert(o.steps >= ORDER_FILLS_MAX);
	return o;
}

/* A part of what is left, so that every later fill gets at least one step. */
static int64_t
quantity_take(struct trader *t, struct order *o, size_t fills_left)
{
	const int64_t fair = o->steps / (int64_t)fills_left;
	int64_t steps = o->steps;

	if (fills_left > 1)
		steps = 1 + dice_below(&t->dice, fair > 1 ? 2 * fair - 1 : 1);
	if (o->steps - steps < (int64_t)fills_left - 1)
		steps = o->steps - ((int64_t)fills_left - 1);
	o->steps -= steps;
	return steps * market_symbol(o->symbol)->step_e8;
}

/* A burst eats into the book tick by tick, but not out of what the candle of its hour shows. */
static int64_t
price_pick(struct trader *t, const struct order *o, size_t at)
{
	const int64_t hour = (o->ts_ms - MARKET_FROM_MS) / (MARKET_POINT_MS * MARKET_HOUR_POINTS);
	const struct market_candle c =
	    market_candle(t->market, o->symbol, MARKET_HOUR_POINTS, hour);
	const int64_t slip = o->is_burst
	    ? (int64_t)at * dice_below(&t->dice, 3) * market_symbol(o->symbol)->tick_e8
	    : 0;
	const int64_t price_e8 =
	    market_price_e8(t->market, o->symbol, o->ts_ms) + (o->is_buyer ? slip : -slip);

	if (price_e8 > c.high_e8)
		return c.high_e8;
	return price_e8 < c.low_e8 ? c.low_e8 : price_e8;
}

/* Fees are cut, not rounded, at eight decimals. */
static void
fee_set(struct trader *t, struct history_fill *f)
{
	const int64_t rate_e8 = f->is_maker ? MAKER_RATE_E8 : TAKER_RATE_E8;
	const bool pays_bnb = (f->ts_ms - MARKET_TRADES_MS) / bnb_phase_ms % 2 == 1;

	if (pays_bnb) {
		const int64_t bnb_e8 = market_price_e8(t->market, MARKET_BNB, f->ts_ms);

		f->fee_asset = MARKET_BNB + 1;
		f->fee_e8 = (int64_t)(amount_product(f->quote_e8, rate_e8) * 3 / 4 / bnb_e8);
	} else if (f->is_buyer) {
		f->fee_asset = f->symbol + 1;
		f->fee_e8 = (int64_t)(amount_product(f->quantity_e8, rate_e8) / AMOUNT_ONE);
	} else {
		f->fee_asset = 0;
		f->fee_e8 = (int64_t)(amount_product(f->quote_e8, rate_e8) / AMOUNT_ONE);
	}
}

/* Book it: balances of both assets and of the fee's, and what may be sold later. */
static void
fill_book(struct trader *t, const struct history_fill *f)
{
	int64_t *balances = t->history->balances_e8;
	const int sign = f->is_buyer ? 1 : -1;

	balances[f->symbol + 1] += sign * f->quantity_e8;
	balances[0] -= sign * f->quote_e8;
	balances[f->fee_asset] -= f->fee_e8;
	t->position_e8[f->symbol] += sign * f->quantity_e8;
	if (f->fee_asset == f->symbol + 1)
		t->position_e8[f->symbol] -= f->fee_e8;
	assert(t->position_e8[f->symbol] >= 0);
	assert(balances[0] >= 0 && balances[f->symbol + 1] >= 0 && balances[f->fee_asset] >= 0);
	t->history->fills[t->history->fill_count++] = *f;
	t->history->symbol_fill_count[f->symbol]++;
}

static void
order_fill(struct trader *t, struct order o)
{
	t->last_order_id += 1 + (uint64_t)dice_below(&t->dice, 100000);
	t->last_id[o.symbol] += (uint64_t)dice_below(&t->dice, 50000); /* other people's trades */
	for (size_t i = 0; i < o.fill_count; i++) {
		struct history_fill f = { .symbol = o.symbol,
			.is_buyer = o.is_buyer,
			.is_maker = o.is_maker,
			.order_id = t->last_order_id };

		if (i > 0 && !o.is_burst)
			o.ts_ms += dice_below(&t->dice, o.pause_ms);
		t->last_id[o.symbol] += 1 + (uint64_t)dice_below(&t->dice, 2);
		f.id = t->last_id[o.symbol];
		f.ts_ms = o.ts_ms;
		f.price_e8 = price_pick(t, &o, i);
		f.quantity_e8 = quantity_take(t, &o, o.fill_count - i);
		f.quote_e8 = (int64_t)(amount_product(f.price_e8, f.quantity_e8) / AMOUNT_ONE);
		fee_set(t, &f);
		fill_book(t, &f);
	}
}

/* The same fills again, symbol after symbol. */
static void
symbols_sort(struct history *h, struct history_fill *room)
{
	size_t filled[MARKET_SYMBOL_COUNT] = { 0 };

	for (int i = 0; i < MARKET_SYMBOL_COUNT; i++) {
		h->by_symbol[i] = room;
		room += h->symbol_fill_count[i];
	}
	for (size_t i = 0; i < h->fill_count; i++) {
		const int symbol = h->fills[i].symbol;

		h->by_symbol[symbol][filled[symbol]++] = h->fills[i];
	}
}

enum err
history_new(const struct market *m, const struct history_plan *plan, struct history **out)
{
	struct history *h = calloc(1, sizeof(*h));
	struct trader t = { .market = m, .plan = plan, .history = h };

	ENSURE(h != NULL, ERR_NOMEM);
	/* Twice: by time, then by symbol.  One more, so that an empty account has storage too. */
	h->fills = calloc(2 * plan->fill_count + 1, sizeof(*h->fills));
	if (h->fills == NULL) {
		history_free(h);
		return ERR_NOMEM;
	}
	t.dice = dice_new(m->seed, plan->label);
	t.last_order_id = 20000000000;
	for (int i = 0; i < MARKET_SYMBOL_COUNT; i++)
		t.last_id[i] = market_symbol(i)->first_id;
	h->deposits_e8[0] = h->balances_e8[0] = plan->usdt_e8;
	h->deposits_e8[MARKET_BNB + 1] = h->balances_e8[MARKET_BNB + 1] = plan->bnb_e8;
	while (h->fill_count < plan->fill_count)
		order_fill(&t, order_pick(&t));
	symbols_sort(h, h->fills + plan->fill_count);
	*out = h;
	return OK;
}

void
history_free(struct history *h)
{
	if (h == NULL)
		return;
	free(h->fills);
	free(h);
}
