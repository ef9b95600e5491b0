/* SPDX-License-Identifier: Apache-2.0 */
/* Held against the C library's long doubles, which are good for some 64 bits where we test. */
#include "lib/ratio/real.h"

#include <float.h>
#include <math.h>

#include "test/check.h"
#include "test/lib/ratio/series.h"

/* How far `got` is from `exact`, in units of got's last place. */
static double
units_off(double got, long double exact)
{
	const double next = nextafter(fabs(got), INFINITY);

	return (double)(fabsl((long double)got - exact) / (long double)(next - fabs(got)));
}

static void
check_off(double got, long double exact, double most)
{
	if (units_off(got, exact) > most)
		print_message("%.17g is %g units off\n", got, units_off(got, exact));
	CHECK(units_off(got, exact) <= most);
}

TEST(real_functions_stay_within_their_bounds)
{
	uint64_t seed = 3;
	static const double scales[] = { 1e-12, 1e-6, 1e-3, 0.1, 0.7, 1, 20, 300, 690 };

	if (LDBL_MANT_DIG < 64)
		check_skip("needs a long double of 64 bits or more to hold against");
	for (size_t s = 0; s < sizeof(scales) / sizeof(scales[0]); s++) {
		for (int i = 0; i < 2000; i++) {
			const double x = series_next(&seed, scales[s]);

			check_off(real_exp(x), expl((long double)x), 1);
			check_off(real_expm1(x), expm1l((long double)x), 0.51);
			if (x > -0.999)
				check_off(real_log1p(x), log1pl((long double)x), 0.51);
		}
	}
}

/* log(1 + x) of a pair beside x in a long double: x to some 2^-64. */
TEST(real_growth_stays_within_its_bound)
{
	uint64_t seed = 5;

	if (LDBL_MANT_DIG < 64)
		check_skip("needs a long double of 64 bits or more to hold against");
	for (int i = 0; i < 5000; i++) {
		const double rate = series_next(&seed, 0.9), periods = series_next(&seed, 12);
		const long double log = log1pl((long double)rate) * (long double)periods;
		const double got = real_growth(pair_sum(1, rate), periods);

		check_off(got, expm1l(log), 0.6 + fabs((double)log) / 100);
	}
}

TEST(real_values_that_are_known)
{
	CHECK(real_exp(0) == 1);
	CHECK(real_expm1(0) == 0);
	CHECK(real_log1p(0) == 0);
	CHECK_REAL(real_exp(1), 2.718281828459045);
	CHECK(real_expm1(1) == 1.7182818284590453);
	CHECK(real_log1p(1) == 0x1.62e42fefa39efp-1);
	CHECK(real_growth((struct pair){ 1.5, 0 }, 2) == 1.25);
	CHECK(real_growth((struct pair){ 4, 0 }, 0.5) == 1);
	CHECK(real_growth((struct pair){ 1, 0 }, 365) == 0);
	CHECK_REAL(real_growth((struct pair){ 1e-20, 0 }, 0.1), -0.99);
	CHECK_REAL(real_growth((struct pair){ 1e30, 0 }, 1.0 / 30), 9);
	CHECK_REAL(pair_real(real_log_pair((struct pair){ 1e-300, 0 })), -690.77552789821370521);
}

TEST(real_ends_are_kept)
{
	CHECK(real_exp(-701) == 0);
	CHECK(isinf(real_exp(701)));
	CHECK(real_exp(700) > 1e303 && real_exp(-700) > 0);
	CHECK(real_expm1(-701) == -1);
	CHECK(isinf(real_expm1(701)));
	CHECK(real_growth((struct pair){ 0, 0 }, 3) == -1);
	CHECK(real_growth((struct pair){ -1, 0 }, 3) == -1);
	CHECK(isinf(real_growth((struct pair){ 1e300, 0 }, 2)));
	CHECK(real_growth((struct pair){ 1e-300, 0 }, 2) == -1);
	CHECK(real_is_finite(DBL_MAX) && real_is_finite(-DBL_MAX));
	CHECK(!real_is_finite(INFINITY) && !real_is_finite(-INFINITY) && !real_is_finite(NAN));
}

/* A bit that moves here moves the numbers that are signed. */
TEST(real_bits_are_these_on_every_machine)
{
	uint64_t seed = 1, sum = 14695981039346656037ULL;

	for (int i = 0; i < 3000; i++) {
		const double x = series_next(&seed, 30);
		const double got[] = { real_exp(x), real_expm1(x), real_log1p(fabs(x)),
			real_growth(pair_sum(1, fabs(x)), x) };

		for (size_t k = 0; k < sizeof(got); k++)
			sum = (sum ^ ((const uint8_t *)got)[k]) * 1099511628211ULL;
	}
	assert_int_equal(sum, UINT64_C(0xc5915f6d409c9079));
}
