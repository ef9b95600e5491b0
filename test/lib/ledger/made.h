/* SPDX-License-Identifier: Apache-2.0 */
/* Short words for rows in tests of lib/ledger and lib/metrics. */
#ifndef TEST_LEDGER_MADE_H
#define TEST_LEDGER_MADE_H

#include "lib/ledger/ledger.h"
#include "test/check.h"

enum { MADE_FIRST_MS_UNIT = 1000 };
#define MADE_FIRST_MS INT64_C(1704067200000) /* 2024-01-01T00:00:00Z */

/* A number from text. */
struct decimal made_number(const char *text);

#define CHECK_NUMBER(d, text)                          \
	do {                                           \
		char check_out_[DECIMAL_TEXT_SIZE];    \
		decimal_write((d), check_out_);        \
		assert_string_equal(check_out_, text); \
	} while (0)

/* A ledger with the default limits, days in UTC. */
struct ledger *made_ledger(void);

/* Open a book: BASE, QUOTE, settled in the quote (inverse: in the base), size 1. */
void made_book(struct ledger *l, enum instrument_kind kind, const char *symbol, const char *base,
    const char *quote);

/* A fill of `id` at MADE_FIRST_MS + id seconds, without a fee. */
struct fill made_fill(uint64_t id, enum fill_side side, const char *price, const char *quantity);

/* The same with a fee. */
struct fill made_fee(struct fill f, const char *fee, const char *asset);

/* Add it and say what became of it. */
enum ledger_added made_add(struct ledger *l, const char *symbol, struct fill f);

/* The book, which must be there. */
const struct ledger_book *made_read(struct ledger *l, const char *symbol);

/* A seeded generator (xorshift64*), the same on every machine. */
struct made_random {
	uint64_t state;
};

/* The next number, below `limit`. */
uint64_t made_below(struct made_random *r, uint64_t limit);

#endif
