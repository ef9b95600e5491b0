/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host_inside.h - what a host is, for the files that make one: host.c (questions come and go),
 * host_pump.c (which may start), host_answer.c (what came back).
 *
 * Room:      enclave/outbound.
 */
#ifndef INGEST_HOST_INSIDE_H
#define INGEST_HOST_INSIDE_H

#include "enclave/outbound/clock_offset.h"
#include "enclave/outbound/host.h"
#include "enclave/outbound/queue.h"

struct host_job {
	struct queue_entry entry; /* first: see job_of() */
	struct host *host;
	struct host_question question;
	host_answer_fn *call; /* NULL: cancelled */
	void *self;
	unsigned attempts, clock_retries;
	int64_t not_before_us, sent_us;
	bool is_in_flight;
	uint16_t texts_size;
	char texts[]; /* what the question's point at: most have few or none */
};

static inline struct host_job *
job_of(struct queue_entry *e)
{
	return (struct host_job *)e;
}

/* Where families live. */
struct origin {
	struct host *host;
	const char *url;
	struct client *client;
	size_t in_flight_count;
	const struct exchange_feed *time; /* NULL: it does not tell */
	struct clock_offset clock;
	struct host_account clerk; /* who asks the time */
	bool is_reading_clock;
};

struct family {
	struct origin *origin; /* NULL: this environment has none */
	struct meter meter;
	struct queue usual, sweep;
};

struct host {
	struct host_config config;
	struct origin origins[HOST_FAMILIES_MAX];
	size_t origin_count;
	struct family families[HOST_FAMILIES_MAX];
	struct loop_timer timer;
	size_t job_count;
	size_t turn; /* which family is served first */
};

/* Our monotonic clock. */
int64_t host_now_us(const struct host *h);

/* The queue this job waits in. */
struct queue *host_queue_of(struct host_job *job);

/* Look for what may start, so much later. */
void host_wake_in(struct host *h, int64_t delay_ms);

/* Give the answer; the job is gone afterwards. */
void host_deliver(
    struct host_job *job, enum err e, const struct exchange_result *result, const char *why);

/* What the client calls with an answer to a job. */
void host_answered(void *job, const struct client_answer *answer);

/* The question as the connector takes it. */
struct exchange_ask host_ask_of(const struct host_job *job);

#endif
