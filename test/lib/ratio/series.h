/* SPDX-License-Identifier: Apache-2.0 */
/* Short words for numbers in tests of lib/ratio. */
#ifndef TEST_RATIO_SERIES_H
#define TEST_RATIO_SERIES_H

#include "lib/ratio/known.h"
#include "test/check.h"

/* Equal to 1e-13 of their size, or 1e-15. */
#define CHECK_REAL(a, b) check_near((a), (b), __FILE__, __LINE__)
void check_near(double a, double b, const char *file, int line);

/* A known number, and nearly this one. */
#define CHECK_KNOWN(k, x)                          \
	do {                                       \
		const struct known check_k_ = (k); \
		CHECK_INT(check_k_.why, KNOWN);    \
		CHECK_REAL(check_k_.value, x);     \
	} while (0)

/* No number, for this reason. */
#define CHECK_NOT(k, reason) CHECK_INT((k).why, reason)

/* A seeded generator: returns between -`spread` and +`spread`. */
double series_next(uint64_t *state, double spread);

#endif
