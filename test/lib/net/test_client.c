/* SPDX-License-Identifier: Apache-2.0 */
/* The client against our own server. */
#include "test/lib/net/client_test.h"

TEST(client_gets_an_answer_and_keeps_the_connection)
{
	AUTO(net_test) t = { 0 };
	AUTO(told) s = { 0 };
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
	AUTO(told) s = { 0 };
	AUTO(told) parked = { 0 };
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
	AUTO(told) s = { 0 };
	const struct client_request r = { .method = "GET", .target = "/health" };
	struct client *c;

	net_test_start(&t, NULL, NULL);
	c = client_of(&t, (struct client_config){ .queue_max = 3 });
	for (int i = 0; i < 3; i++)
		CHECK_OK(client_send(c, &r, told_answer, &s));
	CHECK_ERR(client_send(c, &r, told_answer, &s), ERR_LIMIT);
	step_until(&t, &s, 3);
	CHECK_OK(client_send(c, &r, told_answer, &s));
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
	AUTO(told) s = { 0 };
	struct client_request r = { .method = "GET" };
	struct client *c;

	net_test_start(&t, NULL, NULL);
	c = client_of(&t, (struct client_config){ 0 });
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		r.target = targets[i];
		CHECK_ERR(client_send(c, &r, told_answer, &s), ERR_INPUT);
	}
	r.target = "/";
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		r.method = methods[i];
		CHECK_ERR(client_send(c, &r, told_answer, &s), ERR_INPUT);
	}
	r.method = "GET";
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		r.fields = &fields[i];
		r.field_count = 1;
		CHECK_ERR(client_send(c, &r, told_answer, &s), ERR_INPUT);
	}
	client_free(c);
	CHECK_INT(s.count, 0);
}

TEST(client_posts_bodies_and_takes_large_answers)
{
	AUTO(net_test) t = { 0 };
	AUTO(told) s = { 0 };
	AUTO(buf) body = buf_new(1 << 20);
	struct client_request r = { .method = "POST", .target = "/echo" };
	struct client *c;

	net_test_start(&t, NULL, NULL);
	c = client_of(&t, (struct client_config){ 0 });
	for (size_t i = 0; i < 1 << 20; i++)
		CHECK_OK(buf_u8(&body, (uint8_t)(i % 251)));
	r.body = buf_span(&body);
	CHECK_OK(client_send(c, &r, told_answer, &s));
	step_until(&t, &s, 1);
	CHECK_INT(s.status, 200);
	CHECK_SPAN(buf_span(&s.body), buf_span(&body));
	r.body = (struct span){ NULL, 0 };
	CHECK_OK(client_send(c, &r, told_answer, &s));
	step_until(&t, &s, 2);
	CHECK_INT(s.status, 200);
	r = (struct client_request){ .method = "HEAD", .target = "/health" };
	CHECK_OK(client_send(c, &r, told_answer, &s));
	step_until(&t, &s, 3);
	CHECK_INT(s.status, 200);
	CHECK_INT(s.body.size, 0);
	client_free(c);
}

TEST(client_limits_the_answer_to_the_byte)
{
	AUTO(net_test) t = { 0 };
	AUTO(told) s = { 0 };
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
	AUTO(told) s = { 0 };
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
	AUTO(told) s = { 0 };
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
}

TEST(client_may_be_used_from_its_own_callback)
{
	AUTO(net_test) t = { 0 };
	AUTO(told) s = { 0 };

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
	AUTO(told) s = { 0 };
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

TEST(client_keeps_idle_connections_for_as_long_as_it_is_told)
{
	AUTO(net_test) t = { 0 };
	AUTO(told) s = { 0 };
	struct client *c;

	net_test_start(&t, NULL, NULL);
	c = client_of(&t, (struct client_config){ .idle_ms = 3000 });
	send_get(c, "/health", &s);
	step_until(&t, &s, 1);
	clock_fake_advance_ms(&t.time, 2999);
	for (int i = 0; i < 10; i++)
		CHECK_OK(loop_step(t.loop, 1));
	CHECK_INT(server_connection_count(t.server), 1);
	clock_fake_advance_ms(&t.time, 1);
	for (int i = 0; i < 50 && server_connection_count(t.server) > 0; i++)
		CHECK_OK(loop_step(t.loop, 1));
	CHECK_INT(server_connection_count(t.server), 0);
	client_free(c);
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
