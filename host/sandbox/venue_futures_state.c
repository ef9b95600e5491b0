/* SPDX-License-Identifier: Apache-2.0 */
/* /fapi and /dapi: what is listed, what is held, which positions are open. */
#include "host/sandbox/amount.h"
#include "host/sandbox/position.h"
#include "host/sandbox/venue.h"

static const char *const sides[] = { "BOTH", "LONG", "SHORT" };

static enum wallet
wallet_of(const struct venue_call *c)
{
	return c->route->product == PRODUCT_INVERSE ? WALLET_INVERSE : WALLET_LINEAR;
}

/* ---- exchangeInfo ---- */

static void
filters_write(struct venue_call *c, const struct listing *l)
{
	static const char *const lots[] = { "LOT_SIZE", "MARKET_LOT_SIZE" };
	struct json_writer *w = &c->json;

	json_write_array(w, "filters");
	json_write_object(w, NULL);
	json_write_text(w, "filterType", "PRICE_FILTER");
	venue_amount(c, "minPrice", l->tick_e8);
	venue_amount(c, "maxPrice", 1000000LL * AMOUNT_ONE);
	venue_amount(c, "tickSize", l->tick_e8);
	json_write_close_object(w);
	for (size_t i = 0; i < 2; i++) {
		json_write_object(w, NULL);
		json_write_text(w, "filterType", lots[i]);
		venue_amount(c, "minQty", l->step_e8);
		venue_amount(c, "maxQty", 1000000LL * l->step_e8);
		venue_amount(c, "stepSize", l->step_e8);
		json_write_close_object(w);
	}
	json_write_object(w, NULL);
	json_write_text(w, "filterType", "MIN_NOTIONAL");
	json_write_text(w, "notional", "5");
	json_write_close_object(w);
	json_write_close_array(w);
}

static void
symbol_write(struct venue_call *c, const struct listing *l)
{
	static const char *const precisions[] = { "pricePrecision", "quantityPrecision",
		"baseAssetPrecision", "quotePrecision" };
	const bool is_inverse = l->product == PRODUCT_INVERSE;
	struct json_writer *w = &c->json;

	json_write_object(w, NULL);
	json_write_text(w, "symbol", l->symbol);
	venue_pair(c, "pair", l);
	json_write_text(w, "contractType", "PERPETUAL");
	json_write_i64(w, "deliveryDate", 4133404800000);
	json_write_i64(w, "onboardDate", MARKET_FROM_MS);
	json_write_text(w, is_inverse ? "contractStatus" : "status", l->status);
	if (is_inverse) {
		json_write_i64(w, "contractSize", l->contract_usd);
		json_write_i64(w, "equalQtyPrecision", 4);
	}
	venue_asset(c, "baseAsset", l->base);
	venue_asset(c, "quoteAsset", l->quote);
	venue_asset(c, "marginAsset", l->settle);
	for (size_t i = 0; i < sizeof(precisions) / sizeof(precisions[0]); i++)
		json_write_i64(w, precisions[i], is_inverse && i == 1 ? 0 : 8);
	json_write_text(w, "underlyingType", "COIN");
	json_write_array(w, "underlyingSubType");
	json_write_close_array(w);
	json_write_text(w, "triggerProtect", "0.0500");
	json_write_text(w, "liquidationFee", "0.012500");
	json_write_text(w, "marketTakeBound", "0.05");
	filters_write(c, l);
	json_write_array(w, "orderTypes");
	json_write_text(w, NULL, "LIMIT");
	json_write_text(w, NULL, "MARKET");
	json_write_close_array(w);
	json_write_array(w, "timeInForce");
	json_write_text(w, NULL, "GTC");
	json_write_close_array(w);
	json_write_close_object(w);
}

enum err
venue_futures_info(struct venue_call *c)
{
	static const char *const empty[] = { "exchangeFilters", "assets" };
	const struct catalog *k = c->world->catalog;

	json_write_object(&c->json, NULL);
	json_write_text(&c->json, "timezone", "UTC");
	json_write_i64(&c->json, "serverTime", c->now_ms);
	json_write_array(&c->json, "rateLimits");
	venue_rate_limit(c, "REQUEST_WEIGHT", 1, WEIGHT_FUTURES_MAX);
	json_write_close_array(&c->json);
	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
		json_write_array(&c->json, empty[i]);
		json_write_close_array(&c->json);
	}
	json_write_array(&c->json, "symbols");
	for (int i = 0; i < k->listing_count; i++)
		if (k->listings[i].product == c->route->product &&
		    !venue_is_unlisted(c, &k->listings[i]))
			symbol_write(c, &k->listings[i]);
	json_write_close_array(&c->json);
	json_write_close_object(&c->json);
	return OK;
}

/* ---- positions ---- */

/* Each symbol and side the account ever traded goes through `each`; what it adds up to. */
static __int128
positions_each(struct venue_call *c, int settle,
    void (*each)(struct venue_call *c, int symbol, enum event_side side, const struct position *p))
{
	const struct catalog *k = c->world->catalog;
	__int128 unrealized_e8 = 0;

	for (int i = 0; i < k->listing_count; i++) {
		const struct listing *l = &k->listings[i];

		if (l->product != c->route->product || (settle >= 0 && l->settle != settle))
			continue;
		for (int side = SIDE_BOTH; side <= SIDE_SHORT; side++) {
			const struct position p = position_fold(
			    k, c->account->journal, i, (enum event_side)side, c->now_ms);

			if (p.quantity_e8 == 0)
				continue;
			unrealized_e8 +=
			    position_unrealized_e8(l, &p, catalog_price_e8(k, i, c->now_ms));
			if (each != NULL)
				each(c, i, (enum event_side)side, &p);
		}
	}
	return unrealized_e8;
}

/* COIN-M counts whole contracts. */
static void
position_members(struct venue_call *c, int symbol, enum event_side side, const struct position *p)
{
	const struct listing *l = &c->world->catalog->listings[symbol];
	char text[24];

	json_write_text(&c->json, "symbol", l->symbol);
	json_write_text(&c->json, "positionSide", sides[side]);
	(void)snprintf(text, sizeof(text), "%lld", (long long)(p->quantity_e8 / AMOUNT_ONE));
	if (l->product == PRODUCT_INVERSE)
		json_write_text(&c->json, "positionAmt", text);
	else
		venue_amount(c, "positionAmt", p->quantity_e8);
	venue_amount(c, "entryPrice", position_entry_e8(l, p));
}

static void
risk_row(struct venue_call *c, int symbol, enum event_side side, const struct position *p)
{
	const struct catalog *k = c->world->catalog;
	const struct listing *l = &k->listings[symbol];
	const int64_t mark_e8 = catalog_price_e8(k, symbol, c->now_ms);

	json_write_object(&c->json, NULL);
	position_members(c, symbol, side, p);
	venue_amount(c, "breakEvenPrice", position_entry_e8(l, p));
	venue_amount(c, "markPrice", mark_e8);
	venue_amount(c, "unRealizedProfit", position_unrealized_e8(l, p, mark_e8));
	venue_amount(c, l->product == PRODUCT_INVERSE ? "notionalValue" : "notional",
	    position_worth_e8(l, p, mark_e8));
	json_write_text(&c->json, "liquidationPrice", "0");
	json_write_text(&c->json, "leverage", "10");
	json_write_text(&c->json, "marginType", "cross");
	venue_asset(c, "marginAsset", l->settle);
	json_write_text(&c->json, "isolatedMargin", "0.00000000");
	json_write_text(&c->json, "isAutoAddMargin", "false");
	json_write_i64(&c->json, "updateTime", c->now_ms);
	json_write_close_object(&c->json);
}

enum err
venue_position_risk(struct venue_call *c)
{
	json_write_array(&c->json, NULL);
	(void)positions_each(c, -1, risk_row);
	json_write_close_array(&c->json);
	return OK;
}

/* ---- the account ---- */

static void
account_position_row(
    struct venue_call *c, int symbol, enum event_side side, const struct position *p)
{
	const struct catalog *k = c->world->catalog;

	json_write_object(&c->json, NULL);
	position_members(c, symbol, side, p);
	venue_amount(c, "unrealizedProfit",
	    position_unrealized_e8(
		&k->listings[symbol], p, catalog_price_e8(k, symbol, c->now_ms)));
	json_write_text(&c->json, "isolatedMargin", "0");
	json_write_text(&c->json, "initialMargin", "0");
	json_write_text(&c->json, "maintMargin", "0");
	json_write_i64(&c->json, "updateTime", c->now_ms);
	json_write_close_object(&c->json);
}

static void
asset_members(struct venue_call *c, int asset, __int128 held_e8)
{
	const __int128 unrealized_e8 = positions_each(c, asset, NULL);

	venue_asset(c, "asset", asset);
	venue_amount(c, "walletBalance", held_e8);
	venue_amount(c, "unrealizedProfit", unrealized_e8);
	venue_amount(c, "marginBalance", held_e8 + unrealized_e8);
	json_write_text(&c->json, "maintMargin", "0.00000000");
	json_write_text(&c->json, "initialMargin", "0.00000000");
	venue_amount(c, "crossWalletBalance", held_e8);
	venue_amount(c, "availableBalance", held_e8);
	venue_amount(c, "maxWithdrawAmount", held_e8);
	json_write_i64(&c->json, "updateTime", c->now_ms);
}

/* Each asset that is, or ever was, in the wallet: BNFCR too. */
static enum err
assets_each(struct venue_call *c, const char *name,
    void (*each)(struct venue_call *c, int asset, __int128 held_e8))
{
	struct holdings *h;

	TRY(venue_holdings(c, -1, &h));
	json_write_array(&c->json, name);
	for (int i = 0; i < c->world->catalog->asset_count; i++) {
		const __int128 held_e8 = h->all[wallet_of(c)][i].held_e8;

		if (held_e8 == 0)
			continue;
		json_write_object(&c->json, NULL);
		each(c, i, held_e8);
		json_write_close_object(&c->json);
	}
	json_write_close_array(&c->json);
	free(h);
	return OK;
}

enum err
venue_futures_account(struct venue_call *c)
{
	json_write_object(&c->json, NULL);
	json_write_i64(&c->json, "feeTier", 0);
	json_write_bool(&c->json, "canTrade", true);
	json_write_bool(&c->json, "canDeposit", true);
	json_write_bool(&c->json, "canWithdraw", true);
	json_write_i64(&c->json, "updateTime", 0);
	json_write_bool(&c->json, "multiAssetsMargin", false);
	TRY(assets_each(c, "assets", asset_members));
	json_write_array(&c->json, "positions");
	(void)positions_each(c, -1, account_position_row);
	json_write_close_array(&c->json);
	json_write_close_object(&c->json);
	return OK;
}

static void
balance_members(struct venue_call *c, int asset, __int128 held_e8)
{
	json_write_text(&c->json, "accountAlias", "SgsR");
	venue_asset(c, "asset", asset);
	venue_amount(c, "balance", held_e8);
	venue_amount(c, "crossWalletBalance", held_e8);
	venue_amount(c, "crossUnPnl", positions_each(c, asset, NULL));
	venue_amount(c, "availableBalance", held_e8);
	venue_amount(c, "maxWithdrawAmount", held_e8);
	json_write_bool(&c->json, "marginAvailable", true);
	json_write_i64(&c->json, "updateTime", c->now_ms);
}

enum err
venue_futures_balance(struct venue_call *c)
{
	return assets_each(c, NULL, balance_members);
}

enum err
venue_commission_rate(struct venue_call *c)
{
	int symbol;

	TRY(venue_symbol(c, c->route->product, &symbol));
	json_write_object(&c->json, NULL);
	json_write_text(&c->json, "symbol", c->world->catalog->listings[symbol].symbol);
	json_write_text(&c->json, "makerCommissionRate", "0.000200");
	json_write_text(&c->json, "takerCommissionRate", "0.000500");
	json_write_close_object(&c->json);
	return OK;
}

/* Hedge mode is what an account with positions of two sides is in. */
enum err
venue_position_mode(struct venue_call *c)
{
	const struct journal *j = c->account->journal;
	bool is_dual = false;

	for (size_t i = 0; i < j->count; i++)
		is_dual = is_dual ||
		    (j->events[i].wallet == wallet_of(c) && j->events[i].side != SIDE_BOTH);
	json_write_object(&c->json, NULL);
	json_write_bool(&c->json, "dualSidePosition", is_dual);
	json_write_close_object(&c->json);
	return OK;
}

/* One bracket for each symbol; ccxt wants them before it reads positions. */
enum err
venue_leverage_brackets(struct venue_call *c)
{
	const struct catalog *k = c->world->catalog;
	struct json_writer *w = &c->json;

	json_write_array(w, NULL);
	for (int i = 0; i < k->listing_count; i++) {
		if (k->listings[i].product != c->route->product)
			continue;
		json_write_object(w, NULL);
		json_write_text(w, "symbol", k->listings[i].symbol);
		json_write_array(w, "brackets");
		json_write_object(w, NULL);
		json_write_i64(w, "bracket", 1);
		json_write_i64(w, "initialLeverage", 50);
		json_write_i64(w, "notionalCap", 100000000);
		json_write_i64(w, "notionalFloor", 0);
		json_write_i64(w, "qtyCap", 100000000);
		json_write_i64(w, "qtyFloor", 0);
		json_write_raw(w, "maintMarginRatio", S("0.004"));
		json_write_i64(w, "cum", 0);
		json_write_close_object(w);
		json_write_close_array(w);
		json_write_close_object(w);
	}
	json_write_close_array(w);
	return OK;
}
