/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/metrics_cycles.h"
#include "test/lib/ledger/made.h"

static struct ledger_cycles
cycles_of(uint64_t wins, const char *profit, uint64_t losses, const char *loss)
{
	return (struct ledger_cycles){
		.count = wins + losses + 1,
		.wins = wins,
		.losses = losses,
		.breakevens = 1,
		.profit = made_number(profit),
		.loss = made_number(loss),
	};
}

TEST(metrics_cycles_divide_once_and_exactly)
{
	const struct ledger_cycles c = cycles_of(3, "10", 2, "7");
	const struct metrics_cycles m = metrics_cycles_of(&c);

	CHECK_NUMBER(m.win_rate.value, "0.5");
	CHECK_NUMBER(m.profit_factor.value, "1.428571428571428571");
	CHECK_NUMBER(m.payoff.value, "0.952380952380952381");
	CHECK_NUMBER(m.expectancy.value, "0.5");
	CHECK_NUMBER(m.expectancy_r.value, "0.142857142857142857");
}

TEST(metrics_cycles_without_a_loss_a_win_or_any_say_why)
{
	const struct ledger_cycles none = { 0 }, won = cycles_of(1, "5", 0, "0"),
				   lost = cycles_of(0, "0", 1, "5");
	struct metrics_cycles m = metrics_cycles_of(&none);

	CHECK_INT(m.win_rate.reason, METRICS_NO_ROUND_TRIPS);
	CHECK_INT(m.expectancy_r.reason, METRICS_NO_ROUND_TRIPS);
	m = metrics_cycles_of(&won);
	CHECK_NUMBER(m.win_rate.value, "0.5");
	CHECK_INT(m.profit_factor.reason, METRICS_NO_LOSS);
	CHECK_INT(m.payoff.reason, METRICS_NO_LOSS);
	CHECK_NUMBER(m.expectancy.value, "2.5");
	CHECK_INT(m.expectancy_r.reason, METRICS_NO_LOSS);
	m = metrics_cycles_of(&lost);
	CHECK_NUMBER(m.profit_factor.value, "0");
	CHECK_INT(m.payoff.reason, METRICS_NO_WIN);
	CHECK_NUMBER(m.expectancy_r.value, "-0.5");
}

TEST(metrics_cycles_of_any_size_are_a_number_or_out_of_range)
{
	const struct ledger_cycles huge =
	    cycles_of(3, "170000000000000000000", 1000000000, "160000000000000000000");
	const struct ledger_cycles far = cycles_of(1, "170000000000000000000", 1, "0.001");
	struct metrics_cycles m = metrics_cycles_of(&huge);

	CHECK_NUMBER(m.profit_factor.value, "1.0625");
	CHECK_NUMBER(m.payoff.value, "354166666.666666666666666667");
	m = metrics_cycles_of(&far);
	CHECK_INT(m.profit_factor.reason, METRICS_OUT_OF_RANGE);
	CHECK_NUMBER(m.win_rate.value, "0.333333333333333333");
}
