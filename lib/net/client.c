/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/client.h"

#include "lib/net/client_link.h"

enum {
	HEAD_SIZE_EXTRA = 512,
	IDLE_MS = 12000, /* less than the 15 s our own servers wait */
};

enum err
client_new(struct loop *l, const struct client_config *config, struct client **out)
{
	struct client *c;

	ENSURE(!config->origin.is_tls || config->tls != NULL, ERR_INPUT);
	ENSURE(config->origin.host[0] != '\0' && config->origin.port > 0, ERR_INPUT);
	c = calloc(1, sizeof(*c));
	ENSURE(c != NULL, ERR_NOMEM);
	c->loop = l;
	c->config = *config;
	c->config.in_flight_max = config->in_flight_max > 0 ? config->in_flight_max : 4;
	c->config.queue_max = config->queue_max > 0 ? config->queue_max : 1024;
	c->config.answer_size_max =
	    config->answer_size_max > 0 ? config->answer_size_max : (size_t)8 << 20;
	c->config.connect_ms = config->connect_ms > 0 ? config->connect_ms : 5000;
	c->config.answer_ms = config->answer_ms > 0 ? config->answer_ms : 15000;
	c->config.idle_ms = config->idle_ms > 0 ? config->idle_ms : IDLE_MS;
	c->links = calloc(c->config.in_flight_max, sizeof(*c->links));
	if (c->links == NULL) {
		free(c);
		return ERR_NOMEM;
	}
	for (size_t i = 0; i < c->config.in_flight_max; i++) {
		c->links[i].client = c;
		c->links[i].transport.fd = -1;
	}
	*out = c;
	return OK;
}

void
client_job_free(struct client_job *job)
{
	if (job == NULL)
		return;
	buf_wipe(&job->wire);
	free(job);
}

void
client_job_end(struct client_job *job, const struct client_answer *answer)
{
	job->call(job->self, answer);
	client_job_free(job);
}

void
client_job_again(struct client *c, struct client_job *job)
{
	job->after = c->first;
	c->first = job;
	if (c->last == NULL)
		c->last = job;
	c->queue_count++;
}

static struct client_job *
job_take(struct client *c)
{
	struct client_job *job = c->first;

	c->first = job->after;
	if (c->first == NULL)
		c->last = NULL;
	c->queue_count--;
	return job;
}

void
client_free(struct client *c)
{
	const struct client_answer dropped = { .error = ERR_IO, .reason = "the client is closing" };

	if (c == NULL)
		return;
	c->is_closing = true;
	loop_timer_cancel(c->loop, &c->kick);
	for (size_t i = 0; i < c->config.in_flight_max; i++) {
		struct client_job *job = link_take_job(&c->links[i]);

		link_close(&c->links[i]);
		if (job != NULL)
			client_job_end(job, &dropped);
	}
	while (c->first != NULL)
		client_job_end(job_take(c), &dropped);
	free(c->links);
	free(c);
}

/*
 * A link for this job: an idle one rather than a new one, but a second try gets a new one, since
 * whatever closed the first connection may have closed all idle ones.
 */
static struct link *
link_for(struct client *c, const struct client_job *job)
{
	struct link *closed = NULL, *idle = NULL;

	for (size_t i = 0; i < c->config.in_flight_max; i++) {
		struct link *k = &c->links[i];

		if (k->state == LINK_CLOSED && closed == NULL)
			closed = k;
		else if (k->state == LINK_IDLE && idle == NULL)
			idle = k;
	}
	if (job->is_second_try && closed != NULL)
		return closed;
	if (job->is_second_try && idle != NULL)
		link_close(idle);
	return idle != NULL ? idle : closed;
}

static void
on_kick(void *self)
{
	struct client *c = self;

	while (c->first != NULL) {
		struct link *k = link_for(c, c->first);

		if (k == NULL)
			return;
		link_start(k, job_take(c));
	}
}

void
client_kick(struct client *c)
{
	if (c->first != NULL && loop_timer_set(c->loop, &c->kick, 0, on_kick, c) != OK)
		on_kick(c); /* no timer left: now, then */
}

static bool
is_ours(struct span name)
{
	return span_is_nocase(name, "Host") || span_is_nocase(name, "Content-Length") ||
	    span_is_nocase(name, "Connection") || span_is_nocase(name, "Transfer-Encoding");
}

static bool
has_field(const struct client_request *r, const char *name)
{
	for (size_t i = 0; i < r->field_count; i++) {
		if (span_is_nocase(r->fields[i].name, name))
			return true;
	}
	return false;
}

static enum err
check_request(const struct client_request *r)
{
	const struct span method = span_text(r->method), target = span_text(r->target);

	ENSURE(http_is_token(method) && method.size <= HTTP_METHOD_SIZE_MAX, ERR_INPUT);
	ENSURE(http_is_target(target) && target.size <= HTTP_LINE_SIZE_MAX, ERR_INPUT);
	for (size_t i = 0; i < r->field_count; i++) {
		ENSURE(http_is_token(r->fields[i].name), ERR_INPUT);
		ENSURE(http_is_field_value(r->fields[i].value), ERR_INPUT);
		ENSURE(!is_ours(r->fields[i].name), ERR_INPUT);
	}
	return OK;
}

static enum err
write_request(const struct client_origin *origin, const struct client_request *r, struct buf *out)
{
	const bool has_length = r->body.size > 0 || strcmp(r->method, "POST") == 0 ||
	    strcmp(r->method, "PUT") == 0 || strcmp(r->method, "PATCH") == 0;

	TRY(buf_append(out, span_text(r->method)));
	TRY(buf_u8(out, ' '));
	TRY(buf_append(out, span_text(r->target)));
	TRY(buf_append(out, S(" HTTP/1.1\r\nHost: ")));
	TRY(origin_host_write(origin, out));
	TRY(buf_append(out, S("\r\n")));
	for (size_t i = 0; i < r->field_count; i++) {
		TRY(buf_append(out, r->fields[i].name));
		TRY(buf_append(out, S(": ")));
		TRY(buf_append(out, r->fields[i].value));
		TRY(buf_append(out, S("\r\n")));
	}
	/* We do not decompress, so we say so. */
	if (!has_field(r, "Accept-Encoding"))
		TRY(buf_append(out, S("Accept-Encoding: identity\r\n")));
	if (has_length)
		TRY(buf_print(out, "Content-Length: %zu\r\n", r->body.size));
	TRY(buf_append(out, S("\r\n")));
	return buf_append(out, r->body);
}

enum err
client_job_new(const struct client *c, const struct client_request *r, struct client_job **out)
{
	struct client_job *job = calloc(1, sizeof(*job));
	uint8_t *at;
	enum err e;

	ENSURE(job != NULL, ERR_NOMEM);
	job->wire = buf_new(SIZE_MAX);
	e = buf_reserve(&job->wire, HEAD_SIZE_EXTRA + r->body.size, &at);
	if (e == OK)
		e = write_request(&c->config.origin, r, &job->wire);
	if (e != OK) {
		client_job_free(job);
		return e;
	}
	job->is_get = strcmp(r->method, "GET") == 0;
	job->is_head = strcmp(r->method, "HEAD") == 0;
	*out = job;
	return OK;
}

enum err
client_send(
    struct client *c, const struct client_request *request, client_answer_fn *call, void *self)
{
	struct client_job *job;

	ENSURE(!c->is_closing, ERR_REFUSED);
	ENSURE(c->queue_count < c->config.queue_max, ERR_LIMIT);
	TRY(check_request(request));
	/* Armed before the request is taken, so that afterwards nothing can fail. */
	TRY(loop_timer_set(c->loop, &c->kick, 0, on_kick, c));
	TRY(client_job_new(c, request, &job));
	job->call = call;
	job->self = self;
	if (c->last == NULL)
		c->first = job;
	else
		c->last->after = job;
	c->last = job;
	c->queue_count++;
	return OK;
}

void
client_require_spki(struct client *c, const uint8_t spki[SHA256_SIZE])
{
	memcpy(c->required_spki, spki, SHA256_SIZE);
	c->has_required_spki = true;
}
