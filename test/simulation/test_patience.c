/* SPDX-License-Identifier: Apache-2.0 */
/* Back as soon as the exchange allows, and no sooner. */
#include "test/simulation/simulation.h"

static const struct simulation_account small = { "small", "spot", false, 0, NULL };

enum { MINUTE_MS = 60000 };

/* One rule, and a second that counts every request to this path. */
static void
open_with(struct simulation *s, const struct fault_rule *rule, const char *counted)
{
	struct faults plan = { .rule_count = 2 };

	plan.rules[0] = *rule;
	plan.rules[1] = (struct fault_rule){ .kind = FAULT_LATENCY, .first = 1 };
	(void)snprintf(plan.rules[1].path, sizeof(plan.rules[1].path), "%s", counted);
	simulation_open(s, &small, &plan);
}

/* Go on until the first rule has hit. */
static void
run_until_hit(struct simulation *s)
{
	while (s->faults.rules[0].seen < s->faults.rules[0].first)
		simulation_run_ms(s, 1);
	simulation_run_ms(s, 1); /* and the answer is there */
}

TEST(patience_lasts_as_long_as_a_ban_and_no_longer)
{
	static const int64_t seconds[] = { 120, 1800 };
	struct simulation s;

	for (size_t i = 0; i < 2; i++) {
		const struct fault_rule ban = {
			.kind = FAULT_BAN, .first = 40, .count = 1, .value = seconds[i]
		};
		int64_t asked;

		open_with(&s, &ban, "/");
		run_until_hit(&s);
		asked = s.faults.rules[1].seen;
		simulation_run_ms(&s, seconds[i] * 1000 - 10);
		CHECK_INT(s.faults.rules[1].seen, asked);
		simulation_run_ms(&s, 2000);
		CHECK(s.faults.rules[1].seen > asked);
		CHECK(simulation_reaches(&s, COLLECTION_LIVE, MINUTE_MS));
		CHECK_INT(simulation_progress(&s).fill_count, 300);
		simulation_close(&s);
		case_counted();
	}
}

/* 429 without a word about how long, as the exchange does it: the rest of its minute. */
TEST(patience_after_a_429_without_a_time_is_the_rest_of_the_minute)
{
	const struct fault_rule much = { .kind = FAULT_STATUS,
		.path = "/api/v3/myTrades",
		.first = 2,
		.count = 1,
		.value = 429 };
	struct simulation s;
	int64_t asked, left_ms;

	open_with(&s, &much, "/api/v3/");
	run_until_hit(&s);
	asked = s.faults.rules[1].seen;
	left_ms = MINUTE_MS - s.time.wall_ms % MINUTE_MS;
	simulation_run_ms(&s, left_ms - 10);
	CHECK_INT(s.faults.rules[1].seen, asked);
	simulation_run_ms(&s, 3000);
	CHECK(s.faults.rules[1].seen > asked);
	CHECK(simulation_reaches(&s, COLLECTION_LIVE, MINUTE_MS));
	CHECK_INT(simulation_progress(&s).fill_count, 300);
	simulation_close(&s);
}
