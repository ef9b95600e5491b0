/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/book.h"

#include "lib/base/secret.h"

/* Two lines of the processor's cache, which come together. */
_Static_assert(offsetof(struct book, terms) + 8 == BOOK_KEEP_SIZE, "keeping a row needs more");

enum err
book_new(const struct instrument *i, const struct terms *t, struct book **out)
{
	struct book *b = aligned_alloc(
	    BOOK_KEEP_SIZE, (sizeof(*b) + BOOK_KEEP_SIZE - 1) / BOOK_KEEP_SIZE * BOOK_KEEP_SIZE);

	ENSURE(b != NULL, ERR_NOMEM);
	*b = (struct book){ .instrument = *i, .terms = *t, .rows = rows_new() };
	b->terms.instrument = &b->instrument;
	*out = b;
	return OK;
}

void
book_free(struct book *b)
{
	if (b == NULL)
		return;
	rows_wipe(&b->rows);
	reading_wipe(&b->reading);
	bytes_wipe(b, sizeof(*b));
	free(b);
}

/*
 * Keeping rows
 */

/* So far from the limits that no product of two can reach them?  No price or quantity is < 0. */
static inline bool
are_small(struct decimal price, struct decimal quantity, struct decimal fee)
{
	enum { BITS = 92 - 64 /* five billion */ };
	const uint64_t fee_high = (uint64_t)((fee.e18 < 0 ? ~fee.e18 : fee.e18) >> 64);
	const uint64_t high = (uint64_t)(price.e18 >> 64) | (uint64_t)(quantity.e18 >> 64);

	return (high | fee_high) >> BITS == 0;
}

/* Can each value of this row alone be given?  Sums of rows are the reading's business. */
static enum err
values_check(const struct book *b, const struct row *row, const struct amounts *a)
{
	const struct entry e = { *row, row->is_wide ? a : NULL, value_places(&b->terms, row), 0 };
	const __int128 units = value_units(&e);
	struct decimal value;
	__int128 effective;

	TRY(decimal_negate(a->fee, &value));
	if (row->kind == ROW_FUNDING)
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
	if (row->is_wide) {
		row->price = row->quantity = row->fee = 0;
		row->price_dp = row->quantity_dp = row->fee_dp = 0;
	}
	return (b->terms.is_plain && are_small(a->price, a->quantity, a->fee)) ||
	    values_check(b, row, a) == OK;
}

bool
book_append(struct book *b, const struct fill *f, uint16_t asset)
{
	const struct row_scale *scale = &b->rows.scale;
	struct row_packed *p;
	unsigned dp = scale->quantity_dp;

	if (b->rows.place_count == b->rows.place_room && rows_reserve(&b->rows) != OK)
		return false;
	p = rows_behind(&b->rows, f->id, f->ts_ms);
	if (p == NULL || !b->terms.is_plain || !are_small(f->price, f->quantity, f->fee) ||
	    !row_pack_fill(scale, f, asset, p))
		return false;
	rows_written(&b->rows, f->id);
	if (b->terms.is_fee_shared && asset == b->terms.base && scale->fee_dp > dp)
		dp = scale->fee_dp;
	if (dp > b->dp)
		b->dp = dp;
	return true;
}

bool
book_is_same(const struct book *b, uint32_t place, const struct row *row, const struct amounts *a)
{
	const struct row there = rows_at_place(&b->rows, place);
	const struct amounts old = rows_amounts(&b->rows, &there);

	return there.ts_ms == row->ts_ms && there.asset == row->asset &&
	    decimal_compare(old.price, a->price) == 0 &&
	    decimal_compare(old.quantity, a->quantity) == 0 &&
	    decimal_compare(old.fee, a->fee) == 0;
}

enum err
book_add(struct book *b, const struct row *row, const struct amounts *a)
{
	const unsigned dp = value_places(&b->terms, row);

	TRY(rows_add(&b->rows, row, a));
	if (dp > b->dp)
		b->dp = dp;
	return OK;
}

/*
 * Reading
 */

static struct lots_source
source_of(const struct book *b)
{
	return (struct lots_source){ &b->terms, &b->rows, b->dp };
}

/* Begin again where something changed that is in every row. */
static void
reading_check(struct book *b, const struct book_how *how)
{
	const struct lots_source from = source_of(b);
	struct reading *r = &b->reading;

	if (r->tallied_count == 0 ||
	    (r->epoch != how->rates_epoch && r->tally.rated_last_ms >= 0)) {
		tally_reset(&r->tally, how->day_offset_min);
		reading_spoil(r);
	}
	r->epoch = how->rates_epoch;
	if (!r->is_begun || r->fold.from.dp != b->dp || r->fold.lots.method != how->method)
		reading_restart(r, &from, how->method);
}

static enum err
rows_read(struct book *b)
{
	const struct lots_source from = source_of(b);
	struct rows_change change;

	if (b->rows.sorted_count < b->rows.count)
		TRY(reading_tally(&b->reading, &from, b->rows.count));
	TRY(rows_sort(&b->rows, &change));
	reading_change(&b->reading, &change);
	return reading_fold(&b->reading);
}

/* open value / (quantity * size), or the other way round for an inverse book. */
static enum err
average_entry(const struct book *b, struct decimal *out)
{
	const struct fold *f = &b->reading.fold;
	const __int128 units = f->state.position < 0 ? -f->state.position : f->state.position;
	const struct decimal size = b->instrument.contract_size, open_value = f->state.open_value;
	struct decimal quantity, base;

	*out = (struct decimal){ 0 };
	if (f->lots.state.count == 0 || open_value.e18 == 0)
		return OK;
	if (b->terms.is_plain)
		return value_share(open_value, row_power[f->from.dp], units, out);
	TRY(fold_quantity(f, units, &quantity));
	if (b->instrument.kind == INSTRUMENT_INVERSE)
		return decimal_muldiv(quantity, size, open_value, out);
	if (b->terms.size_mantissa > 0 &&
	    !__builtin_mul_overflow(quantity.e18, b->terms.size_mantissa, &base.e18))
		return decimal_muldiv(open_value,
		    (struct decimal){
			(__int128)row_power[DECIMAL_PLACES] * row_power[b->terms.size_dp] },
		    base, out); /* a base that is not rounded */
	TRY(decimal_mul(quantity, size, &base));
	return base.e18 == 0 ? OK : decimal_div(open_value, base, out);
}

/* Sums that are far from the limits spare a look at every day. */
static enum err
days_in_range(const struct reading *r)
{
	static const __int128 far = (__int128)1 << 125;

	if (r->tally.settled.e18 < far && r->fold.state.matched_entry.e18 < far &&
	    r->fold.state.closed_value.e18 < far)
		return OK;
	return days_check(&r->tally.days);
}

/* When the row at a position was; 0: there is none. */
static int64_t
moment_of(const struct book *b, size_t position)
{
	return b->rows.count == 0
	    ? 0
	    : (int64_t)(rows_packed(&b->rows, rows_place(&b->rows, position))->time >> 16);
}

enum err
book_view(struct book *b, struct ledger_book *v)
{
	struct reading *r = &b->reading;
	const struct tally *t = &r->tally;
	const struct fold_state *s = &r->fold.state;
	struct decimal position, unmatched, average;

	TRY(days_in_range(r));
	TRY(tally_fees(&r->tally, &b->terms));
	TRY(fold_quantity(&r->fold, s->position, &position));
	TRY(fold_quantity(&r->fold, s->unmatched, &unmatched));
	TRY(average_entry(b, &average));
	*v = (struct ledger_book){
		.instrument = &b->instrument,
		.row_count = t->row_count,
		.fill_count = t->fill_count,
		.buy_count = t->buy_count,
		.sell_count = t->fill_count - t->buy_count,
		.first_ms = moment_of(b, 0),
		.last_ms = moment_of(b, b->rows.count - 1),
		.volume_base = t->volume_base,
		.volume_quote = t->volume_quote,
		.gross = s->gross,
		.fees = t->fees,
		.funding = t->funding,
		.net = s->net,
		.position = position,
		.open_value = s->open_value,
		.average_entry = average,
		.matched_entry = s->matched_entry,
		.closed_value = s->closed_value,
		.unmatched_quantity = unmatched,
		.unmatched_notional = s->unmatched_notional,
		.peak_capital = s->peak_capital,
		.closing_count = s->closing_count,
		.wash_count = s->wash_count,
		.wash_volume = s->wash_volume,
		.cycles = s->cycles.closed,
		.is_cycle_open = s->cycles.is_open,
		.uncycled_net = s->cycles.uncycled,
		.fee_rate_missing = t->fee_rate_missing,
		.funding_rate_missing = t->funding_rate_missing,
		.peg_assumed = t->peg_assumed,
		.fees_by_asset = t->fees_by_asset,
		.fee_asset_count = t->fee_asset_count,
		.days = t->days.rows,
		.day_count = t->days.count,
		.lot_count = r->fold.lots.state.count,
	};
	return v->is_cycle_open ? fold_cycle(&r->fold, &v->open_cycle) : OK;
}

enum err
book_read(struct book *b, const struct book_how *how)
{
	struct reading *r = &b->reading;
	enum err e;

	r->are_lots_listed = false;
	if (r->epoch != how->rates_epoch || r->fold.from.dp != b->dp ||
	    r->fold.lots.method != how->method || b->rows.sorted_count < b->rows.count ||
	    !reading_next(r, &e)) {
		reading_check(b, how);
		e = rows_read(b);
	}
	if (e != OK) /* again from the first row: the answer depends on the rows alone */
		reading_spoil(r);
	return e;
}

/* All rows in order, and either all of them tallied or none; the fold may lag behind. */
static enum err
rows_settle(struct book *b, const struct book_how *how)
{
	const struct lots_source from = source_of(b);
	struct reading *r = &b->reading;
	const bool is_read = r->tallied_count > 0;
	struct rows_change change;

	if (is_read &&
	    (r->epoch != how->rates_epoch || reading_tally(r, &from, b->rows.count) != OK))
		reading_spoil(r);
	TRY(rows_sort(&b->rows, &change));
	if (is_read)
		reading_change(r, &change);
	return OK;
}

enum err
book_remove(struct book *b, const struct book_how *how, uint32_t place)
{
	const struct row row = rows_at_place(&b->rows, place);
	const struct amounts amounts = rows_amounts(&b->rows, &row);
	const struct entry e = { row, row.is_wide ? &amounts : NULL, b->dp, place };
	struct reading *r = &b->reading;
	struct rows_change change;
	struct charge charge;

	TRY(rows_settle(b, how));
	TRY(rows_remove(&b->rows, place, &change));
	if (r->tallied_count == 0)
		return OK;
	r->tallied_count--;
	reading_change(r, &change);
	if (value_charge(&b->terms, &e, &charge.how, &charge.settled) != OK ||
	    tally_remove(&r->tally, &b->terms, &e, &charge) != OK)
		reading_spoil(r);
	return OK;
}

enum err
book_lots(struct book *b)
{
	struct reading *r = &b->reading;
	const size_t count = r->fold.lots.state.count;
	struct lot *lots;

	if (r->are_lots_listed)
		return OK;
	lots = realloc(r->lots, (count + 1) * sizeof(*lots));
	ENSURE(lots != NULL, ERR_NOMEM);
	r->lots = lots;
	TRY(lots_list(&r->fold.lots, &r->fold.from, lots));
	r->are_lots_listed = true;
	return OK;
}
