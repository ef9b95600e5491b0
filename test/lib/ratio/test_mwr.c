/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/mwr.h"

#include <math.h>

#include "test/check.h"
#include "test/lib/ratio/series.h"

#define DAYS(n) ((int64_t)(n)*86400000)
#define FLOW(day, whole)                                      \
	{                                                     \
		DAYS(day),                                    \
		{                                             \
			(__int128)(whole)*1000000000000000000 \
		}                                             \
	}
#define SOLVE(out, ...)                                                            \
	do {                                                                       \
		static const struct mwr_flow flows_[] = { __VA_ARGS__ };           \
		CHECK_OK(mwr_of(flows_, sizeof(flows_) / sizeof(flows_[0]), out)); \
	} while (0)

TEST(mwr_of_one_deposit_is_its_growth)
{
	struct mwr m;

	SOLVE(&m, FLOW(0, -100), FLOW(365, 110));
	CHECK_INT(m.status, MWR_OK);
	CHECK_INT(m.root_count, 1);
	CHECK_KNOWN(m.period_return, 0.1);
	CHECK_KNOWN(m.annual_return, 0.1);
	CHECK(m.span_ms == DAYS(365));
	SOLVE(&m, FLOW(730, 144), FLOW(0, -100)); /* in any order */
	CHECK_KNOWN(m.period_return, 0.44);
	CHECK_KNOWN(m.annual_return, 0.2);
	SOLVE(&m, FLOW(5, -100), FLOW(7, 0), FLOW(9, 100), FLOW(90, 0)); /* zeros do not count */
	CHECK_KNOWN(m.period_return, 0);
	CHECK(m.span_ms == DAYS(4));
}

TEST(mwr_is_the_same_for_the_other_side)
{
	struct mwr mine, theirs;

	SOLVE(&mine, FLOW(0, -100), FLOW(10, -50), FLOW(20, 170));
	SOLVE(&theirs, FLOW(0, 100), FLOW(10, 50), FLOW(20, -170));
	CHECK_REAL(mine.growth_log, theirs.growth_log);
}

TEST(mwr_survives_a_total_loss_and_a_wild_gain)
{
	struct mwr m;

	SOLVE(&m, FLOW(0, -100000000), FLOW(1, 1));
	CHECK_INT(m.status, MWR_OK);
	CHECK_REAL(m.growth_log, -log(1e8));
	SOLVE(&m, FLOW(0, -1), FLOW(1, 1000000000));
	CHECK_INT(m.status, MWR_OK);
	CHECK_KNOWN(m.period_return, 999999999);
	CHECK_NOT(m.annual_return, KNOWN_OUT_OF_RANGE);
}

TEST(mwr_counts_every_root_and_takes_the_nearest_to_nothing)
{
	struct mwr m;

	/* in e^-G/2 = x: -1000 + 2300 x - 1320 x^2, roots 1/1.1 and 1/1.2 */
	SOLVE(&m, FLOW(0, -1000), FLOW(10, 2300), FLOW(20, -1320));
	CHECK_INT(m.status, MWR_MULTIPLE);
	CHECK_INT(m.root_count, 2);
	CHECK_KNOWN(m.period_return, 0.21);
	CHECK_REAL(real_expm1(m.roots[1]), 0.44);
	/* (x - 1)(x - 1/2)(x - 1/4) * 8: e^-G/3 = x */
	SOLVE(&m, FLOW(0, -1), FLOW(10, 7), FLOW(20, -14), FLOW(30, 8));
	CHECK_INT(m.status, MWR_MULTIPLE);
	CHECK_INT(m.root_count, 3);
	CHECK(fabs(m.growth_log) < 1e-12);
	CHECK_REAL(m.roots[1], 3 * log(2));
	CHECK_REAL(m.roots[2], 3 * log(4));
}

TEST(mwr_finds_two_roots_that_are_close)
{
	struct mwr m;

	/* (1 - x)(1.0001 - x), times 10000 */
	SOLVE(&m, FLOW(0, 10001), FLOW(1, -20001), FLOW(2, 10000));
	CHECK_INT(m.status, MWR_MULTIPLE);
	CHECK_INT(m.root_count, 2);
	CHECK(fabs(m.growth_log) < 1e-9);
}

/* Where h only touches 0 rounding makes many a change of sign: it is one root. */
TEST(mwr_counts_a_root_that_is_several_once)
{
	struct mwr m;

	SOLVE(&m, FLOW(0, -100), FLOW(1, 200), FLOW(2, -100)); /* (1 - x)^2 */
	CHECK_INT(m.status, MWR_OK);
	CHECK_INT(m.root_count, 1);
	CHECK(fabs(m.growth_log) < 1e-9);
	SOLVE(&m, FLOW(0, 676), FLOW(30, -520), FLOW(60, 100)); /* (26 - 10 x)^2 */
	CHECK_INT(m.root_count, 1);
	CHECK(fabs(m.growth_log + 2 * log(2.6)) < 1e-9);
	SOLVE(&m, FLOW(0, 8), FLOW(1, -12), FLOW(2, 6), FLOW(3, -1)); /* (2 - x)^3 */
	CHECK_INT(m.root_count, 1);
	CHECK(fabs(m.growth_log + 3 * log(2)) < 1e-4);
	/* (2 - x)^2 (4 - x): one of them is two */
	SOLVE(&m, FLOW(0, 16), FLOW(1, -20), FLOW(2, 8), FLOW(3, -1));
	CHECK_INT(m.status, MWR_MULTIPLE);
	CHECK_INT(m.root_count, 2);
	CHECK_REAL(m.roots[0], -3 * log(4));
	CHECK(fabs(m.roots[1] + 3 * log(2)) < 1e-9);
}

/* However flat h is, this takes no longer: money that came and went at once, many times. */
TEST(mwr_ends_where_all_rates_are_alike)
{
	static const int64_t power[] = { 1, -10, 45, -120, 210, -252, 210, -120, 45, -10, 1 };
	struct mwr_flow flows[12] = { 0 };
	struct mwr m;

	SOLVE(&m, FLOW(0, -7), FLOW(0, 7), FLOW(9, -7), FLOW(9, 7)); /* 0 at every rate */
	CHECK_INT(m.status, MWR_NO_ROOT);
	for (int i = 0; i < 11; i++) /* (1 - x)^10 */
		flows[i] = (struct mwr_flow){ DAYS(i), decimal_of(power[i]) };
	CHECK_OK(mwr_of(flows, 11, &m));
	CHECK_INT(m.root_count, 1);
	for (int i = 0; i < 11; i++) /* the same in eleven milliseconds of a year */
		flows[i].ts_ms = i;
	flows[11] = (struct mwr_flow){ DAYS(365), { 1 } };
	CHECK_OK(mwr_of(flows, 12, &m));
	CHECK(m.root_count <= 1);
}

/* Money that comes for a millisecond, day after day: all rates are alike but for 1e-10 of it. */
TEST(mwr_ends_where_all_rates_are_nearly_alike)
{
	struct mwr_flow flows[2000];
	struct mwr m;

	for (int i = 0; i < 1000; i++) {
		flows[2 * i] = (struct mwr_flow){ DAYS(i), decimal_of(-50) };
		flows[2 * i + 1] = (struct mwr_flow){ DAYS(i) + 1, decimal_of(50) };
	}
	CHECK_OK(mwr_of(flows, 2000, &m));
	CHECK_INT(m.status, MWR_OK);
	CHECK_INT(m.root_count, 1);
	CHECK(fabs(m.growth_log) < 1e-4);
}

TEST(mwr_says_when_there_is_none)
{
	struct mwr m;

	CHECK_OK(mwr_of(NULL, 0, &m));
	CHECK_INT(m.status, MWR_NO_SIGN_CHANGE);
	SOLVE(&m, FLOW(0, -100), FLOW(9, -1));
	CHECK_INT(m.status, MWR_NO_SIGN_CHANGE);
	CHECK_INT(m.root_count, 0);
	CHECK_NOT(m.period_return, KNOWN_NO_ROOT);
	CHECK_NOT(m.annual_return, KNOWN_NO_ROOT);
	SOLVE(&m, FLOW(3, -100), FLOW(3, 100));
	CHECK_INT(m.status, MWR_NO_TIME_SPAN);
	SOLVE(&m, FLOW(0, 100), FLOW(10, -10), FLOW(20, 100));
	CHECK_INT(m.status, MWR_NO_ROOT);
	CHECK_TEXT(mwr_status_name(MWR_NO_TIME_SPAN), "no_time_span");
	CHECK_TEXT(mwr_status_name(MWR_STATUS_COUNT), "unknown");
}

/* One deposit of each of many days, grown at a rate we chose: the rate comes back. */
TEST(mwr_finds_the_rate_that_made_the_flows)
{
	uint64_t seed = 29;

	for (int round = 0; round < 200; round++) {
		const double rate = series_next(&seed, 3);
		struct mwr_flow flows[50] = { 0 };
		double end = 0;
		struct mwr m;

		for (int i = 0; i < 49; i++) {
			const double a = floor(series_next(&seed, 500) + 1000);

			flows[i] = (struct mwr_flow){ DAYS(i), decimal_of(-(int64_t)a) };
			end += a * exp(rate * (49 - i) / 49);
		}
		flows[49] = (struct mwr_flow){ DAYS(49), { (__int128)(end * 1e18) } };
		CHECK_OK(mwr_of(flows, 50, &m));
		CHECK_INT(m.status, MWR_OK);
		CHECK(fabs(m.growth_log - rate) < 1e-13 * (1 + fabs(rate)));
	}
}
