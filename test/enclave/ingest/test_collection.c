/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/ingest/one.h"

#define ETH_FILLS "symbol=ETHUSDT&limit=1000&fromId"

static const char more_btc[] =
    "{\"uid\":7,\"balances\":[{\"asset\":\"BTC\",\"free\":\"2\",\"locked\":\"0\"}]}";
static const char most_btc[] =
    "{\"uid\":7,\"balances\":[{\"asset\":\"BTC\",\"free\":\"3\",\"locked\":\"0\"}]}";

TEST(collection_asks_in_order_and_takes_every_fill_once)
{
	static const char hints[1][SYMBOL_SIZE] = { "ETHUSDT" };
	const struct ledger_book *book;
	struct collection_symbol s;
	struct one o;

	one_open(&o);
	one_more(&o, hints, 1, &o.c);
	CHECK_TEXT(one_progress(&o).name, "collecting");
	CHECK_INT(one_progress(&o).started_ms, o.room.time.wall_ms);
	one_until_live(&o);
	CHECK(one_when(&o, "/time") < one_when(&o, "exchangeInfo"));
	CHECK(one_when(&o, "exchangeInfo") < one_when(&o, "/account?"));
	CHECK(one_when(&o, "/account?") < one_when(&o, "symbol=ETHUSDT"));      /* the hint */
	CHECK(one_when(&o, "symbol=ETHUSDT") < one_when(&o, "symbol=BTCUSDT")); /* what it holds */
	CHECK(one_when(&o, "symbol=BTCUSDT") < one_when(&o, "symbol=BNBUSDT&limit=1000&fromId=0"));
	CHECK(one_when(&o, "fromId=1100") < one_when(&o, "fromId=2100"));
	CHECK(one_when(&o, "fromId=2100") < one_when(&o, "/klines"));
	const struct collection_progress p = one_progress(&o);

	CHECK(p.has_backfilled && p.backfilled_ms == o.room.time.wall_ms);
	CHECK_INT(p.fill_count, 2503);
	CHECK_INT(p.page_count, 5);
	CHECK_INT(p.symbols_total, 3);
	CHECK_INT(p.symbols_asked, 3);
	CHECK_INT(p.symbols_found, 2);
	CHECK_INT(o.room.bourse.fill_count, 2503);
	CHECK_INT(ledger_counters(collection_ledger(o.c)).rows, 2503);
	CHECK_INT(ledger_counters(collection_ledger(o.c)).duplicates, 0);
	CHECK(collection_symbol_at(o.c, 0, &s) && s.is_asked && s.fill_count == 3);
	CHECK_TEXT(s.symbol, "ETHUSDT");
	CHECK(!collection_symbol_at(o.c, 2, &s));
	CHECK_OK(ledger_book(collection_ledger(o.c), "BTCUSDT", &book));
	CHECK_INT(book->fee_rate_missing, 0); /* every fee in BNB has its mark */
	CHECK_TEXT(one_text(book->fees), "150000");
	one_close(&o);
}

TEST(collection_lives_finds_new_fills_and_slows_down_when_there_are_none)
{
	struct one o;

	one_open(&o);
	one_agree(&o);
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	ingest_room_wait_ms(&o.room, ONE_POLL_MIN_MS - 1);
	CHECK_INT(stub_asked(&o.room.stub, "apiRestrictions"), 0);
	ingest_room_wait_ms(&o.room, 1);
	ROOM_UNTIL(o.room.loop, stub_asked(&o.room.stub, "/account?") == 2);
	one_until_live(&o);
	CHECK_INT(stub_asked(&o.room.stub, "apiRestrictions"), 1);
	CHECK_INT(stub_asked(&o.room.stub, "fromId=2600"), 0); /* no balance moved */
	ingest_room_wait_ms(&o.room, ONE_POLL_MIN_MS);         /* nothing was new: twice as long */
	CHECK_INT(stub_asked(&o.room.stub, "apiRestrictions"), 1);
	o.room.stub.books[0].count += 2;
	o.room.stub.account = more_btc;
	ingest_room_wait_ms(&o.room, ONE_POLL_MIN_MS);
	ROOM_UNTIL(o.room.loop, one_progress(&o).fill_count == 2505);
	one_until_live(&o);
	CHECK_INT(one_progress(&o).synced_ms, o.room.time.wall_ms);
	CHECK(one_progress(&o).backfilled_ms < one_progress(&o).synced_ms);
	CHECK_INT(stub_asked(&o.room.stub, ETH_FILLS), 1); /* its assets did not move */
	CHECK_INT(stub_asked(&o.room.stub, "fromId=2602"), 0);
	ingest_room_wait_ms(&o.room, ONE_POLL_MIN_MS); /* something was: quick again */
	/* And once more, for what the exchange wrote late. */
	ROOM_UNTIL(o.room.loop, stub_asked(&o.room.stub, "fromId=2602") == 1);
	one_until_live(&o);
	ingest_room_wait_ms(&o.room, 2 * ONE_POLL_MIN_MS);
	one_until_live(&o);
	CHECK_INT(stub_asked(&o.room.stub, "fromId=2602"), 1);
	CHECK_INT(ledger_counters(collection_ledger(o.c)).rows, 2505);
	one_close(&o);
}

TEST(collection_finds_in_the_next_turn_what_the_exchange_wrote_late)
{
	struct one o;

	one_start(&o);
	one_until_live(&o);
	o.room.stub.account = more_btc; /* the balance first */
	ingest_room_wait_ms(&o.room, ONE_POLL_MIN_MS);
	one_until_live(&o);
	CHECK_INT(stub_asked(&o.room.stub, "fromId=2600"), 1);
	CHECK_INT(one_progress(&o).fill_count, 2503);
	o.room.stub.books[0].count += 2;
	ingest_room_wait_ms(&o.room, 2 * ONE_POLL_MIN_MS); /* nothing came: twice as long */
	one_until_live(&o);
	CHECK_INT(stub_asked(&o.room.stub, "fromId=2600"), 2);
	CHECK_INT(one_progress(&o).fill_count, 2505);
	one_close(&o);
}

#define HOLDS(eth, usdt)                                                                \
	"{\"uid\":7,\"balances\":[{\"asset\":\"BTC\",\"free\":\"1\",\"locked\":\"0\"}," \
	"{\"asset\":\"ETH\",\"free\":\"" eth "\",\"locked\":\"0\"},"                    \
	"{\"asset\":\"USDT\",\"free\":\"" usdt "\",\"locked\":\"0\"}]}"

/* How often fills of these were asked for, and anything else that may move a balance. */
struct asked {
	size_t eth, btc, rest;
};

static struct asked
asked_by(const struct one *o)
{
	return (struct asked){ stub_asked(&o->room.stub, ETH_FILLS),
		stub_asked(&o->room.stub, "symbol=BTCUSDT&limit=1000&fromId"),
		stub_asked(&o->room.stub, "/sapi/v1/") };
}

/* A turn: is more asked for than those fills and, here and there, what is due by its age? */
static void
check_turn(struct one *o, size_t eth, size_t btc, bool is_wide)
{
	const struct asked before = asked_by(o);
	struct asked after;

	ingest_room_wait_ms(&o->room, ONE_POLL_MAX_MS);
	one_until_live(o);
	after = asked_by(o);
	CHECK_INT(after.eth - before.eth, eth);
	CHECK_INT(after.btc - before.btc, btc);
	CHECK_INT(after.rest - before.rest > 30, is_wide);
}

TEST(collection_asks_only_for_the_pair_whose_rows_explain_what_moved)
{
	struct one o;

	one_open(&o);
	one_agree(&o);
	o.room.stub.pages[1].body = "[{\"id\":\"3\",\"amount\":\"12409.7\",\"coin\":\"USDT\","
				    "\"status\":6,\"applyTime\":\"2026-10-01 00:00:00\"}]";
	o.room.stub.pages[2] = (struct stub_page){ "/asset/transfer", "{\"total\":0}" };
	o.room.stub.account = HOLDS("1", "0");
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	check_turn(&o, 0, 0, false);  /* what came last in the first one is noted now */
	o.room.stub.books[1].count++; /* one ETH sold at 110, for a fee of 0.1 */
	o.room.stub.account = HOLDS("0", "109.9");
	check_turn(&o, 1, 0, false);
	CHECK_INT(one_progress(&o).fill_count, 2504);
	check_turn(&o, 1, 0, false);               /* exchanges write late */
	o.room.stub.account = HOLDS("0", "110.9"); /* no fill says that */
	check_turn(&o, 1, 1, true);
	one_close(&o);
}

TEST(collection_finds_within_a_day_what_no_balance_tells_of)
{
	struct one o;

	one_open(&o);
	one_agree(&o);
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	o.room.stub.books[1].count += 5; /* bought and sold: no balance moved */
	for (int i = 0; one_progress(&o).fill_count < 2508; i++) {
		assert_true(i < 58); /* turns of a day */
		ingest_room_wait_ms(&o.room, 25 * 60000);
		one_until_live(&o);
	}
	CHECK_INT(stub_asked(&o.room.stub, ETH_FILLS), 2);
	for (int i = 0; i < 2; i++) {
		ingest_room_wait_ms(&o.room, ONE_POLL_MAX_MS);
		one_until_live(&o);
	}
	/* Their fees are in no balance: everything was looked through once more. */
	CHECK_INT(stub_asked(&o.room.stub, ETH_FILLS), 3);
	CHECK_INT(stub_asked(&o.room.stub, "symbol=BTCUSDT&limit=1000&fromId=0"), 2);
	one_close(&o);
}

TEST(collection_finds_a_pair_that_was_never_traded_before_by_its_balances)
{
	struct one o;

	one_start(&o);
	o.room.stub.books[1].symbol = NULL;
	one_until_live(&o);
	CHECK_INT(one_progress(&o).fill_count, 2500);
	CHECK_INT(stub_asked(&o.room.stub, "symbol=ETHUSDT"), 1); /* swept: had none */
	o.room.stub.books[1] = one_eth;
	o.room.stub.account = "{\"uid\":7,\"balances\":[{\"asset\":\"BTC\",\"free\":\"1\","
			      "\"locked\":\"0\"},{\"asset\":\"ETH\",\"free\":\"1\",\"locked\":"
			      "\"0\"},{\"asset\":\"USDT\",\"free\":\"9\",\"locked\":\"0\"}]}";
	clock_fake_advance_ms(&o.room.time, ONE_POLL_MIN_MS);
	ROOM_UNTIL(o.room.loop, one_progress(&o).fill_count == 2503);
	one_until_live(&o);
	one_close(&o);
}

TEST(collection_extends_its_marks_as_fills_come)
{
	const struct ledger_book *book;
	struct one o;
	size_t before;

	one_start(&o);
	one_until_live(&o);
	before = stub_asked(&o.room.stub, "/klines");
	o.room.stub.books[0].count += 200; /* three hours more */
	o.room.stub.account = more_btc;
	clock_fake_advance_ms(&o.room.time, ONE_POLL_MIN_MS);
	ROOM_UNTIL(o.room.loop, one_progress(&o).fill_count == 2703);
	one_until_live(&o);
	CHECK_INT(stub_asked(&o.room.stub, "/klines"), before + 1);
	CHECK_OK(ledger_book(collection_ledger(o.c), "BTCUSDT", &book));
	CHECK_INT(book->fee_rate_missing, 0);
	CHECK_INT(ledger_counters(collection_ledger(o.c)).mark_conflicts, 0);
	one_close(&o);
}

TEST(collection_computes_its_metrics_once_for_each_thing_that_comes)
{
	const struct metrics *m, *again;
	struct decimal before;
	struct one o;

	one_start(&o);
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &m));
	CHECK_INT(m->headline, METRICS_NO_TRADES);
	ROOM_UNTIL(o.room.loop, stub_asked(&o.room.stub, "/klines") > 0);
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &m));
	one_until_live(&o);
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &m));
	CHECK_INT(m->fill_count, 2503);
	CHECK_TEXT(one_text(metrics_by_symbol(m, "BTCUSDT")->sums.fees), "150000");
	before = metrics_headline(m)->sums.volume;
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &again));
	CHECK(again == m && metrics_is_current(m, collection_ledger(o.c)));
	o.room.stub.books[0].count += 200;
	o.room.stub.account = most_btc;
	clock_fake_advance_ms(&o.room.time, ONE_POLL_MIN_MS);
	ROOM_UNTIL(o.room.loop, one_progress(&o).fill_count == 2703);
	one_until_live(&o);
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &m));
	CHECK_INT(m->fill_count, 2703);
	CHECK(decimal_compare(metrics_headline(m)->sums.volume, before) > 0);
	one_close(&o);
}

TEST(collection_shows_all_rows_at_once_and_marks_when_they_are_all_there)
{
	const struct metrics *before, *now;
	struct one o;

	one_start(&o);
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &before));
	CHECK_INT(before->fill_count, 0);
	o.room.stub.fault = (struct stub_fault){ .path = "/klines", .times = 1 };
	ROOM_UNTIL(o.room.loop, o.room.stub.parked_count == 1);
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &before));
	CHECK_INT(before->fill_count, 2503); /* every row, whenever somebody asked last */
	CHECK_OK(ledger_add_mark(
	    collection_ledger(o.c), "XYZ", "USDT", o.room.time.wall_ms, decimal_of(1)));
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &now));
	CHECK(now == before && !metrics_is_current(now, collection_ledger(o.c)));
	stub_release(&o.room.stub);
	ingest_room_settle(&o.room);
	clock_fake_advance_ms(&o.room.time, 500);
	one_until_live(&o);
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &now));
	CHECK(metrics_is_current(now, collection_ledger(o.c)));
	CHECK_TEXT(one_text(metrics_by_symbol(now, "BTCUSDT")->sums.fees), "150000");
	one_close(&o);
}

TEST(collections_share_one_list_of_instruments_and_outlive_each_other)
{
	struct collection *second;
	struct collection_symbol s;
	struct one o;

	one_open(&o);
	one_agree(&o);
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	one_more(&o, NULL, 0, &second);
	collection_free(o.c);
	o.c = second;
	one_until_live(&o);
	CHECK_INT(stub_asked(&o.room.stub, "exchangeInfo"), 1);
	CHECK(collection_symbol_at(o.c, 0, &s));
	CHECK_TEXT(s.symbol, "BTCUSDT");
	ingest_room_wait_ms(&o.room, 3600000);
	one_until_live(&o);
	one_more(&o, NULL, 0, &second); /* the list is an hour old: a new one */
	collection_free(o.c);
	o.c = second;
	one_until_live(&o);
	CHECK_INT(stub_asked(&o.room.stub, "exchangeInfo"), 2);
	one_close(&o);
}

TEST(collections_started_together_each_read_the_list_and_keep_the_last)
{
	struct collection *others[3];
	struct one o;

	one_open(&o);
	o.room.stub.books[0].count = 2;
	for (size_t i = 0; i < 3; i++)
		one_more(&o, NULL, 0, &others[i]);
	one_more(&o, NULL, 0, &o.c);
	collection_free(others[1]);
	one_until_live(&o);
	CHECK_INT(one_progress(&o).fill_count, 5);
	collection_free(others[0]);
	collection_free(others[2]);
	one_close(&o);
}

/* Free it while its n-th question is under way; the answer comes afterwards. */
TEST(collection_is_freed_at_every_stage_and_nothing_comes_back_to_it)
{
	struct one o;

	for (unsigned n = 0; n < 9; n++) {
		one_open(&o);
		o.room.stub.fault = (struct stub_fault){ .path = "?", .skip = n, .times = 1 };
		one_more(&o, NULL, 0, &o.c);
		for (int i = 0; i < ROOM_STEPS_MAX && o.room.stub.parked_count == 0; i++) {
			CHECK_OK(loop_step(o.room.loop, 1));
			if (one_is_at(&o, COLLECTION_LIVE))
				clock_fake_advance_ms(&o.room.time, 1000);
		}
		CHECK_INT(o.room.stub.parked_count, 1);
		collection_free(o.c);
		o.c = NULL;
		stub_release(&o.room.stub);
		ROOM_UNTIL(o.room.loop, host_job_count(o.room.host) == 0);
		one_close(&o);
	}
	collection_free(NULL);
}

TEST(collection_is_freed_while_it_rests_and_while_it_lives)
{
	struct one o;

	one_start(&o);
	one_until_live(&o);
	collection_free(o.c);
	one_more(&o, NULL, 0, &o.c);
	o.room.stub.fault = (struct stub_fault){
		.path = "/account?", .times = STUB_FOREVER, .status = 200, .body = "[]"
	};
	one_until_error(&o);
	collection_free(o.c);
	o.c = NULL;
	const size_t asked = o.room.stub.asked_count;

	ingest_room_wait_ms(&o.room, 10 * ONE_POLL_MAX_MS);
	CHECK_INT(o.room.stub.asked_count, asked);
	one_close(&o);
}
