/* SPDX-License-Identifier: Apache-2.0 */
/*
 * truth.h - what the numbers of an account must be, computed from how it was made.
 *
 * Its own arithmetic on whole numbers (amount.h), its own first-in-first-out: nothing here is
 * shared with the code that tests compare against it.  Every figure is exact; nothing rounds.
 *
 * The rules (docs/metrics.md): a fee in the base changes the quantity (q' = q - fee for a buy,
 * q + fee for a sale) and costs fee times the fill's price; a fee in the quote costs itself; any
 * other costs fee times the close of its last one-hour candle over at the fill's time.
 *
 * Room:      host/sandbox.
 */
#ifndef SANDBOX_TRUTH_H
#define SANDBOX_TRUTH_H

#include "host/sandbox/history.h"

enum { TRUTH_DAYS_MAX = MARKET_DAYS };

struct truth_sum {
	size_t fill_count;
	__int128 volume_e16;       /* quote */
	__int128 fees_quote_e16;   /* every fee, valued in the quote */
	__int128 gross_e16;        /* realised, before fees */
	__int128 matched_cost_e16; /* what the sold lots had cost */
	int64_t fees_e8[MARKET_ASSET_COUNT];
};

struct truth_symbol {
	struct truth_sum sum;
	size_t buy_count, maker_count;
	int64_t position_e8;    /* bought and not sold */
	__int128 open_cost_e16; /* what it had cost */
};

struct truth {
	struct truth_symbol symbols[MARKET_SYMBOL_COUNT];
	struct truth_sum total;
	struct truth_sum days[TRUTH_DAYS_MAX]; /* UTC days from MARKET_FROM_MS */
};

/* ERR_NOMEM; ERR_BUG when more is sold than was bought. */
enum err truth_new(const struct market *m, const struct history *h, struct truth **out);
void truth_free(struct truth *t); /* takes NULL */

#endif
