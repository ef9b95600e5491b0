/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/server_call.h"

enum {
	STEPS_PER_TURN = 64, /* then the other connections have theirs */
	LINGER_MS = 1000,
	KEEP_SIZE_MAX = 65536,
};

static void
enter(struct server_call *c, enum call_state state)
{
	c->state = state;
	c->is_deadline_set = false;
}

/* Read once.  Anything but OK and ERR_BUSY ends the connection. */
static enum err
read_more(struct server_call *c)
{
	uint8_t *at;
	size_t room, got;

	TRY(http_inbox_room(&c->inbox, &at, &room));
	TRY(transport_read(&c->transport, at, room, &got));
	http_inbox_add(&c->inbox, got);
	return OK;
}

static enum err
refuse(struct server_call *c, enum err e, const struct http_refusal *no)
{
	if (e != ERR_INPUT && e != ERR_LIMIT)
		return e;
	call_refuse(c, no);
	return OK;
}

/* The head is read: may the body come? */
static enum err
head_done(struct server_call *c)
{
	const struct server_config *config = &c->server->config;
	const struct http_framing *framing = &c->inbox.framing;
	const struct server_handler *h = &config->handler;
	struct http_refusal no = { 0 };
	enum err e;

	c->is_head = span_is(c->request.method, "HEAD");
	c->closes = framing->closes || ++c->request_count >= config->limits.requests_per_connection;
	c->body_size_max = h->body_size_max == NULL ? 0 : h->body_size_max(h->self, &c->request);
	if (c->body_size_max > config->limits.body_size_max)
		c->body_size_max = config->limits.body_size_max;
	enter(c, CALL_BODY);
	e = http_inbox_body(&c->inbox, c->body_size_max, &no);
	if (e == OK)
		return OK; /* asked again in its state, and again at once OK */
	if (e != ERR_BUSY)
		return refuse(c, e, &no);
	if (!framing->expects_continue)
		return OK;
	/* RFC 9110 10.1.1: the body is welcome. */
	buf_clear(&c->out);
	c->out_written = 0;
	TRY(buf_append(&c->out, S("HTTP/1.1 100 Continue\r\n\r\n")));
	c->next = CALL_NEXT_BODY;
	enter(c, CALL_WRITING);
	return OK;
}

static enum err
in_head(struct server_call *c)
{
	struct http_refusal no = { 0 };
	const enum err e = http_inbox_request(&c->inbox, &c->request, &no);

	if (c->state == CALL_IDLE && !http_inbox_is_empty(&c->inbox)) {
		c->started_us = clock_mono_us(loop_clock(c->server->loop));
		enter(c, CALL_HEAD);
	}
	if (e == OK)
		return head_done(c);
	return e == ERR_BUSY ? read_more(c) : refuse(c, e, &no);
}

static enum err
in_body(struct server_call *c)
{
	const struct server_handler *h = &c->server->config.handler;
	struct http_refusal no = { 0 };
	const enum err e = http_inbox_body(&c->inbox, c->body_size_max, &no);

	if (e == ERR_BUSY)
		return read_more(c);
	if (e != OK)
		return refuse(c, e, &no);
	TRY(http_inbox_request_whole(&c->inbox, &c->request));
	enter(c, CALL_HANDLING);
	c->is_in_handler = true;
	h->handle(h->self, c, &c->request);
	c->is_in_handler = false;
	return OK;
}

/*
 * The call is parked.  Read what fits without moving the request, to learn whether the client is
 * still there.  A client that closes only its sending side counts as gone.
 */
static enum err
in_handling(struct server_call *c)
{
	uint8_t *at;
	size_t room, got;

	http_inbox_spare(&c->inbox, &at, &room);
	if (room == 0) {
		c->transport.wants = 0; /* only a broken connection is seen then */
		return ERR_BUSY;
	}
	TRY(transport_read(&c->transport, at, room, &got));
	http_inbox_add(&c->inbox, got);
	return OK;
}

static enum err
in_writing(struct server_call *c)
{
	const struct span rest = span_from(buf_span(&c->out), c->out_written);
	size_t written;

	if (rest.size > 0) {
		TRY(transport_write(&c->transport, rest, &written));
		c->out_written += written;
		return OK;
	}
	if (c->out.room > KEEP_SIZE_MAX) {
		buf_wipe(&c->out);
		c->out = buf_new(SIZE_MAX);
	}
	buf_clear(&c->out);
	c->out_written = 0;
	switch (c->next) {
	case CALL_NEXT_BODY:
		enter(c, CALL_BODY);
		return OK;
	case CALL_NEXT_REQUEST:
		http_inbox_next(&c->inbox);
		c->is_head = false;
		enter(c, CALL_IDLE);
		return OK;
	case CALL_NEXT_CLOSE:
		transport_finish(&c->transport);
		enter(c, CALL_LINGERING);
		return OK;
	}
	return ERR_BUG;
}

/* One step of the present state.  OK: go on.  ERR_BUSY: wait.  Else: close. */
static enum err
step(struct server_call *c)
{
	switch (c->state) {
	case CALL_HANDSHAKE:
		TRY(transport_handshake(&c->transport));
		enter(c, CALL_IDLE);
		return OK;
	case CALL_IDLE:
	case CALL_HEAD:
		return in_head(c);
	case CALL_BODY:
		return in_body(c);
	case CALL_HANDLING:
		return in_handling(c);
	case CALL_WRITING:
		return in_writing(c);
	case CALL_LINGERING:
		return transport_scrap(&c->transport);
	}
	return ERR_BUG;
}

static void
on_deadline(void *self)
{
	struct server_call *c = self;
	static const struct http_refusal late = { 408, "the request did not come in time" };

	if (c->state != CALL_HEAD && c->state != CALL_BODY) {
		call_close(c);
		return;
	}
	call_refuse(c, &late);
	call_run(c);
}

static int64_t
state_ms(const struct server_call *c)
{
	const struct server_limits *limits = &c->server->config.limits;

	switch (c->state) {
	case CALL_HANDSHAKE:
	case CALL_HEAD:
		return limits->head_ms;
	case CALL_IDLE:
		return limits->idle_ms;
	case CALL_BODY:
		return limits->body_ms;
	case CALL_WRITING:
		return limits->write_ms;
	case CALL_LINGERING:
		return LINGER_MS;
	case CALL_HANDLING:
		break;
	}
	return -1;
}

static enum err
set_deadline(struct server_call *c)
{
	const int64_t ms = state_ms(c);

	if (c->is_deadline_set)
		return OK;
	if (ms < 0)
		loop_timer_cancel(c->server->loop, &c->deadline);
	else
		TRY(loop_timer_set(c->server->loop, &c->deadline, ms, on_deadline, c));
	c->is_deadline_set = true;
	return OK;
}

/* The connection has ended.  A parked call stays until it is answered. */
static void
ended(struct server_call *c)
{
	if (c->state != CALL_HANDLING) {
		call_close(c);
		return;
	}
	c->is_gone = true;
	loop_timer_cancel(c->server->loop, &c->deadline);
	loop_timer_cancel(c->server->loop, &c->resume);
	loop_unwatch(c->server->loop, c->transport.fd);
	transport_close(&c->transport);
}

static void
on_event(void *self, unsigned events)
{
	struct server_call *c = self;

	(void)events;
	transport_wake(&c->transport);
	/* Parked with no room to read: what wakes us can only be the end of the connection. */
	if (c->state == CALL_HANDLING && c->transport.wants == 0)
		ended(c);
	else
		call_run(c);
}

static void
on_resume(void *self)
{
	call_run(self);
}

void
call_run(struct server_call *c)
{
	struct loop *l = c->server->loop;
	enum err e = OK;

	for (unsigned steps = 0; steps < STEPS_PER_TURN && e == OK; steps++)
		e = step(c);
	if (e == ERR_BUSY)
		e = loop_watch(l, c->transport.fd, c->transport.wants, on_event, c);
	else if (e == OK)
		e = loop_timer_set(l, &c->resume, 0, on_resume, c);
	if (e == OK)
		e = set_deadline(c);
	if (e != OK)
		ended(c);
}

const char *
server_call_peer(const struct server_call *call)
{
	return call->peer.text;
}

int64_t
server_call_started_us(const struct server_call *call)
{
	return call->started_us;
}

bool
server_call_is_gone(const struct server_call *call)
{
	return call->is_gone;
}
