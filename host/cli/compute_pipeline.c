/* SPDX-License-Identifier: Apache-2.0 */
/* KIND pipeline: an account's whole file in; equity, flows, returns, ratios and books out. */
#include "host/cli/compute.h"
#include "host/cli/compute_file.h"
#include "host/cli/compute_method.h"
#include "host/cli/compute_ratios.h"
#include "host/cli/compute_write.h"
#include "lib/base/secret.h"
#include "lib/metrics/account.h"

enum { DAY_MS = 86400000 };

/* All that is worked out of a file. */
struct pipeline {
	struct compute_file file;
	struct account *account;
};

static void
pipeline_wipe(struct pipeline *p)
{
	account_free(p->account);
	compute_file_wipe(&p->file);
	*p = (struct pipeline){ 0 };
}

static enum err
pipeline_compute(struct pipeline *p)
{
	const struct compute_file *f = &p->file;
	const struct equity_ask ask = {
		.currency = f->reporting,
		.start_ms = f->start_ts,
		.day_ms = DAY_MS,
		.day_count = f->day_count,
		.mark_age_max_ms = f->max_mark_age_ms,
		.flows = f->deposits.wallets.flows,
		.flow_count = f->deposits.wallets.flow_count,
		.gains = f->deposits.wallets.costs,
		.gain_count = f->deposits.wallets.cost_count,
	};

	return account_new(f->ledger, &ask, &p->account);
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
	for (size_t i = 0; i <= a->day_count; i++)
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

	write_known_amount(w, "net_flows", a->equity->flow_unvalued_count == 0, t->net_flows);
	write_known_amount(w, "account_pnl", t->is_whole, t->pnl);
	compute_days_write(w, a->days, a->day_count, false);
	compute_known_write(w, "twr", t->twr);
	if (t->is_whole)
		compute_mwr_write(w, "xirr", &t->mwr);
	else
		json_write_null(w, "xirr");
	json_write_object(w, "metrics");
	compute_ratios_write(w, &a->daily.ratios, false);
	json_write_close_object(w);
}

static void
write_quality(struct json_writer *w, const struct account *a, const struct compute_deposits *flows)
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
	json_write_bool(w, "short_history", a->daily.ratios.count < 365);
	compute_known_write(w, "low_capital_share", a->daily.low_capital_share);
	json_write_i64(w, "self_transfers", (int64_t)flows->wallets.pair_count);
	json_write_i64(w, "flow_duplicates", (int64_t)flows->duplicates);
	json_write_i64(w, "flow_conflicts", (int64_t)flows->conflicts);
	json_write_i64(w, "flow_rejected", (int64_t)flows->rejected);
	json_write_close_object(w);
}

enum err
compute_pipeline_as(
    struct span text, const struct compute_options *options, struct buf *out, struct why *why)
{
	const struct compute_method *method;
	struct json_writer w = json_writer_on(out);
	AUTO(pipeline) p = { 0 };
	char books[32];
	enum err e;

	TRY(compute_method_find(options->method, &method, why));
	TRY(compute_file_read(text, COMPUTE_FILE_ACCOUNT, &p.file, why));
	ledger_set_method(p.file.ledger, method->method);
	(void)snprintf(books, sizeof(books), "books_%s", method->name);
	e = pipeline_compute(&p);
	if (e == ERR_LIMIT)
		return why_set(why, e, "the account's worth is larger than 1.7e20");
	TRY(e);
	json_write_object(&w, NULL);
	write_equity(&w, p.account);
	write_returns(&w, p.account);
	write_quality(&w, p.account, &p.file.deposits);
	TRY(compute_write(&p.file, books, &w, why));
	json_write_close_object(&w);
	return json_write_end(&w) == OK ? OK : why_set(why, w.error, "the result is too long");
}

enum err
compute_pipeline(struct span text, struct buf *out, struct why *why)
{
	return compute_pipeline_as(text, &(struct compute_options){ .method = NULL }, out, why);
}
