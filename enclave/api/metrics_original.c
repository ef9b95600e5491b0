/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/api/metrics_original.h"

#include "enclave/api/account_view.h"
#include "lib/ledger/marks.h"

static void
write_ratio(struct json_writer *w, const char *name, const struct metrics_ratio *r)
{
	if (r->reason == METRICS_KNOWN)
		metrics_view_amount(w, name, r->value);
	else
		json_write_null(w, name);
}

static void
write_dollars(struct json_writer *w, const char *name, const char *settle, struct decimal net)
{
	if (marks_is_dollar(settle))
		metrics_view_amount(w, name, net);
	else
		json_write_null(w, name);
}

static void
write_symbol(struct json_writer *w, const struct metrics_symbol *s, const char *user_id)
{
	const struct instrument *i = s->book.instrument;

	json_write_object(w, NULL);
	json_write_text(w, "userId", user_id);
	json_write_text(w, "symbol", i->symbol);
	metrics_view_period(w, s->sums.first_ms, s->sums.last_ms, s->sums.fill_count);
	metrics_view_amount(w, "volume", s->sums.volume);
	json_write_i64(w, "trades", (int64_t)s->sums.fill_count);
	write_ratio(w, "returnPct", &s->sums.return_on_matched_cost_pct);
	write_dollars(w, "returnUsd", i->settle, s->sums.net);
	metrics_view_amount(w, "totalFees", s->sums.fees);
	metrics_view_amount(w, "realizedPnL", s->sums.net);
	json_write_i64(w, "totalTrades", (int64_t)s->sums.fill_count);
	json_write_close_object(w);
}

void
metrics_original_symbols(struct json_writer *w, const struct metrics *m, const char *user_id)
{
	json_write_array(w, "metrics");
	for (size_t i = 0; i < m->symbol_count; i++)
		write_symbol(w, &m->symbols[i], user_id);
	json_write_close_array(w);
}

void
metrics_original_summary(struct json_writer *w, const struct metrics *m)
{
	const struct metrics_total *t = metrics_headline(m);

	json_write_object(w, "summary");
	json_write_i64(w, "totalTrades", (int64_t)m->fill_count);
	metrics_view_known(w, "totalReturnPct", account_view_twr_pct(m));
	if (t == NULL) {
		json_write_null(w, "totalVolume");
		json_write_null(w, "totalReturnUsd");
		json_write_null(w, "totalFees");
	} else {
		metrics_view_amount(w, "totalVolume", t->sums.volume);
		write_dollars(w, "totalReturnUsd", t->settle, t->sums.net);
		metrics_view_amount(w, "totalFees", t->sums.fees);
	}
	json_write_close_object(w);
}
