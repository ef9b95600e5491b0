/* SPDX-License-Identifier: Apache-2.0 */
/*
 * checkpoints.h - states of a fold that it can be set back to.
 *
 * A checkpoint is a copy of the fold's state after so many rows, and what is known of the rows
 * since the one before.  Near the end of a book they are close together, for most rows that come
 * late are only a little late; further back they are thinned out.  LIFO and HIFO have to copy
 * their lots as well, so theirs are further apart.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  each of the last 1,024 rows is at most 128 behind a checkpoint, any other one 1,024
 *            (twice that where rows came late); with lots to copy, or eight times their count; in
 *            the long run less than a byte a row.
 */
#ifndef LEDGER_CHECKPOINTS_H
#define LEDGER_CHECKPOINTS_H

#include "lib/ledger/fold.h"

enum {
	CHECKPOINTS_APART = 128,
	CHECKPOINTS_FIRST = CHECKPOINTS_APART / 2, /* rows before the first one, at least */
};

struct checkpoint {
	size_t row_count; /* rows before it */
	struct fold_state state;
	struct lots_state lots;
	struct lot *aside;  /* lots_aside() of that time, or NULL */
	struct block block; /* of the rows since the checkpoint before, or the first row */
};

struct checkpoints {
	struct checkpoint *all; /* oldest first */
	size_t count, room;
	size_t thinned_count; /* of them are as far apart as they will stay */
};

void checkpoints_wipe(struct checkpoints *c);

/*
 * Add one of a fold that has taken so many rows, when it is time for one: half of
 * CHECKPOINTS_APART behind the last one, at least.  Then the fold's block begins.  ERR_NOMEM.
 */
enum err checkpoints_note(struct checkpoints *c, struct fold *f, size_t row_count);

/* The last one, or NULL. */
const struct checkpoint *checkpoints_last(const struct checkpoints *c);

/* Move those of more than so many rows to `behind`, which is empty.  ERR_NOMEM. */
enum err checkpoints_part(struct checkpoints *c, size_t row_count, struct checkpoints *behind);

#endif
