/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/truth.h"

#include "host/sandbox/amount.h"

struct lot {
	int64_t quantity_e8, price_e8;
};

/* Lots are only added at one end and taken at the other: an array and two positions. */
struct lots {
	struct lot *all;
	size_t first, end;
};

/* The fee in the quote, and the fill's effect on the holdings. */
static void
fee_value(const struct market *m, const struct history_fill *f, int64_t *effective_e8,
    __int128 *value_e16)
{
	*effective_e8 = f->quantity_e8;
	if (f->fee_asset == 0) {
		*value_e16 = amount_product(f->fee_e8, AMOUNT_ONE);
	} else if (f->fee_asset == f->symbol + 1) {
		*value_e16 = amount_product(f->fee_e8, f->price_e8);
		*effective_e8 += f->is_buyer ? -f->fee_e8 : f->fee_e8;
	} else {
		*value_e16 =
		    amount_product(f->fee_e8, market_last_close_e8(m, f->fee_asset - 1, f->ts_ms));
	}
}

/* Take the oldest lots; what they had cost and what they bring go into `sum`. */
static enum err
lots_take(struct lots *l, int64_t quantity_e8, int64_t price_e8, struct truth_sum *sum)
{
	while (quantity_e8 > 0) {
		struct lot *lot = &l->all[l->first];
		int64_t part_e8;

		ENSURE(l->first < l->end, ERR_BUG);
		part_e8 = lot->quantity_e8 < quantity_e8 ? lot->quantity_e8 : quantity_e8;
		sum->matched_cost_e16 += amount_product(part_e8, lot->price_e8);
		sum->gross_e16 += amount_product(part_e8, price_e8 - lot->price_e8);
		lot->quantity_e8 -= part_e8;
		quantity_e8 -= part_e8;
		if (lot->quantity_e8 == 0)
			l->first++;
	}
	return OK;
}

static void
sum_add(struct truth_sum *to, const struct truth_sum *more)
{
	to->fill_count += more->fill_count;
	to->volume_e16 += more->volume_e16;
	to->fees_quote_e16 += more->fees_quote_e16;
	to->gross_e16 += more->gross_e16;
	to->matched_cost_e16 += more->matched_cost_e16;
	for (int i = 0; i < MARKET_ASSET_COUNT; i++)
		to->fees_e8[i] += more->fees_e8[i];
}

static enum err
fill_add(const struct market *m, const struct history_fill *f, struct lots *lots, struct truth *t)
{
	const int64_t day = (f->ts_ms - MARKET_FROM_MS) / (24LL * 3600 * 1000);
	struct truth_symbol *s = &t->symbols[f->symbol];
	struct truth_sum sum = { .fill_count = 1,
		.volume_e16 = amount_product(f->quantity_e8, f->price_e8) };
	int64_t effective_e8;

	fee_value(m, f, &effective_e8, &sum.fees_quote_e16);
	sum.fees_e8[f->fee_asset] = f->fee_e8;
	if (f->is_buyer)
		lots->all[lots->end++] = (struct lot){ effective_e8, f->price_e8 };
	else
		TRY(lots_take(lots, effective_e8, f->price_e8, &sum));
	s->buy_count += f->is_buyer;
	s->maker_count += f->is_maker;
	sum_add(&s->sum, &sum);
	sum_add(&t->total, &sum);
	sum_add(&t->days[day], &sum);
	return OK;
}

static enum err
symbol_sum(const struct market *m, const struct history *h, int symbol, struct truth *t)
{
	const size_t count = h->symbol_fill_count[symbol];
	struct lots lots = { .all = calloc(count + 1, sizeof(struct lot)) };
	enum err e = OK;

	ENSURE(lots.all != NULL, ERR_NOMEM);
	for (size_t i = 0; i < count && e == OK; i++)
		e = fill_add(m, &h->by_symbol[symbol][i], &lots, t);
	for (size_t i = lots.first; i < lots.end; i++) {
		t->symbols[symbol].position_e8 += lots.all[i].quantity_e8;
		t->symbols[symbol].open_cost_e16 +=
		    amount_product(lots.all[i].quantity_e8, lots.all[i].price_e8);
	}
	free(lots.all);
	return e;
}

enum err
truth_new(const struct market *m, const struct history *h, struct truth **out)
{
	struct truth *t = calloc(1, sizeof(*t));
	enum err e = OK;

	ENSURE(t != NULL, ERR_NOMEM);
	for (int i = 0; i < MARKET_SYMBOL_COUNT && e == OK; i++)
		e = symbol_sum(m, h, i, t);
	if (e != OK) {
		truth_free(t);
		return e;
	}
	*out = t;
	return OK;
}

void
truth_free(struct truth *t)
{
	free(t);
}
