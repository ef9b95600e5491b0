/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/market.h"
#include "test/check.h"

enum { SEED_COUNT = 3 };

TEST(market_dates_are_whole_days_that_fit_each_other)
{
	const int64_t day_ms = 24LL * 3600 * 1000;

	CHECK_INT(MARKET_FROM_MS % day_ms, 0);
	CHECK_INT(MARKET_TRADES_MS % day_ms, 0);
	CHECK_INT((MARKET_TO_MS - MARKET_FROM_MS) / day_ms, MARKET_DAYS);
	CHECK_INT((MARKET_TO_MS - MARKET_FROM_MS) / MARKET_POINT_MS + 1, MARKET_POINT_COUNT);
}

TEST(market_symbols_have_exact_products_and_one_name_each)
{
	for (int i = 0; i < MARKET_SYMBOL_COUNT; i++) {
		const struct market_symbol *s = market_symbol(i);

		/* tick times step is a whole number of 1e-8: quoteQty needs no rounding */
		CHECK_INT((__int128)s->tick_e8 * s->step_e8 % 100000000, 0);
		CHECK_INT(s->first_price_e8 % s->tick_e8, 0);
		CHECK_INT(market_symbol_by_name(s->symbol), i);
		CHECK_TEXT(market_asset(i + 1), s->base);
		CHECK_TEXT(s->quote, market_asset(0));
	}
	CHECK_INT(market_symbol_by_name("NOSUCH"), -1);
	CHECK_TEXT(market_symbol(MARKET_BNB)->symbol, "BNBUSDT");
}

TEST(market_prices_are_whole_ticks_and_stay_believable)
{
	for (uint64_t seed = 0; seed < SEED_COUNT; seed++) {
		struct market *m;

		CHECK_OK(market_new(seed, &m));
		for (int i = 0; i < MARKET_SYMBOL_COUNT; i++) {
			const struct market_symbol *s = market_symbol(i);

			for (int k = 0; k < MARKET_POINT_COUNT; k++) {
				const int64_t p = m->prices_e8[i][k];

				CHECK(p % s->tick_e8 == 0 && p > s->first_price_e8 / 4 &&
				    p < s->first_price_e8 * 4);
			}
		}
		market_free(m);
	}
}

TEST(market_candles_of_all_lengths_agree)
{
	struct market *m;
	struct market_candle before = { 0 };

	CHECK_OK(market_new(1, &m));
	CHECK_INT(market_candle_count(0, MARKET_HOUR_POINTS), MARKET_DAYS * 24);
	for (int64_t day = 0; day < MARKET_DAYS; day++) {
		const struct market_candle d = market_candle(m, 0, 288, day);
		int64_t high = 0, low = INT64_MAX, volume = 0;

		for (int64_t hour = day * 24; hour < day * 24 + 24; hour++) {
			const struct market_candle h = market_candle(m, 0, 12, hour);

			CHECK_INT(h.close_ms - h.open_ms, 3599999);
			CHECK(h.low_e8 <= h.open_e8 && h.low_e8 <= h.close_e8);
			CHECK(h.high_e8 >= h.open_e8 && h.high_e8 >= h.close_e8);
			CHECK(hour == 0 || h.open_e8 == before.close_e8);
			CHECK(hour == 0 || h.open_ms == before.close_ms + 1);
			high = h.high_e8 > high ? h.high_e8 : high;
			low = h.low_e8 < low ? h.low_e8 : low;
			volume += h.volume_e8;
			before = h;
		}
		CHECK(d.high_e8 == high && d.low_e8 == low && d.volume_e8 == volume);
		CHECK(d.close_e8 == before.close_e8 && d.close_ms == before.close_ms);
	}
	CHECK_INT(before.close_ms, MARKET_TO_MS - 1);
	market_free(m);
}

TEST(market_last_close_is_of_the_last_hour_that_is_over)
{
	const int64_t hour_ms = 3600 * 1000;
	struct market *m;

	CHECK_OK(market_new(1, &m));
	CHECK_INT(market_last_close_e8(m, 0, MARKET_FROM_MS), 0);
	CHECK_INT(market_last_close_e8(m, 0, MARKET_FROM_MS + hour_ms - 2), 0);
	for (int64_t hour = 0; hour < 100; hour++) {
		const struct market_candle c = market_candle(m, 0, 12, hour);

		CHECK_INT(market_last_close_e8(m, 0, c.close_ms), c.close_e8);
		CHECK_INT(market_last_close_e8(m, 0, c.close_ms + 1), c.close_e8);
		CHECK_INT(market_last_close_e8(m, 0, c.close_ms + hour_ms - 1), c.close_e8);
	}
	market_free(m);
}

TEST(market_price_walks_from_one_point_to_the_next)
{
	struct market *m;

	CHECK_OK(market_new(1, &m));
	for (int64_t k = 0; k < 500; k++) {
		const int64_t a = m->prices_e8[1][k], b = m->prices_e8[1][k + 1];
		const int64_t at_ms = MARKET_FROM_MS + k * MARKET_POINT_MS;

		CHECK_INT(market_price_e8(m, 1, at_ms), a);
		for (int64_t into = 0; into < MARKET_POINT_MS; into += 7777) {
			const int64_t p = market_price_e8(m, 1, at_ms + into);

			CHECK(p >= (a < b ? a : b) && p <= (a < b ? b : a));
			CHECK_INT(p % market_symbol(1)->tick_e8, 0);
		}
	}
	market_free(m);
}

TEST(market_delisted_symbols_have_candles_until_they_went)
{
	const int old = market_symbol_by_name("OLDUSDT");

	CHECK_TEXT(market_symbol(old)->status, "BREAK");
	CHECK_INT(market_candle_count(old, 288), market_symbol(old)->days);
	CHECK(market_symbol(old)->days < MARKET_DAYS);
}
