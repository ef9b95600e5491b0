/* SPDX-License-Identifier: Apache-2.0 */
/* dispatch.c - from a request to its handler: route, origin, rate, session, proof; then replies. */
#include <assert.h>

#include "enclave/api/api.h"
#include "lib/base/text.h"

/* ---- which door ---- */

static bool
method_fits(const char *method, struct span asked)
{
	return span_is(asked, method) || (span_is(asked, "HEAD") && strcmp(method, "GET") == 0);
}

/* The route, or NULL; `allow` collects the methods of routes whose path fits. */
static const struct route *
route_find(const struct http_request *r, struct span *id, char *allow, size_t allow_room)
{
	allow[0] = '\0';
	for (size_t i = 0; i < api_route_count; i++) {
		const struct route *route = &api_routes[i];
		const size_t used = strlen(allow);

		if (!http_path_fits(route->path, r->path, id))
			continue;
		if (method_fits(route->method, r->method))
			return route;
		(void)snprintf(
		    allow + used, allow_room - used, "%s%s", used > 0 ? ", " : "", route->method);
	}
	return NULL;
}

static size_t
body_size_max(void *self, const struct http_request *head)
{
	struct span id;
	char allow[64];
	const struct route *route = route_find(head, &id, allow, sizeof(allow));

	(void)self;
	return route == NULL ? 0 : route->body_size_max;
}

/* ---- replies ---- */

static void
count_and_log(struct call *c, unsigned status, size_t body_size)
{
	struct api *a = c->api;
	const size_t row = c->route == NULL ? MONITOR_ROUTES_MAX : (size_t)(c->route - api_routes);

	a->monitor.requests[row][status / 100 % 6]++;
	LOG(a->log, LOG_INFO, "request", LOG_T(LOG_REQUEST_ID, c->request_id),
	    LOG_T(LOG_METHOD, c->route == NULL ? "other" : c->route->method),
	    LOG_T(LOG_ROUTE, c->route == NULL ? "other" : c->route->path),
	    LOG_N(LOG_STATUS, status), LOG_N(LOG_BYTES, (int64_t)body_size),
	    LOG_N(LOG_DURATION_US, clock_mono_us(a->clock) - c->started_us));
}

static size_t
common_fields(const struct call *c, struct http_field *fields)
{
	size_t count = 0;

	fields[count++] = (struct http_field){ S("X-Request-Id"), span_text(c->request_id) };
	if (c->origin[0] != '\0') {
		fields[count++] =
		    (struct http_field){ S("Access-Control-Allow-Origin"), span_text(c->origin) };
		fields[count++] =
		    (struct http_field){ S("Access-Control-Expose-Headers"), S("Retry-After") };
		fields[count++] = (struct http_field){ S("Vary"), S("Origin") };
	}
	return count;
}

static void
reply(struct call *c, unsigned status, const char *type, struct span body,
    const struct http_field *extra)
{
	struct http_field fields[8];
	struct server_reply r = { .status = status, .content_type = type, .fields = fields };

	r.body = body;
	r.field_count = common_fields(c, fields);
	if (extra != NULL)
		fields[r.field_count++] = *extra;
	count_and_log(c, status, body.size);
	server_reply(c->server, &r);
}

void
api_reply_json(struct call *c, unsigned status, struct span body)
{
	reply(c, status, "application/json", body, NULL);
}

void
api_reply_text(struct call *c, const char *content_type, struct span body)
{
	reply(c, 200, content_type, body, NULL);
}

static void
reply_problem(struct call *c, const struct problem_report *r, const struct http_field *extra)
{
	AUTO(buf) body = buf_new(8192);
	const struct http_field in_a_minute = { S("Retry-After"), S("60") };
	struct problem_report with_id = *r;

	/* Who is told to slow down is told for how long; a minute, where nothing better is known */
	if (r->kind == PROBLEM_RATE_LIMIT_EXCEEDED && extra == NULL)
		extra = &in_a_minute;
	/* These two are one answer to the byte: nothing in them tells one failure from another. */
	if (r->kind != PROBLEM_ENCRYPTION_ERROR && r->kind != PROBLEM_INVALID_SESSION)
		with_id.request_id = c->request_id;
	if (problem_write(&with_id, &body) != OK)
		buf_clear(&body); /* the status still tells */
	reply(c, problem_status(r->kind), "application/problem+json", buf_span(&body), extra);
}

void
api_reply_problem(struct call *c, const struct problem_report *r)
{
	reply_problem(c, r, NULL);
}

void
api_reply_kind(struct call *c, enum problem kind, const char *detail)
{
	api_reply_problem(c, &(struct problem_report){ .kind = kind, .detail = detail });
}

void
api_reply_later(struct call *c, const char *detail)
{
	char seconds[24];
	struct http_field retry = { S("Retry-After"), { 0 } };

	(void)snprintf(seconds, sizeof(seconds), "%d", API_LATER_S);
	retry.value = span_text(seconds);
	reply_problem(
	    c, &(struct problem_report){ .kind = PROBLEM_UNAVAILABLE, .detail = detail }, &retry);
}

void
api_reply_written(struct call *c, enum err (*write)(struct call *c, struct buf *out))
{
	AUTO(buf) body = buf_new(API_REPLY_SIZE_MAX);

	const enum err e = write(c, &body);

	if (e == OK)
		api_reply_json(c, 200, buf_span(&body));
	else if (e == ERR_NOMEM)
		api_reply_kind(c, PROBLEM_UNAVAILABLE, "out of memory; try again later");
	else
		api_reply_kind(c, PROBLEM_INTERNAL_ERROR, NULL);
}

/* ---- who is calling ---- */

static void
origin_allow(struct call *c)
{
	const struct span *origin = http_request_field(c->request, "Origin");
	const char *list = c->api->allowed_origins;

	while (origin != NULL && list != NULL && *list != '\0') {
		const size_t size = strcspn(list, ",");

		if (span_equal(*origin, (struct span){ (const uint8_t *)list, size }) &&
		    span_to_text(*origin, c->origin, sizeof(c->origin)) != OK)
			c->origin[0] = '\0'; /* an origin that long is nobody's */
		list += size + (list[size] == ',');
	}
}

static bool
rate_allows(struct call *c)
{
	struct limiter_answer a;
	char seconds[24];
	struct http_field retry = { S("Retry-After"), { 0 } };

	if (c->route->rate == RATE_FREE)
		return true;
	a = limiter_take(
	    c->api->limiter, server_call_peer(c->server), clock_mono_ms(c->api->clock));
	if (a.is_allowed)
		return true;
	(void)snprintf(seconds, sizeof(seconds), "%lld", (long long)(a.wait_ms / 1000 + 1));
	retry.value = span_text(seconds);
	c->api->monitor.rate_limited++;
	reply_problem(c,
	    &(struct problem_report){ PROBLEM_RATE_LIMIT_EXCEEDED,
		"too many requests from your address; Retry-After says when", NULL, NULL, 0 },
	    &retry);
	return false;
}

/* The id in the path, or, where the path says "self", in Authorization: Bearer. */
static struct span
session_id_of(const struct call *c, struct span in_path)
{
	const struct span *header;

	if (!span_is(in_path, "self"))
		return in_path;
	header = http_request_field(c->request, "Authorization");
	return header != NULL && span_starts(*header, "Bearer ") ? span_from(*header, 7) : in_path;
}

static bool
session_allows(struct call *c, struct span in_path)
{
	const struct http_request *r = c->request;
	const struct session_claim claim = { http_request_field(r, "Signature-Input"),
		http_request_field(r, "Signature") };
	const struct proof_request signed_part = { r->method, r->path, r->query };
	bool is_expired = false;
	struct session *s = sessions_find(c->api->sessions, session_id_of(c, in_path), &is_expired);
	const enum err proof = session_check_proof(c->api->sessions,
	    s != NULL ? s : sessions_nobody(c->api->sessions), &claim, &signed_part);

	if (s != NULL && proof == OK && !is_expired) {
		c->session = s;
		return true;
	}
	if (s != NULL && proof == OK && s->proof == SESSION_PROOF_HMAC)
		api_reply_kind(c, PROBLEM_SESSION_EXPIRED, "register again to open a new session");
	else if (s != NULL && proof == ERR_BUSY)
		api_reply_kind(c, PROBLEM_RATE_LIMIT_EXCEEDED, "too many signed requests a minute");
	else
		api_reply_kind(c, PROBLEM_INVALID_SESSION,
		    "unknown, expired or revoked session, or its proof is missing or wrong");
	return false;
}

static bool
caller_allows(struct call *c, struct span id)
{
	switch (c->route->needs) {
	case SHOWN_NOTHING:
		return true;
	case SHOWN_SESSION:
		return session_allows(c, id);
	case SHOWN_LOOPBACK:
		if (limiter_is_loopback(server_call_peer(c->server)))
			return true;
		api_reply_kind(c, PROBLEM_NOT_FOUND, NULL);
		return false;
	}
	return false;
}

/* ---- the way in ---- */

static void
reply_preflight(struct call *c, const char *allow)
{
	struct http_field fields[8];
	size_t count = common_fields(c, fields);

	fields[count++] =
	    (struct http_field){ S("Access-Control-Allow-Methods"), span_text(allow) };
	fields[count++] = (struct http_field){ S("Access-Control-Allow-Headers"),
		S("Authorization, Content-Type, Signature, Signature-Input") };
	fields[count++] = (struct http_field){ S("Access-Control-Max-Age"), S("600") };
	count_and_log(c, 204, 0);
	server_reply(c->server,
	    &(struct server_reply){ .status = 204, .fields = fields, .field_count = count });
}

static void
no_route(struct call *c, const char *allow)
{
	const struct http_field field = { S("Allow"), span_text(allow) };

	if (allow[0] == '\0')
		api_reply_kind(c, PROBLEM_NOT_FOUND, NULL);
	else if (span_is(c->request->method, "OPTIONS") && c->origin[0] != '\0')
		reply_preflight(c, allow);
	else
		reply_problem(
		    c, &(struct problem_report){ .kind = PROBLEM_METHOD_NOT_ALLOWED }, &field);
}

static void
handle(void *self, struct server_call *server, const struct http_request *request)
{
	struct call c = { .api = self, .server = server, .request = request };
	struct span id = { 0 };
	char allow[64];

	c.started_us = server_call_started_us(server);
	if (random_hex(c.request_id, sizeof(c.request_id)) != OK)
		c.request_id[0] = '\0'; /* a request without a name is still served */
	origin_allow(&c);
	c.route = route_find(request, &id, allow, sizeof(allow));
	if (c.route == NULL)
		no_route(&c, allow);
	else if (rate_allows(&c) && caller_allows(&c, id))
		c.route->handle(&c);
}

static void
refused(void *self, unsigned status)
{
	struct api *a = self;

	(void)status;
	a->monitor.refused_by_server++;
}

struct server_handler
api_handler(struct api *a)
{
	return (struct server_handler){ a, body_size_max, handle, refused };
}
