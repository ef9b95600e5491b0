/* SPDX-License-Identifier: Apache-2.0 */
/*
 * net_test.h - what the tests of lib/net share: a small server on loopback, and a raw peer.
 *
 * One thread: the test steps the loop and reads its own end of the socket in turn.  Time is a
 * fake clock, so deadlines pass when the test says so; nothing sleeps.
 */
#ifndef TEST_LIB_NET_NET_TEST_H
#define TEST_LIB_NET_NET_TEST_H

#include "lib/base/text.h"
#include "lib/net/client.h"
#include "lib/net/http_inbox.h"
#include "lib/net/server.h"
#include "test/check.h"

/*
 * The server of most tests.
 *   GET, HEAD /health          200 {"status":"ok"}
 *   POST /enclave/submit_key   body <= 8192; 415 unless application/json, else 400
 *   POST /echo                 body <= 1 MiB; 200 and the body back
 *   GET /size?n=N              200 and N bytes
 *   GET /park                  parked in `parked`
 *   else                       404
 */
struct net_test {
	struct clock_fake time;
	struct clock clock;
	struct loop *loop;
	struct server *server;
	struct server_call *parked[16];
	size_t parked_count, handled_count, refused_count;
	unsigned refused_status;
};

void net_test_wipe(struct net_test *t);

/* Start it; zero limits take their defaults. */
void net_test_start(
    struct net_test *t, const struct server_limits *limits, const struct tls_server *tls);

/* A few rounds of the loop, with a little real time for the kernel to deliver. */
void net_test_step(struct net_test *t);

/* The other end of one connection. */
struct peer {
	int fd;
	struct buf got;
	bool is_closed;
};

void peer_wipe(struct peer *p);
/* Connect to the server under test. */
void peer_connect(struct net_test *t, struct peer *out);
/* Send what fits, reading at the same time; fails the test when nothing moves. */
void peer_send(struct net_test *t, struct peer *p, struct span bytes);
/* Step until nothing more comes. */
void peer_read(struct net_test *t, struct peer *p);
/* Step until `size` bytes have come; fails the test when they do not. */
void peer_read_size(struct net_test *t, struct peer *p, size_t size);
/* Move the clock, then peer_read. */
void peer_wait_ms(struct net_test *t, struct peer *p, int64_t ms);

/* The answers that came: how many, and their status codes.  Fails the test on a malformed one. */
size_t peer_statuses(const struct peer *p, unsigned *statuses, size_t room);

/* Is this text somewhere in what came? */
bool peer_got(const struct peer *p, const char *text);

#endif
