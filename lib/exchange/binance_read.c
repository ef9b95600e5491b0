/* SPDX-License-Identifier: Apache-2.0 */
/* How rows, pages, texts and numbers of any answer are read. */
#include "lib/base/text.h"
#include "lib/exchange/binance.h"

enum { FILTERS_MAX = 64 };

static const int64_t last_ms = 253402300799999; /* the end of the year 9999 */

enum err
binance_expected(const struct binance_reading *r, enum err e, const char *name, const char *what)
{
	return why_set(r->why, e, "%s: expected %s", name, what);
}

/* ---- rows and pages ---- */

enum err
binance_rows_read(
    struct json *j, const struct binance_list *list, size_t *count, const struct binance_reading *r)
{
	char context[64];
	bool more;
	enum err e;

	*count = 0;
	e = json_enter_array(j);
	if (e != OK)
		return binance_expected(r, e, list->name, "an array");
	for (;; (*count)++) {
		e = json_element(j, &more);
		if (e == OK && !more)
			return OK;
		if (e == OK && *count >= list->max)
			return why_set(
			    r->why, ERR_LIMIT, "%s: more than %zu elements", list->name, list->max);
		if (e == OK)
			e = list->row(j, r);
		if (e != OK) {
			(void)snprintf(context, sizeof(context), "%s[%zu]", list->name, *count);
			(void)why_set(r->why, e, "%s", err_words(e));
			why_prefix(r->why, context);
			return e;
		}
	}
}

enum err
binance_array_read(
    struct span body, const struct binance_list *list, const struct binance_reading *r)
{
	struct json j;
	size_t count;
	enum err e;

	json_init(&j, body);
	TRY(binance_rows_read(&j, list, &count, r));
	e = json_end(&j);
	r->out->is_last = true;
	return e == OK ? OK : binance_expected(r, e, list->name, "nothing after the array");
}

static enum err
member_rows_read(struct json *j, const struct binance_list *list, binance_member_fn *other,
    bool *has_rows, const struct binance_reading *r)
{
	struct span name;
	size_t count;
	bool more;

	TRY(json_enter_object(j));
	for (;;) {
		TRY(json_member(j, &name, &more));
		if (!more)
			return json_end(j);
		if (span_is(name, list->name)) {
			TRY(binance_rows_read(j, list, &count, r));
			*has_rows = true;
		} else if (other != NULL) {
			TRY(other(j, name, r));
		} else {
			TRY(json_skip(j, NULL));
		}
	}
}

enum err
binance_member_rows_read(struct span body, const struct binance_list *list,
    binance_member_fn *other, const struct binance_reading *r)
{
	bool has_rows = false;
	struct json j;
	enum err e;

	json_init(&j, body);
	e = member_rows_read(&j, list, other, &has_rows, r);
	if (e != OK)
		return binance_expected(r, e, list->name, "one object with this array");
	if (!has_rows)
		return binance_expected(r, ERR_INPUT, list->name, "an array");
	r->out->is_last = true;
	return OK;
}

/* The page number or offset that was asked for; build() has checked the cursor. */
static uint64_t
cursor_of(const struct exchange_ask *ask, uint64_t first)
{
	uint64_t n;

	if (ask->cursor == NULL || text_u64_parse(span_text(ask->cursor), INT32_MAX, &n) != OK)
		return first;
	return n;
}

/* `count` rows were on the page: what comes next? */
static void
page_end(size_t count, const struct binance_reading *r)
{
	const struct exchange_feed *feed = r->ask->feed;
	const struct binance_call *call = feed->call;
	struct exchange_result *out = r->out;
	const bool is_full = feed->page_rows > 0 && count >= feed->page_rows;
	uint64_t next = 0;

	out->is_last = !is_full;
	if (!is_full)
		return;
	if (call->page_kind == BINANCE_PAGE_OFFSET)
		next = cursor_of(r->ask, 0) + count;
	else if (call->page_kind == BINANCE_PAGE_NUMBER)
		next = cursor_of(r->ask, 1) + 1;
	else
		out->is_cut = feed->paging == EXCHANGE_PAGING_WINDOW;
	if (next > 0)
		(void)snprintf(out->cursor, sizeof(out->cursor), "%llu", (unsigned long long)next);
}

static struct binance_list
list_of(const char *name, binance_row_fn *row, const struct binance_reading *r)
{
	const size_t most = r->ask->feed->page_rows;

	return (struct binance_list){ name, most > 0 ? most : EXCHANGE_PAGE_FILLS_MAX, row };
}

enum err
binance_page_read(
    struct span body, const char *name, binance_row_fn *row, const struct binance_reading *r)
{
	const struct binance_list list = list_of(name, row, r);
	struct json j;
	size_t count;
	enum err e;

	json_init(&j, body);
	TRY(binance_rows_read(&j, &list, &count, r));
	e = json_end(&j);
	if (e != OK)
		return binance_expected(r, e, name, "nothing after the array");
	page_end(count, r);
	return OK;
}

/* What an object around an array told. */
struct wrapping {
	bool has_rows, says_none, has_more, has_failed;
	size_t count;
};

static enum err
wrapping_member(struct json *j, struct span name, const struct binance_list *list,
    struct wrapping *w, const struct binance_reading *r)
{
	struct span total;
	bool is_true, is_null;

	TRY(json_null(j, &is_null));
	if (is_null)
		return OK;
	if (span_is(name, list->name)) {
		w->has_rows = true;
		return binance_rows_read(j, list, &w->count, r);
	}
	if (span_is(name, "total")) {
		TRY(json_any_number(j, &total));
		w->says_none = span_is(total, "0");
		return OK;
	}
	if (!span_is(name, "moreData") && !span_is(name, "success"))
		return json_skip(j, NULL);
	TRY(json_bool(j, &is_true));
	if (span_is(name, "moreData"))
		w->has_more = is_true;
	else
		w->has_failed = !is_true;
	return OK;
}

static enum err
wrapping_read(struct json *j, const struct binance_list *list, struct wrapping *w,
    const struct binance_reading *r)
{
	struct span name;
	bool more;

	TRY(json_enter_object(j));
	for (;;) {
		TRY(json_member(j, &name, &more));
		if (!more)
			return json_end(j);
		TRY(wrapping_member(j, name, list, w, r));
	}
}

enum err
binance_wrapped_page_read(
    struct span body, const char *name, binance_row_fn *row, const struct binance_reading *r)
{
	const struct binance_list list = list_of(name, row, r);
	struct wrapping w = { 0 };
	struct json j;
	enum err e;

	json_init(&j, body);
	e = wrapping_read(&j, &list, &w, r);
	if (e != OK)
		return binance_expected(r, e, name, "an object with this array");
	if (w.has_failed)
		return why_set(r->why, ERR_UPSTREAM, "Binance answered \"success\": false");
	if (!w.has_rows && !w.says_none)
		return binance_expected(r, ERR_INPUT, name, "an array");
	page_end(w.count, r);
	r->out->is_cut = r->out->is_cut || w.has_more;
	return OK;
}

/* ---- numbers and texts ---- */

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
binance_unsigned_read(
    struct span text, const char *name, struct decimal *out, const struct binance_reading *r)
{
	struct decimal d;

	TRY(binance_decimal_read(text, name, &d, r));
	if (decimal_sign(d) < 0)
		return binance_expected(r, ERR_INPUT, name, "a number not below zero");
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

enum err
binance_clock_read(
    struct span text, const char *name, int64_t *out, const struct binance_reading *r)
{
	enum { DATE_SIZE = 10, WHOLE_SIZE = 19 };
	char rfc[TEXT_TIME_SIZE];
	enum err e = ERR_INPUT;

	if (text.size == WHOLE_SIZE && text.p[DATE_SIZE] == ' ') {
		(void)snprintf(rfc, sizeof(rfc), "%.*sT%.*sZ", DATE_SIZE, (const char *)text.p,
		    WHOLE_SIZE - DATE_SIZE - 1, (const char *)text.p + DATE_SIZE + 1);
		e = text_time_parse(span_text(rfc), out);
	}
	return e == OK ? OK : binance_expected(r, e, name, "a time like 2021-04-15 12:09:16");
}

struct span
binance_bare(struct span raw)
{
	if (raw.size >= 2 && raw.p[0] == '"')
		return span_first(span_from(raw, 1), raw.size - 2);
	return raw;
}

static bool
is_text_or_number(struct span raw)
{
	return raw.size > 0 && memchr("\"-0123456789", raw.p[0], 12) != NULL;
}

enum err
binance_name_read(
    struct span raw, const char *name, char *out, size_t room, const struct binance_reading *r)
{
	const struct span bare = binance_bare(raw);
	enum err e = ERR_INPUT;

	if (is_text_or_number(raw) && bare.size > 0 && memchr(bare.p, '\\', bare.size) == NULL &&
	    text_is_printable(bare))
		e = span_to_text(bare, out, room);
	return e == OK ? OK : binance_expected(r, e, name, "a short text or a number");
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

static enum err
filters_read(struct span filters, struct decimal *step, const struct binance_reading *r)
{
	struct json j;
	bool more;

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

enum err
binance_step_read(struct span filters, struct decimal *step, const struct binance_reading *r)
{
	enum err e;

	*step = decimal_of(0);
	if (filters.size == 0)
		return OK;
	e = filters_read(filters, step, r);
	return e == OK ? OK : binance_expected(r, e, "filters", "an array of filters");
}

/* ---- rows out ---- */

enum err
binance_trade_put(const struct exchange_fill *f, const struct binance_reading *r)
{
	if (strcmp(f->symbol, r->ask->symbol == NULL ? "" : r->ask->symbol) != 0)
		return binance_expected(r, ERR_INPUT, "symbol", "the symbol asked for");
	if (f->fill.id < r->ask->from_id)
		return binance_expected(r, ERR_INPUT, "id", "none below the fromId asked for");
	TRY(binance_fill_put(f, r));
	if (f->fill.id > r->out->last_id)
		r->out->last_id = f->fill.id;
	return OK;
}

enum err
binance_flow_put(const struct exchange_flow *f, const struct binance_reading *r)
{
	TRY(r->sink->flow(r->sink->self, f));
	r->out->row_count++;
	return OK;
}

enum err
binance_fill_put(const struct exchange_fill *f, const struct binance_reading *r)
{
	TRY(r->sink->fill(r->sink->self, f));
	r->out->row_count++;
	return OK;
}

enum err
binance_balance_put(const struct exchange_balance *b, const struct binance_reading *r)
{
	TRY(r->sink->balance(r->sink->self, b));
	r->out->row_count++;
	return OK;
}

enum err
binance_liquidation_put(const struct binance_liquidation *l, const struct binance_reading *r)
{
	struct exchange_liquidation out = { .wallet = l->wallet };
	const struct span side = binance_bare(l->side);

	if (!span_is(side, "BUY") && !span_is(side, "SELL"))
		return binance_expected(r, ERR_INPUT, "side", "BUY or SELL");
	out.side = span_is(side, "BUY") ? FILL_BUY : FILL_SELL;
	TRY(span_to_text(span_text(l->symbol), out.symbol, sizeof(out.symbol)));
	TRY(binance_id_read(l->order_id, "orderId", &out.order_id, r));
	TRY(binance_unsigned_read(l->price, "avgPrice", &out.price, r));
	TRY(binance_unsigned_read(l->quantity, "executedQty", &out.quantity, r));
	TRY(binance_ms_read(l->time, "updateTime", &out.ts_ms, r));
	TRY(r->sink->liquidation(r->sink->self, &out));
	r->out->row_count++;
	return OK;
}

enum err
binance_conversion_name(const char *kind, struct exchange_fill *f)
{
	const int size =
	    snprintf(f->symbol, sizeof(f->symbol), "%s:%s/%s", kind, f->base, f->quote);

	ENSURE(size > 0 && (size_t)size < sizeof(f->symbol), ERR_LIMIT);
	return OK;
}
