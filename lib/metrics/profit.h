/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profit.h - a total's profit day by day, with what is open valued at each day's end.
 *
 * Where deposits and balances are not known there is no capital, and so no return.  Sharpe,
 * Sortino, the daily profit factor and their kin do not depend on it: they are the same for profits
 * as for returns of a constant capital.  They need every day's change of open positions: a day's
 * end at which something open has no mark of that day withholds them (docs/metrics.md, "Without
 * capital").
 *
 * Room:      lib/metrics.  Calls: lib/ledger, lib/ratio, lib/decimal, lib/base.
 * Promises:  does not depend on the method by which lots are closed.
 */
#ifndef METRICS_PROFIT_H
#define METRICS_PROFIT_H

#include "lib/metrics/metrics.h"
#include "lib/ratio/ratios.h"

enum { PROFIT_OBSERVATIONS_MIN = 30, PROFIT_DAYS_MAX = 100000 };

struct profit_day {
	int32_t day;               /* every day from the first with a row to the last */
	struct decimal net;        /* realised */
	bool is_open_known;        /* false: something open had no mark */
	struct decimal unrealised; /* at the day's end */
	struct decimal profit;     /* net + change of unrealised; counts when both ends are known */
	struct decimal so_far;     /* this one's and all before */
};

struct profit {
	enum metrics_reason reason; /* METRICS_KNOWN: every day's profit is known */
	struct profit_day *days;
	size_t count;
	struct ratios ratios;    /* of the days' profits; with METRICS_KNOWN */
	struct decimal drawdown; /* most that `so_far` fell below its best, which is 0 at least */
	int32_t peak_day, trough_day; /* of that, when it is above 0; the day before the first: 0 */
	int32_t recovered_day;        /* first day at that best again; 0: it never was */
	struct decimal current_drawdown;
};

/* Work it out; days begin at UTC.  ERR_LIMIT a sum left its range; ERR_NOMEM. */
enum err profit_new(struct ledger *l, const struct metrics_total *t, struct profit **out);

/* NULL is allowed. */
void profit_free(struct profit *p);

#endif
