/* SPDX-License-Identifier: Apache-2.0 */
/* /sapi/v1/margin: pairs, accounts with debts, interest, loans.  Source: "Margin Trading" pages. */
#include "host/sandbox/venue_list.h"
#include "lib/base/text.h"

#define KIND(kind) (1U << (kind))

static const struct listing *
listing_of(const struct venue_call *c, int i)
{
	return &c->world->catalog->listings[i];
}

/* ---- pairs ---- */

/* Pairs against USDT that the whole world's accounts trade may be traded on margin. */
static bool
is_margin_pair(const struct venue_call *c, int i)
{
	const struct listing *l = listing_of(c, i);

	return c->world->is_whole && l->product == PRODUCT_SPOT && !l->is_idle && l->quote == 0 &&
	    strcmp(l->status, "TRADING") == 0;
}

enum err
venue_margin_pairs(struct venue_call *c)
{
	struct json_writer *w = &c->json;

	json_write_array(w, NULL);
	for (int i = 0; i < c->world->catalog->listing_count; i++) {
		if (!is_margin_pair(c, i))
			continue;
		json_write_object(w, NULL);
		json_write_i64(w, "id", 351637150141315861 + i);
		json_write_text(w, "symbol", listing_of(c, i)->symbol);
		venue_asset(c, "base", listing_of(c, i)->base);
		venue_asset(c, "quote", listing_of(c, i)->quote);
		json_write_bool(w, "isMarginTrade", true);
		json_write_bool(w, "isBuyAllowed", true);
		json_write_bool(w, "isSellAllowed", true);
		json_write_close_object(w);
	}
	json_write_close_array(w);
	return OK;
}

/* ---- accounts ---- */

static void
asset_members(struct venue_call *c, int asset, const struct holding *h)
{
	venue_asset(c, "asset", asset);
	venue_amount(c, "free", h->held_e8);
	venue_amount(c, "locked", 0);
	venue_amount(c, "borrowed", h->debt_e8);
	venue_amount(c, "interest", 0);
	venue_amount(c, "netAsset", h->held_e8 - h->debt_e8);
}

enum err
venue_margin_account(struct venue_call *c)
{
	struct holdings *h;

	TRY(venue_holdings(c, -1, &h));
	json_write_object(&c->json, NULL);
	json_write_bool(&c->json, "created", true);
	json_write_bool(&c->json, "borrowEnabled", true);
	json_write_text(&c->json, "marginLevel", "999.00000000");
	json_write_bool(&c->json, "tradeEnabled", true);
	json_write_bool(&c->json, "transferInEnabled", true);
	json_write_bool(&c->json, "transferOutEnabled", true);
	json_write_text(&c->json, "accountType", "MARGIN_1");
	json_write_array(&c->json, "userAssets");
	for (int i = 0; i < c->world->catalog->asset_count; i++) {
		const struct holding *one = &h->all[WALLET_MARGIN][i];

		if (one->held_e8 == 0 && one->debt_e8 == 0)
			continue;
		json_write_object(&c->json, NULL);
		asset_members(c, i, one);
		json_write_close_object(&c->json);
	}
	json_write_close_array(&c->json);
	json_write_close_object(&c->json);
	free(h);
	return OK;
}

static bool
has_isolated(const struct venue_call *c, int symbol)
{
	const struct journal *j = c->account->journal;

	for (size_t i = 0; i < j->count && j->events[i].ts_ms <= c->now_ms; i++)
		if (j->events[i].to == WALLET_ISOLATED &&
		    (journal_is_across(&j->events[i]) ? j->events[i].to_symbol
						      : j->events[i].symbol) == symbol)
			return true;
	return false;
}

static enum err
isolated_write(struct venue_call *c, int symbol)
{
	const struct listing *l = listing_of(c, symbol);
	const int assets[] = { l->base, l->quote };
	static const char *const names[] = { "baseAsset", "quoteAsset" };
	struct holdings *h;

	TRY(venue_holdings(c, symbol, &h));
	json_write_object(&c->json, NULL);
	for (size_t i = 0; i < 2; i++) {
		json_write_object(&c->json, names[i]);
		asset_members(c, assets[i], &h->all[WALLET_ISOLATED][assets[i]]);
		json_write_bool(&c->json, "borrowEnabled", true);
		json_write_bool(&c->json, "repayEnabled", true);
		venue_amount(c, "totalAsset", h->all[WALLET_ISOLATED][assets[i]].held_e8);
		json_write_close_object(&c->json);
	}
	json_write_text(&c->json, "symbol", l->symbol);
	json_write_bool(&c->json, "isolatedCreated", true);
	json_write_bool(&c->json, "enabled", true);
	json_write_text(&c->json, "marginLevel", "999.00000000");
	json_write_text(&c->json, "marginLevelStatus", "EXCESSIVE");
	venue_amount(c, "indexPrice", catalog_price_e8(c->world->catalog, symbol, c->now_ms));
	json_write_bool(&c->json, "tradeEnabled", true);
	json_write_close_object(&c->json);
	free(h);
	return OK;
}

enum err
venue_isolated_account(struct venue_call *c)
{
	json_write_object(&c->json, NULL);
	json_write_array(&c->json, "assets");
	for (int i = 0; i < c->world->catalog->listing_count; i++)
		if (has_isolated(c, i))
			TRY(isolated_write(c, i));
	json_write_close_array(&c->json);
	json_write_close_object(&c->json);
	return OK;
}

/* ---- lists ---- */

/* isolatedSymbol=ETHUSDT, or cross margin's. */
static bool
is_of_symbol(const struct venue_call *c, const struct event *e)
{
	char text[48];

	if (query_text(&c->query, "isolatedSymbol", text, sizeof(text)) != OK)
		return e->wallet == WALLET_MARGIN;
	return e->wallet == WALLET_ISOLATED && strcmp(text, listing_of(c, e->symbol)->symbol) == 0;
}

static void
isolated_member(struct venue_call *c, const char *name, const struct event *e)
{
	if (e->wallet == WALLET_ISOLATED)
		json_write_text(&c->json, name, listing_of(c, e->symbol)->symbol);
}

static void
interest_row(struct venue_call *c, const struct event *e)
{
	struct json_writer *w = &c->json;

	json_write_object(w, NULL);
	json_write_i64(w, "txId", (int64_t)e->id);
	json_write_i64(w, "interestAccuredTime", e->ts_ms);
	venue_asset(c, "asset", e->asset);
	venue_asset(c, "rawAsset", e->asset);
	venue_amount(c, "principal", e->amount_e8 * 240000);
	venue_amount(c, "interest", e->amount_e8);
	json_write_text(w, "interestRate", "0.00010000");
	json_write_text(w, "type", e->what);
	isolated_member(c, "isolatedSymbol", e);
	json_write_close_object(w);
}

#define MARGIN_PAGES                                                                             \
	.page = LIST_BY_NUMBER, .page_name = "current", .size_name = "size", .size_default = 10, \
	.size_max = 100, .frame = LIST_ROWS

const struct list_rule venue_interest = { .kinds = KIND(EVENT_INTEREST),
	.days_most = 30,
	.days_default = 7,
	MARGIN_PAGES,
	.fits = is_of_symbol,
	.row = interest_row };

/* type=BORROW or REPAY */
static enum err
loan_check(struct venue_call *c)
{
	char type[16];

	TRY(venue_text(c, "type", type, sizeof(type), NULL));
	if (strcmp(type, "BORROW") != 0 && strcmp(type, "REPAY") != 0)
		return venue_refuse(c, 400, -1130, "Data sent for parameter 'type' is not valid.");
	return OK;
}

/* Without an asset only the last seven days are told, however long the window: of it, thirty. */
static bool
is_in_reach(const struct venue_call *c, const struct event *e)
{
	char asset[CATALOG_ASSET_SIZE], end[24];
	uint64_t to_ms = (uint64_t)c->now_ms;

	if (query_text(&c->query, "asset", asset, sizeof(asset)) == OK)
		return strcmp(asset, c->world->catalog->assets[e->asset].name) == 0;
	if (query_text(&c->query, "endTime", end, sizeof(end)) == OK)
		(void)text_u64_parse(span_text(end), INT64_MAX, &to_ms); /* it was checked */
	return e->ts_ms >= (int64_t)to_ms - 7LL * 86400000;
}

static bool
is_loan(const struct venue_call *c, const struct event *e)
{
	char type[16];

	return query_text(&c->query, "type", type, sizeof(type)) == OK &&
	    (strcmp(type, "BORROW") == 0) == (e->kind == EVENT_BORROW) && is_of_symbol(c, e) &&
	    is_in_reach(c, e);
}

/* A repayment pays interest too; we do not say how much of it. */
static void
loan_row(struct venue_call *c, const struct event *e)
{
	struct json_writer *w = &c->json;

	json_write_object(w, NULL);
	isolated_member(c, "isolatedSymbol", e);
	venue_amount(c, "amount", e->amount_e8);
	venue_asset(c, "asset", e->asset);
	json_write_text(w, "interest", "0");
	venue_amount(c, "principal", e->amount_e8);
	json_write_text(w, "status", "CONFIRMED");
	json_write_i64(w, "timestamp", e->ts_ms);
	json_write_i64(w, "txId", (int64_t)e->id);
	json_write_close_object(w);
}

const struct list_rule venue_loans = { .kinds = KIND(EVENT_BORROW) | KIND(EVENT_REPAY),
	.days_most = 30,
	.days_default = 7,
	MARGIN_PAGES,
	.check = loan_check,
	.fits = is_loan,
	.row = loan_row };

static void
forced_row(struct venue_call *c, const struct event *e)
{
	struct json_writer *w = &c->json;

	json_write_object(w, NULL);
	venue_amount(c, "avgPrice", e->price_e8);
	venue_amount(c, "executedQty", e->quantity_e8);
	json_write_i64(w, "orderId", (int64_t)e->order_id);
	venue_amount(c, "price", e->price_e8);
	venue_amount(c, "qty", e->quantity_e8);
	json_write_text(w, "side", e->is_buyer ? "BUY" : "SELL");
	json_write_text(w, "symbol", listing_of(c, e->symbol)->symbol);
	json_write_text(w, "timeInForce", "GTC");
	json_write_bool(w, "isIsolated", e->wallet == WALLET_ISOLATED);
	json_write_i64(w, "updatedTime", e->ts_ms);
	json_write_close_object(w);
}

const struct list_rule venue_margin_forced = { .kinds = KIND(EVENT_FORCED),
	.wallets = 1U << WALLET_MARGIN | 1U << WALLET_ISOLATED,
	.days_most = 90,
	MARGIN_PAGES,
	.fits = is_of_symbol,
	.row = forced_row };

static void
capital_flow_row(struct venue_call *c, const struct event *e)
{
	struct json_writer *w = &c->json;

	json_write_object(w, NULL);
	json_write_i64(w, "id", (int64_t)e->id);
	json_write_i64(w, "tranId", (int64_t)e->id);
	json_write_i64(w, "timestamp", e->ts_ms);
	venue_asset(c, "asset", e->asset);
	isolated_member(c, "symbol", e);
	json_write_text(w, "type", e->what);
	venue_amount(c, "amount", e->amount_e8);
	json_write_close_object(w);
}

/* Seven days of the last ninety.  Trades are not told again here. */
const struct list_rule venue_capital_flow = { .kinds = KIND(EVENT_MARGIN_ECHO),
	.days_most = 7,
	.days_kept = 90,
	.is_oldest_first = true,
	.size_name = "limit",
	.size_default = 500,
	.size_max = 1000,
	.row = capital_flow_row };
