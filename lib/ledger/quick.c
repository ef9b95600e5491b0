/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/quick.h"

/* Values of such units are below 2^107, and QUICK_ROWS_MAX of them below 2^114. */
#define UNITS_MAX (INT64_C(1) << LOTS_UNITS_BITS)
#define UNIT_MAX (INT64_C(1) << LOTS_UNIT_BITS)
#define SUM_MAX ((__int128)1 << 124)

/* The part of a fold that a run changes, in registers as far as they go. */
struct run {
	const struct rows *rows;
	uint16_t base, settle;
	bool is_fee_shared, is_long;
	unsigned dp;
	int64_t units, units_max; /* of the position */
	int64_t units_least;      /* below this a round trip would end */
	struct lot_small {
		int64_t units, unit;
		uint32_t place;
	} head;
	uint32_t *log;
	size_t log_first, log_count, lot_count;
	/* what rows of the run came to; the state's own sums follow from these at its end */
	__int128 opened, closed, cost, fees;
	__int128 capital, peak;        /* open value - net, and the most of it */
	__int128 booked;               /* the gain that is on its day already; `sums` are not */
	int64_t day_ms, day_before_ms; /* a moment of that day, and its end */
	struct tally *tally;           /* NULL: `sums` are not wanted */
	struct sums {
		int64_t count, buy_count, units;
		int64_t base_count, base_units, base_magnitude, settle_count;
		__int128 volume, fees, magnitude, settle_fees, settle_magnitude;
	} sums;
	uint64_t last_id, closing_count;
	int64_t last_ms;
};

/* A row in small numbers. */
struct usual {
	int64_t units, unit; /* signed, + buys; what one is worth */
	int64_t traded;      /* the units that changed hands, > 0 */
	int64_t base_fee;    /* of them taken for a fee */
	bool is_buy;
	__int128 fee;
};

static inline bool
is_scaled(int64_t mantissa, unsigned places, int64_t max, int64_t *out)
{
	return !__builtin_mul_overflow(mantissa, row_power[places], out) &&
	    *out<max && * out> - max;
}

static inline bool
usual_of(const struct run *r, const struct row_packed *p, struct usual *out)
{
	const int64_t fee = (int64_t)p->fee >> 8;
	const uint16_t asset = (uint16_t)p->time;
	const unsigned price_dp = p->price & 31, fee_dp = p->fee & 31;

	if ((p->quantity >> 6 & 1) != 0 || r->dp + price_dp > DECIMAL_PLACES)
		return false;
	if (!is_scaled(
		(int64_t)p->price >> 8, DECIMAL_PLACES - r->dp - price_dp, UNIT_MAX, &out->unit))
		return false;
	if (!is_scaled(
		(int64_t)p->quantity >> 8, r->dp - (p->quantity & 31), UNITS_MAX, &out->units))
		return false;
	out->traded = out->units;
	out->is_buy = (p->price >> 7 & 1) == FILL_BUY;
	if (!out->is_buy)
		out->units = -out->units;
	out->base_fee = 0;
	out->fee = 0;
	if (fee == 0)
		return true;
	if (asset == r->settle) {
		out->fee = (__int128)fee * row_power[DECIMAL_PLACES - fee_dp];
		return true;
	}
	if (asset != r->base || !r->is_fee_shared || fee_dp > r->dp ||
	    !is_scaled(fee, r->dp - fee_dp, UNITS_MAX, &out->base_fee))
		return false;
	out->fee = (__int128)out->base_fee * out->unit;
	out->units -= out->base_fee;
	return true;
}

/* The next lot of the log becomes the head: a whole row, and a usual one. */
static inline void
head_next(struct run *r)
{
	const uint32_t place = r->log[r->log_first++];
	struct usual u = { 0 };

	(void)usual_of(r, rows_packed(r->rows, place), &u); /* lots.are_small */
	r->head = (struct lot_small){ u.units < 0 ? -u.units : u.units, u.unit, place };
	r->lot_count--;
}

static inline __int128
lots_cost(struct run *r, int64_t units)
{
	__int128 cost = 0;

	while (units >= r->head.units) {
		cost += (__int128)r->head.units * r->head.unit;
		units -= r->head.units;
		head_next(r);
	}
	r->head.units -= units;
	return cost + (__int128)units * r->head.unit;
}

static inline void
enlarge(struct run *r, const struct usual *u, int64_t units, uint32_t place)
{
	const __int128 value = (__int128)units * u->unit;

	r->opened += value;
	r->capital += value + u->fee;
	r->units += units;
	if (r->units > r->units_max)
		r->units_max = r->units;
	r->log[r->log_count++] = place;
	r->lot_count++;
}

static inline void
reduce(struct run *r, const struct usual *u, int64_t units)
{
	const __int128 cost = lots_cost(r, units), closing = (__int128)units * u->unit;

	r->cost += cost;
	r->closed += closing;
	r->capital += u->fee + (r->is_long ? -closing : closing - 2 * cost);
	r->units -= units;
	r->closing_count++;
}

static inline __int128
run_gain(const struct run *r)
{
	return r->is_long ? r->closed - r->cost : r->cost - r->closed;
}

static inline void
sums_add(struct sums *s, const struct usual *u)
{
	const __int128 magnitude = u->fee < 0 ? -u->fee : u->fee;

	s->count++;
	s->buy_count += u->is_buy;
	s->units += u->traded;
	s->volume += (__int128)u->traded * u->unit;
	s->fees += u->fee;
	s->magnitude += magnitude;
	if (u->base_fee != 0) {
		s->base_count++;
		s->base_units += u->base_fee;
		s->base_magnitude += u->base_fee < 0 ? -u->base_fee : u->base_fee;
	} else if (u->fee != 0) {
		s->settle_count++;
		s->settle_fees += u->fee;
		s->settle_magnitude += magnitude;
	}
}

/* Book what the day has come to so far. */
static enum err
day_book(struct run *r, struct fold *f)
{
	const __int128 unit = row_power[DECIMAL_PLACES - r->dp];
	const struct sums *s = &r->sums;
	const struct tally_sums sums = {
		.fill_count = (uint32_t)s->count,
		.buy_count = (uint32_t)s->buy_count,
		.volume_base = { s->units * unit },
		.volume_quote = { s->volume },
		.fees = { s->fees },
		.settled = { s->magnitude },
		.of_settle = { (uint32_t)s->settle_count, { s->settle_fees },
		    { s->settle_magnitude } },
		.of_base = { (uint32_t)s->base_count, { s->base_units * unit },
		    { s->base_magnitude * unit } },
	};

	if (s->count > 0)
		TRY(tally_add_sums(r->tally, f->from.terms, &sums, r->day_ms));
	TRY(fold_gain(f, (struct decimal){ run_gain(r) - r->booked }, r->day_ms));
	r->sums = (struct sums){ 0 };
	r->booked = run_gain(r);
	return OK;
}

/* Then begin with the day of `ts_ms`. */
static enum err
day_turn(struct run *r, struct fold *f, int64_t ts_ms)
{
	struct ledger_day *day;

	TRY(day_book(r, f));
	TRY(days_open(f->days, ts_ms, &day));
	r->day_ms = ts_ms;
	r->day_before_ms = f->days->before_ms;
	return OK;
}

/* One row, unless it is not usual. */
static inline bool
row_take(struct run *r, struct fold *f, uint32_t place, enum err *e)
{
	const struct row_packed *p = rows_packed(r->rows, place);
	const int64_t ts_ms = (int64_t)(p->time >> 16);
	struct usual u;
	int64_t units;

	if ((p->price >> 5 & 3) != ROW_FILL || (p->id == r->last_id && ts_ms == r->last_ms) ||
	    !usual_of(r, p, &u))
		return false;
	units = r->is_long ? u.units : -u.units;
	if (units == 0 || r->units + units < r->units_least)
		return false;
	if (ts_ms >= r->day_before_ms)
		*e = day_turn(r, f, ts_ms);
	if (units > 0)
		enlarge(r, &u, units, place);
	else
		reduce(r, &u, -units);
	if (r->tally != NULL)
		sums_add(&r->sums, &u);
	r->fees += u.fee;
	if (r->capital > r->peak)
		r->peak = r->capital;
	r->last_id = p->id;
	r->last_ms = ts_ms;
	return true;
}

static bool
is_small(__int128 sum)
{
	return sum < SUM_MAX && sum > -SUM_MAX;
}

/* Is the fold in the state in which a run can begin? */
static bool
is_usual(const struct fold *f)
{
	const struct fold_state *s = &f->state;
	const struct terms *t = f->from.terms;
	const __int128 units = s->position < 0 ? -s->position : s->position;

	return f->days != NULL && f->lots.method == LEDGER_FIFO && t->is_plain &&
	    t->base != t->settle && s->cycles.is_open && units != 0 && units < (__int128)1 << 60 &&
	    f->lots.state.are_small && s->cycles.dust + f->step_units < (__int128)1 << 60 &&
	    is_small(s->open_value.e18) && is_small(s->net.e18) && is_small(s->gross.e18) &&
	    is_small(s->matched_entry.e18) && is_small(s->closed_value.e18) &&
	    is_small(s->cycles.open.fees.e18) && is_small(s->cycles.open.gross.e18);
}

static struct run
run_start(const struct fold *f, struct tally *tally)
{
	const struct fold_state *s = &f->state;
	const struct lots_state *l = &f->lots.state;
	const __int128 least = s->cycles.dust + f->step_units;

	return (struct run){
		.rows = f->from.rows,
		.base = f->from.terms->base,
		.settle = f->from.terms->settle,
		.is_fee_shared = f->from.terms->is_fee_shared,
		.is_long = s->position > 0,
		.dp = f->from.dp,
		.units = (int64_t)(s->position < 0 ? -s->position : s->position),
		.units_max = (int64_t)s->cycles.max_units,
		.units_least = least > 1 ? (int64_t)least : 1,
		.head = { (int64_t)l->head.units, (int64_t)l->head.unit, l->head.place },
		.log = f->lots.log,
		.log_first = l->log_first,
		.log_count = l->log_count,
		.lot_count = l->count,
		.capital = s->open_value.e18 - s->net.e18,
		.peak = s->peak_capital.e18,
		.last_id = s->last_id,
		.last_ms = s->last_ms,
		.day_ms = s->last_ms,
		.day_before_ms = INT64_MIN,
		.tally = tally,
	};
}

/* What a run changed, back into the fold. */
static enum err
run_end(struct run *r, struct fold *f, size_t done, uint32_t last_place)
{
	struct fold_state *s = &f->state;
	struct lots_state *l = &f->lots.state;

	if (r->head.place != l->head.place) {
		l->head.opened_ms = rows_at_place(r->rows, r->head.place).ts_ms;
		l->head.place = r->head.place;
	}
	l->head.units = r->head.units;
	l->head.unit = r->head.unit;
	l->head.value.e18 = (__int128)r->head.units * r->head.unit;
	l->log_first = r->log_first;
	l->log_count = r->log_count;
	l->count = r->lot_count;
	s->cycles.open.gross.e18 += run_gain(r);
	s->cycles.open.fees.e18 += r->fees;
	s->cycles.max_units = r->units_max;
	s->position = r->is_long ? r->units : -r->units;
	s->open_value.e18 += r->opened - r->cost;
	s->net.e18 += run_gain(r) - r->fees;
	s->gross.e18 += run_gain(r);
	s->matched_entry.e18 += r->cost;
	s->closed_value.e18 += r->closed;
	s->peak_capital.e18 = r->peak;
	s->fill_count += done;
	s->closing_count += r->closing_count;
	s->last_id = r->last_id;
	s->last_ms = r->last_ms;
	s->last_place = last_place;
	return day_book(r, f);
}

enum err
quick_fold(struct fold *f, const struct quick_ask *ask, size_t *done)
{
	const size_t most = ask->count < QUICK_ROWS_MAX ? ask->count : QUICK_ROWS_MAX;
	uint32_t place = 0, last_place = 0;
	enum err e = OK;
	struct run r;

	*done = 0;
	if (!is_usual(f))
		return OK;
	TRY(lots_reserve(&f->lots, most));
	r = run_start(f, ask->tally);
	while (*done < most && e == OK) {
		place = rows_place(r.rows, ask->position + *done);
		if (!row_take(&r, f, place, &e))
			break;
		last_place = place;
		(*done)++;
	}
	TRY(e);
	return *done == 0 ? OK : run_end(&r, f, *done, last_place);
}
