/* SPDX-License-Identifier: Apache-2.0 */
/*
 * book.h - one instrument's rows, and what they come to.
 *
 * Keeping a row touches the beginning of `struct book` only; what follows from the rows is in a
 * reading, which is filled when somebody asks.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  a row that comes among those of the last reading, or goes, makes the next one begin
 *            shortly before it (reading.h); a rate behind it, a number with more decimals than the
 *            fold counts in, another method or a failure make it start from the first row.
 */
#ifndef LEDGER_BOOK_H
#define LEDGER_BOOK_H

#include "lib/ledger/reading.h"

/* 1970-01-02 to 9999-12-30: in every offset a row's day is a date of four-digit years. */
#define LEDGER_TS_MS_MIN INT64_C(86400000)
#define LEDGER_TS_MS_MAX INT64_C(253402214399999)

/*
 * Books are many, and memory far away: what keeping a row needs is in the first 128 bytes, a pair
 * of lines; what folding a usual one needs is right behind them.
 */
struct book {
	struct rows rows;
	unsigned dp;        /* the most decimals a row needs: value_places() */
	struct terms terms; /* over the instrument; of them the first 8 bytes */
	struct reading reading;
	struct instrument instrument;
};

/* What keeping a row needs of it; and what folding a usual one does besides, in whole lines. */
enum {
	BOOK_KEEP_SIZE = 128,
	BOOK_USUAL_FROM = offsetof(struct book, reading.tally.days) / 64 * 64,
	BOOK_USUAL_UNTIL = offsetof(struct book, reading.fold.state.wash_volume),
};

/* How a ledger wants its books read. */
struct book_how {
	enum ledger_method method;
	int day_offset_min;
	uint64_t rates_epoch;
};

/* ERR_NOMEM. */
enum err book_new(const struct instrument *i, const struct terms *t, struct book **out);
void book_free(struct book *b);

/* Put the numbers into `row`.  False: the row's own values leave the range of struct decimal. */
bool book_encode(struct book *b, struct row *row, const struct amounts *a);

/*
 * Keep a sound fill if that is easy, as it mostly is: behind all others, with a greater id, in
 * small numbers, in a book whose values need no more than a product.  False: nothing changed.
 */
bool book_append(struct book *b, const struct fill *f, uint16_t asset);

/* Is the row at that place the same in time, numbers and asset? */
bool book_is_same(
    const struct book *b, uint32_t place, const struct row *row, const struct amounts *a);

/* Keep an encoded row.  ERR_NOMEM: nothing changed. */
enum err book_add(struct book *b, const struct row *row, const struct amounts *a);

/* Take every row into the reading.  ERR_LIMIT, ERR_NOMEM as fold_row. */
enum err book_read(struct book *b, const struct book_how *how);

/* What a book just read comes to.  ERR_LIMIT a number of it is out of range; ERR_NOMEM. */
enum err book_view(struct book *b, struct ledger_book *out);

/* Forget the row at a place that rows_find gave.  ERR_NOMEM: nothing changed. */
enum err book_remove(struct book *b, const struct book_how *how, uint32_t place);

/* The open lots of a book just read.  ERR_LIMIT, ERR_NOMEM. */
enum err book_lots(struct book *b);

#endif
