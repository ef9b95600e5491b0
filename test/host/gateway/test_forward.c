/* SPDX-License-Identifier: Apache-2.0 */
#include "test/host/gateway/gateway_room.h"

static size_t
requests_of(const struct gateway_room *g, const char *method, const char *path)
{
	size_t count = 0;

	for (size_t i = 0; i < api_route_count; i++)
		for (size_t k = 0; k < 6; k++)
			if (strcmp(api_routes[i].method, method) == 0 &&
			    strcmp(api_routes[i].path, path) == 0)
				count += g->enclave.api.monitor.requests[i][k];
	return count;
}

/* All requests the enclave has answered. */
static size_t
requests(const struct gateway_room *g)
{
	size_t count = 0;

	for (size_t i = 0; i <= MONITOR_ROUTES_MAX; i++)
		for (size_t k = 0; k < 6; k++)
			count += g->enclave.api.monitor.requests[i][k];
	return count;
}

TEST(forward_carries_a_whole_registration_and_its_readings)
{
	struct gateway_room g;
	struct visitor v;
	char path[128];

	gateway_room_open(&g, NULL);
	CHECK_INT(ask(&g.enclave, "GET", "/attestation/quote"), 200);
	enclave_register(&g.enclave, "hmac", &v); /* the receipt is checked by its own test */
	CHECK_INT(visit_signed(&g.enclave, &v, "GET", "/enclave/summary/self"), 200);
	CHECK_INT(visit_signed(&g.enclave, &v, "GET", "/enclave/metrics/self?method=fifo"), 200);
	CHECK_INT(visit_signed(&g.enclave, &v, "HEAD", "/enclave/session/self"), 200);
	CHECK_INT(visit(&g.enclave, &v, "/enclave/session/"), 401);
	CHECK_TEXT(reply_code(&g.enclave), "INVALID_SESSION"); /* the enclave's own words */
	CHECK(visit_signed(&g.enclave, &v, "DELETE", "/enclave/session/self") < 300);
	CHECK_INT(vault_count(g.enclave.api.vault), 0);
	enclave_register(&g.enclave, "none", &v);
	CHECK_INT(visit(&g.enclave, &v, "/enclave/trades/"), 200);
	(void)snprintf(path, sizeof(path), "/enclave/session/%s", v.id);
	CHECK(ask(&g.enclave, "DELETE", path) < 300);
	gateway_room_close(&g);
}

TEST(forward_serves_a_user_by_bearer)
{
	struct gateway_room g;
	struct visitor v;
	char bearer[128];
	struct http_field field = { S("Authorization"), { 0 } };
	struct client_request request = { .method = "GET", .fields = &field, .field_count = 1 };

	gateway_room_open(&g, NULL);
	enclave_register(&g.enclave, "none", &v);
	(void)snprintf(bearer, sizeof(bearer), "Bearer %s", v.id);
	field.value = span_text(bearer);
	request.target = "/users/trader-1/summary";
	CHECK_INT(ask_with(&g.enclave, &request), 200);
	CHECK(reply_says(&g.enclave, "\"summary\""));
	request.target = "/users/trader-1/metrics?method=lif";
	CHECK_INT(ask_with(&g.enclave, &request), 400); /* the query went along */
	CHECK_INT(ask(&g.enclave, "GET", "/users/trader-1/summary"), 401);
	CHECK_INT(ask(&g.enclave, "GET", "/users//summary"), 404);
	CHECK_INT(ask(&g.enclave, "GET", "/users/a/b/summary"), 404);
	gateway_room_close(&g);
}

TEST(forward_has_no_route_but_those_of_its_table)
{
	static const char *const none[][2] = { { "GET", "/" }, { "GET", "/metrics" },
		{ "POST", "/enclave/cleanup" }, { "GET", "/enclave" },
		{ "GET", "/enclave/summary/" }, { "GET", "/enclave/summary/a/b" },
		{ "GET", "/health/" }, { "GET", "/Health" }, { "GET", "/attestation" },
		{ "GET", "/attestation/quote/x" } };
	static const char *const wrong[][3] = { { "DELETE", "/health", "GET" },
		{ "GET", "/enclave/submit_key", "POST" },
		{ "PUT", "/enclave/session/x", "GET, DELETE" }, { "GET", "/users", "POST" },
		{ "OPTIONS", "/health", "GET" } };
	struct gateway_room g;
	size_t before;

	gateway_room_open(&g, NULL);
	CHECK_INT(ask(&g.enclave, "GET", "/health"), 200);
	before = requests(&g);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		CHECK_INT(ask(&g.enclave, none[i][0], none[i][1]), 404);
		CHECK_TEXT(reply_code(&g.enclave), "NOT_FOUND");
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		CHECK_INT(ask(&g.enclave, wrong[i][0], wrong[i][1]), 405);
		CHECK_TEXT(reply_field(&g.enclave, "Allow"), wrong[i][2]);
	}
	CHECK_INT(requests(&g), before); /* nothing of it reached the enclave */
	gateway_room_close(&g);
}

TEST(forward_refuses_keys_in_the_clear_and_says_what_to_do)
{
	static const struct http_field json = { S("Content-Type"), S("application/json") };
	const struct client_request post = { .method = "POST",
		.target = "/users",
		.fields = &json,
		.field_count = 1,
		.body = S("{\"apiKey\":\"clear\",\"secret\":\"as-day\"}") };
	struct gateway_room g;

	gateway_room_open(&g, NULL);
	CHECK_INT(ask_with(&g.enclave, &post), 403);
	CHECK_TEXT(reply_code(&g.enclave), "FORBIDDEN");
	CHECK(reply_says(&g.enclave, "/enclave/submit_key"));
	CHECK(!reply_says(&g.enclave, "as-day"));
	CHECK_INT(requests(&g), 0);
	gateway_room_close(&g);
}

TEST(forward_keeps_each_route_s_limit_of_its_body)
{
	static uint8_t bytes[8193];
	struct client_request request = {
		.method = "POST", .target = "/enclave/submit_key", .body = { bytes, 8193 }
	};
	struct gateway_room g;

	memset(bytes, ' ', sizeof(bytes));
	gateway_room_open(&g, NULL);
	CHECK_INT(ask_with(&g.enclave, &request), 413);
	CHECK_INT(requests(&g), 0);
	request.body.size = 8192;
	CHECK_INT(ask_with(&g.enclave, &request), 415);
	request = (struct client_request){
		.method = "GET", .target = "/enclave/summary/x", .body = { bytes, 1 }
	};
	CHECK_INT(ask_with(&g.enclave, &request), 413);
	gateway_room_close(&g);
}

/* ---- header fields ---- */

TEST(forward_lets_listed_fields_in_and_no_other)
{
	static const struct http_field fields[] = { { S("Accept"), S("application/json") },
		{ S("authorization"), S("Bearer x") }, { S("Origin"), S("https://a.example") },
		{ S("Signature"), S("sig1=:AA==:") }, { S("Signature-Input"), S("sig1=()") },
		{ S("Content-Type"), S("text/plain") }, { S("Cookie"), S("a-cookie=1") },
		{ S("X-Forwarded-For"), S("203.0.113.1") },
		{ S("Forwarded"), S("for=203.0.113.1") },
		{ S("X-Request-Id"), S("mine-to-choose") }, { S("Accept-Encoding"), S("gzip") },
		{ S("User-Agent"), S("browser/1") }, { S("X-Http-Method-Override"), S("DELETE") } };
	static const char *const in[] = { "Accept: application/json", "Authorization: Bearer x",
		"Origin: https://a.example", "Signature: sig1=:AA==:", "Signature-Input: sig1=()",
		"Content-Type: text/plain" };
	static const char *const out[] = { "ookie", "orwarded", "mine-to-choose", "gzip", "browser",
		"Override" };
	struct gateway_room g;

	gateway_room_open(&g, NULL);
	(void)ask_with(&g.enclave,
	    &(struct client_request){ .method = "GET",
		.target = "/enclave/summary/x?a=b%20c",
		.fields = fields,
		.field_count = sizeof(fields) / sizeof(fields[0]) });
	CHECK(strstr(g.enclave.seen, "GET /enclave/summary/x?a=b%20c HTTP/1.1\r\n") ==
	    g.enclave.seen);
	for (size_t i = 0; i < sizeof(in) / sizeof(in[0]); i++)
		CHECK(strstr(g.enclave.seen, in[i]) != NULL);
	for (size_t i = 0; i < sizeof(out) / sizeof(out[0]); i++)
		CHECK(strstr(g.enclave.seen, out[i]) == NULL);
	gateway_room_close(&g);
}

TEST(forward_lets_listed_fields_out_and_no_other)
{
	static const struct http_field fields[] = { { S("Retry-After"), S("7") },
		{ S("Allow"), S("GET") }, { S("Vary"), S("Origin") }, { S("Server"), S("thing/1") },
		{ S("Set-Cookie"), S("a=b") }, { S("X-Request-Id"), S("the-enclaves") },
		{ S("Location"), S("https://elsewhere") }, { S("Cache-Control"), S("public") } };
	static const struct server_reply odd = { .status = 418,
		.content_type = "text/html",
		.fields = fields,
		.field_count = 8,
		.body = S("<b>odd</b>") };
	struct gateway_room g;

	gateway_room_open(&g, NULL);
	g.enclave.odd = &odd;
	CHECK_INT(ask(&g.enclave, "GET", "/health"), 418);
	CHECK_TEXT(reply_field(&g.enclave, "Retry-After"), "7");
	CHECK_TEXT(reply_field(&g.enclave, "Allow"), "GET");
	CHECK_TEXT(reply_field(&g.enclave, "Vary"), "Origin");
	CHECK(strstr(g.enclave.reply.fields, "Server") == NULL);
	CHECK(strstr(g.enclave.reply.fields, "Cookie") == NULL);
	CHECK(strstr(g.enclave.reply.fields, "Location") == NULL);
	CHECK(strstr(g.enclave.reply.fields, "the-enclaves") == NULL);
	CHECK_INT(strlen(reply_field(&g.enclave, "X-Request-Id")), 16);
	CHECK_TEXT(reply_field(&g.enclave, "Cache-Control"), "no-store");
	CHECK_TEXT(reply_field(&g.enclave, "Content-Type"), "application/octet-stream");
	CHECK_TEXT(reply_field(&g.enclave, "X-Content-Type-Options"), "nosniff");
	CHECK_TEXT(reply_body(&g.enclave), "<b>odd</b>");
	gateway_room_close(&g);
}

TEST(forward_asks_the_enclave_which_browsers_may)
{
	const struct http_field fields[] = { { S("Origin"), S("https://a.example") },
		{ S("Access-Control-Request-Method"), S("POST") } };
	struct client_request request = { .method = "OPTIONS",
		.target = "/enclave/submit_key",
		.fields = fields,
		.field_count = 2 };
	struct gateway_room g;

	gateway_room_open(&g,
	    &(struct gateway_options){
		.enclave = { .origins = "https://a.example" }, .rate_max = 1 });
	g.peer = "203.0.113.9";
	for (int i = 0; i < 3; i++) { /* and they cost nothing */
		CHECK_INT(ask_with(&g.enclave, &request), 204);
		CHECK_TEXT(
		    reply_field(&g.enclave, "Access-Control-Allow-Origin"), "https://a.example");
		CHECK_TEXT(reply_field(&g.enclave, "Access-Control-Allow-Methods"), "POST");
		CHECK(reply_field(&g.enclave, "Access-Control-Max-Age") != NULL);
	}
	request.target = "/users";
	CHECK_INT(ask_with(&g.enclave, &request), 405);
	request.target = "/nowhere";
	CHECK_INT(ask_with(&g.enclave, &request), 404);
	request.method = "GET";
	request.target = "/health";
	CHECK_INT(ask_with(&g.enclave, &request), 200);
	CHECK_TEXT(reply_field(&g.enclave, "Access-Control-Allow-Origin"), "https://a.example");
	gateway_room_close(&g);
}

TEST(forward_limits_costly_requests_per_address)
{
	struct gateway_room g;

	gateway_room_open(&g, &(struct gateway_options){ .rate_max = 2 });
	g.peer = "203.0.113.9";
	CHECK_INT(ask(&g.enclave, "GET", "/attestation/quote"), 200);
	CHECK_INT(ask(&g.enclave, "POST", "/enclave/submit_key"), 415);
	CHECK_INT(ask(&g.enclave, "GET", "/attestation/quote"), 429);
	CHECK_TEXT(reply_code(&g.enclave), "RATE_LIMIT_EXCEEDED");
	CHECK_TEXT(reply_field(&g.enclave, "Retry-After"), "31");
	CHECK_INT(ask(&g.enclave, "GET", "/enclave/summary/x"), 401);
	g.peer = "203.0.113.10";
	CHECK_INT(ask(&g.enclave, "GET", "/attestation/quote"), 200);
	gateway_room_close(&g);
}

/* ---- whom it forwards to ---- */

TEST(forward_sends_nothing_to_an_enclave_that_is_not_the_one_it_was_told)
{
	struct gateway_room g;
	struct visitor v = { .id = "session_1_a-secret-id" };
	AUTO(sealed) sealed = { 0 };
	const struct submission s = submission_of("a-key-of-the-tests", "its-secret", "none");

	gateway_room_open(&g, &(struct gateway_options){ .expects_another = true });
	CHECK_INT(visit(&g.enclave, &v, "/enclave/summary/"), 503);
	CHECK_TEXT(reply_code(&g.enclave), "UNAVAILABLE");
	CHECK(reply_says(&g.enclave, "ATT_E_MRENCLAVE"));
	CHECK(reply_field(&g.enclave, "Retry-After") != NULL);
	seal(&g.enclave, &s, &sealed);
	CHECK_INT(submit(&g.enclave, &sealed), 503);
	CHECK_INT(ask(&g.enclave, "GET", "/health"), 503);
	CHECK_INT(requests(&g), 3);
	CHECK_INT(requests_of(&g, "GET", "/attestation/quote"), 3);
	gateway_room_close(&g);
}

/* Whoever answers everything with 200 {} on the enclave's port. */
static void
impostor_handle(void *self, struct server_call *call, const struct http_request *request)
{
	size_t *others = self;

	*others += !span_starts(request->target, "/attestation/quote?nonce=");
	server_reply(call,
	    &(struct server_reply){
		.status = 200, .content_type = "application/json", .body = S("{}") });
}

static size_t
impostor_body(void *self, const struct http_request *head)
{
	(void)self;
	(void)head;
	return 8192;
}

TEST(forward_verifies_anew_when_the_enclave_was_replaced)
{
	struct server_config config = { .host = "127.0.0.1" };
	struct server *impostor = NULL;
	struct gateway_room g;
	struct why why = { "" };
	size_t others = 0;

	gateway_room_open(&g, NULL);
	CHECK_INT(ask(&g.enclave, "GET", "/health"), 200);
	gateway_room_enclave_stop(&g);
	CHECK_INT(ask(&g.enclave, "GET", "/health"), 503);
	config.port = g.enclave_port;
	config.log = &g.log;
	config.handler = (struct server_handler){ &others, impostor_body, impostor_handle, NULL };
	CHECK_OK(server_new(g.enclave.net.loop, &config, &impostor, &why));
	CHECK_INT(ask(&g.enclave, "GET", "/enclave/summary/session_1_a-secret-id"), 503);
	CHECK_INT(ask(&g.enclave, "GET", "/health"), 503);
	CHECK_INT(others, 0);
	server_free(impostor);
	gateway_room_enclave_start(&g, "another configuration\n"); /* ours again, started anew */
	CHECK_INT(ask(&g.enclave, "GET", "/health"), 200);
	CHECK_INT(g.enclave.api.monitor.quotes, 1);
	gateway_room_close(&g);
}

TEST(forward_says_so_when_the_enclave_dies_in_the_middle)
{
	static const struct http_field json = { S("Content-Type"), S("application/json") };
	AUTO(sealed) sealed = { 0 };
	const struct submission s = submission_of("a-key-of-the-tests", "its-secret", "none");
	struct gateway_room g;

	for (int way = 0; way < 3; way++) {
		gateway_room_open(&g, NULL);
		g.enclave.stub.fault = (struct stub_fault){ .path = "apiRestrictions", .times = 1 };
		seal(&g.enclave, &s, &sealed);
		ask_start(&g.enclave,
		    &(struct client_request){ .method = "POST",
			.target = "/enclave/submit_key",
			.fields = &json,
			.field_count = 1,
			.body = buf_span(&sealed.body) });
		ROOM_UNTIL(g.enclave.net.loop, g.enclave.stub.parked_count == 1);
		if (way == 0) { /* the enclave goes */
			gateway_room_enclave_stop(&g);
			ask_wait(&g.enclave);
			CHECK_INT(g.enclave.reply.status, 503);
			CHECK(reply_says(&g.enclave, "does not answer"));
		} else if (way == 1) { /* the client goes */
			client_free(g.enclave.client);
			g.enclave.client = NULL;
			clock_fake_advance_ms(&g.enclave.net.time, 10000);
			ROOM_UNTIL(g.enclave.net.loop, g.enclave.api.pending_count == 0);
		} /* or the gateway */
		gateway_room_close(&g);
		sealed_wipe(&sealed);
	}
}

TEST(forward_logs_routes_and_statuses_and_nothing_of_what_it_carries)
{
	static const char *const secrets[] = { "session_1", "a-secret-id", "a=secret", "Bearer",
		"trader-1" };
	char *all = NULL;
	size_t size = 0;
	FILE *log = open_memstream(&all, &size);
	struct gateway_room g;

	assert_non_null(log);
	gateway_room_open(&g, &(struct gateway_options){ .log = log });
	CHECK_INT(ask(&g.enclave, "GET", "/enclave/summary/session_1_a-secret-id?a=secret"), 401);
	CHECK_INT(ask(&g.enclave, "GET", "/users/trader-1/summary"), 401);
	CHECK_INT(ask(&g.enclave, "GET", "/a-secret-id"), 404);
	gateway_room_close(&g);
	CHECK_INT(fclose(log), 0);
	CHECK(strstr(all, "\"route\":\"/enclave/summary/{id}\"") != NULL);
	CHECK(strstr(all, "\"route\":\"other\"") != NULL);
	CHECK(strstr(all, "\"event\":\"enclave_verified\"") != NULL);
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		CHECK(strstr(all, secrets[i]) == NULL);
	free(all);
}
