/* SPDX-License-Identifier: Apache-2.0 */
/* Binance: its hosts and budgets, everything there is to ask, and how a question is written. */
#include "lib/exchange/binance.h"

#include "lib/base/text.h"

#define DAY_MS 86400000LL

/* ---- hosts and budgets (rest-api.md "Limits"; each family counts for itself) ---- */

enum { SPOT, SAPI, FAPI, DAPI, FAMILY_COUNT };

static const struct exchange_family families[FAMILY_COUNT] = {
	[SPOT] = { "spot", "https://api.binance.com", "https://testnet.binance.vision",
	    { { .amount = 6000, .window_ms = 60000, .used_field = "X-MBX-USED-WEIGHT-1M" },
		{ .amount = 300000, .window_ms = 300000 } } },
	[SAPI] = { "sapi", "https://api.binance.com", NULL,
	    { { .amount = 12000, .window_ms = 60000, .used_field = "X-SAPI-USED-IP-WEIGHT-1M" },
		{ .amount = 180000,
		    .window_ms = 60000,
		    .is_per_key = true,
		    .is_per_feed = true,
		    .used_field = "X-SAPI-USED-UID-WEIGHT-1M" } } },
	[FAPI] = { "fapi", "https://fapi.binance.com", "https://testnet.binancefuture.com",
	    { { .amount = 2400, .window_ms = 60000, .used_field = "X-MBX-USED-WEIGHT-1M" } } },
	[DAPI] = { "dapi", "https://dapi.binance.com", "https://testnet.binancefuture.com",
	    { { .amount = 2400, .window_ms = 60000, .used_field = "X-MBX-USED-WEIGHT-1M" } } },
};

/* ---- calls: how each feed's request is spelled ---- */

#define TIMES .from = "startTime", .to = "endTime"
#define BY_ID .page = "fromId", .page_kind = BINANCE_PAGE_ID
#define BY_OFFSET .page = "offset", .page_kind = BINANCE_PAGE_OFFSET
#define BY_NUMBER(name) .page = (name), .page_kind = BINANCE_PAGE_NUMBER
#define CALL(path_, read_, ...)                               \
	&(const struct binance_call)                          \
	{                                                     \
		.path = (path_), .read = (read_), __VA_ARGS__ \
	}

/* "Query User Universal Transfer History": every type that may be asked without a symbol. */
static const char *const transfer_types[] = { "MAIN_UMFUTURE", "UMFUTURE_MAIN", "MAIN_CMFUTURE",
	"CMFUTURE_MAIN", "MAIN_MARGIN", "MARGIN_MAIN", "MAIN_FUNDING", "FUNDING_MAIN",
	"UMFUTURE_MARGIN", "MARGIN_UMFUTURE", "CMFUTURE_MARGIN", "MARGIN_CMFUTURE",
	"FUNDING_UMFUTURE", "UMFUTURE_FUNDING", "FUNDING_CMFUTURE", "CMFUTURE_FUNDING",
	"MARGIN_FUNDING", "FUNDING_MARGIN", "MAIN_OPTION", "OPTION_MAIN", "UMFUTURE_OPTION",
	"OPTION_UMFUTURE", "MARGIN_OPTION", "OPTION_MARGIN", "FUNDING_OPTION", "OPTION_FUNDING",
	"MAIN_PORTFOLIO_MARGIN", "PORTFOLIO_MARGIN_MAIN", "MAIN_ISOLATED_MARGIN",
	"ISOLATED_MARGIN_MAIN", NULL };
static const char *const in_and_out[] = { "0", "1", NULL };
static const char *const loan_types[] = { "BORROW", "REPAY", NULL };

enum {
	IDS_SPOT,
	IDS_LINEAR,
	IDS_INVERSE,
	IDS_DUST,
	IDS_CONVERT,
	IDS_BUSD,
	IDS_CARD,
	IDS_INTEREST,
	IDS_LOANS,
	IDS_FORCED
};

/* What most rows share. */
#define PUBLIC .is_public = true
#define WINDOW(days) .paging = EXCHANGE_PAGING_WINDOW, .window_ms = (days)*DAY_MS
#define KEEPS(days) .retention_ms = (days)*DAY_MS
#define FINAL_IN(days) .settle_ms = (days)*DAY_MS
#define FILLS_BY_ID \
	.needs_symbol = true, .paging = EXCHANGE_PAGING_ID, .page_rows = EXCHANGE_PAGE_FILLS_MAX
/* "If isolatedSymbol is not sent, crossed margin data will be returned." */
#define OF_ISOLATED .needs_symbol = true
#define MARKS_BY_TIME \
	PUBLIC, .needs_symbol = true, .paging = EXCHANGE_PAGING_TIME, .page_rows = 1000
#define FEED(name_, kind_, wallet_, family_, ...)                                               \
	{                                                                                       \
		.name = (name_), .kind = EXCHANGE_##kind_, .wallet = EXCHANGE_WALLET_##wallet_, \
		.family = (family_), __VA_ARGS__                                                \
	}

static const struct exchange_feed feeds[] = {
	FEED("spot.time", TIME, SPOT, SPOT, PUBLIC, .weights = { 1, 1 },
	    .call = CALL("/api/v3/time", binance_time_read, )),
	FEED("linear.time", TIME, LINEAR, FAPI, PUBLIC, .weights = { 1 },
	    .call = CALL("/fapi/v1/time", binance_time_read, )),
	FEED("inverse.time", TIME, INVERSE, DAPI, PUBLIC, .weights = { 1 },
	    .call = CALL("/dapi/v1/time", binance_time_read, )),

	FEED("key.permissions", PERMISSIONS, OTHER, SAPI, .weights = { 1 },
	    .call = CALL("/sapi/v1/account/apiRestrictions", binance_permissions_read, )),

	FEED("spot.instruments", INSTRUMENTS, SPOT, SPOT, PUBLIC, .weights = { 20, 1 },
	    .call = CALL("/api/v3/exchangeInfo", binance_spot_instruments_read,
		.fixed = "showPermissionSets=false")), /* thrice as short */
	FEED("linear.instruments", INSTRUMENTS, LINEAR, FAPI, PUBLIC, .weights = { 1 },
	    .call = CALL("/fapi/v1/exchangeInfo", binance_futures_instruments_read, )),
	FEED("inverse.instruments", INSTRUMENTS, INVERSE, DAPI, PUBLIC, .weights = { 1 },
	    .call = CALL("/dapi/v1/exchangeInfo", binance_futures_instruments_read, )),

	FEED("spot.balances", BALANCES, SPOT, SPOT, .weights = { 20, 1 },
	    .call = CALL(
		"/api/v3/account", binance_spot_balances_read, .fixed = "omitZeroBalances=true")),
	FEED("funding.balances", BALANCES, FUNDING, SAPI, .weights = { 1 },
	    .call = CALL("/sapi/v1/asset/get-funding-asset", binance_funding_balances_read,
		.is_post = true)),
	FEED("margin.balances", BALANCES, MARGIN, SAPI, .weights = { 10 },
	    .call = CALL("/sapi/v1/margin/account", binance_margin_balances_read, )),
	FEED("isolated.balances", BALANCES, ISOLATED, SAPI, .weights = { 10 },
	    .call = CALL("/sapi/v1/margin/isolated/account", binance_isolated_balances_read, )),
	FEED("linear.balances", BALANCES, LINEAR, FAPI, .weights = { 5 },
	    .call = CALL("/fapi/v3/account", binance_futures_balances_read, )),
	FEED("inverse.balances", BALANCES, INVERSE, DAPI, .weights = { 5 },
	    .call = CALL("/dapi/v1/account", binance_futures_balances_read, )),

	FEED("linear.positions", POSITIONS, LINEAR, FAPI, .weights = { 5 },
	    .call = CALL("/fapi/v3/positionRisk", binance_positions_read, )),
	FEED("inverse.positions", POSITIONS, INVERSE, DAPI, .weights = { 1 },
	    .call = CALL("/dapi/v1/positionRisk", binance_positions_read, )),

	FEED("spot.fills", FILLS, SPOT, SPOT, FILLS_BY_ID, .id_space = IDS_SPOT,
	    .weights = { 20, 1 },
	    .call = CALL("/api/v3/myTrades", binance_spot_fills_read, .symbol = "symbol",
		.size = "limit", BY_ID)),
	FEED("margin.fills", FILLS, MARGIN, SAPI, FILLS_BY_ID, .id_space = IDS_SPOT,
	    .weights = { 10 },
	    .call = CALL("/sapi/v1/margin/myTrades", binance_spot_fills_read, .symbol = "symbol",
		.size = "limit", BY_ID)),
	FEED("isolated.fills", FILLS, ISOLATED, SAPI, FILLS_BY_ID, .id_space = IDS_SPOT,
	    .weights = { 10 },
	    .call = CALL("/sapi/v1/margin/myTrades", binance_spot_fills_read,
		.fixed = "isIsolated=TRUE", .symbol = "symbol", .size = "limit", BY_ID)),
	FEED("linear.fills", FILLS, LINEAR, FAPI, FILLS_BY_ID, .id_space = IDS_LINEAR, KEEPS(183),
	    .weights = { 5 },
	    .call = CALL("/fapi/v1/userTrades", binance_futures_fills_read, .symbol = "symbol",
		.size = "limit", BY_ID)),
	FEED("inverse.fills", FILLS, INVERSE, DAPI, FILLS_BY_ID, .id_space = IDS_INVERSE,
	    KEEPS(183), .weights = { 20 },
	    .call = CALL("/dapi/v1/userTrades", binance_futures_fills_read, .symbol = "symbol",
		.size = "limit", BY_ID)),
	FEED("wallet.dust", FILLS, SPOT, SAPI, WINDOW(90), .id_space = IDS_DUST, .page_rows = 100,
	    .weights = { 1 }, .call = CALL("/sapi/v1/asset/dribblet", binance_dust_read, TIMES)),
	FEED("wallet.convert", FILLS, SPOT, SAPI, WINDOW(30), .id_space = IDS_CONVERT,
	    .page_rows = 1000, .weights = { 0, 3000 },
	    .call =
		CALL("/sapi/v1/convert/tradeFlow", binance_convert_read, TIMES, .size = "limit")),
	FEED("wallet.busd_convert", FILLS, SPOT, SAPI, WINDOW(90), .id_space = IDS_BUSD,
	    .page_rows = 100, .weights = { 0, 5 },
	    .call = CALL("/sapi/v1/asset/convert-transfer/queryByPage", binance_busd_read, TIMES,
		.size = "size", BY_NUMBER("current"))),
	FEED("wallet.fiat_payments", FILLS, SPOT, SAPI, WINDOW(30), .id_space = IDS_CARD,
	    .variants = in_and_out, FINAL_IN(7), .page_rows = 500, .weights = { 1 },
	    .call = CALL("/sapi/v1/fiat/payments", binance_fiat_payments_read,
		.variant = "transactionType", .from = "beginTime", .to = "endTime", .size = "rows",
		BY_NUMBER("page"))),

	FEED("wallet.deposits", FLOWS, SPOT, SAPI, WINDOW(89), FINAL_IN(2), .page_rows = 1000,
	    .weights = { 1 },
	    .call = CALL("/sapi/v1/capital/deposit/hisrec", binance_deposits_read, TIMES,
		.size = "limit", BY_OFFSET)),
	FEED("wallet.withdrawals", FLOWS, SPOT, SAPI, WINDOW(89), FINAL_IN(2), .page_rows = 1000,
	    .weights = { 1, 18000 },
	    .call = CALL("/sapi/v1/capital/withdraw/history", binance_withdrawals_read, TIMES,
		.size = "limit", BY_OFFSET)),
	FEED("wallet.fiat_orders", FLOWS, SPOT, SAPI, WINDOW(30), FINAL_IN(7),
	    .variants = in_and_out, .page_rows = 500, .weights = { 0, 45000 },
	    .call =
		CALL("/sapi/v1/fiat/orders", binance_fiat_orders_read, .variant = "transactionType",
		    .from = "beginTime", .to = "endTime", .size = "rows", BY_NUMBER("page"))),
	FEED("wallet.transfers", FLOWS, SPOT, SAPI, WINDOW(180), KEEPS(180),
	    .variants = transfer_types, .page_rows = 100, .weights = { 1 },
	    .call = CALL("/sapi/v1/asset/transfer", binance_transfers_read, TIMES,
		.variant = "type", .size = "size", BY_NUMBER("current"))),
	FEED("wallet.dividends", FLOWS, SPOT, SAPI, WINDOW(180), .page_rows = 500,
	    .weights = { 10 },
	    .call = CALL(
		"/sapi/v1/asset/assetDividend", binance_dividends_read, TIMES, .size = "limit")),
	FEED("isolated.transfers_in", FLOWS, ISOLATED, SAPI, WINDOW(180), KEEPS(180), OF_ISOLATED,
	    .page_rows = 100, .weights = { 1 },
	    .call = CALL("/sapi/v1/asset/transfer", binance_transfers_read, TIMES,
		.fixed = "type=MARGIN_ISOLATEDMARGIN", .symbol = "toSymbol", .size = "size",
		BY_NUMBER("current"))),
	FEED("isolated.transfers_out", FLOWS, ISOLATED, SAPI, WINDOW(180), KEEPS(180), OF_ISOLATED,
	    .page_rows = 100, .weights = { 1 },
	    .call = CALL("/sapi/v1/asset/transfer", binance_transfers_read, TIMES,
		.fixed = "type=ISOLATEDMARGIN_MARGIN", .symbol = "fromSymbol", .size = "size",
		BY_NUMBER("current"))),
	FEED("isolated.transfers_across", FLOWS, ISOLATED, SAPI, WINDOW(180), KEEPS(180),
	    OF_ISOLATED, .needs_second = true, .page_rows = 100, .weights = { 1 },
	    .call = CALL("/sapi/v1/asset/transfer", binance_transfers_read, TIMES,
		.fixed = "type=ISOLATEDMARGIN_ISOLATEDMARGIN", .symbol = "fromSymbol",
		.second = "toSymbol", .size = "size", BY_NUMBER("current"))),
	FEED("margin.interest", FLOWS, MARGIN, SAPI, WINDOW(30), .id_space = IDS_INTEREST,
	    .page_rows = 100, .weights = { 1 },
	    .call = CALL("/sapi/v1/margin/interestHistory", binance_interest_read, TIMES,
		.size = "size", BY_NUMBER("current"))),
	FEED("isolated.interest", FLOWS, ISOLATED, SAPI, WINDOW(30), OF_ISOLATED,
	    .id_space = IDS_INTEREST, .page_rows = 100, .weights = { 1 },
	    .call = CALL("/sapi/v1/margin/interestHistory", binance_interest_read, TIMES,
		.symbol = "isolatedSymbol", .size = "size", BY_NUMBER("current"))),
	/* Seven days: thirty are answered only of one asset, and the rest is left out silently. */
	FEED("margin.loans", FLOWS, MARGIN, SAPI, WINDOW(7), .variants = loan_types,
	    .id_space = IDS_LOANS, .page_rows = 100, .weights = { 10 },
	    .call = CALL("/sapi/v1/margin/borrow-repay", binance_loans_read, TIMES,
		.variant = "type", .size = "size", BY_NUMBER("current"))),
	FEED("isolated.loans", FLOWS, ISOLATED, SAPI, WINDOW(7), OF_ISOLATED,
	    .variants = loan_types, .id_space = IDS_LOANS, .page_rows = 100, .weights = { 10 },
	    .call =
		CALL("/sapi/v1/margin/borrow-repay", binance_loans_read, TIMES, .variant = "type",
		    .symbol = "isolatedSymbol", .size = "size", BY_NUMBER("current"))),
	FEED("margin.capital_flow", FLOWS, MARGIN, SAPI, WINDOW(7), KEEPS(90), .page_rows = 1000,
	    .weights = { 100 },
	    .call = CALL(
		"/sapi/v1/margin/capital-flow", binance_capital_flow_read, TIMES, .size = "limit")),
	FEED("linear.income", FLOWS, LINEAR, FAPI, WINDOW(7), KEEPS(90), .page_rows = 1000,
	    .weights = { 30 },
	    .call = CALL(
		"/fapi/v1/income", binance_income_read, TIMES, .size = "limit", BY_NUMBER("page"))),
	FEED("inverse.income", FLOWS, INVERSE, DAPI, WINDOW(200), KEEPS(365), .page_rows = 1000,
	    .weights = { 20 },
	    .call = CALL(
		"/dapi/v1/income", binance_income_read, TIMES, .size = "limit", BY_NUMBER("page"))),

	FEED("margin.liquidations", LIQUIDATIONS, MARGIN, SAPI, WINDOW(90), .id_space = IDS_FORCED,
	    .page_rows = 100, .weights = { 1 },
	    .call = CALL("/sapi/v1/margin/forceLiquidationRec", binance_margin_liquidations_read,
		TIMES, .size = "size", BY_NUMBER("current"))),
	FEED("isolated.liquidations", LIQUIDATIONS, ISOLATED, SAPI, WINDOW(90), OF_ISOLATED,
	    .id_space = IDS_FORCED, .page_rows = 100, .weights = { 1 },
	    .call = CALL("/sapi/v1/margin/forceLiquidationRec", binance_margin_liquidations_read,
		TIMES, .symbol = "isolatedSymbol", .size = "size", BY_NUMBER("current"))),
	FEED("linear.liquidations", LIQUIDATIONS, LINEAR, FAPI, WINDOW(7), KEEPS(90),
	    .page_rows = 100, .weights = { 50 },
	    .call =
		CALL("/fapi/v1/forceOrders", binance_force_orders_read, TIMES, .size = "limit")),
	FEED("inverse.liquidations", LIQUIDATIONS, INVERSE, DAPI, WINDOW(7), KEEPS(90),
	    .page_rows = 100, .weights = { 50 },
	    .call =
		CALL("/dapi/v1/forceOrders", binance_force_orders_read, TIMES, .size = "limit")),

	FEED("spot.marks", MARKS, SPOT, SPOT, MARKS_BY_TIME, .weights = { 2, 1 },
	    .call = CALL("/api/v3/klines", binance_marks_read, .symbol = "symbol", .size = "limit",
		TIMES, .has_interval = true)),
	FEED("linear.marks", MARKS, LINEAR, FAPI, MARKS_BY_TIME, .weights = { 5 },
	    .call = CALL("/fapi/v1/klines", binance_marks_read, .symbol = "symbol", .size = "limit",
		TIMES, .has_interval = true)),
	FEED("inverse.marks", MARKS, INVERSE, DAPI, MARKS_BY_TIME, .weights = { 5 },
	    .call = CALL("/dapi/v1/klines", binance_marks_read, .symbol = "symbol", .size = "limit",
		TIMES, .has_interval = true)),
};

/* What moves balances here without a row; each is a residual of `completeness`. */
static const struct exchange_omission omissions[] = {
	{ "lockedEarn",
	    "Earn products for a time (Simple Earn locked, staking, dual investment): what is "
	    "subscribed is missing until it is redeemed; flexible Simple Earn is counted" },
	{ "portfolioMargin",
	    "accounts in portfolio margin: balances, fills and interest of theirs" },
	{ "options", "European options" },
	{ "subAccounts", "transfers between a main account and its sub-accounts" },
	{ "peerToPeer", "P2P orders, Pay and gift cards, which move the funding wallet" },
	{ "cryptoLoans", "loans against collateral outside of margin" },
	{ "renamedAssets",
	    "an asset that was renamed or redenominated: the old name is missing, the new one is "
	    "left "
	    "over" },
};

/* "LDUSDT": lent by a flexible product of Simple Earn; told of among spot's balances. */
static bool
binance_stands_for(const char *asset, char coin[ASSET_SIZE])
{
	if (strncmp(asset, "LD", 2) != 0 || asset[2] == '\0')
		return false;
	return span_to_text(span_text(asset + 2), coin, ASSET_SIZE) == OK;
}

/* ---- questions ---- */

static bool
is_variant(const struct exchange_feed *feed, const char *variant)
{
	if (feed->variants == NULL)
		return true;
	for (size_t i = 0; variant != NULL && feed->variants[i] != NULL; i++)
		if (strcmp(feed->variants[i], variant) == 0)
			return true;
	return false;
}

static enum err
interval_write(int64_t step_ms, struct buf *query)
{
	static const struct {
		int64_t ms;
		const char *name;
	} steps[] = { { 0, "1h" }, { 60000, "1m" }, { 3600000, "1h" }, { DAY_MS, "1d" } };

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i].ms == step_ms)
			return binance_query_text(query, "interval", steps[i].name);
	return ERR_INPUT;
}

static enum err
times_write(const struct exchange_ask *ask, const struct binance_call *call, struct buf *query)
{
	const int64_t longest = ask->feed->window_ms;

	ENSURE(ask->from_ms >= 0 && ask->to_ms >= ask->from_ms, ERR_INPUT);
	ENSURE(longest == 0 || ask->to_ms - ask->from_ms <= longest, ERR_INPUT);
	TRY(binance_query_number(query, call->from, ask->from_ms));
	return binance_query_number(query, call->to, ask->to_ms);
}

static enum err
page_write(const struct exchange_ask *ask, const struct binance_call *call, struct buf *query)
{
	uint64_t page = call->page_kind == BINANCE_PAGE_NUMBER;

	if (call->page_kind == BINANCE_PAGE_NONE)
		return OK;
	if (call->page_kind == BINANCE_PAGE_ID)
		page = ask->from_id;
	else if (ask->cursor != NULL && ask->cursor[0] != '\0')
		TRY(text_u64_parse(span_text(ask->cursor), INT32_MAX, &page));
	ENSURE(page <= INT64_MAX, ERR_INPUT);
	return binance_query_number(query, call->page, (int64_t)page);
}

/* The call's own parameters, in the order fixed, variant, symbols, size, times, page. */
static enum err
own_query_write(const struct exchange_ask *ask, struct buf *query)
{
	const struct binance_call *call = ask->feed->call;

	if (call->fixed != NULL)
		TRY(buf_append(query, span_text(call->fixed)));
	if (call->has_interval)
		TRY(interval_write(ask->step_ms, query));
	if (call->variant != NULL)
		TRY(binance_query_text(query, call->variant, ask->variant));
	if (call->symbol != NULL)
		TRY(binance_query_text(query, call->symbol, ask->symbol));
	if (call->second != NULL)
		TRY(binance_query_text(query, call->second, ask->second));
	if (call->size != NULL)
		TRY(binance_query_number(query, call->size, ask->feed->page_rows));
	if (call->from != NULL)
		TRY(times_write(ask, call, query));
	return page_write(ask, call, query);
}

static bool
is_own_feed(const struct exchange_feed *feed)
{
	return feed >= feeds && feed < feeds + sizeof(feeds) / sizeof(feeds[0]);
}

static enum err
binance_build(const struct exchange_ask *ask, struct exchange_request *out)
{
	AUTO(buf) own = buf_new(EXCHANGE_TARGET_SIZE_MAX);
	const struct binance_call *call;
	struct binance_target target;
	enum err e;

	ENSURE(is_own_feed(ask->feed), ERR_BUG);
	call = ask->feed->call;
	ENSURE(!ask->feed->needs_symbol || binance_is_symbol(ask->symbol), ERR_INPUT);
	ENSURE(!ask->feed->needs_second || binance_is_symbol(ask->second), ERR_INPUT);
	ENSURE(is_variant(ask->feed, ask->variant), ERR_INPUT);
	TRY(own_query_write(ask, &own));
	target = (struct binance_target){ call->path, buf_span(&own), !ask->feed->is_public,
		call->is_post };
	e = binance_request_write(&target, ask, out);
	if (e != OK)
		exchange_request_wipe(out);
	return e;
}

static enum err
binance_parse(const struct exchange_ask *ask, const struct exchange_answer *answer,
    const struct exchange_sink *sink, struct exchange_result *out, struct why *why)
{
	const struct binance_reading r = { ask, sink, out, why };

	ENSURE(is_own_feed(ask->feed), ERR_BUG);
	*out = (struct exchange_result){ 0 };
	TRY(binance_refusal_read(answer, &out->refusal, why));
	return ((const struct binance_call *)ask->feed->call)->read(answer->body, &r);
}

const struct exchange exchange_binance = {
	.name = "binance",
	.families = families,
	.family_count = FAMILY_COUNT,
	.feeds = feeds,
	.feed_count = sizeof(feeds) / sizeof(feeds[0]),
	.omissions = omissions,
	.omission_count = sizeof(omissions) / sizeof(omissions[0]),
	.build = binance_build,
	.parse = binance_parse,
	.advise = binance_advise,
	.stands_for = binance_stands_for,
};
