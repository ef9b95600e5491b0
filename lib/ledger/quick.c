/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run is taken in passes over its rows, each with few sums, which registers can hold; two of them
 * go day by day.  Nobody can foretell on which side a row is or what its fee is in, so little here
 * branches on that.
 */
#include "lib/ledger/quick.h"

#include "lib/ledger/run.h"

enum {
	KIND_AND_DP = 0x7f, /* of a packed row's price, */
	WIDE_AND_DP = 0x5f, /* its quantity */
	DP = 0x1f,          /* and its fee */
};

/* How the rows of a run are read: they are like the first one. */
struct scan {
	const struct rows *rows;
	const uint32_t *order; /* places from the first row on; NULL: one after the other */
	const struct row_packed *first;
	uint32_t first_place;
	uint32_t base, settle;
	unsigned dp;
	int64_t short_mask;           /* -1 or 0 */
	int64_t units;                /* of the position before it */
	int64_t units_least;          /* below this the round trip would end */
	struct row_packed like, care; /* the bits in which they are like the first one */
	int64_t price_unit, quantity_unit, fee_unit, taken_unit; /* of a mantissa */
};

/* A row in small numbers. */
struct usual {
	int64_t units, unit; /* + enlarges the position; what one is worth */
	__int128 fee;        /* in the settle currency */
	const struct row_packed *row;
};

/* Rows of one day, and what falls on it. */
struct part {
	const struct usual *rows, *end;
	int64_t ts_ms; /* of the first */
	__int128 gain, fees, volume;
};

/* What the rows were worth so far. */
struct worth {
	__int128 closed, cost, fees;
	__int128 capital, peak; /* open value - net, now and at most */
	int64_t unit_most;      /* short: see struct run */
};

/* Fees as they were charged: mantissas, of which no run has so many that they leave 64 bits. */
struct charged {
	uint32_t count;
	int64_t amount, magnitude;
};

/* The sums that do not depend on order. */
struct sums {
	struct charged all, base; /* fees; of them those in base */
	__int128 volume, settled;
	int64_t traded;
	uint32_t sale_count;
};

/* -1 for a negative number, else 0: a mask. */
static inline int64_t
mask_of(int64_t v)
{
	return -(int64_t)(v < 0);
}

/* With the decimals of the first row, and in small numbers? */
static inline bool
is_alike(const struct scan *s, const struct row_packed *p)
{
	const uint64_t fee_magnitude = p->fee ^ (uint64_t)mask_of((int64_t)p->fee);

	return (((p->price ^ s->like.price) & s->care.price) |
		   ((p->quantity ^ s->like.quantity) & s->care.quantity) |
		   ((p->fee ^ s->like.fee) & DP) | (fee_magnitude & s->care.fee)) == 0;
}

/* False: its fee is in a third currency, or takes all that was bought. */
static inline bool
usual_of(const struct scan *s, const struct row_packed *p, struct usual *out)
{
	const uint32_t asset = (uint16_t)p->time;
	int64_t fee = (int64_t)p->fee >> 8, fee_unit = s->fee_unit, taken = 0, units;

	out->unit = ((int64_t)p->price >> 8) * s->price_unit;
	if (s->base == RUN_BASE_NONE) {
		if (asset != s->settle && fee != 0)
			return false;
	} else {
		const int64_t base_mask = -(int64_t)(asset == s->base);

		if ((uint64_t)(asset ^ s->base) * (asset ^ s->settle) != 0 && fee != 0)
			return false;
		taken = (fee & base_mask) * s->taken_unit;
		fee = (fee & ~base_mask) | taken;
		fee_unit = (fee_unit & ~base_mask) | (out->unit & base_mask);
	}
	units = run_units_of(p, s->quantity_unit, taken);
	out->units = (units ^ s->short_mask) - s->short_mask;
	out->fee = (__int128)fee * fee_unit;
	out->row = p;
	return units != 0;
}

/* The row after `p` when it is at the place after it, in the same chunk. */
static inline const struct row_packed *
row_at(const struct rows *rows, uint32_t place, uint32_t last_place, const struct row_packed *p)
{
	return place == last_place + 1 && place % ROWS_CHUNK != 0 ? p + 1
								  : rows_packed(rows, place);
}

/* Rows while they are usual and leave the round trip open, into the log and the position. */
static void
rows_scan(const struct scan *from, const struct fold *f, size_t count, struct usual *rows,
    struct run *out)
{
	const struct scan s = *from; /* which nothing that is written here can change */
	uint32_t *log = f->lots.log + f->lots.state.log_count;
	const uint32_t *const order = s.order;
	int64_t units = s.units, least = INT64_MAX, most = 0;
	uint64_t last_id = f->state.last_id;
	int64_t last_ms = f->state.last_ms;
	uint32_t last_place = s.first_place;
	const struct row_packed *p = s.first;
	uint32_t opened_count = 0, i;

	for (i = 0; i < count; i++) {
		const uint32_t place = order == NULL ? s.first_place + (uint32_t)i : order[i];
		int64_t ts_ms, change;

		p = row_at(s.rows, place, last_place, p);
		run_ask_ahead(s.rows, place, p);
		ts_ms = (int64_t)(p->time >> 16);
		if ((p->id == last_id && ts_ms == last_ms) || !is_alike(&s, p) ||
		    !usual_of(&s, p, &rows[i]))
			break;
		change = rows[i].units;
		if (units + change < s.units_least)
			break;
		units += change;
		least = units < least ? units : least;
		most = units > most ? units : most;
		log[opened_count] = place;
		opened_count += change > 0;
		last_id = p->id;
		last_ms = ts_ms;
		last_place = place;
	}
	*out = (struct run){
		.count = i,
		.opened_count = opened_count,
		.units = units,
		.units_least = least,
		.units_most = most,
		.last_place = last_place,
		.last_id = last_id,
		.last_ms = last_ms,
	};
}

/*
 * What the rows of a part are worth, what closed did cost, and the peak of the capital: for a long
 * position what went in less what came out, for a short one what its sales brought less twice the
 * cost of what closed.  That cost depends on how much has closed, not on when: it is looked up only
 * when without it there would be a new peak, and at the end of a day.
 */
__attribute__((always_inline)) static inline void
part_value(struct part *part, struct worth *w, struct queue *q, const bool is_short)
{
	__int128 capital = w->capital, closed = 0, fees = 0, cost = 0, peak = w->peak, rest;
	int64_t units = 0; /* that closed, and their cost is not in `cost` */
	int64_t unit_most = w->unit_most;

	for (const struct usual *u = part->rows; u < part->end; u++) {
		const int64_t less_mask = mask_of(u->units);
		const __int128 value = (__int128)u->units * u->unit;

		closed -= value & less_mask;
		fees += u->fee;
		units -= u->units & less_mask;
		if (is_short)
			unit_most = u->unit > unit_most ? u->unit : unit_most;
		capital += u->fee + (is_short ? (value ^ less_mask) - less_mask : value);
		if (capital <= peak)
			continue;
		if (is_short) {
			const __int128 taken = run_queue_take(q, units);

			cost += taken;
			capital -= taken << 1;
			units = 0;
		}
		peak = capital > peak ? capital : peak;
	}
	rest = run_queue_take(q, units);
	cost += rest;
	part->fees = fees;
	part->gain = is_short ? cost - closed : closed - cost;
	w->capital = is_short ? capital - (rest << 1) : capital;
	w->peak = peak;
	w->unit_most = unit_most;
	w->closed += closed;
	w->cost += cost;
	w->fees += fees;
}

static void
part_value_long(struct part *part, struct worth *w, struct queue *q)
{
	part_value(part, w, q, false);
}

static void
part_value_short(struct part *part, struct worth *w, struct queue *q)
{
	part_value(part, w, q, true);
}

static void
part_sum(struct part *part, const struct scan *s, struct sums *into)
{
	struct sums sums = *into;
	const __int128 before = sums.volume;

	for (const struct usual *u = part->rows; u < part->end; u++) {
		const int64_t quantity = ((int64_t)u->row->quantity >> 8) * s->quantity_unit;
		const int64_t fee = (int64_t)u->row->fee >> 8;
		const int64_t magnitude = fee < 0 ? -fee : fee;
		const int64_t base_mask = -(int64_t)((uint16_t)u->row->time == s->base);

		sums.sale_count += u->row->price >> 7 & 1;
		sums.traded += quantity;
		sums.volume += (__int128)quantity * u->unit;
		sums.settled += u->fee < 0 ? -u->fee : u->fee;
		sums.all.count += fee != 0;
		sums.all.amount += fee;
		sums.all.magnitude += magnitude;
		sums.base.count += (fee & base_mask) != 0;
		sums.base.amount += fee & base_mask;
		sums.base.magnitude += magnitude & base_mask;
	}
	part->volume = sums.volume - before;
	*into = sums;
}

static struct tally_charges
charges_of(const struct scan *s, const struct charged *c)
{
	return (struct tally_charges){
		.count = c->count,
		.amount = { (__int128)c->amount * s->fee_unit },
		.magnitude = { (__int128)c->magnitude * s->fee_unit },
	};
}

static enum err
run_tally(const struct run *r, const struct scan *s, const struct sums *sums, struct tally *t,
    const struct fold *f)
{
	const struct charged settle = {
		.count = sums->all.count - sums->base.count,
		.amount = sums->all.amount - sums->base.amount,
		.magnitude = sums->all.magnitude - sums->base.magnitude,
	};
	const struct tally_sums tallied = {
		.fill_count = (uint32_t)r->count,
		.buy_count = (uint32_t)r->count - sums->sale_count,
		.volume_base = { (__int128)sums->traded * row_power[DECIMAL_PLACES - s->dp] },
		.volume_quote = { sums->volume },
		.fees = { r->fees },
		.settled = { sums->settled },
		.of_settle = charges_of(s, &settle),
		.of_base = charges_of(s, &sums->base),
	};

	return tally_add_sums(t, f->from.terms, &tallied);
}

static inline int64_t
usual_ms(const struct usual *u)
{
	return (int64_t)(u->row->time >> 16);
}

/* The rows from `from` on that are of one day. */
static struct part
part_of(const struct fold *f, const struct usual *from, const struct usual *end)
{
	struct part part = { .rows = from, .end = end, .ts_ms = usual_ms(from) };
	const int64_t before_ms = days_before(f->days, part.ts_ms);

	if (usual_ms(end - 1) < before_ms)
		return part;
	for (part.end = from + 1; usual_ms(part.end) < before_ms;)
		part.end++;
	return part;
}

/* Day by day: what the rows come to, and what falls on the day. */
static enum err
run_value(struct fold *f, const struct scan *s, const struct usual *rows, struct tally *tally,
    struct run *r, struct queue *q)
{
	const bool is_short = f->state.position < 0;
	const __int128 before = f->state.open_value.e18 - f->state.net.e18;
	const __int128 peak_before = f->state.peak_capital.e18;
	struct worth w = { .capital = before, .peak = peak_before };
	struct sums sums = { 0 };
	struct part part;

	for (const struct usual *u = rows; u < rows + r->count; u = part.end) {
		part = part_of(f, u, rows + r->count);
		(is_short ? part_value_short : part_value_long)(&part, &w, q);
		if (tally != NULL) {
			part_sum(&part, s, &sums);
			TRY(days_fills(&tally->days, part.ts_ms, (uint32_t)(part.end - u),
			    (struct decimal){ part.volume }, (struct decimal){ part.fees }));
		}
		TRY(run_day(f, (struct decimal){ part.gain }, q, part.ts_ms));
	}
	r->unit_most = w.unit_most;
	r->fees = w.fees;
	r->closed = w.closed;
	r->cost = w.cost;
	r->opened = w.capital - before - w.fees + (is_short ? (w.cost << 1) - w.closed : w.closed);
	r->capital_low = w.peak > peak_before ? w.peak : FOLD_CAPITAL_NONE;
	r->capital_top = w.peak;
	return tally == NULL ? OK : run_tally(r, s, &sums, tally, f);
}

/* The bits of a packed number that are 0 when its mantissa times `unit` is below 2^bits. */
static uint64_t
care_of(int64_t unit, unsigned bits)
{
	const unsigned unit_bits = 64 - (unsigned)__builtin_clzll((uint64_t)unit);

	return UINT64_MAX << (unit_bits > bits ? 8 : 8 + bits - unit_bits);
}

/* False: nothing like the first row is usual. */
static bool
scan_start(struct scan *s, const struct fold *f, size_t position)
{
	const struct terms *t = f->from.terms;
	const struct rows *rows = f->from.rows;
	const uint32_t place = rows_place(rows, position);
	const struct row_packed *first = rows_packed(rows, place);
	const struct row like = row_unpack(first);
	const __int128 least = f->state.cycles.dust + f->step_units;

	if (like.kind != ROW_FILL || like.is_wide || f->from.dp + like.price_dp > DECIMAL_PLACES)
		return false;
	*s = (struct scan){
		.rows = rows,
		.order = rows->order == NULL ? NULL : rows->order + position,
		.first = first,
		.first_place = place,
		.base = run_base(t),
		.settle = t->settle,
		.dp = f->from.dp,
		.short_mask = f->state.position < 0 ? -1 : 0,
		.units = (int64_t)(f->state.position < 0 ? -f->state.position : f->state.position),
		.units_least = least > 1 ? (int64_t)least : 1,
		.like = *first,
		.price_unit = row_power[DECIMAL_PLACES - f->from.dp - like.price_dp],
		.quantity_unit = row_power[f->from.dp - like.quantity_dp],
		.fee_unit = row_power[DECIMAL_PLACES - like.fee_dp],
	};
	s->care.price = care_of(s->price_unit, LOTS_UNIT_BITS) | KIND_AND_DP;
	s->care.quantity = care_of(s->quantity_unit, LOTS_UNITS_BITS) | WIDE_AND_DP;
	s->like.price &= KIND_AND_DP;
	s->like.quantity &= WIDE_AND_DP;
	if (t->is_fee_shared && like.fee_dp <= s->dp) {
		s->taken_unit = row_power[s->dp - like.fee_dp];
		s->care.fee = care_of(s->taken_unit, LOTS_UNITS_BITS);
	}
	return true;
}

enum err
quick_fold(struct fold *f, const struct quick_ask *ask, size_t *done)
{
	const size_t most = ask->count < QUICK_ROWS_MAX ? ask->count : QUICK_ROWS_MAX;
	struct usual rows[QUICK_ROWS_MAX];
	struct scan scan;
	struct queue q;
	struct run r;

	*done = 0;
	if (!run_may_begin(f) || !scan_start(&scan, f, ask->position))
		return OK;
	TRY(lots_reserve(&f->lots, most));
	rows_scan(&scan, f, most, rows, &r);
	if (r.count == 0)
		return OK;
	q = run_queue(f, &f->lots.state);
	TRY(run_value(f, &scan, rows, ask->tally, &r, &q));
	run_apply(f, &r, &q);
	*done = r.count;
	return OK;
}
