/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pair.h - numbers as the unevaluated sum of two doubles, and sums that lose nothing on the way.
 *
 * |lo| is at most half a unit in the last place of hi, so a pair carries some 106 bits.  The
 * building blocks are exact: a sum is its rounding and what was lost (Knuth, The Art of Computer
 * Programming 4.2.2), a product likewise (Dekker, Numerische Mathematik 18, 1971).  They rely on
 * IEEE 754 doubles without contraction, and on magnitudes between 2^-500 and 2^500.
 *
 * Room:      lib/ratio.  Calls: lib/decimal, lib/base.
 * Promises:  a relative error below 2^-100 for each of + - * / of pairs.
 */
#ifndef RATIO_PAIR_H
#define RATIO_PAIR_H

#include "lib/decimal/decimal.h"

struct pair {
	double hi, lo;
};

/* a + b, exactly. */
static inline struct pair
pair_sum(double a, double b)
{
	const double hi = a + b, of_b = hi - a;

	return (struct pair){ hi, (a - (hi - of_b)) + (b - of_b) };
}

/* The same when |a| >= |b| or a is 0. */
static inline struct pair
pair_settle(double a, double b)
{
	const double hi = a + b;

	return (struct pair){ hi, b - (hi - a) };
}

/* a * b, exactly. */
static inline struct pair
pair_product(double a, double b)
{
	static const double cut = 134217729; /* 2^27 + 1: halves of 26 bits */
	const double hi = a * b, a_cut = a * cut, b_cut = b * cut;
	const double a_hi = a_cut - (a_cut - a), b_hi = b_cut - (b_cut - b);
	const double a_lo = a - a_hi, b_lo = b - b_hi;

	return (struct pair){ hi, ((a_hi * b_hi - hi) + a_hi * b_lo + a_lo * b_hi) + a_lo * b_lo };
}

static inline struct pair
pair_add(struct pair a, struct pair b)
{
	const struct pair hi = pair_sum(a.hi, b.hi), lo = pair_sum(a.lo, b.lo);
	const struct pair all = pair_settle(hi.hi, hi.lo + lo.hi);

	return pair_settle(all.hi, all.lo + lo.lo);
}

static inline struct pair
pair_add_real(struct pair a, double b)
{
	const struct pair hi = pair_sum(a.hi, b);

	return pair_settle(hi.hi, hi.lo + a.lo);
}

static inline struct pair
pair_multiply(struct pair a, struct pair b)
{
	const struct pair hi = pair_product(a.hi, b.hi);

	return pair_settle(hi.hi, hi.lo + (a.hi * b.lo + a.lo * b.hi));
}

/* b is not 0. */
struct pair pair_divide(struct pair a, struct pair b);

/* The nearest double. */
static inline double
pair_real(struct pair a)
{
	return a.hi + a.lo;
}

/* An amount as a pair: a relative error below 2^-100. */
struct pair pair_of_decimal(struct decimal d);

/* An amount as the nearest double, or its neighbour. */
double pair_real_of_decimal(struct decimal d);

/* A long sum: what each addition lost is kept beside (Neumaier, ZAMM 54, 1974). */
struct pair_total {
	double sum, lost;
};

static inline void
pair_total_add(struct pair_total *t, double x)
{
	const struct pair s = pair_sum(t->sum, x);

	t->sum = s.hi;
	t->lost += s.lo;
}

static inline double
pair_total_real(const struct pair_total *t)
{
	return t->sum + t->lost;
}

#endif
