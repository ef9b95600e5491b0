/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/worker.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "lib/quote/quote.h"

enum job_state { JOB_FREE, JOB_WAITING, JOB_WORKING, JOB_DONE };

struct job {
	enum job_state state;
	bool is_dropped; /* with JOB_WORKING: free it when the platform is done */
	uint64_t order;
	int64_t until_ms;
	uint8_t report_data[ATTEST_REPORT_DATA_SIZE];
	enum err result;
	struct buf quote, extra;
	struct why why;
};

struct worker {
	pthread_mutex_t lock; /* over everything below */
	pthread_cond_t wake;  /* there is a job, or it is over */
	pthread_t thread;
	bool is_stopping, is_working;
	uint64_t order;
	struct job jobs[WORKER_JOBS_MAX];
	/* not under the lock: */
	struct worker_platform platform;
	const struct clock *clock;
	int64_t deadline_ms;
};

/* A lock that fails is a bug of ours. */
static void
hold(struct worker *w)
{
	const int failed = pthread_mutex_lock(&w->lock);

	assert(failed == 0);
	(void)failed;
}

static void
let_go(struct worker *w)
{
	const int failed = pthread_mutex_unlock(&w->lock);

	assert(failed == 0);
	(void)failed;
}

static void
job_wipe(struct job *j)
{
	buf_wipe(&j->quote);
	buf_wipe(&j->extra);
	*j = (struct job){ .state = JOB_FREE };
}

static void
destroy(struct worker *w)
{
	for (size_t i = 0; i < WORKER_JOBS_MAX; i++)
		job_wipe(&w->jobs[i]);
	w->platform.free(w->platform.self);
	(void)pthread_cond_destroy(&w->wake);
	(void)pthread_mutex_destroy(&w->lock);
	free(w);
}

/* ---- on the worker's own thread ---- */

static struct job *
oldest_waiting(struct worker *w)
{
	struct job *oldest = NULL;

	for (size_t i = 0; i < WORKER_JOBS_MAX; i++) {
		struct job *j = &w->jobs[i];

		if (j->state == JOB_WAITING && (oldest == NULL || j->order < oldest->order))
			oldest = j;
	}
	return oldest;
}

/* Held on the way in and out, and let go of while the platform works. */
static void
work(struct worker *w, struct job *j)
{
	struct job done = { .state = JOB_DONE, .order = j->order, .until_ms = j->until_ms };

	memcpy(done.report_data, j->report_data, sizeof(done.report_data));
	done.quote = buf_new(QUOTE_SIZE_MAX);
	done.extra = buf_new(WORKER_EXTRA_SIZE_MAX);
	j->state = JOB_WORKING;
	w->is_working = true;
	let_go(w);
	done.result = w->platform.quote(
	    w->platform.self, done.report_data, &done.quote, &done.extra, &done.why);
	hold(w);
	w->is_working = false;
	if (j->is_dropped) {
		job_wipe(&done);
		job_wipe(j);
	} else {
		*j = done;
	}
}

static void *
run(void *self)
{
	struct worker *w = self;
	bool is_abandoned = false;

	hold(w);
	while (!w->is_stopping) {
		struct job *j = oldest_waiting(w);

		if (j == NULL) {
			(void)pthread_cond_wait(&w->wake, &w->lock);
		} else {
			work(w, j);
			is_abandoned = w->is_stopping; /* nobody waited for this thread to end */
		}
	}
	let_go(w);
	if (is_abandoned)
		destroy(w);
	return NULL;
}

/* ---- on the loop's thread ---- */

/* Signals are the loop's: the thread starts with all of them blocked. */
static bool
start(struct worker *w)
{
	sigset_t all, before;
	int failed;

	(void)sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
		return false;
	failed = pthread_create(&w->thread, NULL, run, w);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed == 0;
}

enum err
worker_new(const struct worker_platform *platform, const struct clock *clock, int64_t deadline_ms,
    struct worker **out)
{
	struct worker *w = calloc(1, sizeof(*w));

	if (w == NULL) {
		platform->free(platform->self);
		return ERR_NOMEM;
	}
	w->platform = *platform;
	w->clock = clock;
	w->deadline_ms = deadline_ms != 0 ? deadline_ms : WORKER_DEADLINE_MS;
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->wake, NULL);
	if (!start(w)) {
		destroy(w);
		return ERR_IO;
	}
	*out = w;
	return OK;
}

void
worker_free(struct worker *w)
{
	bool is_stuck;

	if (w == NULL)
		return;
	hold(w);
	w->is_stopping = true;
	is_stuck = w->is_working;
	(void)pthread_cond_signal(&w->wake);
	if (is_stuck)
		(void)pthread_detach(w->thread); /* from let_go() on it may free *w */
	let_go(w);
	if (is_stuck)
		return;
	(void)pthread_join(w->thread, NULL);
	destroy(w);
}

static struct job *
job_by_report_data(struct worker *w, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE])
{
	for (size_t i = 0; i < WORKER_JOBS_MAX; i++) {
		struct job *j = &w->jobs[i];

		if (j->state != JOB_FREE && !j->is_dropped &&
		    memcmp(j->report_data, report_data, sizeof(j->report_data)) == 0)
			return j;
	}
	return NULL;
}

static void
drop(struct job *j)
{
	if (j->state == JOB_WORKING)
		j->is_dropped = true;
	else
		job_wipe(j);
}

/* A free place, or that of a quote nobody came for in time. */
static struct job *
job_room(struct worker *w, int64_t now_ms)
{
	for (size_t i = 0; i < WORKER_JOBS_MAX; i++) {
		struct job *j = &w->jobs[i];

		if (j->state != JOB_FREE && j->state != JOB_WORKING && now_ms > j->until_ms)
			job_wipe(j);
		if (j->state == JOB_FREE)
			return j;
	}
	return NULL;
}

static enum err
job_put(struct worker *w, const uint8_t *report_data, int64_t now_ms, struct why *why)
{
	struct job *j = job_room(w, now_ms);

	if (j == NULL)
		return why_set(why, ERR_LIMIT, "%d quotes are being made already", WORKER_JOBS_MAX);
	*j = (struct job){
		.state = JOB_WAITING, .order = w->order++, .until_ms = now_ms + w->deadline_ms
	};
	memcpy(j->report_data, report_data, sizeof(j->report_data));
	(void)pthread_cond_signal(&w->wake);
	return ERR_BUSY;
}

static enum err
job_take(struct job *j, struct buf *out, struct buf *extra, struct why *why)
{
	enum err e = j->result;

	if (e == OK)
		e = buf_append(out, buf_span(&j->quote));
	else
		(void)why_set(why, e, "%s", j->why.text);
	if (e == OK && extra != NULL)
		e = buf_append(extra, buf_span(&j->extra));
	job_wipe(j);
	/* BUSY is this room's word for "ask again": what the platform would not do is done with */
	return e == ERR_BUSY ? ERR_UPSTREAM : e;
}

/* Under the lock. */
static enum err
ask(struct worker *w, const uint8_t *report_data, struct buf *out, struct buf *extra,
    struct why *why)
{
	const int64_t now_ms = clock_mono_ms(w->clock);
	struct job *j = job_by_report_data(w, report_data);

	if (j == NULL)
		return job_put(w, report_data, now_ms, why);
	if (j->state == JOB_DONE)
		return job_take(j, out, extra, why);
	if (now_ms <= j->until_ms)
		return ERR_BUSY;
	drop(j);
	return why_set(why, ERR_UPSTREAM,
	    "the platform gave no quote within %lld ms: see that its quoting service runs",
	    (long long)w->deadline_ms);
}

enum err
worker_quote(struct worker *w, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out,
    struct buf *extra, struct why *why)
{
	enum err e;

	hold(w);
	e = ask(w, report_data, out, extra, why);
	let_go(w);
	return e;
}

void
worker_drop(struct worker *w, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE])
{
	struct job *j;

	hold(w);
	j = job_by_report_data(w, report_data);
	if (j != NULL)
		drop(j);
	let_go(w);
}
