/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/periods.h"

#include "lib/base/text.h"

static int64_t
first_day(const struct period *p)
{
	return text_days_of(p->year, p->month == 0 ? 1 : p->month, 1);
}

static struct period
next_of(const struct period *p)
{
	struct period next = { .year = p->year, .month = p->month + 1 };

	if (p->month == 0 || p->month == 12) {
		next.year++;
		next.month = p->month == 0 ? 0 : 1;
	}
	return next;
}

struct period
period_of(int32_t day, enum period_kind kind)
{
	struct period p = { .year = 1970 + day / 366 - (day < 0), .month = 0 }, next;

	for (next = next_of(&p); first_day(&next) <= day; next = next_of(&p))
		p = next;
	if (kind == PERIOD_YEAR)
		return p;
	p.month = 1;
	for (next = next_of(&p); first_day(&next) <= day; next = next_of(&p))
		p = next;
	return p;
}

enum err
periods_each(
    const struct periods_ask *ask, enum err (*each)(void *self, const struct period *p), void *self)
{
	size_t i = 0;

	if (ask->count == 0)
		return OK;
	for (struct period p = period_of(ask->days[0], ask->kind); i < ask->count;
	     p = next_of(&p)) {
		const struct period next = next_of(&p);
		struct pair wealth = { 1, 0 };

		for (; i < ask->count && ask->days[i] < first_day(&next); i++, p.count++)
			wealth = ask->r[i] <= -1 ? (struct pair){ 0, 0 }
						 : pair_multiply(wealth, pair_sum(1, ask->r[i]));
		p.growth = p.count == 0 ? known_not(KNOWN_NO_OBSERVATIONS)
					: known_value(pair_real(pair_add_real(wealth, -1)));
		TRY(each(self, &p));
	}
	return OK;
}
