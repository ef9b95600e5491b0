/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client_link.h - one connection of a client, and the request it carries.  Private to lib/net.
 *
 *   CLOSED -> CONNECTING -> HANDSHAKE -> [greeting: ASKING ->] ASKING -> IDLE -> ASKING ...
 *      ^______________ any failure, or "close" ____|
 *
 * client.c queues requests and hands them to links; client_link.c runs a link.  What comes in on
 * an idle link answers nothing we asked, so it ends the link.
 */
#ifndef NET_CLIENT_LINK_H
#define NET_CLIENT_LINK_H

#include "lib/net/http_inbox.h"
#include "lib/net/origin.h"
#include "lib/net/transport.h"

/* A request, from client_send() to its callback. */
struct client_job {
	struct client_job *after;
	struct buf wire; /* what to send */
	client_answer_fn *call;
	void *self;
	bool is_get, is_head;
	bool is_second_try;
};

enum link_state { LINK_CLOSED, LINK_CONNECTING, LINK_HANDSHAKE, LINK_IDLE, LINK_ASKING };

struct link {
	struct client *client;
	enum link_state state;
	struct transport transport;
	struct http_inbox inbox;
	struct http_response response;
	struct client_job *job;  /* NULL unless connecting or asking */
	struct client_job *held; /* the request that waits while `job` is the greeting */
	struct client_greeting_nonce nonce;
	enum err greeted; /* what `judge` said */
	struct loop_timer deadline;
	size_t sent;            /* of the job */
	size_t address_next;    /* to try */
	unsigned interim_count; /* 1xx answers to this job */
	unsigned want_events;
	bool has_head;   /* of the answer */
	bool has_heard;  /* any byte of the answer */
	bool has_served; /* this connection has carried an answer before */
	bool has_spki;
	uint8_t spki[SHA256_SIZE];
	int64_t started_us;
};

struct client {
	struct loop *loop;
	struct client_config config;
	struct link *links; /* config.in_flight_max of them */
	struct client_job *first, *last;
	size_t queue_count;
	struct loop_timer kick;
	struct origin_address addresses[ORIGIN_ADDRESSES_MAX];
	size_t address_count;
	int64_t resolved_us;
	bool is_closing;
	bool has_required_spki;
	uint8_t required_spki[SHA256_SIZE];
};

/* Carry `job`: on this connection if it is idle and whole, else on a new one. */
void link_start(struct link *k, struct client_job *job);

/* Close it; its job, if any, is not touched. */
void link_close(struct link *k);

/* Take the request off the link; a greeting that was in its way is forgotten.  NULL: none. */
struct client_job *link_take_job(struct link *k);

/* Make a job of a request that was checked.  ERR_NOMEM. */
enum err client_job_new(
    const struct client *c, const struct client_request *r, struct client_job **out);

void client_job_free(struct client_job *job); /* takes NULL */

/* `job` is over: run its callback and free it. */
void client_job_end(struct client_job *job, const struct client_answer *answer);

/* Put `job` first in the queue. */
void client_job_again(struct client *c, struct client_job *job);

/* A link is free: look at the queue, soon. */
void client_kick(struct client *c);

#endif
