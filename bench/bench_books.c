/* SPDX-License-Identifier: Apache-2.0 */
/* Fills at random into 100,000 books, and what a retained fill and an active day cost in memory. */
#include <malloc.h>

#include "bench/bench.h"
#include "bench/fills.h"

enum { BOOKS = 100000, COUNT = 1000000, ROUNDS = 3, RETAINED = 1000000, DAYS = 3650 };

static const struct ledger_limits limits = {
	.books_max = BOOKS, .assets_max = 64, .rows_max = 8 * COUNT, .marks_max = 1
};

struct many {
	struct fills *fills;
	struct ledger *ledger;
	char (*symbols)[SYMBOL_SIZE];
	size_t count; /* fills so far */
};

static void
books_open(struct many *m)
{
	bench_require(ledger_new(&limits, 0, &m->ledger) == OK, "a ledger");
	for (size_t i = 0; i < BOOKS; i++) {
		struct instrument n = m->fills->instruments[0];

		memcpy(n.symbol, m->symbols[i], sizeof(n.symbol));
		bench_require(ledger_add_instrument(m->ledger, &n) == OK, "a book");
	}
}

/* The next million, to books at random. */
static void
add_all(struct many *m)
{
	struct ledger_arrival page[FILLS_PAGE];
	uint32_t dice = (uint32_t)m->count;

	for (size_t i = 0; i < COUNT; i += FILLS_PAGE) {
		for (size_t at = 0; at < FILLS_PAGE; at++) {
			dice = dice * 1664525 + 1013904223;
			page[at] = (struct ledger_arrival){ .symbol = (dice >> 8) % BOOKS,
				.fill = fills_at(m->fills, m->count++) };
		}
		bench_require(
		    ledger_add_fills(m->ledger, page, FILLS_PAGE) == OK, "ledger_add_fills");
	}
}

static void
read_all(struct many *m)
{
	const struct ledger_book *b;
	size_t count = 0;

	for (size_t i = 0; i < BOOKS; i++) {
		bench_require(ledger_book_at(m->ledger, i, &b) == OK, "a book");
		count += b->fill_count;
	}
	bench_require(count == m->count, "books of all fills");
}

static void
books_time(struct many *m)
{
	double add_ns[ROUNDS], read_ns[ROUNDS], both_ns[ROUNDS];

	books_open(m);
	for (size_t i = 0; i <= ROUNDS; i++) {
		const size_t at = i == 0 ? 0 : i - 1; /* the first million is the warm-up */
		const int64_t start = bench_cpu_ns();
		int64_t added;

		add_all(m);
		added = bench_cpu_ns();
		read_all(m);
		add_ns[at] = (double)(added - start) / COUNT;
		read_ns[at] = (double)(bench_cpu_ns() - added) / COUNT;
		both_ns[at] = add_ns[at] + read_ns[at];
	}
	ledger_free(m->ledger);
	BENCH_REPORT(.name = "ledger_books_add_1e5", .value = bench_median(add_ns, ROUNDS),
	    .unit = "ns", .against = "keep a fill, 100,000 books at random");
	BENCH_REPORT(.name = "ledger_books_fold_1e5", .value = bench_median(read_ns, ROUNDS),
	    .unit = "ns", .bound = BENCH_AT_MOST, .budget = 300,
	    .against = "fold it into its book and bucket");
	BENCH_REPORT(.name = "ledger_books_1e5", .value = bench_median(both_ns, ROUNDS),
	    .unit = "ns", .bound = BENCH_AT_MOST, .budget = 300, .against = "both");
}

static double
bytes_now(void)
{
	const struct mallinfo2 now = mallinfo2();

	return (double)(now.uordblks + now.hblkhd);
}

/* A book of so many fills, `step_ms` apart, all of them or every tenth late; read. */
static double
bytes_of(struct fills *fills, size_t count, int64_t step_ms, bool is_late)
{
	const double before = bytes_now();
	struct ledger *l = fills_ledger(fills);
	const struct ledger_book *b;
	double bytes;

	for (int turn = 0; turn < (is_late ? 2 : 1); turn++) {
		for (size_t i = 0; i < count; i++) {
			struct fill f = *fills_at(fills, i);

			f.ts_ms = FILLS_FIRST_MS + (int64_t)i * step_ms;
			if (!is_late || (i % 10 == 0) == (turn == 1))
				bench_require(
				    ledger_add_fill(l, "BTCUSDT", &f, NULL) == OK, "a fill");
		}
		bench_require(ledger_book(l, "BTCUSDT", &b) == OK, "a book");
	}
	bytes = bytes_now() - before;
	ledger_free(l);
	return bytes;
}

BENCH(books)
{
	static struct fills fills;
	struct many m = { .fills = &fills };

	fills_make(&fills);
	for (size_t i = 0; i < FILLS_DIFFERENT; i++)
		memcpy(fills.rows[i].fee_asset, "USDT", sizeof("USDT"));
	m.symbols = calloc(BOOKS, sizeof(*m.symbols));
	bench_require(m.symbols != NULL, "memory");
	for (unsigned i = 0; i < BOOKS; i++)
		(void)snprintf(m.symbols[i], SYMBOL_SIZE, "C%uUSDT", i);
	books_time(&m);
	BENCH_REPORT(.name = "ledger_fill_bytes",
	    .value = bytes_of(&fills, RETAINED, FILLS_STEP_MS, false) / RETAINED, .unit = "bytes",
	    .bound = BENCH_AT_MOST, .budget = 64,
	    .against = "a retained fill of a million, in order");
	BENCH_REPORT(.name = "ledger_late_bytes",
	    .value = bytes_of(&fills, RETAINED, FILLS_STEP_MS, true) / RETAINED, .unit = "bytes",
	    .bound = BENCH_AT_MOST, .budget = 64, .against = "the same with every tenth late");
	BENCH_REPORT(.name = "ledger_day_bytes",
	    .value = (bytes_of(&fills, DAYS, 86400000, false) -
			 bytes_of(&fills, DAYS, FILLS_STEP_MS, false)) /
		DAYS,
	    .unit = "bytes", .bound = BENCH_AT_MOST, .budget = 128,
	    .against = "an active day of a book, ten years");
	free(m.symbols);
}
