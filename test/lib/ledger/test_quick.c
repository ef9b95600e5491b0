/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of usual rows leave the state that row by row would have left. */
#include "lib/base/secret.h"
#include "lib/ledger/quick.h"
#include "test/lib/ledger/made.h"

enum { ROWS = 4000, BASE = 100, SETTLE = 101, OTHER = 102 };

static struct marks no_marks;

/* How rows are made. */
struct make {
	uint64_t seed;
	bool is_odd;
	int64_t step_ms;   /* three rows come in each */
	uint64_t buys;     /* of sixteen */
	bool is_shuffled;  /* they arrive out of order, ten by ten */
	uint64_t fees_off; /* less than this many of a fee's 2,000 steps are a rebate */
};

static void
row_make(struct made_random *r, struct rows *rows, uint64_t id, const struct make *how)
{
	const bool is_odd = how->is_odd;
	struct amounts a;
	struct row row = {
		.ts_ms = MADE_FIRST_MS + (int64_t)(id / 3) * how->step_ms,
		.id = id,
		.kind = ROW_FILL,
		.side = made_below(r, 16) < how->buys ? FILL_BUY : FILL_SELL,
		.asset = made_below(r, 3) == 0 ? BASE : SETTLE,
	};

	a.price.e18 = (__int128)(1 + made_below(r, 9000000)) * 10000000000000000;
	a.quantity.e18 = (__int128)(1 + made_below(r, 5000000)) * 10000000000000;
	a.fee.e18 = ((__int128)made_below(r, 2000) - how->fees_off) * 1000000000000;
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
fold_all(struct fold *f, struct tally *tally, bool is_quick, size_t *quick_count)
{
	const struct rows *rows = f->from.rows;
	struct fold_step step;
	size_t done = 0;

	for (size_t i = 0; i < rows->count; i += done == 0 ? 1 : done) {
		const struct entry e = entry_at(rows, rows_place(rows, i), f->from.dp);

		done = 0;
		if (is_quick)
			CHECK_OK(
			    quick_fold(f, &(struct quick_ask){ i, rows->count - i, tally }, &done));
		*quick_count += done;
		if (done > 0)
			continue;
		CHECK_OK(value_charge(f->from.terms, &e, &step.charge.how, &step.charge.settled));
		CHECK_OK(tally_add(tally, f->from.terms, &e, &step.charge));
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
		CHECK_INT(a->rows[i].row_count, b->rows[i].row_count);
		CHECK_INT(a->rows[i].fill_count, b->rows[i].fill_count);
		CHECK(a->rows[i].gross.e18 == b->rows[i].gross.e18);
		CHECK(a->rows[i].fees.e18 == b->rows[i].fees.e18);
		CHECK(a->rows[i].volume.e18 == b->rows[i].volume.e18);
		CHECK(a->rows[i].net.e18 == b->rows[i].net.e18);
	}
}

static void
check_tally(const struct tally *a, const struct tally *b)
{
	CHECK_INT(a->row_count, b->row_count);
	CHECK_INT(a->fill_count, b->fill_count);
	CHECK_INT(a->buy_count, b->buy_count);
	CHECK(a->volume_base.e18 == b->volume_base.e18);
	CHECK(a->volume_quote.e18 == b->volume_quote.e18);
	CHECK(a->fees.e18 == b->fees.e18 && a->settled.e18 == b->settled.e18);
	CHECK(a->charged.e18 == b->charged.e18 && a->rated_last_ms == b->rated_last_ms);
	CHECK_INT(a->fee_asset_count, b->fee_asset_count);
	for (size_t i = 0; i < a->fee_asset_count; i++) {
		CHECK_TEXT(a->fees_by_asset[i].asset, b->fees_by_asset[i].asset);
		CHECK_INT(a->fees_by_asset[i].count, b->fees_by_asset[i].count);
		CHECK(a->fees_by_asset[i].amount.e18 == b->fees_by_asset[i].amount.e18);
	}
	check_days(&a->days, &b->days);
}

/* As many as the tests' numbers of assets need. */
static void
assets_make(struct names *n)
{
	uint32_t number = 0;
	char name[ASSET_SIZE];

	while (number < OTHER) {
		(void)snprintf(name, sizeof(name), "A%zu", n->count);
		CHECK_OK(names_add(n, name, &number));
	}
}

/* How many of the rows were usual. */
static size_t
check_quick(enum instrument_kind kind, const char *step, const struct make *how)
{
	const struct instrument i = {
		.kind = kind, .contract_size = decimal_of(1), .quantity_step = made_number(step)
	};
	AUTO(names) assets = names_new(ASSET_SIZE, 2 * OTHER);
	const struct terms t = {
		.instrument = &i,
		.base = BASE,
		.settle = SETTLE,
		.is_plain = kind != INSTRUMENT_INVERSE,
		.is_fee_shared = kind == INSTRUMENT_SPOT || kind == INSTRUMENT_MARGIN,
		.marks = &no_marks,
		.assets = &assets,
	};
	AUTO(rows) rows = rows_new();
	const struct lots_source from = { &t, &rows, how->is_odd ? 18 : 8 };
	AUTO(tally) fast_tally = { 0 };
	AUTO(tally) slow_tally = { 0 };
	AUTO(fold) fast = { 0 };
	AUTO(fold) slow = { 0 };
	struct made_random r = { how->seed };
	size_t quick_count = 0, none = 0, changed_from;

	assets_make(&assets);
	for (uint64_t id = 1; id <= ROWS; id++)
		row_make(&r, &rows, how->is_shuffled ? (id - 1) / 10 * 10 + 10 - (id - 1) % 10 : id,
		    how);
	CHECK_OK(rows_sort(&rows, &changed_from));
	fold_reset(&fast, &from, LEDGER_FIFO);
	fold_reset(&slow, &from, LEDGER_FIFO);
	tally_reset(&fast_tally, 0);
	tally_reset(&slow_tally, 0);
	fast.days = &fast_tally.days;
	slow.days = &slow_tally.days;
	fold_all(&fast, &fast_tally, true, &quick_count);
	fold_all(&slow, &slow_tally, false, &none);
	check_state(&fast, &slow);
	check_tally(&fast_tally, &slow_tally);
	CHECK_INT(none, 0);
	return quick_count;
}

enum { HOUR_MS = 3600000 };

/* Rows of many days, sides and fees at random. */
static struct make
plain(uint64_t seed)
{
	return (struct make){
		.seed = seed, .step_ms = 2 * HOUR_MS - 200000, .buys = 8, .fees_off = 200
	};
}

TEST(quick_folds_as_row_by_row)
{
	const struct make a = plain(1), b = plain(2), c = plain(3), d = plain(4);

	CHECK(check_quick(INSTRUMENT_LINEAR, "0", &a) > ROWS / 2);
	CHECK(check_quick(INSTRUMENT_MARGIN, "0", &b) > ROWS / 2);
	CHECK(check_quick(INSTRUMENT_SPOT, "0.5", &c) > 0);
	CHECK(check_quick(INSTRUMENT_LINEAR, "10", &d) > 0);
}

/* Long runs, of positions that grow either way: where the peak of capital moves, and where not. */
TEST(quick_folds_long_runs_as_row_by_row)
{
	for (uint64_t seed = 20; seed < 32; seed++) {
		const struct make m = {
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

TEST(quick_leaves_what_is_not_usual)
{
	struct make m = plain(9);

	CHECK_INT(check_quick(INSTRUMENT_INVERSE, "0", &m), 0);
	m.is_odd = true;
	for (m.seed = 5; m.seed < 9; m.seed++) {
		(void)check_quick(INSTRUMENT_LINEAR, "0", &m);
		(void)check_quick(INSTRUMENT_MARGIN, "0.01", &m);
		(void)check_quick(INSTRUMENT_SPOT, "0.01", &m);
	}
}
