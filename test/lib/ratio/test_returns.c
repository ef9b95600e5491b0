/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/returns.h"

#include "test/check.h"
#include "test/lib/ratio/series.h"

enum { DAY = 86400000, DAYS_MOST = 8 };

static struct decimal
amount(double x)
{
	return (struct decimal){ (__int128)(int64_t)(x * 1000) * 1000000000000000 };
}

/* Equity of "not known". */
#define UNKNOWN (-777777.0)

struct made {
	struct returns_day days[DAYS_MOST];
	struct returns_total total;
};

static enum err
run(const double *equity, size_t count, const struct returns_flow *flows, size_t flow_count,
    struct made *out)
{
	struct returns_equity known[DAYS_MOST + 1];

	for (size_t i = 0; i < count; i++)
		known[i] = (struct returns_equity){ equity[i] != UNKNOWN, amount(equity[i]) };
	return returns_of(&(struct returns_ask){ 0, DAY, known, count - 1, flows, flow_count },
	    out->days, &out->total);
}

#define RUN(out, flows, ...)                                                   \
	do {                                                                   \
		const double equity_[] = { __VA_ARGS__ };                      \
		CHECK_OK(run(equity_, sizeof(equity_) / sizeof(double), flows, \
		    sizeof(flows) / sizeof((flows)[0]), out));                 \
	} while (0)

#define RUN_PLAIN(out, ...)                                                             \
	do {                                                                            \
		const double equity_[] = { __VA_ARGS__ };                               \
		CHECK_OK(run(equity_, sizeof(equity_) / sizeof(double), NULL, 0, out)); \
	} while (0)

static void
check_day(const struct returns_day *d, enum returns_kind kind, double r)
{
	CHECK_TEXT(returns_kind_name(d->kind), returns_kind_name(kind));
	CHECK_REAL(d->r, r);
}

TEST(returns_without_flows_are_quotients)
{
	struct made m;

	RUN_PLAIN(&m, 100, 150, 75);
	check_day(&m.days[0], RETURNS_SIMPLE, 0.5);
	check_day(&m.days[1], RETURNS_SIMPLE, -0.5);
	CHECK_KNOWN(m.total.twr, -0.25);
	CHECK_KNOWN(m.total.modified_dietz, -0.25);
	CHECK_KNOWN(m.total.mwr.period_return, -0.25);
	CHECK_INT(m.total.observation_count, 2);
	CHECK(decimal_compare(m.total.pnl, decimal_of(-25)) == 0);
}

/* 17 CFR part 4, appendix B: exactly ten per cent. */
TEST(returns_with_values_at_flows_are_chained)
{
	const struct returns_flow flows[] = {
		{ DAY / 3, amount(4000), true, amount(11000), 0 },
		{ DAY / 3 * 2, amount(-2000), true, amount(12000), 0 },
	};
	struct made m;

	RUN(&m, flows, 10000, 12500);
	check_day(&m.days[0], RETURNS_CHAIN, 0.1);
	CHECK(!m.days[0].is_large_flow_unvalued);
	CHECK(decimal_compare(m.total.net_flows, decimal_of(2000)) == 0);
	CHECK(decimal_compare(m.total.deposits, decimal_of(4000)) == 0);
	CHECK(decimal_compare(m.total.withdrawals, decimal_of(2000)) == 0);
}

TEST(returns_with_values_do_not_depend_on_the_flows)
{
	for (int64_t size = -900; size <= 3000; size += 300) {
		const double left = 1100 + (double)size;
		const struct returns_flow flows[] = {
			{ DAY / 2, amount((double)size), true, amount(1100), 0 },
		};
		struct made m;

		RUN(&m, flows, 1000, left * 1.5);
		check_day(&m.days[0], RETURNS_CHAIN, 0.65);
	}
}

TEST(returns_without_values_weigh_flows_by_time)
{
	const struct returns_flow flows[] = { { DAY / 4 * 3, amount(600), false, { 0 }, 0 } };
	struct made m;

	RUN(&m, flows, 1000, 1650);
	check_day(&m.days[0], RETURNS_DIETZ, 50.0 / 1150);
	CHECK(m.days[0].is_large_flow_unvalued);
	CHECK_INT(m.total.large_flow_count, 1);
}

TEST(returns_of_hardly_any_weighed_capital_put_flows_at_the_ends)
{
	const struct returns_flow flows[] = { { 1000, amount(-990), false, { 0 }, 0 } };
	struct made m;

	RUN(&m, flows, 1000, 11);
	check_day(&m.days[0], RETURNS_IN_OUT, 0.001);
}

/* 0.07 is a tenth of 0.7, and not above it, though 0.7 / 10 in binary is less than 0.07. */
TEST(returns_know_a_tenth_to_the_last_digit)
{
	const struct returns_flow tenth[] = { { DAY / 2, amount(0.07), false, { 0 }, 0 } };
	const struct returns_flow more[] = { { DAY / 2, amount(-0.08), false, { 0 }, 0 } };
	const struct returns_flow most[] = { { 0, amount(-0.63), false, { 0 }, 0 } };
	struct made m;

	RUN(&m, tenth, 0.7, 0.8);
	CHECK(!m.days[0].is_large_flow_unvalued);
	RUN(&m, more, 0.7, 0.8);
	CHECK(m.days[0].is_large_flow_unvalued);
	RUN(&m, most, 0.7, 0.1); /* 0.07 are left: a tenth of 0.7 is enough */
	CHECK_TEXT(returns_kind_name(m.days[0].kind), "dietz");
}

TEST(returns_of_an_empty_day_begin_at_its_first_deposit)
{
	const struct returns_flow in[] = { { DAY / 2, amount(1000), false, { 0 }, 0 } };
	const struct returns_flow out[] = { { DAY / 2, amount(-1050), false, { 0 }, 0 } };
	const struct returns_flow both[] = {
		{ DAY / 4, amount(100), false, { 0 }, 0 },
		{ DAY / 2, amount(-110), false, { 0 }, 0 },
	};
	struct made m;

	RUN(&m, in, 0, 990);
	check_day(&m.days[0], RETURNS_SIMPLE, -0.01);
	RUN(&m, out, 1000, 0);
	check_day(&m.days[0], RETURNS_SIMPLE, 0.05);
	RUN(&m, both, 0, 0);
	check_day(&m.days[0], RETURNS_SIMPLE, 0.1);
}

TEST(returns_are_none_of_idle_negative_and_unknown_days)
{
	struct made m;

	RUN_PLAIN(&m, 0, 0, 0);
	check_day(&m.days[0], RETURNS_IDLE, 0);
	CHECK(!m.days[0].has_return);
	CHECK_INT(m.total.idle_count, 2);
	CHECK_NOT(m.total.twr, KNOWN_NO_OBSERVATIONS);
	CHECK_NOT(m.total.modified_dietz, KNOWN_NO_CAPITAL);
	CHECK_INT(m.total.mwr.status, MWR_NO_SIGN_CHANGE);
	RUN_PLAIN(&m, 100, 50, -10, 20);
	check_day(&m.days[1], RETURNS_RUIN, -1);
	check_day(&m.days[2], RETURNS_NEGATIVE_START, 0);
	CHECK(m.total.is_ruined);
	CHECK_KNOWN(m.total.twr, -1);
	CHECK_INT(m.total.gap_count, 1);
	RUN_PLAIN(&m, 100, UNKNOWN, 100, 110);
	check_day(&m.days[0], RETURNS_GAP, 0);
	check_day(&m.days[1], RETURNS_GAP, 0);
	check_day(&m.days[2], RETURNS_SIMPLE, 0.1);
	CHECK(m.total.is_whole);
	RUN_PLAIN(&m, UNKNOWN, 100);
	CHECK(!m.total.is_whole);
	CHECK_NOT(m.total.modified_dietz, KNOWN_NO_OBSERVATIONS);
}

TEST(returns_of_a_withdrawn_and_refilled_day_skip_the_empty_part)
{
	const struct returns_flow flows[] = {
		{ DAY / 4, amount(-1200), true, amount(1200), 0 },
		{ DAY / 2, amount(500), true, { 0 }, 0 },
	};
	struct made m;

	RUN(&m, flows, 1000, 550);
	check_day(&m.days[0], RETURNS_CHAIN, 1.2 * 1.1 - 1);
}

TEST(returns_of_a_day_ruined_between_flows_stay_ruined)
{
	const struct returns_flow flows[] = {
		{ DAY / 4, amount(500), true, amount(-100), 0 },
	};
	struct made m;

	RUN(&m, flows, 1000, 4000);
	check_day(&m.days[0], RETURNS_RUIN, -1);
}

TEST(returns_refuse_flows_out_of_order_or_outside)
{
	const double equity[] = { 100, 110 };
	const struct returns_flow late[] = { { DAY, amount(1), false, { 0 }, 0 } };
	const struct returns_flow early[] = { { -1, amount(1), false, { 0 }, 0 } };
	const struct returns_flow turned[] = {
		{ 5, amount(1), false, { 0 }, 0 },
		{ 4, amount(1), false, { 0 }, 0 },
	};
	struct made m;

	CHECK_ERR(run(equity, 2, late, 1, &m), ERR_INPUT);
	CHECK_ERR(run(equity, 2, early, 1, &m), ERR_INPUT);
	CHECK_ERR(run(equity, 2, turned, 2, &m), ERR_INPUT);
}

TEST(returns_say_when_a_sum_leaves_the_range)
{
	static const __int128 most = (__int128)(~(unsigned __int128)0 >> 1);
	const struct returns_flow flows[] = {
		{ 5, { most }, false, { 0 }, 0 },
		{ 6, { most }, false, { 0 }, 0 },
	};
	const double equity[] = { 100, 110 };
	struct made m;

	CHECK_ERR(run(equity, 2, flows, 2, &m), ERR_LIMIT);
}

TEST(returns_kinds_have_names)
{
	CHECK_TEXT(returns_kind_name(RETURNS_IN_OUT), "inout");
	CHECK_TEXT(returns_kind_name(RETURNS_KIND_COUNT), "unknown");
}
