/* SPDX-License-Identifier: Apache-2.0 */
/* Lives on the spot market. */
#include <assert.h>

#include "host/sandbox/amount.h"
#include "host/sandbox/life.h"

enum {
	ORDER_FILLS_MAX = 6,
	EDGE_ROW = 990,
	EDGE_FILLS = 27,
	MAKER_RATE_E8 = 90000,
	TAKER_RATE_E8 = 100000,
};

struct trader {
	struct life *life;
	const struct life_spot_plan *plan;
	size_t done, first_listing_done, order_count;
	__int128 position_e8[CATALOG_LISTINGS_MAX]; /* bought and not sold */
};

struct order {
	int listing;
	bool is_buyer, is_maker, is_burst;
	size_t fill_count;
	int64_t ts_ms, pause_ms, steps;
};

static const struct listing *
listing_of(const struct trader *t, const struct order *o)
{
	return &t->life->catalog->listings[o->listing];
}

static __int128
held_e8(const struct trader *t, int asset)
{
	return t->life->holdings->all[t->plan->wallet][asset].held_e8;
}

/* The first listing takes a tenth; the others the rest, but none after its end. */
static int
listing_pick(struct trader *t, int64_t ts_ms)
{
	const struct life_spot_plan *p = t->plan;
	int at = 0;

	if (dice_below(&t->life->dice, 10) > 0)
		at = (int)dice_below(&t->life->dice, p->listing_count);
	return ts_ms + LIFE_DAY_MS < t->life->catalog->listings[p->listings[at]].end_ms
	    ? p->listings[at]
	    : p->listings[0];
}

/* Buys when there is nothing to sell (what was deposited is not for sale), sells when there is
 * nothing to pay with. */
static bool
side_pick(struct trader *t, const struct order *o, int64_t price_e8)
{
	const struct listing *l = listing_of(t, o);
	const __int128 quantity_e8 = (__int128)o->steps * l->step_e8;

	if (held_e8(t, l->base) < 2 * quantity_e8 || t->position_e8[o->listing] < 2 * quantity_e8)
		return true;
	if (held_e8(t, l->quote) < 2 * quantity_e8 * price_e8 / AMOUNT_ONE)
		return false;
	return dice_below(&t->life->dice, 2) == 0;
}

static struct order
order_pick(struct trader *t)
{
	const struct life_spot_plan *p = t->plan;
	const int64_t slice_ms = (p->to_ms - p->from_ms) / (int64_t)p->fill_count;
	struct dice *d = &t->life->dice;
	struct order o = { .ts_ms = p->from_ms + (int64_t)t->done * slice_ms +
		    dice_below(d, slice_ms / 2) };
	const int64_t base_usd = 40LL << dice_below(d, 6);
	const int64_t usd = base_usd + dice_below(d, base_usd);
	size_t left = p->fill_count - t->done;

	o.listing = listing_pick(t, o.ts_ms);
	o.fill_count = 1 + (size_t)dice_below(d, ORDER_FILLS_MAX);
	o.is_burst = dice_below(d, 3) < 2;
	if (p->has_edge && o.listing == p->listings[0] && t->first_listing_done == EDGE_ROW) {
		o.fill_count = EDGE_FILLS;
		o.is_burst = true;
	} else if (p->has_edge && o.listing == p->listings[0] && t->first_listing_done < EDGE_ROW &&
	    EDGE_ROW - t->first_listing_done < left) {
		left = EDGE_ROW - t->first_listing_done;
	}
	o.fill_count = o.fill_count < left ? o.fill_count : left;
	o.pause_ms = slice_ms / 2;
	o.is_maker = !o.is_burst && dice_below(d, 4) > 0;
	o.steps = (int64_t)((__int128)usd * AMOUNT_ONE * AMOUNT_ONE /
	    catalog_usd_e8(t->life->catalog, listing_of(t, &o)->base, o.ts_ms) /
	    listing_of(t, &o)->step_e8);
	assert(o.steps >= EDGE_FILLS);
	o.is_buyer = side_pick(t, &o, catalog_price_e8(t->life->catalog, o.listing, o.ts_ms));
	return o;
}

/* In BNB, if there is some, at three quarters for every other two hundred orders; else as received.
 */
static void
fee_set(struct trader *t, struct event *e)
{
	const struct catalog *c = t->life->catalog;
	const struct listing *l = &c->listings[e->symbol];
	const int64_t rate_e8 = e->is_maker ? MAKER_RATE_E8 : TAKER_RATE_E8;
	const int bnb = MARKET_BNB + 1;

	e->other = e->is_buyer ? l->base : l->quote;
	e->fee_e8 = (e->is_buyer ? e->quantity_e8 : e->quote_e8) * rate_e8 / AMOUNT_ONE;
	if (t->order_count / 200 % 2 == 0 || l->base == bnb || l->quote == bnb ||
	    held_e8(t, bnb) < LIFE_UNITS(0, 100000))
		return;
	e->other = bnb;
	e->fee_e8 = e->quote_e8 * catalog_usd_e8(c, l->quote, e->ts_ms) / AMOUNT_ONE * rate_e8 * 3 /
	    4 / catalog_usd_e8(c, bnb, e->ts_ms);
}

/* A part of what is left, so that each later fill gets at least one step. */
static int64_t
steps_take(struct trader *t, struct order *o, int64_t fills_left)
{
	int64_t steps = o->steps;

	if (fills_left > 1)
		steps = 1 + dice_below(&t->life->dice, 2 * (o->steps / fills_left) - 1);
	if (steps > o->steps - fills_left + 1)
		steps = o->steps - fills_left + 1;
	o->steps -= steps;
	return steps;
}

static enum err
order_fill(struct trader *t, struct order o)
{
	struct life *life = t->life;
	const struct listing *l = listing_of(t, &o);

	life->last_order_id += 1 + (uint64_t)dice_below(&life->dice, 100000);
	life->last_id[o.listing] += (uint64_t)dice_below(&life->dice, 5000);
	for (size_t i = 0; i < o.fill_count; i++) {
		const int64_t left = (int64_t)(o.fill_count - i);
		const int64_t steps = steps_take(t, &o, left);
		struct event e = { .kind = EVENT_FILL,
			.wallet = t->plan->wallet,
			.symbol = o.listing,
			.asset = l->base,
			.order_id = life->last_order_id,
			.is_buyer = o.is_buyer,
			.is_maker = o.is_maker };

		o.ts_ms += i > 0 && !o.is_burst ? dice_below(&life->dice, o.pause_ms) : 0;
		e.ts_ms = o.ts_ms;
		e.id = life->last_id[o.listing] += 1 + (uint64_t)dice_below(&life->dice, 2);
		e.price_e8 = life_price_e8(life, o.listing, o.ts_ms,
		    o.is_burst ? (o.is_buyer ? (int64_t)i : -(int64_t)i) : 0);
		e.quantity_e8 = (__int128)steps * l->step_e8;
		e.quote_e8 = e.price_e8 * e.quantity_e8 / AMOUNT_ONE;
		fee_set(t, &e);
		t->position_e8[o.listing] += e.is_buyer ? e.quantity_e8 : -e.quantity_e8;
		t->position_e8[o.listing] -= e.other == l->base ? e.fee_e8 : 0;
		TRY(life_add(life, e));
	}
	return OK;
}

enum err
life_trade(struct life *l, const struct life_spot_plan *plan)
{
	struct trader t = { .life = l, .plan = plan };

	while (t.done < plan->fill_count) {
		const struct order o = order_pick(&t);

		TRY(order_fill(&t, o));
		t.done += o.fill_count;
		t.first_listing_done += o.listing == plan->listings[0] ? o.fill_count : 0;
		t.order_count++;
	}
	return OK;
}

enum err
life_wide(struct life *l)
{
	static const struct {
		const char *asset;
		int64_t units;
	} capital[] = { { "USDT", 2000000 }, { "BNB", 900 }, { "BTC", 20 }, { "ETH", 300 },
		{ "EUR", 400000 }, { "USDC", 400000 }, { "FDUSD", 400000 }, { "TRY", 9000000 } };
	int listings[CATALOG_LISTINGS_MAX];
	struct life_spot_plan plan = { .listings = listings,
		.fill_count = 100000,
		.from_ms = MARKET_TRADES_MS,
		.to_ms = MARKET_TO_MS,
		.has_edge = true };

	for (size_t i = 0; i < sizeof(capital) / sizeof(capital[0]); i++)
		TRY(life_capital(l, capital[i].asset, capital[i].units));
	for (int i = 0; i < l->catalog->listing_count; i++) {
		const struct listing *one = &l->catalog->listings[i];
		const bool is_spare = i >= MARKET_TRADED_COUNT && i < MARKET_SYMBOL_COUNT;

		if (one->product == PRODUCT_SPOT && !one->is_idle && !one->is_forgotten &&
		    !is_spare)
			listings[plan.listing_count++] = i;
	}
	return life_trade(l, &plan);
}

enum err
life_ghost(struct life *l)
{
	const int gone = catalog_listing_by_name(l->catalog, PRODUCT_SPOT, "GONEUSDT");
	const int listings[] = { 0 };
	const struct life_spot_plan first = { WALLET_SPOT, &gone, 1, 25, MARKET_TRADES_MS,
		MARKET_TRADES_MS + 90 * LIFE_DAY_MS, false };
	const struct life_spot_plan later = { WALLET_SPOT, listings, 1, 375,
		MARKET_TRADES_MS + 90 * LIFE_DAY_MS, MARKET_TO_MS, false };

	assert(gone >= 0);
	TRY(life_capital(l, "USDT", 100000));
	TRY(life_capital(l, "BNB", 5));
	TRY(life_trade(l, &first));
	return life_trade(l, &later);
}

enum err
life_live(struct life *l)
{
	const int listings[] = { catalog_listing_by_name(l->catalog, PRODUCT_SPOT, "LINKUSDT"),
		catalog_listing_by_name(l->catalog, PRODUCT_SPOT, "ETHBTC") };
	const struct life_spot_plan plan = { WALLET_SPOT, listings, 2, 17520, MARKET_TRADES_MS,
		MARKET_TRADES_MS + 730 * LIFE_DAY_MS, false };

	TRY(life_capital(l, "USDT", 200000));
	TRY(life_capital(l, "BTC", 10));
	TRY(life_capital(l, "BNB", 50));
	return life_trade(l, &plan);
}

enum err
life_extreme(struct life *l)
{
	const __int128 large_e8 = (__int128)123456789012 * AMOUNT_ONE + 12345678;
	struct event e = { .kind = EVENT_DEPOSIT,
		.ts_ms = MARKET_TRADES_MS,
		.symbol = -1,
		.asset = life_asset(l, "PEPE"),
		.other = life_asset(l, "PEPE"),
		.amount_e8 = large_e8 };

	TRY(life_capital(l, "USDT", 10000));
	TRY(life_add(l, e));
	e.kind = EVENT_WITHDRAWAL; /* all but one hundred-millionth */
	e.ts_ms += LIFE_DAY_MS;
	e.amount_e8 = large_e8 - 1;
	TRY(life_add(l, e));
	e = (struct event){ .kind = EVENT_FILL, .is_buyer = true, .asset = 1, .quantity_e8 = 100 };
	for (int64_t i = 0; i < 10; i++) {
		e.ts_ms = MARKET_TRADES_MS + i * LIFE_DAY_MS + i;
		e.order_id = e.id = (1ULL << 53) + 1 + (uint64_t)i * 1000000000001;
		e.price_e8 = life_price_e8(l, 0, e.ts_ms, 0);
		e.quote_e8 = e.price_e8 * e.quantity_e8 / AMOUNT_ONE;
		e.is_maker = i % 2 == 0;
		e.other = 0;
		e.fee_e8 = 1;
		TRY(life_add(l, e));
	}
	return OK;
}
