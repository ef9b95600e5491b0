/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/world.h"

#include "host/sandbox/amount.h"
#include "host/sandbox/dice.h"
#include "host/sandbox/life.h"

enum { DEMO, SMALL, EMPTY };

static const struct history_plan plans[WORLD_HISTORY_COUNT] = {
	[DEMO] = { "demo", 25000, 5, 250000LL * AMOUNT_ONE, 25LL * AMOUNT_ONE },
	[SMALL] = { "small", 300, 2, 100000LL * AMOUNT_ONE, 2LL * AMOUNT_ONE },
	[EMPTY] = { "empty", 0, 0, 1000LL * AMOUNT_ONE, 0 },
};

static const struct {
	const char *name, *extra_right;
	int history;
} roles[WORLD_ACCOUNT_COUNT] = {
	{ "demo", NULL, DEMO },
	{ "trader", "enableSpotAndMarginTrading", DEMO },
	{ "withdrawer", "enableWithdrawals", DEMO },
	{ "small", "enableFixReadOnly", SMALL },
	{ "empty", NULL, EMPTY },
	{ "futures-flag", "enableSomethingNew", SMALL },
};

/* The whole world's own accounts: each leads a life of its own. */
static const struct {
	const char *name, *extra_right;
	enum err (*life)(struct life *l);
} lives[] = {
	{ "wide", NULL, life_wide },
	{ "ghost", NULL, life_ghost },
	{ "live", NULL, life_live },
	{ "wallet", NULL, life_wallet },
	{ "hedge", NULL, life_hedge },
	{ "oneway", NULL, life_oneway },
	{ "margin", NULL, life_margin },
	{ "extreme", NULL, life_extreme },
	{ "earn", NULL, life_earn },
};

/* The next account, with its keys. */
static void
account_add(struct world *w, const char *name, const char *extra_right, int history,
    struct journal *journal)
{
	struct world_account *a = &w->accounts[w->account_count++];
	char label[64];
	struct dice d;

	(void)snprintf(label, sizeof(label), "account %s", name);
	d = dice_new(w->seed, label);
	(void)snprintf(a->name, sizeof(a->name), "%s", name);
	a->extra_right = extra_right;
	a->history = history;
	a->journal = journal;
	a->uid = 100000000 + dice_below(&d, 800000000);
	dice_letters(&d, a->api_key, sizeof(a->api_key));
	dice_letters(&d, a->secret, WORLD_KEY_SIZE);
}

/* The small account once more, under keys of other kinds. */
static enum err
keyed_add(struct world *w)
{
	struct world_account *a = &w->accounts[w->account_count];
	struct dice d = dice_new(w->seed, "ed25519");

	account_add(w, "ed25519", NULL, SMALL, &w->journals[SMALL]);
	a->key_type = "ed25519";
	TRY(keys_ed25519_make(&d, a->secret));
	a = &w->accounts[w->account_count];
	account_add(w, "rsa", NULL, SMALL, &w->journals[SMALL]);
	a->key_type = "rsa";
	return keys_rsa_make(a->secret);
}

/* A history as events: what it began with was deposited. */
static enum err
history_tell(const struct world *w, const struct history *h, struct journal *j)
{
	for (int i = 0; i < MARKET_ASSET_COUNT; i++) {
		const struct event deposit = { .kind = EVENT_DEPOSIT,
			.ts_ms = MARKET_TRADES_MS - 3600000,
			.id = 4000000000000000000 + (uint64_t)i,
			.symbol = -1,
			.asset = i,
			.other = i,
			.amount_e8 = h->deposits_e8[i] };

		if (h->deposits_e8[i] > 0)
			TRY(journal_add(j, &deposit));
	}
	for (size_t i = 0; i < h->fill_count; i++) {
		const struct history_fill *f = &h->fills[i];
		const struct event fill = { .kind = EVENT_FILL,
			.ts_ms = f->ts_ms,
			.id = f->id,
			.order_id = f->order_id,
			.symbol = f->symbol,
			.asset = w->catalog->listings[f->symbol].base,
			.other = f->fee_asset,
			.is_buyer = f->is_buyer,
			.is_maker = f->is_maker,
			.price_e8 = f->price_e8,
			.quantity_e8 = f->quantity_e8,
			.quote_e8 = f->quote_e8,
			.fee_e8 = f->fee_e8 };

		TRY(journal_add(j, &fill));
	}
	return journal_close(j);
}

static enum err
life_lead(struct world *w, size_t i, struct journal *j)
{
	char label[64];
	struct life l;
	enum err e;

	(void)snprintf(label, sizeof(label), "life %s", lives[i].name);
	TRY(life_begin(&l, w->catalog, label, j));
	e = lives[i].life(&l);
	if (e == OK)
		return life_end(&l);
	life_drop(&l);
	return e;
}

static enum err
world_fill(struct world *w)
{
	TRY(market_new(w->seed, &w->market));
	TRY(catalog_new(w->market, w->is_whole, &w->catalog));
	for (size_t i = 0; i < WORLD_HISTORY_COUNT; i++) {
		TRY(history_new(w->market, &plans[i], &w->histories[i]));
		TRY(history_tell(w, w->histories[i], &w->journals[w->journal_count++]));
	}
	for (size_t i = 0; i < WORLD_ACCOUNT_COUNT; i++)
		account_add(w, roles[i].name, roles[i].extra_right, roles[i].history,
		    &w->journals[roles[i].history]);
	for (size_t i = 0; i < sizeof(lives) / sizeof(lives[0]) && w->is_whole; i++) {
		struct journal *j = &w->journals[w->journal_count++];

		TRY(life_lead(w, i, j));
		account_add(w, lives[i].name, lives[i].extra_right, -1, j);
	}
	return w->is_whole ? keyed_add(w) : OK;
}

static enum err
world_make(uint64_t seed, bool is_whole, struct world **out)
{
	struct world *w = calloc(1, sizeof(*w));
	enum err e;

	ENSURE(w != NULL, ERR_NOMEM);
	w->seed = seed;
	w->is_whole = is_whole;
	w->truth_ms = MARKET_TO_MS;
	w->accounts = calloc(WORLD_ACCOUNTS_MAX, sizeof(*w->accounts));
	e = w->accounts == NULL ? ERR_NOMEM : world_fill(w);
	if (e != OK) {
		world_free(w);
		return e;
	}
	*out = w;
	return OK;
}

enum err
world_new(uint64_t seed, struct world **out)
{
	return world_make(seed, false, out);
}

enum err
world_whole_new(uint64_t seed, struct world **out)
{
	return world_make(seed, true, out);
}

enum err
world_crowd(struct world *w, size_t count)
{
	struct world_account *moved;
	char name[WORLD_NAME_SIZE];

	ENSURE(count <= WORLD_CROWD_MAX, ERR_LIMIT);
	moved = realloc(w->accounts, (WORLD_ACCOUNTS_MAX + count) * sizeof(*moved));
	ENSURE(moved != NULL, ERR_NOMEM);
	w->accounts = moved;
	memset(moved + w->account_count, 0, count * sizeof(*moved));
	for (size_t i = 1; i <= count; i++) {
		(void)snprintf(name, sizeof(name), "crowd%zu", i);
		account_add(w, name, NULL, SMALL, &w->journals[SMALL]);
	}
	w->crowd_count = count;
	return OK;
}

void
world_free(struct world *w)
{
	if (w == NULL)
		return;
	for (size_t i = 0; i < w->journal_count; i++)
		journal_free(&w->journals[i]);
	for (size_t i = 0; i < WORLD_HISTORY_COUNT; i++)
		history_free(w->histories[i]);
	catalog_free(w->catalog);
	market_free(w->market);
	free(w->accounts);
	free(w);
}

const struct world_account *
world_account_by_key(const struct world *w, const char *api_key)
{
	for (size_t i = 0; i < w->account_count; i++)
		if (strcmp(w->accounts[i].api_key, api_key) == 0)
			return &w->accounts[i];
	return NULL;
}

const struct world_account *
world_account_by_name(const struct world *w, const char *name)
{
	for (size_t i = 0; i < w->account_count; i++)
		if (strcmp(w->accounts[i].name, name) == 0)
			return &w->accounts[i];
	return NULL;
}

const struct history *
world_history(const struct world *w, const struct world_account *a)
{
	return a->history < 0 ? NULL : w->histories[a->history];
}

void
world_rights_write(const struct world_account *a, struct json_writer *w)
{
	static const char *const rights[] = { "enableReading", "enableWithdrawals",
		"enableInternalTransfer", "enableMargin", "enableFutures",
		"permitsUniversalTransfer", "enableVanillaOptions", "enableFixApiTrade",
		"enableFixReadOnly", "enableSpotAndMarginTrading", "enablePortfolioMarginTrading" };
	const char *extra = a->extra_right != NULL ? a->extra_right : "";
	bool is_written = extra[0] == '\0';

	json_write_bool(w, "ipRestrict", false);
	json_write_i64(w, "createTime", MARKET_FROM_MS);
	for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++) {
		const bool is_extra = strcmp(rights[i], extra) == 0;

		json_write_bool(w, rights[i], i == 0 || is_extra);
		is_written = is_written || is_extra;
	}
	if (!is_written)
		json_write_bool(w, extra, true);
}
