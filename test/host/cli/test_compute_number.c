/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_number.h"
#include "test/check.h"

static void
check_reads(const char *text, const char *expected)
{
	struct decimal d = { 0 };
	char out[DECIMAL_TEXT_SIZE];

	CHECK_OK(compute_number_read(span_text(text), "price", &d, NULL));
	decimal_write(d, out);
	CHECK_TEXT(out, expected);
}

static void
check_refuses(const char *text, enum err e)
{
	struct decimal d = { 42 };
	struct why why = { "" };

	CHECK_ERR(compute_number_read(span_text(text), "price", &d, &why), e);
	CHECK(strncmp(why.text, "price: ", 7) == 0);
	CHECK(d.e18 == 42);
}

TEST(compute_number_reads_with_and_without_an_exponent)
{
	check_reads("12.50", "12.5");
	check_reads("-0.1", "-0.1");
	check_reads("3.8E-7", "0.00000038");
	check_reads("3.8e-07", "0.00000038");
	check_reads("-9.2E-7", "-0.00000092");
	check_reads("0E-8", "0");
	check_reads("1E+3", "1000");
	check_reads("1.5e0", "1.5");
	check_reads("12.345E1", "123.45");
	check_reads("12.345E2", "1234.5");
	check_reads("12.345E3", "12345");
	check_reads("12.345E-2", "0.12345");
	check_reads("12.345E-3", "0.012345");
	check_reads("1E-18", "0.000000000000000001");
	check_reads("1e20", "100000000000000000000");
	check_reads("10E-19", "0.000000000000000001");
}

TEST(compute_number_refuses_what_is_none_or_too_fine_or_too_large)
{
	static const char *const bad[] = { "", "-", "E5", "-E5", "1E", "1E-", "1E+", "1Ex", ".5E1",
		"5.E1", "1.2.3E1", "--1E1", "1E1E1", "1E-19", "15E-19", "NaN", "Infinity", "0x1",
		"1,5", " 1", "1 ", "+1" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check_refuses(bad[i], ERR_INPUT);
	check_refuses("1e21", ERR_LIMIT);
	check_refuses("1e41", ERR_LIMIT);
	check_refuses("1e99999999999999999999", ERR_LIMIT);
	check_refuses("1000000000000000000000", ERR_LIMIT);
	check_refuses(
	    "11111111111111111111111111111111111111111111111111111111111111111E-60", ERR_LIMIT);
}

TEST(compute_number_leaves_an_absent_one_alone)
{
	struct decimal d = { 42 };

	CHECK_OK(compute_number_read((struct span){ NULL, 0 }, "fee", &d, NULL));
	CHECK(d.e18 == 42);
}
