/* SPDX-License-Identifier: Apache-2.0 */
#include <sys/socket.h>
#include <unistd.h>

#include "test/lib/net/net_test.h"

#define GET_HEALTH "GET /health HTTP/1.1\r\nHost: a\r\n\r\n"

static unsigned
only_status(const struct peer *p)
{
	unsigned statuses[4];

	CHECK_INT(peer_statuses(p, statuses, 4), 1);
	return statuses[0];
}

/* One request on a connection of its own. */
static unsigned
ask(struct net_test *t, struct span request)
{
	AUTO(peer) p = { 0 };

	peer_connect(t, &p);
	peer_send(t, &p, request);
	peer_read_size(t, &p, 1);
	peer_read(t, &p);
	return only_status(&p);
}

TEST(server_answers_with_its_fields_and_nothing_about_itself)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &p);
	peer_send(&t, &p, S(GET_HEALTH));
	peer_read(&t, &p);
	CHECK_SPAN(buf_span(&p.got),
	    S("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n"
	      "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n"
	      "{\"status\":\"ok\"}"));
	CHECK(!p.is_closed);
	CHECK_INT(server_connection_count(t.server), 1);
}

TEST(server_answers_head_without_a_body)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &p);
	peer_send(&t, &p, S("HEAD /health HTTP/1.1\r\nHost: a\r\n\r\n"));
	peer_read(&t, &p);
	CHECK(peer_got(&p, "Content-Length: 15\r\n"));
	CHECK(!peer_got(&p, "status"));
	buf_clear(&p.got);
	peer_send(&t, &p, S(GET_HEALTH)); /* the next one has its body again */
	peer_read(&t, &p);
	CHECK(peer_got(&p, "\r\n\r\n{\"status\":\"ok\"}"));
}

TEST(server_refuses_with_a_problem_document_and_closes)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &p);
	peer_send(&t, &p, S("GET /health HTTP/1.1\r\n\r\n"));
	peer_read(&t, &p);
	CHECK_SPAN(buf_span(&p.got),
	    S("HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\n"
	      "Content-Length: 149\r\nCache-Control: no-store\r\n"
	      "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
	      "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
	      "\"detail\":\"there must be exactly one Host field, with a host in it\","
	      "\"code\":\"INVALID_REQUEST\"}"));
	CHECK(p.is_closed);
	CHECK_INT(t.refused_count, 1);
	CHECK_INT(t.refused_status, 400);
	CHECK_INT(t.handled_count, 0);
}

TEST(server_closes_when_the_client_asks_or_speaks_http_1_0)
{
	static const char *const requests[] = {
		"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
		"GET /health HTTP/1.1\r\nHost: a\r\nConnection: x, Close \r\n\r\n",
		"GET /health HTTP/1.0\r\nHost: a\r\n\r\n",
	};
	AUTO(net_test) t = { 0 };

	net_test_start(&t, NULL, NULL);
	for (size_t i = 0; i < 3; i++) {
		AUTO(peer) p = { 0 };

		peer_connect(&t, &p);
		peer_send(&t, &p, span_text(requests[i]));
		peer_read(&t, &p);
		CHECK_INT(only_status(&p), 200);
		CHECK(peer_got(&p, "Connection: close\r\n"));
		(void)shutdown(p.fd, SHUT_WR);
		net_test_step(&t);
		CHECK_INT(server_connection_count(t.server), 0);
	}
}

/* "POST /echo" with `size` bytes of body, framed by length or in chunks of 1000. */
static void
echo_request(size_t size, bool is_chunked, struct buf *out)
{
	CHECK_OK(buf_print(out, "POST /echo HTTP/1.1\r\nHost: a\r\n"));
	if (is_chunked)
		CHECK_OK(buf_print(out, "Transfer-Encoding: chunked\r\n\r\n"));
	else
		CHECK_OK(buf_print(out, "Content-Length: %zu\r\n\r\n", size));
	for (size_t i = 0; i < size; i++) {
		const size_t left = size - i;

		if (is_chunked && i % 1000 == 0)
			CHECK_OK(buf_print(out, "%s%zx\r\n", i > 0 ? "\r\n" : "",
			    left < 1000 ? left : (size_t)1000));
		CHECK_OK(buf_u8(out, (uint8_t)('a' + i % 23)));
	}
	if (is_chunked)
		CHECK_OK(buf_print(out, "%s0\r\n\r\n", size > 0 ? "\r\n" : ""));
}

static void
echo_size(struct net_test *t, struct peer *p, size_t size, bool is_chunked)
{
	AUTO(buf) request = buf_new(1 << 22);
	struct span body;

	buf_clear(&p->got);
	echo_request(size, is_chunked, &request);
	peer_send(t, p, buf_span(&request));
	peer_read_size(t, p, size);
	peer_read(t, p);
	CHECK_INT(only_status(p), 200);
	body = span_from(buf_span(&p->got), p->got.size - size);
	for (size_t i = 0; i < size; i++)
		assert_int_equal(body.p[i], 'a' + i % 23);
}

TEST(server_reads_bodies_of_any_size_up_to_the_limit_both_ways)
{
	static const size_t sizes[] = { 0, 1, 999, 1000, 1001, 4096, 16384, 100000, 1 << 20 };
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &p);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		echo_size(&t, &p, sizes[i], false);
		echo_size(&t, &p, sizes[i], true);
	}
	CHECK_INT(server_connection_count(t.server), 1);
	CHECK_INT(t.handled_count, 18);
}

TEST(server_refuses_a_body_one_byte_over_the_limit)
{
	AUTO(net_test) t = { 0 };
	AUTO(buf) request = buf_new(1 << 22);

	net_test_start(&t, NULL, NULL);
	for (int is_chunked = 0; is_chunked < 2; is_chunked++) {
		buf_clear(&request);
		echo_request((1 << 20) + 1, is_chunked, &request);
		CHECK_INT(ask(&t, buf_span(&request)), 413);
	}
	/* The route's own limit, and one that allows no body. */
	CHECK_INT(ask(&t,
		      S("POST /enclave/submit_key HTTP/1.1\r\nHost: a\r\n"
			"Content-Length: 8193\r\n\r\n")),
	    413);
	CHECK_INT(ask(&t, S("GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")), 413);
	CHECK_INT(ask(&t, S("GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")), 200);
	CHECK_INT(t.handled_count, 1);
}

TEST(server_body_ceiling_holds_over_every_route)
{
	const struct server_limits limits = { .body_size_max = 10 };
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };

	net_test_start(&t, &limits, NULL);
	peer_connect(&t, &p);
	echo_size(&t, &p, 10, false);
	CHECK_INT(ask(&t, S("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n")), 413);
}

TEST(server_says_continue_only_when_the_body_is_welcome)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };
	unsigned statuses[4];

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &p);
	peer_send(&t, &p,
	    S("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n"
	      "Content-Length: 2\r\n\r\n"));
	peer_read(&t, &p);
	CHECK_SPAN(buf_span(&p.got), S("HTTP/1.1 100 Continue\r\n\r\n"));
	peer_send(&t, &p, S("hi"));
	peer_read(&t, &p);
	CHECK_INT(peer_statuses(&p, statuses, 4), 2);
	CHECK_INT(statuses[1], 200);
	/* Not when there is none to wait for, not from 1.0, not when it would be refused. */
	CHECK_INT(ask(&t,
		      S("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
			"Content-Length: 2\r\n\r\nhi")),
	    200);
	CHECK_INT(
	    ask(&t, S("GET /health HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n")), 200);
	CHECK_INT(ask(&t,
		      S("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
			"Content-Length: 2000000\r\n\r\n")),
	    413);
}

TEST(server_answers_pipelined_requests_in_order_while_their_turn_lasts)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };
	AUTO(buf) many = buf_new(1 << 20);
	static unsigned statuses[700];

	net_test_start(&t, NULL, NULL);
	for (int i = 0; i < 600; i++)
		CHECK_OK(buf_append(&many,
		    i % 3 == 0 ? S("GET /none HTTP/1.1\r\nHost: a\r\n\r\n") : S(GET_HEALTH)));
	peer_connect(&t, &p);
	peer_send(&t, &p, buf_span(&many));
	peer_read(&t, &p);
	CHECK_INT(peer_statuses(&p, statuses, 700), 600);
	for (unsigned i = 0; i < 600; i++)
		CHECK_INT(statuses[i], i % 3 == 0 ? 404 : 200);
}

TEST(server_closes_after_the_last_request_a_connection_may_have)
{
	const struct server_limits limits = { .requests_per_connection = 3 };
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };
	unsigned statuses[8];

	net_test_start(&t, &limits, NULL);
	peer_connect(&t, &p);
	peer_send(&t, &p, S(GET_HEALTH GET_HEALTH));
	peer_read(&t, &p);
	CHECK(!peer_got(&p, "Connection: close"));
	peer_send(&t, &p, S(GET_HEALTH GET_HEALTH));
	peer_read(&t, &p);
	CHECK_INT(peer_statuses(&p, statuses, 8), 3);
	CHECK(peer_got(&p, "Connection: close"));
	CHECK(p.is_closed);
}

TEST(server_sends_a_large_reply_whole_to_a_slow_reader)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &p);
	peer_send(&t, &p, S("GET /size?n=30000000 HTTP/1.1\r\nHost: a\r\n\r\n"));
	peer_read_size(&t, &p, 30000000);
	peer_read(&t, &p);
	CHECK_INT(only_status(&p), 200);
	buf_clear(&p.got);
	peer_send(&t, &p, S(GET_HEALTH));
	peer_read(&t, &p);
	CHECK_INT(only_status(&p), 200);
}

TEST(server_parks_a_call_and_answers_it_later)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };
	const struct server_reply later = {
		.status = 201, .content_type = "text/plain", .body = S("late")
	};
	unsigned statuses[4];

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &p);
	peer_send(&t, &p, S("GET /park HTTP/1.1\r\nHost: a\r\n\r\n" GET_HEALTH));
	peer_wait_ms(&t, &p, 60000); /* no deadline while the handler has it */
	CHECK_INT(p.got.size, 0);
	CHECK_INT(t.parked_count, 1);
	CHECK(!server_call_is_gone(t.parked[0]));
	CHECK_TEXT(server_call_peer(t.parked[0]), "127.0.0.1");
	CHECK_INT(server_call_started_us(t.parked[0]), 5000000);
	server_reply(t.parked[0], &later);
	peer_read(&t, &p);
	CHECK_INT(peer_statuses(&p, statuses, 4), 2);
	CHECK_INT(statuses[0], 201);
	CHECK_INT(statuses[1], 200); /* the one that waited behind it */
}

/* The first reply to a request that was parked. */
static void
reply_parked(struct net_test *t, struct peer *p, const struct server_reply *reply)
{
	const size_t index = t->parked_count;

	buf_clear(&p->got);
	peer_send(t, p, S("GET /park HTTP/1.1\r\nHost: a\r\n\r\n"));
	CHECK_INT(t->parked_count, index + 1);
	server_reply(t->parked[index], reply);
	peer_read(t, p);
}

TEST(server_writes_the_fields_a_reply_brings)
{
	static const struct http_field own[] = { { S("cache-control"), S("max-age=1") },
		{ S("ETag"), S("\"a\"") } };
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &p);
	reply_parked(&t, &p,
	    &(struct server_reply){ .status = 200,
		.content_type = "text/plain",
		.fields = own,
		.field_count = 2,
		.body = S("x") });
	CHECK_SPAN(buf_span(&p.got),
	    S("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n"
	      "X-Content-Type-Options: nosniff\r\ncache-control: max-age=1\r\nETag: \"a\"\r\n"
	      "\r\nx"));
	reply_parked(&t, &p, &(struct server_reply){ .status = 204, .body = S("ignored") });
	CHECK(!peer_got(&p, "Content-Length") && !peer_got(&p, "ignored"));
	CHECK(!p.is_closed);
	reply_parked(&t, &p, &(struct server_reply){ .status = 201, .closes = true });
	CHECK(peer_got(&p, "Content-Length: 0\r\n") && peer_got(&p, "Connection: close\r\n"));
	CHECK(p.is_closed);
}

TEST(server_sends_raw_bytes_as_they_are_and_then_closes_or_goes_on)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &p);
	reply_parked(&t, &p, &(struct server_reply){ .is_raw = true, .body = S("HTTP/1.1 2") });
	CHECK_SPAN(buf_span(&p.got), S("HTTP/1.1 2"));
	CHECK(!p.is_closed);
	reply_parked(&t, &p, &(struct server_reply){ .is_raw = true, .closes = true });
	CHECK(p.got.size == 0 && p.is_closed);
}

TEST(server_turns_a_reply_that_is_not_http_into_a_500)
{
	static const struct http_field bad[] = {
		{ S("X"), S("a\r\nSet-Cookie: b") },
		{ S("X Y"), S("a") },
		{ S(""), S("a") },
		{ S("content-length"), S("5") },
		{ S("Transfer-Encoding"), S("chunked") },
		{ S("Connection"), S("close") },
		{ S("Content-Type"), S("a/b") },
	};
	AUTO(net_test) t = { 0 };

	net_test_start(&t, NULL, NULL);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		AUTO(peer) p = { 0 };

		peer_connect(&t, &p);
		reply_parked(&t, &p,
		    &(struct server_reply){
			.status = 200, .fields = &bad[i], .field_count = 1, .body = S("x") });
		CHECK_INT(only_status(&p), 500);
		CHECK(p.is_closed && !peer_got(&p, "Set-Cookie"));
	}
	{
		AUTO(peer) p = { 0 };

		peer_connect(&t, &p);
		reply_parked(&t, &p, &(struct server_reply){ .status = 99 });
		CHECK_INT(only_status(&p), 500);
	}
}

TEST(server_keeps_a_parked_call_whose_client_left_until_it_is_answered)
{
	AUTO(net_test) t = { 0 };
	const struct server_reply later = { .status = 204 };

	net_test_start(&t, NULL, NULL);
	for (int i = 0; i < 2; i++) {
		AUTO(peer) p = { 0 };

		peer_connect(&t, &p);
		peer_send(&t, &p, S("GET /park HTTP/1.1\r\nHost: a\r\n\r\n"));
		/* The second leaves more behind than fits: only the reset tells. */
		for (int j = 0; j < 4 * i; j++) {
			static const uint8_t junk[65536];

			(void)send(p.fd, junk, sizeof(junk), MSG_DONTWAIT);
			net_test_step(&t);
		}
		CHECK(!server_call_is_gone(t.parked[i]));
	}
	net_test_step(&t);
	CHECK_INT(t.parked_count, 2);
	for (int i = 0; i < 2; i++) {
		CHECK(server_call_is_gone(t.parked[i]));
		CHECK_INT(server_connection_count(t.server), (size_t)(2 - i));
		server_reply(t.parked[i], &later);
	}
	CHECK_INT(server_connection_count(t.server), 0);
}

TEST(server_free_drops_parked_calls)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &p);
	peer_send(&t, &p, S("GET /park HTTP/1.1\r\nHost: a\r\n\r\n"));
	server_free(t.server);
	t.server = NULL;
	peer_read(&t, &p);
	CHECK(p.is_closed);
	server_free(NULL);
}

TEST(server_drains_what_is_in_flight_and_nothing_else)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) idle = { 0 };
	AUTO(peer) parked = { 0 };
	AUTO(peer) half = { 0 };
	const struct server_reply later = { .status = 200 };

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &idle);
	peer_connect(&t, &parked);
	peer_connect(&t, &half);
	peer_send(&t, &parked, S("GET /park HTTP/1.1\r\nHost: a\r\n\r\n"));
	peer_send(&t, &half, S("GET /health HTTP/1.1\r\nHo"));
	CHECK(!server_drain(t.server));
	peer_read(&t, &idle);
	CHECK(idle.is_closed && idle.got.size == 0);
	CHECK_INT(server_connection_count(t.server), 2);
	server_reply(t.parked[0], &later);
	peer_read(&t, &parked);
	CHECK(parked.is_closed && peer_got(&parked, "Connection: close\r\n"));
	peer_send(&t, &half, S("st: a\r\n\r\n"));
	peer_read(&t, &half);
	CHECK(half.is_closed && peer_got(&half, "HTTP/1.1 200 OK\r\n"));
	(void)close(half.fd);
	(void)close(parked.fd);
	half.fd = parked.fd = -1;
	net_test_step(&t);
	CHECK(server_drain(t.server));
}

TEST(server_new_says_what_is_wrong_with_the_address)
{
	AUTO(net_test) t = { 0 };
	struct server_config config = { .host = "localhost" };
	struct server *s = NULL;
	struct why why = { 0 };

	net_test_start(&t, NULL, NULL);
	CHECK_ERR(server_new(t.loop, &config, &s, &why), ERR_INPUT);
	CHECK_TEXT(why.text, "\"localhost\" is not a numeric address to listen on");
	config.host = "127.0.0.1";
	config.port = server_port(t.server);
	why.text[0] = '\0';
	CHECK_ERR(server_new(t.loop, &config, &s, &why), ERR_IO);
	assert_non_null(strstr(why.text, "Address already in use"));
	config.host = NULL;
	CHECK_ERR(server_new(t.loop, &config, &s, &why), ERR_INPUT);
	CHECK(s == NULL);
	config = (struct server_config){ .host = "::1" };
	CHECK_OK(server_new(t.loop, &config, &s, &why));
	CHECK(server_port(s) > 0);
	server_free(s);
}
