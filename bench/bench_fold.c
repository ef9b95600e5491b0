/* SPDX-License-Identifier: Apache-2.0 */
/* Fills in order into a few books, for histories of four sizes: the time must not grow with it. */
#include "bench/bench.h"
#include "lib/ledger/ledger.h"

enum { SYMBOLS = 5, DIFFERENT = 4096, STEP_MS = 977 };

static const char *const bases[SYMBOLS] = { "BTC", "ETH", "BNB", "SOL", "XRP" };

struct history {
	size_t count;
	struct fill fills[DIFFERENT]; /* used again and again, with new ids and times */
	struct instrument instruments[SYMBOLS];
	struct ledger *ledger;
};

static __int128
e18(int64_t mantissa, int64_t unit)
{
	return (__int128)mantissa * unit;
}

static void
history_make(struct history *h)
{
	uint32_t dice = 1;

	for (size_t i = 0; i < SYMBOLS; i++) {
		struct instrument *n = &h->instruments[i];

		*n = (struct instrument){ .quote = "USDT", .settle = "USDT" };
		n->contract_size = decimal_of(1);
		(void)snprintf(n->base, sizeof(n->base), "%s", bases[i]);
		(void)snprintf(n->symbol, sizeof(n->symbol), "%sUSDT", bases[i]);
	}
	for (size_t i = 0; i < DIFFERENT; i++) {
		struct fill *f = &h->fills[i];

		dice = dice * 1664525 + 1013904223;
		f->side = (dice >> 31) != 0 ? FILL_BUY : FILL_SELL;
		f->price.e18 = e18(2000000 + (dice >> 12), 10000000000000000); /* 0.01 */
		dice = dice * 1664525 + 1013904223;
		f->quantity.e18 = e18(1 + (dice >> 15), 10000000000000); /* 0.00001 */
		f->fee.e18 = e18(1 + (dice >> 22), 10000000000);         /* 0.00000001 */
		(void)snprintf(f->fee_asset, sizeof(f->fee_asset), "%s",
		    f->side == FILL_BUY ? bases[i % SYMBOLS] : "USDT");
	}
}

static void
add_all(struct history *h)
{
	for (size_t i = 0; i < h->count; i++) {
		struct fill *f = &h->fills[i % DIFFERENT];
		const size_t symbol = i % DIFFERENT % SYMBOLS;

		f->id = i + 1;
		f->ts_ms = 1700000000000 + (int64_t)i * STEP_MS;
		bench_require(
		    ledger_add_fill(h->ledger, h->instruments[symbol].symbol, f, NULL) == OK,
		    "ledger_add_fill");
	}
}

static void
read_all(struct history *h)
{
	const struct ledger_book *b;
	size_t count = 0;

	for (size_t i = 0; i < SYMBOLS; i++) {
		bench_require(ledger_book(h->ledger, h->instruments[i].symbol, &b) == OK, "a book");
		count += b->fill_count;
	}
	bench_require(count == h->count, "a book of all fills");
}

static void
ledger_open(struct history *h)
{
	bench_require(ledger_new(&ledger_limits_default, 0, &h->ledger) == OK, "a ledger");
	for (size_t i = 0; i < SYMBOLS; i++)
		bench_require(ledger_add_instrument(h->ledger, &h->instruments[i]) == OK, "a book");
}

static void
only_add(void *self)
{
	struct history *h = self;

	ledger_open(h);
	add_all(h);
	ledger_free(h->ledger);
}

static void
add_and_fold(void *self)
{
	struct history *h = self;

	ledger_open(h);
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
	BENCH_REPORT(.name = text, .value = fold_ns, .unit = "ns", .bound = BENCH_AT_MOST,
	    .budget = 60, .against = "lots, sums and days of one more fill, exact");
	return works[1].ns / (double)count;
}

BENCH(fold)
{
	static struct history h;
	double small_ns, ns, us;

	history_make(&h);
	small_ns = at_size(&h, 1000, "1e3");
	(void)at_size(&h, 10000, "1e4");
	(void)at_size(&h, 100000, "1e5");
	ns = at_size(&h, 1000000, "1e6");
	BENCH_REPORT(.name = "ledger_growth", .value = ns / small_ns, .unit = "times",
	    .bound = BENCH_AT_MOST, .budget = 2,
	    .against = "one fill of a million over one fill of a thousand, add and fold");
	if (!bench_peer("peer_fold", (struct span){ 0 }, &us))
		return;
	BENCH_REPORT(.name = "ledger_node", .value = us, .unit = "ns",
	    .against = "the peer: Node, doubles, nothing kept but lots and sums");
}
