/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is no fault and has no rows: products that are lent to, wallets that are refused, coins that
 * change their name; and rows that move nothing, when they do not come.
 */
#include "test/simulation/simulation.h"

static const struct simulation_account earn = { "earn", "spot", true, 0, NULL },
				       small = { "small", "spot", false, 0, NULL },
				       margin = { "margin", "all", true, 0, NULL },
				       hedge = { "hedge", "all", true, 0, NULL };

enum { FOR_EVER = 0, HALF_HOUR_MS = 30 * 60000, HOUR_MS = 3600000 };

static struct faults
plan_of(enum fault_kind kind, const char *path, int64_t first, const char *text)
{
	struct faults plan = { .rule_count = 1 };

	plan.rules[0] = (struct fault_rule){ .kind = kind, .first = first, .count = FOR_EVER };
	(void)snprintf(plan.rules[0].path, sizeof(plan.rules[0].path), "%s", path);
	(void)snprintf(plan.rules[0].text, sizeof(plan.rules[0].text), "%s", text);
	return plan;
}

/* "USDT 12, BNB -7": what is not explained, in the order of assets' names. */
static const char *
residuals_of(const struct simulation *s)
{
	static char out[512];
	struct collection_balance b;
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; collection_balance_at(s->c, i, &b); i++) {
		char text[DECIMAL_TEXT_SIZE];

		if (decimal_sign(b.residual) == 0)
			continue;
		decimal_write(b.residual, text);
		used += (size_t)snprintf(
		    out + used, sizeof(out) - used, "%s%s %s", used > 0 ? ", " : "", b.asset, text);
	}
	return out;
}

static void
live_after(struct simulation *s, const struct simulation_account *account,
    const struct faults *plan, int64_t ms)
{
	simulation_open(s, account, plan);
	simulation_run_ms(s, ms);
	(void)simulation_reaches(s, COLLECTION_LIVE, SIMULATION_POLL_MAX_MS);
	CHECK_TEXT(simulation_progress(s).name, "live");
	CHECK_INT(vault_count(s->vault), 1);
}

TEST(apart_what_is_lent_at_will_is_counted_and_what_is_locked_is_missing)
{
	struct simulation s;

	live_after(&s, &earn, NULL, HALF_HOUR_MS);
	CHECK_TEXT(residuals_of(&s), "BNB -7");
	CHECK_INT(simulation_progress(&s).fill_count, 200);
	simulation_close(&s);
}

/* Balance and debt moved together: no figure needs the row, and no balance is off without it. */
TEST(apart_loans_that_never_come_change_nothing)
{
	static const char *const texts[] = { "/sapi/v1/margin/borrow-repay",
		"/sapi/v1/margin/capital-flow" };

	for (size_t i = 0; i < 2; i++) {
		const struct faults plan = plan_of(FAULT_EMPTY, texts[i], 1, "");

		CHECK(simulation_ends_alike(&margin, &plan, texts[i]));
	}
}

/* Interest made the debt grow: without its rows more is owed than the rows say. */
TEST(apart_interest_that_never_comes_is_a_residual_and_found_when_it_does)
{
	const struct faults plan = plan_of(FAULT_EMPTY, "/sapi/v1/margin/interestHistory", 1, "");
	char *got;
	struct simulation s;

	live_after(&s, &margin, &plan, HALF_HOUR_MS);
	CHECK(strncmp(residuals_of(&s), "USDT -", 6) == 0);
	CHECK(strchr(residuals_of(&s), ',') == NULL);
	simulation_close(&s);
	got = simulation_state_of(&margin, &plan);
	CHECK(simulation_is_equal("interest", simulation_expected(&margin), got));
	free(got);
}

/* From the third poll on ETH is called ETHC, one for one, or a thousandth of it. */
TEST(apart_a_coin_that_is_renamed_is_missing_under_one_name_and_left_over_under_the_other)
{
	const struct faults plan =
	    plan_of(FAULT_REPLACE, "/api/v3/account", 3, "\"asset\":\"ETH\"=\"asset\":\"ETHC\"");
	struct simulation s;

	live_after(&s, &small, &plan, 3 * HOUR_MS);
	CHECK_TEXT(residuals_of(&s), "ETH -7.16498799, ETHC 7.16498799");
	CHECK_INT(simulation_progress(&s).fill_count, 300);
	s.faults = (struct faults){ 0 };
	simulation_run_ms(&s, HOUR_MS);
	CHECK_TEXT(residuals_of(&s), "");
	simulation_close(&s);
}

/* An account in portfolio margin is elsewhere: what is refused is named, the rest lives. */
TEST(apart_wallets_that_are_refused_are_named_and_the_others_live)
{
	struct faults plan = plan_of(FAULT_ADDRESS, "/fapi/", 1, "");
	struct collection_unread unread;
	struct exchange_omission omission;
	size_t linear = 0, others = 0, known = 0;
	struct simulation s;

	live_after(&s, &hedge, &plan, HALF_HOUR_MS);
	for (size_t i = 0; collection_unread_at(s.c, i, &unread); i++) {
		linear += strncmp(unread.feed, "linear.", 7) == 0;
		others += strncmp(unread.feed, "linear.", 7) != 0;
		CHECK_INT(unread.code, -2015);
		CHECK(strstr(unread.words, "futures") != NULL);
	}
	CHECK(linear >= 5);
	CHECK_INT(others, 0);
	for (size_t i = 0; collection_omission_at(s.c, i, &omission); i++)
		known += strcmp(omission.name, "portfolioMargin") == 0;
	CHECK_INT(known, 1);
	CHECK(simulation_progress(&s).fill_count > 0); /* of COIN-M */
	simulation_close(&s);
}
