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
	struct decimal open_value, gross, net, matched_entry, closed_value, peak_capital;
	__int128 unmatched; /* units */
	struct decimal unmatched_notional, wash_volume;
	uint64_t fill_count, closing_count, wash_count;
	uint64_t last_id; /* of the fill before, at last_ms; at first 0 */
	int64_t last_ms;
	uint32_t last_place;
	int32_t gain_day; /* the last day with a gain, and what it has gained so far */
	struct decimal day_gain;
	struct cycles cycles;
};

struct fold {
	struct lots_source
	    from;            /* its units are 10^-dp; value_places() of every row is at most dp */
	struct days *days;   /* where gains go; NULL: nowhere */
	__int128 step_units; /* the instrument's quantity step, rounded up */
	struct fold_state state;
	struct lots lots;
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

/* Book a gain on the day of `ts_ms`; the state's own sums are the caller's.  ERR_NOMEM. */
enum err fold_gain(struct fold *f, struct decimal gain, int64_t ts_ms);

/* A position or its part as a number.  ERR_LIMIT. */
enum err fold_quantity(const struct fold *f, __int128 units, struct decimal *out);

/* What a cycle is to those who read it: its quantity as a number, its net.  ERR_LIMIT. */
enum err fold_cycle(const struct fold *f, struct ledger_cycle *out);

#endif
