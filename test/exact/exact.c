/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exact - prints what made rows come to: every number of every book by every method, and the ratios
 * of their days to the last bit.  Built by two compilers, optimised and not, with sanitizers and
 * without, it must print the same bytes (tools/dev/exact.sh).
 */
#include <stdio.h>

#include "lib/base/secret.h"
#include "lib/ratio/ratios.h"
#include "test/lib/ledger/stream.h"

enum { SEEDS = 2, DAYS_MAX = 4096, DUMP_SIZE_MAX = 1 << 28 };

static void
print(const struct buf *b)
{
	CHECK(fwrite(b->p, 1, b->size, stdout) == b->size);
}

/* Doubles by their bits. */
static void
print_known(const char *name, struct known k)
{
	uint64_t bits;

	memcpy(&bits, &k.value, sizeof(bits));
	(void)printf("%s %d %llx\n", name, (int)k.why, (unsigned long long)bits);
}

static void
print_ratios(const struct ledger_book *b)
{
	static double r[DAYS_MAX];
	struct ratios k;

	for (size_t i = 0; i < b->day_count && i < DAYS_MAX; i++)
		r[i] = (double)b->days[i].net.e18 / 1e28;
	CHECK_OK(ratios_of(&(struct ratios_series){ .r = r,
			       .count = b->day_count < DAYS_MAX ? b->day_count : DAYS_MAX,
			       .per_year = 365,
			       .rf = 0.03 },
	    &k));
#define X(member) print_known(#member, k.member);
	RATIO_TABLE(X)
#undef X
}

static void
print_stream(uint64_t seed)
{
	struct stream *s = stream_new(seed);
	struct ledger *l;

	stream_shuffle(s, seed + 1);
	l = stream_fed(s);
	for (enum ledger_method m = LEDGER_FIFO; m <= LEDGER_AVERAGE; m++) {
		ledger_set_method(l, m);
		for (size_t i = 0; i < STREAM_BOOKS; i++) {
			AUTO(buf) out = buf_new(DUMP_SIZE_MAX);

			stream_dump(l, stream_symbols[i], &out);
			print(&out);
			print_ratios(made_read(l, stream_symbols[i]));
		}
	}
	ledger_free(l);
	stream_free(s);
}

int
main(void)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		print_stream(seed);
	return 0;
}
