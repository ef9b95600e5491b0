/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/outbound/budget.h"
#include "test/check.h"

enum { MINUTE = 60000 };

static const struct exchange_limit per_minute = { .amount = 6000, .window_ms = MINUTE };
static const struct exchange_limit drains = { .amount = 15, .window_ms = 45000, .drains = true };
static const int64_t start_ms = 29921760 * (int64_t)MINUTE;

/* Take what may be taken, looking each `step_ms`; the weight taken from `from_ms` on. */
static unsigned
greedy(struct budget *b, int64_t from_ms, int64_t length_ms, int64_t step_ms, unsigned weight)
{
	unsigned taken = 0;

	for (int64_t t = from_ms; t < from_ms + length_ms; t += step_ms)
		for (; budget_wait_ms(b, t, weight) == 0; taken += weight)
			budget_take(b, t, weight);
	return taken;
}

TEST(budget_gives_three_quarters_at_once_and_the_rest_as_the_window_passes)
{
	struct budget b = budget_of(&per_minute, BUDGET_SHARE_PERCENT);

	CHECK_INT(greedy(&b, start_ms, 1, 1, 20), 4360); /* of 5820, in twenties */
	CHECK_INT(budget_wait_ms(&b, start_ms, 20), (4380000 - 4365000) * 60000LL / 5820000 + 1);
	CHECK_INT(greedy(&b, start_ms, MINUTE / 8, 1, 20), 5080 - 4360);
	CHECK_INT(greedy(&b, start_ms, MINUTE, 1, 20), 5820 - 5080);
	CHECK_INT(budget_wait_ms(&b, start_ms + 59999, 1), 1); /* full: the next window */
	CHECK_INT(budget_wait_ms(&b, start_ms + MINUTE, 1), 0);
}

TEST(budget_reaches_its_share_of_any_minute_and_passes_it_in_no_window)
{
	for (int64_t phase = 0; phase < MINUTE; phase += 7001) {
		struct budget b = budget_of(&per_minute, BUDGET_SHARE_PERCENT);
		const unsigned taken = greedy(&b, start_ms + phase, MINUTE, 50, 20);

		CHECK(taken >= 5700);
		CHECK(b.used_milli <= b.allowed_milli);
	}
}

TEST(budget_never_takes_more_than_its_share_in_one_window)
{
	static const unsigned weights[] = { 1, 5, 20, 30, 100, 2400 };

	for (size_t i = 0; i < sizeof(weights) / sizeof(weights[0]); i++) {
		struct budget b = budget_of(&per_minute, BUDGET_SHARE_PERCENT);

		for (int n = 0; n < 3; n++) {
			const unsigned taken =
			    greedy(&b, start_ms + n * MINUTE, MINUTE, 13, weights[i]);

			CHECK(taken <= 5820 && taken + weights[i] > 5820);
		}
	}
}

TEST(budget_lets_a_request_go_that_takes_more_than_there_is)
{
	struct budget b = budget_of(&per_minute, 10);

	CHECK_INT(greedy(&b, start_ms, MINUTE, 100, 2400), 2400); /* once in a window */
	CHECK_INT(greedy(&b, start_ms + MINUTE, MINUTE, 100, 2400), 2400);
}

TEST(budget_believes_the_server_when_it_has_counted_more)
{
	struct budget b = budget_of(&per_minute, BUDGET_SHARE_PERCENT);
	const int64_t late_ms = start_ms + 59000;

	budget_take(&b, late_ms, 20);
	budget_correct(&b, late_ms, late_ms, 5810);
	CHECK_INT(budget_wait_ms(&b, late_ms, 10), 0);
	CHECK_INT(budget_wait_ms(&b, late_ms, 11), 1000);
	budget_correct(&b, late_ms, late_ms, 20); /* less: an answer that overtook another */
	CHECK_INT(budget_wait_ms(&b, late_ms, 11), 1000);
	budget_correct(&b, late_ms, late_ms, UINT64_MAX);
	CHECK_INT(budget_wait_ms(&b, late_ms + 1000, 11), 0);
}

TEST(budget_takes_no_word_of_a_window_that_may_be_over)
{
	struct budget b = budget_of(&per_minute, BUDGET_SHARE_PERCENT);

	/* Sent in the old window, or so early in this one that the server may not be there yet. */
	budget_correct(&b, start_ms - 1, start_ms + 100, 5900);
	CHECK_INT(budget_wait_ms(&b, start_ms + 100, 20), 0);
	budget_correct(&b, start_ms + BUDGET_EDGE_MS - 1, start_ms + 1100, 5900);
	CHECK_INT(budget_wait_ms(&b, start_ms + 1100, 20), 0);
	budget_correct(&b, start_ms + BUDGET_EDGE_MS, start_ms + 1100, 5900);
	CHECK_INT(budget_wait_ms(&b, start_ms + 1100, 20), MINUTE - 1100);
}

TEST(budget_stays_away_as_long_as_it_is_told_and_else_the_rest_of_the_window)
{
	struct budget b = budget_of(&per_minute, BUDGET_SHARE_PERCENT);

	budget_block(&b, start_ms + 10000, 0, 250); /* "Retry-After: 0" says nothing */
	CHECK_INT(budget_wait_ms(&b, start_ms + 10000, 1), 50250);
	CHECK_INT(budget_wait_ms(&b, start_ms + MINUTE + 249, 1), 1);
	CHECK_INT(budget_wait_ms(&b, start_ms + MINUTE + 250, 1), 0);
	budget_block(&b, start_ms + MINUTE, 120000, 250);
	budget_block(&b, start_ms + MINUTE, 5000, 250); /* a shorter one does not end it */
	CHECK_INT(budget_wait_ms(&b, start_ms + MINUTE, 1), 120000);
	CHECK_INT(budget_wait_ms(&b, start_ms + 3 * MINUTE, 1), 0);
}

TEST(budget_that_drains_has_no_windows)
{
	struct budget b = budget_of(&drains, 100); /* 15, one less each three seconds */

	CHECK_INT(greedy(&b, start_ms, 1, 1, 1), 15);
	CHECK_INT(budget_wait_ms(&b, start_ms, 1), 3000);
	CHECK_INT(budget_wait_ms(&b, start_ms, 2), 6000);
	CHECK(budget_wait_ms(&b, start_ms + 2990, 1) <= 10 + 3); /* thousandths are rounded down */
	CHECK_INT(greedy(&b, start_ms + 1, 45000, 1, 1), 15);
	CHECK_INT(greedy(&b, start_ms + 10 * 45000, 1, 1, 1), 15); /* it saves nothing up */
	budget_correct(&b, start_ms + 10 * 45000, start_ms + 10 * 45000, 25);
	CHECK_INT(budget_wait_ms(&b, start_ms + 10 * 45000, 1), 33000);
}

TEST(budget_is_unused_when_its_window_is_over_and_nothing_blocks_it)
{
	struct budget b = budget_of(&per_minute, BUDGET_SHARE_PERCENT), d = budget_of(&drains, 100);

	CHECK(budget_is_unused(&b, start_ms));
	budget_take(&b, start_ms, 1);
	CHECK(!budget_is_unused(&b, start_ms + MINUTE - 1));
	CHECK(budget_is_unused(&b, start_ms + MINUTE));
	budget_block(&b, start_ms + MINUTE, 5000, 0);
	CHECK(!budget_is_unused(&b, start_ms + MINUTE + 4999));
	CHECK(budget_is_unused(&b, start_ms + MINUTE + 5000));
	budget_take(&d, start_ms, 2);
	CHECK(!budget_is_unused(&d, start_ms + 5990));
	CHECK(budget_is_unused(&d, start_ms + 6000));
}
