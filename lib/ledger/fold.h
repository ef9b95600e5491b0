/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fold.h - the second tier: a book's rows, in processing order, into lots, gains and round trips.
 *
 * Old state + row -> new state; nothing else goes in.  A copy of the state is a checkpoint.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 */
#ifndef LEDGER_FOLD_H
#define LEDGER_FOLD_H

#include "lib/ledger/cycle.h"
#include "lib/ledger/lots.h"
#include "lib/ledger/tally.h"

/* What changes with each row, but for the lots. */
struct fold_state {
	__int128 position; /* signed units */
	struct decimal open_value, gross, net, matched_entry, closed_value;
	struct decimal peak_capital, peak_top; /* it is at least the one, at most the other */
	struct decimal day_gain; /* what the last day with a gain has gained so far, */
	int32_t gain_day;        /* and which it is */
	uint32_t last_place;     /* of the fill before, */
	uint64_t last_id;        /* at last_ms; at first 0 */
	int64_t last_ms;
	uint32_t fill_count, closing_count;
	struct cycles cycles;
	__int128 unmatched; /* units */
	struct decimal unmatched_notional, wash_volume;
	uint32_t wash_count;
};

/*
 * What rows in a row come to, as far as the states before and after them do not say.  Two blocks,
 * one after the other, are a block.
 */
struct block {
	bool is_odd;                     /* some row was in no run (run.h) */
	int64_t units_least, units_most; /* else: of the position, without its sign, after a row */
	__int128 capital_low, capital_top; /* the most that open value - net was after a fill lies
					      between these */
};

#define FOLD_CAPITAL_NONE ((__int128)((unsigned __int128)1 << 127)) /* below all others */
#define FOLD_BLOCK_NONE \
	((struct block){ false, INT64_MAX, INT64_MIN, FOLD_CAPITAL_NONE, FOLD_CAPITAL_NONE })

struct fold {
	struct lots_source
	    from;            /* its units are 10^-dp; value_places() of every row is at most dp */
	struct days *days;   /* where gains go; NULL: nowhere */
	__int128 step_units; /* the instrument's quantity step, rounded up */
	struct lots lots;
	struct block block; /* of the rows since somebody set it to FOLD_BLOCK_NONE */
	struct fold_state state;
};

/* What one row did. */
struct fold_step {
	struct charge charge;
	struct decimal gross;
	__int128 closed, unmatched; /* units */
	bool is_cycle_ended;
	struct ledger_cycle cycle; /* that ended */
};

/* Back to no rows; what was allocated stays. */
void fold_reset(struct fold *f, const struct lots_source *from, enum ledger_method method);
void fold_wipe(struct fold *f);

/*
 * Take the next row; step->charge is what it was charged, the rest is written.
 * ERR_LIMIT a sum left its range; ERR_NOMEM.  Then fold_reset() it.
 */
enum err fold_row(struct fold *f, const struct entry *e, struct fold_step *step);

/* The position, `before` units, grew: it is in a round trip. */
void fold_grown(struct fold *f, __int128 before, int64_t ts_ms);

/* The position got smaller: has its round trip ended?  ERR_LIMIT. */
enum err fold_reduced(struct fold *f, int64_t ts_ms, bool *has_ended);

/* Book a gain on a day of its days; the state's own sums are the caller's. */
static inline void
fold_gain_on(struct fold *f, struct decimal gain, struct ledger_day *day)
{
	struct fold_state *s = &f->state;

	days_gain(day, gain);
	if (day->day != s->gain_day) {
		s->gain_day = day->day;
		s->day_gain = (struct decimal){ 0 };
	}
	s->day_gain = days_sum(s->day_gain, gain);
}

/* Book a gain on the day of `ts_ms`; the state's own sums are the caller's.  ERR_NOMEM. */
enum err fold_gain(struct fold *f, struct decimal gain, int64_t ts_ms);

/* `more` comes after `b`. */
static inline void
fold_block_add(struct block *b, const struct block *more)
{
	b->is_odd |= more->is_odd;
	b->units_least = more->units_least < b->units_least ? more->units_least : b->units_least;
	b->units_most = more->units_most > b->units_most ? more->units_most : b->units_most;
	b->capital_low = more->capital_low > b->capital_low ? more->capital_low : b->capital_low;
	b->capital_top = more->capital_top > b->capital_top ? more->capital_top : b->capital_top;
}

/* Rows that were just taken come to `more`: into the fold's block, and the peak of its capital. */
static inline void
fold_block(struct fold *f, const struct block *more)
{
	struct fold_state *s = &f->state;

	if (more->capital_low > s->peak_capital.e18)
		s->peak_capital.e18 = more->capital_low;
	if (more->capital_top > s->peak_top.e18)
		s->peak_top.e18 = more->capital_top;
	fold_block_add(&f->block, more);
}

/* A position or its part as a number.  ERR_LIMIT. */
enum err fold_quantity(const struct fold *f, __int128 units, struct decimal *out);

/* What the open cycle, or the one that ended last, is to those who read it: its quantity as a
 * number, its net.  ERR_LIMIT. */
enum err fold_cycle(const struct fold *f, struct ledger_cycle *out);

#endif
