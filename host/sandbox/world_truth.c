/* SPDX-License-Identifier: Apache-2.0 */
/* The truth file. */
#include "host/sandbox/amount.h"
#include "host/sandbox/world.h"
#include "lib/base/text.h"

static void
amount_member(struct json_writer *w, const char *name, __int128 e16)
{
	char text[AMOUNT_TEXT_SIZE];

	amount_short_write(e16, text);
	json_write_text(w, name, text);
}

/* {"BTC":"0.5"}: what is not zero. */
static void
amounts_member(struct json_writer *w, const char *name, const int64_t e8[MARKET_ASSET_COUNT])
{
	json_write_object(w, name);
	for (int i = 0; i < MARKET_ASSET_COUNT; i++)
		if (e8[i] != 0)
			amount_member(w, market_asset(i), amount_product(e8[i], AMOUNT_ONE));
	json_write_close_object(w);
}

static void
sum_members(struct json_writer *w, const struct truth_sum *s)
{
	json_write_i64(w, "trades", (int64_t)s->fill_count);
	amount_member(w, "volume", s->volume_e16);
	amounts_member(w, "fees", s->fees_e8);
	amount_member(w, "totalFees", s->fees_quote_e16);
	amount_member(w, "grossRealizedPnl", s->gross_e16);
	amount_member(w, "netRealizedPnl", s->gross_e16 - s->fees_quote_e16);
	amount_member(w, "matchedCost", s->matched_cost_e16);
}

static void
symbol_write(struct json_writer *w, const struct history *h, const struct truth *t, int symbol)
{
	const struct truth_symbol *s = &t->symbols[symbol];
	const struct history_fill *fills = h->by_symbol[symbol];
	const size_t count = h->symbol_fill_count[symbol];

	if (count == 0)
		return;
	json_write_object(w, NULL);
	json_write_text(w, "symbol", market_symbol(symbol)->symbol);
	sum_members(w, &s->sum);
	json_write_i64(w, "buys", (int64_t)s->buy_count);
	json_write_i64(w, "makerTrades", (int64_t)s->maker_count);
	json_write_i64(w, "firstId", (int64_t)fills[0].id);
	json_write_i64(w, "lastId", (int64_t)fills[count - 1].id);
	json_write_time(w, "firstTime", fills[0].ts_ms);
	json_write_time(w, "lastTime", fills[count - 1].ts_ms);
	amount_member(w, "position", amount_product(s->position_e8, AMOUNT_ONE));
	amount_member(w, "openCost", s->open_cost_e16);
	json_write_close_object(w);
}

static void
days_write(struct json_writer *w, const struct truth *t)
{
	char date[TEXT_TIME_SIZE];

	json_write_array(w, "days");
	for (int i = 0; i < TRUTH_DAYS_MAX; i++) {
		if (t->days[i].fill_count == 0)
			continue;
		text_time_write(MARKET_FROM_MS + i * (24LL * 3600 * 1000), date);
		date[10] = '\0'; /* the day alone */
		json_write_object(w, NULL);
		json_write_text(w, "date", date);
		sum_members(w, &t->days[i]);
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

/* Who it is: what a client needs to sign in. */
static void
identity_members(struct json_writer *w, const struct world_account *a)
{
	json_write_text(w, "name", a->name);
	json_write_i64(w, "uid", a->uid);
	json_write_text(w, "apiKey", a->api_key);
	json_write_text(w, "secret", a->secret);
	if (a->key_type != NULL)
		json_write_text(w, "keyType", a->key_type);
	json_write_bool(w, "isReadOnly",
	    a->extra_right == NULL || strcmp(a->extra_right, "enableFixReadOnly") == 0);
}

static void
rights_member(struct json_writer *w, const struct world_account *a)
{
	json_write_object(w, "permissions");
	world_rights_write(a, w);
	json_write_close_object(w);
}

/* What a demo account's history and its truth say. */
static enum err
demo_members(const struct world *world, const struct world_account *a, struct json_writer *w)
{
	const struct history *h = world_history(world, a);
	struct truth *t;

	TRY(truth_new(world->market, h, &t));
	amounts_member(w, "deposits", h->deposits_e8);
	amounts_member(w, "balances", h->balances_e8);
	json_write_array(w, "symbols");
	for (int i = 0; i < MARKET_SYMBOL_COUNT; i++)
		symbol_write(w, h, t, i);
	json_write_close_array(w);
	json_write_object(w, "totals");
	sum_members(w, &t->total);
	json_write_close_object(w);
	days_write(w, t);
	truth_free(t);
	return world_equity_write(world, a, w);
}

enum err
world_truth_write(const struct world *world, struct buf *out)
{
	struct json_writer w = json_writer_on(out);

	json_write_object(&w, NULL);
	json_write_text(&w, "format", "perf-aggregator-sandbox-truth/1");
	json_write_i64(&w, "seed", (int64_t)world->seed);
	json_write_text(&w, "quoteCurrency", "USDT");
	json_write_time(&w, "from", MARKET_TRADES_MS);
	json_write_time(&w, "to", MARKET_TO_MS);
	json_write_array(&w, "accounts");
	for (size_t i = 0; i < world->account_count - world->crowd_count; i++) {
		const struct world_account *a = &world->accounts[i];

		json_write_object(&w, NULL);
		identity_members(&w, a);
		rights_member(&w, a);
		if (a->history >= 0)
			TRY(demo_members(world, a, &w));
		else
			TRY(world_life_write(world, a, &w));
		json_write_close_object(&w);
	}
	json_write_close_array(&w);
	json_write_close_object(&w);
	return json_write_end(&w);
}

enum err
world_accounts_write(const struct world *world, struct buf *out)
{
	struct json_writer w = json_writer_on(out);

	json_write_object(&w, NULL);
	json_write_i64(&w, "seed", (int64_t)world->seed);
	json_write_array(&w, "accounts");
	for (size_t i = 0; i < world->account_count; i++) {
		json_write_object(&w, NULL);
		identity_members(&w, &world->accounts[i]);
		json_write_close_object(&w);
	}
	json_write_close_array(&w);
	json_write_close_object(&w);
	return json_write_end(&w);
}
