/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/api/metrics_notes.h"

#include "enclave/api/metrics_view.h"
#include "lib/metrics/metrics_cycles.h"

static void
write_method(struct json_writer *w, const char *method)
{
	json_write_object(w, "method");
	json_write_text(w, "lots", method);
	json_write_text(w, "realizedPnl", "gross - fees + funding, fees at the trade");
	json_write_text(w, "returnOnMatchedCostPct", "100 * realizedPnl / matchedCost");
	json_write_text(w, "returnOnPeakCapitalPct",
	    "100 * realizedPnl / peakCapital: unlevered, capital not verified, an upper bound");
	json_write_text(
	    w, "ratios", "of daily profits with what is open, where capital does not matter");
	json_write_i64(w, "periodsPerYear", 365);
	json_write_text(w, "riskFreeRate", "0");
	json_write_i64(w, "minObservations", PROFIT_OBSERVATIONS_MIN);
	json_write_text(w, "feeMarks", "last 1h close at or before the fill");
	json_write_text(w, "dayOffset", "UTC");
	json_write_close_object(w);
}

static void
write_quality(struct json_writer *w, const struct metrics *m)
{
	uint64_t funding = 0, pegs = 0, washes = 0;

	for (size_t i = 0; i < m->total_count; i++) {
		funding += m->totals[i].sums.funding_rate_missing;
		pegs += m->totals[i].sums.peg_assumed;
		washes += m->totals[i].sums.wash_count;
	}
	json_write_object(w, "quality");
	json_write_i64(w, "rows", (int64_t)m->counters.rows);
	json_write_i64(w, "duplicates", (int64_t)m->counters.duplicates);
	json_write_i64(w, "conflicts", (int64_t)m->counters.conflicts);
	json_write_i64(w, "rejected", (int64_t)m->counters.rejected);
	json_write_i64(w, "fundingRateMissing", (int64_t)funding);
	json_write_i64(w, "pegAssumed", (int64_t)pegs);
	json_write_i64(w, "washTrades", (int64_t)washes);
	json_write_i64(w, "marks", (int64_t)m->counters.marks);
	json_write_i64(w, "markConflicts", (int64_t)m->counters.mark_conflicts);
	json_write_close_object(w);
}

/* Why the ratios of daily profits are null; NULL: they are not, or each says so itself. */
static const char *
why_no_profit(const struct profit *p)
{
	if (p == NULL)
		return metrics_reason_name(METRICS_COLLECTING);
	if (p->reason != METRICS_KNOWN)
		return metrics_reason_name(p->reason);
	return p->count < PROFIT_OBSERVATIONS_MIN ? known_why_name(KNOWN_TOO_FEW) : NULL;
}

static void
write_why_not(struct json_writer *w, const char *name, struct known k)
{
	if (k.why != KNOWN)
		json_write_text(w, name, known_why_name(k.why));
}

static void
write_unavailable_profit(struct json_writer *w, const struct profit *p)
{
	static const char *const all[] = { "sharpeRatio", "sharpeRatioStdError", "sortinoRatio",
		"omegaRatio", "gainToPainRatio", "skewness", "kurtosis", "winningDaysPct" };
	const char *why = why_no_profit(p);

	if (!metrics_view_has_profit(p)) {
		json_write_text(w, "unrealizedPnl", why == NULL ? "no_trades" : why);
		json_write_text(w, "maxDrawdownAbs", why == NULL ? "no_trades" : why);
	}
	for (size_t i = 0; why != NULL && i < sizeof(all) / sizeof(all[0]); i++)
		json_write_text(w, all[i], why);
	if (why != NULL)
		return;
	write_why_not(w, all[0], p->ratios.sharpe);
	write_why_not(w, all[1], p->ratios.sharpe_se_ann);
	write_why_not(w, all[2], p->ratios.sortino);
	write_why_not(w, all[3], p->ratios.omega0);
	write_why_not(w, all[4], p->ratios.gain_to_pain);
	write_why_not(w, all[5], p->ratios.skew);
	write_why_not(w, all[6], p->ratios.kurtosis_excess);
}

static void
write_unavailable_cycles(struct json_writer *w, const struct ledger_cycles *c)
{
	const struct metrics_cycles k = metrics_cycles_of(c);
	const struct {
		const char *name;
		const struct metrics_ratio *ratio;
	} all[] = {
		{ "winRatePct", &k.win_rate },
		{ "profitFactor", &k.profit_factor },
		{ "payoffRatio", &k.payoff },
		{ "expectancy", &k.expectancy },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].ratio->reason != METRICS_KNOWN)
			json_write_text(w, all[i].name, metrics_reason_name(all[i].ratio->reason));
}

/* What could not be said of the summary, and why. */
static void
write_unavailable(struct json_writer *w, const struct metrics *m)
{
	const struct metrics_total *t = metrics_headline(m);
	const char *why = metrics_reason_name(m->headline);

	json_write_object(w, "unavailable");
	for (size_t i = 0; i < METRICS_VIEW_NEEDS_EQUITY_COUNT; i++)
		json_write_text(w, metrics_view_needs_equity[i], "needs_equity_and_flows");
	if (t == NULL) {
		json_write_text(w, "volume", why);
		json_write_text(w, "realizedPnl", why);
		json_write_text(w, "returnOnMatchedCostPct", why);
	} else {
		if (t->sums.return_on_matched_cost_pct.reason != METRICS_KNOWN)
			json_write_text(w, "returnOnMatchedCostPct",
			    metrics_reason_name(t->sums.return_on_matched_cost_pct.reason));
		if (!metrics_view_is_dollar(t->settle))
			json_write_text(w, "totalReturnUsd", "not_settled_in_usd");
		write_unavailable_cycles(w, &t->sums.cycles);
		write_unavailable_profit(w, t->profit);
	}
	json_write_close_object(w);
}

void
metrics_notes_write(struct json_writer *w, const struct metrics *m, const char *method)
{
	write_method(w, method);
	write_quality(w, m);
	write_unavailable(w, m);
}
