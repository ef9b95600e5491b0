/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of usual rows leave the state that row by row would have left. */
#include "lib/base/secret.h"
#include "lib/ledger/quick.h"
#include "test/lib/ledger/folds.h"

enum { ROWS = 4000 };

static void
fold_all(struct fold *f, struct tally *tally, bool is_quick, size_t *quick_count)
{
	const size_t count = f->from.rows->count;
	size_t done = 0;

	for (size_t i = 0; i < count; i += done == 0 ? 1 : done) {
		done = 0;
		if (is_quick)
			CHECK_OK(quick_fold(f, &(struct quick_ask){ i, count - i, tally }, &done));
		*quick_count += done;
		if (done == 0)
			folds_row(f, tally, i);
	}
}

/* How many of the rows were usual. */
static size_t
check_quick(enum instrument_kind kind, const char *step, const struct folds_stream *how)
{
	AUTO(folds) made = { 0 };
	AUTO(tally) fast_tally = { 0 };
	AUTO(tally) slow_tally = { 0 };
	AUTO(fold) fast = { 0 };
	AUTO(fold) slow = { 0 };
	struct made_random r = { how->seed };
	struct rows_change change;
	size_t quick_count = 0, none = 0;

	folds_make(&made, kind, step, how->is_odd ? 18 : 8);
	for (uint64_t id = 1; id <= ROWS; id++)
		folds_add(&r, &made.rows,
		    how->is_shuffled ? (id - 1) / 10 * 10 + 10 - (id - 1) % 10 : id, how);
	CHECK_OK(rows_sort(&made.rows, &change));
	fast = folds_begin(&made, &fast_tally);
	slow = folds_begin(&made, &slow_tally);
	fold_all(&fast, &fast_tally, true, &quick_count);
	fold_all(&slow, &slow_tally, false, &none);
	folds_check_state(&fast, &slow);
	folds_check_tally(&fast_tally, &slow_tally);
	CHECK_INT(none, 0);
	return quick_count;
}

TEST(quick_folds_as_row_by_row)
{
	const struct folds_stream a = folds_plain(1), b = folds_plain(2), c = folds_plain(3),
				  d = folds_plain(4);

	CHECK(check_quick(INSTRUMENT_LINEAR, "0", &a) > ROWS / 2);
	CHECK(check_quick(INSTRUMENT_MARGIN, "0", &b) > ROWS / 2);
	CHECK(check_quick(INSTRUMENT_SPOT, "0.5", &c) > 0);
	CHECK(check_quick(INSTRUMENT_LINEAR, "10", &d) > 0);
}

/* Long runs, of positions that grow either way: where the peak of capital moves, and where not. */
TEST(quick_folds_long_runs_as_row_by_row)
{
	for (uint64_t seed = 20; seed < 32; seed++) {
		const struct folds_stream m = {
			.seed = seed,
			.step_ms = 1 + (int64_t)(seed % 3) * 100000,
			.buys = 5 + seed % 7,
			.is_shuffled = seed % 2 == 1,
			.fees_off = seed % 4 == 3 ? 1900 : 0,
		};

		CHECK(check_quick(INSTRUMENT_LINEAR, "0", &m) > ROWS / 2);
		CHECK(check_quick(INSTRUMENT_MARGIN, "0.00001", &m) > ROWS / 4);
		CHECK(check_quick(INSTRUMENT_SPOT, "0", &m) > 0);
	}
}

/* A few rows a day, or fewer: a run goes on over the end of a day, and no day's sums are another's.
 */
TEST(quick_folds_runs_over_many_days_as_row_by_row)
{
	for (uint64_t seed = 40; seed < 52; seed++) {
		const struct folds_stream m = {
			.seed = seed,
			.step_ms = (int64_t)(seed % 4 + 1) * 11 * FOLDS_HOUR_MS,
			.buys = 6 + seed % 5,
			.is_shuffled = seed % 2 == 1,
			.fees_off = seed % 3 == 2 ? 1900 : 100,
		};

		CHECK(check_quick(INSTRUMENT_LINEAR, "0", &m) > ROWS / 2);
		CHECK(check_quick(INSTRUMENT_MARGIN, "0", &m) > ROWS / 4);
		CHECK(check_quick(INSTRUMENT_SPOT, "0.001", &m) > 0);
	}
}

TEST(quick_folds_rows_of_many_days_in_one_run)
{
	const struct folds_stream m = { .step_ms = 24 * FOLDS_HOUR_MS, .buys = 16 };
	AUTO(folds) made = { 0 };
	AUTO(tally) tally = { 0 };
	AUTO(fold) f = { 0 };
	struct made_random r = { 60 };
	size_t done;

	folds_make(&made, INSTRUMENT_MARGIN, "0", 8);
	for (uint64_t id = 3; id <= 3 + QUICK_ROWS_MAX; id++)
		folds_add(&r, &made.rows, id, &m);
	f = folds_begin(&made, &tally);
	folds_row(&f, &tally, 0);
	CHECK_OK(quick_fold(&f, &(struct quick_ask){ 1, QUICK_ROWS_MAX, &tally }, &done));
	CHECK_INT(done, QUICK_ROWS_MAX);
	CHECK_INT(tally.days.count, QUICK_ROWS_MAX / 3 + 1);
	CHECK_INT(tally.days.rows[1].fill_count, 3);
}

TEST(quick_leaves_what_is_not_usual)
{
	struct folds_stream m = folds_plain(9);

	CHECK_INT(check_quick(INSTRUMENT_INVERSE, "0", &m), 0);
	m.is_odd = true;
	for (m.seed = 5; m.seed < 9; m.seed++) {
		(void)check_quick(INSTRUMENT_LINEAR, "0", &m);
		(void)check_quick(INSTRUMENT_MARGIN, "0.01", &m);
		(void)check_quick(INSTRUMENT_SPOT, "0.01", &m);
	}
}
