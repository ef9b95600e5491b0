/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fold.h - a book's rows, in processing order, into lots, sums and days.
 *
 * Old state + row -> new state; nothing else goes in.  A fold that failed is to be started again.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 */
#ifndef LEDGER_FOLD_H
#define LEDGER_FOLD_H

#include "lib/ledger/ledger.h"
#include "lib/ledger/value.h"

struct fold_lot {
	__int128 units; /* > 0 */
	struct decimal value;
	int64_t opened_ms;
};

struct fold {
	struct ledger_book book; /* all but instrument, position and what follows from it */
	unsigned dp;             /* units are 10^-dp; value_places() of every row is at most this */
	int day_offset_min;
	__int128 position;
	struct fold_lot *lots; /* [lot_first, lot_first + book.lot_count), oldest first */
	size_t lot_first, lot_room;
	struct ledger_day *days; /* book.days */
	size_t day_room;
	struct ledger_day *day;  /* of the row being folded */
	int64_t day_end_ms;      /* the last of `days` ends here */
	struct ledger_fee *fees; /* book.fees_by_asset */
	size_t fee_room;
	int64_t rated_last_ms; /* the last row that asked the marks; -1: none did */
};

/* What one row did. */
struct fold_step {
	struct decimal notional, gross;
	struct decimal fee_settled; /* of a funding row: its amount */
	__int128 closed, unmatched; /* units */
	bool is_fee_valued;
};

/* Back to no rows, for units of 10^-dp; what was allocated stays. */
void fold_reset(struct fold *f, unsigned dp, int day_offset_min);
void fold_wipe(struct fold *f);

/* Take the next row.  ERR_LIMIT a sum left its range; ERR_NOMEM.  Then fold_reset() it. */
enum err fold_row(
    struct fold *f, const struct terms *t, const struct entry *e, struct fold_step *step);

/* Fill in what follows from the position.  ERR_LIMIT. */
enum err fold_finish(struct fold *f, const struct terms *t);

/* What closing the position at `mark` would gain.  ERR_LIMIT. */
enum err fold_unrealised(
    const struct fold *f, const struct terms *t, struct decimal mark, struct decimal *out);

#endif
