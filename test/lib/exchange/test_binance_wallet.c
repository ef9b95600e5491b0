/* SPDX-License-Identifier: Apache-2.0 */
#include "test/check.h"
#include "test/lib/exchange/collect.h"

#include "lib/exchange/binance.h"

static struct collected c;

#define DEPOSIT(id, status)                                                                   \
	"{" id "\"amount\":\"4500\",\"coin\":\"USDT\",\"network\":\"BSC\",\"status\":" status \
	",\"txId\":\"Internal transfer 51376627901\",\"insertTime\":1618394381000}"

TEST(binance_deposits_count_when_they_are_credited)
{
	static const struct {
		const char *status;
		size_t rows, open;
	} cases[] = { { "1", 1, 0 }, { "6", 1, 0 }, { "\"1\"", 1, 0 }, { "0", 0, 1 }, { "8", 0, 1 },
		{ "7", 0, 0 }, { "2", 0, 0 }, { "99", 0, 0 } };
	char body[512];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(body, sizeof(body), "[" DEPOSIT("", "%s") "]", cases[i].status);
		CHECK_OK(collect_from("wallet.deposits", body, &c));
		CHECK_INT(c.flow_count, cases[i].rows);
		CHECK_INT(c.result.open_count, cases[i].open);
	}
	CHECK_OK(collect_from("wallet.deposits",
	    "[" DEPOSIT("\"id\":\"769800519366885376\",", "1") "," DEPOSIT("", "1") "]", &c));
	CHECK_TEXT(c.flows[0].id, "769800519366885376");
	CHECK_INT(c.flows[0].kind, EXCHANGE_FLOW_DEPOSIT);
	CHECK_INT(c.flows[0].ts_ms, 1618394381000);
	CHECK_TEXT(text_of(c.flows[0].amount), "4500");
	CHECK_TEXT(c.flows[0].reference, "Internal transfer 51376627901");
	CHECK_TEXT(c.flows[1].id, "Internal transfer 51376627901");
	CHECK_ERR(collect_from("wallet.deposits",
		      "[{\"amount\":\"1\",\"coin\":\"A\",\"status\":1,\"insertTime\":1}]", &c),
	    ERR_INPUT);
	CHECK(strstr(c.why.text, "id") != NULL);
}

#define WITHDRAWAL(status, time)                                                              \
	"{\"id\":\"69e5\",\"amount\":\"28.75\",\"transactionFee\":\"0.25\",\"coin\":\"XRP\"," \
	"\"status\":" status ",\"txId\":\"19A5\",\"applyTime\":\"" time "\"}"

TEST(binance_withdrawals_have_a_utc_text_for_a_time_and_a_fee_besides)
{
	const struct exchange_ask ask = ask_of("wallet.withdrawals");

	CHECK_OK(collect(&ask, 200, "[" WITHDRAWAL("6", "2021-04-15 12:09:16") "]", &c));
	CHECK_INT(c.flow_count, 1);
	CHECK_INT(c.flows[0].kind, EXCHANGE_FLOW_WITHDRAWAL);
	CHECK_INT(c.flows[0].ts_ms, 1618488556000);
	CHECK_TEXT(text_of(c.flows[0].amount), "-28.75");
	CHECK_TEXT(text_of(c.flows[0].fee), "0.25");
	CHECK_TEXT(c.flows[0].reference, "19A5");
	collect_truncations(&ask, "[" WITHDRAWAL("6", "2021-04-15 12:09:16") "]", &c);
}

TEST(binance_withdrawals_that_are_not_complete_do_not_count)
{
	char body[256];

	for (char status = '0'; status <= '9'; status++) {
		const bool is_open = status == '0' || status == '2' || status == '4';

		(void)snprintf(
		    body, sizeof(body), "[" WITHDRAWAL("%c", "2021-04-15 12:09:16") "]", status);
		CHECK_OK(collect_from("wallet.withdrawals", body, &c));
		CHECK_INT(c.flow_count, status == '6');
		CHECK_INT(c.result.open_count, is_open);
	}
}

TEST(binance_withdrawals_refuse_times_that_are_none)
{
	static const char *const bad[] = { "", "2021-04-15", "2021-04-15T12:09:16",
		"2021-02-30 12:09:16", "2021-04-15 25:09:16", "2021-04-15 12:09:16 ",
		"1618488556000" };
	char body[256];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(body, sizeof(body), "[" WITHDRAWAL("6", "%s") "]", bad[i]);
		CHECK_ERR(collect_from("wallet.withdrawals", body, &c), ERR_INPUT);
		CHECK(strstr(c.why.text, "applyTime") != NULL);
	}
}

TEST(binance_fiat_orders_count_when_successful_and_may_have_no_data)
{
	static const char body[] =
	    "{\"code\":\"000000\",\"data\":[{\"orderNo\":\"7d76\",\"fiatCurrency\":\"EUR\","
	    "\"indicatedAmount\":\"10.00\",\"amount\":\"9.50\",\"totalFee\":\"0.50\",\"status\":"
	    "\"Successful\",\"createTime\":1626144956000},{\"orderNo\":\"8\",\"fiatCurrency\":"
	    "\"EUR\",\"amount\":\"1\",\"status\":\"Processing\",\"createTime\":1},{\"orderNo\":"
	    "\"9\",\"fiatCurrency\":\"EUR\",\"amount\":\"1\",\"status\":\"Failed\",\"createTime\":1"
	    "}],\"total\":3,\"success\":true}";
	struct exchange_ask ask = ask_of("wallet.fiat_orders");

	ask.variant = "0";
	CHECK_OK(collect(&ask, 200, body, &c));
	CHECK_INT(c.flow_count, 1);
	CHECK_INT(c.result.open_count, 1);
	CHECK_INT(c.flows[0].kind, EXCHANGE_FLOW_DEPOSIT);
	CHECK_TEXT(text_of(c.flows[0].amount), "9.5");
	CHECK_TEXT(text_of(c.flows[0].fee), "0");
	ask.variant = "1";
	CHECK_OK(collect(&ask, 200, body, &c));
	CHECK_INT(c.flows[0].kind, EXCHANGE_FLOW_WITHDRAWAL);
	CHECK_TEXT(text_of(c.flows[0].amount), "-9.5");
	CHECK_TEXT(text_of(c.flows[0].fee), "0.5");
	CHECK_OK(collect(&ask, 200, "{\"total\":0}", &c));
	CHECK_INT(c.flow_count, 0);
	CHECK_OK(collect(&ask, 200, "{\"data\":null,\"total\":\"0\",\"success\":true}", &c));
	CHECK_ERR(collect(&ask, 200, "{\"total\":1}", &c), ERR_INPUT);
	CHECK_ERR(collect(&ask, 200, "{}", &c), ERR_INPUT);
	CHECK_ERR(collect(&ask, 200, "{\"data\":[],\"success\":false}", &c), ERR_UPSTREAM);
}

#define TRANSFER(type, status)                                                               \
	"{\"timestamp\":1614640878000,\"asset\":\"USDT\",\"amount\":\"25\",\"type\":\"" type \
	"\",\"status\":\"" status "\",\"tranId\":43000126248}"

TEST(binance_transfers_name_both_wallets_and_net_to_zero)
{
	CHECK_OK(collect_from("wallet.transfers",
	    "{\"total\":3,\"rows\":[" TRANSFER("MAIN_UMFUTURE", "CONFIRMED") "," TRANSFER(
		"UMFUTURE_MAIN", "PENDING") "," TRANSFER("CMFUTURE_MARGIN", "CONFIRMED") "]}",
	    &c));
	CHECK_INT(c.flow_count, 2);
	CHECK_INT(c.result.open_count, 1);
	CHECK_INT(c.flows[0].kind, EXCHANGE_FLOW_TRANSFER);
	CHECK_INT(c.flows[0].from, EXCHANGE_WALLET_SPOT);
	CHECK_INT(c.flows[0].to, EXCHANGE_WALLET_LINEAR);
	CHECK_INT(c.flows[1].from, EXCHANGE_WALLET_INVERSE);
	CHECK_INT(c.flows[1].to, EXCHANGE_WALLET_MARGIN);
	CHECK_TEXT(text_of(c.flows[0].amount), "25");
	CHECK_ERR(collect_from("wallet.transfers",
		      "{\"total\":1,\"rows\":[" TRANSFER("MAIN_MOON", "CONFIRMED") "]}", &c),
	    ERR_INPUT);
	CHECK(strstr(c.why.text, "type") != NULL);
}

TEST(binance_wallets_are_known_for_every_type_that_is_asked)
{
	const struct exchange_feed *f =
	    exchange_feed_by_name(&exchange_binance, "wallet.transfers");
	static const char *const bad[] = { "", "_", "MAIN", "MAIN_", "_MAIN", "MAINUMFUTURE",
		"MAIN_UMFUTURES", "main_umfuture" };
	enum exchange_wallet from, to;

	for (size_t i = 0; f->variants[i] != NULL; i++) {
		CHECK_OK(binance_wallets_of(span_text(f->variants[i]), &from, &to));
		CHECK(from != to);
	}
	CHECK_OK(binance_wallets_of(S("ISOLATED_MARGIN_PORTFOLIO_MARGIN"), &from, &to));
	CHECK_INT(from, EXCHANGE_WALLET_ISOLATED);
	CHECK_INT(to, EXCHANGE_WALLET_UNIFIED);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_ERR(binance_wallets_of(span_text(bad[i]), &from, &to), ERR_INPUT);
}

TEST(binance_dividends_are_income_not_capital)
{
	static const char body[] =
	    "{\"rows\":[{\"id\":1637366104,\"amount\":\"10.00000000\",\"asset\":\"BHFT\","
	    "\"divTime\":1563189166000,\"enInfo\":\"BHFT distribution\",\"tranId\":2968885920,"
	    "\"direction\":1}],\"total\":1}";
	const struct exchange_ask ask = ask_of("wallet.dividends");

	CHECK_OK(collect(&ask, 200, body, &c));
	CHECK_INT(c.flows[0].kind, EXCHANGE_FLOW_INCOME);
	CHECK_TEXT(c.flows[0].id, "1637366104");
	CHECK_TEXT(c.flows[0].reference, "BHFT distribution");
	CHECK_TEXT(text_of(c.flows[0].amount), "10");
	collect_truncations(&ask, body, &c);
}
