/* SPDX-License-Identifier: Apache-2.0 */
/* Usual rows, taken one by one, leave the state that any row's way would have left. */
#include "lib/base/secret.h"
#include "lib/ledger/quick.h"
#include "lib/ledger/single.h"
#include "test/lib/ledger/folds.h"

enum { ROWS = 3000 };

struct pair {
	struct folds made;
	struct tally fast_tally, slow_tally;
	struct fold fast, slow;
};

static void
pair_open(
    struct pair *p, enum instrument_kind kind, const char *step, const struct folds_stream *how)
{
	struct made_random r = { how->seed };
	struct rows_change change;

	*p = (struct pair){ 0 };
	folds_make(&p->made, kind, step, how->is_odd ? 18 : 8);
	for (uint64_t id = 1; id <= ROWS; id++)
		folds_add(&r, &p->made.rows,
		    how->is_shuffled ? (id - 1) / 10 * 10 + 10 - (id - 1) % 10 : id, how);
	CHECK_OK(rows_sort(&p->made.rows, &change));
	p->fast = folds_begin(&p->made, &p->fast_tally);
	p->slow = folds_begin(&p->made, &p->slow_tally);
}

static void
pair_wipe(struct pair *p)
{
	fold_wipe(&p->fast);
	fold_wipe(&p->slow);
	tally_wipe(&p->fast_tally);
	tally_wipe(&p->slow_tally);
	folds_wipe(&p->made);
}

/* Compared after each row; how many were usual. */
static size_t
check_single(enum instrument_kind kind, const char *step, const struct folds_stream *how)
{
	AUTO(pair) p;
	size_t usual_count = 0;

	pair_open(&p, kind, step, how);
	for (size_t i = 0; i < ROWS; i++) {
		bool is_done;

		CHECK_OK(single_fold(&p.fast, i, &p.fast_tally, &is_done));
		usual_count += is_done;
		if (!is_done)
			folds_row(&p.fast, &p.fast_tally, i);
		folds_row(&p.slow, &p.slow_tally, i);
		folds_check_state(&p.fast, &p.slow);
	}
	CHECK_OK(tally_fees(&p.fast_tally, &p.made.terms));
	folds_check_tally(&p.fast_tally, &p.slow_tally);
	return usual_count;
}

TEST(single_folds_as_any_row_is_folded)
{
	for (uint64_t seed = 1; seed < 9; seed++) {
		struct folds_stream m = folds_plain(seed);

		m.buys = 5 + seed % 7;
		m.is_shuffled = seed % 2 == 1;
		m.step_ms = (int64_t)(seed % 4) * 9 * FOLDS_HOUR_MS + 1;
		CHECK_INT(check_single(INSTRUMENT_SPOT, "0", &m), ROWS);
		CHECK_INT(check_single(INSTRUMENT_MARGIN, "0", &m), ROWS);
		CHECK_INT(check_single(INSTRUMENT_SPOT, "2.5", &m), ROWS);  /* much is dust */
		CHECK(check_single(INSTRUMENT_LINEAR, "0", &m) > ROWS / 2); /* no fees in base */
		CHECK(check_single(INSTRUMENT_LINEAR, "10", &m) > ROWS / 2);
	}
}

TEST(single_leaves_what_is_not_usual)
{
	struct folds_stream m = folds_plain(20);

	CHECK_INT(check_single(INSTRUMENT_INVERSE, "0", &m), 0);
	m.is_odd = true; /* kinds, currencies, decimals and sizes */
	for (; m.seed < 24; m.seed++) {
		CHECK(check_single(INSTRUMENT_LINEAR, "0", &m) < ROWS);
		CHECK(check_single(INSTRUMENT_MARGIN, "0.01", &m) < ROWS);
		CHECK(check_single(INSTRUMENT_SPOT, "0.01", &m) < ROWS);
	}
}

/* So late rows are carried over blocks of them as over runs (carry.h). */
TEST(single_notes_its_row_as_a_run_of_one)
{
	struct folds_stream m = folds_plain(30);
	AUTO(pair) p;
	size_t run_count = 0;

	m.buys = 9;
	pair_open(&p, INSTRUMENT_MARGIN, "0", &m);
	for (size_t i = 0; i < ROWS; i++) {
		const struct block *x = &p.fast.block, *y = &p.slow.block;
		bool is_done;
		size_t done;

		p.fast.block = p.slow.block = FOLD_BLOCK_NONE;
		CHECK_OK(single_fold(&p.fast, i, &p.fast_tally, &is_done));
		CHECK(is_done);
		CHECK_OK(quick_fold(&p.slow, &(struct quick_ask){ i, 1, &p.slow_tally }, &done));
		if (done == 0)
			folds_row(&p.slow, &p.slow_tally, i);
		CHECK(x->is_odd == (done == 0));
		CHECK(x->is_odd || x->units_least == y->units_least);
		CHECK(x->is_odd || x->units_most == y->units_most);
		CHECK(x->capital_low == x->capital_top && x->capital_low <= y->capital_top);
		CHECK(p.fast.state.position >= 0 ||
		    p.fast.lots.state.unit_most == p.slow.lots.state.unit_most);
		run_count += done;
	}
	CHECK(run_count > ROWS / 2 && run_count < ROWS);
	for (size_t i = 0; i < p.fast_tally.days.count; i++) {
		const struct ledger_day_end *a = &p.fast_tally.days.rows[i].end;
		const struct ledger_day_end *b = &p.slow_tally.days.rows[i].end;

		CHECK(a->log_first == b->log_first && a->place == b->place && a->units == b->units);
	}
}

TEST(single_refolds_without_a_tally)
{
	const struct folds_stream m = folds_plain(40);
	AUTO(pair) p;
	bool is_done;

	pair_open(&p, INSTRUMENT_SPOT, "0", &m);
	for (size_t i = 0; i < ROWS; i++) {
		CHECK_OK(single_fold(&p.fast, i, NULL, &is_done));
		CHECK(is_done);
		folds_row(&p.slow, &p.slow_tally, i);
	}
	folds_check_state(&p.fast, &p.slow);
	CHECK_INT(p.fast_tally.row_count, 0);
	for (size_t i = 0; i < p.slow_tally.days.count; i++)
		CHECK(p.fast_tally.days.rows[i].gross.e18 == p.slow_tally.days.rows[i].gross.e18);
}

TEST(single_begins_in_usual_states_only)
{
	const struct folds_stream m = folds_plain(50);
	AUTO(pair) p;
	bool is_done;

	pair_open(&p, INSTRUMENT_MARGIN, "0", &m);
	for (size_t i = 0; i < 100; i++)
		folds_row(&p.fast, &p.fast_tally, i);
	for (int i = 0; i < 7; i++) {
		struct fold other = p.fast;

		other.days = i == 0 ? NULL : p.fast.days;
		other.lots.method = i == 1 ? LEDGER_HIFO : LEDGER_FIFO;
		other.lots.state.are_small = i != 2;
		other.state.position = i == 3 ? (__int128)1 << 60 : p.fast.state.position;
		other.state.closed_value.e18 = i == 4 ? (__int128)1 << 124 : 0;
		other.state.cycles.uncycled.e18 = i == 5 ? -((__int128)1 << 125) : 0;
		if (i == 6)
			break;
		CHECK_OK(single_fold(&other, 100, NULL, &is_done));
		CHECK(!is_done);
	}
	CHECK_OK(single_fold(&p.fast, 100, &p.fast_tally, &is_done));
	CHECK(is_done);
}
