/* SPDX-License-Identifier: Apache-2.0 */
/* From nothing to the line that says "ready". */
#include "bench/program.h"

enum { STARTS = 9 };

struct starts {
	double ms[STARTS], cpu_ms[STARTS];
};

static void
start_once(const char *directory, struct starts *out, size_t at)
{
	const struct program p = program_start(directory, "enclave",
	    (const char *const[]){ "--attestation", "insecure_simulated", "--data-dir", directory,
		"--host", "127.0.0.1", "--port", "0", NULL });

	out->ms[at] = p.start_ms;
	out->cpu_ms[at] = program_cpu_us(&p) / 1000;
	program_stop(&p);
}

BENCH(start)
{
	struct starts first, again;

	others_wait(true);
	for (size_t i = 0; i < STARTS; i++) {
		char directory[DIRECTORY_SIZE];

		directory_make(directory);
		start_once(directory, &first, i);
		start_once(directory, &again, i);
		directory_remove(directory);
	}
	others_wait(false);
	BENCH_REPORT(.name = "start_first", .value = bench_median(first.ms, STARTS), .unit = "ms",
	    .bound = BENCH_AT_MOST, .budget = 100,
	    .against = "to ready: new identity, simulated platform, TLS key");
	BENCH_REPORT(.name = "start_again", .value = bench_median(again.ms, STARTS), .unit = "ms",
	    .bound = BENCH_AT_MOST, .budget = 100, .against = "the same with its files there");
	BENCH_REPORT(.name = "start_cpu", .value = bench_median(again.cpu_ms, STARTS), .unit = "ms",
	    .against = "CPU time of start_again: what a busy machine does not add");
}
