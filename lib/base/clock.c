/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/clock.h"

static int64_t
microseconds(clockid_t which)
{
	struct timespec t = { 0 };

	(void)clock_gettime(which, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t
system_wall_ms(void *self)
{
	(void)self;
	return microseconds(CLOCK_REALTIME) / 1000;
}

static int64_t
system_mono_us(void *self)
{
	(void)self;
	return microseconds(CLOCK_MONOTONIC);
}

const struct clock *
clock_system(void)
{
	static const struct clock c = { system_wall_ms, system_mono_us, NULL };

	return &c;
}

int64_t
clock_wall_ms(const struct clock *c)
{
	return c->wall_ms(c->self);
}

int64_t
clock_mono_us(const struct clock *c)
{
	return c->mono_us(c->self);
}

int64_t
clock_mono_ms(const struct clock *c)
{
	return c->mono_us(c->self) / 1000;
}

static int64_t
fake_wall_ms(void *self)
{
	const struct clock_fake *f = self;

	return f->wall_ms;
}

static int64_t
fake_mono_us(void *self)
{
	const struct clock_fake *f = self;

	return f->mono_us;
}

struct clock
clock_fake(struct clock_fake *f)
{
	return (struct clock){ fake_wall_ms, fake_mono_us, f };
}

void
clock_fake_advance_ms(struct clock_fake *f, int64_t ms)
{
	f->wall_ms += ms;
	f->mono_us += ms * 1000;
}
