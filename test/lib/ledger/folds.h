/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of one book without the book, and what folding them should come to. */
#ifndef TEST_LEDGER_FOLDS_H
#define TEST_LEDGER_FOLDS_H

#include "lib/ledger/fold.h"
#include "test/lib/ledger/made.h"

enum { FOLDS_BASE = 100, FOLDS_SETTLE = 101, FOLDS_OTHER = 102 };

struct folds {
	struct instrument instrument;
	struct names assets; /* as many as those numbers need */
	struct terms terms;
	struct rows rows;
	struct lots_source from;
};

/* How rows are made. */
struct folds_stream {
	uint64_t seed;
	bool is_odd;
	int64_t step_ms;   /* three rows come in each */
	uint64_t buys;     /* of sixteen */
	bool is_shuffled;  /* they arrive out of order, ten by ten */
	uint64_t fees_off; /* less than this many of a fee's 2,000 steps are a rebate */
};

enum { FOLDS_HOUR_MS = 3600000 };

/* Rows of many days, sides and fees at random. */
struct folds_stream folds_plain(uint64_t seed);

/* Add a row of that kind. */
void folds_add(
    struct made_random *r, struct rows *rows, uint64_t id, const struct folds_stream *how);

/* No rows yet, of so many decimals at most. */
void folds_make(struct folds *f, enum instrument_kind kind, const char *quantity_step, unsigned dp);
void folds_wipe(struct folds *f);

/* A fold of no rows that puts its gains into `tally`. */
struct fold folds_begin(const struct folds *f, struct tally *tally);

/* Fold and tally the row at a position as any row is. */
void folds_row(struct fold *f, struct tally *tally, size_t position);

/* Are they in the same state? */
void folds_check_state(const struct fold *a, const struct fold *b);

/* Do they come to the same sums and days? */
void folds_check_tally(const struct tally *a, const struct tally *b);

#endif
