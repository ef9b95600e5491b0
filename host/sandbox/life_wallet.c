/* SPDX-License-Identifier: Apache-2.0 */
/* A life full of what is no trade: one event of each kind every few days, in every state. */
#include "host/sandbox/amount.h"
#include "host/sandbox/life.h"

static struct event
event_of(struct life *l, enum event_kind kind, int64_t day, const char *asset)
{
	return (struct event){ .kind = kind,
		.ts_ms = MARKET_TRADES_MS + day * LIFE_DAY_MS +
		    1000 * dice_below(&l->dice, LIFE_DAY_MS / 1000),
		.symbol = -1,
		.asset = life_asset(l, asset),
		.other = life_asset(l, asset) };
}

/* A random amount of millionths between `least` and three times as much. */
static __int128
some(struct life *l, int64_t least_millionths)
{
	return LIFE_UNITS(0, least_millionths + dice_below(&l->dice, 2 * least_millionths));
}

static enum err
coins_add(struct life *l, int64_t day)
{
	static const char *const coins[] = { "USDT", "BTC", "ETH", "BUSD", "SOL" };
	static const int64_t least[] = { 2000000000, 50000, 800000, 300000000, 20000000 };
	const size_t i = (size_t)(day / 9 % 5);
	struct event in = event_of(l, EVENT_DEPOSIT, day, coins[i]);
	struct event out = event_of(l, EVENT_WITHDRAWAL, day + 3, coins[i]);

	in.amount_e8 = some(l, least[i]);
	out.amount_e8 = in.amount_e8 / 4;
	out.fee_e8 = out.amount_e8 / 500;
	TRY(life_add(l, in));
	TRY(life_add(l, out));
	/* One of each that never came about, and one that waits. */
	in.ts_ms += LIFE_HOUR_MS;
	out.ts_ms += LIFE_HOUR_MS;
	in.state = out.state = day % 2 == 0 ? EVENT_FAILED : EVENT_PENDING;
	TRY(life_add(l, in));
	return life_add(l, out);
}

static enum err
fiat_add(struct life *l, int64_t day)
{
	struct event in = event_of(l, EVENT_FIAT, day, "EUR");
	struct event out = event_of(l, EVENT_FIAT, day + 2, "EUR");
	struct event card = event_of(l, EVENT_PAYMENT, day + 4, "EUR");
	const int btc = life_asset(l, "BTC");

	in.is_buyer = true;
	in.amount_e8 = some(l, 500000000);
	in.fee_e8 = LIFE_UNITS(1, 500000);
	out.amount_e8 = in.amount_e8 / 3;
	out.fee_e8 = LIFE_UNITS(0, 800000);
	card.is_buyer = true;
	card.other = btc;
	card.quote_e8 = some(l, 100000000);
	card.fee_e8 = card.quote_e8 / 50;
	card.quantity_e8 = (card.quote_e8 - card.fee_e8) *
	    catalog_usd_e8(l->catalog, card.asset, card.ts_ms) /
	    catalog_usd_e8(l->catalog, btc, card.ts_ms);
	TRY(life_add(l, in));
	TRY(life_add(l, out));
	TRY(life_add(l, card));
	card.is_buyer = false;
	card.ts_ms += LIFE_HOUR_MS;
	card.quantity_e8 /= 2;
	card.quote_e8 /= 2;
	card.fee_e8 = 0;
	return life_add(l, card);
}

/* A little of `asset` for what it is worth of `other`. */
static enum err
conversion_add(
    struct life *l, enum event_kind kind, int64_t day, const char *asset, const char *other)
{
	struct event e = event_of(l, kind, day, asset);

	e.other = life_asset(l, other);
	e.quantity_e8 = l->holdings->all[WALLET_SPOT][e.asset].held_e8 / 50;
	e.quote_e8 = e.quantity_e8 * catalog_usd_e8(l->catalog, e.asset, e.ts_ms) /
	    catalog_usd_e8(l->catalog, e.other, e.ts_ms);
	e.fee_e8 = kind == EVENT_DUST ? e.quote_e8 / 50 : 0;
	if (kind == EVENT_DUST)
		e.what = "BNB";
	return e.quote_e8 > 0 ? life_add(l, e) : OK;
}

static enum err
transfers_add(struct life *l, int64_t day)
{
	static const enum wallet targets[] = { WALLET_FUNDING, WALLET_MARGIN, WALLET_LINEAR };
	struct event there = event_of(l, EVENT_TRANSFER, day, "USDT"), back;

	there.to = targets[day / 6 % 3];
	there.amount_e8 = some(l, 10000000);
	back = there;
	back.wallet = there.to;
	back.to = WALLET_SPOT;
	back.ts_ms += LIFE_DAY_MS;
	back.amount_e8 /= 2;
	TRY(life_transfer(l, there));
	return life_transfer(l, back);
}

static enum err
dividend_add(struct life *l, int64_t day)
{
	static const char *const words[] = { "Flexible", "BNB Vault", "Launchpool", "ETH Staking" };
	struct event e = event_of(l, EVENT_DIVIDEND, day, day % 2 == 0 ? "BNB" : "ETH");

	e.what = words[day % 4];
	e.amount_e8 = 1 + some(l, 1000); /* ends in one hundred-millionth */
	return life_add(l, e);
}

enum err
life_wallet(struct life *l)
{
	static const int listings[] = { 0, 1, 3 };
	const struct life_spot_plan trades = { WALLET_SPOT, listings, 3, 600,
		MARKET_TRADES_MS + 20 * LIFE_DAY_MS, MARKET_TO_MS - 20 * LIFE_DAY_MS, false };

	TRY(life_capital(l, "USDT", 100000));
	TRY(life_capital(l, "BNB", 10));
	TRY(life_capital(l, "ETH", 3));
	for (int64_t day = 1; day < 290; day += 9)
		TRY(coins_add(l, day));
	for (int64_t day = 5; day < 280; day += 30)
		TRY(fiat_add(l, day));
	for (int64_t day = 50; day < 280; day += 12) {
		TRY(conversion_add(l, EVENT_DUST, day, "SOL", "BNB"));
		TRY(conversion_add(l, EVENT_CONVERT, day + 1, "ETH", "USDT"));
	}
	TRY(conversion_add(l, EVENT_BUSD, 60, "BUSD", "FDUSD"));
	for (int64_t day = 12; day < 290; day += 6)
		TRY(transfers_add(l, day));
	for (int64_t day = 2; day < 295; day++)
		TRY(dividend_add(l, day));
	return life_trade(l, &trades);
}
