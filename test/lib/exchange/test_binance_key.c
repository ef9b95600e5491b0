/* SPDX-License-Identifier: Apache-2.0 */
#include "test/check.h"
#include "test/lib/exchange/collect.h"

static struct collected c;

static enum err
rights_parse(const char *body)
{
	return collect_from("key.permissions", body, &c);
}

TEST(binance_time_is_read_and_must_be_a_time)
{
	static const char *const bad[] = { "{}", "[]", "", "{\"serverTime\":\"1\"}",
		"{\"serverTime\":0}", "{\"serverTime\":-5}", "{\"serverTime\":1.5}",
		"{\"serverTime\":1}x", "{\"serverTime\":1,\"serverTime\":2}",
		"{\"serverTime\":99999999999999999999}" };

	CHECK_OK(collect_from("spot.time", "{\"serverTime\":1499827319559,\"new\":[1]}", &c));
	CHECK_INT(c.result.server_ms, 1499827319559);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(collect_from("spot.time", bad[i], &c) != OK);
		CHECK(c.why.text[0] != '\0');
	}
}

#define RIGHTS(reading, trading, withdrawing, more)                                      \
	"{\"ipRestrict\":true,\"createTime\":1698645219000,\"enableReading\":" reading   \
	",\"enableSpotAndMarginTrading\":" trading ",\"enableWithdrawals\":" withdrawing \
	",\"enableInternalTransfer\":false,\"permitsUniversalTransfer\":false" more "}"

TEST(binance_permissions_take_a_key_that_only_reads)
{
	CHECK_OK(rights_parse(
	    RIGHTS("true", "false", "false", ",\"enableFixReadOnly\":true,\"enableNew\":false")));
	CHECK(c.result.permissions.reads);
	CHECK(c.result.permissions.is_verified);
	CHECK(c.result.permissions.is_ip_restricted);
	CHECK(!c.result.permissions.trades && !c.result.permissions.withdraws);
	CHECK_TEXT(c.result.permissions.too_many, "");
}

TEST(binance_permissions_without_reading_do_not_read)
{
	CHECK_OK(rights_parse(RIGHTS("false", "false", "false", "")));
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
		CHECK_OK(rights_parse(body));
		CHECK_TEXT(c.result.permissions.too_many, rights[i].name);
		CHECK_INT(c.result.permissions.trades, rights[i].trades);
		CHECK_INT(c.result.permissions.withdraws, rights[i].withdraws);
	}
	CHECK_OK(rights_parse(RIGHTS("true", "true", "true", "")));
	CHECK_TEXT(c.result.permissions.too_many, "enableSpotAndMarginTrading,enableWithdrawals");
	CHECK(c.result.permissions.trades && c.result.permissions.withdraws);
	CHECK_OK(rights_parse(
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
	CHECK_OK(rights_parse(body));
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
		CHECK(rights_parse(bad[i]) != OK);
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
		CHECK(rights_parse(cut) != OK);
	}
}

TEST(binance_permissions_deliver_every_right_with_its_verdict)
{
	CHECK_OK(rights_parse(
	    RIGHTS("true", "false", "true", ",\"enableFixReadOnly\":true,\"enableNew\":false")));
	CHECK_INT(c.right_count, 7);
	CHECK_INT(c.result.row_count, 7);
	CHECK_TEXT(c.rights[0].name, "enableReading");
	CHECK(c.rights[0].is_on && c.rights[0].is_harmless && c.rights[0].is_known);
	CHECK_TEXT(c.rights[2].name, "enableWithdrawals");
	CHECK(c.rights[2].is_on && !c.rights[2].is_harmless && c.rights[2].is_known);
	CHECK_TEXT(c.rights[6].name, "enableNew");
	CHECK(!c.rights[6].is_on && !c.rights[6].is_harmless && !c.rights[6].is_known);
}
