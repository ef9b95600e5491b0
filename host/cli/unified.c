/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/unified.h"

#include "lib/base/secret.h"
#include "lib/base/text.h"

enum { ROWS_MAX = 100000, ROW_SIZE_MAX = 1 << 16 };

/* How the rows lie in an answer. */
enum shape {
	SHAPE_ROW,    /* the text is one row */
	SHAPE_ROWS,   /* an array of rows, or one in a member named rows, data or list */
	SHAPE_DUST,   /* operations with rows of their own */
	SHAPE_WHOLE,  /* a balance */
	SHAPE_CANDLE, /* one candle */
	SHAPE_CANDLES,
};

static const struct call {
	const char *name;
	enum shape shape;
	unified_row_fn *row;
	const char *type; /* what every row is */
} calls[] = {
	{ "fetchMyTrades", SHAPE_ROWS, unified_trade, NULL },
	{ "fetchTrades", SHAPE_ROWS, unified_trade, NULL },
	{ "parseTrade", SHAPE_ROW, unified_trade, NULL },
	{ "fetchMyDustTrades", SHAPE_DUST, unified_dust, NULL },
	{ "parseDustTrade", SHAPE_ROW, unified_dust, NULL },
	{ "fetchConvertTradeHistory", SHAPE_ROWS, unified_conversion, NULL },
	{ "parseConversion", SHAPE_ROW, unified_conversion, NULL },
	{ "fetchMyLiquidations", SHAPE_ROWS, unified_liquidation, NULL },
	{ "parseLiquidation", SHAPE_ROW, unified_liquidation, NULL },
	{ "fetchBalance", SHAPE_WHOLE, NULL, NULL },
	{ "fetchPositions", SHAPE_ROWS, unified_position, NULL },
	{ "fetchDeposits", SHAPE_ROWS, unified_transaction, "deposit" },
	{ "fetchWithdrawals", SHAPE_ROWS, unified_transaction, "withdrawal" },
	{ "parseTransaction", SHAPE_ROW, unified_transaction, NULL },
	{ "fetchTransfers", SHAPE_ROWS, unified_transfer, NULL },
	{ "parseTransfer", SHAPE_ROW, unified_transfer, NULL },
	{ "fetchFundingHistory", SHAPE_ROWS, unified_income, NULL },
	{ "parseIncome", SHAPE_ROW, unified_income, NULL },
	{ "fetchLedger", SHAPE_ROWS, unified_ledger_entry, NULL },
	{ "parseLedgerEntry", SHAPE_ROW, unified_ledger_entry, NULL },
	{ "fetchBorrowInterest", SHAPE_ROWS, unified_interest, NULL },
	{ "parseBorrowInterest", SHAPE_ROW, unified_interest, NULL },
	{ "fetchOHLCV", SHAPE_CANDLES, NULL, NULL },
	{ "parseOHLCV", SHAPE_CANDLE, NULL, NULL },
};
enum { CALL_COUNT = sizeof(calls) / sizeof(calls[0]) };

const char *
unified_calls(void)
{
	return "fetchMyTrades, fetchTrades, fetchMyDustTrades, fetchConvertTradeHistory, "
	       "fetchMyLiquidations, fetchBalance, fetchPositions, fetchDeposits, "
	       "fetchWithdrawals, fetchTransfers, fetchFundingHistory, fetchLedger, "
	       "fetchBorrowInterest, fetchOHLCV, and for one row parseTrade, parseDustTrade, "
	       "parseConversion, parseLiquidation, parseTransaction, parseTransfer, parseIncome, "
	       "parseLedgerEntry, parseBorrowInterest, parseOHLCV";
}

/* ---- rows in order of time ---- */

/* A row that was written: where its text is. */
struct written {
	int64_t ts_ms;
	size_t index, at, size;
};

struct list {
	const struct call *call;
	const struct unified_options *options;
	struct why *why;
	struct buf text; /* the rows, one after the other */
	struct written *rows;
	size_t count, room;
};

static void
list_wipe(struct list *l)
{
	buf_wipe(&l->text);
	free(l->rows);
	*l = (struct list){ 0 };
}

static int
by_time(const void *a, const void *b)
{
	const struct written *x = a, *y = b;

	if (x->ts_ms != y->ts_ms)
		return x->ts_ms < y->ts_ms ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

static enum err
row_write(const struct list *l, struct span row, struct json_writer *w, int64_t *ts_ms)
{
	struct unified_options options = *l->options;
	struct unified_row u = { .options = &options, .w = w, .why = l->why, .ts_ms = -1 };

	if (l->call->shape == SHAPE_CANDLE || l->call->shape == SHAPE_CANDLES)
		return unified_candle(row, &options, w, ts_ms, l->why);
	if (l->call->type != NULL)
		options.type = l->call->type;
	TRY(recorded_read(row, &u.from, l->why));
	json_write_object(w, NULL);
	TRY(l->call->row(&u));
	json_write_close_object(w);
	*ts_ms = u.ts_ms;
	return OK;
}

static enum err
row_add(struct list *l, struct span row)
{
	struct json_writer w = json_writer_on(&l->text);
	struct written *at;

	ENSURE(l->count < ROWS_MAX, ERR_LIMIT);
	if (l->count == l->room) {
		const size_t room = l->room == 0 ? 64 : l->room * 2;
		void *moved = realloc(l->rows, room * sizeof(*l->rows));

		ENSURE(moved != NULL, ERR_NOMEM);
		l->rows = moved;
		l->room = room;
	}
	at = &l->rows[l->count];
	*at = (struct written){ .ts_ms = -1, .index = l->count, .at = l->text.size };
	TRY(row_write(l, row, &w, &at->ts_ms));
	TRY(json_write_end(&w));
	at->size = l->text.size - at->at;
	l->count++;
	return OK;
}

enum err
unified_row_failed(struct why *why, size_t index, enum err e)
{
	char context[32];

	(void)why_set(why, e, "%s", err_words(e));
	(void)snprintf(context, sizeof(context), "row %zu", index);
	why_prefix(why, context);
	return e;
}

static enum err
rows_add(struct list *l, struct span array)
{
	struct span row;
	struct json j;
	bool more;

	json_init(&j, array);
	if (json_enter_array(&j) != OK)
		return why_set(l->why, ERR_INPUT, "expected an array of rows");
	for (size_t index = 0;; index++) {
		enum err e = json_element(&j, &more);

		if (e == OK && !more)
			return json_end(&j);
		if (e == OK)
			e = json_skip(&j, &row);
		if (e != OK)
			return why_set(l->why, e, "byte %zu: %s", json_where(&j), json_fault(&j));
		e = row_add(l, row);
		if (e != OK)
			return unified_row_failed(l->why, index, e);
	}
}

/* The array itself, or the one in an object; an object that says there is nothing has none. */
static enum err
rows_of(struct span answer, const char *members, struct span *out, struct why *why)
{
	struct recorded r;

	*out = answer;
	if (answer.size == 0 || answer.p[0] != '{')
		return OK;
	TRY(recorded_read(answer, &r, why));
	*out = recorded_raw(&r, members);
	if (out->p == NULL && recorded_is(&r, "total", "0"))
		*out = S("[]");
	return out->p != NULL ? OK : why_set(why, ERR_INPUT, "%s: expected an array", members);
}

static enum err
dust_add(struct list *l, struct span answer)
{
	struct span operations, operation, rows;
	struct json j;
	bool more;

	TRY(rows_of(answer, "userAssetDribblets", &operations, l->why));
	json_init(&j, operations);
	if (json_enter_array(&j) != OK)
		return why_set(l->why, ERR_INPUT, "userAssetDribblets: expected an array");
	for (;;) {
		TRY(json_element(&j, &more));
		if (!more)
			return json_end(&j);
		TRY(json_skip(&j, &operation));
		TRY(rows_of(operation, "userAssetDribbletDetails", &rows, l->why));
		TRY(rows_add(l, rows));
	}
}

static enum err
list_write(struct list *l, struct buf *out)
{
	if (l->count > 0)
		qsort(l->rows, l->count, sizeof(*l->rows), by_time);
	TRY(buf_u8(out, '['));
	for (size_t i = 0; i < l->count; i++) {
		if (i > 0)
			TRY(buf_u8(out, ','));
		TRY(buf_append(out, (struct span){ l->text.p + l->rows[i].at, l->rows[i].size }));
	}
	return buf_u8(out, ']');
}

/* ---- candles ---- */

/* [open time, open, high, low, close, volume, ...]; inverse contracts count volume in base. */
static enum err
candle_array(
    struct span candle, bool is_inverse, struct json_writer *w, int64_t *ts_ms, struct why *why)
{
	const size_t volume = is_inverse ? 7 : 5;
	struct span fields[8];
	struct decimal d;
	uint64_t opened_ms;
	struct json j;
	size_t count = 0;
	bool more;

	json_init(&j, candle);
	TRY(json_enter_array(&j));
	for (;; count++) {
		TRY(json_element(&j, &more));
		if (!more)
			break;
		if (count < 8)
			TRY(json_any_number(&j, &fields[count]));
		else
			TRY(json_skip(&j, NULL));
	}
	ENSURE(count > volume, ERR_INPUT);
	TRY(text_u64_parse(fields[0], INT64_MAX, &opened_ms));
	*ts_ms = (int64_t)opened_ms;
	json_write_i64(w, NULL, *ts_ms);
	fields[5] = fields[volume];
	for (size_t i = 1; i < 6; i++) {
		if (decimal_parse(fields[i], &d) != OK)
			return why_set(why, ERR_INPUT, "element %zu: expected a decimal", i);
		decimal_put(d, NULL, w);
	}
	return OK;
}

static enum err
candle_object(struct span candle, struct json_writer *w, int64_t *ts_ms, struct why *why)
{
	static const char *const members[] = { "open", "high", "low", "close", "volume" };
	struct recorded r;

	TRY(recorded_read(candle, &r, why));
	TRY(recorded_ms(&r, "openTime", ts_ms, why));
	json_write_i64(w, NULL, *ts_ms);
	for (size_t i = 0; i < 5; i++)
		TRY(recorded_put_decimal(&r, members[i], NULL, w, why));
	return OK;
}

enum err
unified_candle(struct span candle, const struct unified_options *options, struct json_writer *w,
    int64_t *ts_ms, struct why *why)
{
	const bool is_inverse = options->market != NULL && strcmp(options->market, "inverse") == 0;
	enum err e;

	json_write_array(w, NULL);
	if (candle.size > 0 && candle.p[0] == '{')
		e = candle_object(candle, w, ts_ms, why);
	else
		e = candle_array(candle, is_inverse, w, ts_ms, why);
	json_write_close_array(w);
	return e == OK
	    ? OK
	    : why_set(why, e, "expected a candle: open time, open, high, low, close, ...");
}

/* ---- answers ---- */

static enum err
one_write(const struct list *l, struct span answer, struct buf *out)
{
	struct json_writer w = json_writer_on(out);
	int64_t ts_ms;

	if (l->call->shape == SHAPE_WHOLE)
		TRY(unified_balance(answer, l->options, &w, l->why));
	else
		TRY(row_write(l, answer, &w, &ts_ms));
	return json_write_end(&w);
}

static enum err
many_write(struct list *l, struct span answer, struct buf *out)
{
	struct span rows;

	if (l->call->shape == SHAPE_DUST) {
		TRY(dust_add(l, answer));
	} else {
		TRY(rows_of(answer, "rows data list", &rows, l->why));
		TRY(rows_add(l, rows));
	}
	return list_write(l, out);
}

/* One JSON value, without the white space around it. */
static enum err
value_of(struct span text, struct span *out, struct why *why)
{
	struct json j;
	enum err e;

	json_init(&j, text);
	e = json_skip(&j, out);
	if (e == OK)
		e = json_end(&j);
	return e == OK ? OK
		       : why_set(why, e, "not JSON: byte %zu: %s", json_where(&j), json_fault(&j));
}

enum err
unified_write(const char *call, struct span answer, const struct unified_options *options,
    struct buf *out, struct why *why)
{
	AUTO(list) l = { .options = options, .why = why };
	struct span value;

	for (size_t i = 0; i < CALL_COUNT; i++)
		if (strcmp(calls[i].name, call) == 0)
			l.call = &calls[i];
	if (l.call == NULL)
		return why_set(why, ERR_ABSENT, "there is no CALL of this name; there are %s",
		    unified_calls());
	TRY(value_of(answer, &value, why));
	l.text = buf_new(out->max);
	switch (l.call->shape) {
	case SHAPE_ROW:
	case SHAPE_CANDLE:
	case SHAPE_WHOLE:
		return one_write(&l, value, out);
	case SHAPE_ROWS:
	case SHAPE_CANDLES:
	case SHAPE_DUST:
		break;
	}
	return many_write(&l, value, out);
}
