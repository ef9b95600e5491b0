/* SPDX-License-Identifier: Apache-2.0 */
/* The server against clients that are slow, silent, or too many. */
#include <fcntl.h>
#include <sys/resource.h>
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

TEST(server_deadlines_are_absolute_a_dripping_client_gains_nothing)
{
	AUTO(net_test) t = { 0 };
	const struct span head = S("GET /health HTTP/1.1\r\nHost: a\r\nX: 0123456789\r\n\r\n");
	AUTO(peer) p = { 0 };

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &p);
	for (size_t i = 0; i < 9; i++) {
		peer_send(&t, &p, span_first(span_from(head, i), 1));
		peer_wait_ms(&t, &p, 500);
		CHECK(!p.is_closed && p.got.size == 0);
	}
	peer_wait_ms(&t, &p, 501); /* 5.001 s after its first byte */
	CHECK_INT(only_status(&p), 408);
	CHECK(p.is_closed);
	CHECK_INT(t.refused_status, 408);
}

TEST(server_gives_the_body_its_own_deadline)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &p);
	peer_send(&t, &p, S("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n"));
	for (size_t i = 0; i < 19; i++) {
		peer_send(&t, &p, S("x"));
		peer_wait_ms(&t, &p, 500);
		CHECK(!p.is_closed && p.got.size == 0);
	}
	peer_wait_ms(&t, &p, 501);
	CHECK_INT(only_status(&p), 408);
}

TEST(server_closes_idle_connections_without_a_word)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) fresh = { 0 };
	AUTO(peer) used = { 0 };

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &fresh);
	peer_connect(&t, &used);
	peer_wait_ms(&t, &used, 10000);
	peer_send(&t, &used, S(GET_HEALTH "\r\n")); /* an empty line begins no request */
	peer_read(&t, &used);
	peer_wait_ms(&t, &fresh, 5001);
	CHECK(fresh.is_closed && fresh.got.size == 0);
	CHECK_INT(server_connection_count(t.server), 1);
	peer_wait_ms(&t, &used, 10000);
	CHECK(used.is_closed);
	CHECK_INT(only_status(&used), 200);
	CHECK_INT(server_connection_count(t.server), 0);
}

TEST(server_gives_up_on_a_client_that_does_not_read)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &p);
	CHECK(send(p.fd, "GET /size?n=60000000 HTTP/1.1\r\nHost: a\r\n\r\n", 42, 0) == 42);
	for (int i = 0; i < 5; i++)
		net_test_step(&t);
	CHECK_INT(t.handled_count, 1);
	clock_fake_advance_ms(&t.time, 10001);
	net_test_step(&t);
	CHECK_INT(server_connection_count(t.server), 0);
}

TEST(server_caps_its_connections)
{
	const struct server_limits limits = { .connections_max = 3, .connections_per_peer = 1 };
	AUTO(net_test) t = { 0 };
	struct peer peers[4];

	net_test_start(&t, &limits, NULL);
	/* The peer is loopback, so its own cap of one does not count. */
	for (size_t i = 0; i < 4; i++) {
		peer_connect(&t, &peers[i]);
		peer_read(&t, &peers[i]);
		CHECK(peers[i].is_closed == (i == 3));
	}
	CHECK_INT(server_connection_count(t.server), 3);
	peer_wipe(&peers[1]);
	net_test_step(&t);
	peer_wipe(&peers[3]);
	peer_connect(&t, &peers[3]);
	peer_send(&t, &peers[3], S(GET_HEALTH));
	peer_read(&t, &peers[3]);
	CHECK_INT(only_status(&peers[3]), 200);
	for (size_t i = 0; i < 4; i++)
		peer_wipe(&peers[i]);
}

TEST(server_survives_having_no_descriptor_left)
{
	AUTO(net_test) t = { 0 };
	AUTO(peer) p = { 0 };
	struct rlimit before, tight;
	int probe;

	net_test_start(&t, NULL, NULL);
	peer_connect(&t, &p);
	peer_wipe(&p);
	net_test_step(&t);
	CHECK_INT(getrlimit(RLIMIT_NOFILE, &before), 0);
	probe = fcntl(0, F_DUPFD_CLOEXEC, 0); /* the lowest free number */
	assert_true(probe >= 0);
	(void)close(probe);
	tight = before;
	tight.rlim_cur = (rlim_t)probe + 1; /* one left: for our own end */
	CHECK_INT(setrlimit(RLIMIT_NOFILE, &tight), 0);
	peer_connect(&t, &p);
	peer_send(&t, &p, S(GET_HEALTH));
	peer_wait_ms(&t, &p, 50);
	CHECK_INT(p.got.size, 0);
	CHECK_INT(setrlimit(RLIMIT_NOFILE, &before), 0);
	peer_wait_ms(&t, &p, 51);
	peer_read(&t, &p);
	CHECK_INT(only_status(&p), 200);
}
