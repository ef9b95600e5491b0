/* SPDX-License-Identifier: Apache-2.0 */
/* The signed calls, read by our own connector. */
#include "host/sandbox/amount.h"
#include "lib/exchange/exchange.h"
#include "test/check.h"
#include "test/host/sandbox/ask.h"

enum { PAGE_MAX = 1000 };

struct seen {
	size_t count;
	struct fill fills[PAGE_MAX];
	struct exchange_balance balances[MARKET_ASSET_COUNT];
	struct exchange_result result;
};

static struct seen seen;

static enum err
fill_seen(void *self, const struct exchange_fill *f)
{
	struct seen *s = self;

	s->fills[s->count++] = f->fill;
	return OK;
}

static enum err
balance_seen(void *self, const struct exchange_balance *b)
{
	struct seen *s = self;

	s->balances[s->count++] = *b;
	return OK;
}

static void
read_as(enum exchange_kind kind, const char *symbol, uint64_t from_id)
{
	const struct exchange_ask ask = { .feed = exchange_feed_first(&exchange_binance, kind),
		.symbol = symbol,
		.from_id = from_id };
	const struct exchange_answer answer = { 200, span_text(ask_body()) };
	const struct exchange_sink sink = {
		.self = &seen, .fill = fill_seen, .balance = balance_seen
	};

	seen.count = 0;
	assert_int_equal(exchange_binance.parse(&ask, &answer, &sink, &seen.result, NULL), OK);
}

static void
trades(const char *query)
{
	ask_calm();
	assert_int_equal(ask_signed("demo", "/api/v3/myTrades", query), 200);
	read_as(EXCHANGE_FILLS, "BTCUSDT", 0);
}

static bool
is_e8(struct decimal d, int64_t e8)
{
	return d.e18 == (__int128)e8 * 10000000000;
}

static void
fill_check(const struct fill *f, const struct history_fill *made)
{
	CHECK(f->id == made->id && f->order_id == made->order_id && f->ts_ms == made->ts_ms);
	CHECK(is_e8(f->price, made->price_e8) && is_e8(f->quantity, made->quantity_e8));
	CHECK(is_e8(f->fee, made->fee_e8));
	CHECK_TEXT(f->fee_asset, market_asset(made->fee_asset));
	CHECK_INT(f->side == FILL_BUY, made->is_buyer);
	CHECK_INT(f->is_maker, made->is_maker);
}

TEST(venue_pages_by_id_give_every_fill_of_every_symbol_once)
{
	const struct world *w = ask_world();
	const struct history *h = world_history(w, world_account_by_name(w, "demo"));
	size_t all = 0;
	char query[128];

	for (int s = 0; s < MARKET_SYMBOL_COUNT; s++) {
		const char *symbol = market_symbol(s)->symbol;
		uint64_t from = 0;
		size_t got = 0;

		do {
			ask_calm();
			(void)snprintf(query, sizeof(query), "symbol=%s&fromId=%llu&limit=1000",
			    symbol, (unsigned long long)from);
			CHECK_INT(ask_signed("demo", "/api/v3/myTrades", query), 200);
			read_as(EXCHANGE_FILLS, symbol, from);
			for (size_t i = 0; i < seen.count; i++)
				fill_check(&seen.fills[i], &h->by_symbol[s][got + i]);
			got += seen.count;
			from = seen.result.last_id + 1;
		} while (!seen.result.is_last);
		CHECK_INT(got, h->symbol_fill_count[s]);
		all += got;
	}
	CHECK_INT(all, 25000);
}

TEST(venue_trades_without_a_start_are_the_newest_with_one_the_oldest)
{
	const struct world *w = ask_world();
	const struct history *h = world_history(w, world_account_by_name(w, "demo"));
	const struct history_fill *all = h->by_symbol[0];
	const size_t count = h->symbol_fill_count[0];
	char query[256];

	trades("symbol=BTCUSDT");
	CHECK_INT(seen.count, 500);
	fill_check(&seen.fills[499], &all[count - 1]);
	trades("symbol=BTCUSDT&limit=3");
	fill_check(&seen.fills[0], &all[count - 3]);
	(void)snprintf(query, sizeof(query), "symbol=BTCUSDT&limit=2&startTime=%lld",
	    (long long)all[100].ts_ms);
	trades(query);
	CHECK_INT(seen.count, 2);
	CHECK(seen.fills[0].ts_ms == all[100].ts_ms && seen.fills[0].id <= all[100].id);
	(void)snprintf(
	    query, sizeof(query), "symbol=BTCUSDT&limit=2&endTime=%lld", (long long)all[100].ts_ms);
	trades(query);
	CHECK(seen.fills[1].ts_ms == all[100].ts_ms && seen.fills[1].id >= all[100].id);
	(void)snprintf(query, sizeof(query), "symbol=BTCUSDT&startTime=%lld&endTime=%lld",
	    (long long)all[0].ts_ms, (long long)(all[0].ts_ms + 86400000));
	trades(query);
	fill_check(&seen.fills[0], &all[0]);
	CHECK(seen.fills[seen.count - 1].ts_ms <= all[0].ts_ms + 86400000);
	CHECK(all[seen.count].ts_ms > all[0].ts_ms + 86400000);
	(void)snprintf(query, sizeof(query), "symbol=BTCUSDT&orderId=%llu",
	    (unsigned long long)all[50].order_id);
	trades(query);
	CHECK(seen.count >= 1);
	for (size_t i = 0; i < seen.count; i++)
		CHECK(seen.fills[i].order_id == all[50].order_id);
	(void)snprintf(query, sizeof(query), "symbol=BTCUSDT&orderId=%llu&fromId=%llu",
	    (unsigned long long)all[50].order_id, (unsigned long long)all[50].id + 1);
	trades(query);
	for (size_t i = 0; i < seen.count; i++)
		CHECK(seen.fills[i].id > all[50].id);
	trades("symbol=BTCUSDT&fromId=9223372036854775807");
	CHECK_INT(seen.count, 0);
}

TEST(venue_refuses_wrong_parameters_of_trades)
{
	static const struct {
		const char *query;
		int64_t code;
	} cases[] = {
		{ "", -1102 },
		{ "symbol=", -1102 },
		{ "symbol=NOSUCH", -1121 },
		{ "symbol=btc/usdt", -1100 },
		{ "symbol=BTCUSDT&limit=0", -1130 },
		{ "symbol=BTCUSDT&limit=-1", -1100 },
		{ "symbol=BTCUSDT&fromId=x", -1100 },
		{ "symbol=BTCUSDT&fromId=1&startTime=1", -1128 },
		{ "symbol=BTCUSDT&fromId=1&endTime=1", -1128 },
		{ "symbol=BTCUSDT&orderId=1&startTime=1", -1128 },
		{ "symbol=BTCUSDT&orderId=1&endTime=1", -1128 },
		{ "symbol=BTCUSDT&orderId=1&fromId=1&startTime=1&endTime=2", -1128 },
		{ "symbol=BTCUSDT&startTime=5&endTime=4", -1128 },
		{ "symbol=BTCUSDT&startTime=0&endTime=86400001", -1127 },
		{ "symbol=BTCUSDT&startTime=0&endTime=86400000", 0 },
		{ "symbol=BTCUSDT&limit=1001", 0 },
		{ "symbol=BTCUSDT&nosuch=1", -1104 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ask_calm();
		CHECK_INT(ask_signed("demo", "/api/v3/myTrades", cases[i].query),
		    cases[i].code == 0 ? 200 : 400);
		CHECK_INT(ask_code(), cases[i].code);
	}
}

TEST(venue_balances_are_those_of_the_history)
{
	const struct world *w = ask_world();
	const struct world_account *demo = world_account_by_name(w, "demo");
	const struct history *h = world_history(w, demo);
	char uid[32];

	ask_calm();
	CHECK_INT(ask_signed("demo", "/api/v3/account", ""), 200);
	read_as(EXCHANGE_BALANCES, NULL, 0);
	CHECK_INT(seen.count, MARKET_ASSET_COUNT);
	for (int i = 0; i < MARKET_ASSET_COUNT; i++)
		CHECK(is_e8(seen.balances[i].free, h->balances_e8[i]));
	(void)snprintf(uid, sizeof(uid), "%lld", (long long)demo->uid);
	CHECK_TEXT(seen.result.account_id, uid);
	CHECK_INT(ask_signed("demo", "/api/v3/account", "omitZeroBalances=true"), 200);
	read_as(EXCHANGE_BALANCES, NULL, 0);
	CHECK_INT(seen.count, MARKET_TRADED_COUNT + 1);
	CHECK_INT(ask_signed("demo", "/api/v3/account", "omitZeroBalances=1"), 400);
	CHECK_INT(ask_code(), -1130);
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
		read_as(EXCHANGE_PERMISSIONS, NULL, 0);
		CHECK(p->reads && p->is_verified && !p->is_ip_restricted);
		CHECK_TEXT(p->too_many, cases[i].too_many);
		CHECK_INT(p->trades, cases[i].trades);
		CHECK_INT(p->withdraws, cases[i].withdraws);
	}
}
