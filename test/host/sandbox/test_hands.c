/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/hands.h"

#include "test/check.h"

TEST(hands_show_the_real_time_until_they_are_set)
{
	struct clock_fake fake = { 1000, 5000000 };
	const struct clock real = clock_fake(&fake);
	struct hands h = hands_new(&real);
	const struct clock shown = hands_clock(&h);

	CHECK_INT(clock_wall_ms(&shown), 1000);
	fake.wall_ms = 900; /* the machine's clock may jump */
	CHECK_INT(clock_wall_ms(&shown), 900);
	CHECK_INT(clock_mono_us(&shown), 5000000);
}

TEST(hands_run_as_fast_as_they_are_told_or_stand)
{
	struct clock_fake fake = { 1000, 5000000 };
	const struct clock real = clock_fake(&fake);
	struct hands h = hands_new(&real);
	const struct clock shown = hands_clock(&h);

	hands_set(&h, 777000, 60);
	CHECK_INT(clock_wall_ms(&shown), 777000);
	clock_fake_advance_ms(&fake, 10);
	CHECK_INT(clock_wall_ms(&shown), 777600);
	hands_set(&h, clock_wall_ms(&shown), 0);
	clock_fake_advance_ms(&fake, 100000);
	CHECK_INT(clock_wall_ms(&shown), 777600);
	hands_set(&h, HANDS_LAST_MS - 1, 1000);
	clock_fake_advance_ms(&fake, 1);
	CHECK_INT(clock_wall_ms(&shown), HANDS_LAST_MS);
	hands_set(&h, 5, 1);
	clock_fake_advance_ms(&fake, 1);
	CHECK_INT(clock_wall_ms(&shown), 6);
}

TEST(hands_read_times_as_numbers_and_as_texts)
{
	static const char *const wrong[] = { "", "x", "-1", "2026-13-01T00:00:00Z",
		"253402300800000", "1.5" };
	int64_t ms;

	CHECK_OK(hands_time_parse(S("1795305600000"), &ms));
	CHECK_INT(ms, 1795305600000);
	CHECK_OK(hands_time_parse(S("2026-11-22T00:00:00Z"), &ms));
	CHECK_INT(ms, 1795305600000);
	CHECK_OK(hands_time_parse(S("253402300799999"), &ms));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK(hands_time_parse(span_text(wrong[i]), &ms) != OK);
}
