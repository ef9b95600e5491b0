/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of our own; those of ccxt are in test_unified_fixtures.c. */
#include "host/cli/unified.h"

#include "lib/base/secret.h"
#include "test/check.h"

static char text[1 << 16];
static struct why why;

static enum err
map(const char *call, const char *answer, const struct unified_options *options)
{
	AUTO(buf) out = buf_new(sizeof(text) - 1);
	enum err e;

	why.text[0] = '\0';
	text[0] = '\0';
	e = unified_write(call, span_text(answer), options, &out, &why);
	if (e == OK)
		assert_int_equal(span_to_text(buf_span(&out), text, sizeof(text)), OK);
	return e;
}

static const struct unified_options none;

TEST(unified_symbols_are_read_off_their_names)
{
	static const struct {
		const char *row, *market, *expected;
	} cases[] = {
		{ "\"symbol\":\"BNBBTC\",\"isMaker\":true", NULL, "BNB/BTC" },
		{ "\"symbol\":\"1000SATSFDUSD\",\"isMaker\":true", NULL, "1000SATS/FDUSD" },
		{ "\"symbol\":\"USDTTRY\",\"isMaker\":true", NULL, "USDT/TRY" },
		{ "\"symbol\":\"AAPL\",\"isMaker\":true", NULL, "AAPL" },
		{ "\"symbol\":\"USDT\",\"isMaker\":true", NULL, "USDT" },
		{ "\"symbol\":\"BTCUSDT\"", NULL, "BTC/USDT:USDT" },
		{ "\"symbol\":\"BTCUSDT_240329\"", NULL, "BTC/USDT:USDT-240329" },
		{ "\"symbol\":\"ETHUSD_PERP\"", NULL, "ETH/USD:ETH" },
		{ "\"symbol\":\"ETHUSD_240329\"", "inverse", "ETH/USD:ETH-240329" },
		{ "\"symbol\":\"ETHUSD_240329\",\"pair\":\"ETHUSD\"", NULL, "ETH/USD:ETH-240329" },
		{ "\"symbol\":\"ETH-230211-1500-C\",\"optionSide\":\"CALL\"", NULL,
		    "ETH/USDT:USDT-230211-1500-C" },
	};
	char row[256], expected[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct unified_options options = { .market = cases[i].market };

		(void)snprintf(row, sizeof(row), "{%s}", cases[i].row);
		(void)snprintf(expected, sizeof(expected), "\"symbol\":\"%s\"", cases[i].expected);
		CHECK_OK(map("parseTrade", row, &options));
		CHECK(strstr(text, expected) != NULL);
	}
}

TEST(unified_trades_reckon_what_they_do_not_say_exactly)
{
	CHECK_OK(map("parseTrade",
	    "{\"price\":\"0.1\",\"qty\":\"0.3\",\"isMaker\":true,\"id\":9007199254740993}", &none));
	CHECK(strstr(text, "\"cost\":\"0.03\"") != NULL);
	CHECK(strstr(text, "\"id\":\"9007199254740993\"") != NULL);
	CHECK_OK(map("fetchMyDustTrades",
	    "{\"total\":1,\"userAssetDribblets\":[{\"userAssetDribbletDetails\":[{\"fromAsset\":"
	    "\"USDT\",\"amount\":\"0.009669\",\"transferedAmount\":\"0.00002992\","
	    "\"serviceChargeAmount\":\"0.00000059\",\"operateTime\":\"1628076010000\",\"transId\":"
	    "\"71416578712\"}]}]}",
	    &none));
	CHECK(strstr(text, "\"symbol\":\"BNB/USDT\"") != NULL);
	CHECK(strstr(text, "\"side\":\"buy\"") != NULL);
	CHECK(strstr(text, "\"amount\":\"0.00002992\",\"cost\":\"0.009669\"") != NULL);
}

TEST(unified_rows_come_in_order_of_time_and_stay_in_order_within_it)
{
	CHECK_OK(map("fetchTransfers",
	    "{\"rows\":[{\"timestamp\":30,\"tranId\":1},{\"timestamp\":10,\"tranId\":2},"
	    "{\"timestamp\":30,\"tranId\":3},{\"tranId\":4},{\"timestamp\":20,\"tranId\":5}]}",
	    &none));
	CHECK(strstr(text, "[{\"id\":\"4\"},{\"id\":\"2\"") == text);
	CHECK(strstr(text, "\"id\":\"5\"") < strstr(text, "\"id\":\"1\""));
	CHECK(strstr(text, "\"id\":\"1\"") < strstr(text, "\"id\":\"3\""));
}

TEST(unified_statuses_depend_on_the_direction)
{
	static const struct {
		const char *call, *status, *expected;
	} cases[] = {
		{ "fetchDeposits", "1", "ok" },
		{ "fetchDeposits", "6", "ok" },
		{ "fetchDeposits", "0", "pending" },
		{ "fetchDeposits", "77", "77" },
		{ "fetchWithdrawals", "1", "canceled" },
		{ "fetchWithdrawals", "3", "failed" },
		{ "fetchWithdrawals", "6", "ok" },
		{ "fetchWithdrawals", "\"Refunded\"", "canceled" },
	};
	char answer[128], expected[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(answer, sizeof(answer), "[{\"status\":%s}]", cases[i].status);
		(void)snprintf(expected, sizeof(expected), "\"status\":\"%s\"", cases[i].expected);
		CHECK_OK(map(cases[i].call, answer, &none));
		CHECK(strstr(text, expected) != NULL);
	}
}

TEST(unified_transfers_name_accounts_of_both_kinds)
{
	CHECK_OK(map("parseTransfer", "{\"type\":\"CMFUTURE_MAIN\",\"amount\":\"1.0\"}", &none));
	CHECK_TEXT(text, "{\"amount\":\"1\",\"fromAccount\":\"inverse\",\"toAccount\":\"spot\"}");
	CHECK_OK(map("parseTransfer",
	    "{\"transactionId\":\"M_1\",\"transactionTime\":5,\"currency\":\"BNB\",\"walletType\":"
	    "1,"
	    "\"payerInfo\":{\"accountId\":\"7\"},\"receiverInfo\":{\"accountId\":\"8\"}}",
	    &none));
	CHECK(strstr(text, "\"fromAccount\":\"7\",\"toAccount\":\"8\"") != NULL);
}

TEST(unified_balances_are_seen_by_their_looks)
{
	CHECK_OK(map("fetchBalance",
	    "[{\"asset\":\"A\",\"free\":\"1\",\"locked\":\"2\",\"freeze\":\"3\",\"withdrawing\":"
	    "\"4\"}]",
	    &none));
	CHECK(strstr(text, "{\"A\":{\"free\":\"1\",\"used\":\"9\",\"total\":\"10\"}") == text);
	CHECK_OK(map("fetchBalance",
	    "{\"assets\":[{\"symbol\":\"BTCUSDT\",\"baseAsset\":{\"asset\":\"BTC\",\"free\":\"1\","
	    "\"locked\":\"0\",\"borrowed\":\"2\",\"interest\":\"0.5\",\"totalAsset\":\"1\"},"
	    "\"quoteAsset\":{\"asset\":\"USDT\",\"free\":\"11\",\"locked\":\"0\"}}]}",
	    &none));
	CHECK(strstr(text,
		  "{\"BTC/USDT\":{\"BTC\":{\"free\":\"1\",\"used\":\"0\",\"total\":\"1\",\"debt\":"
		  "\"2.5\"},\"USDT\":{\"free\":\"11\"") == text);
	CHECK_OK(map("fetchBalance",
	    "{\"assets\":[{\"asset\":\"X\",\"availableBalance\":\"3\",\"marginBalance\":\"5\"}]}",
	    &none));
	CHECK(strstr(text, "{\"X\":{\"free\":\"3\",\"used\":\"2\",\"total\":\"5\"}") == text);
}

TEST(unified_positions_tell_hedged_sides_apart)
{
	CHECK_OK(map("fetchPositions",
	    "[{\"symbol\":\"BTCUSDT\",\"positionSide\":\"SHORT\",\"positionAmt\":\"-0.5\","
	    "\"entryPrice\":\"3\",\"markPrice\":\"2\",\"unRealizedProfit\":\"0.5\"},{\"symbol\":"
	    "\"ETHUSDT\",\"positionSide\":\"BOTH\",\"positionAmt\":\"0\"}]",
	    &none));
	CHECK(strstr(text, "\"hedged\":true,\"side\":\"short\",\"contracts\":\"0.5\"") != NULL);
	CHECK(strstr(text, "\"hedged\":false,\"contracts\":\"0\"") != NULL);
}

TEST(unified_answers_that_are_none_say_where)
{
	static const struct {
		const char *call, *answer, *words;
	} bad[] = {
		{ "fetchSomething", "[]", "there is no CALL of this name" },
		{ "fetchMyTrades", "", "not JSON" },
		{ "fetchMyTrades", "<html>down</html>", "not JSON: byte 0" },
		{ "fetchMyTrades", "[1]", "row 0: expected an object" },
		{ "fetchMyTrades", "[{},{\"price\":\"x\"}]", "row 1: p price: expected a decimal" },
		{ "fetchMyTrades", "[{\"price\":\"1e400\"}]", "expected a decimal" },
		{ "fetchMyTrades", "[{\"time\":\"soon\"}]", "T time executionAt" },
		{ "fetchMyTrades", "[{\"price\":1,\"price\":2}]", "byte" },
		{ "fetchMyTrades", "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}",
		    "expected an array" },
		{ "fetchMyDustTrades", "[1]", "expected an array" },
		{ "fetchBalance", "{}", "balances" },
		{ "fetchBalance", "[{\"free\":\"1\"}]", "row 0: asset" },
		{ "fetchBalance", "{\"balances\":[{\"asset\":\"A\",\"free\":[1]}]}",
		    "row 0: free: expected" },
		{ "fetchBalance", "{\"assets\":[{\"baseAsset\":1}]}", "row 0: symbol" },
		{ "fetchOHLCV", "[[1,2]]", "expected a candle" },
		{ "fetchOHLCV", "[[1,\"a\",\"1\",\"1\",\"1\",\"1\"]]", "row 0" },
		{ "parseTrade", "[]", "expected an object" },
		{ "parseTrade", "{} {}", "not JSON" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(map(bad[i].call, bad[i].answer, &none) != OK);
		if (strstr(why.text, bad[i].words) == NULL)
			fail_msg("%s: %s", bad[i].answer, why.text);
	}
}

TEST(unified_refuses_what_is_too_deep_and_takes_twenty_digits)
{
	char deep[2048];

	memset(deep, '[', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	CHECK_ERR(map("fetchMyTrades", deep, &none), ERR_LIMIT);
	CHECK_OK(map("parseLedgerEntry", "{\"amount\":\"-99999999999999999999\"}", &none));
	CHECK(strstr(text, "\"direction\":\"out\",\"amount\":\"99999999999999999999\"") != NULL);
	CHECK_ERR(
	    map("parseLedgerEntry", "{\"amount\":\"999999999999999999999\"}", &none), ERR_LIMIT);
}

TEST(unified_calls_lists_every_call)
{
	CHECK(strstr(unified_calls(), "fetchMyTrades") != NULL);
	CHECK(strstr(unified_calls(), "parseOHLCV") != NULL);
}
