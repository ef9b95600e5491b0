/* SPDX-License-Identifier: Apache-2.0 */
/* Cross and isolated margin: balances with their debts, interest, loans, liquidations. */
#include "lib/exchange/binance.h"

enum { ASSETS_MAX = 20000, PAIRS_MAX = 5000 };

/* ---- balances ---- */

struct asset_row {
	char asset[ASSET_SIZE];
	struct span free, locked, borrowed, interest;
};

static const struct json_field asset_fields[] = {
	JSON_FIELD_TEXT(struct asset_row, asset, JSON_REQUIRED),
	JSON_FIELD_NUMBER(struct asset_row, free, JSON_REQUIRED),
	JSON_FIELD_NUMBER(struct asset_row, locked, JSON_REQUIRED),
	JSON_FIELD_NUMBER(struct asset_row, borrowed, JSON_REQUIRED),
	JSON_FIELD_NUMBER(struct asset_row, interest, JSON_REQUIRED),
};
static const struct json_shape asset_shape = JSON_SHAPE(asset_fields, JSON_UNKNOWN_IGNORED);

static enum err
asset_put(const struct asset_row *row, const char *symbol, const struct binance_reading *r)
{
	struct exchange_balance b = { .wallet = r->ask->feed->wallet };
	struct decimal interest;

	memcpy(b.asset, row->asset, sizeof(b.asset));
	TRY(span_to_text(span_text(symbol), b.symbol, sizeof(b.symbol)));
	TRY(binance_decimal_read(row->free, "free", &b.free, r));
	TRY(binance_decimal_read(row->locked, "locked", &b.locked, r));
	TRY(binance_unsigned_read(row->borrowed, "borrowed", &b.debt, r));
	TRY(binance_unsigned_read(row->interest, "interest", &interest, r));
	TRY(decimal_add(b.debt, interest, &b.debt));
	return binance_balance_put(&b, r);
}

static enum err
cross_row(struct json *j, const struct binance_reading *r)
{
	struct asset_row row = { 0 };

	TRY(json_read_shape(j, &asset_shape, &row, r->why));
	return asset_put(&row, "", r);
}

enum err
binance_margin_balances_read(struct span body, const struct binance_reading *r)
{
	static const struct binance_list list = { "userAssets", ASSETS_MAX, cross_row };

	return binance_member_rows_read(body, &list, NULL, r);
}

/* A pair has a wallet of its own with two assets. */
static enum err
pair_row(struct json *j, const struct binance_reading *r)
{
	struct pair_row {
		char symbol[SYMBOL_SIZE];
		struct asset_row baseAsset, quoteAsset;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct pair_row, symbol, JSON_REQUIRED),
		JSON_FIELD_SHAPE(struct pair_row, baseAsset, &asset_shape, JSON_REQUIRED),
		JSON_FIELD_SHAPE(struct pair_row, quoteAsset, &asset_shape, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);

	TRY(json_read_shape(j, &shape, &row, r->why));
	TRY(asset_put(&row.baseAsset, row.symbol, r));
	return asset_put(&row.quoteAsset, row.symbol, r);
}

enum err
binance_isolated_balances_read(struct span body, const struct binance_reading *r)
{
	static const struct binance_list list = { "assets", PAIRS_MAX, pair_row };

	return binance_member_rows_read(body, &list, NULL, r);
}

/* ---- interest and loans ---- */

/* The pair whose wallet it is, by the row's word or by the question; without one, cross margin. */
static enum err
pair_of(const char *row, struct exchange_flow *f, const struct binance_reading *r)
{
	const char *pair = row[0] == '\0' && r->ask->symbol != NULL ? r->ask->symbol : row;

	f->from = f->to = pair[0] != '\0' ? EXCHANGE_WALLET_ISOLATED : EXCHANGE_WALLET_MARGIN;
	return span_to_text(span_text(pair), f->symbol, sizeof(f->symbol));
}

/* Interest grows the debt; nothing leaves the balance until it is repaid. */
static enum err
interest_row(struct json *j, const struct binance_reading *r)
{
	struct interest_row {
		char asset[ASSET_SIZE], isolatedSymbol[SYMBOL_SIZE];
		struct span txId, type, interest, interestAccuredTime; /* spelled so */
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct interest_row, asset, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct interest_row, isolatedSymbol, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct interest_row, txId, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct interest_row, type, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct interest_row, interest, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct interest_row, interestAccuredTime, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_flow f = { .kind = EXCHANGE_FLOW_INTEREST };

	TRY(json_read_shape(j, &shape, &row, r->why));
	memcpy(f.asset, row.asset, sizeof(f.asset));
	TRY(pair_of(row.isolatedSymbol, &f, r));
	TRY(binance_name_read(row.type, "type", f.what, sizeof(f.what), r));
	TRY(binance_ms_read(row.interestAccuredTime, "interestAccuredTime", &f.ts_ms, r));
	/* Old rows have no txId; an asset of a wallet accrues once at a time. */
	TRY(binance_name_read(
	    row.txId.size > 0 ? row.txId : row.interestAccuredTime, "txId", f.id, sizeof(f.id), r));
	TRY(binance_unsigned_read(row.interest, "interest", &f.amount, r));
	TRY(decimal_negate(f.amount, &f.amount));
	return binance_flow_put(&f, r);
}

enum err
binance_interest_read(struct span body, const struct binance_reading *r)
{
	return binance_wrapped_page_read(body, "rows", interest_row, r);
}

/* "Query borrow/repay records": PENDING, CONFIRMED, FAILED.  A repayment pays interest too. */
static enum err
loan_row(struct json *j, const struct binance_reading *r)
{
	struct loan_row {
		char asset[ASSET_SIZE], isolatedSymbol[SYMBOL_SIZE];
		struct span txId, status, amount, timestamp;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct loan_row, asset, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct loan_row, isolatedSymbol, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct loan_row, txId, JSON_REQUIRED),
		JSON_FIELD_RAW(struct loan_row, status, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct loan_row, amount, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct loan_row, timestamp, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_flow f = { .kind = EXCHANGE_FLOW_LOAN };

	TRY(json_read_shape(j, &shape, &row, r->why));
	if (span_is(binance_bare(row.status), "PENDING"))
		r->out->open_count++;
	if (!span_is(binance_bare(row.status), "CONFIRMED"))
		return OK;
	memcpy(f.asset, row.asset, sizeof(f.asset));
	TRY(pair_of(row.isolatedSymbol, &f, r));
	TRY(span_to_text(span_text(r->ask->variant), f.what, sizeof(f.what)));
	TRY(binance_name_read(row.txId, "txId", f.id, sizeof(f.id), r));
	TRY(binance_ms_read(row.timestamp, "timestamp", &f.ts_ms, r));
	TRY(binance_unsigned_read(row.amount, "amount", &f.amount, r));
	if (strcmp(f.what, "REPAY") == 0)
		TRY(decimal_negate(f.amount, &f.amount));
	return binance_flow_put(&f, r);
}

enum err
binance_loans_read(struct span body, const struct binance_reading *r)
{
	return binance_wrapped_page_read(body, "rows", loan_row, r);
}

/* Every change of a margin balance; other feeds tell each one too, so it is for audits. */
static enum err
capital_flow_row(struct json *j, const struct binance_reading *r)
{
	struct capital_flow_row {
		char asset[ASSET_SIZE], symbol[SYMBOL_SIZE];
		struct span id, type, amount, timestamp;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct capital_flow_row, asset, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct capital_flow_row, symbol, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct capital_flow_row, id, JSON_REQUIRED),
		JSON_FIELD_RAW(struct capital_flow_row, type, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct capital_flow_row, amount, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct capital_flow_row, timestamp, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_flow f = { .kind = EXCHANGE_FLOW_ECHO };

	TRY(json_read_shape(j, &shape, &row, r->why));
	memcpy(f.asset, row.asset, sizeof(f.asset));
	TRY(pair_of(row.symbol, &f, r));
	TRY(binance_name_read(row.id, "id", f.id, sizeof(f.id), r));
	TRY(binance_name_read(row.type, "type", f.what, sizeof(f.what), r));
	TRY(binance_ms_read(row.timestamp, "timestamp", &f.ts_ms, r));
	TRY(binance_decimal_read(row.amount, "amount", &f.amount, r));
	return binance_flow_put(&f, r);
}

enum err
binance_capital_flow_read(struct span body, const struct binance_reading *r)
{
	return binance_page_read(body, "capital-flow", capital_flow_row, r);
}

/* ---- liquidations ---- */

static enum err
liquidation_row(struct json *j, const struct binance_reading *r)
{
	struct liquidation_row {
		char symbol[SYMBOL_SIZE];
		struct span orderId, side, avgPrice, executedQty, updatedTime;
		bool isIsolated;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct liquidation_row, symbol, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct liquidation_row, orderId, JSON_REQUIRED),
		JSON_FIELD_RAW(struct liquidation_row, side, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct liquidation_row, avgPrice, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct liquidation_row, executedQty, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct liquidation_row, updatedTime, JSON_REQUIRED),
		JSON_FIELD_BOOL(struct liquidation_row, isIsolated, JSON_OPTIONAL),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);

	TRY(json_read_shape(j, &shape, &row, r->why));
	return binance_liquidation_put(
	    &(struct binance_liquidation){
		row.isIsolated ? EXCHANGE_WALLET_ISOLATED : r->ask->feed->wallet, row.symbol,
		row.orderId, row.side, row.avgPrice, row.executedQty, row.updatedTime },
	    r);
}

enum err
binance_margin_liquidations_read(struct span body, const struct binance_reading *r)
{
	return binance_wrapped_page_read(body, "rows", liquidation_row, r);
}
