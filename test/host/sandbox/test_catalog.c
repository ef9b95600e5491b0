/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/catalog.h"

#include "host/sandbox/amount.h"
#include "test/check.h"
#include "test/host/sandbox/ask.h"

static const struct catalog *
whole(void)
{
	return ask_whole()->catalog;
}

TEST(catalog_of_the_demo_world_is_the_market_and_no_more)
{
	const struct catalog *c;

	c = ask_world()->catalog;
	CHECK_INT(c->listing_count, MARKET_SYMBOL_COUNT);
	CHECK_INT(c->asset_count, MARKET_ASSET_COUNT);
	for (int i = 0; i < MARKET_SYMBOL_COUNT; i++) {
		CHECK_TEXT(c->listings[i].symbol, market_symbol(i)->symbol);
		CHECK_TEXT(c->assets[c->listings[i].base].name, market_symbol(i)->base);
		CHECK_INT(c->listings[i].tick_e8, market_symbol(i)->tick_e8);
	}
}

TEST(catalog_names_are_unique_and_products_exact)
{
	const struct catalog *c = whole();
	int idle = 0, gone = 0, quotes = 0;
	bool is_quote[CATALOG_ASSETS_MAX] = { false };

	for (int i = 0; i < c->listing_count; i++) {
		const struct listing *l = &c->listings[i];

		CHECK_INT(catalog_listing_by_name(c, l->product, l->symbol), i);
		CHECK_INT((__int128)l->tick_e8 * l->step_e8 % AMOUNT_ONE, 0);
		CHECK(l->base != l->quote && l->base >= 0 && l->quote >= 0);
		idle += l->is_idle;
		gone += strcmp(l->status, "BREAK") == 0;
		quotes += !l->is_idle && l->product == PRODUCT_SPOT && !is_quote[l->quote];
		is_quote[l->quote] = true;
	}
	for (int i = 0; i < c->asset_count; i++)
		CHECK_INT(catalog_asset_by_name(c, c->assets[i].name), i);
	CHECK_INT(idle, CATALOG_IDLE_COUNT + 2); /* EURUSDT and USDTTRY */
	CHECK_INT(gone, 4);
	CHECK(quotes >= 8);
	CHECK_INT(catalog_listing_by_name(c, PRODUCT_SPOT, "NOSUCH"), -1);
	CHECK_INT(catalog_listing_by_name(c, PRODUCT_SPOT, "BTCUSD_PERP"), -1);
	CHECK_INT(catalog_asset_by_name(c, "NOSUCH"), -1);
}

TEST(catalog_prices_agree_across_pairs_and_are_whole_ticks)
{
	const struct catalog *c = whole();
	const int64_t end_ms = MARKET_TO_MS + 800LL * 86400000;

	for (int i = 0; i < c->listing_count; i += 3) {
		const struct listing *l = &c->listings[i];

		for (int64_t t = MARKET_FROM_MS; t < end_ms; t += 37LL * 86400000 + 12345678) {
			const int64_t price_e8 = catalog_price_e8(c, i, t);

			CHECK(price_e8 > 0 && price_e8 % l->tick_e8 == 0);
		}
		for (int64_t t = MARKET_FROM_MS; t < end_ms; t += 53LL * 86400000) {
			const __int128 worth_e16 =
			    (__int128)catalog_price_e8(c, i, t) * catalog_usd_e8(c, l->quote, t);
			const __int128 usd_e16 =
			    (__int128)catalog_usd_e8(c, l->base, t) * AMOUNT_ONE;
			const __int128 apart_e16 =
			    worth_e16 > usd_e16 ? worth_e16 - usd_e16 : usd_e16 - worth_e16;

			/* To half a tick, and what the quotient was cut. */
			CHECK(apart_e16 <=
			    (__int128)(l->tick_e8 + 2) * catalog_usd_e8(c, l->quote, t));
		}
	}
}

TEST(catalog_candles_hold_every_price_of_their_time)
{
	const struct catalog *c = whole();
	const int listing = catalog_listing_by_name(c, PRODUCT_SPOT, "ETHBTC");
	const int64_t hour_ms = 3600000;

	for (int64_t h = 0; h < 20; h++) {
		const struct market_candle k = catalog_candle(c, listing, 12, h * 300);
		int64_t high_e8 = 0, low_e8 = INT64_MAX;

		CHECK_INT(k.open_ms, MARKET_FROM_MS + h * 300 * hour_ms);
		CHECK_INT(k.close_ms, k.open_ms + hour_ms - 1);
		CHECK_INT(k.open_e8, catalog_price_e8(c, listing, k.open_ms));
		for (int64_t t = k.open_ms; t <= k.close_ms; t += 997) {
			const int64_t price_e8 = catalog_price_e8(c, listing, t);

			CHECK(price_e8 <= k.high_e8 && price_e8 >= k.low_e8);
		}
		for (int64_t i = 0; i < 12; i++) {
			const struct market_candle part =
			    catalog_candle(c, listing, 1, h * 300 * 12 + i);

			high_e8 = part.high_e8 > high_e8 ? part.high_e8 : high_e8;
			low_e8 = part.low_e8 < low_e8 ? part.low_e8 : low_e8;
		}
		CHECK(high_e8 == k.high_e8 && low_e8 == k.low_e8);
	}
}

TEST(catalog_candles_end_where_the_listing_ends_or_now)
{
	const struct catalog *c = whole();
	const int gone = catalog_listing_by_name(c, PRODUCT_SPOT, "LUNCUSDT");
	const int link = catalog_listing_by_name(c, PRODUCT_SPOT, "LINKUSDT");
	const int64_t day_ms = 86400000, days = (MARKET_TO_MS - MARKET_FROM_MS) / day_ms;

	CHECK_INT(catalog_candle_count(c, gone, 288, MARKET_TO_MS), days - 60);
	CHECK_INT(catalog_candle_count(c, link, 288, MARKET_TO_MS), days + 1);
	CHECK_INT(catalog_candle_count(c, link, 288, MARKET_TO_MS - 1), days);
	CHECK_INT(catalog_candle_count(c, link, 288, MARKET_FROM_MS - 1), 0);
	CHECK_INT(catalog_candle_count(c, link, 288, MARKET_FROM_MS), 1);
}

TEST(catalog_changes_with_the_seed)
{
	const struct catalog *c = whole();
	const int link = catalog_listing_by_name(c, PRODUCT_SPOT, "LINKUSDT");
	struct catalog *other;
	struct market *m;

	CHECK_OK(market_new(2, &m));
	CHECK_OK(catalog_new(m, true, &other));
	CHECK(
	    catalog_price_e8(c, link, MARKET_TO_MS) != catalog_price_e8(other, link, MARKET_TO_MS));
	catalog_free(other);
	market_free(m);
	catalog_free(NULL);
}
