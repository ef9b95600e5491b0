/* SPDX-License-Identifier: Apache-2.0 */
/* Lives on the futures markets: positions, funding every eight hours, orders the exchange forces.
 */
#include "host/sandbox/amount.h"
#include "host/sandbox/life.h"
#include "host/sandbox/position.h"

enum { SLOT_ORDERS = 2, LISTINGS_MAX = 4, LIQUIDATION_SLOT = 400, ADL_SLOT = 700 };

struct trader {
	struct life *life;
	enum wallet wallet;
	bool is_hedged;      /* LONG and SHORT are two positions */
	const char *fees_in; /* NULL: the settle asset, BNB every other ten days */
	int listings[LISTINGS_MAX];
	int listing_count;
	struct position positions[LISTINGS_MAX][3]; /* by side */
};

/* An income row that moves the balance: funding, bonuses, the insurance fund's share. */
static enum err
income_add(struct life *l, const struct event *like, const char *what, int asset, __int128 e8)
{
	struct event e = *like;

	e.kind = EVENT_INCOME;
	e.id = 0;
	e.what = what;
	e.asset = e.other = asset;
	e.amount_e8 = e8;
	return life_add(l, e);
}

/* What a fill did, said again as income. */
static enum err
echoes_add(struct life *l, const struct event *fill)
{
	struct event e = *fill;

	e.kind = EVENT_ECHO;
	e.what = "COMMISSION";
	e.asset = fill->other;
	e.amount_e8 = -fill->fee_e8;
	TRY(life_add(l, e));
	if (fill->amount_e8 == 0)
		return OK;
	e.what = "REALIZED_PNL";
	e.asset = fill->asset;
	e.amount_e8 = fill->amount_e8;
	return life_add(l, e);
}

static void
fee_set(const struct trader *t, struct event *e)
{
	const struct catalog *c = t->life->catalog;
	const bool pays_bnb = t->wallet == WALLET_LINEAR &&
	    (e->ts_ms - MARKET_TRADES_MS) / (10 * LIFE_DAY_MS) % 2 == 1;
	const int64_t rate_e8 = e->is_maker ? 20000 : 50000;

	e->other = t->fees_in != NULL ? life_asset(t->life, t->fees_in) : e->asset;
	e->fee_e8 = e->quote_e8 * rate_e8 / AMOUNT_ONE;
	if (t->fees_in != NULL || !pays_bnb)
		return;
	e->other = MARKET_BNB + 1;
	e->fee_e8 = e->quote_e8 * rate_e8 / AMOUNT_ONE * 9 / 10 * AMOUNT_ONE /
	    catalog_usd_e8(c, e->other, e->ts_ms);
}

/* `steps` of the listing, in one to three fills. */
static enum err
order_fill(struct trader *t, int at, struct event e, int64_t steps)
{
	struct life *life = t->life;
	const struct listing *l = &life->catalog->listings[t->listings[at]];
	const int64_t fills = steps < 3 ? 1 : 1 + dice_below(&life->dice, 3);

	e.kind = EVENT_FILL;
	e.wallet = e.to = t->wallet;
	e.symbol = t->listings[at];
	e.asset = l->settle;
	e.order_id = life->last_order_id += 1 + (uint64_t)dice_below(&life->dice, 9999);
	e.is_maker = dice_below(&life->dice, 2) == 0;
	for (int64_t i = 0; i < fills; i++) {
		const int64_t part = steps / (fills - i);

		steps -= part;
		e.id = life->last_id[e.symbol] += 1 + (uint64_t)dice_below(&life->dice, 900);
		e.price_e8 = life_price_e8(life, e.symbol, e.ts_ms, i);
		e.quantity_e8 = (__int128)part * l->step_e8;
		e.quote_e8 = l->product == PRODUCT_INVERSE
		    ? e.quantity_e8 * l->contract_usd * AMOUNT_ONE / e.price_e8
		    : e.quantity_e8 * e.price_e8 / AMOUNT_ONE;
		e.amount_e8 = position_fill(l, &t->positions[at][e.side], &e);
		fee_set(t, &e);
		TRY(life_add(life, e));
		TRY(echoes_add(life, &e));
	}
	return OK;
}

static int64_t
steps_held(const struct trader *t, int at, enum event_side side)
{
	const __int128 e8 = t->positions[at][side].quantity_e8;

	return (int64_t)((e8 < 0 ? -e8 : e8) / t->life->catalog->listings[t->listings[at]].step_e8);
}

/* Opens while it is small, closes a part or turns it over when it has grown. */
static enum err
order_add(struct trader *t, int64_t ts_ms)
{
	struct dice *d = &t->life->dice;
	const int at = (int)dice_below(d, t->listing_count);
	const struct listing *l = &t->life->catalog->listings[t->listings[at]];
	const int64_t usd = 300 + dice_below(d, 2700);
	struct event e = { .ts_ms = ts_ms };
	int64_t held,
	    steps = l->product == PRODUCT_INVERSE
	    ? usd / l->contract_usd
	    : (int64_t)((__int128)usd * AMOUNT_ONE * AMOUNT_ONE /
		  life_price_e8(t->life, t->listings[at], ts_ms, 0) / l->step_e8);

	steps = steps > 0 ? steps : 1;
	if (t->is_hedged)
		e.side = dice_below(d, 2) == 0 ? SIDE_LONG : SIDE_SHORT;
	held = steps_held(t, at, e.side);
	e.is_buyer = e.side == SIDE_LONG || (e.side == SIDE_BOTH && dice_below(d, 2) == 0);
	if (held > 3 * steps || (held > 0 && dice_below(d, 3) == 0)) {
		e.is_buyer = t->positions[at][e.side].quantity_e8 < 0;
		/* In one-way mode an order may turn the position over. */
		steps = e.side == SIDE_BOTH ? held + steps : 1 + dice_below(d, held);
	}
	return order_fill(t, at, e, steps);
}

/* For every open position; longs pay shorts while the rate is positive. */
static enum err
funding_add(struct trader *t, int64_t ts_ms)
{
	struct life *life = t->life;

	for (int i = 0; i < t->listing_count; i++) {
		const struct listing *l = &life->catalog->listings[t->listings[i]];
		const int64_t rate_e8 = dice_below(&life->dice, 40000) - 10000;
		const int64_t price_e8 = catalog_price_e8(life->catalog, t->listings[i], ts_ms);

		for (int side = SIDE_BOTH; side <= SIDE_SHORT; side++) {
			const __int128 held_e8 = t->positions[i][side].quantity_e8;
			const struct event like = { .ts_ms = ts_ms,
				.wallet = t->wallet,
				.to = t->wallet,
				.symbol = t->listings[i],
				.side = (enum event_side)side };
			const __int128 worth_e8 = l->product == PRODUCT_INVERSE
			    ? held_e8 * l->contract_usd * AMOUNT_ONE / price_e8
			    : held_e8 * price_e8 / AMOUNT_ONE;
			const int asset =
			    t->fees_in != NULL ? life_asset(life, t->fees_in) : l->settle;

			if (held_e8 != 0)
				TRY(income_add(life, &like, "FUNDING_FEE", asset,
				    -worth_e8 * rate_e8 / AMOUNT_ONE));
		}
	}
	return OK;
}

/* The exchange closes the first position there is; liquidation costs the insurance fund's share. */
static enum err
forced_add(struct trader *t, int64_t ts_ms, const char *what)
{
	for (int i = 0; i < t->listing_count * 3; i++) {
		const int at = i / 3;
		const enum event_side side = (enum event_side)(i % 3);
		const __int128 held_e8 = t->positions[at][side].quantity_e8;
		const struct listing *l = &t->life->catalog->listings[t->listings[at]];
		struct event e = { .ts_ms = ts_ms, .side = side, .is_buyer = held_e8 < 0 };

		if (held_e8 == 0)
			continue;
		TRY(order_fill(t, at, e, steps_held(t, at, side)));
		e = t->life->journal->events[t->life->journal->count - 1];
		e.kind = EVENT_FORCED;
		e.what = what;
		e.amount_e8 = 0;
		e.quantity_e8 = held_e8 < 0 ? -held_e8 : held_e8;
		e.id = e.order_id;
		TRY(life_add(t->life, e));
		return strcmp(what, "LIQUIDATION") != 0
		    ? OK
		    : income_add(t->life, &e, "INSURANCE_CLEAR", l->settle,
			  l->product == PRODUCT_INVERSE ? -50000 : -LIFE_UNITS(3, 250000));
	}
	return OK;
}

static enum err
market_live(struct trader *t)
{
	const int64_t slot_ms = 8 * LIFE_HOUR_MS;
	const int64_t slots = (MARKET_TO_MS - MARKET_TRADES_MS) / slot_ms;

	for (int64_t i = 0; i < slots; i++) {
		const int64_t from_ms = MARKET_TRADES_MS + i * slot_ms;

		TRY(funding_add(t, from_ms));
		for (int64_t k = 0; k < SLOT_ORDERS; k++)
			TRY(order_add(t,
			    from_ms + 60000 + k * slot_ms / SLOT_ORDERS +
				dice_below(&t->life->dice, slot_ms / SLOT_ORDERS - 120000)));
		if (i == LIQUIDATION_SLOT || i == ADL_SLOT)
			TRY(forced_add(
			    t, from_ms + slot_ms - 30000, i == ADL_SLOT ? "ADL" : "LIQUIDATION"));
	}
	return OK;
}

static void
listing_take(struct trader *t, enum product product, const char *symbol)
{
	t->listings[t->listing_count++] =
	    catalog_listing_by_name(t->life->catalog, product, symbol);
}

enum err
life_hedge(struct life *l)
{
	struct trader linear = { .life = l, .wallet = WALLET_LINEAR, .is_hedged = true };
	struct trader inverse = { .life = l, .wallet = WALLET_INVERSE };

	listing_take(&linear, PRODUCT_LINEAR, "BTCUSDT");
	listing_take(&linear, PRODUCT_LINEAR, "ETHUSDT");
	listing_take(&linear, PRODUCT_LINEAR, "LINKUSDT");
	listing_take(&inverse, PRODUCT_INVERSE, "BTCUSD_PERP");
	listing_take(&inverse, PRODUCT_INVERSE, "ETHUSD_PERP");
	TRY(life_stake(l, WALLET_LINEAR, -1, "USDT", 100000));
	TRY(life_stake(l, WALLET_LINEAR, -1, "BNB", 10));
	TRY(life_stake(l, WALLET_INVERSE, -1, "BTC", 2));
	TRY(life_stake(l, WALLET_INVERSE, -1, "ETH", 30));
	TRY(market_live(&linear));
	return market_live(&inverse);
}

enum err
life_oneway(struct life *l)
{
	struct trader t = { .life = l, .wallet = WALLET_LINEAR, .fees_in = "BNFCR" };
	const struct event first = { .ts_ms = MARKET_TRADES_MS - LIFE_HOUR_MS / 4,
		.wallet = WALLET_LINEAR,
		.to = WALLET_LINEAR,
		.symbol = -1 };

	listing_take(&t, PRODUCT_LINEAR, "BTCUSDC");
	listing_take(&t, PRODUCT_LINEAR, "SOLUSDT");
	TRY(life_stake(l, WALLET_LINEAR, -1, "USDC", 60000));
	TRY(life_stake(l, WALLET_LINEAR, -1, "USDT", 60000));
	TRY(income_add(l, &first, "WELCOME_BONUS", life_asset(l, "BNFCR"), LIFE_UNITS(20000, 0)));
	return market_live(&t);
}
