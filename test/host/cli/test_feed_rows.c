/* SPDX-License-Identifier: Apache-2.0 */
/* Every kind of row, through the connector's own parsers. */
#include "host/cli/feed_rows.h"

#include "test/check.h"

static char text[1 << 14];

static enum err
rows_of(const char *feed, const char *answer)
{
	const struct feed_question q = { .exchange = &exchange_binance,
		.feed = exchange_feed_by_name(&exchange_binance, feed),
		.symbol = "BTCUSDT",
		.variant = "0" };
	AUTO(buf) out = buf_new(sizeof(text) - 1);
	struct why why = { "" };
	enum err e;

	assert_non_null(q.feed);
	e = feed_rows_write(&q, span_text(answer), &out, &why);
	if (e == OK)
		assert_int_equal(span_to_text(buf_span(&out), text, sizeof(text)), OK);
	return e;
}

TEST(feed_rows_print_every_kind_of_row)
{
	static const struct {
		const char *feed, *answer, *expected;
	} cases[] = {
		{ "spot.time", "{\"serverTime\":7}",
		    "\"rows\":[],\"rowCount\":0,\"openCount\":0,"
		    "\"serverTime\":7" },
		{ "key.permissions",
		    "{\"enableReading\":true,\"enableSpotAndMarginTrading\":false,"
		    "\"enableWithdrawals\":false}",
		    "{\"right\":\"enableReading\",\"on\":true,\"harmless\":true,\"known\":true}" },
		{ "spot.instruments",
		    "{\"symbols\":[{\"symbol\":\"AB\",\"baseAsset\":\"A\",\"quoteAsset\":\"B\"}]}",
		    "{\"symbol\":\"AB\",\"kind\":\"spot\",\"base\":\"A\",\"quote\":\"B\"" },
		{ "spot.balances",
		    "{\"uid\":5,\"balances\":[{\"asset\":\"A\",\"free\":\"1.50\",\"locked\":\"0\"}]"
		    "}",
		    "{\"wallet\":\"spot\",\"asset\":\"A\",\"free\":\"1.5\",\"locked\":\"0\"" },
		{ "linear.positions",
		    "[{\"symbol\":\"X\",\"positionSide\":\"SHORT\",\"positionAmt\":\"-1\","
		    "\"entryPrice\":\"1\",\"markPrice\":\"1\",\"unRealizedProfit\":\"0\"}]",
		    "\"side\":\"short\",\"quantity\":\"-1\"" },
		{ "wallet.convert",
		    "{\"list\":[{\"orderId\":1,\"orderStatus\":\"SUCCESS\",\"fromAsset\":\"A\","
		    "\"fromAmount\":\"1\",\"toAsset\":\"B\",\"toAmount\":\"2\",\"createTime\":1}],"
		    "\"moreData\":true}",
		    "\"base\":\"A\",\"quote\":\"B\",\"id\":\"1\"" },
		{ "linear.income",
		    "[{\"incomeType\":\"FUNDING_FEE\",\"income\":\"-1\",\"asset\":\"BNFCR\","
		    "\"time\":"
		    "1,\"tranId\":2}]",
		    "{\"kind\":\"funding\",\"what\":\"FUNDING_FEE\",\"id\":\"2\"" },
		{ "linear.liquidations",
		    "[{\"orderId\":1,\"symbol\":\"X\",\"avgPrice\":\"1\",\"executedQty\":\"1\","
		    "\"side\":\"BUY\",\"updateTime\":1}]",
		    "\"order\":\"1\",\"timestamp\":1,\"side\":\"buy\"" },
		{ "spot.marks", "[[0,\"1\",\"1\",\"1\",\"2\",\"1\",59]]",
		    "{\"timestamp\":59,\"price\":\"2\"}" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_OK(rows_of(cases[i].feed, cases[i].answer));
		if (strstr(text, cases[i].expected) == NULL)
			fail_msg("%s: %s", cases[i].feed, text);
	}
	CHECK_OK(rows_of("wallet.convert", "{\"list\":[],\"moreData\":true}"));
	CHECK(strstr(text, "\"cut\":true") != NULL);
	CHECK_ERR(rows_of("wallet.transfers", "{\"total\":0}"), ERR_ABSENT); /* no such variant */
	CHECK_ERR(rows_of("spot.balances", "<html>"), ERR_UPSTREAM);
	CHECK_ERR(rows_of("spot.balances", "{\"code\":-2015,\"msg\":\"x\"}"), ERR_AUTH);
}
