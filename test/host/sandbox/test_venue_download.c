/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/life.h"
#include "test/check.h"
#include "test/host/sandbox/ask.h"

/* The digits of a member of the last answer. */
static const char *
digits_of(const char *member)
{
	static char out[32];
	const char *at = strstr(ask_body(), member);

	assert_non_null(at);
	at += strlen(member);
	(void)snprintf(out, sizeof(out), "%.*s", (int)strspn(at, "0123456789"), at);
	return out;
}

static size_t
lines(void)
{
	size_t count = 0;

	for (const char *at = ask_body(); (at = strchr(at, '\n')) != NULL; at++)
		count++;
	return count;
}

/* Ask for a file, for its link, and for the file itself. */
static size_t
fetched(const char *path, const char *query)
{
	char id[64], target[128], link[64];

	ask_calm();
	assert_int_equal(ask_signed("hedge", path, query), 200);
	(void)snprintf(id, sizeof(id), "downloadId=%s", digits_of("\"downloadId\":\""));
	(void)snprintf(link, sizeof(link), "%s/id", path);
	CHECK_INT(ask_signed("hedge", link, id), 200);
	CHECK(strstr(ask_body(), "\"status\":\"completed\"") != NULL);
	CHECK_INT(ask_signed("oneway", link, id), 400); /* somebody else's */
	(void)snprintf(
	    target, sizeof(target), "/sandbox/download?id=%s", id + strlen("downloadId="));
	ask_public_of_whole(true);
	CHECK_INT(ask_raw(target, NULL), 200);
	ask_public_of_whole(false);
	return lines() - 1;
}

TEST(download_has_every_fill_also_those_that_lists_show_no_more)
{
	const struct journal *j = ask_account("hedge")->journal;
	size_t fills[WALLET_COUNT] = { 0 }, income = 0;

	ask_clock()->wall_ms = MARKET_TO_MS + 1000;
	for (size_t i = 0; i < j->count; i++) {
		fills[j->events[i].wallet] += j->events[i].kind == EVENT_FILL;
		income += j->events[i].wallet == WALLET_LINEAR &&
		    (j->events[i].kind == EVENT_INCOME || j->events[i].kind == EVENT_ECHO);
	}
	CHECK_INT(fetched("/fapi/v1/trade/asyn", "startTime=1762300800000&endTime=1788220800000"),
	    fills[WALLET_LINEAR]);
	CHECK_INT(fetched("/dapi/v1/trade/asyn", "startTime=1762300800000&endTime=1788220800000"),
	    fills[WALLET_INVERSE]);
	CHECK_INT(fetched("/fapi/v1/income/asyn", "startTime=1762200000000&endTime=1788220800000"),
	    income);
	CHECK_INT(
	    fetched("/fapi/v1/trade/asyn", "startTime=1762300800000&endTime=1762300800001"), 0);
	ask_clock()->wall_ms = 1795305600000;
}

TEST(download_refuses_what_is_too_long_too_often_or_too_old)
{
	char id[64];

	ask_calm();
	CHECK_INT(ask_signed("oneway", "/fapi/v1/trade/asyn", "startTime=1"), 400);
	CHECK_INT(ask_code(), -1102);
	CHECK_INT(
	    ask_signed("oneway", "/fapi/v1/trade/asyn", "startTime=0&endTime=31622400001"), 400);
	CHECK_INT(ask_code(), -4165);
	CHECK_INT(ask_signed("oneway", "/fapi/v1/trade/asyn/id", "downloadId=7"), 400);
	CHECK_INT(ask_code(), -1130);
	for (int i = 0; i < 5; i++) {
		ask_calm();
		CHECK_INT(
		    ask_signed("oneway", "/fapi/v1/trade/asyn", "startTime=0&endTime=1"), 200);
	}
	(void)snprintf(id, sizeof(id), "downloadId=%s", digits_of("\"downloadId\":\""));
	ask_calm();
	CHECK_INT(ask_signed("oneway", "/fapi/v1/trade/asyn", "startTime=0&endTime=1"), 429);
	CHECK_INT(ask_code(), -1003);
	ask_clock()->wall_ms += 7LL * 86400000;
	CHECK_INT(ask_signed("oneway", "/fapi/v1/trade/asyn/id", id), 200);
	CHECK(strstr(ask_body(), "\"status\":\"expired\",\"url\":\"\"") != NULL);
	ask_clock()->wall_ms = 1795305600000;
}
