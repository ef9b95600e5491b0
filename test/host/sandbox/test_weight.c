/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/weight.h"
#include "test/check.h"

static const int64_t start_ms = 1700000040000; /* a whole minute */

static struct weight_book book;

static void
book_clear(void)
{
	book = (struct weight_book){ 0 };
}

static struct weight_answer
take(int64_t weight, int64_t now_ms)
{
	return weight_take(&book, "127.0.0.1", WEIGHT_API, weight, now_ms);
}

TEST(weight_allows_the_limit_and_not_one_more_in_a_minute)
{
	book_clear();
	for (int i = 0; i < WEIGHT_API_MAX / 20; i++) {
		const struct weight_answer a = take(20, start_ms + i);

		CHECK_INT(a.verdict, WEIGHT_OK);
		CHECK_INT(a.used, 20 * (i + 1));
	}
	CHECK_INT(take(1, start_ms + 15000).verdict, WEIGHT_TOO_MUCH);
	CHECK_INT(take(1, start_ms + 15000).retry_after_s, 45);
	CHECK_INT(take(1, start_ms + 59999).verdict, WEIGHT_TOO_MUCH);
	CHECK_INT(take(1, start_ms + 60000).verdict, WEIGHT_OK);
}

TEST(weight_counts_each_address_and_each_budget_apart)
{
	book_clear();
	CHECK_INT(take(WEIGHT_API_MAX, start_ms).verdict, WEIGHT_OK);
	CHECK_INT(take(1, start_ms).verdict, WEIGHT_TOO_MUCH);
	CHECK_INT(weight_take(&book, "127.0.0.2", WEIGHT_API, 1, start_ms).verdict, WEIGHT_OK);
	CHECK_INT(weight_take(&book, "127.0.0.1", WEIGHT_SAPI, WEIGHT_SAPI_MAX, start_ms).verdict,
	    WEIGHT_OK);
	CHECK_INT(
	    weight_take(&book, "127.0.0.1", WEIGHT_SAPI, 1, start_ms).verdict, WEIGHT_TOO_MUCH);
	CHECK_INT(weight_take(&book, "127.0.0.1", WEIGHT_FREE, 0, start_ms).verdict, WEIGHT_OK);
}

static void
exhaust(int64_t now_ms)
{
	assert_int_equal(take(WEIGHT_API_MAX, now_ms).verdict, WEIGHT_OK);
	for (int i = 0; i < WEIGHT_PATIENCE; i++)
		assert_int_equal(take(1, now_ms).verdict, WEIGHT_TOO_MUCH);
}

TEST(weight_bans_who_goes_on_and_doubles_up_to_three_days)
{
	int64_t now_ms = start_ms, ban_ms = 120000;

	book_clear();
	for (int i = 0; i < 14; i++) {
		struct weight_answer a;

		exhaust(now_ms);
		a = take(1, now_ms);
		CHECK_INT(a.verdict, WEIGHT_BANNED);
		CHECK_INT(a.banned_until_ms, now_ms + ban_ms);
		CHECK_INT(a.retry_after_s, ban_ms / 1000);
		CHECK_INT(take(1, a.banned_until_ms - 1).verdict, WEIGHT_BANNED);
		CHECK_INT(take(1, a.banned_until_ms - 1).retry_after_s, 1);
		CHECK_INT(
		    weight_take(&book, "127.0.0.1", WEIGHT_FREE, 0, now_ms).verdict, WEIGHT_BANNED);
		now_ms = a.banned_until_ms;
		ban_ms = ban_ms * 2 < 259200000 ? ban_ms * 2 : 259200000;
	}
	CHECK_INT(ban_ms, 259200000);
}

TEST(weight_counts_raw_requests_over_five_minutes)
{
	const int64_t now_ms = start_ms - start_ms % 300000;

	book_clear();
	for (int minute = 0; minute < 5; minute++)
		for (int i = 0; i < WEIGHT_RAW_MAX / 5; i++)
			CHECK_INT(take(0, now_ms + minute * 60000).verdict, WEIGHT_OK);
	CHECK_INT(take(0, now_ms + 299000).verdict, WEIGHT_TOO_MUCH);
	CHECK_INT(take(0, now_ms + 299000).retry_after_s, 1);
	CHECK_INT(take(0, now_ms + 300000).verdict, WEIGHT_OK);
}

TEST(weight_forgets_the_quietest_address_when_it_knows_too_many)
{
	char address[32];

	book_clear();
	for (int i = 0; i < WEIGHT_PEERS_MAX + 5; i++) {
		(void)snprintf(address, sizeof(address), "10.0.0.%d", i);
		CHECK_INT(
		    weight_take(&book, address, WEIGHT_API, WEIGHT_API_MAX, start_ms + i * 60000LL)
			.verdict,
		    WEIGHT_OK);
	}
	CHECK_INT(
	    weight_take(&book, address, WEIGHT_API, 1, start_ms + (WEIGHT_PEERS_MAX + 4) * 60000LL)
		.verdict,
	    WEIGHT_TOO_MUCH);
}
