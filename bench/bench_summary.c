/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long GET /enclave/summary takes while the enclave collects 25,000 fills, and when it rests.
 *
 * A question is due every millisecond, whether or not the one before has its answer, and counts
 * from when it was due: a server that stands still for 10 ms is seen by all who came in them.
 * Before each backfill the same is asked of a process that answers with fixed bytes: what that
 * takes is this machine's share.
 */
#include <unistd.h>

#include "bench/asker.h"
#include "bench/floor.h"
#include "lib/base/clock.h"

enum {
	LATENCY_MS = 20,
	PACE_US = 1000,
	BACKFILLS = 7,
	FLOOR_ASKED = 1000,
	RESTING_ASKED = 5000,
	HAMMER_ASKED = 20000,
	ASKED_MAX = 60000,
	FILLS = 25000,
};

/* One who is asked, how long each answer took, and what that comes to. */
struct asked {
	struct asker asker;
	size_t count;
	double p50, p99, max, ms[ASKED_MAX];
};

static int64_t
now_us(void)
{
	return clock_mono_us(clock_system());
}

/* Ask when it is due, however late we are. */
static void
ask(struct asked *who, const char *target, int64_t due_us)
{
	const int64_t early_us = due_us - now_us();

	if (early_us > 0) {
		(void)usleep((useconds_t)early_us);
		due_us = now_us(); /* our own alarm clock may ring late */
	}
	asker_ask(&who->asker, "GET", target, (struct span){ 0 });
	bench_require(who->asker.status == 200 && who->count < ASKED_MAX, target);
	who->ms[who->count++] = (double)(now_us() - due_us) / 1000;
}

static void
conclude(struct asked *who)
{
	who->p50 = bench_median(who->ms, who->count); /* sorts them */
	who->p99 = bench_percentile(who->ms, who->count, 99);
	who->max = who->ms[who->count - 1];
}

static bool
answer_has(const struct asker *a, const char *text)
{
	return memmem(a->body.p, a->body.size, text, strlen(text)) != NULL;
}

/* From the first moment of a session to its last page. */
static void
ask_collecting(struct asked *who, const char *target)
{
	const int64_t start_us = now_us();
	char fills[32];

	(void)snprintf(fills, sizeof(fills), "\"fills\":%d", FILLS);
	who->count = 0;
	do
		ask(who, target, start_us + (int64_t)who->count * PACE_US);
	while (!answer_has(&who->asker, "\"complete\":true"));
	bench_require(answer_has(&who->asker, fills), fills);
	conclude(who);
}

static void
ask_times(struct asked *who, const char *target, size_t times)
{
	const int64_t start_us = now_us();

	for (who->count = 0; who->count < times;)
		ask(who, target, start_us + (int64_t)who->count * PACE_US);
	conclude(who);
}

static void
session_close(struct asker *a, const char *id)
{
	char target[128];

	(void)snprintf(target, sizeof(target), "/enclave/session/%s", id);
	asker_ask(a, "DELETE", target, (struct span){ 0 });
	bench_require(a->status == 200, "DELETE");
}

/* Each time a new session but the last time's stays open; its summary is at `target`. */
static void
report_collecting(
    const struct stage *s, struct asked *enclave, struct asked *floor, char target[128])
{
	double p50[BACKFILLS], p99[BACKFILLS], max[BACKFILLS], floor_p99[BACKFILLS];
	char id[ASKER_ID_SIZE];
	size_t count = 0;

	for (int i = 0; i < BACKFILLS; i++) {
		ask_times(floor, "/", FLOOR_ASKED);
		floor_p99[i] = floor->p99;
		if (i > 0)
			session_close(&enclave->asker, id);
		asker_register(&enclave->asker, s, id);
		(void)snprintf(target, 128, "/enclave/summary/%s", id);
		ask_collecting(enclave, target);
		p50[i] = enclave->p50;
		p99[i] = enclave->p99;
		max[i] = enclave->max;
		count += enclave->count;
	}
	BENCH_REPORT(.name = "summary_collecting_asked", .value = (double)count, .unit = "requests",
	    .against = "in 7 backfills of 25,000 fills, 20 ms an answer");
	BENCH_REPORT(.name = "summary_collecting_p50", .value = bench_median(p50, BACKFILLS),
	    .unit = "ms", .against = "this and the following: medians of the backfills'");
	BENCH_REPORT(.name = "summary_collecting_p99", .value = bench_median(p99, BACKFILLS),
	    .unit = "ms", .bound = BENCH_AT_MOST, .budget = 5,
	    .against = "a question each ms, timed from when it was due");
	BENCH_REPORT(.name = "summary_collecting_max", .value = bench_median(max, BACKFILLS),
	    .unit = "ms");
	BENCH_REPORT(.name = "floor_p99", .value = bench_median(floor_p99, BACKFILLS), .unit = "ms",
	    .against = "fixed bytes, between the backfills: this machine's share");
}

static void
report_resting(struct asked *enclave, const char *target)
{
	ask_times(enclave, target, RESTING_ASKED);
	BENCH_REPORT(.name = "summary_resting_p50", .value = enclave->p50, .unit = "ms",
	    .against = "1 session with 25,000 fills");
	BENCH_REPORT(.name = "summary_resting_p99", .value = enclave->p99, .unit = "ms",
	    .bound = BENCH_AT_MOST, .budget = 1, .against = "the same; compare floor_p99");
	BENCH_REPORT(.name = "summary_resting_max", .value = enclave->max, .unit = "ms");
}

static double
cpu_us_each(const struct program *p, struct asker *a, const char *target)
{
	const double start_us = program_cpu_us(p);

	for (int i = 0; i < HAMMER_ASKED; i++)
		asker_ask(a, "GET", target, (struct span){ 0 });
	return (program_cpu_us(p) - start_us) / HAMMER_ASKED;
}

static void
report_cpu(double enclave_us, double floor_us)
{
	BENCH_REPORT(.name = "summary_cpu", .value = enclave_us, .unit = "us",
	    .against = "the enclave's CPU time for one, keep-alive, 1 session, with its log");
	BENCH_REPORT(.name = "summary_cpu_over_floor", .value = enclave_us / floor_us,
	    .unit = "times", .against = "the process that answers with fixed bytes");
}

BENCH(summary)
{
	static struct asked enclave, floor;
	struct program fixed;
	struct stage s;
	char target[128];

	others_wait(true);
	s = stage_open(&(struct stage_plan){ .latency_ms = LATENCY_MS, .has_enclave = true });
	enclave.asker = asker_new(s.enclave.port);
	asker_ask(&enclave.asker, "GET", "/health", (struct span){ 0 });
	fixed = floor_start(buf_span(&enclave.asker.answer));
	floor.asker = asker_new(fixed.port);
	report_collecting(&s, &enclave, &floor, target);
	report_resting(&enclave, target);
	report_cpu(cpu_us_each(&s.enclave, &enclave.asker, target),
	    cpu_us_each(&fixed, &floor.asker, "/"));
	asker_wipe(&floor.asker);
	asker_wipe(&enclave.asker);
	floor_stop(&fixed);
	stage_close(&s);
	others_wait(false);
}
