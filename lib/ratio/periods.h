/* SPDX-License-Identifier: Apache-2.0 */
/*
 * periods.h - returns by calendar month and year.
 *
 * Room:      lib/ratio.  Calls: lib/base.
 */
#ifndef RATIO_PERIODS_H
#define RATIO_PERIODS_H

#include "lib/ratio/known.h"

enum period_kind { PERIOD_MONTH, PERIOD_YEAR };

struct period {
	int64_t year;
	unsigned month;      /* 1 to 12; 0 for a year */
	struct known growth; /* product of (1 + r) - 1; KNOWN_NO_OBSERVATIONS in between */
	size_t count;        /* observations */
};

struct periods_ask {
	const int32_t *days; /* since 1970-01-01, rising */
	const double *r;
	size_t count;
	enum period_kind kind;
};

/*
 * Hand every period from the first observation's to the last one's to `each`, oldest first.  An
 * error of `each` stops and is returned.
 */
enum err periods_each(const struct periods_ask *ask,
    enum err (*each)(void *self, const struct period *p), void *self);

/* The calendar month of a day. */
struct period period_of(int32_t day, enum period_kind kind);

#endif
