/* SPDX-License-Identifier: Apache-2.0 */
#include "test/check.h"
#include "test/host/sandbox/ask.h"

/* Ask once under a plan of one fault. */
static unsigned
under(const char *fault, const char *account, const char *path, const char *query)
{
	struct faults f = { 0 };
	unsigned status;

	CHECK_OK(faults_parse(span_text(fault), &f, NULL));
	ask_calm();
	ask_faults(&f);
	status = account != NULL ? ask_signed(account, path, query) : ask_raw(path, NULL);
	ask_faults(NULL);
	return status;
}

#define TRADES "/api/v3/myTrades"

TEST(faults_answer_instead_of_the_exchange)
{
	static const struct {
		const char *fault;
		unsigned status;
		int64_t code;
		const char *words;
	} cases[] = {
		{ "[{\"kind\":\"status\",\"value\":502}]", 502, -1000, "unknown error" },
		{ "[{\"kind\":\"maintenance\"}]", 503, -1016, "System is under maintenance." },
		{ "[{\"kind\":\"ban\",\"value\":60}]", 418, -1003, "IP banned until 17953056" },
		{ "[{\"kind\":\"revoke\"}]", 401, -2015, "permissions for action." },
		{ "[{\"kind\":\"address\"}]", 401, -2015, "request ip: 127.0.0.1" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_INT(under(cases[i].fault, "demo", TRADES, "symbol=BTCUSDT"), cases[i].status);
		CHECK_INT(ask_code(), cases[i].code);
		CHECK(strstr(ask_body(), cases[i].words) != NULL);
	}
	/* A key that is gone matters to calls with a key only. */
	CHECK_INT(under("[{\"kind\":\"revoke\"}]", NULL, "/api/v3/time", ""), 200);
}

TEST(faults_change_what_is_within_an_answer)
{
	CHECK_INT(under("[{\"kind\":\"empty\"}]", "demo", TRADES, "symbol=BTCUSDT"), 200);
	CHECK_TEXT(ask_body(), "[]");
	CHECK_INT(
	    under("[{\"kind\":\"truncated\"}]", "demo", TRADES, "symbol=BTCUSDT&limit=2"), 200);
	CHECK(ask_body()[strlen(ask_body()) - 1] != ']');
	CHECK_INT(under("[{\"kind\":\"html\"}]", "demo", TRADES, "symbol=BTCUSDT"), 200);
	CHECK(strstr(ask_body(), "<html>") != NULL);
	CHECK_INT(
	    under("[{\"kind\":\"unlist\",\"text\":\"ETHUSDT\"}]", NULL, "/api/v3/exchangeInfo", ""),
	    200);
	CHECK(strstr(ask_body(), "\"symbol\":\"ETHUSDT\"") == NULL);
	CHECK(strstr(ask_body(), "\"symbol\":\"BTCUSDT\"") != NULL);
	CHECK_INT(under("[{\"kind\":\"widen\",\"text\":\"enableWithdrawals\"}]", "demo",
		      "/sapi/v1/account/apiRestrictions", ""),
	    200);
	CHECK(strstr(ask_body(), "\"enableWithdrawals\":true") != NULL);
	/* A refusal stays what it is. */
	CHECK_INT(under("[{\"kind\":\"html\"}]", "demo", TRADES, "symbol=NOSUCH"), 400);
	CHECK_INT(ask_code(), -1121);
}

TEST(faults_let_a_page_begin_with_rows_of_the_page_before)
{
	const struct history *h = world_history(ask_world(), ask_account("demo"));
	char query[96], first[64];

	(void)snprintf(query, sizeof(query), "symbol=BTCUSDT&limit=5&fromId=%llu",
	    (unsigned long long)h->by_symbol[0][100].id);
	for (size_t before = 0; before < 4; before += 3) {
		char fault[64];

		(void)snprintf(
		    fault, sizeof(fault), "[{\"kind\":\"overlap\",\"value\":%zu}]", before);
		CHECK_INT(under(fault, "demo", TRADES, query), 200);
		(void)snprintf(first, sizeof(first), "[{\"symbol\":\"BTCUSDT\",\"id\":%llu,",
		    (unsigned long long)h->by_symbol[0][100 - before].id);
		CHECK(strncmp(ask_body(), first, strlen(first)) == 0);
	}
	/* There is nothing before the first. */
	CHECK_INT(under("[{\"kind\":\"overlap\",\"value\":9}]", "demo", TRADES,
		      "symbol=BTCUSDT&limit=1&fromId=0"),
	    200);
	(void)snprintf(
	    first, sizeof(first), "\"id\":%llu,", (unsigned long long)h->by_symbol[0][0].id);
	CHECK(strstr(ask_body(), first) != NULL);
}

TEST(faults_of_maintenance_are_told_by_what_tells_of_it)
{
	CHECK_INT(under("[{\"kind\":\"maintenance\"}]", NULL, "/sapi/v1/system/status", ""), 200);
	CHECK_TEXT(ask_body(), "{\"status\":1,\"msg\":\"system_maintenance\"}");
}

TEST(faults_move_the_clock_and_let_it_drift)
{
	struct faults f = { 0 };
	char expected[64];

	CHECK_OK(faults_parse(
	    S("[{\"kind\":\"skew\",\"value\":-2000,\"step\":500,\"count\":0}]"), &f, NULL));
	ask_faults(&f);
	for (int i = 0; i < 3; i++) {
		CHECK_INT(ask_raw("/api/v3/time", NULL), 200);
		(void)snprintf(expected, sizeof(expected), "{\"serverTime\":%lld}",
		    (long long)ask_clock()->wall_ms - 2000 + 500 * i);
		CHECK_TEXT(ask_body(), expected);
	}
	ask_faults(NULL);
	CHECK_INT(
	    under("[{\"kind\":\"skew\",\"value\":-2000}]", "demo", TRADES, "symbol=BTCUSDT"), 400);
	CHECK_INT(ask_code(), -1021);
}
