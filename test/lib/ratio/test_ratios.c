/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/ratios.h"

#include <math.h>

#include "test/check.h"
#include "test/lib/ratio/series.h"

static struct ratios
record(const double *r, size_t count, double per_year, double rf)
{
	struct ratios out;

	CHECK_OK(ratios_of(
	    &(struct ratios_series){ .r = r, .count = count, .per_year = per_year, .rf = rf },
	    &out));
	return out;
}

TEST(ratios_by_hand)
{
	static const double r[] = { 0.5, -0.25, 0, 0.75 };
	const struct ratios k = record(r, 4, 4, 0);

	CHECK_INT(k.count, 4);
	CHECK_KNOWN(k.total_return, 1.5 * 0.75 * 1.75 - 1);
	CHECK_KNOWN(k.cagr, 1.5 * 0.75 * 1.75 - 1); /* four periods are a year */
	CHECK_KNOWN(k.mean, 0.25);
	CHECK_KNOWN(k.sd, sqrt((0.0625 + 0.25 + 0.0625 + 0.25) / 3));
	CHECK_KNOWN(k.vol_ann, 2 * sqrt(0.625 / 3));
	CHECK_KNOWN(k.sharpe, 0.25 / sqrt(0.625 / 3) * 2);
	CHECK_KNOWN(k.downside_dev_ann, 0.25);
	CHECK_KNOWN(k.sortino, 4);
	CHECK_KNOWN(k.omega0, 5);
	CHECK_KNOWN(k.gain_to_pain, 4);
	CHECK_KNOWN(k.max_drawdown, -0.25);
	CHECK_KNOWN(k.current_drawdown, 0);
	CHECK_KNOWN(k.calmar, (1.5 * 0.75 * 1.75 - 1) / 0.25);
	CHECK_KNOWN(k.best, 0.75);
	CHECK_KNOWN(k.worst, -0.25);
	CHECK_KNOWN(k.win_rate, 0.5);
	CHECK_KNOWN(k.ulcer, sqrt(2 * 0.0625 / 4));
	CHECK_KNOWN(k.skew, 0); /* deviations -0.5, -0.25, 0.25, 0.5 */
	CHECK_KNOWN(
	    k.kurtosis_excess, 3.0 / 2 * (5 * (0.1328125 / 4 / (0.15625 * 0.15625) - 3) + 6));
	CHECK_INT(k.positive_count, 2);
	CHECK_INT(k.negative_count, 1);
	CHECK_INT(k.zero_count, 1);
	CHECK_INT(k.win_streak, 1);
	CHECK_INT(k.loss_streak, 1);
}

TEST(ratios_take_the_riskless_return_off_sharpe_alone)
{
	static const double r[] = { 0.5, -0.25, 0, 0.75 };
	const struct ratios plain = record(r, 4, 2, 0), above = record(r, 4, 2, 0.21);

	CHECK_KNOWN(above.sharpe, (0.25 - 0.1) / sqrt(0.625 / 3) * sqrt(2));
	CHECK(above.sortino.value == plain.sortino.value);
	CHECK(above.omega0.value == plain.omega0.value);
	CHECK(above.vol_ann.value == plain.vol_ann.value);
}

TEST(ratios_standard_error_by_its_formula)
{
	static const double r[] = { 0.5, -0.25, 0, 0.75, 0.125 };
	const struct ratios k = record(r, 5, 9, 0);
	const double s = k.sharpe.value / 3;

	CHECK_KNOWN(k.sharpe_se_ann,
	    sqrt((1 + s * s / 2 - k.skew.value * s + k.kurtosis_excess.value / 4 * s * s) / 4) * 3);
}

TEST(ratios_of_few_returns_say_what_they_lack)
{
	static const double r[] = { 0.01, -0.02, 0.03 };
	struct ratios k = record(NULL, 0, 365, 0);

#define X(member) CHECK_NOT(k.member, KNOWN_NO_OBSERVATIONS);
	RATIO_TABLE(X)
#undef X
	k = record(r, 1, 365, 0);
	CHECK_KNOWN(k.total_return, 0.01);
	CHECK_NOT(k.sd, KNOWN_TOO_FEW);
	CHECK_NOT(k.sharpe, KNOWN_TOO_FEW);
	CHECK_NOT(k.skew, KNOWN_TOO_FEW);
	CHECK_NOT(k.sortino, KNOWN_NO_LOSS);
	CHECK_KNOWN(k.var95, -0.01);
	k = record(r, 2, 365, 0);
	CHECK_INT(k.sharpe.why, KNOWN);
	CHECK_NOT(k.skew, KNOWN_TOO_FEW);
	CHECK_NOT(k.sharpe_se_ann, KNOWN_TOO_FEW);
	k = record(r, 3, 365, 0);
	CHECK_INT(k.skew.why, KNOWN);
	CHECK_NOT(k.kurtosis_excess, KNOWN_TOO_FEW);
	CHECK_NOT(k.sharpe_se_ann, KNOWN_TOO_FEW);
}

TEST(ratios_of_constant_returns_have_no_sharpe)
{
	static const double r[] = { 0.001, 0.001, 0.001, 0.001, 0.001 };
	const struct ratios k = record(r, 5, 365, 0);

	CHECK_KNOWN(k.mean, 0.001);
	CHECK_KNOWN(k.sd, 0);
	CHECK_KNOWN(k.vol_ann, 0);
	CHECK_NOT(k.sharpe, KNOWN_NO_VARIATION);
	CHECK_NOT(k.skew, KNOWN_NO_VARIATION);
	CHECK_NOT(k.kurtosis_excess, KNOWN_NO_VARIATION);
	CHECK_NOT(k.sortino, KNOWN_NO_LOSS);
	CHECK_NOT(k.omega0, KNOWN_NO_LOSS);
	CHECK_NOT(k.calmar, KNOWN_NO_DRAWDOWN);
}

TEST(ratios_of_ruin)
{
	static const double r[] = { 0.5, -1, 0.5, 0.25 };
	const struct ratios k = record(r, 4, 365, 0);

	CHECK_KNOWN(k.total_return, -1);
	CHECK_KNOWN(k.cagr, -1);
	CHECK_KNOWN(k.max_drawdown, -1);
	CHECK_KNOWN(k.calmar, -1);
}

TEST(ratios_that_grow_out_of_range_are_not_infinite)
{
	static const double r[] = { 1e12, 1e12, -0.5, 1e12, 0 };
	const struct ratios k = record(r, 5, 365, 0);

	CHECK_NOT(k.cagr, KNOWN_OUT_OF_RANGE);
	CHECK_NOT(k.calmar, KNOWN_OUT_OF_RANGE);
#define X(member) CHECK(real_is_finite(k.member.value));
	RATIO_TABLE(X)
#undef X
}

TEST(ratios_do_not_depend_on_the_currency)
{
	double r[100], scaled[100];
	uint64_t seed = 17;

	for (size_t i = 0; i < 100; i++) {
		r[i] = series_next(&seed, 0.05);
		scaled[i] = r[i] * 1024;
	}
	const struct ratios a = record(r, 100, 365, 0), b = record(scaled, 100, 365, 0);
	CHECK(a.sharpe.value == b.sharpe.value); /* a power of two changes no bit */
	CHECK(a.sortino.value == b.sortino.value);
	CHECK(a.skew.value == b.skew.value);
	CHECK(a.omega0.value == b.omega0.value);
	CHECK(a.vol_ann.value * 1024 == b.vol_ann.value);
}

TEST(ratios_of_profits_are_those_that_need_no_capital)
{
	static const double r[] = { 0.5, -0.25, 0, 0.75, -0.125 };
	struct decimal profits[5];
	struct ratios of_returns = record(r, 5, 365, 0), k;

	for (size_t i = 0; i < 5; i++)
		profits[i] = (struct decimal){ (__int128)(r[i] * 1e6) * 1000000000000000000 };
	CHECK_OK(ratios_of_profits(profits, 5, &k));
	CHECK_KNOWN(k.sharpe, of_returns.sharpe.value);
	CHECK_KNOWN(k.sharpe_se_ann, of_returns.sharpe_se_ann.value);
	CHECK_KNOWN(k.sortino, of_returns.sortino.value);
	CHECK_KNOWN(k.omega0, of_returns.omega0.value);
	CHECK_KNOWN(k.gain_to_pain, of_returns.gain_to_pain.value);
	CHECK_KNOWN(k.skew, of_returns.skew.value);
	CHECK_KNOWN(k.win_rate, 0.4);
	CHECK_INT(k.positive_count, 2);
	CHECK_NOT(k.total_return, KNOWN_NO_CAPITAL);
	CHECK_NOT(k.vol_ann, KNOWN_NO_CAPITAL);
	CHECK_NOT(k.max_drawdown, KNOWN_NO_CAPITAL);
	CHECK_NOT(k.var95, KNOWN_NO_CAPITAL);
	CHECK_OK(ratios_of_profits(NULL, 0, &k));
	CHECK_NOT(k.sharpe, KNOWN_NO_OBSERVATIONS);
}

/* A bit that moves here moves the numbers that are signed. */
TEST(ratios_bits_are_these_on_every_machine)
{
	double r[3650], b[3650];
	uint64_t seed = 23, sum = 14695981039346656037ULL;
	struct ratios k;

	for (size_t i = 0; i < 3650; i++) {
		r[i] = series_next(&seed, 0.04) + 0.0005;
		b[i] = i % 50 == 0 ? (double)NAN : r[i] / 2 + series_next(&seed, 0.02);
	}
	CHECK_OK(ratios_of(&(struct ratios_series){ r, b, 3650, 365, 0.04 }, &k));
#define X(member)                                   \
	for (size_t i = 0; i < sizeof(double); i++) \
		sum = (sum ^ ((const uint8_t *)&k.member.value)[i]) * 1099511628211ULL;
	RATIO_TABLE(X)
#undef X
#define X(member)                                   \
	for (size_t i = 0; i < sizeof(double); i++) \
		sum = (sum ^ ((const uint8_t *)&k.benchmark.member.value)[i]) * 1099511628211ULL;
	BENCHMARK_TABLE(X)
#undef X
	assert_int_equal(sum, UINT64_C(0xa35523d52e92141a));
}
