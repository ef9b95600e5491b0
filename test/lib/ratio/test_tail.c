/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/tail.h"

#include <stdlib.h>

#include "test/check.h"
#include "test/lib/ratio/series.h"

enum { MOST = 500 };

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The definitions, over all of them in order. */
static void
check_tail(const double *r, size_t count, unsigned percent)
{
	double sorted[MOST], copy[MOST], sum = 0, part, beyond = 0, left;
	struct tail t;
	size_t k;

	memcpy(sorted, r, count * sizeof(*r));
	memcpy(copy, r, count * sizeof(*r));
	qsort(sorted, count, sizeof(*sorted), compare);
	tail_of(copy, count, percent, &t);
	k = (count - 1) * percent / 100;
	part = (double)((count - 1) * percent % 100) / 100;
	CHECK_KNOWN(t.var, -(sorted[k] + (k + 1 < count ? part * (sorted[k + 1] - sorted[k]) : 0)));
	for (size_t i = 0; i <= k; i++)
		sum += sorted[i];
	CHECK_KNOWN(t.cvar, -sum / (double)(k + 1));
	left = (double)(count * percent) / 100;
	for (size_t i = 0; i < count && left > 0; i++, left -= 1)
		beyond += (left < 1 ? left : 1) * sorted[i];
	CHECK_KNOWN(t.shortfall, -beyond / ((double)(count * percent) / 100));
	qsort(copy, count, sizeof(*copy), compare);
	assert_memory_equal(copy, sorted, count * sizeof(*copy)); /* none was lost */
}

TEST(tail_agrees_with_sorting_for_every_length)
{
	static const unsigned percents[] = { 1, 5, 10, 50 };
	double r[MOST];
	uint64_t seed = 13;

	for (size_t count = 1; count <= 130; count++) {
		for (size_t i = 0; i < count; i++)
			r[i] = series_next(&seed, 0.1);
		for (size_t p = 0; p < 4; p++)
			check_tail(r, count, percents[p]);
	}
}

TEST(tail_agrees_with_sorting_for_rows_in_order_and_with_repeats)
{
	double rising[MOST], falling[MOST], steps[MOST], same[MOST];

	for (size_t i = 0; i < MOST; i++) {
		rising[i] = (double)i / MOST;
		falling[i] = -rising[i];
		steps[i] = (double)(i % 7) / 8;
		same[i] = -0.25;
	}
	check_tail(rising, MOST, 5);
	check_tail(falling, MOST, 5);
	check_tail(steps, MOST, 5);
	check_tail(steps, MOST, 1);
	check_tail(same, MOST, 5);
}

TEST(tail_of_nothing_says_so)
{
	struct tail t;

	tail_of(NULL, 0, 5, &t);
	CHECK_NOT(t.var, KNOWN_NO_OBSERVATIONS);
	CHECK_NOT(t.cvar, KNOWN_NO_OBSERVATIONS);
	CHECK_NOT(t.shortfall, KNOWN_NO_OBSERVATIONS);
}
