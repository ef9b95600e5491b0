/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/book.h"

#include "lib/base/secret.h"

enum err
book_new(const struct instrument *i, const struct terms *t, struct book **out)
{
	struct book *b = calloc(1, sizeof(*b));

	ENSURE(b != NULL, ERR_NOMEM);
	b->instrument = *i;
	b->terms = *t;
	b->terms.instrument = &b->instrument;
	b->rows = rows_new();
	*out = b;
	return OK;
}

void
book_free(struct book *b)
{
	if (b == NULL)
		return;
	rows_wipe(&b->rows);
	fold_wipe(&b->fold);
	bytes_wipe(b, sizeof(*b));
	free(b);
}

/* So far from the limits that no product of two can reach them? */
static bool
is_small(const struct amounts *a)
{
	static const __int128 most = (__int128)1 << 92; /* five billion */

	return a->price.e18 < most && a->quantity.e18 < most && a->fee.e18 < most &&
	    a->fee.e18 > -most;
}

/* Can each value of this row alone be given?  Sums of rows are the fold's business. */
static enum err
values_check(const struct book *b, const struct row *row, const struct amounts *a)
{
	const struct entry e = { row, *a, value_places(&b->terms, row) };
	const __int128 units = value_units(&e);
	struct decimal value;
	__int128 effective;

	if (row->kind == ROW_FUNDING || (b->terms.is_plain && is_small(a)))
		return OK;
	TRY(value_quantity(units, e.dp, &value));
	if (row->kind == ROW_TRANSFER_OUT)
		return OK;
	TRY(value_of(&b->terms, &e, units, &value));
	if (row->kind == ROW_TRANSFER_IN)
		return OK;
	TRY(value_volume(&b->terms, &e, value, &value));
	TRY(value_effective(&b->terms, &e, &effective));
	effective = effective < 0 ? -effective : effective;
	if (effective == units)
		return OK;
	TRY(value_of(&b->terms, &e, effective, &value));
	return value_base_fee(&e, &value);
}

bool
book_encode(struct book *b, struct row *row, const struct amounts *a)
{
	row->is_wide = !row_encode(&b->rows.scale, a, row);
	if (row->is_wide)
		row->price = row->quantity = row->fee = 0;
	return values_check(b, row, a) == OK;
}

bool
book_is_same(
    const struct book *b, const struct row *there, const struct row *row, const struct amounts *a)
{
	const struct amounts old = row_amounts(there, b->rows.wides);

	return there->ts_ms == row->ts_ms && there->asset == row->asset &&
	    decimal_compare(old.price, a->price) == 0 &&
	    decimal_compare(old.quantity, a->quantity) == 0 &&
	    decimal_compare(old.fee, a->fee) == 0;
}

enum err
book_add(struct book *b, const struct row *row, const struct amounts *a)
{
	const unsigned dp = value_places(&b->terms, row);

	TRY(rows_add(&b->rows, row, a));
	if (dp > b->dp) {
		b->dp = dp;
		b->folded_count = 0;
	}
	return OK;
}

static enum err
rows_fold(struct book *b, int day_offset_min)
{
	struct fold_step step;

	if (b->folded_count == 0)
		fold_reset(&b->fold, b->dp, day_offset_min);
	while (b->folded_count < b->rows.count) {
		const struct row *row = rows_at(&b->rows, b->folded_count);
		const struct entry e = { row, row_amounts(row, b->rows.wides), b->dp };

		TRY(fold_row(&b->fold, &b->terms, &e, &step));
		b->folded_count++;
	}
	return fold_finish(&b->fold, &b->terms);
}

enum err
book_fold(struct book *b, uint64_t rates_epoch, int day_offset_min)
{
	size_t changed_from;
	enum err e;

	TRY(rows_sort(&b->rows, &changed_from));
	if (changed_from < b->folded_count)
		b->folded_count = 0;
	if (b->folded_epoch != rates_epoch && b->fold.rated_last_ms >= 0)
		b->folded_count = 0;
	b->folded_epoch = rates_epoch;
	e = rows_fold(b, day_offset_min);
	if (e != OK)
		b->folded_count = 0;
	return e;
}

static enum err
fill_show(const struct book *b, const struct entry *e, const struct fold_step *step,
    const struct book_window *w, size_t index)
{
	const struct row *r = e->row;
	struct ledger_fill view = {
		.fill = {
			.id = r->id,
			.order_id = r->order_id,
			.ts_ms = r->ts_ms,
			.side = r->side == FILL_SELL ? FILL_SELL : FILL_BUY,
			.is_maker = r->is_maker,
			.price = e->amounts.price,
			.quantity = e->amounts.quantity,
			.fee = e->amounts.fee,
		},
		.index = index,
		.notional = step->notional,
		.gross = step->gross,
		.fee_settled = step->fee_settled,
		.is_fee_valued = step->is_fee_valued,
	};

	if (r->asset != ROW_ASSET_NONE)
		memcpy(view.fill.fee_asset, names_text(b->terms.assets, r->asset), ASSET_SIZE);
	TRY(value_quantity(step->closed, e->dp, &view.closed_quantity));
	TRY(value_quantity(step->unmatched, e->dp, &view.unmatched_quantity));
	return w->each(w->self, &view);
}

enum err
book_each_fill(const struct book *b, const struct book_window *w)
{
	struct fold_step step;
	AUTO(fold) f = { 0 };
	size_t index = 0;

	fold_reset(&f, b->dp, w->day_offset_min);
	for (size_t i = 0; i < b->rows.count; i++) {
		const struct row *row = rows_at(&b->rows, i);
		const struct entry e = { row, row_amounts(row, b->rows.wides), b->dp };

		TRY(fold_row(&f, &b->terms, &e, &step));
		if (row->kind != ROW_FILL)
			continue;
		if (index >= w->from && index - w->from >= w->count)
			return OK;
		if (index >= w->from)
			TRY(fill_show(b, &e, &step, w, index));
		index++;
	}
	return OK;
}

static enum err
booking_of(const struct book *b, const struct entry *e, const struct fold_step *step,
    struct ledger_booking *out)
{
	static const enum ledger_booking_kind kinds[ROW_KIND_COUNT] = {
		[ROW_TRANSFER_IN] = LEDGER_TRANSFER_IN,
		[ROW_FUNDING] = LEDGER_FUNDING,
		[ROW_FILL] = LEDGER_FILL,
		[ROW_TRANSFER_OUT] = LEDGER_TRANSFER_OUT,
	};
	const struct row *r = e->row;
	const bool is_out =
	    r->kind == ROW_TRANSFER_OUT || (r->kind == ROW_FILL && r->side == FILL_SELL);

	*out = (struct ledger_booking){
		.kind = kinds[r->kind],
		.ts_ms = r->ts_ms,
		.quantity = e->amounts.quantity,
		.gross = step->gross,
		.charge = e->amounts.fee,
		.is_charge_settled = step->is_fee_valued,
		.charge_settled = step->fee_settled,
	};
	if (r->asset != ROW_ASSET_NONE)
		memcpy(out->charge_asset, names_text(b->terms.assets, r->asset), ASSET_SIZE);
	if (r->kind == ROW_FILL)
		TRY(value_of(&b->terms, e, value_units(e), &out->value));
	if (is_out)
		TRY(decimal_negate(out->quantity, &out->quantity));
	return OK;
}

enum err
book_each_booking(const struct book *b, int day_offset_min,
    enum err (*each)(void *self, const struct ledger_booking *b), void *self)
{
	struct fold_step step;
	AUTO(fold) f = { 0 };

	fold_reset(&f, b->dp, day_offset_min);
	for (size_t i = 0; i < b->rows.count; i++) {
		const struct row *row = rows_at(&b->rows, i);
		const struct entry e = { row, row_amounts(row, b->rows.wides), b->dp };
		struct ledger_booking booking;

		TRY(fold_row(&f, &b->terms, &e, &step));
		TRY(booking_of(b, &e, &step, &booking));
		TRY(each(self, &booking));
	}
	return OK;
}
