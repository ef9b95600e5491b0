/* SPDX-License-Identifier: Apache-2.0 */
#include "test/check.h"
#include "test/lib/exchange/collect.h"

static struct collected c;

#define ROW(id, price, qty, fee, time)                                              \
	"{\"symbol\":\"BTCUSDT\",\"id\":" id                                        \
	",\"orderId\":77,\"orderListId\":-1,\"price\":\"" price "\",\"qty\":\"" qty \
	"\",\"quoteQty\":\"1\",\"commission\":\"" fee                               \
	"\",\"commissionAsset\":\"BNB\",\"time\":" time                             \
	",\"isBuyer\":true,\"isMaker\":false,\"isBestMatch\":true}"
#define GOOD_ROW ROW("28457", "4.00000100", "12.00000000", "10.10000000", "1499865549590")

static enum err
fills_parse(const char *body)
{
	struct exchange_ask ask = ask_of("spot.fills");

	ask.symbol = "BTCUSDT";
	ask.from_id = 5;

	return collect(&ask, 200, body, &c);
}

TEST(binance_fills_are_read_exactly)
{
	CHECK_OK(fills_parse("[" GOOD_ROW "]"));
	CHECK_INT(c.count, 1);
	CHECK_INT(c.fills[0].fill.id, 28457);
	CHECK_INT(c.fills[0].fill.order_id, 77);
	CHECK_INT(c.fills[0].fill.ts_ms, 1499865549590);
	CHECK_INT(c.fills[0].fill.side, FILL_BUY);
	CHECK(!c.fills[0].fill.is_maker);
	CHECK_TEXT(text_of(c.fills[0].fill.price), "4.000001");
	CHECK_TEXT(text_of(c.fills[0].fill.quantity), "12");
	CHECK_TEXT(text_of(c.fills[0].fill.fee), "10.1");
	CHECK_TEXT(c.fills[0].fill.fee_asset, "BNB");
	CHECK_INT(c.result.last_id, 28457);
	CHECK(c.result.is_last);
}

TEST(binance_fills_keep_rebates_and_an_empty_page)
{
	CHECK_OK(fills_parse("[" ROW("9", "1", "1", "-0.00076959", "1") "]"));
	CHECK_TEXT(text_of(c.fills[0].fill.fee), "-0.00076959");
	CHECK_OK(fills_parse(" [ ] "));
	CHECK_INT(c.count, 0);
	CHECK_INT(c.result.last_id, 0);
	CHECK(c.result.is_last);
}

TEST(binance_fills_keep_ids_that_a_double_cannot_hold)
{
	CHECK_OK(fills_parse("[" ROW("9007199254740993", "1", "1", "0", "1") "]"));
	CHECK(c.fills[0].fill.id == 9007199254740993);
	CHECK_OK(fills_parse("[" ROW("9223372036854775807", "1", "1", "0", "1") "]"));
	CHECK(c.result.last_id == INT64_MAX);
	CHECK_ERR(fills_parse("[" ROW("9223372036854775808", "1", "1", "0", "1") "]"), ERR_LIMIT);
	CHECK(strstr(c.why.text, "id:") != NULL);
	CHECK_INT(c.result.last_id, 0);
}

TEST(binance_fills_name_the_row_and_the_member_that_is_wrong)
{
	static const struct {
		const char *row, *why;
	} bad[] = {
		{ ROW("4", "1", "1", "0", "1"), "id" }, /* below fromId */
		{ ROW("-9", "1", "1", "0", "1"), "id" },
		{ ROW("9.5", "1", "1", "0", "1"), "id" },
		{ ROW("1e3", "1", "1", "0", "1"), "id" },
		{ ROW("true", "1", "1", "0", "1"), "id" },
		{ ROW("9", "0", "1", "0", "1"), "price" },
		{ ROW("9", "-1", "1", "0", "1"), "price" },
		{ ROW("9", "1e5", "1", "0", "1"), "price" },
		{ ROW("9", "", "1", "0", "1"), "price" },
		{ ROW("9", "NaN", "1", "0", "1"), "price" },
		{ ROW("9", "1", "0.00000000", "0", "1"), "qty" },
		{ ROW("9", "1", "99999999999999999999999999", "0", "1"), "qty" },
		{ ROW("9", "1", "1", "x", "1"), "commission" },
		{ ROW("9", "1", "1", "0", "-1"), "time" },
		{ ROW("9", "1", "1", "0", "253402300800000"), "time" },
		{ ROW("9", "1", "1", "0", "1,\"id\":10"), "id" },
		{ "{\"symbol\":\"ETHUSDT\"}", "myTrades[1]" },
		{ "[]", "myTrades[1]" },
		{ "7", "myTrades[1]" },
	};
	char body[1024];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(body, sizeof(body), "[" GOOD_ROW ",%s]", bad[i].row);
		CHECK(fills_parse(body) != OK);
		CHECK(strstr(c.why.text, "myTrades[1]") != NULL);
		CHECK(strstr(c.why.text, bad[i].why) != NULL);
		CHECK_INT(c.count, 1);
	}
}

TEST(binance_fills_of_another_symbol_are_refused)
{
	struct exchange_ask ask = ask_of("spot.fills");

	ask.symbol = "ETHUSDT";

	CHECK_ERR(collect(&ask, 200, "[" GOOD_ROW "]", &c), ERR_INPUT);
	CHECK(strstr(c.why.text, "symbol") != NULL);
}

TEST(binance_fills_need_each_member)
{
	static const char *const members[] = { "symbol", "id", "price", "qty", "commission",
		"commissionAsset", "time", "isBuyer", "isMaker" };
	char body[] = "[" GOOD_ROW "]";

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		char name[32];
		char *at;

		(void)snprintf(name, sizeof(name), "\"%s\"", members[i]);
		at = strstr(body, name);
		assert_non_null(at);
		at[1] = 'X';
		CHECK_ERR(fills_parse(body), ERR_INPUT);
		CHECK(strstr(c.why.text, members[i]) != NULL);
		at[1] = members[i][0];
	}
	CHECK_OK(fills_parse(body));
}

TEST(binance_fills_refuse_every_truncation_and_what_follows_the_array)
{
	static const char all[] = "[" GOOD_ROW "]";
	char cut[sizeof(all)];

	for (size_t size = 0; size < sizeof(all) - 1; size++) {
		memcpy(cut, all, size);
		cut[size] = '\0';
		CHECK(fills_parse(cut) != OK);
		CHECK(c.why.text[0] != '\0');
	}
	CHECK_ERR(fills_parse("[" GOOD_ROW "]]"), ERR_INPUT);
	CHECK_ERR(fills_parse("[" GOOD_ROW ",]"), ERR_INPUT);
}

static char *
page_of(size_t rows)
{
	struct buf b = buf_new(1 << 20);

	assert_int_equal(buf_u8(&b, '['), OK);
	for (size_t i = 0; i < rows; i++)
		assert_int_equal(
		    buf_print(&b,
			"%s{\"symbol\":\"BTCUSDT\",\"id\":%zu,\"price\":\"1\",\"qty\":\"1\","
			"\"commission\":\"0\",\"commissionAsset\":\"BNB\",\"time\":1,\"isBuyer\":"
			"false,\"isMaker\":true}",
			i > 0 ? "," : "", 100 + i),
		    OK);
	assert_int_equal(buf_append(&b, (struct span){ (const uint8_t *)"]", 2 }), OK);
	return (char *)b.p;
}

TEST(binance_fills_know_a_full_page_and_refuse_a_longer_one)
{
	static const struct {
		size_t rows;
		enum err error;
		bool is_last;
	} cases[] = { { 999, OK, true }, { 1000, OK, false }, { 1001, ERR_LIMIT, false } };

	for (size_t i = 0; i < 3; i++) {
		char *body = page_of(cases[i].rows);

		CHECK_INT(fills_parse(body), cases[i].error);
		if (cases[i].error == OK) {
			CHECK_INT(c.result.is_last, cases[i].is_last);
			CHECK_INT(c.result.last_id, 99 + cases[i].rows);
			CHECK_INT(c.fills[0].fill.side, FILL_SELL);
		}
		free(body);
	}
}

TEST(binance_fills_stop_where_the_callback_fails_and_move_no_further)
{
	char *body = page_of(5);

	c.fail_at = 3;
	CHECK_ERR(fills_parse(body), ERR_NOMEM);
	CHECK_INT(c.result.row_count, 2);
	CHECK_INT(c.result.last_id, 101);
	c.fail_at = 0;
	free(body);
}

TEST(binance_answers_that_are_too_deep_are_errors)
{
	char deep[4096] = "[{\"symbol\":";

	for (size_t i = strlen(deep); i < sizeof(deep) - 1; i++)
		deep[i] = '[';
	deep[sizeof(deep) - 1] = '\0';
	CHECK(fills_parse(deep) != OK);
	memset(deep, '[', sizeof(deep) - 1);
	CHECK(fills_parse(deep) != OK);
}

static enum err
instruments_parse(const char *body)
{
	return collect_from("spot.instruments", body, &c);
}

TEST(binance_instruments_are_listed_whatever_their_status)
{
	CHECK_OK(instruments_parse(
	    "{\"timezone\":\"UTC\",\"serverTime\":1,\"rateLimits\":[{\"limit\":6000}],\"symbols\":["
	    "{\"symbol\":\"BTCUSDT\",\"status\":\"TRADING\",\"baseAsset\":\"BTC\","
	    "\"quoteAsset\":\"USDT\",\"filters\":[{\"filterType\":\"PRICE_FILTER\",\"tickSize\":"
	    "\"0.01\"},{\"filterType\":\"LOT_SIZE\",\"stepSize\":\"0.00001000\"},{\"filterType\":"
	    "\"MARKET_LOT_SIZE\",\"stepSize\":\"0.5\"}],\"permissions\":[]},"
	    "{\"symbol\":\"OLDUSDT\",\"status\":\"BREAK\",\"baseAsset\":\"OLD\",\"quoteAsset\":"
	    "\"USDT\"}]}"));
	CHECK_INT(c.count, 2);
	CHECK_INT(c.result.row_count, 2);
	CHECK_TEXT(c.instruments[0].instrument.symbol, "BTCUSDT");
	CHECK_TEXT(c.instruments[0].instrument.base, "BTC");
	CHECK_TEXT(c.instruments[0].instrument.quote, "USDT");
	CHECK_TEXT(c.instruments[0].instrument.settle, "USDT");
	CHECK_INT(c.instruments[0].instrument.kind, INSTRUMENT_SPOT);
	CHECK_TEXT(text_of(c.instruments[0].instrument.quantity_step), "0.00001");
	CHECK_TEXT(text_of(c.instruments[0].instrument.contract_size), "1");
	CHECK(c.instruments[0].is_trading && !c.instruments[1].is_trading);
	CHECK_TEXT(c.instruments[1].instrument.symbol, "OLDUSDT");
	CHECK_TEXT(text_of(c.instruments[1].instrument.quantity_step), "0");
}

TEST(binance_instruments_name_the_member_that_is_wrong)
{
#define ONE(members) "{\"symbols\":[{" members "}]}"
#define NAMES "\"symbol\":\"A\",\"baseAsset\":\"B\",\"quoteAsset\":\"C\""
	static const struct {
		const char *body, *why;
	} bad[] = {
		{ "[]", "symbols" },
		{ "{}", "symbols" },
		{ "{\"symbols\":1}", "symbols" },
		{ "{\"symbols\":[1]}", "symbols[0]" },
		{ "{\"symbols\":[],\"symbols\":[]}", "symbols" },
		{ ONE("\"symbol\":\"A\",\"baseAsset\":\"B\""), "quoteAsset" },
		{ ONE("\"symbol\":\"\",\"baseAsset\":\"B\",\"quoteAsset\":\"C\""), "symbol" },
		{ ONE("\"symbol\":\"0123456789012345678901234567890123456789\","
		      "\"baseAsset\":\"B\",\"quoteAsset\":\"C\""),
		    "symbol" },
		{ ONE(NAMES ",\"filters\":{}"), "filters" },
		{ ONE(NAMES ",\"filters\":[1]"), "symbols[0]" },
		{ ONE(NAMES ",\"filters\":[{\"filterType\":\"LOT_SIZE\",\"stepSize\":\"x\"}]"),
		    "stepSize" },
		{ ONE(NAMES) "x", "symbols" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(instruments_parse(bad[i].body) != OK);
		CHECK(strstr(c.why.text, bad[i].why) != NULL);
	}
}

static enum err
marks_parse(int64_t from_ms, int64_t server_ms, const char *body)
{
	struct exchange_ask ask = ask_of("spot.marks");

	ask.symbol = "BTCUSDT";
	ask.from_ms = from_ms;
	ask.server_ms = server_ms;

	return collect(&ask, 200, body, &c);
}

#define KLINE(open, close, at) \
	"[" open ",\"1\",\"3\",\"0.5\",\"" close "\",\"9\"," at ",\"9\",40,\"1\",\"1\",\"0\"]"

TEST(binance_marks_are_the_closes_of_hours_that_are_over)
{
	static const char body[] =
	    "[" KLINE("0", "2.50000000", "3599999") "," KLINE("3600000", "2.6", "7199999") "]";

	CHECK_OK(marks_parse(0, 0, body));
	CHECK_INT(c.count, 2);
	CHECK_INT(c.marks[0].ts_ms, 3599999);
	CHECK_TEXT(text_of(c.marks[0].price), "2.5");
	CHECK_INT(c.result.last_ms, 7199999);
	CHECK_INT(c.result.row_count, 2);
	CHECK(c.result.is_last);
	CHECK_OK(marks_parse(0, 7199999, body));
	CHECK_INT(c.count, 1);
	CHECK_INT(c.result.last_ms, 3599999);
	CHECK_OK(marks_parse(0, 7200000, body));
	CHECK_INT(c.count, 2);
}

TEST(binance_marks_refuse_rows_that_do_not_move_on)
{
	static const char *const bad[] = {
		"{}",
		"[1]",
		"[[]]",
		"[[0,\"1\",\"3\",\"0.5\",\"2\",\"9\"]]",
		"[" KLINE("0", "2", "\"3599999\"") "]",
		"[" KLINE("0", "0", "3599999") "]",
		"[" KLINE("0", "-1", "3599999") "]",
		"[" KLINE("0", "x", "3599999") "]",
		"[" KLINE("0", "1", "-5") "]",
		"[" KLINE("0", "1", "999") "]", /* before startTime */
		"[" KLINE("0", "1", "3599999") "," KLINE("0", "1", "3599999") "]",
		"[" KLINE("0", "1", "7199999") "," KLINE("0", "1", "3599999") "]",
		"[" KLINE("0", "1", "3599999") "]x",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(marks_parse(1000, 0, bad[i]) != OK);
		CHECK(c.why.text[0] != '\0');
	}
}

TEST(binance_balances_deliver_rows_and_the_account)
{
	CHECK_OK(collect_from("spot.balances",
	    "{\"makerCommission\":10,\"uid\":354937868,\"balances\":["
	    "{\"asset\":\"BTC\",\"free\":\"0.00219821\",\"locked\":\"0.10000000\"},"
	    "{\"asset\":\"USDT\",\"free\":\"5\",\"locked\":\"0\",\"new\":{}}],\"permissions\":[]"
	    "}",
	    &c));
	CHECK_INT(c.count, 2);
	CHECK_INT(c.result.row_count, 2);
	CHECK(c.result.is_last);
	CHECK_TEXT(c.result.account_id, "354937868");
	CHECK_TEXT(c.balances[0].asset, "BTC");
	CHECK_TEXT(text_of(c.balances[0].free), "0.00219821");
	CHECK_TEXT(text_of(c.balances[0].locked), "0.1");
	CHECK_TEXT(c.balances[1].asset, "USDT");
}

TEST(binance_balances_name_the_member_that_is_wrong)
{
	static const struct {
		const char *body, *why;
	} bad[] = {
		{ "{}", "balances" },
		{ "[]", "balances" },
		{ "{\"balances\":{}}", "balances" },
		{ "{\"balances\":[{\"asset\":\"A\",\"free\":\"1\"}]}", "balances[0]" },
		{ "{\"balances\":[{\"asset\":\"A\",\"free\":\"x\",\"locked\":\"0\"}]}", "free" },
		{ "{\"balances\":[{\"asset\":\"A\",\"free\":\"1e5\",\"locked\":\"0\"}]}", "free" },
		{ "{\"balances\":[{\"asset\":\"A\",\"free\":\"1\",\"locked\":true}]}", "locked" },
		{ "{\"balances\":[{\"asset\":\"ABCDEFGHIJKLMNOPQRSTUVWX\",\"free\":\"1\","
		  "\"locked\":\"0\"}]}",
		    "asset" },
		{ "{\"balances\":[],\"uid\":\"x\"}", "balances" },
		{ "{\"balances\":[],\"balances\":[]}", "balances" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(collect_from("spot.balances", bad[i].body, &c) != OK);
		CHECK(strstr(c.why.text, bad[i].why) != NULL);
	}
}
