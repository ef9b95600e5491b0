/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/fold.h"

#include "lib/base/secret.h"

void
fold_reset(struct fold *f, const struct lots_source *from, enum ledger_method method)
{
	const __int128 unit = row_power[DECIMAL_PLACES - from->dp];
	const __int128 step = from->terms->instrument->quantity_step.e18;

	f->from = *from;
	f->step_units = step / unit + (step % unit > 0);
	f->state = (struct fold_state){ .gain_day = INT32_MIN };
	f->block = FOLD_BLOCK_NONE;
	lots_reset(&f->lots, method);
}

void
fold_wipe(struct fold *f)
{
	lots_wipe(&f->lots);
	bytes_wipe(f, sizeof(*f));
}

/* A signed change of the position at a value, and its share of the row's fee. */
struct move {
	__int128 units;
	struct decimal value, fee;
	__int128 unit; /* value_unit() of the row */
	int64_t ts_ms;
	uint32_t place;
	struct decimal price;
};

static __int128
absolute(__int128 units)
{
	return units < 0 ? -units : units;
}

/* What of `whole` falls on `part` of `m`; the rest stays with what is left of it. */
static enum err
fee_share(const struct move *m, __int128 part, struct decimal *out)
{
	*out = m->fee;
	if (m->fee.e18 == 0 || part == absolute(m->units))
		return OK;
	return value_share(m->fee, part, absolute(m->units), out);
}

enum err
fold_gain(struct fold *f, struct decimal gain, int64_t ts_ms)
{
	struct ledger_day *day;

	if (f->days == NULL || gain.e18 == 0)
		return OK;
	TRY(days_open(f->days, ts_ms, &day));
	fold_gain_on(f, gain, day);
	return OK;
}

/* A cycle ends at zero, or when no more is left than its first dust and a step. */
enum err
fold_reduced(struct fold *f, int64_t ts_ms, bool *has_ended)
{
	struct cycles *c = &f->state.cycles;
	const __int128 left = absolute(f->state.position);

	*has_ended = c->is_open && (left == 0 || left - c->dust < f->step_units);
	return *has_ended ? cycle_end(c, ts_ms) : OK;
}

static enum err
cycle_check(struct fold *f, int64_t ts_ms, struct fold_step *step)
{
	TRY(fold_reduced(f, ts_ms, &step->is_cycle_ended));
	if (!step->is_cycle_ended)
		return OK;
	TRY(fold_cycle(f, &step->cycle));
	step->cycle.close_ms = ts_ms;
	return OK;
}

void
fold_grown(struct fold *f, __int128 before, int64_t ts_ms)
{
	struct cycles *c = &f->state.cycles;
	const __int128 now = absolute(f->state.position);

	if (!c->is_open)
		cycle_open(c, f->state.position > 0, absolute(before), ts_ms);
	if (now > c->max_units)
		c->max_units = now;
}

/* Close what `m` closes and leave in it what is over. */
static enum err
move_close(struct fold *f, struct move *m, struct fold_step *step)
{
	struct fold_state *s = &f->state;
	const bool is_long = s->position > 0;
	const __int128 held = absolute(s->position), offered = absolute(m->units);
	const __int128 closed = held < offered ? held : offered;
	struct decimal closing = m->value, cost, fee;

	if (closed < offered) {
		if (m->unit != 0)
			closing.e18 = m->unit * closed;
		else
			TRY(value_share(m->value, closed, offered, &closing));
	}
	TRY(fee_share(m, closed, &fee));
	TRY(lots_take(&f->lots, &f->from, closed, is_long, &cost));
	step->gross = closing;
	TRY(sum_sub(&step->gross, cost));
	if (is_long == (f->from.terms->instrument->kind == INSTRUMENT_INVERSE))
		step->gross.e18 = -step->gross.e18; /* a difference of two values >= 0 */
	step->closed = closed;
	TRY(sum_sub(&s->open_value, cost));
	TRY(sum_add(&s->matched_entry, cost));
	TRY(sum_add(&s->closed_value, closing));
	TRY(sum_add(&s->gross, step->gross));
	TRY(sum_add(&s->net, step->gross));
	TRY(fold_gain(f, step->gross, m->ts_ms));
	TRY(cycle_gain(&s->cycles, step->gross, fee));
	s->position += is_long ? -closed : closed;
	m->units += is_long ? closed : -closed;
	m->value.e18 -= closing.e18;
	m->fee.e18 -= fee.e18;
	return cycle_check(f, m->ts_ms, step);
}

/* The position cannot go where a sale leads: spot has no shorts. */
static enum err
move_unmatched(struct fold *f, const struct move *m, struct fold_step *step)
{
	struct fold_state *s = &f->state;

	step->unmatched = -m->units;
	ENSURE(!__builtin_add_overflow(s->unmatched, step->unmatched, &s->unmatched), ERR_LIMIT);
	TRY(sum_add(&s->unmatched_notional, m->value));
	return cycle_gain(&s->cycles, (struct decimal){ 0 }, m->fee);
}

static enum err
move_open(struct fold *f, const struct move *m)
{
	struct fold_state *s = &f->state;
	const __int128 before = s->position;
	const struct lot lot = {
		.units = absolute(m->units),
		.value = m->value,
		.unit = m->unit,
		.price = m->price,
		.opened_ms = m->ts_ms,
		.place = m->place,
	};

	ENSURE(!__builtin_add_overflow(s->position, m->units, &s->position), ERR_LIMIT);
	TRY(sum_add(&s->open_value, m->value));
	TRY(lots_open(&f->lots, &lot, m->units > 0));
	fold_grown(f, before, m->ts_ms);
	return cycle_gain(&s->cycles, (struct decimal){ 0 }, m->fee);
}

static enum err
move_apply(struct fold *f, struct move *m, struct fold_step *step)
{
	const __int128 position = f->state.position;

	if (m->units == 0) /* a fee took all that was bought */
		return cycle_gain(&f->state.cycles, (struct decimal){ 0 }, m->fee);
	if ((position > 0 && m->units < 0) || (position < 0 && m->units > 0))
		TRY(move_close(f, m, step));
	if (m->units == 0)
		return OK;
	if (m->units < 0 && f->from.terms->is_long_only)
		return move_unmatched(f, m, step);
	return move_open(f, m);
}

/* The fill before has the same id and moment, so the other side: the account traded with itself. */
static enum err
wash_add(struct fold *f, const struct entry *e)
{
	const struct entry pair[] = { *e, entry_at(f->from.rows, f->state.last_place, f->from.dp) };

	for (int i = 0; i < 2; i++) {
		struct decimal volume;

		TRY(value_of(f->from.terms, &pair[i], value_units(&pair[i]), &volume));
		TRY(value_volume(f->from.terms, &pair[i], volume, &volume));
		TRY(sum_add(&f->state.wash_volume, volume));
	}
	f->state.wash_count += 2;
	return OK;
}

static enum err
move_of(const struct fold *f, const struct entry *e, struct move *out)
{
	*out = (struct move){
		.unit = value_unit(f->from.terms, e),
		.ts_ms = e->row.ts_ms,
		.place = e->place,
	};
	if (f->lots.method == LEDGER_HIFO)
		out->price = entry_amounts(e).price;
	TRY(value_effective(f->from.terms, e, &out->units));
	if (out->unit == 0)
		return value_of(f->from.terms, e, absolute(out->units), &out->value);
	out->value.e18 = out->unit * absolute(out->units);
	return OK;
}

static enum err
fold_fill(struct fold *f, const struct entry *e, struct fold_step *step)
{
	struct fold_state *s = &f->state;
	struct decimal capital;
	struct move m;

	if (e->row.ts_ms == s->last_ms && e->row.id == s->last_id)
		TRY(wash_add(f, e));
	s->last_id = e->row.id;
	s->last_ms = e->row.ts_ms;
	s->last_place = e->place;
	s->fill_count++;
	TRY(move_of(f, e, &m));
	m.fee = step->charge.settled;
	TRY(sum_sub(&s->net, m.fee));
	TRY(move_apply(f, &m, step));
	s->closing_count += step->closed > 0;
	capital = s->open_value;
	TRY(sum_sub(&capital, s->net));
	fold_block(
	    f, &(struct block){ true, .capital_low = capital.e18, .capital_top = capital.e18 });
	return OK;
}

static enum err
fold_funding(struct fold *f, struct fold_step *step)
{
	TRY(sum_add(&f->state.net, step->charge.settled));
	return cycle_funding(&f->state.cycles, step->charge.settled);
}

static enum err
fold_transfer_in(struct fold *f, const struct entry *e, struct fold_step *step)
{
	struct move m;

	TRY(move_of(f, e, &m));
	return move_apply(f, &m, step); /* it closes a short at the stated basis */
}

/* Lots leave with their basis; coins we never saw come in leave no trace but a count. */
static enum err
fold_transfer_out(struct fold *f, const struct entry *e, struct fold_step *step)
{
	struct fold_state *s = &f->state;
	const __int128 held = s->position > 0 ? s->position : 0;
	__int128 units = value_units(e);
	struct decimal cost;

	if (units > held) {
		ENSURE(
		    !__builtin_add_overflow(s->unmatched, units - held, &s->unmatched), ERR_LIMIT);
		units = held;
	}
	if (units == 0)
		return OK;
	TRY(lots_take(&f->lots, &f->from, units, true, &cost));
	TRY(sum_sub(&s->open_value, cost));
	s->position -= units;
	return cycle_check(f, e->row.ts_ms, step);
}

enum err
fold_row(struct fold *f, const struct entry *e, struct fold_step *step)
{
	step->gross = (struct decimal){ 0 };
	step->closed = step->unmatched = 0;
	step->is_cycle_ended = false;
	f->block.is_odd = true;
	switch ((enum row_kind)e->row.kind) {
	case ROW_FILL:
		return fold_fill(f, e, step);
	case ROW_FUNDING:
		return fold_funding(f, step);
	case ROW_TRANSFER_IN:
		return fold_transfer_in(f, e, step);
	case ROW_TRANSFER_OUT:
		return fold_transfer_out(f, e, step);
	case ROW_KIND_COUNT:
		break;
	}
	return ERR_BUG;
}

enum err
fold_quantity(const struct fold *f, __int128 units, struct decimal *out)
{
	return value_quantity(units, f->from.dp, out);
}

enum err
fold_cycle(const struct fold *f, struct ledger_cycle *out)
{
	const struct cycle *c = &f->state.cycles.open;

	*out = (struct ledger_cycle){
		.is_long = c->is_long,
		.open_ms = c->open_ms,
		.gross = c->gross,
		.fees = c->fees,
		.funding = c->funding,
	};
	TRY(fold_quantity(f, f->state.cycles.max_units, &out->max_quantity));
	return cycle_net(c, &out->net);
}
