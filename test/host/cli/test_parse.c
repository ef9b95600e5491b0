/* SPDX-License-Identifier: Apache-2.0 */
/* perf-aggregator parse: by ccxt's names and by our feeds. */
#include "test/host/cli/fake_enclave.h"

static const char trade[] =
    "[{\"symbol\":\"BTCUSDT\",\"id\":9,\"orderId\":1,\"price\":\"2\",\"qty\":\"3\",\"commission\":"
    "\"0\",\"commissionAsset\":\"BNB\",\"time\":5,\"isBuyer\":true,\"isMaker\":false}]";

TEST(parse_prints_a_recorded_answer_under_ccxts_names)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	CHECK_INT(
	    RUN(&f, "parse", "binance", "fetchMyTrades", fake_file(&f, "a.json", trade, 0644)),
	    LEAVE_OK);
	SAID_OUT(&f, "\"symbol\":\"BTC/USDT\",\"id\":\"9\",\"order\":\"1\",\"side\":\"buy\"");
	SAID_OUT(&f, "\"cost\":\"6\"");
	CHECK_INT(f.out[f.out_size - 1], '\n');
}

TEST(parse_prints_what_the_enclave_would_take_from_a_feed)
{
	AUTO(fake) f = { 0 };
	const char *path;

	fake_start(&f, false);
	path = fake_file(&f, "a.json", trade, 0644);
	CHECK_INT(RUN(&f, "parse", "binance", "spot.fills", path, "--symbol", "BTCUSDT"), LEAVE_OK);
	SAID_OUT(&f, "{\"feed\":\"spot.fills\",\"rows\":[{\"wallet\":\"spot\",");
	SAID_OUT(&f, "\"lastId\":\"9\",\"cut\":false}");
	CHECK_INT(RUN(&f, "parse", "binance", "spot.fills", path), LEAVE_USAGE);
	SAID_ERR(&f, "--symbol");
	CHECK_INT(RUN(&f, "parse", "binance", "spot.fills", path, "--symbol", "X"), LEAVE_DATA);
	SAID_ERR(&f, "myTrades[0]: symbol: expected the symbol asked for");
	CHECK_INT(RUN(&f, "parse", "binance", "wallet.transfers", path), LEAVE_USAGE);
	SAID_ERR(&f, "--variant MAIN_UMFUTURE");
	path = fake_file(&f, "b.json", "{\"total\":0}", 0644);
	CHECK_INT(
	    RUN(&f, "parse", "binance", "wallet.transfers", path, "--variant", "MAIN_UMFUTURE"),
	    LEAVE_OK);
	SAID_OUT(&f, "\"rowCount\":0");
}

TEST(parse_says_what_it_needs_and_what_was_wrong)
{
	AUTO(fake) f = { 0 };

	fake_start(&f, false);
	CHECK_INT(RUN(&f, "parse"), LEAVE_USAGE);
	SAID_ERR(&f, "fetchMyTrades");
	CHECK_INT(RUN(&f, "parse", "kraken", "fetchMyTrades", "x"), LEAVE_USAGE);
	SAID_ERR(&f, "there are: binance");
	CHECK_INT(RUN(&f, "parse", "binance", "fetchMyTrades", "/nonexistent"), LEAVE_NO_INPUT);
	CHECK_INT(RUN(&f, "parse", "binance", "nothing", fake_file(&f, "a.json", "[]", 0644)),
	    LEAVE_USAGE);
	SAID_ERR(&f, "there is no CALL of this name");
	CHECK_INT(
	    RUN(&f, "parse", "binance", "fetchMyTrades", fake_file(&f, "a.json", "<html>", 0644)),
	    LEAVE_DATA);
	SAID_ERR(&f, "a.json: not JSON");
	CHECK_INT(
	    RUN(&f, "parse", "binance", "fetchBalance",
		fake_file(&f, "a.json",
		    "{\"balances\":[{\"asset\":\"A\"},{\"asset\":\"B\",\"free\":\"x\"}]}", 0644)),
	    LEAVE_DATA);
	SAID_ERR(&f, "a.json: row 1: free: expected a decimal number");
	CHECK_INT(
	    RUN(&f, "parse", "binance", "parseTrade",
		fake_file(&f, "a.json", "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}", 0644)),
	    LEAVE_DATA);
	SAID_ERR(&f, "a.json: Binance answered -1121: Invalid symbol.");
	CHECK_INT(RUN(&f, "parse", "binance", "spot.fills",
		      fake_file(&f, "a.json", "[{\"id\":\"x\"}]", 0644), "--symbol", "BTCUSDT"),
	    LEAVE_DATA);
	SAID_ERR(&f, "a.json: ");
	CHECK_INT(
	    RUN(&f, "parse", "binance", "fetchBalance", "x", "--market", "moon"), LEAVE_USAGE);
	SAID_ERR(&f, "--market: expected");
}
