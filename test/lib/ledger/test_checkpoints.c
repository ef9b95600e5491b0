/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/ledger/checkpoints.h"
#include "test/lib/ledger/made.h"

enum { ROWS = 20000, RECENT = 1024 };

/* As a fold does it: after every row that may be followed by a checkpoint. */
static void
note_all(struct checkpoints *c, struct fold *f, size_t from, size_t until)
{
	for (size_t count = from; count < until; count++) {
		f->state.fill_count = count + 1;
		CHECK_OK(checkpoints_note(c, f, count + 1));
	}
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
	}
	for (size_t count = 0; count <= row_count; count++)
		CHECK(distance(c, count) <=
		    (count + RECENT > row_count ? CHECKPOINTS_APART : RECENT));
}

TEST(checkpoints_are_close_near_the_end_and_few_before)
{
	AUTO(checkpoints) c = { 0 };
	struct fold f = { .lots.method = LEDGER_FIFO };

	note_all(&c, &f, 0, ROWS);
	check_distances(&c, ROWS);
	CHECK(c.room * sizeof(*c.all) < ROWS);
	CHECK_OK(checkpoints_note(&c, &f, ROWS)); /* not twice, and not between */
	CHECK_OK(checkpoints_note(&c, &f, ROWS + 1));
	CHECK(c.all[c.count - 1].row_count <= ROWS);
}

TEST(checkpoints_behind_a_row_are_forgotten_and_come_again)
{
	AUTO(checkpoints) c = { 0 };
	struct fold f = { .lots.method = LEDGER_FIFO };
	struct made_random r = { 5 };

	note_all(&c, &f, 0, ROWS);
	for (int i = 0; i < 200; i++) {
		const size_t count = made_below(&r, ROWS);
		const struct checkpoint *last = checkpoints_back(&c, count);

		CHECK(last == NULL ? count < RECENT : last->row_count <= count);
		CHECK(last == NULL || last == &c.all[c.count - 1]);
		note_all(&c, &f, last == NULL ? 0 : last->row_count, ROWS);
		check_distances(&c, ROWS);
	}
	CHECK(checkpoints_back(&c, CHECKPOINTS_APART - 1) == NULL);
	CHECK_INT(c.count, 0);
}

TEST(checkpoints_with_lots_to_copy_are_eight_rows_apart_for_each)
{
	AUTO(checkpoints) c = { 0 };
	struct lot lots[100] = { [99].units = 7 };
	struct fold f = { .lots = { .method = LEDGER_HIFO, .heap = lots, .state.count = 100 } };

	note_all(&c, &f, 0, 3000);
	CHECK_INT(c.count, 3);
	for (size_t i = 0; i < c.count; i++) {
		CHECK_INT(c.all[i].row_count, 896 * (i + 1)); /* the first 128 past 800 */
		CHECK(c.all[i].aside != lots && c.all[i].aside[99].units == 7);
	}
}
