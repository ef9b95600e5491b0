/* SPDX-License-Identifier: Apache-2.0 */
/* What does not pass: a key that is gone or does more, rows and symbols that never come. */
#include "test/simulation/simulation.h"

static const struct simulation_account small = { "small", "spot", false, 0, NULL };

enum { FOR_EVER = 0, MINUTE_MS = 60000, HOUR_MS = 3600000 };

/* One rule, and a second that does nothing but count every request. */
static struct faults
plan_of(enum fault_kind kind, const char *path, int64_t first, const char *text)
{
	struct faults plan = { .rule_count = 2 };

	plan.rules[0] = (struct fault_rule){ .kind = kind, .first = first, .count = FOR_EVER };
	(void)snprintf(plan.rules[0].path, sizeof(plan.rules[0].path), "%s", path);
	(void)snprintf(plan.rules[0].text, sizeof(plan.rules[0].text), "%s", text);
	plan.rules[1] = (struct fault_rule){ .kind = FAULT_LATENCY, .first = 1, .count = FOR_EVER };
	return plan;
}

static int64_t
asked_count(const struct simulation *s)
{
	return s->faults.rules[1].seen;
}

/* Stopped, with these words; the key is gone; the exchange is never asked again. */
static void
check_stopped(struct simulation *s, int64_t code, const char *words)
{
	const struct collection_progress p = simulation_progress(s);
	const int64_t asked = asked_count(s);

	CHECK_INT(p.stage, COLLECTION_STOPPED);
	CHECK_TEXT(p.name, "stopped");
	CHECK_INT(p.last_error_code, code);
	if (strstr(p.last_error, words) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", p.last_error, words);
	CHECK_INT(vault_count(s->vault), 0);
	simulation_run_ms(s, 2 * HOUR_MS);
	CHECK_INT(asked_count(s), asked);
	CHECK_INT(simulation_progress(s).fill_count, p.fill_count);
	case_counted();
}

TEST(stops_when_the_key_is_revoked_at_any_moment)
{
	static const int64_t firsts[] = { 8, 20, 90, 130, 200 };
	struct simulation s;

	for (size_t i = 0; i < 5; i++) {
		const struct faults plan = plan_of(FAULT_REVOKE, "", firsts[i], "");

		simulation_open(&s, &small, &plan);
		CHECK(simulation_reaches(&s, COLLECTION_STOPPED, HOUR_MS));
		check_stopped(&s, -2015, "Invalid API-key, IP, or permissions");
		simulation_close(&s);
	}
}

TEST(stops_when_our_address_is_taken_off_the_key_and_says_which_it_is)
{
	const struct faults plan = plan_of(FAULT_ADDRESS, "/", 60, "");
	struct simulation s;

	simulation_open(&s, &small, &plan);
	CHECK(simulation_reaches(&s, COLLECTION_STOPPED, HOUR_MS));
	check_stopped(&s, -2015, "request ip: 127.0.0.1");
	simulation_close(&s);
}

TEST(stops_when_the_key_may_suddenly_do_more_and_says_so)
{
	static const char *const rights[] = { "enableWithdrawals", "enableSpotAndMarginTrading",
		"enableInternalTransfer", "permitsUniversalTransfer", "enableFutures" };
	struct simulation s;

	for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++) {
		const struct faults plan = plan_of(
		    FAULT_WIDEN, "/sapi/v1/account/apiRestrictions", 1 + (int64_t)i, rights[i]);

		simulation_open(&s, &small, &plan);
		CHECK(simulation_reaches(&s, COLLECTION_STOPPED, HOUR_MS));
		CHECK_INT(simulation_progress(&s).fill_count, 300);
		check_stopped(&s, 0, "the key may do more than read now");
		simulation_close(&s);
	}
}

/* Widened in the middle of the first turn, which a ban makes long: it does not wait for the end. */
TEST(stops_in_the_middle_of_a_long_turn)
{
	struct faults plan =
	    plan_of(FAULT_WIDEN, "/sapi/v1/account/apiRestrictions", 1, "enableWithdrawals");
	struct simulation s;

	plan.rules[plan.rule_count++] = (struct fault_rule){
		.kind = FAULT_BAN, .path = "/api/v3/myTrades", .first = 2, .count = 1, .value = 600
	};
	simulation_open(&s, &small, &plan);
	CHECK(simulation_reaches(&s, COLLECTION_STOPPED, 11 * MINUTE_MS));
	CHECK(!simulation_progress(&s).has_backfilled);
	check_stopped(&s, 0, "the key may do more than read now");
	simulation_close(&s);
}

/* One refusal of a key that is then found to be good is no reason to forget it. */
TEST(stops_not_for_one_refusal_of_a_key_that_is_good)
{
	static const enum fault_kind kinds[] = { FAULT_REVOKE, FAULT_ADDRESS };
	static const char *const paths[] = { "/api/v3/account", "/api/v3/myTrades",
		"/sapi/v1/asset/get-funding-asset", "/sapi/v1/capital/deposit/hisrec" };

	for (size_t i = 0; i < 8; i++) {
		struct faults plan = plan_of(kinds[i % 2], paths[i / 2], 2, "");
		char *got;

		plan.rules[0].count = 1;
		got = simulation_state_of(&small, &plan);
		CHECK(simulation_is_equal(paths[i / 2], simulation_expected(&small), got));
		free(got);
		case_counted();
	}
}

/* What stays missing, by the balance of an asset; "" when it is not among them. */
static void
residual_of(const struct simulation *s, const char *asset, char out[DECIMAL_TEXT_SIZE])
{
	struct collection_balance b;

	out[0] = '\0';
	for (size_t i = 0; collection_balance_at(s->c, i, &b); i++)
		if (strcmp(b.asset, asset) == 0)
			decimal_write(b.residual, out);
}

TEST(stops_not_for_a_row_that_never_comes_but_shows_what_is_missing)
{
	const struct faults plan = plan_of(FAULT_LATE, "/api/v3/myTrades", 1, "");
	char text[DECIMAL_TEXT_SIZE];
	struct simulation s;

	/* The first row of BTCUSDT and of ETHUSDT: 0.00088 BTC for 87.5642856 USDT, and the like.
	 */
	simulation_open(&s, &small, &plan);
	simulation_run_ms(&s, 3 * HOUR_MS);
	CHECK_TEXT(simulation_progress(&s).name, "live");
	CHECK_INT(simulation_progress(&s).fill_count, 298);
	residual_of(&s, "BTC", text);
	CHECK_TEXT(text, "0.00087912");
	residual_of(&s, "ETH", text);
	CHECK(text[0] != '\0' && strcmp(text, "0") != 0);
	/* Once it comes it is found, though not at once. */
	s.faults = (struct faults){ 0 };
	simulation_run_ms(&s, 20LL * HOUR_MS);
	CHECK_INT(simulation_progress(&s).fill_count, 300);
	residual_of(&s, "BTC", text);
	CHECK_TEXT(text, "0");
	simulation_close(&s);
}

TEST(stops_not_for_a_symbol_that_is_not_listed_but_shows_what_is_missing)
{
	const struct faults plan = plan_of(FAULT_UNLIST, "/api/v3/exchangeInfo", 1, "ETHUSDT");
	char text[DECIMAL_TEXT_SIZE];
	struct simulation s;

	simulation_open(&s, &small, &plan);
	simulation_run_ms(&s, 30 * MINUTE_MS);
	CHECK_TEXT(simulation_progress(&s).name, "live");
	CHECK_INT(simulation_progress(&s).fill_count, 207);
	residual_of(&s, "ETH", text);
	CHECK_TEXT(text, "7.16498799");
	s.faults = (struct faults){ 0 };
	simulation_run_ms(&s, 2 * HOUR_MS);
	CHECK_INT(simulation_progress(&s).fill_count, 300);
	simulation_close(&s);
}

/* It is listed, and then it is not: what was known stays known. */
TEST(stops_not_for_a_symbol_that_leaves_the_list)
{
	const struct faults plan = plan_of(FAULT_UNLIST, "/api/v3/exchangeInfo", 2, "ETHUSDT");
	char *got = simulation_soon(&small, &plan, 3 * HOUR_MS);

	CHECK(simulation_is_equal("unlisted", simulation_expected(&small), got));
	free(got);
}

/* Answers of one kind are nonsense for hours: the rest lives, and it is said which. */
TEST(stops_not_for_a_feed_that_cannot_be_read_but_names_it)
{
	static const struct {
		const char *path, *feed;
		enum fault_kind kind;
		const char *text;
	} cases[] = {
		{ "/api/v3/myTrades", "spot.fills", FAULT_TRUNCATED, "" },
		{ "/sapi/v1/capital/deposit", "wallet.deposits", FAULT_TRUNCATED, "" },
		{ "/sapi/v1/asset/get-funding", "funding.balances", FAULT_HTML, "" },
		{ "/sapi/v1/convert", "wallet.convert", FAULT_CUT, "" },
		{ "/sapi/v1/capital/deposit", "wallet.deposits", FAULT_REPLACE, "\":=\":[[[[[[[[" },
	};
	struct collection_unread unread;
	struct simulation s;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct faults plan = plan_of(cases[i].kind, cases[i].path, 1, cases[i].text);

		simulation_open(&s, &small, &plan);
		simulation_run_ms(&s, HOUR_MS / 2);
		CHECK_TEXT(simulation_progress(&s).name, "live");
		CHECK_INT(vault_count(s.vault), 1);
		CHECK(collection_unread_at(s.c, 0, &unread));
		CHECK_TEXT(unread.feed, cases[i].feed);
		CHECK(strstr(unread.words,
			  "cannot be read, it is asked again in the next turn: ") != NULL);
		CHECK(!collection_unread_at(s.c, 1, &unread));
		s.faults = (struct faults){ 0 };
		simulation_run_ms(&s, HOUR_MS / 2);
		CHECK(!collection_unread_at(s.c, 0, &unread)); /* and as soon as it can be, it is */
		CHECK_INT(simulation_progress(&s).fill_count, 300);
		simulation_close(&s);
		case_counted();
	}
}

/* Without these there is no account: it waits, says what for, and is never called live. */
TEST(stops_not_while_the_exchange_is_down_and_is_whole_when_it_is_back)
{
	static const enum fault_kind kinds[] = { FAULT_MAINTENANCE, FAULT_HTML, FAULT_CUT,
		FAULT_STALL };
	struct simulation s;

	for (size_t i = 0; i < 4; i++) {
		const struct faults plan = plan_of(kinds[i], "/api/v3/", 7, "");

		simulation_open(&s, &small, &plan);
		simulation_run_ms(&s, HOUR_MS);
		CHECK_TEXT(simulation_progress(&s).name, "collecting");
		CHECK(simulation_progress(&s).last_error[0] != '\0');
		CHECK_INT(vault_count(s.vault), 1);
		s.faults = (struct faults){ 0 };
		CHECK(simulation_reaches(&s, COLLECTION_LIVE, 6 * MINUTE_MS));
		CHECK_INT(simulation_progress(&s).fill_count, 300);
		CHECK_TEXT(simulation_progress(&s).last_error, "");
		simulation_close(&s);
		case_counted();
	}
}
