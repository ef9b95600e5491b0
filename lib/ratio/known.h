/* SPDX-License-Identifier: Apache-2.0 */
/*
 * known.h - a number, or why there is none.
 *
 * Room:      lib/ratio.  Calls: lib/base.
 * Never:     a NaN or an infinity as a value.
 */
#ifndef RATIO_KNOWN_H
#define RATIO_KNOWN_H

#include "lib/ratio/real.h"

/* X(reason, its name where nulls are explained) */
#define KNOWN_TABLE(X)                                                           \
	X(KNOWN, "")                                                             \
	X(KNOWN_NO_OBSERVATIONS, "no_observations")                              \
	X(KNOWN_TOO_FEW, "insufficient_observations")                            \
	X(KNOWN_NO_VARIATION, "no_variation")   /* all returns are the same */   \
	X(KNOWN_NO_LOSS, "no_loss")             /* nothing to divide by */       \
	X(KNOWN_NO_DRAWDOWN, "no_drawdown")     /* the index never fell */       \
	X(KNOWN_NO_CAPITAL, "no_capital")       /* a denominator of 0 or less */ \
	X(KNOWN_NO_ROOT, "no_root")             /* no rate explains the flows */ \
	X(KNOWN_NOT_RECOVERED, "not_recovered") /* the index is still below */   \
	X(KNOWN_OUT_OF_RANGE, "out_of_range")   /* the formula's value is too big */

enum known_why {
#define X(why, name) why,
	KNOWN_TABLE(X)
#undef X
	    KNOWN_WHY_COUNT
};

/* "no_variation"; "" for KNOWN. */
const char *known_why_name(enum known_why why);

struct known {
	enum known_why why; /* KNOWN: `value` counts */
	double value;
};

/* `value`, or KNOWN_OUT_OF_RANGE when it is not finite. */
struct known known_value(double value);

/* No value, for this reason. */
struct known known_not(enum known_why why);

/* a / b; `why` when b is 0. */
struct known known_quotient(double a, double b, enum known_why why);

/* a * factor, where a is known. */
struct known known_times(struct known a, double factor);

#endif
