/* SPDX-License-Identifier: Apache-2.0 */
/*
 * limiter.h - so many costly requests per peer and window.
 *
 * A fixed table of peers; each has a bucket that refills evenly.  When the table is full the
 * bucket that was idle longest gives way, so memory is bounded and a flood of addresses only
 * makes the limiter more generous, never slower.
 *
 * Room:      lib/net.  Calls: lib/base.
 */
#ifndef NET_LIMITER_H
#define NET_LIMITER_H

#include "lib/base/bytes.h"

enum { LIMITER_PEERS = 4096, LIMITER_WAYS = 8 };

struct limiter; /* opaque */

/* `count_max` requests per `window_ms` and peer; 0: no limit.  ERR_NOMEM. */
enum err limiter_new(uint32_t count_max, int64_t window_ms, struct limiter **out);
void limiter_free(struct limiter *l); /* takes NULL */

struct limiter_answer {
	bool is_allowed;
	uint32_t limit, remaining;
	int64_t wait_ms; /* until the next one is allowed; 0 when allowed */
};

/*
 * One more request of this peer (a numeric address): /32 or /64 is one peer, addresses of this
 * machine are not limited.
 */
struct limiter_answer limiter_take(struct limiter *l, const char *peer, int64_t now_ms);

/* Is it an address of this machine? */
bool limiter_is_loopback(const char *peer);

#endif
