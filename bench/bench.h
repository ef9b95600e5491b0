/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench.h - how a number is measured here, and what it is held against.
 *
 *   BENCH(page)
 *   {
 *       struct bench_work works[] = { { .run = parse, .self = &page } };
 *
 *       bench_time(works, 1);
 *       BENCH_REPORT(.name = "page_parse", .value = works[0].ns / 1000, .unit = "us");
 *   }
 *
 * The program prints one line for each figure, with tabs between: NAME VALUE UNIT BUDGET MET
 * AGAINST.  `bench PART` runs the benches whose name contains PART.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "lib/base/bytes.h"

/* Something to be measured, and afterwards its time. */
struct bench_work {
	void (*run)(void *self);
	void *self;
	double ns; /* per call, CPU time of this process */
};

enum { BENCH_WORKS_MAX = 4 };

/*
 * Time each work: the median of several rounds.  The rounds of all works take turns, so that a
 * busy minute of the machine falls on each of them and leaves their ratios alone.
 */
void bench_time(struct bench_work *works, size_t count);

/* The same, the median of three, for works of seconds. */
void bench_time_few(struct bench_work *works, size_t count);

/* CPU time of this process so far, for a work that has to be prepared each time. */
int64_t bench_cpu_ns(void);

/* The middle one of `count` values, which it sorts. */
double bench_median(double *values, size_t count);

/* The value below which `percent` of the values are; the values are sorted. */
double bench_percentile(const double *sorted, size_t count, double percent);

enum bench_bound { BENCH_NO_BUDGET, BENCH_AT_MOST, BENCH_AT_LEAST };

struct bench_figure {
	const char *name; /* lasts: it is what history.tsv compares */
	double value;
	const char *unit;
	enum bench_bound bound;
	double budget;       /* with a bound */
	const char *against; /* what it was measured beside, in words; may be NULL */
};
void bench_report(const struct bench_figure *f);
#define BENCH_REPORT(...) bench_report(&(const struct bench_figure){ __VA_ARGS__ })

/* Say why something was left out. */
void bench_skip(const char *name, const char *why);

/*
 * Run bench/SCRIPT, a .mjs or a .py, with `input` on its standard input; it prints one number.
 * False, with a line that says so, when this machine has no Node of at least version 20, or no
 * Python with pandas.
 */
bool bench_peer(const char *script, struct span input, double *value);

/* Stop the run: what was to be measured does not work. */
void bench_require(bool condition, const char *what);

struct bench {
	const char *name;
	void (*run)(void);
	struct bench *next;
};

/* BENCH() calls it, before main(). */
void bench_register(struct bench *b);

#define BENCH(word)                                                     \
	static void word(void);                                         \
	__attribute__((constructor)) static void register_##word(void)  \
	{                                                               \
		static struct bench b = { .name = #word, .run = word }; \
		bench_register(&b);                                     \
	}                                                               \
	static void word(void)

#endif
