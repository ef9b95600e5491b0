/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/position.h"

#include "host/sandbox/amount.h"

static __int128
size_of(__int128 quantity_e8)
{
	return quantity_e8 < 0 ? -quantity_e8 : quantity_e8;
}

/* What so much is worth at a price, in the settle asset: quote, or coins. */
static __int128
worth_e16(const struct listing *l, __int128 quantity_e8, __int128 price_e8)
{
	if (l->product != PRODUCT_INVERSE)
		return quantity_e8 * price_e8;
	return quantity_e8 * l->contract_usd * AMOUNT_ONE * AMOUNT_ONE / price_e8;
}

/* A long earns when its worth rises; a long of COIN-M when its worth in coins falls. */
static __int128
profit_e16(const struct listing *l, bool is_long, __int128 cost_e16, __int128 now_e16)
{
	const bool earns_by_rising = is_long == (l->product != PRODUCT_INVERSE);

	return earns_by_rising ? now_e16 - cost_e16 : cost_e16 - now_e16;
}

__int128
position_fill(const struct listing *l, struct position *p, const struct event *fill)
{
	const bool is_long = p->quantity_e8 > 0;
	const __int128 size_e8 = size_of(p->quantity_e8);
	__int128 closed_e8 = 0, cost_e16, realized_e8 = 0, opened_e8;

	if (size_e8 > 0 && is_long != fill->is_buyer)
		closed_e8 = fill->quantity_e8 < size_e8 ? fill->quantity_e8 : size_e8;
	if (closed_e8 > 0) {
		cost_e16 = p->cost_e16 * closed_e8 / size_e8;
		realized_e8 =
		    profit_e16(l, is_long, cost_e16, worth_e16(l, closed_e8, fill->price_e8)) /
		    AMOUNT_ONE;
		p->cost_e16 -= cost_e16;
		p->quantity_e8 += is_long ? -closed_e8 : closed_e8;
	}
	opened_e8 = fill->quantity_e8 - closed_e8;
	p->cost_e16 += worth_e16(l, opened_e8, fill->price_e8);
	p->quantity_e8 += fill->is_buyer ? opened_e8 : -opened_e8;
	return realized_e8;
}

struct position
position_fold(const struct catalog *c, const struct journal *j, int symbol, enum event_side side,
    int64_t until_ms)
{
	struct position p = { 0 };

	for (size_t i = 0; i < j->count && j->events[i].ts_ms <= until_ms; i++) {
		const struct event *e = &j->events[i];

		if (e->kind == EVENT_FILL && e->symbol == symbol && e->side == side)
			(void)position_fill(&c->listings[symbol], &p, e);
	}
	return p;
}

__int128
position_unrealized_e16(const struct listing *l, const struct position *p, int64_t price_e8)
{
	return profit_e16(
	    l, p->quantity_e8 > 0, p->cost_e16, worth_e16(l, size_of(p->quantity_e8), price_e8));
}

__int128
position_unrealized_e8(const struct listing *l, const struct position *p, int64_t price_e8)
{
	return position_unrealized_e16(l, p, price_e8) / AMOUNT_ONE;
}

__int128
position_worth_e8(const struct listing *l, const struct position *p, int64_t price_e8)
{
	return worth_e16(l, p->quantity_e8, price_e8) / AMOUNT_ONE;
}

__int128
position_entry_e8(const struct listing *l, const struct position *p)
{
	const __int128 size_e8 = size_of(p->quantity_e8);

	if (size_e8 == 0)
		return 0;
	if (l->product != PRODUCT_INVERSE)
		return p->cost_e16 / size_e8;
	return size_e8 * l->contract_usd * AMOUNT_ONE * AMOUNT_ONE / p->cost_e16;
}
