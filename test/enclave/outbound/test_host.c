/* SPDX-License-Identifier: Apache-2.0 */
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
