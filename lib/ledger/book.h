/* SPDX-License-Identifier: Apache-2.0 */
/*
 * book.h - one instrument's rows and how far they have been folded.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  a fold that failed, a row behind the fold, a rate behind it or a number with more
 *            decimals than the fold counts in makes the next one start from the first row.
 */
#ifndef LEDGER_BOOK_H
#define LEDGER_BOOK_H

#include "lib/ledger/fold.h"
#include "lib/ledger/rows.h"

/* 1970-01-02 to 9999-12-30: in every offset a row's day is a date of four-digit years. */
#define LEDGER_TS_MS_MIN INT64_C(86400000)
#define LEDGER_TS_MS_MAX INT64_C(253402214399999)

struct book {
	struct instrument instrument;
	struct terms terms; /* over the instrument above */
	struct rows rows;
	struct fold fold;
	unsigned dp;           /* the most decimals a row needs: value_places() */
	size_t folded_count;   /* rows in `fold`; 0: start again */
	uint64_t folded_epoch; /* of the rates */
};

/* ERR_NOMEM. */
enum err book_new(const struct instrument *i, const struct terms *t, struct book **out);
void book_free(struct book *b);

/* Put the numbers into `row`.  False: the row's own values leave the range of struct decimal. */
bool book_encode(struct book *b, struct row *row, const struct amounts *a);

/* Is the row that is there the same in time, numbers and asset? */
bool book_is_same(
    const struct book *b, const struct row *there, const struct row *row, const struct amounts *a);

/* Keep an encoded row.  ERR_NOMEM: nothing changed. */
enum err book_add(struct book *b, const struct row *row, const struct amounts *a);

/* Bring the fold up to the last row.  ERR_LIMIT, ERR_NOMEM as fold_row. */
enum err book_fold(struct book *b, uint64_t rates_epoch, int day_offset_min);

struct book_window {
	int day_offset_min;
	size_t from, count;
	enum err (*each)(void *self, const struct ledger_fill *f);
	void *self;
};

/* Fold once more beside the book's own fold, showing the fills of the window. */
enum err book_each_fill(const struct book *b, const struct book_window *w);

/* The same for every row, as ledger_each_booking() shows them. */
enum err book_each_booking(const struct book *b, int day_offset_min,
    enum err (*each)(void *self, const struct ledger_booking *b), void *self);

#endif
