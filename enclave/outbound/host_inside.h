/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host_inside.h - what a host is, for the files that make one: host.c (questions come and go),
 * host_pump.c (which may start), host_aside.c (which wait for something of their own),
 * host_answer.c (what came back).
 *
 * Room:      enclave/outbound.
 */
#ifndef INGEST_HOST_INSIDE_H
#define INGEST_HOST_INSIDE_H

#include "enclave/outbound/clock_offset.h"
#include "enclave/outbound/host.h"
#include "enclave/outbound/queue.h"

/* Where a question is. */
enum host_place {
	HOST_APART,     /* under way, or put aside until another of its account is answered */
	HOST_READY,     /* in its family's queue */
	HOST_UNTIL,     /* put aside until a time */
	HOST_CLOCKLESS, /* until the exchange's time is known */
	HOST_FOLLOWING, /* behind its leader */
};

struct host_job {
	struct queue_entry entry; /* first: see job_of() */
	uint64_t tag;             /* in HOST_UNTIL the entry's is that time: this one was its own */
	struct queue followers;   /* a leader's */
	struct host_job *next_leader; /* of the same account */
	struct host *host;
	struct host_question question;
	host_answer_fn *call; /* NULL: cancelled */
	void *self;
	unsigned attempts, clock_retries;
	int64_t not_before_us, sent_us;
	bool is_in_flight;
	uint8_t place; /* enum host_place */
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
	struct queue until, clockless; /* put aside from the usual ones */
};

struct host {
	struct host_config config;
	struct origin origins[HOST_FAMILIES_MAX];
	size_t origin_count;
	struct family families[HOST_FAMILIES_MAX];
	struct loop_timer timer;
	size_t job_count;
	size_t turn;         /* which family is served first */
	uint64_t look_count; /* at questions, to see whether they may start: what choosing costs */
};

/* Our monotonic clock. */
int64_t host_now_us(const struct host *h);

/* ---- host_aside.c ---- */

/* The queue it is in, or NULL. */
struct queue *host_queue_of(struct host_job *job);

/* It waits in its family's queue, by the tag it has. */
void host_put_ready(struct host_job *job);

/* It waits nowhere any more: it starts, or nobody wants it.  Who followed it has another leader. */
void host_take_out(struct host_job *job);

/* The leader of its account's questions to its feed, or NULL.  Urgent ones follow nobody. */
struct host_job *host_leader_of(const struct host_job *job);

/* They wait for the same: look at this one when that one may start. */
void host_follow(struct host_job *job, struct host_job *leader);

/* Aside until this moment of our clock; `leads`: what it waits for, those like it wait for, too. */
void host_put_until(struct host_job *job, int64_t until_us, bool leads);

/* Aside until another question of its account is answered: it leads those like it. */
void host_put_apart(struct host_job *job);

/* Aside until the exchange's time is known. */
void host_put_clockless(struct host_job *job);

/* Whatever need not wait any more is ready again. */
void host_bring_back(struct host *h, struct family *f);

/* One question less of the account is under way. */
void host_slot_freed(struct host *h, struct host_account *a);

/* ---- host_pump.c ---- */

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
