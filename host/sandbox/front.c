/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/front.h"

enum { FORM_SIZE_MAX = 16384 };

static const struct log quiet = { .out = NULL };

/* An answer that waits; a list, so that front_free() finds them. */
struct waiting {
	struct front *front;
	struct server_call *call;
	struct venue_answer answer;
	struct loop_timer timer;
	struct waiting *next, **previous;
};

struct front {
	struct loop *loop;
	struct server *server;
	struct venue venue;
	struct clock clock; /* of config->hands */
	int64_t latency_ms;
	struct waiting *waiting;
};

static void
answer_send(struct server_call *call, struct venue_answer *answer)
{
	const struct server_reply reply = { .status = answer->status,
		.content_type = "application/json;charset=UTF-8",
		.fields = answer->fields,
		.field_count = answer->field_count,
		.body = buf_span(&answer->body) };

	server_reply(call, &reply);
	venue_answer_wipe(answer);
}

static void
waiting_free(struct waiting *w)
{
	*w->previous = w->next;
	if (w->next != NULL)
		w->next->previous = w->previous;
	venue_answer_wipe(&w->answer);
	free(w);
}

static void
waiting_fire(void *self)
{
	struct waiting *w = self;

	answer_send(w->call, &w->answer);
	waiting_free(w);
}

static struct waiting *
waiting_new(struct front *f, struct server_call *call)
{
	struct waiting *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->front = f;
	w->call = call;
	w->next = f->waiting;
	w->previous = &f->waiting;
	if (w->next != NULL)
		w->next->previous = &w->next;
	f->waiting = w;
	return w;
}

/* The answer is made when the request comes and leaves later, as over a long line. */
static void
handle(void *self, struct server_call *call, const struct http_request *request)
{
	struct front *f = self;
	struct waiting *w = f->latency_ms > 0 ? waiting_new(f, call) : NULL;
	struct venue_answer now = { 0 };

	if (w == NULL) {
		venue_answer(&f->venue, request, server_call_peer(call), &now);
		answer_send(call, &now);
		return;
	}
	venue_answer(&f->venue, request, server_call_peer(call), &w->answer);
	if (loop_timer_set(f->loop, &w->timer, f->latency_ms, waiting_fire, w) != OK)
		waiting_fire(w);
}

static size_t
body_size_max(void *self, const struct http_request *head)
{
	(void)self;
	(void)head;
	return FORM_SIZE_MAX;
}

enum err
front_new(struct loop *l, const struct front_config *config, struct front **out, struct why *why)
{
	struct front *f = calloc(1, sizeof(*f));
	const struct server_config server = { .host = config->host,
		.port = config->port,
		.handler = { .self = f, .body_size_max = body_size_max, .handle = handle },
		.log = &quiet };
	enum err e;

	ENSURE(f != NULL, ERR_NOMEM);
	f->loop = l;
	f->latency_ms = config->latency_ms;
	f->venue.world = config->world;
	f->venue.clock = loop_clock(l);
	if (config->hands != NULL) {
		f->clock = hands_clock(config->hands);
		f->venue.hands = config->hands;
		f->venue.clock = &f->clock;
	}
	e = server_new(l, &server, &f->server, why);
	if (e != OK) {
		front_free(f);
		return e;
	}
	*out = f;
	return OK;
}

void
front_free(struct front *f)
{
	if (f == NULL)
		return;
	while (f->waiting != NULL) {
		loop_timer_cancel(f->loop, &f->waiting->timer);
		waiting_free(f->waiting);
	}
	server_free(f->server);
	free(f);
}

uint16_t
front_port(const struct front *f)
{
	return server_port(f->server);
}
