/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/metrics_sums.h"

void
sums_of_book(const struct ledger_book *b, struct metrics_sums *out)
{
	*out = (struct metrics_sums){
		.fill_count = b->fill_count,
		.buy_count = b->buy_count,
		.sell_count = b->sell_count,
		.first_ms = b->first_ms,
		.last_ms = b->last_ms,
		.volume = b->volume_quote,
		.gross = b->gross,
		.fees = b->fees,
		.funding = b->funding,
		.net = b->net,
		.matched_entry = b->matched_entry,
		.closed_value = b->closed_value,
		.open_value = b->open_value,
		.unmatched_notional = b->unmatched_notional,
		.fee_rate_missing = b->fee_rate_missing,
		.funding_rate_missing = b->funding_rate_missing,
		.peg_assumed = b->peg_assumed,
		.wash_count = b->wash_count,
		.cycles = b->cycles,
	};
}

/* Round trips of two books; whose streaks would be in one order is nobody's to say. */
static enum err
cycles_add(struct ledger_cycles *to, const struct ledger_cycles *more)
{
	to->count += more->count;
	to->wins += more->wins;
	to->losses += more->losses;
	to->breakevens += more->breakevens;
	to->long_count += more->long_count;
	to->held_ms += more->held_ms;
	to->streak = 0;
	to->win_streak_max = to->loss_streak_max = 0;
	TRY(decimal_add(to->profit, more->profit, &to->profit));
	return decimal_add(to->loss, more->loss, &to->loss);
}

enum err
sums_add(struct metrics_sums *to, const struct metrics_sums *more)
{
	const bool is_first = to->first_ms == 0;

	TRY(decimal_add(to->volume, more->volume, &to->volume));
	TRY(decimal_add(to->gross, more->gross, &to->gross));
	TRY(decimal_add(to->fees, more->fees, &to->fees));
	TRY(decimal_add(to->funding, more->funding, &to->funding));
	TRY(decimal_add(to->net, more->net, &to->net));
	TRY(decimal_add(to->matched_entry, more->matched_entry, &to->matched_entry));
	TRY(decimal_add(to->closed_value, more->closed_value, &to->closed_value));
	TRY(decimal_add(to->open_value, more->open_value, &to->open_value));
	TRY(decimal_add(to->unmatched_notional, more->unmatched_notional, &to->unmatched_notional));
	to->fill_count += more->fill_count;
	to->buy_count += more->buy_count;
	to->sell_count += more->sell_count;
	to->fee_rate_missing += more->fee_rate_missing;
	to->funding_rate_missing += more->funding_rate_missing;
	to->peg_assumed += more->peg_assumed;
	to->wash_count += more->wash_count;
	TRY(cycles_add(&to->cycles, &more->cycles));
	if (is_first || more->first_ms < to->first_ms)
		to->first_ms = more->first_ms;
	if (more->last_ms > to->last_ms)
		to->last_ms = more->last_ms;
	return OK;
}

/* a * factor / b; nothing was matched while b is 0. */
static struct metrics_ratio
ratio_of(struct decimal a, int64_t factor, struct decimal b)
{
	struct metrics_ratio r = { METRICS_KNOWN, { 0 } };

	if (decimal_sign(b) == 0)
		return (struct metrics_ratio){ METRICS_NOTHING_MATCHED, { 0 } };
	if (decimal_muldiv(a, decimal_of(factor), b, &r.value) != OK)
		return (struct metrics_ratio){ METRICS_OUT_OF_RANGE, { 0 } };
	return r;
}

void
sums_close(struct metrics_sums *s)
{
	struct decimal sold;

	s->return_on_matched_cost_pct = ratio_of(s->net, 100, s->matched_entry);
	if (decimal_add(s->closed_value, s->unmatched_notional, &sold) == OK)
		s->coverage = ratio_of(s->closed_value, 1, sold);
	else
		s->coverage = (struct metrics_ratio){ METRICS_OUT_OF_RANGE, { 0 } };
}

enum err
days_append(struct metrics_total *t, const struct ledger_book *b)
{
	if (t->day_count + b->day_count > t->day_room) {
		const size_t room = (t->day_count + b->day_count) * 2;
		struct metrics_day *days = realloc(t->days, room * sizeof(*days));

		ENSURE(days != NULL, ERR_NOMEM);
		t->days = days;
		t->day_room = room;
	}
	for (size_t i = 0; i < b->day_count; i++) {
		const struct ledger_day *d = &b->days[i];

		t->days[t->day_count++] = (struct metrics_day){
			.day = d->day,
			.fill_count = d->fill_count,
			.gross = d->gross,
			.fees = d->fees,
			.funding = d->funding,
			.net = d->net,
			.volume = d->volume,
		};
	}
	return OK;
}

static int
day_compare(const void *a, const void *b)
{
	const struct metrics_day *x = a, *y = b;

	return (x->day > y->day) - (x->day < y->day);
}

static enum err
day_add(struct metrics_day *to, const struct metrics_day *more)
{
	to->fill_count += more->fill_count;
	TRY(decimal_add(to->gross, more->gross, &to->gross));
	TRY(decimal_add(to->fees, more->fees, &to->fees));
	TRY(decimal_add(to->funding, more->funding, &to->funding));
	TRY(decimal_add(to->net, more->net, &to->net));
	return decimal_add(to->volume, more->volume, &to->volume);
}

enum err
days_close(struct metrics_total *t)
{
	struct decimal so_far = { 0 };
	size_t kept = 0;

	if (t->day_count == 0)
		return OK;
	qsort(t->days, t->day_count, sizeof(*t->days), day_compare);
	for (size_t i = 1; i < t->day_count; i++) {
		if (t->days[i].day == t->days[kept].day)
			TRY(day_add(&t->days[kept], &t->days[i]));
		else
			t->days[++kept] = t->days[i];
	}
	t->day_count = kept + 1;
	for (size_t i = 0; i < t->day_count; i++) {
		TRY(decimal_add(so_far, t->days[i].net, &so_far));
		t->days[i].net_so_far = so_far;
	}
	return OK;
}
