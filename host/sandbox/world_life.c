/* SPDX-License-Identifier: Apache-2.0 */
/* The truth file's part about lives: sums over their events. */
#include "host/sandbox/amount.h"
#include "host/sandbox/reckoning.h"
#include "host/sandbox/world.h"
#include "lib/base/text.h"

static const char *const wallet_names[WALLET_COUNT] = { "spot", "funding", "margin", "isolated",
	"linear", "inverse", "flexible", "locked" };

/* A member for what is not zero. */
static void
amount_member(struct json_writer *w, const char *name, __int128 e8)
{
	char text[AMOUNT_TEXT_SIZE];

	if (e8 == 0)
		return;
	amount_short_write(e8 * AMOUNT_ONE, text);
	json_write_text(w, name, text);
}

/* {"spot":{"BTC":"1.5"},...} of what is held, or owed. */
static void
holdings_member(struct json_writer *w, const char *name, const struct catalog *c,
    const struct holdings *h, bool is_debt)
{
	json_write_object(w, name);
	for (int k = 0; k < WALLET_COUNT; k++) {
		json_write_object(w, wallet_names[k]);
		for (int i = 0; i < c->asset_count; i++)
			amount_member(w, c->assets[i].name,
			    is_debt ? h->all[k][i].debt_e8 : h->all[k][i].held_e8);
		json_write_close_object(w);
	}
	json_write_close_object(w);
}

/* "name":{"BTC":"0.5"}: by asset, what is not zero. */
static void
assets_member(struct json_writer *w, const char *name, const struct catalog *c,
    const __int128 e8[CATALOG_ASSETS_MAX])
{
	json_write_object(w, name);
	for (int i = 0; i < c->asset_count; i++)
		amount_member(w, c->assets[i].name, e8[i]);
	json_write_close_object(w);
}

static void
exact_member(struct json_writer *w, const char *name, __int128 e16)
{
	char text[AMOUNT_TEXT_SIZE];

	amount_short_write(e16, text);
	json_write_text(w, name, text);
}

static void
fees_member(struct json_writer *w, const struct world *world, const struct journal *j,
    enum wallet wallet, int symbol)
{
	__int128 fees_e8[CATALOG_ASSETS_MAX] = { 0 };

	for (size_t i = 0; i < j->count && j->events[i].ts_ms <= world->truth_ms; i++) {
		const struct event *e = &j->events[i];

		if (e->kind == EVENT_FILL && e->wallet == wallet && e->symbol == symbol)
			fees_e8[e->other] += e->fee_e8;
	}
	assets_member(w, "fees", world->catalog, fees_e8);
}

/* Spot and margin, first in, first out. */
static void
lots_members(struct json_writer *w, const struct world *world, const struct journal *j,
    enum wallet wallet, int symbol)
{
	const struct listing *l = &world->catalog->listings[symbol];
	struct reckoning_lots lots;

	if (l->product != PRODUCT_SPOT ||
	    reckoning_lots(j, l->base, wallet, symbol, world->truth_ms, &lots) != OK)
		return;
	exact_member(w, "grossRealizedPnl", lots.gross_e16);
	exact_member(w, "matchedCost", lots.matched_cost_e16);
	exact_member(w, "position", lots.position_e8 * AMOUNT_ONE);
	exact_member(w, "openCost", lots.open_cost_e16);
}

/* A number of 1e-18, all its digits. */
static void
growth_member(struct json_writer *w, const char *name, __int128 e18)
{
	const int64_t one = 1000000000000000000;
	char text[48];

	(void)snprintf(
	    text, sizeof(text), "%lld.%018lld", (long long)(e18 / one), (long long)(e18 % one));
	json_write_text(w, name, text);
}

static void
days_member(struct json_writer *w, const char *name, const struct reckoning *r)
{
	json_write_array(w, name);
	for (size_t i = 0; i < r->day_count; i++) {
		char date[TEXT_TIME_SIZE];

		text_time_write(r->days[i].start_ms, date);
		date[10] = '\0'; /* the day alone */
		json_write_object(w, NULL);
		json_write_text(w, "date", date);
		exact_member(w, "equity", r->days[i].equity_e16);
		exact_member(w, "netFlow", r->days[i].flows_e16);
		growth_member(w, "growth", r->days[i].growth_e18);
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

static enum err
reckoning_members(struct json_writer *w, const struct world *world, const struct journal *j)
{
	const struct catalog *c = world->catalog;
	struct reckoning *r;

	TRY(reckoning_new(c, j, world->truth_ms, &r));
	assets_member(w, "deposits", c, r->sums.deposits);
	assets_member(w, "withdrawals", c, r->sums.withdrawals);
	assets_member(w, "withdrawalFees", c, r->sums.withdrawal_fees);
	assets_member(w, "tradeFees", c, r->sums.trade_fees);
	assets_member(w, "funding", c, r->sums.funding);
	assets_member(w, "interest", c, r->sums.interest);
	assets_member(w, "income", c, r->sums.income);
	growth_member(w, "growth", r->growth_e18);
	days_member(w, "days", r);
	free(r);
	return OK;
}

enum err
world_equity_write(const struct world *w, const struct world_account *a, struct json_writer *out)
{
	struct reckoning *r;

	TRY(reckoning_new(w->catalog, a->journal, w->truth_ms, &r));
	growth_member(out, "growth", r->growth_e18);
	days_member(out, "equityDays", r);
	free(r);
	return OK;
}

/* One symbol's fills in one wallet, when there are any. */
static size_t
symbol_write(struct json_writer *w, const struct world *world, const struct journal *j,
    enum wallet wallet, int symbol)
{
	const struct event *first = NULL, *last = NULL;
	__int128 volume_e8 = 0, quantity_e8 = 0, realized_e8 = 0;
	size_t count = 0;

	for (size_t i = 0; i < j->count && j->events[i].ts_ms <= world->truth_ms; i++) {
		const struct event *e = &j->events[i];

		if (e->kind != EVENT_FILL || e->wallet != wallet || e->symbol != symbol)
			continue;
		first = first == NULL ? e : first;
		last = e;
		count++;
		volume_e8 += e->quote_e8;
		quantity_e8 += e->quantity_e8;
		realized_e8 += e->amount_e8;
	}
	if (count == 0)
		return 0;
	json_write_object(w, NULL);
	json_write_text(w, "symbol", world->catalog->listings[symbol].symbol);
	json_write_text(w, "wallet", wallet_names[wallet]);
	json_write_bool(w, "isReachable", !world->catalog->listings[symbol].is_forgotten);
	json_write_i64(w, "trades", (int64_t)count);
	amount_member(w, "quantity", quantity_e8);
	amount_member(w, "quoteQuantity", volume_e8);
	amount_member(w, "realized", realized_e8);
	json_write_i64(w, "firstId", (int64_t)first->id);
	json_write_i64(w, "lastId", (int64_t)last->id);
	json_write_time(w, "firstTime", first->ts_ms);
	json_write_time(w, "lastTime", last->ts_ms);
	lots_members(w, world, j, wallet, symbol);
	fees_member(w, world, j, wallet, symbol);
	json_write_close_object(w);
	return count;
}

enum err
world_life_write(const struct world *w, const struct world_account *a, struct json_writer *out)
{
	struct holdings *h = malloc(sizeof(*h));
	size_t count = 0;

	ENSURE(h != NULL, ERR_NOMEM);
	journal_fold(w->catalog, a->journal, w->truth_ms, -1, h);
	json_write_time(out, "at", w->truth_ms);
	holdings_member(out, "holdings", w->catalog, h, false);
	holdings_member(out, "debts", w->catalog, h, true);
	free(h);
	json_write_array(out, "symbols");
	for (int k = 0; k < WALLET_COUNT; k++)
		for (int i = 0; i < w->catalog->listing_count; i++)
			if (!w->catalog->listings[i].is_idle)
				count += symbol_write(out, w, a->journal, (enum wallet)k, i);
	json_write_close_array(out);
	json_write_i64(out, "trades", (int64_t)count);
	return reckoning_members(out, w, a->journal);
}
