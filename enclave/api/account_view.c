/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/api/account_view.h"

#define DAY_MS INT64_C(86400000)

struct known
account_view_twr_pct(const struct metrics *m)
{
	const struct account *a = metrics_capital(m);

	return a == NULL ? known_not(KNOWN_NO_CAPITAL) : known_times(a->total.twr, 100);
}

/* One number of the summary that needs the whole capital. */
struct member {
	const char *name;
	struct known value;
	bool needs_many; /* days: of a few it says little */
};

enum { MEMBER_COUNT = 10, AMOUNT_COUNT = 5 };

static void
members_of(const struct metrics *m, struct member *out)
{
	static const struct account none;
	const bool is_known = metrics_capital(m) != NULL;
	const struct account *a = is_known ? m->account : &none;
	const struct ratios *r = &a->daily.ratios;
	const struct mwr *mwr = &a->total.mwr;
	const bool has_rate =
	    a->total.is_whole && (mwr->status == MWR_OK || mwr->status == MWR_MULTIPLE);
	const struct known twr = known_times(a->total.twr, 100),
			   rate = has_rate ? known_times(mwr->period_return, 100)
					   : known_not(KNOWN_NO_ROOT);
	const struct member all[MEMBER_COUNT] = {
		{ "twrPct", twr, false },
		{ "totalReturnPct", twr, false },
		{ "mwrPct", rate, false },
		{ "cagrPct", known_times(r->cagr, 100), true },
		{ "volatilityPct", known_times(r->vol_ann, 100), true },
		{ "maxDrawdownPct", known_times(r->max_drawdown, -100), false },
		{ "currentDrawdownPct", known_times(r->current_drawdown, -100), false },
		{ "calmarRatio", r->calmar, true },
		{ "valueAtRisk95Pct", known_times(r->var95, 100), true },
		{ "expectedShortfall95Pct", known_times(r->cvar95, 100), true },
	};

	memcpy(out, all, sizeof(all));
	for (size_t i = 0; i < MEMBER_COUNT; i++)
		if (!is_known)
			out[i].value = known_not(KNOWN_NO_CAPITAL);
		else if (all[i].needs_many && r->count < ACCOUNT_OBSERVATIONS_MIN)
			out[i].value = known_not(KNOWN_TOO_FEW);
}

/* One amount of the summary: it can be known before the whole capital is. */
struct amount {
	const char *name;
	bool is_known;
	struct decimal value;
};

static const struct returns_equity *
last_equity(const struct account *a)
{
	return &a->equity->at[a->day_count];
}

/* The account, when its positions are what its rows say; else NULL. */
static const struct account *
explained(const struct metrics *m)
{
	return m->account_reason == METRICS_POSITIONS_UNEXPLAINED ? NULL : m->account;
}

static void
amounts_of(const struct metrics *m, struct amount *out)
{
	const struct account *a = explained(m);
	const struct decimal none = { 0 };
	const bool are_flows_valued = a != NULL && a->equity->flow_unvalued_count == 0;
	const struct amount all[AMOUNT_COUNT] = {
		{ "equity", a != NULL && last_equity(a)->is_known,
		    a == NULL ? none : last_equity(a)->value },
		{ "deposits", are_flows_valued, a == NULL ? none : a->total.deposits },
		{ "withdrawals", are_flows_valued, a == NULL ? none : a->total.withdrawals },
		{ "netFlows", are_flows_valued, a == NULL ? none : a->total.net_flows },
		{ "accountPnl", are_flows_valued && a->total.is_whole,
		    a == NULL ? none : a->total.pnl },
	};

	memcpy(out, all, sizeof(all));
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
account_view_summary(struct json_writer *w, const struct metrics *m)
{
	struct member all[MEMBER_COUNT];
	struct amount amounts[AMOUNT_COUNT];

	members_of(m, all);
	for (size_t i = 0; i < MEMBER_COUNT; i++)
		metrics_view_known(w, all[i].name, all[i].value);
	if (metrics_capital(m) != NULL) {
		json_write_text(w, "mwrStatus", mwr_status_name(m->account->total.mwr.status));
		json_write_i64(
		    w, "longestDrawdownDays", (int64_t)m->account->daily.ratios.drawdown.longest);
	} else {
		json_write_null(w, "mwrStatus");
		json_write_null(w, "longestDrawdownDays");
	}
	amounts_of(m, amounts);
	for (size_t i = 0; i < AMOUNT_COUNT; i++)
		write_amount(w, amounts[i].name, amounts[i].is_known, amounts[i].value);
}

void
account_view_unavailable(struct json_writer *w, const struct metrics *m)
{
	const bool is_known = m->account_reason == METRICS_KNOWN;
	const char *why = metrics_reason_name(is_known ? METRICS_NO_MARK : m->account_reason);
	struct member all[MEMBER_COUNT];
	struct amount amounts[AMOUNT_COUNT];

	members_of(m, all);
	for (size_t i = 0; i < MEMBER_COUNT; i++)
		if (all[i].value.why != KNOWN)
			json_write_text(
			    w, all[i].name, is_known ? known_why_name(all[i].value.why) : why);
	if (metrics_capital(m) == NULL) {
		json_write_text(w, "mwrStatus", why);
		json_write_text(w, "longestDrawdownDays", why);
	}
	amounts_of(m, amounts);
	for (size_t i = 0; i < AMOUNT_COUNT; i++)
		if (!amounts[i].is_known)
			json_write_text(w, amounts[i].name, why);
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
account_view_days(struct json_writer *w, const struct metrics *m)
{
	const struct account *a = explained(m);

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
account_view_quality(struct json_writer *w, const struct metrics *m)
{
	const struct account *a = m->account;

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
	json_write_i64(w, "positionsUnexplained", (int64_t)a->equity->unexplained_count);
	json_write_object(w, "openingUnexplained");
	for (size_t i = 0; i < a->equity->opening_count; i++)
		metrics_view_amount(w, a->equity->openings[i].asset, a->equity->openings[i].amount);
	json_write_close_object(w);
	json_write_array(w, "withoutPrice");
	for (size_t i = 0; i < a->equity->unpriced_count; i++)
		json_write_text(w, NULL, a->equity->unpriced[i]);
	json_write_close_array(w);
}
