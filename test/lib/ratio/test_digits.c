/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/digits.h"

#include <stdlib.h>

#include "test/check.h"
#include "test/lib/ratio/series.h"

static void
check_digits(double x, unsigned significant, const char *expected)
{
	char text[DIGITS_TEXT_SIZE];

	digits_write(x, significant, text);
	CHECK_TEXT(text, expected);
}

TEST(digits_are_plain_between_a_millionth_and_1e21)
{
	check_digits(0, 9, "0");
	check_digits(-0.0, 9, "0");
	check_digits(1, 9, "1");
	check_digits(-1, 9, "-1");
	check_digits(0.1, 9, "0.1");
	check_digits(-0.05, 9, "-0.05");
	check_digits(1234.5, 9, "1234.5");
	check_digits(123456789, 9, "123456789");
	check_digits(1234567891, 9, "1234567890");
	check_digits(1e20, 9, "100000000000000000000");
	check_digits(1e-6, 9, "0.000001");
	check_digits(-1.25e-6, 9, "-0.00000125");
	check_digits(1e21, 9, "1e+21");
	check_digits(-1.5e21, 9, "-1.5e+21");
	check_digits(9.5e-7, 9, "9.5e-7");
	check_digits(1e-300, 9, "1e-300");
	check_digits(-1.7976931348623157e308, 17, "-1.7976931348623157e+308");
}

TEST(digits_round_half_to_even)
{
	check_digits(0.5, 1, "0.5");
	check_digits(2.5, 1, "2");
	check_digits(3.5, 1, "4");
	check_digits(1.00000000005, 9, "1");
	check_digits(0.1234567885, 9, "0.123456788"); /* the double is a little below the half */
	check_digits(1000000000.5, 10, "1000000000");
	check_digits(1000000001.5, 10, "1000000002");
	check_digits(0.99999999999, 9, "1");
	check_digits(9.9999999999e-7, 9, "0.000001");
	check_digits(999999999.9, 9, "1000000000");
}

TEST(digits_of_seventeen_read_back_as_the_same_double)
{
	uint64_t seed = 9;
	char text[DIGITS_TEXT_SIZE];

	for (int i = 0; i < 20000; i++) {
		const double scale = 1 / (series_next(&seed, 1) + 1.0000001);
		const double x = series_next(&seed, 1) * scale * scale * scale;

		digits_write(x, DIGITS_ALL, text);
		CHECK(strtod(text, NULL) == x);
	}
}
