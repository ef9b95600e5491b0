/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/venue_list.h"

#include "host/sandbox/life.h"
#include "test/check.h"
#include "test/host/sandbox/ask.h"

#define DIVIDENDS "/sapi/v1/asset/assetDividend"
#define DEPOSITS "/sapi/v1/capital/deposit/hisrec"
#define TRANSFERS "/sapi/v1/asset/transfer"

/* How often a text stands in the last answer. */
static size_t
times(const char *text)
{
	size_t count = 0;

	for (const char *at = ask_body(); (at = strstr(at, text)) != NULL; at++)
		count++;
	return count;
}

static size_t
rows(const char *path, const char *query)
{
	ask_calm();
	assert_int_equal(ask_signed("wallet", path, query), 200);
	return times("\"asset\":") + times("\"coin\":");
}

static void
clock_set(int64_t ms)
{
	ask_clock()->wall_ms = ms;
}

TEST(list_windows_hold_both_their_ends_and_one_end_alone_reaches_as_far_as_allowed)
{
	const struct journal *j;
	const struct event *e;
	char query[96];

	clock_set(MARKET_TO_MS);
	j = ask_account("wallet")->journal;
	for (e = j->events; e->kind != EVENT_DIVIDEND; e++)
		;
	(void)snprintf(query, sizeof(query), "startTime=%lld&endTime=%lld", (long long)e->ts_ms,
	    (long long)e->ts_ms);
	CHECK_INT(rows(DIVIDENDS, query), 1);
	(void)snprintf(query, sizeof(query), "startTime=%lld&endTime=%lld", (long long)e->ts_ms + 1,
	    (long long)e->ts_ms + 1);
	CHECK_INT(rows(DIVIDENDS, query), 0);
	(void)snprintf(query, sizeof(query), "startTime=%lld&limit=500", (long long)e->ts_ms);
	CHECK_INT(rows(DIVIDENDS, query), 180);
	(void)snprintf(query, sizeof(query), "endTime=%lld", (long long)e->ts_ms);
	CHECK_INT(rows(DIVIDENDS, query), 1);
	CHECK_INT(ask_signed("wallet", DIVIDENDS, "startTime=2&endTime=1"), 400);
	CHECK_INT(ask_code(), -1023);
	clock_set(1795305600000);
}

TEST(list_pages_cut_what_is_there_newest_first)
{
	clock_set(MARKET_TRADES_MS + 100 * LIFE_DAY_MS);
	CHECK_INT(rows(DIVIDENDS, ""), 20);
	CHECK_INT(rows(DIVIDENDS, "limit=7"), 7);
	CHECK_INT(rows(DIVIDENDS, "limit=100000"), 98);
	CHECK_INT(rows(DEPOSITS, "offset=0&limit=5"), 5);
	{
		char first[64];
		const char *at = strstr(ask_body(), "\"insertTime\":");

		(void)snprintf(first, sizeof(first), "%.26s", at);
		CHECK(rows(DEPOSITS, "offset=1&limit=1") == 1);
		CHECK(strncmp(strstr(ask_body(), "\"insertTime\":"), first, 26) < 0);
	}
	CHECK_INT(rows(DEPOSITS, "offset=100000"), 0);
	CHECK_INT(ask_signed("wallet", DIVIDENDS, "limit=0"), 400);
	CHECK_INT(ask_code(), -1130);
	CHECK_INT(ask_signed("wallet", TRANSFERS, "type=MAIN_MARGIN&current=0"), 400);
	CHECK_INT(ask_code(), -1130);
	CHECK_INT(ask_signed("wallet", DEPOSITS, "offset=x"), 400);
	CHECK_INT(ask_code(), -1100);
	clock_set(1795305600000);
}

TEST(list_shows_nothing_that_is_older_than_what_is_kept_nor_in_the_future)
{
	const int64_t half_year_ms = 183 * LIFE_DAY_MS;
	char query[128];

	clock_set(MARKET_TRADES_MS + 20 * LIFE_DAY_MS);
	(void)snprintf(query, sizeof(query), "type=MAIN_FUNDING&size=100&startTime=%lld",
	    (long long)MARKET_TRADES_MS);
	CHECK_INT(rows(TRANSFERS, query), 1); /* a day 18 is; the one of day 36 is not yet */
	clock_set(MARKET_TRADES_MS + 17 * LIFE_DAY_MS + half_year_ms);
	CHECK(rows(TRANSFERS, query) > 1 && strstr(ask_body(), "\"total\":") != NULL);
	clock_set(MARKET_TO_MS + 200 * LIFE_DAY_MS);
	CHECK_INT(rows(TRANSFERS, query), 0);
	clock_set(1795305600000);
}

TEST(list_counts_per_account_where_the_exchange_does)
{
	clock_set(1795305600000);
	ask_calm();
	for (int i = 1; i <= 10; i++) {
		char used[16];

		CHECK_INT(ask_signed("wallet", "/sapi/v1/capital/withdraw/history", ""), 200);
		(void)snprintf(used, sizeof(used), "%d", i * 18000);
		CHECK_TEXT(ask_field("X-SAPI-USED-UID-WEIGHT-1M"), used);
	}
	CHECK_INT(ask_signed("wallet", "/sapi/v1/capital/withdraw/history", ""), 429);
	CHECK_INT(ask_code(), -1003);
	CHECK_INT(ask_signed("wide", "/sapi/v1/capital/withdraw/history", ""), 200);
	CHECK_INT(ask_signed("wallet", "/sapi/v1/fiat/orders", "transactionType=0"), 200);
	ask_calm();
}
