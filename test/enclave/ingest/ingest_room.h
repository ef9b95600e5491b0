/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ingest_room.h - what the tests of the ingest share: one loop whose clock stands still, a stub of
 * an exchange, a vault with one key, and a host that asks the one with the other.
 */
#ifndef TEST_ENCLAVE_INGEST_INGEST_ROOM_H
#define TEST_ENCLAVE_INGEST_INGEST_ROOM_H

#include "enclave/ingest/bourse.h"
#include "test/enclave/ingest/stub.h"

enum { ROOM_STEPS_MAX = 4000, ROOM_POLL_MIN_MS = 30000, ROOM_POLL_MAX_MS = 120000 };

struct ingest_room {
	struct clock_fake time;
	struct clock clock;
	struct loop *loop;
	struct stub stub;
	struct vault *vault;
	vault_handle credential;
	struct log log; /* quiet */
	char url[64];
	struct host *host;
	struct bourse bourse;
};

void ingest_room_open(struct ingest_room *r);

/* The same at another exchange, for which the stub has nothing but pages. */
void ingest_room_open_at(struct ingest_room *r, const struct exchange *x);
void ingest_room_close(struct ingest_room *r);

/* Step until nothing moves any more. */
void ingest_room_settle(struct ingest_room *r);

/* Move the clock, then settle. */
void ingest_room_wait_ms(struct ingest_room *r, int64_t ms);

/* Step until `condition`, without moving the clock; fails the test when it does not come. */
#define ROOM_UNTIL(loop, condition)                                       \
	do {                                                              \
		int steps_ = 0;                                           \
		for (; !(condition) && steps_ < ROOM_STEPS_MAX; steps_++) \
			CHECK_OK(loop_step((loop), 1));                   \
		assert_true(steps_ < ROOM_STEPS_MAX);                     \
	} while (0)

#endif
