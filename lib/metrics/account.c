/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/account.h"

#define DAY_MS INT64_C(86400000)

void
account_free(struct account *a)
{
	if (a == NULL)
		return;
	equity_free(a->equity);
	free(a->days);
	free(a);
}

bool
account_is_known(const struct account *a)
{
	for (size_t i = 0; i <= a->day_count; i++)
		if (!a->equity->at[i].is_known)
			return false;
	return true;
}

static int64_t
first_of(const struct equity_flow *flows, size_t count, int64_t first_ms)
{
	for (size_t i = 0; i < count; i++)
		if (flows[i].ts_ms < first_ms)
			first_ms = flows[i].ts_ms;
	return first_ms;
}

enum err
account_period(struct ledger *l, int64_t until_ms, struct equity_ask *ask)
{
	int64_t first_ms = first_of(ask->flows, ask->flow_count, until_ms), days;
	const struct ledger_book *b;

	first_ms = first_of(ask->gains, ask->gain_count, first_ms);
	for (size_t i = 0; i < ledger_symbol_count(l); i++) {
		TRY(ledger_book_at(l, i, &b));
		if (b->row_count > 0 && b->first_ms < first_ms)
			first_ms = b->first_ms;
	}
	days = until_ms / DAY_MS - first_ms / DAY_MS;
	if (days > ACCOUNT_DAYS_MAX)
		days = ACCOUNT_DAYS_MAX;
	ask->day_ms = DAY_MS;
	ask->day_count = (size_t)days;
	ask->start_ms = (until_ms / DAY_MS - days) * DAY_MS;
	return OK;
}

static enum err
returns_take(struct account *a)
{
	const struct returns_ask ask = {
		.start_ms = a->start_ms,
		.day_ms = a->day_ms,
		.equity = a->equity->at,
		.day_count = a->day_count,
		.flows = a->equity->flows,
		.flow_count = a->equity->flow_count,
	};

	a->days = calloc(a->day_count + 1, sizeof(*a->days));
	ENSURE(a->days != NULL, ERR_NOMEM);
	TRY(returns_of(&ask, a->days, &a->total));
	return daily_of(&ask, a->days, &a->daily);
}

static enum err
account_take(struct ledger *l, const struct equity_ask *ask, struct account *a)
{
	(void)snprintf(a->currency, sizeof(a->currency), "%s", ask->currency);
	a->start_ms = ask->start_ms;
	a->day_ms = ask->day_ms;
	a->day_count = ask->day_count;
	TRY(equity_new(l, ask, &a->equity));
	return returns_take(a);
}

enum err
account_new(struct ledger *l, const struct equity_ask *ask, struct account **out)
{
	struct account *a = calloc(1, sizeof(*a));
	enum err e;

	ENSURE(a != NULL, ERR_NOMEM);
	e = account_take(l, ask, a);
	if (e != OK) {
		account_free(a);
		return e;
	}
	*out = a;
	return OK;
}
