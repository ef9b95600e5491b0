/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/truth.h"

#include "host/sandbox/amount.h"
#include "test/check.h"

static const int64_t one = AMOUNT_ONE;

static void
short_check(__int128 e16, const char *expected)
{
	char text[AMOUNT_TEXT_SIZE];

	amount_short_write(e16, text);
	CHECK_TEXT(text, expected);
}

/* docs/metrics.md: buy 1 at 2000 fee 0.001 base, sell 0.999 at 2100 fee 2: 99.9, 4, 95.9. */
TEST(truth_values_a_base_fee_as_the_paper_does)
{
	struct history_fill fills[2] = {
		{ .id = 1,
		    .ts_ms = MARKET_TRADES_MS,
		    .price_e8 = 2000 * one,
		    .quantity_e8 = one,
		    .fee_e8 = one / 1000,
		    .symbol = 1,
		    .fee_asset = 2,
		    .is_buyer = true },
		{ .id = 2,
		    .ts_ms = MARKET_TRADES_MS + 1,
		    .price_e8 = 2100 * one,
		    .quantity_e8 = one / 1000 * 999,
		    .fee_e8 = 2 * one,
		    .symbol = 1,
		    .fee_asset = 0 },
	};
	struct history h = { .fills = fills, .fill_count = 2 };
	struct market *m;
	struct truth *t;

	h.by_symbol[1] = fills;
	h.symbol_fill_count[1] = 2;
	CHECK_OK(market_new(1, &m));
	CHECK_OK(truth_new(m, &h, &t));
	short_check(t->symbols[1].sum.gross_e16, "99.9");
	short_check(t->symbols[1].sum.fees_quote_e16, "4");
	short_check(t->symbols[1].sum.matched_cost_e16, "1998");
	short_check(t->total.volume_e16, "4097.9");
	CHECK_INT(t->symbols[1].position_e8, 0);
	CHECK_INT(t->days[7].fill_count, 2);
	short_check(t->days[7].gross_e16, "99.9");
	truth_free(t);
	market_free(m);
}

TEST(truth_takes_the_oldest_lots_first_and_values_bnb_at_the_last_hour)
{
	struct history_fill fills[3] = {
		{ .id = 1,
		    .ts_ms = MARKET_TRADES_MS,
		    .price_e8 = 10 * one,
		    .quantity_e8 = 2 * one,
		    .fee_e8 = one,
		    .symbol = 3,
		    .fee_asset = MARKET_BNB + 1,
		    .is_buyer = true },
		{ .id = 2,
		    .ts_ms = MARKET_TRADES_MS,
		    .price_e8 = 20 * one,
		    .quantity_e8 = 2 * one,
		    .symbol = 3,
		    .is_buyer = true },
		{ .id = 3,
		    .ts_ms = MARKET_TRADES_MS,
		    .price_e8 = 30 * one,
		    .quantity_e8 = 3 * one,
		    .symbol = 3 },
	};
	struct history h = { .fills = fills, .fill_count = 3 };
	struct market *m;
	struct truth *t;

	h.by_symbol[3] = fills;
	h.symbol_fill_count[3] = 3;
	CHECK_OK(market_new(1, &m));
	CHECK_OK(truth_new(m, &h, &t));
	short_check(t->symbols[3].sum.gross_e16, "50"); /* 2*(30-10) + 1*(30-20) */
	short_check(t->symbols[3].sum.matched_cost_e16, "40");
	CHECK_INT(t->symbols[3].position_e8, one);
	short_check(t->symbols[3].open_cost_e16, "20");
	CHECK(t->total.fees_quote_e16 ==
	    amount_product(one, market_last_close_e8(m, MARKET_BNB, MARKET_TRADES_MS)));
	truth_free(t);
	market_free(m);
}

TEST(truth_says_a_bug_when_more_is_sold_than_bought)
{
	struct history_fill fill = {
		.id = 1, .ts_ms = MARKET_TRADES_MS, .price_e8 = one, .quantity_e8 = one
	};
	struct history h = { .fills = &fill, .fill_count = 1 };
	struct market *m;
	struct truth *t;

	h.by_symbol[0] = &fill;
	h.symbol_fill_count[0] = 1;
	CHECK_OK(market_new(1, &m));
	CHECK_ERR(truth_new(m, &h, &t), ERR_BUG);
	market_free(m);
}

/*
 * Cash in the quote, counted another way: what came in minus what went out is gross minus the cost
 * of what is still held, minus the fees that were paid in USDT.
 */
TEST(truth_agrees_with_the_cash_of_the_whole_history)
{
	static const struct history_plan plan = { "demo", 25000, 5, 250000LL * AMOUNT_ONE,
		25LL * AMOUNT_ONE };

	for (uint64_t seed = 0; seed < 3; seed++) {
		__int128 expected = 0, base_fees = 0, days = 0;
		struct market *m;
		struct history *h;
		struct truth *t;

		CHECK_OK(market_new(seed, &m));
		CHECK_OK(history_new(m, &plan, &h));
		CHECK_OK(truth_new(m, h, &t));
		for (size_t i = 0; i < h->fill_count; i++)
			if (h->fills[i].fee_asset == h->fills[i].symbol + 1)
				base_fees +=
				    amount_product(h->fills[i].fee_e8, h->fills[i].price_e8);
		for (int s = 0; s < MARKET_SYMBOL_COUNT; s++)
			expected += t->symbols[s].sum.gross_e16 - t->symbols[s].open_cost_e16;
		expected -= base_fees + amount_product(t->total.fees_e8[0], AMOUNT_ONE);
		CHECK(
		    expected == amount_product(h->balances_e8[0] - h->deposits_e8[0], AMOUNT_ONE));
		for (int d = 0; d < TRUTH_DAYS_MAX; d++)
			days += t->days[d].gross_e16;
		CHECK(days == t->total.gross_e16);
		for (int a = 0; a < MARKET_SYMBOL_COUNT; a++)
			CHECK(
			    a == MARKET_BNB || t->symbols[a].position_e8 == h->balances_e8[a + 1]);
		truth_free(t);
		history_free(h);
		market_free(m);
	}
}
