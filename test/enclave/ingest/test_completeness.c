/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/ingest/one.h"

TEST(completeness_says_from_when_to_when_and_what_is_left)
{
	struct collection_completeness all;
	struct collection_limit limit;
	struct one o;

	one_start(&o);
	collection_completeness(o.c, &all);
	CHECK(!collection_limit_at(o.c, 0, &limit));
	CHECK_INT(all.history_start_ms + all.live_since_ms + all.backfilled_until_ms, 0);
	one_until_live(&o);
	collection_completeness(o.c, &all);
	CHECK_INT(all.history_start_ms, 1790000000000);
	CHECK_INT(all.live_since_ms, o.room.time.wall_ms);
	CHECK_INT(all.backfilled_until_ms, o.room.time.wall_ms);
	CHECK_INT(all.sweep_left, 0);
	CHECK_INT(all.unknown_count, 0);
	CHECK(
	    !collection_limit_at(o.c, 0, &limit)); /* everything is still kept of so young a one */
	ingest_room_wait_ms(&o.room, ONE_POLL_MIN_MS);
	one_until_live(&o);
	collection_completeness(o.c, &all);
	CHECK_INT(all.live_since_ms, o.room.time.wall_ms - ONE_POLL_MIN_MS);
	CHECK_INT(all.backfilled_until_ms, o.room.time.wall_ms);
	one_close(&o);
}

TEST(completeness_lists_feeds_that_cannot_be_read)
{
	struct collection_unread unread;
	size_t count = 0;
	struct one o;

	one_start(&o);
	one_until_live(&o);
	for (; collection_unread_at(o.c, count, &unread); count++) {
		CHECK(strncmp(unread.feed, "wallet.", 7) == 0 ||
		    strncmp(unread.feed, "funding.", 8) == 0);
		CHECK_INT(unread.code, -5000);
		CHECK(unread.words != NULL);
	}
	CHECK(count >= 8);
	one_close(&o);
}

TEST(completeness_progress_grows_and_ends_with_everything)
{
	unsigned last = 0;
	struct one o;

	one_start(&o);
	for (int i = 0; i < ROOM_STEPS_MAX && !one_is_at(&o, COLLECTION_LIVE); i++) {
		const struct collection_progress p = one_progress(&o);

		CHECK(p.percent >= last && p.percent < 100);
		CHECK(p.walks_done <= p.walks_total && p.seconds_left >= 0);
		CHECK_TEXT(p.name, "collecting");
		last = p.percent;
		CHECK_OK(loop_step(o.room.loop, 1));
	}
	const struct collection_progress p = one_progress(&o);

	CHECK_INT(p.percent, 100);
	CHECK_TEXT(p.name, "live");
	CHECK_INT(p.walks_done, p.walks_total);
	CHECK_INT(p.seconds_left, 0);
	one_close(&o);
}

TEST(completeness_of_a_resting_account_takes_four_kilobytes_at_most)
{
	struct one o;

	one_start(&o);
	one_until_live(&o);
	for (int i = 0; i < 6; i++) { /* what nobody waits for is read, too */
		ingest_room_wait_ms(&o.room, ONE_POLL_MIN_MS);
		one_until_live(&o);
	}
	CHECK(collection_memory(o.c) <= 4096);
	one_close(&o);
}
