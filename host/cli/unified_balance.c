/* SPDX-License-Identifier: Apache-2.0 */
/* What a wallet holds, by asset and by column, under ccxt's names. */
#include "host/cli/unified.h"

#include "lib/base/secret.h"

enum { ASSETS_MAX = 5000, ASSET_NAME_SIZE = 64 };

enum column { COLUMN_FREE, COLUMN_USED, COLUMN_TOTAL, COLUMN_DEBT, COLUMN_COUNT };
static const char *const column_names[COLUMN_COUNT] = { "free", "used", "total", "debt" };

/* One asset; columns that nobody told are not there. */
struct holding {
	char asset[ASSET_NAME_SIZE];
	struct decimal amounts[COLUMN_COUNT];
	bool has[COLUMN_COUNT];
};

struct holdings {
	struct holding *rows;
	size_t count, room;
};

static void
holdings_wipe(struct holdings *h)
{
	free(h->rows);
	*h = (struct holdings){ 0 };
}

/* Which members make a column: their sum. */
struct columns {
	const char *members[COLUMN_COUNT][3];
};

static const struct columns spot = { { { "free" }, { "locked" }, { NULL }, { NULL } } };
static const struct columns margin = { { { "free" }, { "locked" }, { NULL },
    { "borrowed", "interest" } } };
static const struct columns pair = { { { "free" }, { "locked" }, { "totalAsset" },
    { "borrowed", "interest" } } };
static const struct columns funding = { { { "free" }, { "locked", "freeze", "withdrawing" },
    { NULL }, { NULL } } };
static const struct columns futures = { { { "availableBalance" }, { "initialMargin" },
    { "marginBalance balance" }, { NULL } } };

static enum err
column_read(const struct recorded *r, const char *const members[3], struct holding *h,
    enum column column, struct why *why)
{
	struct decimal part;
	bool is_there;

	for (size_t i = 0; i < 3 && members[i] != NULL; i++) {
		TRY(recorded_decimal(r, members[i], &part, &is_there, why));
		if (!is_there)
			continue;
		TRY(decimal_add(h->amounts[column], part, &h->amounts[column]));
		h->has[column] = true;
	}
	return OK;
}

/* Of free, used and total the third follows from two. */
static enum err
columns_complete(struct holding *h)
{
	struct decimal *a = h->amounts;
	const bool has_free = h->has[COLUMN_FREE], has_used = h->has[COLUMN_USED];
	const bool has_total = h->has[COLUMN_TOTAL];

	if (has_free && has_used && !has_total)
		TRY(decimal_add(a[COLUMN_FREE], a[COLUMN_USED], &a[COLUMN_TOTAL]));
	if (has_free && !has_used && has_total)
		TRY(decimal_sub(a[COLUMN_TOTAL], a[COLUMN_FREE], &a[COLUMN_USED]));
	if (!has_free && has_used && has_total)
		TRY(decimal_sub(a[COLUMN_TOTAL], a[COLUMN_USED], &a[COLUMN_FREE]));
	if (has_free + has_used + has_total < 2)
		return OK;
	h->has[COLUMN_FREE] = h->has[COLUMN_USED] = h->has[COLUMN_TOTAL] = true;
	return OK;
}

/* A row for this name, which nobody has yet and which is no column's. */
static enum err
holding_new(struct holdings *all, struct span name, struct holding **out, struct why *why)
{
	static const char *const taken[] = { "free", "used", "total", "debt", "timestamp",
		"datetime" };

	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (span_is(name, taken[i]))
			return why_set(why, ERR_INPUT, "asset: \"%s\" is no asset", taken[i]);
	for (size_t i = 0; i < all->count; i++)
		if (span_is(name, all->rows[i].asset))
			return why_set(why, ERR_INPUT, "asset: twice in one wallet");
	ENSURE(all->count < ASSETS_MAX, ERR_LIMIT);
	if (all->count == all->room) {
		const size_t room = all->room == 0 ? 16 : all->room * 2;
		void *moved = realloc(all->rows, room * sizeof(*all->rows));

		ENSURE(moved != NULL, ERR_NOMEM);
		all->rows = moved;
		all->room = room;
	}
	*out = &all->rows[all->count];
	**out = (struct holding){ 0 };
	if (name.size == 0 || memchr(name.p, '\\', name.size) != NULL ||
	    span_to_text(name, (*out)->asset, sizeof((*out)->asset)) != OK)
		return why_set(why, ERR_INPUT, "asset: expected a short name");
	all->count++;
	return OK;
}

static enum err
holding_add(
    struct holdings *all, struct span object, const struct columns *columns, struct why *why)
{
	struct recorded r;
	struct holding *h;

	TRY(recorded_read(object, &r, why));
	TRY(holding_new(all, recorded_bare(&r, "asset"), &h, why));
	for (enum column c = COLUMN_FREE; c < COLUMN_COUNT; c++)
		TRY(column_read(&r, columns->members[c], h, c, why));
	return columns_complete(h);
}

/* ---- out ---- */

static void
holding_put(const struct holding *h, struct json_writer *w)
{
	json_write_object(w, h->asset);
	for (size_t c = 0; c < COLUMN_COUNT; c++)
		if (h->has[c])
			decimal_put(h->amounts[c], column_names[c], w);
	json_write_close_object(w);
}

static bool
has_debts(const struct holdings *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->rows[i].has[COLUMN_DEBT])
			return true;
	return false;
}

static void
holdings_put(const struct holdings *all, struct json_writer *w)
{
	for (size_t i = 0; i < all->count; i++)
		holding_put(&all->rows[i], w);
	for (size_t c = 0; c < COLUMN_COUNT; c++) {
		if (c == COLUMN_DEBT && !has_debts(all))
			continue;
		json_write_object(w, column_names[c]);
		for (size_t i = 0; i < all->count; i++)
			if (all->rows[i].has[c])
				decimal_put(all->rows[i].amounts[c], all->rows[i].asset, w);
		json_write_close_object(w);
	}
}

/* ---- in ---- */

typedef enum err element_fn(void *self, struct span element, struct why *why);

static enum err
elements_each(struct span array, element_fn *call, void *self, struct why *why)
{
	struct span element;
	struct json j;
	bool more;

	json_init(&j, array);
	if (json_enter_array(&j) != OK)
		return why_set(why, ERR_INPUT, "expected an array of assets");
	for (size_t index = 0;; index++) {
		enum err e = json_element(&j, &more);

		if (e == OK && !more)
			return json_end(&j);
		if (e == OK)
			e = json_skip(&j, &element);
		if (e != OK)
			return why_set(why, e, "byte %zu: %s", json_where(&j), json_fault(&j));
		e = call(self, element, why);
		if (e != OK)
			return unified_row_failed(why, index, e);
	}
}

struct reading {
	struct holdings all;
	const struct columns *columns;
	struct json_writer *w;
};

static enum err
asset_take(void *self, struct span element, struct why *why)
{
	struct reading *r = self;

	return holding_add(&r->all, element, r->columns, why);
}

/* Isolated margin: an object for each pair, with its two assets. */
static enum err
pair_take(void *self, struct span element, struct why *why)
{
	static const struct unified_options none = { 0 };
	struct reading *r = self;
	struct unified_row u = { .options = &none, .w = r->w, .why = why };
	AUTO(holdings) two = { 0 };
	struct holding *named; /* the pair, so that it comes once */
	char symbol[UNIFIED_SYMBOL_SIZE];

	TRY(recorded_read(element, &u.from, why));
	if (!unified_symbol_of(&u, false, symbol))
		return why_set(why, ERR_INPUT, "symbol: expected a name");
	TRY(holding_new(&r->all, span_text(symbol), &named, why));
	TRY(holding_add(&two, recorded_raw(&u.from, "baseAsset"), &pair, why));
	TRY(holding_add(&two, recorded_raw(&u.from, "quoteAsset"), &pair, why));
	json_write_object(r->w, symbol);
	holdings_put(&two, r->w);
	json_write_close_object(r->w);
	return OK;
}

/* Which wallet: as it was named, or as the answer looks. */
static const struct columns *
columns_of(const struct unified_options *o, const struct recorded *r, struct span first)
{
	const char *market = o->market != NULL ? o->market : "";

	if (strcmp(market, "linear") == 0 || strcmp(market, "inverse") == 0)
		return &futures;
	if (strcmp(market, "funding") == 0 || memmem(first.p, first.size, "\"freeze\"", 8) != NULL)
		return &funding;
	if (strcmp(market, "margin") == 0 || recorded_has(r, "userAssets"))
		return &margin;
	if (recorded_has(r, "balances"))
		return &spot;
	return &futures;
}

/* One wallet's assets, and the columns of all of them. */
static enum err
assets_put(
    struct span assets, const struct recorded *answer, struct reading *reading, struct why *why)
{
	int64_t ms = -1;

	TRY(elements_each(assets, asset_take, reading, why));
	if (reading->columns == &spot)
		TRY(recorded_ms(answer, "updateTime", &ms, why));
	recorded_put_time(ms, reading->w);
	holdings_put(&reading->all, reading->w);
	return OK;
}

enum err
unified_balance(struct span answer, const struct unified_options *options, struct json_writer *w,
    struct why *why)
{
	struct recorded r = { 0 };
	struct span assets = answer;
	struct reading reading = { .w = w };
	enum err e;

	if (answer.size > 0 && answer.p[0] == '{') {
		TRY(recorded_read(answer, &r, why));
		assets = recorded_raw(&r, "balances userAssets assets");
		if (assets.p == NULL)
			return why_set(
			    why, ERR_INPUT, "balances, userAssets or assets: expected one of them");
	}
	reading.columns = columns_of(options, &r, assets);
	json_write_object(w, NULL);
	if (memmem(assets.p, assets.size, "\"baseAsset\"", 11) != NULL)
		e = elements_each(assets, pair_take, &reading, why);
	else
		e = assets_put(assets, &r, &reading, why);
	holdings_wipe(&reading.all);
	json_write_close_object(w);
	return e;
}
