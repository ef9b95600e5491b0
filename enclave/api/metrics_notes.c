/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/api/metrics_notes.h"

#include "enclave/api/account_view.h"
#include "lib/ledger/marks.h"
#include "lib/metrics/metrics_cycles.h"

static void
write_method(struct json_writer *w, const char *method, bool is_capital_known)
{
	json_write_object(w, "method");
	json_write_text(w, "lots", method);
	json_write_text(w, "realizedPnl", "gross - fees + funding, fees at the trade");
	json_write_text(w, "returnOnMatchedCostPct", "100 * realizedPnl / matchedCost");
	json_write_text(w, "returnOnPeakCapitalPct",
	    "100 * realizedPnl / peakCapital: unlevered, capital not verified, an upper bound");
	json_write_text(w, "ratios",
	    is_capital_known ? "of daily returns"
			     : "of daily profits with what is open, where capital does not matter");
	if (is_capital_known)
		json_write_text(w, "returns", "twr-daily-equity, valued at each flow");
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
	json_write_i64(w, "lateRows", (int64_t)m->counters.late);
	json_write_i64(w, "fundingRateMissing", (int64_t)funding);
	json_write_i64(w, "pegAssumed", (int64_t)pegs);
	json_write_i64(w, "washTrades", (int64_t)washes);
	json_write_i64(w, "marks", (int64_t)m->counters.marks);
	json_write_i64(w, "markConflicts", (int64_t)m->counters.mark_conflicts);
	account_view_quality(w, m);
	json_write_close_object(w);
}

/* Why there are no daily profits; NULL: there are. */
static const char *
why_no_profit(const struct profit *p)
{
	if (p == NULL)
		return metrics_reason_name(METRICS_COLLECTING);
	if (p->reason != METRICS_KNOWN)
		return metrics_reason_name(p->reason);
	return p->count == 0 ? metrics_reason_name(METRICS_NO_TRADES) : NULL;
}

static void
write_why_not(struct json_writer *w, const char *name, struct known k)
{
	if (k.why != KNOWN)
		json_write_text(w, name, known_why_name(k.why));
}

/* `why`: of the profits, should they be needed. */
static void
write_unavailable_ratios(struct json_writer *w, const struct ratios *r, const char *why)
{
	static const char *const all[] = { "sharpeRatio", "sharpeRatioStdError", "sortinoRatio",
		"omegaRatio", "gainToPainRatio", "skewness", "kurtosis", "winningDaysPct" };

	if (r != NULL)
		why = r->count < PROFIT_OBSERVATIONS_MIN ? known_why_name(KNOWN_TOO_FEW) : NULL;
	for (size_t i = 0; why != NULL && i < sizeof(all) / sizeof(all[0]); i++)
		json_write_text(w, all[i], why);
	if (why != NULL || r == NULL)
		return;
	write_why_not(w, all[0], r->sharpe);
	write_why_not(w, all[1], r->sharpe_se_ann);
	write_why_not(w, all[2], r->sortino);
	write_why_not(w, all[3], r->omega0);
	write_why_not(w, all[4], r->gain_to_pain);
	write_why_not(w, all[5], r->skew);
	write_why_not(w, all[6], r->kurtosis_excess);
}

static void
write_unavailable_profit(struct json_writer *w, const struct profit *p, const struct account *a)
{
	const char *why = why_no_profit(p);

	if (why != NULL) {
		json_write_text(w, "unrealizedPnl", why);
		json_write_text(w, "maxDrawdownAbs", why);
	}
	write_unavailable_ratios(w, metrics_view_ratios(p, a), why);
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
	account_view_unavailable(w, m);
	if (t == NULL) {
		json_write_text(w, "volume", why);
		json_write_text(w, "realizedPnl", why);
		json_write_text(w, "returnOnMatchedCostPct", why);
	} else {
		if (t->sums.return_on_matched_cost_pct.reason != METRICS_KNOWN)
			json_write_text(w, "returnOnMatchedCostPct",
			    metrics_reason_name(t->sums.return_on_matched_cost_pct.reason));
		if (!marks_is_dollar(t->settle))
			json_write_text(w, "totalReturnUsd", "not_settled_in_usd");
		write_unavailable_cycles(w, &t->sums.cycles);
		write_unavailable_profit(w, t->profit, metrics_capital(m));
	}
	json_write_close_object(w);
}

void
metrics_notes_write(struct json_writer *w, const struct metrics *m, const char *method)
{
	write_method(w, method, metrics_capital(m) != NULL);
	write_quality(w, m);
	write_unavailable(w, m);
}
