/* SPDX-License-Identifier: Apache-2.0 */
/* Ten years of daily returns into the record of all ratios, with a benchmark. */
#include "bench/bench.h"
#include "lib/ratio/ratios.h"

enum { DAYS = 3650 };

static double returns[DAYS], benchmark[DAYS];

static void
record(void *self)
{
	const struct ratios_series s = { returns, benchmark, DAYS, 365, 0.04 };

	bench_require(ratios_of(&s, self) == OK, "ratios_of");
}

static void
window(void *self)
{
	const struct ratios_series s = { .r = returns, .count = 30, .per_year = 365 };

	ratios_of_window(&s, self);
}

BENCH(ratios)
{
	static struct ratios out;
	struct bench_work works[] = { { record, &out, 0 }, { window, &out, 0 } };
	uint32_t dice = 1;
	double us;

	for (size_t i = 0; i < DAYS; i++) {
		dice = dice * 1664525 + 1013904223;
		returns[i] = ((double)(dice >> 8) / (1 << 24) - 0.49) / 20;
		dice = dice * 1664525 + 1013904223;
		benchmark[i] = returns[i] / 2 + ((double)(dice >> 8) / (1 << 24) - 0.5) / 30;
	}
	bench_time(works, 2);
	BENCH_REPORT(.name = "ratios_3650_days", .value = works[0].ns / 1000, .unit = "us",
	    .bound = BENCH_AT_MOST, .budget = 300, .against = "all ratios and the benchmark's");
	BENCH_REPORT(.name = "ratios_window_30", .value = works[1].ns / 1000, .unit = "us",
	    .against = "one rolling window of 30 days");
	if (bench_peer("peer_ratios.py", (struct span){ 0 }, &us))
		BENCH_REPORT(.name = "ratios_pandas", .value = us, .unit = "us",
		    .against = "the peer: pandas, the same ratios");
}
