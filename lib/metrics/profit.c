/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/profit.h"

#define DAY_MS INT64_C(86400000)

void
profit_free(struct profit *p)
{
	if (p == NULL)
		return;
	free(p->days);
	free(p);
}

/* A book on its way through the days. */
struct walk {
	struct ledger *ledger;
	const struct instrument *instrument;
	struct profit *out;
	size_t next; /* the first day whose end was not passed */
	struct decimal position, open_value;
};

/* What the position would gain, closed at the marks of `ask`; VALUED_NOT: there is none. */
static enum err
gain_at(const struct walk *w, struct ledger_ask ask, enum valued *found, struct decimal *out)
{
	struct decimal quantity = w->position;
	const bool is_short = decimal_sign(quantity) < 0;

	ask.is_back = w->instrument->kind == INSTRUMENT_INVERSE;
	if (is_short)
		TRY(decimal_negate(quantity, &quantity));
	TRY(decimal_mul(quantity, w->instrument->contract_size, &quantity));
	*out = (struct decimal){ 0 };
	TRY(ledger_value(w->ledger, &ask, quantity, found, out));
	TRY(decimal_sub(*out, w->open_value, out));
	return is_short != ask.is_back ? decimal_negate(*out, out) : OK;
}

/* Pass the ends of all days before `day`. */
static enum err
days_pass(struct walk *w, int64_t day)
{
	for (; w->next < w->out->count && w->out->days[w->next].day < day; w->next++) {
		struct profit_day *d = &w->out->days[w->next];
		const int64_t end_ms = ((int64_t)d->day + 1) * DAY_MS - 1;
		const struct ledger_ask ask = { w->instrument->base, w->instrument->quote, end_ms,
			end_ms + 1 - DAY_MS, false };
		struct decimal gain;
		enum valued found;

		if (decimal_sign(w->position) == 0)
			continue;
		TRY(gain_at(w, ask, &found, &gain));
		if (found == VALUED_NOT) {
			d->is_open_known = false;
			continue;
		}
		TRY(decimal_add(d->unrealised, gain, &d->unrealised));
	}
	return OK;
}

static enum err
booking_pass(void *self, const struct ledger_booking *b)
{
	struct walk *w = self;

	TRY(days_pass(w, b->ts_ms / DAY_MS));
	w->position = b->position;
	w->open_value = b->open_value;
	return OK;
}

static enum err
books_pass(struct ledger *l, const struct metrics_total *t, struct profit *out)
{
	for (size_t i = 0; i < ledger_symbol_count(l); i++) {
		struct walk w = { .ledger = l, .instrument = ledger_symbol_at(l, i), .out = out };

		if (strcmp(w.instrument->quote, t->quote) != 0 ||
		    strcmp(w.instrument->settle, t->settle) != 0)
			continue;
		TRY(ledger_each_booking(l, w.instrument->symbol, booking_pass, &w));
		TRY(days_pass(&w, INT64_MAX));
	}
	return OK;
}

/* Days with what was realised on them; those without a row too. */
static enum err
days_open(const struct metrics_total *t, struct profit *out)
{
	const int64_t first = t->days[0].day, last = t->days[t->day_count - 1].day;
	size_t at = 0;

	if (last - first >= PROFIT_DAYS_MAX) {
		out->reason = METRICS_OUT_OF_RANGE;
		return OK;
	}
	out->days = calloc((size_t)(last - first) + 1, sizeof(*out->days));
	ENSURE(out->days != NULL, ERR_NOMEM);
	out->count = (size_t)(last - first) + 1;
	for (size_t i = 0; i < out->count; i++) {
		struct profit_day *d = &out->days[i];

		*d = (struct profit_day){ .day = (int32_t)(first + (int64_t)i),
			.is_open_known = true };
		if (t->days[at].day == d->day)
			d->net = t->days[at++].net;
	}
	return OK;
}

/* From ends to changes, and how far they fell. */
static enum err
days_close(struct profit *out)
{
	struct decimal before = { 0 }, best = { 0 }, so_far = { 0 };
	int32_t best_day = 0;

	for (size_t i = 0; i < out->count; i++) {
		struct profit_day *d = &out->days[i];

		if (!d->is_open_known)
			out->reason = METRICS_REALISED_ONLY;
		TRY(decimal_sub(d->unrealised, before, &d->profit));
		TRY(decimal_add(d->profit, d->net, &d->profit));
		TRY(decimal_add(so_far, d->profit, &so_far));
		before = d->unrealised;
		d->so_far = so_far;
		if (decimal_compare(so_far, best) >= 0) {
			best = so_far;
			best_day = d->day;
			if (out->recovered_day == 0 && decimal_sign(out->drawdown) > 0)
				out->recovered_day = d->day;
		}
		TRY(decimal_sub(best, so_far, &out->current_drawdown));
		if (decimal_compare(out->current_drawdown, out->drawdown) > 0) {
			out->drawdown = out->current_drawdown;
			out->peak_day = best_day;
			out->trough_day = d->day;
			out->recovered_day = 0;
		}
	}
	return OK;
}

static enum err
ratios_take(struct profit *out)
{
	struct decimal *profits = calloc(out->count + 1, sizeof(*profits));
	enum err e;

	ENSURE(profits != NULL, ERR_NOMEM);
	for (size_t i = 0; i < out->count; i++)
		profits[i] = out->days[i].profit;
	e = ratios_of_profits(profits, out->count, &out->ratios);
	free(profits);
	return e;
}

static enum err
profit_take(struct ledger *l, const struct metrics_total *t, struct profit *out)
{
	if (t->day_count == 0) {
		out->reason = METRICS_NO_TRADES;
		return OK;
	}
	TRY(days_open(t, out));
	if (out->reason != METRICS_KNOWN)
		return OK;
	TRY(books_pass(l, t, out));
	TRY(days_close(out));
	return ratios_take(out);
}

enum err
profit_new(struct ledger *l, const struct metrics_total *t, struct profit **out)
{
	struct profit *p = calloc(1, sizeof(*p));
	enum err e;

	ENSURE(p != NULL, ERR_NOMEM);
	e = profit_take(l, t, p);
	if (e != OK) {
		profit_free(p);
		return e;
	}
	*out = p;
	return OK;
}
