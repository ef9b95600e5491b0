/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random mixtures of what passes by itself: about one request in eight goes wrong for more than an
 * hour, and when all is calm again the account is what it would have been, byte for byte.
 *
 * PERF_AGGREGATOR_FAULT_SEED=7, or 7-99, runs those seeds instead of a test's own.
 */
#include "test/simulation/simulation.h"

struct seeds {
	unsigned from, to;
};

static struct seeds
seeds_of(struct seeds usual)
{
	const char *wanted = getenv("PERF_AGGREGATOR_FAULT_SEED");
	struct seeds s = usual;
	char *end;

	if (wanted == NULL)
		return usual;
	s.from = s.to = (unsigned)strtoul(wanted, &end, 10);
	if (*end == '-')
		s.to = (unsigned)strtoul(end + 1, &end, 10);
	assert_true(*end == '\0' && s.from > 0 && s.from <= s.to);
	return s;
}

static void
check_mixtures(const struct simulation_account *account, struct seeds usual)
{
	const struct seeds seeds = seeds_of(usual);
	unsigned failed = 0;

	for (unsigned seed = seeds.from; seed <= seeds.to; seed++) {
		struct faults plan = { 0 };
		char what[128], *state;

		faults_seed(&plan, seed);
		(void)snprintf(what, sizeof(what),
		    "account %s; alone: PERF_AGGREGATOR_FAULT_SEED=%u ./dev test faults T=of_%s",
		    account->name, seed, account->name);
		state = simulation_state_of(account, &plan);
		failed += !simulation_is_equal(what, simulation_expected(account), state);
		free(state);
		case_counted();
	}
	CHECK_INT(failed, 0);
}

/* Of the world's names; the times are those of the data, or after it. */
static const struct simulation_account small = { "small", "spot", false, 0, NULL },
				       demo = { "demo", "spot", false, 0, NULL },
				       wallet = { "wallet", "spot", true, 0, NULL },
				       ghost = { "ghost", "spot", true, 0, NULL },
				       extreme = { "extreme", "all", true, 0, NULL },
				       margin = { "margin", "all", true, 0, NULL },
				       hedge = { "hedge", "all", true, 0, NULL };

TEST(mixtures_of_small_end_as_if_nothing_had_gone_wrong)
{
	check_mixtures(&small, (struct seeds){ 1, 100 });
}

TEST(mixtures_of_demo_lose_no_row_of_many_pages)
{
	check_mixtures(&demo, (struct seeds){ 1, 6 });
}

TEST(mixtures_of_small_end_as_if_nothing_had_gone_wrong_the_other_hundred)
{
	check_mixtures(&small, (struct seeds){ 101, 200 });
}

TEST(mixtures_of_wallet_lose_no_flow)
{
	check_mixtures(&wallet, (struct seeds){ 1, 10 });
}

TEST(mixtures_of_ghost_miss_what_cannot_be_had_and_nothing_else)
{
	check_mixtures(&ghost, (struct seeds){ 1, 20 });
}

TEST(mixtures_of_extreme_keep_every_digit)
{
	check_mixtures(&extreme, (struct seeds){ 1, 10 });
}

TEST(mixtures_of_margin_lose_no_interest)
{
	check_mixtures(&margin, (struct seeds){ 1, 6 });
}

TEST(mixtures_of_hedge_lose_no_funding)
{
	check_mixtures(&hedge, (struct seeds){ 1, 3 });
}
