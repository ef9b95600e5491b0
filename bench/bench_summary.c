/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long GET /enclave/summary takes while the enclave collects 25,000 fills, and when it rests.
 *
 * Questions come at a fixed pace whether or not the one before has its answer, and the time of
 * each counts from when it was due: a server that stands still for 10 ms is seen by all who came
 * in them.  The same pace against a process that answers with fixed bytes tells how much of the
 * result is this machine.
 */
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/asker.h"
#include "lib/base/clock.h"

enum {
	LATENCY_MS = 20,
	PACE_US = 1000,
	BACKFILLS = 5,
	RESTING_ASKED = 2000,
	HAMMER_ASKED = 20000,
	TIMES_MAX = 60000,
	FILLS = 25000,
};

/* Times of questions, in ms. */
struct times {
	double ms[TIMES_MAX];
	size_t count;
};

struct round {
	double p50, p99, max;
};

static struct round
round_of(struct times *t)
{
	struct round r;

	r.p50 = bench_median(t->ms, t->count); /* they are sorted now */
	r.p99 = bench_percentile(t->ms, t->count, 99);
	r.max = t->ms[t->count - 1];
	return r;
}

static int64_t
now_us(void)
{
	return clock_mono_us(clock_system());
}

/* Ask when it is due, however late we are. */
static void
ask_at(struct asker *a, const char *target, int64_t due_us, struct times *t)
{
	const int64_t early_us = due_us - now_us();

	if (early_us > 0)
		(void)usleep((useconds_t)early_us);
	due_us += early_us > 0 ? now_us() - due_us : 0; /* our own alarm clock rang late */
	asker_ask(a, "GET", target, (struct span){ 0 });
	bench_require(a->status == 200 && t->count < TIMES_MAX, target);
	t->ms[t->count++] = (double)(now_us() - due_us) / 1000;
}

static bool
is_complete(const struct asker *a)
{
	return memmem(a->body.p, a->body.size, "\"complete\":true", 15) != NULL;
}

/* A pass of RESTING_ASKED questions. */
static struct round
ask_resting(struct asker *a, const char *target)
{
	static struct times t;
	const int64_t start_us = now_us();

	t.count = 0;
	for (int64_t i = 0; i < RESTING_ASKED; i++)
		ask_at(a, target, start_us + i * PACE_US, &t);
	return round_of(&t);
}

/* From the first moment of a session to its last page. */
static struct round
ask_collecting(struct asker *a, const char *target, struct times *t)
{
	const int64_t start_us = now_us();
	char fills[32];

	t->count = 0;
	do
		ask_at(a, target, start_us + (int64_t)t->count * PACE_US, t);
	while (!is_complete(a));
	(void)snprintf(fills, sizeof(fills), "\"fills\":%d", FILLS);
	bench_require(memmem(a->body.p, a->body.size, fills, strlen(fills)) != NULL, fills);
	return round_of(t);
}

/* The least there can be between two sockets: a process that answers each question alike. */
static void
answer_for_ever(int listener, struct span answer)
{
	char question[4096];

	for (;;) {
		const int fd = accept(listener, NULL, NULL);

		while (fd >= 0 && read(fd, question, sizeof(question)) > 0)
			if (write(fd, answer.p, answer.size) < 0)
				break;
		(void)close(fd);
	}
}

static pid_t
floor_start(struct span answer, unsigned *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int listener = socket(AF_INET, SOCK_STREAM, 0);
	socklen_t size = sizeof(at);
	pid_t pid;

	bench_require(listener >= 0 && bind(listener, (struct sockaddr *)&at, size) == 0 &&
		listen(listener, 8) == 0 &&
		getsockname(listener, (struct sockaddr *)&at, &size) == 0,
	    "a listener");
	*port = ntohs(at.sin_port);
	pid = fork();
	bench_require(pid >= 0, "fork");
	if (pid == 0)
		answer_for_ever(listener, answer);
	(void)close(listener);
	return pid;
}

static void
report(const char *name, const struct round *r, double budget, const char *against)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "%s_p50", name);
	BENCH_REPORT(.name = text, .value = r->p50, .unit = "ms", .against = against);
	(void)snprintf(text, sizeof(text), "%s_p99", name);
	BENCH_REPORT(.name = text, .value = r->p99, .unit = "ms",
	    .bound = budget > 0 ? BENCH_AT_MOST : BENCH_NO_BUDGET, .budget = budget,
	    .against = against);
	(void)snprintf(text, sizeof(text), "%s_max", name);
	BENCH_REPORT(.name = text, .value = r->max, .unit = "ms", .against = against);
}

/* CPU time of the enclave for one answer, connection after connection as it allows. */
static void
report_cpu(const struct stage *s, struct asker *a, const char *target)
{
	const double start_us = program_cpu_us(&s->enclave);

	for (int i = 0; i < HAMMER_ASKED; i++)
		asker_ask(a, "GET", target, (struct span){ 0 });
	BENCH_REPORT(.name = "summary_cpu",
	    .value = (program_cpu_us(&s->enclave) - start_us) / HAMMER_ASKED, .unit = "us",
	    .against = "the enclave's, a request on keep-alive, 1 session");
}

static void
collect(const struct stage *s, struct asker *a, bool is_last, struct round *out, char target[128])
{
	static struct times t;
	char id[ASKER_ID_SIZE];

	asker_register(a, s, id);
	(void)snprintf(target, 128, "/enclave/summary/%s", id);
	*out = ask_collecting(a, target, &t);
	if (is_last)
		BENCH_REPORT(.name = "summary_collecting_asked", .value = (double)t.count,
		    .unit = "requests", .against = "the last of 5 backfills");
	if (is_last)
		return;
	(void)snprintf(target, 128, "/enclave/session/%s", id);
	asker_ask(a, "DELETE", target, (struct span){ 0 });
	bench_require(a->status == 200, "DELETE");
}

static struct round
middle(const struct round rounds[BACKFILLS])
{
	double p50[BACKFILLS], p99[BACKFILLS], max[BACKFILLS];

	for (int i = 0; i < BACKFILLS; i++) {
		p50[i] = rounds[i].p50;
		p99[i] = rounds[i].p99;
		max[i] = rounds[i].max;
	}
	return (struct round){ bench_median(p50, BACKFILLS), bench_median(p99, BACKFILLS),
		bench_median(max, BACKFILLS) };
}

BENCH(summary)
{
	const struct stage s = stage_open(LATENCY_MS);
	struct asker a = asker_new(s.enclave.port), floor;
	struct round rounds[BACKFILLS], r;
	char target[128];
	unsigned port;
	pid_t pid;

	for (int i = 0; i < BACKFILLS; i++)
		collect(&s, &a, i == BACKFILLS - 1, &rounds[i], target);
	r = middle(rounds);
	report("summary_collecting", &r, 5, "the median of 5 backfills");
	r = ask_resting(&a, target);
	report("summary_resting", &r, 1, "25,000 fills held, nothing to collect");
	pid = floor_start(buf_span(&a.answer), &port);
	floor = asker_new(port);
	r = ask_resting(&floor, target);
	report("summary_floor", &r, 0, "the same pace against fixed bytes: this machine");
	asker_wipe(&floor);
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	report_cpu(&s, &a, target);
	asker_wipe(&a);
	stage_close(&s);
}
