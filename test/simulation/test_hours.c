/* SPDX-License-Identifier: Apache-2.0 */
/* What an account that rests costs: requests of a day, counted where they arrive. */
#include "test/simulation/simulation.h"

enum { HOUR_MS = 3600000, DAY_HOURS = 24 };

/* What is counted: paths that begin so. */
enum counted { ACCOUNT, TRADES, KLINES, KEY, FUNDING, TRANSFERS, DEPOSITS, ALL_SAPI, COUNTED };
static const char *const paths[COUNTED] = { [ACCOUNT] = "/api/v3/account",
	[TRADES] = "/api/v3/myTrades",
	[KLINES] = "/api/v3/klines",
	[KEY] = "/sapi/v1/account/apiRestrictions",
	[FUNDING] = "/sapi/v1/asset/get-funding-asset",
	[TRANSFERS] = "/sapi/v1/asset/transfer",
	[DEPOSITS] = "/sapi/v1/capital/deposit/hisrec",
	[ALL_SAPI] = "/sapi/v1/" };

enum { BALANCES_WEIGHT = 20, TRADES_WEIGHT = 20, KLINES_WEIGHT = 2 }; /* of 6,000 a minute */
enum { HOURLY = 10, TRANSFER_TYPES = 30 }; /* questions for a spot account's cheap feeds; a day's */

/* Rules that count and never come to pass. */
static struct faults
counting(void)
{
	struct faults plan = { .rule_count = COUNTED };

	for (size_t i = 0; i < COUNTED; i++) {
		plan.rules[i] =
		    (struct fault_rule){ .kind = FAULT_LATENCY, .first = INT64_MAX, .count = 1 };
		(void)snprintf(plan.rules[i].path, sizeof(plan.rules[i].path), "%s", paths[i]);
	}
	return plan;
}

TEST(hours_of_rest_cost_an_account_its_balances_and_little_else)
{
	const struct simulation_account demo = { "demo", "spot", false, 0, NULL };
	const int64_t polls = (int64_t)DAY_HOURS * HOUR_MS / SIMULATION_POLL_MAX_MS;
	const struct fault_rule *seen;
	struct simulation s;
	int64_t symbols;

	simulation_open(&s, &demo, NULL);
	simulation_run_ms(&s, 4LL * HOUR_MS); /* the sweep is over */
	symbols = (int64_t)simulation_progress(&s).symbols_found;
	s.faults = counting();
	seen = s.faults.rules;
	simulation_run_ms(&s, (int64_t)DAY_HOURS * HOUR_MS);
	CHECK(symbols >= 5);
	CHECK_INT(seen[TRADES].seen, symbols); /* each once, not once an hour */
	CHECK(seen[ACCOUNT].seen >= polls - 1 && seen[ACCOUNT].seen <= polls + 1);
	CHECK_INT(seen[KEY].seen, seen[ACCOUNT].seen);
	CHECK_INT(seen[FUNDING].seen, seen[ACCOUNT].seen);
	CHECK_INT(seen[TRANSFERS].seen, TRANSFER_TYPES);
	CHECK_INT(seen[DEPOSITS].seen, DAY_HOURS);
	CHECK_INT(seen[ALL_SAPI].seen,
	    (int64_t)DAY_HOURS * HOURLY + TRANSFER_TYPES + seen[KEY].seen + seen[FUNDING].seen);
	CHECK((seen[TRADES].seen * TRADES_WEIGHT + seen[KLINES].seen * KLINES_WEIGHT) * 20 <
	    seen[ACCOUNT].seen * BALANCES_WEIGHT);
	simulation_close(&s);
}

TEST(hours_of_rest_make_answers_no_older_than_is_said)
{
	const struct simulation_account demo = { "demo", "spot", false, 0, NULL };
	struct collection_age age;
	struct simulation s;
	size_t count = 0;

	simulation_open(&s, &demo, NULL);
	simulation_run_ms(&s, 4LL * HOUR_MS);
	for (int hour = 0; hour < 2 * DAY_HOURS; hour++) {
		simulation_run_ms(&s, HOUR_MS);
		for (count = 0; collection_age_at(s.c, count, &age); count++) {
			const bool is_dear = strcmp(age.feed, "spot.fills") == 0 ||
			    strcmp(age.feed, "wallet.transfers") == 0;
			const int64_t ms = s.time.wall_ms - age.until_ms;

			CHECK(age.until_ms != 0);
			CHECK(ms <=
			    (is_dear ? DAY_HOURS : 1LL) * HOUR_MS + 2LL * SIMULATION_POLL_MAX_MS);
		}
	}
	CHECK(count >= 10);
	simulation_close(&s);
}
