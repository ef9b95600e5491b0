/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/history.h"

#include "host/sandbox/amount.h"
#include "test/check.h"

static const struct history_plan plan = { "demo", 25000, 5, 250000LL * AMOUNT_ONE,
	25LL * AMOUNT_ONE };

static void
made(uint64_t seed, struct market **m, struct history **h)
{
	assert_int_equal(market_new(seed, m), OK);
	assert_int_equal(history_new(*m, &plan, h), OK);
}

TEST(history_is_the_same_for_the_same_seed_and_another_for_another)
{
	struct market *m[3];
	struct history *h[3];
	const size_t size = plan.fill_count * sizeof(struct history_fill);

	for (size_t i = 0; i < 3; i++)
		made(i < 2 ? 1 : 2, &m[i], &h[i]);
	CHECK_INT(h[0]->fill_count, plan.fill_count);
	CHECK(memcmp(h[0]->fills, h[1]->fills, size) == 0);
	CHECK(memcmp(h[0]->fills, h[2]->fills, size) != 0);
	for (size_t i = 0; i < 3; i++) {
		history_free(h[i]);
		market_free(m[i]);
	}
}

/* Follow every fill: nothing negative, nothing out of place, the end as announced. */
static void
balances_follow(const struct history *h)
{
	int64_t balances[MARKET_ASSET_COUNT], held[MARKET_SYMBOL_COUNT] = { 0 };

	memcpy(balances, h->deposits_e8, sizeof(balances));
	for (size_t i = 0; i < h->fill_count; i++) {
		const struct history_fill *f = &h->fills[i];
		const int sign = f->is_buyer ? 1 : -1;

		CHECK(amount_product(f->price_e8, f->quantity_e8) ==
		    amount_product(f->quote_e8, AMOUNT_ONE));
		balances[f->symbol + 1] += sign * f->quantity_e8;
		balances[0] -= sign * f->quote_e8;
		balances[f->fee_asset] -= f->fee_e8;
		held[f->symbol] += sign * f->quantity_e8;
		held[f->symbol] -= f->fee_asset == f->symbol + 1 ? f->fee_e8 : 0;
		CHECK(held[f->symbol] >= 0);
		CHECK(balances[0] >= 0 && balances[f->symbol + 1] >= 0 &&
		    balances[f->fee_asset] >= 0);
	}
	CHECK(memcmp(balances, h->balances_e8, sizeof(balances)) == 0);
}

TEST(history_never_spends_or_sells_what_is_not_there)
{
	for (uint64_t seed = 0; seed < 8; seed++) {
		struct market *m;
		struct history *h;

		made(seed, &m, &h);
		balances_follow(h);
		history_free(h);
		market_free(m);
	}
}

TEST(history_fills_are_within_their_hours_candle_in_whole_ticks_and_steps)
{
	struct market *m;
	struct history *h;

	made(1, &m, &h);
	for (size_t i = 0; i < h->fill_count; i++) {
		const struct history_fill *f = &h->fills[i];
		const struct market_symbol *s = market_symbol(f->symbol);
		const struct market_candle c =
		    market_candle(m, f->symbol, 12, (f->ts_ms - MARKET_FROM_MS) / (3600 * 1000));

		CHECK(f->ts_ms >= c.open_ms && f->ts_ms <= c.close_ms);
		CHECK(f->price_e8 >= c.low_e8 && f->price_e8 <= c.high_e8);
		CHECK(f->price_e8 % s->tick_e8 == 0);
		CHECK(f->quantity_e8 > 0 && f->quantity_e8 % s->step_e8 == 0);
		CHECK(f->fee_e8 >= 0);
		CHECK(f->ts_ms >= MARKET_TRADES_MS && f->ts_ms < MARKET_TO_MS);
	}
	history_free(h);
	market_free(m);
}

TEST(history_ids_and_times_ascend_in_each_symbol_and_in_all)
{
	struct market *m;
	struct history *h;
	size_t all = 0;

	made(1, &m, &h);
	for (int s = 0; s < MARKET_SYMBOL_COUNT; s++) {
		const struct history_fill *f = h->by_symbol[s];

		all += h->symbol_fill_count[s];
		CHECK_INT(h->symbol_fill_count[s] > 0, s < MARKET_TRADED_COUNT);
		for (size_t i = 1; i < h->symbol_fill_count[s]; i++) {
			CHECK_INT(f[i].symbol, s);
			CHECK(f[i].id > f[i - 1].id && f[i].ts_ms >= f[i - 1].ts_ms);
		}
	}
	CHECK_INT(all, h->fill_count);
	for (size_t i = 1; i < h->fill_count; i++)
		CHECK(h->fills[i].ts_ms >= h->fills[i - 1].ts_ms);
	history_free(h);
	market_free(m);
}

/* What makes an import hard must be there: bursts, all kinds of fees, makers, buys and sales. */
TEST(history_has_several_fills_in_one_millisecond_and_every_kind_of_fee)
{
	struct market *m;
	struct history *h;
	size_t together = 0, makers = 0, buys = 0, base = 0, quote = 0, bnb = 0, own_bnb = 0;

	made(1, &m, &h);
	for (size_t i = 0; i < h->fill_count; i++) {
		const struct history_fill *f = &h->fills[i];

		together += i > 0 && f->ts_ms == f[-1].ts_ms && f->symbol == f[-1].symbol;
		makers += f->is_maker;
		buys += f->is_buyer;
		quote += f->fee_asset == 0;
		own_bnb +=
		    f->symbol == MARKET_BNB && f->fee_asset == MARKET_BNB + 1 && !f->is_buyer;
		if (f->fee_asset == f->symbol + 1)
			base++;
		else
			bnb += f->fee_asset == MARKET_BNB + 1;
	}
	CHECK(together > 8000);
	CHECK(makers > 3000 && makers < 22000);
	CHECK(buys > 8000 && buys < 17000);
	CHECK(base > 3000 && quote > 3000 && bnb > 3000 && own_bnb > 100);
	history_free(h);
	market_free(m);
}

TEST(history_may_be_empty_or_tiny)
{
	static const struct history_plan none = { "none", 0, 0, 7, 0 },
					 one = { "one", 1, 1, 1000LL * AMOUNT_ONE, AMOUNT_ONE };
	struct market *m;
	struct history *h;

	CHECK_OK(market_new(1, &m));
	CHECK_OK(history_new(m, &none, &h));
	CHECK_INT(h->fill_count, 0);
	CHECK_INT(h->balances_e8[0], 7);
	history_free(h);
	CHECK_OK(history_new(m, &one, &h));
	CHECK_INT(h->fill_count, 1);
	CHECK(h->fills[0].is_buyer);
	history_free(h);
	market_free(m);
	history_free(NULL);
	market_free(NULL);
}
