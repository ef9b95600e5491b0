/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/json/json.h"
#include "test/enclave/api/enclave_room.h"

static void
is_json(const struct enclave_room *r)
{
	struct json j;

	json_init(&j, span_text(reply_body(r)));
	CHECK_OK(json_skip(&j, NULL));
	CHECK_OK(json_end(&j));
}

/* A session over these books, live. */
static void
trader_open(struct enclave_room *r, const struct stub_book *books, size_t count, struct visitor *v)
{
	enclave_room_open(r, NULL);
	for (size_t i = 0; i < count; i++)
		r->stub.books[i] = books[i];
	enclave_register(r, "none", v);
	visit_until_live(r, v);
}

TEST(summary_is_one_record_of_exact_texts)
{
	/* Three bought at 100 and sold at 110, each for a fee of 0.1 USDT. */
	static const struct stub_book book = { "BTCUSDT", 1, 6, 1790000000000, "USDT" };
	struct enclave_room r;
	struct visitor v;

	trader_open(&r, &book, 1, &v);
	CHECK_INT(visit(&r, &v, "/enclave/summary/"), 200);
	is_json(&r);
	CHECK(reply_says(&r,
	    "{\"summary\":{\"quoteCurrency\":\"USDT\",\"trades\":6,\"volume\":\"630\","
	    "\"grossRealizedPnl\":\"30\",\"totalFees\":\"0.6\",\"fundingFees\":\"0\","
	    "\"realizedPnl\":\"29.4\",\"matchedCost\":\"300\","
	    "\"returnOnMatchedCostPct\":\"9.8\","));
	CHECK(
	    reply_says(&r, "\"coverage\":\"1\",\"openValue\":\"0\",\"unmatchedNotional\":\"0\","));
	CHECK(reply_says(&r,
	    "\"totalTrades\":6,\"totalVolume\":\"630\","
	    "\"returnUsd\":\"29.4\",\"totalReturnUsd\":\"29.4\","));
	CHECK(reply_says(&r,
	    "\"roundTrips\":3,\"winningTrades\":3,\"losingTrades\":0,\"winRatePct\":\"100\","
	    "\"profitFactor\":null,\"payoffRatio\":null,\"expectancy\":\"9.8\""));
	/* One BTC at 600 is there, and was; USDT were 29.4 less than none: 29.4 of 570.6. */
	CHECK(reply_says(&r, "\"twrPct\":\"5.15247108\",\"totalReturnPct\":\"5.15247108\","));
	CHECK(reply_says(&r, "\"mwrStatus\":\"ok\",\"longestDrawdownDays\":0,"));
	CHECK(reply_says(&r, "\"equity\":\"600\",\"deposits\":\"0\","));
	CHECK(reply_says(&r, "\"accountPnl\":\"29.4\""));
	CHECK(reply_says(&r, "\"observations\":62,\"sharpeRatio\":\""));
	CHECK(reply_says(&r, "\"unrealizedPnl\":\"0\","));
	CHECK(reply_says(&r,
	    "\"maxDrawdownAbs\":\"0\",\"currentDrawdownAbs\":\"0\",\"maxDrawdownStart\":null,"
	    "\"maxDrawdownEnd\":null,\"maxDrawdownRecovered\":null,"));
	CHECK(reply_says(&r, "\"fees\":{\"USDT\":\"0.6\"}"));
	CHECK(reply_says(&r, "\"periodStart\":\"2026-09-21T14:13:20.000Z\""));
	CHECK(reply_says(&r, "\"periodEnd\":\"2026-09-21T14:18:20.000Z\""));
	CHECK(!reply_says(&r, "\"twrPct\":\"needs_equity_and_flows\""));
	CHECK(reply_says(&r, "\"calmarRatio\":\"no_drawdown\""));
	CHECK(reply_says(&r, "\"profitFactor\":\"no_loss\"") ||
	    reply_says(&r, "\"profitFactor\":\"nothing_matched\""));
	CHECK(reply_says(&r, "\"method\":{\"lots\":\"fifo\""));
	CHECK(reply_says(&r,
	    "\"quality\":{\"rows\":6,\"duplicates\":0,\"conflicts\":0,\"rejected\":0,"
	    "\"lateRows\":0,\"fundingRateMissing\":0,\"pegAssumed\":0,\"washTrades\":0,\"marks\":"
	    "63,"
	    "\"markConflicts\":0,\"idleDays\":0,\"gaps\":0,"));
	CHECK(reply_says(&r, "\"negativeBalance\":true,\"shortHistory\":true,"));
	CHECK(reply_says(
	    &r, "\"openingUnexplained\":{\"BTC\":\"1\",\"USDT\":\"-29.4\"},\"withoutPrice\":[]}"));
	CHECK(reply_says(&r, "\"simulated\":true"));
	CHECK(!reply_says(&r, "\"metrics\":["));
	enclave_room_close(&r);
}

TEST(metrics_have_each_symbol_each_total_and_each_day)
{
	static const struct stub_book books[] = { { "BTCUSDT", 1, 6, 1790000000000, "USDT" },
		{ "ETHUSDT", 1, 2, 1790086400000, "BNB" } };
	struct enclave_room r;
	struct visitor v;

	trader_open(&r, books, 2, &v);
	CHECK_INT(visit(&r, &v, "/enclave/metrics/"), 200);
	is_json(&r);
	CHECK(reply_says(&r, "{\"symbol\":\"BTCUSDT\",\"quoteCurrency\":\"USDT\",\"trades\":6,"));
	CHECK(reply_says(&r, "\"volumeBase\":\"6\",\"position\":\"0\""));
	CHECK(reply_says(&r, "\"fees\":{\"BNB\":\"0.2\"}")); /* as charged */
	CHECK(reply_says(&r, "\"totalFees\":\"120\""));      /* as valued: 0.2 at 600 */
	CHECK(reply_says(&r,
	    "\"totals\":[{\"quoteCurrency\":\"USDT\",\"settleCurrency\":\"USDT\","
	    "\"symbols\":2,\"trades\":8,"));
	CHECK(reply_says(&r,
	    "\"daily\":[{\"date\":\"2026-09-21\",\"trades\":6,\"volume\":\"630\","
	    "\"grossRealizedPnl\":\"30\",\"totalFees\":\"0.6\","
	    "\"realizedPnl\":\"29.4\",\"cumulativeRealizedPnl\":\"29.4\"},"
	    "{\"date\":\"2026-09-22\",\"trades\":2,"));
	CHECK(reply_says(&r, "\"cumulativeRealizedPnl\":\"-80.6\"}]"));
	enclave_room_close(&r);
}

TEST(summary_of_nothing_is_null_with_a_reason_and_never_0_percent)
{
	struct enclave_room r;
	struct visitor v;

	trader_open(&r, NULL, 0, &v);
	CHECK_INT(visit(&r, &v, "/enclave/summary/"), 200);
	is_json(&r);
	CHECK(reply_says(&r, "\"quoteCurrency\":null,\"trades\":0,\"totalTrades\":0"));
	CHECK(reply_says(&r, "\"fees\":{},\"periodStart\":null,\"periodEnd\":null"));
	CHECK(reply_says(&r, "\"volume\":\"no_trades\""));
	CHECK(reply_says(&r, "\"realizedPnl\":\"no_trades\""));
	CHECK(reply_says(&r, "\"returnOnMatchedCostPct\":\"no_trades\""));
	enclave_room_close(&r);
}

TEST(summary_of_open_positions_has_no_return_and_says_why)
{
	static const struct stub_book book = { "BTCUSDT", 1, 1, 1790000000000, "USDT" };
	struct enclave_room r;
	struct visitor v;

	trader_open(&r, &book, 1, &v);
	CHECK_INT(visit(&r, &v, "/enclave/summary/"), 200);
	CHECK(reply_says(&r, "\"returnOnMatchedCostPct\":null"));
	CHECK(reply_says(&r, "\"openValue\":\"100\""));
	CHECK(strstr(strstr(reply_body(&r), "\"unavailable\":"), "\"returnOnMatchedCostPct\":\"") !=
	    NULL);
	enclave_room_close(&r);
}

TEST(metrics_survive_assets_with_hostile_names)
{
	static const struct stub_book books[] = {
		{ "BTCUSDT", 1, 4, 1790000000000, "\\\"},{\\\"" },
		{ "ETHUSDT", 1, 4, 1790000000000, "\\\\\\u0001\\n" },
		{ "BNBUSDT", 1, 4, 1790000000000, "\\u00e9\\u20ac" },
	};
	static const char *const prefixes[] = { "/enclave/summary/", "/enclave/metrics/",
		"/enclave/trades/" };
	struct enclave_room r;
	struct visitor v;

	trader_open(&r, books, 3, &v);
	for (size_t i = 0; i < 3; i++) {
		CHECK_INT(visit(&r, &v, prefixes[i]), 200);
		CHECK(reply_says(&r, "\\\"},{\\\"")); /* escaped, wherever it stands */
		CHECK(!reply_says(&r, "\n"));
	}
	CHECK_INT(visit(&r, &v, "/enclave/trades/"), 200);
	is_json(&r);
	enclave_room_close(&r);
}

TEST(metrics_refuse_by_name_what_they_cannot_do)
{
	static const char *const bad[][2] = { { "?from=2026-01-01", "from: not available" },
		{ "?to=1", "to: not available" }, { "?method=lif", "method: expected fifo" },
		{ "?names=seed", "names: expected original" },
		{ "?method=fifo&method=fifo", "method:" }, { "?from=", "from:" } };
	char target[256];
	struct enclave_room r;
	struct visitor v;

	trader_open(&r, NULL, 0, &v);
	for (size_t i = 0; i < 6; i++) {
		(void)snprintf(target, sizeof(target), "/enclave/metrics/%s%s", v.id, bad[i][0]);
		CHECK_INT(ask(&r, "GET", target), 400);
		CHECK_TEXT(reply_code(&r), "INVALID_REQUEST");
		CHECK(reply_says(&r, bad[i][1]));
	}
	(void)snprintf(target, sizeof(target), "/enclave/metrics/%s?method=fifo", v.id);
	CHECK_INT(ask(&r, "GET", target), 200);
	enclave_room_close(&r);
}

TEST(metrics_by_another_method_close_other_lots_and_say_so)
{
	static const char *const names[] = { "lifo", "hifo", "average", "fifo" };
	static const struct stub_book book = { "BTCUSDT", 1, 6, 1790000000000, "USDT" };
	char target[256], text[64];
	struct enclave_room r;
	struct visitor v;

	trader_open(&r, &book, 1, &v);
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < 4; i++) {
			(void)snprintf(target, sizeof(target), "/enclave/metrics/%s?method=%s",
			    v.id, names[i]);
			CHECK_INT(ask(&r, "GET", target), 200);
			is_json(&r);
			(void)snprintf(text, sizeof(text), "\"method\":{\"lots\":\"%s\"", names[i]);
			CHECK(reply_says(&r, text));
			CHECK(reply_says(&r, "\"realizedPnl\":\"29.4\""));
			CHECK(reply_says(&r, "\"fees\":{\"USDT\":\"0.6\"}"));
		}
	}
	enclave_room_close(&r);
}

TEST(metrics_have_the_originals_names_for_who_asks_and_never_both)
{
	static const struct stub_book book = { "BTCUSDT", 1, 6, 1790000000000, "USDT" };
	char target[256];
	struct enclave_room r;
	struct visitor v;

	trader_open(&r, &book, 1, &v);
	(void)snprintf(target, sizeof(target), "/enclave/metrics/%s?names=original", v.id);
	CHECK_INT(ask(&r, "GET", target), 200);
	is_json(&r);
	CHECK(reply_says(&r,
	    "{\"summary\":{\"totalTrades\":6,\"totalReturnPct\":\"5.15247108\",\"totalVolume\":"
	    "\"630\","
	    "\"totalReturnUsd\":\"29.4\",\"totalFees\":\"0.6\"},\"metrics\":[{\"userId\":\""));
	CHECK(reply_says(&r, "\"symbol\":\"BTCUSDT\",\"periodStart\":\"2026-"));
	CHECK(reply_says(&r,
	    "\"volume\":\"630\",\"trades\":6,\"returnPct\":\"9.8\",\"returnUsd\":\"29.4\","
	    "\"totalFees\":\"0.6\",\"realizedPnL\":\"29.4\",\"totalTrades\":6}]"));
	CHECK(reply_says(&r, "\"session_expires\":\""));
	CHECK(!reply_says(&r, "\"realizedPnl\":\"29.4\""));
	(void)snprintf(target, sizeof(target), "/enclave/summary/%s?names=original", v.id);
	CHECK_INT(ask(&r, "GET", target), 200);
	CHECK(!reply_says(&r, "\"metrics\":["));
	enclave_room_close(&r);
}

TEST(equity_has_a_row_for_each_day_and_null_where_nothing_is_known)
{
	static const struct stub_book books[] = { { "BTCUSDT", 1, 6, 1790000000000, "USDT" },
		{ "ETHUSDT", 1, 1, 1790172800000, "USDT" } };
	struct enclave_room r;
	struct visitor v;

	enclave_room_open(&r, NULL);
	r.stub.fault = (struct stub_fault){ .path = "/klines",
		.times = STUB_FOREVER,
		.status = 400,
		.body = "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}" };
	memcpy(r.stub.books, books, sizeof(books));
	enclave_register(&r, "none", &v);
	visit_until_live(&r, &v);
	CHECK_INT(visit(&r, &v, "/enclave/equity/"), 200);
	is_json(&r);
	CHECK(reply_says(&r,
	    "{\"equity\":[{\"quoteCurrency\":\"USDT\",\"settleCurrency\":\"USDT\","
	    "\"symbols\":2,\"daily\":[{\"date\":\"2026-09-21\",\"equity\":null,"
	    "\"realizedPnl\":\"29.4\",\"unrealizedPnl\":\"0\",\"pnl\":\"29.4\","
	    "\"cumulativePnl\":\"29.4\"},"));
	CHECK(reply_says(&r, "{\"date\":\"2026-09-22\",\"equity\":null,\"realizedPnl\":\"0\","));
	CHECK(reply_says(&r,
	    "{\"date\":\"2026-09-23\",\"equity\":null,\"realizedPnl\":\"-0.1\","
	    "\"unrealizedPnl\":null,\"pnl\":null,\"cumulativePnl\":null}]"));
	CHECK(reply_says(&r, "\"sharpeRatio\":\"realised_only\""));
	CHECK(reply_says(&r, "\"twrPct\":\"no_mark\""));
	CHECK(reply_says(&r, "\"withoutPrice\":[\"BTC\",\"ETH\"]"));
	enclave_room_close(&r);
}

/* The sandbox's own account, whose truth another program computes: test/scenario compares it. */
TEST(metrics_of_a_sandbox_account_have_every_fill_and_a_mark_for_every_fee)
{
	struct enclave_room r;
	struct visitor v;

	enclave_room_open(&r, &(struct enclave_options){ .has_sandbox = true });
	enclave_register_account(&r, "small", &v);
	visit_until_live(&r, &v);
	CHECK_INT(visit(&r, &v, "/enclave/metrics/"), 200);
	CHECK(reply_says(&r, "\"trades\":300,"));
	CHECK(!reply_says(&r, "\"feeRateMissing\":1"));
	CHECK(reply_says(&r, "\"symbolsFound\":2,"));
	enclave_room_close(&r);
}
