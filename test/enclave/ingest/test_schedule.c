/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/schedule.h"

#include "lib/exchange/binance.h"
#include "test/check.h"

enum { HOUR_MS = 3600000, DAY_MS = 86400000, ACCOUNTS = 1000 };

TEST(schedule_asks_once_an_hour_what_is_cheap_and_once_a_day_what_is_dear)
{
	static const struct {
		const char *feed;
		int64_t period_ms;
	} cases[] = {
		{ "wallet.deposits", HOUR_MS }, { "wallet.dividends", HOUR_MS },
		{ "wallet.transfers", DAY_MS },    /* cheap, but there are thirty kinds of them */
		{ "wallet.fiat_orders", HOUR_MS }, /* dear to its own key alone */
		{ "margin.loans", DAY_MS }, { "margin.capital_flow", DAY_MS },
		{ "linear.income", DAY_MS }, { "linear.liquidations", DAY_MS },
		{ "spot.fills", DAY_MS }, { "linear.fills", DAY_MS },
		{ "isolated.interest", DAY_MS }, /* of one symbol, but there may be hundreds */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_INT(schedule_period_ms(&exchange_binance,
			      exchange_feed_by_name(&exchange_binance, cases[i].feed)),
		    cases[i].period_ms);
}

TEST(schedule_has_one_moment_in_each_period)
{
	for (uint64_t number = 0; number < 200; number++) {
		const struct schedule s = schedule_of(HOUR_MS, number);
		const int64_t first_ms = schedule_last_ms(&s, 10LL * DAY_MS);

		CHECK(first_ms <= 10LL * DAY_MS && first_ms > 10LL * DAY_MS - HOUR_MS);
		CHECK_INT(schedule_last_ms(&s, first_ms), first_ms);
		CHECK_INT(schedule_last_ms(&s, first_ms - 1), first_ms - HOUR_MS);
		CHECK_INT(schedule_last_ms(&s, first_ms + HOUR_MS - 1), first_ms);
		CHECK_INT(schedule_last_ms(&s, first_ms + HOUR_MS), first_ms + HOUR_MS);
	}
}

/* Of a thousand accounts no hour of the day gets twice its share, whatever tells them apart. */
static void
check_spread(uint64_t first, uint64_t step)
{
	size_t hours[24] = { 0 };

	for (uint64_t i = 0; i < ACCOUNTS; i++) {
		const struct schedule s = schedule_of(DAY_MS, schedule_mix(first + i * step, 7));
		const int64_t at_ms = schedule_last_ms(&s, 2LL * DAY_MS - 1) - DAY_MS;

		CHECK(at_ms >= 0 && at_ms < DAY_MS);
		hours[at_ms / HOUR_MS]++;
	}
	for (size_t i = 0; i < 24; i++)
		CHECK(hours[i] > 0 && hours[i] < 2 * (ACCOUNTS / 24));
}

TEST(schedule_spreads_accounts_over_the_day)
{
	check_spread(0, 1);
	check_spread(1795868400000, 1); /* begun millisecond after millisecond */
	check_spread(1795868400000, 60000);
	check_spread(1, UINT64_C(1) << 32);
}

TEST(schedule_spreads_the_symbols_of_one_account)
{
	size_t hours[24] = { 0 }, busy = 0;

	for (uint64_t symbol = 0; symbol < 100; symbol++) {
		const struct schedule s = schedule_of(DAY_MS, schedule_mix(5, symbol));

		hours[(2LL * DAY_MS - 1 - schedule_last_ms(&s, 2LL * DAY_MS - 1)) / HOUR_MS]++;
	}
	for (size_t i = 0; i < 24; i++) {
		busy += hours[i] > 0;
		CHECK(hours[i] < 15);
	}
	CHECK(busy > 18);
}
