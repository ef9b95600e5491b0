/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/benchmark.h"

#include <math.h>

#include "test/check.h"
#include "test/lib/ratio/series.h"

static struct benchmark
beside(const double *r, const double *b, size_t count)
{
	struct benchmark out;

	benchmark_of(&(struct benchmark_ask){ r, b, count, 4, 0 }, &out);
	return out;
}

TEST(benchmark_numbers_by_hand)
{
	/* means 2 and 1; deviations -1 0 1 and -1 1 0: cov 0.5, var 1, corr 0.5 */
	static const double r[] = { 1, 2, 3 }, b[] = { 0, 2, 1 };
	const struct benchmark k = beside(r, b, 3);

	CHECK_INT(k.count, 3);
	CHECK_KNOWN(k.beta, 0.5);
	CHECK_KNOWN(k.alpha_ann, 4 * (2 - 0.5));
	CHECK_KNOWN(k.corr, 0.5);
	CHECK_KNOWN(k.r2, 0.25);
	CHECK_KNOWN(k.tracking_error_ann, 2); /* differences 1 0 2: sd 1 */
	CHECK_KNOWN(k.information_ratio, 2);
}

TEST(benchmark_takes_the_periods_both_have)
{
	static const double r[] = { 1, 9, 2, 3 }, b[] = { 0, (double)NAN, 2, 1 };
	const struct benchmark k = beside(r, b, 4);

	CHECK_INT(k.count, 3);
	CHECK_KNOWN(k.beta, 0.5);
	CHECK_KNOWN(k.information_ratio, 2);
}

TEST(benchmark_takes_the_riskless_return_off_both)
{
	static const double r[] = { 1, 2, 3 }, b[] = { 0, 2, 1 };
	struct benchmark k;

	benchmark_of(&(struct benchmark_ask){ r, b, 3, 4, 0.5 }, &k);
	CHECK_KNOWN(k.alpha_ann, 4 * (1.5 - 0.5 * 0.5));
	CHECK_KNOWN(k.beta, 0.5);
}

TEST(benchmark_says_what_it_cannot)
{
	static const double one[] = { 0.1, 0.1, 0.1 }, two[] = { 0.1, 0.2, 0.3 };
	static const double ahead[] = { 1.5, 2.5, 3.5 }, behind[] = { 1, 2, 3 };
	static const double none[] = { (double)NAN, (double)NAN, (double)NAN };
	struct benchmark k = beside(two, one, 3);

	CHECK_NOT(k.beta, KNOWN_NO_VARIATION);
	CHECK_NOT(k.alpha_ann, KNOWN_NO_VARIATION);
	CHECK_NOT(k.corr, KNOWN_NO_VARIATION);
	CHECK_INT(k.tracking_error_ann.why, KNOWN);
	k = beside(one, two, 3);
	CHECK_REAL(k.beta.value, 0);
	CHECK_NOT(k.corr, KNOWN_NO_VARIATION);
	CHECK_NOT(k.r2, KNOWN_NO_VARIATION);
	k = beside(ahead, behind, 3);
	CHECK_KNOWN(k.tracking_error_ann, 0);
	CHECK_NOT(k.information_ratio, KNOWN_NO_VARIATION);
	k = beside(two, none, 3);
	CHECK_NOT(k.beta, KNOWN_NO_OBSERVATIONS);
	k = beside(two, two, 1);
	CHECK_NOT(k.beta, KNOWN_TOO_FEW);
	CHECK_NOT(k.tracking_error_ann, KNOWN_TOO_FEW);
	k = beside(two, two, 0);
	CHECK_NOT(k.r2, KNOWN_NO_OBSERVATIONS);
}
