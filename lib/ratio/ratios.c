/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/ratios.h"

#include <math.h>

#include "lib/ratio/tail.h"

/* What the first pass finds. */
struct first {
	double mean, least, most;
	double gains, losses, shortfalls; /* losses and their squares: >= 0 */
};

/* Sums of the powers of r - mean. */
struct moments {
	double m2, m3, m4;
};

static void
first_pass(const struct ratios_series *s, struct ratios *out, struct first *f)
{
	struct pair_total all = { 0 }, gains = { 0 }, losses = { 0 }, shortfalls = { 0 };
	size_t wins = 0, falls = 0;

	*f = (struct first){ .least = s->r[0], .most = s->r[0] };
	for (size_t i = 0; i < s->count; i++) {
		const double r = s->r[i];

		pair_total_add(&all, r);
		pair_total_add(&gains, r > 0 ? r : 0);
		pair_total_add(&losses, r < 0 ? -r : 0);
		pair_total_add(&shortfalls, r < 0 ? r * r : 0);
		f->least = r < f->least ? r : f->least;
		f->most = r > f->most ? r : f->most;
		wins = r > 0 ? wins + 1 : 0;
		falls = r < 0 ? falls + 1 : 0;
		out->positive_count += r > 0;
		out->negative_count += r < 0;
		out->zero_count += r == 0;
		out->win_streak = wins > out->win_streak ? wins : out->win_streak;
		out->loss_streak = falls > out->loss_streak ? falls : out->loss_streak;
	}
	f->mean = pair_total_real(&all) / (double)s->count;
	if (f->least == f->most)
		f->mean = f->least;
	f->gains = pair_total_real(&gains);
	f->losses = pair_total_real(&losses);
	f->shortfalls = pair_total_real(&shortfalls);
}

static struct moments
second_pass(const struct ratios_series *s, double mean)
{
	struct pair_total m2 = { 0 }, m3 = { 0 }, m4 = { 0 };

	for (size_t i = 0; i < s->count; i++) {
		const double d = s->r[i] - mean, square = d * d;

		pair_total_add(&m2, square);
		pair_total_add(&m3, square * d);
		pair_total_add(&m4, square * square);
	}
	return (struct moments){ pair_total_real(&m2), pair_total_real(&m3), pair_total_real(&m4) };
}

/* G1 and G2 (Joanes and Gill, The Statistician 47, 1998): the sample's, adjusted for its size. */
static void
shape(const struct moments *m, double n, struct ratios *out)
{
	const double variance = m->m2 / n;
	const double g1 = m->m3 / n / (variance * sqrt(variance));
	const double g2 = m->m4 / n / (variance * variance) - 3;

	if (n >= 3)
		out->skew = known_value(g1 * sqrt(n * (n - 1)) / (n - 2));
	if (n >= 4)
		out->kurtosis_excess =
		    known_value((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6));
}

/* The standard error of Sharpe's ratio (Mertens 2002; Lo, Financial Analysts Journal 58, 2002). */
static void
standard_error(double sharpe, double n, double per_year, struct ratios *out)
{
	double inside;

	if (n < 4 || out->skew.why != KNOWN || out->kurtosis_excess.why != KNOWN)
		return;
	inside = 1 + sharpe * sharpe / 2 - out->skew.value * sharpe +
	    out->kurtosis_excess.value / 4 * sharpe * sharpe;
	out->sharpe_se_ann = inside < 0 ? known_not(KNOWN_OUT_OF_RANGE)
					: known_value(sqrt(inside / (n - 1)) * sqrt(per_year));
}

static void
spread(const struct ratios_series *s, const struct first *f, struct ratios *out)
{
	const double n = (double)s->count, rf = real_growth(pair_sum(1, s->rf), 1 / s->per_year);
	const bool is_constant = f->least == f->most;
	struct moments m = { 0 };
	double sd, sharpe;

	if (s->count < 2)
		return;
	if (!is_constant)
		m = second_pass(s, f->mean);
	sd = sqrt(m.m2 / (n - 1));
	out->sd = known_value(sd);
	out->vol_ann = known_value(sd * sqrt(s->per_year));
	if (is_constant || sd == 0) {
		out->sharpe = out->sharpe_se_ann = known_not(KNOWN_NO_VARIATION);
		out->skew = out->kurtosis_excess = known_not(KNOWN_NO_VARIATION);
		return;
	}
	sharpe = (f->mean - rf) / sd;
	out->sharpe = known_value(sharpe * sqrt(s->per_year));
	shape(&m, n, out);
	standard_error(sharpe, n, s->per_year, out);
}

static void
path(const struct ratios_series *s, struct ratios *out)
{
	const struct drawdown *d = &out->drawdown;
	const double n = (double)s->count;

	drawdown_of(s->r, s->count, &out->drawdown);
	out->total_return = known_value(pair_real(pair_add_real(d->wealth, -1)));
	out->cagr = known_value(real_growth(d->wealth, s->per_year / n));
	out->max_drawdown = known_value(d->deepest);
	out->current_drawdown = known_value(d->now);
	out->ulcer = known_value(sqrt(d->squares / n));
	out->calmar = known_not(KNOWN_NO_DRAWDOWN);
	if (out->cagr.why != KNOWN)
		out->calmar = out->cagr;
	else if (d->deepest < 0)
		out->calmar = known_value(out->cagr.value / -d->deepest);
}

void
ratios_of_window(const struct ratios_series *s, struct ratios *out)
{
	const double n = (double)s->count;
	struct first f;
	double downside;

	*out = (struct ratios){ .count = s->count };
#define X(member) out->member = known_not(s->count == 0 ? KNOWN_NO_OBSERVATIONS : KNOWN_TOO_FEW);
	RATIO_TABLE(X)
#undef X
	if (s->count == 0)
		return;
	first_pass(s, out, &f);
	out->mean = known_value(f.mean);
	out->best = known_value(f.most);
	out->worst = known_value(f.least);
	out->win_rate = known_value((double)out->positive_count / n);
	downside = sqrt(f.shortfalls / n);
	out->downside_dev_ann = known_value(downside * sqrt(s->per_year));
	out->sortino = known_quotient(f.mean * sqrt(s->per_year), downside, KNOWN_NO_LOSS);
	out->omega0 = known_quotient(f.gains, f.losses, KNOWN_NO_LOSS);
	out->gain_to_pain = known_quotient(f.mean * n, f.losses, KNOWN_NO_LOSS);
	spread(s, &f, out);
	path(s, out);
}

static void
tails(double *copy, size_t count, struct ratios *out)
{
	struct tail t;

	tail_of(copy, count, 5, &t);
	out->var95 = t.var;
	out->cvar95 = t.cvar;
	out->es_ru95 = t.shortfall;
	tail_of(copy, count, 1, &t);
	out->var99 = t.var;
	out->cvar99 = t.cvar;
	out->es_ru99 = t.shortfall;
}

enum err
ratios_of(const struct ratios_series *s, struct ratios *out)
{
	double *copy = calloc(s->count + 1, sizeof(*copy));

	ENSURE(copy != NULL, ERR_NOMEM);
	ratios_of_window(s, out);
	if (s->count > 0)
		memcpy(copy, s->r, s->count * sizeof(*copy));
	tails(copy, s->count, out);
	free(copy);
	if (s->benchmark != NULL)
		benchmark_of(&(struct benchmark_ask){ s->r, s->benchmark, s->count, s->per_year,
				 real_growth(pair_sum(1, s->rf), 1 / s->per_year) },
		    &out->benchmark);
	return OK;
}

enum err
ratios_of_profits(const struct decimal *profits, size_t count, struct ratios *out)
{
	double *r = calloc(count + 1, sizeof(*r));
	struct ratios whole;

	ENSURE(r != NULL, ERR_NOMEM);
	for (size_t i = 0; i < count; i++)
		r[i] = pair_real_of_decimal(profits[i]);
	ratios_of_window(
	    &(struct ratios_series){ .r = r, .count = count, .per_year = 365 }, &whole);
	free(r);
	*out = whole;
#define X(member) out->member = known_not(KNOWN_NO_CAPITAL);
	RATIO_TABLE(X)
#undef X
	out->drawdown = (struct drawdown){ 0 };
	out->sharpe = whole.sharpe;
	out->sharpe_se_ann = whole.sharpe_se_ann;
	out->sortino = whole.sortino;
	out->omega0 = whole.omega0;
	out->gain_to_pain = whole.gain_to_pain;
	out->skew = whole.skew;
	out->kurtosis_excess = whole.kurtosis_excess;
	out->win_rate = whole.win_rate;
	return OK;
}
