/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drawdown.h - the wealth index of a series, and how far and how long it was below its best.
 *
 * The index begins at 1 before the first return; index i stands after the i-th.  From a return of
 * -1 or less on it stays 0.  Two wealths, or two falls, within 2^-51 of each other are the same:
 * what differs there is how returns were rounded.
 *
 * Room:      lib/ratio.  Calls: lib/base.
 */
#ifndef RATIO_DRAWDOWN_H
#define RATIO_DRAWDOWN_H

#include "lib/ratio/pair.h"

struct drawdown {
	struct pair wealth; /* at the end */
	double deepest;     /* wealth / its best so far - 1, at its lowest: <= 0 */
	double now;         /* the same at the end */
	double squares;     /* sum of the squares of that, over the returns */
	size_t peak_i;      /* the last index at the best before the deepest fall began */
	size_t trough_i;    /* the first index of the deepest fall */
	size_t recovery_i;  /* the first at the old best again; counts when is_recovered */
	bool is_recovered;  /* false also when there was no fall */
	size_t longest;     /* most returns between an index and its last best */
};

/* Walk over `count` returns. */
void drawdown_of(const double *r, size_t count, struct drawdown *out);

#endif
