/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/dice.h"
#include "test/check.h"

TEST(dice_give_the_same_numbers_for_the_same_seed_and_label)
{
	struct dice a = dice_new(7, "x"), b = dice_new(7, "x");

	for (int i = 0; i < 1000; i++)
		CHECK(dice_next(&a) == dice_next(&b));
}

TEST(dice_give_other_numbers_for_another_seed_or_label)
{
	struct dice a = dice_new(7, "x"), b = dice_new(8, "x"), c = dice_new(7, "y");
	const uint64_t first = dice_next(&a);

	CHECK(first != dice_next(&b));
	CHECK(first != dice_next(&c));
}

TEST(dice_below_reaches_each_number_and_none_outside)
{
	struct dice d = dice_new(1, "six");
	int seen[6] = { 0 };

	for (int i = 0; i < 6000; i++) {
		const int64_t v = dice_below(&d, 6);

		CHECK(v >= 0 && v < 6);
		seen[v]++;
	}
	for (int i = 0; i < 6; i++)
		CHECK(seen[i] > 800 && seen[i] < 1200);
	CHECK_INT(dice_below(&d, 1), 0);
}

TEST(dice_letters_fill_the_room_with_letters_and_digits)
{
	struct dice d = dice_new(1, "key");
	char text[65];

	dice_letters(&d, text, sizeof(text));
	CHECK_INT(strlen(text), 64);
	CHECK_INT(
	    strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"), 64);
}
