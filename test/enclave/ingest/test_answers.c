/* SPDX-License-Identifier: Apache-2.0 */
/* What a collection makes of refusals and nonsense. */
#include "test/enclave/ingest/one.h"

TEST(collection_rests_when_the_exchange_fails_and_goes_on_where_it_was)
{
	static const struct {
		unsigned status;
		const char *body, *error;
	} cases[] = {
		{ 500, "{\"code\":-1000,\"msg\":\"Unknown.\"}", "Unknown." },
		{ 200, "<html>maintenance</html>", "web page" },
		{ 200, "[{\"symbol\":\"BTCUSDT\",\"id\":1100,\"ord", "myTrades" },
	};
	struct one o;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		one_start(&o);
		o.room.stub.fault = (struct stub_fault){ .path = "fromId=1100",
			.times = STUB_FOREVER,
			.status = cases[i].status,
			.body = cases[i].body };
		ROOM_UNTIL(o.room.loop, stub_asked(&o.room.stub, "fromId=1100") == 1);
		one_until_error(&o);
		CHECK(strstr(one_progress(&o).last_error, cases[i].error) != NULL);
		CHECK(one_is_at(&o, COLLECTION_COLLECTING));
		CHECK_INT(one_progress(&o).fill_count, 1003); /* the other symbol went on */
		o.room.stub.fault.times = 0;
		ingest_room_wait_ms(&o.room, ONE_POLL_MAX_MS);
		one_until_live(&o);
		CHECK_INT(one_progress(&o).fill_count, 2503);
		CHECK_INT(ledger_counters(collection_ledger(o.c)).duplicates, 0);
		CHECK_TEXT(one_progress(&o).last_error, "");
		CHECK_INT(stub_asked(&o.room.stub, "fromId=1&"), 0);
		one_close(&o);
	}
}

TEST(collection_comes_back_to_an_exchange_that_was_down)
{
	struct one o;

	one_open(&o);
	stub_stop(&o.room.stub);
	one_more(&o, NULL, 0, &o.c);
	one_until_error(&o);
	stub_go_on(&o.room.stub);
	ingest_room_wait_ms(&o.room, ONE_POLL_MAX_MS);
	one_until_live(&o);
	CHECK_INT(one_progress(&o).fill_count, 2503);
	one_close(&o);
}

TEST(collection_takes_no_row_of_a_page_that_breaks_off)
{
	/* A good row, and one that cannot be read. */
	static const char page[] =
	    "[{\"symbol\":\"ETHUSDT\",\"id\":8,\"price\":\"110\",\"qty\":\"1.0\",\"commission\":"
	    "\"0.1\",\"commissionAsset\":\"USDT\",\"time\":1790000060000,\"isBuyer\":false,"
	    "\"isMaker\":false,\"orderId\":1},{\"symbol\":\"XX\"}]";
	struct one o;

	one_open(&o);
	o.room.stub.fault = (struct stub_fault){
		.path = "symbol=ETHUSDT", .times = STUB_FOREVER, .status = 200, .body = page
	};
	one_more(&o, NULL, 0, &o.c);
	one_until_error(&o);
	ingest_room_settle(&o.room);
	CHECK_INT(one_progress(&o).fill_count, 2500);
	o.room.stub.fault.times = 0;
	ingest_room_wait_ms(&o.room, ONE_POLL_MAX_MS);
	one_until_live(&o);
	CHECK_INT(one_progress(&o).fill_count, 2503);
	CHECK_INT(stub_asked(&o.room.stub, "symbol=ETHUSDT&limit=1000&fromId=0"), 6 + 1);
	CHECK_INT(ledger_counters(collection_ledger(o.c)).duplicates, 0);
	one_close(&o);
}

TEST(collection_does_not_loop_on_an_exchange_that_sends_one_page_for_ever)
{
	struct one o;

	one_open(&o);
	o.room.stub.ignores_from_id = true;
	one_more(&o, NULL, 0, &o.c);
	one_until_error(&o);
	CHECK(strstr(one_progress(&o).last_error, "fromId") != NULL);
	ingest_room_settle(&o.room);
	CHECK_INT(stub_asked(&o.room.stub, "symbol=BTCUSDT"), 1 + 6);
	CHECK_INT(one_progress(&o).fill_count, 1003);
	one_close(&o);
}

TEST(collection_notes_symbols_that_are_gone_and_asks_the_others)
{
	struct collection_symbol s;
	struct one o;

	one_open(&o);
	o.room.stub.fault = (struct stub_fault){ .path = "symbol=BTCUSDT",
		.times = 1,
		.status = 400,
		.body = "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}" };
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	CHECK_INT(one_progress(&o).symbols_unreachable, 1);
	CHECK_INT(one_progress(&o).symbols_asked, 3);
	CHECK_INT(one_progress(&o).fill_count, 3);
	CHECK(collection_symbol_at(o.c, 0, &s) && !s.is_unreachable && s.fill_count == 3);
	CHECK(collection_symbol_at(o.c, 1, &s) && s.is_unreachable && s.is_asked);
	CHECK_TEXT(s.symbol, "BTCUSDT");
	CHECK_TEXT(s.feed, "spot.fills");
	CHECK(!collection_symbol_at(o.c, 2, &s));
	one_close(&o);
}

TEST(collection_of_a_key_that_was_revoked_stops_and_forgets_it)
{
	struct one o;

	one_open(&o);
	o.room.stub.fault = (struct stub_fault){ .path = "fromId=1100",
		.times = STUB_FOREVER,
		.status = 401,
		.body = "{\"code\":-2015,\"msg\":\"Invalid API-key, IP, or permissions.\"}" };
	one_more(&o, NULL, 0, &o.c);
	one_until_error(&o);
	CHECK(!one_is_at(&o, COLLECTION_STOPPED)); /* the key check says that the key is good */
	for (int i = 0; i < 3; i++)
		ingest_room_wait_ms(&o.room, ONE_POLL_MAX_MS);
	ROOM_UNTIL(o.room.loop, one_is_at(&o, COLLECTION_STOPPED)); /* but it stays refused */
	CHECK_TEXT(one_progress(&o).name, "stopped");
	CHECK_INT(one_progress(&o).last_error_code, -2015);
	CHECK_TEXT(one_progress(&o).last_error, "Invalid API-key, IP, or permissions.");
	CHECK_INT(vault_count(o.room.vault), 0);
	CHECK_INT(one_progress(&o).fill_count, 1003); /* what was collected stays */
	const size_t asked = o.room.stub.asked_count;

	ingest_room_wait_ms(&o.room, 10 * ONE_POLL_MAX_MS);
	CHECK_INT(o.room.stub.asked_count, asked);
	one_close(&o);
}

TEST(collection_of_a_key_that_may_suddenly_trade_stops_and_forgets_it)
{
	struct one o;

	one_start(&o);
	one_until_live(&o);
	CHECK_INT(vault_count(o.room.vault), 1);
	o.room.stub.rights = STUB_TRADES;
	clock_fake_advance_ms(&o.room.time, ONE_POLL_MIN_MS);
	ROOM_UNTIL(o.room.loop, one_is_at(&o, COLLECTION_STOPPED));
	CHECK_INT(vault_count(o.room.vault), 0);
	CHECK(strstr(one_progress(&o).last_error, "more than read") != NULL);
	CHECK(one_progress(&o).has_backfilled);
	one_close(&o);
}

/* Each of these on a page in the middle: nothing of it counts, and the account is whole later. */
TEST(collection_counts_nothing_of_a_hostile_answer_and_lives_on)
{
	static const char row[] = "[{\"symbol\":\"ETHUSDT\",\"id\":8,\"price\":\"110\",\"qty\":"
				  "\"1.0\",\"commission\":\"0.1\",\"commissionAsset\":\"USDT\","
				  "\"time\":1790000060000,\"isBuyer\":false,\"isMaker\":false,"
				  "\"orderId\":1},%s]";
	static const char *const tails[] = {
		"{\"id\":9,\"id\":10}",                                   /* a member twice */
		"{\"symbol\":7,\"id\":\"x\",\"price\":true}",             /* wrong types */
		"{\"symbol\":\"ETHUSDT\",\"id\":9007199254740993000000}", /* beyond 64 bits */
		"{\"symbol\":\"ETHUSDT\",\"id\":9,\"price\":\"99999999999999999999999\"}",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
		"NaN",
		"{\"symbol\":\"ETHUSDT\",\"id\":9,\"price\":\"1e400\"}",
		"\xff\xfe",
	};
	char body[2048];
	struct one o;

	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		(void)snprintf(body, sizeof(body), row, tails[i]);
		one_open(&o);
		o.room.stub.fault = (struct stub_fault){
			.path = "symbol=ETHUSDT", .times = STUB_FOREVER, .status = 200, .body = body
		};
		one_more(&o, NULL, 0, &o.c);
		one_until_error(&o);
		ingest_room_settle(&o.room);
		CHECK_INT(one_progress(&o).fill_count, 2500);
		CHECK_INT(vault_count(o.room.vault), 1);
		o.room.stub.fault.times = 0;
		ingest_room_wait_ms(&o.room, ONE_POLL_MAX_MS);
		one_until_live(&o);
		CHECK_INT(one_progress(&o).fill_count, 2503);
		CHECK_INT(ledger_counters(collection_ledger(o.c)).duplicates, 0);
		one_close(&o);
	}
}

TEST(collection_follows_no_redirect_and_opens_no_compressed_answer)
{
	static const struct {
		unsigned status;
		struct http_field field;
	} cases[] = { { 302, { S("Location"), S("http://127.0.0.1:1/") } },
		{ 308, { S("Location"), S("https://example.com/") } },
		{ 200, { S("Content-Encoding"), S("gzip") } } };
	struct one o;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		one_open(&o);
		o.room.stub.fault = (struct stub_fault){ .path = "symbol=ETHUSDT",
			.times = STUB_FOREVER,
			.status = cases[i].status,
			.field = cases[i].field,
			.body = "\x1f\x8b\x08" };
		one_more(&o, NULL, 0, &o.c);
		one_until_error(&o);
		CHECK_INT(one_progress(&o).fill_count, 2500);
		o.room.stub.fault.times = 0;
		ingest_room_wait_ms(&o.room, ONE_POLL_MAX_MS);
		one_until_live(&o);
		CHECK_INT(one_progress(&o).fill_count, 2503);
		one_close(&o);
	}
}

/* Each amount can be read; together they are more than a number can hold. */
TEST(collection_waits_out_balances_beyond_counting_with_what_it_knew)
{
	static const char *const beyond[] = {
		"{\"uid\":7,\"balances\":[{\"asset\":\"BTC\",\"free\":\"99999999999999999999\","
		"\"locked\":\"99999999999999999999\"}]}",
		"{\"uid\":7,\"balances\":[{\"asset\":\"BTC\",\"free\":\"99999999999999999999\","
		"\"locked\":\"0\"},{\"asset\":\"BTC\",\"free\":\"99999999999999999999\","
		"\"locked\":\"0\"}]}",
	};
	struct collection_balance before, after;
	struct one o;

	for (size_t i = 0; i < 2; i++) {
		one_start(&o);
		one_until_live(&o);
		CHECK(collection_balance_at(o.c, 0, &before));
		o.room.stub.account = beyond[i];
		ingest_room_wait_ms(&o.room, ONE_POLL_MAX_MS);
		one_until_error(&o);
		CHECK_TEXT(one_progress(&o).last_error, "it tells of more than a number can hold");
		CHECK(!one_is_at(&o, COLLECTION_STOPPED));
		CHECK_INT(vault_count(o.room.vault), 1);
		CHECK(collection_balance_at(o.c, 0, &after));
		CHECK_INT(decimal_compare(before.reported, after.reported), 0);
		one_close(&o);
	}
}

/* More than a client takes, which is 8 MiB, and as much as it takes: of neither a row counts. */
TEST(collection_counts_nothing_of_a_huge_answer_and_lives_on)
{
	static const size_t sizes[] = { 9 << 20, 7 << 20 };
	struct one o;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char *body = malloc(sizes[i] + 1);

		assert_non_null(body);
		memset(body, '[', sizes[i]);
		body[sizes[i]] = '\0';
		one_open(&o);
		o.room.stub.fault = (struct stub_fault){
			.path = "symbol=ETHUSDT", .times = STUB_FOREVER, .status = 200, .body = body
		};
		one_more(&o, NULL, 0, &o.c);
		one_until_error(&o);
		CHECK_INT(one_progress(&o).fill_count, 2500);
		CHECK_INT(vault_count(o.room.vault), 1);
		CHECK(one_progress(&o).last_error[0] != '\0');
		o.room.stub.fault.times = 0;
		ingest_room_wait_ms(&o.room, ONE_POLL_MAX_MS);
		one_until_live(&o);
		CHECK_INT(one_progress(&o).fill_count, 2503);
		one_close(&o);
		free(body);
	}
}

TEST(collection_takes_an_id_beyond_2_to_the_53_exactly)
{
	struct one o;

	one_open(&o);
	o.room.stub.books[0].count = 0;
	o.room.stub.books[1] =
	    (struct stub_book){ "ETHUSDT", 9007199254740993, 3, 1790000000000, "USDT" };
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	CHECK_INT(one_progress(&o).fill_count, 3);
	o.room.stub.books[1].count = 4;
	ingest_room_wait_ms(&o.room, 86400000);
	ROOM_UNTIL(o.room.loop, one_progress(&o).fill_count == 4);
	CHECK_INT(stub_asked(&o.room.stub, "fromId=9007199254740996&"), 1);
	one_close(&o);
}

TEST(collection_of_a_key_widened_in_the_middle_of_a_long_turn_stops)
{
	struct one o;

	one_open(&o);
	o.room.stub.rights = STUB_TRADES;
	one_more(&o, NULL, 0, &o.c);
	ROOM_UNTIL(o.room.loop, stub_asked(&o.room.stub, "fromId=1100") == 1);
	clock_fake_advance_ms(&o.room.time, 300000); /* a very long turn */
	ROOM_UNTIL(o.room.loop, one_is_at(&o, COLLECTION_STOPPED));
	CHECK_INT(vault_count(o.room.vault), 0);
	CHECK(strstr(one_progress(&o).last_error, "more than read") != NULL);
	CHECK_INT(stub_asked(&o.room.stub, "fromId=2100"), 0);
	CHECK(!one_progress(&o).has_backfilled);
	one_close(&o);
}

TEST(collection_goes_on_without_a_wallet_the_key_cannot_read_and_says_why)
{
	struct collection_unread unread;
	struct one o;

	one_open(&o);
	o.account_type = "margin";
	o.room.stub.fault = (struct stub_fault){ .path = "/margin/account",
		.times = 1,
		.status = 401,
		.body = "{\"code\":-2015,\"msg\":\"Invalid API-key, IP, or permissions.\"}" };
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	CHECK_INT(one_progress(&o).fill_count, 2503);
	CHECK_INT(stub_asked(&o.room.stub, "apiRestrictions"), 1); /* is it the key? no */
	CHECK_INT(vault_count(o.room.vault), 1);
	for (size_t i = 0;; i++) {
		CHECK(collection_unread_at(o.c, i, &unread));
		if (strcmp(unread.feed, "margin.balances") == 0)
			break;
	}
	CHECK_INT(unread.code, -2015);
	CHECK(strstr(unread.words, "made before") != NULL);
	CHECK_INT(stub_asked(&o.room.stub, "/margin/interestHistory"), 0);
	one_close(&o);
}
