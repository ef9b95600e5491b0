/* SPDX-License-Identifier: Apache-2.0 */
#include "host/gateway/forward.h"

#include "lib/base/text.h"
#include "lib/wire/problem.h"

enum action { FORWARD, FORWARD_COSTLY, FORWARD_USER, REFUSE_PLAINTEXT };

struct route {
	const char *method, *path; /* "{id}" stands for one segment */
	size_t body_size_max;
	enum action action;
	const char *target; /* FORWARD_USER: where the enclave has it */
};

/* clang-format off */
static const struct route routes[] = {
	/* method    path                     body  action            target */
	{ "GET",    "/attestation/quote",    0,    FORWARD_COSTLY,   NULL },
	{ "POST",   "/enclave/submit_key",   8192, FORWARD_COSTLY,   NULL },
	{ "GET",    "/enclave/summary/{id}", 0,    FORWARD,          NULL },
	{ "GET",    "/enclave/metrics/{id}", 0,    FORWARD,          NULL },
	{ "GET",    "/enclave/equity/{id}",  0,    FORWARD,          NULL },
	{ "GET",    "/enclave/trades/{id}",  0,    FORWARD,          NULL },
	{ "GET",    "/enclave/session/{id}", 0,    FORWARD,          NULL },
	{ "DELETE", "/enclave/session/{id}", 0,    FORWARD,          NULL },
	{ "GET",    "/health",               64,   FORWARD,          NULL },
	{ "GET",    "/health/live",          0,    FORWARD,          NULL },
	{ "GET",    "/health/ready",         0,    FORWARD,          NULL },
	{ "GET",    "/users/{id}/summary",   0,    FORWARD_USER,     "/enclave/summary/self" },
	{ "GET",    "/users/{id}/metrics",   0,    FORWARD_USER,     "/enclave/metrics/self" },
	{ "POST",   "/users",                8192, REFUSE_PLAINTEXT, NULL },
};
/* clang-format on */
enum { ROUTE_COUNT = sizeof(routes) / sizeof(routes[0]), ALLOW_SIZE = 64 };

/* What may cross towards the enclave, and back. */
static const char *const fields_in[] = { "Accept", "Authorization", "Content-Type", "Origin",
	"Access-Control-Request-Headers", "Access-Control-Request-Method", "Signature",
	"Signature-Input" };
static const char *const fields_out[] = { "Access-Control-Allow-Headers",
	"Access-Control-Allow-Methods", "Access-Control-Allow-Origin",
	"Access-Control-Expose-Headers", "Access-Control-Max-Age", "Allow", "Retry-After", "Vary" };
enum {
	IN_COUNT = sizeof(fields_in) / sizeof(fields_in[0]),
	OUT_COUNT = sizeof(fields_out) / sizeof(fields_out[0]),
};

/* One request on its way. */
struct passage {
	struct forward *f;
	struct server_call *call;
	const struct route *route; /* NULL: none */
	char request_id[17];
};

/* ---- routes ---- */

/* A browser asks before it asks; the enclave knows which origins may. */
static bool
is_preflight(const struct http_request *r)
{
	return span_is(r->method, "OPTIONS") && http_request_field(r, "Origin") != NULL;
}

static bool
method_fits(const struct route *route, const struct http_request *r)
{
	if (is_preflight(r))
		return route->action != REFUSE_PLAINTEXT;
	return span_is(r->method, route->method) ||
	    (span_is(r->method, "HEAD") && strcmp(route->method, "GET") == 0);
}

/* The route, or NULL; `allow` collects the methods of routes whose path fits. */
static const struct route *
route_find(const struct http_request *r, char *allow, size_t allow_room)
{
	struct span id;

	allow[0] = '\0';
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		const size_t used = strlen(allow);

		if (!http_path_fits(routes[i].path, r->path, &id))
			continue;
		if (method_fits(&routes[i], r))
			return &routes[i];
		(void)snprintf(allow + used, allow_room - used, "%s%s", used > 0 ? ", " : "",
		    routes[i].method);
	}
	return NULL;
}

static size_t
body_size_max(void *self, const struct http_request *head)
{
	char allow[ALLOW_SIZE];
	const struct route *route = route_find(head, allow, sizeof(allow));

	(void)self;
	return route == NULL ? 0 : route->body_size_max;
}

/* ---- answers ---- */

static void
answer(struct passage *p, struct server_reply *r)
{
	struct forward *f = p->f;

	LOG(f->log, LOG_INFO, "request", LOG_T(LOG_REQUEST_ID, p->request_id),
	    LOG_T(LOG_METHOD, p->route == NULL ? "other" : p->route->method),
	    LOG_T(LOG_ROUTE, p->route == NULL ? "other" : p->route->path),
	    LOG_N(LOG_STATUS, r->status), LOG_N(LOG_BYTES, (int64_t)r->body.size),
	    LOG_N(LOG_DURATION_US, clock_mono_us(f->clock) - server_call_started_us(p->call)));
	server_reply(p->call, r);
	free(p);
}

/* `extra` (NULL: none) is one more header field. */
static void
answer_refusal(
    struct passage *p, enum problem kind, const char *detail, const struct http_field *extra)
{
	AUTO(buf) body = buf_new(4096);
	struct http_field fields[2] = { { S("X-Request-Id"), span_text(p->request_id) } };
	struct server_reply r = { .status = problem_status(kind),
		.content_type = "application/problem+json",
		.fields = fields,
		.field_count = 1 };

	if (extra != NULL)
		fields[r.field_count++] = *extra;
	if (problem_write(
		&(struct problem_report){
		    .kind = kind, .detail = detail, .request_id = p->request_id },
		&body) == OK)
		r.body = buf_span(&body);
	answer(p, &r);
}

static void
answer_problem(struct passage *p, enum problem kind, const char *detail, int64_t retry_s)
{
	char seconds[24];
	const int size = snprintf(seconds, sizeof(seconds), "%lld", (long long)retry_s);
	const struct http_field retry = { S("Retry-After"),
		{ (const uint8_t *)seconds, (size_t)size } };

	answer_refusal(p, kind, detail, retry_s > 0 ? &retry : NULL);
}

static void
answer_unreachable(struct passage *p, const struct client_answer *a)
{
	enum att_code refused;
	char detail[256];

	if (a->error == ERR_AUTH && !backend_is_verified(p->f->backend, &refused)) {
		(void)snprintf(detail, sizeof(detail), "the enclave could not be verified: %s (%s)",
		    att_words(refused), att_name(refused));
		answer_problem(p, PROBLEM_UNAVAILABLE, detail, 5);
		return;
	}
	answer_problem(p, PROBLEM_UNAVAILABLE, "the enclave does not answer", 5);
}

/* The content type of an answer as a literal: nothing else may come out of here. */
static const char *
content_type_of(const struct http_response *r)
{
	static const char *const known[] = { "application/json", "application/problem+json" };
	const struct span *type = http_response_field(r, "Content-Type");

	for (size_t i = 0; type != NULL && i < sizeof(known) / sizeof(known[0]); i++)
		if (span_is(*type, known[i]))
			return known[i];
	return r->body.size == 0 ? NULL : "application/octet-stream";
}

static void
answered(void *self, const struct client_answer *a)
{
	struct passage *p = self;
	struct http_field fields[OUT_COUNT + 1] = { { S("X-Request-Id"),
	    span_text(p->request_id) } };
	struct server_reply r = { .fields = fields, .field_count = 1 };

	if (a->error != OK) {
		answer_unreachable(p, a);
		return;
	}
	for (size_t i = 0; i < OUT_COUNT; i++) {
		const struct span *value = http_response_field(a->response, fields_out[i]);

		if (value != NULL)
			fields[r.field_count++] =
			    (struct http_field){ span_text(fields_out[i]), *value };
	}
	r.status = a->response->status;
	r.content_type = content_type_of(a->response);
	r.body = a->response->body;
	answer(p, &r);
}

/* ---- requests ---- */

static enum err
target_write(const struct passage *p, const struct http_request *r, struct buf *out)
{
	if (p->route->action == FORWARD_USER)
		TRY(buf_append(out, span_text(p->route->target)));
	else
		TRY(buf_append(out, r->path));
	if (r->query.size > 0) {
		TRY(buf_u8(out, '?'));
		TRY(buf_append(out, r->query));
	}
	return buf_u8(out, 0);
}

static enum err
send(struct passage *p, const struct http_request *r)
{
	AUTO(buf) target = buf_new(HTTP_LINE_SIZE_MAX + 2);
	AUTO(buf) method = buf_new(HTTP_METHOD_SIZE_MAX + 2);
	struct http_field fields[IN_COUNT];
	struct client_request out = { .fields = fields, .body = r->body };

	TRY(target_write(p, r, &target));
	TRY(buf_append(&method, r->method));
	TRY(buf_u8(&method, 0));
	for (size_t i = 0; i < IN_COUNT; i++) {
		const struct span *value = http_request_field(r, fields_in[i]);

		if (value != NULL)
			fields[out.field_count++] =
			    (struct http_field){ span_text(fields_in[i]), *value };
	}
	out.method = (const char *)method.p;
	out.target = (const char *)target.p;
	return client_send(backend_client(p->f->backend), &out, answered, p);
}

static bool
rate_allows(struct passage *p, const struct http_request *r)
{
	struct limiter_answer a;

	if (p->route->action != FORWARD_COSTLY || is_preflight(r))
		return true;
	a = limiter_take(p->f->limiter, server_call_peer(p->call), clock_mono_ms(p->f->clock));
	if (!a.is_allowed)
		answer_problem(p, PROBLEM_RATE_LIMIT_EXCEEDED,
		    "too many requests from your address; Retry-After says when",
		    a.wait_ms / 1000 + 1);
	return a.is_allowed;
}

static void
no_route(struct passage *p, const char *allow)
{
	const struct http_field field = { S("Allow"), span_text(allow) };

	if (allow[0] == '\0')
		answer_problem(p, PROBLEM_NOT_FOUND, NULL, 0);
	else
		answer_refusal(p, PROBLEM_METHOD_NOT_ALLOWED, NULL, &field);
}

static void
handle(void *self, struct server_call *call, const struct http_request *request)
{
	struct passage *p = calloc(1, sizeof(*p));
	char allow[ALLOW_SIZE];

	if (p == NULL) {
		server_reply(call, &(struct server_reply){ .status = 503, .closes = true });
		return;
	}
	*p = (struct passage){ .f = self, .call = call };
	if (random_hex(p->request_id, sizeof(p->request_id)) != OK)
		p->request_id[0] = '\0'; /* a request without a name is still served */
	p->route = route_find(request, allow, sizeof(allow));
	if (p->route == NULL)
		no_route(p, allow);
	else if (p->route->action == REFUSE_PLAINTEXT)
		answer_problem(p, PROBLEM_FORBIDDEN,
		    "keys are never taken in the clear: ask GET /attestation/quote, verify it, and "
		    "send "
		    "POST /enclave/submit_key with an envelope (perf-aggregator register, "
		    "SecureClient and "
		    "register-user.ps1 -Secure do that for you)",
		    0);
	else if (rate_allows(p, request) && send(p, request) != OK)
		answer_problem(p, PROBLEM_UNAVAILABLE, "too many requests wait for the enclave", 1);
}

struct server_handler
forward_handler(struct forward *f)
{
	return (struct server_handler){ f, body_size_max, handle, NULL };
}
