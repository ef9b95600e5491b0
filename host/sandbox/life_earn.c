/* SPDX-License-Identifier: Apache-2.0 */
/* A life that lends what it holds: subscriptions, redemptions, and rewards for them. */
#include "host/sandbox/life.h"

static enum err
earn_add(struct life *l, enum wallet product, int64_t day, const char *asset, int64_t units)
{
	const int i = life_asset(l, asset);
	const bool is_in = units > 0;

	return life_add(l,
	    (struct event){ .kind = EVENT_EARN,
		.ts_ms = MARKET_TRADES_MS + day * LIFE_DAY_MS + 7 * LIFE_HOUR_MS,
		.wallet = is_in ? WALLET_SPOT : product,
		.to = is_in ? product : WALLET_SPOT,
		.symbol = -1,
		.asset = i,
		.other = i,
		.amount_e8 = LIFE_UNITS(is_in ? units : -units, 0) });
}

/* What was earned is paid into the spot wallet, and told of among dividends. */
static enum err
reward_add(struct life *l, int64_t day, const char *asset)
{
	const int i = life_asset(l, asset);

	return life_add(l,
	    (struct event){ .kind = EVENT_DIVIDEND,
		.ts_ms = MARKET_TRADES_MS + day * LIFE_DAY_MS + LIFE_HOUR_MS,
		.symbol = -1,
		.asset = i,
		.other = i,
		.what = "Flexible",
		.amount_e8 = 1 + dice_below(&l->dice, 1000000) });
}

enum err
life_earn(struct life *l)
{
	const int btc = catalog_listing_by_name(l->catalog, PRODUCT_SPOT, "BTCUSDT");
	const struct life_spot_plan trades = { WALLET_SPOT, &btc, 1, 200, MARKET_TRADES_MS,
		MARKET_TO_MS, false };

	TRY(life_capital(l, "USDT", 90000));
	TRY(life_capital(l, "BNB", 40));
	for (int64_t day = 5; day < 285; day += 20) {
		TRY(earn_add(l, WALLET_FLEXIBLE, day, "USDT", 500));
		TRY(reward_add(l, day + 5, "USDT"));
		TRY(earn_add(l, WALLET_FLEXIBLE, day + 10, "USDT", -300));
	}
	TRY(earn_add(l, WALLET_LOCKED, 60, "BNB", 12));
	TRY(earn_add(l, WALLET_LOCKED, 120, "BNB", -12));
	TRY(earn_add(l, WALLET_LOCKED, 200, "BNB", 7));
	return life_trade(l, &trades);
}
