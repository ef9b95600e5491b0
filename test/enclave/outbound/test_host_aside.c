/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/outbound/host_inside.h"
#include "test/enclave/outbound/asker.h"

enum { MANY = 1000, OTHERS = 50, LOOKS_EACH = 6 };

/* Many questions of one account. */
struct crowd {
	struct ingest_room *room;
	struct host_account account;
	struct asker all[MANY];
	size_t turn;
};

static struct crowd *
crowd_new(struct ingest_room *r)
{
	struct crowd *c = calloc(1, sizeof(*c));

	assert_non_null(c);
	c->room = r;
	c->account.credential = r->credential;
	return c;
}

static void
crowd_ask(struct crowd *c, const char *feed, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		c->all[i] = (struct asker){ .room = c->room, .turn = &c->turn };
		CHECK_OK(host_ask(c->room->host,
		    &(struct host_question){ .feed = exchange_feed_by_name(&exchange_binance, feed),
			.account = &c->account,
			.attempts_max = 1 },
		    asker_answered, &c->all[i], &c->all[i].job));
	}
}

static size_t
crowd_answered(const struct crowd *c)
{
	size_t count = 0;

	for (size_t i = 0; i < MANY; i++)
		count += c->all[i].answer_count;
	return count;
}

static void
crowd_free(struct crowd *c)
{
	for (size_t i = 0; i < MANY; i++)
		host_cancel(c->room->host, c->all[i].job);
	CHECK(c->account.leaders == NULL);
	CHECK_INT(host_job_count(c->room->host), 0);
	host_account_wipe(&c->account);
	free(c);
}

/* The clock is known and need not be asked for again. */
static void
open_at(struct ingest_room *r)
{
	struct asker a = { .room = r };

	ingest_room_open(r);
	for (size_t i = 1; i <= CLOCK_OFFSET_SAMPLES; i++) {
		asker_ask_rights(&a);
		ROOM_UNTIL(r->loop, a.answer_count == i);
	}
	host_account_wipe(&a.account);
	ingest_room_wait_ms(r, 60000 - r->time.wall_ms % 60000);
}

/* Somebody else asks, question after question; how often any question was looked at for that. */
static uint64_t
looks_for_others(struct ingest_room *r)
{
	const uint64_t before = r->host->look_count;
	struct asker a = { .room = r };

	for (size_t i = 1; i <= OTHERS; i++) {
		asker_ask_rights(&a);
		ROOM_UNTIL(r->loop, a.answer_count == i);
	}
	host_account_wipe(&a.account);
	return r->host->look_count - before;
}

/* Withdrawals: each takes a tenth of what a key may in a minute, three quarters of it at once. */
TEST(host_aside_a_thousand_that_wait_for_a_limit_of_their_own_are_not_looked_at_for_others)
{
	struct ingest_room r;
	struct crowd *c;
	uint64_t before;

	open_at(&r);
	c = crowd_new(&r);
	before = r.host->look_count;
	crowd_ask(c, "wallet.withdrawals", 0, MANY);
	ROOM_UNTIL(r.loop, crowd_answered(c) == 7);
	ingest_room_settle(&r);
	CHECK(
	    r.host->look_count - before <= MANY + 7 * LOOKS_EACH); /* each once, to put it aside */
	CHECK(looks_for_others(&r) <= OTHERS * LOOKS_EACH);
	CHECK_INT(crowd_answered(c), 7);
	before = r.host->look_count;
	for (size_t minute = 1; minute < 5; minute++) {
		ingest_room_wait_ms(&r, 60000);
		ROOM_UNTIL(r.loop, crowd_answered(c) >= 7 + minute * 7);
	}
	CHECK(r.host->look_count - before <= crowd_answered(c) * LOOKS_EACH);
	for (size_t i = 1; i < MANY && c->all[i].answer_count > 0; i++) /* in their order */
		CHECK_INT(c->all[i].last_turn, c->all[i - 1].last_turn + 1);
	crowd_free(c);
	ingest_room_close(&r);
}

TEST(host_aside_a_thousand_that_wait_for_answers_to_their_account_are_not_looked_at_for_others)
{
	struct ingest_room r;
	struct crowd *c;
	uint64_t before;

	open_at(&r);
	c = crowd_new(&r);
	r.stub.fault = (struct stub_fault){ .path = "/deposit/hisrec", .times = STUB_PARKED_MAX };
	before = r.host->look_count;
	crowd_ask(c, "wallet.deposits", 0, MANY);
	ROOM_UNTIL(r.loop, r.stub.parked_count == HOST_ACCOUNT_IN_FLIGHT_MAX);
	ingest_room_settle(&r);
	CHECK(r.host->look_count - before <= MANY + LOOKS_EACH);
	CHECK(looks_for_others(&r) <= OTHERS * LOOKS_EACH);
	before = r.host->look_count;
	stub_release(&r.stub);
	r.stub.fault.times = 0;
	ROOM_UNTIL(r.loop, crowd_answered(c) == MANY);
	CHECK(r.host->look_count - before <= MANY * LOOKS_EACH);
	CHECK_INT(c->account.in_flight_count, 0);
	crowd_free(c);
	ingest_room_close(&r);
}

TEST(host_aside_a_thousand_that_wait_for_the_clock_are_ready_when_it_is_known)
{
	struct ingest_room r;
	struct crowd *c;
	uint64_t before;

	ingest_room_open(&r);
	c = crowd_new(&r);
	r.stub.fault = (struct stub_fault){ .path = "/time", .times = 1 };
	before = r.host->look_count;
	crowd_ask(c, "wallet.deposits", 0, MANY);
	ROOM_UNTIL(r.loop, r.stub.parked_count == 1);
	ingest_room_settle(&r);
	CHECK(r.host->look_count - before <= MANY + LOOKS_EACH);
	CHECK_INT(stub_asked(&r.stub, "hisrec"), 0);
	stub_release(&r.stub); /* with a failure: it is asked once more */
	for (int i = 0; i < 20 && crowd_answered(c) == 0; i++)
		ingest_room_wait_ms(&r, 500);
	ROOM_UNTIL(r.loop, crowd_answered(c) == MANY);
	crowd_free(c);
	ingest_room_close(&r);
}

TEST(host_aside_who_leads_or_follows_may_be_cancelled_and_the_others_go_on)
{
	struct ingest_room r;
	struct crowd *c;
	struct host_job *leader;
	size_t gone = 0;

	open_at(&r);
	c = crowd_new(&r);
	crowd_ask(c, "wallet.withdrawals", 0, 30);
	ROOM_UNTIL(r.loop, crowd_answered(c) == 7);
	ingest_room_settle(&r);
	leader = c->account.leaders;
	CHECK(leader == c->all[7].job && leader->next_leader == NULL);
	for (size_t i = 7; i < 30; i += 2) { /* it, and every other one behind it */
		host_cancel(r.host, c->all[i].job);
		c->all[i].job = NULL;
		gone++;
	}
	CHECK(c->account.leaders == c->all[8].job);
	for (int i = 0; i < 10 && crowd_answered(c) < 30 - gone; i++)
		ingest_room_wait_ms(&r, 30000);
	ROOM_UNTIL(r.loop, crowd_answered(c) == 30 - gone);
	for (size_t i = 7; i < 30; i++)
		CHECK_INT(c->all[i].answer_count, i % 2 == 0);
	CHECK(c->account.leaders == NULL);
	crowd_free(c);
	ingest_room_close(&r);
}

TEST(host_aside_what_one_feed_of_an_account_waits_for_holds_up_none_of_its_others)
{
	struct ingest_room r;
	struct crowd *c;

	open_at(&r);
	c = crowd_new(&r);
	crowd_ask(c, "wallet.withdrawals", 0, 20);
	crowd_ask(c, "wallet.deposits", 20, 30);
	crowd_ask(c, "wallet.fiat_orders", 30, 40); /* with a limit of its own */
	ROOM_UNTIL(r.loop, crowd_answered(c) >= 7 + 10 + 2);
	for (size_t i = 20; i < 30; i++)
		CHECK_INT(c->all[i].answer_count, 1);
	ingest_room_settle(&r);
	CHECK_INT(c->all[30].answer_count, 1);
	CHECK(c->account.leaders != NULL && c->account.leaders->next_leader != NULL);
	CHECK(c->account.leaders->next_leader->next_leader == NULL); /* one for each feed */
	crowd_free(c);
	ingest_room_close(&r);
}
