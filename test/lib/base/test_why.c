/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/clock.h"
#include "lib/base/why.h"
#include "test/check.h"

TEST(why_keeps_the_first_sentence_and_takes_context_in_front)
{
	struct why why = { "" };
	char expected[WHY_SIZE_MAX + 64];

	CHECK_ERR(why_set(&why, ERR_INPUT, "ttl: %d is too small", 3), ERR_INPUT);
	CHECK_ERR(why_set(&why, ERR_LIMIT, "another"), ERR_LIMIT);
	CHECK_TEXT(why.text, "ttl: 3 is too small");
	why_prefix(&why, "metadata");
	CHECK_TEXT(why.text, "metadata: ttl: 3 is too small");
	CHECK_ERR(why_set(NULL, ERR_INPUT, "nobody"), ERR_INPUT);
	why_prefix(NULL, "nobody");
	memset(expected, 'x', sizeof(expected));
	expected[sizeof(expected) - 1] = '\0';
	why_prefix(&why, expected);
	CHECK_INT(strlen(why.text), WHY_SIZE_MAX - 1);
}

TEST(err_words_exist_for_every_code_and_for_none)
{
	for (int e = 0; e < ERR_COUNT; e++) {
		CHECK(strlen(err_words((enum err)e)) > 0);
		CHECK(strlen(err_name((enum err)e)) > 0);
	}
	CHECK_TEXT(err_words(ERR_COUNT), "unknown error");
	CHECK_TEXT(err_name((enum err)(-1)), "ERR_UNKNOWN");
	CHECK(err_is_retryable(ERR_BUSY));
	CHECK(!err_is_retryable(ERR_INPUT));
	CHECK(!err_is_retryable(ERR_COUNT));
}

TEST(clock_fake_moves_only_when_moved)
{
	struct clock_fake f = { .wall_ms = 5, .mono_us = 7000 };
	const struct clock c = clock_fake(&f);

	CHECK_INT(clock_wall_ms(&c), 5);
	CHECK_INT(clock_mono_ms(&c), 7);
	clock_fake_advance_ms(&f, 10);
	CHECK_INT(clock_wall_ms(&c), 15);
	CHECK_INT(clock_mono_us(&c), 17000);
	CHECK(clock_wall_ms(clock_system()) > 1600000000000);
	CHECK(clock_mono_us(clock_system()) <= clock_mono_us(clock_system()));
}
