/* SPDX-License-Identifier: Apache-2.0 */
/* What /sapi says of now: coins, funding wallet, fees, daily snapshots, the system. */
#include "host/sandbox/amount.h"
#include "host/sandbox/venue.h"

static const int64_t day_ms = 86400000;

/* Each coin with one network; the demo world lists none, as before. */
enum err
venue_coins(struct venue_call *c)
{
	struct json_writer *w = &c->json;
	struct holdings *h;

	TRY(venue_holdings(c, -1, &h));
	json_write_array(w, NULL);
	for (int i = 0; i < c->world->catalog->asset_count && c->world->is_whole; i++) {
		json_write_object(w, NULL);
		venue_asset(c, "coin", i);
		json_write_bool(w, "depositAllEnable", true);
		json_write_bool(w, "withdrawAllEnable", true);
		venue_asset(c, "name", i);
		venue_amount(c, "free", h->all[WALLET_SPOT][i].held_e8);
		venue_amount(c, "locked", 0);
		venue_amount(c, "freeze", 0);
		venue_amount(c, "withdrawing", 0);
		json_write_bool(w, "isLegalMoney", false);
		json_write_bool(w, "trading", true);
		json_write_array(w, "networkList");
		json_write_object(w, NULL);
		json_write_text(w, "network", "ETH");
		venue_asset(c, "coin", i);
		json_write_text(w, "withdrawIntegerMultiple", "0.00000001");
		json_write_bool(w, "isDefault", true);
		json_write_bool(w, "depositEnable", true);
		json_write_bool(w, "withdrawEnable", true);
		json_write_text(w, "name", "Ethereum (ERC20)");
		json_write_text(w, "withdrawFee", "0.002");
		json_write_text(w, "withdrawMin", "0.004");
		json_write_text(w, "withdrawMax", "9999999");
		json_write_i64(w, "minConfirm", 6);
		json_write_i64(w, "unLockConfirm", 64);
		json_write_close_object(w);
		json_write_close_array(w);
		json_write_close_object(w);
	}
	json_write_close_array(w);
	free(h);
	return OK;
}

enum err
venue_funding_assets(struct venue_call *c)
{
	struct holdings *h;

	TRY(venue_holdings(c, -1, &h));
	json_write_array(&c->json, NULL);
	for (int i = 0; i < c->world->catalog->asset_count; i++) {
		if (h->all[WALLET_FUNDING][i].held_e8 == 0)
			continue;
		json_write_object(&c->json, NULL);
		venue_asset(c, "asset", i);
		venue_amount(c, "free", h->all[WALLET_FUNDING][i].held_e8);
		json_write_text(&c->json, "locked", "0");
		json_write_text(&c->json, "freeze", "0");
		json_write_text(&c->json, "withdrawing", "0");
		json_write_close_object(&c->json);
	}
	json_write_close_array(&c->json);
	free(h);
	return OK;
}

/* One symbol's, or everybody's. */
enum err
venue_trade_fee(struct venue_call *c)
{
	int wanted = -1;

	if (query_count_of(&c->query, "symbol") > 0)
		TRY(venue_symbol(c, PRODUCT_SPOT, &wanted));
	json_write_array(&c->json, NULL);
	for (int i = 0; i < c->world->catalog->listing_count; i++) {
		const struct listing *l = &c->world->catalog->listings[i];

		if (l->product != PRODUCT_SPOT || (wanted >= 0 && i != wanted))
			continue;
		json_write_object(&c->json, NULL);
		json_write_text(&c->json, "symbol", l->symbol);
		json_write_text(&c->json, "makerCommission", "0.0009");
		json_write_text(&c->json, "takerCommission", "0.001");
		json_write_close_object(&c->json);
	}
	json_write_close_array(&c->json);
	return OK;
}

enum err
venue_commission(struct venue_call *c)
{
	static const char *const groups[] = { "standardCommission", "specialCommission",
		"taxCommission" };
	static const char *const names[] = { "maker", "taker", "buyer", "seller" };
	static const int64_t rates_e8[] = { 90000, 100000, 0, 0 };
	struct json_writer *w = &c->json;
	int symbol;

	TRY(venue_symbol(c, PRODUCT_SPOT, &symbol));
	json_write_object(w, NULL);
	json_write_text(w, "symbol", c->world->catalog->listings[symbol].symbol);
	for (size_t i = 0; i < 3; i++) {
		json_write_object(w, groups[i]);
		for (size_t k = 0; k < 4; k++)
			venue_amount(c, names[k], i == 0 ? rates_e8[k] : 0);
		json_write_close_object(w);
	}
	json_write_object(w, "discount");
	json_write_bool(w, "enabledForAccount", true);
	json_write_bool(w, "enabledForSymbol", true);
	json_write_text(w, "discountAsset", "BNB");
	json_write_text(w, "discount", "0.75000000");
	json_write_close_object(w);
	json_write_close_object(w);
	return OK;
}

/* type=SPOT: what was held at the end of each of the last days (7 to 30; a month at most). */
static enum err
snapshot_write(struct venue_call *c, int64_t day_end_ms)
{
	struct venue_call then = *c;
	struct holdings *h;

	then.now_ms = day_end_ms;
	TRY(venue_holdings(&then, -1, &h));
	json_write_object(&c->json, NULL);
	json_write_text(&c->json, "type", "spot");
	json_write_i64(&c->json, "updateTime", day_end_ms);
	json_write_object(&c->json, "data");
	json_write_text(&c->json, "totalAssetOfBtc", "0");
	json_write_array(&c->json, "balances");
	for (int i = 0; i < c->world->catalog->asset_count; i++) {
		if (h->all[WALLET_SPOT][i].held_e8 == 0)
			continue;
		json_write_object(&c->json, NULL);
		venue_asset(c, "asset", i);
		venue_amount(c, "free", h->all[WALLET_SPOT][i].held_e8);
		venue_amount(c, "locked", 0);
		json_write_close_object(&c->json);
	}
	json_write_close_array(&c->json);
	json_write_close_object(&c->json);
	json_write_close_object(&c->json);
	free(h);
	return OK;
}

enum err
venue_snapshot(struct venue_call *c)
{
	int64_t days = 7, last;
	char type[16];
	bool has;

	TRY(venue_text(c, "type", type, sizeof(type), NULL));
	TRY(venue_number(c, "limit", &days, &has));
	if (strcmp(type, "SPOT") != 0 || days < 7 || days > 30)
		return venue_refuse(c, 400, -1130, "Data sent for parameter '%s' is not valid.",
		    strcmp(type, "SPOT") != 0 ? "type" : "limit");
	last = c->now_ms / day_ms;
	json_write_object(&c->json, NULL);
	json_write_i64(&c->json, "code", 200);
	json_write_text(&c->json, "msg", "");
	json_write_array(&c->json, "snapshotVos");
	for (int64_t day = last - days + 1; day <= last; day++)
		TRY(snapshot_write(c, day * day_ms - 1000));
	json_write_close_array(&c->json);
	json_write_close_object(&c->json);
	return OK;
}

enum err
venue_system_status(struct venue_call *c)
{
	const bool is_down = faults_hit(c->hits, FAULT_MAINTENANCE) != NULL;

	json_write_object(&c->json, NULL);
	json_write_i64(&c->json, "status", is_down);
	json_write_text(&c->json, "msg", is_down ? "system_maintenance" : "normal");
	json_write_close_object(&c->json);
	return OK;
}
