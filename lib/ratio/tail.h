/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tail.h - the worst returns: value at risk and what is lost beyond it.
 *
 * Losses are positive here.  The quantile is type 7 of Hyndman and Fan (The American Statistician
 * 50, 1996): linear between order statistics; `percent` is a whole number so that its position is
 * one.
 *
 * Room:      lib/ratio.  Calls: lib/base.
 */
#ifndef RATIO_TAIL_H
#define RATIO_TAIL_H

#include "lib/ratio/known.h"

struct tail {
	struct known var;  /* minus the quantile */
	struct known cvar; /* minus the mean of the floor((n - 1) a) + 1 lowest */
	struct known
	    shortfall; /* minus the mean of the lowest n a, a part of one counted as such */
};

/* Of `count` returns the tail of `percent`, 1 to 50.  `r` comes back in another order. */
void tail_of(double *r, size_t count, unsigned percent, struct tail *out);

#endif
