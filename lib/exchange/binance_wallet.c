/* SPDX-License-Identifier: Apache-2.0 */
/* What moves coins besides trading: deposits, withdrawals, fiat, transfers, dividends. */
#include "lib/exchange/binance.h"

/* ---- deposits and withdrawals ---- */

struct movement_row {
	char coin[ASSET_SIZE], txId[EXCHANGE_REFERENCE_SIZE];
	struct span id, amount, status;
	struct span insertTime;             /* deposits */
	char applyTime[EXCHANGE_WHAT_SIZE]; /* withdrawals: UTC text */
	struct span transactionFee;         /* withdrawals */
};

static const struct json_field movement_fields[] = {
	JSON_FIELD_TEXT(struct movement_row, coin, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct movement_row, txId, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct movement_row, id, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct movement_row, amount, JSON_REQUIRED),
	JSON_FIELD_RAW(struct movement_row, status, JSON_REQUIRED),
	JSON_FIELD_NUMBER(struct movement_row, insertTime, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct movement_row, applyTime, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct movement_row, transactionFee, JSON_OPTIONAL),
};
static const struct json_shape movement_shape = JSON_SHAPE(movement_fields, JSON_UNKNOWN_IGNORED);

/* Its id, or for old deposits, which have none, the chain's. */
static enum err
movement_of(
    const struct movement_row *row, struct exchange_flow *f, const struct binance_reading *r)
{
	memcpy(f->asset, row->coin, sizeof(f->asset));
	memcpy(f->reference, row->txId, sizeof(f->reference));
	if (row->id.size > 0)
		TRY(binance_name_read(row->id, "id", f->id, sizeof(f->id), r));
	else if (row->txId[0] != '\0')
		TRY(span_to_text(
		    span_first(span_text(row->txId), sizeof(f->id) - 1), f->id, sizeof(f->id)));
	else
		return binance_expected(r, ERR_INPUT, "id", "an id, or a txId");
	f->from = f->to = EXCHANGE_WALLET_SPOT;
	return binance_unsigned_read(row->amount, "amount", &f->amount, r);
}

/*
 * "Deposit History" status: 1 success, 6 credited but not withdrawable yet: both count.  0 pending,
 * 8 waiting for the user: not yet.  7 wrong deposit, 2 rejected: never.
 */
static enum err
deposit_row(struct json *j, const struct binance_reading *r)
{
	struct exchange_flow f = { .kind = EXCHANGE_FLOW_DEPOSIT, .what = "deposit" };
	struct movement_row row = { 0 };
	struct span status;

	TRY(json_read_shape(j, &movement_shape, &row, r->why));
	status = binance_bare(row.status);
	if (span_is(status, "0") || span_is(status, "8"))
		r->out->open_count++;
	if (!span_is(status, "1") && !span_is(status, "6"))
		return OK;
	TRY(movement_of(&row, &f, r));
	TRY(binance_ms_read(row.insertTime, "insertTime", &f.ts_ms, r));
	return binance_flow_put(&f, r);
}

enum err
binance_deposits_read(struct span body, const struct binance_reading *r)
{
	return binance_page_read(body, "deposit/hisrec", deposit_row, r);
}

/*
 * "Withdraw History" status: 6 completed.  0 email sent, 2 awaiting approval, 4 processing: open.
 * 1 cancelled, 3 rejected, 5 failed: the coins came back.  The fee is taken besides the amount.
 */
static enum err
withdrawal_row(struct json *j, const struct binance_reading *r)
{
	struct exchange_flow f = { .kind = EXCHANGE_FLOW_WITHDRAWAL, .what = "withdrawal" };
	struct movement_row row = { 0 };
	struct span status;

	TRY(json_read_shape(j, &movement_shape, &row, r->why));
	status = binance_bare(row.status);
	if (span_is(status, "0") || span_is(status, "2") || span_is(status, "4"))
		r->out->open_count++;
	if (!span_is(status, "6"))
		return OK;
	TRY(movement_of(&row, &f, r));
	TRY(decimal_negate(f.amount, &f.amount));
	if (row.transactionFee.size > 0)
		TRY(binance_unsigned_read(row.transactionFee, "transactionFee", &f.fee, r));
	TRY(binance_clock_read(span_text(row.applyTime), "applyTime", &f.ts_ms, r));
	return binance_flow_put(&f, r);
}

enum err
binance_withdrawals_read(struct span body, const struct binance_reading *r)
{
	return binance_page_read(body, "withdraw/history", withdrawal_row, r);
}

/* ---- fiat ---- */

/* Is the variant "0", money in? */
static bool
is_in(const struct binance_reading *r)
{
	return r->ask->variant != NULL && strcmp(r->ask->variant, "0") == 0;
}

/* "Fiat Deposit/Withdraw History": Successful and Finished count; `amount` is without the fee. */
static enum err
fiat_order_row(struct json *j, const struct binance_reading *r)
{
	struct fiat_order_row {
		char fiatCurrency[ASSET_SIZE];
		struct span orderNo, amount, totalFee, status, createTime;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct fiat_order_row, fiatCurrency, JSON_REQUIRED),
		JSON_FIELD_RAW(struct fiat_order_row, orderNo, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct fiat_order_row, amount, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct fiat_order_row, totalFee, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct fiat_order_row, status, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct fiat_order_row, createTime, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_flow f = { .kind = EXCHANGE_FLOW_WITHDRAWAL, .what = "fiat" };

	TRY(json_read_shape(j, &shape, &row, r->why));
	if (span_is(binance_bare(row.status), "Processing"))
		r->out->open_count++;
	if (!span_is(binance_bare(row.status), "Successful") &&
	    !span_is(binance_bare(row.status), "Finished"))
		return OK;
	memcpy(f.asset, row.fiatCurrency, sizeof(f.asset));
	TRY(binance_name_read(row.orderNo, "orderNo", f.id, sizeof(f.id), r));
	TRY(binance_ms_read(row.createTime, "createTime", &f.ts_ms, r));
	TRY(binance_unsigned_read(row.amount, "amount", &f.amount, r));
	if (is_in(r)) {
		f.kind = EXCHANGE_FLOW_DEPOSIT; /* the fee never reached the account */
		return binance_flow_put(&f, r);
	}
	TRY(decimal_negate(f.amount, &f.amount));
	if (row.totalFee.size > 0)
		TRY(binance_unsigned_read(row.totalFee, "totalFee", &f.fee, r));
	return binance_flow_put(&f, r);
}

enum err
binance_fiat_orders_read(struct span body, const struct binance_reading *r)
{
	return binance_wrapped_page_read(body, "data", fiat_order_row, r);
}

/* ---- transfers ---- */

enum err
binance_wallets_of(struct span type, enum exchange_wallet *from, enum exchange_wallet *to)
{
	static const struct {
		const char *name;
		enum exchange_wallet wallet;
	} wallets[] = {
		{ "MAIN", EXCHANGE_WALLET_SPOT },
		{ "FUNDING", EXCHANGE_WALLET_FUNDING },
		{ "MARGIN", EXCHANGE_WALLET_MARGIN },
		{ "ISOLATEDMARGIN", EXCHANGE_WALLET_ISOLATED },
		{ "ISOLATED_MARGIN", EXCHANGE_WALLET_ISOLATED },
		{ "UMFUTURE", EXCHANGE_WALLET_LINEAR },
		{ "CMFUTURE", EXCHANGE_WALLET_INVERSE },
		{ "OPTION", EXCHANGE_WALLET_OPTION },
		{ "PORTFOLIO_MARGIN", EXCHANGE_WALLET_UNIFIED },
	};
	enum { WALLET_COUNT = sizeof(wallets) / sizeof(wallets[0]) };

	for (size_t i = 0; i < WALLET_COUNT * WALLET_COUNT; i++) {
		const char *left = wallets[i / WALLET_COUNT].name;
		const char *right = wallets[i % WALLET_COUNT].name;
		const size_t left_size = strlen(left);

		if (type.size != left_size + 1 + strlen(right) || !span_starts(type, left) ||
		    type.p[left_size] != '_' || !span_is(span_from(type, left_size + 1), right))
			continue;
		*from = wallets[i / WALLET_COUNT].wallet;
		*to = wallets[i % WALLET_COUNT].wallet;
		return OK;
	}
	return ERR_INPUT;
}

/* "Query User Universal Transfer History": CONFIRMED, PENDING, FAILED. */
static enum err
transfer_row(struct json *j, const struct binance_reading *r)
{
	struct transfer_row {
		char asset[ASSET_SIZE];
		struct span tranId, type, status, amount, timestamp;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct transfer_row, asset, JSON_REQUIRED),
		JSON_FIELD_RAW(struct transfer_row, tranId, JSON_REQUIRED),
		JSON_FIELD_RAW(struct transfer_row, type, JSON_REQUIRED),
		JSON_FIELD_RAW(struct transfer_row, status, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct transfer_row, amount, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct transfer_row, timestamp, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_flow f = { .kind = EXCHANGE_FLOW_TRANSFER };

	TRY(json_read_shape(j, &shape, &row, r->why));
	if (span_is(binance_bare(row.status), "PENDING"))
		r->out->open_count++;
	if (!span_is(binance_bare(row.status), "CONFIRMED"))
		return OK;
	memcpy(f.asset, row.asset, sizeof(f.asset));
	if (r->ask->symbol != NULL) /* an isolated pair's; the row does not name it */
		TRY(span_to_text(span_text(r->ask->symbol), f.symbol, sizeof(f.symbol)));
	TRY(binance_name_read(row.type, "type", f.what, sizeof(f.what), r));
	if (binance_wallets_of(span_text(f.what), &f.from, &f.to) != OK)
		return binance_expected(r, ERR_INPUT, "type", "two wallets, like MAIN_UMFUTURE");
	TRY(binance_name_read(row.tranId, "tranId", f.id, sizeof(f.id), r));
	TRY(binance_ms_read(row.timestamp, "timestamp", &f.ts_ms, r));
	TRY(binance_unsigned_read(row.amount, "amount", &f.amount, r));
	return binance_flow_put(&f, r);
}

enum err
binance_transfers_read(struct span body, const struct binance_reading *r)
{
	return binance_wrapped_page_read(body, "rows", transfer_row, r);
}

/* ---- dividends ---- */

/* "Asset Dividend Record": airdrops, staking and savings rewards; profit, no capital was put in. */
static enum err
dividend_row(struct json *j, const struct binance_reading *r)
{
	struct dividend_row {
		char asset[ASSET_SIZE];
		struct span id, tranId, enInfo, amount, divTime;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct dividend_row, asset, JSON_REQUIRED),
		JSON_FIELD_RAW(struct dividend_row, id, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct dividend_row, tranId, JSON_REQUIRED),
		JSON_FIELD_RAW(struct dividend_row, enInfo, JSON_OPTIONAL),
		JSON_FIELD_NUMBER(struct dividend_row, amount, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct dividend_row, divTime, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_flow f = {
		.kind = EXCHANGE_FLOW_INCOME,
		.what = "dividend",
		.from = EXCHANGE_WALLET_SPOT,
		.to = EXCHANGE_WALLET_SPOT,
	};

	TRY(json_read_shape(j, &shape, &row, r->why));
	memcpy(f.asset, row.asset, sizeof(f.asset));
	TRY(binance_name_read(row.id.size > 0 ? row.id : row.tranId, "id", f.id, sizeof(f.id), r));
	/* Words for people ("BNB Vault", "Launchpool"); not needed, so not demanded. */
	if (row.enInfo.size > 0 && binance_bare(row.enInfo).size < sizeof(f.reference))
		(void)span_to_text(binance_bare(row.enInfo), f.reference, sizeof(f.reference));
	TRY(binance_ms_read(row.divTime, "divTime", &f.ts_ms, r));
	TRY(binance_decimal_read(row.amount, "amount", &f.amount, r));
	return binance_flow_put(&f, r);
}

enum err
binance_dividends_read(struct span body, const struct binance_reading *r)
{
	return binance_wrapped_page_read(body, "rows", dividend_row, r);
}
