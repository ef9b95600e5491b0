/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <sched.h>

#include "enclave/attest/worker.h"
#include "lib/base/secret.h"
#include "lib/quote/quote.h"
#include "lib/wire/attestation.h"
#include "test/check.h"

/* A platform that works on a step when it is told to, and says which report data it saw. */
struct slow {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	bool is_free; /* needs no telling */
	size_t allowed, entered, left, freed;
	uint8_t seen[WORKER_JOBS_MAX + 8];
	enum err answer;
	const char *words;
};

static enum err
slow_quote(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out,
    struct buf *extra, struct why *why)
{
	struct slow *s = self;

	(void)pthread_mutex_lock(&s->lock);
	s->seen[s->entered++] = report_data[0];
	(void)pthread_cond_broadcast(&s->moved);
	while (!s->is_free && s->allowed == 0)
		(void)pthread_cond_wait(&s->moved, &s->lock);
	if (!s->is_free)
		s->allowed--;
	s->left++;
	(void)pthread_mutex_unlock(&s->lock);
	if (s->answer != OK)
		return why_set(why, s->answer, "%s", s->words);
	TRY(buf_append(out, (struct span){ report_data, 1 }));
	return buf_append(extra, S("extra"));
}

static void
slow_free(void *self)
{
	struct slow *s = self;

	(void)pthread_mutex_lock(&s->lock);
	s->freed++;
	(void)pthread_cond_broadcast(&s->moved);
	(void)pthread_mutex_unlock(&s->lock);
}

static void
slow_allow(struct slow *s)
{
	(void)pthread_mutex_lock(&s->lock);
	s->allowed++;
	(void)pthread_cond_broadcast(&s->moved);
	(void)pthread_mutex_unlock(&s->lock);
}

/* Until the counter has this value. */
static void
slow_await(struct slow *s, const size_t *counter, size_t value)
{
	(void)pthread_mutex_lock(&s->lock);
	while (*counter < value)
		(void)pthread_cond_wait(&s->moved, &s->lock);
	(void)pthread_mutex_unlock(&s->lock);
}

struct bench {
	struct slow slow;
	struct clock_fake time;
	struct clock clock;
	struct worker *worker;
};

static void
bench_open(struct bench *b, int64_t deadline_ms)
{
	*b = (struct bench){ .time = { .mono_us = 1000000 } };
	(void)pthread_mutex_init(&b->slow.lock, NULL);
	(void)pthread_cond_init(&b->slow.moved, NULL);
	b->clock = clock_fake(&b->time);
	CHECK_OK(worker_new(&(struct worker_platform){ &b->slow, slow_quote, slow_free }, &b->clock,
	    deadline_ms, &b->worker));
}

static void
bench_close(struct bench *b)
{
	if (b->worker != NULL)
		worker_free(b->worker);
	CHECK_INT(b->slow.freed, 1);
	(void)pthread_cond_destroy(&b->slow.moved);
	(void)pthread_mutex_destroy(&b->slow.lock);
}

static enum err
quote(struct bench *b, uint8_t first, struct buf *out, struct why *why)
{
	uint8_t report_data[ATTEST_REPORT_DATA_SIZE] = { first };

	return worker_quote(b->worker, report_data, out, NULL, why);
}

static enum err
quote_soon(struct bench *b, uint8_t first, struct buf *out, struct why *why)
{
	enum err e;

	while ((e = quote(b, first, out, why)) == ERR_BUSY)
		(void)sched_yield();
	return e;
}

TEST(worker_is_busy_until_the_quote_over_that_report_data_is_there)
{
	AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
	AUTO(buf) extra = buf_new(64);
	const uint8_t one[ATTEST_REPORT_DATA_SIZE] = { 1 };
	struct bench b;
	enum err e;

	bench_open(&b, 0);
	for (int i = 0; i < 3; i++)
		CHECK_ERR(worker_quote(b.worker, one, &out, &extra, NULL), ERR_BUSY);
	CHECK_INT(out.size, 0);
	slow_allow(&b.slow);
	while ((e = worker_quote(b.worker, one, &out, &extra, NULL)) == ERR_BUSY)
		(void)sched_yield();
	CHECK_OK(e);
	CHECK_SPAN(buf_span(&out), S("\x01"));
	CHECK_SPAN(buf_span(&extra), S("extra"));
	CHECK_INT(b.slow.entered, 1);
	/* it is gone: the same again is another quote */
	CHECK_ERR(quote(&b, 1, &out, NULL), ERR_BUSY);
	slow_allow(&b.slow);
	CHECK_OK(quote_soon(&b, 1, &out, NULL));
	CHECK_INT(b.slow.entered, 2);
	bench_close(&b);
}

TEST(worker_takes_the_oldest_first_and_gives_each_its_own)
{
	enum { COUNT = 8 };
	struct bench b;

	bench_open(&b, 0);
	for (uint8_t i = 1; i <= COUNT; i++)
		CHECK_ERR(quote(&b, i, NULL, NULL), ERR_BUSY);
	for (uint8_t i = 1; i <= COUNT; i++)
		slow_allow(&b.slow);
	slow_await(&b.slow, &b.slow.left, COUNT);
	for (uint8_t i = COUNT; i >= 1; i--) {
		AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);

		CHECK_OK(quote_soon(&b, i, &out, NULL));
		CHECK_INT(out.size, 1);
		CHECK_INT(out.p[0], i);
	}
	for (uint8_t i = 0; i < COUNT; i++)
		CHECK_INT(b.slow.seen[i], i + 1);
	bench_close(&b);
}

TEST(worker_has_a_limit_and_room_again_when_one_is_taken_or_dropped)
{
	const uint8_t last[ATTEST_REPORT_DATA_SIZE] = { WORKER_JOBS_MAX };
	AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
	struct why why = { "" };
	struct bench b;

	bench_open(&b, 0);
	for (uint8_t i = 1; i <= WORKER_JOBS_MAX; i++)
		CHECK_ERR(quote(&b, i, &out, NULL), ERR_BUSY);
	CHECK_ERR(quote(&b, 200, &out, &why), ERR_LIMIT);
	CHECK_TEXT(why.text, "64 quotes are being made already");
	worker_drop(b.worker, last);
	CHECK_ERR(quote(&b, 200, &out, NULL), ERR_BUSY);
	CHECK_ERR(quote(&b, 201, &out, NULL), ERR_LIMIT);
	slow_allow(&b.slow);
	CHECK_OK(quote_soon(&b, 1, &out, NULL));
	CHECK_ERR(quote(&b, 201, &out, NULL), ERR_BUSY);
	slow_await(&b.slow, &b.slow.entered, 2);
	b.slow.is_free = true; /* under no lock: the thread waits for the next line */
	slow_allow(&b.slow);
	CHECK_OK(quote_soon(&b, 201, &out, NULL));
	for (size_t i = 0; i < b.slow.entered; i++)
		CHECK(b.slow.seen[i] != WORKER_JOBS_MAX); /* dropped: never asked for */
	bench_close(&b);
}

TEST(worker_says_after_the_deadline_that_nothing_came_and_throws_away_what_comes_later)
{
	AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
	struct why why = { "" };
	struct bench b;

	bench_open(&b, 500);
	CHECK_ERR(quote(&b, 1, &out, NULL), ERR_BUSY);
	CHECK_ERR(quote(&b, 2, &out, NULL), ERR_BUSY);
	slow_await(&b.slow, &b.slow.entered, 1);
	clock_fake_advance_ms(&b.time, 500);
	CHECK_ERR(quote(&b, 1, &out, &why), ERR_BUSY);
	clock_fake_advance_ms(&b.time, 1);
	CHECK_ERR(quote(&b, 1, &out, &why), ERR_UPSTREAM); /* the thread is in it */
	CHECK(strstr(why.text, "within 500 ms") != NULL);
	CHECK_ERR(quote(&b, 2, &out, NULL), ERR_UPSTREAM); /* it still waited */
	CHECK_ERR(quote(&b, 1, &out, NULL), ERR_BUSY);     /* that is a new one */
	slow_allow(&b.slow);
	slow_await(&b.slow, &b.slow.entered, 2);
	slow_allow(&b.slow);
	CHECK_OK(quote_soon(&b, 1, &out, NULL));
	CHECK_INT(b.slow.left, 2);
	bench_close(&b);
}

TEST(worker_forgets_what_nobody_comes_for)
{
	AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
	struct bench b;

	bench_open(&b, 500);
	b.slow.is_free = true;
	for (uint8_t i = 1; i <= WORKER_JOBS_MAX; i++)
		CHECK_ERR(quote(&b, i, &out, NULL), ERR_BUSY);
	slow_await(&b.slow, &b.slow.left, WORKER_JOBS_MAX);
	clock_fake_advance_ms(&b.time, 501);
	CHECK_OK(quote_soon(&b, 200, &out, NULL));
	bench_close(&b);
}

TEST(worker_hands_on_what_the_platform_said)
{
	AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
	AUTO(buf) small = buf_new(0);
	struct bench b;

	bench_open(&b, 0);
	b.slow.is_free = true;
	b.slow.words = "cannot open /dev/x: Permission denied";
	for (enum err e = ERR_INPUT; e < ERR_COUNT; e++) {
		struct why why = { "" };

		b.slow.answer = e;
		/* "ask again" is the worker's own word: the platform's would ask for ever */
		CHECK_ERR(quote_soon(&b, 1, &out, &why), e == ERR_BUSY ? ERR_UPSTREAM : e);
		CHECK_TEXT(why.text, b.slow.words);
		case_counted();
	}
	b.slow.answer = OK;
	CHECK_ERR(quote_soon(&b, 1, &small, NULL), ERR_LIMIT);
	bench_close(&b);
}

TEST(a_quote_is_given_up_while_clients_still_wait)
{
	AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
	struct bench b;

	CHECK(WORKER_DEADLINE_MS + 5000 <= ATTESTATION_WAIT_MS); /* and time to say so */
	bench_open(&b, 0);
	CHECK_ERR(quote(&b, 1, &out, NULL), ERR_BUSY);
	slow_await(&b.slow, &b.slow.entered, 1);
	clock_fake_advance_ms(&b.time, WORKER_DEADLINE_MS);
	CHECK_ERR(quote(&b, 1, &out, NULL), ERR_BUSY);
	clock_fake_advance_ms(&b.time, 1);
	CHECK_ERR(quote(&b, 1, &out, NULL), ERR_UPSTREAM);
	CHECK_ERR(quote(&b, 2, &out, NULL), ERR_BUSY);
	slow_allow(&b.slow);
	slow_await(&b.slow, &b.slow.entered, 2);
	slow_allow(&b.slow);
	CHECK_OK(quote_soon(&b, 2, &out, NULL));
	bench_close(&b);
}

TEST(worker_free_does_not_wait_for_a_platform_that_hangs)
{
	AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
	struct bench b;

	bench_open(&b, 0);
	CHECK_ERR(quote(&b, 1, &out, NULL), ERR_BUSY);
	CHECK_ERR(quote(&b, 2, &out, NULL), ERR_BUSY);
	slow_await(&b.slow, &b.slow.entered, 1);
	worker_free(b.worker);
	b.worker = NULL;
	CHECK_INT(b.slow.freed, 0);
	slow_allow(&b.slow);
	slow_await(&b.slow, &b.slow.freed, 1); /* the thread did it, on its way out */
	CHECK_INT(b.slow.entered, 1);
	bench_close(&b);
	worker_free(NULL);
}
