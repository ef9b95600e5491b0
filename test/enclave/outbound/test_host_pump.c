/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/outbound/asker.h"

static enum err
ignore_balance(void *self, const struct exchange_balance *b)
{
	(void)self;
	(void)b;
	return OK;
}

static const struct exchange_sink ignoring = { .balance = ignore_balance };

TEST(host_reads_the_exchange_s_clock_before_it_signs_and_five_times_in_half_an_hour)
{
	struct ingest_room r;
	struct asker a = { .room = &r }, b = { .room = &r };

	ingest_room_open(&r);
	r.stub.offset_ms = 7000;
	r.stub.checks_time = true;
	asker_ask_rights(&a);
	asker_ask_rights(&b);
	CHECK_INT(a.answer_count, 0); /* never inside the call */
	ROOM_UNTIL(r.loop, b.answer_count == 1);
	CHECK_INT(a.error, OK);
	CHECK_TEXT(r.stub.asked[0], "/api/v3/time");
	CHECK_INT(stub_asked(&r.stub, "apiRestrictions"), 2);
	CHECK_INT(host_server_ms(r.host, asker_feed(EXCHANGE_PERMISSIONS)), r.time.wall_ms + 7000);
	for (size_t i = 2; i < 10; i++) { /* the other samples come beside the work */
		asker_ask_rights(&a);
		ROOM_UNTIL(r.loop, a.answer_count == i);
	}
	CHECK_INT(stub_asked(&r.stub, "/time"), 5);
	r.time.wall_ms -= 3600000; /* ours is set: that says nothing about theirs */
	CHECK_INT(
	    host_server_ms(r.host, asker_feed(EXCHANGE_PERMISSIONS)), r.time.wall_ms + 3607000);
	r.time.wall_ms += 3600000;
	ingest_room_wait_ms(&r, 1799999);
	asker_ask_rights(&a);
	ROOM_UNTIL(r.loop, a.answer_count == 10);
	CHECK_INT(stub_asked(&r.stub, "/time"), 5);
	ingest_room_wait_ms(&r, 1);
	asker_ask_rights(&a);
	ROOM_UNTIL(r.loop, a.answer_count == 11);
	CHECK(stub_asked(&r.stub, "/time") > 5);
	ingest_room_close(&r);
}

TEST(host_asks_for_the_clock_one_question_at_a_time_and_goes_on_without)
{
	struct ingest_room r;
	struct asker a = { .room = &r };

	ingest_room_open(&r);
	r.stub.fault = (struct stub_fault){
		.path = "/time", .times = STUB_FOREVER, .status = 500, .body = "{}"
	};
	asker_ask_rights(&a);
	ROOM_UNTIL(r.loop, r.stub.asked_count == 1);
	ingest_room_settle(&r);
	CHECK_INT(host_job_count(r.host), 2); /* the question, and the clock's waiting to retry */
	ingest_room_wait_ms(&r, 499);
	CHECK_INT(r.stub.asked_count, 1);
	clock_fake_advance_ms(&r.time, 1);
	ROOM_UNTIL(r.loop, a.answer_count == 1);
	CHECK_INT(a.error, OK);
	CHECK_INT(stub_asked(&r.stub, "/time"), 2);
	CHECK_INT(host_job_count(r.host), 0);
	ingest_room_close(&r);
}

TEST(host_slows_down_before_the_limit_when_others_behind_its_address_use_it_up)
{
	struct ingest_room r;
	struct asker a = { .room = &r }, b = { .room = &r };

	ingest_room_open(&r);
	ingest_room_wait_ms(&r, 59000 - r.time.wall_ms % 60000); /* all of it is free by now */
	r.stub.fault = (struct stub_fault){ .path = "/account?",
		.times = 1,
		.status = 200,
		.body = r.stub.account,
		.field = { S("X-MBX-USED-WEIGHT-1M"), S("5795") } };
	asker_ask(&b, (struct host_question){ .feed = asker_feed(EXCHANGE_BALANCES) });
	ROOM_UNTIL(r.loop, b.answer_count == 1);
	asker_ask(
	    &b, (struct host_question){ .feed = asker_feed(EXCHANGE_BALANCES) }); /* 20 still fit */
	ROOM_UNTIL(r.loop, b.answer_count == 2);
	asker_ask(&a, (struct host_question){ .feed = asker_feed(EXCHANGE_BALANCES) });
	asker_ask_rights(&b); /* of another family */
	ROOM_UNTIL(r.loop, b.answer_count == 3);
	ingest_room_wait_ms(&r, 999);
	CHECK_INT(stub_asked(&r.stub, "/account?"), 2);
	ingest_room_wait_ms(&r, 1);
	ROOM_UNTIL(r.loop, a.answer_count == 1);
	ingest_room_close(&r);
}

TEST(host_has_four_requests_of_one_account_under_way_and_no_fifth)
{
	struct ingest_room r;
	struct asker a[6], other = { .room = &r };
	struct host_account account = { 0 };

	ingest_room_open(&r);
	account.credential = r.credential;
	asker_ask_rights(&other);
	ROOM_UNTIL(r.loop, other.answer_count == 1);
	r.stub.fault = (struct stub_fault){ .path = "/account?", .times = 5 };
	for (size_t i = 0; i < 6; i++) {
		a[i] = (struct asker){ .room = &r };
		CHECK_OK(host_ask(r.host,
		    &(struct host_question){ .feed = asker_feed(EXCHANGE_BALANCES),
			.account = &account,
			.attempts_max = 1,
			.sink = &ignoring },
		    asker_answered, &a[i], &a[i].job));
	}
	ROOM_UNTIL(r.loop, r.stub.parked_count == HOST_ACCOUNT_IN_FLIGHT_MAX);
	asker_ask(&other,
	    (struct host_question){ .feed = asker_feed(EXCHANGE_BALANCES), .attempts_max = 1 });
	ROOM_UNTIL(r.loop, r.stub.parked_count == 5); /* others have their own four */
	ingest_room_settle(&r);
	CHECK_INT(stub_asked(&r.stub, "/account?"), 5);
	CHECK_INT(account.in_flight_count, 4);
	stub_release(&r.stub);
	ROOM_UNTIL(r.loop, a[5].answer_count == 1 && a[4].answer_count == 1);
	CHECK_INT(account.in_flight_count, 0);
	host_account_wipe(&account);
	ingest_room_close(&r);
}

TEST(host_sweeps_when_nobody_else_wants_anything_and_at_a_tenth)
{
	struct ingest_room r;
	struct asker sweep[40], usual = { .room = &r };
	size_t answered_count = 0;

	ingest_room_open(&r);
	ingest_room_wait_ms(&r, 59000 - r.time.wall_ms % 60000);
	for (size_t i = 0; i < 40; i++) {
		sweep[i] = (struct asker){ .room = &r };
		asker_ask(&sweep[i],
		    (struct host_question){
			.feed = asker_feed(EXCHANGE_BALANCES), .urgency = HOST_SWEEP });
	}
	asker_ask(&usual, (struct host_question){ .feed = asker_feed(EXCHANGE_BALANCES) });
	ROOM_UNTIL(r.loop, stub_asked(&r.stub, "/account?") == 31);
	for (int i = 0; i < 20; i++)
		ingest_room_settle(&r);
	for (size_t i = 0; i < 40; i++)
		answered_count += sweep[i].answer_count;
	CHECK_INT(usual.answer_count, 1);
	CHECK_INT(answered_count, 30); /* a tenth of 6000, by 20 */
	CHECK_INT(stub_asked(&r.stub, "/account?"), 31);
	for (int i = 0; i < 12; i++)
		ingest_room_wait_ms(&r, 10000);
	CHECK_INT(stub_asked(&r.stub, "/account?"), 41);
	ingest_room_close(&r);
}

TEST(host_serves_collections_in_turn)
{
	enum { COUNT = 5, ROUNDS = 8 };
	struct ingest_room r;
	struct asker all[COUNT];
	size_t turn = 0;

	ingest_room_open(&r);
	for (size_t i = 0; i < COUNT; i++) {
		all[i] = (struct asker){ .room = &r, .turn = &turn, .more = ROUNDS };
		asker_ask_rights(&all[i]);
	}
	for (size_t round = 1; round <= ROUNDS; round++) {
		ROOM_UNTIL(r.loop, turn >= round * COUNT);
		for (size_t i = 0; i < COUNT; i++) /* four are under way at once */
			assert_true(
			    all[i].answer_count + 1 >= round && all[i].answer_count <= round + 1);
	}
	ROOM_UNTIL(r.loop, turn == COUNT * (ROUNDS + 1));
	ingest_room_close(&r);
}

TEST(host_lets_a_person_who_waits_go_first)
{
	struct ingest_room r;
	struct asker slow[HOST_IN_FLIGHT_MAX], waiting = { .room = &r }, urgent = { .room = &r };
	size_t turn = 0;

	ingest_room_open(&r);
	for (size_t i = 1; i < 6; i++) { /* no more need to know the time */
		asker_ask_rights(&waiting);
		ROOM_UNTIL(r.loop, waiting.answer_count == i);
	}
	r.stub.fault = (struct stub_fault){ .path = "/account?", .times = HOST_IN_FLIGHT_MAX };
	for (size_t i = 0; i < HOST_IN_FLIGHT_MAX; i++) {
		slow[i] = (struct asker){ .room = &r };
		asker_ask(&slow[i],
		    (struct host_question){
			.feed = asker_feed(EXCHANGE_BALANCES), .attempts_max = 1 });
	}
	ROOM_UNTIL(r.loop, r.stub.parked_count == HOST_IN_FLIGHT_MAX);
	waiting.turn = urgent.turn = &turn;
	asker_ask(&waiting, (struct host_question){ .feed = asker_feed(EXCHANGE_BALANCES) });
	asker_ask(&urgent,
	    (struct host_question){
		.feed = asker_feed(EXCHANGE_PERMISSIONS), .urgency = HOST_URGENT });
	ingest_room_settle(&r);
	CHECK_INT(turn, 0); /* all connections are taken */
	stub_release(&r.stub);
	ROOM_UNTIL(r.loop, turn == 2);
	CHECK_INT(urgent.last_turn, 1);
	CHECK_INT(slow[3].error, ERR_UPSTREAM);
	ingest_room_close(&r);
}
