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

/* Fills of ETH alone, in and out: 1 ETH more than before for 310 USDT of the 1000 it began with. */
static const char explained[] =
    "{\"uid\":7,\"balances\":[{\"asset\":\"ETH\",\"free\":\"1\",\"locked\":\"0\"},"
    "{\"asset\":\"USDT\",\"free\":\"909.7\",\"locked\":\"0\"}]}";
static const char deposit[] =
    "[{\"id\":\"d1\",\"coin\":\"USDT\",\"amount\":\"1000\",\"status\":1,\"insertTime\":%lld}]";

/* An account whose deposit is so many days old, by the exchange's clock. */
static void
open_with_deposit(struct one *o, int days, char body[256])
{
	one_open(o);
	o->room.stub.books[0].count = 0;
	o->room.stub.account = explained;
	(void)snprintf(body, 256, deposit,
	    (long long)(o->room.time.wall_ms + o->room.stub.offset_ms - days * 86400000LL));
	o->room.stub.pages[0] = (struct stub_page){ "/deposit/hisrec", body };
}

TEST(completeness_says_why_there_is_nothing_older)
{
	struct collection_completeness all;
	char body[256];
	struct one o;

	open_with_deposit(&o, 100, body);
	one_more(&o, NULL, 0, &o.c);
	collection_completeness(o.c, &all);
	CHECK_INT(all.history, COLLECTION_HISTORY_UNKNOWN);
	CHECK_INT(all.asked_from_ms, 1483228800000);
	one_until_live(&o);
	collection_completeness(o.c, &all);
	CHECK_INT(all.history, COLLECTION_HISTORY_OPENED); /* no balance is off */
	CHECK_INT(all.kept_ms, 0);
	one_close(&o);

	open_with_deposit(&o, 100, body);
	o.room.stub.pages[0] = (struct stub_page){ 0 }; /* nobody tells where the USDT is from */
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	collection_completeness(o.c, &all);
	CHECK_INT(all.history, COLLECTION_HISTORY_KEPT); /* transfers are: 180 days */
	CHECK_INT(all.kept_ms, 180 * 86400000LL);
	one_close(&o);
}

TEST(completeness_says_since_when_rows_were_kept_by_the_clock_of_the_exchange)
{
	struct collection_completeness all;
	struct collection_limit limit;
	char body[256];
	struct one o;

	open_with_deposit(&o, 200, body);
	o.room.stub.offset_ms = 3 * 86400000LL; /* it is three days ahead of us */
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	CHECK(collection_limit_at(o.c, 0, &limit));
	CHECK_TEXT(limit.feed, "wallet.transfers");
	const int64_t off_ms =
	    limit.from_ms - (o.room.time.wall_ms + 3 * 86400000LL - 180 * 86400000LL);

	CHECK(off_ms > -2000 && off_ms < 2000);
	CHECK(!collection_limit_at(o.c, 1, &limit));
	collection_completeness(o.c, &all);
	CHECK_INT(all.history, COLLECTION_HISTORY_OPENED); /* nothing is missing all the same */
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

TEST(completeness_says_what_nobody_reads)
{
	struct exchange_omission omission;
	struct one o;

	one_start(&o);
	CHECK(collection_omission_at(o.c, 0, &omission));
	CHECK_TEXT(omission.name, exchange_binance.omissions[0].name);
	CHECK(!collection_omission_at(o.c, exchange_binance.omission_count, &omission));
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
