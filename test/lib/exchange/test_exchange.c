/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/exchange/exchange.h"
#include "test/check.h"

TEST(exchange_by_name_finds_what_exchange_names_lists_and_nothing_else)
{
	CHECK(exchange_by_name("binance") == &exchange_binance);
	CHECK_TEXT(exchange_names(), "binance");
	CHECK(exchange_by_name("Binance") == NULL);
	CHECK(exchange_by_name("binance ") == NULL);
	CHECK(exchange_by_name("") == NULL);
	CHECK(exchange_by_name(NULL) == NULL);
}

TEST(exchange_wipes_leave_nothing_and_may_be_repeated)
{
	struct credential c = { "key", "secret", "passphrase" };
	struct exchange_request r = {
		.method = "GET", .target = buf_new(64), .body = buf_new(64), .field_count = 1
	};
	static const struct credential no_credential;
	static const struct exchange_request no_request;

	CHECK_OK(buf_append(&r.target, S("/x?signature=1")));
	CHECK_OK(buf_append(&r.body, S("signature=1")));
	(void)snprintf(r.fields[0].value, sizeof(r.fields[0].value), "a key");
	for (int i = 0; i < 2; i++) {
		credential_wipe(&c);
		exchange_request_wipe(&r);
		CHECK(memcmp(&c, &no_credential, sizeof(c)) == 0);
		CHECK(memcmp(&r, &no_request, sizeof(r)) == 0);
	}
}

TEST(exchange_feeds_are_found_by_name_and_by_kind)
{
	const struct exchange *x = &exchange_binance;

	CHECK_TEXT(exchange_feed_by_name(x, "linear.income")->name, "linear.income");
	CHECK(exchange_feed_by_name(x, "linear.incom") == NULL);
	CHECK(exchange_feed_by_name(x, "") == NULL);
	CHECK_TEXT(exchange_feed_first(x, EXCHANGE_FILLS)->name, "spot.fills");
	CHECK_TEXT(exchange_feed_first(x, EXCHANGE_TIME)->name, "spot.time");
	CHECK(exchange_feed_first(x, EXCHANGE_KIND_COUNT) == NULL);
}

TEST(exchange_counts_the_variants_of_a_feed)
{
	static const char *const none[] = { NULL }, *const three[] = { "a", "b", "c", NULL };
	const struct exchange_feed without = { 0 }, empty = { .variants = none },
				   with = { .variants = three };

	CHECK_INT(exchange_variant_count(&without), 1);
	CHECK_INT(exchange_variant_count(&empty), 1);
	CHECK_INT(exchange_variant_count(&with), 3);
	CHECK_INT(
	    exchange_variant_count(exchange_feed_by_name(&exchange_binance, "spot.fills")), 1);
}

TEST(exchange_origins_are_the_connectors_own_but_for_the_operators_sandbox)
{
	const struct exchange *x = &exchange_binance;
	const struct exchange_feed *spot = exchange_feed_by_name(x, "spot.fills");
	const struct exchange_feed *wallet = exchange_feed_by_name(x, "wallet.deposits");

	CHECK_TEXT(
	    exchange_origin(x, spot, EXCHANGE_LIVE, "http://evil"), "https://api.binance.com");
	CHECK_TEXT(exchange_origin(x, wallet, EXCHANGE_LIVE, NULL), "https://api.binance.com");
	CHECK_TEXT(
	    exchange_origin(x, exchange_feed_by_name(x, "inverse.income"), EXCHANGE_LIVE, NULL),
	    "https://dapi.binance.com");
	CHECK_TEXT(
	    exchange_origin(x, spot, EXCHANGE_TESTNET, NULL), "https://testnet.binance.vision");
	CHECK(exchange_origin(x, wallet, EXCHANGE_TESTNET, NULL) == NULL);
	CHECK_TEXT(exchange_origin(x, wallet, EXCHANGE_SANDBOX, "http://127.0.0.1:1"),
	    "http://127.0.0.1:1");
	for (size_t i = 0; i < x->family_count; i++)
		CHECK(strncmp(x->families[i].live, "https://", 8) == 0);
}

TEST(exchange_says_in_words_what_of_an_account_it_does_not_read)
{
	const struct exchange *x = &exchange_binance;

	CHECK(x->omission_count >= 7);
	for (size_t i = 0; i < x->omission_count; i++) {
		CHECK(x->omissions[i].name[0] != '\0' && x->omissions[i].words[0] != '\0');
		for (size_t k = 0; k < i; k++)
			CHECK(strcmp(x->omissions[i].name, x->omissions[k].name) != 0);
	}
}

TEST(exchange_knows_what_stands_for_a_coin_by_its_name)
{
	static const struct {
		const char *asset, *coin; /* NULL: for none */
	} cases[] = { { "LDUSDT", "USDT" }, { "LDO", "O" }, { "LD", NULL }, { "USDT", NULL },
		{ "ldUSDT", NULL }, { "XLDUSDT", NULL }, { "", NULL },
		{ "LD1000SATS", "1000SATS" } };
	char coin[ASSET_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_INT(exchange_binance.stands_for(cases[i].asset, coin), cases[i].coin != NULL);
		if (cases[i].coin != NULL)
			CHECK_TEXT(coin, cases[i].coin);
	}
}

TEST(key_permissions_check_takes_keys_that_read_and_do_nothing_else)
{
	static const struct {
		struct key_permissions p;
		enum err error;
		const char *why;
	} cases[] = {
		{ { .reads = true }, OK, "" },
		{ { .reads = true, .is_ip_restricted = true, .is_verified = true }, OK, "" },
		{ { .reads = true, .trades = true }, ERR_REFUSED, "trading and withdrawals" },
		{ { .reads = true, .withdraws = true }, ERR_REFUSED, "trading and withdrawals" },
		{ { .reads = true, .too_many = "enableNew" }, ERR_REFUSED,
		    "switch off at the "
		    "exchange: enableNew" },
		{ { .too_many = "enableNew" }, ERR_REFUSED, "enableNew" },
		{ { .reads = false }, ERR_ABSENT, "switch on reading" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct why why = { "" };

		CHECK_INT(key_permissions_check(&cases[i].p, &why), cases[i].error);
		CHECK(strstr(why.text, cases[i].why) != NULL);
		CHECK_INT(why.text[0] == '\0', cases[i].error == OK);
		CHECK_INT(key_permissions_check(&cases[i].p, NULL), cases[i].error);
	}
}

TEST(exchange_kinds_of_flows_and_wallets_have_names)
{
	for (int i = 0; i <= EXCHANGE_FLOW_KIND_COUNT; i++)
		CHECK(exchange_flow_kind_name((enum exchange_flow_kind)i)[0] != '\0');
	for (int i = 0; i <= EXCHANGE_WALLET_COUNT; i++)
		CHECK(exchange_wallet_name((enum exchange_wallet)i)[0] != '\0');
	CHECK_TEXT(exchange_flow_kind_name(EXCHANGE_FLOW_ECHO), "echo");
	CHECK_TEXT(exchange_wallet_name(EXCHANGE_WALLET_LINEAR), "linear");
}
