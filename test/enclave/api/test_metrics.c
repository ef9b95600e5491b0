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
	    "\"returnUsd\":\"29.4\",\"totalReturnUsd\":\"29.4\",\"totalReturnPct\":null,"));
	CHECK(reply_says(&r, "\"fees\":{\"USDT\":\"0.6\"}"));
	CHECK(reply_says(&r, "\"periodStart\":\"2026-09-21T14:13:20.000Z\""));
	CHECK(reply_says(&r, "\"periodEnd\":\"2026-09-21T14:18:20.000Z\""));
	CHECK(reply_says(&r, "\"unavailable\":{\"totalReturnPct\":\"needs_equity_and_flows\"}"));
	CHECK(reply_says(&r, "\"method\":{\"lots\":\"fifo\""));
	CHECK(reply_says(
	    &r, "\"quality\":{\"rows\":6,\"duplicates\":0,\"conflicts\":0,\"rejected\":0}"));
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
		{ "?to=1", "to: not available" }, { "?method=lifo", "method: this version" },
		{ "?method=fifo&method=fifo", "method:" }, { "?from=", "from:" } };
	char target[256];
	struct enclave_room r;
	struct visitor v;

	trader_open(&r, NULL, 0, &v);
	for (size_t i = 0; i < 5; i++) {
		(void)snprintf(target, sizeof(target), "/enclave/metrics/%s%s", v.id, bad[i][0]);
		CHECK_INT(ask(&r, "GET", target), 400);
		CHECK_TEXT(reply_code(&r), "INVALID_REQUEST");
		CHECK(reply_says(&r, bad[i][1]));
	}
	(void)snprintf(target, sizeof(target), "/enclave/metrics/%s?method=fifo", v.id);
	CHECK_INT(ask(&r, "GET", target), 200);
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
