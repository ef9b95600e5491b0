/* SPDX-License-Identifier: Apache-2.0 */
/* Fills, read by our own connector. */
#include "lib/exchange/exchange.h"
#include "test/check.h"
#include "test/host/sandbox/reading.h"

enum { PAGE_MAX = 1000 };

struct seen {
	size_t count;
	struct fill fills[PAGE_MAX];
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

static void
read_as(const char *symbol, uint64_t from_id)
{
	const struct exchange_ask ask = { .feed = exchange_feed_first(
					      &exchange_binance, EXCHANGE_FILLS),
		.symbol = symbol,
		.from_id = from_id };
	const struct exchange_answer answer = { 200, span_text(ask_body()) };
	const struct exchange_sink sink = { .self = &seen, .fill = fill_seen };

	seen.count = 0;
	assert_int_equal(exchange_binance.parse(&ask, &answer, &sink, &seen.result, NULL), OK);
}

static void
trades(const char *query)
{
	ask_calm();
	assert_int_equal(ask_signed("demo", "/api/v3/myTrades", query), 200);
	read_as("BTCUSDT", 0);
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
			read_as(symbol, from);
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

TEST(venue_gives_every_fill_of_the_wide_account_that_our_connector_asks_for)
{
	static struct reading r;
	const struct catalog *c = ask_whole()->catalog;
	static struct holdings held;

	reading_init(&r);
	for (int i = 0; i < c->listing_count; i++)
		if (c->listings[i].product == PRODUCT_SPOT && !c->listings[i].is_forgotten)
			reading_take(&r, "wide", "spot.fills", c->listings[i].symbol, 0);
	CHECK_INT(r.row_count, 100000);
	CHECK(r.request_count < 600);
	reading_take(&r, "wide", "spot.balances", NULL, 0);
	reading_take(&r, "wide", "wallet.deposits", NULL, MARKET_FROM_MS);
	journal_fold(c, ask_account("wide")->journal, INT64_MAX, -1, &held);
	for (int i = 0; i < c->asset_count; i++) {
		CHECK(r.held[EXCHANGE_WALLET_SPOT][i] == r.moved[EXCHANGE_WALLET_SPOT][i]);
		CHECK(r.held[EXCHANGE_WALLET_SPOT][i] ==
		    held.all[WALLET_SPOT][i].held_e8 * 10000000000);
	}
}

TEST(venue_knows_a_forgotten_symbol_no_more)
{
	ask_calm();
	CHECK_INT(ask_signed("ghost", "/api/v3/myTrades", "symbol=GONEUSDT"), 400);
	CHECK_INT(ask_code(), -1121);
	CHECK_INT(ask_signed("ghost", "/api/v3/myTrades", "symbol=LUNCUSDT"), 200);
	CHECK_INT(ask_signed("ghost", "/api/v3/myTrades", "symbol=BTCUSDT&limit=1"), 200);
}

TEST(venue_fills_happen_when_the_clock_reaches_them)
{
	const struct journal *j = ask_account("live")->journal;
	const int64_t before_ms = ask_clock()->wall_ms;
	const struct event *e = &j->events[j->count - 1];
	char query[96];

	(void)snprintf(query, sizeof(query), "symbol=%s&fromId=%llu",
	    ask_whole()->catalog->listings[e->symbol].symbol, (unsigned long long)e->id);
	ask_clock()->wall_ms = e->ts_ms - 1;
	CHECK_INT(ask_signed("live", "/api/v3/myTrades", query), 200);
	CHECK_TEXT(ask_body(), "[]");
	ask_clock()->wall_ms = e->ts_ms;
	CHECK_INT(ask_signed("live", "/api/v3/myTrades", query), 200);
	CHECK(strlen(ask_body()) > 100);
	ask_clock()->wall_ms = before_ms;
}
