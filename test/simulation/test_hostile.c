/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What no exchange should say, at every path of the table: nothing of it counts, no session ends of
 * it, and when it is over the account is as if it had not been.
 */
#include "lib/exchange/binance.h"
#include "test/simulation/simulation.h"

/* Whose lists have rows: of the wallet, of both kinds of margin, of both kinds of futures. */
static const struct simulation_account wallet = { "wallet", "spot", true, 0, NULL },
				       margin = { "margin", "all", true, 0, NULL },
				       hedge = { "hedge", "all", true, 0, NULL };

static const struct simulation_account *
account_of(const struct exchange_feed *feed)
{
	static const struct simulation_account *const accounts[EXCHANGE_WALLET_COUNT] = {
		[EXCHANGE_WALLET_MARGIN] = &margin,
		[EXCHANGE_WALLET_ISOLATED] = &margin,
		[EXCHANGE_WALLET_LINEAR] = &hedge,
		[EXCHANGE_WALLET_INVERSE] = &hedge,
	};

	return accounts[feed->wallet] != NULL ? accounts[feed->wallet] : &wallet;
}

static const char *
path_of(size_t feed)
{
	return ((const struct binance_call *)exchange_binance.feeds[feed].call)->path;
}

/* Feeds may share a path: it is asked for by the first of them. */
static bool
is_first_of_path(size_t feed)
{
	for (size_t i = 0; i < feed; i++)
		if (strcmp(path_of(i), path_of(feed)) == 0)
			return false;
	return true;
}

struct hostile {
	enum fault_kind kind;
	int64_t value;
	const char *text;
};

/* None of these is an answer, even to a question that has no rows. */
static const struct hostile nonsense[] = {
	{ FAULT_HTML, 0, "" },
	{ FAULT_GZIP, 0, "" },
	{ FAULT_TRUNCATED, 0, "" },
	{ FAULT_STATUS, 302, "" },
	{ FAULT_REPLACE, 0, "[=[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[" },
	{ FAULT_REPLACE, 0, "{={\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":" },
	{ FAULT_REPLACE, 0, "]=],[]" },
	{ FAULT_REPLACE, 0, "}=},\xff" },
};

/* Rows that are none: one of these at each path. */
static const struct hostile odd[] = {
	{ FAULT_REPLACE, 0, "\":\"=\":\"99999999999999999999" },
	{ FAULT_REPLACE, 0, ":=:0,\"x\":" },
	{ FAULT_REPLACE, 0, ":=:null,\"y\":" },
	{ FAULT_REPLACE, 0, "\":\"=\":\"\\u0000" },
	{ FAULT_REPLACE, 0, "\":1=\":18446744073709551" },
};

/* Rows that can be read and cannot be true: 20 digits, less than nothing, past 2^53. */
static const struct hostile lies[] = {
	{ FAULT_REPLACE, 0, "\":\"0.=\":\"99999999999999999999." },
	{ FAULT_REPLACE, 0, "\":\"0=\":\"-99999999999999999999" },
	{ FAULT_REPLACE, 0, "\":1=\":9007199254740993" },
};

static void
plan_add(struct faults *plan, const struct hostile *h, const char *path, int64_t count)
{
	struct fault_rule *r = &plan->rules[plan->rule_count++];

	*r = (struct fault_rule){ .kind = h->kind,
		.first = (int64_t)plan->rule_count,
		.count = count,
		.value = h->value };
	(void)snprintf(r->path, sizeof(r->path), "%s", path);
	(void)snprintf(r->text, sizeof(r->text), "%s", h->text);
}

TEST(hostile_answers_to_every_feed_leave_nothing_behind)
{
	unsigned failed = 0;

	for (size_t i = 0; i < exchange_binance.feed_count; i++) {
		struct faults plan = { 0 };

		if (!is_first_of_path(i))
			continue;
		for (size_t k = 0; k < sizeof(nonsense) / sizeof(nonsense[0]); k++)
			plan_add(&plan, &nonsense[k], path_of(i), 1);
		failed += !simulation_ends_alike(
		    account_of(&exchange_binance.feeds[i]), &plan, path_of(i));
	}
	CHECK_INT(failed, 0);
}

/* From the first answer on: the session and its key are there, and what it waits for is said. */
static void
check_lives_on(size_t feed, const struct hostile *h)
{
	struct faults plan = { 0 };
	struct collection_progress p;
	struct simulation s;

	plan_add(&plan, h, path_of(feed), 0);
	simulation_open(&s, account_of(&exchange_binance.feeds[feed]), &plan);
	simulation_run_ms(&s, SIMULATION_SOON_MS);
	p = simulation_progress(&s);
	if (p.stage == COLLECTION_STOPPED || vault_count(s.vault) != 1)
		fail_msg("%s at %s: %s", h->text, path_of(feed), p.last_error);
	CHECK(p.has_backfilled || p.last_error[0] != '\0');
	simulation_close(&s);
	case_counted();
}

TEST(hostile_rows_of_any_feed_end_no_session)
{
	for (size_t i = 0; i < exchange_binance.feed_count; i++)
		if (is_first_of_path(i))
			check_lives_on(i, &odd[i % (sizeof(odd) / sizeof(odd[0]))]);
}

TEST(hostile_lies_of_any_feed_end_no_session)
{
	for (size_t i = 0; i < exchange_binance.feed_count; i++)
		for (size_t k = 0; k < sizeof(lies) / sizeof(lies[0]); k++)
			if (is_first_of_path(i))
				check_lives_on(i, &lies[k]);
}
