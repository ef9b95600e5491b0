/* SPDX-License-Identifier: Apache-2.0 */
/* /fapi and /dapi: fills, income, forced orders.  Source: "USD-M", "COIN-M" pages, "Trade". */
#include "host/sandbox/venue_fills.h"
#include "host/sandbox/venue_list.h"

#define KIND(kind) (1U << (kind))

static const char *const sides[] = { "BOTH", "LONG", "SHORT" };

static const struct listing *
listing_of(const struct venue_call *c, const struct event *e)
{
	return &c->world->catalog->listings[e->symbol];
}

/* COIN-M counts whole contracts: "12". */
static void
quantity_member(struct venue_call *c, const char *name, const struct event *e)
{
	char text[24];

	if (listing_of(c, e)->product != PRODUCT_INVERSE) {
		venue_amount(c, name, e->quantity_e8);
		return;
	}
	(void)snprintf(text, sizeof(text), "%lld", (long long)(e->quantity_e8 / 100000000));
	json_write_text(&c->json, name, text);
}

/* ---- fills ---- */

static void
fill_row(struct venue_call *c, const struct event *e)
{
	const struct listing *l = listing_of(c, e);
	const bool is_inverse = l->product == PRODUCT_INVERSE;
	struct json_writer *w = &c->json;

	json_write_object(w, NULL);
	json_write_text(w, "symbol", l->symbol);
	json_write_i64(w, "id", (int64_t)e->id);
	json_write_i64(w, "orderId", (int64_t)e->order_id);
	if (is_inverse)
		venue_pair(c, "pair", l);
	json_write_text(w, "side", e->is_buyer ? "BUY" : "SELL");
	venue_amount(c, "price", e->price_e8);
	quantity_member(c, "qty", e);
	venue_amount(c, "realizedPnl", e->amount_e8);
	if (is_inverse)
		venue_asset(c, "marginAsset", l->settle);
	venue_amount(c, is_inverse ? "baseQty" : "quoteQty", e->quote_e8);
	venue_amount(c, "commission", e->fee_e8);
	venue_asset(c, "commissionAsset", e->other);
	json_write_i64(w, "time", e->ts_ms);
	json_write_text(w, "positionSide", sides[e->side]);
	json_write_bool(w, "buyer", e->is_buyer);
	json_write_bool(w, "maker", e->is_maker);
	json_write_close_object(w);
}

#define SEVEN_DAYS .window_ms = 7LL * 86400000, .is_windowed = true

const struct fills_rule venue_linear_fills = { .product = PRODUCT_LINEAR,
	.wallet = WALLET_LINEAR,
	SEVEN_DAYS,
	.days_kept = 183,
	.row = fill_row };
const struct fills_rule venue_inverse_fills = { .product = PRODUCT_INVERSE,
	.wallet = WALLET_INVERSE,
	SEVEN_DAYS,
	.days_kept = 183,
	.row = fill_row };

/* ---- income ---- */

/* symbol=BTCUSDT, incomeType=FUNDING_FEE */
static bool
is_income(const struct venue_call *c, const struct event *e)
{
	char text[48];

	if (query_text(&c->query, "incomeType", text, sizeof(text)) == OK &&
	    strcmp(text, e->what) != 0)
		return false;
	return query_text(&c->query, "symbol", text, sizeof(text)) != OK ||
	    (e->symbol >= 0 && strcmp(text, listing_of(c, e)->symbol) == 0);
}

static void
income_row(struct venue_call *c, const struct event *e)
{
	struct json_writer *w = &c->json;
	const bool is_trade = e->order_id > 0 && e->kind == EVENT_ECHO;
	char trade[24] = "";

	if (is_trade)
		(void)snprintf(trade, sizeof(trade), "%llu", (unsigned long long)e->id);
	json_write_object(w, NULL);
	json_write_text(w, "symbol", e->symbol < 0 ? "" : listing_of(c, e)->symbol);
	json_write_text(w, "incomeType", e->what);
	venue_amount(c, "income", e->amount_e8);
	venue_asset(c, "asset", e->asset);
	json_write_i64(w, "time", e->ts_ms);
	json_write_text(w, "info", is_trade ? trade : e->what);
	json_write_i64(w, "tranId", (int64_t)e->id);
	json_write_text(w, "tradeId", trade);
	json_write_close_object(w);
}

#define INCOME(wallet_)                                                                          \
	.kinds = KIND(EVENT_INCOME) | KIND(EVENT_ECHO), .wallets = 1U << (wallet_),              \
	.days_default = 7, .is_oldest_first = true, .page = LIST_BY_NUMBER, .page_name = "page", \
	.size_name = "limit", .size_default = 100, .size_max = 1000, .fits = is_income,          \
	.row = income_row

const struct list_rule venue_linear_income = { INCOME(WALLET_LINEAR), .days_kept = 90 };
const struct list_rule venue_inverse_income = { INCOME(WALLET_INVERSE), .days_most = 365 };

/* ---- forced orders ---- */

/* symbol=, autoCloseType=LIQUIDATION or ADL */
static bool
is_forced(const struct venue_call *c, const struct event *e)
{
	char text[48];

	if (query_text(&c->query, "autoCloseType", text, sizeof(text)) == OK &&
	    strcmp(text, e->what) != 0)
		return false;
	return query_text(&c->query, "symbol", text, sizeof(text)) != OK ||
	    strcmp(text, listing_of(c, e)->symbol) == 0;
}

static void
forced_row(struct venue_call *c, const struct event *e)
{
	struct json_writer *w = &c->json;
	char client[40];

	(void)snprintf(client, sizeof(client), "%s%llu",
	    strcmp(e->what, "ADL") == 0 ? "adl_autoclose-" : "autoclose-",
	    (unsigned long long)e->order_id);
	json_write_object(w, NULL);
	json_write_i64(w, "orderId", (int64_t)e->order_id);
	json_write_text(w, "symbol", listing_of(c, e)->symbol);
	json_write_text(w, "status", "FILLED");
	json_write_text(w, "clientOrderId", client);
	venue_amount(c, "price", e->price_e8);
	venue_amount(c, "avgPrice", e->price_e8);
	quantity_member(c, "origQty", e);
	quantity_member(c, "executedQty", e);
	venue_amount(
	    c, listing_of(c, e)->product == PRODUCT_INVERSE ? "cumBase" : "cumQuote", e->quote_e8);
	json_write_text(w, "timeInForce", "IOC");
	json_write_text(w, "type", "LIMIT");
	json_write_bool(w, "reduceOnly", false);
	json_write_bool(w, "closePosition", false);
	json_write_text(w, "side", e->is_buyer ? "BUY" : "SELL");
	json_write_text(w, "positionSide", sides[e->side]);
	json_write_text(w, "stopPrice", "0");
	json_write_text(w, "workingType", "CONTRACT_PRICE");
	json_write_text(w, "origType", "LIMIT");
	json_write_i64(w, "time", e->ts_ms);
	json_write_i64(w, "updateTime", e->ts_ms);
	json_write_close_object(w);
}

#define FORCED(wallet_)                                                                           \
	.kinds = KIND(EVENT_FORCED), .wallets = 1U << (wallet_), .days_most = 7, .days_kept = 90, \
	.code = -4165, .size_name = "limit", .size_default = 50, .size_max = 100,                 \
	.fits = is_forced, .row = forced_row

const struct list_rule venue_linear_forced = { FORCED(WALLET_LINEAR) };
const struct list_rule venue_inverse_forced = { FORCED(WALLET_INVERSE) };
