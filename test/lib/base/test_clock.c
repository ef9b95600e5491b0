/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/clock.h"
#include "test/check.h"

TEST(clock_fake_stands_still_until_it_is_moved)
{
	struct clock_fake hands = { .wall_ms = 1700000000000, .mono_us = 5000 };
	const struct clock c = clock_fake(&hands);

	CHECK_INT(clock_wall_ms(&c), 1700000000000);
	CHECK_INT(clock_mono_us(&c), 5000);
	CHECK_INT(clock_mono_ms(&c), 5);
	clock_fake_advance_ms(&hands, 1500);
	CHECK_INT(clock_wall_ms(&c), 1700000001500);
	CHECK_INT(clock_mono_us(&c), 1505000);
	hands.wall_ms = 0; /* the host may set it back; the other hand does not follow */
	CHECK_INT(clock_wall_ms(&c), 0);
	CHECK_INT(clock_mono_ms(&c), 1505);
}

TEST(clock_system_runs_and_never_backwards)
{
	const struct clock *c = clock_system();
	int64_t last = clock_mono_us(c);

	CHECK(clock_wall_ms(c) > 1700000000000); /* after 2023 */
	for (int i = 0; i < 1000; i++) {
		const int64_t now = clock_mono_us(c);

		CHECK(now >= last);
		last = now;
	}
}
