/* SPDX-License-Identifier: Apache-2.0 */
/* Each fault alone, at each place of a collection: soon the account is as if it had not been. */
#include "test/simulation/simulation.h"

static const struct simulation_account small = { "small", "spot", false, 0, NULL },
				       demo = { "demo", "spot", false, 0, NULL };

/* Where: the how-manieth request of a path is in the middle of what. */
static const struct place {
	const char *path;
	int64_t first;
} places[] = {
	{ "/api/v3/time", 1 }, { "/api/v3/time", 4 }, { "/api/v3/exchangeInfo", 1 },
	{ "/api/v3/account", 1 }, { "/api/v3/account", 2 }, /* in the second turn */
	{ "/sapi/v1/account/apiRestrictions", 1 }, { "/sapi/v1/asset/get-funding-asset", 1 },
	{ "/sapi/v1/capital/deposit/hisrec", 38 }, /* with rows */
	{ "/sapi/v1/asset/transfer", 1 }, { "/api/v3/myTrades", 1 }, { "/api/v3/myTrades", 2 },
	{ "/api/v3/klines", 1 }, { "/api/v3/klines", 4 }, { "/api/v3/klines", 7 },
	{ "/api/v3/klines", 9 }, /* of closing prices */
};

/* What goes by, with its words for people. */
static const struct passing {
	const char *name;
	enum fault_kind kind;
	int64_t value, step;
	const char *text;
} passing[] = {
	{ "latency", FAULT_LATENCY, 3000, 500, "" },
	{ "latency past our patience", FAULT_LATENCY, 20000, 0, "" },
	{ "stall", FAULT_STALL, 0, 0, "" },
	{ "cut", FAULT_CUT, 0, 0, "" },
	{ "short", FAULT_SHORT, 0, 0, "" },
	{ "chunked", FAULT_CHUNKED, 0, 0, "" },
	{ "gzip", FAULT_GZIP, 0, 0, "" },
	{ "403", FAULT_STATUS, 403, 0, "" },
	{ "429", FAULT_STATUS, 429, 0, "" },
	{ "500", FAULT_STATUS, 500, 0, "" },
	{ "502", FAULT_STATUS, 502, 0, "" },
	{ "503", FAULT_STATUS, 503, 0, "" },
	{ "504", FAULT_STATUS, 504, 0, "" },
	{ "html", FAULT_HTML, 0, 0, "" },
	{ "maintenance", FAULT_MAINTENANCE, 0, 0, "" },
	{ "ban", FAULT_BAN, 120, 0, "" },
	{ "truncated", FAULT_TRUNCATED, 0, 0, "" },
	{ "duplicate", FAULT_DUPLICATE, 3, 0, "" },
	{ "overlap", FAULT_OVERLAP, 3, 0, "" },
	{ "late", FAULT_LATE, 4, 0, "" },
	{ "reorder", FAULT_REORDER, 0, 0, "" },
	{ "empty", FAULT_EMPTY, 0, 0, "" },
	{ "field", FAULT_FIELD, 0, 0, "" },
	{ "skew ahead", FAULT_SKEW, 2000, 0, "" },
	{ "skew behind", FAULT_SKEW, -2000, 0, "" },
	{ "skew of an hour that drifts", FAULT_SKEW, 3600000, 100, "" },
	{ "a member twice", FAULT_REPLACE, 0, 0, ":=:0,\"x\":" },
	{ "text for numbers", FAULT_REPLACE, 0, 0, ":1=:\"x\"" },
	{ "20 digits more", FAULT_REPLACE, 0, 0, "\":\"=\":\"99999999999999999999" },
	{ "no number", FAULT_REPLACE, 0, 0, ":\"0.=:\"NaN" },
	{ "far too deep", FAULT_REPLACE, 0, 0, ":1=:[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1" },
	{ "the end of text", FAULT_REPLACE, 0, 0, "\":=\"\x01\xff:" },
};

static struct faults
plan_of(const struct place *place, const struct passing *p, int64_t count)
{
	struct faults plan = { .rule_count = 1 };
	struct fault_rule *r = &plan.rules[0];

	*r = (struct fault_rule){ .kind = p->kind,
		.first = place->first,
		.count = count,
		.value = p->value,
		.step = p->step };
	(void)snprintf(r->path, sizeof(r->path), "%s", place->path);
	(void)snprintf(r->text, sizeof(r->text), "%s", p->text);
	return plan;
}

enum { PASSING_COUNT = sizeof(passing) / sizeof(passing[0]) };

/* Every second kind, the first or the other half of them; `count` times at every `each` place. */
static void
check_kinds(size_t half, size_t each, int64_t count)
{
	unsigned failed = 0;

	for (size_t i = half; i < PASSING_COUNT; i += 2)
		for (size_t k = i / 2 % each; k < sizeof(places) / sizeof(places[0]); k += each) {
			const struct faults plan = plan_of(&places[k], &passing[i], count);
			char what[160];

			(void)snprintf(what, sizeof(what), "%s, %lld of %s from the %lldth",
			    passing[i].name, (long long)count, places[k].path,
			    (long long)places[k].first);
			failed += !simulation_ends_alike(&small, &plan, what);
		}
	CHECK_INT(failed, 0);
}

TEST(faults_of_a_quiet_day_are_none_and_it_is_the_same_twice)
{
	char *again = simulation_state_of(&small, NULL);

	CHECK(simulation_is_equal("twice", simulation_expected(&small), again));
	CHECK(strstr(again, "fills 300") != NULL && strstr(again, "residual 0") != NULL &&
	    strstr(again, "equity 10 ") != NULL);
	free(again);
	again = simulation_soon(&small, NULL, SIMULATION_SOON_MS);
	CHECK(simulation_is_equal("soon", simulation_expected(&small), again));
	free(again);
}

TEST(faults_that_come_once_leave_nothing_behind)
{
	check_kinds(0, 1, 1);
}

TEST(faults_that_come_once_leave_nothing_behind_the_other_half)
{
	check_kinds(1, 1, 1);
}

/* More than one question's patience of six tries: the turn itself rests and comes back. */
TEST(faults_that_come_often_leave_nothing_behind)
{
	check_kinds(0, 3, 15);
}

TEST(faults_that_come_often_leave_nothing_behind_the_other_half)
{
	check_kinds(1, 3, 15);
}

/* Pages of one walk: the first, one in the middle, the last. */
TEST(faults_on_any_page_of_many_leave_nothing_behind)
{
	static const int64_t firsts[] = { 1, 12, 31 };
	unsigned failed = 0;

	for (size_t i = 0; i < PASSING_COUNT; i++) {
		const struct place place = { "/api/v3/myTrades", firsts[i % 3] };
		const struct faults plan = plan_of(&place, &passing[i], 1);
		char what[160];

		(void)snprintf(
		    what, sizeof(what), "%s on page %lld", passing[i].name, (long long)place.first);
		failed += !simulation_ends_alike(&demo, &plan, what);
	}
	CHECK_INT(failed, 0);
}
