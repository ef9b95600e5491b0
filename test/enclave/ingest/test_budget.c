/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/budget.h"
#include "test/check.h"

enum { MINUTE = 60000 };

TEST(budget_gives_95_percent_of_a_minute_and_then_waits_for_the_next)
{
	struct budget b = budget_of(6000);
	unsigned taken = 0;

	while (budget_take(&b, 5000, 20))
		taken += 20;
	CHECK_INT(taken, 5700);
	CHECK_INT(budget_wait_ms(&b, 5000, 20), MINUTE - 5000);
	CHECK(!budget_take(&b, MINUTE - 1, 1));
	CHECK(budget_take(&b, MINUTE, 20));
}

TEST(budget_believes_the_server_when_it_counts_more)
{
	struct budget b = budget_of(6000);

	CHECK(budget_take(&b, 0, 20));
	budget_correct(&b, 10, 5690);
	CHECK(!budget_take(&b, 20, 20));
	CHECK(budget_take(&b, 20, 10));
	budget_correct(&b, 30, 5);
	CHECK(!budget_take(&b, 40, 1)); /* less is not believed */
	budget_correct(&b, MINUTE + 5, 5);
	CHECK(budget_take(&b, MINUTE + 6, 20)); /* another minute */
}

TEST(budget_is_blocked_as_long_as_the_server_says_or_for_the_rest_of_the_minute)
{
	struct budget b = budget_of(6000);

	budget_block(&b, 1000, 5000);
	CHECK(!budget_take(&b, 5999, 1));
	CHECK_INT(budget_wait_ms(&b, 2000, 1), 4000);
	CHECK(budget_take(&b, 6000, 1));
	budget_block(&b, 10000, 0);
	CHECK(!budget_take(&b, MINUTE - 1, 1));
	CHECK(!budget_take(&b, MINUTE + 249, 1));
	CHECK(budget_take(&b, MINUTE + 250, 1));
	budget_block(&b, MINUTE + 1000, 10000);
	budget_block(&b, MINUTE + 1000, 10); /* a shorter one does not shorten it */
	CHECK(!budget_take(&b, MINUTE + 10999, 1));
}
