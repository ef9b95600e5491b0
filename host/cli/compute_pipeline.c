/* SPDX-License-Identifier: Apache-2.0 */
/* KIND pipeline: an account's whole file in; equity, flows, returns, ratios and books out. */
#include "host/cli/compute.h"
#include "host/cli/compute_file.h"
#include "host/cli/compute_ratios.h"
#include "host/cli/compute_write.h"
#include "lib/base/secret.h"

enum { DAY_MS = 86400000 };

/* All that is worked out of a file. */
struct account {
	struct compute_file file;
	struct equity *equity;
	struct returns_day *days;
	double *observed; /* the returns of days that have one */
	struct returns_total total;
	struct ratios ratios;
};

static void
account_wipe(struct account *a)
{
	compute_file_wipe(&a->file);
	equity_free(a->equity);
	free(a->days);
	free(a->observed);
	*a = (struct account){ 0 };
}

static enum err
account_compute(struct account *a)
{
	const struct compute_file *f = &a->file;
	const struct equity_ask ask = {
		.currency = f->reporting,
		.start_ms = f->start_ts,
		.day_ms = DAY_MS,
		.day_count = f->day_count,
		.mark_age_max_ms = f->max_mark_age_ms,
		.flows = f->deposits.flows,
		.flow_count = f->deposits.count,
	};
	size_t count = 0;

	TRY(equity_new(f->ledger, &ask, &a->equity));
	a->days = calloc(f->day_count + 1, sizeof(*a->days));
	a->observed = calloc(f->day_count + 1, sizeof(*a->observed));
	ENSURE(a->days != NULL && a->observed != NULL, ERR_NOMEM);
	TRY(returns_of(&(struct returns_ask){ f->start_ts, DAY_MS, a->equity->at, f->day_count,
			   a->equity->flows, a->equity->flow_count },
	    a->days, &a->total));
	for (size_t i = 0; i < f->day_count; i++)
		if (a->days[i].has_return)
			a->observed[count++] = a->days[i].r;
	return ratios_of(
	    &(struct ratios_series){ .r = a->observed, .count = count, .per_year = 365 },
	    &a->ratios);
}

static void
write_known_amount(struct json_writer *w, const char *name, bool is_known, struct decimal d)
{
	if (is_known)
		compute_amount_write(w, name, d);
	else
		json_write_null(w, name);
}

static void
write_equity(struct json_writer *w, const struct account *a)
{
	const struct equity *e = a->equity;

	json_write_array(w, "equity_at_day_boundaries");
	for (size_t i = 0; i <= a->file.day_count; i++)
		write_known_amount(w, NULL, e->at[i].is_known, e->at[i].value);
	json_write_close_array(w);
	json_write_array(w, "flows_valued");
	for (size_t i = 0; i < e->flow_count; i++) {
		json_write_object(w, NULL);
		json_write_i64(w, "ts", e->flows[i].ts_ms);
		compute_amount_write(w, "amount", e->flows[i].amount);
		write_known_amount(w, "equity_before", e->flows[i].has_value, e->flows[i].value);
		json_write_close_object(w);
	}
	json_write_close_array(w);
	json_write_object(w, "balances_end");
	for (size_t i = 0; i < e->balance_count; i++)
		compute_amount_write(w, e->balances[i].asset, e->balances[i].amount);
	json_write_close_object(w);
}

static void
write_returns(struct json_writer *w, const struct account *a)
{
	const struct returns_total *t = &a->total;

	compute_amount_write(w, "net_flows", t->net_flows);
	write_known_amount(w, "account_pnl", t->is_whole, t->pnl);
	compute_days_write(w, a->days, a->file.day_count, false);
	compute_known_write(w, "twr", t->twr);
	if (t->is_whole)
		compute_mwr_write(w, "xirr", &t->mwr);
	else
		json_write_null(w, "xirr");
	json_write_object(w, "metrics");
	compute_ratios_write(w, &a->ratios, false);
	json_write_close_object(w);
}

static void
write_quality(struct json_writer *w, const struct account *a)
{
	const struct equity *e = a->equity;

	json_write_object(w, "quality");
	json_write_i64(w, "idle_days", (int64_t)a->total.idle_count);
	json_write_i64(w, "gaps", (int64_t)a->total.gap_count);
	json_write_bool(w, "ruin", a->total.is_ruined);
	json_write_i64(w, "large_flow_unvalued", (int64_t)a->total.large_flow_count);
	json_write_i64(w, "unvalued_moments", (int64_t)e->unvalued_count);
	json_write_i64(w, "stale_day_ends", (int64_t)e->stale_count);
	json_write_i64(w, "flows_without_rate", (int64_t)e->flow_unvalued_count);
	json_write_bool(w, "negative_balance", e->was_negative);
	json_write_bool(w, "short_history", a->ratios.count < 365);
	json_write_i64(w, "flow_duplicates", (int64_t)a->file.deposits.duplicates);
	json_write_i64(w, "flow_conflicts", (int64_t)a->file.deposits.conflicts);
	json_write_i64(w, "flow_rejected", (int64_t)a->file.deposits.rejected);
	json_write_close_object(w);
}

enum err
compute_pipeline(struct span text, struct buf *out, struct why *why)
{
	struct json_writer w = json_writer_on(out);
	AUTO(account) a = { 0 };
	enum err e;

	TRY(compute_file_read(text, COMPUTE_FILE_ACCOUNT, &a.file, why));
	e = account_compute(&a);
	if (e == ERR_LIMIT)
		return why_set(why, e, "the account's worth is larger than 1.7e20");
	TRY(e);
	json_write_object(&w, NULL);
	write_equity(&w, &a);
	write_returns(&w, &a);
	write_quality(&w, &a);
	TRY(compute_write(&a.file, "books_fifo", &w, why));
	json_write_close_object(&w);
	return json_write_end(&w) == OK ? OK : why_set(why, w.error, "the result is too long");
}
