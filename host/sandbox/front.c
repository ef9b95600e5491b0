/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/front.h"

#include "host/sandbox/spoil.h"
#include "lib/base/secret.h"
#include "lib/net/http_problem.h"

enum { FORM_SIZE_MAX = 16384, IDLE_MS = 60000 }; /* as long as what stands before an exchange */

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
	struct dice jitter;
	struct waiting *waiting;
};

/* The answer's head, written by hand, because it is to be wrong, or in chunks. */
static enum err
head_append(const struct venue_answer *a, bool is_chunked, size_t size, struct buf *out)
{
	TRY(buf_print(out, "HTTP/1.1 %u %s\r\nContent-Type: application/json;charset=UTF-8\r\n",
	    a->status, http_status_words(a->status)));
	for (size_t i = 0; i < a->field_count; i++)
		TRY(buf_print(out, "%.*s: %.*s\r\n", (int)a->fields[i].name.size,
		    a->fields[i].name.p, (int)a->fields[i].value.size, a->fields[i].value.p));
	if (is_chunked)
		return buf_append(out, S("Transfer-Encoding: chunked\r\n\r\n"));
	return buf_print(out, "Content-Length: %zu\r\n\r\n", size);
}

/* What goes wrong on the way, if anything: the bytes to send instead of a proper message. */
static enum err
wire_write(const struct venue_answer *a, struct buf *out)
{
	const struct span body = buf_span(&a->body);

	if (faults_hit(&a->hits, FAULT_CUT) != NULL)
		return OK;
	if (faults_hit(&a->hits, FAULT_STALL) != NULL)
		return head_append(a, false, body.size + 1, out);
	if (faults_hit(&a->hits, FAULT_SHORT) != NULL) {
		TRY(head_append(a, false, body.size + 100, out));
		return buf_append(out, body);
	}
	TRY(head_append(a, true, 0, out));
	return spoil_chunked(body, out);
}

static bool
is_wire_fault(const struct venue_answer *a)
{
	return faults_hit(&a->hits, FAULT_CUT) != NULL ||
	    faults_hit(&a->hits, FAULT_STALL) != NULL ||
	    faults_hit(&a->hits, FAULT_SHORT) != NULL ||
	    faults_hit(&a->hits, FAULT_CHUNKED) != NULL;
}

static void
wire_send(struct server_call *call, const struct venue_answer *a)
{
	AUTO(buf) bytes = buf_new(2 * VENUE_ANSWER_SIZE_MAX);
	const bool goes_on =
	    faults_hit(&a->hits, FAULT_CUT) == NULL && faults_hit(&a->hits, FAULT_SHORT) == NULL;
	struct server_reply reply = { .is_raw = true, .closes = !goes_on };

	if (wire_write(a, &bytes) != OK)
		buf_clear(&bytes);
	reply.body = buf_span(&bytes);
	server_reply(call, &reply);
}

static void
plain_send(struct server_call *call, struct venue_answer *a)
{
	AUTO(buf) packed = buf_new(2 * VENUE_ANSWER_SIZE_MAX);
	struct server_reply reply = { .status = a->status,
		.content_type =
		    a->content_type != NULL ? a->content_type : "application/json;charset=UTF-8",
		.fields = a->fields,
		.field_count = a->field_count,
		.body = buf_span(&a->body) };

	if (faults_hit(&a->hits, FAULT_GZIP) != NULL &&
	    spoil_gzip(buf_span(&a->body), &packed) == OK) {
		a->fields[reply.field_count++] =
		    (struct http_field){ S("Content-Encoding"), S("gzip") };
		reply.body = buf_span(&packed);
	}
	server_reply(call, &reply);
}

static void
answer_send(struct server_call *call, struct venue_answer *answer)
{
	if (is_wire_fault(answer))
		wire_send(call, answer);
	else
		plain_send(call, answer);
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

/* The wait of the line, and that of the plan with its jitter. */
static int64_t
wait_ms(struct front *f, const struct venue_answer *a)
{
	const struct fault_rule *slow = faults_hit(&a->hits, FAULT_LATENCY);
	const int64_t jitter_ms =
	    slow != NULL && slow->step > 0 ? dice_below(&f->jitter, slow->step + 1) : 0;

	return f->latency_ms + (slow != NULL ? slow->value + jitter_ms : 0);
}

/* The answer is made when the request comes and leaves later, as over a long line. */
static void
handle(void *self, struct server_call *call, const struct http_request *request)
{
	struct front *f = self;
	struct venue_answer now = { 0 };
	struct waiting *w = waiting_new(f, call);
	struct venue_answer *answer = w != NULL ? &w->answer : &now;
	int64_t ms;

	venue_answer(&f->venue, request, server_call_peer(call), answer);
	if (w == NULL) {
		answer_send(call, answer);
		return;
	}
	ms = wait_ms(f, answer);
	if (ms == 0 || loop_timer_set(f->loop, &w->timer, ms, waiting_fire, w) != OK)
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
		.tls = config->tls,
		.limits = { .idle_ms = IDLE_MS },
		.handler = { .self = f, .body_size_max = body_size_max, .handle = handle },
		.log = &quiet };
	enum err e;

	ENSURE(f != NULL, ERR_NOMEM);
	f->loop = l;
	f->latency_ms = config->latency_ms;
	f->venue.world = config->world;
	f->venue.faults = config->faults;
	f->jitter = dice_new(config->world->seed, "jitter");
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

size_t
front_waiting_count(const struct front *f)
{
	size_t count = 0;

	for (const struct waiting *w = f->waiting; w != NULL; w = w->next)
		count++;
	return count;
}

uint16_t
front_port(const struct front *f)
{
	return server_port(f->server);
}
