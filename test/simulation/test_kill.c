/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The enclave is killed at any moment and begins from nothing: nothing of the one before is left
 * at the exchange that the next one would trip over, and in the end the account is what it is.
 */
#include "test/simulation/simulation.h"

enum { FOR_EVER = 0, HOUR_MS = 3600000, MOMENTS_MAX = 6 };

static const struct simulation_account small = { "small", "spot", false, 0, NULL },
				       wallet = { "wallet", "spot", true, 0, NULL },
				       hedge = { "hedge", "all", true, 0, NULL };

/* The last rule does nothing but count every request. */
static int64_t *
counting(struct simulation *s)
{
	struct fault_rule *rule = &s->faults.rules[s->faults.rule_count++];

	*rule = (struct fault_rule){ .kind = FAULT_LATENCY, .first = 1, .count = FOR_EVER };
	return &rule->seen;
}

/* Killed each time after so many requests more, up to a 0; is the end what it is without? */
static void
check_killed(const struct simulation_account *account, const struct faults *plan,
    const int64_t moments[MOMENTS_MAX])
{
	struct collection_progress p;
	struct simulation s;
	int64_t *seen;
	char *got;

	simulation_open(&s, account, plan);
	seen = counting(&s);
	for (size_t i = 0; i < MOMENTS_MAX && moments[i] != 0; i++) {
		CHECK(simulation_is_asked(&s, seen, *seen + moments[i], 6 * HOUR_MS));
		simulation_kill(&s);
		p = simulation_progress(&s);
		CHECK_INT(p.fill_count, 0);
		CHECK(!p.has_backfilled);
		CHECK_INT(vault_count(s.vault), 1);
	}
	got = simulation_end(&s);
	CHECK(simulation_is_equal(account->name, simulation_expected(account), got));
	free(got);
	case_counted();
}

TEST(kill_at_any_request_of_the_first_turn_changes_nothing)
{
	for (int64_t moment = 1; moment <= 120; moment += moment < 20 ? 1 : 7)
		check_killed(&small, NULL, (const int64_t[MOMENTS_MAX]){ moment });
}

TEST(kill_in_later_turns_changes_nothing)
{
	static const int64_t moments[] = { 135, 150, 180 };

	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++)
		check_killed(&small, NULL, (const int64_t[MOMENTS_MAX]){ moments[i] });
}

TEST(kill_again_and_again_changes_nothing)
{
	check_killed(&small, NULL, (const int64_t[MOMENTS_MAX]){ 1, 1, 1, 1, 1, 1 });
	check_killed(&small, NULL, (const int64_t[MOMENTS_MAX]){ 30, 60, 5, 90, 2, 44 });
}

TEST(kill_of_larger_accounts_changes_nothing)
{
	check_killed(&wallet, NULL, (const int64_t[MOMENTS_MAX]){ 77, 301 });
	check_killed(&hedge, NULL, (const int64_t[MOMENTS_MAX]){ 55, 212 });
}

/* Others' bans and limits outlive the process that met them. */
TEST(kill_while_much_goes_wrong_changes_nothing)
{
	for (unsigned seed = 1; seed <= 12; seed++) {
		struct faults plan = { 0 };

		faults_seed(&plan, seed);
		check_killed(&small, &plan, (const int64_t[MOMENTS_MAX]){ 3 * seed, 41, 9 });
	}
}
