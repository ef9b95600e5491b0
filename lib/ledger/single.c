/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/single.h"

#include "lib/ledger/run.h"

enum { SUM_BITS = 124 - 64, POSITION_BITS = 60 };

/* A row in small numbers; of what it moves and was charged, what is left to be done. */
struct single {
	const struct row_packed *row;
	struct ledger_day *day;
	int64_t ts_ms;
	int64_t unit;  /* what one is worth */
	int64_t units; /* + bought */
	__int128 fee;  /* in the settle currency */
	uint32_t place;
	int64_t quantity;      /* units, before a fee took some */
	struct decimal charge; /* the fee as it was charged */
	bool is_odd;           /* in the sense of struct block */
};

/* The upper half of a sum, 2^SUM_BITS more: below twice as much when the sum is small. */
static inline uint64_t
high_of(struct decimal sum)
{
	return (uint64_t)(sum.e18 >> 64) + (UINT64_C(1) << SUM_BITS);
}

/* Is the fold in a state in which a small row changes no sum by too much? */
static inline bool
may_take(const struct fold *f)
{
	const struct fold_state *s = &f->state;
	const struct cycles *c = &s->cycles;
	const struct terms *t = f->from.terms;
	const uint64_t high = high_of(s->open_value) | high_of(s->net) | high_of(s->gross) |
	    high_of(s->matched_entry) | high_of(s->closed_value) | high_of(s->unmatched_notional) |
	    high_of(c->open.gross) | high_of(c->open.fees) | high_of(c->uncycled);
	const int64_t units = (int64_t)s->position;

	return f->days != NULL && f->lots.method == LEDGER_FIFO && t->is_plain &&
	    t->base != t->settle && (f->lots.state.count == 0 || f->lots.state.are_small) &&
	    units == s->position && (units < 0 ? ~units : units) >> POSITION_BITS == 0 &&
	    s->unmatched >> (64 + SUM_BITS) == 0 && high >> (SUM_BITS + 1) == 0;
}

/* Its fee.  False: it is in a third currency, or large. */
static inline bool
charge_of(const struct fold *f, struct single *x)
{
	const struct terms *t = f->from.terms;
	const uint32_t asset = (uint16_t)x->row->time;
	const int64_t fee = (int64_t)x->row->fee >> 8;
	const unsigned fee_dp = x->row->fee & 31;
	__int128 taken;

	x->charge = row_number(fee, fee_dp);
	x->fee = x->charge.e18;
	if (fee == 0 || asset == t->settle)
		return true;
	if (asset != run_base(t))
		return false;
	taken = (__int128)fee * row_power[f->from.dp - fee_dp];
	if ((taken < 0 ? ~taken : taken) >> LOTS_UNITS_BITS != 0)
		return false;
	x->units -= (int64_t)taken;
	x->fee = taken * x->unit;
	return x->units != 0;
}

/* False: it is not usual. */
static inline bool
single_of(const struct fold *f, struct single *x)
{
	const struct row_packed *p = x->row;
	const unsigned dp = f->from.dp, price_dp = p->price & 31;
	__int128 unit, units;

	x->ts_ms = (int64_t)(p->time >> 16);
	if ((p->price >> 5 & 3) != ROW_FILL || (p->quantity >> 6 & 1) != 0 ||
	    dp + price_dp > DECIMAL_PLACES ||
	    (p->id == f->state.last_id && x->ts_ms == f->state.last_ms))
		return false;
	unit = (__int128)((int64_t)p->price >> 8) * row_power[DECIMAL_PLACES - dp - price_dp];
	units = (__int128)((int64_t)p->quantity >> 8) * row_power[dp - (p->quantity & 31)];
	if (unit >> LOTS_UNIT_BITS != 0 || units >> LOTS_UNITS_BITS != 0)
		return false;
	x->unit = (int64_t)unit;
	x->quantity = (int64_t)units;
	x->units = (p->price >> 7 & 1) != 0 ? -x->quantity : x->quantity;
	return charge_of(f, x);
}

static enum err
single_tally(const struct single *x, const struct fold *f, struct tally *tally)
{
	const struct tally_fill fill = {
		.asset = (uint16_t)x->row->time,
		.is_buy = (x->row->price >> 7 & 1) == 0,
		.quantity = row_number((int64_t)x->row->quantity >> 8, x->row->quantity & 31),
		.volume = { (__int128)x->unit * x->quantity },
		.charge = x->charge,
		.settled = { x->fee },
	};

	TRY(tally_add_fill(tally, f->from.terms, &fill));
	days_add_fills(x->day, 1, fill.volume, fill.settled);
	return OK;
}

/* What `units` of the position's lots cost, which are taken. */
static __int128
lots_cost(struct fold *f, const struct single *x, int64_t units, int64_t held)
{
	struct lots_state *l = &f->lots.state;
	struct queue q;
	__int128 cost;

	if (units == held) { /* all of them */
		l->log_first = l->log_count;
		l->count = 0;
		return f->state.open_value.e18;
	}
	q = run_queue(f, l);
	cost = run_queue_take(&q, units);
	run_lots(&f->lots, &q, 0);
	if (f->state.position < 0 && x->unit > l->unit_most)
		l->unit_most = x->unit;
	return cost;
}

/* Close what it closes and leave in it what is over. */
static enum err
single_close(struct fold *f, struct single *x)
{
	struct fold_state *s = &f->state;
	const bool is_long = s->position > 0;
	const int64_t held = (int64_t)(is_long ? s->position : -s->position);
	const int64_t offered = x->units < 0 ? -x->units : x->units;
	const int64_t closed = held < offered ? held : offered;
	const __int128 closing = (__int128)x->unit * closed;
	const __int128 cost = lots_cost(f, x, closed, held);
	const struct decimal gain = { is_long ? closing - cost : cost - closing };
	struct decimal fee = { x->fee };
	bool has_ended;

	if (closed < offered && x->fee != 0)
		TRY(value_share(fee, closed, offered, &fee));
	s->open_value.e18 -= cost;
	s->matched_entry.e18 += cost;
	s->closed_value.e18 += closing;
	s->gross.e18 += gain.e18;
	s->net.e18 += gain.e18;
	s->closing_count++;
	if (gain.e18 != 0)
		fold_gain_on(f, gain, x->day);
	TRY(cycle_gain(&s->cycles, gain, fee));
	s->position += is_long ? -closed : closed;
	x->units += is_long ? closed : -closed;
	x->fee -= fee.e18;
	x->is_odd |= closed == held || !s->cycles.is_open;
	TRY(fold_reduced(f, x->ts_ms, &has_ended));
	x->is_odd |= has_ended;
	return OK;
}

/* What is left of it is a lot. */
static enum err
lot_open(struct fold *f, const struct single *x)
{
	struct lots_state *l = &f->lots.state;
	const int64_t units = x->units < 0 ? -x->units : x->units;
	const struct decimal value = { (__int128)x->unit * units };

	f->state.open_value.e18 += value.e18;
	if (l->count == 0) {
		l->head = (struct lot){
			.units = units,
			.value = value,
			.unit = x->unit,
			.opened_ms = x->ts_ms,
			.place = x->place,
		};
		l->are_small = true;
		l->unit_most = x->unit;
	} else {
		TRY(lots_reserve(&f->lots, 1));
		f->lots.log[l->log_count++] = x->place;
		if (x->unit > l->unit_most)
			l->unit_most = x->unit;
	}
	l->count++;
	return OK;
}

static enum err
single_open(struct fold *f, struct single *x)
{
	struct fold_state *s = &f->state;
	const __int128 before = s->position;

	x->is_odd |= before == 0 || !s->cycles.is_open;
	s->position += x->units;
	TRY(lot_open(f, x));
	fold_grown(f, before, x->ts_ms);
	return cycle_gain(&s->cycles, (struct decimal){ 0 }, (struct decimal){ x->fee });
}

static enum err
single_rest(struct fold *f, struct single *x)
{
	struct fold_state *s = &f->state;

	if (x->units == 0)
		return OK;
	if (x->units > 0 || !f->from.terms->is_long_only)
		return single_open(f, x);
	x->is_odd = true; /* spot has no shorts */
	s->unmatched -= x->units;
	s->unmatched_notional.e18 += (__int128)x->unit * -x->units;
	return cycle_gain(&s->cycles, (struct decimal){ 0 }, (struct decimal){ x->fee });
}

/* The block and the day of the row, as a run of it alone would have left them. */
static void
single_note(struct fold *f, const struct single *x)
{
	const struct fold_state *s = &f->state;
	const struct lots_state *l = &f->lots.state;
	const int64_t units = (int64_t)(s->position < 0 ? -s->position : s->position);
	const __int128 capital = s->open_value.e18 - s->net.e18;
	struct block block = { x->is_odd, units, units, capital, capital };

	fold_block(f, &block);
	if (!x->is_odd)
		x->day->end =
		    (struct ledger_day_end){ l->log_first, l->head.place, (int64_t)l->head.units };
}

enum err
single_fold(struct fold *f, size_t position, struct tally *tally, bool *is_done)
{
	struct fold_state *s = &f->state;
	struct single x = { .place = rows_place(f->from.rows, position) };

	x.row = rows_packed(f->from.rows, x.place);
	*is_done = may_take(f) && single_of(f, &x);
	if (!*is_done)
		return OK;
	TRY(days_open(f->days, x.ts_ms, &x.day));
	if (tally != NULL)
		TRY(single_tally(&x, f, tally));
	s->last_id = x.row->id;
	s->last_ms = x.ts_ms;
	s->last_place = x.place;
	s->fill_count++;
	s->net.e18 -= x.fee;
	if ((s->position > 0 && x.units < 0) || (s->position < 0 && x.units > 0))
		TRY(single_close(f, &x));
	TRY(single_rest(f, &x));
	single_note(f, &x);
	return OK;
}
