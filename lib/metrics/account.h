/* SPDX-License-Identifier: Apache-2.0 */
/*
 * account.h - what an account earned on its capital: equity by day, returns, ratios.
 *
 * The way from rows to a return, in one call: a ledger with its marks, the flows from and to the
 * outside, and if known the balances of one moment, of any number of wallets and assets.  What
 * comes out is equity at every day's end, the return of each day, TWR, MWR and all ratios of the
 * days that have a return (docs/metrics.md, "Returns").
 *
 * Room:      lib/metrics.  Calls: lib/ledger, lib/ratio, lib/decimal, lib/base.
 * Promises:  as equity.h and returns.h: money exact, one result whatever the order of arrival.
 * Never:     a return where the capital behind it is not known.
 */
#ifndef METRICS_ACCOUNT_H
#define METRICS_ACCOUNT_H

#include "lib/metrics/equity.h"
#include "lib/ratio/daily.h"

enum { ACCOUNT_OBSERVATIONS_MIN = 30 /* for a ratio to be shown */, ACCOUNT_DAYS_MAX = 100000 };

struct account {
	char currency[ASSET_SIZE];
	int64_t start_ms, day_ms;
	struct equity *equity;    /* day_count + 1 boundaries */
	struct returns_day *days; /* day_count of them */
	size_t day_count;
	struct returns_total total;
	struct daily daily;
};

/*
 * The days that the account's history fills: from midnight before the first row, flow or gain to
 * the last midnight at or before `until_ms`, in the ledger's UTC offset of 0.  They go into `ask`:
 * start_ms, day_ms, day_count, at most the latest ACCOUNT_DAYS_MAX.  ERR_LIMIT, ERR_NOMEM as
 * ledger_book.
 */
enum err account_period(struct ledger *l, int64_t until_ms, struct equity_ask *ask);

/*
 * Work all of it out; the caller frees.
 * ERR_LIMIT a sum left the range of struct decimal; ERR_NOMEM.
 */
enum err account_new(struct ledger *l, const struct equity_ask *ask, struct account **out);

/* Is the equity known at every day's end? */
bool account_is_known(const struct account *a);

/* NULL is allowed. */
void account_free(struct account *a);

#endif
