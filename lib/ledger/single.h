/* SPDX-License-Identifier: Apache-2.0 */
/*
 * single.h - one usual row, folded with small numbers whatever its book holds.
 *
 * What quick.h takes in runs while a position goes on, this takes one by one wherever a position
 * begins, ends or cannot follow a sale, and where there are too few rows for a run.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  the state afterwards is the one fold_row() would have made of the same row.
 */
#ifndef LEDGER_SINGLE_H
#define LEDGER_SINGLE_H

#include "lib/ledger/fold.h"

/*
 * Fold the row at a position if it is usual, and tally it; `tally` is NULL when it is in it
 * already.
 * `*is_done` is false, and nothing changed, when it is not.  ERR_LIMIT, ERR_NOMEM: as fold_row and
 * tally_add.
 */
enum err single_fold(struct fold *f, size_t position, struct tally *tally, bool *is_done);

#endif
