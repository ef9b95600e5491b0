/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/names.h"
#include "test/check.h"

TEST(names_keep_their_number_and_stop_at_the_limit)
{
	struct names n = names_new(8, 1000);
	uint32_t number;
	char text[8];

	CHECK(!names_find(&n, "X", &number));
	for (uint32_t i = 0; i < 1000; i++) {
		(void)snprintf(text, sizeof(text), "N%u", i);
		CHECK_OK(names_add(&n, text, &number));
		CHECK_INT(number, i);
	}
	CHECK_ERR(names_add(&n, "more", &number), ERR_LIMIT);
	CHECK(!names_find(&n, "more", &number));
	for (uint32_t i = 0; i < 1000; i++) {
		(void)snprintf(text, sizeof(text), "N%u", i);
		CHECK_OK(names_add(&n, text, &number));
		CHECK_INT(number, i);
		CHECK(names_find(&n, text, &number));
		CHECK_TEXT(names_text(&n, number), text);
	}
	names_wipe(&n);
	names_wipe(&n);
}

TEST(names_refuse_an_empty_and_a_too_long_text)
{
	struct names n = names_new(4, 2);
	uint32_t number;

	CHECK_ERR(names_add(&n, "", &number), ERR_INPUT);
	CHECK_ERR(names_add(&n, "four", &number), ERR_INPUT);
	CHECK_OK(names_add(&n, "abc", &number));
	CHECK_ERR(names_add(&n, "", &number), ERR_INPUT);
	names_wipe(&n);
}
