/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/schedule.h"

#include "enclave/outbound/meter.h"

int64_t
schedule_period_ms(const struct exchange *x, const struct exchange_feed *feed)
{
	const uint64_t cost =
	    meter_cost(&x->families[feed->family], feed) * exchange_variant_count(feed);

	return feed->needs_symbol || cost * SCHEDULE_CHEAP_ACCOUNTS > METER_COST_OF_ALL
	    ? SCHEDULE_DEAR_MS
	    : SCHEDULE_CHEAP_MS;
}

/* The finaliser of splitmix64 (Steele, Lea and Flood, 2014): each bit depends on every other. */
uint64_t
schedule_mix(uint64_t a, uint64_t b)
{
	uint64_t x = a * UINT64_C(0x9e3779b97f4a7c15) + b + 1;

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

struct schedule
schedule_of(int64_t period_ms, uint64_t number)
{
	return (
	    struct schedule){ period_ms, (int64_t)(schedule_mix(number, 0) % (uint64_t)period_ms) };
}

int64_t
schedule_last_ms(const struct schedule *s, int64_t now_ms)
{
	return now_ms - (now_ms + s->after_ms) % s->period_ms;
}
