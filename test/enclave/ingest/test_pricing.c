/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/collection_inside.h"
#include "test/enclave/ingest/one.h"

static const char holds[] =
    "{\"uid\":7,\"balances\":[{\"asset\":\"BTC\",\"free\":\"1\",\"locked\":\"0\"},"
    "{\"asset\":\"ALT\",\"free\":\"3\",\"locked\":\"0\"},"
    "{\"asset\":\"EURO\",\"free\":\"9\",\"locked\":\"0\"},"
    "{\"asset\":\"USDT\",\"free\":\"8\",\"locked\":\"0\"},"
    "{\"asset\":\"USDC\",\"free\":\"8\",\"locked\":\"0\"},"
    "{\"asset\":\"ODD\",\"free\":\"8\",\"locked\":\"0\"}]}";

/* ALT has a pair with BTC only, EURO is what a USDT is counted in, USDC's only pair is BTC's. */
static const char pairs[] =
    "{\"symbols\":["
    "{\"symbol\":\"BTCUSDT\",\"baseAsset\":\"BTC\",\"quoteAsset\":\"USDT\",\"filters\":[]},"
    "{\"symbol\":\"ALTBTC\",\"baseAsset\":\"ALT\",\"quoteAsset\":\"BTC\",\"filters\":[]},"
    "{\"symbol\":\"BTCUSDC\",\"baseAsset\":\"BTC\",\"quoteAsset\":\"USDC\",\"filters\":[]},"
    "{\"symbol\":\"USDTEURO\",\"baseAsset\":\"USDT\",\"quoteAsset\":\"EURO\",\"filters\":[]}]}";

static void
open_with(struct one *o, const char *account, const char *instruments)
{
	one_open(o);
	o->room.stub.books[0].count = 2;
	o->room.stub.books[0].fee_asset = "USDT";
	o->room.stub.books[1].symbol = NULL;
	o->room.stub.account = account;
	if (instruments != NULL)
		o->room.stub.instruments = instruments;
	one_more(o, NULL, 0, &o->c);
	one_until_live(o);
}

static size_t
days_asked(const struct one *o, const char *symbol)
{
	char part[64];

	(void)snprintf(part, sizeof(part), "klines?interval=1d&symbol=%s&", symbol);
	return stub_asked(&o->room.stub, part);
}

/* A mark of the pair at this moment, or 0. */
static struct decimal
rate(struct one *o, const char *from, int64_t ts_ms)
{
	struct decimal out = { 0 };
	enum valued found;

	CHECK_OK(ledger_value(collection_ledger(o->c),
	    &(struct ledger_ask){ from, "USDT", ts_ms, 0, false }, decimal_of(1), &found, &out));
	return out;
}

TEST(pricing_takes_the_routes_there_are_and_a_dollar_at_one)
{
	struct one o;

	open_with(&o, holds, pairs);
	CHECK_INT(days_asked(&o, "BTCUSDT"), 1);
	CHECK_INT(days_asked(&o, "ALTBTC"), 1);
	CHECK_INT(days_asked(&o, "USDTEURO"), 1);
	CHECK_INT(days_asked(&o, "BTCUSDC"), 0);
	CHECK(one_when(&o, "myTrades") < one_when(&o, "interval=1d")); /* rows first */
	CHECK_TEXT(one_text(rate(&o, "ALT", 1795000000000)), "360000");
	CHECK_TEXT(one_text(rate(&o, "EURO", 1795000000000)), "0.001666666666666667");
	CHECK_TEXT(one_text(rate(&o, "USDC", 1795000000000)), "1");
	CHECK_TEXT(one_text(rate(&o, "ODD", 1795000000000)), "0");
	one_close(&o);
}

TEST(pricing_reads_a_day_once_and_the_next_one_when_it_is_over)
{
	struct one o;

	open_with(&o, holds, NULL);
	for (int i = 0; i < 5; i++) {
		ingest_room_wait_ms(&o.room, ONE_POLL_MAX_MS);
		one_until_live(&o);
	}
	CHECK_INT(days_asked(&o, "BTCUSDT"), 1);
	clock_fake_advance_ms(&o.room.time, CLOSES_DAY_MS);
	ingest_room_wait_ms(&o.room, ONE_POLL_MAX_MS);
	one_until_live(&o);
	CHECK_INT(days_asked(&o, "BTCUSDT"), 2);
	one_close(&o);
}

TEST(pricing_asks_for_the_hour_before_a_flow)
{
	struct one o;

	one_open(&o);
	o.room.stub.books[1].symbol = NULL;
	o.room.stub.pages[0] = (struct stub_page){ "/deposit/hisrec",
		"[{\"id\":\"1\",\"amount\":\"2\",\"coin\":\"ETH\",\"status\":1,\"txId\":\"ab\","
		"\"insertTime\":1790003605000}]" };
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	CHECK_INT(stub_asked(&o.room.stub,
		      "klines?interval=1h&symbol=ETHUSDT&limit=1000&startTime=1789999200000"),
	    1);
	CHECK_TEXT(one_text(rate(&o, "ETH", 1790003605000)), "600");
	one_close(&o);
}

TEST(pricing_that_fails_is_tried_again_in_the_next_turn)
{
	struct one o;

	one_open(&o);
	o.room.stub.books[0].count = 2;
	o.room.stub.books[0].fee_asset = "USDT";
	o.room.stub.books[1].symbol = NULL;
	o.room.stub.fault = (struct stub_fault){
		.path = "interval=1d", .times = STUB_FOREVER, .status = 200, .body = "<html>"
	};
	one_more(&o, NULL, 0, &o.c);
	ROOM_UNTIL(o.room.loop, stub_asked(&o.room.stub, "interval=1d") == 1);
	for (int k = 0; k < 60 && !one_is_at(&o, COLLECTION_LIVE); k++)
		ingest_room_wait_ms(&o.room, 500);
	CHECK(one_is_at(&o, COLLECTION_LIVE));
	CHECK_TEXT(one_text(rate(&o, "BTC", 1795000000000)), "0");
	o.room.stub.fault.times = 0;
	ingest_room_wait_ms(&o.room, ONE_POLL_MIN_MS);
	one_until_live(&o);
	CHECK_TEXT(one_text(rate(&o, "BTC", 1795000000000)), "600");
	one_close(&o);
}

TEST(pricing_believes_a_hole_when_the_candle_after_it_came_thrice)
{
#define FIRST "[1789862400000,\"1\",\"1\",\"1\",\"600\",\"1\",1789948799999]"
#define THIRD "[1790035200000,\"1\",\"1\",\"1\",\"700\",\"1\",1790121599999]"
#define DAYS_FROM "interval=1d&symbol=BTCUSDT&limit=1000&startTime="
	const int64_t after_ms = 1790121600000;
	struct one o;

	one_open(&o);
	o.room.stub.books[0].count = 2;
	o.room.stub.books[0].fee_asset = "USDT";
	o.room.stub.books[1].symbol = NULL;
	o.room.stub.pages[0] =
	    (struct stub_page){ DAYS_FROM "1789862400000", "[" FIRST "," THIRD "]" };
	o.room.stub.pages[1] = (struct stub_page){ DAYS_FROM "1789948800000", "[" THIRD "]" };
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	CHECK_INT(days_asked(&o, "BTCUSDT"), 2); /* and the hole, at once */
	ingest_room_wait_ms(&o.room, ONE_POLL_MAX_MS);
	one_until_live(&o);
	CHECK_INT(days_asked(&o, "BTCUSDT"), 3);
	CHECK_TEXT(one_text(rate(&o, "BTC", after_ms)), "600");
	ingest_room_wait_ms(&o.room, ONE_POLL_MAX_MS);
	one_until_live(&o);
	CHECK_TEXT(one_text(rate(&o, "BTC", after_ms)), "700");
	CHECK_INT(days_asked(&o, "BTCUSDT"), 5); /* and for what comes after */
	one_close(&o);
}

#define TRADE(id, quantity)                                                               \
	"{\"symbol\":\"BTCUSDT\",\"id\":" id ",\"orderId\":9,\"side\":\"BUY\",\"price\":" \
	"\"500\",\"qty\":\"" quantity "\",\"realizedPnl\":\"0\",\"commission\":\"0\","    \
	"\"commissionAsset\":\"USDT\",\"time\":1794000000000,\"positionSide\":\"BOTH\","  \
	"\"maker\":false,\"buyer\":true}"

/* An account that has nothing but a contract, with these trades. */
static void
open_contract(struct one *o, const char *trades)
{
	const struct stub_page pages[] = {
		{ "/fapi/v1/exchangeInfo",
		    "{\"symbols\":[{\"symbol\":\"BTCUSDT\",\"pair\":\"BTCUSDT\","
		    "\"status\":\"TRADING\",\"contractType\":\"PERPETUAL\",\"baseAsset\":\"BTC\","
		    "\"quoteAsset\":\"USDT\",\"marginAsset\":\"USDT\",\"filters\":[]}]}" },
		{ "/fapi/v3/account",
		    "{\"assets\":[{\"asset\":\"USDT\",\"walletBalance\":\"100\"}],\"positions\":[]"
		    "}" },
		{ "/fapi/v3/positionRisk",
		    "[{\"symbol\":\"BTCUSDT\",\"positionSide\":\"BOTH\",\"positionAmt\":\"0.01\","
		    "\"entryPrice\":\"500\",\"markPrice\":\"600\",\"unRealizedProfit\":\"1\"}]" },
		{ "/fapi/v1/income", "[]" },
		{ "/fapi/v1/userTrades", trades },
		{ "/fapi/v1/klines",
		    "[[1793836800000,\"1\",\"1\",\"1\",\"500\",\"1\",1793923199999],"
		    "[1793923200000,\"1\",\"1\",\"1\",\"600\",\"1\",1794009599999],"
		    "[1794009600000,\"1\",\"1\",\"1\",\"700\",\"1\",1794095999999]]" },
	};

	one_open(o);
	o->account_type = "all";
	o->room.stub.books[0].symbol = o->room.stub.books[1].symbol = NULL;
	o->room.stub.account = "{\"uid\":7,\"balances\":[]}";
	memcpy(o->room.stub.pages, pages, sizeof(pages));
	one_more(o, NULL, 0, &o->c);
	for (int k = 0; k < 80 && !one_is_at(o, COLLECTION_LIVE); k++)
		ingest_room_wait_ms(&o->room, 500); /* candles of hours are no days: asked again */
}

/* A contract has candles of its own, under its own name. */
TEST(pricing_of_a_derivative_is_by_its_own_candles)
{
	const struct metrics *m;
	struct one o;

	open_contract(&o, "[" TRADE("6", "0.01") "]");
	CHECK_TEXT(one_text(rate(&o, "BTCUSDT", 1795000000000)), "700");
	CHECK_TEXT(one_text(positions_of(&o.c->positions, "linear:BTCUSDT")), "0.01");
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &m));
	CHECK_INT(m->account->equity->unexplained_count, 0);
	CHECK_TEXT(one_text(m->account->equity->at[m->account->day_count].value), "102");
	one_close(&o);
}

/* Each trade can be counted, both together cannot. */
TEST(pricing_leaves_out_a_book_beyond_counting_and_the_account_lives)
{
	const struct metrics *m;
	struct one o;

	open_contract(
	    &o, "[" TRADE("6", "199999999999999999") "," TRADE("7", "199999999999999999") "]");
	CHECK(one_is_at(&o, COLLECTION_LIVE));
	CHECK_INT(vault_count(o.room.vault), 1);
	CHECK_INT(one_progress(&o).fill_count, 2);
	CHECK_ERR(collection_metrics(o.c, LEDGER_FIFO, &m), ERR_LIMIT);
	one_close(&o);
}
