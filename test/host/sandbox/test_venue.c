/* SPDX-License-Identifier: Apache-2.0 */
#include "test/check.h"
#include "test/host/sandbox/ask.h"

TEST(venue_answers_ping_and_time)
{
	char expected[64];

	ask_calm();
	CHECK_INT(ask_raw("/api/v3/ping", NULL), 200);
	CHECK_TEXT(ask_body(), "{}");
	CHECK_INT(ask_raw("/api/v3/time", NULL), 200);
	(void)snprintf(
	    expected, sizeof(expected), "{\"serverTime\":%lld}", (long long)ask_clock()->wall_ms);
	CHECK_TEXT(ask_body(), expected);
}

TEST(venue_knows_its_paths_and_only_gets)
{
	struct http_request post = { .method = S("POST"), .path = S("/api/v3/ping") };
	struct venue v = { .world = ask_world(), .clock = clock_system() };
	struct venue_answer a = { 0 };

	ask_calm();
	CHECK_INT(ask_raw("/api/v3/nosuch", NULL), 404);
	CHECK_INT(ask_code(), -5000);
	CHECK_INT(ask_raw("/api/v3/ping/", NULL), 404);
	CHECK_INT(ask_raw("/", NULL), 404);
	venue_answer(&v, &post, "127.0.0.1", &a);
	CHECK_INT(a.status, 404);
	venue_answer_wipe(&a);
}

TEST(venue_refuses_parameters_sent_twice_or_not_read)
{
	char many[512] = "/api/v3/ping?";

	ask_calm();
	CHECK_INT(ask_raw("/api/v3/time?x=1", NULL), 400);
	CHECK_INT(ask_code(), -1104);
	CHECK(strstr(ask_body(), "read '0' parameter(s) but was sent '1'") != NULL);
	CHECK_INT(ask_raw("/api/v3/klines?symbol=BTCUSDT&symbol=BTCUSDT&interval=1h", NULL), 400);
	CHECK_INT(ask_code(), -1101);
	for (int i = 0; i < 40; i++)
		(void)snprintf(many + strlen(many), sizeof(many) - strlen(many), "a%d=1&", i);
	CHECK_INT(ask_raw(many, NULL), 400);
	CHECK_INT(ask_code(), -1101);
}

TEST(venue_shows_the_weight_used_and_refuses_over_the_limit)
{
	ask_calm();
	ask_clock()->wall_ms += 60000 - ask_clock()->wall_ms % 60000;
	CHECK_INT(ask_raw("/api/v3/exchangeInfo", NULL), 200);
	CHECK_TEXT(ask_field("x-mbx-used-weight-1m"), "20");
	CHECK_INT(ask_raw("/api/v3/time", NULL), 200);
	CHECK_TEXT(ask_field("x-mbx-used-weight-1m"), "21");
	CHECK_INT(ask_raw("/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=1", NULL), 200);
	CHECK_TEXT(ask_field("x-mbx-used-weight-1m"), "23");
	CHECK_INT(ask_signed("demo", "/api/v3/myTrades", "symbol=BTCUSDT&limit=1"), 200);
	CHECK_TEXT(ask_field("x-mbx-used-weight-1m"), "43");
	CHECK_INT(ask_signed("demo", "/api/v3/myTrades", "symbol=BTCUSDT&orderId=1"), 200);
	CHECK_TEXT(ask_field("x-mbx-used-weight-1m"), "48");
	CHECK_INT(ask_signed("demo", "/sapi/v1/account/apiRestrictions", ""), 200);
	CHECK_TEXT(ask_field("X-SAPI-USED-IP-WEIGHT-1M"), "1");
	CHECK_TEXT(ask_field("x-mbx-used-weight-1m"), "");
	for (int used = 48; used + 20 <= WEIGHT_API_MAX; used += 20)
		CHECK_INT(ask_raw("/api/v3/exchangeInfo?symbol=BTCUSDT", NULL), 200);
	CHECK_INT(ask_raw("/api/v3/exchangeInfo", NULL), 429);
	CHECK_INT(ask_code(), -1003);
	CHECK_TEXT(ask_field("Retry-After"), "60");
	CHECK_TEXT(ask_field("x-mbx-used-weight-1m"), "5988");
	for (int i = 1; i < WEIGHT_PATIENCE; i++)
		CHECK_INT(ask_raw("/api/v3/exchangeInfo", NULL), 429);
	CHECK_INT(ask_raw("/api/v3/exchangeInfo", NULL), 418);
	CHECK_INT(ask_code(), -1003);
	CHECK(strstr(ask_body(), "IP banned until ") != NULL);
	CHECK_TEXT(ask_field("Retry-After"), "120");
	CHECK_INT(ask_raw("/api/v3/ping", NULL), 418);
	ask_calm();
}

TEST(venue_counts_requests_it_refuses_for_other_reasons)
{
	ask_calm();
	CHECK_INT(ask_raw("/api/v3/account", NULL), 401);
	CHECK_TEXT(ask_field("x-mbx-used-weight-1m"), "20");
}
