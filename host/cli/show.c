/* SPDX-License-Identifier: Apache-2.0 */
/* perf-aggregator summary, metrics, session: what the enclave says, as JSON or for people. */
#include "host/cli/call.h"
#include "host/cli/follow.h"
#include "host/cli/table.h"
#include "host/cli/view.h"
#include "lib/decimal/decimal.h"

static enum err
badly_answered(struct cli *c, enum err e, struct why *why)
{
	why_prefix(why, "the enclave's answer");
	return complain_why(&c->complaint, LEAVE_PROTOCOL, e, why);
}

/* The answer as it is; but what is no JSON shall not reach who expects it. */
static enum err
json_print(struct cli *c, struct reply *r)
{
	struct json j;

	json_init(&j, buf_span(&r->body));
	if (json_skip(&j, NULL) != OK || json_end(&j) != OK)
		return complain(&c->complaint, LEAVE_PROTOCOL, ERR_INPUT,
		    "the enclave's answer is no JSON: %s at byte %zu", json_fault(&j),
		    json_where(&j));
	TRY(buf_u8(&r->body, '\n'));
	return cli_print(c, buf_span(&r->body));
}

/* ---- tables ---- */

enum { CELL_SIZE = 96, PERCENT_PLACES = 4 };

/* A number as it came. */
static enum err
number_cell(struct span number, char out[CELL_SIZE])
{
	return span_to_text(number, out, CELL_SIZE);
}

/* Percents are for reading: to four decimals, half to even.  --json has them as they came. */
static enum err
percent_cell(struct span number, char out[CELL_SIZE])
{
	struct decimal d;

	if (decimal_parse(number, &d) != OK)
		return number_cell(number, out);
	decimal_write_places(d, PERCENT_PLACES, out);
	return OK;
}

/* One row of figures, beginning with `name`. */
static enum err
figures_row(struct table *t, const char *name, const struct figures *f)
{
	enum { NUMBERS = 7, COLUMNS = NUMBERS + 2 };
	const struct span numbers[] = { f->trades, f->volume, f->totalFees, f->realizedPnl,
		f->returnOnMatchedCostPct, f->roundTrips, f->winRatePct };
	char texts[NUMBERS][CELL_SIZE];
	const char *cells[COLUMNS] = { name };

	for (size_t i = 0; i < NUMBERS; i++) {
		const bool is_percent = i == 4 || i == 6;

		TRY((is_percent ? percent_cell : number_cell)(numbers[i], texts[i]));
		cells[i + 1] = texts[i];
	}
	cells[NUMBERS + 1] = f->quoteCurrency;
	return table_row(t, cells, COLUMNS);
}

static enum err
symbol_row(void *self, const struct figures *f)
{
	return figures_row(self, f->symbol, f);
}

static enum err
total_row(void *self, const struct figures *f)
{
	return figures_row(self, "total", f);
}

static enum err
metrics_write(const struct document_view *d, struct buf *out, struct why *why)
{
	static const char *const heads[] = { "symbol", "trades", "volume", "fees", "realised PnL",
		"return on matched cost %", "round trips", "win rate %", "in" };
	AUTO(table) t = table_new(9);

	TRY(table_row(&t, heads, 9));
	TRY(view_each_figures(d->metrics, symbol_row, &t, why));
	TRY(view_each_figures(d->totals, total_row, &t, why));
	return table_write(&t, out);
}

static enum err
summary_write(const struct document_view *d, struct buf *out, struct why *why)
{
	const struct figures *f = &d->summary;
	const bool is_of_returns = f->twrPct.size > 0; /* else the ratios are of daily profits */
	const struct {
		const char *name;
		struct span number;
		bool is_percent;
	} rows[] = {
		{ "equity", f->equity, false },
		{ "deposits", f->deposits, false },
		{ "withdrawals", f->withdrawals, false },
		{ "profit of the account", f->accountPnl, false },
		{ "time-weighted return %", f->twrPct, true },
		{ "the same a year %", f->cagrPct, true },
		{ "money-weighted return %", f->mwrPct, true },
		{ "volatility a year %", f->volatilityPct, true },
		{ "deepest fall %", f->maxDrawdownPct, true },
		{ "Calmar ratio", f->calmarRatio, false },
		{ "trades", f->trades, false },
		{ "volume", f->volume, false },
		{ "fees", f->totalFees, false },
		{ "realised PnL", f->realizedPnl, false },
		{ "return on matched cost %", f->returnOnMatchedCostPct, true },
		{ "unrealised PnL", f->unrealizedPnl, false },
		{ "round trips", f->roundTrips, false },
		{ "win rate %", f->winRatePct, true },
		{ "profit factor", f->profitFactor, false },
		{ is_of_returns ? "Sharpe of returns" : "Sharpe of daily PnL", f->sharpeRatio,
		    false },
		{ "its standard error", f->sharpeRatioStdError, false },
		{ is_of_returns ? "Sortino of returns" : "Sortino of daily PnL", f->sortinoRatio,
		    false },
		{ "deepest fall of PnL", f->maxDrawdownAbs, false },
	};
	const char *const head[] = { "currency", f->quoteCurrency };
	AUTO(table) t = table_new(2);
	AUTO(buf) fees = buf_new(16384);

	TRY(table_row(&t, head, 2));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[CELL_SIZE];
		const char *const cells[] = { rows[i].name, text };

		TRY((rows[i].is_percent ? percent_cell : number_cell)(rows[i].number, text));
		TRY(table_row(&t, cells, 2));
	}
	TRY(table_write(&t, out));
	TRY(view_pairs_write(f->fees, &fees, why));
	if (fees.size > 0)
		TRY(buf_print(
		    out, "  fees as charged: %.*s\n", (int)fees.size, (const char *)fees.p));
	return OK;
}

/* How far it is, and what could not be said. */
static enum err
footer_write(const struct document_view *d, struct buf *out, struct why *why)
{
	const struct progress_view *p = &d->progress;

	TRY(view_reasons_write(d->unavailable, out, why));
	if (!p->complete)
		TRY(buf_print(out,
		    "  STILL COLLECTING: %lld %% (%lld of %lld symbols); figures will change\n",
		    (long long)p->percent, (long long)p->symbolsAsked, (long long)p->symbolsTotal));
	if (p->symbolsUnreachable > 0)
		TRY(buf_print(out, "  %lld symbols could not be asked: `perf-aggregator session`\n",
		    (long long)p->symbolsUnreachable));
	if (p->lastError.message[0] != '\0')
		TRY(buf_print(out, "  last error: %s\n", p->lastError.message));
	return buf_print(out, "  %s, session until %s\n", d->status, d->session_expires);
}

static enum err
session_write(const struct document_view *d, struct buf *out, struct why *why)
{
	struct permissions_view may = { 0 };
	char key[80] = "";

	if (d->permissions.size > 0) {
		TRY(view_permissions(d->permissions, &may, why));
		(void)snprintf(key, sizeof(key), "%s%s%s%s", may.read ? "reads" : "",
		    may.trade ? ", trades" : "", may.withdraw ? ", withdraws" : "",
		    may.verified ? "" : " (unverified)");
	}
	TRY(buf_print(out, "  user      %s\n  label     %s\n  account   %s\n", d->userId, d->label,
	    d->accountType));
	TRY(buf_print(
	    out, "  key       %s\n  proof     %s\n  opened    %s\n", key, d->proof, d->created_at));
	return footer_write(d, out, why);
}

/* ---- the commands ---- */

/* Ask for `path` and print it as JSON, or leave it in `reply` and `view` for people. */
static enum err
ask(struct cli *c, const char *path, struct reply *reply, struct document_view *view)
{
	AUTO(session_file) s = { 0 };
	AUTO(enclave) e = { 0 };
	const struct client_request request = { .method = "GET", .target = path };
	struct why why = { "" };
	enum err result;

	TRY(call_load(c, &s));
	TRY(call_connect(c, &s, &e));
	TRY(call_send(c, &e, &s, &request, reply));
	result = view_document(buf_span(&reply->body), view, &why);
	return result == OK ? OK : badly_answered(c, result, &why);
}

typedef enum err write_fn(const struct document_view *d, struct buf *out, struct why *why);

static enum err
show(struct cli *c, const char *path, write_fn *write, write_fn *write_footer)
{
	AUTO(reply) reply = { 0 };
	AUTO(buf) out = buf_new(2 * TABLE_SIZE_MAX);
	struct document_view view;
	struct why why = { "" };
	enum err e;

	TRY(ask(c, path, &reply, &view));
	if (c->arguments.wants_json)
		return json_print(c, &reply);
	e = write(&view, &out, &why);
	if (e == OK && write_footer != NULL)
		e = write_footer(&view, &out, &why);
	if (e != OK)
		return badly_answered(c, e, &why);
	TRY(cli_print(c, buf_span(&out)));
	return write == session_write ? follow_print(c, &reply) : OK;
}

enum err
summary_command(struct cli *c)
{
	return show(c, "/enclave/summary/self", summary_write, footer_write);
}

enum err
metrics_command(struct cli *c)
{
	return show(c, "/enclave/metrics/self", metrics_write, footer_write);
}

enum err
session_command(struct cli *c)
{
	return show(c, "/enclave/session/self", session_write, NULL);
}
