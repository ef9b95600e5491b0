/* SPDX-License-Identifier: Apache-2.0 */
#include "test/check.h"
#include "test/lib/exchange/collect.h"

static struct collected c;

#define ASSET(name, free, borrowed)                                                               \
	"{\"asset\":\"" name "\",\"free\":\"" free "\",\"locked\":\"1\",\"borrowed\":\"" borrowed \
	"\",\"interest\":\"0.1\",\"netAsset\":\"9\"}"

TEST(binance_margin_balances_know_debts_with_their_interest)
{
	static const char body[] =
	    "{\"marginLevel\":\"999\",\"userAssets\":[" ASSET("USDT", "9", "5") "]}";
	const struct exchange_ask ask = ask_of("margin.balances");

	CHECK_OK(collect(&ask, 200, body, &c));
	CHECK_INT(c.count, 1);
	CHECK_TEXT(text_of(c.balances[0].debt), "5.1");
	CHECK_TEXT(text_of(c.balances[0].free), "9");
	CHECK_TEXT(text_of(c.balances[0].locked), "1");
	CHECK_TEXT(c.balances[0].symbol, "");
	CHECK_INT(c.balances[0].wallet, EXCHANGE_WALLET_MARGIN);
	collect_truncations(&ask, body, &c);
	CHECK_ERR(
	    collect_from("margin.balances", "{\"userAssets\":[" ASSET("USDT", "9", "-5") "]}", &c),
	    ERR_INPUT);
	CHECK(strstr(c.why.text, "borrowed") != NULL);
}

TEST(binance_isolated_balances_are_two_for_each_pair)
{
	CHECK_OK(collect_from("isolated.balances",
	    "{\"assets\":[{\"symbol\":\"BTCUSDT\",\"baseAsset\":" ASSET("BTC", "2",
		"0") ",\"quoteAsset\":" ASSET("USDT", "3", "7") "}],\"totalAssetOfBtc\":\"0\"}",
	    &c));
	CHECK_INT(c.count, 2);
	CHECK_TEXT(c.balances[0].symbol, "BTCUSDT");
	CHECK_TEXT(c.balances[0].asset, "BTC");
	CHECK_TEXT(c.balances[1].asset, "USDT");
	CHECK_TEXT(text_of(c.balances[1].debt), "7.1");
	CHECK_INT(c.balances[1].wallet, EXCHANGE_WALLET_ISOLATED);
	CHECK_ERR(
	    collect_from("isolated.balances", "{\"assets\":[{\"symbol\":\"A\"}]}", &c), ERR_INPUT);
	CHECK(strstr(c.why.text, "baseAsset") != NULL);
}

TEST(binance_interest_is_a_cost_of_its_wallet)
{
	static const char body[] =
	    "{\"rows\":[{\"txId\":1352286576452864727,\"interestAccuredTime\":1672160400000,"
	    "\"asset\":\"USDT\",\"interest\":\"0.00024995\",\"type\":\"ON_BORROW\","
	    "\"isolatedSymbol\":\"BNBUSDT\"},{\"interestAccuredTime\":\"5\",\"asset\":\"BNB\","
	    "\"interest\":\"1\",\"type\":\"PERIODIC\"}],\"total\":\"2\"}";
	const struct exchange_ask ask = ask_of("margin.interest");

	CHECK_OK(collect(&ask, 200, body, &c));
	CHECK_INT(c.flow_count, 2);
	CHECK_INT(c.flows[0].kind, EXCHANGE_FLOW_INTEREST);
	CHECK_TEXT(text_of(c.flows[0].amount), "-0.00024995");
	CHECK_TEXT(c.flows[0].id, "1352286576452864727");
	CHECK_TEXT(c.flows[0].what, "ON_BORROW");
	CHECK_INT(c.flows[0].from, EXCHANGE_WALLET_ISOLATED);
	CHECK_TEXT(c.flows[1].id, "5"); /* rows of old have no number: their time is it */
	CHECK_INT(c.flows[1].to, EXCHANGE_WALLET_MARGIN);
	collect_truncations(&ask, body, &c);
}

TEST(binance_loans_move_balance_and_debt_and_wait_for_their_end)
{
	static const char body[] =
	    "{\"rows\":[{\"isolatedSymbol\":\"BNBUSDT\",\"amount\":\"14\",\"asset\":\"BNB\","
	    "\"status\":\"CONFIRMED\",\"timestamp\":1563438204000,\"txId\":2970933056},"
	    "{\"amount\":\"1\",\"asset\":\"BNB\",\"status\":\"PENDING\",\"timestamp\":1,\"txId\":3}"
	    ","
	    "{\"amount\":\"1\",\"asset\":\"BNB\",\"status\":\"FAILED\",\"timestamp\":1,\"txId\":4}]"
	    ","
	    "\"total\":3}";
	struct exchange_ask ask = ask_of("margin.loans");

	ask.variant = "BORROW";
	CHECK_OK(collect(&ask, 200, body, &c));
	CHECK_INT(c.flow_count, 1);
	CHECK_INT(c.result.row_count, 1);
	CHECK_INT(c.result.open_count, 1);
	CHECK_INT(c.flows[0].kind, EXCHANGE_FLOW_LOAN);
	CHECK_TEXT(text_of(c.flows[0].amount), "14");
	CHECK_TEXT(c.flows[0].what, "BORROW");
	ask.variant = "REPAY";
	CHECK_OK(collect(&ask, 200, body, &c));
	CHECK_TEXT(text_of(c.flows[0].amount), "-14");
}

TEST(binance_capital_flow_only_echoes)
{
	CHECK_OK(collect_from("margin.capital_flow",
	    "[{\"id\":123456,\"tranId\":123123,\"timestamp\":1691116657000,\"asset\":\"USDT\","
	    "\"symbol\":\"BTCUSDT\",\"type\":\"BORROW\",\"amount\":\"-101\"}]",
	    &c));
	CHECK_INT(c.flows[0].kind, EXCHANGE_FLOW_ECHO);
	CHECK_TEXT(c.flows[0].what, "BORROW");
	CHECK_TEXT(text_of(c.flows[0].amount), "-101");
	CHECK_INT(c.flows[0].from, EXCHANGE_WALLET_ISOLATED);
}

TEST(binance_margin_liquidations_are_read_from_their_rows)
{
	static const char body[] =
	    "{\"rows\":[{\"avgPrice\":\"0.00388359\",\"executedQty\":\"31.39000000\",\"orderId\":"
	    "180015097,\"side\":\"BUY\",\"symbol\":\"BNBBTC\",\"updatedTime\":1558941374745}],"
	    "\"total\":1}";
	const struct exchange_ask ask = ask_of("margin.liquidations");

	CHECK_OK(collect(&ask, 200, body, &c));
	CHECK_INT(c.liquidations[0].side, FILL_BUY);
	CHECK_TEXT(c.liquidations[0].symbol, "BNBBTC");
	CHECK_TEXT(text_of(c.liquidations[0].quantity), "31.39");
	collect_truncations(&ask, body, &c);
	CHECK_ERR(collect_from("margin.liquidations",
		      "{\"rows\":[{\"avgPrice\":\"1\",\"executedQty\":\"1\",\"orderId\":1,\"side\":"
		      "\"HOLD\",\"symbol\":\"A\",\"updatedTime\":1}]}",
		      &c),
	    ERR_INPUT);
	CHECK(strstr(c.why.text, "rows[0]") != NULL && strstr(c.why.text, "side") != NULL);
}
