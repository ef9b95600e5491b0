/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/daily.h"

#include "test/check.h"

enum { DAYS = 11 };

struct made {
	struct returns_equity equity[DAYS + 1];
	struct returns_day days[DAYS];
	struct returns_ask ask;
};

/* Days of 1000 that do not move, but for the first, of 10 that grow to 20. */
static struct made
made_days(void)
{
	struct made m = { .ask = { .day_ms = 86400000, .day_count = DAYS } };

	for (size_t i = 0; i < DAYS; i++) {
		m.equity[i] = (struct returns_equity){ true, decimal_of(i == 0 ? 10 : 1000) };
		m.days[i] = (struct returns_day){
			.kind = RETURNS_SIMPLE, .has_return = true, .r = i == 0 ? 1.0 : 0.0
		};
	}
	return m;
}

static struct daily
daily(struct made *m)
{
	struct daily out;

	m->ask.equity = m->equity;
	CHECK_OK(daily_of(&m->ask, m->days, &out));
	return out;
}

TEST(daily_growth_on_little_capital_is_told_apart)
{
	struct made m = made_days();

	CHECK(daily(&m).low_capital_share.value == 1);
	m.days[5].r = 1;
	CHECK(daily(&m).low_capital_share.value == 0.5);
	m.equity[0].value = decimal_of(100); /* a tenth is not under a tenth */
	CHECK(daily(&m).low_capital_share.value == 0);
	m.equity[0].value = (struct decimal){ 0 };
	m.days[0].flows = decimal_of(99); /* it began with its deposit */
	CHECK(daily(&m).low_capital_share.value == 0.5);
}

TEST(daily_ratios_are_of_the_days_that_have_a_return)
{
	struct made m = made_days();

	m.days[3] = (struct returns_day){ .kind = RETURNS_IDLE };
	m.days[4] = (struct returns_day){ .kind = RETURNS_GAP };
	CHECK_INT(daily(&m).ratios.count, DAYS - 2);
	CHECK(daily(&m).ratios.total_return.value == 1);
}

TEST(daily_says_why_there_is_no_share)
{
	struct made m = made_days();

	m.days[0].r = 0;
	CHECK(daily(&m).low_capital_share.why == KNOWN_NO_VARIATION);
	m.days[7].r = -1;
	CHECK(daily(&m).low_capital_share.why == KNOWN_OUT_OF_RANGE);
	m.ask.day_count = 0;
	CHECK(daily(&m).low_capital_share.why == KNOWN_NO_OBSERVATIONS);
	CHECK(daily(&m).ratios.count == 0);
}
