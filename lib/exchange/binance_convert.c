/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fills that are in no list of trades: dust, Convert, BUSD's end, purchases by card.
 *
 * Each is a sale of one asset for another at a price that is the quotient of two exact amounts.
 * Both amounts are delivered; the quotient is rounded half to even at 1e-18.
 */
#include "lib/crypto/crypto.h"
#include "lib/exchange/binance.h"

/* Two amounts change hands: `sold` of base against quote_quantity of quote. */
static enum err
sale_of(struct exchange_fill *f, const char *kind, const struct binance_reading *r)
{
	f->wallet = EXCHANGE_WALLET_SPOT;
	if (binance_conversion_name(kind, f) != OK)
		return binance_expected(r, ERR_LIMIT, "asset", "shorter names");
	if (decimal_div(f->quote_quantity, f->fill.quantity, &f->fill.price) != OK ||
	    decimal_sign(f->fill.price) <= 0)
		return binance_expected(r, ERR_INPUT, "amount", "a price that can be written");
	return OK;
}

/* ---- dust ---- */

/* transferedAmount is what the coins fetched; the service charge is taken out of it. */
static enum err
dust_row(struct json *j, const struct binance_reading *r)
{
	struct dust_row {
		char fromAsset[ASSET_SIZE], targetAsset[ASSET_SIZE];
		struct span transId, amount, transferedAmount, serviceChargeAmount, operateTime;
	} row = { .targetAsset = "BNB" };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct dust_row, fromAsset, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct dust_row, targetAsset, JSON_OPTIONAL),
		JSON_FIELD_NUMBER(struct dust_row, transId, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct dust_row, amount, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct dust_row, transferedAmount, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct dust_row, serviceChargeAmount, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct dust_row, operateTime, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct exchange_fill f = { .fill = { .side = FILL_SELL } };

	TRY(json_read_shape(j, &shape, &row, r->why));
	memcpy(f.base, row.fromAsset, sizeof(f.base));
	memcpy(f.quote, row.targetAsset, sizeof(f.quote));
	memcpy(f.fill.fee_asset, row.targetAsset, sizeof(f.fill.fee_asset));
	TRY(binance_id_read(row.transId, "transId", &f.fill.id, r));
	f.fill.order_id = f.fill.id;
	TRY(binance_ms_read(row.operateTime, "operateTime", &f.fill.ts_ms, r));
	TRY(binance_positive_read(row.amount, "amount", &f.fill.quantity, r));
	TRY(binance_positive_read(row.transferedAmount, "transferedAmount", &f.quote_quantity, r));
	TRY(binance_unsigned_read(row.serviceChargeAmount, "serviceChargeAmount", &f.fill.fee, r));
	TRY(sale_of(&f, "dust", r));
	return binance_fill_put(&f, r);
}

/* One operation with its coins: {"userAssetDribbletDetails": [...], ...} */
static enum err
dribblet_row(struct json *j, const struct binance_reading *r)
{
	static const struct binance_list list = { "userAssetDribbletDetails", 1000, dust_row };
	struct span name;
	size_t count;
	bool more, has_rows = false;

	TRY(json_enter_object(j));
	for (;;) {
		TRY(json_member(j, &name, &more));
		if (!more)
			break;
		if (!span_is(name, list.name)) {
			TRY(json_skip(j, NULL));
			continue;
		}
		TRY(binance_rows_read(j, &list, &count, r));
		has_rows = true;
	}
	return has_rows ? OK : binance_expected(r, ERR_INPUT, list.name, "an array");
}

enum err
binance_dust_read(struct span body, const struct binance_reading *r)
{
	return binance_wrapped_page_read(body, "userAssetDribblets", dribblet_row, r);
}

/* ---- Convert ---- */

struct convert_row {
	char from[ASSET_SIZE], to[ASSET_SIZE];
	struct span id, status, from_amount, to_amount, time;
};

static enum err
convert_put(const struct convert_row *row, const char *kind, const struct binance_reading *r)
{
	struct exchange_fill f = { .fill = { .side = FILL_SELL } };

	memcpy(f.base, row->from, sizeof(f.base));
	memcpy(f.quote, row->to, sizeof(f.quote));
	memcpy(f.fill.fee_asset, row->to, sizeof(f.fill.fee_asset));
	TRY(binance_id_read(binance_bare(row->id), "id", &f.fill.id, r));
	f.fill.order_id = f.fill.id;
	TRY(binance_ms_read(row->time, "time", &f.fill.ts_ms, r));
	TRY(binance_positive_read(row->from_amount, "amount given", &f.fill.quantity, r));
	TRY(binance_positive_read(row->to_amount, "amount received", &f.quote_quantity, r));
	TRY(sale_of(&f, kind, r));
	return binance_fill_put(&f, r);
}

/* "Get Convert Trade History": PROCESS and ACCEPT_SUCCESS are open, SUCCESS counts, FAIL never. */
static enum err
convert_row(struct json *j, const struct binance_reading *r)
{
	struct trade_flow_row {
		char fromAsset[ASSET_SIZE], toAsset[ASSET_SIZE];
		struct span orderId, orderStatus, fromAmount, toAmount, createTime;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct trade_flow_row, fromAsset, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct trade_flow_row, toAsset, JSON_REQUIRED),
		JSON_FIELD_RAW(struct trade_flow_row, orderId, JSON_REQUIRED),
		JSON_FIELD_RAW(struct trade_flow_row, orderStatus, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct trade_flow_row, fromAmount, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct trade_flow_row, toAmount, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct trade_flow_row, createTime, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct convert_row out = { 0 };

	TRY(json_read_shape(j, &shape, &row, r->why));
	if (span_is(binance_bare(row.orderStatus), "PROCESS") ||
	    span_is(binance_bare(row.orderStatus), "ACCEPT_SUCCESS"))
		r->out->open_count++;
	if (!span_is(binance_bare(row.orderStatus), "SUCCESS"))
		return OK;
	out = (struct convert_row){ .id = row.orderId,
		.from_amount = row.fromAmount,
		.to_amount = row.toAmount,
		.time = row.createTime };
	memcpy(out.from, row.fromAsset, sizeof(out.from));
	memcpy(out.to, row.toAsset, sizeof(out.to));
	return convert_put(&out, "convert", r);
}

enum err
binance_convert_read(struct span body, const struct binance_reading *r)
{
	return binance_wrapped_page_read(body, "list", convert_row, r);
}

/* "Query BUSD convert history": the exchange turned BUSD into another stable coin, or back. */
static enum err
busd_row(struct json *j, const struct binance_reading *r)
{
	struct busd_row {
		char deductedAsset[ASSET_SIZE], targetAsset[ASSET_SIZE];
		struct span tranId, status, deductedAmount, targetAmount, time;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct busd_row, deductedAsset, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct busd_row, targetAsset, JSON_REQUIRED),
		JSON_FIELD_RAW(struct busd_row, tranId, JSON_REQUIRED),
		JSON_FIELD_RAW(struct busd_row, status, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct busd_row, deductedAmount, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct busd_row, targetAmount, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct busd_row, time, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct convert_row out = { 0 };

	TRY(json_read_shape(j, &shape, &row, r->why));
	if (span_is(binance_bare(row.status), "P"))
		r->out->open_count++;
	if (!span_is(binance_bare(row.status), "S"))
		return OK;
	out = (struct convert_row){ .id = row.tranId,
		.from_amount = row.deductedAmount,
		.to_amount = row.targetAmount,
		.time = row.time };
	memcpy(out.from, row.deductedAsset, sizeof(out.from));
	memcpy(out.to, row.targetAsset, sizeof(out.to));
	return convert_put(&out, "busd", r);
}

enum err
binance_busd_read(struct span body, const struct binance_reading *r)
{
	return binance_wrapped_page_read(body, "rows", busd_row, r);
}

/* ---- purchases and sales against fiat ---- */

struct payment_row {
	char fiatCurrency[ASSET_SIZE], cryptoCurrency[ASSET_SIZE];
	char orderNo[EXCHANGE_ID_SIZE];
	struct span status, sourceAmount, obtainAmount, totalFee, paymentMethod, createTime;
};

/* Paid from outside the account: the money came in, and at once went into the purchase. */
static enum err
payment_deposit(const struct payment_row *row, int64_t ts_ms, const struct binance_reading *r)
{
	struct exchange_flow f = { .kind = EXCHANGE_FLOW_DEPOSIT,
		.what = "card",
		.ts_ms = ts_ms,
		.from = EXCHANGE_WALLET_SPOT,
		.to = EXCHANGE_WALLET_SPOT };

	memcpy(f.id, row->orderNo, sizeof(f.id));
	memcpy(f.asset, row->fiatCurrency, sizeof(f.asset));
	TRY(binance_unsigned_read(row->sourceAmount, "sourceAmount", &f.amount, r));
	return binance_flow_put(&f, r);
}

/* orderNo is a text: 63 bits of its digest name the fill. */
static enum err
number_of(const char *order, uint64_t *out)
{
	uint8_t digest[SHA256_SIZE];
	struct reader bytes = reader_over(SPAN_OF(digest));

	TRY(sha256_of(span_text(order), digest));
	TRY(reader_u64be(&bytes, out));
	*out >>= 1;
	return OK;
}

/* sourceAmount is fiat with the fee in it, obtainAmount is crypto. */
static enum err
payment_put(const struct payment_row *row, bool is_buy, const struct binance_reading *r)
{
	struct exchange_fill f = { .fill = { .side = is_buy ? FILL_BUY : FILL_SELL } };

	memcpy(f.base, row->cryptoCurrency, sizeof(f.base));
	memcpy(f.quote, row->fiatCurrency, sizeof(f.quote));
	memcpy(f.fill.fee_asset, row->fiatCurrency, sizeof(f.fill.fee_asset));
	TRY(number_of(row->orderNo, &f.fill.id));
	TRY(binance_ms_read(row->createTime, "createTime", &f.fill.ts_ms, r));
	TRY(binance_positive_read(row->obtainAmount, "obtainAmount", &f.fill.quantity, r));
	TRY(binance_positive_read(row->sourceAmount, "sourceAmount", &f.quote_quantity, r));
	if (row->totalFee.size > 0)
		TRY(binance_unsigned_read(row->totalFee, "totalFee", &f.fill.fee, r));
	if (is_buy)
		TRY(decimal_sub(f.quote_quantity, f.fill.fee, &f.quote_quantity));
	TRY(sale_of(&f, "fiat", r));
	if (is_buy && !span_is(binance_bare(row->paymentMethod), "Cash Balance"))
		TRY(payment_deposit(row, f.fill.ts_ms, r));
	return binance_fill_put(&f, r);
}

static enum err
payment_row(struct json *j, const struct binance_reading *r)
{
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct payment_row, fiatCurrency, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct payment_row, cryptoCurrency, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct payment_row, orderNo, JSON_REQUIRED),
		JSON_FIELD_RAW(struct payment_row, status, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct payment_row, sourceAmount, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct payment_row, obtainAmount, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct payment_row, totalFee, JSON_OPTIONAL),
		JSON_FIELD_RAW(struct payment_row, paymentMethod, JSON_OPTIONAL),
		JSON_FIELD_NUMBER(struct payment_row, createTime, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct payment_row row = { 0 };

	TRY(json_read_shape(j, &shape, &row, r->why));
	if (span_is(binance_bare(row.status), "Processing"))
		r->out->open_count++;
	if (!span_is(binance_bare(row.status), "Completed"))
		return OK;
	return payment_put(&row, strcmp(r->ask->variant, "0") == 0, r);
}

enum err
binance_fiat_payments_read(struct span body, const struct binance_reading *r)
{
	return binance_wrapped_page_read(body, "data", payment_row, r);
}
