/* SPDX-License-Identifier: Apache-2.0 */
/* The public calls. */
#include "host/sandbox/amount.h"
#include "host/sandbox/venue.h"

enum err
venue_ping(struct venue_call *c)
{
	json_write_object(&c->json, NULL);
	json_write_close_object(&c->json);
	return OK;
}

enum err
venue_time(struct venue_call *c)
{
	json_write_object(&c->json, NULL);
	json_write_i64(&c->json, "serverTime", c->now_ms);
	json_write_close_object(&c->json);
	return OK;
}

enum err
venue_empty_list(struct venue_call *c)
{
	json_write_array(&c->json, NULL);
	json_write_close_array(&c->json);
	return OK;
}

void
venue_rate_limit(struct venue_call *c, const char *type, int64_t minutes, int64_t limit)
{
	json_write_object(&c->json, NULL);
	json_write_text(&c->json, "rateLimitType", type);
	json_write_text(&c->json, "interval", "MINUTE");
	json_write_i64(&c->json, "intervalNum", minutes);
	json_write_i64(&c->json, "limit", limit);
	json_write_close_object(&c->json);
}

static void
info_open(struct venue_call *c)
{
	json_write_object(&c->json, NULL);
	json_write_text(&c->json, "timezone", "UTC");
	json_write_i64(&c->json, "serverTime", c->now_ms);
}

/* {"filterType":"PRICE_FILTER","minPrice":...} */
static void
range_filter_write(
    struct venue_call *c, const char *type, const char *const names[3], const int64_t values_e8[3])
{
	json_write_object(&c->json, NULL);
	json_write_text(&c->json, "filterType", type);
	for (int i = 0; i < 3; i++)
		venue_amount(c, names[i], values_e8[i]);
	json_write_close_object(&c->json);
}

static void
filters_write(struct venue_call *c, const struct listing *s)
{
	static const char *const price[3] = { "minPrice", "maxPrice", "tickSize" };
	static const char *const lot[3] = { "minQty", "maxQty", "stepSize" };
	const int64_t most_e8 = 1000000LL * AMOUNT_ONE;
	const int64_t prices[3] = { s->tick_e8, most_e8, s->tick_e8 };
	const int64_t lots[3] = { s->step_e8, most_e8 / 100, s->step_e8 };

	json_write_array(&c->json, "filters");
	range_filter_write(c, "PRICE_FILTER", price, prices);
	range_filter_write(c, "LOT_SIZE", lot, lots);
	json_write_object(&c->json, NULL);
	json_write_text(&c->json, "filterType", "NOTIONAL");
	venue_amount(c, "minNotional", 5LL * AMOUNT_ONE);
	json_write_bool(&c->json, "applyMinToMarket", true);
	venue_amount(c, "maxNotional", 9 * most_e8);
	json_write_bool(&c->json, "applyMaxToMarket", false);
	json_write_i64(&c->json, "avgPriceMins", 5);
	json_write_close_object(&c->json);
	json_write_close_array(&c->json);
}

static void
texts_write(struct venue_call *c, const char *name, const char *const *texts, size_t count)
{
	json_write_array(&c->json, name);
	for (size_t i = 0; i < count; i++)
		json_write_text(&c->json, NULL, texts[i]);
	json_write_close_array(&c->json);
}

static void
symbol_write(struct venue_call *c, const struct listing *s, bool shows_sets)
{
	static const char *const order_types[] = { "LIMIT", "LIMIT_MAKER", "MARKET" };
	static const char *const modes[] = { "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH" };
	static const char *const spot[] = { "SPOT" };
	static const char *const precisions[] = { "baseAssetPrecision", "quotePrecision",
		"quoteAssetPrecision", "baseCommissionPrecision", "quoteCommissionPrecision" };
	static const char *const flags[] = { "icebergAllowed", "ocoAllowed", "otoAllowed",
		"quoteOrderQtyMarketAllowed", "allowTrailingStop", "cancelReplaceAllowed",
		"amendAllowed", "pegInstructionsAllowed", "isMarginTradingAllowed" };
	struct json_writer *w = &c->json;

	json_write_object(w, NULL);
	json_write_text(w, "symbol", s->symbol);
	json_write_text(w, "status", s->status);
	venue_asset(c, "baseAsset", s->base);
	venue_asset(c, "quoteAsset", s->quote);
	for (size_t i = 0; i < sizeof(precisions) / sizeof(precisions[0]); i++)
		json_write_i64(w, precisions[i], 8);
	texts_write(c, "orderTypes", order_types, 3);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		json_write_bool(w, flags[i], false);
	json_write_bool(w, "isSpotTradingAllowed", strcmp(s->status, "TRADING") == 0);
	filters_write(c, s);
	json_write_array(w, "permissions");
	json_write_close_array(w);
	json_write_array(w, "permissionSets");
	if (shows_sets)
		texts_write(c, NULL, spot, 1);
	json_write_close_array(w);
	json_write_text(w, "defaultSelfTradePreventionMode", "EXPIRE_MAKER");
	texts_write(c, "allowedSelfTradePreventionModes", modes, 3);
	json_write_close_object(w);
}

static enum err
wanted_add(struct venue_call *c, const char *name, bool wanted[CATALOG_LISTINGS_MAX])
{
	const int index = catalog_listing_by_name(c->world->catalog, PRODUCT_SPOT, name);

	if (index < 0)
		return venue_refuse(c, 400, -1121, "Invalid symbol.");
	if (wanted[index])
		return venue_refuse(c, 400, -1151, "Symbol is present multiple times in the list.");
	wanted[index] = true;
	return OK;
}

/* symbols=["BTCUSDT","ETHUSDT"] */
static enum err
symbols_list_read(struct venue_call *c, const char *text, bool wanted[CATALOG_LISTINGS_MAX])
{
	struct json j;
	char name[64];
	size_t size;
	bool more;

	json_init(&j, span_text(text));
	if (json_enter_array(&j) != OK)
		return venue_refuse(c, 400, -1100,
		    "Illegal characters found in parameter 'symbols'; legal range is "
		    "'^\\[(\"[A-Z0-9-_.]{1,20}\"(,\"[A-Z0-9-_.]{1,20}\"){0,})?\\]$'.");
	for (;;) {
		if (json_element(&j, &more) != OK || (!more && json_end(&j) != OK) ||
		    (more && json_text(&j, name, sizeof(name), &size) != OK))
			return venue_refuse(
			    c, 400, -1135, "JSON sent for parameter 'symbols' is not valid");
		if (!more)
			return OK;
		TRY(wanted_add(c, name, wanted));
	}
}

/* symbolStatus=BREAK or permissions=SPOT: filters over all symbols. */
static enum err
symbols_filter(struct venue_call *c, bool wanted[CATALOG_LISTINGS_MAX])
{
	const struct catalog *k = c->world->catalog;
	char status[32] = "", permissions[256] = "SPOT";
	bool has_status, has_permissions;

	TRY(venue_text(c, "symbolStatus", status, sizeof(status), &has_status));
	TRY(venue_text(c, "permissions", permissions, sizeof(permissions), &has_permissions));
	if (has_status && strcmp(status, "TRADING") != 0 && strcmp(status, "HALT") != 0 &&
	    strcmp(status, "BREAK") != 0)
		return venue_refuse(c, 400, -1122, "Invalid symbolStatus.");
	for (int i = 0; i < k->listing_count; i++)
		wanted[i] = k->listings[i].product == PRODUCT_SPOT &&
		    strstr(permissions, "SPOT") != NULL &&
		    (!has_status || strcmp(k->listings[i].status, status) == 0);
	return OK;
}

static enum err
symbols_pick(struct venue_call *c, bool wanted[CATALOG_LISTINGS_MAX])
{
	const struct query *q = &c->query;
	const size_t picks = query_count_of(q, "symbol") + query_count_of(q, "symbols");
	const size_t filters = query_count_of(q, "permissions") + query_count_of(q, "symbolStatus");
	char text[QUERY_VALUE_SIZE];
	bool has;
	int index;

	if (picks > 1 || (picks > 0 && filters > 0))
		return venue_refuse(c, 400, -1128, "Combination of optional parameters invalid.");
	if (picks == 0)
		return symbols_filter(c, wanted);
	TRY(venue_text(c, "symbols", text, sizeof(text), &has));
	if (has)
		return symbols_list_read(c, text, wanted);
	TRY(venue_symbol(c, PRODUCT_SPOT, &index));
	wanted[index] = true;
	return OK;
}

enum err
venue_exchange_info(struct venue_call *c)
{
	bool wanted[CATALOG_LISTINGS_MAX] = { false };
	bool shows_sets = true;

	TRY(symbols_pick(c, wanted));
	TRY(venue_bool(c, "showPermissionSets", &shows_sets));
	info_open(c);
	json_write_array(&c->json, "rateLimits");
	venue_rate_limit(c, "REQUEST_WEIGHT", 1, WEIGHT_API_MAX);
	venue_rate_limit(c, "RAW_REQUESTS", 5, WEIGHT_RAW_MAX);
	json_write_close_array(&c->json);
	json_write_array(&c->json, "exchangeFilters");
	json_write_close_array(&c->json);
	json_write_array(&c->json, "symbols");
	for (int i = 0; i < c->world->catalog->listing_count; i++)
		if (wanted[i] && !venue_is_unlisted(c, &c->world->catalog->listings[i]))
			symbol_write(c, &c->world->catalog->listings[i], shows_sets);
	json_write_close_array(&c->json);
	json_write_close_object(&c->json);
	return OK;
}

/* In five-minute steps; what the exchange has besides (1s, 1m, 3m, 3d, 1w, 1M) we do not. */
static int64_t
interval_points(const char *name)
{
	static const struct {
		const char *name;
		int64_t points;
	} intervals[] = { { "5m", 1 }, { "15m", 3 }, { "30m", 6 }, { "1h", 12 }, { "2h", 24 },
		{ "4h", 48 }, { "6h", 72 }, { "8h", 96 }, { "12h", 144 }, { "1d", 288 } };

	for (size_t i = 0; i < sizeof(intervals) / sizeof(intervals[0]); i++)
		if (strcmp(intervals[i].name, name) == 0)
			return intervals[i].points;
	return 0;
}

static void
candle_write(struct venue_call *c, const struct market_candle *k)
{
	json_write_array(&c->json, NULL);
	json_write_i64(&c->json, NULL, k->open_ms);
	venue_amount(c, NULL, k->open_e8);
	venue_amount(c, NULL, k->high_e8);
	venue_amount(c, NULL, k->low_e8);
	venue_amount(c, NULL, k->close_e8);
	venue_amount(c, NULL, k->volume_e8);
	json_write_i64(&c->json, NULL, k->close_ms);
	venue_amount(c, NULL, k->quote_volume_e8);
	json_write_i64(&c->json, NULL, k->trade_count);
	venue_amount(c, NULL, k->volume_e8 / 2); /* the takers' half */
	venue_amount(c, NULL, k->quote_volume_e8 / 2);
	json_write_text(&c->json, NULL, "0");
	json_write_close_array(&c->json);
}

/* Candles [first, end) whose open time is within the two times, then cut to `limit`. */
static void
candles_pick(const struct venue_call *c, int64_t width_ms, const int64_t times_ms[2], int64_t limit,
    int64_t range[2])
{
	const bool has_start = query_count_of(&c->query, "startTime") > 0;
	const int64_t count = range[1];

	range[0] = 0;
	if (times_ms[0] > MARKET_FROM_MS)
		range[0] = (times_ms[0] - MARKET_FROM_MS + width_ms - 1) / width_ms;
	if (times_ms[1] < MARKET_FROM_MS)
		range[1] = 0;
	else if ((times_ms[1] - MARKET_FROM_MS) / width_ms < count)
		range[1] = (times_ms[1] - MARKET_FROM_MS) / width_ms + 1;
	if (range[0] > range[1])
		range[0] = range[1];
	if (range[1] - range[0] <= limit)
		return;
	if (has_start)
		range[1] = range[0] + limit;
	else
		range[0] = range[1] - limit;
}

/* What market.h lists has candles of its own; no candle begins in the future. */
static int64_t
candle_count(const struct venue_call *c, int symbol, int64_t points)
{
	const int64_t begun = catalog_candle_count(c->world->catalog, symbol, points, c->now_ms);
	int64_t made;

	if (symbol >= MARKET_SYMBOL_COUNT)
		return begun;
	made = market_candle_count(symbol, points);
	return made < begun ? made : begun;
}

static struct market_candle
candle(const struct venue_call *c, int symbol, int64_t points, int64_t index)
{
	if (symbol < MARKET_SYMBOL_COUNT)
		return market_candle(c->world->market, symbol, points, index);
	return catalog_candle(c->world->catalog, symbol, points, index);
}

enum err
venue_klines(struct venue_call *c)
{
	int64_t times_ms[2] = { 0, INT64_MAX }, range[2] = { 0, 0 }, limit, points;
	char interval[16];
	int symbol;
	bool has;

	TRY(venue_symbol(c, c->route->product, &symbol));
	TRY(venue_text(c, "interval", interval, sizeof(interval), NULL));
	points = interval_points(interval);
	if (points == 0)
		return venue_refuse(c, 400, -1120, "Invalid interval.");
	TRY(venue_number(c, "startTime", &times_ms[0], &has));
	TRY(venue_number(c, "endTime", &times_ms[1], &has));
	TRY(venue_limit(c, &limit));
	range[1] = candle_count(c, symbol, points);
	candles_pick(c, points * MARKET_POINT_MS, times_ms, limit, range);
	json_write_array(&c->json, NULL);
	for (int64_t i = range[0]; i < range[1]; i++) {
		const struct market_candle k = candle(c, symbol, points, i);

		candle_write(c, &k);
	}
	json_write_close_array(&c->json);
	return OK;
}
