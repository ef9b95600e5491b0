/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/life.h"
#include "test/check.h"
#include "test/host/sandbox/ask.h"

static const struct journal *
journal_of(const char *account)
{
	return ask_account(account)->journal;
}

TEST(wide_has_100000_fills_on_40_symbols_with_eight_quotes_two_of_them_delisted)
{
	const struct journal *j = journal_of("wide");
	const struct catalog *c = ask_whole()->catalog;
	size_t counts[CATALOG_LISTINGS_MAX] = { 0 }, all = 0;
	bool is_quote[CATALOG_ASSETS_MAX] = { false };
	int symbols = 0, gone = 0, quotes = 0;

	for (size_t i = 0; i < j->count; i++) {
		if (j->events[i].kind != EVENT_FILL)
			continue;
		counts[j->events[i].symbol]++;
		all++;
		CHECK(j->events[i].ts_ms < c->listings[j->events[i].symbol].end_ms);
	}
	CHECK_INT(all, 100000);
	for (int i = 0; i < c->listing_count; i++) {
		if (counts[i] == 0)
			continue;
		symbols++;
		gone += strcmp(c->listings[i].status, "BREAK") == 0;
		quotes += !is_quote[c->listings[i].quote];
		is_quote[c->listings[i].quote] = true;
		CHECK(!c->listings[i].is_forgotten);
	}
	CHECK_INT(symbols, 40);
	CHECK_INT(gone, 2);
	CHECK_INT(quotes, 8);
}

TEST(wide_has_27_fills_in_one_millisecond_exactly_over_a_pages_edge)
{
	const struct journal *j = journal_of("wide");
	const struct event *rows[1100];
	size_t count = 0;

	for (size_t i = 0; i < j->count && count < 1100; i++)
		if (j->events[i].kind == EVENT_FILL && j->events[i].symbol == 0)
			rows[count++] = &j->events[i];
	for (size_t i = 990; i <= 1016; i++) {
		CHECK_INT(rows[i]->ts_ms, rows[990]->ts_ms);
		CHECK(rows[i]->order_id == rows[990]->order_id);
	}
	CHECK(rows[989]->ts_ms < rows[990]->ts_ms && rows[1017]->ts_ms > rows[1016]->ts_ms);
}

TEST(spot_fills_are_at_prices_of_their_candles_in_whole_ticks_and_steps)
{
	const struct journal *j = journal_of("wide");
	const struct catalog *c = ask_whole()->catalog;
	uint64_t last_id[CATALOG_LISTINGS_MAX] = { 0 };

	for (size_t i = 0; i < j->count; i++) {
		const struct event *e = &j->events[i];
		const struct listing *l;
		struct market_candle k;

		if (e->kind != EVENT_FILL)
			continue;
		l = &c->listings[e->symbol];
		CHECK(e->id > last_id[e->symbol]);
		last_id[e->symbol] = e->id;
		CHECK(e->quantity_e8 > 0 && e->quantity_e8 % l->step_e8 == 0);
		CHECK(e->price_e8 > 0 && e->price_e8 % l->tick_e8 == 0);
		CHECK(e->quote_e8 * 100000000 == e->price_e8 * e->quantity_e8);
		CHECK(e->fee_e8 >= 0 &&
		    (e->other == (e->is_buyer ? l->base : l->quote) || e->other == MARKET_BNB + 1));
		if (i % 50 != 0)
			continue;
		k = catalog_candle(c, e->symbol, 1, (e->ts_ms - MARKET_FROM_MS) / MARKET_POINT_MS);
		CHECK(e->price_e8 <= k.high_e8 && e->price_e8 >= k.low_e8);
	}
}

TEST(ghost_has_25_fills_on_a_symbol_that_is_forgotten)
{
	const struct journal *j = journal_of("ghost");
	const struct catalog *c = ask_whole()->catalog;
	size_t forgotten = 0, all = 0;

	for (size_t i = 0; i < j->count; i++) {
		if (j->events[i].kind != EVENT_FILL)
			continue;
		forgotten += c->listings[j->events[i].symbol].is_forgotten;
		all++;
	}
	CHECK_INT(forgotten, 25);
	CHECK_INT(all, 400);
}

TEST(live_goes_on_after_the_others_end)
{
	const struct journal *j = journal_of("live");

	CHECK(j->events[0].ts_ms < MARKET_TRADES_MS);
	CHECK(j->events[j->count - 1].ts_ms > MARKET_TO_MS + 300 * LIFE_DAY_MS);
}
