/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hands.h - the exchange's clock: the machine's, or one that can be set, and that may run fast or
 * stand still.
 *
 * What an exchange keeps for six months is gone six months later; here that is one request away.
 *
 * Room:      host/sandbox.
 */
#ifndef SANDBOX_HANDS_H
#define SANDBOX_HANDS_H

#include "lib/base/bytes.h"
#include "lib/base/clock.h"

enum { HANDS_RATE_MAX = 1000000 };
#define HANDS_LAST_MS 253402300799999 /* the end of the year 9999, where they stop */

struct hands {
	const struct clock *real; /* borrowed */
	bool is_set;              /* false: it shows what `real` shows */
	int64_t set_ms, set_at_us;
	int64_t rate; /* milliseconds a millisecond: 1 as real, 0 stands */
};

/* Hands that show the real time. */
struct hands hands_new(const struct clock *real);

/* Show `now_ms` from now on, at this rate (0 to HANDS_RATE_MAX). */
void hands_set(struct hands *h, int64_t now_ms, int64_t rate);

/* A clock that shows them, and measures durations as the real one does; `h` outlives it. */
struct clock hands_clock(struct hands *h);

/* "1795305600000" or "2026-11-22T00:00:00Z".  ERR_INPUT. */
enum err hands_time_parse(struct span text, int64_t *out_ms);

#endif
