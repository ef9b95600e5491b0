/* SPDX-License-Identifier: Apache-2.0 */
#include "test/check.h"
#include "test/lib/exchange/collect.h"

static struct collected c;

static enum err
ask_parse(enum exchange_call call, const char *body)
{
	const struct exchange_ask ask = { .call = call };

	return collect(&ask, 200, body, &c);
}

TEST(binance_time_is_read_and_must_be_a_time)
{
	static const char *const bad[] = { "{}", "[]", "", "{\"serverTime\":\"1\"}",
		"{\"serverTime\":0}", "{\"serverTime\":-5}", "{\"serverTime\":1.5}",
		"{\"serverTime\":1}x", "{\"serverTime\":1,\"serverTime\":2}",
		"{\"serverTime\":99999999999999999999}" };

	CHECK_OK(ask_parse(EXCHANGE_TIME, "{\"serverTime\":1499827319559,\"new\":[1]}"));
	CHECK_INT(c.result.server_ms, 1499827319559);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(ask_parse(EXCHANGE_TIME, bad[i]) != OK);
		CHECK(c.why.text[0] != '\0');
	}
}

#define RIGHTS(reading, trading, withdrawing, more)                                      \
	"{\"ipRestrict\":true,\"createTime\":1698645219000,\"enableReading\":" reading   \
	",\"enableSpotAndMarginTrading\":" trading ",\"enableWithdrawals\":" withdrawing \
	",\"enableInternalTransfer\":false,\"permitsUniversalTransfer\":false" more "}"

TEST(binance_permissions_take_a_key_that_only_reads)
{
	CHECK_OK(ask_parse(EXCHANGE_PERMISSIONS,
	    RIGHTS("true", "false", "false", ",\"enableFixReadOnly\":true,\"enableNew\":false")));
	CHECK(c.result.permissions.reads);
	CHECK(c.result.permissions.is_verified);
	CHECK(c.result.permissions.is_ip_restricted);
	CHECK(!c.result.permissions.trades && !c.result.permissions.withdraws);
	CHECK_TEXT(c.result.permissions.too_many, "");
}

TEST(binance_permissions_without_reading_do_not_read)
{
	CHECK_OK(ask_parse(EXCHANGE_PERMISSIONS, RIGHTS("false", "false", "false", "")));
	CHECK(!c.result.permissions.reads);
}

TEST(binance_permissions_name_every_right_that_must_be_off)
{
	static const struct {
		const char *name;
		bool trades, withdraws;
	} rights[] = {
		{ "enableMargin", true, false },
		{ "enableFutures", true, false },
		{ "enableVanillaOptions", true, false },
		{ "enableFixApiTrade", true, false },
		{ "enablePortfolioMarginTrading", true, false },
		{ "enableSomethingNew", false, false },
		{ "permitsSomethingNew", false, false },
	};
	char body[512];

	for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++) {
		(void)snprintf(body, sizeof(body),
		    "{\"enableReading\":true,\"enableWithdrawals\":false,"
		    "\"enableSpotAndMarginTrading\":false,\"%s\":true}",
		    rights[i].name);
		CHECK_OK(ask_parse(EXCHANGE_PERMISSIONS, body));
		CHECK_TEXT(c.result.permissions.too_many, rights[i].name);
		CHECK_INT(c.result.permissions.trades, rights[i].trades);
		CHECK_INT(c.result.permissions.withdraws, rights[i].withdraws);
	}
	CHECK_OK(ask_parse(EXCHANGE_PERMISSIONS, RIGHTS("true", "true", "true", "")));
	CHECK_TEXT(c.result.permissions.too_many, "enableSpotAndMarginTrading,enableWithdrawals");
	CHECK(c.result.permissions.trades && c.result.permissions.withdraws);
	CHECK_OK(ask_parse(EXCHANGE_PERMISSIONS,
	    "{\"enableReading\":true,\"enableWithdrawals\":false,\"enableSpotAndMarginTrading\":"
	    "false,\"enableInternalTransfer\":true,\"permitsUniversalTransfer\":true}"));
	CHECK_TEXT(
	    c.result.permissions.too_many, "enableInternalTransfer,permitsUniversalTransfer");
	CHECK(c.result.permissions.withdraws);
}

TEST(binance_permissions_that_do_not_fit_the_list_still_refuse)
{
	char body[8192];
	size_t size;

	size = (size_t)snprintf(body, sizeof(body), "%s",
	    "{\"enableReading\":true,\"enableWithdrawals\":false,"
	    "\"enableSpotAndMarginTrading\":false");
	for (int i = 0; i < 60; i++)
		size += (size_t)snprintf(
		    body + size, sizeof(body) - size, ",\"enableThingNumber%d\":true", i);
	(void)snprintf(body + size, sizeof(body) - size, "}");
	CHECK_OK(ask_parse(EXCHANGE_PERMISSIONS, body));
	CHECK(strlen(c.result.permissions.too_many) > 200);
	CHECK(strncmp(c.result.permissions.too_many, "enableThingNumber0,", 19) == 0);
}

TEST(binance_permissions_refuse_an_answer_that_hides_a_right)
{
	static const char *const bad[] = {
		"{}",
		"[]",
		"{\"enableReading\":true}",
		"{\"enableReading\":true,\"enableWithdrawals\":false}",
		"{\"enableReading\":true,\"enableSpotAndMarginTrading\":false}",
		"{\"enableWithdrawals\":false,\"enableSpotAndMarginTrading\":false}",
		RIGHTS("1", "false", "false", ""),
		RIGHTS("\"true\"", "false", "false", ""),
		RIGHTS("true", "null", "false", ""),
		RIGHTS("true", "false", "\"false\"", ""),
		RIGHTS("true", "false", "false", ",\"enableNew\":\"no\""),
		RIGHTS("true", "false", "false", ",\"enableReading\":true"),
		RIGHTS("true", "false", "false", ",\"enable-x\":false"),
		RIGHTS("true", "false", "false", ",\"ipRestrict\":false"),
		RIGHTS("true", "false", "false", "") "{}",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(ask_parse(EXCHANGE_PERMISSIONS, bad[i]) != OK);
		CHECK(c.why.text[0] != '\0');
		CHECK(!c.result.permissions.is_verified);
	}
}

TEST(binance_permissions_refuse_every_truncation)
{
	static const char all[] = RIGHTS("true", "false", "false", "");
	char cut[sizeof(all)];

	for (size_t size = 0; size < sizeof(all) - 1; size++) {
		memcpy(cut, all, size);
		cut[size] = '\0';
		CHECK(ask_parse(EXCHANGE_PERMISSIONS, cut) != OK);
	}
}

TEST(binance_balances_deliver_rows_and_the_account)
{
	CHECK_OK(ask_parse(EXCHANGE_BALANCES,
	    "{\"makerCommission\":10,\"uid\":354937868,\"balances\":["
	    "{\"asset\":\"BTC\",\"free\":\"0.00219821\",\"locked\":\"0.10000000\"},"
	    "{\"asset\":\"USDT\",\"free\":\"5\",\"locked\":\"0\",\"new\":{}}],\"permissions\":[]"
	    "}"));
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
		{ "[]", "account" },
		{ "{\"balances\":{}}", "balances" },
		{ "{\"balances\":[{\"asset\":\"A\",\"free\":\"1\"}]}", "balances[0]" },
		{ "{\"balances\":[{\"asset\":\"A\",\"free\":\"x\",\"locked\":\"0\"}]}", "free" },
		{ "{\"balances\":[{\"asset\":\"A\",\"free\":\"1e5\",\"locked\":\"0\"}]}", "free" },
		{ "{\"balances\":[{\"asset\":\"A\",\"free\":\"1\",\"locked\":true}]}", "locked" },
		{ "{\"balances\":[{\"asset\":\"ABCDEFGHIJKLMNOPQRSTUVWX\",\"free\":\"1\","
		  "\"locked\":\"0\"}]}",
		    "asset" },
		{ "{\"balances\":[],\"uid\":\"x\"}", "account" },
		{ "{\"balances\":[],\"balances\":[]}", "account" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(ask_parse(EXCHANGE_BALANCES, bad[i].body) != OK);
		CHECK(strstr(c.why.text, bad[i].why) != NULL);
	}
}
