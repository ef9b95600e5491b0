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
	const int usdt = 0;

	reading_init(&r);
	ask_clock()->wall_ms = MARKET_TO_MS + LIFE_DAY_MS;
	reading_take(&r, "margin", "margin.fills", "LINKUSDT", 0);
	reading_take(&r, "margin", "isolated.fills", "ETHUSDT", 0);
	reading_take(&r, "margin", "margin.interest", NULL, MARKET_FROM_MS);
	reading_take(&r, "margin", "margin.loans", NULL, MARKET_FROM_MS);
	reading_take(&r, "margin", "margin.liquidations", NULL, MARKET_FROM_MS);
	reading_take(&r, "margin", "margin.balances", NULL, 0);
	reading_take(&r, "margin", "isolated.balances", NULL, 0);
	CHECK_INT(r.liquidation_count, 1);
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

TEST(margin_pairs_are_listed_in_the_whole_world_only)
{
	ask_calm();
	CHECK_INT(ask_raw("/sapi/v1/margin/allPairs", ask_account("wide")->api_key), 200);
	CHECK(strstr(ask_body(), "\"symbol\":\"LINKUSDT\"") != NULL);
	CHECK(strstr(ask_body(), "LUNCUSDT") == NULL);
	CHECK_INT(ask_raw("/sapi/v1/margin/allPairs", ask_account("demo")->api_key), 200);
	CHECK_TEXT(ask_body(), "[]");
}
