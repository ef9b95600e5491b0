/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reading.h - what follows from a book's rows, as far as they are taken in.
 *
 * A reading goes on from where it stood.  When rows changed that it has folded, it goes back to the
 * last checkpoint before them and on from there: row by row over those that changed, block by block
 * over those behind them, where carry.h can.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  after reading_fold() everything is what the rows in order come to, to the last bit,
 *            whatever was folded before; after an error reading_spoil() is all that helps.
 */
#ifndef LEDGER_READING_H
#define LEDGER_READING_H

#include "lib/ledger/checkpoints.h"

/* What a usual row changes is together, from the tally's days to the cycles of the fold. */
struct reading {
	struct checkpoints checkpoints;
	struct rows_change change; /* of the rows that are folded, when there is one */
	struct lot *lots;          /* in the order in which they opened, once somebody asked */
	struct tally tally;
	uint64_t epoch;       /* of the rates */
	size_t tallied_count; /* rows in the tally; they are the first ones, and in order */
	size_t folded_count;
	bool is_begun; /* false: fold again from the first row */
	bool is_changed;
	bool are_lots_listed;
	struct fold fold;
};

void reading_wipe(struct reading *r);

/* Begin again with the first row, of which the tally may know. */
void reading_restart(struct reading *r, const struct lots_source *from, enum ledger_method method);

/* Let the next reading begin again with no rows at all. */
void reading_spoil(struct reading *r);

/* Rows changed: the next reading has to take it in. */
void reading_change(struct reading *r, const struct rows_change *change);

/* Tally the first `count` rows.  ERR_LIMIT, ERR_NOMEM. */
enum err reading_tally(struct reading *r, const struct lots_source *from, size_t count);

/*
 * Take in the one row that came since, or none, when that is all there is to do, as it mostly is in
 * many books; false: nothing changed.  `out` is as that of reading_fold.
 */
bool reading_next(struct reading *r, enum err *out);

/* Take in all rows, which are in order; those that changed are tallied.  As fold_row. */
enum err reading_fold(struct reading *r);

#endif
