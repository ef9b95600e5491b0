/* SPDX-License-Identifier: Apache-2.0 */
/*
 * program.h - the product's programs, started for a measurement and stopped after it.
 *
 * They are the ones of the same build: `bench` is told where they are by where it is itself.
 * What a program logs goes to a file, as an operator would have it.
 */
#ifndef BENCH_PROGRAM_H
#define BENCH_PROGRAM_H

#include <sys/types.h>

#include "bench/bench.h"

enum { DIRECTORY_SIZE = 64, PROGRAM_LINE_SIZE = 512 };

struct program {
	pid_t pid;
	unsigned port;   /* as its ready line says */
	double start_ms; /* from fork to that line, wall clock */
};

/*
 * Start perf-aggregator-NAME with `arguments` (NULL at the end, without the program's own name),
 * its output in DIRECTORY/NAME.log, and wait until it says that it is ready.
 */
struct program program_start(const char *directory, const char *name, const char *const *arguments);

/* SIGTERM, and wait for its end. */
void program_stop(const struct program *p);

/* CPU time it has used so far, its start included. */
double program_cpu_us(const struct program *p);

/* A sandbox, and perhaps an enclave that asks it, over plain HTTP. */
struct stage_plan {
	unsigned latency_ms; /* of the sandbox's answers */
	unsigned crowd;      /* accounts more */
	unsigned clock_rate; /* how fast its clock runs; 0: as ours */
	bool has_enclave;
};
struct stage {
	char directory[DIRECTORY_SIZE];
	struct program sandbox, enclave;
	bool has_enclave;
};
struct stage stage_open(const struct stage_plan *plan);
void stage_close(const struct stage *s);

/*
 * For what is measured by the wall clock: this process and those it starts from now on go before
 * the rest of the machine, until the opposite is said.  Who may not (it takes root) does without.
 */
void others_wait(bool do_wait);

/* A directory for a program's files, and its end with everything in it. */
void directory_make(char path[DIRECTORY_SIZE]);
void directory_remove(const char *path);

#endif
