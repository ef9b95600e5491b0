/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/drawdown.h"

/* Where the walk stands. */
struct walk {
	struct pair best;
	size_t best_i;
	struct pair old_best; /* from which the deepest fall fell */
};

/* wealth / best - 1, without losing what they have in common. */
static double
below(struct pair wealth, struct pair best)
{
	return ((wealth.hi - best.hi) + (wealth.lo - best.lo)) / best.hi;
}

/* Within this they are the same: what differs there is how returns were rounded. */
static const double same = 0x1p-51;

static bool
is_reached(double below)
{
	return below >= -same;
}

static void
step(struct walk *w, size_t i, struct drawdown *d)
{
	double fall = below(d->wealth, w->best);

	if (is_reached(fall)) {
		if (fall > 0)
			w->best = d->wealth;
		w->best_i = i;
		fall = 0;
	}
	if (fall < d->deepest - same) {
		d->deepest = fall;
		d->peak_i = w->best_i;
		d->trough_i = i;
		d->is_recovered = false;
		w->old_best = w->best;
	} else if (d->deepest < 0 && !d->is_recovered &&
	    is_reached(below(d->wealth, w->old_best))) {
		d->is_recovered = true;
		d->recovery_i = i;
	}
	if (i - w->best_i > d->longest)
		d->longest = i - w->best_i;
	d->squares += fall * fall;
	d->now = fall;
}

void
drawdown_of(const double *r, size_t count, struct drawdown *out)
{
	struct walk w = { .best = { 1, 0 }, .old_best = { 1, 0 } };

	*out = (struct drawdown){ .wealth = { 1, 0 } };
	for (size_t i = 0; i < count; i++) {
		out->wealth = r[i] <= -1 ? (struct pair){ 0, 0 }
					 : pair_multiply(out->wealth, pair_sum(1, r[i]));
		step(&w, i + 1, out);
	}
}
