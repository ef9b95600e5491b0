/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ratios.h - the record of all ratios of one series of returns.
 *
 * Fractions, not percent; formulas and null rules are in docs/metrics.md, "Ratios".  Sums go from
 * the oldest return to the newest in two passes, the mean first.
 *
 * Room:      lib/ratio.  Calls: lib/base.
 * Promises:  a finite value or a reason, for any finite returns; each within 1e-14 of its formula
 *            over the returns given, relative to the largest term of its sums.
 */
#ifndef RATIO_RATIOS_H
#define RATIO_RATIOS_H

#include "lib/ratio/benchmark.h"
#include "lib/ratio/drawdown.h"

struct ratios_series {
	const double *r;         /* simple returns, oldest first, finite */
	const double *benchmark; /* as many, NaN where there is none; NULL: no benchmark */
	size_t count;
	double per_year; /* periods: 365 for days of a market that never closes */
	double rf;       /* risk-free return of a year, above -1 */
};

/* X(member): each is a struct known. */
#define RATIO_TABLE(X)      \
	X(total_return)     \
	X(cagr)             \
	X(mean)             \
	X(sd)               \
	X(vol_ann)          \
	X(sharpe)           \
	X(sharpe_se_ann)    \
	X(downside_dev_ann) \
	X(sortino)          \
	X(max_drawdown)     \
	X(current_drawdown) \
	X(calmar)           \
	X(omega0)           \
	X(gain_to_pain)     \
	X(var95)            \
	X(cvar95)           \
	X(es_ru95)          \
	X(var99)            \
	X(cvar99)           \
	X(es_ru99)          \
	X(skew)             \
	X(kurtosis_excess)  \
	X(best)             \
	X(worst)            \
	X(win_rate)         \
	X(ulcer)

struct ratios {
#define X(member) struct known member;
	RATIO_TABLE(X)
#undef X
	struct benchmark benchmark; /* counts when the series had one */
	struct drawdown drawdown;   /* its dates */
	size_t count, positive_count, negative_count, zero_count;
	size_t win_streak, loss_streak; /* the longest; a zero ends both */
};

/* X(member): what a rolling window shows. */
#define RATIO_ROLLING_TABLE(X) X(total_return) X(sharpe) X(sortino) X(vol_ann) X(max_drawdown)

/* Work all of it out.  ERR_NOMEM: the tail needs a copy. */
enum err ratios_of(const struct ratios_series *s, struct ratios *out);

/*
 * The same of daily profits in money, when the capital behind them is not known: what does not
 * depend on it (Sharpe, Sortino and their kin, with 365 days a year and nothing riskless); the
 * rest is KNOWN_NO_CAPITAL.  ERR_NOMEM.
 */
enum err ratios_of_profits(const struct decimal *profits, size_t count, struct ratios *out);

/* The same without tails and benchmark, which stay KNOWN_NO_OBSERVATIONS; needs no memory. */
void ratios_of_window(const struct ratios_series *s, struct ratios *out);

#endif
