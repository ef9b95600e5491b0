/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/mwr.h"

#include <math.h>

enum { SEARCH = 60, CUTS_MAX = 64, ORDER = 12 };

static const double year_ms = 365.0 * 86400000;
static const double narrow = 0x1p-40;
static const double hazy = 1; /* cut no further where h is 0 as far as can be told */

const char *
mwr_status_name(enum mwr_status s)
{
	static const char *const names[] = {
#define X(status, name) [status] = (name),
		MWR_TABLE(X)
#undef X
	};

	return s < MWR_STATUS_COUNT ? names[s] : "unknown";
}

/* A flow as the equation has it. */
struct term {
	double amount, tau;
};

struct terms {
	struct term *all;
	size_t count;
};

/*
 * h at G.  Moment k is the sum of a t^k e^-Gt, which but for its sign is derivative k of h; sizes
 * are the same of |a|, and so only fall with G.
 */
struct point {
	double g;
	double moments[ORDER];
	double size, size_slope, rest; /* moments 0, 1 and ORDER of |a| */
};

static double
value_at(const struct point *p)
{
	return p->moments[0];
}

static double
slope_at(const struct point *p)
{
	return -p->moments[1];
}

static struct point
point_at(const struct terms *t, double g)
{
	struct pair_total moments[ORDER] = { 0 }, size = { 0 }, size_slope = { 0 }, rest = { 0 };
	struct point out = { .g = g };

	for (size_t i = 0; i < t->count; i++) {
		const struct term *x = &t->all[i];
		double now = x->amount * real_exp(-g * x->tau);

		pair_total_add(&size, fabs(now));
		pair_total_add(&size_slope, fabs(now) * x->tau);
		for (size_t k = 0; k < ORDER; k++) {
			pair_total_add(&moments[k], now);
			now *= x->tau;
		}
		pair_total_add(&rest, fabs(now));
	}
	for (size_t k = 0; k < ORDER; k++)
		out.moments[k] = pair_total_real(&moments[k]);
	out.size = pair_total_real(&size);
	out.size_slope = pair_total_real(&size_slope);
	out.rest = pair_total_real(&rest);
	return out;
}

/* What rounding may have made of h: of each term, and of Gt before it became one. */
static double
noise_at(const struct point *p)
{
	return 0x1p-52 * (2 * p->size + fabs(p->g) * p->size_slope);
}

/* Is its sign sure?  Some way above the noise, lest h wander in and out of it near one root. */
static bool
is_sure(const struct point *p)
{
	return fabs(value_at(p)) > 8 * noise_at(p);
}

/* How far derivative `k` can get from what it is at p on so much to the right: Taylor's series. */
static double
reach_of(const struct point *p, size_t k, double width)
{
	double part = 1, reach = 0;

	for (size_t i = k + 1; i <= ORDER; i++) {
		part *= width / (double)(i - k);
		reach += part * (i < ORDER ? fabs(p->moments[i]) : p->rest);
	}
	return reach;
}

/*
 * Can derivative `k` (0 or 1) be 0 between a and b?  The parts of it with a > 0 and with a < 0 only
 * fall with G: what they are at both ends bounds them; and so does the series from a.
 */
static bool
may_vanish(const struct point *a, const struct point *b, size_t k)
{
	const double a_size = k == 0 ? a->size : a->size_slope;
	const double b_size = k == 0 ? b->size : b->size_slope;
	const double fall = a_size - b_size + 2 * noise_at(a);

	/* twice out(a) - in(b), and twice in(a) - out(b), above 0 */
	return a->moments[k] + b->moments[k] + fall >= 0 &&
	    -a->moments[k] - b->moments[k] + fall >= 0 &&
	    fabs(a->moments[k]) <= reach_of(a, k, b->g - a->g) + noise_at(a);
}

/* Newton's steps, and a cut in two whenever one leaves the bracket or hardly helps. */
static double
root_between(const struct terms *t, struct point a, struct point b)
{
	struct point at = a;

	for (int i = 0; i < 200 && value_at(&at) != 0; i++) {
		const double slope = slope_at(&at);
		const double fine = 1e-15 * (1 + fabs(at.g));
		double g = slope == 0 ? a.g : at.g - value_at(&at) / slope;

		if (b.g - a.g <= fine || (slope != 0 && fabs(g - at.g) <= fine))
			break;
		if (!(g > a.g && g < b.g) || i % 8 == 7)
			g = a.g + (b.g - a.g) / 2;
		at = point_at(t, g);
		if ((value_at(&at) < 0) == (value_at(&a) < 0))
			a = at;
		else
			b = at;
	}
	return at.g;
}

static void
root_add(struct mwr *m, double g)
{
	if (m->root_count < MWR_ROOTS_MAX)
		m->roots[m->root_count] = g;
	if (m->root_count == 0 || fabs(g) < fabs(m->growth_log))
		m->growth_log = g;
	m->root_count++;
}

/* Where h turns between two points. */
static double
turn_between(const struct terms *t, const struct point *from, const struct point *to)
{
	const bool falls = slope_at(from) < 0;
	double a = from->g, b = to->g;

	for (int i = 0; i < 60; i++) {
		const struct point middle = point_at(t, a + (b - a) / 2);

		if ((slope_at(&middle) < 0) == falls)
			a = middle.g;
		else
			b = middle.g;
	}
	return a + (b - a) / 2;
}

/* A walk from left to right over points between which h has one root at most. */
struct walk {
	const struct terms *terms;
	struct point sure; /* the last whose sign is sure */
	bool has_sure, is_at_zero;
	struct mwr *out;
};

/*
 * Between two points of opposite signs is a root.  Between two of one sign is one when h comes so
 * near to 0 there that it cannot be told from touching it.
 */
static void
walk_to(struct walk *w, const struct point *p)
{
	const double h = value_at(p);

	w->is_at_zero |= fabs(h) <= noise_at(p);
	if (!is_sure(p))
		return;
	if (w->has_sure && (h < 0) != (value_at(&w->sure) < 0))
		root_add(w->out, root_between(w->terms, w->sure, *p));
	else if (w->has_sure && w->is_at_zero)
		root_add(w->out, turn_between(w->terms, &w->sure, p));
	w->sure = *p;
	w->has_sure = true;
	w->is_at_zero = false;
}

/* All roots from left to right: `ends` are right ends still to be looked at, the nearest last. */
static void
roots_find(const struct terms *t, struct mwr *m)
{
	struct walk walk = { .terms = t, .out = m };
	struct point ends[CUTS_MAX], left = point_at(t, -SEARCH);
	size_t count = 1;

	ends[0] = point_at(t, SEARCH);
	walk_to(&walk, &left);
	while (count > 0) {
		const struct point right = ends[count - 1];
		const double width = right.g - left.g;
		const bool is_hazy = width <= hazy && !is_sure(&left) && !is_sure(&right);
		const bool is_settled = !may_vanish(&left, &right, 0) ||
		    !may_vanish(&left, &right, 1) || is_hazy || width < narrow || count == CUTS_MAX;

		if (!is_settled) {
			ends[count++] = point_at(t, left.g + width / 2);
			continue;
		}
		walk_to(&walk, &right);
		left = right;
		count--;
	}
}

/* Flows into terms; their span, and whether money went both ways. */
static bool
terms_of(const struct mwr_flow *flows, size_t count, struct terms *t, int64_t *span_ms)
{
	int64_t first = INT64_MAX, last = INT64_MIN;
	bool has_in = false, has_out = false;

	for (size_t i = 0; i < count; i++) {
		const int sign = decimal_sign(flows[i].amount);

		if (sign == 0)
			continue;
		first = flows[i].ts_ms < first ? flows[i].ts_ms : first;
		last = flows[i].ts_ms > last ? flows[i].ts_ms : last;
		has_in |= sign < 0;
		has_out |= sign > 0;
	}
	*span_ms = first < last ? last - first : 0;
	for (size_t i = 0; i < count; i++)
		if (decimal_sign(flows[i].amount) != 0 && *span_ms > 0)
			t->all[t->count++] = (struct term){
				.amount = pair_real_of_decimal(flows[i].amount),
				.tau = (double)(flows[i].ts_ms - first) / (double)*span_ms,
			};
	return has_in && has_out;
}

/* What follows from G. */
static void
returns_close(struct mwr *m)
{
	m->period_return = known_value(real_expm1(m->growth_log));
	m->annual_log = m->growth_log * year_ms / (double)m->span_ms;
	m->annual_return = known_value(real_expm1(m->annual_log));
	if (m->annual_return.why == KNOWN && m->annual_return.value > 1e100)
		m->annual_return = known_not(KNOWN_OUT_OF_RANGE);
}

enum err
mwr_of(const struct mwr_flow *flows, size_t count, struct mwr *out)
{
	struct terms t = { .all = calloc(count + 1, sizeof(*t.all)) };
	bool is_both_ways;

	ENSURE(t.all != NULL, ERR_NOMEM);
	*out = (struct mwr){ .period_return = known_not(KNOWN_NO_ROOT),
		.annual_return = known_not(KNOWN_NO_ROOT) };
	is_both_ways = terms_of(flows, count, &t, &out->span_ms);
	if (!is_both_ways) {
		out->status = MWR_NO_SIGN_CHANGE;
	} else if (out->span_ms == 0) {
		out->status = MWR_NO_TIME_SPAN;
	} else {
		roots_find(&t, out);
		out->status = out->root_count == 0 ? MWR_NO_ROOT
		    : out->root_count == 1         ? MWR_OK
						   : MWR_MULTIPLE;
	}
	if (out->root_count > 0)
		returns_close(out);
	free(t.all);
	return OK;
}
