/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/life.h"

#include "test/check.h"
#include "test/host/sandbox/ask.h"

TEST(life_events_are_numbered_and_happen_at_once)
{
	struct journal j = { 0 };
	struct event e = { .kind = EVENT_DEPOSIT, .symbol = -1, .amount_e8 = 5 };
	struct life l;

	CHECK_OK(life_begin(&l, ask_whole()->catalog, "test", &j));
	CHECK_OK(life_add(&l, e));
	CHECK_OK(life_add(&l, e));
	CHECK(l.holdings->all[WALLET_SPOT][0].held_e8 == 10);
	e.kind = EVENT_TRANSFER;
	e.to = WALLET_MARGIN;
	CHECK_OK(life_transfer(&l, e));
	CHECK_OK(life_end(&l));
	CHECK_INT(j.count, 4); /* a margin wallet's own list has the transfer too */
	for (size_t i = 1; i < 3; i++)
		CHECK(j.events[i].id > j.events[i - 1].id);
	CHECK_INT(j.events[3].kind, EVENT_MARGIN_ECHO);
	CHECK(j.events[3].id == j.events[2].id);
	journal_free(&j);
}

TEST(life_amounts_are_units_and_millionths)
{
	CHECK(LIFE_UNITS(2, 500000) == 250000000);
	CHECK(LIFE_UNITS(0, 1) == 100);
}

TEST(life_prices_stay_within_their_five_minutes)
{
	struct journal j = { 0 };
	struct life l;
	int listing;

	CHECK_OK(life_begin(&l, ask_whole()->catalog, "test", &j));
	listing = catalog_listing_by_name(l.catalog, PRODUCT_SPOT, "DOTUSDT");
	for (int64_t t = MARKET_FROM_MS; t < MARKET_FROM_MS + 86400000; t += 1234567) {
		const struct market_candle k =
		    catalog_candle(l.catalog, listing, 1, (t - MARKET_FROM_MS) / MARKET_POINT_MS);

		CHECK_INT(life_price_e8(&l, listing, t, 1000000), k.high_e8);
		CHECK_INT(life_price_e8(&l, listing, t, -1000000), k.low_e8);
		CHECK_INT(
		    life_price_e8(&l, listing, t, 0), catalog_price_e8(l.catalog, listing, t));
	}
	CHECK_OK(life_end(&l));
}

/* In the order of time, in every account of the whole world. */
TEST(lives_never_spend_what_is_not_there)
{
	struct holdings *h = malloc(sizeof(*h));
	const struct world *w;

	assert_non_null(h);
	w = ask_whole();
	for (size_t a = WORLD_ACCOUNT_COUNT; a < w->account_count; a++) {
		const struct journal *j = w->accounts[a].journal;

		memset(h, 0, sizeof(*h));
		for (size_t i = 0; i < j->count; i++) {
			const struct event *e = &j->events[i];

			CHECK(i == 0 || j->events[i - 1].ts_ms <= e->ts_ms);
			journal_apply(w->catalog, e, h);
			CHECK(h->all[e->wallet][e->asset].held_e8 >= 0);
			CHECK(h->all[e->wallet][e->other].held_e8 >= 0);
			CHECK(h->all[e->wallet][e->asset].debt_e8 >= 0);
			CHECK(h->all[WALLET_SPOT][0].held_e8 >= 0);
		}
	}
	free(h);
}

TEST(lives_are_the_same_for_the_same_seed)
{
	struct journal j[2] = { { 0 }, { 0 } };
	struct life l;

	for (int i = 0; i < 2; i++) {
		CHECK_OK(life_begin(&l, ask_whole()->catalog, "same", &j[i]));
		CHECK_OK(life_wallet(&l));
		CHECK_OK(life_end(&l));
	}
	CHECK_INT(j[0].count, j[1].count);
	for (size_t i = 0; i < j[0].count; i++)
		CHECK(j[0].events[i].id == j[1].events[i].id &&
		    j[0].events[i].amount_e8 == j[1].events[i].amount_e8);
	journal_free(&j[0]);
	journal_free(&j[1]);
}
