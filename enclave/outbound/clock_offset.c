/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/outbound/clock_offset.h"

void
clock_offset_take(struct clock_offset *o, const struct clock_sample *s)
{
	const int64_t trip_us = s->answered_us - s->sent_us;

	if (o->sample_count == 0)
		o->begun_us = s->sent_us;
	/* The answer was written somewhere on the way: in its middle, as far as we know. */
	if (o->sample_count == 0 || trip_us < o->best_trip_us) {
		o->best_trip_us = trip_us;
		o->ahead_us = s->server_ms * 1000 - (s->sent_us + trip_us / 2);
	}
	o->sample_count++;
	o->is_known = true;
}

bool
clock_offset_wants(struct clock_offset *o, int64_t now_us)
{
	if (o->sample_count >= CLOCK_OFFSET_SAMPLES &&
	    now_us - o->begun_us >= (int64_t)CLOCK_OFFSET_LIFE_MS * 1000)
		o->sample_count = 0;
	return o->sample_count < CLOCK_OFFSET_SAMPLES;
}

void
clock_offset_doubt(struct clock_offset *o, int64_t sent_us)
{
	if (sent_us < o->begun_us)
		return; /* it was asked since */
	o->is_known = false;
	o->sample_count = 0;
}

void
clock_offset_assume(struct clock_offset *o, int64_t now_us, int64_t wall_ms)
{
	if (!o->is_known)
		o->ahead_us = wall_ms * 1000 - now_us;
	o->is_known = true;
	o->sample_count = CLOCK_OFFSET_SAMPLES;
	o->begun_us = now_us;
}

int64_t
clock_offset_ms(const struct clock_offset *o, int64_t now_us)
{
	return (now_us + o->ahead_us) / 1000;
}
