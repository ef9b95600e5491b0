/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/api/metrics_view.h"

#include "enclave/api/account_view.h"
#include "lib/base/text.h"
#include "lib/ledger/marks.h"
#include "lib/metrics/metrics_cycles.h"
#include "lib/ratio/digits.h"

#define DAY_MS INT64_C(86400000)

void
metrics_view_amount(struct json_writer *w, const char *name, struct decimal d)
{
	char text[DECIMAL_TEXT_SIZE];

	decimal_write(d, text);
	json_write_text(w, name, text);
}

void
metrics_view_date(struct json_writer *w, const char *name, int32_t day)
{
	char date[TEXT_TIME_SIZE];

	text_time_write((int64_t)day * DAY_MS, date);
	json_write_span(w, name, span_first(span_text(date), strlen("2024-01-01")));
}

static void
write_exact(struct json_writer *w, const char *name, const struct metrics_ratio *r)
{
	if (r->reason == METRICS_KNOWN)
		metrics_view_amount(w, name, r->value);
	else
		json_write_null(w, name);
}

void
metrics_view_known(struct json_writer *w, const char *name, struct known k)
{
	char text[DIGITS_TEXT_SIZE];

	if (k.why != KNOWN) {
		json_write_null(w, name);
		return;
	}
	digits_write(k.value, DIGITS_PUBLISHED, text);
	json_write_text(w, name, text);
}

static void
write_rounded(struct json_writer *w, const char *name, const struct metrics_ratio *r, int factor)
{
	metrics_view_known(w, name,
	    r->reason == METRICS_KNOWN ? known_value(pair_real_of_decimal(r->value) * factor)
				       : known_not(KNOWN_OUT_OF_RANGE));
}

static void
write_cycles(struct json_writer *w, const struct ledger_cycles *c)
{
	const struct metrics_cycles k = metrics_cycles_of(c);

	json_write_i64(w, "roundTrips", (int64_t)c->count);
	json_write_i64(w, "winningTrades", (int64_t)c->wins);
	json_write_i64(w, "losingTrades", (int64_t)c->losses);
	write_rounded(w, "winRatePct", &k.win_rate, 100);
	write_rounded(w, "profitFactor", &k.profit_factor, 1);
	write_rounded(w, "payoffRatio", &k.payoff, 1);
	write_exact(w, "expectancy", &k.expectancy);
}

/* The members that a symbol, a total and the summary have in common. */
static void
write_sums(struct json_writer *w, const struct metrics_sums *s)
{
	json_write_i64(w, "trades", (int64_t)s->fill_count);
	metrics_view_amount(w, "volume", s->volume);
	metrics_view_amount(w, "grossRealizedPnl", s->gross);
	metrics_view_amount(w, "totalFees", s->fees);
	metrics_view_amount(w, "fundingFees", s->funding);
	metrics_view_amount(w, "realizedPnl", s->net);
	metrics_view_amount(w, "matchedCost", s->matched_entry);
	write_exact(w, "returnOnMatchedCostPct", &s->return_on_matched_cost_pct);
	write_exact(w, "coverage", &s->coverage);
	metrics_view_amount(w, "openValue", s->open_value);
	metrics_view_amount(w, "unmatchedNotional", s->unmatched_notional);
	json_write_i64(w, "feeRateMissing", (int64_t)s->fee_rate_missing);
	write_cycles(w, &s->cycles);
}

bool
metrics_view_has_profit(const struct profit *p)
{
	return p != NULL && p->reason == METRICS_KNOWN && p->count > 0;
}

/* Days of the deepest fall: null where nothing fell, and while it is not made up for. */
static void
write_drawdown_days(struct json_writer *w, const struct profit *p)
{
	const bool has_fallen = metrics_view_has_profit(p) && decimal_sign(p->drawdown) > 0;

	if (!has_fallen) {
		json_write_null(w, "maxDrawdownStart");
		json_write_null(w, "maxDrawdownEnd");
		json_write_null(w, "maxDrawdownRecovered");
		return;
	}
	metrics_view_date(w, "maxDrawdownStart", p->peak_day == 0 ? p->days[0].day : p->peak_day);
	metrics_view_date(w, "maxDrawdownEnd", p->trough_day);
	if (p->recovered_day != 0)
		metrics_view_date(w, "maxDrawdownRecovered", p->recovered_day);
	else
		json_write_null(w, "maxDrawdownRecovered");
}

static void
write_profit_drawdown(struct json_writer *w, const struct profit *p)
{
	if (metrics_view_has_profit(p)) {
		metrics_view_amount(w, "maxDrawdownAbs", p->drawdown);
		metrics_view_amount(w, "currentDrawdownAbs", p->current_drawdown);
	} else {
		json_write_null(w, "maxDrawdownAbs");
		json_write_null(w, "currentDrawdownAbs");
	}
	write_drawdown_days(w, p);
}

/* All of it null while there are too few. */
static void
write_ratios(struct json_writer *w, const struct ratios *r)
{
	struct ratios none;

	ratios_of_window(&(struct ratios_series){ .count = 0, .per_year = 365 }, &none);
	json_write_i64(w, "observations", r == NULL ? 0 : (int64_t)r->count);
	if (r == NULL || r->count < PROFIT_OBSERVATIONS_MIN)
		r = &none;
	metrics_view_known(w, "sharpeRatio", r->sharpe);
	metrics_view_known(w, "sharpeRatioStdError", r->sharpe_se_ann);
	metrics_view_known(w, "sortinoRatio", r->sortino);
	metrics_view_known(w, "omegaRatio", r->omega0);
	metrics_view_known(w, "gainToPainRatio", r->gain_to_pain);
	metrics_view_known(w, "skewness", r->skew);
	metrics_view_known(w, "kurtosis", r->kurtosis_excess);
	metrics_view_known(w, "winningDaysPct", known_times(r->win_rate, 100));
}

const struct ratios *
metrics_view_ratios(const struct profit *p, const struct account *a)
{
	if (a != NULL)
		return &a->daily.ratios;
	return metrics_view_has_profit(p) ? &p->ratios : NULL;
}

/* Daily returns where the capital is known, else daily profits, and what they say. */
static void
write_profit(struct json_writer *w, const struct profit *p, const struct account *a)
{
	write_ratios(w, metrics_view_ratios(p, a));
	if (metrics_view_has_profit(p))
		metrics_view_amount(w, "unrealizedPnl", p->days[p->count - 1].unrealised);
	else
		json_write_null(w, "unrealizedPnl");
	write_profit_drawdown(w, p);
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
write_fees(struct json_writer *w, const struct metrics *m)
{
	json_write_object(w, "fees");
	for (size_t i = 0; i < m->fee_count; i++)
		metrics_view_amount(w, m->fees[i].asset, m->fees[i].amount);
	json_write_close_object(w);
}

void
metrics_view_period(struct json_writer *w, int64_t first_ms, int64_t last_ms, uint64_t fill_count)
{
	if (fill_count == 0) {
		json_write_null(w, "periodStart");
		json_write_null(w, "periodEnd");
		return;
	}
	json_write_time(w, "periodStart", first_ms);
	json_write_time(w, "periodEnd", last_ms);
}

/* The names of the original contract that fit beside ours; see metrics_original.h. */
static void
write_aliases(struct json_writer *w, const struct metrics_total *t)
{
	json_write_i64(w, "totalTrades", (int64_t)t->sums.fill_count);
	metrics_view_amount(w, "totalVolume", t->sums.volume);
	write_dollars(w, "returnUsd", t->settle, t->sums.net);
	write_dollars(w, "totalReturnUsd", t->settle, t->sums.net);
}

void
metrics_view_summary(struct json_writer *w, const struct metrics *m)
{
	const struct metrics_total *t = metrics_headline(m);

	json_write_object(w, "summary");
	if (t != NULL) {
		json_write_text(w, "quoteCurrency", t->quote);
		write_sums(w, &t->sums);
		write_aliases(w, t);
		write_profit(w, t->profit, metrics_capital(m));
	} else {
		json_write_null(w, "quoteCurrency");
		json_write_i64(w, "trades", (int64_t)m->fill_count);
		json_write_i64(w, "totalTrades", (int64_t)m->fill_count);
	}
	account_view_summary(w, m);
	write_fees(w, m);
	metrics_view_period(w, m->first_ms, m->last_ms, m->fill_count);
	json_write_close_object(w);
}

/* net / the most capital a book needed: an upper bound without leverage and other flows. */
static void
write_peak_capital(struct json_writer *w, const struct ledger_book *b)
{
	struct metrics_ratio r = { METRICS_NOTHING_MATCHED, { 0 } };

	metrics_view_amount(w, "peakCapital", b->peak_capital);
	if (decimal_sign(b->peak_capital) > 0)
		r.reason = decimal_div(b->net, b->peak_capital, &r.value) == OK
		    ? METRICS_KNOWN
		    : METRICS_OUT_OF_RANGE;
	write_rounded(w, "returnOnPeakCapitalPct", &r, 100);
}

static void
write_symbol(struct json_writer *w, const struct metrics_symbol *s)
{
	const struct ledger_book *b = &s->book;

	json_write_object(w, NULL);
	json_write_text(w, "symbol", b->instrument->symbol);
	json_write_text(w, "quoteCurrency", b->instrument->quote);
	write_sums(w, &s->sums);
	metrics_view_amount(w, "volumeBase", b->volume_base);
	metrics_view_amount(w, "position", b->position);
	write_peak_capital(w, b);
	json_write_object(w, "fees");
	for (size_t i = 0; i < b->fee_asset_count; i++)
		metrics_view_amount(w, b->fees_by_asset[i].asset, b->fees_by_asset[i].amount);
	json_write_close_object(w);
	metrics_view_period(w, s->sums.first_ms, s->sums.last_ms, s->sums.fill_count);
	json_write_close_object(w);
}

void
metrics_view_symbols(struct json_writer *w, const struct metrics *m)
{
	json_write_array(w, "metrics");
	for (size_t i = 0; i < m->symbol_count; i++)
		write_symbol(w, &m->symbols[i]);
	json_write_close_array(w);
}

static void
write_days(struct json_writer *w, const struct metrics_total *t)
{
	json_write_array(w, "daily");
	for (size_t i = 0; i < t->day_count; i++) {
		const struct metrics_day *d = &t->days[i];

		json_write_object(w, NULL);
		metrics_view_date(w, "date", d->day);
		json_write_i64(w, "trades", (int64_t)d->fill_count);
		metrics_view_amount(w, "volume", d->volume);
		metrics_view_amount(w, "grossRealizedPnl", d->gross);
		metrics_view_amount(w, "totalFees", d->fees);
		metrics_view_amount(w, "realizedPnl", d->net);
		metrics_view_amount(w, "cumulativeRealizedPnl", d->net_so_far);
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

static void
write_currencies(struct json_writer *w, const struct metrics_total *t)
{
	json_write_text(w, "quoteCurrency", t->quote);
	json_write_text(w, "settleCurrency", t->settle);
	json_write_i64(w, "symbols", (int64_t)t->symbol_count);
}

void
metrics_view_totals(struct json_writer *w, const struct metrics *m)
{
	json_write_array(w, "totals");
	for (size_t i = 0; i < m->total_count; i++) {
		json_write_object(w, NULL);
		write_currencies(w, &m->totals[i]);
		write_sums(w, &m->totals[i].sums);
		write_profit(w, m->totals[i].profit, NULL);
		write_days(w, &m->totals[i]);
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

/* One day: what was realised, and where marks allow it what is open. */
static void
write_equity_day(struct json_writer *w, const struct profit *p, size_t at, bool *is_known)
{
	const struct profit_day *d = &p->days[at];
	const bool has_change = d->is_open_known && (at == 0 || p->days[at - 1].is_open_known);

	*is_known &= has_change;
	json_write_object(w, NULL);
	metrics_view_date(w, "date", d->day);
	json_write_null(w, "equity");
	metrics_view_amount(w, "realizedPnl", d->net);
	if (d->is_open_known)
		metrics_view_amount(w, "unrealizedPnl", d->unrealised);
	else
		json_write_null(w, "unrealizedPnl");
	if (has_change)
		metrics_view_amount(w, "pnl", d->profit);
	else
		json_write_null(w, "pnl");
	if (*is_known)
		metrics_view_amount(w, "cumulativePnl", d->so_far);
	else
		json_write_null(w, "cumulativePnl");
	json_write_close_object(w);
}

void
metrics_view_equity(struct json_writer *w, const struct metrics *m)
{
	json_write_array(w, "equity");
	for (size_t i = 0; i < m->total_count; i++) {
		const struct profit *p = m->totals[i].profit;
		bool is_known = true;

		json_write_object(w, NULL);
		write_currencies(w, &m->totals[i]);
		json_write_array(w, "daily");
		for (size_t d = 0; p != NULL && d < p->count; d++)
			write_equity_day(w, p, d, &is_known);
		json_write_close_array(w);
		json_write_close_object(w);
	}
	json_write_close_array(w);
	account_view_days(w, m);
}
