/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interface is not Binance's alone: a connector of the other kinds (other.h), through the
 * whole of ingest and outbound.
 */
#include "test/enclave/ingest/other.h"

#include "enclave/ingest/collection_inside.h"
#include "test/enclave/ingest/one.h"

/* A bought coin, a contract that was closed at a profit, its funding, and 1,000 from outside. */
static const struct stub_page pages[] = {
	{ "/time?", "time 1795305600000\n" },
	{ "/permissions?", "may\n" },
	{ "/instruments.spot?", "instrument spot BTCUSDT BTC USDT\n" },
	{ "/instruments.linear?", "instrument linear BTCUSDT BTC USDT\n" },
	{ "/balances?", "balance BTC 1\nbalance USDT 903.9\n" },
	{ "/positions?", "\n" },
	{ "/fills?variant=spot&cursor=&",
	    "fill spot BTCUSDT 8 1794000000000 buy 100 0.5 0.1 USDT 0\ncursor c1\n" },
	{ "/fills?variant=spot&cursor=c1&",
	    "fill spot BTCUSDT 7 1793000000000 buy 100 0.5 0.3 USDT 0\n" },
	{ "/fills?variant=linear&cursor=&",
	    "fill linear BTCUSDT 8 1794000000000 sell 110 1 0.1 USDT 5\n"
	    "fill linear BTCUSDT 7 1793000000000 buy 105 1 0.1 USDT 0\n" },
	{ "/ledger?variant=&cursor=&", "funding f1 1793500000000 USDT -0.5 BTCUSDT\ncursor l1\n" },
	{ "/ledger?variant=&cursor=l1&", "deposit d1 1792000000000 USDT 1000\n" },
	{ "/marks.spot?", "mark 1792713599999 100\nmark 1795219199999 600\n" },
	{ "/marks.linear?", "mark 1792713599999 100\nmark 1795219199999 600\n" },
};

static void
open_other(struct one *o, const char *account_type)
{
	memset(o, 0, sizeof(*o));
	o->account_type = account_type;
	ingest_room_open_at(&o->room, &exchange_other);
	memcpy(o->room.stub.pages, pages, sizeof(pages));
	one_more(o, NULL, 0, &o->c);
	for (int i = 0; i < 200 && !one_is_at(o, COLLECTION_LIVE); i++)
		ingest_room_wait_ms(&o->room, 2000); /* the counter of a key drains slowly */
}

static void
check_account(struct one *o)
{
	struct collection_balance b;
	const struct ledger_book *book;
	size_t count = 0;

	CHECK(one_is_at(o, COLLECTION_LIVE));
	CHECK_TEXT(one_progress(o).last_error, "");
	CHECK_INT(one_progress(o).fill_count, 4);
	for (; collection_balance_at(o->c, count, &b); count++)
		if (decimal_sign(b.residual) != 0)
			fail_msg("%s: residual %s", b.asset, one_text(b.residual));
	CHECK_INT(count, 2);
	/* One symbol of two markets is two books, and the ids of both are their own. */
	CHECK_OK(ledger_book(collection_ledger(o->c), "BTCUSDT", &book));
	CHECK_INT(book->instrument->kind, INSTRUMENT_SPOT);
	CHECK_INT(book->fill_count, 2);
	CHECK_OK(ledger_book(collection_ledger(o->c), "linear:BTCUSDT", &book));
	CHECK_INT(book->instrument->kind, INSTRUMENT_LINEAR);
	CHECK_INT(book->fill_count, 2);
	CHECK_TEXT(one_text(book->funding), "-0.5");
}

TEST(other_exchanges_wallet_of_two_markets_is_read_to_the_last_row)
{
	static const char *const types[] = { "spot", "futures", "all" };

	for (size_t i = 0; i < 3; i++) {
		struct one o;

		open_other(&o, types[i]);
		check_account(&o);
		one_close(&o);
	}
}

TEST(other_exchanges_assets_have_prices_from_the_market_that_is_listed_first)
{
	const struct metrics *m;
	struct one o;

	open_other(&o, "all");
	CHECK(stub_asked(&o.room.stub, "/marks.spot?") > 0);
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &m));
	CHECK(m->account != NULL);
	one_close(&o);
}

/* One at a time, each with a greater nonce, however many there are to ask. */
TEST(other_exchanges_requests_of_a_key_come_one_by_one_with_rising_nonces)
{
	unsigned long long last = 0, nonce;
	size_t count = 0;
	struct one o;

	open_other(&o, "all");
	for (size_t i = 0; i < o.room.stub.asked_count; i++) {
		const char *at = strstr(o.room.stub.asked[i], "nonce=");

		assert_non_null(at);
		nonce = strtoull(at + 6, NULL, 10);
		if (nonce == 0)
			continue; /* public */
		CHECK(nonce > last);
		last = nonce;
		count++;
	}
	CHECK(count > 8);
	one_close(&o);
	memset(&o, 0, sizeof(o));
	o.account_type = "all";
	ingest_room_open_at(&o.room, &exchange_other);
	memcpy(o.room.stub.pages, pages, sizeof(pages));
	o.room.stub.fault = (struct stub_fault){ .path = "cursor", .times = 1, .skip = 5 };
	one_more(&o, NULL, 0, &o.c);
	for (int i = 0; i < 20 && o.room.stub.parked_count == 0; i++)
		ingest_room_wait_ms(&o.room, 500);
	CHECK_INT(o.room.stub.parked_count, 1);
	one_close(&o);
}

/* A later visit of a list by cursor stops at what is known; new rows are found, old ones not asked.
 */
TEST(other_exchanges_later_turns_ask_for_what_is_new)
{
	struct stub_page *fills, *ledger;
	size_t before;
	struct one o;

	open_other(&o, "all");
	before = stub_asked(&o.room.stub, "cursor=l1");
	fills = &o.room.stub.pages[6];
	ledger = &o.room.stub.pages[9];
	fills->body = "fill spot BTCUSDT 9 1795305700000 sell 100 1 0 USDT 0\n";
	ledger->body = "deposit d2 1795305700000 USDT 5\n"
		       "funding f1 1793500000000 USDT -0.5 BTCUSDT\ncursor l1\n";
	o.room.stub.pages[4].body = "balance USDT 1008.9\n";
	for (int i = 0; i < 60; i++)
		ingest_room_wait_ms(&o.room, 2000);
	CHECK_INT(one_progress(&o).fill_count, 5);
	for (size_t i = 0; i < o.c->residues.count; i++) {
		struct collection_balance b;

		CHECK(collection_balance_at(o.c, i, &b) && decimal_sign(b.residual) == 0);
	}
	CHECK(stub_asked(&o.room.stub, "cursor=l1") >= before);
	one_close(&o);
}
