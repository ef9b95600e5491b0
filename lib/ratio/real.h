/* SPDX-License-Identifier: Apache-2.0 */
/*
 * real.h - exp, log and powers of our own, because a library's differ from machine to machine.
 *
 * Room:      lib/ratio.  Calls: lib/base.
 * Promises:  + - * / only, in one order: the same bits everywhere.
 */
#ifndef RATIO_REAL_H
#define RATIO_REAL_H

#include "lib/ratio/pair.h"

/* Neither infinite nor NaN? */
bool real_is_finite(double x);

/* e^x, off by less than one unit in the last place; 0 below -700, infinity above 700. */
double real_exp(double x);

/* e^x - 1 and log(1 + x) for x > -1, off by less than 0.51 units in the last place. */
double real_expm1(double x);
double real_log1p(double x);

/* log w for a w between 2^-500 and 2^500: a relative error below 2^-90. */
struct pair real_log_pair(struct pair w);

/*
 * wealth^periods - 1, off by less than 0.51 units in the last place when |periods| < 2^30; -1 when
 * wealth is not above 0; infinity past e^700.
 */
double real_growth(struct pair wealth, double periods);

#endif
