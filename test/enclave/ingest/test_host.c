/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/ingest/ingest_room.h"

/* Who asked, and what came back. */
struct asker {
	struct ingest_room *room;
	struct host_job *job;
	size_t answer_count;
	enum err error;
	int64_t code;
	char why[WHY_SIZE_MAX];
	unsigned more; /* ask again so often */
	size_t *turn;  /* shared: who was answered when */
	size_t last_turn;
};

static enum err
ignore_instrument(void *self, const struct exchange_instrument *i)
{
	(void)self;
	(void)i;
	return OK;
}

static enum err
ignore_balance(void *self, const struct exchange_balance *b)
{
	(void)self;
	(void)b;
	return OK;
}

static void ask(struct asker *a, struct host_question q);

static void
answered(void *self, enum err e, const struct exchange_result *result, const char *why)
{
	struct asker *a = self;

	a->answer_count++;
	a->error = e;
	a->code = result->refusal.code;
	a->job = NULL;
	(void)snprintf(a->why, sizeof(a->why), "%s", why);
	if (a->turn != NULL)
		a->last_turn = ++*a->turn;
	if (a->more > 0) {
		a->more--;
		ask(a,
		    (struct host_question){
			.call = EXCHANGE_PERMISSIONS, .credential = a->room->credential });
	}
}

static void
ask(struct asker *a, struct host_question q)
{
	q.sink = (struct exchange_sink){
		.self = a, .instrument = ignore_instrument, .balance = ignore_balance
	};
	CHECK_OK(host_ask(a->room->host, &q, answered, a, &a->job));
}

static void
ask_rights(struct asker *a)
{
	ask(a,
	    (struct host_question){
		.call = EXCHANGE_PERMISSIONS, .credential = a->room->credential });
}

TEST(host_reads_the_exchange_s_clock_before_it_signs_and_once_for_half_an_hour)
{
	struct ingest_room r;
	struct asker a = { .room = &r }, b = { .room = &r };

	ingest_room_open(&r);
	r.stub.offset_ms = 7000;
	r.stub.checks_time = true;
	ask_rights(&a);
	ask_rights(&b);
	CHECK_INT(a.answer_count, 0); /* never inside the call */
	ROOM_UNTIL(r.loop, b.answer_count == 1);
	CHECK_INT(a.error, OK);
	CHECK_TEXT(r.stub.asked[0], "/api/v3/time");
	CHECK_INT(stub_asked(&r.stub, "/time"), 1);
	CHECK_INT(r.stub.asked_count, 3);
	CHECK_INT(host_server_ms(r.host), r.time.wall_ms + 7000);
	ingest_room_wait_ms(&r, 1799999);
	ask_rights(&a);
	ROOM_UNTIL(r.loop, a.answer_count == 2);
	CHECK_INT(stub_asked(&r.stub, "/time"), 1);
	ingest_room_wait_ms(&r, 1);
	ask_rights(&a);
	ROOM_UNTIL(r.loop, a.answer_count == 3);
	CHECK_INT(stub_asked(&r.stub, "/time"), 2);
	CHECK_INT(host_job_count(r.host), 0);
	ingest_room_close(&r);
}

TEST(host_reads_the_clock_again_when_the_exchange_calls_ours_wrong)
{
	struct ingest_room r;
	struct asker a = { .room = &r };

	ingest_room_open(&r);
	r.stub.checks_time = true;
	ask_rights(&a);
	ROOM_UNTIL(r.loop, a.answer_count == 1);
	r.stub.offset_ms = -90000; /* its clock was set */
	ask_rights(&a);
	ROOM_UNTIL(r.loop, a.answer_count == 2);
	CHECK_INT(a.error, OK);
	CHECK_INT(stub_asked(&r.stub, "/time"), 2);
	/* One that never agrees is reported, not asked for ever. */
	r.stub.fault = (struct stub_fault){ .path = "apiRestrictions",
		.times = STUB_FOREVER,
		.status = 400,
		.body = "{\"code\":-1021,\"msg\":\"no\"}" };
	ask_rights(&a);
	ROOM_UNTIL(r.loop, a.answer_count == 3);
	CHECK_INT(a.error, ERR_CONFLICT);
	CHECK_INT(a.code, -1021);
	CHECK_INT(stub_asked(&r.stub, "apiRestrictions"), 2 + 1 + 3);
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
	ask_rights(&a);
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
	ask_rights(&a);
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
	ask_rights(&a);
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
	ask(&a,
	    (struct host_question){
		.call = EXCHANGE_PERMISSIONS, .credential = r.credential, .attempts_max = 1 });
	ROOM_UNTIL(r.loop, stub_asked(&r.stub, "apiRestrictions") == 1);
	ingest_room_settle(&r);
	ask(&b, (struct host_question){ .call = EXCHANGE_INSTRUMENTS });
	ingest_room_wait_ms(&r, 6999);
	CHECK_INT(r.stub.asked_count, 2); /* the clock, the refused one, and nothing else */
	clock_fake_advance_ms(&r.time, 1);
	ROOM_UNTIL(r.loop, stub_asked(&r.stub, "apiRestrictions") == 2);
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
	ask_rights(&a);
	ROOM_UNTIL(r.loop, r.stub.fault.times == 0);
	ingest_room_settle(&r);
	ingest_room_wait_ms(&r, 119999);
	CHECK_INT(a.answer_count, 0);
	CHECK_INT(r.stub.asked_count, 2);
	clock_fake_advance_ms(&r.time, 1);
	ROOM_UNTIL(r.loop, a.answer_count == 1);
	CHECK_INT(a.error, OK);
	ingest_room_close(&r);
}

TEST(host_slows_down_before_the_limit_when_others_behind_its_address_use_it_up)
{
	struct ingest_room r;
	struct asker a = { .room = &r }, b = { .room = &r };

	ingest_room_open(&r);
	r.stub.fault = (struct stub_fault){ .path = "apiRestrictions",
		.times = 1,
		.status = 200,
		.body = STUB_READS,
		.field = { S("X-MBX-USED-WEIGHT-1M"), S("5690") } };
	ask_rights(&b);
	ROOM_UNTIL(r.loop, b.answer_count == 1);
	ask_rights(&b); /* weight 1: still fits 5700 */
	ROOM_UNTIL(r.loop, b.answer_count == 2);
	ask(&a, (struct host_question){ .call = EXCHANGE_BALANCES, .credential = r.credential });
	ingest_room_settle(&r);
	ingest_room_wait_ms(&r, 59999);
	CHECK_INT(stub_asked(&r.stub, "/account?"), 0); /* 20 do not */
	ingest_room_wait_ms(&r, 1);
	ROOM_UNTIL(r.loop, a.answer_count == 1);
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
		ask_rights(&all[i]);
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
	struct asker slow[4], waiting = { .room = &r }, urgent = { .room = &r };
	size_t turn = 0;

	ingest_room_open(&r);
	ask_rights(&waiting);
	ROOM_UNTIL(r.loop, waiting.answer_count == 1);
	r.stub.fault = (struct stub_fault){ .path = "/account?", .times = 4 };
	for (size_t i = 0; i < 4; i++) {
		slow[i] = (struct asker){ .room = &r };
		ask(&slow[i],
		    (struct host_question){
			.call = EXCHANGE_BALANCES, .credential = r.credential, .attempts_max = 1 });
	}
	ROOM_UNTIL(r.loop, r.stub.parked_count == 4);
	waiting.turn = urgent.turn = &turn;
	ask(&waiting, (struct host_question){ .call = EXCHANGE_INSTRUMENTS });
	ask(&urgent,
	    (struct host_question){
		.call = EXCHANGE_PERMISSIONS, .credential = r.credential, .is_urgent = true });
	ingest_room_settle(&r);
	CHECK_INT(turn, 0); /* all connections are taken */
	stub_release(&r.stub);
	ROOM_UNTIL(r.loop, turn == 2);
	CHECK_INT(urgent.last_turn, 1);
	CHECK_INT(slow[3].error, ERR_UPSTREAM);
	ingest_room_close(&r);
}

TEST(host_cancels_a_question_at_every_stage_and_never_calls_back)
{
	struct ingest_room r;
	struct asker a = { .room = &r }, b = { .room = &r };

	ingest_room_open(&r);
	host_cancel(r.host, NULL);
	ask_rights(&a); /* waiting for the clock */
	host_cancel(r.host, a.job);
	CHECK_INT(host_job_count(r.host), 0);
	ask_rights(&a);
	r.stub.fault = (struct stub_fault){ .path = "apiRestrictions", .times = 1 };
	ROOM_UNTIL(r.loop, r.stub.parked_count == 1);
	host_cancel(r.host, a.job); /* under way */
	CHECK_INT(host_job_count(r.host), 1);
	stub_release(&r.stub);
	ROOM_UNTIL(r.loop, host_job_count(r.host) == 0);
	r.stub.fault = (struct stub_fault){
		.path = "apiRestrictions", .times = 1, .status = 500, .body = "{}"
	};
	ask_rights(&a);
	ROOM_UNTIL(r.loop, r.stub.fault.times == 0);
	ingest_room_settle(&r);
	host_cancel(r.host, a.job); /* waiting to try again */
	CHECK_INT(host_job_count(r.host), 0);
	ask_rights(&b);
	ROOM_UNTIL(r.loop, b.answer_count == 1);
	CHECK_INT(a.answer_count, 0);
	ingest_room_close(&r);
}

TEST(host_is_freed_with_questions_cancelled_but_still_under_way)
{
	struct ingest_room r;
	struct asker a = { .room = &r }, b = { .room = &r };

	ingest_room_open(&r);
	r.stub.fault = (struct stub_fault){ .path = "apiRestrictions", .times = 2 };
	ask_rights(&a);
	ask_rights(&b);
	ROOM_UNTIL(r.loop, r.stub.parked_count == 2);
	host_cancel(r.host, a.job);
	host_cancel(r.host, b.job);
	host_free(r.host);
	r.host = NULL;
	host_free(NULL);
	ingest_room_wait_ms(&r, 60000); /* nothing of it is left in the loop */
	CHECK_INT(a.answer_count + b.answer_count, 0);
	ingest_room_close(&r);
}

TEST(host_does_not_sign_with_a_key_that_was_dropped_while_it_waited)
{
	struct ingest_room r;
	struct asker a = { .room = &r };

	ingest_room_open(&r);
	ask_rights(&a);
	vault_drop(r.vault, &r.credential);
	ROOM_UNTIL(r.loop, a.answer_count == 1);
	CHECK_INT(a.error, ERR_AUTH);
	CHECK_INT(stub_asked(&r.stub, "apiRestrictions"), 0);
	ingest_room_close(&r);
}

TEST(host_survives_an_exchange_that_is_down_and_finds_it_again)
{
	struct ingest_room r;
	struct asker a = { .room = &r };

	ingest_room_open(&r);
	stub_stop(&r.stub);
	ask(&a,
	    (struct host_question){
		.call = EXCHANGE_PERMISSIONS, .credential = r.credential, .attempts_max = 2 });
	for (int i = 0; i < 8 && a.answer_count == 0; i++)
		ingest_room_wait_ms(&r, 1000);
	CHECK_INT(a.answer_count, 1);
	CHECK_INT(a.error, ERR_IO);
	CHECK(a.why[0] != '\0');
	stub_go_on(&r.stub);
	ask_rights(&a);
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
	ask_rights(&a);
	ROOM_UNTIL(r.loop, r.stub.parked_count == 1);
	ingest_room_wait_ms(&r, 15000);
	ingest_room_wait_ms(&r, 500);
	ROOM_UNTIL(r.loop, a.answer_count == 1);
	CHECK_INT(a.error, OK);
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
		{ 200, "{\"enableReading\":tru", ERR_INPUT, 0 },
		{ 200, "[]", ERR_INPUT, 0 },
	};
	struct ingest_room r;
	struct asker a = { .room = &r };

	ingest_room_open(&r);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		r.stub.fault = (struct stub_fault){ .path = "apiRestrictions",
			.times = 1,
			.status = cases[i].status,
			.body = cases[i].body };
		ask_rights(&a);
		ROOM_UNTIL(r.loop, a.answer_count == i + 1);
		CHECK_INT(a.error, cases[i].error);
		CHECK_INT(a.code, cases[i].code);
		CHECK(a.why[0] != '\0');
	}
	ingest_room_close(&r);
}

TEST(host_refuses_bad_addresses_and_symbols)
{
	struct ingest_room r;
	struct host_config config = { .exchange = &exchange_binance, .url = "ftp://x" };
	struct host *h = NULL;
	struct why why = { "" };
	char symbol[SYMBOL_SIZE + 1];

	ingest_room_open(&r);
	config.loop = r.loop;
	CHECK_ERR(host_new(&config, &h, &why), ERR_INPUT);
	CHECK(why.text[0] != '\0' && h == NULL);
	memset(symbol, 'A', SYMBOL_SIZE);
	symbol[SYMBOL_SIZE] = '\0';
	CHECK_ERR(
	    host_ask(r.host, &(struct host_question){ .call = EXCHANGE_FILLS, .symbol = symbol },
		answered, NULL, NULL),
	    ERR_INPUT);
	CHECK_INT(host_job_count(r.host), 0);
	CHECK(host_exchange(r.host) == &exchange_binance);
	ingest_room_close(&r);
}
