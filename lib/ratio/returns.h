/* SPDX-License-Identifier: Apache-2.0 */
/*
 * returns.h - from equity at day ends and flows to daily returns, and what they come to.
 *
 * The rule of a day, in order (docs/metrics.md, "Returns"): a day that begins empty begins at its
 * first deposit, one that ends empty ends at its last withdrawal; without flows the plain quotient;
 * when the equity before every flow is known, the product over the parts between flows (GIPS);
 * else Modified Dietz inside the day, unless its capital is under a tenth of what was there; else
 * deposits at the start and withdrawals at the end; else nothing.
 *
 * Room:      lib/ratio.  Calls: lib/decimal, lib/base.
 * Promises:  differences of money are taken exactly before they are divided.
 */
#ifndef RATIO_RETURNS_H
#define RATIO_RETURNS_H

#include "lib/ratio/mwr.h"

/* X(kind, its name, is there a return?) */
#define RETURNS_TABLE(X)                                                 \
	X(RETURNS_SIMPLE, "simple", true)                                \
	X(RETURNS_CHAIN, "chain", true) /* valued at each flow */        \
	X(RETURNS_DIETZ, "dietz", true)                                  \
	X(RETURNS_IN_OUT, "inout", true)                                 \
	X(RETURNS_RUIN, "ruin", true)  /* -1: nothing left, or less */   \
	X(RETURNS_IDLE, "idle", false) /* nothing there, nothing came */ \
	X(RETURNS_NEGATIVE_START, "negative_start", false)               \
	X(RETURNS_GAP, "gap", false) /* no honest denominator, or an equity is not known */

enum returns_kind {
#define X(kind, name, has_return) kind,
	RETURNS_TABLE(X)
#undef X
	    RETURNS_KIND_COUNT
};

/* "dietz". */
const char *returns_kind_name(enum returns_kind k);

/* Money from or to the outside: a deposit > 0, a withdrawal < 0. */
struct returns_flow {
	int64_t ts_ms;
	struct decimal amount;
	bool has_value;       /* is the equity just before it known? */
	struct decimal value; /* then it is this */
	size_t order;         /* for who sorts: the earlier one of a millisecond is less */
};

struct returns_equity {
	bool is_known;
	struct decimal value;
};

struct returns_ask {
	int64_t start_ms, day_ms;            /* from 0 on; day_ms > 0; their end fits as well */
	const struct returns_equity *equity; /* at each day boundary: one more than days */
	size_t day_count;
	const struct returns_flow *flows; /* by time, in [start, start + days) */
	size_t flow_count;
};

struct returns_day {
	enum returns_kind kind;
	bool has_return;
	double r;                    /* with has_return */
	bool is_large_flow_unvalued; /* a flow above a tenth of the equity, without a value */
	struct decimal flows;        /* their sum */
};

struct returns_total {
	size_t observation_count, idle_count, gap_count, large_flow_count;
	bool is_ruined;
	bool is_whole;               /* the first and the last equity are known */
	struct known twr;            /* product of (1 + r) - 1 */
	struct known modified_dietz; /* over the whole time */
	struct mwr mwr;              /* counts when is_whole */
	struct decimal pnl, net_flows, deposits, withdrawals; /* pnl counts when is_whole */
};

/*
 * Fill `days` (room for day_count) and `out`.
 * ERR_LIMIT a sum of money left its range; ERR_NOMEM; ERR_INPUT a flow outside of all days or
 * before the one before it.
 */
enum err returns_of(
    const struct returns_ask *ask, struct returns_day *days, struct returns_total *out);

#endif
