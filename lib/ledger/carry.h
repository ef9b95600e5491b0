/* SPDX-License-Identifier: Apache-2.0 */
/*
 * carry.h - a fold over a block of rows whose sums are known, without looking at the rows.
 *
 * A late or retracted row changes every state behind it, but most of them a little: the position
 * is some units more or less, closing fills take lots that are some units further on, and the
 * rest of what a block of usual rows comes to stays.  The two states that bound the block when it
 * was folded say what it came to; the lots at both ends, and at the end of each day in it, say what
 * the difference costs.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  the fold afterwards is the one that the rows would have made, but that bounds are
 *            given for its peak of capital where a short position's lots moved; what it cannot
 *            vouch for it leaves alone.
 */
#ifndef LEDGER_CARRY_H
#define LEDGER_CARRY_H

#include "lib/ledger/checkpoints.h"

/* The log of lots as it was, where its entries are now, and the days as they were. */
struct carry {
	uint32_t *log;    /* from entry `kept` on */
	size_t kept;      /* entries before this one are where they were */
	size_t same_from; /* from this one on, to those of the last block, they are */
	ptrdiff_t moved;  /* so much further on */
	struct carry_day {
		int32_t day;
		struct decimal gross;
		struct ledger_day_end end;
	} * days;                 /* from some day before all blocks on */
	size_t day_count, day_at; /* the first one of the block before, or an earlier one */
};

void carry_wipe(struct carry *c);

/* Remember what of `f` is behind `start`, to which it is about to be set back.  ERR_NOMEM. */
enum err carry_start(struct carry *c, const struct fold *f, const struct checkpoint *start);

/* A block as it was folded: the states before and after it, and where its first row is now. */
struct carry_block {
	const struct checkpoint *from, *to;
	size_t position;
};

/*
 * Take the fold, which is before the block's rows, over them if that can be vouched for; else
 * nothing changed.  The rows must be those that the block was made of.  ERR_NOMEM.
 */
enum err carry_over(struct carry *c, struct fold *f, const struct carry_block *b, bool *is_over);

/*
 * The fold is behind the rows of a block, which are those that it was made of (`is_same`) or have
 * changed: note where its lots are.
 */
void carry_follow(struct carry *c, const struct fold *f, const struct carry_block *b, bool is_same);

#endif
