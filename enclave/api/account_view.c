/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/api/account_view.h"

#define DAY_MS INT64_C(86400000)

static const char needs[] = "needs_equity_and_flows";

struct known
account_view_twr_pct(const struct account *a)
{
	return a == NULL ? known_not(KNOWN_NO_CAPITAL) : known_times(a->total.twr, 100);
}

static struct known
of_enough(const struct account *a, struct known k)
{
	return a->daily.ratios.count < ACCOUNT_OBSERVATIONS_MIN ? known_not(KNOWN_TOO_FEW) : k;
}

/* One number of the summary. */
struct member {
	const char *name;
	struct known value;
};

enum { MEMBER_COUNT = 9 };

static void
members_of(const struct account *a, struct member *out)
{
	const struct ratios *r = &a->daily.ratios;
	const struct mwr *m = &a->total.mwr;
	const bool has_rate =
	    a->total.is_whole && (m->status == MWR_OK || m->status == MWR_MULTIPLE);
	const struct member all[MEMBER_COUNT] = {
		{ "twrPct", account_view_twr_pct(a) },
		{ "totalReturnPct", account_view_twr_pct(a) },
		{ "mwrPct",
		    has_rate ? known_times(m->period_return, 100) : known_not(KNOWN_NO_ROOT) },
		{ "cagrPct", of_enough(a, known_times(r->cagr, 100)) },
		{ "volatilityPct", of_enough(a, known_times(r->vol_ann, 100)) },
		{ "maxDrawdownPct", known_times(r->max_drawdown, -100) },
		{ "calmarRatio", of_enough(a, r->calmar) },
		{ "valueAtRisk95Pct", of_enough(a, known_times(r->var95, 100)) },
		{ "expectedShortfall95Pct", of_enough(a, known_times(r->cvar95, 100)) },
	};

	memcpy(out, all, sizeof(all));
}

/* The names alone, when there is no account. */
static const char *const names[] = { "twrPct", "totalReturnPct", "mwrPct", "cagrPct",
	"volatilityPct", "maxDrawdownPct", "calmarRatio", "valueAtRisk95Pct",
	"expectedShortfall95Pct", "equity", "deposits", "withdrawals", "netFlows", "accountPnl" };

static const struct returns_equity *
last_equity(const struct account *a)
{
	return &a->equity->at[a->day_count];
}

static void
write_amount(struct json_writer *w, const char *name, bool is_known, struct decimal d)
{
	if (is_known)
		metrics_view_amount(w, name, d);
	else
		json_write_null(w, name);
}

void
account_view_summary(struct json_writer *w, const struct account *a)
{
	struct member all[MEMBER_COUNT];

	if (a == NULL) {
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			json_write_null(w, names[i]);
		return;
	}
	members_of(a, all);
	for (size_t i = 0; i < MEMBER_COUNT; i++)
		metrics_view_known(w, all[i].name, all[i].value);
	write_amount(w, "equity", last_equity(a)->is_known, last_equity(a)->value);
	metrics_view_amount(w, "deposits", a->total.deposits);
	metrics_view_amount(w, "withdrawals", a->total.withdrawals);
	metrics_view_amount(w, "netFlows", a->total.net_flows);
	write_amount(w, "accountPnl", a->total.is_whole, a->total.pnl);
}

void
account_view_unavailable(struct json_writer *w, const struct account *a)
{
	struct member all[MEMBER_COUNT];

	if (a == NULL) {
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			json_write_text(w, names[i], needs);
		return;
	}
	members_of(a, all);
	for (size_t i = 0; i < MEMBER_COUNT; i++)
		if (all[i].value.why != KNOWN)
			json_write_text(w, all[i].name, known_why_name(all[i].value.why));
	if (!last_equity(a)->is_known)
		json_write_text(w, "equity", "no_mark");
	if (!a->total.is_whole)
		json_write_text(w, "accountPnl", "no_mark");
}

static void
write_day(struct json_writer *w, const struct account *a, size_t i)
{
	const struct returns_equity *end = &a->equity->at[i + 1];
	const struct returns_day *day = &a->days[i];

	json_write_object(w, NULL);
	metrics_view_date(w, "date", (int32_t)(a->start_ms / DAY_MS + (int64_t)i));
	write_amount(w, "equity", end->is_known, end->value);
	metrics_view_amount(w, "netFlows", day->flows);
	metrics_view_known(w, "returnPct",
	    day->has_return ? known_value(day->r * 100) : known_not(KNOWN_NO_OBSERVATIONS));
	json_write_text(w, "returnMethod", returns_kind_name(day->kind));
	json_write_close_object(w);
}

void
account_view_days(struct json_writer *w, const struct account *a)
{
	if (a == NULL) {
		json_write_null(w, "account");
		return;
	}
	json_write_object(w, "account");
	json_write_text(w, "currency", a->currency);
	write_amount(w, "startEquity", a->equity->at[0].is_known, a->equity->at[0].value);
	write_amount(w, "endEquity", last_equity(a)->is_known, last_equity(a)->value);
	json_write_array(w, "daily");
	for (size_t i = 0; i < a->day_count; i++)
		write_day(w, a, i);
	json_write_close_array(w);
	json_write_close_object(w);
}

void
account_view_quality(struct json_writer *w, const struct account *a)
{
	if (a == NULL)
		return;
	json_write_i64(w, "idleDays", (int64_t)a->total.idle_count);
	json_write_i64(w, "gaps", (int64_t)a->total.gap_count);
	json_write_bool(w, "ruin", a->total.is_ruined);
	json_write_i64(w, "largeFlowsUnvalued", (int64_t)a->total.large_flow_count);
	json_write_i64(w, "staleDayEnds", (int64_t)a->equity->stale_count);
	json_write_i64(w, "flowsWithoutRate", (int64_t)a->equity->flow_unvalued_count);
	json_write_bool(w, "negativeBalance", a->equity->was_negative);
	json_write_bool(w, "shortHistory", a->daily.ratios.count < 365);
	metrics_view_known(w, "lowCapitalShare", a->daily.low_capital_share);
}
