/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/amount.h"
#include "test/check.h"

TEST(amount_write_has_eight_decimals_always)
{
	static const struct {
		int64_t e8;
		const char *text;
	} cases[] = { { 0, "0.00000000" }, { 1, "0.00000001" }, { 100000000, "1.00000000" },
		{ 123456789012, "1234.56789012" }, { -5, "-0.00000005" },
		{ -250000000, "-2.50000000" }, { INT64_MAX, "92233720368.54775807" },
		{ INT64_MIN, "-92233720368.54775808" } };
	char text[AMOUNT_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		amount_write(cases[i].e8, text);
		CHECK_TEXT(text, cases[i].text);
	}
}

TEST(amount_short_write_is_the_shortest_text)
{
	const __int128 one = amount_product(AMOUNT_ONE, AMOUNT_ONE);
	char text[AMOUNT_TEXT_SIZE];
	const struct {
		__int128 e16;
		const char *text;
	} cases[] = { { 0, "0" }, { 1, "0.0000000000000001" }, { -1, "-0.0000000000000001" },
		{ one, "1" }, { -one, "-1" }, { one * 10, "10" }, { one * 1200, "1200" },
		{ one / 2, "0.5" }, { one * 25 / 2, "12.5" }, { -one * 25 / 2, "-12.5" },
		{ one + 1, "1.0000000000000001" }, { one / 100, "0.01" },
		{ one * 123456789 * 1000000000, "123456789000000000" } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		amount_short_write(cases[i].e16, text);
		CHECK_TEXT(text, cases[i].text);
	}
}

TEST(amount_product_keeps_what_64_bits_cannot)
{
	char text[AMOUNT_TEXT_SIZE];

	amount_short_write(amount_product(9000000000LL * AMOUNT_ONE, 3LL * AMOUNT_ONE), text);
	CHECK_TEXT(text, "27000000000");
	CHECK(amount_product(3, 7) == 21);
}
