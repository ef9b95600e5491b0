/* SPDX-License-Identifier: Apache-2.0 */
/* Times as text; the days of the calendar counted as Howard Hinnant's public notes explain. */
#include "lib/base/text.h"

enum { DAY_MS = 86400000 };

int64_t
text_days_of(int64_t year, unsigned month, unsigned day)
{
	const int64_t y = month <= 2 ? year - 1 : year;
	const int64_t era = (y >= 0 ? y : y - 399) / 400;
	const int64_t year_of_era = y - era * 400;
	const int64_t day_of_year =
	    (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	const int64_t day_of_era =
	    year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

static void
date_of(int64_t days, int *year, unsigned *month, unsigned *day)
{
	const int64_t z = days + 719468;
	const int64_t era = z / 146097;
	const int64_t day_of_era = z - era * 146097;
	const int64_t year_of_era =
	    (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	const int64_t day_of_year =
	    day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	const int64_t shifted = (5 * day_of_year + 2) / 153;

	*day = (unsigned)(day_of_year - (153 * shifted + 2) / 5 + 1);
	*month = (unsigned)(shifted < 10 ? shifted + 3 : shifted - 9);
	*year = (int)(year_of_era + era * 400 + (*month <= 2 ? 1 : 0));
}

void
text_time_write(int64_t unix_ms, char out[TEXT_TIME_SIZE])
{
	static const int64_t last_ms = 253402300799999; /* 9999-12-31T23:59:59.999Z */
	const int64_t ms = unix_ms < 0 ? 0 : unix_ms > last_ms ? last_ms : unix_ms;
	const int64_t rest = ms % DAY_MS;
	int year;
	unsigned month, day;

	date_of(ms / DAY_MS, &year, &month, &day);
	(void)snprintf(out, TEXT_TIME_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ",
	    (unsigned)year % 10000, month % 100, day % 100, (unsigned)(rest / 3600000) % 100,
	    (unsigned)(rest / 60000 % 60), (unsigned)(rest / 1000 % 60), (unsigned)(rest % 1000));
}

static enum err
digits(struct reader *r, size_t count, unsigned *out)
{
	struct span text;
	unsigned v = 0;

	TRY(reader_take(r, count, &text));
	for (size_t i = 0; i < count; i++) {
		ENSURE(text.p[i] >= '0' && text.p[i] <= '9', ERR_INPUT);
		v = v * 10 + (unsigned)(text.p[i] - '0');
	}
	*out = v;
	return OK;
}

static enum err
mark(struct reader *r, char want)
{
	uint8_t c;

	TRY(reader_u8(r, &c));
	ENSURE(c == (uint8_t)want, ERR_INPUT);
	return OK;
}

static unsigned
days_in(unsigned year, unsigned month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 && is_leap ? 29 : days[month - 1];
}

enum err
text_time_parse(struct span text, int64_t *unix_ms)
{
	struct reader r = reader_over(text);
	unsigned year, month, day, hour, minute, second, ms = 0;

	TRY(digits(&r, 4, &year));
	TRY(mark(&r, '-'));
	TRY(digits(&r, 2, &month));
	TRY(mark(&r, '-'));
	TRY(digits(&r, 2, &day));
	TRY(mark(&r, 'T'));
	TRY(digits(&r, 2, &hour));
	TRY(mark(&r, ':'));
	TRY(digits(&r, 2, &minute));
	TRY(mark(&r, ':'));
	TRY(digits(&r, 2, &second));
	if (r.rest.size == 5) {
		TRY(mark(&r, '.'));
		TRY(digits(&r, 3, &ms));
	}
	TRY(mark(&r, 'Z'));
	TRY(reader_end(&r));
	ENSURE(year >= 1970 && month >= 1 && month <= 12, ERR_INPUT);
	ENSURE(day >= 1 && day <= days_in(year, month), ERR_INPUT);
	ENSURE(hour < 24 && minute < 60 && second < 60, ERR_INPUT);
	*unix_ms = text_days_of(year, month, day) * DAY_MS + (int64_t)hour * 3600000 +
	    (int64_t)minute * 60000 + (int64_t)second * 1000 + (int64_t)ms;
	return OK;
}
