/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run is taken in passes over its rows, each with few sums, which registers can hold.  Nobody can
 * foretell on which side a row is or what its fee is in, so little here branches on that.
 */
#include "lib/ledger/quick.h"

/* Values of such units are below 2^107, and QUICK_ROWS_MAX of them below 2^114. */
#define SUM_MAX ((__int128)1 << 124)

enum {
	ROWS_AHEAD = 20,     /* asked for, so that memory is not waited for */
	BASE_NONE = 1 << 16, /* no asset's number: where fees are no part of a quantity */
	KIND_AND_DP = 0x7f,  /* of a packed row's price, */
	WIDE_AND_DP = 0x5f,  /* its quantity */
	DP = 0x1f,           /* and its fee */
};

/* How the rows of a run are read: they are like the first one, of one day. */
struct scan {
	const struct rows *rows;
	const uint32_t *order; /* places from the first row on; NULL: one after the other */
	const struct row_packed *first;
	uint32_t first_place;
	uint32_t base, settle;
	unsigned dp;
	int64_t short_mask;           /* -1 or 0 */
	int64_t day_before_ms;        /* the end of the day */
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

/* Lots, the oldest first. */
struct queue {
	const struct scan *scan;
	const uint32_t *next; /* in the log */
	int64_t units, unit;  /* of the oldest */
	uint32_t place;
};

/* What the rows come to. */
struct run {
	size_t count, opened_count;
	int64_t units, units_max; /* of the position */
	uint32_t last_place;
	uint64_t last_id;
	int64_t last_ms;
	__int128 opened, closed, cost, fees;
	__int128 peak; /* the most that open value - net was */
};

/* -1 for a negative number, else 0: a mask. */
static inline int64_t
mask_of(int64_t v)
{
	return -(int64_t)(v < 0);
}

/* Units bought (+) or sold, as they change a position: what a fee in base takes is not in it. */
static inline int64_t
units_of(const struct row_packed *p, int64_t quantity_unit, int64_t taken)
{
	const int64_t sale_mask = -(int64_t)(p->price >> 7 & 1);
	const int64_t traded = ((int64_t)p->quantity >> 8) * quantity_unit;

	return (traded ^ sale_mask) - sale_mask - taken;
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
	if (s->base == BASE_NONE) {
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
	units = units_of(p, s->quantity_unit, taken);
	out->units = (units ^ s->short_mask) - s->short_mask;
	out->fee = (__int128)fee * fee_unit;
	out->row = p;
	return units != 0;
}

/* Ask for a row that will be needed soon, if there is one: a small book's neighbours are not. */
static inline void
ask_ahead(const struct rows *rows, uint32_t place, const struct row_packed *p)
{
	if (place + ROWS_AHEAD < rows->place_count)
		__builtin_prefetch(p + ROWS_AHEAD);
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
	int64_t units = s.units, units_max = (int64_t)f->state.cycles.max_units;
	uint64_t last_id = f->state.last_id;
	int64_t last_ms = f->state.last_ms;
	uint32_t last_place = s.first_place;
	const struct row_packed *p = s.first;
	size_t opened_count = 0, i;

	for (i = 0; i < count; i++) {
		const uint32_t place = order == NULL ? s.first_place + (uint32_t)i : order[i];
		int64_t ts_ms, change;

		p = row_at(s.rows, place, last_place, p);
		ask_ahead(s.rows, place, p);
		ts_ms = (int64_t)(p->time >> 16);
		if ((p->id == last_id && ts_ms == last_ms) || ts_ms >= s.day_before_ms ||
		    !is_alike(&s, p) || !usual_of(&s, p, &rows[i]))
			break;
		change = rows[i].units;
		if (units + change < s.units_least)
			break;
		units += change;
		units_max = units > units_max ? units : units_max;
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
		.units_max = units_max,
		.last_place = last_place,
		.last_id = last_id,
		.last_ms = last_ms,
	};
}

/* The next lot of the log: a whole row, and a usual one (lots.are_small). */
static inline void
queue_next(struct queue *q)
{
	const struct scan *s = q->scan;
	const struct row_packed *p;
	int64_t units, taken = 0;

	q->place = *q->next++;
	p = rows_packed(s->rows, q->place);
	ask_ahead(s->rows, q->place, p);
	if ((uint16_t)p->time == s->base)
		taken = ((int64_t)p->fee >> 8) * row_power[s->dp - (p->fee & 31)];
	units = units_of(p, row_power[s->dp - (p->quantity & 31)], taken);
	q->units = units < 0 ? -units : units;
	q->unit = ((int64_t)p->price >> 8) * row_power[DECIMAL_PLACES - s->dp - (p->price & 31)];
}

/* Take units from it.  What they cost.  Never inline: its callers have registers to spare then. */
__attribute__((noinline)) static __int128
queue_take(struct queue *q, int64_t units)
{
	__int128 cost = 0;

	while (units >= q->units) {
		cost += (__int128)q->units * q->unit;
		units -= q->units;
		queue_next(q);
	}
	q->units -= units;
	return cost + (__int128)units * q->unit;
}

/*
 * What the rows are worth, what closed did cost, and the peak of the capital: for a long position
 * what went in less what came out, for a short one what its sales brought less twice the cost of
 * what closed.  That cost depends on how much has closed, not on when: it is looked up only when
 * without it there would be a new peak.
 */
__attribute__((always_inline)) static inline void
rows_value(struct run *r, const struct fold *f, const struct usual *rows, struct queue *q,
    const bool is_short)
{
	const __int128 before = f->state.open_value.e18 - f->state.net.e18;
	__int128 capital = before, closed = 0, fees = 0, cost = 0, peak = f->state.peak_capital.e18;
	int64_t units = 0; /* that closed, and their cost is not in `cost` */

	for (const struct usual *u = rows; u < rows + r->count; u++) {
		const int64_t less_mask = mask_of(u->units);
		const __int128 value = (__int128)u->units * u->unit;

		closed -= value & less_mask;
		fees += u->fee;
		units -= u->units & less_mask;
		capital += u->fee + (is_short ? (value ^ less_mask) - less_mask : value);
		if (capital <= peak)
			continue;
		if (is_short) {
			const __int128 taken = queue_take(q, units);

			cost += taken;
			capital -= taken << 1;
			units = 0;
		}
		peak = capital > peak ? capital : peak;
	}
	r->fees = fees;
	r->closed = closed;
	r->cost = cost + queue_take(q, units);
	r->opened = capital - before - fees + (is_short ? (cost << 1) - closed : closed);
	r->peak = peak;
}

static void
rows_value_long(struct run *r, const struct fold *f, const struct usual *rows, struct queue *q)
{
	rows_value(r, f, rows, q, false);
}

static void
rows_value_short(struct run *r, const struct fold *f, const struct usual *rows, struct queue *q)
{
	rows_value(r, f, rows, q, true);
}

/* Fees as they were charged: mantissas, of which no run has so many that they leave 64 bits. */
struct charged {
	uint32_t count;
	int64_t amount, magnitude;
};

static struct tally_charges
charges_of(const struct scan *s, const struct charged *c)
{
	return (struct tally_charges){
		.count = c->count,
		.amount = { (__int128)c->amount * s->fee_unit },
		.magnitude = { (__int128)c->magnitude * s->fee_unit },
	};
}

/* The sums that do not depend on order. */
static enum err
rows_tally(const struct run *r, const struct scan *s, const struct usual *rows, struct tally *t,
    const struct fold *f)
{
	struct tally_sums sums = { .fill_count = (uint32_t)r->count, .fees = { r->fees } };
	struct charged all = { 0 }, base = { 0 };
	__int128 volume = 0, settled = 0;
	int64_t traded = 0;
	uint32_t sale_count = 0;

	for (const struct usual *u = rows; u < rows + r->count; u++) {
		const int64_t quantity = ((int64_t)u->row->quantity >> 8) * s->quantity_unit;
		const int64_t fee = (int64_t)u->row->fee >> 8;
		const int64_t magnitude = fee < 0 ? -fee : fee;
		const int64_t base_mask = -(int64_t)((uint16_t)u->row->time == s->base);

		sale_count += u->row->price >> 7 & 1;
		traded += quantity;
		volume += (__int128)quantity * u->unit;
		settled += u->fee < 0 ? -u->fee : u->fee;
		all.count += fee != 0;
		all.amount += fee;
		all.magnitude += magnitude;
		base.count += (fee & base_mask) != 0;
		base.amount += fee & base_mask;
		base.magnitude += magnitude & base_mask;
	}
	all.count -= base.count;
	all.amount -= base.amount;
	all.magnitude -= base.magnitude;
	sums.buy_count = sums.fill_count - sale_count;
	sums.volume_quote.e18 = volume;
	sums.volume_base.e18 = (__int128)traded * row_power[DECIMAL_PLACES - s->dp];
	sums.settled.e18 = settled;
	sums.of_settle = charges_of(s, &all);
	sums.of_base = charges_of(s, &base);
	return tally_add_sums(t, f->from.terms, &sums, f->state.last_ms);
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
		.base = t->is_fee_shared ? t->base : BASE_NONE,
		.settle = t->settle,
		.dp = f->from.dp,
		.short_mask = f->state.position < 0 ? -1 : 0,
		.day_before_ms = days_before(f->days, like.ts_ms),
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

/* The lots that are left. */
static void
lots_set(struct lots *l, const struct run *r, const struct queue *q)
{
	const size_t first = (size_t)(q->next - l->log);
	struct lots_state *s = &l->state;

	if (q->place != s->head.place) {
		s->head.opened_ms = rows_at_place(q->scan->rows, q->place).ts_ms;
		s->head.place = q->place;
	}
	s->head.units = q->units;
	s->head.unit = q->unit;
	s->head.value.e18 = (__int128)q->units * q->unit;
	s->log_count += r->opened_count;
	s->count = s->count + r->opened_count - (first - s->log_first);
	s->log_first = first;
}

/* What the run comes to, into the fold.  The gain. */
static __int128
state_add(struct fold_state *s, const struct run *r)
{
	const bool is_short = s->position < 0;
	const __int128 gain = is_short ? r->cost - r->closed : r->closed - r->cost;

	s->cycles.open.gross.e18 += gain;
	s->cycles.open.fees.e18 += r->fees;
	s->cycles.max_units = r->units_max;
	s->position = is_short ? -r->units : r->units;
	s->open_value.e18 += r->opened - r->cost;
	s->net.e18 += gain - r->fees;
	s->gross.e18 += gain;
	s->matched_entry.e18 += r->cost;
	s->closed_value.e18 += r->closed;
	s->peak_capital.e18 = r->peak;
	s->fill_count += r->count;
	s->closing_count += r->count - r->opened_count;
	s->last_id = r->last_id;
	s->last_ms = r->last_ms;
	s->last_place = r->last_place;
	return gain;
}

enum err
quick_fold(struct fold *f, const struct quick_ask *ask, size_t *done)
{
	struct fold_state *s = &f->state;
	const struct lot *head = &f->lots.state.head;
	const size_t most = ask->count < QUICK_ROWS_MAX ? ask->count : QUICK_ROWS_MAX;
	struct usual rows[QUICK_ROWS_MAX];
	struct scan scan;
	struct queue q;
	struct run r;
	__int128 gain;

	*done = 0;
	if (!is_usual(f) || !scan_start(&scan, f, ask->position))
		return OK;
	TRY(lots_reserve(&f->lots, most));
	rows_scan(&scan, f, most, rows, &r);
	if (r.count == 0)
		return OK;
	q = (struct queue){ &scan, f->lots.log + f->lots.state.log_first, (int64_t)head->units,
		(int64_t)head->unit, head->place };
	(s->position > 0 ? rows_value_long : rows_value_short)(&r, f, rows, &q);
	lots_set(&f->lots, &r, &q);
	gain = state_add(s, &r);
	*done = r.count;
	if (ask->tally != NULL)
		TRY(rows_tally(&r, &scan, rows, ask->tally, f));
	return fold_gain(f, (struct decimal){ gain }, s->last_ms);
}
