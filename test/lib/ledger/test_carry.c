/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks are taken over where that can be vouched for, and leave what their rows would leave. */
#include "lib/base/secret.h"
#include "lib/ledger/carry.h"
#include "lib/ledger/quick.h"
#include "test/lib/ledger/folds.h"

enum { BLOCKS = 6, BLOCK = 100, LATE_ID = 100000, DP = 8, DAY_MS = 86400000 };

/* Six blocks of rows that were folded; the late row is between the first two of the second one. */
struct past {
	struct folds made;
	struct tally tally;
	struct fold fold;
	struct checkpoint states[BLOCKS + 1];
};

static void
past_wipe(struct past *p)
{
	for (size_t i = 0; i <= BLOCKS; i++)
		free(p->states[i].aside);
	fold_wipe(&p->fold);
	tally_wipe(&p->tally);
	folds_wipe(&p->made);
}

static void
rows_fold(struct fold *f, struct tally *tally, size_t from, size_t count)
{
	size_t done;

	for (; count > 0; from += done, count -= done) {
		CHECK_OK(quick_fold(f, &(struct quick_ask){ from, count, tally }, &done));
		if (done == 0) {
			folds_row(f, tally, from);
			done = 1;
		}
	}
}

struct style {
	int sign;        /* 1: it buys more than it sells */
	uint64_t closes; /* so many of sixteen rows close something */
	size_t odd;      /* the block with a row in a third coin */
	int64_t end_ms;  /* of its first day, from the first row on */
	int64_t step_ms; /* from a row to the next */
};

static struct row
row_of(struct made_random *r, const struct style *s, uint64_t id)
{
	const bool is_closing = id % 16 < s->closes;

	return (struct row){
		.ts_ms = MADE_FIRST_MS + DAY_MS - s->end_ms + (int64_t)id * s->step_ms,
		.id = id + 1,
		.kind = ROW_FILL,
		.side = is_closing == (s->sign > 0),
		.asset = id == s->odd * BLOCK + 50 ? FOLDS_OTHER : FOLDS_SETTLE,
		.price = 100 + (int64_t)made_below(r, 100),
		.quantity = 1 + (int64_t)made_below(r, 50),
		.quantity_dp = DP,
		.fee = 1,
		.fee_dp = DP,
	};
}

static void
past_make(struct past *p, const struct style *s)
{
	struct made_random r = { 3 };

	*p = (struct past){ 0 };
	folds_make(&p->made, INSTRUMENT_LINEAR, "0", DP);
	for (uint64_t i = 0; i < BLOCKS * BLOCK; i++) {
		const struct row row = row_of(&r, s, i);

		CHECK_OK(rows_add(&p->made.rows, &row, NULL));
	}
	p->fold = folds_begin(&p->made, &p->tally);
	p->states[0] = (struct checkpoint){ .state = p->fold.state };
	for (size_t i = 1; i <= BLOCKS; i++) {
		p->fold.block = FOLD_BLOCK_NONE;
		rows_fold(&p->fold, &p->tally, (i - 1) * BLOCK, BLOCK);
		p->states[i] = (struct checkpoint){ i * BLOCK, p->fold.state, p->fold.lots.state,
			NULL, p->fold.block };
	}
}

/*
 * Add a late row and go over the blocks behind it.  How many of the four were taken over; the state
 * is then that of all rows one by one, but for bounds of the peak.
 */
static size_t
carried(const struct style *s, int64_t quantity)
{
	AUTO(past) p = { 0 };
	AUTO(carry) c = { 0 };
	AUTO(tally) once_tally = { 0 };
	AUTO(fold) once = { 0 };
	struct rows_change change;
	struct row late;
	size_t count = 0;
	bool is_over;

	past_make(&p, s);
	late = rows_at_place(&p.made.rows, BLOCK);
	late.id = LATE_ID;
	late.side = quantity < 0;
	late.quantity = quantity < 0 ? -quantity : quantity;
	CHECK_OK(rows_add(&p.made.rows, &late, NULL));
	CHECK_OK(rows_sort(&p.made.rows, &change));
	CHECK(change.from == BLOCK + 1 && change.moved == 1);
	CHECK_OK(carry_start(&c, &p.fold, &p.states[1]));
	p.fold.state = p.states[1].state;
	p.fold.lots.state = p.states[1].lots;
	days_rewind(&p.tally.days, p.fold.state.gain_day, p.fold.state.day_gain);
	tally_reset(&once_tally, 0);
	for (size_t i = 1; i < BLOCKS; i++) {
		const struct carry_block b = { &p.states[i], &p.states[i + 1],
			i * BLOCK + (i > 1) };

		is_over = false;
		if (i > 1)
			CHECK_OK(carry_over(&c, &p.fold, &b, &is_over));
		if (!is_over)
			rows_fold(&p.fold, &once_tally, b.position, BLOCK + (i == 1));
		carry_follow(&c, &p.fold, &b, i > 1);
		count += is_over;
	}
	tally_wipe(&once_tally);
	once = folds_begin(&p.made, &once_tally);
	for (size_t i = 0; i < p.made.rows.count; i++)
		folds_row(&once, &once_tally, i);
	CHECK(p.fold.state.peak_capital.e18 <= once.state.peak_capital.e18);
	CHECK(p.fold.state.peak_top.e18 >= once.state.peak_capital.e18);
	CHECK(s->sign < 0 || p.fold.state.peak_top.e18 == p.fold.state.peak_capital.e18);
	p.fold.state.peak_capital = p.fold.state.peak_top = once.state.peak_capital;
	folds_check_state(&p.fold, &once);
	for (size_t i = 0; i < once_tally.days.count; i++)
		CHECK(p.tally.days.rows[i].gross.e18 == once_tally.days.rows[i].gross.e18);
	return count;
}

enum { FEW = 2, MANY = 6, ALL = BLOCKS - 2 };

TEST(carry_goes_over_every_block_behind_a_late_row)
{
	const struct style bought = { 1, FEW, BLOCKS, DAY_MS, 1 },
			   sold = { -1, FEW, BLOCKS, DAY_MS, 1 };

	for (int64_t quantity = -60; quantity < 60; quantity += quantity == -1 ? 2 : 1) {
		CHECK_INT(carried(&bought, quantity), ALL);
		CHECK_INT(carried(&sold, quantity), ALL);
	}
}

/* Lots that were opened among rows that changed are closed in one of the blocks. */
TEST(carry_leaves_a_block_that_closes_lots_that_changed)
{
	const struct style bought = { 1, MANY, BLOCKS, DAY_MS, 1 };
	const struct style sold = { -1, MANY, BLOCKS, DAY_MS, 1 };

	for (int64_t quantity = -60; quantity < 60; quantity += quantity == -1 ? 2 : 1) {
		const size_t b = carried(&bought, quantity), s = carried(&sold, quantity);

		CHECK(b > 1 && b < ALL && s > 1 && s < ALL);
	}
}

TEST(carry_leaves_a_block_with_an_odd_row)
{
	const struct style bought = { 1, FEW, 3, DAY_MS, 1 }, sold = { -1, FEW, 3, DAY_MS, 1 };

	CHECK_INT(carried(&bought, 7), ALL - 1);
	CHECK_INT(carried(&sold, -7), ALL - 1);
}

/* A day ends in some block; or all blocks but the first rows are of a day each, or of many. */
TEST(carry_goes_over_the_ends_of_days)
{
	for (int64_t end_ms = 1; end_ms < BLOCKS * BLOCK; end_ms += 25)
		for (int64_t quantity = -20; quantity < 20; quantity += 7)
			for (int sign = -1; sign <= 1; sign += 2) {
				const struct style few = { sign, FEW, BLOCKS, end_ms, 1 };
				const struct style apart = { sign, FEW, BLOCKS, DAY_MS,
					DAY_MS / (1 + end_ms % 60) };

				CHECK_INT(carried(&few, quantity), ALL);
				CHECK_INT(carried(&apart, quantity), ALL);
			}
}

/* The late row closes more than there is: what follows is another position. */
TEST(carry_leaves_what_a_turned_position_did)
{
	const struct style bought = { 1, FEW, BLOCKS, DAY_MS, 1 },
			   sold = { -1, FEW, BLOCKS, DAY_MS, 1 };

	for (int64_t quantity = 1000; quantity < 9000; quantity += 100) {
		(void)carried(&bought, -quantity);
		(void)carried(&sold, quantity);
	}
	CHECK_INT(carried(&bought, -1000000), 0);
	CHECK_INT(carried(&sold, 1000000), 0);
}
