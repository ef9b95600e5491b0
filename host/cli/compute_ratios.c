/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_ratios.h"

static const double day_ms = 86400000;

static void
write_count(struct json_writer *w, const char *name, size_t count)
{
	json_write_i64(w, name, (int64_t)count);
}

static void
write_drawdown(struct json_writer *w, const struct drawdown *d)
{
	write_count(w, "mdd_peak_i", d->peak_i);
	write_count(w, "mdd_trough_i", d->trough_i);
	if (d->is_recovered)
		write_count(w, "mdd_recovery_i", d->recovery_i);
	else
		json_write_null(w, "mdd_recovery_i");
	write_count(w, "longest_underwater", d->longest);
}

void
compute_ratios_write(struct json_writer *w, const struct ratios *r, bool has_benchmark)
{
	write_count(w, "n", r->count);
#define X(member) compute_known_write(w, #member, r->member);
	RATIO_TABLE(X)
#undef X
	if (r->count > 0)
		write_drawdown(w, &r->drawdown);
	write_count(w, "pos", r->positive_count);
	write_count(w, "neg", r->negative_count);
	write_count(w, "zero", r->zero_count);
	write_count(w, "max_win_streak", r->win_streak);
	write_count(w, "max_loss_streak", r->loss_streak);
	if (!has_benchmark)
		return;
#define X(member) compute_known_write(w, #member, r->benchmark.member);
	BENCHMARK_TABLE(X)
#undef X
}

void
compute_mwr_write(struct json_writer *w, const char *name, const struct mwr *m)
{
	json_write_object(w, name);
	json_write_text(w, "status", mwr_status_name(m->status));
	write_count(w, "roots", m->root_count);
	if (m->root_count > 0) {
		compute_known_write(w, "period_return", m->period_return);
		compute_real_write(w, "log_growth_period", m->growth_log);
		compute_real_write(w, "span_days", (double)m->span_ms / day_ms);
		compute_known_write(w, "xirr_annual", m->annual_return);
		compute_real_write(w, "log_growth_annual", m->annual_log);
	}
	if (m->status == MWR_MULTIPLE) {
		json_write_array(w, "all_period_returns");
		for (size_t i = 0; i < m->root_count && i < MWR_ROOTS_MAX; i++)
			compute_real_write(w, NULL, real_expm1(m->roots[i]));
		json_write_close_array(w);
	}
	json_write_close_object(w);
}

void
compute_days_write(
    struct json_writer *w, const struct returns_day *days, size_t count, bool is_numbered)
{
	json_write_array(w, "daily");
	for (size_t i = 0; i < count; i++) {
		json_write_object(w, NULL);
		if (is_numbered)
			write_count(w, "day", i);
		if (days[i].has_return)
			compute_real_write(w, "r", days[i].r);
		else
			json_write_null(w, "r");
		json_write_text(w, "kind", returns_kind_name(days[i].kind));
		if (days[i].is_large_flow_unvalued)
			json_write_bool(w, "large_flow_unvalued", true);
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

void
compute_amount_write(struct json_writer *w, const char *name, struct decimal d)
{
	char text[DECIMAL_TEXT_SIZE];

	decimal_write(d, text);
	json_write_text(w, name, text);
}
