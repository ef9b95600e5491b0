/* SPDX-License-Identifier: Apache-2.0 */
/* Spot: instruments, balances, fills (margin's have the same form), and closing prices. */
#include "lib/base/text.h"
#include "lib/exchange/binance.h"

enum { INSTRUMENTS_MAX = 20000, ASSETS_MAX = 20000 };

/* ---- instruments ---- */

/* A symbol may have any status: TRADING, HALT, BREAK, END_OF_DAY ...; old ones have old fills. */
static enum err
instrument_row(struct json *j, const struct binance_reading *r)
{
	struct instrument_row {
		char symbol[SYMBOL_SIZE], baseAsset[ASSET_SIZE], quoteAsset[ASSET_SIZE];
		struct span filters, status;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct instrument_row, symbol, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct instrument_row, baseAsset, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct instrument_row, quoteAsset, JSON_REQUIRED),
		JSON_FIELD_RAW(struct instrument_row, filters, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct instrument_row, status, JSON_OPTIONAL),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_instrument out = { .instrument = { .kind = INSTRUMENT_SPOT,
					       .contract_size = decimal_of(1) } };
	struct instrument *i = &out.instrument;

	TRY(json_read_shape(j, &shape, &row, r->why));
	if (row.symbol[0] == '\0' || row.baseAsset[0] == '\0' || row.quoteAsset[0] == '\0')
		return binance_expected(
		    r, ERR_INPUT, "symbol, baseAsset, quoteAsset", "names that are not empty");
	memcpy(i->symbol, row.symbol, sizeof(i->symbol));
	memcpy(i->base, row.baseAsset, sizeof(i->base));
	memcpy(i->quote, row.quoteAsset, sizeof(i->quote));
	memcpy(i->settle, row.quoteAsset, sizeof(i->settle));
	out.is_trading = row.status.size == 0 || span_is(binance_bare(row.status), "TRADING");
	TRY(binance_step_read(row.filters, &i->quantity_step, r));
	TRY(r->sink->instrument(r->sink->self, &out));
	r->out->row_count++;
	return OK;
}

enum err
binance_spot_instruments_read(struct span body, const struct binance_reading *r)
{
	static const struct binance_list list = { "symbols", INSTRUMENTS_MAX, instrument_row };

	return binance_member_rows_read(body, &list, NULL, r);
}

/* ---- balances ---- */

static enum err
balance_row(struct json *j, const struct binance_reading *r)
{
	struct balance_row {
		char asset[ASSET_SIZE];
		struct span free, locked;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct balance_row, asset, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct balance_row, free, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct balance_row, locked, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_balance b = { .wallet = EXCHANGE_WALLET_SPOT };

	TRY(json_read_shape(j, &shape, &row, r->why));
	memcpy(b.asset, row.asset, sizeof(b.asset));
	TRY(binance_decimal_read(row.free, "free", &b.free, r));
	TRY(binance_decimal_read(row.locked, "locked", &b.locked, r));
	return binance_balance_put(&b, r);
}

/* "uid" is the account's own number: the same account added twice shows. */
static enum err
uid_member(struct json *j, struct span name, const struct binance_reading *r)
{
	struct span uid;

	if (!span_is(name, "uid"))
		return json_skip(j, NULL);
	TRY(json_number(j, &uid));
	return span_to_text(uid, r->out->account_id, sizeof(r->out->account_id));
}

enum err
binance_spot_balances_read(struct span body, const struct binance_reading *r)
{
	static const struct binance_list list = { "balances", ASSETS_MAX, balance_row };

	return binance_member_rows_read(body, &list, uid_member, r);
}

/* Frozen, locked and on its way out: still the account's. */
static enum err
funding_row(struct json *j, const struct binance_reading *r)
{
	struct funding_row {
		char asset[ASSET_SIZE];
		struct span free, locked, freeze, withdrawing;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct funding_row, asset, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct funding_row, free, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct funding_row, locked, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct funding_row, freeze, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct funding_row, withdrawing, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_balance b = { .wallet = EXCHANGE_WALLET_FUNDING };
	struct decimal freeze, withdrawing;

	TRY(json_read_shape(j, &shape, &row, r->why));
	memcpy(b.asset, row.asset, sizeof(b.asset));
	TRY(binance_decimal_read(row.free, "free", &b.free, r));
	TRY(binance_decimal_read(row.locked, "locked", &b.locked, r));
	TRY(binance_decimal_read(row.freeze, "freeze", &freeze, r));
	TRY(binance_decimal_read(row.withdrawing, "withdrawing", &withdrawing, r));
	TRY(decimal_add(b.locked, freeze, &b.locked));
	TRY(decimal_add(b.locked, withdrawing, &b.locked));
	return binance_balance_put(&b, r);
}

enum err
binance_funding_balances_read(struct span body, const struct binance_reading *r)
{
	static const struct binance_list list = { "get-funding-asset", ASSETS_MAX, funding_row };

	return binance_array_read(body, &list, r);
}

/* ---- fills ---- */

struct fill_row {
	char symbol[SYMBOL_SIZE], commissionAsset[ASSET_SIZE];
	struct span id, orderId, price, qty, quoteQty, commission, time;
	bool isBuyer, isMaker;
};

static enum err
fill_of(const struct fill_row *row, struct exchange_fill *out, const struct binance_reading *r)
{
	struct fill *f = &out->fill;

	f->side = row->isBuyer ? FILL_BUY : FILL_SELL;
	f->is_maker = row->isMaker;
	memcpy(f->fee_asset, row->commissionAsset, sizeof(f->fee_asset));
	TRY(binance_id_read(row->id, "id", &f->id, r));
	if (row->orderId.size > 0)
		TRY(binance_id_read(row->orderId, "orderId", &f->order_id, r));
	if (row->quoteQty.size > 0)
		TRY(binance_unsigned_read(row->quoteQty, "quoteQty", &out->quote_quantity, r));
	TRY(binance_ms_read(row->time, "time", &f->ts_ms, r));
	TRY(binance_positive_read(row->price, "price", &f->price, r));
	TRY(binance_positive_read(row->qty, "qty", &f->quantity, r));
	return binance_decimal_read(row->commission, "commission", &f->fee, r);
}

static enum err
fill_row(struct json *j, const struct binance_reading *r)
{
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct fill_row, symbol, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct fill_row, commissionAsset, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct fill_row, id, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct fill_row, orderId, JSON_OPTIONAL),
		JSON_FIELD_NUMBER(struct fill_row, price, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct fill_row, qty, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct fill_row, quoteQty, JSON_OPTIONAL),
		JSON_FIELD_NUMBER(struct fill_row, commission, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct fill_row, time, JSON_REQUIRED),
		JSON_FIELD_BOOL(struct fill_row, isBuyer, JSON_REQUIRED),
		JSON_FIELD_BOOL(struct fill_row, isMaker, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_fill out = { .wallet = r->ask->feed->wallet };
	struct fill_row row = { 0 };

	TRY(json_read_shape(j, &shape, &row, r->why));
	memcpy(out.symbol, row.symbol, sizeof(out.symbol));
	TRY(fill_of(&row, &out, r));
	return binance_trade_put(&out, r);
}

enum err
binance_spot_fills_read(struct span body, const struct binance_reading *r)
{
	return binance_page_read(body, "myTrades", fill_row, r);
}

/* ---- closing prices ---- */

/* [open time, open, high, low, close, volume, close time, ...] */
static enum err
kline_row_read(struct json *j, struct span *close, struct span *close_time)
{
	enum { CLOSE = 4, CLOSE_TIME = 6, COUNT_MIN = 7 };
	size_t at = 0;
	bool more;

	TRY(json_enter_array(j));
	for (;; at++) {
		TRY(json_element(j, &more));
		if (!more)
			break;
		if (at == CLOSE)
			TRY(json_plain(j, close));
		else if (at == CLOSE_TIME)
			TRY(json_number(j, close_time));
		else
			TRY(json_skip(j, NULL));
	}
	ENSURE(at >= COUNT_MIN, ERR_INPUT);
	return OK;
}

static enum err
kline_row(struct json *j, const struct binance_reading *r)
{
	struct exchange_result *out = r->out;
	struct exchange_mark mark;
	struct span close, close_time;
	enum err e;

	e = kline_row_read(j, &close, &close_time);
	if (e != OK)
		return binance_expected(r, e, "kline",
		    "an array whose 5th element is the close and whose 7th its time");
	TRY(binance_positive_read(close, "close", &mark.price, r));
	TRY(binance_ms_read(close_time, "close time", &mark.ts_ms, r));
	if (mark.ts_ms < r->ask->from_ms || mark.ts_ms <= out->last_ms)
		return binance_expected(
		    r, ERR_INPUT, "close time", "later than startTime and the row before");
	if (r->ask->server_ms > 0 && mark.ts_ms >= r->ask->server_ms)
		return OK;
	TRY(r->sink->mark(r->sink->self, &mark));
	out->last_ms = mark.ts_ms;
	out->row_count++;
	return OK;
}

enum err
binance_marks_read(struct span body, const struct binance_reading *r)
{
	TRY(binance_page_read(body, "klines", kline_row, r));
	/* A page that ends in a step that is not over is the last, however full. */
	r->out->is_last = r->out->is_last || r->out->row_count < r->ask->feed->page_rows;
	return OK;
}
