/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/front.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test/check.h"
#include "test/host/sandbox/ask.h"

static int
connected(uint16_t port)
{
	const struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	assert_true(fd >= 0);
	(void)connect(fd, (const struct sockaddr *)&to, sizeof(to));
	return fd;
}

static const char request[] = "GET /api/v3/ping HTTP/1.1\r\nHost: x\r\n\r\n";

/* Send the request and turn the loop until an answer came; what came, with a NUL. */
static const char *
asked(struct loop *l, int fd)
{
	static char answer[4096];
	size_t sent = 0, got = 0;

	for (int i = 0; i < 1000 && (got == 0 || strstr(answer, "{}") == NULL); i++) {
		ssize_t n;

		assert_int_equal(loop_step(l, 5), OK);
		if (sent < sizeof(request) - 1) {
			n = send(fd, request + sent, sizeof(request) - 1 - sent, MSG_NOSIGNAL);
			sent += n > 0 ? (size_t)n : 0;
		}
		n = recv(fd, answer + got, sizeof(answer) - 1 - got, 0);
		got += n > 0 ? (size_t)n : 0;
		answer[got] = '\0';
	}
	return answer;
}

static struct front *
opened(struct loop *l, int64_t latency_ms)
{
	const struct front_config config = {
		.world = ask_world(), .host = "127.0.0.1", .latency_ms = latency_ms
	};
	struct why why = { 0 };
	struct front *f;

	assert_int_equal(front_new(l, &config, &f, &why), OK);
	assert_true(front_port(f) != 0);
	return f;
}

TEST(front_answers_over_a_socket_in_the_exchanges_form)
{
	struct loop *l;
	struct front *f;
	const char *answer;
	int fd;

	CHECK_OK(loop_new(clock_system(), &l));
	f = opened(l, 0);
	fd = connected(front_port(f));
	answer = asked(l, fd);
	CHECK(strncmp(answer, "HTTP/1.1 200 ", 13) == 0);
	CHECK(strstr(answer, "application/json;charset=UTF-8") != NULL);
	CHECK(strstr(answer, "x-mbx-used-weight-1m: 1\r\n") != NULL);
	(void)close(fd);
	front_free(f);
	loop_free(l);
}

TEST(front_lets_answers_wait_as_long_as_it_was_told)
{
	struct loop *l;
	struct front *f;
	int64_t started_ms;
	int fd;

	CHECK_OK(loop_new(clock_system(), &l));
	f = opened(l, 60);
	fd = connected(front_port(f));
	started_ms = clock_mono_ms(clock_system());
	CHECK(strstr(asked(l, fd), "{}") != NULL);
	CHECK(clock_mono_ms(clock_system()) - started_ms >= 60);
	(void)close(fd);
	front_free(f);
	loop_free(l);
}

TEST(front_may_close_while_answers_wait)
{
	struct loop *l;
	struct front *f;
	int fds[3];

	CHECK_OK(loop_new(clock_system(), &l));
	f = opened(l, 60000);
	for (size_t i = 0; i < 3; i++)
		fds[i] = connected(front_port(f));
	for (int turn = 0; turn < 20; turn++) {
		for (size_t i = 0; i < 3 && turn == 5; i++)
			CHECK(send(fds[i], request, sizeof(request) - 1, MSG_NOSIGNAL) > 0);
		CHECK_OK(loop_step(l, 2));
	}
	CHECK_INT(front_waiting_count(f), 3);
	front_free(f);
	for (size_t i = 0; i < 3; i++)
		(void)close(fds[i]);
	loop_free(l);
}

TEST(front_says_which_address_it_cannot_have)
{
	const struct front_config config = { .world = ask_world(), .host = "not-an-address" };
	struct why why = { 0 };
	struct loop *l;
	struct front *f;

	CHECK_OK(loop_new(clock_system(), &l));
	CHECK(front_new(l, &config, &f, &why) != OK);
	CHECK(strstr(why.text, "not-an-address") != NULL);
	loop_free(l);
}

/* What comes of one request under a plan: all until the connection ends, or nothing more comes. */
static const char *
come_of(const char *fault, bool *is_closed)
{
	static char answer[4096];
	struct faults faults = { 0 };
	const struct front_config config = {
		.world = ask_world(), .faults = &faults, .host = "127.0.0.1"
	};
	struct front *f;
	struct loop *l;
	struct why why;
	size_t got = 0;
	int fd;

	CHECK_OK(faults_parse(span_text(fault), &faults, &why));
	CHECK_OK(loop_new(clock_system(), &l));
	CHECK_OK(front_new(l, &config, &f, &why));
	fd = connected(front_port(f));
	*is_closed = false;
	for (int i = 0; i < 60 && !*is_closed; i++) {
		ssize_t n;

		CHECK_OK(loop_step(l, 2));
		if (i == 3)
			CHECK(send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) > 0);
		n = i < 3 ? -1 : recv(fd, answer + got, sizeof(answer) - 1 - got, 0);
		*is_closed = n == 0;
		got += n > 0 ? (size_t)n : 0;
	}
	answer[got] = '\0';
	(void)close(fd);
	front_free(f);
	loop_free(l);
	return answer;
}

TEST(front_breaks_answers_on_the_way_as_the_plan_says)
{
	const char *answer;
	bool is_closed;

	CHECK_TEXT(come_of("[{\"kind\":\"cut\"}]", &is_closed), "");
	CHECK(is_closed);
	answer = come_of("[{\"kind\":\"stall\"}]", &is_closed);
	CHECK(!is_closed && strstr(answer, "\r\nContent-Length: 3\r\n\r\n") != NULL);
	CHECK(strstr(answer, "{}") == NULL);
	answer = come_of("[{\"kind\":\"short\"}]", &is_closed);
	CHECK(is_closed && strstr(answer, "\r\nContent-Length: 102\r\n\r\n{}") != NULL);
	answer = come_of("[{\"kind\":\"chunked\"}]", &is_closed);
	CHECK(!is_closed &&
	    strstr(answer, "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n") !=
		NULL);
	CHECK(strstr(answer, "x-mbx-used-weight-1m: 1\r\n") != NULL);
	answer = come_of("[{\"kind\":\"gzip\"}]", &is_closed);
	CHECK(!is_closed && strstr(answer, "Content-Encoding: gzip\r\n") != NULL);
	answer = come_of("[{\"kind\":\"html\"}]", &is_closed);
	CHECK(!is_closed && strstr(answer, "Content-Type: text/html\r\n") != NULL);
	answer = come_of("[{\"kind\":\"latency\",\"value\":10,\"step\":5}]", &is_closed);
	CHECK(!is_closed && strstr(answer, "{}") != NULL);
}
