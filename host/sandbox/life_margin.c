/* SPDX-License-Identifier: Apache-2.0 */
/* A life on margin: cross and one isolated pair, loans, interest each hour, a liquidation. */
#include "host/sandbox/amount.h"
#include "host/sandbox/life.h"

/* The last fill of cross margin. */
static struct event
last_cross_fill(const struct life *l)
{
	size_t i = l->journal->count - 1;

	while (l->journal->events[i].kind != EVENT_FILL ||
	    l->journal->events[i].wallet != WALLET_MARGIN)
		i--;
	return l->journal->events[i];
}

/* Margin's capital flow says everything again. */
static enum err
echo_add(struct life *l, struct event e, const char *what, int asset, __int128 amount_e8)
{
	e.kind = EVENT_MARGIN_ECHO;
	e.what = what;
	e.asset = e.other = asset;
	e.amount_e8 = amount_e8;
	return life_add(l, e);
}

static enum err
loan_add(struct life *l, enum event_kind kind, struct event e, __int128 amount_e8)
{
	e.kind = kind;
	e.id = 0;
	e.amount_e8 = amount_e8;
	TRY(life_add(l, e));
	e.id = l->last_tran_id;
	return echo_add(l, e, kind == EVENT_BORROW ? "BORROW" : "REPAY", e.asset,
	    kind == EVENT_BORROW ? amount_e8 : -amount_e8);
}

/* Owed for `days`, repaid with what has come upon it. */
static enum err
loan_live(struct life *l, enum wallet wallet, int symbol, const char *asset, int64_t day)
{
	const int i = life_asset(l, asset);
	struct event e = { .wallet = wallet,
		.to = wallet,
		.symbol = symbol,
		.asset = i,
		.other = i,
		.ts_ms = MARKET_TRADES_MS + day * LIFE_DAY_MS + 600000 };
	const __int128 amount_e8 = LIFE_UNITS(500 + dice_below(&l->dice, 500), 0);

	TRY(loan_add(l, EVENT_BORROW, e, amount_e8));
	for (int64_t hour = 0; hour < 24; hour++) {
		e.kind = EVENT_INTEREST;
		e.id = 0;
		e.ts_ms += LIFE_HOUR_MS;
		e.what = hour == 0 ? "ON_BORROW" : "PERIODIC";
		e.amount_e8 = amount_e8 / 240000 + dice_below(&l->dice, 100);
		TRY(life_add(l, e));
	}
	e.ts_ms += LIFE_HOUR_MS / 2;
	e.what = NULL;
	/* Every other one is left owed until the next is repaid. */
	return day % 20 < 10 ? OK
			     : loan_add(l, EVENT_REPAY, e, l->holdings->all[wallet][i].debt_e8);
}

/* Some USDT that is never traded with, through every way in and out of isolated wallets. */
static enum err
wander(struct life *l, int eth, int bnb)
{
	const struct {
		enum wallet from, to;
		int symbol, to_symbol;
		int64_t day, units;
	} steps[] = {
		{ WALLET_SPOT, WALLET_ISOLATED, eth, -1, 200, 1000 },
		{ WALLET_ISOLATED, WALLET_MARGIN, eth, -1, 210, 600 },
		{ WALLET_MARGIN, WALLET_ISOLATED, eth, -1, 215, 300 },
		{ WALLET_ISOLATED, WALLET_ISOLATED, eth, bnb, 220, 200 },
		{ WALLET_ISOLATED, WALLET_ISOLATED, bnb, eth, 225, 50 },
		{ WALLET_ISOLATED, WALLET_SPOT, eth, -1, 230, 100 },
	};
	const int usdt = life_asset(l, "USDT");

	TRY(life_capital(l, "USDT", 2000));
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		TRY(life_transfer(l,
		    (struct event){ .kind = EVENT_TRANSFER,
			.ts_ms = MARKET_TRADES_MS + steps[i].day * LIFE_DAY_MS,
			.wallet = steps[i].from,
			.to = steps[i].to,
			.symbol = steps[i].symbol,
			.to_symbol = steps[i].to_symbol,
			.asset = usdt,
			.other = usdt,
			.amount_e8 = LIFE_UNITS(steps[i].units, 0) }));
	return OK;
}

enum err
life_margin(struct life *l)
{
	const int link = catalog_listing_by_name(l->catalog, PRODUCT_SPOT, "LINKUSDT");
	const int eth = catalog_listing_by_name(l->catalog, PRODUCT_SPOT, "ETHUSDT");
	const int bnb = catalog_listing_by_name(l->catalog, PRODUCT_SPOT, "BNBUSDT");
	const struct life_spot_plan cross = { WALLET_MARGIN, &link, 1, 1500, MARKET_TRADES_MS,
		MARKET_TO_MS, false };
	const struct life_spot_plan isolated = { WALLET_ISOLATED, &eth, 1, 800, MARKET_TRADES_MS,
		MARKET_TO_MS, false };
	struct event forced;

	TRY(life_stake(l, WALLET_MARGIN, -1, "USDT", 60000));
	TRY(life_stake(l, WALLET_MARGIN, -1, "BNB", 3));
	TRY(life_stake(l, WALLET_ISOLATED, eth, "USDT", 60000));
	TRY(life_trade(l, &cross));
	TRY(life_trade(l, &isolated));
	for (int64_t day = 10; day < 290; day += 10) {
		TRY(loan_live(l, WALLET_MARGIN, -1, "USDT", day));
		TRY(loan_live(l, WALLET_ISOLATED, eth, "USDT", day + 4));
	}
	TRY(wander(l, eth, bnb));
	forced = last_cross_fill(l); /* the exchange's doing */
	forced.kind = EVENT_FORCED;
	forced.id = forced.order_id;
	forced.ts_ms += 1000;
	forced.what = "LIQUIDATION";
	return life_add(l, forced);
}
