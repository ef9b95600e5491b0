/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/world.h"

#include "host/sandbox/amount.h"
#include "host/sandbox/dice.h"

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

static void
account_init(struct world *w, size_t i)
{
	struct world_account *a = &w->accounts[i];
	char label[64];
	struct dice d;

	(void)snprintf(label, sizeof(label), "account %s", roles[i].name);
	d = dice_new(w->seed, label);
	a->name = roles[i].name;
	a->extra_right = roles[i].extra_right;
	a->history = roles[i].history;
	a->uid = 100000000 + dice_below(&d, 800000000);
	dice_letters(&d, a->api_key, sizeof(a->api_key));
	dice_letters(&d, a->secret, sizeof(a->secret));
}

enum err
world_new(uint64_t seed, struct world **out)
{
	struct world *w = calloc(1, sizeof(*w));
	enum err e;

	ENSURE(w != NULL, ERR_NOMEM);
	w->seed = seed;
	e = market_new(seed, &w->market);
	for (size_t i = 0; i < WORLD_HISTORY_COUNT && e == OK; i++)
		e = history_new(w->market, &plans[i], &w->histories[i]);
	if (e != OK) {
		world_free(w);
		return e;
	}
	for (size_t i = 0; i < WORLD_ACCOUNT_COUNT; i++)
		account_init(w, i);
	*out = w;
	return OK;
}

void
world_free(struct world *w)
{
	if (w == NULL)
		return;
	for (size_t i = 0; i < WORLD_HISTORY_COUNT; i++)
		history_free(w->histories[i]);
	market_free(w->market);
	free(w);
}

const struct world_account *
world_account_by_key(const struct world *w, const char *api_key)
{
	for (size_t i = 0; i < WORLD_ACCOUNT_COUNT; i++)
		if (strcmp(w->accounts[i].api_key, api_key) == 0)
			return &w->accounts[i];
	return NULL;
}

const struct world_account *
world_account_by_name(const struct world *w, const char *name)
{
	for (size_t i = 0; i < WORLD_ACCOUNT_COUNT; i++)
		if (strcmp(w->accounts[i].name, name) == 0)
			return &w->accounts[i];
	return NULL;
}

const struct history *
world_history(const struct world *w, const struct world_account *a)
{
	return w->histories[a->history];
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
