/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/life.h"
#include "test/check.h"
#include "test/host/sandbox/ask.h"

static __int128
held(const struct holdings *h, enum wallet wallet, const char *asset)
{
	return h->all[wallet][catalog_asset_by_name(ask_whole()->catalog, asset)].held_e8;
}

TEST(earn_lends_what_can_be_had_at_any_time_and_what_cannot)
{
	struct holdings *h = malloc(sizeof(*h));
	const struct journal *j = ask_account("earn")->journal;
	size_t subscribed = 0, redeemed = 0, rewards = 0;

	assert_non_null(h);
	for (size_t i = 0; i < j->count; i++) {
		const struct event *e = &j->events[i];

		subscribed += e->kind == EVENT_EARN && e->wallet == WALLET_SPOT;
		redeemed += e->kind == EVENT_EARN && e->to == WALLET_SPOT;
		rewards += e->kind == EVENT_DIVIDEND;
		CHECK(e->kind != EVENT_TRANSFER);
	}
	CHECK_INT(subscribed, 16);
	CHECK_INT(redeemed, 15);
	CHECK_INT(rewards, 14);
	journal_fold(ask_whole()->catalog, j, MARKET_TRADES_MS + 100 * LIFE_DAY_MS, -1, h);
	CHECK(held(h, WALLET_FLEXIBLE, "USDT") == LIFE_UNITS(1000, 0));
	CHECK(held(h, WALLET_LOCKED, "BNB") == LIFE_UNITS(12, 0));
	journal_fold(ask_whole()->catalog, j, MARKET_TO_MS, -1, h);
	CHECK(held(h, WALLET_FLEXIBLE, "USDT") == LIFE_UNITS(2800, 0));
	CHECK(held(h, WALLET_LOCKED, "BNB") == LIFE_UNITS(7, 0));
	free(h);
}
