/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench.h - how a number is measured here.
 *
 *   BENCH(envelope_open) { ... bench_report("envelope_open", bench_ns(work, &it), "ns"); }
 *
 * A bench prints lines NAME <tab> VALUE <tab> UNIT; `bench PART` runs those whose name contains
 * PART.  Times are CPU time of this process.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>

struct bench {
	const char *name;
	void (*run)(void);
	struct bench *next;
};

/* BENCH() calls it, before main(). */
void bench_register(struct bench *b);

/*
 * Nanoseconds per call of `work`: the least of several rounds, each long enough for the clock.
 * The least, because everything else on the machine can only add.
 */
double bench_ns(void (*work)(void *self), void *self);

/* One line of the result. */
void bench_report(const char *name, double value, const char *unit);

/* Stop the run: what was to be measured does not work. */
void bench_require(bool condition, const char *what);

#define BENCH(sentence)                                                         \
	static void sentence(void);                                             \
	__attribute__((constructor)) static void register_##sentence(void)      \
	{                                                                       \
		static struct bench b = { .name = #sentence, .run = sentence }; \
		bench_register(&b);                                             \
	}                                                                       \
	static void sentence(void)

#endif
