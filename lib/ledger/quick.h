/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quick.h - the usual rows of a usual book, folded without calls and with small numbers.
 *
 * Most rows enlarge or reduce a position first in, first out, with a fee in the settle currency or
 * in base, in numbers far below every limit.  They are folded here in runs; what is not usual
 * (another kind of row or method, a flip, the end of a round trip, a third currency, eighteen
 * decimals) is left to fold_row(), which does the same to any row.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  the state afterwards is the one fold_row() would have made of the same rows.
 */
#ifndef LEDGER_QUICK_H
#define LEDGER_QUICK_H

#include "lib/ledger/fold.h"

/* No more than this many rows in a run: sums that began small cannot leave their range in it. */
enum { QUICK_ROWS_MAX = 128 };

/* Rows [position, position + count) of the book; `tally` is NULL when they are in it already. */
struct quick_ask {
	size_t position, count;
	struct tally *tally;
};

/*
 * Fold rows while they are usual, and tally them; how many were goes to `done`, 0 when the first
 * one was not.  ERR_LIMIT, ERR_NOMEM: as fold_row and tally_add.
 */
enum err quick_fold(struct fold *f, const struct quick_ask *ask, size_t *done);

#endif
