/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/ledger/checkpoints.h"
#include "test/lib/ledger/made.h"

enum { ROWS = 20000, RECENT = 1024 };

/* As a reading does it: after so many rows again and again, each with a block that says which. */
static void
note_all(struct checkpoints *c, struct fold *f, size_t from, size_t until)
{
	for (size_t count = from + CHECKPOINTS_APART; count <= until; count += CHECKPOINTS_APART) {
		const struct block block = {
			.units_least = (int64_t)(count - CHECKPOINTS_APART),
			.units_most = (int64_t)count,
		};

		f->state.fill_count = (uint32_t)count;
		fold_block_add(&f->block, &block);
		CHECK_OK(checkpoints_note(c, f, count));
	}
}

static struct fold
fold_of(enum ledger_method method)
{
	return (struct fold){ .lots.method = method, .block = FOLD_BLOCK_NONE };
}

/* How far behind a row the last state before it is. */
static size_t
distance(const struct checkpoints *c, size_t row_count)
{
	size_t best = row_count;

	for (size_t i = 0; i < c->count && c->all[i].row_count <= row_count; i++)
		best = row_count - c->all[i].row_count;
	return best;
}

static void
check_distances(const struct checkpoints *c, size_t row_count)
{
	for (size_t i = 0; i < c->count; i++) {
		CHECK_INT(c->all[i].state.fill_count, c->all[i].row_count);
		CHECK(i == 0 || c->all[i - 1].row_count < c->all[i].row_count);
		/* each block is of the rows since the checkpoint before */
		CHECK_INT(c->all[i].block.units_most, c->all[i].row_count);
		CHECK_INT(c->all[i].block.units_least, i == 0 ? 0 : c->all[i - 1].row_count);
	}
	for (size_t count = 0; count <= row_count; count++)
		CHECK(distance(c, count) <=
		    (count + RECENT > row_count ? CHECKPOINTS_APART : RECENT));
}

TEST(checkpoints_are_close_near_the_end_and_few_before)
{
	AUTO(checkpoints) c = { 0 };
	struct fold f = fold_of(LEDGER_FIFO);

	CHECK(checkpoints_last(&c) == NULL);
	note_all(&c, &f, 0, ROWS);
	check_distances(&c, ROWS);
	CHECK_INT(checkpoints_last(&c)->row_count, ROWS / CHECKPOINTS_APART * CHECKPOINTS_APART);
}

TEST(checkpoints_are_less_than_a_byte_a_row)
{
	AUTO(checkpoints) c = { 0 };
	struct fold f = fold_of(LEDGER_FIFO);

	note_all(&c, &f, 0, 10 * ROWS);
	CHECK(c.room * sizeof(*c.all) < 10 * ROWS);
}

TEST(checkpoints_are_not_closer_than_half_of_that)
{
	AUTO(checkpoints) c = { 0 };
	struct fold f = fold_of(LEDGER_FIFO);

	for (size_t count = 1; count <= CHECKPOINTS_APART; count++) {
		CHECK_OK(checkpoints_note(&c, &f, count));
		CHECK_OK(checkpoints_note(&c, &f, count));
		CHECK_INT(c.count, count / (CHECKPOINTS_APART / 2));
	}
}

TEST(checkpoints_behind_a_row_go_and_come_again)
{
	AUTO(checkpoints) c = { 0 };
	struct fold f = fold_of(LEDGER_FIFO);
	struct made_random r = { 5 };

	note_all(&c, &f, 0, ROWS);
	for (int i = 0; i < 200; i++) {
		const size_t row_count = made_below(&r, ROWS), count = c.count;
		AUTO(checkpoints) behind = { 0 };
		const struct checkpoint *last;

		CHECK_OK(checkpoints_part(&c, row_count, &behind));
		CHECK_INT(c.count + behind.count, count);
		CHECK(behind.count == 0 || behind.all[0].row_count > row_count);
		last = checkpoints_last(&c);
		CHECK(last == NULL ? row_count < RECENT : last->row_count <= row_count);
		f.block = FOLD_BLOCK_NONE;
		note_all(&c, &f, last == NULL ? 0 : last->row_count, ROWS);
		check_distances(&c, ROWS);
	}
}

TEST(checkpoints_that_go_as_rows_come_leave_their_block_to_the_next)
{
	AUTO(checkpoints) c = { 0 };
	struct fold f = fold_of(LEDGER_FIFO);

	f.block.is_odd = true; /* in the first rows */
	note_all(&c, &f, 0, ROWS);
	CHECK(c.all[0].block.is_odd);
	for (size_t i = 1; i < c.count; i++)
		CHECK(!c.all[i].block.is_odd);
}

TEST(checkpoints_with_lots_to_copy_are_eight_rows_apart_for_each)
{
	AUTO(checkpoints) c = { 0 };
	struct lot lots[100] = { [99].units = 7 };
	struct fold f = fold_of(LEDGER_HIFO);

	f.lots.heap = lots;
	f.lots.state.count = 100;
	note_all(&c, &f, 0, 3000);
	CHECK_INT(c.count, 3);
	for (size_t i = 0; i < c.count; i++) {
		CHECK_INT(c.all[i].row_count, 896 * (i + 1)); /* the first 128 past 800 */
		CHECK(c.all[i].aside != lots && c.all[i].aside[99].units == 7);
	}
}
