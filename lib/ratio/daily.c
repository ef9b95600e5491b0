/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/daily.h"

#include "lib/base/secret.h"

static int
real_compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The series that ratios are of, and the capital behind each return. */
struct series {
	double *r, *capital, *sorted;
	size_t count;
};

static void
series_wipe(struct series *s)
{
	free(s->r);
	free(s->capital);
	free(s->sorted);
}

static enum err
series_take(const struct returns_ask *a, const struct returns_day *days, struct series *s)
{
	s->r = calloc(a->day_count + 1, sizeof(*s->r));
	s->capital = calloc(a->day_count + 1, sizeof(*s->capital));
	s->sorted = calloc(a->day_count + 1, sizeof(*s->sorted));
	ENSURE(s->r != NULL && s->capital != NULL && s->sorted != NULL, ERR_NOMEM);
	for (size_t i = 0; i < a->day_count; i++) {
		const struct decimal start = a->equity[i].value;

		if (!days[i].has_return)
			continue;
		s->r[s->count] = days[i].r;
		s->capital[s->count++] = pair_real_of_decimal(decimal_sign(start) == 0
			? days[i].flows /* it begins with its first one */
			: start);
	}
	if (s->count > 0)
		memcpy(s->sorted, s->capital, s->count * sizeof(*s->sorted));
	qsort(s->sorted, s->count, sizeof(*s->sorted), real_compare);
	return OK;
}

static struct known
low_capital_share(const struct series *s)
{
	double low = 0, total = 0, median;

	if (s->count == 0)
		return known_not(KNOWN_NO_OBSERVATIONS);
	median = (s->sorted[(s->count - 1) / 2] + s->sorted[s->count / 2]) / 2;
	for (size_t i = 0; i < s->count; i++) {
		if (s->r[i] <= -1)
			return known_not(KNOWN_OUT_OF_RANGE); /* the logarithm of nothing */
		total += real_log1p(s->r[i]);
		if (s->capital[i] < median / 10)
			low += real_log1p(s->r[i]);
	}
	return known_quotient(low, total, KNOWN_NO_VARIATION);
}

enum err
daily_of(const struct returns_ask *ask, const struct returns_day *days, struct daily *out)
{
	AUTO(series) s = { 0 };

	TRY(series_take(ask, days, &s));
	out->low_capital_share = low_capital_share(&s);
	return ratios_of(
	    &(struct ratios_series){ .r = s.r, .count = s.count, .per_year = 365 }, &out->ratios);
}
