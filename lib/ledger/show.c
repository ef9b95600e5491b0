/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/show.h"

#include "lib/base/secret.h"

/* A fold of its own over a book's rows. */
struct walk {
	const struct book *b;
	struct fold fold;
	size_t position; /* of the next row */
	struct entry e;  /* of the row just taken */
	struct fold_step step;
};

static void
walk_wipe(struct walk *w)
{
	fold_wipe(&w->fold);
}

/* From the last checkpoint with at most `fill_count` fills before it, all before `since_ms`. */
static enum err
walk_start(struct walk *w, const struct book *b, size_t fill_count, int64_t since_ms)
{
	const struct reading *r = &b->reading;
	const struct checkpoint *c;
	size_t count = r->checkpoints.count;

	w->b = b;
	fold_reset(&w->fold, &r->fold.from, r->fold.lots.method);
	while (count > 0 &&
	    (r->checkpoints.all[count - 1].state.fill_count > fill_count ||
		r->checkpoints.all[count - 1].state.last_ms >= since_ms))
		count--;
	if (count == 0)
		return OK;
	c = &r->checkpoints.all[count - 1];
	w->fold.state = c->state;
	w->position = c->row_count;
	return lots_copy(&w->fold.lots, &r->fold.lots, &c->lots, c->aside);
}

static bool
is_over(const struct walk *w)
{
	return w->position == w->b->rows.count;
}

static enum err
walk_on(struct walk *w)
{
	const struct rows *rows = &w->b->rows;

	w->e = entry_at(rows, rows_place(rows, w->position++), w->b->dp);
	TRY(value_charge(&w->b->terms, &w->e, &w->step.charge.how, &w->step.charge.settled));
	return fold_row(&w->fold, &w->e, &w->step);
}

static void
asset_name(const struct walk *w, char out[ASSET_SIZE])
{
	if (w->e.row.asset != ROW_ASSET_NONE)
		memcpy(out, names_text(w->b->terms.assets, w->e.row.asset), ASSET_SIZE);
}

/* Is the row at a position the other side of the one just taken? */
static bool
is_pair(const struct walk *w, size_t position)
{
	const struct rows *rows = &w->b->rows;
	struct row row;

	if (position >= rows->count)
		return false;
	row = rows_at_place(rows, rows_place(rows, position));
	return row.kind == ROW_FILL && row.ts_ms == w->e.row.ts_ms && row.id == w->e.row.id;
}

static enum err
fill_of(const struct walk *w, size_t index, struct ledger_fill *out)
{
	const struct row *r = &w->e.row;
	const struct amounts a = entry_amounts(&w->e);

	*out = (struct ledger_fill){
		.fill = {
			.id = r->id,
			.order_id = r->order_id,
			.ts_ms = r->ts_ms,
			.side = r->side == FILL_SELL ? FILL_SELL : FILL_BUY,
			.is_maker = r->is_maker,
			.price = a.price,
			.quantity = a.quantity,
			.fee = a.fee,
		},
		.index = index,
		.gross = w->step.gross,
		.fee_settled = w->step.charge.settled,
		.is_fee_valued = w->step.charge.how != VALUED_NOT,
		.is_wash = is_pair(w, w->position) ||
		    (w->position >= 2 && is_pair(w, w->position - 2)),
	};

	asset_name(w, out->fill.fee_asset);
	TRY(value_of(&w->b->terms, &w->e, value_units(&w->e), &out->notional));
	TRY(value_volume(&w->b->terms, &w->e, out->notional, &out->notional));
	TRY(fold_quantity(&w->fold, w->step.closed, &out->closed_quantity));
	return fold_quantity(&w->fold, w->step.unmatched, &out->unmatched_quantity);
}

enum err
show_fills(const struct book *b, const struct ledger_window *window,
    enum err (*each)(void *self, const struct ledger_fill *f), void *self)
{
	AUTO(walk) w = { 0 };
	struct ledger_fill fill;
	size_t left = window->count, index;

	TRY(walk_start(&w, b, window->from, window->since_ms));
	while (left > 0 && !is_over(&w)) {
		index = w.fold.state.fill_count;
		TRY(walk_on(&w));
		if (w.e.row.ts_ms >= window->before_ms)
			return OK;
		if (w.e.row.kind != ROW_FILL || index < window->from ||
		    w.e.row.ts_ms < window->since_ms)
			continue;
		TRY(fill_of(&w, index, &fill));
		TRY(each(self, &fill));
		left--;
	}
	return OK;
}

static enum err
booking_of(const struct walk *w, struct ledger_booking *out)
{
	static const enum ledger_row_kind kinds[ROW_KIND_COUNT] = {
		[ROW_TRANSFER_IN] = LEDGER_TRANSFER_IN,
		[ROW_FUNDING] = LEDGER_FUNDING,
		[ROW_FILL] = LEDGER_FILL,
		[ROW_TRANSFER_OUT] = LEDGER_TRANSFER_OUT,
	};
	const struct row *r = &w->e.row;
	const struct amounts a = entry_amounts(&w->e);
	const bool is_out =
	    r->kind == ROW_TRANSFER_OUT || (r->kind == ROW_FILL && r->side == FILL_SELL);

	*out = (struct ledger_booking){
		.kind = kinds[r->kind],
		.ts_ms = r->ts_ms,
		.quantity = a.quantity,
		.has_closed = w->step.closed != 0,
		.gross = w->step.gross,
		.charge = a.fee,
		.is_charge_settled = w->step.charge.how != VALUED_NOT,
		.charge_settled = w->step.charge.settled,
		.open_value = w->fold.state.open_value,
	};
	asset_name(w, out->charge_asset);
	TRY(fold_quantity(&w->fold, w->fold.state.position, &out->position));
	if (r->kind == ROW_FILL)
		TRY(value_of(&w->b->terms, &w->e, value_units(&w->e), &out->value));
	if (is_out)
		TRY(decimal_negate(out->quantity, &out->quantity));
	return OK;
}

enum err
show_bookings(
    const struct book *b, enum err (*each)(void *self, const struct ledger_booking *b), void *self)
{
	AUTO(walk) w = { 0 };
	struct ledger_booking booking;

	TRY(walk_start(&w, b, 0, 0));
	while (!is_over(&w)) {
		TRY(walk_on(&w));
		TRY(booking_of(&w, &booking));
		TRY(each(self, &booking));
	}
	return OK;
}

enum err
show_cycles(
    const struct book *b, enum err (*each)(void *self, const struct ledger_cycle *c), void *self)
{
	AUTO(walk) w = { 0 };

	TRY(walk_start(&w, b, 0, 0));
	while (!is_over(&w)) {
		TRY(walk_on(&w));
		if (w.step.is_cycle_ended)
			TRY(each(self, &w.step.cycle));
	}
	return OK;
}
