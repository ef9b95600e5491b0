/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/faults.h"

#include "test/check.h"

static struct faults
plan(const char *json)
{
	struct faults f = { 0 };

	CHECK_OK(faults_parse(span_text(json), &f, NULL));
	return f;
}

TEST(faults_hit_the_requests_they_mean_and_no_other)
{
	struct faults f =
	    plan("[{\"kind\":\"status\",\"path\":\"/api/v3/myTrades\",\"account\":\"demo\","
		 "\"first\":2,\"count\":2,\"value\":503},"
		 "{\"kind\":\"revoke\",\"first\":4,\"count\":0}]");
	struct fault_hits h;

	h = faults_take(&f, S("/api/v3/myTrades"), "demo");
	CHECK_INT(h.count, 0);
	h = faults_take(&f, S("/api/v3/myTrades"), "other");
	CHECK_INT(h.count, 0);
	h = faults_take(&f, S("/api/v3/myTrades"), "demo");
	CHECK_INT(h.count, 1);
	CHECK_INT(faults_hit(&h, FAULT_STATUS)->value, 503);
	CHECK(faults_hit(&h, FAULT_REVOKE) == NULL);
	h = faults_take(&f, S("/api/v3/myTrades"), "demo");
	CHECK(h.count == 2 && faults_hit(&h, FAULT_REVOKE) != NULL);
	h = faults_take(&f, S("/api/v3/myTrades"), "demo");
	CHECK(h.count == 1 && faults_hit(&h, FAULT_STATUS) == NULL);
	h = faults_take(&f, S("/sandbox/clock"), "");
	CHECK_INT(h.count, 0);
	h = faults_take(NULL, S("/api/v3/myTrades"), "demo");
	CHECK_INT(h.count, 0);
}

TEST(faults_plans_that_are_wrong_are_refused_with_the_member)
{
	static const char *const wrong[][2] = { { "", "one JSON array" },
		{ "{}", "one JSON array" }, { "[] x", "one JSON array" }, { "[{}]", "kind" },
		{ "[{\"kind\":\"nosuch\"}]", "nosuch" },
		{ "[{\"kind\":\"cut\",\"first\":0}]", "first" },
		{ "[{\"kind\":\"cut\",\"count\":-1}]", "count" },
		{ "[{\"kind\":\"cut\",\"since\":1}]", "since" },
		{ "[{\"kind\":\"status\",\"value\":200}]", "value" },
		{ "[{\"kind\":\"latency\",\"value\":-1}]", "value" },
		{ "[{\"kind\":\"ban\",\"value\":1000000000001}]", "10^12" },
		{ "[{\"kind\":\"skew\",\"step\":-1000000000001}]", "10^12" },
		{ "[{\"kind\":\"replace\",\"text\":\"A\"}]", "text" },
		{ "[{\"kind\":\"cut\",\"value\":\"1\"}]", "value" } };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct faults f = { 0 };
		struct why why = { "" };

		CHECK(faults_parse(span_text(wrong[i][0]), &f, &why) != OK);
		CHECK(strstr(why.text, wrong[i][1]) != NULL);
	}
}

TEST(faults_of_a_plan_are_at_most_64)
{
	struct buf json = buf_new(1 << 16);
	struct faults f = { 0 };

	for (int i = 0; i < FAULTS_RULES_MAX; i++)
		CHECK_OK(buf_append(
		    &json, span_text(i == 0 ? "[{\"kind\":\"cut\"}" : ",{\"kind\":\"cut\"}")));
	CHECK_OK(buf_u8(&json, ']'));
	CHECK_OK(faults_parse(buf_span(&json), &f, NULL));
	CHECK_INT(f.rule_count, FAULTS_RULES_MAX);
	json.size--;
	CHECK_OK(buf_append(&json, S(",{\"kind\":\"cut\"}]")));
	f = (struct faults){ 0 };
	CHECK_ERR(faults_parse(buf_span(&json), &f, NULL), ERR_LIMIT);
	buf_wipe(&json);
}

TEST(faults_from_a_seed_are_the_same_each_time_and_about_one_in_eight)
{
	struct faults f[2] = { 0 };
	int hits = 0;

	faults_seed(&f[0], 7);
	faults_seed(&f[1], 7);
	for (int i = 0; i < 1000; i++) {
		const struct fault_hits a = faults_take(&f[0], S("/api"), ""),
					b = faults_take(&f[1], S("/api"), "");

		CHECK_INT(a.count, b.count);
		CHECK(a.count == 0 || a.all[0].kind == b.all[0].kind);
		hits += (int)a.count;
	}
	CHECK(hits > 80 && hits < 180);
}
