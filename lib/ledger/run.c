/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/run.h"

/* Values of small units are below 2^107, and those of a run of some thousands below 2^123. */
#define SUM_MAX ((__int128)1 << 124)

static bool
is_small(__int128 sum)
{
	return sum < SUM_MAX && sum > -SUM_MAX;
}

bool
run_may_begin(const struct fold *f)
{
	const struct fold_state *s = &f->state;
	const struct terms *t = f->from.terms;
	const __int128 units = s->position < 0 ? -s->position : s->position;

	return f->days != NULL && f->lots.method == LEDGER_FIFO && t->is_plain &&
	    t->base != t->settle && s->cycles.is_open && units != 0 && units < (__int128)1 << 60 &&
	    f->lots.state.are_small && s->cycles.dust + f->step_units < (__int128)1 << 60 &&
	    is_small(s->open_value.e18) && is_small(s->net.e18) && is_small(s->gross.e18) &&
	    is_small(s->matched_entry.e18) && is_small(s->closed_value.e18) &&
	    is_small(s->cycles.open.fees.e18) && is_small(s->cycles.open.gross.e18);
}

/*
 * Lots
 */

/* A place in the log, which is NULL while nothing was ever written into it. */
static const uint32_t *
log_at(const uint32_t *log, ptrdiff_t index)
{
	return index == 0 ? log : log + index;
}

struct queue
run_queue(const struct fold *f, const struct lots_state *state)
{
	return (struct queue){
		.rows = f->from.rows,
		.next = log_at(f->lots.log, state->log_first),
		.units = (int64_t)state->head.units,
		.unit = (int64_t)state->head.unit,
		.place = state->head.place,
		.base = run_base(f->from.terms),
		.dp = f->from.dp,
	};
}

/* Let the oldest be the whole row at a place. */
static inline void
queue_load(struct queue *q, uint32_t place)
{
	const struct row_packed *p = rows_packed(q->rows, place);
	int64_t units, taken = 0;

	run_ask_ahead(q->rows, place, p);
	if ((uint16_t)p->time == q->base)
		taken = ((int64_t)p->fee >> 8) * row_power[q->dp - (p->fee & 31)];
	units = run_units_of(p, row_power[q->dp - (p->quantity & 31)], taken);
	q->place = place;
	q->units = units < 0 ? -units : units;
	q->unit = ((int64_t)p->price >> 8) * row_power[DECIMAL_PLACES - q->dp - (p->price & 31)];
}

struct queue
run_queue_at(const struct fold *f, const struct ledger_day_end *end, ptrdiff_t moved)
{
	struct queue q = {
		.rows = f->from.rows,
		.next = log_at(f->lots.log, (ptrdiff_t)end->log_first + moved),
		.base = run_base(f->from.terms),
		.dp = f->from.dp,
	};

	queue_load(&q, end->place);
	q.units = end->units;
	return q;
}

void
run_queue_next(struct queue *q)
{
	queue_load(q, *q->next++);
}

__int128
run_queue_take(struct queue *q, int64_t units)
{
	__int128 cost = 0;

	while (units >= q->units) {
		cost += (__int128)q->units * q->unit;
		units -= q->units;
		queue_load(q, *q->next++);
	}
	q->units -= units;
	return cost + (__int128)units * q->unit;
}

__int128
run_queue_give(struct queue *q, int64_t units, const struct queue *since)
{
	__int128 cost = 0;

	while (q->next != since->next) {
		const int64_t left = q->units;

		queue_load(q, q->place);
		if (q->units - left >= units) {
			q->units = left;
			break;
		}
		cost += (__int128)(q->units - left) * q->unit;
		units -= q->units - left;
		q->next--;
		queue_load(q, q->next == since->next ? since->place : q->next[-1]);
		q->units = 0;
	}
	q->units += units;
	return cost + (__int128)units * q->unit;
}

/*
 * Changing a fold
 */

void
run_lots(struct lots *l, const struct queue *q, uint32_t opened_count)
{
	const uint32_t first = (uint32_t)(q->next - l->log);
	struct lots_state *s = &l->state;

	if (q->place != s->head.place) {
		s->head.opened_ms = rows_at_place(q->rows, q->place).ts_ms;
		s->head.place = q->place;
	}
	s->head.units = q->units;
	s->head.unit = q->unit;
	s->head.value.e18 = (__int128)q->units * q->unit;
	s->log_count += opened_count;
	s->count = s->log_count - first + 1;
	s->log_first = first;
}

/* What the run comes to, into the sums. */
static void
state_add(struct fold_state *s, const struct run *r)
{
	const bool is_short = s->position < 0;
	const __int128 gain = run_gain(r, is_short).e18;

	s->cycles.open.gross.e18 += gain;
	s->cycles.open.fees.e18 += r->fees;
	if (r->units_most > s->cycles.max_units)
		s->cycles.max_units = r->units_most;
	s->position = is_short ? -r->units : r->units;
	s->open_value.e18 += r->opened - r->cost;
	s->net.e18 += gain - r->fees;
	s->gross.e18 += gain;
	s->matched_entry.e18 += r->cost;
	s->closed_value.e18 += r->closed;
	s->fill_count += r->count;
	s->closing_count += r->count - r->opened_count;
	s->last_id = r->last_id;
	s->last_ms = r->last_ms;
	s->last_place = r->last_place;
}

enum err
run_day(struct fold *f, struct decimal gain, const struct queue *q, int64_t ts_ms)
{
	struct ledger_day *day;

	TRY(fold_gain(f, gain, ts_ms));
	TRY(days_open(f->days, ts_ms, &day));
	day->end = (struct ledger_day_end){
		.log_first = (uint32_t)(q->next - f->lots.log),
		.place = q->place,
		.units = q->units,
	};
	return OK;
}

void
run_apply(struct fold *f, const struct run *r, const struct queue *q)
{
	struct fold_state *s = &f->state;
	struct block block = {
		.units_least = r->units_least,
		.units_most = r->units_most,
		.capital_low = r->capital_low,
		.capital_top = r->capital_top,
	};
	__int128 capital;

	state_add(s, r);
	capital = s->open_value.e18 - s->net.e18;
	if (capital > block.capital_low)
		block.capital_low = capital;
	run_lots(&f->lots, q, r->opened_count);
	if (r->unit_most > f->lots.state.unit_most)
		f->lots.state.unit_most = r->unit_most;
	fold_block(f, &block);
}
