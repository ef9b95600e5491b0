/* SPDX-License-Identifier: Apache-2.0 */
/* bench - runs the registered benches; `bench PART` only those whose name contains PART. */
#include "bench/bench.h"
#include "lib/base/memory.h"

enum { ROUNDS = 25, FEW_ROUNDS = 3, ROUND_NS = 10 * 1000 * 1000 };

static struct bench *first, **last = &first;

void
bench_register(struct bench *b)
{
	*last = b;
	last = &b->next;
}

void
bench_require(bool condition, const char *what)
{
	if (condition)
		return;
	(void)fprintf(stderr, "bench: %s does not work\n", what);
	exit(70);
}

void
bench_skip(const char *name, const char *why)
{
	(void)fprintf(stderr, "skip: %s: %s\n", name, why);
}

int64_t
bench_cpu_ns(void)
{
	struct timespec t;

	bench_require(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) == 0, "the clock");
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t
round_ns(const struct bench_work *w, int64_t calls)
{
	const int64_t start = bench_cpu_ns();

	for (int64_t i = 0; i < calls; i++)
		w->run(w->self);
	return bench_cpu_ns() - start;
}

static int
value_compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double
bench_median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), value_compare);
	return bench_percentile(values, count, 50);
}

double
bench_percentile(const double *sorted, size_t count, double percent)
{
	const size_t at = (size_t)((double)count * percent / 100);

	bench_require(count > 0, "a measurement without values");
	return sorted[at < count ? at : count - 1];
}

static void
rounds_time(struct bench_work *works, size_t count, size_t round_count)
{
	double rounds[BENCH_WORKS_MAX][ROUNDS];
	int64_t calls[BENCH_WORKS_MAX];

	bench_require(count <= BENCH_WORKS_MAX, "a comparison of so many");
	for (size_t w = 0; w < count; w++) /* how many calls make a round; and a warm start */
		for (calls[w] = 1; round_ns(&works[w], calls[w]) < ROUND_NS;)
			calls[w] *= 2;
	for (size_t i = 0; i < round_count; i++)
		for (size_t w = 0; w < count; w++)
			rounds[w][i] = (double)round_ns(&works[w], calls[w]) / (double)calls[w];
	for (size_t w = 0; w < count; w++)
		works[w].ns = bench_median(rounds[w], round_count);
}

void
bench_time(struct bench_work *works, size_t count)
{
	rounds_time(works, count, ROUNDS);
}

void
bench_time_few(struct bench_work *works, size_t count)
{
	rounds_time(works, count, FEW_ROUNDS);
}

void
bench_report(const struct bench_figure *f)
{
	const bool is_met =
	    f->bound == BENCH_AT_MOST ? f->value <= f->budget : f->value >= f->budget;

	(void)printf("%s\t%.4g\t%s\t", f->name, f->value, f->unit);
	if (f->bound == BENCH_NO_BUDGET)
		(void)printf("\t\t");
	else
		(void)printf("%s %g\t%s\t", f->bound == BENCH_AT_MOST ? "<=" : ">=", f->budget,
		    is_met ? "yes" : "NO");
	(void)printf("%s\n", f->against == NULL ? "" : f->against);
	(void)fflush(stdout);
}

int
main(int argc, char **argv)
{
	const char *part = argc > 1 ? argv[1] : "";

	memory_reserve(MEMORY_HEAP_SIZE); /* as the enclave does */
	for (const struct bench *b = first; b != NULL; b = b->next)
		if (strstr(b->name, part) != NULL)
			b->run();
	return 0;
}
