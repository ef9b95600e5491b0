/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/benchmark.h"

#include <math.h>

/* What the first pass finds. */
struct means {
	size_t count;
	double r, b, difference;
	bool is_r_constant, is_b_constant, is_difference_constant;
};

/* What the second pass finds: central sums. */
struct squares {
	double rr, bb, rb, dd;
};

static bool
is_common(const struct benchmark_ask *a, size_t i)
{
	return real_is_finite(a->b[i]);
}

static void
means_of(const struct benchmark_ask *a, struct means *out)
{
	struct pair_total r = { 0 }, b = { 0 }, d = { 0 };
	size_t first = 0;

	*out = (struct means){ 0, 0, 0, 0, true, true, true };
	for (size_t i = 0; i < a->count; i++) {
		if (!is_common(a, i))
			continue;
		if (out->count++ == 0)
			first = i;
		pair_total_add(&r, a->r[i]);
		pair_total_add(&b, a->b[i]);
		pair_total_add(&d, a->r[i] - a->b[i]);
		out->is_r_constant &= a->r[i] == a->r[first];
		out->is_b_constant &= a->b[i] == a->b[first];
		out->is_difference_constant &= a->r[i] - a->b[i] == a->r[first] - a->b[first];
	}
	if (out->count == 0)
		return;
	out->r = pair_total_real(&r) / (double)out->count;
	out->b = pair_total_real(&b) / (double)out->count;
	out->difference = pair_total_real(&d) / (double)out->count;
}

static void
squares_of(const struct benchmark_ask *a, const struct means *m, struct squares *out)
{
	struct pair_total rr = { 0 }, bb = { 0 }, rb = { 0 }, dd = { 0 };

	for (size_t i = 0; i < a->count; i++) {
		const double r = a->r[i] - m->r, b = a->b[i] - m->b;
		const double d = a->r[i] - a->b[i] - m->difference;

		if (!is_common(a, i))
			continue;
		pair_total_add(&rr, r * r);
		pair_total_add(&bb, b * b);
		pair_total_add(&rb, r * b);
		pair_total_add(&dd, d * d);
	}
	*out = (struct squares){ pair_total_real(&rr), pair_total_real(&bb), pair_total_real(&rb),
		pair_total_real(&dd) };
}

static void
all_not(struct benchmark *out, enum known_why why)
{
#define X(member) out->member = known_not(why);
	BENCHMARK_TABLE(X)
#undef X
}

void
benchmark_of(const struct benchmark_ask *ask, struct benchmark *out)
{
	struct means m;
	struct squares s;
	double spread;

	means_of(ask, &m);
	out->count = m.count;
	all_not(out,
	    m.count == 0      ? KNOWN_NO_OBSERVATIONS
		: m.count < 2 ? KNOWN_TOO_FEW
			      : KNOWN_NO_VARIATION);
	if (m.count < 2)
		return;
	squares_of(ask, &m, &s);
	spread = m.is_difference_constant ? 0 : sqrt(s.dd / (double)(m.count - 1));
	out->tracking_error_ann = known_value(spread * sqrt(ask->per_year));
	if (!m.is_difference_constant)
		out->information_ratio =
		    known_quotient(m.difference * sqrt(ask->per_year), spread, KNOWN_NO_VARIATION);
	if (m.is_b_constant)
		return;
	out->beta = known_quotient(s.rb, s.bb, KNOWN_NO_VARIATION);
	if (out->beta.why == KNOWN)
		out->alpha_ann = known_value(ask->per_year *
		    (m.r - ask->rf_period - out->beta.value * (m.b - ask->rf_period)));
	if (m.is_r_constant)
		return;
	out->corr = known_quotient(s.rb, sqrt(s.rr) * sqrt(s.bb), KNOWN_NO_VARIATION);
	out->r2 =
	    out->corr.why == KNOWN ? known_value(out->corr.value * out->corr.value) : out->corr;
}
