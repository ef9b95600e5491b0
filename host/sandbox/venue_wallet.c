/* SPDX-License-Identifier: Apache-2.0 */
/* /sapi: what moves coins besides trading.  Source: "Wallet", "Fiat", "Convert" pages. */
#include "host/sandbox/amount.h"
#include "host/sandbox/venue_list.h"
#include "lib/base/text.h"

#define KIND(kind) (1U << (kind))

/* "32 hex digits" that say which event it is, as chains' and orders' ids look. */
static void
id_member(struct venue_call *c, const char *name, uint64_t id, const char *prefix)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "%s%016llx%016llx", prefix,
	    (unsigned long long)(id * 0x9e3779b97f4a7c15), (unsigned long long)id);
	json_write_text(&c->json, name, text);
}

static void
number_text_member(struct venue_call *c, const char *name, uint64_t v)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%llu", (unsigned long long)v);
	json_write_text(&c->json, name, text);
}

/* ---- deposits and withdrawals ---- */

/* coin=BTC */
static bool
is_coin(const struct venue_call *c, const struct event *e)
{
	char coin[CATALOG_ASSET_SIZE];

	return query_text(&c->query, "coin", coin, sizeof(coin)) != OK ||
	    strcmp(coin, c->world->catalog->assets[e->asset].name) == 0;
}

/* 1 success, 6 credited and not to be withdrawn yet, 0 pending, 7 wrong deposit. */
static void
deposit_row(struct venue_call *c, const struct event *e)
{
	struct json_writer *w = &c->json;
	const bool is_fresh = e->state == EVENT_DONE && c->now_ms - e->ts_ms < 3600000;

	json_write_object(w, NULL);
	number_text_member(c, "id", e->id);
	venue_amount(c, "amount", e->amount_e8);
	venue_asset(c, "coin", e->asset);
	json_write_text(w, "network", "ETH");
	json_write_i64(w, "status",
	    e->state == EVENT_PENDING      ? 0
		: e->state == EVENT_FAILED ? 7
		: is_fresh                 ? 6
					   : 1);
	json_write_text(w, "address", "0x788cabe9236ce061e5a892e1a59395a81fc8d62c");
	json_write_text(w, "addressTag", "");
	id_member(c, "txId", e->id, "0x");
	json_write_i64(w, "insertTime", e->ts_ms);
	json_write_i64(w, "completeTime", e->ts_ms + 60000);
	json_write_i64(w, "transferType", 0);
	json_write_text(w, "confirmTimes", "12/12");
	json_write_i64(w, "unlockConfirm", 12);
	json_write_i64(w, "walletType", 0);
	json_write_close_object(w);
}

const struct list_rule venue_deposits = { .kinds = KIND(EVENT_DEPOSIT),
	.days_most = 90,
	.code = -4047,
	.page = LIST_BY_OFFSET,
	.page_name = "offset",
	.size_name = "limit",
	.size_default = 1000,
	.size_max = 1000,
	.fits = is_coin,
	.row = deposit_row };

/* 6 completed, 4 processing, 5 failed. */
static void
withdrawal_row(struct venue_call *c, const struct event *e)
{
	static const int64_t states[] = { 6, 4, 5 };
	struct json_writer *w = &c->json;
	char time[TEXT_TIME_SIZE];

	text_time_write(e->ts_ms, time);
	time[10] = ' '; /* "2025-11-05 10:20:30" */
	time[19] = '\0';
	json_write_object(w, NULL);
	id_member(c, "id", e->id, "");
	venue_amount(c, "amount", e->amount_e8);
	venue_amount(c, "transactionFee", e->fee_e8);
	venue_asset(c, "coin", e->asset);
	json_write_i64(w, "status", states[e->state]);
	json_write_text(w, "address", "0x94df8b352de7f46f64b01d3666bf6e936e44ce60");
	if (e->state == EVENT_DONE)
		id_member(c, "txId", e->id, "0x");
	json_write_text(w, "applyTime", time);
	json_write_text(w, "network", "ETH");
	json_write_i64(w, "transferType", 0);
	json_write_text(w, "info", "");
	json_write_i64(w, "confirmNo", 12);
	json_write_i64(w, "walletType", 0);
	json_write_text(w, "txKey", "");
	json_write_close_object(w);
}

const struct list_rule venue_withdrawals = { .kinds = KIND(EVENT_WITHDRAWAL),
	.days_most = 90,
	.code = -4047,
	.page = LIST_BY_OFFSET,
	.page_name = "offset",
	.size_name = "limit",
	.size_default = 1000,
	.size_max = 1000,
	.fits = is_coin,
	.row = withdrawal_row };

/* ---- fiat ---- */

/* transactionType: 0 in (deposit, buy), 1 out (withdrawal, sell). */
static enum err
direction_check(struct venue_call *c)
{
	int64_t type;

	TRY(venue_number(c, "transactionType", &type, NULL));
	if (type > 1)
		return venue_refuse(
		    c, 400, -1130, "Data sent for parameter 'transactionType' is not valid.");
	return OK;
}

static bool
is_direction(const struct venue_call *c, const struct event *e)
{
	char type[4];

	return query_text(&c->query, "transactionType", type, sizeof(type)) == OK &&
	    (type[0] == '0') == e->is_buyer;
}

static void
fiat_order_row(struct venue_call *c, const struct event *e)
{
	static const char *const states[] = { "Successful", "Processing", "Failed" };
	struct json_writer *w = &c->json;

	json_write_object(w, NULL);
	id_member(c, "orderNo", e->id, "");
	venue_asset(c, "fiatCurrency", e->asset);
	venue_amount(c, "indicatedAmount", e->amount_e8 + e->fee_e8);
	venue_amount(c, "amount", e->amount_e8);
	venue_amount(c, "totalFee", e->fee_e8);
	json_write_text(w, "method", "BankAccount");
	json_write_text(w, "status", states[e->state]);
	json_write_i64(w, "createTime", e->ts_ms);
	json_write_i64(w, "updateTime", e->ts_ms + 60000);
	json_write_close_object(w);
}

#define FIAT_PAGES                                                                         \
	.from = "beginTime", .days_most = 30, .page = LIST_BY_NUMBER, .page_name = "page", \
	.size_name = "rows", .size_default = 100, .size_max = 500, .frame = LIST_FIAT,     \
	.check = direction_check, .fits = is_direction

const struct list_rule venue_fiat_orders = {
	.kinds = KIND(EVENT_FIAT), FIAT_PAGES, .row = fiat_order_row
};

static void
fiat_payment_row(struct venue_call *c, const struct event *e)
{
	struct json_writer *w = &c->json;

	json_write_object(w, NULL);
	id_member(c, "orderNo", e->id, "");
	venue_amount(c, "sourceAmount", e->quote_e8);
	venue_asset(c, "fiatCurrency", e->asset);
	venue_amount(c, "obtainAmount", e->quantity_e8);
	venue_asset(c, "cryptoCurrency", e->other);
	venue_amount(c, "totalFee", e->fee_e8);
	venue_amount(c, "price", (e->quote_e8 - e->fee_e8) * AMOUNT_ONE / e->quantity_e8);
	json_write_text(w, "status", "Completed");
	json_write_text(w, "paymentMethod", e->is_buyer ? "Credit Card" : "Cash Balance");
	json_write_i64(w, "createTime", e->ts_ms);
	json_write_i64(w, "updateTime", e->ts_ms + 60000);
	json_write_close_object(w);
}

const struct list_rule venue_fiat_payments = {
	.kinds = KIND(EVENT_PAYMENT), FIAT_PAGES, .row = fiat_payment_row
};

/* ---- transfers ---- */

static const char *const wallet_names[WALLET_COUNT] = { [WALLET_SPOT] = "MAIN",
	[WALLET_FUNDING] = "FUNDING",
	[WALLET_MARGIN] = "MARGIN",
	[WALLET_ISOLATED] = "ISOLATEDMARGIN",
	[WALLET_LINEAR] = "UMFUTURE",
	[WALLET_INVERSE] = "CMFUTURE" };

/* Spelled in two ways: MAIN_ISOLATED_MARGIN, but MARGIN_ISOLATEDMARGIN. */
static const char *
name_beside(enum wallet wallet, enum wallet other)
{
	return wallet == WALLET_ISOLATED && other == WALLET_SPOT ? "ISOLATED_MARGIN"
								 : wallet_names[wallet];
}

static void
transfer_type(const struct event *e, char out[48])
{
	(void)snprintf(
	    out, 48, "%s_%s", name_beside(e->wallet, e->to), name_beside(e->to, e->wallet));
}

/* "fromSymbol must be sent when type are ISOLATEDMARGIN_MARGIN and ...", toSymbol likewise. */
static enum err
transfer_check(struct venue_call *c)
{
	static const char from[] = "ISOLATEDMARGIN_", to[] = "_ISOLATEDMARGIN";
	char type[48], symbol[48];
	size_t size;

	TRY(venue_text(c, "type", type, sizeof(type), NULL));
	size = strlen(type);
	if (strncmp(type, from, sizeof(from) - 1) == 0)
		TRY(venue_text(c, "fromSymbol", symbol, sizeof(symbol), NULL));
	if (size >= sizeof(to) && strcmp(type + size - (sizeof(to) - 1), to) == 0)
		TRY(venue_text(c, "toSymbol", symbol, sizeof(symbol), NULL));
	return OK;
}

/* Is the parameter absent, or this listing's name? */
static bool
is_pair(const struct venue_call *c, const char *parameter, int listing)
{
	char symbol[48];

	return query_text(&c->query, parameter, symbol, sizeof(symbol)) != OK ||
	    (listing >= 0 && strcmp(symbol, c->world->catalog->listings[listing].symbol) == 0);
}

static bool
is_transfer(const struct venue_call *c, const struct event *e)
{
	char wanted[48], type[48];

	transfer_type(e, type);
	return query_text(&c->query, "type", wanted, sizeof(wanted)) == OK &&
	    strcmp(wanted, type) == 0 && is_pair(c, "fromSymbol", e->symbol) &&
	    is_pair(c, "toSymbol", journal_is_across(e) ? e->to_symbol : e->symbol);
}

static void
transfer_row(struct venue_call *c, const struct event *e)
{
	char type[48];

	transfer_type(e, type);
	json_write_object(&c->json, NULL);
	venue_asset(c, "asset", e->asset);
	venue_amount(c, "amount", e->amount_e8);
	json_write_text(&c->json, "type", type);
	json_write_text(&c->json, "status", "CONFIRMED");
	json_write_i64(&c->json, "tranId", (int64_t)e->id);
	json_write_i64(&c->json, "timestamp", e->ts_ms);
	json_write_close_object(&c->json);
}

const struct list_rule venue_transfers = { .kinds = KIND(EVENT_TRANSFER),
	.days_most = 183,
	.days_default = 7,
	.days_kept = 183,
	.page = LIST_BY_NUMBER,
	.page_name = "current",
	.size_name = "size",
	.size_default = 10,
	.size_max = 100,
	.frame = LIST_ROWS,
	.check = transfer_check,
	.fits = is_transfer,
	.row = transfer_row };

/* ---- conversions ---- */

static void
dust_row(struct venue_call *c, const struct event *e)
{
	struct json_writer *w = &c->json;

	json_write_object(w, NULL);
	json_write_i64(w, "operateTime", e->ts_ms);
	venue_amount(c, "totalTransferedAmount", e->quote_e8);
	venue_amount(c, "totalServiceChargeAmount", e->fee_e8);
	json_write_i64(w, "transId", (int64_t)e->id);
	json_write_array(w, "userAssetDribbletDetails");
	json_write_object(w, NULL);
	json_write_i64(w, "transId", (int64_t)e->id);
	venue_amount(c, "serviceChargeAmount", e->fee_e8);
	venue_amount(c, "amount", e->quantity_e8);
	json_write_i64(w, "operateTime", e->ts_ms);
	venue_amount(c, "transferedAmount", e->quote_e8);
	venue_asset(c, "fromAsset", e->asset);
	venue_asset(c, "targetAsset", e->other);
	json_write_close_object(w);
	json_write_close_array(w);
	json_write_close_object(w);
}

/* "Only return last 100 records." */
const struct list_rule venue_dust = { .kinds = KIND(EVENT_DUST),
	.size_default = 100,
	.size_max = 100,
	.frame = LIST_DUST,
	.row = dust_row };

static void
convert_row(struct venue_call *c, const struct event *e)
{
	struct json_writer *w = &c->json;

	json_write_object(w, NULL);
	id_member(c, "quoteId", e->id, "");
	json_write_i64(w, "orderId", (int64_t)e->id);
	json_write_text(w, "orderStatus", "SUCCESS");
	venue_asset(c, "fromAsset", e->asset);
	venue_amount(c, "fromAmount", e->quantity_e8);
	venue_asset(c, "toAsset", e->other);
	venue_amount(c, "toAmount", e->quote_e8);
	venue_amount(c, "ratio", e->quote_e8 * AMOUNT_ONE / e->quantity_e8);
	venue_amount(c, "inverseRatio", e->quantity_e8 * AMOUNT_ONE / e->quote_e8);
	json_write_i64(w, "createTime", e->ts_ms);
	json_write_close_object(w);
}

static enum err
convert_check(struct venue_call *c)
{
	int64_t ms;

	TRY(venue_number(c, "startTime", &ms, NULL));
	return venue_number(c, "endTime", &ms, NULL);
}

const struct list_rule venue_convert = { .kinds = KIND(EVENT_CONVERT),
	.days_most = 30,
	.size_name = "limit",
	.size_default = 100,
	.size_max = 1000,
	.frame = LIST_CONVERT,
	.check = convert_check,
	.row = convert_row };

static void
busd_row(struct venue_call *c, const struct event *e)
{
	struct json_writer *w = &c->json;

	json_write_object(w, NULL);
	json_write_i64(w, "tranId", (int64_t)e->id);
	json_write_i64(w, "type", 244);
	json_write_i64(w, "time", e->ts_ms);
	venue_asset(c, "deductedAsset", e->asset);
	venue_amount(c, "deductedAmount", e->quantity_e8);
	venue_asset(c, "targetAsset", e->other);
	venue_amount(c, "targetAmount", e->quote_e8);
	json_write_text(w, "status", "S");
	json_write_text(w, "accountType", "MAIN");
	json_write_close_object(w);
}

const struct list_rule venue_busd = { .kinds = KIND(EVENT_BUSD),
	.days_most = 90,
	.page = LIST_BY_NUMBER,
	.page_name = "current",
	.size_name = "size",
	.size_default = 10,
	.size_max = 100,
	.frame = LIST_ROWS,
	.check = convert_check,
	.row = busd_row };

/* ---- dividends ---- */

static void
dividend_row(struct venue_call *c, const struct event *e)
{
	json_write_object(&c->json, NULL);
	json_write_i64(&c->json, "id", (int64_t)e->id);
	venue_amount(c, "amount", e->amount_e8);
	venue_asset(c, "asset", e->asset);
	json_write_i64(&c->json, "divTime", e->ts_ms);
	json_write_text(&c->json, "enInfo", e->what);
	json_write_i64(&c->json, "tranId", (int64_t)e->id + 1);
	json_write_i64(&c->json, "direction", 1);
	json_write_close_object(&c->json);
}

const struct list_rule venue_dividends = { .kinds = KIND(EVENT_DIVIDEND),
	.days_most = 180,
	.size_name = "limit",
	.size_default = 20,
	.size_max = 500,
	.frame = LIST_ROWS,
	.row = dividend_row };
