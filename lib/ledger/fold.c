/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/fold.h"

#include "lib/base/secret.h"

enum { DAY_MS = 86400000, MINUTE_MS = 60000 };

void
fold_reset(struct fold *f, unsigned dp, int day_offset_min)
{
	*f = (struct fold){
		.dp = dp,
		.day_offset_min = day_offset_min,
		.lots = f->lots,
		.lot_room = f->lot_room,
		.days = f->days,
		.day_room = f->day_room,
		.fees = f->fees,
		.fee_room = f->fee_room,
		.rated_last_ms = -1,
	};
}

void
fold_wipe(struct fold *f)
{
	if (f->lots != NULL)
		bytes_wipe(f->lots, f->lot_room * sizeof(*f->lots));
	if (f->days != NULL)
		bytes_wipe(f->days, f->day_room * sizeof(*f->days));
	free(f->lots);
	free(f->days);
	free(f->fees);
	*f = (struct fold){ 0 };
}

static enum err
day_append(struct fold *f, int64_t ts_ms)
{
	const int64_t offset_ms = (int64_t)f->day_offset_min * MINUTE_MS;
	const int64_t day = (ts_ms + offset_ms) / DAY_MS;

	if (f->book.day_count == f->day_room) {
		const size_t room = f->day_room == 0 ? 4 : f->day_room + f->day_room / 2;
		struct ledger_day *days = realloc(f->days, room * sizeof(*days));

		ENSURE(days != NULL, ERR_NOMEM);
		f->days = days;
		f->day_room = room;
	}
	f->days[f->book.day_count++] = (struct ledger_day){ .day = (int32_t)day };
	f->day_end_ms = (day + 1) * DAY_MS - offset_ms;
	return OK;
}

/* The day of this moment; rows come in order, so it is the last one or a new one. */
static enum err
day_open(struct fold *f, int64_t ts_ms)
{
	if (ts_ms >= f->day_end_ms)
		TRY(day_append(f, ts_ms));
	f->day = &f->days[f->book.day_count - 1];
	return OK;
}

static enum err
lot_append(struct fold *f, __int128 units, struct decimal value, int64_t ts_ms)
{
	size_t *count = &f->book.lot_count;

	if (f->lot_first + *count == f->lot_room && f->lot_first > *count) {
		memmove(f->lots, f->lots + f->lot_first, *count * sizeof(*f->lots));
		f->lot_first = 0;
	}
	if (f->lot_first + *count == f->lot_room) {
		const size_t room = f->lot_room == 0 ? 4 : f->lot_room * 2;
		struct fold_lot *lots = realloc(f->lots, room * sizeof(*lots));

		ENSURE(lots != NULL, ERR_NOMEM);
		f->lots = lots;
		f->lot_room = room;
	}
	f->lots[f->lot_first + (*count)++] = (struct fold_lot){ units, value, ts_ms };
	return sum_add(&f->book.open_value, value);
}

/* Take `units` from the oldest lots on; what they cost goes to `cost`. */
static enum err
lots_take(struct fold *f, __int128 units, struct decimal *cost)
{
	*cost = (struct decimal){ 0 };
	while (units > 0) {
		struct fold_lot *lot = &f->lots[f->lot_first];
		struct decimal part = lot->value;

		if (lot->units <= units) {
			units -= lot->units;
			f->lot_first++;
			f->book.lot_count--;
		} else {
			TRY(value_share(lot->value, units, lot->units, &part));
			lot->value.e18 -= part.e18; /* the remainder stays in the lot */
			lot->units -= units;
			units = 0;
		}
		TRY(sum_add(cost, part));
	}
	if (f->book.lot_count == 0)
		f->lot_first = 0;
	return sum_sub(&f->book.open_value, *cost);
}

static enum err
gain_add(struct fold *f, struct decimal gain)
{
	TRY(sum_add(&f->book.gross, gain));
	TRY(sum_add(&f->book.net, gain));
	TRY(sum_add(&f->day->gross, gain));
	return sum_add(&f->day->net, gain);
}

/* A signed change of the position at a value. */
struct move {
	__int128 units;
	struct decimal value;
	int64_t ts_ms;
};

/* Close what `m` closes and leave in it what is over. */
static enum err
move_close(struct fold *f, const struct terms *t, struct move *m, struct fold_step *step)
{
	const bool is_long = f->position > 0;
	const __int128 held = is_long ? f->position : -f->position;
	const __int128 offered = is_long ? -m->units : m->units;
	const __int128 closed = held < offered ? held : offered;
	struct decimal closing = m->value, cost;

	if (closed < offered)
		TRY(value_share(m->value, closed, offered, &closing));
	TRY(lots_take(f, closed, &cost));
	step->gross = closing;
	TRY(sum_sub(&step->gross, cost));
	if (is_long == (t->instrument->kind == INSTRUMENT_INVERSE))
		step->gross.e18 = -step->gross.e18; /* a difference of two values >= 0 */
	TRY(gain_add(f, step->gross));
	TRY(sum_add(&f->book.matched_entry, cost));
	TRY(sum_add(&f->book.closed_value, closing));
	step->closed = closed;
	f->position += is_long ? -closed : closed;
	m->units += is_long ? closed : -closed;
	m->value.e18 -= closing.e18;
	return OK;
}

/* The position cannot go where a sale leads: spot has no shorts. */
static enum err
move_unmatched(struct fold *f, const struct move *m, struct fold_step *step)
{
	struct decimal quantity;

	step->unmatched = -m->units;
	TRY(value_quantity(step->unmatched, f->dp, &quantity));
	TRY(sum_add(&f->book.unmatched_quantity, quantity));
	return sum_add(&f->book.unmatched_notional, m->value);
}

static enum err
move_apply(struct fold *f, const struct terms *t, struct move m, struct fold_step *step)
{
	if ((f->position > 0 && m.units < 0) || (f->position < 0 && m.units > 0))
		TRY(move_close(f, t, &m, step));
	if (m.units == 0)
		return OK;
	if (m.units < 0 && t->instrument->kind == INSTRUMENT_SPOT)
		return move_unmatched(f, &m, step);
	ENSURE(!__builtin_add_overflow(f->position, m.units, &f->position), ERR_LIMIT);
	return lot_append(f, m.units < 0 ? -m.units : m.units, m.value, m.ts_ms);
}

/* What the row's fee or funding is in the settle currency; *is_valued is false without a rate. */
static enum err
fee_value(struct fold *f, const struct terms *t, const struct entry *e, bool *is_valued,
    struct decimal *out)
{
	const struct marks_ask ask = { e->row->asset, t->settle, e->row->ts_ms };
	enum valued found;

	*out = (struct decimal){ 0 };
	*is_valued = true;
	if (e->amounts.fee.e18 == 0)
		return OK;
	if (ask.from == ask.to) {
		*out = e->amounts.fee;
		return OK;
	}
	if (e->row->kind == ROW_FILL && t->is_fee_shared && ask.from == t->base)
		return value_base_fee(e, out);
	f->rated_last_ms = e->row->ts_ms;
	TRY(marks_value(t->marks, &ask, e->amounts.fee, &found, out));
	*is_valued = found != VALUED_NOT;
	f->book.peg_assumed += found == VALUED_PEGGED;
	return OK;
}

/* Count a fee in the asset it was charged in. */
static enum err
fee_count(struct fold *f, const struct terms *t, uint16_t asset, struct decimal amount)
{
	struct ledger_fee *fee;

	if (amount.e18 == 0)
		return OK;
	for (size_t i = 0; i < f->book.fee_asset_count; i++)
		if (f->fees[i].number == asset)
			return sum_add(&f->fees[i].amount, amount);
	if (f->book.fee_asset_count == f->fee_room) {
		const size_t room = f->fee_room == 0 ? 4 : f->fee_room * 2;

		fee = realloc(f->fees, room * sizeof(*fee));
		ENSURE(fee != NULL, ERR_NOMEM);
		f->fees = fee;
		f->fee_room = room;
	}
	fee = &f->fees[f->book.fee_asset_count++];
	*fee = (struct ledger_fee){ .number = asset, .amount = amount };
	memcpy(fee->asset, names_text(t->assets, asset), sizeof(fee->asset));
	return OK;
}

static enum err
fold_fee(struct fold *f, const struct terms *t, const struct entry *e, struct fold_step *step)
{
	TRY(fee_value(f, t, e, &step->is_fee_valued, &step->fee_settled));
	f->book.fee_rate_missing += !step->is_fee_valued;
	TRY(fee_count(f, t, e->row->asset, e->amounts.fee));
	TRY(sum_add(&f->book.fees, step->fee_settled));
	TRY(sum_sub(&f->book.net, step->fee_settled));
	TRY(sum_add(&f->day->fees, step->fee_settled));
	return sum_sub(&f->day->net, step->fee_settled);
}

static enum err
fold_volume(struct fold *f, const struct entry *e, struct decimal notional)
{
	f->day->fill_count++;
	f->book.fill_count++;
	if (e->row->side == FILL_BUY)
		f->book.buy_count++;
	else
		f->book.sell_count++;
	TRY(sum_add(&f->day->volume, notional));
	TRY(sum_add(&f->book.volume_quote, notional));
	return sum_add(&f->book.volume_base, e->amounts.quantity);
}

static enum err
fold_fill(struct fold *f, const struct terms *t, const struct entry *e, struct fold_step *step)
{
	__int128 nominal, effective, magnitude;
	struct decimal value, capital;

	TRY(day_open(f, e->row->ts_ms));
	nominal = value_units(e);
	TRY(value_effective(t, e, &effective));
	TRY(value_of(t, e, nominal, &value));
	TRY(value_volume(t, e, value, &step->notional));
	TRY(fold_volume(f, e, step->notional));
	TRY(fold_fee(f, t, e, step));
	magnitude = effective < 0 ? -effective : effective;
	if (magnitude != nominal)
		TRY(value_of(t, e, magnitude, &value));
	TRY(move_apply(f, t, (struct move){ effective, value, e->row->ts_ms }, step));
	capital = f->book.open_value;
	TRY(sum_sub(&capital, f->book.net));
	if (capital.e18 > f->book.peak_capital.e18)
		f->book.peak_capital = capital;
	return OK;
}

static enum err
fold_funding(struct fold *f, const struct terms *t, const struct entry *e, struct fold_step *step)
{
	TRY(day_open(f, e->row->ts_ms));
	TRY(fee_value(f, t, e, &step->is_fee_valued, &step->fee_settled));
	f->book.funding_rate_missing += !step->is_fee_valued;
	TRY(sum_add(&f->book.funding, step->fee_settled));
	TRY(sum_add(&f->book.net, step->fee_settled));
	TRY(sum_add(&f->day->funding, step->fee_settled));
	return sum_add(&f->day->net, step->fee_settled);
}

static enum err
fold_transfer_in(
    struct fold *f, const struct terms *t, const struct entry *e, struct fold_step *step)
{
	struct move m = { .units = value_units(e), .ts_ms = e->row->ts_ms };

	if (f->position < 0)
		TRY(day_open(f, e->row->ts_ms)); /* it closes a short at the stated basis */
	TRY(value_of(t, e, m.units, &m.value));
	return move_apply(f, t, m, step);
}

/* Lots leave with their basis; coins we never saw come in leave no trace but a count. */
static enum err
fold_transfer_out(struct fold *f, const struct entry *e)
{
	struct decimal cost, missing;
	const __int128 held = f->position > 0 ? f->position : 0;
	__int128 units = value_units(e);

	if (units > held) {
		TRY(value_quantity(units - held, f->dp, &missing));
		TRY(sum_add(&f->book.unmatched_quantity, missing));
		units = held;
	}
	TRY(lots_take(f, units, &cost));
	f->position -= units;
	return OK;
}

enum err
fold_row(struct fold *f, const struct terms *t, const struct entry *e, struct fold_step *step)
{
	*step = (struct fold_step){ 0 };
	if (f->book.row_count++ == 0)
		f->book.first_ms = e->row->ts_ms;
	f->book.last_ms = e->row->ts_ms;
	switch ((enum row_kind)e->row->kind) {
	case ROW_FILL:
		return fold_fill(f, t, e, step);
	case ROW_FUNDING:
		return fold_funding(f, t, e, step);
	case ROW_TRANSFER_IN:
		return fold_transfer_in(f, t, e, step);
	case ROW_TRANSFER_OUT:
		return fold_transfer_out(f, e);
	case ROW_KIND_COUNT:
		break;
	}
	return ERR_BUG;
}

/* open value / (quantity * size), or the other way round for an inverse book. */
static enum err
average_entry(const struct fold *f, const struct terms *t, struct decimal *out)
{
	struct decimal quantity = f->book.position, base;

	*out = (struct decimal){ 0 };
	if (f->book.lot_count == 0 || f->book.open_value.e18 == 0)
		return OK;
	if (quantity.e18 < 0)
		quantity.e18 = -quantity.e18;
	if (t->instrument->kind == INSTRUMENT_INVERSE)
		return decimal_muldiv(
		    quantity, t->instrument->contract_size, f->book.open_value, out);
	TRY(decimal_mul(quantity, t->instrument->contract_size, &base));
	if (base.e18 == 0)
		return OK;
	return decimal_div(f->book.open_value, base, out);
}

enum err
fold_finish(struct fold *f, const struct terms *t)
{
	TRY(value_quantity(f->position, f->dp, &f->book.position));
	TRY(average_entry(f, t, &f->book.average_entry));
	f->book.instrument = t->instrument;
	f->book.days = f->days;
	f->book.fees_by_asset = f->fees;
	return OK;
}

enum err
fold_unrealised(
    const struct fold *f, const struct terms *t, struct decimal mark, struct decimal *out)
{
	struct decimal quantity = f->book.position, gain;

	if (f->position < 0)
		quantity.e18 = -quantity.e18;
	TRY(value_at(t, mark, quantity, &gain));
	TRY(sum_sub(&gain, f->book.open_value));
	if ((f->position < 0) != (t->instrument->kind == INSTRUMENT_INVERSE))
		gain.e18 = -gain.e18; /* a difference of two values >= 0 */
	*out = gain;
	return OK;
}
