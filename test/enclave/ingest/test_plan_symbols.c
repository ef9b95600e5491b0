/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked for each symbol that a wallet is known by: Binance's isolated margin. */
#include "test/enclave/ingest/one.h"

#define PAIR(symbol, base)                                                                 \
	"{\"symbol\":\"" symbol "\",\"baseAsset\":{\"asset\":\"" base "\",\"free\":\"1\"," \
	"\"locked\":\"0\",\"borrowed\":\"0\",\"interest\":\"0\"},\"quoteAsset\":{"         \
	"\"asset\":\"USDT\",\"free\":\"0\",\"locked\":\"0\",\"borrowed\":\"0\","           \
	"\"interest\":\"0\"}}"

static const char two_pairs[] =
    "{\"assets\":[" PAIR("BTCUSDT", "BTC") "," PAIR("ETHUSDT", "ETH") "]}";
static const char no_rows[] = "{\"rows\":[],\"total\":0}";
static const char *const lists[] = { "/asset/transfer", "/interestHistory", "/borrow-repay",
	"/forceLiquidationRec" };

/* An account on margin; `pairs` is what its isolated wallets hold. */
static void
open_with(struct one *o, const char *pairs)
{
	size_t at = 0;

	one_open(o);
	o->account_type = "margin";
	o->room.stub.pages[at++] = (struct stub_page){ "/isolated/account", pairs };
	o->room.stub.pages[at++] = (struct stub_page){ "/margin/account", "{\"userAssets\":[]}" };
	o->room.stub.pages[at++] = (struct stub_page){ "/margin/myTrades", "[]" };
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		o->room.stub.pages[at++] = (struct stub_page){ lists[i], no_rows };
	CHECK(at <= STUB_PAGES_MAX);
}

static bool
is_asked_for(const struct one *o, const char *path, const char *parameters)
{
	for (size_t i = 0; i < o->room.stub.asked_count; i++)
		if (strstr(o->room.stub.asked[i], path) != NULL &&
		    strstr(o->room.stub.asked[i], parameters) != NULL)
			return true;
	return false;
}

TEST(plan_symbols_asks_each_pair_of_a_wallet_for_all_that_wants_one)
{
	static const struct {
		const char *path, *parameters;
	} wanted[] = {
		{ "/asset/transfer", "type=MARGIN_ISOLATEDMARGIN&toSymbol=BTCUSDT" },
		{ "/asset/transfer", "type=MARGIN_ISOLATEDMARGIN&toSymbol=ETHUSDT" },
		{ "/asset/transfer", "type=ISOLATEDMARGIN_MARGIN&fromSymbol=BTCUSDT" },
		{ "/asset/transfer", "type=ISOLATEDMARGIN_MARGIN&fromSymbol=ETHUSDT" },
		{ "/asset/transfer", "fromSymbol=BTCUSDT&toSymbol=ETHUSDT" },
		{ "/asset/transfer", "fromSymbol=ETHUSDT&toSymbol=BTCUSDT" },
		{ "/asset/transfer", "type=MAIN_ISOLATED_MARGIN&size" },
		{ "/asset/transfer", "type=ISOLATED_MARGIN_MAIN&size" },
		{ "/interestHistory", "isolatedSymbol=BTCUSDT" },
		{ "/interestHistory", "isolatedSymbol=ETHUSDT" },
		{ "/borrow-repay", "type=BORROW&isolatedSymbol=BTCUSDT" },
		{ "/borrow-repay", "type=REPAY&isolatedSymbol=ETHUSDT" },
		{ "/forceLiquidationRec", "isolatedSymbol=BTCUSDT" },
		{ "/forceLiquidationRec", "isolatedSymbol=ETHUSDT" },
	};
	struct one o;

	open_with(&o, two_pairs);
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!is_asked_for(&o, wanted[i].path, wanted[i].parameters))
			fail_msg("never asked: %s %s", wanted[i].path, wanted[i].parameters);
	CHECK_INT(stub_asked(&o.room.stub, "toSymbol=BNBUSDT"), 0);
	CHECK_INT(stub_asked(&o.room.stub, "fromSymbol=BTCUSDT&toSymbol=BTCUSDT"), 0);
	one_close(&o);
}

TEST(plan_symbols_asks_once_however_often_a_symbol_is_seen)
{
	struct one o;

	open_with(&o, two_pairs);
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	const size_t walks = one_progress(&o).walks_total;
	const size_t asked = stub_asked(&o.room.stub, "type=MARGIN_ISOLATEDMARGIN&toSymbol=BTC");

	CHECK(asked > 0);
	for (int i = 0; i < 3; i++) { /* the balances name the pairs again in each turn */
		ingest_room_wait_ms(&o.room, ONE_POLL_MAX_MS);
		one_until_live(&o);
	}
	CHECK_INT(one_progress(&o).walks_total, walks);
	/* And once more, for its balances say that something is missing. */
	CHECK_INT(stub_asked(&o.room.stub, "type=MARGIN_ISOLATEDMARGIN&toSymbol=BTC"), 2 * asked);
	one_close(&o);
}

TEST(plan_symbols_asks_nothing_for_a_wallet_without_pairs_or_of_another_type)
{
	static const char *const types[] = { "margin", "spot" };
	struct one o;

	for (size_t i = 0; i < 2; i++) {
		open_with(&o, i == 0 ? "{\"assets\":[]}" : two_pairs);
		o.account_type = types[i];
		one_more(&o, NULL, 0, &o.c);
		one_until_live(&o);
		CHECK_INT(stub_asked(&o.room.stub, "ISOLATEDMARGIN"), 0);
		CHECK_INT(stub_asked(&o.room.stub, "isolatedSymbol"), 0);
		one_close(&o);
	}
}

TEST(plan_symbols_leaves_out_a_pair_nobody_lists)
{
	struct one o;

	open_with(&o, "{\"assets\":[" PAIR("GONEUSDT", "GONE") "]}");
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	CHECK_INT(stub_asked(&o.room.stub, "GONEUSDT"), 0);
	one_close(&o);
}

/* Interest of a pair, by the list of all and by its own: one row, however it was told. */
TEST(plan_symbols_counts_a_row_of_two_feeds_once)
{
	static const char rows[] =
	    "{\"rows\":[{\"txId\":5,\"interestAccuredTime\":1790000000000,\"asset\":\"USDT\","
	    "\"interest\":\"0.5\",\"type\":\"PERIODIC\",\"isolatedSymbol\":\"BTCUSDT\"}],\"total\":"
	    "1}";
	struct one o;

	open_with(&o, two_pairs);
	for (size_t i = 0; i < STUB_PAGES_MAX; i++)
		if (o.room.stub.pages[i].part != NULL &&
		    strcmp(o.room.stub.pages[i].part, "/interestHistory") == 0)
			o.room.stub.pages[i].body = rows;
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	CHECK(is_asked_for(&o, "/interestHistory", "isolatedSymbol=BTCUSDT"));
	CHECK_INT(one_progress(&o).flow_count, 1);
	one_close(&o);
}

TEST(plan_symbols_goes_on_when_one_symbol_is_refused_and_says_so)
{
	struct collection_unread unread;
	bool is_said = false;
	struct one o;

	open_with(&o, two_pairs);
	o.room.stub.fault = (struct stub_fault){ .path = "toSymbol=BTCUSDT",
		.times = 1,
		.status = 400,
		.body = "{\"code\":-11001,\"msg\":\"Isolated margin account doesn't exist\"}" };
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	CHECK(is_asked_for(&o, "/asset/transfer", "toSymbol=ETHUSDT"));
	for (size_t i = 0; collection_unread_at(o.c, i, &unread); i++)
		is_said |= strncmp(unread.feed, "isolated.transfers", 18) == 0 &&
		    unread.code == -11001 && strstr(unread.words, "symbol") != NULL;
	CHECK(is_said);
	CHECK_INT(one_progress(&o).symbols_unreachable, 0); /* those are of fills */
	one_close(&o);
}

TEST(plan_symbols_are_both_named_where_a_walk_of_two_stands)
{
	struct resume r = { 0 };
	size_t across = 0;
	struct one o;

	open_with(&o, two_pairs);
	one_more(&o, NULL, 0, &o.c);
	one_until_live(&o);
	CHECK_OK(collection_resume(o.c, &r));
	for (size_t i = 0; i < r.count; i++) {
		if (strcmp(r.rows[i].feed, "isolated.transfers_across") != 0)
			continue;
		across++;
		CHECK(strcmp(r.rows[i].symbol, r.rows[i].variant) != 0);
		CHECK(strcmp(r.rows[i].variant, "BTCUSDT") == 0 ||
		    strcmp(r.rows[i].variant, "ETHUSDT") == 0);
	}
	CHECK_INT(across, 2);
	resume_wipe(&r);
	one_close(&o);
}
