/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/drawdown.h"

#include "test/check.h"
#include "test/lib/ratio/series.h"

#define WALK(out, ...)                                                         \
	do {                                                                   \
		static const double returns_[] = { __VA_ARGS__ };              \
		drawdown_of(returns_, sizeof(returns_) / sizeof(double), out); \
	} while (0)

TEST(drawdown_of_nothing_and_of_gains_is_none)
{
	struct drawdown d;

	drawdown_of(NULL, 0, &d);
	CHECK(pair_real(d.wealth) == 1 && d.deepest == 0 && !d.is_recovered);
	WALK(&d, 0.5, 0, 0.5);
	CHECK(pair_real(d.wealth) == 2.25 && d.deepest == 0 && !d.is_recovered);
	CHECK_INT(d.peak_i, 0);
	CHECK_INT(d.trough_i, 0);
	CHECK_INT(d.longest, 0);
	CHECK(d.now == 0);
}

TEST(drawdown_counts_from_the_start_and_names_its_dates)
{
	struct drawdown d;

	WALK(&d, -0.5, 0.5, 0.5); /* 1, 0.5, 0.75, 1.125 */
	CHECK(d.deepest == -0.5 && d.is_recovered);
	CHECK_INT(d.peak_i, 0);
	CHECK_INT(d.trough_i, 1);
	CHECK_INT(d.recovery_i, 3);
	CHECK_INT(d.longest, 2);
	CHECK_REAL(d.squares, 0.25 + 0.0625);
	WALK(&d, 1, 0, -0.25, 0.125, -0.5, 1); /* 2, 2, 1.5, 1.6875, 0.84375, 1.6875 */
	CHECK_REAL(d.deepest, 0.84375 / 2 - 1);
	CHECK_INT(d.peak_i, 2); /* the last index at the best */
	CHECK_INT(d.trough_i, 5);
	CHECK(!d.is_recovered);
	CHECK_INT(d.longest, 4);
	CHECK_REAL(d.now, 1.6875 / 2 - 1);
}

TEST(drawdown_takes_the_first_of_two_equal_ones)
{
	struct drawdown d;

	WALK(&d, -0.5, 1, -0.5, 3);
	CHECK_INT(d.trough_i, 1);
	CHECK_INT(d.recovery_i, 2);
	CHECK_INT(d.peak_i, 0);
}

TEST(drawdown_takes_the_first_of_two_that_only_rounding_tells_apart)
{
	static const double drops[] = { -0.01, -0.03, -0.07, -0.1, -0.3, -0.6 };
	static const double rises[] = { 0.02, 0.05, 0.11, 0.7, 1.3, 2.9 };
	struct drawdown d;

	for (size_t i = 0; i < 6; i++)
		for (size_t j = 0; j < 6; j++) {
			/* a new best and the same fall from it, again and again */
			const double r[] = { drops[i], 3, drops[i], 3, rises[j], drops[i], 3,
				rises[j], rises[j], drops[i] };

			drawdown_of(r, 10, &d);
			CHECK_REAL(d.deepest, drops[i]);
			CHECK_INT(d.peak_i, 0);
			CHECK_INT(d.trough_i, 1);
			CHECK(d.is_recovered);
			CHECK_INT(d.recovery_i, 2);
		}
}

TEST(drawdown_is_recovered_where_the_decimals_say_so)
{
	struct drawdown d;

	WALK(&d, -0.2, 0.25, -0.1); /* 0.8 * 1.25 is 1, but not in doubles */
	CHECK(d.is_recovered);
	CHECK_INT(d.recovery_i, 2);
	WALK(&d, -0.2, 0.2499999999, 0);
	CHECK(!d.is_recovered);
}

TEST(drawdown_of_ruin_is_whole_and_stays)
{
	struct drawdown d;

	WALK(&d, 0.5, -1, 5, 5);
	CHECK(d.deepest == -1 && d.now == -1 && pair_real(d.wealth) == 0);
	CHECK_INT(d.peak_i, 1);
	CHECK_INT(d.trough_i, 2);
	CHECK(!d.is_recovered);
	CHECK_INT(d.longest, 3);
	WALK(&d, -3, -3);
	CHECK(pair_real(d.wealth) == 0 && d.deepest == -1);
}
