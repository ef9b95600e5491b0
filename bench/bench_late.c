/* SPDX-License-Identifier: Apache-2.0 */
/* A fill that comes late, or is retracted, in a book of 300,000: adding it and reading again. */
#include "bench/bench.h"
#include "bench/fills.h"

enum { HISTORY = 300000, FAR = 100000, NEAR = 1000 };

struct late {
	struct fills *fills;
	struct ledger *ledger;
	size_t back; /* how many fills came after it in its book */
	uint64_t next_id;
};

static const struct ledger_book *
book_of(const struct late *w)
{
	const struct ledger_book *b;

	bench_require(ledger_book(w->ledger, w->fills->instruments[0].symbol, &b) == OK, "a book");
	return b;
}

/* It goes again, so that the next one finds the book as it was: two changes. */
static void
add_and_retract(void *self)
{
	struct late *w = self;
	struct fill f = w->fills->rows[w->next_id % FILLS_DIFFERENT];
	const struct ledger_key key = { LEDGER_FILL, w->next_id, f.side };

	f.id = w->next_id++;
	f.ts_ms = FILLS_FIRST_MS + (int64_t)(HISTORY - w->back) * FILLS_STEP_MS - 1;
	f.fee_asset[0] = '\0';
	f.fee.e18 = 0;
	bench_require(
	    ledger_add_fill(w->ledger, w->fills->instruments[0].symbol, &f, NULL) == OK, "a fill");
	bench_require(book_of(w)->fill_count == HISTORY + 1, "a late fill");
	bench_require(
	    ledger_retract(w->ledger, w->fills->instruments[0].symbol, &key) == OK, "retracting");
	bench_require(book_of(w)->fill_count == HISTORY, "a retracted fill");
}

static struct ledger *
history_make(struct fills *fills)
{
	struct ledger *l;

	fills_make(fills);
	fills->instruments[0].kind = INSTRUMENT_LINEAR; /* long and short, fees in its currency */
	for (size_t i = 0; i < FILLS_DIFFERENT; i++)
		memcpy(fills->rows[i].fee_asset, "USDT", sizeof("USDT"));
	l = fills_ledger(fills);
	for (size_t i = 0; i < HISTORY; i++)
		bench_require(ledger_add_fill(
				  l, fills->instruments[0].symbol, fills_at(fills, i), NULL) == OK,
		    "ledger_add_fill");
	return l;
}

BENCH(late)
{
	static struct fills fills;
	struct ledger *l = history_make(&fills);
	struct late at[] = { { &fills, l, NEAR / 2, 1U << 30 }, { &fills, l, NEAR, 1U << 30 },
		{ &fills, l, FAR, 1U << 30 } };
	struct bench_work works[] = { { add_and_retract, &at[0], 0 },
		{ add_and_retract, &at[1], 0 }, { add_and_retract, &at[2], 0 } };

	add_and_retract(&at[0]); /* what came in order is read, and ids are hashed */
	bench_time(works, 3);
	BENCH_REPORT(.name = "late_500", .value = works[0].ns / 2000, .unit = "us",
	    .bound = BENCH_AT_MOST, .budget = 10,
	    .against = "a late fill, 500 fills back, and reading");
	BENCH_REPORT(.name = "late_1e3", .value = works[1].ns / 2000, .unit = "us",
	    .bound = BENCH_AT_MOST, .budget = 10, .against = "a late fill, 1,000 fills back");
	BENCH_REPORT(.name = "late_1e5", .value = works[2].ns / 2000000, .unit = "ms",
	    .bound = BENCH_AT_MOST, .budget = 2, .against = "a late fill, 100,000 fills back");
	ledger_free(l);
}
