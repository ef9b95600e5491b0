/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics_cycles.h - what a book's closed round trips say: win rate, profit factor and friends.
 *
 * Exact decimals, rounded once, half to even at 1e-18 (docs/metrics.md, "Round trips").
 *
 * Room:      lib/metrics.  Calls: lib/ledger, lib/decimal, lib/base.
 * Never:     floating point; a 0 for something unknown.
 */
#ifndef METRICS_METRICS_CYCLES_H
#define METRICS_METRICS_CYCLES_H

#include "lib/metrics/metrics.h"

struct metrics_cycles {
	struct metrics_ratio win_rate;      /* wins / all; a breakeven stays in `all` */
	struct metrics_ratio profit_factor; /* profit / loss */
	struct metrics_ratio payoff;        /* mean win / mean loss */
	struct metrics_ratio expectancy;    /* mean net, in the settle currency */
	struct metrics_ratio expectancy_r;  /* the same in mean losses */
};

/* Total: what cannot be given has its reason. */
struct metrics_cycles metrics_cycles_of(const struct ledger_cycles *c);

#endif
