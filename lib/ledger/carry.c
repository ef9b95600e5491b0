/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/carry.h"

#include "lib/base/secret.h"
#include "lib/ledger/run.h"

enum {
	ROWS_MAX = 1 << 14, /* of a block: sums that began small cannot leave their range in it */
	LOTS_MAX = 64,      /* lots that are looked at before the rows are folded again instead */
};

/* More units than any position of usual rows has. */
#define UNITS_MAX ((__int128)1 << 61)

void
carry_wipe(struct carry *c)
{
	free(c->log);
	free(c->days);
	*c = (struct carry){ 0 };
}

static enum err
days_start(struct carry *c, const struct days *d, int32_t from)
{
	size_t first = d->count;

	while (first > 0 && d->rows[first - 1].day >= from)
		first--;
	c->days = malloc((d->count - first + 1) * sizeof(*c->days));
	ENSURE(c->days != NULL, ERR_NOMEM);
	for (size_t i = first; i < d->count; i++)
		c->days[c->day_count++] =
		    (struct carry_day){ d->rows[i].day, d->rows[i].gross, d->rows[i].end };
	return OK;
}

enum err
carry_start(struct carry *c, const struct fold *f, const struct checkpoint *start)
{
	const size_t kept = start->lots.log_count;
	const size_t count = f->lots.state.log_count - kept;

	*c = (struct carry){ .kept = kept, .same_from = f->lots.state.log_count };
	TRY(days_start(c, f->days, start->state.gain_day));
	c->log = malloc((count + 1) * sizeof(*c->log));
	ENSURE(c->log != NULL, ERR_NOMEM);
	if (count > 0)
		memcpy(c->log, f->lots.log + kept, count * sizeof(*c->log));
	return OK;
}

static __int128
absolute(__int128 units)
{
	return units < 0 ? -units : units;
}

static __int128
capital_of(const struct fold_state *s)
{
	return s->open_value.e18 - s->net.e18;
}

/* Where the first row of the block is. */
static const struct row_packed *
first_of(const struct fold *f, const struct carry_block *b)
{
	return rows_packed(f->from.rows, rows_place(f->from.rows, b->position));
}

static int64_t
moment_of(const struct row_packed *p)
{
	return (int64_t)(p->time >> 16);
}

/* Are all rows of the block usual ones for this fold too? */
static bool
is_usual(const struct fold *f, const struct carry_block *b)
{
	const struct fold_state *s = &f->state, *from = &b->from->state, *to = &b->to->state;
	const struct block *block = &b->to->block;
	const __int128 least = s->cycles.dust + f->step_units;
	const __int128 more = absolute(s->position) - absolute(from->position);
	const struct row_packed *first;

	if (block->is_odd || to->fill_count - from->fill_count > ROWS_MAX || !run_may_begin(f) ||
	    (s->position < 0) != (from->position < 0) || block->units_most + more > UNITS_MAX ||
	    block->units_least + more < (least > 1 ? least : 1))
		return false;
	first = first_of(f, b);
	return first->id != s->last_id || moment_of(first) != s->last_ms;
}

/* By how much the oldest lot is another one than it was. */
struct shift {
	int64_t units; /* that were taken more (+) or less */
	__int128 cost; /* theirs */
};

/* How to find the lots that are left behind any of the block's rows. */
struct way {
	ptrdiff_t moved;     /* of the log */
	struct queue oldest; /* before the block */
	struct shift shift;
};

/* False: they are far apart, or the lots between them are not known. */
static bool
shift_find(struct queue was, struct queue now, struct shift *out)
{
	const bool is_on = now.next > was.next;
	struct queue *behind = is_on ? &was : &now;
	const struct queue *ahead = is_on ? &now : &was;

	*out = (struct shift){ 0 };
	if (ahead->next - behind->next > LOTS_MAX)
		return false;
	while (behind->next < ahead->next) {
		out->units += behind->units;
		out->cost += (__int128)behind->units * behind->unit;
		run_queue_next(behind);
	}
	if (behind->place != ahead->place || behind->unit != ahead->unit)
		return false;
	out->units += behind->units - ahead->units;
	out->cost += (__int128)(behind->units - ahead->units) * behind->unit;
	if (!is_on)
		*out = (struct shift){ -out->units, -out->cost };
	return true;
}

/* Where the lots are that the block closed.  False: not all of them are where they were. */
static bool
moved_find(const struct carry *c, const struct carry_block *b, ptrdiff_t *out)
{
	const bool is_kept = b->to->lots.log_first <= c->kept;

	*out = is_kept ? 0 : c->moved;
	return is_kept || b->from->lots.log_first > c->same_from;
}

/* The queue that `state`, one of the log as it was, would have in the log as it is. */
static struct queue
queue_of(const struct fold *f, const struct lots_state *state, ptrdiff_t moved)
{
	struct queue q = run_queue(f, state);

	q.next += moved;
	return q;
}

/* The queue behind the last row of a day within the block. */
static struct queue
queue_of_day(const struct fold *f, const struct carry_block *b, const struct way *w,
    const struct ledger_day_end *end)
{
	struct queue q = queue_of(f, &b->from->lots, w->moved);

	if (end->place != q.place)
		return run_queue_at(f, end, w->moved);
	q.units = end->units; /* of the same lot, whose row may be gone */
	return q;
}

/* Let the oldest lot of what was be what it is now.  What lies between them did cost. */
static __int128
shift_queue(struct queue *q, const struct shift *by, const struct queue *oldest)
{
	if (by->units > 0)
		return run_queue_take(q, by->units);
	return by->units < 0 ? -run_queue_give(q, -by->units, oldest) : 0;
}

/* Book what was gained on the days of the block but the last one. */
static enum err
days_carry(struct carry *c, struct fold *f, const struct carry_block *b, const struct way *w,
    __int128 *booked)
{
	const struct fold_state *from = &b->from->state, *to = &b->to->state;
	const int32_t first = days_number(f->days, moment_of(first_of(f, b)));
	const int32_t last = days_number(f->days, to->last_ms);
	const bool is_short = to->position < 0;
	__int128 before = w->shift.cost, on_first = to->gross.e18 - from->gross.e18;

	*booked = 0;
	while (c->day_at < c->day_count && c->days[c->day_at].day < first)
		c->day_at++;
	if (to->gain_day == last)
		on_first -= to->day_gain.e18;
	for (size_t i = c->day_at; i < c->day_count && c->days[i].day < last; i++)
		on_first -= i == c->day_at ? 0 : c->days[i].gross.e18;
	for (size_t i = c->day_at; i < c->day_count && c->days[i].day < last; i++) {
		const struct carry_day *day = &c->days[i];
		const int64_t ts_ms = days_from(f->days, day->day);
		struct queue q = queue_of_day(f, b, w, &day->end);
		const __int128 behind = shift_queue(&q, &w->shift, &w->oldest);
		__int128 gain = i == c->day_at ? on_first : day->gross.e18;

		gain += is_short ? behind - before : before - behind;
		before = behind;
		*booked += gain;
		TRY(run_day(f, (struct decimal){ gain }, &q, ts_ms));
	}
	return OK;
}

/* What the block comes to for this fold; the queue is left as it is behind it. */
static void
run_of(const struct fold *f, const struct carry_block *b, const struct way *w, struct queue *q,
    struct run *out)
{
	const struct fold_state *s = &f->state, *from = &b->from->state, *to = &b->to->state;
	const struct block *block = &b->to->block;
	const int64_t more = (int64_t)(absolute(s->position) - absolute(from->position));
	const __int128 capital_more = capital_of(s) - capital_of(from);
	const __int128 cost = to->matched_entry.e18 - from->matched_entry.e18;
	const int64_t unit_most = f->lots.state.unit_most > b->to->lots.unit_most
	    ? f->lots.state.unit_most
	    : b->to->lots.unit_most;
	const __int128 behind = shift_queue(q, &w->shift, &w->oldest);
	__int128 doubt = 0;

	if (s->position < 0) /* twice the cost of what closed is in a short one's capital */
		doubt = 2 * absolute(w->shift.units) * unit_most;
	*out = (struct run){
		.count = to->fill_count - from->fill_count,
		.opened_count = b->to->lots.log_count - b->from->lots.log_count,
		.units = (int64_t)absolute(to->position) + more,
		.units_least = block->units_least + more,
		.units_most = block->units_most + more,
		.unit_most = unit_most,
		.opened = to->open_value.e18 - from->open_value.e18 + cost,
		.closed = to->closed_value.e18 - from->closed_value.e18,
		.cost = cost + behind - w->shift.cost,
		.fees = to->cycles.open.fees.e18 - from->cycles.open.fees.e18,
		.capital_low = block->capital_low + capital_more - doubt,
		.capital_top = block->capital_top + capital_more + doubt,
		.last_place = to->last_place,
		.last_id = to->last_id,
		.last_ms = to->last_ms,
	};
}

enum err
carry_over(struct carry *c, struct fold *f, const struct carry_block *b, bool *is_over)
{
	const size_t log_from = b->from->lots.log_count, log_to = b->to->lots.log_count;
	struct way w;
	struct queue q;
	struct run r;
	struct decimal gain;
	__int128 booked;

	*is_over = false;
	if (!is_usual(f, b) || !moved_find(c, b, &w.moved))
		return OK;
	TRY(lots_reserve(&f->lots, log_to - log_from));
	w.oldest = run_queue(f, &f->lots.state);
	if (!shift_find(queue_of(f, &b->from->lots, w.moved), w.oldest, &w.shift))
		return OK;
	if (log_to > log_from)
		memcpy(f->lots.log + f->lots.state.log_count, c->log + (log_from - c->kept),
		    (log_to - log_from) * sizeof(*c->log));
	q = queue_of(f, &b->to->lots, w.moved);
	run_of(f, b, &w, &q, &r);
	TRY(days_carry(c, f, b, &w, &booked));
	*is_over = true;
	gain = run_gain(&r, f->state.position < 0);
	gain.e18 -= booked;
	run_apply(f, &r, &q);
	return run_day(f, gain, &q, r.last_ms);
}

void
carry_follow(struct carry *c, const struct fold *f, const struct carry_block *b, bool is_same)
{
	const size_t from = b->from->lots.log_count, to = b->to->lots.log_count;
	const size_t now = f->lots.state.log_count;
	const ptrdiff_t moved = (ptrdiff_t)now - (ptrdiff_t)to;

	if (is_same && moved == c->moved &&
	    (to == from ||
		memcmp(f->lots.log + (now - (to - from)), c->log + (from - c->kept),
		    (to - from) * sizeof(*c->log)) == 0))
		return;
	c->same_from = to;
	c->moved = moved;
}
