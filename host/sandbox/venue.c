/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/venue.h"

#include <stdarg.h>

#include "host/sandbox/amount.h"
#include "host/sandbox/venue_fills.h"
#include "lib/base/clock.h"
#include "lib/base/secret.h"

enum err
venue_refuse(struct venue_call *c, unsigned status, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(c->message, sizeof(c->message), format, args);
	va_end(args);
	c->status = status;
	c->code = code;
	return ERR_REFUSED;
}

void
venue_amount(struct venue_call *c, const char *name, __int128 e8)
{
	char text[AMOUNT_TEXT_SIZE];

	amount_write(e8, text);
	json_write_text(&c->json, name, text);
}

void
venue_asset(struct venue_call *c, const char *name, int asset)
{
	json_write_text(&c->json, name, c->world->catalog->assets[asset].name);
}

void
venue_pair(struct venue_call *c, const char *name, const struct listing *l)
{
	const struct span symbol = span_text(l->symbol);

	json_write_span(&c->json, name, span_first(symbol, strcspn(l->symbol, "_")));
}

enum err
venue_holdings(const struct venue_call *c, int isolated, struct holdings **out)
{
	*out = malloc(sizeof(**out));
	ENSURE(*out != NULL, ERR_NOMEM);
	journal_fold(c->world->catalog, c->account->journal, c->now_ms, isolated, *out);
	return OK;
}

void
venue_answer_wipe(struct venue_answer *a)
{
	buf_wipe(&a->body);
	bytes_wipe(a, sizeof(*a));
}

static void
field_add(struct venue_answer *a, const char *name, int64_t value)
{
	char *text = a->field_texts[a->field_count];

	(void)snprintf(text, VENUE_FIELD_SIZE, "%lld", (long long)value);
	a->fields[a->field_count++] = (struct http_field){ span_text(name), span_text(text) };
}

/* Is `name` one of the comma-separated `names`? */
static bool
is_named(struct span name, const char *names)
{
	while (*names != '\0') {
		const size_t size = strcspn(names, ",");

		if (span_equal(name, (struct span){ (const uint8_t *)names, size }))
			return true;
		names += size + (names[size] == ',');
	}
	return false;
}

/* The exchange refuses parameters it was sent twice or does not read. */
static enum err
names_check(struct venue_call *c, const char *names)
{
	const struct query *q = &c->query;
	size_t read = 0;

	for (size_t i = 0; i < q->count; i++) {
		for (size_t k = 0; k < i; k++)
			if (span_equal(q->all[i].name, q->all[k].name))
				return venue_refuse(
				    c, 400, -1101, "Duplicate values for a parameter detected.");
		read += names == NULL || is_named(q->all[i].name, names);
	}
	if (read < q->count)
		return venue_refuse(c, 400, -1104,
		    "Not all sent parameters were read; read '%zu' parameter(s) but was sent "
		    "'%zu'.",
		    read, q->count);
	return OK;
}

static int64_t
weight_of(const struct venue_route *route, const struct query *q)
{
	if (route->fills == &venue_spot_fills && query_count_of(q, "orderId") > 0)
		return 5;
	return route->weight;
}

static enum err
weight_refuse(struct venue_call *c, const struct weight_answer *w, enum weight_budget budget,
    struct venue_answer *out)
{
	if (w->verdict == WEIGHT_OK)
		return OK;
	field_add(out, "Retry-After", w->retry_after_s);
	if (w->verdict == WEIGHT_BANNED)
		return venue_refuse(c, 418, -1003,
		    "Way too much request weight used; IP banned until %lld. Please use WebSocket "
		    "Streams for live updates to avoid bans.",
		    (long long)w->banned_until_ms);
	return venue_refuse(c, 429, -1003,
	    "Too much request weight used; current limit is %lld request weight per 1 MINUTE. "
	    "Please use WebSocket Streams for live updates to avoid polling the API.",
	    (long long)weight_limit(budget));
}

static enum err
weight_check(struct venue *v, struct venue_call *c, const char *peer, struct venue_answer *out)
{
	const enum weight_budget budget = c->route->budget;
	const struct weight_answer w =
	    weight_take(&v->weights, peer, budget, weight_of(c->route, &c->query), c->now_ms);

	if (w.verdict != WEIGHT_BANNED && budget == WEIGHT_API)
		field_add(out, "x-mbx-used-weight", w.used);
	if (w.verdict != WEIGHT_BANNED && budget != WEIGHT_SAPI && budget != WEIGHT_FREE)
		field_add(out, "x-mbx-used-weight-1m", w.used);
	if (w.verdict != WEIGHT_BANNED && budget == WEIGHT_SAPI)
		field_add(out, "X-SAPI-USED-IP-WEIGHT-1M", w.used);
	return weight_refuse(c, &w, budget, out);
}

/* Some /sapi calls count per account too. */
static enum err
uid_weight_check(struct venue *v, struct venue_call *c, struct venue_answer *out)
{
	struct weight_answer w;
	char who[WEIGHT_PEER_SIZE];

	if (c->route->uid_weight == 0)
		return OK;
	(void)snprintf(who, sizeof(who), "%lld %.40s", (long long)c->account->uid,
	    c->route->path + strlen("/sapi/v1"));
	w = weight_take(&v->uid_weights, who, WEIGHT_UID, c->route->uid_weight, c->now_ms);
	field_add(out, "X-SAPI-USED-UID-WEIGHT-1M", w.used);
	return weight_refuse(c, &w, WEIGHT_UID, out);
}

static enum err
call_run(struct venue *v, struct venue_call *c, const struct http_request *request,
    const char *peer, struct venue_answer *out)
{
	c->route = venue_route_find(request->method, request->path);
	if (c->route == NULL)
		return venue_refuse(c, 404, -5000, "Path %.*s, Method %.*s is invalid",
		    request->path.size < 100 ? (int)request->path.size : 100, request->path.p,
		    (int)request->method.size, request->method.p);
	if (query_parse(request->query, request->body, &c->query) != OK)
		return venue_refuse(c, 400, -1101, "Too many parameters sent for this endpoint.");
	TRY(weight_check(v, c, peer, out));
	TRY(names_check(c, c->route->names));
	if (c->route->security != VENUE_PUBLIC) {
		TRY(venue_sign_in(c, request, c->route->security == VENUE_SIGNED));
		TRY(uid_weight_check(v, c, out));
	}
	TRY(c->route->handle(c));
	return c->content_type != NULL ? OK : json_write_end(&c->json);
}

static void
refusal_write(const struct venue_call *c, struct buf *body)
{
	struct json_writer w;

	buf_clear(body);
	w = json_writer_on(body);
	json_write_object(&w, NULL);
	json_write_i64(&w, "code", c->code);
	json_write_text(&w, "msg", c->message);
	json_write_close_object(&w);
	/* Only memory can be missing; then the body is empty. */
	if (json_write_end(&w) != OK)
		buf_clear(body);
}

/* Whose key it is, "" when it is nobody's. */
static const char *
account_name(const struct world *w, const struct http_request *request)
{
	const struct span *key = http_request_field(request, "X-MBX-APIKEY");
	char text[WORLD_KEY_SIZE];
	const struct world_account *a = NULL;

	if (key != NULL && span_to_text(*key, text, sizeof(text)) == OK)
		a = world_account_by_key(w, text);
	return a != NULL ? a->name : "";
}

void
venue_answer(
    struct venue *v, const struct http_request *request, const char *peer, struct venue_answer *out)
{
	struct venue_call c = { .world = v->world,
		.hands = v->hands,
		.peer = peer,
		.now_ms = clock_wall_ms(v->clock) };
	const struct span *host = http_request_field(request, "Host");
	enum err e;

	out->hits = faults_take(v->faults, request->path, account_name(v->world, request));
	c.hits = &out->hits;
	c.downloads = &v->downloads;
	if (host != NULL)
		c.host = *host;
	out->body = buf_new(VENUE_ANSWER_SIZE_MAX);
	c.json = json_writer_on(&out->body);
	e = venue_fault_before(&c, request);
	if (e == OK)
		e = call_run(v, &c, request, peer, out);
	out->status = 200;
	if (e == OK) {
		out->content_type = c.content_type;
		venue_fault_after(&c, out);
		return;
	}
	if (e != ERR_REFUSED)
		(void)venue_refuse(
		    &c, 500, -1000, "An unknown error occurred while processing the request.");
	out->status = c.status;
	refusal_write(&c, &out->body);
}
