/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/life.h"
#include "test/check.h"
#include "test/host/sandbox/reading.h"

TEST(wallet_state_funding_balance_is_what_transfers_left_there)
{
	static struct reading r;
	static struct holdings h;
	const struct journal *j = ask_account("wallet")->journal;

	reading_init(&r);
	reading_take(&r, "wallet", "funding.balances", NULL, 0);
	journal_fold(ask_whole()->catalog, j, INT64_MAX, -1, &h);
	CHECK(h.all[WALLET_FUNDING][0].held_e8 > 0);
	CHECK(r.held[EXCHANGE_WALLET_FUNDING][0] == h.all[WALLET_FUNDING][0].held_e8 * 10000000000);
	ask_calm();
	CHECK_INT(ask_signed("wallet", "/sapi/v1/asset/get-funding-asset", ""), 404);
}

TEST(wallet_state_lists_coins_of_the_whole_world_only)
{
	ask_calm();
	CHECK_INT(ask_signed("wide", "/sapi/v1/capital/config/getall", ""), 200);
	CHECK(strstr(ask_body(), "\"coin\":\"SHIB\"") != NULL);
	CHECK_INT(ask_signed("demo", "/sapi/v1/capital/config/getall", ""), 200);
	CHECK_TEXT(ask_body(), "[]");
}

TEST(wallet_state_tells_fees)
{
	ask_calm();
	CHECK_INT(ask_signed("wide", "/sapi/v1/asset/tradeFee", "symbol=ETHBTC"), 200);
	CHECK_TEXT(ask_body(),
	    "[{\"symbol\":\"ETHBTC\",\"makerCommission\":\"0.0009\","
	    "\"takerCommission\":\"0.001\"}]");
	CHECK_INT(ask_signed("wide", "/sapi/v1/asset/tradeFee", ""), 200);
	CHECK(strlen(ask_body()) > 10000);
	CHECK_INT(ask_signed("wide", "/sapi/v1/asset/tradeFee", "symbol=NOSUCH"), 400);
	CHECK_INT(ask_code(), -1121);
	CHECK_INT(ask_signed("demo", "/api/v3/account/commission", "symbol=BTCUSDT"), 200);
	CHECK(strstr(ask_body(), "\"maker\":\"0.00090000\"") != NULL);
}

TEST(wallet_state_snapshots_are_balances_at_the_end_of_days)
{
	const int64_t now_ms = MARKET_TRADES_MS + 100 * LIFE_DAY_MS;
	static struct holdings h;
	char expected[96];
	size_t days = 0;

	ask_clock()->wall_ms = now_ms;
	ask_calm();
	CHECK_INT(ask_signed("wide", "/sapi/v1/accountSnapshot", "type=SPOT&limit=30"), 200);
	for (const char *at = ask_body(); (at = strstr(at, "\"updateTime\":")) != NULL; at++)
		days++;
	CHECK_INT(days, 30);
	journal_fold(ask_whole()->catalog, ask_account("wide")->journal, now_ms - 1000, -1, &h);
	(void)snprintf(expected, sizeof(expected), "\"asset\":\"USDT\",\"free\":\"%lld.%08lld\"",
	    (long long)(h.all[WALLET_SPOT][0].held_e8 / 100000000),
	    (long long)(h.all[WALLET_SPOT][0].held_e8 % 100000000));
	CHECK(strstr(ask_body(), expected) != NULL);
	CHECK_INT(ask_signed("wide", "/sapi/v1/accountSnapshot", "type=SPOT&limit=31"), 400);
	CHECK_INT(ask_signed("wide", "/sapi/v1/accountSnapshot", "type=FUTURES"), 400);
	CHECK_INT(ask_code(), -1130);
	ask_clock()->wall_ms = 1795305600000;
}

TEST(wallet_state_says_that_the_system_runs)
{
	ask_calm();
	CHECK_INT(ask_raw("/sapi/v1/system/status", NULL), 200);
	CHECK_TEXT(ask_body(), "{\"status\":0,\"msg\":\"normal\"}");
}
