/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mwr.h - the money-weighted return: the one rate at which all flows come to nothing (XIRR).
 *
 * The unknown is G, the growth of one unit over the whole span as a logarithm: h(G) = sum of
 * a * e^(-G tau), tau running from 0 at the first flow to 1 at the last.  Neither a day's 115 per
 * cent nor a total loss overflows there.  All roots in [-60, 60] are found: an interval in which h,
 * or its slope, cannot be 0 is settled; any other is cut in two.  Both are differences of sums
 * that only fall with G, so their values at the ends bound them in between, and so does a series of
 * twelve terms from the left end, whose rest is known: the count is proven, up to rounding and to
 * roots closer together than 2^-40.  Where h comes so near to 0 that rounding hides on which side
 * it is, that is one root, also when h only touches 0; where it stays there up to an end of the
 * search, none.
 *
 * Room:      lib/ratio.  Calls: lib/decimal, lib/base.
 * Promises:  a root to 1e-13, or to what rounding lets be told where h is flat; among several the
 *            one with the least |G|, and the status says so.  It ends soon, however flat h is.
 */
#ifndef RATIO_MWR_H
#define RATIO_MWR_H

#include "lib/ratio/known.h"

/* X(status, its name) */
#define MWR_TABLE(X)                                                     \
	X(MWR_OK, "ok")                                                  \
	X(MWR_MULTIPLE, "multiple")                                      \
	X(MWR_NO_SIGN_CHANGE, "no_sign_change") /* money went one way */ \
	X(MWR_NO_ROOT, "no_root")                                        \
	X(MWR_NO_TIME_SPAN, "no_time_span") /* all in one millisecond */

enum mwr_status {
#define X(status, name) status,
	MWR_TABLE(X)
#undef X
	    MWR_STATUS_COUNT
};

/* "no_root". */
const char *mwr_status_name(enum mwr_status s);

/* As the investor sees it: paid in < 0, taken out > 0. */
struct mwr_flow {
	int64_t ts_ms; /* of the years 1 to 9999 */
	struct decimal amount;
};

enum { MWR_ROOTS_MAX = 16 };

struct mwr {
	enum mwr_status status;
	size_t root_count;           /* all found, of which roots[] holds the first */
	double roots[MWR_ROOTS_MAX]; /* G, rising */
	int64_t span_ms;
	double growth_log;          /* G: with MWR_OK and MWR_MULTIPLE */
	double annual_log;          /* the same for 365 days */
	struct known period_return; /* e^G - 1 */
	struct known annual_return; /* KNOWN_OUT_OF_RANGE past 1e100 */
};

/* Solve; flows in any order, those of 0 do not count.  ERR_NOMEM. */
enum err mwr_of(const struct mwr_flow *flows, size_t count, struct mwr *out);

#endif
