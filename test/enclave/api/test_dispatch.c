/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/api/enclave_room.h"

/* The row's path with an id in it. */
static const char *
path_of(const struct route *route)
{
	static char path[128];
	const size_t before = strcspn(route->path, "{");

	(void)snprintf(path, sizeof(path), "%.*s%s", (int)before, route->path,
	    route->path[before] == '{' ? "session_1_x" : "");
	return path;
}

TEST(dispatch_knows_the_methods_of_each_door_and_names_them)
{
	struct enclave_room r;
	char with_tail[160];

	enclave_room_open(&r, NULL);
	for (size_t i = 0; i < api_route_count; i++) {
		const struct route *route = &api_routes[i];

		CHECK_INT(ask(&r, "PATCH", path_of(route)), 405);
		CHECK_TEXT(reply_code(&r), "METHOD_NOT_ALLOWED");
		CHECK(strstr(reply_field(&r, "Allow"), route->method) != NULL);
		(void)snprintf(with_tail, sizeof(with_tail), "%s/", path_of(route));
		CHECK_INT(ask(&r, route->method, with_tail), 404);
		(void)snprintf(with_tail, sizeof(with_tail), "/x%s", path_of(route));
		CHECK_INT(ask(&r, route->method, with_tail), 404);
		case_counted();
	}
	CHECK_INT(ask(&r, "PUT", "/enclave/session/x"), 405);
	CHECK_TEXT(reply_field(&r, "Allow"), "GET, DELETE");
	CHECK_INT(ask(&r, "GET", "/enclave/summary/"), 404);
	CHECK_INT(ask(&r, "GET", "/enclave/summary"), 404);
	CHECK_INT(ask(&r, "GET", "/ENCLAVE/summary/x"), 404);
	CHECK_INT(ask(&r, "GET", "/"), 404);
	CHECK_TEXT(reply_code(&r), "NOT_FOUND");
	CHECK_INT(r.api.monitor.requests[MONITOR_ROUTES_MAX][4], api_route_count * 3 + 5);
	enclave_room_close(&r);
}

TEST(dispatch_answers_head_like_get_without_the_body)
{
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	for (size_t i = 0; i < api_route_count; i++) {
		unsigned status;
		char type[64];

		if (strcmp(api_routes[i].method, "GET") != 0)
			continue;
		status = ask(&r, "GET", path_of(&api_routes[i]));
		(void)snprintf(type, sizeof(type), "%s", reply_field(&r, "Content-Type"));
		CHECK(r.reply.body.size > 1);
		CHECK_INT(ask(&r, "HEAD", path_of(&api_routes[i])), status);
		CHECK_TEXT(reply_field(&r, "Content-Type"), type);
		CHECK_INT(r.reply.body.size, 1);
		case_counted();
	}
	enclave_room_close(&r);
}

TEST(dispatch_takes_bodies_up_to_each_door_s_limit)
{
	static uint8_t bytes[8193];
	struct enclave_room r;

	memset(bytes, ' ', sizeof(bytes));
	enclave_room_open(&r, NULL);
	for (size_t i = 0; i < api_route_count; i++) {
		const struct route *route = &api_routes[i];
		struct client_request request = { .method = route->method,
			.target = path_of(route),
			.body = { bytes, route->body_size_max + 1 } };

		CHECK_INT(ask_with(&r, &request), 413);
		CHECK_TEXT(reply_code(&r), "PAYLOAD_TOO_LARGE");
		request.body.size = route->body_size_max;
		CHECK(ask_with(&r, &request) != 413);
		case_counted();
	}
	CHECK_INT(r.api.monitor.refused_by_server, api_route_count);
	enclave_room_close(&r);
}

/* ---- sessions ---- */

static const char *const doors[] = { "/enclave/summary/", "/enclave/metrics/", "/enclave/trades/",
	"/enclave/session/" };
enum { DOORS = sizeof(doors) / sizeof(doors[0]) };

/* The status and the body. */
static void
answer_of(struct enclave_room *r, const char *door, const char *id, char out[1024])
{
	char target[256];

	(void)snprintf(target, sizeof(target), "%s%s", door, id);
	(void)snprintf(out, 1024, "%u ", ask(r, "GET", target));
	(void)snprintf(out + 4, 1020, "%s", reply_body(r));
}

TEST(dispatch_answers_unknown_expired_and_revoked_sessions_alike)
{
	struct visitor expired, revoked, other;
	char first[1024], body[1024], target[256];
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	enclave_register(&r, "none", &revoked);
	enclave_register(&r, "none", &expired);
	CHECK_INT(visit(&r, &expired, doors[0]), 200);
	(void)snprintf(target, sizeof(target), "/enclave/session/%s", revoked.id);
	CHECK(ask(&r, "DELETE", target) < 300);
	clock_fake_advance_ms(&r.net.time, 599999);
	CHECK_INT(visit(&r, &expired, doors[0]), 200);
	clock_fake_advance_ms(&r.net.time, 1);
	enclave_register(&r, "hmac", &other); /* its id alone is worth nothing */
	answer_of(&r, doors[0], "session_1_unknown", first);
	CHECK(strstr(first, "401 ") == first && strstr(first, "INVALID_SESSION") != NULL);
	for (size_t i = 0; i < DOORS; i++) {
		const char *const ids[] = { "session_1_unknown", "x", "self", expired.id,
			revoked.id, other.id };

		for (size_t k = 0; k < 6; k++) {
			answer_of(&r, doors[i], ids[k], body);
			CHECK_TEXT(body, first);
			case_counted();
		}
	}
	CHECK_INT(sessions_sweep(r.api.sessions), 1);
	answer_of(&r, doors[0], expired.id, body);
	CHECK_TEXT(body, first);
	enclave_room_close(&r);
}

TEST(dispatch_tells_only_who_proves_it_that_a_session_has_expired)
{
	struct visitor v, stranger;
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	enclave_register(&r, "hmac", &v);
	stranger = v;
	stranger.pop.b[0] ^= 1;
	CHECK_INT(visit_signed(&r, &v, "GET", "/enclave/summary/self"), 200);
	clock_fake_advance_ms(&r.net.time, 600000);
	CHECK_INT(visit_signed(&r, &v, "GET", "/enclave/summary/self"), 401);
	CHECK_TEXT(reply_code(&r), "SESSION_EXPIRED");
	CHECK_INT(visit_signed(&r, &stranger, "GET", "/enclave/summary/self"), 401);
	CHECK_TEXT(reply_code(&r), "INVALID_SESSION");
	CHECK_INT(visit(&r, &v, "/enclave/summary/"), 401);
	CHECK_TEXT(reply_code(&r), "INVALID_SESSION");
	enclave_room_close(&r);
}

TEST(dispatch_wants_each_request_of_a_signed_session_signed_and_once)
{
	char input[PROOF_FIELD_SIZE_MAX], signature[PROOF_FIELD_SIZE_MAX], bearer[128];
	const struct proof_request part = { S("GET"), S("/enclave/metrics/self"),
		S("method=fifo") };
	struct enclave_room r;
	struct visitor v;

	enclave_room_open(&r, NULL);
	enclave_register(&r, "hmac", &v);
	CHECK_INT(visit(&r, &v, "/enclave/metrics/"), 401);
	CHECK_OK(proof_make(&v.pop, &part, r.net.time.wall_ms / 1000, input, signature));
	(void)snprintf(bearer, sizeof(bearer), "Bearer %s", v.id);
	const struct http_field fields[] = { { S("Authorization"), span_text(bearer) },
		{ S("Signature-Input"), span_text(input) },
		{ S("Signature"), span_text(signature) } };
	struct client_request request = { .method = "GET", .fields = fields, .field_count = 3 };

	request.target = "/enclave/metrics/self"; /* another query */
	CHECK_INT(ask_with(&r, &request), 401);
	request.target = "/enclave/summary/self?method=fifo"; /* another path */
	CHECK_INT(ask_with(&r, &request), 401);
	request.target = "/enclave/metrics/self?method=fifo";
	request.method = "HEAD"; /* another method */
	CHECK_INT(ask_with(&r, &request), 401);
	request.method = "GET";
	CHECK_INT(ask_with(&r, &request), 200);
	CHECK_INT(ask_with(&r, &request), 401); /* a second time */
	CHECK_TEXT(reply_code(&r), "INVALID_SESSION");
	enclave_room_close(&r);
}

TEST(dispatch_says_for_how_long_when_a_session_signs_too_often)
{
	struct enclave_room r;
	struct visitor v;

	enclave_room_open(&r, NULL);
	enclave_register(&r, "hmac", &v);
	for (int i = 0; i < SESSION_PROOF_NONCES_MAX; i++)
		assert_int_equal(visit_signed(&r, &v, "HEAD", "/enclave/session/self"), 200);
	CHECK_INT(visit_signed(&r, &v, "GET", "/enclave/session/self"), 429);
	CHECK_TEXT(reply_code(&r), "RATE_LIMIT_EXCEEDED");
	CHECK(reply_field(&r, "Retry-After") != NULL);
	enclave_room_close(&r);
}

TEST(dispatch_reads_the_id_from_the_path_or_from_authorization)
{
	struct enclave_room r;
	struct visitor v;
	char bearer[128], target[256];
	struct http_field field = { S("Authorization"), { 0 } };
	struct client_request request = { .method = "GET",
		.target = "/enclave/summary/self",
		.fields = &field,
		.field_count = 1 };

	enclave_room_open(&r, NULL);
	enclave_register(&r, "none", &v);
	CHECK_INT(visit(&r, &v, "/enclave/summary/"), 200);
	(void)snprintf(bearer, sizeof(bearer), "Bearer %s", v.id);
	field.value = span_text(bearer);
	CHECK_INT(ask_with(&r, &request), 200);
	(void)snprintf(bearer, sizeof(bearer), "Basic %s", v.id);
	field.value = span_text(bearer);
	CHECK_INT(ask_with(&r, &request), 401);
	for (size_t i = 0; i < strlen(v.id); i++) { /* any other id */
		(void)snprintf(target, sizeof(target), "/enclave/summary/%s", v.id);
		target[strlen("/enclave/summary/") + i] = v.id[i] == 'a' ? 'b' : 'a';
		assert_int_equal(ask(&r, "GET", target), 401);
	}
	enclave_room_close(&r);
}

TEST(dispatch_serves_nothing_of_a_session_let_go_though_the_wall_clock_goes_back)
{
	struct enclave_room r;
	struct visitor v;

	enclave_room_open(&r, NULL);
	enclave_register(&r, "none", &v);
	r.net.time.wall_ms += 600000; /* the host moves its clock */
	CHECK_INT(sessions_release_expired(r.api.sessions), 1);
	CHECK_INT(vault_count(r.api.vault), 0);
	r.net.time.wall_ms -= 600000;
	for (size_t i = 0; i < DOORS; i++)
		CHECK_INT(visit(&r, &v, doors[i]), 401);
	enclave_room_close(&r);
}

/* ---- who may knock ---- */

static unsigned
ask_from(struct enclave_room *r, const char *method, const char *target, const char *origin)
{
	const struct http_field field = { S("Origin"), span_text(origin) };

	return ask_with(r,
	    &(struct client_request){
		.method = method, .target = target, .fields = &field, .field_count = 1 });
}

TEST(dispatch_opens_to_the_browsers_of_the_origins_it_was_given)
{
	static const char *const strangers[] = { "https://b.example", "https://a.example.evil",
		"https://a.exampl", "null", "http://a.example",
		"https://a.example,https://c.example" };
	struct enclave_room r;

	enclave_room_open(
	    &r, &(struct enclave_options){ .origins = "https://a.example,https://c.example:8443" });
	CHECK_INT(ask_from(&r, "GET", "/health", "https://c.example:8443"), 200);
	CHECK_TEXT(reply_field(&r, "Access-Control-Allow-Origin"), "https://c.example:8443");
	CHECK_TEXT(reply_field(&r, "Vary"), "Origin");
	CHECK_INT(ask_from(&r, "OPTIONS", "/enclave/submit_key", "https://a.example"), 204);
	CHECK_TEXT(reply_field(&r, "Access-Control-Allow-Methods"), "POST");
	CHECK(strstr(reply_field(&r, "Access-Control-Allow-Headers"), "Signature-Input") != NULL);
	CHECK(reply_field(&r, "Access-Control-Max-Age") != NULL);
	CHECK_INT(r.reply.body.size, 1);
	CHECK_INT(ask_from(&r, "OPTIONS", "/enclave/session/x", "https://a.example"), 204);
	CHECK_TEXT(reply_field(&r, "Access-Control-Allow-Methods"), "GET, DELETE");
	CHECK_INT(ask_from(&r, "OPTIONS", "/nowhere", "https://a.example"), 404);
	CHECK_INT(ask_from(&r, "GET", "/enclave/summary/x", "https://a.example"), 401);
	CHECK(reply_field(&r, "Access-Control-Allow-Origin") != NULL); /* problems are readable */
	for (size_t i = 0; i < 6; i++) {
		CHECK_INT(ask_from(&r, "GET", "/health", strangers[i]), 200);
		CHECK(reply_field(&r, "Access-Control-Allow-Origin") == NULL);
		CHECK_INT(ask_from(&r, "OPTIONS", "/health", strangers[i]), 405);
	}
	CHECK_INT(ask(&r, "OPTIONS", "/health"), 405);
	enclave_room_close(&r);
	enclave_room_open(&r, NULL); /* none */
	CHECK_INT(ask_from(&r, "OPTIONS", "/health", "https://a.example"), 405);
	enclave_room_close(&r);
}

TEST(dispatch_limits_costly_requests_per_address_and_says_for_how_long)
{
	struct enclave_room r;

	enclave_room_open(&r, &(struct enclave_options){ .rate_max = 3 });
	r.peer = "203.0.113.9";
	for (int i = 0; i < 3; i++)
		CHECK_INT(ask(&r, "GET", "/attestation/quote"), 200);
	CHECK_INT(ask(&r, "POST", "/enclave/submit_key"), 429); /* both are costly */
	CHECK_TEXT(reply_code(&r), "RATE_LIMIT_EXCEEDED");
	CHECK_TEXT(reply_field(&r, "Retry-After"), "21"); /* a third of the window, and a bit */
	CHECK_INT(r.api.monitor.rate_limited, 1);
	CHECK_INT(ask(&r, "GET", "/health"), 200); /* free ones go on */
	CHECK_INT(ask(&r, "GET", "/enclave/summary/x"), 401);
	r.peer = "203.0.113.10";
	CHECK_INT(ask(&r, "GET", "/attestation/quote"), 200);
	r.peer = NULL;
	for (int i = 0; i < 5; i++) /* loopback is not limited */
		CHECK_INT(ask(&r, "GET", "/attestation/quote"), 200);
	r.peer = "203.0.113.9";
	clock_fake_advance_ms(&r.net.time, 21000);
	CHECK_INT(ask(&r, "GET", "/attestation/quote"), 200);
	CHECK_INT(ask(&r, "GET", "/attestation/quote"), 429);
	enclave_room_close(&r);
}

TEST(dispatch_shows_operators_doors_to_this_machine_only)
{
	static const char *const from[] = { "203.0.113.9", "2001:db8::1", "10.0.0.1" };
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	CHECK_INT(ask(&r, "GET", "/metrics"), 200);
	CHECK_INT(ask(&r, "POST", "/enclave/cleanup"), 200);
	for (size_t i = 0; i < 3; i++) {
		r.peer = from[i];
		CHECK_INT(ask(&r, "GET", "/metrics"), 404);
		CHECK_TEXT(reply_code(&r), "NOT_FOUND");
		CHECK_INT(ask(&r, "POST", "/enclave/cleanup"), 404);
	}
	r.peer = "::1";
	CHECK_INT(ask(&r, "GET", "/metrics"), 200);
	enclave_room_close(&r);
}

TEST(dispatch_names_each_request_and_logs_neither_ids_nor_queries_nor_users)
{
	char first[32], *all;
	struct enclave_room r;
	struct visitor v;
	size_t size = 0;
	FILE *log = open_memstream(&all, &size);

	assert_non_null(log);
	enclave_room_open(&r, &(struct enclave_options){ .log = log });
	enclave_register(&r, "none", &v);
	CHECK_INT(visit(&r, &v, "/enclave/summary/"), 200);
	(void)snprintf(first, sizeof(first), "%s", reply_field(&r, "X-Request-Id"));
	CHECK_INT(strlen(first), 16);
	CHECK_INT(ask(&r, "GET", "/enclave/metrics/session_1_nobody?from=secret-query"), 401);
	CHECK(strcmp(first, reply_field(&r, "X-Request-Id")) != 0);
	CHECK_INT(ask(&r, "GET", "/nowhere"), 404);
	CHECK(reply_says(&r, reply_field(&r, "X-Request-Id")));
	enclave_room_close(&r);
	CHECK_INT(fclose(log), 0);
	CHECK(strstr(all, first) != NULL);
	CHECK(strstr(all, "/enclave/summary/{id}") != NULL);
	CHECK(strstr(all, v.id) == NULL && strstr(all, "session_1") == NULL);
	CHECK(strstr(all, "secret-query") == NULL && strstr(all, "trader-1") == NULL);
	CHECK(strstr(all, "its-secret") == NULL && strstr(all, "a-key-of") == NULL);
	free(all);
}
