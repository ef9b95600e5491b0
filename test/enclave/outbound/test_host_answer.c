/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/outbound/asker.h"

TEST(host_reads_the_clock_again_when_the_exchange_calls_ours_wrong)
{
	struct ingest_room r;
	struct asker a = { .room = &r };

	ingest_room_open(&r);
	r.stub.checks_time = true;
	asker_ask_rights(&a);
	ROOM_UNTIL(r.loop, a.answer_count == 1);
	r.stub.offset_ms = -90000; /* its clock was set */
	asker_ask_rights(&a);
	ROOM_UNTIL(r.loop, a.answer_count == 2);
	CHECK_INT(a.error, OK);
	/* One that never agrees is reported, not asked for ever. */
	r.stub.fault = (struct stub_fault){ .path = "apiRestrictions",
		.times = STUB_FOREVER,
		.status = 400,
		.body = "{\"code\":-1021,\"msg\":\"no\"}" };
	asker_ask_rights(&a);
	for (int i = 0; i < 80 && a.answer_count == 2; i++)
		ingest_room_wait_ms(&r, 500);
	CHECK_INT(a.error, ERR_CONFLICT);
	CHECK_INT(a.code, -1021);
	CHECK_INT(stub_asked(&r.stub, "apiRestrictions"), 1 + 2 + 6);
	ingest_room_close(&r);
}

TEST(host_tries_again_later_and_later_and_then_says_what_was_wrong)
{
	static const int64_t pauses_ms[] = { 500, 1000, 2000, 4000, 8000 };
	struct ingest_room r;
	struct asker a = { .room = &r };

	ingest_room_open(&r);
	r.stub.fault = (struct stub_fault){ .path = "apiRestrictions",
		.times = STUB_FOREVER,
		.status = 502,
		.body = "{\"code\":-1001,\"msg\":\"Disconnected.\"}" };
	asker_ask_rights(&a);
	for (size_t i = 0; i < 5; i++) {
		ROOM_UNTIL(r.loop, stub_asked(&r.stub, "apiRestrictions") == i + 1);
		ingest_room_settle(&r);
		ingest_room_wait_ms(&r, pauses_ms[i] - 1);
		CHECK_INT(stub_asked(&r.stub, "apiRestrictions"), i + 1);
		ingest_room_wait_ms(&r, 1);
		CHECK_INT(a.answer_count, i == 4);
	}
	CHECK_INT(a.error, ERR_UPSTREAM);
	CHECK_INT(a.code, -1001);
	CHECK(strstr(a.why, "Disconnected.") != NULL);
	r.stub.fault.times = 1; /* a failure of the moment */
	asker_ask_rights(&a);
	ROOM_UNTIL(r.loop, r.stub.fault.times == 0);
	ingest_room_settle(&r);
	clock_fake_advance_ms(&r.time, 500);
	ROOM_UNTIL(r.loop, a.answer_count == 2);
	CHECK_INT(a.error, OK);
	ingest_room_close(&r);
}

TEST(host_waits_out_a_429_for_everybody_and_does_not_count_it_as_a_failure)
{
	struct ingest_room r;
	struct asker a = { .room = &r }, b = { .room = &r };

	ingest_room_open(&r);
	r.stub.fault = (struct stub_fault){ .path = "apiRestrictions",
		.times = 2,
		.status = 429,
		.body = "{\"code\":-1003,\"msg\":\"Too much.\"}",
		.field = { S("Retry-After"), S("7") } };
	asker_ask(&a,
	    (struct host_question){ .feed = asker_feed(EXCHANGE_PERMISSIONS), .attempts_max = 1 });
	ROOM_UNTIL(r.loop, stub_asked(&r.stub, "apiRestrictions") == 1);
	ingest_room_settle(&r);
	asker_ask_rights(&b);
	ingest_room_wait_ms(&r, 6999);
	CHECK_INT(stub_asked(&r.stub, "apiRestrictions"), 1);
	clock_fake_advance_ms(&r.time, 1);
	ROOM_UNTIL(r.loop, stub_asked(&r.stub, "apiRestrictions") >= 2);
	ingest_room_settle(&r);
	clock_fake_advance_ms(&r.time, 7000);
	ROOM_UNTIL(r.loop, a.answer_count == 1 && b.answer_count == 1);
	CHECK_INT(a.error, OK);
	ingest_room_close(&r);
}

TEST(host_stays_away_until_a_ban_ends_also_when_only_its_words_say_so)
{
	struct ingest_room r;
	struct asker a = { .room = &r };
	char body[160];

	ingest_room_open(&r);
	(void)snprintf(body, sizeof(body), "{\"code\":-1003,\"msg\":\"IP banned until %lld.\"}",
	    (long long)r.time.wall_ms + 120000);
	r.stub.fault = (struct stub_fault){
		.path = "apiRestrictions", .times = 1, .status = 418, .body = body
	};
	asker_ask_rights(&a);
	ROOM_UNTIL(r.loop, r.stub.fault.times == 0);
	ingest_room_settle(&r);
	ingest_room_wait_ms(&r, 119999);
	CHECK_INT(a.answer_count, 0);
	CHECK_INT(stub_asked(&r.stub, "apiRestrictions"), 1);
	clock_fake_advance_ms(&r.time, 1);
	ROOM_UNTIL(r.loop, a.answer_count == 1);
	CHECK_INT(a.error, OK);
	ingest_room_close(&r);
}

TEST(host_that_is_banned_leaves_every_family_of_the_address_alone)
{
	struct ingest_room r;
	struct asker a = { .room = &r }, b = { .room = &r };

	ingest_room_open(&r);
	r.stub.fault = (struct stub_fault){
		.path = "apiRestrictions", .times = 1, .status = 418, .body = "{}"
	};
	asker_ask_rights(&a);
	ROOM_UNTIL(r.loop, r.stub.fault.times == 0);
	ingest_room_settle(&r);
	asker_ask(&b, (struct host_question){ .feed = asker_feed(EXCHANGE_BALANCES) });
	ingest_room_wait_ms(&r, 119999);
	CHECK_INT(a.answer_count + b.answer_count, 0);
	CHECK_INT(stub_asked(&r.stub, "/account?"), 0);
	clock_fake_advance_ms(&r.time, 1);
	ROOM_UNTIL(r.loop, a.answer_count == 1 && b.answer_count == 1);
	ingest_room_close(&r);
}

TEST(host_survives_an_exchange_that_is_down_and_finds_it_again)
{
	struct ingest_room r;
	struct asker a = { .room = &r };

	ingest_room_open(&r);
	stub_stop(&r.stub);
	asker_ask(&a,
	    (struct host_question){ .feed = asker_feed(EXCHANGE_PERMISSIONS), .attempts_max = 2 });
	for (int i = 0; i < 8 && a.answer_count == 0; i++)
		ingest_room_wait_ms(&r, 1000);
	CHECK_INT(a.answer_count, 1);
	CHECK_INT(a.error, ERR_IO);
	CHECK(a.why[0] != '\0');
	stub_go_on(&r.stub);
	asker_ask_rights(&a);
	ROOM_UNTIL(r.loop, a.answer_count == 2);
	CHECK_INT(a.error, OK);
	ingest_room_close(&r);
}

TEST(host_gives_up_on_an_answer_that_does_not_come_and_tries_again)
{
	struct ingest_room r;
	struct asker a = { .room = &r };

	ingest_room_open(&r);
	r.stub.fault = (struct stub_fault){ .path = "apiRestrictions", .times = 1 };
	asker_ask_rights(&a);
	ROOM_UNTIL(r.loop, r.stub.parked_count == 1);
	ingest_room_wait_ms(&r, 15000);
	ingest_room_wait_ms(&r, 500);
	ROOM_UNTIL(r.loop, a.answer_count == 1);
	CHECK_INT(a.error, OK);
	ingest_room_close(&r);
}

TEST(host_asks_again_for_an_answer_that_was_spoilt_on_its_way)
{
	static const char *const bodies[] = { "{\"enableReading\":tru", "[]", "", "\xff", "null" };
	struct ingest_room r;
	struct asker a = { .room = &r };

	ingest_room_open(&r);
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		r.stub.fault = (struct stub_fault){
			.path = "apiRestrictions", .times = 1, .status = 200, .body = bodies[i]
		};
		asker_ask_rights(&a);
		ROOM_UNTIL(r.loop, r.stub.fault.times == 0);
		ingest_room_settle(&r);
		CHECK_INT(a.answer_count, i);
		clock_fake_advance_ms(&r.time, 500);
		ROOM_UNTIL(r.loop, a.answer_count == i + 1);
		CHECK_INT(a.error, OK);
	}
	r.stub.fault.times = STUB_FOREVER;
	asker_ask_rights(&a);
	for (int i = 0; i < 80 && a.answer_count == 5; i++)
		ingest_room_wait_ms(&r, 500);
	CHECK_INT(a.error, ERR_INPUT);
	CHECK_INT(a.code, 0);
	CHECK(a.why[0] != '\0');
	ingest_room_close(&r);
}

TEST(host_passes_on_at_once_what_waiting_does_not_mend)
{
	static const struct {
		unsigned status;
		const char *body;
		enum err error;
		int64_t code;
	} cases[] = {
		{ 401, "{\"code\":-2015,\"msg\":\"Invalid API-key.\"}", ERR_AUTH, -2015 },
		{ 400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}", ERR_ABSENT, -1121 },
		{ 400, "{\"code\":-1102,\"msg\":\"Mandatory parameter.\"}", ERR_INPUT, -1102 },
	};
	struct ingest_room r;
	struct asker a = { .room = &r };

	ingest_room_open(&r);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		r.stub.fault = (struct stub_fault){ .path = "apiRestrictions",
			.times = 1,
			.status = cases[i].status,
			.body = cases[i].body };
		asker_ask_rights(&a);
		ROOM_UNTIL(r.loop, a.answer_count == i + 1);
		CHECK_INT(a.error, cases[i].error);
		CHECK_INT(a.code, cases[i].code);
		CHECK(a.why[0] != '\0');
	}
	ingest_room_close(&r);
}
