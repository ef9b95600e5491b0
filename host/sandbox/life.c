/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/life.h"

#include <assert.h>

#include "host/sandbox/amount.h"

enum err
life_begin(struct life *l, const struct catalog *c, const char *label, struct journal *j)
{
	*l = (struct life){ .catalog = c,
		.journal = j,
		.dice = dice_new(c->seed, label),
		.holdings = calloc(1, sizeof(struct holdings)),
		.last_order_id = 20000000000,
		.last_tran_id = 118000000000 };
	ENSURE(l->holdings != NULL, ERR_NOMEM);
	for (int i = 0; i < c->listing_count; i++)
		l->last_id[i] = c->listings[i].first_id;
	return OK;
}

enum err
life_end(struct life *l)
{
	life_drop(l);
	return journal_close(l->journal);
}

void
life_drop(struct life *l)
{
	free(l->holdings);
	l->holdings = NULL;
}

enum err
life_add(struct life *l, struct event e)
{
	if (e.id == 0)
		e.id = l->last_tran_id += 1 + (uint64_t)dice_below(&l->dice, 1000);
	journal_apply(l->catalog, &e, l->holdings);
	assert(l->holdings->all[e.wallet][e.asset].held_e8 >= 0);
	assert(l->holdings->all[e.wallet][e.other].held_e8 >= 0);
	return journal_add(l->journal, &e);
}

/* What one side of a transfer shows in its wallet's own list. */
static enum err
echo_add(struct life *l, struct event e, enum wallet wallet, bool is_in)
{
	const bool is_futures = wallet == WALLET_LINEAR || wallet == WALLET_INVERSE;

	if (!is_futures && wallet != WALLET_MARGIN && wallet != WALLET_ISOLATED)
		return OK;
	e.kind = is_futures ? EVENT_ECHO : EVENT_MARGIN_ECHO;
	e.wallet = e.to = wallet;
	e.what = "TRANSFER";
	if (!is_in)
		e.amount_e8 = -e.amount_e8;
	return life_add(l, e);
}

enum err
life_transfer(struct life *l, struct event e)
{
	e.id = 0;
	TRY(life_add(l, e));
	e.id = l->last_tran_id;
	TRY(echo_add(l, e, e.wallet, false));
	if (journal_is_across(&e))
		e.symbol = e.to_symbol;
	return echo_add(l, e, e.to, true);
}

int
life_asset(const struct life *l, const char *name)
{
	const int i = catalog_asset_by_name(l->catalog, name);

	assert(i >= 0);
	return i;
}

int64_t
life_price_e8(const struct life *l, int listing, int64_t ts_ms, int64_t slip)
{
	const struct market_candle k =
	    catalog_candle(l->catalog, listing, 1, (ts_ms - MARKET_FROM_MS) / MARKET_POINT_MS);
	const int64_t price_e8 = catalog_price_e8(l->catalog, listing, ts_ms) +
	    slip * l->catalog->listings[listing].tick_e8;

	if (price_e8 > k.high_e8)
		return k.high_e8;
	return price_e8 < k.low_e8 ? k.low_e8 : price_e8;
}

enum err
life_capital(struct life *l, const char *asset, int64_t units)
{
	return life_add(l,
	    (struct event){ .kind = EVENT_DEPOSIT,
		.ts_ms = MARKET_TRADES_MS - LIFE_HOUR_MS,
		.symbol = -1,
		.asset = life_asset(l, asset),
		.other = life_asset(l, asset),
		.amount_e8 = LIFE_UNITS(units, 0) });
}

enum err
life_stake(struct life *l, enum wallet wallet, int symbol, const char *asset, int64_t units)
{
	const int i = life_asset(l, asset);

	TRY(life_capital(l, asset, units));
	return life_transfer(l,
	    (struct event){ .kind = EVENT_TRANSFER,
		.ts_ms = MARKET_TRADES_MS - LIFE_HOUR_MS / 2,
		.to = wallet,
		.symbol = symbol,
		.asset = i,
		.other = i,
		.amount_e8 = LIFE_UNITS(units, 0) });
}
