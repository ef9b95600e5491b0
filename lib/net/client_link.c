/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include "lib/net/client_link.h"

enum {
	INTERIM_MAX = 8,
	RESOLVED_S = 60, /* then a name is looked up again */
	STEPS_PER_TURN = 64,
};

static void on_event(void *self, unsigned events);

void
link_close(struct link *k)
{
	struct client *c = k->client;

	loop_timer_cancel(c->loop, &k->deadline);
	loop_unwatch(c->loop, k->transport.fd);
	transport_close(&k->transport);
	http_inbox_wipe(&k->inbox);
	*k = (struct link){ .client = c, .transport = { .fd = -1 } };
}

struct client_job *
link_take_job(struct link *k)
{
	struct client_job *job = k->held != NULL ? k->held : k->job;

	if (k->held != NULL)
		client_job_free(k->job);
	k->held = k->job = NULL;
	return job;
}

static void
end_job(struct link *k, enum err e, const char *reason)
{
	struct client_job *job = k->job;
	struct client_answer answer = {
		.error = e,
		.reason = reason,
		.response = e == OK ? &k->response : NULL,
		.has_spki = k->has_spki,
		.started_us = k->started_us,
		.answered_us = clock_mono_us(loop_clock(k->client->loop)),
	};

	memcpy(answer.spki_sha256, k->spki, SHA256_SIZE);
	k->job = NULL;
	client_job_end(job, &answer);
}

/* Is it who the client was told to insist on? */
static bool
is_required_peer(const struct link *k)
{
	const struct client *c = k->client;

	return !c->has_required_spki ||
	    (k->has_spki && memcmp(k->spki, c->required_spki, SHA256_SIZE) == 0);
}

/* The link is lost.  Is it the other side closing a connection it had kept for too long? */
static void
fail(struct link *k, enum err e, const char *reason)
{
	struct client *c = k->client;
	struct client_job *job = link_take_job(k);

	if (job == NULL) {
		link_close(k);
		return;
	}
	k->job = job;
	if (e == ERR_IO && k->has_served && !k->has_heard && job->is_get && !job->is_second_try) {
		job->is_second_try = true;
		link_close(k);
		client_job_again(c, job);
	} else {
		/* Closed after the callback: the SPKI it is told is the link's. */
		end_job(k, e, reason);
		link_close(k);
	}
	client_kick(c);
}

static void
on_deadline(void *self)
{
	struct link *k = self;

	/* A second try would only wait as long again. */
	k->has_heard = true;
	fail(k, ERR_IO, k->state == LINK_ASKING ? "no answer in time" : "no connection in time");
}

/* Connecting. */

static enum err
resolve(struct client *c)
{
	const int64_t now_us = clock_mono_us(loop_clock(c->loop));

	if (c->address_count > 0 && now_us - c->resolved_us < RESOLVED_S * INT64_C(1000000))
		return OK;
	TRY(origin_resolve(&c->config.origin, c->addresses, &c->address_count));
	c->resolved_us = now_us;
	return OK;
}

/* Begin with the next address.  ERR_ABSENT: there is none left. */
static enum err
connect_next(struct link *k)
{
	struct client *c = k->client;
	const int one = 1;

	while (k->address_next < c->address_count) {
		const struct origin_address *a = &c->addresses[k->address_next++];
		const int fd = socket(a->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

		if (fd < 0)
			continue;
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		k->transport = (struct transport){ .fd = fd };
		k->state = LINK_CONNECTING;
		if (connect(fd, (const struct sockaddr *)&a->to, a->size) == 0 ||
		    errno == EINPROGRESS) {
			k->want_events = LOOP_WRITE;
			return ERR_BUSY;
		}
		transport_close(&k->transport);
	}
	c->address_count = 0; /* none works: look the name up again next time */
	return ERR_ABSENT;
}

/* Writable: connected, or refused. */
static enum err
in_connecting(struct link *k)
{
	struct client *c = k->client;
	int error = 0;
	socklen_t size = sizeof(error);

	if (getsockopt(k->transport.fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) {
		loop_unwatch(c->loop, k->transport.fd);
		transport_close(&k->transport);
		return connect_next(k);
	}
	if (c->config.origin.is_tls)
		TRY(transport_start_client(&k->transport, c->config.tls, c->config.origin.host));
	k->state = LINK_HANDSHAKE;
	return OK;
}

static enum err
begin_asking(struct link *k)
{
	struct client *c = k->client;

	k->state = LINK_ASKING;
	k->sent = 0;
	k->has_head = k->has_heard = false;
	k->interim_count = 0;
	return loop_timer_set(c->loop, &k->deadline, c->config.answer_ms, on_deadline, k);
}

static void
on_greeted(void *self, const struct client_answer *answer)
{
	struct link *k = self;
	const struct client_greeting *g = &k->client->config.greeting;

	k->greeted = g->judge(g->self, &k->nonce, answer);
}

/* Put the greeting in front of the request this connection was made for. */
static enum err
begin_greeting(struct link *k)
{
	const struct client_greeting *g = &k->client->config.greeting;
	struct client_request request = { .method = "GET" };
	struct buf target = buf_new(HTTP_LINE_SIZE_MAX);
	struct client_job *greeting = NULL;
	enum err e = g->ask(g->self, &k->nonce, &target);

	if (e == OK)
		e = buf_u8(&target, 0);
	request.target = (const char *)target.p;
	if (e == OK)
		e = client_job_new(k->client, &request, &greeting);
	buf_wipe(&target);
	TRY(e);
	greeting->call = on_greeted;
	greeting->self = k;
	k->held = k->job;
	k->job = greeting;
	k->greeted = ERR_AUTH;
	return begin_asking(k);
}

static enum err
in_handshake(struct link *k)
{
	const struct client *c = k->client;
	const enum err e = transport_handshake(&k->transport);

	k->want_events = k->transport.wants;
	TRY(e);
	if (k->transport.ssl != NULL) {
		TRY(transport_spki(&k->transport, k->spki));
		k->has_spki = true;
	}
	ENSURE(is_required_peer(k), ERR_AUTH);
	http_inbox_init(&k->inbox, c->config.answer_size_max);
	return c->config.greeting.ask != NULL ? begin_greeting(k) : begin_asking(k);
}

/* Asking. */

/* The greeting was answered: accepted, the request it held up is next on this connection. */
static enum err
go_on_after_greeting(struct link *k, bool closes)
{
	k->job = k->held;
	k->held = NULL;
	ENSURE(k->greeted == OK, ERR_AUTH);
	ENSURE(!closes, ERR_IO);
	http_inbox_next(&k->inbox);
	return begin_asking(k);
}

/* The answer is complete. */
static enum err
done(struct link *k)
{
	struct client *c = k->client;
	const size_t used = k->inbox.head_size + k->inbox.body_size;
	bool closes = k->inbox.framing.closes || k->sent < k->job->wire.size ||
	    k->inbox.in.size > used; /* more than was asked for: out of step */

	TRY(http_inbox_response_whole(&k->inbox, k->job->is_head, &k->response));
	end_job(k, OK, "ok");
	if (k->held != NULL)
		return go_on_after_greeting(k, closes);
	closes = closes ||
	    loop_timer_set(c->loop, &k->deadline, c->config.idle_ms, on_deadline, k) != OK;
	if (closes) {
		link_close(k);
	} else {
		http_inbox_next(&k->inbox);
		k->has_served = true;
		k->state = LINK_IDLE;
	}
	client_kick(c);
	return OK;
}

/* What came so far: a complete answer?  ERR_BUSY: not yet. */
static enum err
take_answer(struct link *k, struct http_refusal *no)
{
	const size_t size_max = k->client->config.answer_size_max;

	if (!k->has_head) {
		TRY(http_inbox_response(&k->inbox, k->job->is_head, &k->response, no));
		k->has_head = true;
	}
	TRY(http_inbox_body(&k->inbox, size_max, no));
	if (k->response.status >= 200)
		return done(k);
	if (k->response.status == 101 || ++k->interim_count > INTERIM_MAX)
		return http_refuse(no, ERR_INPUT, 0, "an interim answer nobody asked for");
	http_inbox_next(&k->inbox);
	k->has_head = false;
	return OK;
}

static enum err
read_more(struct link *k)
{
	uint8_t *at;
	size_t room, got;

	TRY(http_inbox_room(&k->inbox, &at, &room));
	TRY(transport_read(&k->transport, at, room, &got));
	http_inbox_add(&k->inbox, got);
	k->has_heard = true;
	return OK;
}

/* Send what is left, but listen too: an answer may come before we are through. */
static enum err
in_asking(struct link *k, struct http_refusal *no)
{
	const struct span rest = span_from(buf_span(&k->job->wire), k->sent);
	unsigned wants = 0;
	size_t written;
	enum err e;

	if (rest.size > 0) {
		e = transport_write(&k->transport, rest, &written);
		if (e == OK) {
			k->sent += written;
			if (written == rest.size)
				transport_expect_event(&k->transport);
			return OK;
		}
		wants = e == ERR_BUSY ? k->transport.wants : 0;
	}
	e = take_answer(k, no);
	if (e != ERR_BUSY)
		return e;
	e = read_more(k);
	k->want_events = wants | k->transport.wants;
	return e;
}

/* ERR_BUSY: silent, as an idle connection must be. */
static enum err
in_idle(struct link *k)
{
	uint8_t byte;
	size_t got;

	TRY(transport_read(&k->transport, &byte, 1, &got));
	return ERR_INPUT;
}

static enum err
step(struct link *k, struct http_refusal *no)
{
	enum err e = ERR_BUSY;

	switch (k->state) {
	case LINK_CONNECTING:
		return in_connecting(k);
	case LINK_HANDSHAKE:
		return in_handshake(k);
	case LINK_ASKING:
		return in_asking(k, no);
	case LINK_IDLE:
		e = in_idle(k);
		k->want_events = LOOP_READ;
		return e;
	case LINK_CLOSED:
		break;
	}
	return e;
}

static const char *
reason_of(const struct link *k, enum err e, const struct http_refusal *no)
{
	if (no->reason != NULL)
		return no->reason;
	if (e == ERR_AUTH)
		return "the other side is not who it must be: its certificate has another name, "
		       "issuer, key "
		       "or time";
	if (k->state == LINK_CONNECTING)
		return "no connection";
	if (e == ERR_NOMEM)
		return "out of memory";
	return "the connection was lost before the answer was complete";
}

/* Go on as far as possible without waiting. */
static void
run(struct link *k)
{
	struct loop *l = k->client->loop;
	struct http_refusal no = { 0 };
	enum err e = OK;

	for (unsigned steps = 0; steps < STEPS_PER_TURN && e == OK && k->state != LINK_CLOSED;
	     steps++)
		e = step(k, &no);
	if (k->state == LINK_CLOSED)
		return;
	if (e == ERR_BUSY)
		e = loop_watch(l, k->transport.fd, k->want_events, on_event, k);
	else if (e == OK) /* still more to do: writable, so we are called again at once */
		e = loop_watch(l, k->transport.fd, LOOP_READ | LOOP_WRITE, on_event, k);
	if (e == OK)
		return;
	if (e != ERR_AUTH && e != ERR_INPUT && e != ERR_LIMIT)
		fail(k, ERR_IO, reason_of(k, e, &no));
	else
		fail(k, e, reason_of(k, e, &no));
}

static void
on_event(void *self, unsigned events)
{
	struct link *k = self;

	(void)events;
	transport_wake(&k->transport);
	run(k);
}

void
link_start(struct link *k, struct client_job *job)
{
	struct client *c = k->client;
	enum err e;

	transport_wake(&k->transport);
	if (k->state == LINK_IDLE && (!is_required_peer(k) || in_idle(k) != ERR_BUSY))
		link_close(k);
	k->job = job;
	k->started_us = clock_mono_us(loop_clock(c->loop));
	if (k->state == LINK_IDLE) {
		e = begin_asking(k);
	} else {
		k->state = LINK_CONNECTING;
		e = resolve(c);
		if (e == OK)
			e = loop_timer_set(
			    c->loop, &k->deadline, c->config.connect_ms, on_deadline, k);
		if (e == OK)
			e = connect_next(k);
	}
	if (e == OK)
		run(k);
	else if (e == ERR_BUSY)
		e = loop_watch(c->loop, k->transport.fd, k->want_events, on_event, k);
	if (e != OK)
		fail(k, ERR_IO, "no connection");
}
