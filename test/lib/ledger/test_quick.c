/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of usual rows leave the state that row by row would have left. */
#include "lib/base/secret.h"
#include "lib/ledger/quick.h"
#include "test/lib/ledger/made.h"

enum { ROWS = 4000, BASE = 100, SETTLE = 101, OTHER = 102 };

static struct marks no_marks;

static void
row_make(struct made_random *r, struct rows *rows, uint64_t id, bool is_odd)
{
	struct amounts a;
	struct row row = {
		.ts_ms = MADE_FIRST_MS + (int64_t)(id / 3 * 7000000),
		.id = id,
		.kind = ROW_FILL,
		.side = made_below(r, 2) & 1,
		.asset = made_below(r, 3) == 0 ? BASE : SETTLE,
	};

	a.price.e18 = (__int128)(1 + made_below(r, 9000000)) * 10000000000000000;
	a.quantity.e18 = (__int128)(1 + made_below(r, 5000000)) * 10000000000000;
	a.fee.e18 = ((__int128)made_below(r, 2000) - 200) * 1000000000000;
	if (is_odd && made_below(r, 40) == 0)
		a.price.e18 += 1; /* eighteen decimals */
	if (is_odd && made_below(r, 60) == 0)
		row.asset = OTHER;
	if (is_odd && made_below(r, 60) == 0)
		row.kind = ROW_FUNDING;
	if (is_odd && made_below(r, 90) == 0)
		a.quantity.e18 = (__int128)made_below(r, UINT64_MAX) * 10000000000;
	row.is_wide = !row_encode(&rows->scale, &a, &row);
	if (row.is_wide)
		row.price_dp = row.quantity_dp = row.fee_dp = 0;
	CHECK_OK(rows_add(rows, &row, &a));
}

static void
fold_all(struct fold *f, const struct rows *rows, bool is_quick, size_t *quick_count)
{
	struct fold_step step;
	size_t done = 0;

	for (size_t i = 0; i < rows->count; i += done == 0 ? 1 : done) {
		const struct entry e = entry_at(rows, rows_place(rows, i), f->from.dp);

		done = 0;
		if (is_quick)
			CHECK_OK(quick_fold(f, i, rows->count - i, &done));
		*quick_count += done;
		if (done > 0)
			continue;
		CHECK_OK(value_charge(f->from.terms, &e, &step.charge.how, &step.charge.settled));
		CHECK_OK(fold_row(f, &e, &step));
	}
}

static void
check_state(const struct fold *a, const struct fold *b)
{
	const struct fold_state *x = &a->state, *y = &b->state;
	const struct lots_state *l = &a->lots.state, *m = &b->lots.state;

	CHECK(x->position == y->position && x->open_value.e18 == y->open_value.e18);
	CHECK(x->gross.e18 == y->gross.e18 && x->net.e18 == y->net.e18);
	CHECK(x->matched_entry.e18 == y->matched_entry.e18);
	CHECK(x->closed_value.e18 == y->closed_value.e18);
	CHECK(x->peak_capital.e18 == y->peak_capital.e18 && x->unmatched == y->unmatched);
	CHECK_INT(x->fill_count, y->fill_count);
	CHECK_INT(x->closing_count, y->closing_count);
	CHECK(x->last_id == y->last_id && x->last_ms == y->last_ms);
	CHECK(x->last_place == y->last_place);
	CHECK(x->cycles.max_units == y->cycles.max_units && x->cycles.dust == y->cycles.dust);
	CHECK(x->cycles.open.gross.e18 == y->cycles.open.gross.e18);
	CHECK(x->cycles.open.fees.e18 == y->cycles.open.fees.e18);
	CHECK(x->cycles.uncycled.e18 == y->cycles.uncycled.e18);
	CHECK_INT(x->cycles.closed.count, y->cycles.closed.count);
	CHECK(x->cycles.closed.profit.e18 == y->cycles.closed.profit.e18);
	CHECK(l->count == m->count && l->log_first == m->log_first);
	CHECK(l->log_count == m->log_count && l->are_small == m->are_small);
	CHECK(l->count == 0 ||
	    (l->head.units == m->head.units && l->head.place == m->head.place &&
		l->head.value.e18 == m->head.value.e18 && l->head.unit == m->head.unit &&
		l->head.opened_ms == m->head.opened_ms));
}

static void
check_days(const struct days *a, const struct days *b)
{
	CHECK_INT(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		CHECK_INT(a->rows[i].day, b->rows[i].day);
		CHECK(a->rows[i].gross.e18 == b->rows[i].gross.e18);
		CHECK(a->rows[i].net.e18 == b->rows[i].net.e18);
	}
}

/* How many of the rows were usual. */
static size_t
check_quick(uint64_t seed, enum instrument_kind kind, const char *step, bool is_odd)
{
	const struct instrument i = {
		.kind = kind, .contract_size = decimal_of(1), .quantity_step = made_number(step)
	};
	const struct terms t = {
		.instrument = &i,
		.base = BASE,
		.settle = SETTLE,
		.is_plain = kind != INSTRUMENT_INVERSE,
		.is_fee_shared = kind == INSTRUMENT_SPOT || kind == INSTRUMENT_MARGIN,
		.marks = &no_marks,
	};
	AUTO(rows) rows = rows_new();
	const struct lots_source from = { &t, &rows, is_odd ? 18 : 8 };
	AUTO(days) fast_days = { 0 };
	AUTO(days) slow_days = { 0 };
	AUTO(fold) fast = { 0 };
	AUTO(fold) slow = { 0 };
	struct made_random r = { seed };
	size_t quick_count = 0, none = 0;

	for (uint64_t id = 1; id <= ROWS; id++)
		row_make(&r, &rows, id, is_odd);
	fold_reset(&fast, &from, LEDGER_FIFO);
	fold_reset(&slow, &from, LEDGER_FIFO);
	fast.days = &fast_days;
	slow.days = &slow_days;
	fold_all(&fast, &rows, true, &quick_count);
	fold_all(&slow, &rows, false, &none);
	check_state(&fast, &slow);
	check_days(&fast_days, &slow_days);
	CHECK_INT(none, 0);
	return quick_count;
}

TEST(quick_folds_as_row_by_row)
{
	CHECK(check_quick(1, INSTRUMENT_LINEAR, "0", false) > ROWS / 2);
	CHECK(check_quick(2, INSTRUMENT_MARGIN, "0", false) > ROWS / 2);
	CHECK(check_quick(3, INSTRUMENT_SPOT, "0.5", false) > 0);
	CHECK(check_quick(4, INSTRUMENT_LINEAR, "10", false) > 0);
}

TEST(quick_leaves_what_is_not_usual)
{
	for (uint64_t seed = 5; seed < 9; seed++) {
		(void)check_quick(seed, INSTRUMENT_LINEAR, "0", true);
		(void)check_quick(seed, INSTRUMENT_MARGIN, "0.01", true);
		(void)check_quick(seed, INSTRUMENT_SPOT, "0.01", true);
	}
	CHECK_INT(check_quick(9, INSTRUMENT_INVERSE, "0", false), 0);
}
