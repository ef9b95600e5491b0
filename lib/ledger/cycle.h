/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cycle.h - round trips: when one opens and ends, and what it came to (docs/metrics.md).
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  net = the nets of closed round trips + the open one's + uncycled, to the last digit.
 */
#ifndef LEDGER_CYCLE_H
#define LEDGER_CYCLE_H

#include "lib/ledger/ledger.h"
#include "lib/ledger/value.h"

struct cycles {
	bool is_open;
	struct cycle { /* the open one, or the one that ended last */
		bool is_long;
		int64_t open_ms;
		struct decimal gross, fees, funding;
	} open;
	__int128 max_units, dust; /* dust: the residue that was there when it opened */
	struct decimal uncycled;
	struct ledger_cycles closed;
};

/* The position leaves what it was, `before` units, and there is no cycle: one opens. */
void cycle_open(struct cycles *c, bool is_long, __int128 before, int64_t ts_ms);

/* Money of a row: to the open cycle, or to none.  ERR_LIMIT. */
static inline enum err
cycle_gain(struct cycles *c, struct decimal gross, struct decimal fee)
{
	if (c->is_open) {
		TRY(sum_add(&c->open.gross, gross));
		return sum_add(&c->open.fees, fee);
	}
	TRY(sum_add(&c->uncycled, gross));
	return sum_sub(&c->uncycled, fee);
}

/* Funding, likewise.  ERR_LIMIT. */
enum err cycle_funding(struct cycles *c, struct decimal amount);

/* The open cycle ends.  ERR_LIMIT. */
enum err cycle_end(struct cycles *c, int64_t ts_ms);

/* gross - fees + funding.  ERR_LIMIT. */
enum err cycle_net(const struct cycle *c, struct decimal *out);

#endif
