/* SPDX-License-Identifier: Apache-2.0 */
/* The signed calls, read by our own connector. */
#include "lib/exchange/exchange.h"
#include "test/check.h"
#include "test/host/sandbox/ask.h"

struct seen {
	size_t count;
	struct exchange_balance balances[MARKET_ASSET_COUNT];
	struct exchange_result result;
};

static struct seen seen;

static enum err
balance_seen(void *self, const struct exchange_balance *b)
{
	struct seen *s = self;

	s->balances[s->count++] = *b;
	return OK;
}

static void
read_as(enum exchange_kind kind)
{
	const struct exchange_ask ask = { .feed = exchange_feed_first(&exchange_binance, kind) };
	const struct exchange_answer answer = { 200, span_text(ask_body()) };
	const struct exchange_sink sink = { .self = &seen, .balance = balance_seen };

	seen.count = 0;
	assert_int_equal(exchange_binance.parse(&ask, &answer, &sink, &seen.result, NULL), OK);
}

TEST(venue_balances_are_those_of_the_history)
{
	const struct world *w = ask_world();
	const struct world_account *demo = world_account_by_name(w, "demo");
	const struct history *h = world_history(w, demo);
	char uid[32];

	ask_calm();
	CHECK_INT(ask_signed("demo", "/api/v3/account", ""), 200);
	read_as(EXCHANGE_BALANCES);
	CHECK_INT(seen.count, MARKET_ASSET_COUNT);
	for (int i = 0; i < MARKET_ASSET_COUNT; i++)
		CHECK(seen.balances[i].free.e18 == (__int128)h->balances_e8[i] * 10000000000);
	(void)snprintf(uid, sizeof(uid), "%lld", (long long)demo->uid);
	CHECK_TEXT(seen.result.account_id, uid);
	CHECK_INT(ask_signed("demo", "/api/v3/account", "omitZeroBalances=true"), 200);
	read_as(EXCHANGE_BALANCES);
	CHECK_INT(seen.count, MARKET_TRADED_COUNT + 1);
	CHECK_INT(ask_signed("demo", "/api/v3/account", "omitZeroBalances=1"), 400);
	CHECK_INT(ask_code(), -1130);
}

TEST(venue_balances_have_what_is_lent_under_a_name_that_stands_for_it)
{
	ask_calm();
	CHECK_INT(ask_signed("earn", "/api/v3/account", ""), 200);
	CHECK(strstr(ask_body(), "{\"asset\":\"LDUSDT\",\"free\":\"2800.00000000\"") != NULL);
	CHECK(strstr(ask_body(), "LDBNB") == NULL); /* locked */
	CHECK_INT(ask_signed("wallet", "/api/v3/account", ""), 200);
	CHECK(strstr(ask_body(), "LDUSDT") == NULL);
}

TEST(venue_keys_may_do_what_their_accounts_say)
{
	static const struct {
		const char *account, *too_many;
		bool trades, withdraws;
	} cases[] = {
		{ "demo", "", false, false },
		{ "small", "", false, false },
		{ "empty", "", false, false },
		{ "trader", "enableSpotAndMarginTrading", true, false },
		{ "withdrawer", "enableWithdrawals", false, true },
		{ "futures-flag", "enableSomethingNew", false, false },
	};

	CHECK_INT(sizeof(cases) / sizeof(cases[0]), WORLD_ACCOUNT_COUNT);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct key_permissions *p = &seen.result.permissions;

		ask_calm();
		CHECK_INT(
		    ask_signed(cases[i].account, "/sapi/v1/account/apiRestrictions", ""), 200);
		read_as(EXCHANGE_PERMISSIONS);
		CHECK(p->reads && p->is_verified && !p->is_ip_restricted);
		CHECK_TEXT(p->too_many, cases[i].too_many);
		CHECK_INT(p->trades, cases[i].trades);
		CHECK_INT(p->withdraws, cases[i].withdraws);
	}
}
