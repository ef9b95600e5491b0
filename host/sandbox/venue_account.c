/* SPDX-License-Identifier: Apache-2.0 */
/* The signed calls. */
#include "host/sandbox/venue.h"

static const int64_t day_ms = 24LL * 3600 * 1000;

enum err
venue_api_restrictions(struct venue_call *c)
{
	json_write_object(&c->json, NULL);
	world_rights_write(c->account, &c->json);
	json_write_close_object(&c->json);
	return OK;
}

static void
balances_write(struct venue_call *c, bool omits_zero)
{
	const struct history *h = world_history(c->world, c->account);

	json_write_array(&c->json, "balances");
	for (int i = 0; i < MARKET_ASSET_COUNT; i++) {
		if (omits_zero && h->balances_e8[i] == 0)
			continue;
		json_write_object(&c->json, NULL);
		json_write_text(&c->json, "asset", market_asset(i));
		venue_amount(c, "free", h->balances_e8[i]);
		venue_amount(c, "locked", 0);
		json_write_close_object(&c->json);
	}
	json_write_close_array(&c->json);
}

enum err
venue_account(struct venue_call *c)
{
	struct json_writer *w = &c->json;
	bool omits_zero = false;

	TRY(venue_bool(c, "omitZeroBalances", &omits_zero));
	json_write_object(w, NULL);
	json_write_i64(w, "makerCommission", 9);
	json_write_i64(w, "takerCommission", 10);
	json_write_i64(w, "buyerCommission", 0);
	json_write_i64(w, "sellerCommission", 0);
	json_write_object(w, "commissionRates");
	venue_amount(c, "maker", 90000);
	venue_amount(c, "taker", 100000);
	venue_amount(c, "buyer", 0);
	venue_amount(c, "seller", 0);
	json_write_close_object(w);
	json_write_bool(w, "canTrade", true); /* the account's state, not the key's right */
	json_write_bool(w, "canWithdraw", true);
	json_write_bool(w, "canDeposit", true);
	json_write_bool(w, "brokered", false);
	json_write_bool(w, "requireSelfTradePrevention", false);
	json_write_bool(w, "preventSor", false);
	json_write_i64(w, "updateTime", MARKET_TO_MS);
	json_write_text(w, "accountType", "SPOT");
	balances_write(c, omits_zero);
	json_write_array(w, "permissions");
	json_write_text(w, NULL, "SPOT");
	json_write_close_array(w);
	json_write_i64(w, "uid", c->account->uid);
	json_write_close_object(w);
	return OK;
}

static void
fill_write(struct venue_call *c, const struct history_fill *f)
{
	struct json_writer *w = &c->json;

	json_write_object(w, NULL);
	json_write_text(w, "symbol", market_symbol(f->symbol)->symbol);
	json_write_i64(w, "id", (int64_t)f->id);
	json_write_i64(w, "orderId", (int64_t)f->order_id);
	json_write_i64(w, "orderListId", -1);
	venue_amount(c, "price", f->price_e8);
	venue_amount(c, "qty", f->quantity_e8);
	venue_amount(c, "quoteQty", f->quote_e8);
	venue_amount(c, "commission", f->fee_e8);
	json_write_text(w, "commissionAsset", market_asset(f->fee_asset));
	json_write_i64(w, "time", f->ts_ms);
	json_write_bool(w, "isBuyer", f->is_buyer);
	json_write_bool(w, "isMaker", f->is_maker);
	json_write_bool(w, "isBestMatch", true);
	json_write_close_object(w);
}

struct selection {
	bool has_order, has_start, has_end, has_from;
	int64_t order_id, start_ms, end_ms, from_id, limit;
};

static enum err
selection_read(struct venue_call *c, struct selection *s)
{
	TRY(venue_number(c, "orderId", &s->order_id, &s->has_order));
	TRY(venue_number(c, "startTime", &s->start_ms, &s->has_start));
	TRY(venue_number(c, "endTime", &s->end_ms, &s->has_end));
	TRY(venue_number(c, "fromId", &s->from_id, &s->has_from));
	TRY(venue_limit(c, &s->limit));
	/* Legal: nothing, order, start, end, from, start and end, order and from. */
	if ((s->has_start || s->has_end) && (s->has_order || s->has_from))
		return venue_refuse(c, 400, -1128, "Combination of optional parameters invalid.");
	if (s->has_start && s->has_end && s->start_ms > s->end_ms)
		return venue_refuse(c, 400, -1128, "Combination of optional parameters invalid.");
	if (s->has_start && s->has_end && s->end_ms - s->start_ms > day_ms)
		return venue_refuse(
		    c, 400, -1127, "More than 24 hours between startTime and endTime.");
	return OK;
}

static bool
is_selected(const struct selection *s, const struct history_fill *f)
{
	return (!s->has_order || f->order_id == (uint64_t)s->order_id) &&
	    (!s->has_from || f->id >= (uint64_t)s->from_id) &&
	    (!s->has_start || f->ts_ms >= s->start_ms) && (!s->has_end || f->ts_ms <= s->end_ms);
}

/* The oldest that fit from a start (id, order or time); without one, the newest. */
enum err
venue_my_trades(struct venue_call *c)
{
	const struct history *h = world_history(c->world, c->account);
	struct selection s = { 0 };
	int64_t matches = 0, skip = 0;
	size_t count;
	int symbol;

	TRY(venue_symbol(c, &symbol));
	TRY(selection_read(c, &s));
	count = h->symbol_fill_count[symbol];
	for (size_t i = 0; i < count; i++)
		matches += is_selected(&s, &h->by_symbol[symbol][i]);
	if (!s.has_order && !s.has_from && !s.has_start && matches > s.limit)
		skip = matches - s.limit;
	json_write_array(&c->json, NULL);
	for (size_t i = 0; i < count && s.limit > 0; i++) {
		const struct history_fill *f = &h->by_symbol[symbol][i];

		if (!is_selected(&s, f) || skip-- > 0)
			continue;
		fill_write(c, f);
		s.limit--;
	}
	json_write_close_array(&c->json);
	return OK;
}
