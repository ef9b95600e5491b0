/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/reckoning.h"

#include "host/sandbox/amount.h"
#include "host/sandbox/position.h"

static const int64_t hour_ms = 3600000, day_ms = 86400000;
static const int64_t one_e18 = 1000000000000000000;

/* ---- value ---- */

/* The spot pair that is still traded; -1: there is none. */
static int
pair_of(const struct catalog *c, int base, int quote, int64_t at_ms)
{
	for (int i = 0; i < c->listing_count; i++) {
		const struct listing *l = &c->listings[i];

		if (l->product == PRODUCT_SPOT && l->base == base && l->quote == quote &&
		    at_ms < l->end_ms)
			return i;
	}
	return -1;
}

__int128
reckoning_worth_e16(const struct catalog *c, int asset, __int128 e8, int64_t ts_ms)
{
	const int64_t at_ms = ts_ms / hour_ms * hour_ms;
	int pair;

	if (asset == 0)
		return e8 * AMOUNT_ONE;
	pair = pair_of(c, asset, 0, at_ms);
	if (pair >= 0)
		return e8 * catalog_price_e8(c, pair, at_ms);
	pair = pair_of(c, 0, asset, at_ms);
	if (pair >= 0)
		return e8 * AMOUNT_ONE * AMOUNT_ONE / catalog_price_e8(c, pair, at_ms);
	return e8 * catalog_usd_e8(c, asset, at_ms);
}

struct walk {
	const struct catalog *catalog;
	struct holdings holdings;
	struct position positions[CATALOG_LISTINGS_MAX][3];
	struct reckoning *out;
	__int128 base_e16; /* equity after the last flow or day's end */
};

static __int128
positions_e16(const struct walk *w, int64_t ts_ms)
{
	const struct catalog *c = w->catalog;
	__int128 sum_e16 = 0;

	for (int i = 0; i < c->listing_count; i++)
		for (int side = SIDE_BOTH; side <= SIDE_SHORT; side++) {
			const struct position *p = &w->positions[i][side];

			if (p->quantity_e8 != 0)
				sum_e16 +=
				    reckoning_worth_e16(c, c->listings[i].settle,
					position_unrealized_e16(&c->listings[i], p,
					    catalog_price_e8(c, i, ts_ms / hour_ms * hour_ms)),
					ts_ms) /
				    AMOUNT_ONE;
		}
	return sum_e16;
}

static __int128
equity_e16(const struct walk *w, int64_t ts_ms)
{
	__int128 sum_e16 = positions_e16(w, ts_ms);

	for (int i = 0; i < w->catalog->asset_count; i++) {
		__int128 held_e8 = 0;

		for (int k = 0; k < WALLET_COUNT; k++)
			held_e8 += w->holdings.all[k][i].held_e8 - w->holdings.all[k][i].debt_e8;
		if (held_e8 != 0)
			sum_e16 += reckoning_worth_e16(w->catalog, i, held_e8, ts_ms);
	}
	return sum_e16;
}

/* ---- flows and sums ---- */

/* What an event brings from outside (out: below 0), in e8 of its asset. */
static __int128
flow_e8(const struct event *e)
{
	if (e->state != EVENT_DONE)
		return 0;
	if (e->kind == EVENT_DEPOSIT || (e->kind == EVENT_FIAT && e->is_buyer))
		return e->amount_e8;
	if (e->kind == EVENT_WITHDRAWAL || e->kind == EVENT_FIAT)
		return -e->amount_e8;
	return e->kind == EVENT_PAYMENT && e->is_buyer ? e->quote_e8 : 0;
}

static void
sums_add(struct reckoning_sums *s, const struct event *e)
{
	const __int128 flow = flow_e8(e);

	if (e->state != EVENT_DONE)
		return;
	s->deposits[e->asset] += flow > 0 ? flow : 0;
	s->withdrawals[e->asset] -= flow < 0 ? flow : 0;
	if (e->kind == EVENT_WITHDRAWAL || (e->kind == EVENT_FIAT && !e->is_buyer))
		s->withdrawal_fees[e->asset] += e->fee_e8;
	else if (e->kind == EVENT_FILL || e->kind == EVENT_DUST)
		s->trade_fees[e->other] += e->fee_e8;
	else if (e->kind == EVENT_PAYMENT)
		s->trade_fees[e->asset] += e->fee_e8;
	else if (e->kind == EVENT_INTEREST)
		s->interest[e->asset] += e->amount_e8;
	else if (e->kind == EVENT_INCOME && strcmp(e->what, "FUNDING_FEE") == 0)
		s->funding[e->asset] += e->amount_e8;
	else if (e->kind == EVENT_INCOME || e->kind == EVENT_DIVIDEND)
		s->income[e->asset] += e->amount_e8;
}

/* ---- days ---- */

/* From what was invested to what it is worth now; nothing invested grows not. */
static void
part_close(struct walk *w, struct reckoning_day *day, __int128 now_e16)
{
	const __int128 base_e12 = w->base_e16 / 10000, now_e12 = now_e16 / 10000;

	if (base_e12 <= 0)
		return;
	if (day->growth_e18 == 0)
		day->growth_e18 = one_e18;
	day->growth_e18 = day->growth_e18 * (now_e12 * one_e18 / base_e12) / one_e18;
}

static void
event_take(struct walk *w, struct reckoning_day *day, const struct event *e)
{
	const __int128 flow = flow_e8(e);

	if (flow != 0) {
		const __int128 before_e16 = equity_e16(w, e->ts_ms);
		const __int128 flow_e16 = reckoning_worth_e16(w->catalog, e->asset, flow, e->ts_ms);

		part_close(w, day, before_e16);
		w->base_e16 = before_e16 + flow_e16;
		day->flows_e16 += flow_e16;
	}
	sums_add(&w->out->sums, e);
	journal_apply(w->catalog, e, &w->holdings);
	if (e->kind == EVENT_FILL && w->catalog->listings[e->symbol].product != PRODUCT_SPOT)
		(void)position_fill(
		    &w->catalog->listings[e->symbol], &w->positions[e->symbol][e->side], e);
}

static void
walk_days(struct walk *w, const struct journal *j, int64_t until_ms)
{
	struct reckoning *r = w->out;
	size_t at = 0;

	r->growth_e18 = one_e18;
	for (int64_t start_ms = j->events[0].ts_ms / day_ms * day_ms;
	     start_ms + day_ms <= until_ms && r->day_count < RECKONING_DAYS_MAX;
	     start_ms += day_ms) {
		struct reckoning_day *day = &r->days[r->day_count++];

		day->start_ms = start_ms;
		for (; at < j->count && j->events[at].ts_ms < start_ms + day_ms; at++)
			event_take(w, day, &j->events[at]);
		day->equity_e16 = equity_e16(w, start_ms + day_ms);
		part_close(w, day, day->equity_e16);
		w->base_e16 = day->equity_e16;
		if (day->growth_e18 > 0)
			r->growth_e18 = r->growth_e18 * day->growth_e18 / one_e18;
	}
	/* The day that is not over: it counts in the sums. */
	for (; at < j->count && j->events[at].ts_ms <= until_ms; at++)
		sums_add(&r->sums, &j->events[at]);
}

enum err
reckoning_new(
    const struct catalog *c, const struct journal *j, int64_t until_ms, struct reckoning **out)
{
	struct reckoning *r = calloc(1, sizeof(*r));
	struct walk *w = calloc(1, sizeof(*w));

	if (r == NULL || w == NULL) {
		free(r);
		free(w);
		return ERR_NOMEM;
	}
	w->catalog = c;
	w->out = r;
	if (j->count > 0)
		walk_days(w, j, until_ms);
	free(w);
	*out = r;
	return OK;
}

/* ---- lots ---- */

struct lot {
	__int128 quantity_e8, price_e8;
};

static enum err
lots_take(struct lot *lots, size_t *first, size_t end, __int128 quantity_e8, __int128 price_e8,
    struct reckoning_lots *out)
{
	while (quantity_e8 > 0) {
		struct lot *lot = &lots[*first];
		__int128 part_e8;

		ENSURE(*first < end, ERR_BUG);
		part_e8 = lot->quantity_e8 < quantity_e8 ? lot->quantity_e8 : quantity_e8;
		out->matched_cost_e16 += part_e8 * lot->price_e8;
		out->gross_e16 += part_e8 * (price_e8 - lot->price_e8);
		lot->quantity_e8 -= part_e8;
		quantity_e8 -= part_e8;
		*first += lot->quantity_e8 == 0;
	}
	return OK;
}

enum err
reckoning_lots(const struct journal *j, int base, enum wallet wallet, int symbol, int64_t until_ms,
    struct reckoning_lots *out)
{
	struct lot *lots = calloc(j->count + 1, sizeof(*lots));
	size_t first = 0, end = 0;
	enum err e = OK;

	ENSURE(lots != NULL, ERR_NOMEM);
	*out = (struct reckoning_lots){ 0 };
	for (size_t i = 0; i < j->count && e == OK && j->events[i].ts_ms <= until_ms; i++) {
		const struct event *f = &j->events[i];
		const __int128 fee_e8 = f->other == base ? f->fee_e8 : 0;

		if (f->kind != EVENT_FILL || f->wallet != wallet || f->symbol != symbol)
			continue;
		if (f->is_buyer)
			lots[end++] = (struct lot){ f->quantity_e8 - fee_e8, f->price_e8 };
		else
			e = lots_take(lots, &first, end, f->quantity_e8 + fee_e8, f->price_e8, out);
	}
	for (; first < end; first++) {
		out->position_e8 += lots[first].quantity_e8;
		out->open_cost_e16 += lots[first].quantity_e8 * lots[first].price_e8;
	}
	free(lots);
	return e;
}
