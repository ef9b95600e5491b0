/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/ledger/folds.h"

#include "lib/base/secret.h"

static struct marks no_marks;

/* As many as the tests' numbers of assets need. */
static void
assets_make(struct names *n)
{
	uint32_t number = 0;
	char name[ASSET_SIZE];

	while (number < FOLDS_OTHER) {
		(void)snprintf(name, sizeof(name), "A%zu", n->count);
		CHECK_OK(names_add(n, name, &number));
	}
}

void
folds_make(struct folds *f, enum instrument_kind kind, const char *quantity_step, unsigned dp)
{
	*f = (struct folds){
		.instrument = {
			.kind = kind,
			.contract_size = decimal_of(1),
			.quantity_step = made_number(quantity_step),
		},
		.assets = names_new(ASSET_SIZE, 2 * FOLDS_OTHER),
		.terms = {
			.base = FOLDS_BASE,
			.settle = FOLDS_SETTLE,
			.is_plain = kind != INSTRUMENT_INVERSE,
			.is_long_only = kind == INSTRUMENT_SPOT,
			.is_fee_shared = kind == INSTRUMENT_SPOT || kind == INSTRUMENT_MARGIN,
			.marks = &no_marks,
		},
		.rows = rows_new(),
	};
	f->terms.instrument = &f->instrument;
	f->terms.assets = &f->assets;
	f->from = (struct lots_source){ &f->terms, &f->rows, dp };
	assets_make(&f->assets);
}

void
folds_wipe(struct folds *f)
{
	rows_wipe(&f->rows);
	names_wipe(&f->assets);
}

struct fold
folds_begin(const struct folds *f, struct tally *tally)
{
	struct fold fold = { 0 };

	fold_reset(&fold, &f->from, LEDGER_FIFO);
	tally_reset(tally, 0);
	fold.days = &tally->days;
	return fold;
}

struct folds_stream
folds_plain(uint64_t seed)
{
	return (struct folds_stream){
		.seed = seed, .step_ms = 2 * FOLDS_HOUR_MS - 200000, .buys = 8, .fees_off = 200
	};
}

void
folds_add(struct made_random *r, struct rows *rows, uint64_t id, const struct folds_stream *how)
{
	const bool is_odd = how->is_odd;
	struct amounts a;
	struct row row = {
		.ts_ms = MADE_FIRST_MS + (int64_t)(id / 3) * how->step_ms,
		.id = id,
		.kind = ROW_FILL,
		.side = made_below(r, 16) < how->buys ? FILL_BUY : FILL_SELL,
		.asset = made_below(r, 3) == 0 ? FOLDS_BASE : FOLDS_SETTLE,
	};

	a.price.e18 = (__int128)(1 + made_below(r, 9000000)) * 10000000000000000;
	a.quantity.e18 = (__int128)(1 + made_below(r, 5000000)) * 10000000000000;
	a.fee.e18 = ((__int128)made_below(r, 2000) - how->fees_off) * 1000000000000;
	if (is_odd && made_below(r, 40) == 0)
		a.price.e18 += 1; /* eighteen decimals */
	if (is_odd && made_below(r, 60) == 0)
		row.asset = FOLDS_OTHER;
	if (is_odd && made_below(r, 60) == 0)
		row.kind = ROW_FUNDING;
	if (is_odd && made_below(r, 90) == 0)
		a.quantity.e18 = (__int128)made_below(r, UINT64_MAX) * 10000000000;
	row.is_wide = !row_encode(&rows->scale, &a, &row);
	if (row.is_wide)
		row.price_dp = row.quantity_dp = row.fee_dp = 0;
	CHECK_OK(rows_add(rows, &row, &a));
}

void
folds_row(struct fold *f, struct tally *tally, size_t position)
{
	const struct rows *rows = f->from.rows;
	const struct entry e = entry_at(rows, rows_place(rows, position), f->from.dp);
	struct fold_step step;

	CHECK_OK(value_charge(f->from.terms, &e, &step.charge.how, &step.charge.settled));
	CHECK_OK(tally_add(tally, f->from.terms, &e, &step.charge));
	CHECK_OK(fold_row(f, &e, &step));
}

void
folds_check_state(const struct fold *a, const struct fold *b)
{
	const struct fold_state *x = &a->state, *y = &b->state;
	const struct lots_state *l = &a->lots.state, *m = &b->lots.state;

	CHECK(x->position == y->position && x->open_value.e18 == y->open_value.e18);
	CHECK(x->gross.e18 == y->gross.e18 && x->net.e18 == y->net.e18);
	CHECK(x->matched_entry.e18 == y->matched_entry.e18);
	CHECK(x->closed_value.e18 == y->closed_value.e18);
	CHECK(x->peak_capital.e18 == y->peak_capital.e18 && x->unmatched == y->unmatched);
	CHECK(x->peak_top.e18 == y->peak_top.e18);
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

void
folds_check_tally(const struct tally *a, const struct tally *b)
{
	CHECK_INT(a->pending.count + b->pending.count, 0); /* tally_fees() */
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
