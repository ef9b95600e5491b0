/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/hands.h"

#include "lib/base/text.h"

struct hands
hands_new(const struct clock *real)
{
	return (struct hands){ .real = real, .rate = 1 };
}

void
hands_set(struct hands *h, int64_t now_ms, int64_t rate)
{
	h->is_set = true;
	h->set_ms = now_ms;
	h->set_at_us = clock_mono_us(h->real);
	h->rate = rate;
}

static int64_t
wall_ms(void *self)
{
	const struct hands *h = self;
	int64_t now_ms;

	if (!h->is_set)
		return clock_wall_ms(h->real);
	now_ms = h->set_ms + (clock_mono_us(h->real) - h->set_at_us) / 1000 * h->rate;
	return now_ms < HANDS_LAST_MS ? now_ms : HANDS_LAST_MS;
}

static int64_t
mono_us(void *self)
{
	const struct hands *h = self;

	return clock_mono_us(h->real);
}

struct clock
hands_clock(struct hands *h)
{
	return (struct clock){ .wall_ms = wall_ms, .mono_us = mono_us, .self = h };
}

enum err
hands_time_parse(struct span text, int64_t *out_ms)
{
	uint64_t ms;

	if (text_u64_parse(text, HANDS_LAST_MS, &ms) != OK)
		return text_time_parse(text, out_ms);
	*out_ms = (int64_t)ms;
	return OK;
}
