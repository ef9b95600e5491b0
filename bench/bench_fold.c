/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One more fill in order, few books, with histories of four sizes: the price must not grow with
 * them.  A ledger that holds and has read so many is made, and then five thousand more are added,
 * as an exchange hands them out and the enclave takes them in (ledger_add_fill, page by page, a
 * book after the other), and all books are read after each page.  Only those are timed: in five
 * thousand each book comes once to where it needs more memory.
 */
#include <sys/mman.h>

#include "bench/bench.h"
#include "bench/fills.h"

enum { ROUNDS = 25, MORE = 1000, PAGES = 5 };
enum { ROW_BYTES = 48, FRESH = 16384, FRESH_BYTES = 4096, LARGE_BYTES = 2 << 20 };

/* A thousand fills as a parser leaves them, each symbol's one after the other. */
struct page {
	struct fill fills[MORE];
	size_t ends[FILLS_SYMBOLS]; /* of each symbol's */
};

static void
page_make(struct page *p, struct fills *f, size_t from)
{
	size_t count = 0;

	for (size_t symbol = 0; symbol < FILLS_SYMBOLS; symbol++) {
		for (size_t i = from; i < from + MORE; i++)
			if (i % FILLS_DIFFERENT % FILLS_SYMBOLS == symbol)
				p->fills[count++] = *fills_at(f, i);
		p->ends[symbol] = count;
	}
}

static void
add(struct ledger *l, const struct fills *f, const struct page *p)
{
	for (size_t symbol = 0, i = 0; symbol < FILLS_SYMBOLS; symbol++)
		for (; i < p->ends[symbol]; i++)
			bench_require(ledger_add_fill(l, f->instruments[symbol].symbol,
					  &p->fills[i], NULL) == OK,
			    "ledger_add_fill");
}

static void
read_all(struct ledger *l, const struct fills *f, size_t expected)
{
	const struct ledger_book *b;
	size_t count = 0;

	for (size_t i = 0; i < FILLS_SYMBOLS; i++) {
		bench_require(ledger_book(l, f->instruments[i].symbol, &b) == OK, "a book");
		count += b->fill_count;
	}
	bench_require(count == expected, "a book of all fills");
}

static void
report(const char *what, const char *size, double ns, const char *against)
{
	char name[64];

	(void)snprintf(name, sizeof(name), "ledger_%s_%s", what, size);
	BENCH_REPORT(.name = name, .value = ns, .unit = "ns", .against = against);
}

/* One more fill behind `count`. */
struct price {
	double add_ns, read_ns;
};

static struct price
more(struct fills *f, size_t count)
{
	static struct page page;
	struct ledger *l = fills_ledger(f);
	struct price sum = { 0 };

	for (size_t held = 0; held < count; held += MORE) {
		page_make(&page, f, held);
		add(l, f, &page);
	}
	read_all(l, f, count);
	for (size_t i = 0; i < PAGES; i++) {
		int64_t start, added;

		page_make(&page, f, count + i * MORE);
		start = bench_cpu_ns();
		add(l, f, &page);
		added = bench_cpu_ns();
		read_all(l, f, count + (i + 1) * MORE);
		sum.add_ns += (double)(added - start) / (PAGES * MORE);
		sum.read_ns += (double)(bench_cpu_ns() - added) / (PAGES * MORE);
	}
	ledger_free(l);
	return sum;
}

static double
at_size(struct fills *f, size_t count, const char *size)
{
	double add_ns[ROUNDS], read_ns[ROUNDS], both_ns[ROUNDS], ns;
	char name[64];

	for (size_t i = 0; i < ROUNDS; i++) {
		const struct price p = more(f, count);

		add_ns[i] = p.add_ns;
		read_ns[i] = p.read_ns;
		both_ns[i] = p.add_ns + p.read_ns;
	}
	report("add", size, bench_median(add_ns, ROUNDS), "keep one more fill");
	report("fold", size, bench_median(read_ns, ROUNDS),
	    "lots, sums and days of one more fill, exact");
	(void)snprintf(name, sizeof(name), "ledger_fill_%s", size);
	ns = bench_median(both_ns, ROUNDS);
	BENCH_REPORT(.name = name, .value = ns, .unit = "ns", .bound = BENCH_AT_MOST, .budget = 60,
	    .against = "both, with the memory it is kept in");
	return ns;
}

static double
fresh_round_ns(int advice)
{
	const size_t size = (size_t)FRESH * FRESH_BYTES, whole = size + LARGE_BYTES;
	char *memory =
	    mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *const first = memory + (LARGE_BYTES - (uintptr_t)memory % LARGE_BYTES);
	int64_t start, ns;

	bench_require(memory != MAP_FAILED && madvise(memory, whole, advice) == 0, "memory");
	start = bench_cpu_ns();
	for (size_t i = 0; i < size; i += FRESH_BYTES)
		first[i] = 1;
	ns = bench_cpu_ns() - start;
	bench_require(munmap(memory, whole) == 0, "munmap");
	return (double)ns / (double)(size / ROW_BYTES);
}

/* What the system asks for memory that was never touched, as much as a fill is kept in. */
static double
fresh_ns(int advice)
{
	double ns[ROUNDS];

	for (size_t i = 0; i < ROUNDS; i++)
		ns[i] = fresh_round_ns(advice);
	return bench_median(ns, ROUNDS);
}

BENCH(fold)
{
	static struct fills fills;
	double small_ns, ns;

	fills_make(&fills);
	small_ns = at_size(&fills, 1000, "1e3");
	(void)at_size(&fills, 10000, "1e4");
	(void)at_size(&fills, 100000, "1e5");
	ns = at_size(&fills, 1000000, "1e6");
	BENCH_REPORT(.name = "ledger_growth", .value = ns / small_ns, .unit = "times",
	    .bound = BENCH_AT_MOST, .budget = 2,
	    .against = "one more fill behind a million over one behind a thousand");
	BENCH_REPORT(.name = "ledger_fresh", .value = fresh_ns(MADV_NOHUGEPAGE), .unit = "ns",
	    .against = "of a fill: what the system asks for 48 bytes that were never touched");
	BENCH_REPORT(.name = "ledger_fresh_large", .value = fresh_ns(MADV_HUGEPAGE), .unit = "ns",
	    .against = "the same on large pages, as most of the heap is");
	if (bench_peer("peer_fold.mjs", (struct span){ 0 }, &ns))
		BENCH_REPORT(.name = "ledger_node", .value = ns, .unit = "ns",
		    .against = "the peer: Node, doubles, nothing kept but lots and sums");
	if (bench_peer("peer_fold.py", (struct span){ 0 }, &ns))
		BENCH_REPORT(.name = "ledger_pandas", .value = ns, .unit = "ns",
		    .against = "the peer: pandas, doubles, sums in columns and lots in a loop");
}
