/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock_offset.h - what time it is at one exchange host.
 *
 * The host is asked five times; the answer with the shortest round trip counts, because it can be
 * off by half of that at most.  In between our monotonic clock goes on: the wall clock may jump.
 * After half an hour, or when the host refuses a timestamp, it is asked again.
 *
 * Room:      enclave/outbound.  Calls: lib/base.
 */
#ifndef INGEST_CLOCK_OFFSET_H
#define INGEST_CLOCK_OFFSET_H

#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_OFFSET_SAMPLES = 5, CLOCK_OFFSET_LIFE_MS = 1800000 };

struct clock_offset {
	bool is_known;         /* a signature may be made */
	unsigned sample_count; /* of this round */
	int64_t best_trip_us;
	int64_t ahead_us; /* the host's clock less our monotonic one */
	int64_t begun_us; /* when this round began; monotonic */
};

struct clock_sample {
	int64_t sent_us, answered_us; /* monotonic */
	int64_t server_ms;
};

/* Take an answer. */
void clock_offset_take(struct clock_offset *o, const struct clock_sample *s);

/* Should the host be asked (again)?  Begins a new round when the last one is too old. */
bool clock_offset_wants(struct clock_offset *o, int64_t now_us);

/* The host called the timestamp of what was sent then wrong: not known until it is asked again. */
void clock_offset_doubt(struct clock_offset *o, int64_t sent_us);

/* It cannot be read: take this for the host's time, for half an hour. */
void clock_offset_assume(struct clock_offset *o, int64_t now_us, int64_t wall_ms);

/* The host's time at this moment, in ms. */
int64_t clock_offset_ms(const struct clock_offset *o, int64_t now_us);

#endif
