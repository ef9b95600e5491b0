/* SPDX-License-Identifier: Apache-2.0 */
/*
 * books.h - a ledger's books, by symbol and in the order in which they were opened.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  a look-up is one hash and rarely more than one comparison, in the book itself.
 */
#ifndef LEDGER_BOOKS_H
#define LEDGER_BOOKS_H

#include "lib/ledger/book.h"

struct books {
	struct book **all;   /* in order of opening */
	struct book **slots; /* open addressing, at most half full; NULL: empty */
	size_t count, room;  /* there are twice as many slots as room */
	struct book *last;   /* found last: rows of one symbol tend to come together */
};

/* NULL: there is none. */
struct book *books_by_symbol(struct books *b, const char *symbol);

/* Take a book whose symbol is not there yet.  ERR_NOMEM: it is still the caller's. */
enum err books_add(struct books *b, struct book *book);

/* Free all books and the table. */
void books_wipe(struct books *b);

#endif
