/* SPDX-License-Identifier: Apache-2.0 */
/* What the connector sends, and what its table of feeds says. */
#include "test/check.h"
#include "test/lib/exchange/collect.h"

static struct collected c;
static const struct credential credential = { .api_key = "a-key", .secret = "a-secret" };

static struct exchange_ask
ask_for(const char *feed)
{
	struct exchange_ask ask = ask_of(feed);

	ask.credential = &credential;
	ask.symbol = ask.feed->needs_symbol ? "BTCUSDT" : NULL;
	ask.second = ask.feed->needs_second ? "ETHUSDT" : NULL;
	ask.variant = ask.feed->variants != NULL ? ask.feed->variants[0] : NULL;
	ask.from_id = 7;
	ask.from_ms = 1000;
	ask.to_ms = 2000;
	ask.server_ms = 1700000000000;
	return ask;
}

static const char *
text_in(const struct buf *b)
{
	static char text[EXCHANGE_TARGET_SIZE_MAX + 1];

	assert_int_equal(span_to_text(buf_span(b), text, sizeof(text)), OK);
	return text;
}

/* The feed, its path, and what stands between timestamp and recvWindow; NULL: it is public. */
static const struct {
	const char *feed, *path, *own;
} requests[] = {
	{ "spot.time", "/api/v3/time", NULL },
	{ "linear.time", "/fapi/v1/time", NULL },
	{ "inverse.time", "/dapi/v1/time", NULL },
	{ "key.permissions", "/sapi/v1/account/apiRestrictions", "" },
	{ "spot.instruments", "/api/v3/exchangeInfo?showPermissionSets=false", NULL },
	{ "linear.instruments", "/fapi/v1/exchangeInfo", NULL },
	{ "inverse.instruments", "/dapi/v1/exchangeInfo", NULL },
	{ "spot.balances", "/api/v3/account", "&omitZeroBalances=true" },
	{ "funding.balances", "/sapi/v1/asset/get-funding-asset", "" },
	{ "margin.balances", "/sapi/v1/margin/account", "" },
	{ "isolated.balances", "/sapi/v1/margin/isolated/account", "" },
	{ "linear.balances", "/fapi/v3/account", "" },
	{ "inverse.balances", "/dapi/v1/account", "" },
	{ "linear.positions", "/fapi/v3/positionRisk", "" },
	{ "inverse.positions", "/dapi/v1/positionRisk", "" },
	{ "spot.fills", "/api/v3/myTrades", "&symbol=BTCUSDT&limit=1000&fromId=7" },
	{ "margin.fills", "/sapi/v1/margin/myTrades", "&symbol=BTCUSDT&limit=1000&fromId=7" },
	{ "isolated.fills", "/sapi/v1/margin/myTrades",
	    "&isIsolated=TRUE&symbol=BTCUSDT&limit=1000&fromId=7" },
	{ "linear.fills", "/fapi/v1/userTrades", "&symbol=BTCUSDT&limit=1000&fromId=7" },
	{ "inverse.fills", "/dapi/v1/userTrades", "&symbol=BTCUSDT&limit=1000&fromId=7" },
	{ "wallet.dust", "/sapi/v1/asset/dribblet", "&startTime=1000&endTime=2000" },
	{ "wallet.convert", "/sapi/v1/convert/tradeFlow",
	    "&limit=1000&startTime=1000&endTime=2000" },
	{ "wallet.busd_convert", "/sapi/v1/asset/convert-transfer/queryByPage",
	    "&size=100&startTime=1000&endTime=2000&current=1" },
	{ "wallet.fiat_payments", "/sapi/v1/fiat/payments",
	    "&transactionType=0&rows=500&beginTime=1000&endTime=2000&page=1" },
	{ "wallet.deposits", "/sapi/v1/capital/deposit/hisrec",
	    "&limit=1000&startTime=1000&endTime=2000&offset=0" },
	{ "wallet.withdrawals", "/sapi/v1/capital/withdraw/history",
	    "&limit=1000&startTime=1000&endTime=2000&offset=0" },
	{ "wallet.fiat_orders", "/sapi/v1/fiat/orders",
	    "&transactionType=0&rows=500&beginTime=1000&endTime=2000&page=1" },
	{ "wallet.transfers", "/sapi/v1/asset/transfer",
	    "&type=MAIN_UMFUTURE&size=100&startTime=1000&endTime=2000&current=1" },
	{ "wallet.dividends", "/sapi/v1/asset/assetDividend",
	    "&limit=500&startTime=1000&endTime=2000" },
	{ "isolated.transfers_in", "/sapi/v1/asset/transfer",
	    "&type=MARGIN_ISOLATEDMARGIN&toSymbol=BTCUSDT&size=100&startTime=1000&endTime=2000"
	    "&current=1" },
	{ "isolated.transfers_out", "/sapi/v1/asset/transfer",
	    "&type=ISOLATEDMARGIN_MARGIN&fromSymbol=BTCUSDT&size=100&startTime=1000&endTime=2000"
	    "&current=1" },
	{ "isolated.transfers_across", "/sapi/v1/asset/transfer",
	    "&type=ISOLATEDMARGIN_ISOLATEDMARGIN&fromSymbol=BTCUSDT&toSymbol=ETHUSDT&size=100"
	    "&startTime=1000&endTime=2000&current=1" },
	{ "margin.interest", "/sapi/v1/margin/interestHistory",
	    "&size=100&startTime=1000&endTime=2000&current=1" },
	{ "isolated.interest", "/sapi/v1/margin/interestHistory",
	    "&isolatedSymbol=BTCUSDT&size=100&startTime=1000&endTime=2000&current=1" },
	{ "margin.loans", "/sapi/v1/margin/borrow-repay",
	    "&type=BORROW&size=100&startTime=1000&endTime=2000&current=1" },
	{ "isolated.loans", "/sapi/v1/margin/borrow-repay",
	    "&type=BORROW&isolatedSymbol=BTCUSDT&size=100&startTime=1000&endTime=2000&current=1" },
	{ "margin.capital_flow", "/sapi/v1/margin/capital-flow",
	    "&limit=1000&startTime=1000&endTime=2000" },
	{ "linear.income", "/fapi/v1/income", "&limit=1000&startTime=1000&endTime=2000&page=1" },
	{ "inverse.income", "/dapi/v1/income", "&limit=1000&startTime=1000&endTime=2000&page=1" },
	{ "margin.liquidations", "/sapi/v1/margin/forceLiquidationRec",
	    "&size=100&startTime=1000&endTime=2000&current=1" },
	{ "isolated.liquidations", "/sapi/v1/margin/forceLiquidationRec",
	    "&isolatedSymbol=BTCUSDT&size=100&startTime=1000&endTime=2000&current=1" },
	{ "linear.liquidations", "/fapi/v1/forceOrders", "&limit=100&startTime=1000&endTime=2000" },
	{ "inverse.liquidations", "/dapi/v1/forceOrders",
	    "&limit=100&startTime=1000&endTime=2000" },
	{ "spot.marks",
	    "/api/v3/klines?interval=1h&symbol=BTCUSDT&limit=1000&startTime=1000&endTime=2000",
	    NULL },
	{ "linear.marks",
	    "/fapi/v1/klines?interval=1h&symbol=BTCUSDT&limit=1000&startTime=1000&endTime=2000",
	    NULL },
	{ "inverse.marks",
	    "/dapi/v1/klines?interval=1h&symbol=BTCUSDT&limit=1000&startTime=1000&endTime=2000",
	    NULL },
};
enum { REQUEST_COUNT = sizeof(requests) / sizeof(requests[0]) };

TEST(binance_build_writes_each_feed_as_documented)
{
	char expected[512];

	CHECK_INT(REQUEST_COUNT, exchange_binance.feed_count);
	for (size_t i = 0; i < REQUEST_COUNT; i++) {
		const struct exchange_ask ask = ask_for(requests[i].feed);
		const bool is_post = strcmp(requests[i].feed, "funding.balances") == 0;
		AUTO(exchange_request) r = { 0 };
		const char *query;

		CHECK_OK(exchange_binance.build(&ask, &r));
		CHECK_TEXT(r.method, is_post ? "POST" : "GET");
		if (requests[i].own == NULL) {
			CHECK_TEXT(text_in(&r.target), requests[i].path);
			CHECK_INT(r.field_count, 0);
			continue;
		}
		(void)snprintf(expected, sizeof(expected),
		    "%s%stimestamp=1700000000000%s&recvWindow=10000&signature=",
		    is_post ? "" : requests[i].path, is_post ? "" : "?", requests[i].own);
		query = text_in(is_post ? &r.body : &r.target);
		CHECK_INT(strncmp(query, expected, strlen(expected)), 0);
		CHECK_INT(strlen(query), strlen(expected) + 64);
		CHECK_INT(r.field_count, is_post ? 2 : 1);
		CHECK_TEXT(r.fields[0].name, "X-MBX-APIKEY");
		CHECK_TEXT(r.fields[0].value, "a-key");
		if (is_post)
			CHECK_TEXT(text_in(&r.target), requests[i].path);
	}
}

TEST(binance_build_asks_publicly_without_a_credential_and_nothing_else)
{
	for (size_t i = 0; i < REQUEST_COUNT; i++) {
		struct exchange_ask ask = ask_for(requests[i].feed);
		AUTO(exchange_request) r = { 0 };

		ask.credential = NULL;
		CHECK_INT(ask.feed->is_public, requests[i].own == NULL);
		CHECK_INT(exchange_binance.build(&ask, &r), ask.feed->is_public ? OK : ERR_INPUT);
		CHECK(ask.feed->is_public || (r.target.p == NULL && r.field_count == 0));
	}
}

TEST(binance_feeds_can_be_driven_from_their_table_alone)
{
	for (size_t i = 0; i < exchange_binance.feed_count; i++) {
		const struct exchange_feed *f = &exchange_binance.feeds[i];
		const struct exchange_family *family = &exchange_binance.families[f->family];

		CHECK(exchange_feed_by_name(&exchange_binance, f->name) == f);
		CHECK(f->family < exchange_binance.family_count && f->call != NULL);
		CHECK(f->weights[0] + f->weights[1] > 0);
		for (size_t l = 0; l < EXCHANGE_LIMITS_MAX; l++)
			CHECK(f->weights[l] <= family->limits[l].amount);
		CHECK_INT(f->paging == EXCHANGE_PAGING_WINDOW, f->window_ms > 0);
		CHECK(f->paging == EXCHANGE_PAGING_NONE || f->page_rows > 0);
		CHECK(f->kind != EXCHANGE_MARKS || f->is_public);
	}
}

TEST(binance_build_goes_on_where_the_cursor_says)
{
	static const struct {
		const char *feed, *cursor, *expected;
	} cases[] = {
		{ "wallet.deposits", "", "&offset=0&" },
		{ "wallet.deposits", "2000", "&offset=2000&" },
		{ "wallet.transfers", "2", "&current=2&" },
		{ "linear.income", "17", "&page=17&" },
	};
	static const char *const bad[] = { "x", "-1", "1&type=x", "99999999999", " 1", "01" };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct exchange_ask ask = ask_for(cases[i].feed);
		AUTO(exchange_request) r = { 0 };

		ask.cursor = cases[i].cursor;
		CHECK_OK(exchange_binance.build(&ask, &r));
		CHECK(strstr(text_in(&r.target), cases[i].expected) != NULL);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct exchange_ask ask = ask_for("wallet.deposits");
		AUTO(exchange_request) r = { 0 };

		ask.cursor = bad[i];
		CHECK(exchange_binance.build(&ask, &r) != OK);
	}
}

TEST(binance_build_keeps_to_the_longest_window)
{
	for (size_t i = 0; i < exchange_binance.feed_count; i++) {
		struct exchange_ask ask = ask_for(exchange_binance.feeds[i].name);

		if (ask.feed->paging != EXCHANGE_PAGING_WINDOW)
			continue;
		for (int64_t over = 0; over < 2; over++) {
			AUTO(exchange_request) r = { 0 };

			ask.to_ms = ask.from_ms + ask.feed->window_ms + over;
			CHECK_INT(exchange_binance.build(&ask, &r), over == 0 ? OK : ERR_INPUT);
		}
		ask.to_ms = ask.from_ms - 1;
		AUTO(exchange_request) r = { 0 };
		CHECK_ERR(exchange_binance.build(&ask, &r), ERR_INPUT);
	}
}

TEST(binance_build_takes_only_the_variants_of_the_table)
{
	static const char *const bad[] = { NULL, "", "MAIN", "MAIN_UMFUTURE&x=1", "2" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct exchange_ask ask = ask_for("wallet.transfers");
		AUTO(exchange_request) r = { 0 };

		ask.variant = bad[i];
		CHECK_ERR(exchange_binance.build(&ask, &r), ERR_INPUT);
	}
}

TEST(binance_build_asks_for_marks_at_three_steps)
{
	static const struct {
		int64_t step_ms;
		const char *expected; /* NULL: refused */
	} cases[] = { { 0, "interval=1h" }, { 60000, "interval=1m" }, { 3600000, "interval=1h" },
		{ 86400000, "interval=1d" }, { 1, NULL } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct exchange_ask ask = ask_for("linear.marks");
		AUTO(exchange_request) r = { 0 };

		ask.step_ms = cases[i].step_ms;
		CHECK_INT(
		    exchange_binance.build(&ask, &r), cases[i].expected != NULL ? OK : ERR_INPUT);
		if (cases[i].expected != NULL)
			CHECK(strstr(text_in(&r.target), cases[i].expected) != NULL);
	}
}

TEST(binance_build_percent_encodes_a_symbol_before_it_signs)
{
	struct exchange_ask ask = ask_for("spot.fills");
	AUTO(exchange_request) r = { 0 };

	ask.symbol = "\xef\xbc\x91\xef\xbc\x92";
	CHECK_OK(exchange_binance.build(&ask, &r));
	CHECK(strstr(text_in(&r.target), "&symbol=%EF%BC%91%EF%BC%92&limit=1000") != NULL);
}

TEST(binance_build_refuses_symbols_no_exchange_would_have)
{
	static const char *const good[] = { "BTCUSDT", "1000SATSUSDT", "a", "A-B.C_D",
		"123456789012345678901234567890123456789" };
	static const char *const bad[] = { NULL, "", " ", "BTC USDT", "BTC&USDT", "BTC/USDT", "A=B",
		"A%20", "A\r\nB", "A\x80", "A\xc2\x85", "A+B", "A?", "A#",
		"0123456789012345678901234567890123456789" };
	static const char *const symbol_feeds[] = { "spot.fills", "inverse.marks" };

	for (size_t feed = 0; feed < 2; feed++) {
		struct exchange_ask ask = ask_for(symbol_feeds[feed]);

		for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
			AUTO(exchange_request) r = { 0 };

			ask.symbol = good[i];
			CHECK_OK(exchange_binance.build(&ask, &r));
		}
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			AUTO(exchange_request) r = { 0 };

			ask.symbol = bad[i];
			CHECK_ERR(exchange_binance.build(&ask, &r), ERR_INPUT);
			CHECK(r.target.p == NULL);
		}
	}
}

TEST(binance_build_refuses_keys_that_could_end_a_header_field)
{
	static const char *const bad[] = { "", "a b", "a\r\nX: y", "a\n", "a\x7f", "k\xc3\xa9" };
	struct exchange_ask ask = ask_for("key.permissions");

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct credential k = credential;
		AUTO(exchange_request) r = { 0 };

		ask.credential = &k;
		(void)snprintf(k.api_key, sizeof(k.api_key), "%s", bad[i]);
		CHECK_ERR(exchange_binance.build(&ask, &r), ERR_INPUT);
		k = credential;
		(void)snprintf(k.secret, sizeof(k.secret), "%s", bad[i]);
		CHECK_ERR(exchange_binance.build(&ask, &r), ERR_INPUT);
	}
}

TEST(binance_build_takes_ids_up_to_the_greatest_the_exchange_can_have)
{
	struct exchange_ask ask = ask_for("spot.fills");
	AUTO(exchange_request) r = { 0 };

	ask.from_id = INT64_MAX;
	CHECK_OK(exchange_binance.build(&ask, &r));
	CHECK(strstr(text_in(&r.target), "&fromId=9223372036854775807&") != NULL);
	exchange_request_wipe(&r);
	ask.from_id++;
	CHECK_ERR(exchange_binance.build(&ask, &r), ERR_INPUT);
}

TEST(binance_build_refuses_a_feed_that_is_not_its_own)
{
	struct exchange_feed stranger;
	struct exchange_ask ask = ask_for("spot.fills");
	AUTO(exchange_request) r = { 0 };

	stranger = *ask.feed;
	ask.feed = &stranger;
	CHECK_ERR(exchange_binance.build(&ask, &r), ERR_BUG);
	CHECK_ERR(collect(&ask, 200, "[]", &c), ERR_BUG);
	ask.feed = NULL;
	CHECK_ERR(exchange_binance.build(&ask, &r), ERR_BUG);
}
