/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/follow.h"

#include "host/cli/missing.h"
#include "host/cli/table.h"
#include "host/cli/view.h"

static const struct client_request session_get = { .method = "GET",
	.target = "/enclave/session/self" };

static enum err
document_read(struct cli *c, const struct reply *r, struct document_view *out)
{
	struct why why = { "" };
	const enum err e = view_document(buf_span(&r->body), out, &why);

	if (e == OK)
		return OK;
	why_prefix(&why, "the enclave's answer");
	return complain_why(&c->complaint, LEAVE_PROTOCOL, e, &why);
}

static void
draw(struct cli *c, const struct progress_view *p)
{
	char words[80];

	(void)snprintf(words, sizeof(words), "%lld of %lld symbols, %lld fills",
	    (long long)p->symbolsAsked, (long long)p->symbolsTotal, (long long)p->fills);
	terminal_bar(&c->terminal, p->percent, words);
}

/* Say once what goes wrong on the way; the enclave goes on trying by itself. */
static void
tell_error(struct cli *c, const struct last_error *now, struct last_error *told)
{
	if (now->message[0] == '\0' || strcmp(now->message, told->message) == 0)
		return;
	*told = *now;
	terminal_note(&c->terminal, "the exchange: %s", now->message);
}

static enum err
look(struct cli *c, const struct enclave *e, const struct session_file *s, struct reply *last,
    struct document_view *d)
{
	reply_wipe(last);
	TRY(call_send(c, e, s, &session_get, last));
	TRY(document_read(c, last, d));
	if (strcmp(d->status, "stopped") == 0)
		return complain(&c->complaint, LEAVE_UNAVAILABLE, ERR_UPSTREAM,
		    "the enclave has stopped collecting: %s",
		    d->progress.lastError.message[0] != '\0' ? d->progress.lastError.message
							     : "it does not say why");
	return OK;
}

enum err
follow(struct cli *c, const struct enclave *e, const struct session_file *s, struct reply *last)
{
	struct last_error told = { 0 };
	struct document_view d;
	enum err result;

	for (;;) {
		result = look(c, e, s, last, &d);
		if (result == OK)
			draw(c, &d.progress);
		if (result != OK || d.progress.complete)
			break;
		tell_error(c, &d.progress.lastError, &told);
		result = cli_wait(c, c->poll_ms);
		if (result != OK)
			break;
	}
	terminal_bar_end(&c->terminal);
	if (result != OK)
		terminal_note(&c->terminal,
		    "the session itself is open and saved in %s: `perf-aggregator session` shows "
		    "how far it is",
		    s->path);
	return result;
}

struct rows {
	struct table table;
};

static void
rows_wipe(struct rows *r)
{
	table_wipe(&r->table);
}

static enum err
symbol_row(void *self, const struct symbol_view *s)
{
	struct rows *r = self;
	char fills[24];
	const char *const cells[] = { s->symbol, fills,
		s->unreachable    ? "cannot be asked"
		    : s->complete ? "complete"
				  : "not yet complete" };

	(void)snprintf(fills, sizeof(fills), "%lld", (long long)s->fills);
	return table_row(&r->table, cells, 3);
}

enum err
follow_print(struct cli *c, const struct reply *last)
{
	static const char *const heads[] = { "symbol", "fills", "history" };
	AUTO(rows) rows = { table_new(3) };
	AUTO(buf) out = buf_new(TABLE_SIZE_MAX);
	struct document_view d;
	struct why why = { "" };
	enum err e;

	TRY(document_read(c, last, &d));
	TRY(table_row(&rows.table, heads, 3));
	e = view_each_symbol(d.symbols, symbol_row, &rows, &why);
	if (e != OK) {
		why_prefix(&why, "symbols");
		return complain_why(&c->complaint, LEAVE_PROTOCOL, e, &why);
	}
	TRY(buf_print(&out, "%lld fills, %lld of %lld symbols asked%s\n",
	    (long long)d.progress.fills, (long long)d.progress.symbolsAsked,
	    (long long)d.progress.symbolsTotal, d.progress.complete ? "" : ", still collecting"));
	if (rows.table.row_count > 1)
		TRY(table_write(&rows.table, &out));
	e = missing_write(d.completeness, &out, &why);
	if (e != OK) {
		why_prefix(&why, "completeness");
		return complain_why(&c->complaint, LEAVE_PROTOCOL, e, &why);
	}
	return cli_print(c, buf_span(&out));
}
