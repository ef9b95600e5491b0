/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/outbound/clock_offset.h"
#include "test/check.h"

static const int64_t server_ms = 1795305600000;

static void
take(struct clock_offset *o, int64_t sent_ms, int64_t trip_ms, int64_t at_ms)
{
	clock_offset_take(
	    o, &(struct clock_sample){ sent_ms * 1000, (sent_ms + trip_ms) * 1000, at_ms });
}

TEST(clock_offset_goes_by_the_shortest_trip_of_five)
{
	struct clock_offset o = { 0 };

	CHECK(!o.is_known && clock_offset_wants(&o, 0));
	take(&o, 1000, 400, server_ms + 350); /* the way there was slow */
	CHECK(o.is_known);
	CHECK_INT(clock_offset_ms(&o, 1200000), server_ms + 350);
	take(&o, 2000, 20, server_ms + 1010);
	CHECK_INT(clock_offset_ms(&o, 2010000), server_ms + 1010);
	take(&o, 3000, 300, server_ms + 9999); /* slower: tells nothing new */
	take(&o, 4000, 21, server_ms + 9999);
	CHECK(clock_offset_wants(&o, 4000000));
	take(&o, 5000, 4, server_ms + 4001);
	CHECK(!clock_offset_wants(&o, 5000000));
	CHECK_INT(clock_offset_ms(&o, 5002000), server_ms + 4001);
}

TEST(clock_offset_is_off_by_half_of_the_shortest_trip_at_most)
{
	/* Every way to split a trip in two: the server's moment is at `there` of it. */
	for (int64_t trip = 0; trip <= 40; trip += 4)
		for (int64_t there = 0; there <= trip; there++) {
			struct clock_offset o = { 0 };

			take(&o, 100, trip, server_ms + 100 + there);
			const int64_t off = clock_offset_ms(&o, 100000) - (server_ms + 100);

			CHECK(off <= trip / 2 && off >= -trip / 2);
		}
}

TEST(clock_offset_is_asked_for_again_after_half_an_hour_and_good_till_then)
{
	const int64_t life_us = (int64_t)CLOCK_OFFSET_LIFE_MS * 1000;
	struct clock_offset o = { 0 };

	for (int i = 0; i < CLOCK_OFFSET_SAMPLES; i++)
		take(&o, 1000 + i, 1, server_ms);
	CHECK(!clock_offset_wants(&o, 1000000 + life_us - 1));
	CHECK(clock_offset_wants(&o, 1000000 + life_us));
	CHECK(o.is_known);
	take(&o, 1801000, 500, server_ms + 7); /* the first of a round counts, however slow */
	CHECK_INT(clock_offset_ms(&o, 1801250000), server_ms + 7);
}

TEST(clock_offset_in_doubt_is_not_known_until_it_was_asked_for_again)
{
	struct clock_offset o = { 0 };

	take(&o, 1000, 2, server_ms);
	clock_offset_doubt(&o, 2000000);
	CHECK(!o.is_known && clock_offset_wants(&o, 2000000));
	take(&o, 3000, 2, server_ms + 60000);
	clock_offset_doubt(&o, 2500000); /* another one that was sent with the old one */
	CHECK(o.is_known);
	CHECK_INT(clock_offset_ms(&o, 3001000), server_ms + 60000);
}

TEST(clock_offset_that_cannot_be_read_is_our_own_for_half_an_hour)
{
	struct clock_offset o = { 0 };

	clock_offset_assume(&o, 5000000, server_ms);
	CHECK(o.is_known && !clock_offset_wants(&o, 5000001));
	CHECK_INT(clock_offset_ms(&o, 6000000), server_ms + 1000);
	CHECK(clock_offset_wants(&o, 5000000 + (int64_t)CLOCK_OFFSET_LIFE_MS * 1000));
	take(&o, 7000, 2, server_ms + 99);
	clock_offset_assume(&o, 8000000, 1); /* what was read once is better than that */
	CHECK_INT(clock_offset_ms(&o, 7001000), server_ms + 99);
}
