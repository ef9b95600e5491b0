/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/venue.h"

#include <stdarg.h>

#include "host/sandbox/amount.h"
#include "lib/base/clock.h"
#include "lib/base/secret.h"

enum security { PUBLIC, WITH_KEY, SIGNED };

#define SIGNATURE_NAMES "timestamp,recvWindow,signature"

/* Every call on one screen.  `names`: the parameters it reads; NULL: it minds none. */
static const struct route {
	const char *path;
	enum weight_budget budget;
	int64_t weight;
	enum security security;
	const char *names;
	enum err (*handle)(struct venue_call *c);
} routes[] = {
	{ "/api/v3/ping", WEIGHT_API, 1, PUBLIC, "", venue_ping },
	{ "/api/v3/time", WEIGHT_API, 1, PUBLIC, "", venue_time },
	{ "/api/v3/exchangeInfo", WEIGHT_API, 20, PUBLIC,
	    "symbol,symbols,permissions,showPermissionSets,symbolStatus", venue_exchange_info },
	{ "/api/v3/klines", WEIGHT_API, 2, PUBLIC,
	    "symbol,interval,startTime,endTime,limit,timeZone", venue_klines },
	{ "/api/v3/account", WEIGHT_API, 20, SIGNED, "omitZeroBalances," SIGNATURE_NAMES,
	    venue_account },
	{ "/api/v3/myTrades", WEIGHT_API, 20, SIGNED,
	    "symbol,orderId,startTime,endTime,fromId,limit," SIGNATURE_NAMES, venue_my_trades },
	{ "/sapi/v1/account/apiRestrictions", WEIGHT_SAPI, 1, SIGNED, NULL,
	    venue_api_restrictions },
	{ "/sapi/v1/capital/config/getall", WEIGHT_SAPI, 10, SIGNED, NULL, venue_empty_list },
	{ "/sapi/v1/margin/allPairs", WEIGHT_SAPI, 1, WITH_KEY, NULL, venue_empty_list },
	{ "/sapi/v1/margin/isolated/allPairs", WEIGHT_SAPI, 10, WITH_KEY, NULL, venue_empty_list },
	{ "/fapi/v1/exchangeInfo", WEIGHT_FREE, 0, PUBLIC, NULL, venue_futures_info },
	{ "/dapi/v1/exchangeInfo", WEIGHT_FREE, 0, PUBLIC, NULL, venue_futures_info },
};

static const struct route *
route_by_path(struct span path)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++)
		if (span_is(path, routes[i].path))
			return &routes[i];
	return NULL;
}

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
venue_amount(struct venue_call *c, const char *name, int64_t e8)
{
	char text[AMOUNT_TEXT_SIZE];

	amount_write(e8, text);
	json_write_text(&c->json, name, text);
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
weight_of(const struct route *route, const struct query *q)
{
	if (route->handle == venue_my_trades && query_count_of(q, "orderId") > 0)
		return 5;
	return route->weight;
}

static enum err
weight_check(struct venue *v, struct venue_call *c, const struct route *route, const char *peer,
    struct venue_answer *out)
{
	const struct weight_answer w =
	    weight_take(&v->weights, peer, route->budget, weight_of(route, &c->query), c->now_ms);

	if (w.verdict != WEIGHT_BANNED && route->budget == WEIGHT_API) {
		field_add(out, "x-mbx-used-weight", w.used);
		field_add(out, "x-mbx-used-weight-1m", w.used);
	}
	if (w.verdict != WEIGHT_BANNED && route->budget == WEIGHT_SAPI)
		field_add(out, "X-SAPI-USED-IP-WEIGHT-1M", w.used);
	if (w.verdict == WEIGHT_OK)
		return OK;
	field_add(out, "Retry-After", w.retry_after_s);
	if (w.verdict == WEIGHT_BANNED)
		return venue_refuse(c, 418, -1003,
		    "Way too much request weight used; IP banned until %lld. Please use WebSocket "
		    "Streams for live updates to avoid bans.",
		    (long long)w.banned_until_ms);
	return venue_refuse(c, 429, -1003,
	    "Too much request weight used; current limit is %d request weight per 1 MINUTE. Please "
	    "use WebSocket Streams for live updates to avoid polling the API.",
	    route->budget == WEIGHT_API ? WEIGHT_API_MAX : WEIGHT_SAPI_MAX);
}

static enum err
call_run(struct venue *v, struct venue_call *c, const struct http_request *request,
    const char *peer, struct venue_answer *out)
{
	const struct route *route = route_by_path(request->path);

	if (route == NULL || !span_is(request->method, "GET"))
		return venue_refuse(c, 404, -5000, "Path %.*s, Method %.*s is invalid",
		    request->path.size < 100 ? (int)request->path.size : 100, request->path.p,
		    (int)request->method.size, request->method.p);
	if (query_parse(request->query, request->body, &c->query) != OK)
		return venue_refuse(c, 400, -1101, "Too many parameters sent for this endpoint.");
	TRY(weight_check(v, c, route, peer, out));
	TRY(names_check(c, route->names));
	if (route->security != PUBLIC)
		TRY(venue_sign_in(c, request, route->security == SIGNED));
	TRY(route->handle(c));
	return json_write_end(&c->json);
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

void
venue_answer(
    struct venue *v, const struct http_request *request, const char *peer, struct venue_answer *out)
{
	struct venue_call c = { .world = v->world, .now_ms = clock_wall_ms(v->clock) };
	enum err e;

	out->body = buf_new(VENUE_ANSWER_SIZE_MAX);
	c.json = json_writer_on(&out->body);
	e = call_run(v, &c, request, peer, out);
	out->status = 200;
	if (e == OK)
		return;
	if (e != ERR_REFUSED)
		(void)venue_refuse(
		    &c, 500, -1000, "An unknown error occurred while processing the request.");
	out->status = c.status;
	refusal_write(&c, &out->body);
}
