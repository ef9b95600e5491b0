/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/outbound/host_inside.h"
#include "test/enclave/outbound/asker.h"

TEST(host_cancels_a_question_at_every_stage_and_never_calls_back)
{
	struct ingest_room r;
	struct asker a = { .room = &r }, b = { .room = &r };

	ingest_room_open(&r);
	host_cancel(r.host, NULL);
	asker_ask_rights(&a); /* waiting for the clock */
	host_cancel(r.host, a.job);
	CHECK_INT(host_job_count(r.host), 0);
	asker_ask_rights(&a);
	r.stub.fault = (struct stub_fault){ .path = "apiRestrictions", .times = 1 };
	ROOM_UNTIL(r.loop, r.stub.parked_count == 1);
	host_cancel(r.host, a.job); /* under way */
	CHECK(host_job_count(r.host) > 0);
	stub_release(&r.stub);
	ROOM_UNTIL(r.loop, host_job_count(r.host) == 0);
	r.stub.fault = (struct stub_fault){
		.path = "apiRestrictions", .times = 1, .status = 500, .body = "{}"
	};
	asker_ask_rights(&a);
	ROOM_UNTIL(r.loop, r.stub.fault.times == 0);
	ingest_room_settle(&r);
	host_cancel(r.host, a.job); /* waiting to try again */
	CHECK_INT(host_job_count(r.host), 0);
	asker_ask_rights(&b);
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
	asker_ask_rights(&a);
	asker_ask_rights(&b);
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
	asker_ask_rights(&a);
	vault_drop(r.vault, &r.credential);
	ROOM_UNTIL(r.loop, a.answer_count == 1);
	CHECK_INT(a.error, ERR_AUTH);
	CHECK_INT(stub_asked(&r.stub, "apiRestrictions"), 0);
	ingest_room_close(&r);
}

TEST(host_refuses_bad_addresses_and_symbols)
{
	struct ingest_room r;
	struct host_config config = {
		.exchange = &exchange_binance, .environment = EXCHANGE_SANDBOX, .sandbox = "ftp://x"
	};
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
	    host_ask(r.host,
		&(struct host_question){ .feed = asker_feed(EXCHANGE_FILLS), .symbol = symbol },
		asker_answered, NULL, NULL),
	    ERR_INPUT);
	CHECK_INT(host_job_count(r.host), 0);
	CHECK(host_exchange(r.host) == &exchange_binance);
	ingest_room_close(&r);
}

TEST(host_of_an_exchange_with_too_many_families_or_feeds_is_not_made)
{
	struct ingest_room r;
	struct exchange many = exchange_binance;
	struct host_config config = { .exchange = &many, .environment = EXCHANGE_LIVE };
	struct host *h = NULL;
	struct why why;

	ingest_room_open(&r);
	config.loop = r.loop;
	config.vault = r.vault;
	config.log = &r.log;
	many.feed_count = HOST_FEEDS_MAX + 1;
	CHECK_ERR(host_new(&config, &h, &why), ERR_LIMIT);
	many = exchange_binance;
	many.family_count = HOST_FAMILIES_MAX + 1;
	CHECK_ERR(host_new(&config, &h, &why), ERR_LIMIT);
	ingest_room_close(&r);
}

TEST(host_keeps_no_more_of_a_question_than_what_it_says)
{
	char symbol[] = "BTCUSDT", cursor[] = "next";
	struct ingest_room r;
	struct asker plain = { .room = &r }, long_one = { .room = &r };

	ingest_room_open(&r);
	CHECK_INT(host_job_memory(NULL), 0);
	asker_ask_rights(&plain);
	asker_ask(&long_one,
	    (struct host_question){
		.feed = asker_feed(EXCHANGE_PERMISSIONS), .symbol = symbol, .cursor = cursor });
	CHECK_INT(host_job_memory(long_one.job),
	    host_job_memory(plain.job) + sizeof(symbol) + sizeof(cursor));
	CHECK(host_job_memory(plain.job) < 256);
	memset(symbol, 'X', sizeof(symbol) - 1); /* it has a copy */
	CHECK_TEXT(long_one.job->question.symbol, "BTCUSDT");
	CHECK_TEXT(long_one.job->question.cursor, "next");
	CHECK(long_one.job->question.second == NULL);
	host_cancel(r.host, plain.job);
	host_cancel(r.host, long_one.job);
	ingest_room_close(&r);
}
