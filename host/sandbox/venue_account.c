/* SPDX-License-Identifier: Apache-2.0 */
/* The signed calls. */
#include "host/sandbox/venue.h"

enum err
venue_api_restrictions(struct venue_call *c)
{
	const struct fault_rule *widened = faults_hit(c->hits, FAULT_WIDEN);
	struct world_account account = *c->account;

	if (widened != NULL)
		account.extra_right = widened->text;
	json_write_object(&c->json, NULL);
	world_rights_write(&account, &c->json);
	json_write_close_object(&c->json);
	return OK;
}

static void
balance_write(struct venue_call *c, const char *asset, __int128 held_e8)
{
	json_write_object(&c->json, NULL);
	json_write_text(&c->json, "asset", asset);
	venue_amount(c, "free", held_e8);
	venue_amount(c, "locked", 0);
	json_write_close_object(&c->json);
}

/* What is lent out by Simple Earn's flexible products stands for the coin: "LDUSDT". */
static enum err
balances_write(struct venue_call *c, bool omits_zero)
{
	struct holdings *h;

	TRY(venue_holdings(c, -1, &h));
	json_write_array(&c->json, "balances");
	for (int i = 0; i < c->world->catalog->asset_count; i++) {
		const char *asset = c->world->catalog->assets[i].name;
		const __int128 held_e8 = h->all[WALLET_SPOT][i].held_e8;
		const __int128 lent_e8 = h->all[WALLET_FLEXIBLE][i].held_e8;
		char lent[64];

		(void)snprintf(lent, sizeof(lent), "LD%s", asset);
		if (!omits_zero || held_e8 != 0)
			balance_write(c, asset, held_e8);
		if (lent_e8 != 0)
			balance_write(c, lent, lent_e8);
	}
	json_write_close_array(&c->json);
	free(h);
	return OK;
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
	TRY(balances_write(c, omits_zero));
	json_write_array(w, "permissions");
	json_write_text(w, NULL, "SPOT");
	json_write_close_array(w);
	json_write_i64(w, "uid", c->account->uid);
	json_write_close_object(w);
	return OK;
}
