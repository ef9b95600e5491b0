/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/ledger/run.h"
#include "test/lib/ledger/folds.h"

enum { LOTS = 6, DP = 8 };

/* Lots of 1, 2, 3, ... units that cost 10, 20, 30, ... each. */
static void
lots_make(struct folds *made, struct fold *f, struct tally *tally)
{
	folds_make(made, INSTRUMENT_LINEAR, "0", DP);
	for (uint64_t i = 1; i <= LOTS; i++) {
		const struct row row = {
			.ts_ms = MADE_FIRST_MS + (int64_t)i,
			.id = i,
			.kind = ROW_FILL,
			.asset = FOLDS_SETTLE,
			.price = (int64_t)i * 10,
			.quantity = (int64_t)i,
			.quantity_dp = DP,
		};

		CHECK_OK(rows_add(&made->rows, &row, NULL));
	}
	*f = folds_begin(made, tally);
	for (size_t i = 0; i < LOTS; i++)
		folds_row(f, tally, i);
}

/* What units of 10^-DP are worth at whole prices. */
static __int128
worth(int64_t sum)
{
	return (__int128)sum * row_power[DECIMAL_PLACES - DP];
}

TEST(run_takes_lots_from_the_oldest_and_gives_them_back)
{
	AUTO(folds) made = { 0 };
	AUTO(tally) tally = { 0 };
	AUTO(fold) f = { 0 };
	struct queue since, q;

	lots_make(&made, &f, &tally);
	since = run_queue(&f, &f.lots.state);
	for (int64_t from = 0; from < LOTS * (LOTS + 1) / 2; from++)
		for (int64_t back = 0; back <= from; back++) {
			struct queue there = since;
			__int128 cost;

			q = since;
			cost = run_queue_take(&q, from);
			CHECK(q.units > 0); /* of the oldest lot some is left */
			cost -= run_queue_give(&q, back, &since);
			CHECK(cost == run_queue_take(&there, from - back));
			CHECK(q.next == there.next && q.place == there.place);
			CHECK(q.units == there.units && q.unit == there.unit);
		}
}

/* The first lot of a position is in no log, and the one that is being taken is not whole. */
TEST(run_gives_nothing_back_beyond_where_it_began)
{
	AUTO(folds) made = { 0 };
	AUTO(tally) tally = { 0 };
	AUTO(fold) f = { 0 };
	struct queue since, q;

	lots_make(&made, &f, &tally);
	since = run_queue(&f, &f.lots.state);
	CHECK(run_queue_take(&since, 4) == worth(10 + 40 + 30)); /* 1, 2 and 1 of 3 */
	CHECK_INT(since.units, 2);
	q = since;
	CHECK(run_queue_take(&q, 2 + 4 + 1) == worth(60 + 160 + 50));
	CHECK(run_queue_give(&q, 7, &since) == worth(60 + 160 + 50));
	CHECK(q.units == 2 && q.place == since.place && q.next == since.next);
	run_queue_next(&q);
	CHECK(q.units == 4 && q.unit == worth(40));
}

TEST(run_changes_a_fold_as_its_rows_would)
{
	AUTO(folds) made = { 0 };
	AUTO(tally) tally = { 0 };
	AUTO(fold) f = { 0 };
	AUTO(tally) by_row_tally = { 0 };
	AUTO(fold) by_row = { 0 };
	struct queue q;
	struct run r = { .count = 1, .units = 19, .units_least = 19, .units_most = 19 };
	const struct row row = {
		.ts_ms = MADE_FIRST_MS + 100,
		.id = 100,
		.kind = ROW_FILL,
		.side = 1,
		.asset = FOLDS_SETTLE,
		.price = 50,
		.quantity = 2,
		.quantity_dp = DP,
		.fee = 3,
		.fee_dp = DP,
	};

	lots_make(&made, &f, &tally);
	by_row = folds_begin(&made, &by_row_tally);
	CHECK_OK(rows_add(&made.rows, &row, NULL));
	for (size_t i = 0; i <= LOTS; i++)
		folds_row(&by_row, &by_row_tally, i);
	CHECK(run_may_begin(&f));
	q = run_queue(&f, &f.lots.state);
	r.cost = run_queue_take(&q, 2); /* one at 10, one at 20 */
	r.closed = worth(100);
	r.fees = worth(3);
	r.unit_most = (int64_t)worth(1); /* nothing that changes a result */
	r.capital_low = r.capital_top = FOLD_CAPITAL_NONE;
	r.last_place = LOTS;
	r.last_id = row.id;
	r.last_ms = row.ts_ms;
	CHECK(run_gain(&r, false).e18 == worth(70) && run_gain(&r, true).e18 == worth(-70));
	run_apply(&f, &r, &q);
	CHECK_OK(run_day(&f, run_gain(&r, false), &q, r.last_ms));
	folds_check_state(&f, &by_row);
	CHECK(f.state.gross.e18 == worth(70) && f.state.day_gain.e18 == worth(70));
	CHECK(tally.days.rows[0].gross.e18 == worth(70));
	q = run_queue_at(&f, &tally.days.rows[0].end, 0);
	CHECK(q.next == f.lots.log + f.lots.state.log_first && q.unit == worth(20));
	CHECK(q.place == 1 && q.units == 1);
}

/* Nothing open, another method, numbers out of range: then rows are to be folded one by one. */
TEST(run_begins_in_usual_states_only)
{
	AUTO(folds) made = { 0 };
	AUTO(tally) tally = { 0 };
	AUTO(fold) f = { 0 };
	struct fold other;

	lots_make(&made, &f, &tally);
	CHECK(run_may_begin(&f));
	for (int i = 0; i < 9; i++) {
		other = f;
		other.days = i == 0 ? NULL : f.days;
		other.lots.method = i == 1 ? LEDGER_LIFO : LEDGER_FIFO;
		other.state.cycles.is_open = i != 2;
		other.state.position = i == 3 ? 0 : i == 4 ? (__int128)1 << 60 : f.state.position;
		other.lots.state.are_small = i != 5;
		other.state.net.e18 = i == 6 ? -((__int128)1 << 124) : f.state.net.e18;
		other.state.cycles.dust = i == 7 ? (__int128)1 << 60 : 0;
		CHECK(run_may_begin(&other) == (i == 8));
	}
}
