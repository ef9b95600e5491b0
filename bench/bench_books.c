/* SPDX-License-Identifier: Apache-2.0 */
/* Fills at random into 100,000 books, and what a retained fill and an active day cost in memory. */
#include <malloc.h>

#include "bench/bench.h"
#include "bench/fills.h"

enum { BOOKS = 100000, HELD = 1000000, MORE = 1000000, PAGES = 200, LOOKS = 20, ROUNDS = 5 };
enum { RETAINED = 1000000, DAYS = 3650 };

static const struct ledger_limits limits = {
	.books_max = BOOKS, .assets_max = 64, .rows_max = 8 * MORE, .marks_max = 1
};

struct many {
	struct fills *fills;
	struct ledger *ledger;
	char (*symbols)[SYMBOL_SIZE];
	size_t count; /* fills so far */
	struct fill rows[FILLS_PAGE];
	struct ledger_arrival page[FILLS_PAGE]; /* of these, to books at random */
};

/* Times of one ledger, per fill. */
enum { FIRST, ADD, FOLD, BOTH, PAGE_ADD, PAGE_FOLD, PAGE_BOTH, LOOK, TIMES };
struct times {
	double ns[TIMES];
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

static void
page_make(struct many *m)
{
	uint32_t dice = (uint32_t)m->count;

	for (size_t at = 0; at < FILLS_PAGE; at++) {
		dice = dice * 1664525 + 1013904223;
		m->rows[at] = *fills_at(m->fills, m->count++);
		m->page[at] =
		    (struct ledger_arrival){ .symbol = (dice >> 8) % BOOKS, .fill = &m->rows[at] };
	}
}

/* Keep the next page.  How long it took. */
static double
page_add(struct many *m)
{
	int64_t start;

	page_make(m);
	start = bench_cpu_ns();
	bench_require(ledger_add_fills(m->ledger, m->page, FILLS_PAGE) == OK, "ledger_add_fills");
	return (double)(bench_cpu_ns() - start);
}

/* Fold the books of the page just kept. */
static double
page_fold(struct many *m)
{
	const int64_t start = bench_cpu_ns();

	bench_require(ledger_read_fills(m->ledger, m->page, FILLS_PAGE) == OK, "ledger_read_fills");
	return (double)(bench_cpu_ns() - start);
}

/* Look at each of them. */
static double
page_look(struct many *m)
{
	const int64_t start = bench_cpu_ns();
	const struct ledger_book *b;

	for (size_t i = 0; i < FILLS_PAGE; i++)
		bench_require(ledger_book_at(m->ledger, m->page[i].symbol, &b) == OK, "a book");
	return (double)(bench_cpu_ns() - start);
}

static double
read_all(struct many *m)
{
	const int64_t start = bench_cpu_ns();
	const struct ledger_book *b;
	size_t count = 0;

	for (size_t i = 0; i < BOOKS; i++) {
		bench_require(ledger_book_at(m->ledger, i, &b) == OK, "a book");
		count += b->fill_count;
	}
	bench_require(count == m->count, "books of all fills");
	return (double)(bench_cpu_ns() - start);
}

/*
 * A ledger that has taken HELD fills, which are read, takes pages whose books are folded after
 * each, some whose books are looked at besides, and then MORE, behind which all books are read.
 */
static struct times
books_time(struct many *m)
{
	struct times t = { 0 };

	m->count = 0;
	books_open(m);
	while (m->count < HELD)
		t.ns[FIRST] += page_add(m) / HELD;
	t.ns[FIRST] += read_all(m) / HELD;
	for (size_t i = 0; i < PAGES; i++) {
		t.ns[PAGE_ADD] += page_add(m) / (PAGES * FILLS_PAGE);
		t.ns[PAGE_FOLD] += page_fold(m) / (PAGES * FILLS_PAGE);
	}
	for (size_t i = 0; i < LOOKS; i++) {
		(void)page_add(m);
		(void)page_fold(m);
		t.ns[LOOK] += page_look(m) / (LOOKS * FILLS_PAGE);
	}
	for (size_t i = 0; i < MORE; i += FILLS_PAGE)
		t.ns[ADD] += page_add(m) / MORE;
	t.ns[FOLD] = read_all(m) / MORE;
	t.ns[BOTH] = t.ns[ADD] + t.ns[FOLD];
	t.ns[PAGE_BOTH] = t.ns[PAGE_ADD] + t.ns[PAGE_FOLD];
	ledger_free(m->ledger);
	return t;
}

/*
 * Use as much memory as the ledgers will and give it back: what the system, and the host of a
 * virtual machine, ask for a first touch is not theirs (ledger_fresh says what it is).
 */
static void
memory_touch(void)
{
	enum { BLOCK = 64 * 1024, BLOCKS = 14 * 1024 };
	static void *blocks[BLOCKS];

	for (size_t i = 0; i < BLOCKS; i++) {
		blocks[i] = malloc(BLOCK);
		bench_require(blocks[i] != NULL, "memory");
		memset(blocks[i], 1, BLOCK);
	}
	for (size_t i = BLOCKS; i-- > 0;)
		free(blocks[i]);
}

static void
books_report(struct many *m)
{
	static const struct bench_figure figures[TIMES] = {
		[FIRST] = { "ledger_books_first_1e5", .bound = BENCH_AT_MOST,
		    .against = "keep and fold the first million of 100,000 books at random" },
		[ADD] = { "ledger_books_add_1e5",
		    .against = "keep a fill, 100,000 books at random" },
		[FOLD] = { "ledger_books_fold_1e5", .bound = BENCH_AT_MOST,
		    .against = "fold it: all books read behind a million" },
		[BOTH] = { "ledger_books_1e5", .bound = BENCH_AT_MOST, .against = "both" },
		[PAGE_ADD] = { "ledger_books_page_add_1e5",
		    .against = "keep a fill, where each page's books are folded at once" },
		[PAGE_FOLD] = { "ledger_books_page_fold_1e5",
		    .against = "fold it: a book for each fill" },
		[PAGE_BOTH] = { "ledger_books_page_1e5", .bound = BENCH_AT_MOST,
		    .against = "both, page by page" },
		[LOOK] = { "ledger_books_look_1e5", .against = "look at a book that was folded" },
	};
	double ns[TIMES][ROUNDS];

	memory_touch();
	for (size_t round = 0; round < ROUNDS; round++) {
		const struct times t = books_time(m);

		for (size_t i = 0; i < TIMES; i++)
			ns[i][round] = t.ns[i];
	}
	for (size_t i = 0; i < TIMES; i++) {
		struct bench_figure f = figures[i];

		f.value = bench_median(ns[i], ROUNDS);
		f.unit = "ns";
		f.budget = 300;
		bench_report(&f);
	}
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
	static struct many m = { .fills = &fills };

	fills_make(&fills);
	for (size_t i = 0; i < FILLS_DIFFERENT; i++)
		memcpy(fills.rows[i].fee_asset, "USDT", sizeof("USDT"));
	m.symbols = calloc(BOOKS, sizeof(*m.symbols));
	bench_require(m.symbols != NULL, "memory");
	for (unsigned i = 0; i < BOOKS; i++)
		(void)snprintf(m.symbols[i], SYMBOL_SIZE, "C%uUSDT", i);
	books_report(&m);
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
