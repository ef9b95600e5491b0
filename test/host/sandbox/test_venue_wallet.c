/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/life.h"
#include "test/check.h"
#include "test/host/sandbox/reading.h"

static const char *const feeds[] = { "wallet.deposits", "wallet.withdrawals", "wallet.fiat_orders",
	"wallet.fiat_payments", "wallet.transfers", "wallet.dust", "wallet.convert",
	"wallet.busd_convert", "wallet.dividends" };

static void
clock_set(int64_t ms)
{
	ask_clock()->wall_ms = ms;
}

TEST(wallet_read_feed_by_feed_adds_up_to_what_it_holds)
{
	static struct reading r;
	const struct catalog *c;

	/* Transfers are kept for six months: read the first half from its own end, and go on. */
	reading_init(&r);
	clock_set(MARKET_TRADES_MS + 170 * LIFE_DAY_MS);
	c = ask_whole()->catalog;
	for (size_t i = 0; i < sizeof(feeds) / sizeof(feeds[0]); i++)
		reading_take(&r, "wallet", feeds[i], NULL, MARKET_FROM_MS);
	clock_set(MARKET_TO_MS + LIFE_DAY_MS);
	for (size_t i = 0; i < sizeof(feeds) / sizeof(feeds[0]); i++)
		reading_take(
		    &r, "wallet", feeds[i], NULL, MARKET_TRADES_MS + 170 * LIFE_DAY_MS + 1);
	for (int i = 0; i < 4; i++)
		if (i != 2)
			reading_take(&r, "wallet", "spot.fills", c->listings[i].symbol, 0);
	reading_take(&r, "wallet", "spot.balances", NULL, 0);
	CHECK(r.row_count > 1000 && r.open_count > 10);
	for (int i = 0; i < c->asset_count; i++)
		CHECK(r.held[EXCHANGE_WALLET_SPOT][i] == r.moved[EXCHANGE_WALLET_SPOT][i]);
	CHECK(r.held[EXCHANGE_WALLET_SPOT][0] > 0);
	ask_clock()->wall_ms = 1795305600000;
}

TEST(wallet_lists_refuse_windows_that_are_too_long_and_what_is_missing)
{
	static const struct {
		const char *path, *query;
		int64_t code;
	} cases[] = {
		{ "/sapi/v1/capital/deposit/hisrec", "startTime=0&endTime=7776000001", -4047 },
		{ "/sapi/v1/capital/deposit/hisrec", "startTime=0&endTime=7776000000", 0 },
		{ "/sapi/v1/capital/withdraw/history", "startTime=0&endTime=7776000001", -4047 },
		{ "/sapi/v1/fiat/orders", "", -1102 },
		{ "/sapi/v1/fiat/orders", "transactionType=2", -1130 },
		{ "/sapi/v1/fiat/orders", "transactionType=0", 0 },
		{ "/sapi/v1/fiat/payments", "transactionType=1&beginTime=0&endTime=2592000001",
		    -1127 },
		{ "/sapi/v1/asset/transfer", "", -1102 },
		{ "/sapi/v1/asset/transfer", "type=MAIN_MARGIN", 0 },
		{ "/sapi/v1/asset/dribblet", "", 0 },
		{ "/sapi/v1/convert/tradeFlow", "", -1102 },
		{ "/sapi/v1/convert/tradeFlow", "startTime=0&endTime=2592000001", -1127 },
		{ "/sapi/v1/convert/tradeFlow", "startTime=0&endTime=2592000000", 0 },
		{ "/sapi/v1/asset/convert-transfer/queryByPage", "startTime=1", -1102 },
		{ "/sapi/v1/asset/assetDividend", "startTime=0&endTime=15552000001", -1127 },
		{ "/sapi/v1/asset/assetDividend", "", 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ask_calm();
		CHECK_INT(ask_signed("wallet", cases[i].path, cases[i].query),
		    cases[i].code == 0 ? 200 : 400);
		CHECK_INT(ask_code(), cases[i].code);
	}
}

TEST(wallet_deposits_of_one_coin_are_those_and_fresh_ones_are_not_final)
{
	const struct journal *j;
	size_t at = 0;

	clock_set(MARKET_TRADES_MS + 60 * LIFE_DAY_MS);
	j = ask_account("wallet")->journal;
	CHECK_INT(ask_signed("wallet", "/sapi/v1/capital/deposit/hisrec", "coin=BTC"), 200);
	CHECK(strstr(ask_body(), "\"coin\":\"BTC\"") != NULL);
	CHECK(strstr(ask_body(), "\"coin\":\"USDT\"") == NULL);
	CHECK(strstr(ask_body(), "\"status\":6") == NULL);
	while (j->events[at].kind != EVENT_DEPOSIT || j->events[at].symbol != -1 ||
	    j->events[at].ts_ms < MARKET_TRADES_MS || j->events[at].state != EVENT_DONE)
		at++;
	clock_set(j->events[at].ts_ms);
	CHECK_INT(ask_signed("wallet", "/sapi/v1/capital/deposit/hisrec", ""), 200);
	CHECK(strstr(ask_body(), "\"status\":6") != NULL);
	ask_clock()->wall_ms = 1795305600000;
}

TEST(wallet_of_a_demo_account_was_filled_by_deposits)
{
	ask_calm();
	CHECK_INT(ask_signed("demo", "/sapi/v1/capital/deposit/hisrec",
		      "startTime=1761600000000&endTime=1762300000000"),
	    200);
	CHECK(strstr(ask_body(), "\"amount\":\"250000.00000000\",\"coin\":\"USDT\"") != NULL);
	CHECK(strstr(ask_body(), "\"amount\":\"25.00000000\",\"coin\":\"BNB\"") != NULL);
}
