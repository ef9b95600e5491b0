/* SPDX-License-Identifier: Apache-2.0 */
/*
 * carry.h - a fold over a block of rows whose sums are known, without looking at the rows.
 *
 * A late or retracted row changes every state behind it, but most of them a little: the position
 * is some units more or less, closing fills take lots that are some units further on, and the
 * rest of what a block of usual rows comes to stays.  The two states that bound the block when it
 * was folded say what it came to; the lots at both ends say what the difference costs.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  the fold afterwards is the one that the rows would have made, but that bounds are
 *            given for its peak of capital where a short position's lots moved; what it cannot
 *            vouch for it leaves alone.
 */
#ifndef LEDGER_CARRY_H
#define LEDGER_CARRY_H

#include "lib/ledger/checkpoints.h"

/* The log of lots as it was, and where its entries are now. */
struct carry {
	uint32_t *log;    /* from entry `kept` on */
	size_t kept;      /* entries before this one are where they were */
	size_t same_from; /* from this one on, to those of the last block, they are */
	ptrdiff_t moved;  /* so much further on */
};

void carry_wipe(struct carry *c);

/* Remember the log of `f`, which is about to be set back to where it had `kept` entries.
 * ERR_NOMEM. */
enum err carry_start(struct carry *c, const struct fold *f, size_t kept);

/* A block as it was folded: the states before and after it, and where its first row is now. */
struct carry_block {
	const struct checkpoint *from, *to;
	size_t position;
};

/*
 * Take the fold, which is before the block's rows, over them if that can be vouched for; else
 * nothing changed.  The rows must be those that the block was made of.  ERR_NOMEM.
 */
enum err carry_over(
    const struct carry *c, struct fold *f, const struct carry_block *b, bool *is_over);

/*
 * The fold is behind the rows of a block, which are those that it was made of (`is_same`) or have
 * changed: note where its lots are.
 */
void carry_follow(struct carry *c, const struct fold *f, const struct carry_block *b, bool is_same);

#endif
