/* SPDX-License-Identifier: Apache-2.0 */
/* The client against our own server, and against a stub that answers what the test writes. */
#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test/lib/net/net_test.h"

/* What the callbacks said. */
struct seen {
	size_t count;
	enum err error;
	const char *reason;
	unsigned status;
	struct buf body;
	unsigned statuses[64];
	int64_t took_us;
	struct client *again; /* send one more from inside the callback */
};

static void
seen_wipe(struct seen *s)
{
	buf_wipe(&s->body);
}

static void on_answer(void *self, const struct client_answer *answer);

static void
send_get(struct client *c, const char *target, struct seen *s)
{
	const struct client_request r = { .method = "GET", .target = target };

	CHECK_OK(client_send(c, &r, on_answer, s));
}

static void
on_answer(void *self, const struct client_answer *answer)
{
	struct seen *s = self;

	s->error = answer->error;
	s->reason = answer->reason;
	s->took_us = answer->answered_us - answer->started_us;
	CHECK(!answer->has_spki);
	CHECK((answer->error == OK) == (answer->response != NULL));
	s->status = answer->response != NULL ? answer->response->status : 0;
	assert_true(s->count < 64);
	s->statuses[s->count++] = s->status;
	buf_wipe(&s->body);
	s->body = buf_new(1 << 26);
	if (answer->response != NULL)
		CHECK_OK(buf_append(&s->body, answer->response->body));
	if (s->again != NULL) {
		struct client *c = s->again;

		s->again = NULL;
		send_get(c, "/health", s);
	}
}

static struct client *
client_of(struct net_test *t, struct client_config config)
{
	struct client *c = NULL;
	AUTO(buf) url = buf_new(100);

	if (config.origin.port == 0) {
		CHECK_OK(buf_print(&url, "http://127.0.0.1:%u", server_port(t->server)));
		CHECK_OK(buf_u8(&url, 0));
		CHECK_OK(client_origin_parse((char *)url.p, &config.origin, NULL));
	}
	CHECK_OK(client_new(t->loop, &config, &c));
	return c;
}

static void
step_until(struct net_test *t, const struct seen *s, size_t count)
{
	for (int i = 0; i < 20000 && s->count < count; i++)
		CHECK_OK(loop_step(t->loop, 1));
	CHECK_INT(s->count, count);
}

TEST(client_gets_an_answer_and_keeps_the_connection)
{
	AUTO(net_test) t = { 0 };
	AUTO(seen) s = { 0 };
	struct client *c;

	net_test_start(&t, NULL, NULL);
	c = client_of(&t, (struct client_config){ .in_flight_max = 1 });
	for (size_t i = 1; i <= 20; i++) {
		send_get(c, i % 2 == 0 ? "/health?x=%20" : "/none", &s);
		CHECK_INT(s.count, i - 1); /* never inside client_send() */
		step_until(&t, &s, i);
		CHECK_INT(s.error, OK);
		CHECK_INT(s.status, i % 2 == 0 ? 200 : 404);
		CHECK_INT(server_connection_count(t.server), 1);
	}
	CHECK_SPAN(buf_span(&s.body), S("{\"status\":\"ok\"}"));
	client_free(c);
	client_free(NULL);
}

TEST(client_runs_no_more_than_its_limit_at_once_and_the_rest_in_order)
{
	AUTO(net_test) t = { 0 };
	AUTO(seen) s = { 0 };
	AUTO(seen) parked = { 0 };
	const struct server_reply late = { .status = 200 };
	struct client *c;

	net_test_start(&t, NULL, NULL);
	c = client_of(&t, (struct client_config){ .in_flight_max = 2 });
	for (int i = 0; i < 4; i++)
		send_get(c, "/park", &parked);
	for (int i = 0; i < 10; i++)
		send_get(c, i % 2 == 0 ? "/health" : "/none", &s);
	for (int i = 0; i < 20; i++)
		net_test_step(&t);
	CHECK_INT(t.parked_count, 2);
	CHECK_INT(server_connection_count(t.server), 2);
	for (size_t i = 0; i < 4; i++) {
		for (int j = 0; j < 100 && t.parked_count <= i; j++)
			CHECK_OK(loop_step(t.loop, 1));
		server_reply(t.parked[i], &late);
	}
	step_until(&t, &s, 10);
	CHECK_INT(parked.count, 4);
	CHECK_INT(server_connection_count(t.server), 2);
	client_free(c);
}

TEST(client_queue_ends_at_its_limit)
{
	AUTO(net_test) t = { 0 };
	AUTO(seen) s = { 0 };
	const struct client_request r = { .method = "GET", .target = "/health" };
	struct client *c;

	net_test_start(&t, NULL, NULL);
	c = client_of(&t, (struct client_config){ .queue_max = 3 });
	for (int i = 0; i < 3; i++)
		CHECK_OK(client_send(c, &r, on_answer, &s));
	CHECK_ERR(client_send(c, &r, on_answer, &s), ERR_LIMIT);
	step_until(&t, &s, 3);
	CHECK_OK(client_send(c, &r, on_answer, &s));
	step_until(&t, &s, 4);
	client_free(c);
}

TEST(client_refuses_to_send_what_is_not_http)
{
	static const char *const targets[] = { "", "health", "http://a/", "/a b", "/a#b",
		"/a\r\nX: y", "/%zz", "/%00", "/\xc3\xa9", "*" };
	static const char *const methods[] = { "", "G ET", "GET\r\n", "ABCDEFGHIJKLMNOPQ" };
	static const struct http_field fields[] = {
		{ { (const uint8_t *)"a b", 3 }, { NULL, 0 } },
		{ { NULL, 0 }, { NULL, 0 } },
		{ { (const uint8_t *)"a", 1 }, { (const uint8_t *)"b\r\nc: d", 7 } },
		{ { (const uint8_t *)"host", 4 }, { (const uint8_t *)"b", 1 } },
		{ { (const uint8_t *)"CONTENT-LENGTH", 14 }, { (const uint8_t *)"1", 1 } },
		{ { (const uint8_t *)"connection", 10 }, { (const uint8_t *)"close", 5 } },
		{ { (const uint8_t *)"Transfer-Encoding", 17 }, { (const uint8_t *)"x", 1 } },
	};
	AUTO(net_test) t = { 0 };
	AUTO(seen) s = { 0 };
	struct client_request r = { .method = "GET" };
	struct client *c;

	net_test_start(&t, NULL, NULL);
	c = client_of(&t, (struct client_config){ 0 });
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		r.target = targets[i];
		CHECK_ERR(client_send(c, &r, on_answer, &s), ERR_INPUT);
	}
	r.target = "/";
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		r.method = methods[i];
		CHECK_ERR(client_send(c, &r, on_answer, &s), ERR_INPUT);
	}
	r.method = "GET";
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		r.fields = &fields[i];
		r.field_count = 1;
		CHECK_ERR(client_send(c, &r, on_answer, &s), ERR_INPUT);
	}
	client_free(c);
	CHECK_INT(s.count, 0);
}

TEST(client_posts_bodies_and_takes_large_answers)
{
	AUTO(net_test) t = { 0 };
	AUTO(seen) s = { 0 };
	AUTO(buf) body = buf_new(1 << 20);
	struct client_request r = { .method = "POST", .target = "/echo" };
	struct client *c;

	net_test_start(&t, NULL, NULL);
	c = client_of(&t, (struct client_config){ 0 });
	for (size_t i = 0; i < 1 << 20; i++)
		CHECK_OK(buf_u8(&body, (uint8_t)(i % 251)));
	r.body = buf_span(&body);
	CHECK_OK(client_send(c, &r, on_answer, &s));
	step_until(&t, &s, 1);
	CHECK_INT(s.status, 200);
	CHECK_SPAN(buf_span(&s.body), buf_span(&body));
	r.body = (struct span){ NULL, 0 };
	CHECK_OK(client_send(c, &r, on_answer, &s));
	step_until(&t, &s, 2);
	CHECK_INT(s.status, 200);
	r = (struct client_request){ .method = "HEAD", .target = "/health" };
	CHECK_OK(client_send(c, &r, on_answer, &s));
	step_until(&t, &s, 3);
	CHECK_INT(s.status, 200);
	CHECK_INT(s.body.size, 0);
	client_free(c);
}

TEST(client_limits_the_answer_to_the_byte)
{
	AUTO(net_test) t = { 0 };
	AUTO(seen) s = { 0 };
	struct client *c;

	net_test_start(&t, NULL, NULL);
	c = client_of(&t, (struct client_config){ .answer_size_max = 5000 });
	send_get(c, "/size?n=5000", &s);
	step_until(&t, &s, 1);
	CHECK_INT(s.error, OK);
	CHECK_INT(s.body.size, 5000);
	send_get(c, "/size?n=5001", &s);
	step_until(&t, &s, 2);
	CHECK_INT(s.error, ERR_LIMIT);
	send_get(c, "/health", &s); /* on a new connection */
	step_until(&t, &s, 3);
	CHECK_INT(s.error, OK);
	client_free(c);
}

TEST(client_gives_up_waiting_for_an_answer)
{
	AUTO(net_test) t = { 0 };
	AUTO(seen) s = { 0 };
	const struct server_reply late = { .status = 200 };
	struct client *c;

	net_test_start(&t, NULL, NULL);
	c = client_of(&t, (struct client_config){ 0 });
	send_get(c, "/park", &s);
	for (int i = 0; i < 50 && t.parked_count == 0; i++)
		CHECK_OK(loop_step(t.loop, 1));
	clock_fake_advance_ms(&t.time, 14999);
	net_test_step(&t);
	CHECK_INT(s.count, 0);
	clock_fake_advance_ms(&t.time, 1);
	net_test_step(&t);
	CHECK_INT(s.count, 1);
	CHECK_INT(s.error, ERR_IO);
	CHECK_TEXT(s.reason, "no answer in time");
	CHECK(s.took_us == 15000000);
	net_test_step(&t);
	CHECK(server_call_is_gone(t.parked[0]));
	server_reply(t.parked[0], &late);
	client_free(c);
}

TEST(client_free_ends_every_request_once)
{
	AUTO(net_test) t = { 0 };
	AUTO(seen) s = { 0 };
	const struct client_request r = { .method = "GET", .target = "/health" };
	struct client *c;

	net_test_start(&t, NULL, NULL);
	c = client_of(&t, (struct client_config){ .in_flight_max = 2 });
	for (int i = 0; i < 5; i++)
		send_get(c, "/park", &s);
	for (int i = 0; i < 50 && t.parked_count < 2; i++)
		CHECK_OK(loop_step(t.loop, 1));
	client_free(c);
	CHECK_INT(s.count, 5);
	CHECK_INT(s.error, ERR_IO);
	(void)r;
}

TEST(client_may_be_used_from_its_own_callback)
{
	AUTO(net_test) t = { 0 };
	AUTO(seen) s = { 0 };

	net_test_start(&t, NULL, NULL);
	s.again = client_of(&t, (struct client_config){ .in_flight_max = 1 });
	{
		struct client *c = s.again;

		send_get(c, "/none", &s);
		step_until(&t, &s, 2);
		CHECK_INT(s.statuses[0], 404);
		CHECK_INT(s.statuses[1], 200);
		client_free(c);
	}
}

TEST(client_closes_idle_connections_before_the_server_does)
{
	AUTO(net_test) t = { 0 };
	AUTO(seen) s = { 0 };
	struct client *c;

	net_test_start(&t, NULL, NULL);
	c = client_of(&t, (struct client_config){ 0 });
	send_get(c, "/health", &s);
	step_until(&t, &s, 1);
	clock_fake_advance_ms(&t.time, 12000);
	for (int i = 0; i < 50 && server_connection_count(t.server) > 0; i++)
		CHECK_OK(loop_step(t.loop, 1));
	CHECK_INT(server_connection_count(t.server), 0);
	send_get(c, "/health", &s);
	step_until(&t, &s, 2);
	CHECK_INT(s.error, OK);
	client_free(c);
}

/* A listener that says what the test writes. */
struct stub {
	struct net_test base;
	int listen_fd, fd;
	struct client *client;
	struct seen seen;
	uint16_t port;
};

static void
stub_wipe(struct stub *s)
{
	client_free(s->client);
	if (s->fd > 0)
		(void)close(s->fd);
	if (s->listen_fd > 0)
		(void)close(s->listen_fd);
	seen_wipe(&s->seen);
	net_test_wipe(&s->base);
}

static void
stub_start(struct stub *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	struct client_config config = { .origin = { .host = "127.0.0.1" }, .in_flight_max = 1 };
	socklen_t size = sizeof(at);

	net_test_start(&s->base, NULL, NULL);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_true(s->listen_fd > 0);
	CHECK_INT(bind(s->listen_fd, (struct sockaddr *)&at, sizeof(at)), 0);
	CHECK_INT(listen(s->listen_fd, 8), 0);
	CHECK_INT(getsockname(s->listen_fd, (struct sockaddr *)&at, &size), 0);
	s->port = config.origin.port = ntohs(at.sin_port);
	s->client = client_of(&s->base, config);
}

/* Is there a new connection? */
static bool
stub_accept(struct stub *s)
{
	int fd = -1;

	for (int i = 0; i < 20 && fd < 0; i++) {
		CHECK_OK(loop_step(s->base.loop, 1));
		fd = accept4(s->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	}
	if (fd < 0)
		return false;
	if (s->fd > 0)
		(void)close(s->fd);
	s->fd = fd;
	return true;
}

/* Take one request off the connection. */
static void
stub_read(struct stub *s, struct buf *out)
{
	uint8_t bytes[4096];
	ssize_t size = -1;

	for (int i = 0; i < 1000 && size < 0; i++) {
		CHECK_OK(loop_step(s->base.loop, 1));
		size = recv(s->fd, bytes, sizeof(bytes), 0);
	}
	assert_true(size > 0);
	if (out != NULL)
		CHECK_OK(buf_append(out, (struct span){ bytes, (size_t)size }));
}

static void
stub_say(struct stub *s, struct span bytes)
{
	for (int i = 0; i < 10000 && bytes.size > 0; i++) {
		const ssize_t size = send(s->fd, bytes.p, bytes.size, MSG_NOSIGNAL);

		if (size > 0)
			bytes = span_from(bytes, (size_t)size);
		net_test_step(&s->base);
	}
}

static void
stub_close(struct stub *s)
{
	(void)close(s->fd);
	s->fd = 0;
}

/* Ask, and answer with these bytes; then close when `closes`.  How did the client take it? */
static enum err
stub_answer(struct stub *s, struct span bytes, bool closes)
{
	const size_t before = s->seen.count;

	send_get(s->client, "/x", &s->seen);
	if (s->fd == 0)
		CHECK(stub_accept(s));
	stub_read(s, NULL);
	stub_say(s, bytes);
	if (closes)
		stub_close(s);
	for (int i = 0; i < 10 && s->seen.count == before; i++)
		CHECK_OK(loop_step(s->base.loop, 1));
	if (s->seen.count == before)
		return ERR_BUSY;
	if (s->fd > 0 && s->seen.error != OK)
		stub_close(s);
	return s->seen.error;
}

TEST(client_writes_the_request_it_was_asked_for)
{
	AUTO(stub) s = { 0 };
	AUTO(buf) got = buf_new(4096);
	const struct http_field fields[] = { { S("X-MBX-APIKEY"), S("k") } };
	const struct client_request r = { .method = "POST",
		.target = "/a?b=c",
		.fields = fields,
		.field_count = 1,
		.body = S("hi") };
	AUTO(buf) want = buf_new(4096);

	stub_start(&s);
	CHECK_OK(client_send(s.client, &r, on_answer, &s.seen));
	CHECK(stub_accept(&s));
	stub_read(&s, &got);
	CHECK_OK(buf_print(&want,
	    "POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nX-MBX-APIKEY: k\r\n"
	    "Accept-Encoding: identity\r\nContent-Length: 2\r\n\r\nhi",
	    s.port));
	CHECK_SPAN(buf_span(&got), buf_span(&want));
}

TEST(client_reads_chunked_answers_byte_by_byte)
{
	AUTO(stub) s = { 0 };
	const struct span answer = S("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
				     "5;x=y\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n");

	stub_start(&s);
	send_get(s.client, "/x", &s.seen);
	CHECK(stub_accept(&s));
	stub_read(&s, NULL);
	for (size_t i = 0; i < answer.size; i++) {
		CHECK_INT(s.seen.count, 0);
		stub_say(&s, span_first(span_from(answer, i), 1));
	}
	step_until(&s.base, &s.seen, 1);
	CHECK_SPAN(buf_span(&s.seen.body), S("hello world"));
	/* The connection is good for another. */
	CHECK_OK(stub_answer(&s, S("HTTP/1.1 204 No Content\r\n\r\n"), false));
	CHECK(!stub_accept(&s));
}

TEST(client_skips_interim_answers_but_not_for_ever)
{
	AUTO(stub) s = { 0 };
	AUTO(buf) many = buf_new(4096);

	stub_start(&s);
	CHECK_OK(stub_answer(&s,
	    S("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
	      "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
	    false));
	CHECK_INT(s.seen.status, 404);
	for (int i = 0; i < 9; i++)
		CHECK_OK(buf_append(&many, S("HTTP/1.1 102 Processing\r\n\r\n")));
	CHECK_ERR(stub_answer(&s, buf_span(&many), false), ERR_INPUT);
	CHECK_ERR(stub_answer(&s, S("HTTP/1.1 101 Switching Protocols\r\n\r\n"), false), ERR_INPUT);
}

TEST(client_refuses_every_odd_answer_and_closes)
{
	static const char *const answers[] = {
		"HTTP/1.1 200 OK\r\n\r\n", /* where does it end? */
		"HTTP/1.0 200 OK\r\n\r\nold style",
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: "
		"chunked\r\n\r\n0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\nx",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: trailer\r\n\r\n",
		"HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 0\n\r\n",
		"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nX : a\r\nContent-Length: 0\r\n\r\n",
		"HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 600 OK\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
		"ICY 200 OK\r\nContent-Length: 0\r\n\r\n",
		"\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: a\rb\r\n\r\n",
	};
	AUTO(stub) s = { 0 };

	stub_start(&s);
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		CHECK_ERR(stub_answer(&s, span_text(answers[i]), false), ERR_INPUT);
	CHECK_ERR(stub_answer(&s,
		      S("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"), false),
	    ERR_LIMIT);
	CHECK_OK(stub_answer(&s,
	    S("HTTP/1.1 302 Found\r\nLocation: http://evil/\r\n"
	      "Content-Length: 0\r\n\r\n"),
	    false));
	CHECK_INT(s.seen.status, 302); /* told, not followed */
}

TEST(client_takes_no_answer_for_an_answer_cut_short)
{
	static const char whole[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
	AUTO(stub) s = { 0 };

	stub_start(&s);
	for (size_t size = 0; size < sizeof(whole) - 1; size++)
		CHECK_ERR(
		    stub_answer(&s, (struct span){ (const uint8_t *)whole, size }, true), ERR_IO);
	CHECK_OK(stub_answer(&s, S("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), true));
}

TEST(client_closes_when_the_other_side_will_or_says_too_much)
{
	AUTO(stub) s = { 0 };

	stub_start(&s);
	CHECK_OK(stub_answer(
	    &s, S("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx"), false));
	s.fd = 0;
	CHECK_OK(stub_answer(&s, S("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx"), false));
	s.fd = 0;
	/* A second answer nobody asked for must not become the next request's. */
	CHECK_OK(stub_answer(&s,
	    S("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"
	      "HTTP/1.1 201 No\r\nContent-Length: 0\r\n\r\n"),
	    false));
	s.fd = 0;
	CHECK_OK(stub_answer(&s, S("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"), false));
	/* The same, when it comes while the connection is idle. */
	stub_say(&s, S("HTTP/1.1 201 No\r\nContent-Length: 0\r\n\r\n"));
	s.fd = 0;
	CHECK_OK(stub_answer(&s, S("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"), false));
	CHECK_INT(s.seen.status, 200);
}

/* A kept-alive connection that the other side drops when the next request comes. */
static void
drop_on_next(struct stub *s, const char *method)
{
	const struct client_request r = { .method = method, .target = "/y" };

	CHECK_OK(stub_answer(s, S("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), false));
	CHECK_OK(client_send(s->client, &r, on_answer, &s->seen));
	stub_read(s, NULL);
	stub_close(s);
}

TEST(client_tries_a_get_again_that_met_a_closed_connection_and_only_that)
{
	AUTO(stub) s = { 0 };

	stub_start(&s);
	drop_on_next(&s, "GET");
	CHECK(stub_accept(&s));
	stub_read(&s, NULL);
	stub_say(&s, S("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"));
	step_until(&s.base, &s.seen, 2);
	CHECK_INT(s.seen.status, 202);
	stub_close(&s);
	/* The second try is the last. */
	drop_on_next(&s, "GET");
	CHECK(stub_accept(&s));
	stub_close(&s);
	step_until(&s.base, &s.seen, 4);
	CHECK_INT(s.seen.error, ERR_IO);
	CHECK(!stub_accept(&s));
	/* A POST may have been done: it is the caller's to decide. */
	drop_on_next(&s, "POST");
	step_until(&s.base, &s.seen, 6);
	CHECK_INT(s.seen.error, ERR_IO);
	CHECK(!stub_accept(&s));
}

TEST(client_does_not_try_again_once_the_answer_has_begun)
{
	AUTO(stub) s = { 0 };

	stub_start(&s);
	CHECK_OK(stub_answer(&s, S("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), false));
	CHECK_ERR(stub_answer(&s, S("H"), true), ERR_IO);
	CHECK(!stub_accept(&s));
}

TEST(client_takes_an_answer_that_comes_before_the_request_is_sent)
{
	AUTO(stub) s = { 0 };
	AUTO(buf) body = buf_new(1 << 24);
	struct client_request r = { .method = "POST", .target = "/y" };
	uint8_t *at;

	stub_start(&s);
	CHECK_OK(buf_reserve(&body, 1 << 24, &at));
	memset(at, 'x', 1 << 24);
	body.size = 1 << 24;
	r.body = buf_span(&body);
	CHECK_OK(client_send(s.client, &r, on_answer, &s.seen));
	CHECK(stub_accept(&s));
	stub_read(&s, NULL);
	stub_say(&s, S("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n"));
	step_until(&s.base, &s.seen, 1);
	CHECK_INT(s.seen.status, 413);
}

TEST(client_says_when_nobody_is_there)
{
	AUTO(stub) s = { 0 };
	AUTO(seen) seen = { 0 };
	struct client *c;

	stub_start(&s);
	(void)close(s.listen_fd);
	s.listen_fd = 0;
	send_get(s.client, "/", &s.seen);
	step_until(&s.base, &s.seen, 1);
	CHECK_INT(s.seen.error, ERR_IO);
	CHECK_TEXT(s.seen.reason, "no connection");
	c = client_of(&s.base,
	    (struct client_config){ .origin = { .host = "no.such.host.invalid", .port = 80 } });
	send_get(c, "/", &seen);
	step_until(&s.base, &seen, 1);
	CHECK_INT(seen.error, ERR_IO);
	client_free(c);
}

TEST(client_tries_every_address_of_a_name)
{
	AUTO(stub) s = { 0 };
	AUTO(seen) seen = { 0 };
	struct client *c;

	/* "localhost" may be ::1 first, where nobody listens. */
	stub_start(&s);
	c = client_of(
	    &s.base, (struct client_config){ .origin = { .host = "localhost", .port = s.port } });
	send_get(c, "/", &seen);
	CHECK(stub_accept(&s));
	stub_read(&s, NULL);
	stub_say(&s, S("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
	step_until(&s.base, &seen, 1);
	CHECK_INT(seen.error, OK);
	client_free(c);
}

TEST(client_gives_up_connecting)
{
	AUTO(stub) s = { 0 };
	int fds[64];

	stub_start(&s);
	/* Fill the backlog, so that one more connection waits for ever. */
	for (size_t i = 0; i < 64; i++) {
		struct sockaddr_in to = { .sin_family = AF_INET };

		to.sin_port = htons(s.port);
		to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		(void)connect(fds[i], (struct sockaddr *)&to, sizeof(to));
	}
	send_get(s.client, "/", &s.seen);
	net_test_step(&s.base);
	clock_fake_advance_ms(&s.base.time, 5000);
	net_test_step(&s.base);
	CHECK_INT(s.seen.count, 1);
	CHECK_TEXT(s.seen.reason, "no connection in time");
	for (size_t i = 0; i < 64; i++)
		(void)close(fds[i]);
}

TEST(client_new_checks_its_configuration)
{
	AUTO(net_test) t = { 0 };
	struct client_config config = { 0 };
	struct client *c;

	net_test_start(&t, NULL, NULL);
	CHECK_ERR(client_new(t.loop, &config, &c), ERR_INPUT);
	CHECK_OK(client_origin_parse("https://a", &config.origin, NULL));
	CHECK_ERR(client_new(t.loop, &config, &c), ERR_INPUT); /* https without a tls_client */
}
