/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/life.h"
#include "test/check.h"
#include "test/host/sandbox/reading.h"

TEST(margin_read_feed_by_feed_adds_up_to_balances_and_debts)
{
	static struct reading r;
	const struct catalog *c = ask_whole()->catalog;
	static const enum exchange_wallet wallets[] = { EXCHANGE_WALLET_MARGIN,
		EXCHANGE_WALLET_ISOLATED };
	static const char *const cross[] = { "margin.interest", "margin.loans",
		"margin.liquidations", "wallet.transfers" };
	static const char *const isolated[] = { "isolated.interest", "isolated.loans",
		"isolated.liquidations", "isolated.transfers_in", "isolated.transfers_out" };
	const int usdt = 0;

	reading_init(&r);
	ask_clock()->wall_ms = MARKET_TO_MS + LIFE_DAY_MS;
	reading_take(&r, "margin", "margin.fills", "LINKUSDT", 0);
	reading_take(&r, "margin", "isolated.fills", "ETHUSDT", 0);
	for (size_t i = 0; i < sizeof(cross) / sizeof(cross[0]); i++)
		reading_take(&r, "margin", cross[i], NULL, MARKET_FROM_MS);
	CHECK_INT(r.liquidation_count, 1);
	for (size_t i = 0; i < sizeof(isolated) / sizeof(isolated[0]); i++)
		reading_take(&r, "margin", isolated[i], "ETHUSDT", MARKET_FROM_MS);
	reading_take(&r, "margin", "margin.balances", NULL, 0);
	reading_take(&r, "margin", "isolated.balances", NULL, 0);
	CHECK_INT(r.liquidation_count, 1); /* of cross margin */
	/* What was moved in before it traded is older than transfers are kept. */
	r.moved[EXCHANGE_WALLET_MARGIN][usdt] += (__int128)60000 * 1000000000000000000;
	r.moved[EXCHANGE_WALLET_MARGIN][MARKET_BNB + 1] += (__int128)3 * 1000000000000000000;
	r.moved[EXCHANGE_WALLET_ISOLATED][usdt] += (__int128)60000 * 1000000000000000000;
	for (size_t w = 0; w < 2; w++)
		for (int i = 0; i < c->asset_count; i++) {
			CHECK(r.held[wallets[w]][i] == r.moved[wallets[w]][i]);
			CHECK(r.owed[wallets[w]][i] == r.debt[wallets[w]][i]);
		}
	CHECK(r.held[EXCHANGE_WALLET_MARGIN][usdt] > 0);
	ask_clock()->wall_ms = 1795305600000;
}

TEST(margin_capital_flow_is_seven_days_of_ninety)
{
	static struct reading r;

	reading_init(&r);
	ask_clock()->wall_ms = MARKET_TO_MS;
	reading_take(&r, "margin", "margin.capital_flow", NULL, MARKET_FROM_MS);
	CHECK(r.echo_count > 10 && r.request_count < 16);
	ask_calm();
	CHECK_INT(
	    ask_signed("margin", "/sapi/v1/margin/capital-flow", "startTime=0&endTime=604800001"),
	    400);
	CHECK_INT(ask_code(), -1127);
	ask_clock()->wall_ms = 1795305600000;
}

TEST(margin_lists_of_one_isolated_symbol_are_its_own)
{
	ask_clock()->wall_ms = MARKET_TRADES_MS + 26 * LIFE_DAY_MS;
	ask_calm();
	CHECK_INT(ask_signed("margin", "/sapi/v1/margin/interestHistory",
		      "isolatedSymbol=ETHUSDT&size=100&startTime=1762300800000"),
	    200);
	CHECK(strstr(ask_body(), "\"isolatedSymbol\":\"ETHUSDT\"") != NULL);
	CHECK(strstr(ask_body(), "\"total\":48") != NULL);
	CHECK_INT(ask_signed("margin", "/sapi/v1/margin/borrow-repay", "type=LEND"), 400);
	CHECK_INT(ask_code(), -1130);
	CHECK_INT(ask_signed("margin", "/sapi/v1/margin/borrow-repay", ""), 400);
	CHECK_INT(ask_code(), -1102);
	ask_clock()->wall_ms = 1795305600000;
}

TEST(margin_transfers_of_isolated_wallets_are_told_by_pair)
{
	static const struct {
		const char *query, *part;
		int code; /* 0: it is answered */
	} cases[] = {
		{ "type=MAIN_ISOLATED_MARGIN", "\"amount\":\"1000.00000000\"", 0 },
		{ "type=ISOLATED_MARGIN_MAIN", "\"amount\":\"100.00000000\"", 0 },
		{ "type=MARGIN_ISOLATEDMARGIN", NULL, -1102 },
		{ "type=MARGIN_ISOLATEDMARGIN&toSymbol=ETHUSDT", "\"300.00000000\"", 0 },
		{ "type=MARGIN_ISOLATEDMARGIN&toSymbol=BNBUSDT", "\"total\":0", 0 },
		{ "type=ISOLATEDMARGIN_MARGIN", NULL, -1102 },
		{ "type=ISOLATEDMARGIN_MARGIN&fromSymbol=ETHUSDT", "\"600.00000000\"", 0 },
		{ "type=ISOLATEDMARGIN_ISOLATEDMARGIN&fromSymbol=ETHUSDT", NULL, -1102 },
		{ "type=ISOLATEDMARGIN_ISOLATEDMARGIN&toSymbol=BNBUSDT", NULL, -1102 },
		{ "type=ISOLATEDMARGIN_ISOLATEDMARGIN&fromSymbol=ETHUSDT&toSymbol=BNBUSDT",
		    "\"200.00000000\"", 0 },
		{ "type=ISOLATEDMARGIN_ISOLATEDMARGIN&fromSymbol=BNBUSDT&toSymbol=ETHUSDT",
		    "\"50.00000000\"", 0 },
	};
	char query[160];

	ask_clock()->wall_ms = MARKET_TO_MS;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ask_calm();
		(void)snprintf(query, sizeof(query), "%s&startTime=%lld", cases[i].query,
		    (long long)(MARKET_TO_MS - 180 * LIFE_DAY_MS));
		CHECK_INT(ask_signed("margin", "/sapi/v1/asset/transfer", query),
		    cases[i].code == 0 ? 200 : 400);
		if (cases[i].code == 0)
			CHECK(strstr(ask_body(), cases[i].part) != NULL);
		else
			CHECK_INT(ask_code(), cases[i].code);
	}
	ask_clock()->wall_ms = 1795305600000;
}

TEST(margin_loans_of_every_asset_are_told_of_seven_days_only)
{
	const int64_t to_ms = MARKET_TRADES_MS + 21 * LIFE_DAY_MS;
	char query[160];

	ask_clock()->wall_ms = MARKET_TO_MS;
	for (int i = 0; i < 2; i++) { /* one was on the 10th day, one on the 20th */
		ask_calm();
		(void)snprintf(query, sizeof(query),
		    "type=BORROW&startTime=%lld&endTime=%lld&size=100%s",
		    (long long)(to_ms - 20 * LIFE_DAY_MS), (long long)to_ms,
		    i == 0 ? "" : "&asset=USDT");
		CHECK_INT(ask_signed("margin", "/sapi/v1/margin/borrow-repay", query), 200);
		CHECK(strstr(ask_body(), i == 0 ? "\"total\":1" : "\"total\":2") != NULL);
	}
	ask_clock()->wall_ms = 1795305600000;
}

TEST(margin_pairs_are_listed_in_the_whole_world_only)
{
	ask_calm();
	CHECK_INT(ask_raw("/sapi/v1/margin/allPairs", ask_account("wide")->api_key), 200);
	CHECK(strstr(ask_body(), "\"symbol\":\"LINKUSDT\"") != NULL);
	CHECK(strstr(ask_body(), "LUNCUSDT") == NULL);
	CHECK_INT(ask_raw("/sapi/v1/margin/allPairs", ask_account("demo")->api_key), 200);
	CHECK_TEXT(ask_body(), "[]");
}
