/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers that other projects' own tests assert: empyrical's, where its definition is ours (the
 * vectors' README says which), and Portfolio Performance's chain of returns.
 */
#include <math.h>

#include "lib/base/secret.h"
#include "lib/json/json.h"
#include "lib/ratio/ratios.h"
#include "test/check.h"
#include "test/host/cli/vectors.h"

enum { POINTS_MAX = 2000 };

/* A series of the file; NaN where it has none. */
struct points {
	double all[POINTS_MAX];
	size_t count;
};

static void
points_read(struct span file, struct span ref, struct points *out)
{
	char name[32];
	struct span values, value;

	out->count = 0;
	CHECK_OK(span_to_text((struct span){ ref.p + 1, ref.size - 2 }, name, sizeof(name)));
	values = vectors_member(vectors_member(vectors_member(file, "series"), name), "v");
	for (size_t i = 0; (value = vectors_element(values, i)).p != NULL; i++) {
		char text[40];

		CHECK(out->count < POINTS_MAX);
		CHECK_OK(span_to_text(value, text, sizeof(text)));
		out->all[out->count++] = value.p[0] == 'n' ? (double)NAN : strtod(text, NULL);
	}
}

/* Theirs: no number is left out of moments and is 0 in products. */
static void
points_mend(struct points *p, bool is_zero)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->count; i++)
		if (!isnan(p->all[i]) || is_zero)
			p->all[kept++] = isnan(p->all[i]) ? 0 : p->all[i];
	p->count = kept;
}

struct function {
	const char *name;
	size_t offset; /* in struct ratios */
	bool is_of_path;
};
static const struct function functions[] = {
	{ "sharpe_ratio", offsetof(struct ratios, sharpe), false },
	{ "sortino_ratio", offsetof(struct ratios, sortino), false },
	{ "downside_risk", offsetof(struct ratios, downside_dev_ann), false },
	{ "annual_volatility", offsetof(struct ratios, vol_ann), false },
	{ "omega_ratio", offsetof(struct ratios, omega0), false },
	{ "annual_return", offsetof(struct ratios, cagr), true },
	{ "cagr", offsetof(struct ratios, cagr), true },
	{ "calmar_ratio", offsetof(struct ratios, calmar), true },
	{ "max_drawdown", offsetof(struct ratios, max_drawdown), true },
	{ "cum_returns_final", offsetof(struct ratios, total_return), true },
};

static double
per_year(struct span kwargs)
{
	const struct span period = vectors_member(kwargs, "period");

	if (span_is(period, "\"weekly\""))
		return 52;
	return span_is(period, "\"monthly\"") ? 12 : 252;
}

static bool
is_zero(struct span kwargs, const char *name)
{
	const struct span value = vectors_member(kwargs, name);

	return value.p == NULL || span_is(value, "0.0") || span_is(value, "0");
}

/* One vector; false when it asks for what we do not have. */
static bool
check_vector(struct span file, struct span vector)
{
	const struct span fn = vectors_member(vector, "fn"), args = vectors_member(vector, "args");
	const struct span kwargs = vectors_member(vector, "kwargs");
	const struct span expected = vectors_member(vector, "lib_result");
	const struct span series = vectors_element(args, 0);
	const struct function *f = functions;
	static struct points p;
	struct ratios r;
	struct known got;
	char text[40];

	while (f < functions + sizeof(functions) / sizeof(functions[0]) &&
	    (fn.size != strlen(f->name) + 2 || memcmp(fn.p + 1, f->name, strlen(f->name)) != 0))
		f++;
	if (f == functions + sizeof(functions) / sizeof(functions[0]) || expected.p[0] == '{' ||
	    expected.p[0] == '"' || series.p[0] != '{' || vectors_element(args, 1).p != NULL ||
	    !is_zero(kwargs, "risk_free") || !is_zero(kwargs, "required_return") ||
	    !is_zero(kwargs, "starting_value"))
		return false;
	points_read(file, vectors_member(series, "ref"), &p);
	points_mend(&p, f->is_of_path);
	CHECK_OK(ratios_of(
	    &(struct ratios_series){ .r = p.all, .count = p.count, .per_year = per_year(kwargs) },
	    &r));
	memcpy(&got, (const uint8_t *)&r + f->offset, sizeof(got));
	CHECK_OK(span_to_text(expected, text, sizeof(text)));
	if (expected.p[0] == 'n')
		CHECK(got.why != KNOWN);
	else
		CHECK(got.why == KNOWN &&
		    fabs(got.value - strtod(text, NULL)) <= 1e-12 * (1 + fabs(got.value)));
	case_counted();
	return true;
}

TEST(ratios_agree_with_empyrical_where_its_definitions_are_ours)
{
	const char *path = fixture_path("metrics/peers/empyrical_own_tests.json");
	struct span file, vector;
	size_t size, count = 0;
	char *all;

	if (path == NULL)
		fixture_skip();
	all = fixture_read(path, &size);
	file = (struct span){ (const uint8_t *)all, size };
	for (size_t i = 0; (vector = vectors_element(vectors_member(file, "vectors"), i)).p != NULL;
	     i++)
		count += check_vector(file, vector);
	CHECK(count >= 30);
	free(all);
}

TEST(ratios_chain_returns_as_portfolio_performance_does)
{
	const char *path = fixture_path("metrics/peers/portfolio_performance.json");
	struct span file, value;
	struct points p = { .count = 0 };
	struct ratios r;
	size_t size;
	char *all;

	if (path == NULL)
		fixture_skip();
	all = fixture_read(path, &size);
	file = (struct span){ (const uint8_t *)all, size };
	for (size_t i = 0;
	     (value = vectors_element(vectors_member(file, "ttwror_delta_excel"), i)).p != NULL;
	     i++) {
		const char *text = (const char *)value.p + 1;
		const struct span sum =
		    vectors_element(vectors_member(file, "ttwror_accumulated_excel"), i);

		p.all[p.count++] = strtod(text, NULL);
		CHECK_OK(ratios_of(
		    &(struct ratios_series){ .r = p.all, .count = p.count, .per_year = 365 }, &r));
		CHECK(fabs(r.total_return.value - strtod((const char *)sum.p + 1, NULL)) <
		    1e-6); /* theirs are rounded */
		case_counted();
	}
	CHECK_INT(p.count, 8);
	free(all);
}
