/* SPDX-License-Identifier: Apache-2.0 */
/*
 * benchmark.h - a series beside another one, over the periods in which both have a return.
 *
 * Room:      lib/ratio.  Calls: lib/base.
 */
#ifndef RATIO_BENCHMARK_H
#define RATIO_BENCHMARK_H

#include "lib/ratio/known.h"

/* X(member): each is a struct known. */
#define BENCHMARK_TABLE(X)    \
	X(beta)               \
	X(alpha_ann)          \
	X(corr)               \
	X(r2)                 \
	X(tracking_error_ann) \
	X(information_ratio)

struct benchmark {
#define X(member) struct known member;
	BENCHMARK_TABLE(X)
#undef X
	size_t count; /* common periods */
};

struct benchmark_ask {
	const double *r, *b; /* b is NaN where there is none */
	size_t count;
	double per_year, rf_period; /* rf of one period */
};

/* Work it out. */
void benchmark_of(const struct benchmark_ask *ask, struct benchmark *out);

#endif
