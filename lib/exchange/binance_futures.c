/* SPDX-License-Identifier: Apache-2.0 */
/* USD-M and COIN-M futures: instruments, balances, positions, fills, income, liquidations. */
#include "lib/exchange/binance.h"

enum { INSTRUMENTS_MAX = 20000, ASSETS_MAX = 2000, POSITIONS_MAX = 20000 };

static bool
is_inverse(const struct binance_reading *r)
{
	return r->ask->feed->wallet == EXCHANGE_WALLET_INVERSE;
}

/* ---- instruments ---- */

struct instrument_row {
	char symbol[SYMBOL_SIZE];
	char baseAsset[ASSET_SIZE], quoteAsset[ASSET_SIZE], marginAsset[ASSET_SIZE];
	struct span filters, status, contractStatus, contractSize;
};

/* A contract is worth contractSize of the quote (COIN-M), or one of the base (USD-M). */
static enum err
instrument_of(const struct instrument_row *row, struct exchange_instrument *out,
    const struct binance_reading *r)
{
	const struct span status = row->status.size > 0 ? row->status : row->contractStatus;
	struct instrument *i = &out->instrument;

	if (row->symbol[0] == '\0' || row->baseAsset[0] == '\0' || row->quoteAsset[0] == '\0')
		return binance_expected(
		    r, ERR_INPUT, "symbol, baseAsset, quoteAsset", "names that are not empty");
	i->kind = is_inverse(r) ? INSTRUMENT_INVERSE : INSTRUMENT_LINEAR;
	memcpy(i->symbol, row->symbol, sizeof(i->symbol));
	memcpy(i->base, row->baseAsset, sizeof(i->base));
	memcpy(i->quote, row->quoteAsset, sizeof(i->quote));
	memcpy(i->settle, row->marginAsset, sizeof(i->settle));
	if (i->settle[0] == '\0')
		memcpy(i->settle, is_inverse(r) ? i->base : i->quote, sizeof(i->settle));
	i->contract_size = decimal_of(1);
	if (row->contractSize.size > 0)
		TRY(binance_positive_read(row->contractSize, "contractSize", &i->contract_size, r));
	else if (is_inverse(r))
		return binance_expected(r, ERR_INPUT, "contractSize", "a number above zero");
	out->is_trading = span_is(binance_bare(status), "TRADING");
	return binance_step_read(row->filters, &i->quantity_step, r);
}

static enum err
instrument_row(struct json *j, const struct binance_reading *r)
{
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct instrument_row, symbol, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct instrument_row, baseAsset, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct instrument_row, quoteAsset, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct instrument_row, marginAsset, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct instrument_row, filters, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct instrument_row, status, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct instrument_row, contractStatus, JSON_OPTIONAL),
		JSON_FIELD_NUMBER(struct instrument_row, contractSize, JSON_OPTIONAL),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_instrument out = { 0 };
	struct instrument_row row = { 0 };

	TRY(json_read_shape(j, &shape, &row, r->why));
	TRY(instrument_of(&row, &out, r));
	TRY(r->sink->instrument(r->sink->self, &out));
	r->out->row_count++;
	return OK;
}

enum err
binance_futures_instruments_read(struct span body, const struct binance_reading *r)
{
	static const struct binance_list list = { "symbols", INSTRUMENTS_MAX, instrument_row };

	return binance_member_rows_read(body, &list, NULL, r);
}

/* ---- balances and positions ---- */

/* BNFCR (EU accounts' funding credits) is an asset like the others. */
static enum err
balance_row(struct json *j, const struct binance_reading *r)
{
	struct balance_row {
		char asset[ASSET_SIZE];
		struct span walletBalance;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct balance_row, asset, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct balance_row, walletBalance, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_balance b = { .wallet = r->ask->feed->wallet };

	TRY(json_read_shape(j, &shape, &row, r->why));
	memcpy(b.asset, row.asset, sizeof(b.asset));
	TRY(binance_decimal_read(row.walletBalance, "walletBalance", &b.free, r));
	return binance_balance_put(&b, r);
}

enum err
binance_futures_balances_read(struct span body, const struct binance_reading *r)
{
	static const struct binance_list list = { "assets", ASSETS_MAX, balance_row };

	return binance_member_rows_read(body, &list, NULL, r);
}

/* One-way mode has BOTH; in hedge mode LONG and SHORT are two positions. */
static enum err
side_read(struct span raw, enum exchange_side *out, const struct binance_reading *r)
{
	const struct span side = binance_bare(raw);

	*out = EXCHANGE_SIDE_BOTH;
	if (span_is(side, "LONG"))
		*out = EXCHANGE_SIDE_LONG;
	else if (span_is(side, "SHORT"))
		*out = EXCHANGE_SIDE_SHORT;
	else if (raw.size > 0 && !span_is(side, "BOTH"))
		return binance_expected(r, ERR_INPUT, "positionSide", "BOTH, LONG or SHORT");
	return OK;
}

static enum err
position_row(struct json *j, const struct binance_reading *r)
{
	struct position_row {
		char symbol[SYMBOL_SIZE];
		struct span positionSide, positionAmt, entryPrice, markPrice, unRealizedProfit;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct position_row, symbol, JSON_REQUIRED),
		JSON_FIELD_RAW(struct position_row, positionSide, JSON_OPTIONAL),
		JSON_FIELD_NUMBER(struct position_row, positionAmt, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct position_row, entryPrice, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct position_row, markPrice, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct position_row, unRealizedProfit, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_position p = { .wallet = r->ask->feed->wallet };

	TRY(json_read_shape(j, &shape, &row, r->why));
	memcpy(p.symbol, row.symbol, sizeof(p.symbol));
	TRY(side_read(row.positionSide, &p.side, r));
	TRY(binance_decimal_read(row.positionAmt, "positionAmt", &p.quantity, r));
	TRY(binance_unsigned_read(row.entryPrice, "entryPrice", &p.entry_price, r));
	TRY(binance_unsigned_read(row.markPrice, "markPrice", &p.mark_price, r));
	TRY(binance_decimal_read(row.unRealizedProfit, "unRealizedProfit", &p.unrealized, r));
	TRY(r->sink->position(r->sink->self, &p));
	r->out->row_count++;
	return OK;
}

enum err
binance_positions_read(struct span body, const struct binance_reading *r)
{
	static const struct binance_list list = { "positionRisk", POSITIONS_MAX, position_row };

	return binance_array_read(body, &list, r);
}

/* ---- fills ---- */

struct fill_row {
	char symbol[SYMBOL_SIZE], commissionAsset[ASSET_SIZE];
	struct span id, orderId, side, positionSide, price, qty, quoteQty, baseQty, realizedPnl;
	struct span commission, time;
	bool maker;
};

static enum err
amounts_of(const struct fill_row *row, struct exchange_fill *out, const struct binance_reading *r)
{
	struct fill *f = &out->fill;

	TRY(binance_positive_read(row->price, "price", &f->price, r));
	TRY(binance_positive_read(row->qty, "qty", &f->quantity, r));
	TRY(binance_decimal_read(row->commission, "commission", &f->fee, r));
	if (row->realizedPnl.size > 0)
		TRY(binance_decimal_read(row->realizedPnl, "realizedPnl", &out->realized, r));
	if (row->quoteQty.size > 0)
		TRY(binance_unsigned_read(row->quoteQty, "quoteQty", &out->quote_quantity, r));
	return OK;
}

static enum err
fill_of(const struct fill_row *row, struct exchange_fill *out, const struct binance_reading *r)
{
	const struct span side = binance_bare(row->side);
	struct fill *f = &out->fill;

	if (!span_is(side, "BUY") && !span_is(side, "SELL"))
		return binance_expected(r, ERR_INPUT, "side", "BUY or SELL");
	f->side = span_is(side, "BUY") ? FILL_BUY : FILL_SELL;
	f->is_maker = row->maker;
	memcpy(out->symbol, row->symbol, sizeof(out->symbol));
	memcpy(f->fee_asset, row->commissionAsset, sizeof(f->fee_asset));
	TRY(binance_id_read(row->id, "id", &f->id, r));
	if (row->orderId.size > 0)
		TRY(binance_id_read(row->orderId, "orderId", &f->order_id, r));
	TRY(binance_ms_read(row->time, "time", &f->ts_ms, r));
	TRY(side_read(row->positionSide, &out->position, r));
	return amounts_of(row, out, r);
}

static enum err
fill_row(struct json *j, const struct binance_reading *r)
{
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct fill_row, symbol, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct fill_row, commissionAsset, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct fill_row, id, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct fill_row, orderId, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct fill_row, side, JSON_REQUIRED),
		JSON_FIELD_RAW(struct fill_row, positionSide, JSON_OPTIONAL),
		JSON_FIELD_NUMBER(struct fill_row, price, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct fill_row, qty, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct fill_row, quoteQty, JSON_OPTIONAL),
		JSON_FIELD_NUMBER(struct fill_row, realizedPnl, JSON_OPTIONAL),
		JSON_FIELD_NUMBER(struct fill_row, commission, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct fill_row, time, JSON_REQUIRED),
		JSON_FIELD_BOOL(struct fill_row, maker, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_fill out = { .wallet = r->ask->feed->wallet };
	struct fill_row row = { 0 };

	TRY(json_read_shape(j, &shape, &row, r->why));
	TRY(fill_of(&row, &out, r));
	return binance_trade_put(&out, r);
}

enum err
binance_futures_fills_read(struct span body, const struct binance_reading *r)
{
	return binance_page_read(body, "userTrades", fill_row, r);
}

/* ---- income ---- */

/* "Get Income History": incomeType and what it is to us; others are OTHER. */
static enum exchange_flow_kind
income_kind(struct span type)
{
	static const struct {
		const char *type;
		enum exchange_flow_kind kind;
	} kinds[] = {
		{ "FUNDING_FEE", EXCHANGE_FLOW_FUNDING }, { "TRANSFER", EXCHANGE_FLOW_TRANSFER },
		{ "INTERNAL_TRANSFER", EXCHANGE_FLOW_TRANSFER },
		{ "CROSS_COLLATERAL_TRANSFER", EXCHANGE_FLOW_TRANSFER },
		{ "STRATEGY_UMFUTURES_TRANSFER", EXCHANGE_FLOW_TRANSFER },
		{ "COIN_SWAP_DEPOSIT", EXCHANGE_FLOW_TRANSFER },
		{ "COIN_SWAP_WITHDRAW", EXCHANGE_FLOW_TRANSFER },
		{ "AUTO_EXCHANGE", EXCHANGE_FLOW_TRANSFER }, { "COMMISSION", EXCHANGE_FLOW_ECHO },
		{ "REALIZED_PNL", EXCHANGE_FLOW_ECHO }, { "INSURANCE_CLEAR", EXCHANGE_FLOW_FEE },
		{ "POSITION_LIMIT_INCREASE_FEE", EXCHANGE_FLOW_FEE },
		{ "FUTURES_PRESENT", EXCHANGE_FLOW_INCOME },
		{ "WELCOME_BONUS", EXCHANGE_FLOW_INCOME },
		{ "CONTEST_REWARD", EXCHANGE_FLOW_INCOME },
		{ "REFERRAL_KICKBACK", EXCHANGE_FLOW_INCOME },
		{ "COMMISSION_REBATE", EXCHANGE_FLOW_INCOME },
		{ "API_REBATE", EXCHANGE_FLOW_INCOME },
		{ "DELIVERED_SETTELMENT", EXCHANGE_FLOW_ECHO }, /* spelled so */
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (span_is(type, kinds[i].type))
			return kinds[i].kind;
	return EXCHANGE_FLOW_OTHER;
}

/*
 * A transfer into or out of this wallet is told once more, from both sides, by wallet.transfers:
 * here it is the wallet's own side of it, with the other side unknown.
 */
static void
income_ends(struct exchange_flow *f, enum exchange_wallet wallet)
{
	f->from = f->to = wallet;
	if (f->kind != EXCHANGE_FLOW_TRANSFER)
		return;
	if (decimal_sign(f->amount) < 0)
		f->to = EXCHANGE_WALLET_OTHER;
	else
		f->from = EXCHANGE_WALLET_OTHER;
}

static enum err
income_row(struct json *j, const struct binance_reading *r)
{
	struct income_row {
		char symbol[SYMBOL_SIZE], asset[ASSET_SIZE];
		struct span incomeType, income, time, tranId;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct income_row, symbol, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct income_row, asset, JSON_REQUIRED),
		JSON_FIELD_RAW(struct income_row, incomeType, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct income_row, income, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct income_row, time, JSON_REQUIRED),
		JSON_FIELD_RAW(struct income_row, tranId, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_flow f = { 0 };

	TRY(json_read_shape(j, &shape, &row, r->why));
	memcpy(f.symbol, row.symbol, sizeof(f.symbol));
	memcpy(f.asset, row.asset, sizeof(f.asset));
	TRY(binance_name_read(row.incomeType, "incomeType", f.what, sizeof(f.what), r));
	TRY(binance_name_read(row.tranId, "tranId", f.id, sizeof(f.id), r));
	TRY(binance_ms_read(row.time, "time", &f.ts_ms, r));
	TRY(binance_decimal_read(row.income, "income", &f.amount, r));
	f.kind = income_kind(span_text(f.what));
	income_ends(&f, r->ask->feed->wallet);
	if (f.kind == EXCHANGE_FLOW_TRANSFER && decimal_sign(f.amount) < 0)
		TRY(decimal_negate(f.amount, &f.amount));
	return binance_flow_put(&f, r);
}

enum err
binance_income_read(struct span body, const struct binance_reading *r)
{
	return binance_page_read(body, "income", income_row, r);
}

/* ---- liquidations ---- */

static enum err
force_order_row(struct json *j, const struct binance_reading *r)
{
	struct force_order_row {
		char symbol[SYMBOL_SIZE];
		struct span orderId, side, avgPrice, executedQty, updateTime;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct force_order_row, symbol, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct force_order_row, orderId, JSON_REQUIRED),
		JSON_FIELD_RAW(struct force_order_row, side, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct force_order_row, avgPrice, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct force_order_row, executedQty, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct force_order_row, updateTime, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);

	TRY(json_read_shape(j, &shape, &row, r->why));
	return binance_liquidation_put(
	    &(struct binance_liquidation){ r->ask->feed->wallet, row.symbol, row.orderId, row.side,
		row.avgPrice, row.executedQty, row.updateTime },
	    r);
}

enum err
binance_force_orders_read(struct span body, const struct binance_reading *r)
{
	return binance_page_read(body, "forceOrders", force_order_row, r);
}
