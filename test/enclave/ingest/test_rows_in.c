/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/collection_inside.h"
#include "test/enclave/ingest/one.h"

#define LINEAR_FILL(id_, side_, position_, realized_)                                     \
	"{\"symbol\":\"BTCUSDT\",\"id\":" id_ ",\"orderId\":9,\"side\":\"" side_          \
	"\",\"price\":\"30000\",\"qty\":\"0.01\",\"quoteQty\":\"300\",\"realizedPnl\":"   \
	"\"" realized_                                                                    \
	"\",\"commission\":\"0.12\",\"commissionAsset\":\"USDT\",\"time\":1794000000000," \
	"\"positionSide\":\"" position_ "\",\"maker\":false,\"buyer\":false}"

/* Futures: 25 came in by transfer, told twice; two fills, funding; a deposit before. */
static const struct stub_page pages[] = {
	{ "/fapi/v1/exchangeInfo",
	    "{\"symbols\":[{\"symbol\":\"BTCUSDT\",\"pair\":\"BTCUSDT\",\"contractStatus\":"
	    "\"TRADING\",\"status\":\"TRADING\",\"contractType\":\"PERPETUAL\",\"baseAsset\":"
	    "\"BTC\",\"quoteAsset\":\"USDT\",\"marginAsset\":\"USDT\",\"filters\":[]}]}" },
	{ "/fapi/v3/account",
	    "{\"assets\":[{\"asset\":\"USDT\",\"walletBalance\":\"22.76\"}],\"positions\":[]}" },
	{ "/fapi/v3/positionRisk", "[]" },
	{ "/fapi/v1/income",
	    "[{\"symbol\":\"BTCUSDT\",\"incomeType\":\"FUNDING_FEE\",\"income\":\"-0.5\",\"asset\":"
	    "\"USDT\",\"time\":1794000001000,\"tranId\":9689322392},{\"symbol\":\"\","
	    "\"incomeType\":"
	    "\"TRANSFER\",\"income\":\"25\",\"asset\":\"USDT\",\"time\":1793000000900,\"tranId\":"
	    "43000126248},{\"symbol\":\"BTCUSDT\",\"incomeType\":\"COMMISSION\",\"income\":\"-0."
	    "12\","
	    "\"asset\":\"USDT\",\"time\":1794000000000,\"tranId\":5}]" },
	{ "/fapi/v1/userTrades",
	    "[" LINEAR_FILL("6", "SELL", "SHORT", "0") "," LINEAR_FILL(
		"7", "BUY", "SHORT", "-1.5") "]" },
	{ "type=MAIN_UMFUTURE",
	    "{\"total\":1,\"rows\":[{\"timestamp\":1793000000000,\"asset\":\"USDT\",\"amount\":"
	    "\"25\","
	    "\"type\":\"MAIN_UMFUTURE\",\"status\":\"CONFIRMED\",\"tranId\":43000126248}]}" },
	{ "/asset/transfer", "{\"total\":0}" },
	{ "/deposit/hisrec",
	    "[{\"id\":\"7698\",\"amount\":\"400\",\"coin\":\"USDT\",\"status\":1,\"txId\":\"ab\","
	    "\"insertTime\":1789000000000}]" },
	{ "/margin/account", "{\"userAssets\":[]}" },
};

static void
one_futures(struct one *o)
{
	one_open(o);
	o->account_type = "all";
	o->room.stub.books[0].count = 2; /* bought at 100 for USDT, sold at 110; fees 0.2 BNB */
	o->room.stub.books[1].symbol = NULL;
	memcpy(o->room.stub.pages, pages, sizeof(pages));
	o->room.stub.account =
	    "{\"uid\":7,\"balances\":[{\"asset\":\"USDT\",\"free\":\"385\",\"locked\":\"0\"}]}";
	one_more(o, NULL, 0, &o->c);
	one_until_live(o);
}

static struct collection_balance
balance(const struct one *o, const char *asset)
{
	struct collection_balance b = { 0 };

	for (size_t i = 0; collection_balance_at(o->c, i, &b); i++)
		if (strcmp(b.asset, asset) == 0)
			return b;
	fail_msg("no balance of %s", asset);
	return b;
}

TEST(rows_in_puts_wallets_apart_and_both_ways_of_hedge_mode)
{
	const struct ledger_book *book;
	struct one o;

	one_futures(&o);
	CHECK_OK(ledger_book(collection_ledger(o.c), "BTCUSDT", &book));
	CHECK_INT(book->fill_count, 2);
	CHECK_INT(book->instrument->kind, INSTRUMENT_SPOT);
	CHECK_OK(ledger_book(collection_ledger(o.c), "linear:BTCUSDT:short", &book));
	CHECK_INT(book->fill_count, 2);
	CHECK_INT(book->instrument->kind, INSTRUMENT_LINEAR);
	CHECK_OK(ledger_book(collection_ledger(o.c), "linear:BTCUSDT", &book));
	CHECK_INT(book->fill_count, 0);
	CHECK_TEXT(one_text(book->funding), "-0.5");
	one_close(&o);
}

TEST(rows_in_counts_a_transfer_once_and_what_income_repeats_never)
{
	struct one o;

	one_futures(&o);
	/* deposit, funding, transfer twice, echo; windows told them again and again */
	CHECK_INT(one_progress(&o).flow_count, 5);
	const struct collection_balance usdt = balance(&o, "USDT");

	/* 400 + (110 - 100) - 0.5 + 0 - 1.5 - 0.24 */
	CHECK_TEXT(one_text(usdt.computed), "407.76");
	CHECK_TEXT(one_text(usdt.reported), "407.76");
	CHECK_TEXT(one_text(usdt.residual), "0");
	CHECK_TEXT(one_text(balance(&o, "BTC").residual), "0");
	CHECK_TEXT(one_text(balance(&o, "BNB").residual), "0.2"); /* where the fees came from */
	one_close(&o);
}

TEST(rows_in_keeps_flows_with_their_kind_and_ends)
{
	size_t kinds[EXCHANGE_FLOW_KIND_COUNT] = { 0 };
	struct one o;

	one_futures(&o);
	const struct flows *f = collection_flows(o.c);

	for (size_t i = 0; i < f->count; i++) {
		kinds[f->rows[i].kind] += !f->rows[i].is_void;
		CHECK_TEXT(collection_asset(o.c, f->rows[i].asset), "USDT");
	}
	CHECK_INT(kinds[EXCHANGE_FLOW_DEPOSIT], 1);
	CHECK_INT(kinds[EXCHANGE_FLOW_TRANSFER], 1);
	CHECK_INT(kinds[EXCHANGE_FLOW_FUNDING], 1);
	CHECK_INT(kinds[EXCHANGE_FLOW_ECHO], 1);
	one_close(&o);
}

/* Margin's trades are among spot's ids: whichever feed tells first, the fill is margin's. */
TEST(rows_in_counts_a_fill_that_two_wallets_tell_once)
{
	const struct ledger_book *book;
	struct one o;

	one_open(&o);
	o.account_type = "margin";
	o.room.stub.books[0].count = 3;
	o.room.stub.books[1].symbol = NULL;
	o.room.stub.pages[0] = (struct stub_page){ "/margin/account",
		"{\"userAssets\":[{\"asset\":\"BTC\",\"borrowed\":\"0\",\"free\":\"1\","
		"\"interest\":"
		"\"0\",\"locked\":\"0\"}]}" };
	o.room.stub.pages[1] = (struct stub_page){ "isIsolated=TRUE", "[]" };
	o.room.stub.pages[2] = (struct stub_page){
		"/margin/myTrades?timestamp=1795305600000&symbol=BTCUSDT",
		"[{\"symbol\":\"BTCUSDT\",\"id\":101,\"orderId\":1,\"price\":\"110\",\"qty\":\"1."
		"0\","
		"\"commission\":\"0.1\",\"commissionAsset\":\"BNB\",\"time\":1790000060000,"
		"\"isBuyer\":false,\"isMaker\":false}]"
	};
	o.room.stub.pages[3] = (struct stub_page){ "/margin/myTrades", "[]" };
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	CHECK_OK(ledger_book(collection_ledger(o.c), "BTCUSDT", &book));
	CHECK_INT(book->fill_count, 2);
	CHECK_OK(ledger_book(collection_ledger(o.c), "margin:BTCUSDT", &book));
	CHECK_INT(book->fill_count, 1);
	CHECK_INT(book->instrument->kind, INSTRUMENT_MARGIN);
	CHECK_INT(one_progress(&o).fill_count, 3);
	one_close(&o);
}

TEST(collection_counts_each_liquidation_once_and_moves_nothing_by_it)
{
	static const char forced[] =
	    "{\"rows\":[{\"avgPrice\":\"100\",\"executedQty\":\"1\",\"orderId\":77,\"side\":"
	    "\"SELL\",\"symbol\":\"BTCUSDT\",\"updatedTime\":1790000000000,\"isIsolated\":false},"
	    "{\"avgPrice\":\"1\",\"executedQty\":\"1\",\"orderId\":78,\"side\":\"SELL\",\"symbol\":"
	    "\"GONEUSDT\",\"updatedTime\":1790000000000}],\"total\":2}";
	struct collection_completeness all;
	struct collection_balance b;
	struct one o;

	one_open(&o);
	o.account_type = "margin";
	o.room.stub.pages[0] = (struct stub_page){ "/forceLiquidationRec", forced };
	o.room.stub.pages[1] = (struct stub_page){ "/margin/account", "{\"userAssets\":[]}" };
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	for (int i = 0; i < 2; i++) { /* and once more an hour later, from the place before */
		collection_completeness(o.c, &all);
		CHECK_INT(all.liquidation_count, 1);
		CHECK(all.unknown_count > 0);
		CHECK_INT(one_progress(&o).flow_count, 1);
		ingest_room_wait_ms(&o.room, 3600000 + ONE_POLL_MAX_MS);
		one_until_live(&o);
	}
	CHECK(stub_asked(&o.room.stub, "/forceLiquidationRec") > 1);
	for (size_t i = 0; collection_balance_at(o.c, i, &b); i++)
		if (strcmp(b.asset, "BTC") == 0) /* bought and sold in turn */
			CHECK_TEXT(one_text(b.computed), "0");
	one_close(&o);
}

/* Lent by a flexible product: 20 of USDT, and 1 of a coin whose name only looks like that. */
TEST(rows_in_counts_what_stands_for_a_coin_as_the_coin)
{
	struct one o;

	one_open(&o);
	o.room.stub.books[0].symbol = o.room.stub.books[1].symbol = NULL;
	o.room.stub.instruments =
	    "{\"symbols\":["
	    "{\"symbol\":\"LDOUSDT\",\"baseAsset\":\"LDO\",\"quoteAsset\":\"USDT\",\"filters\":[]},"
	    "{\"symbol\":\"OUSDT\",\"baseAsset\":\"O\",\"quoteAsset\":\"USDT\",\"filters\":[]}]}";
	o.room.stub.account =
	    "{\"uid\":7,\"balances\":[{\"asset\":\"USDT\",\"free\":\"5\",\"locked\":\"0\"},"
	    "{\"asset\":\"LDUSDT\",\"free\":\"20\",\"locked\":\"0\"},"
	    "{\"asset\":\"LDO\",\"free\":\"1\",\"locked\":\"0\"},"
	    "{\"asset\":\"LDODD\",\"free\":\"3\",\"locked\":\"0\"}]}";
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	CHECK_TEXT(one_text(balance(&o, "USDT").reported), "25");
	CHECK_TEXT(one_text(balance(&o, "LDO").reported), "1");
	CHECK_TEXT(one_text(balance(&o, "LDODD").reported), "3"); /* there is no ODD */
	for (size_t i = 0; i < o.c->residues.count; i++)
		CHECK(strcmp(collection_asset(o.c, o.c->residues.rows[i].asset), "LDUSDT") != 0);
	one_close(&o);
}
