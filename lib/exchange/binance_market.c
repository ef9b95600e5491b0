/* SPDX-License-Identifier: Apache-2.0 */
/* Instruments, own fills and hourly closing prices; and how rows and numbers are read. */
#include "lib/base/text.h"
#include "lib/exchange/binance.h"

enum { INSTRUMENTS_MAX = 20000, FILTERS_MAX = 64 };

static const int64_t last_ms = 253402300799999; /* the end of the year 9999 */

enum err
binance_expected(const struct binance_reading *r, enum err e, const char *name, const char *what)
{
	return why_set(r->why, e, "%s: expected %s", name, what);
}

enum err
binance_rows_read(struct json *j, const char *name, size_t max, binance_row_fn *row,
    const struct binance_reading *r)
{
	char context[64];
	bool more;
	enum err e;

	e = json_enter_array(j);
	if (e != OK)
		return binance_expected(r, e, name, "an array");
	for (size_t at = 0;; at++) {
		e = json_element(j, &more);
		if (e == OK && !more)
			return OK;
		if (e == OK && at >= max)
			return why_set(r->why, ERR_LIMIT, "%s: more than %zu elements", name, max);
		if (e == OK)
			e = row(j, r);
		if (e != OK) {
			(void)snprintf(context, sizeof(context), "%s[%zu]", name, at);
			(void)why_set(r->why, e, "%s", err_words(e));
			why_prefix(r->why, context);
			return e;
		}
	}
}

/* A whole text that is one array of rows. */
static enum err
page_read(struct span body, const char *name, binance_row_fn *row, const struct binance_reading *r)
{
	struct json j;
	enum err e;

	json_init(&j, body);
	TRY(binance_rows_read(&j, name, EXCHANGE_PAGE_FILLS_MAX, row, r));
	e = json_end(&j);
	return e == OK ? OK : binance_expected(r, e, name, "nothing after the array");
}

enum err
binance_decimal_read(
    struct span text, const char *name, struct decimal *out, const struct binance_reading *r)
{
	const enum err e = decimal_parse(text, out);

	return e == OK ? OK : binance_expected(r, e, name, "a decimal number");
}

enum err
binance_positive_read(
    struct span text, const char *name, struct decimal *out, const struct binance_reading *r)
{
	struct decimal d;

	TRY(binance_decimal_read(text, name, &d, r));
	if (decimal_sign(d) <= 0)
		return binance_expected(r, ERR_INPUT, name, "a number above zero");
	*out = d;
	return OK;
}

enum err
binance_id_read(struct span text, const char *name, uint64_t *out, const struct binance_reading *r)
{
	const enum err e = text_u64_parse(text, INT64_MAX, out);

	return e == OK ? OK : binance_expected(r, e, name, "a whole number below 2^63");
}

enum err
binance_ms_read(struct span text, const char *name, int64_t *out, const struct binance_reading *r)
{
	uint64_t ms;
	const enum err e = text_u64_parse(text, (uint64_t)last_ms, &ms);

	if (e != OK)
		return binance_expected(r, e, name, "a time in milliseconds");
	*out = (int64_t)ms;
	return OK;
}

static enum err
filter_row(struct json *j, struct decimal *step, const struct binance_reading *r)
{
	struct filter_row {
		char filterType[64];
		struct span stepSize;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct filter_row, filterType, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct filter_row, stepSize, JSON_OPTIONAL),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);

	TRY(json_read_shape(j, &shape, &row, r->why));
	if (strcmp(row.filterType, "LOT_SIZE") != 0 || row.stepSize.size == 0)
		return OK;
	return binance_decimal_read(row.stepSize, "stepSize", step, r);
}

/* The quantity step is in the LOT_SIZE filter; a symbol without one has an unknown step. */
static enum err
filters_read(struct span filters, struct decimal *step, const struct binance_reading *r)
{
	struct json j;
	bool more;

	if (filters.size == 0)
		return OK;
	json_init(&j, filters);
	TRY(json_enter_array(&j));
	for (size_t count = 0;; count++) {
		TRY(json_element(&j, &more));
		if (!more)
			return OK;
		ENSURE(count < FILTERS_MAX, ERR_LIMIT);
		TRY(filter_row(&j, step, r));
	}
}

static enum err
instrument_row(struct json *j, const struct binance_reading *r)
{
	struct instrument_row {
		char symbol[SYMBOL_SIZE], baseAsset[ASSET_SIZE], quoteAsset[ASSET_SIZE];
		struct span filters;
	} row = { 0 };
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct instrument_row, symbol, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct instrument_row, baseAsset, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct instrument_row, quoteAsset, JSON_REQUIRED),
		JSON_FIELD_RAW(struct instrument_row, filters, JSON_OPTIONAL),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct instrument i = { .kind = INSTRUMENT_SPOT, .contract_size = decimal_of(1) };
	enum err e;

	TRY(json_read_shape(j, &shape, &row, r->why));
	if (row.symbol[0] == '\0' || row.baseAsset[0] == '\0' || row.quoteAsset[0] == '\0')
		return binance_expected(
		    r, ERR_INPUT, "symbol, baseAsset, quoteAsset", "names that are not empty");
	memcpy(i.symbol, row.symbol, sizeof(i.symbol));
	memcpy(i.base, row.baseAsset, sizeof(i.base));
	memcpy(i.quote, row.quoteAsset, sizeof(i.quote));
	memcpy(i.settle, row.quoteAsset, sizeof(i.settle));
	e = filters_read(row.filters, &i.quantity_step, r);
	if (e != OK)
		return binance_expected(r, e, "filters", "an array of filters");
	TRY(r->sink->instrument(r->sink->self, &i));
	r->out->row_count++;
	return OK;
}

static enum err
exchange_info_read(struct json *j, bool *has_symbols, const struct binance_reading *r)
{
	struct span name;
	bool more;

	TRY(json_enter_object(j));
	for (;;) {
		TRY(json_member(j, &name, &more));
		if (!more)
			return json_end(j);
		if (span_is(name, "symbols")) {
			TRY(binance_rows_read(j, "symbols", INSTRUMENTS_MAX, instrument_row, r));
			*has_symbols = true;
		} else {
			TRY(json_skip(j, NULL));
		}
	}
}

enum err
binance_instruments_read(struct span body, const struct binance_reading *r)
{
	bool has_symbols = false;
	struct json j;
	enum err e;

	json_init(&j, body);
	e = exchange_info_read(&j, &has_symbols, r);
	if (e != OK)
		return binance_expected(r, e, "exchangeInfo", "one object with symbols");
	if (!has_symbols)
		return binance_expected(r, ERR_INPUT, "symbols", "an array");
	r->out->is_last = true;
	return OK;
}

struct fill_row {
	char symbol[SYMBOL_SIZE], commissionAsset[ASSET_SIZE];
	struct span id, orderId, price, qty, commission, time;
	bool isBuyer, isMaker;
};

static enum err
fill_of(const struct fill_row *row, struct fill *out, const struct binance_reading *r)
{
	*out =
	    (struct fill){ .side = row->isBuyer ? FILL_BUY : FILL_SELL, .is_maker = row->isMaker };
	memcpy(out->fee_asset, row->commissionAsset, sizeof(out->fee_asset));
	TRY(binance_id_read(row->id, "id", &out->id, r));
	if (row->orderId.size > 0)
		TRY(binance_id_read(row->orderId, "orderId", &out->order_id, r));
	TRY(binance_ms_read(row->time, "time", &out->ts_ms, r));
	TRY(binance_positive_read(row->price, "price", &out->price, r));
	TRY(binance_positive_read(row->qty, "qty", &out->quantity, r));
	return binance_decimal_read(row->commission, "commission", &out->fee, r);
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
		JSON_FIELD_NUMBER(struct fill_row, commission, JSON_REQUIRED),
		JSON_FIELD_NUMBER(struct fill_row, time, JSON_REQUIRED),
		JSON_FIELD_BOOL(struct fill_row, isBuyer, JSON_REQUIRED),
		JSON_FIELD_BOOL(struct fill_row, isMaker, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);
	struct fill_row row = { 0 };
	struct fill fill;

	TRY(json_read_shape(j, &shape, &row, r->why));
	if (strcmp(row.symbol, r->ask->symbol) != 0)
		return binance_expected(r, ERR_INPUT, "symbol", "the symbol asked for");
	TRY(fill_of(&row, &fill, r));
	if (fill.id < r->ask->from_id)
		return binance_expected(r, ERR_INPUT, "id", "none below the fromId asked for");
	TRY(r->sink->fill(r->sink->self, &fill));
	r->out->row_count++;
	if (fill.id > r->out->last_id)
		r->out->last_id = fill.id;
	return OK;
}

enum err
binance_fills_read(struct span body, const struct binance_reading *r)
{
	ENSURE(r->ask->symbol != NULL, ERR_BUG);
	TRY(page_read(body, "myTrades", fill_row, r));
	r->out->is_last = r->out->row_count < EXCHANGE_PAGE_FILLS_MAX;
	return OK;
}

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
	struct span close, close_time;
	struct mark mark;
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
	TRY(page_read(body, "klines", kline_row, r));
	r->out->is_last = r->out->row_count < EXCHANGE_PAGE_FILLS_MAX;
	return OK;
}
