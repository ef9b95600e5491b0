/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run.h - a run of usual rows: what it comes to, and how that changes a fold.
 *
 * A run is of fills that enlarge or reduce an open position first in, first out, and never end its
 * round trip, in numbers far below every limit.  quick.h finds out what it comes to from its rows,
 * carry.h from what is known of it.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  a run changes the fold as fold_row() would have, row by row.
 */
#ifndef LEDGER_RUN_H
#define LEDGER_RUN_H

#include "lib/ledger/fold.h"

/* Units are those of the position, without its sign. */
struct run {
	uint32_t count, opened_count;      /* rows; those that opened a lot, which is in the log */
	int64_t units;                     /* after it */
	int64_t units_least, units_most;   /* after any of its rows */
	int64_t unit_most;                 /* short: what one unit was worth, in any of its rows */
	__int128 opened, closed;           /* values */
	__int128 cost, fees;               /* of what closed; in the settle currency */
	__int128 capital_low, capital_top; /* bounds: see struct block */
	uint32_t last_place;
	uint64_t last_id;
	int64_t last_ms;
};

/* The lots of a FIFO position, the oldest first. */
struct queue {
	const struct rows *rows;
	const uint32_t *next; /* in the log */
	int64_t units, unit;  /* of the oldest; what one is worth */
	uint32_t place;
	uint32_t base; /* the asset in which a fee is part of a quantity, or RUN_BASE_NONE */
	unsigned dp;
};

enum {
	RUN_BASE_NONE = 1 << 16, /* no asset's number */
	RUN_ROWS_AHEAD = 20,     /* asked for, so that memory is not waited for */
};

/* Is the fold in a state in which a run can begin? */
bool run_may_begin(const struct fold *f);

/* The lots that `state`, one of this fold's, left open; the log is as it was then from there on. */
struct queue run_queue(const struct fold *f, const struct lots_state *state);

/* Those that were left behind a day, when the log was so many entries shorter. */
struct queue run_queue_at(const struct fold *f, const struct ledger_day_end *end, ptrdiff_t moved);

/* The asset for queue.base. */
static inline uint32_t
run_base(const struct terms *t)
{
	return t->is_fee_shared ? t->base : RUN_BASE_NONE;
}

/* Units bought (+) or sold, as they change a position: what a fee in base takes is not in it. */
static inline int64_t
run_units_of(const struct row_packed *p, int64_t quantity_unit, int64_t taken)
{
	const int64_t sale_mask = -(int64_t)(p->price >> 7 & 1);
	const int64_t traded = ((int64_t)p->quantity >> 8) * quantity_unit;

	return (traded ^ sale_mask) - sale_mask - taken;
}

/* Ask for a row that will be needed soon, if there is one: a small book's neighbours are not. */
static inline void
run_ask_ahead(const struct rows *rows, uint32_t place, const struct row_packed *p)
{
	if (place + RUN_ROWS_AHEAD < rows->place_count)
		__builtin_prefetch(p + RUN_ROWS_AHEAD);
}

/* Let the next lot be the oldest.  Lots of the log are whole rows, and small ones. */
void run_queue_next(struct queue *q);

/* Take units from the oldest, of which some are left then.  What they cost. */
__int128 run_queue_take(struct queue *q, int64_t units);

/* Give units back that were taken since it was `since`.  What they cost. */
__int128 run_queue_give(struct queue *q, int64_t units, const struct queue *since);

/* What it gained. */
static inline struct decimal
run_gain(const struct run *r, bool is_short)
{
	return (struct decimal){ is_short ? r->cost - r->closed : r->closed - r->cost };
}

/* Let these be the lots, of which so many are new in the log. */
void run_lots(struct lots *l, const struct queue *q, uint32_t opened_count);

/* Its rows of one day gained so much, and left the lots of `q`: onto the day.  ERR_NOMEM. */
enum err run_day(struct fold *f, struct decimal gain, const struct queue *q, int64_t ts_ms);

/* Change the fold as the run does, which leaves the lots of `q`; but for its days: run_day(). */
void run_apply(struct fold *f, const struct run *r, const struct queue *q);

#endif
