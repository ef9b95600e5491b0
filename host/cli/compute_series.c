/* SPDX-License-Identifier: Apache-2.0 */
/* KIND series: returns in; ratios, months, years and rolling windows out. */
#include <math.h>

#include "host/cli/compute.h"
#include "host/cli/compute_ratios.h"
#include "lib/base/secret.h"
#include "lib/json/json_shape.h"
#include "lib/ratio/periods.h"

struct document {
	struct span ppy, rf, dates, returns, bench;
	struct span ignored; /* what a fixture says about itself */
};

static const struct json_field document_fields[] = {
	JSON_FIELD_RAW(struct document, returns, JSON_REQUIRED),
	JSON_FIELD_RAW(struct document, dates, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct document, bench, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct document, ppy, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct document, rf, JSON_OPTIONAL),
	COMPUTE_IGNORED(struct document, "id"),
	COMPUTE_ABOUT(struct document),
};
static const struct json_shape document_shape = JSON_SHAPE(document_fields, JSON_UNKNOWN_REFUSED);

/* What was read: lists as long as each other, or absent. */
struct series {
	struct compute_reals returns, benchmark;
	struct compute_days days;
	double per_year, rf;
};

static void
series_wipe(struct series *s)
{
	compute_reals_wipe(&s->returns);
	compute_reals_wipe(&s->benchmark);
	compute_days_wipe(&s->days);
}

static enum err
lengths_check(const struct document *d, const struct series *s, struct why *why)
{
	if (d->dates.p != NULL && s->days.count != s->returns.count)
		return why_set(why, ERR_INPUT, "dates: %zu of them for %zu returns", s->days.count,
		    s->returns.count);
	if (d->bench.p != NULL && s->benchmark.count != s->returns.count)
		return why_set(why, ERR_INPUT, "bench: %zu returns beside %zu", s->benchmark.count,
		    s->returns.count);
	return OK;
}

/* Leave out what has no return: it was no observation. */
static void
series_compact(struct series *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->returns.count; i++) {
		if (isnan(s->returns.all[i]))
			continue;
		s->returns.all[kept] = s->returns.all[i];
		if (s->benchmark.all != NULL)
			s->benchmark.all[kept] = s->benchmark.all[i];
		if (s->days.all != NULL)
			s->days.all[kept] = s->days.all[i];
		kept++;
	}
	s->returns.count = kept;
}

static enum err
series_read(const struct document *d, struct series *s, struct why *why)
{
	TRY(compute_real_read(d->ppy, "ppy", &s->per_year, why));
	TRY(compute_real_read(d->rf, "rf", &s->rf, why));
	if (s->per_year < 1 || s->per_year > 1e6)
		return why_set(why, ERR_INPUT, "ppy: expected periods a year, 1 to 1000000");
	if (s->rf <= -1)
		return why_set(why, ERR_INPUT, "rf: expected a return of a year above -1");
	TRY(compute_reals_read(d->returns, "returns", &s->returns, why));
	if (d->dates.p != NULL)
		TRY(compute_days_read(d->dates, "dates", &s->days, why));
	if (d->bench.p != NULL)
		TRY(compute_reals_read(d->bench, "bench", &s->benchmark, why));
	TRY(lengths_check(d, s, why));
	series_compact(s);
	return OK;
}

static enum err
period_write(void *self, const struct period *p)
{
	char name[32];

	if (p->month == 0)
		(void)snprintf(name, sizeof(name), "%04d", (int)p->year);
	else
		(void)snprintf(name, sizeof(name), "%04d-%02u", (int)p->year, p->month);
	compute_known_write(self, name, p->growth);
	return OK;
}

static enum err
write_periods(
    struct json_writer *w, const char *name, const struct series *s, enum period_kind kind)
{
	const struct periods_ask ask = { s->days.all, s->returns.all, s->returns.count, kind };

	json_write_object(w, name);
	if (s->days.all != NULL)
		TRY(periods_each(&ask, period_write, w));
	json_write_close_object(w);
	return OK;
}

/* Every window of `width` returns, at a risk-free return of 0 (docs/metrics.md). */
static void
write_window(struct json_writer *w, const struct series *s, size_t width)
{
	char name[16];

	if (s->returns.count < width)
		return;
	(void)snprintf(name, sizeof(name), "%zu", width);
	json_write_array(w, name);
	for (size_t end = width; end <= s->returns.count; end++) {
		const struct ratios_series part = {
			.r = s->returns.all + end - width,
			.count = width,
			.per_year = s->per_year,
		};
		struct ratios r;

		ratios_of_window(&part, &r);
		json_write_object(w, NULL);
		json_write_i64(w, "end_i", (int64_t)end - 1);
#define X(member) compute_known_write(w, #member, r.member);
		RATIO_ROLLING_TABLE(X)
#undef X
		json_write_close_object(w);
	}
	json_write_close_array(w);
}

enum err
compute_series(struct span text, struct buf *out, struct why *why)
{
	static const size_t widths[] = { 7, 30, 90, 180, 365 };
	struct json_writer w = json_writer_on(out);
	struct document d = { 0 };
	AUTO(series) s = { .per_year = 365 };
	struct ratios_series whole;
	struct ratios r;

	TRY(json_parse_shape(text, &document_shape, &d, why));
	TRY(series_read(&d, &s, why));
	whole = (struct ratios_series){ s.returns.all, s.benchmark.all, s.returns.count, s.per_year,
		s.rf };
	TRY(ratios_of(&whole, &r));
	json_write_object(&w, NULL);
	json_write_object(&w, "spec");
	compute_ratios_write(&w, &r, s.benchmark.all != NULL);
	json_write_close_object(&w);
	TRY(write_periods(&w, "spec_monthly", &s, PERIOD_MONTH));
	TRY(write_periods(&w, "spec_yearly", &s, PERIOD_YEAR));
	json_write_object(&w, "spec_rolling");
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		write_window(&w, &s, widths[i]);
	json_write_close_object(&w);
	json_write_close_object(&w);
	return json_write_end(&w);
}
