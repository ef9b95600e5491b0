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
	*c = (struct carry){ 0 };
}

enum err
carry_start(struct carry *c, const struct fold *f, size_t kept)
{
	const size_t count = f->lots.state.log_count - kept;

	*c = (struct carry){ .kept = kept, .same_from = f->lots.state.log_count };
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

/* Are all rows of the block usual ones for this fold too, and of one day? */
static bool
is_usual(const struct fold *f, const struct carry_block *b)
{
	const struct fold_state *s = &f->state, *from = &b->from->state, *to = &b->to->state;
	const struct block *block = &b->to->block;
	const __int128 least = s->cycles.dust + f->step_units;
	const __int128 more = absolute(s->position) - absolute(from->position);
	const struct row_packed *first;
	int64_t first_ms;

	if (block->is_odd || to->fill_count - from->fill_count > ROWS_MAX || !run_may_begin(f) ||
	    (s->position < 0) != (from->position < 0) || block->units_most + more > UNITS_MAX ||
	    block->units_least + more < (least > 1 ? least : 1))
		return false;
	first = rows_packed(f->from.rows, rows_place(f->from.rows, b->position));
	first_ms = (int64_t)(first->time >> 16);
	return (first->id != s->last_id || first_ms != s->last_ms) &&
	    to->last_ms < days_before(f->days, first_ms);
}

/* By how much the oldest lot is another one than it was. */
struct shift {
	int64_t units; /* that were taken more (+) or less */
	__int128 cost; /* theirs */
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

/* What the block comes to for this fold; the queue is left as it is behind it. */
static void
run_of(const struct fold *f, const struct carry_block *b, const struct shift *before,
    const struct queue *oldest, struct queue *q, struct run *out)
{
	const struct fold_state *s = &f->state, *from = &b->from->state, *to = &b->to->state;
	const struct block *block = &b->to->block;
	const int64_t more = (int64_t)(absolute(s->position) - absolute(from->position));
	const __int128 capital_more = capital_of(s) - capital_of(from);
	const __int128 cost = to->matched_entry.e18 - from->matched_entry.e18;
	const int64_t unit_most = f->lots.state.unit_most > b->to->lots.unit_most
	    ? f->lots.state.unit_most
	    : b->to->lots.unit_most;
	__int128 behind = 0, doubt = 0;

	if (before->units > 0)
		behind = run_queue_take(q, before->units);
	else if (before->units < 0)
		behind = -run_queue_give(q, -before->units, oldest);
	if (s->position < 0) /* twice the cost of what closed is in a short one's capital */
		doubt = 2 * absolute(before->units) * unit_most;
	*out = (struct run){
		.count = to->fill_count - from->fill_count,
		.opened_count = b->to->lots.log_count - b->from->lots.log_count,
		.units = (int64_t)absolute(to->position) + more,
		.units_least = block->units_least + more,
		.units_most = block->units_most + more,
		.unit_most = unit_most,
		.opened = to->open_value.e18 - from->open_value.e18 + cost,
		.closed = to->closed_value.e18 - from->closed_value.e18,
		.cost = cost + behind - before->cost,
		.fees = to->cycles.open.fees.e18 - from->cycles.open.fees.e18,
		.capital_low = block->capital_low + capital_more - doubt,
		.capital_top = block->capital_top + capital_more + doubt,
		.last_place = to->last_place,
		.last_id = to->last_id,
		.last_ms = to->last_ms,
	};
}

enum err
carry_over(const struct carry *c, struct fold *f, const struct carry_block *b, bool *is_over)
{
	const size_t log_from = b->from->lots.log_count, log_to = b->to->lots.log_count;
	ptrdiff_t moved;
	struct queue oldest, q;
	struct decimal gain;
	struct shift shift;
	struct run r;

	*is_over = false;
	if (!is_usual(f, b) || !moved_find(c, b, &moved))
		return OK;
	TRY(lots_reserve(&f->lots, log_to - log_from));
	oldest = run_queue(f, &f->lots.state);
	if (!shift_find(queue_of(f, &b->from->lots, moved), oldest, &shift))
		return OK;
	if (log_to > log_from)
		memcpy(f->lots.log + f->lots.state.log_count, c->log + (log_from - c->kept),
		    (log_to - log_from) * sizeof(*c->log));
	q = queue_of(f, &b->to->lots, moved);
	run_of(f, b, &shift, &oldest, &q, &r);
	*is_over = true;
	gain = run_gain(&r, f->state.position < 0);
	run_apply(f, &r, &q);
	return fold_gain(f, gain, r.last_ms);
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
