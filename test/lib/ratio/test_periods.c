/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/periods.h"

#include "lib/base/text.h"
#include "test/check.h"
#include "test/lib/ratio/series.h"

struct list {
	struct period all[64];
	size_t count, stop_at;
};

static enum err
note(void *self, const struct period *p)
{
	struct list *l = self;

	CHECK(l->count < 64);
	l->all[l->count++] = *p;
	return l->count == l->stop_at ? ERR_REFUSED : OK;
}

static int32_t
day(int year, unsigned month, unsigned of)
{
	return (int32_t)text_days_of(year, month, of);
}

TEST(periods_compound_by_month_with_nulls_in_between)
{
	const int32_t days[] = { day(2023, 11, 30), day(2023, 12, 1), day(2023, 12, 31),
		day(2024, 2, 29) };
	static const double r[] = { 0.5, 0.5, 1, -1 };
	struct list l = { 0 };

	CHECK_OK(periods_each(&(struct periods_ask){ days, r, 4, PERIOD_MONTH }, note, &l));
	CHECK_INT(l.count, 4);
	CHECK_INT(l.all[0].year, 2023);
	CHECK_INT(l.all[0].month, 11);
	CHECK_KNOWN(l.all[0].growth, 0.5);
	CHECK_INT(l.all[1].month, 12);
	CHECK_KNOWN(l.all[1].growth, 2);
	CHECK_INT(l.all[1].count, 2);
	CHECK_INT(l.all[2].year, 2024);
	CHECK_INT(l.all[2].month, 1);
	CHECK_NOT(l.all[2].growth, KNOWN_NO_OBSERVATIONS);
	CHECK_KNOWN(l.all[3].growth, -1);
}

TEST(periods_compound_by_year_and_stop_when_told)
{
	const int32_t days[] = { day(2023, 1, 1), day(2023, 12, 31), day(2026, 1, 1) };
	static const double r[] = { 0.5, 0.5, 1 };
	struct list l = { 0 };

	CHECK_OK(periods_each(&(struct periods_ask){ days, r, 3, PERIOD_YEAR }, note, &l));
	CHECK_INT(l.count, 4);
	CHECK_KNOWN(l.all[0].growth, 1.25);
	CHECK_INT(l.all[0].month, 0);
	CHECK_NOT(l.all[1].growth, KNOWN_NO_OBSERVATIONS);
	CHECK_KNOWN(l.all[3].growth, 1);
	l = (struct list){ .stop_at = 2 };
	CHECK_ERR(
	    periods_each(&(struct periods_ask){ days, r, 3, PERIOD_YEAR }, note, &l), ERR_REFUSED);
	l = (struct list){ 0 };
	CHECK_OK(periods_each(&(struct periods_ask){ days, r, 0, PERIOD_YEAR }, note, &l));
	CHECK_INT(l.count, 0);
}

TEST(period_of_every_day_is_the_calendars)
{
	for (int year = 1968; year <= 2105; year++) {
		for (unsigned month = 1; month <= 12; month++) {
			const int32_t first = day(year, month, 1);
			struct period p = period_of(first, PERIOD_MONTH);

			CHECK(p.year == year && p.month == month);
			p = period_of(first - 1, PERIOD_MONTH);
			CHECK(p.month == (month == 1 ? 12 : month - 1));
			CHECK(p.year == year - (month == 1));
			CHECK(period_of(first, PERIOD_YEAR).year == year);
		}
	}
}
