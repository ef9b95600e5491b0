/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock.h - time as an argument.
 *
 * Whatever needs the time is given a clock, so that tests own it.  The wall clock is the host's
 * word: it may jump; anything that measures a duration uses the monotonic one.
 *
 * Room:      lib/base.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*wall_ms)(void *self); /* Unix time */
	int64_t (*mono_us)(void *self); /* since some moment, never backwards */
	void *self;
};

/* The operating system's clocks.  Lives for ever. */
const struct clock *clock_system(void);

/* Ask a clock. */
int64_t clock_wall_ms(const struct clock *c);
int64_t clock_mono_us(const struct clock *c);
int64_t clock_mono_ms(const struct clock *c);

/* A clock that stands still until it is moved: for tests and for the sandbox's virtual time. */
struct clock_fake {
	int64_t wall_ms;
	int64_t mono_us;
};

/* The clock that shows what `f` holds; `f` outlives it. */
struct clock clock_fake(struct clock_fake *f);

/* Move both hands. */
void clock_fake_advance_ms(struct clock_fake *f, int64_t ms);

#endif
