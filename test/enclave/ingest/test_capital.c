/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/capital.h"
#include "enclave/ingest/collection_inside.h"
#include "test/enclave/ingest/one.h"

/* A deposit, a withdrawal with a fee, a dividend, a card; 300 USDT and two BTC are there now. */
static const struct stub_page pages[] = {
	{ "/deposit/hisrec",
	    "[{\"id\":\"1\",\"amount\":\"400\",\"coin\":\"USDT\",\"status\":1,\"txId\":\"ab\","
	    "\"insertTime\":1789999000000}]" },
	{ "/withdraw/history",
	    "[{\"id\":\"2\",\"amount\":\"90\",\"transactionFee\":\"1\",\"coin\":\"USDT\","
	    "\"status\":6,\"transferType\":0,\"txId\":\"cd\",\"applyTime\":"
	    "\"2026-09-22 10:00:00\",\"completeTime\":\"2026-09-22 10:30:00\"}]" },
	{ "/asset/assetDividend",
	    "{\"rows\":[{\"id\":3,\"amount\":\"5\",\"asset\":\"USDT\",\"divTime\":"
	    "1790200000000,\"enInfo\":\"gift\",\"tranId\":9}],\"total\":1}" },
};

static void
open_with(struct one *o, const char *account)
{
	one_open(o);
	o->room.stub.books[0].count = 2; /* bought at 100, sold at 110; fees 0.2 BNB */
	o->room.stub.books[1].symbol = NULL;
	memcpy(o->room.stub.pages, pages, sizeof(pages));
	o->room.stub.account = account;
	one_more(o, NULL, 0, &o->c);
	one_until_live(o);
	ingest_room_wait_ms(&o->room, ONE_POLL_MIN_MS); /* what is slow is in, and has its prices */
	one_until_live(o);
}

static const char usdt_and_btc[] =
    "{\"uid\":7,\"balances\":[{\"asset\":\"USDT\",\"free\":\"324\",\"locked\":\"0\"},"
    "{\"asset\":\"BTC\",\"free\":\"2\",\"locked\":\"0\"}]}";

static const struct metrics *
metrics_of(struct one *o)
{
	const struct metrics *m;

	CHECK_OK(collection_metrics(o->c, LEDGER_FIFO, &m));
	return m;
}

TEST(capital_has_flows_gains_and_what_is_held)
{
	struct capital k = { 0 };
	struct one o;

	open_with(&o, usdt_and_btc);
	CHECK_OK(capital_take(o.c, &k));
	CHECK_INT(k.ask.flow_count, 2);
	CHECK_TEXT(one_text(k.flows[0].amount), "400");
	CHECK_TEXT(one_text(k.flows[1].amount), "-90");
	CHECK_INT(k.ask.gain_count, 2); /* the fee, the dividend */
	CHECK_TEXT(one_text(k.gains[0].amount), "-1");
	CHECK_TEXT(one_text(k.gains[1].amount), "5");
	CHECK_TEXT(k.gains[1].asset, "USDT");
	CHECK_INT(k.held.count, 2);
	CHECK(k.held.positions != NULL && k.held.position_count == 0);
	CHECK_INT(k.ask.start_ms % CLOSES_DAY_MS, 0);
	CHECK(k.ask.start_ms <= 1789999000000 && k.ask.day_count > 60);
	capital_wipe(&k);
	capital_wipe(&k);
	one_close(&o);
}

TEST(capital_is_what_metrics_know_when_all_is_read_and_priced)
{
	const struct metrics *m;
	const struct equity *e;
	struct one o;

	open_with(&o, usdt_and_btc);
	m = metrics_of(&o);
	CHECK_INT(m->account_reason, METRICS_KNOWN);
	e = m->account->equity;
	/* 400 came, 10 were earned, 90 and 1 left, 5 were a gift: 324.  Two BTC were there before,
	 * and what the fees were paid with: 0.2 BNB. */
	CHECK_INT(e->opening_count, 2);
	CHECK_TEXT(e->openings[0].asset, "BNB");
	CHECK_TEXT(one_text(e->openings[0].amount), "0.2");
	CHECK_TEXT(e->openings[1].asset, "BTC");
	CHECK_TEXT(one_text(e->openings[1].amount), "2");
	CHECK_TEXT(one_text(e->at[0].value), "1320"); /* at 600 each */
	CHECK_TEXT(one_text(e->at[m->account->day_count].value), "1524");
	CHECK_TEXT(one_text(m->account->total.net_flows), "310");
	CHECK_TEXT(one_text(m->account->total.pnl), "-106"); /* 10 - 120 of fees + 5 - 1 */
	CHECK_INT(e->unpriced_count, 0);
	CHECK(metrics_of(&o) == m); /* until something comes */
	one_close(&o);
}

TEST(capital_is_not_said_while_something_has_no_price)
{
	const struct metrics *m;
	struct one o;

	open_with(&o,
	    "{\"uid\":7,\"balances\":[{\"asset\":\"USDT\",\"free\":\"324\",\"locked\":\"0\"},"
	    "{\"asset\":\"ODD\",\"free\":\"2\",\"locked\":\"0\"}]}");
	m = metrics_of(&o);
	CHECK_INT(m->account_reason, METRICS_NO_MARK);
	CHECK(metrics_capital(m) == NULL && m->account != NULL);
	CHECK_INT(m->account->equity->unpriced_count, 1);
	CHECK_TEXT(m->account->equity->unpriced[0], "ODD");
	one_close(&o);
}

TEST(capital_crosses_the_border_only_where_one_side_is_counted)
{
	struct one o;
	struct flow f = { .kind = EXCHANGE_FLOW_TRANSFER,
		.from = EXCHANGE_WALLET_SPOT,
		.to = EXCHANGE_WALLET_LINEAR };

	open_with(&o, usdt_and_btc); /* a spot account */
	CHECK(capital_is_flow(o.c, &f));
	f.to = EXCHANGE_WALLET_SPOT;
	CHECK(!capital_is_flow(o.c, &f));
	f.is_void = true;
	f.to = EXCHANGE_WALLET_LINEAR;
	CHECK(!capital_is_flow(o.c, &f));
	f = (struct flow){ .kind = EXCHANGE_FLOW_INTEREST };
	CHECK(!capital_is_flow(o.c, &f));
	f.kind = EXCHANGE_FLOW_WITHDRAWAL;
	CHECK(capital_is_flow(o.c, &f));
	one_close(&o);
}
