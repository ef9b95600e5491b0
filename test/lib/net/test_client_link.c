/* SPDX-License-Identifier: Apache-2.0 */
/* The client against a stub that says what the test writes: every odd answer, every early end. */
#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test/lib/net/client_test.h"

/* A listener that says what the test writes. */
struct stub {
	struct net_test base;
	int listen_fd, fd;
	struct client *client;
	struct told told;
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
	told_wipe(&s->told);
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
	const size_t before = s->told.count;

	send_get(s->client, "/x", &s->told);
	if (s->fd == 0)
		CHECK(stub_accept(s));
	stub_read(s, NULL);
	stub_say(s, bytes);
	if (closes)
		stub_close(s);
	for (int i = 0; i < 10 && s->told.count == before; i++)
		CHECK_OK(loop_step(s->base.loop, 1));
	if (s->told.count == before)
		return ERR_BUSY;
	if (s->fd > 0 && s->told.error != OK)
		stub_close(s);
	return s->told.error;
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
	CHECK_OK(client_send(s.client, &r, told_answer, &s.told));
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
	send_get(s.client, "/x", &s.told);
	CHECK(stub_accept(&s));
	stub_read(&s, NULL);
	for (size_t i = 0; i < answer.size; i++) {
		CHECK_INT(s.told.count, 0);
		stub_say(&s, span_first(span_from(answer, i), 1));
	}
	step_until(&s.base, &s.told, 1);
	CHECK_SPAN(buf_span(&s.told.body), S("hello world"));
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
	CHECK_INT(s.told.status, 404);
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
		("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: "
		 "chunked\r\n\r\n0\r\n\r\n"),
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
	CHECK_INT(s.told.status, 302); /* told, not followed */
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
	CHECK_INT(s.told.status, 200);
}

/* A kept-alive connection that the other side drops when the next request comes. */
static void
drop_on_next(struct stub *s, const char *method)
{
	const struct client_request r = { .method = method, .target = "/y" };

	CHECK_OK(stub_answer(s, S("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), false));
	CHECK_OK(client_send(s->client, &r, told_answer, &s->told));
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
	step_until(&s.base, &s.told, 2);
	CHECK_INT(s.told.status, 202);
	stub_close(&s);
	/* The second try is the last. */
	drop_on_next(&s, "GET");
	CHECK(stub_accept(&s));
	stub_close(&s);
	step_until(&s.base, &s.told, 4);
	CHECK_INT(s.told.error, ERR_IO);
	CHECK(!stub_accept(&s));
	/* A POST may have been done: it is the caller's to decide. */
	drop_on_next(&s, "POST");
	step_until(&s.base, &s.told, 6);
	CHECK_INT(s.told.error, ERR_IO);
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
	CHECK_OK(client_send(s.client, &r, told_answer, &s.told));
	CHECK(stub_accept(&s));
	stub_read(&s, NULL);
	stub_say(&s, S("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n"));
	step_until(&s.base, &s.told, 1);
	CHECK_INT(s.told.status, 413);
}

TEST(client_says_when_nobody_is_there)
{
	AUTO(stub) s = { 0 };
	AUTO(told) told = { 0 };
	struct client *c;

	stub_start(&s);
	(void)close(s.listen_fd);
	s.listen_fd = 0;
	send_get(s.client, "/", &s.told);
	step_until(&s.base, &s.told, 1);
	CHECK_INT(s.told.error, ERR_IO);
	CHECK_TEXT(s.told.reason, "no connection");
	c = client_of(&s.base,
	    (struct client_config){ .origin = { .host = "no.such.host.invalid", .port = 80 } });
	send_get(c, "/", &told);
	step_until(&s.base, &told, 1);
	CHECK_INT(told.error, ERR_IO);
	client_free(c);
}

TEST(client_tries_every_address_of_a_name)
{
	AUTO(stub) s = { 0 };
	AUTO(told) told = { 0 };
	struct client *c;

	/* "localhost" may be ::1 first, where nobody listens. */
	stub_start(&s);
	c = client_of(
	    &s.base, (struct client_config){ .origin = { .host = "localhost", .port = s.port } });
	send_get(c, "/", &told);
	CHECK(stub_accept(&s));
	stub_read(&s, NULL);
	stub_say(&s, S("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
	step_until(&s.base, &told, 1);
	CHECK_INT(told.error, OK);
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
	send_get(s.client, "/", &s.told);
	net_test_step(&s.base);
	clock_fake_advance_ms(&s.base.time, 5000);
	net_test_step(&s.base);
	CHECK_INT(s.told.count, 1);
	CHECK_TEXT(s.told.reason, "no connection in time");
	for (size_t i = 0; i < 64; i++)
		(void)close(fds[i]);
}
