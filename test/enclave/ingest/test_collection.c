/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/collection.h"
#include "test/enclave/ingest/ingest_room.h"

enum { POLL_MIN_MS = 30000, POLL_MAX_MS = 120000 };

static const struct stub_book btc = { "BTCUSDT", 100, 2500, 1790000000000, "BNB" };
static const struct stub_book eth = { "ETHUSDT", 7, 3, 1790000000000, "USDT" };

struct one {
	struct ingest_room room;
	struct instruments *instruments;
	struct collection *c;
	size_t counted;
};

static void
count(void *self, size_t more)
{
	struct one *o = self;

	o->counted += more;
}

static void
collection_of(
    struct one *o, const char (*hints)[SYMBOL_SIZE], size_t hint_count, struct collection **out)
{
	const struct collection_config config = { .loop = o->room.loop,
		.vault = o->room.vault,
		.host = o->room.host,
		.log = &o->room.log,
		.credential = o->room.credential,
		.hints = hints,
		.hint_count = hint_count,
		.poll_min_ms = POLL_MIN_MS,
		.poll_max_ms = POLL_MAX_MS,
		.instruments = &o->instruments,
		.fills_counted = count,
		.self = o };

	CHECK_OK(collection_new(&config, out));
}

static void
one_open(struct one *o)
{
	memset(o, 0, sizeof(*o));
	ingest_room_open(&o->room);
	o->room.stub.books[0] = btc;
	o->room.stub.books[1] = eth;
}

static void
one_start(struct one *o)
{
	one_open(o);
	collection_of(o, NULL, 0, &o->c);
}

static void
one_close(struct one *o)
{
	collection_free(o->c);
	host_free(o->room.host);
	o->room.host = NULL;
	instruments_drop(o->instruments);
	ingest_room_close(&o->room);
}

static struct collection_progress
progress(const struct one *o)
{
	struct collection_progress p;

	collection_progress(o->c, &p);
	return p;
}

static bool
is_at(const struct one *o, enum collection_stage stage)
{
	return progress(o).stage == stage;
}

static void
until_live(struct one *o)
{
	ROOM_UNTIL(o->room.loop, is_at(o, COLLECTION_LIVE));
	ingest_room_settle(&o->room);
}

static const char *
text_of(struct decimal d)
{
	static char text[DECIMAL_TEXT_SIZE];

	decimal_write(d, text);
	return text;
}

/* Where a question of this kind stands in the order of all questions. */
static size_t
when(const struct one *o, const char *part)
{
	for (size_t i = 0; i < o->room.stub.asked_count; i++)
		if (strstr(o->room.stub.asked[i], part) != NULL)
			return i;
	fail_msg("never asked: %s", part);
	return 0;
}

TEST(collection_asks_in_order_and_takes_every_fill_once)
{
	static const char hints[1][SYMBOL_SIZE] = { "ETHUSDT" };
	const struct ledger_book *book;
	struct collection_symbol s;
	struct one o;

	one_open(&o);
	collection_of(&o, hints, 1, &o.c);
	CHECK_TEXT(collection_stage_name(progress(&o).stage), "collecting");
	CHECK_INT(progress(&o).started_ms, o.room.time.wall_ms);
	until_live(&o);
	CHECK(when(&o, "/time") < when(&o, "exchangeInfo"));
	CHECK(when(&o, "exchangeInfo") < when(&o, "/account?"));
	CHECK(when(&o, "/account?") < when(&o, "symbol=ETHUSDT"));      /* the hint */
	CHECK(when(&o, "symbol=ETHUSDT") < when(&o, "symbol=BTCUSDT")); /* what it holds */
	CHECK(when(&o, "symbol=BTCUSDT") < when(&o, "symbol=BNBUSDT&limit=1000&fromId=0"));
	CHECK(when(&o, "fromId=1100") < when(&o, "fromId=2100"));
	CHECK(when(&o, "fromId=2100") < when(&o, "/klines"));
	const struct collection_progress p = progress(&o);

	CHECK(p.has_backfilled && p.backfilled_ms == o.room.time.wall_ms);
	CHECK_INT(p.fill_count, 2503);
	CHECK_INT(p.page_count, 5);
	CHECK_INT(p.symbols_total, 3);
	CHECK_INT(p.symbols_asked, 3);
	CHECK_INT(p.symbols_found, 2);
	CHECK_INT(o.counted, 2503);
	CHECK_INT(ledger_counters(collection_ledger(o.c)).rows, 2503);
	CHECK_INT(ledger_counters(collection_ledger(o.c)).duplicates, 0);
	CHECK(collection_symbol_at(o.c, 0, &s) && s.is_asked && s.fill_count == 3);
	CHECK_TEXT(s.symbol, "ETHUSDT");
	CHECK(!collection_symbol_at(o.c, 3, &s));
	CHECK_OK(ledger_book(collection_ledger(o.c), "BTCUSDT", &book));
	CHECK_INT(book->fee_rate_missing, 0); /* every fee in BNB has its mark */
	CHECK_TEXT(text_of(book->fees), "150000");
	one_close(&o);
}

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
		for (int k = 0; k < 40 && progress(&o).last_error[0] == '\0'; k++)
			ingest_room_wait_ms(&o.room, 500);
		CHECK(strstr(progress(&o).last_error, cases[i].error) != NULL);
		CHECK(is_at(&o, COLLECTION_FILLS));
		CHECK_INT(progress(&o).fill_count, 1000);
		o.room.stub.fault.times = 0;
		ingest_room_wait_ms(&o.room, POLL_MAX_MS);
		until_live(&o);
		CHECK_INT(progress(&o).fill_count, 2503);
		CHECK_INT(ledger_counters(collection_ledger(o.c)).duplicates, 0);
		CHECK_TEXT(progress(&o).last_error, "");
		CHECK_INT(stub_asked(&o.room.stub, "fromId=1&"), 0);
		one_close(&o);
	}
}

TEST(collection_comes_back_to_an_exchange_that_was_down)
{
	struct one o;

	one_open(&o);
	stub_stop(&o.room.stub);
	collection_of(&o, NULL, 0, &o.c);
	for (int i = 0; i < 60 && progress(&o).last_error[0] == '\0'; i++)
		ingest_room_wait_ms(&o.room, 500);
	CHECK(progress(&o).last_error[0] != '\0');
	stub_go_on(&o.room.stub);
	ingest_room_wait_ms(&o.room, POLL_MAX_MS);
	until_live(&o);
	CHECK_INT(progress(&o).fill_count, 2503);
	one_close(&o);
}

TEST(collection_takes_rows_of_a_broken_page_once)
{
	/* A good row, then an id below the one asked for. */
	static const char page[] =
	    "[{\"symbol\":\"ETHUSDT\",\"id\":8,\"price\":\"110\",\"qty\":\"1.0\",\"commission\":"
	    "\"0.1\",\"commissionAsset\":\"USDT\",\"time\":1790000060000,\"isBuyer\":false,"
	    "\"isMaker\":false,\"orderId\":1},{\"symbol\":\"XX\"}]";
	struct one o;

	one_open(&o);
	o.room.stub.fault = (struct stub_fault){
		.path = "symbol=ETHUSDT", .times = 1, .status = 200, .body = page
	};
	collection_of(&o, NULL, 0, &o.c);
	ROOM_UNTIL(o.room.loop, progress(&o).last_error[0] != '\0');
	CHECK_INT(progress(&o).fill_count, 2501);
	ingest_room_wait_ms(&o.room, POLL_MAX_MS);
	until_live(&o);
	CHECK_INT(stub_asked(&o.room.stub, "symbol=ETHUSDT&limit=1000&fromId=9"), 1);
	CHECK_INT(ledger_counters(collection_ledger(o.c)).duplicates, 0);
	one_close(&o);
}

TEST(collection_does_not_loop_on_an_exchange_that_sends_one_page_for_ever)
{
	struct one o;

	one_open(&o);
	o.room.stub.ignores_from_id = true;
	collection_of(&o, NULL, 0, &o.c);
	ROOM_UNTIL(o.room.loop, progress(&o).last_error[0] != '\0');
	CHECK(strstr(progress(&o).last_error, "fromId") != NULL);
	ingest_room_settle(&o.room);
	CHECK_INT(stub_asked(&o.room.stub, "symbol=BTCUSDT"), 2);
	CHECK_INT(progress(&o).fill_count, 1000);
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
	collection_of(&o, NULL, 0, &o.c);
	until_live(&o);
	CHECK_INT(progress(&o).symbols_unreachable, 1);
	CHECK_INT(progress(&o).symbols_asked, 3);
	CHECK_INT(progress(&o).fill_count, 3);
	CHECK(collection_symbol_at(o.c, 0, &s) && s.is_unreachable && s.is_asked);
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
	collection_of(&o, NULL, 0, &o.c);
	ROOM_UNTIL(o.room.loop, is_at(&o, COLLECTION_STOPPED));
	CHECK_TEXT(collection_stage_name(progress(&o).stage), "stopped");
	CHECK_INT(progress(&o).last_error_code, -2015);
	CHECK_TEXT(progress(&o).last_error, "Invalid API-key, IP, or permissions.");
	CHECK_INT(vault_count(o.room.vault), 0);
	CHECK_INT(progress(&o).fill_count, 1000); /* what was collected stays */
	const size_t asked = o.room.stub.asked_count;

	ingest_room_wait_ms(&o.room, 10 * POLL_MAX_MS);
	CHECK_INT(o.room.stub.asked_count, asked);
	one_close(&o);
}

TEST(collection_of_a_key_that_may_suddenly_trade_stops_and_forgets_it)
{
	struct one o;

	one_start(&o);
	until_live(&o);
	CHECK_INT(vault_count(o.room.vault), 1);
	o.room.stub.rights = STUB_TRADES;
	clock_fake_advance_ms(&o.room.time, POLL_MIN_MS);
	ROOM_UNTIL(o.room.loop, is_at(&o, COLLECTION_STOPPED));
	CHECK_INT(vault_count(o.room.vault), 0);
	CHECK(strstr(progress(&o).last_error, "more than read") != NULL);
	CHECK(progress(&o).has_backfilled);
	one_close(&o);
}

TEST(collection_lives_finds_new_fills_and_slows_down_when_there_are_none)
{
	struct one o;

	one_start(&o);
	until_live(&o);
	ingest_room_wait_ms(&o.room, POLL_MIN_MS - 1);
	CHECK_INT(stub_asked(&o.room.stub, "apiRestrictions"), 0);
	ingest_room_wait_ms(&o.room, 1);
	ROOM_UNTIL(o.room.loop, stub_asked(&o.room.stub, "fromId=2600") == 1);
	until_live(&o);
	CHECK_INT(stub_asked(&o.room.stub, "apiRestrictions"), 1);
	CHECK_INT(stub_asked(&o.room.stub, "symbol=BNBUSDT&limit=1000&fromId"), 1); /* had none */
	ingest_room_wait_ms(&o.room, POLL_MIN_MS); /* nothing was new: twice as long */
	CHECK_INT(stub_asked(&o.room.stub, "apiRestrictions"), 1);
	o.room.stub.books[0].count += 2;
	ingest_room_wait_ms(&o.room, POLL_MIN_MS);
	ROOM_UNTIL(o.room.loop, progress(&o).fill_count == 2505);
	until_live(&o);
	CHECK_INT(progress(&o).synced_ms, o.room.time.wall_ms);
	CHECK(progress(&o).backfilled_ms < progress(&o).synced_ms);
	ingest_room_wait_ms(&o.room, POLL_MIN_MS); /* something was: quick again */
	ROOM_UNTIL(o.room.loop, stub_asked(&o.room.stub, "apiRestrictions") == 3);
	until_live(&o);
	CHECK_INT(ledger_counters(collection_ledger(o.c)).duplicates, 0);
	one_close(&o);
}

TEST(collection_extends_its_marks_as_fills_come)
{
	const struct ledger_book *book;
	struct one o;
	size_t before;

	one_start(&o);
	until_live(&o);
	before = stub_asked(&o.room.stub, "/klines");
	o.room.stub.books[0].count += 200; /* three hours more */
	clock_fake_advance_ms(&o.room.time, POLL_MIN_MS);
	ROOM_UNTIL(o.room.loop, progress(&o).fill_count == 2703);
	until_live(&o);
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
	ROOM_UNTIL(o.room.loop, is_at(&o, COLLECTION_MARKS));
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &m));
	until_live(&o);
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &m));
	CHECK_INT(m->fill_count, 2503);
	CHECK_TEXT(text_of(metrics_by_symbol(m, "BTCUSDT")->sums.fees), "150000");
	before = metrics_headline(m)->sums.volume;
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &again));
	CHECK(again == m && metrics_is_current(m, collection_ledger(o.c)));
	o.room.stub.books[0].count += 200;
	clock_fake_advance_ms(&o.room.time, POLL_MIN_MS);
	ROOM_UNTIL(o.room.loop, progress(&o).fill_count == 2703);
	until_live(&o);
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
	ROOM_UNTIL(o.room.loop, is_at(&o, COLLECTION_MARKS));
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &before));
	CHECK_INT(before->fill_count, 2503); /* every row, whenever somebody asked last */
	CHECK_OK(ledger_add_mark(
	    collection_ledger(o.c), "XYZ", "USDT", o.room.time.wall_ms, decimal_of(1)));
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &now));
	CHECK(now == before && !metrics_is_current(now, collection_ledger(o.c)));
	until_live(&o);
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &now));
	CHECK(metrics_is_current(now, collection_ledger(o.c)));
	CHECK_TEXT(text_of(metrics_by_symbol(now, "BTCUSDT")->sums.fees), "150000");
	one_close(&o);
}

TEST(collections_share_one_list_of_instruments_and_outlive_each_other)
{
	struct collection *second;
	struct collection_symbol s;
	struct one o;

	one_start(&o);
	until_live(&o);
	collection_of(&o, NULL, 0, &second);
	collection_free(o.c);
	o.c = second;
	until_live(&o);
	CHECK_INT(stub_asked(&o.room.stub, "exchangeInfo"), 1);
	CHECK(collection_symbol_at(o.c, 0, &s));
	CHECK_TEXT(s.symbol, "BTCUSDT");
	ingest_room_wait_ms(&o.room, 3600000);
	until_live(&o);
	collection_of(&o, NULL, 0, &second); /* the list is an hour old: a new one */
	collection_free(o.c);
	o.c = second;
	until_live(&o);
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
		collection_of(&o, NULL, 0, &others[i]);
	collection_of(&o, NULL, 0, &o.c);
	collection_free(others[1]);
	until_live(&o);
	CHECK_INT(progress(&o).fill_count, 5);
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
		collection_of(&o, NULL, 0, &o.c);
		for (int i = 0; i < ROOM_STEPS_MAX && o.room.stub.parked_count == 0; i++) {
			CHECK_OK(loop_step(o.room.loop, 1));
			if (is_at(&o, COLLECTION_LIVE))
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
	until_live(&o);
	collection_free(o.c);
	collection_of(&o, NULL, 0, &o.c);
	o.room.stub.fault = (struct stub_fault){
		.path = "/account?", .times = STUB_FOREVER, .status = 200, .body = "[]"
	};
	ROOM_UNTIL(o.room.loop, progress(&o).last_error[0] != '\0');
	collection_free(o.c);
	o.c = NULL;
	const size_t asked = o.room.stub.asked_count;

	ingest_room_wait_ms(&o.room, 10 * POLL_MAX_MS);
	CHECK_INT(o.room.stub.asked_count, asked);
	one_close(&o);
}
