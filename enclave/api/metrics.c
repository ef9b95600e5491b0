/* SPDX-License-Identifier: Apache-2.0 */
/* GET /enclave/summary/{id} and /enclave/metrics/{id} : what the account's books come to. */
#include "lib/metrics/metrics.h"
#include "enclave/api/session_view.h"
#include "lib/base/text.h"

enum { DAY_MS = 86400000 };

static void
write_decimal(struct json_writer *w, const char *name, struct decimal d)
{
	char text[DECIMAL_TEXT_SIZE];

	decimal_write(d, text);
	json_write_text(w, name, text);
}

static void
write_ratio(struct json_writer *w, const char *name, const struct metrics_ratio *r)
{
	if (r->reason == METRICS_KNOWN)
		write_decimal(w, name, r->value);
	else
		json_write_null(w, name);
}

/* The members that a symbol, a total and the summary have in common. */
static void
write_sums(struct json_writer *w, const struct metrics_sums *s)
{
	json_write_i64(w, "trades", (int64_t)s->fill_count);
	write_decimal(w, "volume", s->volume);
	write_decimal(w, "grossRealizedPnl", s->gross);
	write_decimal(w, "totalFees", s->fees);
	write_decimal(w, "fundingFees", s->funding);
	write_decimal(w, "realizedPnl", s->net);
	write_decimal(w, "matchedCost", s->matched_entry);
	write_ratio(w, "returnOnMatchedCostPct", &s->return_on_matched_cost_pct);
	write_ratio(w, "coverage", &s->coverage);
	write_decimal(w, "openValue", s->open_value);
	write_decimal(w, "unmatchedNotional", s->unmatched_notional);
	json_write_i64(w, "feeRateMissing", (int64_t)s->fee_rate_missing);
}

static bool
is_dollar(const char *asset)
{
	static const char *const dollars[] = { "USD", "USDT", "USDC", "BUSD", "FDUSD", "TUSD",
		"DAI" };

	for (size_t i = 0; i < sizeof(dollars) / sizeof(dollars[0]); i++)
		if (strcmp(asset, dollars[i]) == 0)
			return true;
	return false;
}

/*
 * The names of the original contract, but for its "realizedPnL": PowerShell's own reader refuses an
 * object with two names that differ only in case.
 */
static void
write_aliases(struct json_writer *w, const struct metrics_total *t)
{
	json_write_i64(w, "totalTrades", (int64_t)t->sums.fill_count);
	write_decimal(w, "totalVolume", t->sums.volume);
	if (is_dollar(t->settle)) {
		write_decimal(w, "returnUsd", t->sums.net);
		write_decimal(w, "totalReturnUsd", t->sums.net);
	} else {
		json_write_null(w, "returnUsd");
		json_write_null(w, "totalReturnUsd");
	}
	json_write_null(w, "totalReturnPct");
}

static void
write_fees(struct json_writer *w, const struct metrics *m)
{
	json_write_object(w, "fees");
	for (size_t i = 0; i < m->fee_count; i++)
		write_decimal(w, m->fees[i].asset, m->fees[i].amount);
	json_write_close_object(w);
}

static void
write_period(struct json_writer *w, int64_t first_ms, int64_t last_ms, uint64_t fill_count)
{
	if (fill_count == 0) {
		json_write_null(w, "periodStart");
		json_write_null(w, "periodEnd");
		return;
	}
	json_write_time(w, "periodStart", first_ms);
	json_write_time(w, "periodEnd", last_ms);
}

static void
write_summary(struct json_writer *w, const struct metrics *m)
{
	const struct metrics_total *t = metrics_headline(m);

	json_write_object(w, "summary");
	if (t != NULL) {
		json_write_text(w, "quoteCurrency", t->quote);
		write_sums(w, &t->sums);
		write_aliases(w, t);
	} else {
		json_write_null(w, "quoteCurrency");
		json_write_i64(w, "trades", (int64_t)m->fill_count);
		json_write_i64(w, "totalTrades", (int64_t)m->fill_count);
	}
	write_fees(w, m);
	write_period(w, m->first_ms, m->last_ms, m->fill_count);
	json_write_close_object(w);
}

/* What could not be said, and why. */
static void
write_unavailable(struct json_writer *w, const struct metrics *m)
{
	const struct metrics_total *t = metrics_headline(m);
	const char *why = metrics_reason_name(m->headline);

	json_write_object(w, "unavailable");
	json_write_text(w, "totalReturnPct", "needs_equity_and_flows");
	if (t == NULL) {
		json_write_text(w, "volume", why);
		json_write_text(w, "realizedPnl", why);
		json_write_text(w, "returnOnMatchedCostPct", why);
	} else {
		if (t->sums.return_on_matched_cost_pct.reason != METRICS_KNOWN)
			json_write_text(w, "returnOnMatchedCostPct",
			    metrics_reason_name(t->sums.return_on_matched_cost_pct.reason));
		if (!is_dollar(t->settle))
			json_write_text(w, "totalReturnUsd", "not_settled_in_usd");
	}
	json_write_close_object(w);
}

static void
write_method(struct json_writer *w)
{
	json_write_object(w, "method");
	json_write_text(w, "lots", "fifo");
	json_write_text(w, "realizedPnl", "gross - fees + funding, fees at the trade");
	json_write_text(w, "returnOnMatchedCostPct", "100 * realizedPnl / matchedCost");
	json_write_text(w, "feeMarks", "last 1h close at or before the fill");
	json_write_text(w, "dayOffset", "UTC");
	json_write_close_object(w);
}

static void
write_quality(struct json_writer *w, const struct metrics *m)
{
	json_write_object(w, "quality");
	json_write_i64(w, "rows", (int64_t)m->counters.rows);
	json_write_i64(w, "duplicates", (int64_t)m->counters.duplicates);
	json_write_i64(w, "conflicts", (int64_t)m->counters.conflicts);
	json_write_i64(w, "rejected", (int64_t)m->counters.rejected);
	json_write_close_object(w);
}

static void
write_symbol(struct json_writer *w, const struct metrics_symbol *s)
{
	const struct ledger_book *b = s->book;

	json_write_object(w, NULL);
	json_write_text(w, "symbol", b->instrument->symbol);
	json_write_text(w, "quoteCurrency", b->instrument->quote);
	write_sums(w, &s->sums);
	write_decimal(w, "volumeBase", b->volume_base);
	write_decimal(w, "position", b->position);
	json_write_object(w, "fees");
	for (size_t i = 0; i < b->fee_asset_count; i++)
		write_decimal(w, b->fees_by_asset[i].asset, b->fees_by_asset[i].amount);
	json_write_close_object(w);
	write_period(w, s->sums.first_ms, s->sums.last_ms, s->sums.fill_count);
	json_write_close_object(w);
}

static void
write_days(struct json_writer *w, const struct metrics_total *t)
{
	json_write_array(w, "daily");
	for (size_t i = 0; i < t->day_count; i++) {
		const struct metrics_day *d = &t->days[i];
		char date[TEXT_TIME_SIZE];

		text_time_write((int64_t)d->day * DAY_MS, date);
		json_write_object(w, NULL);
		json_write_span(w, "date", (struct span){ (const uint8_t *)date, 10 });
		json_write_i64(w, "trades", (int64_t)d->fill_count);
		write_decimal(w, "volume", d->volume);
		write_decimal(w, "grossRealizedPnl", d->gross);
		write_decimal(w, "totalFees", d->fees);
		write_decimal(w, "realizedPnl", d->net);
		write_decimal(w, "cumulativeRealizedPnl", d->net_so_far);
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

static void
write_totals(struct json_writer *w, const struct metrics *m)
{
	json_write_array(w, "totals");
	for (size_t i = 0; i < m->total_count; i++) {
		json_write_object(w, NULL);
		json_write_text(w, "quoteCurrency", m->totals[i].quote);
		json_write_text(w, "settleCurrency", m->totals[i].settle);
		json_write_i64(w, "symbols", (int64_t)m->totals[i].symbol_count);
		write_sums(w, &m->totals[i].sums);
		write_days(w, &m->totals[i]);
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

static enum err
write_document(struct call *c, bool is_whole, struct buf *out)
{
	struct json_writer w = json_writer_on(out);
	const struct metrics *m;

	TRY(collection_metrics(c->session->collection, &m));
	json_write_object(&w, NULL);
	write_summary(&w, m);
	if (is_whole) {
		json_write_array(&w, "metrics");
		for (size_t i = 0; i < m->symbol_count; i++)
			write_symbol(&w, &m->symbols[i]);
		json_write_close_array(&w);
		write_totals(&w, m);
	}
	session_view_progress(&w, c->session);
	write_method(&w);
	write_quality(&w, m);
	write_unavailable(&w, m);
	json_write_bool(&w, "simulated", c->api->is_simulated);
	json_write_close_object(&w);
	return json_write_end(&w);
}

static enum err
summary_write(struct call *c, struct buf *out)
{
	return write_document(c, false, out);
}

static enum err
metrics_write(struct call *c, struct buf *out)
{
	return write_document(c, true, out);
}

void
api_summary_get(struct call *c)
{
	api_reply_written(c, summary_write);
}

/* Parameters that are promised but not built yet are refused by name, not ignored. */
static bool
query_allows(struct call *c)
{
	static const char *const later[] = { "from", "to" };
	char value[64], detail[128];
	enum err e;

	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
		if (http_query_get(c->request->query, later[i], value, sizeof(value)) !=
		    ERR_ABSENT) {
			(void)snprintf(
			    detail, sizeof(detail), "%s: not available in this version", later[i]);
			api_reply_kind(c, PROBLEM_INVALID_REQUEST, detail);
			return false;
		}
	e = http_query_get(c->request->query, "method", value, sizeof(value));
	if (e == ERR_ABSENT || (e == OK && strcmp(value, "fifo") == 0))
		return true;
	api_reply_kind(c, PROBLEM_INVALID_REQUEST, "method: this version has fifo only");
	return false;
}

void
api_metrics_get(struct call *c)
{
	if (query_allows(c))
		api_reply_written(c, metrics_write);
}
