/* SPDX-License-Identifier: Apache-2.0 */
/* summary, metrics, session and revoke, on sessions opened at a fake enclave. */
#include <sys/stat.h>
#include <unistd.h>

#include "test/host/cli/fake_enclave.h"

static const char metrics_document[] =
    "{\"summary\":{\"quoteCurrency\":\"USDT\",\"trades\":300,\"volume\":\"98056.1645841\","
    "\"totalFees\":\"81.2025926876\",\"realizedPnl\":\"-97.6347464513\","
    "\"returnOnMatchedCostPct\":null,\"roundTrips\":12,\"winRatePct\":\"58.3333333\","
    "\"profitFactor\":\"1.2\",\"unrealizedPnl\":null,\"sharpeRatio\":\"1.5515045\","
    "\"equity\":\"1234.5\",\"deposits\":\"1000\",\"twrPct\":12.345678912,\"cagrPct\":-0.00001,"
    "\"sharpeRatioStdError\":\"0.716468944\",\"maxDrawdownAbs\":\"20.5\",\"fees\":{\"BNB\":\"0."
    "05775023\",\"USDT\":\"21.3\"}},"
    "\"metrics\":[{\"symbol\":\"BTCUSDT\",\"quoteCurrency\":\"USDT\",\"trades\":207,"
    "\"volume\":\"61437.0200251\",\"totalFees\":\"51.46\",\"realizedPnl\":\"1258.162500512\","
    "\"returnOnMatchedCostPct\":\"5.887798387721763626\",\"roundTrips\":9,"
    "\"winRatePct\":\"66.6666667\",\"tomorrow\":[]},"
    "{\"symbol\":\"ETHUSDT\",\"quoteCurrency\":\"USDT\",\"trades\":93,\"volume\":\"3\","
    "\"totalFees\":null,\"realizedPnl\":\"-1355\"}],"
    "\"totals\":[{\"quoteCurrency\":\"USDT\",\"trades\":300,\"volume\":\"98056.1645841\","
    "\"totalFees\":\"81.2\",\"realizedPnl\":\"-97.6\",\"returnOnMatchedCostPct\":null}],"
    "\"status\":\"collecting\",\"session_expires\":\"2026-09-22T14:13:20.000Z\","
    "\"progress\":{\"percent\":40,\"complete\":false,\"symbolsTotal\":5,\"symbolsAsked\":2,"
    "\"symbolsUnreachable\":1,\"lastError\":{\"message\":\"busy\"}},"
    "\"unavailable\":{\"returnOnMatchedCostPct\":\"nothing_closed\"}}";

static void
start(struct fake *f, bool with_tls)
{
	fake_start(f, with_tls);
	CHECK_INT(REGISTER(f, "--no-wait"), LEAVE_OK);
	CHECK_INT(f->quote_count, 1);
}

TEST(metrics_prints_a_row_per_symbol_and_per_total)
{
	AUTO(fake) f = { 0 };

	start(&f, false);
	f.documents[0] = metrics_document;
	CHECK_INT(RUN(&f, "metrics"), LEAVE_OK);
	CHECK_TEXT(f.path, "/enclave/metrics/self");
	CHECK_INT(f.quote_count, 2); /* attested anew */
	CHECK_INT(f.unproved_count, 0);
	SAID_OUT(&f,
	    "  symbol   trades         volume   fees    realised PnL  "
	    "return on matched cost %  round trips  win rate %    in\n");
	SAID_OUT(&f,
	    "  BTCUSDT     207  61437.0200251  51.46  1258.162500512                    "
	    "5.8878            9     66.6667  USDT\n");
	SAID_OUT(&f, "  ETHUSDT      93              3      -           -1355");
	SAID_OUT(&f,
	    "  total       300  98056.1645841   81.2           -97.6                     "
	    "    -            -           -  USDT\n");
	SAID_OUT(&f, "  not known, nothing_closed: returnOnMatchedCostPct\n");
	SAID_OUT(&f, "STILL COLLECTING: 40 % (2 of 5 symbols)");
	SAID_OUT(&f, "1 symbols could not be asked");
	SAID_OUT(&f, "last error: busy\n");
	SAID_ERR(&f, "SIMULATED - NOT PROTECTED");
}

TEST(summary_prints_the_account)
{
	AUTO(fake) f = { 0 };

	start(&f, true);
	f.documents[0] = metrics_document;
	CHECK_INT(RUN(&f, "summary", "--user", "trader-john"), LEAVE_OK);
	CHECK_TEXT(f.path, "/enclave/summary/self");
	SAID_OUT(&f, "  equity                            1234.5\n");
	SAID_OUT(&f, "  withdrawals                            -\n");
	SAID_OUT(&f, "  time-weighted return %           12.3457\n");
	SAID_OUT(&f, "  the same a year %                 0.0000\n");
	SAID_OUT(&f, "  realised PnL              -97.6347464513\n");
	SAID_OUT(&f, "  return on matched cost %               -\n");
	SAID_OUT(&f, "  unrealised PnL                         -\n");
	SAID_OUT(&f, "  win rate %                       58.3333\n");
	SAID_OUT(&f, "  Sharpe of returns              1.5515045\n");
	SAID_OUT(&f, "  its standard error           0.716468944\n");
	SAID_OUT(&f, "  deepest fall of PnL                 20.5\n");
	SAID_OUT(&f, "  fees as charged: 0.05775023 BNB, 21.3 USDT\n");
}

TEST(session_prints_what_the_key_may_do_and_how_far_it_is)
{
	AUTO(fake) f = { 0 };

	start(&f, false);
	CHECK_INT(RUN(&f, "session"), LEAVE_OK);
	SAID_OUT(&f, "  user      trader-john\n");
	SAID_OUT(&f, "  key       reads\n");
	SAID_OUT(&f, "  BTCUSDT     42  complete\n");
	SAID_OUT(&f, "live, session until 2026-09-22T14:13:20.000Z\n");
}

TEST(show_json_is_the_answer_as_it_came)
{
	AUTO(fake) f = { 0 };
	const char *const commands[] = { "summary", "metrics", "session" };

	start(&f, false);
	f.documents[0] = metrics_document;
	for (size_t i = 0; i < 3; i++) {
		CHECK_INT(RUN(&f, commands[i], "--json"), LEAVE_OK);
		CHECK_INT(f.out_size, sizeof(metrics_document));
		assert_memory_equal(f.out, metrics_document, sizeof(metrics_document) - 1);
		CHECK_INT(f.out[f.out_size - 1], '\n');
	}
}

TEST(show_refuses_an_answer_that_makes_no_sense)
{
	AUTO(fake) f = { 0 };
	static const char *const wrong[] = { "", "null", "[]", "{", "{}", "{\"status\":\"live\"}",
		"{\"status\":\"live\",\"progress\":{\"percent\":\"x\",\"complete\":true}}",
		"{\"status\":\"live\",\"progress\":{\"percent\":1,\"complete\":true},"
		"\"metrics\":7}",
		"{\"status\":\"live\",\"progress\":{\"percent\":1,\"complete\":true},"
		"\"metrics\":[{\"trades\":[]}]}" };

	start(&f, false);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		f.documents[0] = wrong[i];
		CHECK_INT(RUN(&f, "metrics"), LEAVE_PROTOCOL);
		SAID_ERR(&f, "the enclave's answer: ");
		CHECK_TEXT(f.out, "");
	}
	f.session_status = 500;
	CHECK_INT(RUN(&f, "metrics"), LEAVE_UNAVAILABLE);
	SAID_ERR(&f, "answered 500");
	f.session_status = 404;
	CHECK_INT(RUN(&f, "metrics"), LEAVE_PROTOCOL);
}

TEST(show_lets_no_escape_through_to_the_terminal)
{
	AUTO(fake) f = { 0 };

	start(&f, false);
	f.documents[0] = "{\"status\":\"\\u001b]0;x\\u0007\",\"progress\":{\"percent\":1,"
			 "\"complete\":true},\"metrics\":[{\"symbol\":\"\\u001b[2J\\u009b\"}],"
			 "\"unavailable\":{\"x\":\"\\u001b[31m\\n\"}}";
	CHECK_INT(RUN(&f, "metrics"), LEAVE_OK);
	for (size_t i = 0; i < f.out_size; i++)
		CHECK((f.out[i] >= ' ' && f.out[i] <= '~') || f.out[i] == '\n');
	SAID_OUT(&f, "?[2J");
}

TEST(show_attests_under_what_the_session_was_registered_with)
{
	AUTO(fake) f = { 0 };

	start(&f, true);
	f.has_other_measurement = true;
	CHECK_INT(RUN(&f, "summary"), LEAVE_ATTESTATION);
	SAID_ERR(&f, "ATT_E_MRENCLAVE");
	f.has_other_measurement = false;
	f.has_other_spki = true;
	CHECK_INT(RUN(&f, "summary"), LEAVE_ATTESTATION);
	SAID_ERR(&f, "ATT_E_TLS");
	f.has_other_spki = false;
	/* What the command line demands beats it. */
	CHECK_INT(RUN(&f, "summary", "--measurement",
		      "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"),
	    LEAVE_ATTESTATION);
	CHECK_INT(f.get_count, 0);
	/* The environment's URL is for new sessions. */
	assert_int_equal(setenv("PERF_AGGREGATOR_URL", "https://127.0.0.1:1", 1), 0);
	CHECK_INT(RUN(&f, "summary"), LEAVE_OK);
	CHECK_INT(RUN(&f, "summary", "--url", "https://127.0.0.1:1"), LEAVE_NETWORK);
}

TEST(show_says_which_session_is_meant_or_missing)
{
	AUTO(fake) f = { 0 };
	char path[160];

	fake_start(&f, false);
	CHECK_INT(RUN(&f, "summary"), LEAVE_NO_INPUT);
	SAID_ERR(&f, "`perf-aggregator register` opens one");
	CHECK_INT(REGISTER(&f, "--no-wait"), LEAVE_OK);
	CHECK_INT(REGISTER(&f, "--no-wait", "--session", "two", "--proof", "none"), LEAVE_OK);
	CHECK_INT(RUN(&f, "summary"), LEAVE_USAGE);
	SAID_ERR(&f, "2 sessions in ");
	CHECK_INT(RUN(&f, "summary", "--session", "two"), LEAVE_OK);
	CHECK_INT(f.unproved_count, 0);
	(void)snprintf(path, sizeof(path), "%s/perf-aggregator/sessions/two.json", f.directory);
	CHECK_INT(RUN(&f, "summary", "--session", path), LEAVE_OK);
	CHECK_INT(RUN(&f, "summary", "--user", "nobody"), LEAVE_NO_INPUT);
	CHECK_INT(RUN(&f, "summary", "surplus"), LEAVE_USAGE);
	assert_int_equal(chmod(path, 0644), 0);
	CHECK_INT(RUN(&f, "summary", "--session", "two"), LEAVE_REFUSED);
	SAID_ERR(&f, "chmod 600");
	(void)fake_file(&f, "broken.json", "{", 0600);
	(void)snprintf(path, sizeof(path), "%s/broken.json", f.directory);
	CHECK_INT(RUN(&f, "summary", "--session", path), LEAVE_DATA);
	SAID_ERR(&f, "register again");
}

TEST(revoke_wipes_the_key_there_and_the_file_here)
{
	AUTO(fake) f = { 0 };

	start(&f, false);
	CHECK_INT(RUN(&f, "revoke"), LEAVE_USAGE); /* nobody to ask */
	SAID_ERR(&f, "say --yes");
	CHECK_INT(RUN(&f, "revoke", "--no-input"), LEAVE_USAGE);
	CHECK_INT(f.delete_count, 0);
	CHECK_INT(RUN(&f, "revoke", "--yes", "--json"), LEAVE_OK);
	CHECK_TEXT(f.out, "{\"status\":\"revoked\"}\n");
	CHECK_INT(f.delete_count, 1);
	CHECK_INT(f.unproved_count, 0);
	CHECK(!fake_has_session(&f, "trader-john"));
	CHECK_INT(RUN(&f, "revoke", "--yes"), LEAVE_NO_INPUT);
}

TEST(revoke_keeps_the_file_when_it_cannot_be_sure_that_the_session_is_gone)
{
	AUTO(fake) f = { 0 };

	start(&f, false);
	f.session_status = 401;
	CHECK_INT(RUN(&f, "revoke", "--yes"), LEAVE_REFUSED);
	SAID_ERR(&f, "INVALID_SESSION");
	SAID_ERR(&f, "check this machine's clock");
	CHECK(fake_has_session(&f, "trader-john"));
	clock_fake_advance_ms(&f.time, 86400000);
	CHECK_INT(RUN(&f, "revoke", "--yes", "--json"), LEAVE_OK);
	CHECK_TEXT(f.out, "{\"status\":\"gone\"}\n");
	SAID_ERR(&f, "the session ended at");
	CHECK(!fake_has_session(&f, "trader-john"));
}
