/* SPDX-License-Identifier: Apache-2.0 */
/* client_test.h - what the tests of the client share: callbacks that write down what they saw. */
#ifndef TEST_LIB_NET_CLIENT_TEST_H
#define TEST_LIB_NET_CLIENT_TEST_H

#include "test/lib/net/net_test.h"

/* What the callbacks said: the last answer, and the status of each. */
struct told {
	size_t count;
	enum err error;
	const char *reason;
	unsigned status;
	struct buf body;
	unsigned statuses[64];
	int64_t took_us;
	struct client *again; /* send one more from inside the callback */
};

void told_wipe(struct told *s);

/* The callback; `self` is a struct told. */
void told_answer(void *self, const struct client_answer *answer);

/* GET `target`, told to `s`. */
void send_get(struct client *c, const char *target, struct told *s);

/* A client of the test's server, unless the configuration names another origin. */
struct client *client_of(struct net_test *t, struct client_config config);

/* Step until `count` answers came. */
void step_until(struct net_test *t, const struct told *s, size_t count);

#endif
