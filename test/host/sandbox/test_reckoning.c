/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/reckoning.h"

#include "host/sandbox/life.h"
#include "test/check.h"
#include "test/host/sandbox/ask.h"

#define E16(x) ((__int128)(x)*10000000000000000)

enum { DAY_MS = 86400000 };

static const struct catalog *
listed(void)
{
	return ask_whole()->catalog;
}

static struct event
cash(enum event_kind kind, int64_t ts_ms, int64_t usdt)
{
	return (struct event){ .kind = kind,
		.ts_ms = MARKET_TRADES_MS + ts_ms,
		.symbol = -1,
		.amount_e8 = LIFE_UNITS(usdt, 0) };
}

/* In closed form: 100 earns 1 a day in dividends; flows earn nothing by themselves. */
TEST(reckoning_growth_is_known_in_closed_form)
{
	struct journal j = { 0 };
	const struct event events[] = { cash(EVENT_DEPOSIT, 0, 100),
		cash(EVENT_DIVIDEND, DAY_MS / 2, 1), cash(EVENT_DEPOSIT, DAY_MS, 101),
		cash(EVENT_DIVIDEND, DAY_MS + 1, 2), cash(EVENT_WITHDRAWAL, DAY_MS + 2, 102),
		cash(EVENT_DIVIDEND, DAY_MS + 3, 51) };
	struct reckoning *r;

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		CHECK_OK(journal_add(&j, &events[i]));
	CHECK_OK(journal_close(&j));
	CHECK_OK(reckoning_new(listed(), &j, MARKET_TRADES_MS + 3 * DAY_MS, &r));
	CHECK_INT(r->day_count, 3);
	CHECK(r->days[0].equity_e16 == E16(101) && r->days[0].flows_e16 == E16(100));
	CHECK(r->days[0].growth_e18 == 1010000000000000000);
	/* 101 + 101 = 202; 204 of it; out 102 leaves 102; and 153 of that. */
	CHECK(r->days[1].equity_e16 == E16(153) && r->days[1].flows_e16 == -E16(1));
	CHECK(r->days[1].growth_e18 > 1514851485148514849 &&
	    r->days[1].growth_e18 <= 1514851485148514851);
	CHECK(r->days[2].growth_e18 == 1000000000000000000);
	CHECK(r->growth_e18 > 1529999999999999990 && r->growth_e18 <= 1530000000000000000);
	CHECK(r->sums.deposits[0] == LIFE_UNITS(201, 0) && r->sums.income[0] == LIFE_UNITS(54, 0));
	CHECK(r->sums.withdrawals[0] == LIFE_UNITS(102, 0));
	free(r);
	/* Half a day later: in the sums already, in no day yet. */
	CHECK_OK(journal_add(&j,
	    &(struct event){ .kind = EVENT_DIVIDEND,
		.symbol = -1,
		.ts_ms = MARKET_TRADES_MS + 3 * DAY_MS,
		.amount_e8 = 5 }));
	CHECK_OK(reckoning_new(listed(), &j, MARKET_TRADES_MS + 3 * DAY_MS, &r));
	CHECK(r->day_count == 3 && r->sums.income[0] == LIFE_UNITS(54, 0) + 5);
	free(r);
	journal_free(&j);
}

TEST(reckoning_of_nothing_is_nothing)
{
	const struct journal none = { 0 };
	struct reckoning *r;

	CHECK_OK(reckoning_new(listed(), &none, MARKET_TO_MS, &r));
	CHECK_INT(r->day_count, 0);
	free(r);
}

TEST(reckoning_values_are_prices_of_the_last_hour)
{
	const struct catalog *c = listed();
	const int link = catalog_listing_by_name(c, PRODUCT_SPOT, "LINKUSDT");
	const int64_t hour_ms = 3600000, at_ms = MARKET_TRADES_MS + 77 * hour_ms;

	const int lira = catalog_listing_by_name(c, PRODUCT_SPOT, "USDTTRY");

	CHECK(reckoning_worth_e16(c, 0, 3, at_ms) == 300000000);
	CHECK(reckoning_worth_e16(c, c->listings[link].base, 2, at_ms + hour_ms - 1) ==
	    (__int128)catalog_price_e8(c, link, at_ms) * 2);
	/* The other way round: so many lira are a dollar. */
	CHECK(reckoning_worth_e16(c, c->listings[lira].quote, catalog_price_e8(c, lira, at_ms),
		  at_ms + 1) == E16(1));
	CHECK(reckoning_worth_e16(c, catalog_asset_by_name(c, "USDC"), 5, at_ms) == 500000000);
}

/* Of every life: equity is what is held at its prices, and sums explain each balance of USDT. */
TEST(reckoning_sums_and_equity_agree_with_the_balances_of_every_life)
{
	static struct holdings h;
	const struct world *w = ask_whole();
	const struct catalog *c = w->catalog;

	for (size_t a = WORLD_ACCOUNT_COUNT; a < w->account_count; a++) {
		const struct journal *j = w->accounts[a].journal;
		__int128 expected_e16 = 0;
		struct reckoning *r;
		int64_t end_ms;

		CHECK_OK(reckoning_new(c, j, MARKET_TO_MS, &r));
		CHECK(r->day_count > 250 && r->growth_e18 > 0);
		end_ms = r->days[r->day_count - 1].start_ms + DAY_MS;
		CHECK_INT(end_ms, MARKET_TO_MS);
		journal_fold(c, j, end_ms - 1, -1, &h);
		for (int i = 0; i < c->asset_count; i++) {
			__int128 held_e8 = 0;

			for (int k = 0; k < WALLET_COUNT; k++)
				held_e8 += h.all[k][i].held_e8 - h.all[k][i].debt_e8;
			expected_e16 += reckoning_worth_e16(c, i, held_e8, end_ms);
		}
		if (strcmp(w->accounts[a].name, "hedge") == 0 ||
		    strcmp(w->accounts[a].name, "oneway") == 0)
			CHECK(r->days[r->day_count - 1].equity_e16 != expected_e16);
		else
			CHECK(r->days[r->day_count - 1].equity_e16 == expected_e16);
		free(r);
	}
}

TEST(reckoning_lots_are_first_in_first_out_and_know_fees_in_the_base)
{
	struct journal j = { 0 };
	struct event e = { .kind = EVENT_FILL, .is_buyer = true, .other = 1, .ts_ms = 1 };
	struct reckoning_lots lots;

	e.quantity_e8 = LIFE_UNITS(2, 0);
	e.price_e8 = LIFE_UNITS(10, 0);
	e.fee_e8 = LIFE_UNITS(1, 0);
	CHECK_OK(journal_add(&j, &e)); /* one is left of it */
	e.price_e8 = LIFE_UNITS(20, 0);
	e.fee_e8 = 0;
	CHECK_OK(journal_add(&j, &e));
	e.is_buyer = false;
	e.price_e8 = LIFE_UNITS(30, 0);
	CHECK_OK(journal_add(&j, &e));
	CHECK_OK(reckoning_lots(&j, 1, WALLET_SPOT, 0, 1, &lots));
	CHECK(lots.gross_e16 == E16(30) && lots.matched_cost_e16 == E16(30));
	CHECK(lots.position_e8 == LIFE_UNITS(1, 0) && lots.open_cost_e16 == E16(20));
	CHECK_OK(journal_add(&j, &e));
	CHECK_ERR(reckoning_lots(&j, 1, WALLET_SPOT, 0, 1, &lots), ERR_BUG);
	CHECK_OK(reckoning_lots(&j, 1, WALLET_SPOT, 0, 0, &lots));
	CHECK(lots.position_e8 == 0);
	journal_free(&j);
}
