/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/ledger/days.h"
#include "test/lib/ledger/made.h"

enum { DAY_MS = 86400000 };

static struct ledger_day *
day_at(struct days *d, int64_t ts_ms)
{
	struct ledger_day *day;

	CHECK_OK(days_open(d, ts_ms, &day));
	return day;
}

TEST(days_are_opened_once_and_in_order_whatever_comes_first)
{
	AUTO(days) d = { 0 };
	struct made_random r = { 3 };

	days_reset(&d, -90);
	for (int i = 0; i < 5000; i++) {
		const int64_t ts_ms = MADE_FIRST_MS + (int64_t)made_below(&r, 400LL * DAY_MS);
		struct ledger_day *day = day_at(&d, ts_ms);

		CHECK_INT(day->day, (ts_ms - 90 * 60000) / DAY_MS);
		CHECK_INT(days_before(&d, ts_ms), (day->day + 1LL) * DAY_MS + 90 * 60000);
		CHECK_INT(days_before(&d, ts_ms + DAY_MS), (day->day + 2LL) * DAY_MS + 90 * 60000);
		CHECK_INT(days_number(&d, ts_ms), day->day);
		CHECK_INT(days_number(&d, days_from(&d, day->day)), day->day);
		CHECK_INT(days_number(&d, days_from(&d, day->day) - 1), day->day - 1);
		CHECK(day->end.log_first == (day->row_count == 0 ? 0 : (uint32_t)day->day));
		day->end.log_first = (uint32_t)day->day;
		day->row_count++;
	}
	CHECK(d.count <= 401);
	for (size_t i = 1; i < d.count; i++)
		CHECK(d.rows[i].day > d.rows[i - 1].day);
}

TEST(days_take_fills_together_as_one_by_one)
{
	AUTO(days) d = { 0 };

	days_reset(&d, 0);
	CHECK_OK(days_fills(&d, MADE_FIRST_MS, 2, made_number("30"), made_number("3")));
	CHECK_OK(days_fills(&d, MADE_FIRST_MS + DAY_MS, 1, made_number("7"), made_number("-1")));
	CHECK_OK(
	    days_fills(&d, MADE_FIRST_MS + DAY_MS - 1, 1, made_number("10"), made_number("1")));
	CHECK_INT(d.count, 2);
	CHECK_INT(d.rows[0].fill_count, 3);
	CHECK_INT(d.rows[0].row_count, 3);
	CHECK_NUMBER(d.rows[0].volume, "40");
	CHECK_NUMBER(d.rows[0].fees, "4");
	CHECK_NUMBER(d.rows[0].net, "-4");
	CHECK_NUMBER(d.rows[0].gross, "0");
	CHECK_NUMBER(d.rows[1].net, "1");
}

TEST(days_rewind_gains_and_forget_what_is_empty)
{
	AUTO(days) d = { 0 };

	days_reset(&d, 0);
	for (int i = 0; i < 4; i++) {
		days_gain(day_at(&d, MADE_FIRST_MS + (int64_t)i * DAY_MS), made_number("5"));
		day_at(&d, MADE_FIRST_MS + (int64_t)i * DAY_MS)->row_count = i != 3;
	}
	CHECK_INT(d.count, 4);
	days_rewind(&d, d.rows[1].day, made_number("2"));
	CHECK_INT(d.count, 3);
	CHECK_NUMBER(d.rows[0].net, "5");
	CHECK_NUMBER(d.rows[1].gross, "2");
	CHECK_NUMBER(d.rows[1].net, "2");
	CHECK_NUMBER(d.rows[2].net, "0");
	days_rewind(&d, INT32_MIN, (struct decimal){ 0 });
	CHECK_NUMBER(d.rows[0].gross, "0");
}

TEST(days_out_of_range_are_found)
{
	const struct decimal most = { (__int128)(~(unsigned __int128)0 >> 1) };
	AUTO(days) d = { 0 };

	days_reset(&d, 0);
	days_gain(day_at(&d, MADE_FIRST_MS), most);
	CHECK_OK(days_check(&d));
	day_at(&d, MADE_FIRST_MS)->fees = made_number("-1");
	CHECK_ERR(days_check(&d), ERR_LIMIT);
}
