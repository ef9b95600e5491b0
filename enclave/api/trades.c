/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET /enclave/trades/{id}?symbol&limit&cursor&from&to&method : the fills themselves, with what
 * each realised.
 */
#include "enclave/api/method.h"
#include "enclave/api/session_view.h"
#include "lib/base/text.h"

enum { LIMIT_DEFAULT = 100, LIMIT_MAX = 1000 };

/* Where a page begins, and how much of it is left to write. */
struct page {
	char symbol[SYMBOL_SIZE]; /* "" for all */
	size_t book, from;        /* the cursor: "BOOK.FROM" */
	size_t left;
	int64_t since_ms, before_ms;
	enum ledger_method method;
	struct json_writer w;
	const char *written_symbol;
};

static void
write_amount(struct json_writer *w, const char *name, struct decimal d)
{
	char text[DECIMAL_TEXT_SIZE];

	decimal_write(d, text);
	json_write_text(w, name, text);
}

/* The names of the field: what ccxt calls them. */
static enum err
fill_write(void *self, const struct ledger_fill *f)
{
	struct page *p = self;
	struct json_writer *w = &p->w;
	char id[24];

	json_write_object(w, NULL);
	(void)snprintf(id, sizeof(id), "%llu", (unsigned long long)f->fill.id);
	json_write_text(w, "id", id);
	(void)snprintf(id, sizeof(id), "%llu", (unsigned long long)f->fill.order_id);
	json_write_text(w, "order", id);
	json_write_text(w, "symbol", p->written_symbol);
	json_write_i64(w, "timestamp", f->fill.ts_ms);
	json_write_time(w, "datetime", f->fill.ts_ms);
	json_write_text(w, "side", f->fill.side == FILL_BUY ? "buy" : "sell");
	json_write_text(w, "takerOrMaker", f->fill.is_maker ? "maker" : "taker");
	write_amount(w, "price", f->fill.price);
	write_amount(w, "amount", f->fill.quantity);
	write_amount(w, "cost", f->notional);
	json_write_object(w, "fee");
	write_amount(w, "cost", f->fill.fee);
	json_write_text(w, "currency", f->fill.fee_asset);
	json_write_close_object(w);
	write_amount(w, "grossRealizedPnl", f->gross);
	json_write_close_object(w);
	p->left--;
	p->from = f->index + 1;
	return OK;
}

/* One book's share of the page; `p->from` is 0 again when the book is through. */
static enum err
book_write(struct ledger *l, struct page *p)
{
	const struct instrument *i = ledger_symbol_at(l, p->book);
	const struct ledger_window window = { p->from, p->left, p->since_ms, p->before_ms };
	const struct ledger_book *book;

	if (p->symbol[0] != '\0' && strcmp(p->symbol, i->symbol) != 0) {
		p->from = 0; /* a cursor of another symbol's page */
		return OK;
	}
	p->written_symbol = i->symbol;
	TRY(ledger_each_fill(l, i->symbol, &window, fill_write, p));
	TRY(ledger_book(l, i->symbol, &book));
	if (p->left > 0 || p->from >= book->fill_count)
		p->from = 0;
	return OK;
}

static enum err
page_write(struct ledger *l, struct page *p)
{
	json_write_array(&p->w, "trades");
	while (p->left > 0 && p->book < ledger_symbol_count(l)) {
		TRY(book_write(l, p));
		if (p->from == 0)
			p->book++;
	}
	json_write_close_array(&p->w);
	return OK;
}

static enum err
number_read(
    struct call *c, const char *name, uint64_t least, uint64_t most, uint64_t *out, struct why *why)
{
	char text[32];
	const enum err e = http_query_get(c->request->query, name, text, sizeof(text));

	if (e == ERR_ABSENT)
		return OK;
	if (e != OK || text_u64_parse(span_text(text), most, out) != OK || *out < least)
		return why_set(why, ERR_INPUT, "%s: expected a whole number from %llu to %llu",
		    name, (unsigned long long)least, (unsigned long long)most);
	return OK;
}

static enum err
cursor_read(struct call *c, struct page *p, struct why *why)
{
	char text[48], *dot;
	const enum err e = http_query_get(c->request->query, "cursor", text, sizeof(text));
	uint64_t book, from;

	if (e == ERR_ABSENT)
		return OK;
	dot = e == OK ? strchr(text, '.') : NULL;
	if (dot != NULL)
		*dot = '\0';
	if (dot == NULL || text_u64_parse(span_text(text), UINT32_MAX, &book) != OK ||
	    text_u64_parse(span_text(dot + 1), UINT32_MAX, &from) != OK)
		return why_set(why, ERR_INPUT, "cursor: expected what the page before gave");
	p->book = (size_t)book;
	p->from = (size_t)from;
	return OK;
}

/* A moment of the query; `out` stays when there is none. */
static enum err
time_read(struct call *c, const char *name, int64_t *out, struct why *why)
{
	char text[TEXT_TIME_SIZE];
	const enum err e = http_query_get(c->request->query, name, text, sizeof(text));

	if (e == ERR_ABSENT)
		return OK;
	if (e != OK || text_time_parse(span_text(text), out) != OK)
		return why_set(
		    why, ERR_INPUT, "%s: expected a time like 2026-09-21T00:00:00Z", name);
	return OK;
}

static enum err
page_read(struct call *c, struct page *p, struct why *why)
{
	uint64_t limit = LIMIT_DEFAULT;
	enum err e = http_query_get(c->request->query, "symbol", p->symbol, sizeof(p->symbol));

	if (e == ERR_ABSENT)
		p->symbol[0] = '\0';
	else if (e != OK)
		return why_set(why, ERR_INPUT, "symbol: expected a symbol like BTCUSDT");
	TRY(number_read(c, "limit", 1, LIMIT_MAX, &limit, why));
	p->left = (size_t)limit;
	p->before_ms = INT64_MAX;
	TRY(time_read(c, "from", &p->since_ms, why));
	TRY(time_read(c, "to", &p->before_ms, why));
	TRY(method_read(c, &p->method, why));
	return cursor_read(c, p, why);
}

static enum err
trades_write(struct call *c, struct page *p, struct buf *out)
{
	struct ledger *l = collection_ledger(c->session->collection);
	struct json_writer *w = &p->w;
	char cursor[48];
	enum err e;

	*w = json_writer_on(out);
	json_write_object(w, NULL);
	ledger_set_method(l, p->method);
	e = page_write(l, p);
	ledger_set_method(l, LEDGER_FIFO);
	TRY(e);
	json_write_text(w, "method", method_name(p->method));
	(void)snprintf(cursor, sizeof(cursor), "%zu.%zu", p->book, p->from);
	if (p->book < ledger_symbol_count(l))
		json_write_text(w, "cursor", cursor);
	else
		json_write_null(w, "cursor");
	session_view_progress(w, c->session);
	json_write_close_object(w);
	return json_write_end(w);
}

void
api_trades_get(struct call *c)
{
	AUTO(buf) body = buf_new(API_REPLY_SIZE_MAX);
	struct page p = { 0 };
	struct why why = { "" };

	if (page_read(c, &p, &why) != OK)
		api_reply_kind(c, PROBLEM_INVALID_REQUEST, why.text);
	else if (trades_write(c, &p, &body) != OK)
		api_reply_kind(c, PROBLEM_INTERNAL_ERROR, NULL);
	else
		api_reply_json(c, 200, buf_span(&body));
}
