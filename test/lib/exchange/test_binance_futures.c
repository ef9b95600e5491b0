/* SPDX-License-Identifier: Apache-2.0 */
#include "test/check.h"
#include "test/lib/exchange/collect.h"

static struct collected c;

#define FILL(id, side, position, more)                                                     \
	"{\"symbol\":\"BTCUSDT\",\"id\":" id ",\"orderId\":9,\"side\":\"" side             \
	"\",\"price\":\"30000.1\",\"qty\":\"0.010\",\"quoteQty\":\"300.00100\","           \
	"\"realizedPnl\":\"-1.50\",\"commission\":\"-0.12\",\"commissionAsset\":\"USDT\"," \
	"\"time\":1700000000000,\"positionSide\":\"" position                              \
	"\",\"maker\":true,\"buyer\":false" more "}"

static struct exchange_ask
fills_ask(void)
{
	struct exchange_ask ask = ask_of("linear.fills");

	ask.symbol = "BTCUSDT";
	ask.from_id = 5;
	return ask;
}

TEST(binance_futures_fills_keep_side_position_rebate_and_realised_profit)
{
	const struct exchange_ask ask = fills_ask();
	const struct exchange_fill *f = &c.fills[0];

	CHECK_OK(collect(&ask, 200,
	    "[" FILL("6", "SELL", "SHORT", "") "," FILL("9007199254740993", "BUY", "BOTH", "") "]",
	    &c));
	CHECK_INT(c.fill_count, 2);
	CHECK_TEXT(f->symbol, "BTCUSDT");
	CHECK_INT(f->wallet, EXCHANGE_WALLET_LINEAR);
	CHECK_INT(f->position, EXCHANGE_SIDE_SHORT);
	CHECK_INT(f->fill.side, FILL_SELL);
	CHECK(f->fill.is_maker);
	CHECK_INT(f->fill.order_id, 9);
	CHECK_TEXT(text_of(f->fill.price), "30000.1");
	CHECK_TEXT(text_of(f->fill.fee), "-0.12");
	CHECK_TEXT(text_of(f->realized), "-1.5");
	CHECK_TEXT(text_of(f->quote_quantity), "300.001");
	CHECK_INT(c.fills[1].position, EXCHANGE_SIDE_BOTH);
	CHECK_INT(c.fills[1].fill.side, FILL_BUY);
	CHECK(c.result.last_id == 9007199254740993);
	CHECK(c.result.is_last && c.result.cursor[0] == '\0');
}

TEST(binance_futures_fills_name_what_is_wrong)
{
	static const struct {
		const char *row, *why;
	} bad[] = {
		{ FILL("4", "SELL", "SHORT", ""), "id" },
		{ FILL("6", "sell", "SHORT", ""), "side" },
		{ FILL("6", "SELL", "DOWN", ""), "positionSide" },
		{ FILL("6", "SELL", "LONG", ",\"id\":7"), "id" },
		{ "{\"symbol\":\"ETHUSDT\"}", "userTrades[0]" },
		{ "[]", "userTrades[0]" },
	};
	const struct exchange_ask ask = fills_ask();
	char body[512];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(body, sizeof(body), "[%s]", bad[i].row);
		CHECK(collect(&ask, 200, body, &c) != OK);
		CHECK(strstr(c.why.text, "userTrades[0]") != NULL);
		CHECK(strstr(c.why.text, bad[i].why) != NULL);
		CHECK_INT(c.count, 0);
	}
	collect_truncations(&ask, "[" FILL("6", "SELL", "LONG", "") "]", &c);
}

TEST(binance_futures_instruments_know_their_contracts)
{
	const struct instrument *i = &c.instruments[0].instrument;

	CHECK_OK(collect_from("inverse.instruments",
	    "{\"symbols\":[{\"symbol\":\"BTCUSD_PERP\",\"pair\":\"BTCUSD\",\"contractStatus\":"
	    "\"TRADING\",\"contractSize\":100,\"baseAsset\":\"BTC\",\"quoteAsset\":\"USD\","
	    "\"marginAsset\":\"BTC\",\"filters\":[{\"filterType\":\"LOT_SIZE\",\"stepSize\":\"1\"}]"
	    "},{\"symbol\":\"BTCUSD_200925\",\"contractStatus\":\"DELIVERED\",\"contractSize\":"
	    "\"100\",\"baseAsset\":\"BTC\",\"quoteAsset\":\"USD\"}]}",
	    &c));
	CHECK_INT(c.count, 2);
	CHECK_INT(i->kind, INSTRUMENT_INVERSE);
	CHECK_TEXT(text_of(i->contract_size), "100");
	CHECK_TEXT(text_of(i->quantity_step), "1");
	CHECK_TEXT(i->settle, "BTC");
	CHECK(c.instruments[0].is_trading && !c.instruments[1].is_trading);
	CHECK_TEXT(c.instruments[1].instrument.settle, "BTC");
	CHECK_OK(collect_from("linear.instruments",
	    "{\"symbols\":[{\"symbol\":\"ETHUSDC\",\"status\":\"TRADING\",\"baseAsset\":\"ETH\","
	    "\"quoteAsset\":\"USDC\",\"marginAsset\":\"USDC\",\"filters\":[]}]}",
	    &c));
	CHECK_INT(i->kind, INSTRUMENT_LINEAR);
	CHECK_TEXT(text_of(i->contract_size), "1");
	CHECK_TEXT(i->settle, "USDC");
	CHECK_ERR(
	    collect_from("inverse.instruments",
		"{\"symbols\":[{\"symbol\":\"X\",\"baseAsset\":\"B\",\"quoteAsset\":\"U\"}]}", &c),
	    ERR_INPUT);
	CHECK(strstr(c.why.text, "contractSize") != NULL);
}

TEST(binance_futures_balances_keep_every_asset_bnfcr_too)
{
	CHECK_OK(collect_from("linear.balances",
	    "{\"totalWalletBalance\":\"1\",\"assets\":[{\"asset\":\"BNFCR\",\"walletBalance\":"
	    "\"-1.50\",\"unrealizedProfit\":\"7\"},{\"asset\":\"USDT\",\"walletBalance\":\"100.25\""
	    "}],\"positions\":[]}",
	    &c));
	CHECK_INT(c.count, 2);
	CHECK_TEXT(c.balances[0].asset, "BNFCR");
	CHECK_TEXT(text_of(c.balances[0].free), "-1.5");
	CHECK_TEXT(text_of(c.balances[1].free), "100.25");
	CHECK_INT(c.balances[1].wallet, EXCHANGE_WALLET_LINEAR);
	CHECK_ERR(collect_from("linear.balances", "{\"positions\":[]}", &c), ERR_INPUT);
	CHECK(strstr(c.why.text, "assets") != NULL);
}

#define POSITION(side, amount)                                                            \
	"{\"symbol\":\"BTCUSDT\",\"positionSide\":\"" side "\",\"positionAmt\":\"" amount \
	"\",\"entryPrice\":\"30000\",\"markPrice\":\"31000\",\"unRealizedProfit\":\"-2\"}"

TEST(binance_positions_of_hedge_mode_are_two)
{
	const struct exchange_ask ask = ask_of("linear.positions");

	CHECK_OK(
	    collect(&ask, 200, "[" POSITION("LONG", "0.5") "," POSITION("SHORT", "-0.25") "]", &c));
	CHECK_INT(c.count, 2);
	CHECK_INT(c.positions[0].side, EXCHANGE_SIDE_LONG);
	CHECK_TEXT(text_of(c.positions[0].quantity), "0.5");
	CHECK_INT(c.positions[1].side, EXCHANGE_SIDE_SHORT);
	CHECK_TEXT(text_of(c.positions[1].quantity), "-0.25");
	CHECK_TEXT(text_of(c.positions[1].entry_price), "30000");
	CHECK_TEXT(text_of(c.positions[1].mark_price), "31000");
	CHECK_TEXT(text_of(c.positions[1].unrealized), "-2");
	collect_truncations(&ask, "[" POSITION("BOTH", "1") "]", &c);
}

#define INCOME(type, amount, asset, id)                                                   \
	"{\"symbol\":\"BTCUSDT\",\"incomeType\":\"" type "\",\"income\":\"" amount        \
	"\",\"asset\":\"" asset "\",\"time\":1700000000000,\"info\":\"x\",\"tranId\":" id \
	",\"tradeId\":\"\"}"

TEST(binance_income_says_what_each_row_is_to_us)
{
	static const struct {
		const char *row;
		enum exchange_flow_kind kind;
		const char *amount;
	} cases[] = {
		{ INCOME("FUNDING_FEE", "-0.5", "USDT", "4480321991774044580"),
		    EXCHANGE_FLOW_FUNDING, "-0.5" },
		{ INCOME("FUNDING_FEE", "0.25", "BNFCR", "\"7\""), EXCHANGE_FLOW_FUNDING, "0.25" },
		{ INCOME("COMMISSION", "-0.1", "USDT", "1"), EXCHANGE_FLOW_ECHO, "-0.1" },
		{ INCOME("REALIZED_PNL", "3", "USDT", "1"), EXCHANGE_FLOW_ECHO, "3" },
		{ INCOME("INSURANCE_CLEAR", "-9", "USDT", "1"), EXCHANGE_FLOW_FEE, "-9" },
		{ INCOME("WELCOME_BONUS", "5", "USDT", "1"), EXCHANGE_FLOW_INCOME, "5" },
		{ INCOME("TRANSFER", "10", "USDT", "1"), EXCHANGE_FLOW_TRANSFER, "10" },
		{ INCOME("TRANSFER", "-10", "USDT", "2"), EXCHANGE_FLOW_TRANSFER, "10" },
		{ INCOME("SOMETHING_NEW", "-3", "USDT", "2"), EXCHANGE_FLOW_OTHER, "-3" },
	};
	char body[512];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(body, sizeof(body), "[%s]", cases[i].row);
		CHECK_OK(collect_from("linear.income", body, &c));
		CHECK_INT(c.flow_count, 1);
		CHECK_INT(c.flows[0].kind, cases[i].kind);
		CHECK_TEXT(text_of(c.flows[0].amount), cases[i].amount);
		CHECK_TEXT(c.flows[0].symbol, "BTCUSDT");
	}
}

TEST(binance_income_tells_a_transfers_direction_by_its_wallets)
{
	CHECK_OK(collect_from("inverse.income",
	    "[" INCOME("TRANSFER", "10", "BTC", "1") "," INCOME("TRANSFER", "-4", "BTC", "2") "]",
	    &c));
	CHECK_INT(c.flows[0].from, EXCHANGE_WALLET_OTHER);
	CHECK_INT(c.flows[0].to, EXCHANGE_WALLET_INVERSE);
	CHECK_INT(c.flows[1].from, EXCHANGE_WALLET_INVERSE);
	CHECK_INT(c.flows[1].to, EXCHANGE_WALLET_OTHER);
}

TEST(binance_income_keys_one_id_apart_by_its_type)
{
	CHECK_OK(collect_from("linear.income",
	    "[" INCOME("COMMISSION", "-1", "USDT", "77") "," INCOME(
		"FUNDING_FEE", "-1", "USDT", "77") "]",
	    &c));
	CHECK_TEXT(c.flows[0].id, c.flows[1].id);
	CHECK(strcmp(c.flows[0].what, c.flows[1].what) != 0);
}

TEST(binance_income_pages_are_numbered)
{
	struct buf b = buf_new(1 << 20);
	struct exchange_ask ask = ask_of("linear.income");

	CHECK_OK(buf_u8(&b, '['));
	for (size_t i = 0; i < 1000; i++)
		CHECK_OK(buf_print(&b,
		    "%s{\"incomeType\":\"FUNDING_FEE\",\"income\":\"1\",\"asset\":\"USDT\","
		    "\"time\":1,\"tranId\":%zu}",
		    i > 0 ? "," : "", i));
	CHECK_OK(buf_append(&b, (struct span){ (const uint8_t *)"]", 2 }));
	CHECK_OK(collect(&ask, 200, (const char *)b.p, &c));
	CHECK_TEXT(c.result.cursor, "2");
	CHECK(!c.result.is_cut);
	ask.cursor = "2";
	CHECK_OK(collect(&ask, 200, (const char *)b.p, &c));
	CHECK_TEXT(c.result.cursor, "3");
	CHECK_OK(collect(&ask, 200, "[]", &c));
	CHECK_TEXT(c.result.cursor, "");
	buf_wipe(&b);
}

TEST(binance_force_orders_are_orders_not_fills)
{
	static const char body[] =
	    "[{\"orderId\":6071832819,\"symbol\":\"BTCUSDT\",\"avgPrice\":\"10913.21000\","
	    "\"executedQty\":\"0.001\",\"side\":\"SELL\",\"updateTime\":1596107620087}]";
	const struct exchange_ask ask = ask_of("linear.liquidations");
	const struct exchange_liquidation *l = &c.liquidations[0];

	CHECK_OK(collect(&ask, 200, body, &c));
	CHECK_INT(c.count, 1);
	CHECK_INT(l->order_id, 6071832819);
	CHECK_INT(l->ts_ms, 1596107620087);
	CHECK_INT(l->side, FILL_SELL);
	CHECK_INT(l->wallet, EXCHANGE_WALLET_LINEAR);
	CHECK_TEXT(text_of(l->price), "10913.21");
	CHECK_TEXT(text_of(l->quantity), "0.001");
	collect_truncations(&ask, body, &c);
}
