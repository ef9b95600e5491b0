/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/reading.h"

#include "lib/base/secret.h"
#include "lib/ledger/carry.h"
#include "lib/ledger/quick.h"
#include "lib/ledger/single.h"

static const struct rows_change no_change = { SIZE_MAX, 0, 0 };

void
reading_wipe(struct reading *r)
{
	checkpoints_wipe(&r->checkpoints);
	free(r->lots);
	tally_wipe(&r->tally);
	fold_wipe(&r->fold);
	bytes_wipe(r, sizeof(*r));
}

void
reading_restart(struct reading *r, const struct lots_source *from, enum ledger_method method)
{
	checkpoints_wipe(&r->checkpoints);
	fold_reset(&r->fold, from, method);
	r->fold.days = &r->tally.days;
	r->folded_count = 0;
	r->change = no_change;
	r->is_changed = false;
	r->is_begun = true;
	days_rewind(&r->tally.days, INT32_MIN, (struct decimal){ 0 });
}

void
reading_spoil(struct reading *r)
{
	r->tallied_count = r->folded_count = 0;
	r->is_begun = false;
}

void
reading_change(struct reading *r, const struct rows_change *change)
{
	struct rows_change *all = &r->change;
	const size_t until = change->moved > 0 ? all->until + (size_t)change->moved : all->until;

	if (change->from >= r->folded_count + (size_t)all->moved)
		return;
	r->is_changed = true;
	if (change->from < all->from)
		all->from = change->from;
	all->until = change->until > until ? change->until : until;
	all->moved += change->moved;
}

enum err
reading_tally(struct reading *r, const struct lots_source *from, size_t count)
{
	struct charge charge;

	for (; r->tallied_count < count; r->tallied_count++) {
		const struct entry e =
		    entry_at(from->rows, rows_place(from->rows, r->tallied_count), from->dp);

		TRY(value_charge(from->terms, &e, &charge.how, &charge.settled));
		TRY(tally_add(&r->tally, from->terms, &e, &charge));
	}
	return OK;
}

/*
 * Rows in order
 */

/* A row that is not usual. */
static enum err
fold_odd(struct fold *f, struct tally *tally, size_t position)
{
	const struct lots_source *from = &f->from;
	const struct entry e = entry_at(from->rows, rows_place(from->rows, position), from->dp);
	struct fold_step step;

	TRY(value_charge(from->terms, &e, &step.charge.how, &step.charge.settled));
	if (tally != NULL)
		TRY(tally_add(tally, from->terms, &e, &step.charge));
	return fold_row(f, &e, &step);
}

/* The row at a position, whatever it is. */
static enum err
fold_one(struct fold *f, struct tally *tally, size_t position)
{
	bool is_done;

	TRY(single_fold(f, position, tally, &is_done));
	return is_done ? OK : fold_odd(f, tally, position);
}

/* Rows [position, until); `tally` is NULL when they are in it already. */
static enum err
fold_rows(struct fold *f, struct tally *tally, size_t position, size_t until)
{
	enum { ODD_MAX = 16, RUN_LEAST = 4 };
	size_t done, odd_count = 1; /* rows taken one by one before a run is tried again */

	while (until - position >= RUN_LEAST) {
		TRY(quick_fold(f, &(struct quick_ask){ position, until - position, tally }, &done));
		position += done;
		if (done > 0)
			odd_count = 1;
		if (done == QUICK_ROWS_MAX) /* no odd row ended it */
			continue;
		for (size_t i = 0; i < odd_count && position < until; i++)
			TRY(fold_one(f, tally, position++));
		if (done == 0 && odd_count < ODD_MAX)
			odd_count *= 2;
	}
	for (; position < until; position++)
		TRY(fold_one(f, tally, position));
	return OK;
}

/* Up to a position, with checkpoints on the way. */
static enum err
fold_until(struct reading *r, size_t until)
{
	while (r->folded_count < until) {
		const struct checkpoint *last = checkpoints_last(&r->checkpoints);
		const size_t begun = r->folded_count - (last == NULL ? 0 : last->row_count);
		const size_t next = r->folded_count + CHECKPOINTS_APART - begun % CHECKPOINTS_APART;
		const size_t to = next < until ? next : until;
		const bool is_both = r->tallied_count == r->folded_count;

		if (!is_both && r->tallied_count < to)
			TRY(reading_tally(r, &r->fold.from, to));
		TRY(fold_rows(&r->fold, is_both ? &r->tally : NULL, r->folded_count, to));
		r->folded_count = to;
		if (is_both)
			r->tallied_count = to;
		if (to == next)
			TRY(checkpoints_note(&r->checkpoints, &r->fold, to));
	}
	return OK;
}

/*
 * Rows that changed, and those behind them
 */

static enum err
set_back(struct reading *r, const struct checkpoint *c)
{
	TRY(lots_restore(&r->fold.lots, &c->lots, c->aside));
	r->fold.state = c->state;
	r->fold.block = FOLD_BLOCK_NONE;
	r->folded_count = c->row_count;
	days_rewind(&r->tally.days, c->state.gain_day, c->state.day_gain);
	return OK;
}

/* Over the rows that are now in a block as it was, whose last ones did not change. */
static enum err
block_again(struct reading *r, struct carry *c, struct carry_block *b)
{
	const size_t moved = (size_t)r->change.moved; /* modulo 2^64, as sums with it are */
	const size_t until = b->to->row_count + moved;
	const bool is_same =
	    r->folded_count >= r->change.until && r->folded_count == b->from->row_count + moved;
	bool is_over = false;

	b->position = r->folded_count;
	if (is_same)
		TRY(carry_over(c, &r->fold, b, &is_over));
	if (is_over)
		r->folded_count = until;
	else
		TRY(fold_until(r, until));
	carry_follow(c, &r->fold, b, is_same);
	return checkpoints_note(&r->checkpoints, &r->fold, until);
}

/* Back before the first row that changed, and on to where the fold stood. */
static enum err
fold_again(struct reading *r)
{
	AUTO(checkpoints) behind = { 0 };
	AUTO(carry) carry = { 0 };
	const struct fold *f = &r->fold;
	const struct checkpoint end = { r->folded_count, f->state, f->lots.state, NULL, f->block };
	struct checkpoint start = { .state.gain_day = INT32_MIN };
	struct carry_block b = { .from = &start };

	TRY(checkpoints_part(&r->checkpoints, r->change.from, &behind));
	if (checkpoints_last(&r->checkpoints) != NULL)
		start = *checkpoints_last(&r->checkpoints);
	if (f->lots.method == LEDGER_FIFO)
		TRY(carry_start(&carry, f, &start));
	TRY(set_back(r, &start));
	for (size_t i = 0; f->lots.method == LEDGER_FIFO && i <= behind.count; i++) {
		b.to = i < behind.count ? &behind.all[i] : &end;
		if ((ptrdiff_t)b.to->row_count + r->change.moved < (ptrdiff_t)r->change.until ||
		    b.to->row_count == b.from->row_count)
			continue;
		TRY(block_again(r, &carry, &b));
		b.from = b.to;
	}
	r->change = no_change;
	r->is_changed = false;
	return OK;
}

/*
 * The peak of capital, where only bounds are known of it
 */

/* Fold the rows of a block again: then its bounds meet. */
static enum err
block_settle(struct reading *r, const struct checkpoint *from, const struct checkpoint *to,
    struct block *block)
{
	const struct decimal least = { block->capital_low };
	struct days days = { .offset_min = r->tally.days.offset_min };
	struct fold again;
	uint32_t next;
	enum err e;

	TRY(lots_reserve(&r->fold.lots, to->row_count - from->row_count));
	again = r->fold; /* writes into its log what is there, and one entry more */
	again.days = &days;
	again.state = from->state;
	again.state.peak_capital = again.state.peak_top = least;
	again.lots.state = from->lots;
	again.block = FOLD_BLOCK_NONE;
	next = again.lots.log[to->lots.log_count];
	e = fold_rows(&again, NULL, from->row_count, to->row_count);
	again.lots.log[to->lots.log_count] = next;
	days_wipe(&days);
	if (e != OK)
		return e;
	block->capital_low = block->capital_top = again.state.peak_capital.e18;
	if (block->capital_low > r->fold.state.peak_capital.e18)
		r->fold.state.peak_capital.e18 = block->capital_low;
	return OK;
}

/* The bounds behind a block, from those before it. */
static void
peak_follow(struct fold_state *s, const struct fold_state *before, const struct block *block)
{
	s->peak_capital = before->peak_capital;
	s->peak_top = before->peak_top;
	if (block->capital_low > s->peak_capital.e18)
		s->peak_capital.e18 = block->capital_low;
	if (block->capital_top > s->peak_top.e18)
		s->peak_top.e18 = block->capital_top;
}

/*
 * Make it exact: look again at blocks that may hold it, the last ones first, until no earlier one
 * can.
 */
static enum err
peak_settle(struct reading *r)
{
	static const struct checkpoint first = { .state.gain_day = INT32_MIN };
	struct checkpoint *all = r->checkpoints.all;
	const size_t count = r->checkpoints.count;
	struct fold *f = &r->fold;
	const struct checkpoint end = { r->folded_count, f->state, f->lots.state, NULL, f->block };
	size_t at = count; /* the block before this state */

	for (;; at--) {
		struct block *block = at == count ? &f->block : &all[at].block;
		const struct checkpoint *from = at == 0 ? &first : &all[at - 1];

		if (block->capital_top > f->state.peak_capital.e18)
			TRY(block_settle(r, from, at == count ? &end : &all[at], block));
		if (from->state.peak_top.e18 <= f->state.peak_capital.e18)
			break;
	}
	for (; at < count; at++)
		peak_follow(
		    &all[at].state, at == 0 ? &first.state : &all[at - 1].state, &all[at].block);
	f->state.peak_top = f->state.peak_capital;
	return OK;
}

bool
reading_next(struct reading *r, enum err *out)
{
	const struct fold_state *s = &r->fold.state;
	const size_t count = r->folded_count;
	bool is_done;

	if (!r->is_begun || r->tallied_count != count || r->is_changed ||
	    s->peak_top.e18 != s->peak_capital.e18)
		return false;
	*out = OK;
	if (r->fold.from.rows->count == count)
		return true;
	if (r->fold.from.rows->count > count + 1 || count + 1 >= CHECKPOINTS_FIRST)
		return false;
	*out = single_fold(&r->fold, count, &r->tally, &is_done);
	r->tallied_count = r->folded_count = count + is_done;
	return is_done || *out != OK;
}

enum err
reading_fold(struct reading *r)
{
	if (r->is_changed)
		TRY(fold_again(r));
	TRY(fold_until(r, r->fold.from.rows->count));
	return r->fold.state.peak_top.e18 == r->fold.state.peak_capital.e18 ? OK : peak_settle(r);
}
