/* SPDX-License-Identifier: Apache-2.0 */
/* Generated rows on four books, for tests of what must hold whatever the rows are. */
#ifndef TEST_LEDGER_STREAM_H
#define TEST_LEDGER_STREAM_H

#include "lib/base/bytes.h"
#include "test/lib/ledger/made.h"

/* Spot, linear, margin and inverse. */
enum { STREAM_BOOKS = 4, STREAM_LINEAR = 1 };
extern const char *const stream_symbols[STREAM_BOOKS];

enum stream_what {
	STREAM_FILL,
	STREAM_FUNDING,
	STREAM_TRANSFER_IN,
	STREAM_TRANSFER_OUT,
	STREAM_MARK
};

struct stream_event {
	enum stream_what what;
	size_t book;
	struct fill fill; /* its time, id, price, quantity, fee: also those of the others */
};

struct stream {
	struct stream_event *events;
	size_t count;
};

/*
 * Fills, funding, transfers and marks of the third coins in which some fees are; several share a
 * millisecond.  5,000 of them, or PERF_AGGREGATOR_ROWS.
 */
struct stream *stream_new(uint64_t seed);
void stream_free(struct stream *s);

/* Another order of arrival. */
void stream_shuffle(struct stream *s, uint64_t seed);

/* A ledger with the four books and nothing in them; with all of a stream. */
struct ledger *stream_ledger(void);
struct ledger *stream_fed(const struct stream *s);

/* Hand one event to a ledger. */
void stream_feed(struct ledger *l, const struct stream_event *e);

/* Take one out again; marks stay. */
void stream_retract(struct ledger *l, const struct stream_event *e);

/* All numbers of a book by the ledger's method, as text. */
void stream_dump(struct ledger *l, const char *symbol, struct buf *out);

/* Are all books the same to the last digit, by every method? */
void stream_check_same(struct ledger *a, struct ledger *b);

#endif
