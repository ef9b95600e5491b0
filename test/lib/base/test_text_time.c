/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/text.h"
#include "test/check.h"

TEST(text_time_writes_and_reads_the_same_moment)
{
	static const struct {
		int64_t ms;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00.000Z" },
		{ 951782400000, "2000-02-29T00:00:00.000Z" },
		{ 1790086520000, "2026-09-22T14:15:20.000Z" },
		{ 4102444799999, "2099-12-31T23:59:59.999Z" },
		{ 253402300799999, "9999-12-31T23:59:59.999Z" },
	};
	char out[TEXT_TIME_SIZE];
	int64_t ms;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		text_time_write(cases[i].ms, out);
		CHECK_TEXT(out, cases[i].text);
		CHECK_OK(text_time_parse(span_text(out), &ms));
		CHECK(ms == cases[i].ms);
	}
	CHECK_OK(text_time_parse(S("2026-09-22T14:15:20Z"), &ms));
	CHECK(ms == 1790086520000);
}

TEST(text_time_gives_back_every_day_of_four_centuries)
{
	char out[TEXT_TIME_SIZE];
	int64_t back;

	for (int64_t day = 0; day < 400 * 366; day++) {
		text_time_write(day * 86400000, out);
		CHECK_OK(text_time_parse(span_text(out), &back));
		assert_true(back == day * 86400000);
	}
}

TEST(text_time_parse_refuses_what_is_no_time)
{
	static const char *const bad[] = { "", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
		"2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z",
		"2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "2026-01-01 00:00:00Z",
		"2026-01-01T00:00:00", "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00.1Z",
		"2026-01-01T00:00:00.000Z ", "1969-12-31T23:59:59Z", "2100-02-29T00:00:00Z" };
	int64_t ms;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_ERR(text_time_parse(span_text(bad[i]), &ms), ERR_INPUT);
}
