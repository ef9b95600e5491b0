/* SPDX-License-Identifier: Apache-2.0 */
/* Fills in order into a few books, for histories of four sizes: the time must not grow with it. */
#include "bench/bench.h"
#include "bench/fills.h"

struct history {
	size_t count;
	struct fills fills;
	struct ledger *ledger;
};

static void
add_all(struct history *h)
{
	struct ledger_arrival page[FILLS_PAGE];

	for (size_t i = 0, count = 0; i < h->count; i++) {
		page[count++] =
		    (struct ledger_arrival){ .symbol = i % FILLS_DIFFERENT % FILLS_SYMBOLS,
			    .fill = fills_at(&h->fills, i) };
		if (count < FILLS_PAGE && i + 1 < h->count)
			continue;
		bench_require(ledger_add_fills(h->ledger, page, count) == OK, "ledger_add_fills");
		count = 0;
	}
}

static void
read_all(struct history *h)
{
	const struct ledger_book *b;
	size_t count = 0;

	for (size_t i = 0; i < FILLS_SYMBOLS; i++) {
		bench_require(
		    ledger_book(h->ledger, h->fills.instruments[i].symbol, &b) == OK, "a book");
		count += b->fill_count;
	}
	bench_require(count == h->count, "a book of all fills");
}

static void
only_add(void *self)
{
	struct history *h = self;

	h->ledger = fills_ledger(&h->fills);
	add_all(h);
	ledger_free(h->ledger);
}

static void
add_and_fold(void *self)
{
	struct history *h = self;

	h->ledger = fills_ledger(&h->fills);
	add_all(h);
	read_all(h);
	ledger_free(h->ledger);
}

static double
at_size(struct history *h, size_t count, const char *name)
{
	struct bench_work works[] = { { only_add, h, 0 }, { add_and_fold, h, 0 } };
	double fold_ns, add_ns;
	char text[64];

	h->count = count;
	bench_time(works, 2);
	add_ns = works[0].ns / (double)count;
	fold_ns = (works[1].ns - works[0].ns) / (double)count;
	(void)snprintf(text, sizeof(text), "ledger_add_%s", name);
	BENCH_REPORT(.name = text, .value = add_ns, .unit = "ns", .against = "keep one more fill");
	(void)snprintf(text, sizeof(text), "ledger_fold_%s", name);
	BENCH_REPORT(.name = text, .value = fold_ns, .unit = "ns",
	    .against = "lots, sums and days of one more fill, exact");
	(void)snprintf(text, sizeof(text), "ledger_fill_%s", name);
	BENCH_REPORT(.name = text, .value = add_ns + fold_ns, .unit = "ns", .bound = BENCH_AT_MOST,
	    .budget = 60, .against = "both");
	return works[1].ns / (double)count;
}

BENCH(fold)
{
	static struct history h;
	double small_ns, ns;

	fills_make(&h.fills);
	small_ns = at_size(&h, 1000, "1e3");
	(void)at_size(&h, 10000, "1e4");
	(void)at_size(&h, 100000, "1e5");
	ns = at_size(&h, 1000000, "1e6");
	BENCH_REPORT(.name = "ledger_growth", .value = ns / small_ns, .unit = "times",
	    .bound = BENCH_AT_MOST, .budget = 2,
	    .against = "one fill of a million over one fill of a thousand, add and fold");
	if (bench_peer("peer_fold.mjs", (struct span){ 0 }, &ns))
		BENCH_REPORT(.name = "ledger_node", .value = ns, .unit = "ns",
		    .against = "the peer: Node, doubles, nothing kept but lots and sums");
	if (bench_peer("peer_fold.py", (struct span){ 0 }, &ns))
		BENCH_REPORT(.name = "ledger_pandas", .value = ns, .unit = "ns",
		    .against = "the peer: pandas, doubles, sums in columns and lots in a loop");
}
