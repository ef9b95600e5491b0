/* SPDX-License-Identifier: Apache-2.0 */
/* bench - runs the registered benches; `bench PART` only those whose name contains PART. */
#include <stdint.h>

#include "bench/bench.h"

enum { ROUNDS = 7, ROUND_NS = 50 * 1000 * 1000 };

static struct bench *registered;

void
bench_register(struct bench *b)
{
	b->next = registered;
	registered = b;
}

void
bench_require(bool condition, const char *what)
{
	if (condition)
		return;
	(void)fprintf(stderr, "bench: %s does not work\n", what);
	exit(70);
}

static int64_t
cpu_ns(void)
{
	struct timespec t;

	bench_require(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) == 0, "the clock");
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t
round_ns(void (*work)(void *self), void *self, int64_t calls)
{
	const int64_t start = cpu_ns();

	for (int64_t i = 0; i < calls; i++)
		work(self);
	return cpu_ns() - start;
}

double
bench_ns(void (*work)(void *self), void *self)
{
	int64_t calls = 1, least;

	while ((least = round_ns(work, self, calls)) < ROUND_NS)
		calls *= 2;
	for (int i = 1; i < ROUNDS; i++) {
		const int64_t ns = round_ns(work, self, calls);

		least = ns < least ? ns : least;
	}
	return (double)least / (double)calls;
}

void
bench_report(const char *name, double value, const char *unit)
{
	(void)printf("%s\t%.4g\t%s\n", name, value, unit);
}

int
main(int argc, char **argv)
{
	const char *part = argc > 1 ? argv[1] : "";

	for (const struct bench *b = registered; b != NULL; b = b->next)
		if (strstr(b->name, part) != NULL)
			b->run();
	return 0;
}
