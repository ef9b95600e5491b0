/* SPDX-License-Identifier: Apache-2.0 */
#include "test/check.h"
#include "test/lib/exchange/collect.h"

static struct collected c;

#define DUST                                                                                    \
	"{\"total\":1,\"userAssetDribblets\":[{\"operateTime\":\"1627575731000\",\"transId\":"  \
	"\"70899815863\",\"userAssetDribbletDetails\":[{\"fromAsset\":\"LTC\",\"amount\":"      \
	"\"0.000006\",\"transferedAmount\":\"0.00000267\",\"serviceChargeAmount\":"             \
	"\"0.00000005\",\"operateTime\":\"1627575731000\",\"transId\":\"70899815863\"},"        \
	"{\"fromAsset\":\"GBP\",\"amount\":\"0.15949157\",\"transferedAmount\":\"0.00072426\"," \
	"\"serviceChargeAmount\":\"0.00001448\",\"operateTime\":\"1627575731000\",\"transId\":" \
	"\"70899815863\"}]}]}"

TEST(binance_dust_is_a_sale_for_bnb_with_its_fee)
{
	const struct exchange_ask ask = ask_of("wallet.dust");

	CHECK_OK(collect(&ask, 200, DUST, &c));
	CHECK_INT(c.fill_count, 2);
	CHECK_TEXT(c.fills[0].symbol, "dust:LTC/BNB");
	CHECK_TEXT(c.fills[0].base, "LTC");
	CHECK_TEXT(c.fills[0].quote, "BNB");
	CHECK_INT(c.fills[0].fill.side, FILL_SELL);
	CHECK_INT(c.fills[0].fill.id, 70899815863);
	CHECK_TEXT(text_of(c.fills[0].fill.quantity), "0.000006");
	CHECK_TEXT(text_of(c.fills[0].fill.price), "0.445");
	CHECK_TEXT(text_of(c.fills[0].quote_quantity), "0.00000267");
	CHECK_TEXT(text_of(c.fills[0].fill.fee), "0.00000005");
	CHECK_TEXT(c.fills[0].fill.fee_asset, "BNB");
	CHECK_TEXT(text_of(c.fills[1].fill.price), "0.004541055053881531");
	collect_truncations(&ask, DUST, &c);
}

TEST(binance_dust_says_when_the_log_is_cut)
{
	struct buf b = buf_new(1 << 18);

	CHECK_OK(buf_append(&b, S("{\"total\":100,\"userAssetDribblets\":[")));
	for (size_t i = 0; i < 100; i++)
		CHECK_OK(buf_print(&b,
		    "%s{\"userAssetDribbletDetails\":[{\"fromAsset\":\"A\",\"amount\":\"1\","
		    "\"transferedAmount\":\"1\",\"serviceChargeAmount\":\"0\",\"operateTime\":1,"
		    "\"transId\":%zu}]}",
		    i > 0 ? "," : "", i));
	CHECK_OK(buf_append(&b, (struct span){ (const uint8_t *)"]}", 3 }));
	CHECK_OK(collect_from("wallet.dust", (const char *)b.p, &c));
	CHECK_INT(c.fill_count, 100);
	CHECK(c.result.is_cut && c.result.cursor[0] == '\0');
	buf_wipe(&b);
}

#define CONVERT(id, status, to, more)                                                            \
	"{\"list\":[{\"quoteId\":\"f3b9\",\"orderId\":" id ",\"orderStatus\":\"" status          \
	"\",\"fromAsset\":\"USDT\",\"fromAmount\":\"20\",\"toAsset\":\"BNB\",\"toAmount\":\"" to \
	"\",\"ratio\":\"0\",\"createTime\":1624248872184}],\"moreData\":" more "}"

TEST(binance_convert_is_a_sale_of_what_was_given)
{
	const struct exchange_ask ask = ask_of("wallet.convert");

	CHECK_OK(collect(
	    &ask, 200, CONVERT("940708407462087195", "SUCCESS", "0.06154036", "false"), &c));
	CHECK_TEXT(c.fills[0].symbol, "convert:USDT/BNB");
	CHECK(c.fills[0].fill.id == 940708407462087195);
	CHECK_TEXT(text_of(c.fills[0].fill.quantity), "20");
	CHECK_TEXT(text_of(c.fills[0].quote_quantity), "0.06154036");
	CHECK_TEXT(text_of(c.fills[0].fill.price), "0.003077018");
	CHECK(!c.result.is_cut);
	CHECK_OK(collect(&ask, 200, CONVERT("\"7\"", "SUCCESS", "1", "true"), &c));
	CHECK(c.result.is_cut);
	CHECK_OK(collect(&ask, 200, CONVERT("7", "PROCESS", "1", "false"), &c));
	CHECK_INT(c.fill_count, 0);
	CHECK_INT(c.result.open_count, 1);
	CHECK_OK(collect(&ask, 200, CONVERT("7", "FAIL", "1", "false"), &c));
	CHECK_INT(c.fill_count + c.result.open_count, 0);
	CHECK_ERR(collect(&ask, 200, CONVERT("7", "SUCCESS", "0", "false"), &c), ERR_INPUT);
	CHECK_ERR(collect(&ask, 200, CONVERT("7", "SUCCESS", "0.000000000000000001", "false"), &c),
	    ERR_INPUT); /* a price of zero at 18 decimals */
	collect_truncations(&ask, CONVERT("7", "SUCCESS", "1", "false"), &c);
}

TEST(binance_busd_is_converted_once_it_is_done)
{
	CHECK_OK(collect_from("wallet.busd_convert",
	    "{\"total\":2,\"rows\":[{\"tranId\":118263615991,\"time\":1664442078000,"
	    "\"deductedAsset\":\"BUSD\",\"deductedAmount\":\"1\",\"targetAsset\":\"USDC\","
	    "\"targetAmount\":\"1\",\"status\":\"S\"},{\"tranId\":2,\"time\":1,\"deductedAsset\":"
	    "\"BUSD\",\"deductedAmount\":\"1\",\"targetAsset\":\"USDC\",\"targetAmount\":\"1\","
	    "\"status\":\"P\"}]}",
	    &c));
	CHECK_INT(c.fill_count, 1);
	CHECK_INT(c.result.open_count, 1);
	CHECK_TEXT(c.fills[0].symbol, "busd:BUSD/USDC");
	CHECK_TEXT(text_of(c.fills[0].fill.price), "1");
}

#define PAYMENT(method, status)                                                             \
	"{\"data\":[{\"orderNo\":\"353fca443f06466db0c4dc89f94f027a\",\"sourceAmount\":"    \
	"\"20.00\",\"fiatCurrency\":\"EUR\",\"obtainAmount\":\"4.462\",\"cryptoCurrency\":" \
	"\"LUNA\",\"totalFee\":\"0.2\",\"price\":\"4.437472\",\"status\":\"" status         \
	"\",\"paymentMethod\":\"" method "\",\"createTime\":1624529919000}],\"total\":1,"   \
	"\"success\":true}"

TEST(binance_card_purchases_are_a_deposit_and_a_fill)
{
	struct exchange_ask ask = ask_of("wallet.fiat_payments");

	ask.variant = "0";
	CHECK_OK(collect(&ask, 200, PAYMENT("Credit Card", "Completed"), &c));
	CHECK_INT(c.fill_count, 1);
	CHECK_INT(c.flow_count, 1);
	CHECK_INT(c.flows[0].kind, EXCHANGE_FLOW_DEPOSIT);
	CHECK_TEXT(c.flows[0].asset, "EUR");
	CHECK_TEXT(text_of(c.flows[0].amount), "20");
	CHECK_INT(c.fills[0].fill.side, FILL_BUY);
	CHECK_TEXT(c.fills[0].symbol, "fiat:LUNA/EUR");
	CHECK_TEXT(text_of(c.fills[0].quote_quantity), "19.8");
	CHECK_TEXT(text_of(c.fills[0].fill.fee), "0.2");
	CHECK_TEXT(text_of(c.fills[0].fill.quantity), "4.462");
	CHECK_OK(collect(&ask, 200, PAYMENT("Cash Balance", "Completed"), &c));
	CHECK_INT(c.fill_count, 1);
	CHECK_INT(c.flow_count, 0);
	CHECK_OK(collect(&ask, 200, PAYMENT("Credit Card", "Failed"), &c));
	CHECK_INT(c.count, 0);
	CHECK_OK(collect(&ask, 200, PAYMENT("Credit Card", "Processing"), &c));
	CHECK_INT(c.result.open_count, 1);
	ask.variant = "1";
	CHECK_OK(collect(&ask, 200, PAYMENT("", "Completed"), &c));
	CHECK_INT(c.fills[0].fill.side, FILL_SELL);
	CHECK_INT(c.flow_count, 0);
	CHECK_TEXT(text_of(c.fills[0].quote_quantity), "20");
}
