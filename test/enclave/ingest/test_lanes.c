/* SPDX-License-Identifier: Apache-2.0 */
/* Which lanes are busy, and with what. */
#include "enclave/ingest/collection_inside.h"
#include "test/enclave/ingest/one.h"

/* In the middle of a turn: whatever is asked with `path` in it stays unanswered. */
static void
open_stuck(struct one *o, const char *path)
{
	one_open(o);
	o->room.stub.fault = (struct stub_fault){ .path = path, .times = STUB_PARKED_MAX };
	one_more(o, NULL, 0, &o->c);
	ROOM_UNTIL(o->room.loop, o->room.stub.parked_count > 0);
	ingest_room_settle(&o->room);
}

TEST(lanes_ask_a_few_questions_at_a_time_and_leave_one_for_what_nobody_waits_for)
{
	struct one o;

	open_stuck(&o, "/sapi/v1/asset/transfer");
	CHECK_INT(lanes_busy_count(o.c), LANE_SIDE);
	CHECK_INT(o.room.stub.parked_count, LANE_SIDE);
	CHECK_INT(lanes_free_index(o.c), LANE_SIDE);
	CHECK(o.c->lanes[LANE_SIDE] == NULL);
	for (size_t i = 0; i < LANE_SIDE; i++) { /* each has a walk of its own */
		const struct lane *l = o.c->lanes[i];

		CHECK(l->job != NULL && l->need == -1);
		CHECK(o.c->walks[l->walk].is_running);
		for (size_t k = 0; k < i; k++)
			CHECK(o.c->lanes[k]->walk != l->walk);
	}
	one_close(&o);
}

TEST(lanes_that_end_are_free_at_the_lowest_number_and_the_side_lane_is_nobodys_business)
{
	struct one o;

	one_start(&o);
	one_until_live(&o);
	lanes_drop(o.c);
	CHECK_INT(lanes_free_index(o.c), 0);
	CHECK_INT(lanes_busy_count(o.c), 0);
	for (size_t i = 0; i < LANES_COUNT; i++) {
		o.c->lanes[i] = calloc(1, sizeof(struct lane));
		assert_non_null(o.c->lanes[i]);
		o.c->lanes[i]->c = o.c;
		CHECK_INT(lanes_busy_count(o.c), i < LANE_SIDE ? i + 1 : LANE_SIDE);
		CHECK_INT(lanes_free_index(o.c), i < LANE_SIDE ? i + 1 : LANE_SIDE);
	}
	lanes_end(o.c->lanes[1]);
	CHECK_INT(lanes_free_index(o.c), 1);
	CHECK_INT(lanes_busy_count(o.c), LANE_SIDE - 1);
	lanes_end(o.c->lanes[0]);
	CHECK_INT(lanes_free_index(o.c), 0);
	one_close(&o);
}

TEST(lanes_that_are_dropped_hear_no_answer)
{
	struct one o;

	open_stuck(&o, "/sapi/v1/asset/transfer");
	CHECK(host_job_count(o.room.host) >= LANE_SIDE);
	lanes_drop(o.c);
	for (size_t i = 0; i < LANES_COUNT; i++)
		CHECK(o.c->lanes[i] == NULL);
	stub_release(&o.room.stub);
	ingest_room_settle(&o.room);
	CHECK_INT(host_job_count(o.room.host), 0);
	CHECK_TEXT(one_progress(&o).last_error, "");
	lanes_drop(o.c); /* twice is fine */
	one_close(&o);
}

TEST(lanes_ask_what_the_key_may_do_alone)
{
	struct one o;

	one_start(&o);
	one_until_live(&o);
	o.room.stub.fault = (struct stub_fault){ .path = "apiRestrictions", .times = 1 };
	ingest_room_wait_ms(&o.room, ONE_POLL_MIN_MS);
	ROOM_UNTIL(o.room.loop, o.room.stub.parked_count == 1);
	CHECK_INT(lanes_busy_count(o.c), 1);
	CHECK(o.c->lanes[0]->walk == -1 && o.c->lanes[0]->need == -1);
	CHECK(o.c->lanes[LANE_SIDE] == NULL);
	one_close(&o);
}

TEST(lanes_ask_for_each_price_once_at_a_time)
{
	struct one o;

	open_stuck(&o, "interval=1h");          /* those for fees: days are answered */
	CHECK_INT(o.room.stub.parked_count, 1); /* one asset takes fees: BNB */
	CHECK_INT(lanes_busy_count(o.c), 1);
	CHECK_INT(o.c->lanes[0]->need, 0);
	CHECK(!lanes_start_mark(o.c, 1));
	lanes_drop(o.c);
	o.c->marks.rows[0].is_open = false;
	CHECK(!lanes_start_mark(o.c, 0));
	CHECK_INT(lanes_busy_count(o.c), 0);
	one_close(&o);
}

TEST(lanes_begin_where_the_walk_stands_and_name_its_variant_and_symbol)
{
	struct one o;

	one_open(&o);
	one_agree(&o);
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	for (int i = 0; i < 6; i++) {
		ingest_room_wait_ms(&o.room, ONE_POLL_MIN_MS);
		one_until_live(&o);
	}
	for (size_t i = 0; i < o.c->walk_count; i++) {
		const struct walk *w = &o.c->walks[i];

		if (w->is_free || w->symbol == WALK_NO_SYMBOL || w->position != 2600)
			continue;
		o.c->walks[i].position = 1234;
		lanes_start_walk(o.c, 0, i);
		CHECK(w->is_running && o.c->lanes[0]->walk == (int32_t)i);
	}
	ROOM_UNTIL(
	    o.room.loop, stub_asked(&o.room.stub, "symbol=BTCUSDT&limit=1000&fromId=1234") == 1);
	CHECK_INT(stub_asked(&o.room.stub, "type=MAIN_UMFUTURE&"), 1);
	CHECK_INT(stub_asked(&o.room.stub, "type=ISOLATED_MARGIN_MAIN&"), 1);
	one_close(&o);
}
