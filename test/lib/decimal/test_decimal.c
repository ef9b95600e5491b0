/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/decimal/decimal.h"
#include "test/check.h"

#define HIGHEST "170141183460469231731.687303715884105727"
#define LOWEST "-170141183460469231731.687303715884105728"

static struct decimal
d(const char *text)
{
	struct decimal v;

	if (decimal_parse(span_text(text), &v) != OK)
		fail_msg("not a decimal: %s", text);
	return v;
}

static const char *
text_of(struct decimal v)
{
	static char text[DECIMAL_TEXT_SIZE];

	decimal_write(v, text);
	return text;
}

/* Each good text and the one it is written back as. */
static const char *const good[][2] = {
	{ "0", "0" },
	{ "-0", "0" },
	{ "0.0", "0" },
	{ "-0.000", "0" },
	{ "000", "0" },
	{ "1", "1" },
	{ "-1", "-1" },
	{ "10", "10" },
	{ "1.0", "1" },
	{ "1.10", "1.1" },
	{ "001.5", "1.5" },
	{ "-00.5", "-0.5" },
	{ "0.1", "0.1" },
	{ "0.000000000000000001", "0.000000000000000001" },
	{ "-0.000000000000000001", "-0.000000000000000001" },
	{ "0.1234567890123456780000", "0.123456789012345678" },
	{ "1.000000000000000000000000000000", "1" },
	{ "60000.00000137", "60000.00000137" },
	{ "12345678901234567890", "12345678901234567890" },
	{ "99999999999999999999.999999999999999999", "99999999999999999999.999999999999999999" },
	{ "-12345678901234567890.123456789012345678", "-12345678901234567890.123456789012345678" },
	{ "0000000000000000000000000000000000000000000000000000000000000001", "1" },
	{ "9223372036854775807", "9223372036854775807" },
	{ "18446744073709551616", "18446744073709551616" },
	{ "1000000000000000000", "1000000000000000000" },
	{ "1000000000000000000.000000000000000001", "1000000000000000000.000000000000000001" },
	{ HIGHEST, HIGHEST },
	{ LOWEST, LOWEST },
};

TEST(decimal_parse_reads_and_decimal_write_gives_the_shortest_text)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_string_equal(text_of(d(good[i][0])), good[i][1]);
		case_counted();
	}
	CHECK(d(HIGHEST).e18 == (__int128)(~(unsigned __int128)0 >> 1));
	CHECK(d(LOWEST).e18 == -d(HIGHEST).e18 - 1);
	CHECK(d("1.5").e18 == 1500000000000000000);
}

static const struct {
	const char *text;
	enum err e;
} bad[] = {
	{ "", ERR_INPUT },
	{ "-", ERR_INPUT },
	{ "+1", ERR_INPUT },
	{ "--1", ERR_INPUT },
	{ "1.", ERR_INPUT },
	{ ".5", ERR_INPUT },
	{ "-.5", ERR_INPUT },
	{ ".", ERR_INPUT },
	{ "-.", ERR_INPUT },
	{ "1e5", ERR_INPUT },
	{ "1E5", ERR_INPUT },
	{ "1.5e1", ERR_INPUT },
	{ "1.2.3", ERR_INPUT },
	{ "1..2", ERR_INPUT },
	{ " 1", ERR_INPUT },
	{ "1 ", ERR_INPUT },
	{ "1,5", ERR_INPUT },
	{ "1_0", ERR_INPUT },
	{ "0x10", ERR_INPUT },
	{ "NaN", ERR_INPUT },
	{ "nan", ERR_INPUT },
	{ "inf", ERR_INPUT },
	{ "Infinity", ERR_INPUT },
	{ "-Infinity", ERR_INPUT },
	{ "null", ERR_INPUT },
	{ "1-", ERR_INPUT },
	{ "1.-5", ERR_INPUT },
	{ "1.5-", ERR_INPUT },
	{ "1/2", ERR_INPUT },
	{ "1:2", ERR_INPUT },
	{ "\xd9\xa1", ERR_INPUT },
	{ "0.0000000000000000001", ERR_INPUT },
	{ "1.0000000000000000001", ERR_INPUT },
	{ "0.1234567890123456789", ERR_INPUT },
	{ "170141183460469231731.687303715884105728", ERR_LIMIT },
	{ "-170141183460469231731.687303715884105729", ERR_LIMIT },
	{ "170141183460469231732", ERR_LIMIT },
	{ "999999999999999999999", ERR_LIMIT },
	{ "340282366920938463463.374607431768211456", ERR_LIMIT },
	{ "1000000000000000000000", ERR_LIMIT },
	{ "1234567890123456789012345678901234567890", ERR_LIMIT },
	{ "00000000000000000000000000000000000000000000000000000000000000001", ERR_LIMIT },
};

TEST(decimal_parse_refuses_everything_else_and_leaves_out_alone)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct decimal v = { 42 };

		if (decimal_parse(span_text(bad[i].text), &v) != bad[i].e)
			fail_msg("%s", bad[i].text);
		CHECK(v.e18 == 42);
		case_counted();
	}
	CHECK_ERR(decimal_parse(S("1\0"), &(struct decimal){ 0 }), ERR_INPUT);
}

/* Every byte in every place of a good text: digits stay good, nothing else does but a point or a
 * minus in its one place. */
TEST(decimal_parse_refuses_every_other_byte)
{
	for (size_t at = 0; at < 4; at++)
		for (int c = 0; c < 256; c++) {
			uint8_t text[] = { '1', '2', '3', '4' };
			struct decimal v;
			bool is_good = c >= '0' && c <= '9';

			is_good =
			    is_good || (c == '.' && (at == 1 || at == 2)) || (c == '-' && at == 0);
			text[at] = (uint8_t)c;
			assert_int_equal(
			    decimal_parse(SPAN_OF(text), &v), is_good ? OK : ERR_INPUT);
		}
}

/* Short texts and long ones are read by different code: leading zeros must change nothing. */
TEST(decimal_parse_reads_short_and_long_texts_alike)
{
	static const char alphabet[] = "0123456789.-";
	size_t taken = 0;

	for (uint32_t i = 0, seed = 1; i < 20000; i++) {
		char plain[24] = "", padded[48];
		struct decimal v = { 1 }, w = { 1 };
		bool is_negative;
		enum err e;

		for (size_t k = 0; k < 1 + i % 21; k++) {
			seed = seed * 1103515245 + 12345;
			/* digits mostly, or nothing would be taken */
			plain[k] = alphabet[(seed >> 16) % (seed >> 28 == 0 ? 12 : 10)];
		}
		is_negative = plain[0] == '-';
		(void)snprintf(padded, sizeof(padded), "%s%020d%s", is_negative ? "-" : "", 0,
		    plain + is_negative);
		/* where zeros would make digits before a point, or of no digits, the first says no
		 */
		e = decimal_parse(span_text(plain), &v);
		if (plain[is_negative] == '.' || plain[is_negative] == '\0') {
			CHECK_INT(e, ERR_INPUT);
			continue;
		}
		CHECK_INT(decimal_parse(span_text(padded), &w), e);
		CHECK(v.e18 == w.e18);
		taken += e == OK;
	}
	CHECK(taken > 5000);
}

TEST(decimal_write_places_rounds_half_to_even)
{
	static const struct {
		const char *value;
		unsigned places;
		const char *text;
	} cases[] = {
		{ "12.5", 8, "12.50000000" },
		{ "0", 0, "0" },
		{ "0", 2, "0.00" },
		{ "0.5", 0, "0" },
		{ "1.5", 0, "2" },
		{ "2.5", 0, "2" },
		{ "-2.5", 0, "-2" },
		{ "-3.5", 0, "-4" },
		{ "-0.5", 0, "0" },
		{ "-0.004", 2, "0.00" },
		{ "0.005", 2, "0.00" },
		{ "0.015", 2, "0.02" },
		{ "0.0150000000000001", 2, "0.02" },
		{ "0.0050000000000001", 2, "0.01" },
		{ "0.994", 2, "0.99" },
		{ "0.995", 2, "1.00" },
		{ "9.995", 2, "10.00" },
		{ "99999999999999999999.5", 0, "100000000000000000000" },
		{ "0.000000000000000001", 18, "0.000000000000000001" },
		{ "0.000000000000000001", 17, "0.00000000000000000" },
		{ "-0.000000000000000015", 17, "-0.00000000000000002" },
		{ "1", 99, "1.000000000000000000" },
		{ HIGHEST, 0, "170141183460469231732" },
		{ LOWEST, 0, "-170141183460469231732" },
		{ LOWEST, 18, LOWEST },
		{ HIGHEST, 1, "170141183460469231731.7" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[DECIMAL_TEXT_SIZE];

		decimal_write_places(d(cases[i].value), cases[i].places, text);
		CHECK_TEXT(text, cases[i].text);
		case_counted();
	}
}

TEST(decimal_sums_are_exact_and_stop_at_the_range)
{
	const struct decimal high = d(HIGHEST), low = d(LOWEST), bit = d("0.000000000000000001");
	struct decimal v = { 42 };

	CHECK_ERR(decimal_add(high, bit, &v), ERR_LIMIT);
	CHECK_ERR(decimal_sub(low, bit, &v), ERR_LIMIT);
	CHECK_ERR(decimal_sub(d("0"), low, &v), ERR_LIMIT);
	CHECK_ERR(decimal_negate(low, &v), ERR_LIMIT);
	CHECK(v.e18 == 42);
	CHECK_OK(decimal_add(high, low, &v));
	CHECK_TEXT(text_of(v), "-0.000000000000000001");
	CHECK_OK(decimal_sub(high, bit, &v));
	CHECK_OK(decimal_add(v, bit, &v)); /* out may alias */
	CHECK_TEXT(text_of(v), HIGHEST);
	CHECK_OK(decimal_negate(high, &v));
	CHECK_OK(decimal_sub(v, bit, &v));
	CHECK_TEXT(text_of(v), LOWEST);
	CHECK_OK(decimal_add(d("0.1"), d("0.2"), &v));
	CHECK_TEXT(text_of(v), "0.3");
}

TEST(decimal_products_and_quotients_round_once_half_to_even)
{
	static const struct {
		const char *a, *b, *c, *result; /* a*b/c */
	} cases[] = {
		{ "60000.5", "0.001", "1", "60.0005" },
		{ "-3", "7", "1", "-21" },
		{ "-3", "-7", "-1", "-21" },
		{ "0", LOWEST, "1", "0" },
		{ "1", "1", "3", "0.333333333333333333" },
		{ "2", "1", "3", "0.666666666666666667" },
		{ "-2", "1", "3", "-0.666666666666666667" },
		{ "0.000000000000000001", "0.5", "1", "0" },
		{ "0.000000000000000003", "0.5", "1", "0.000000000000000002" },
		{ "0.000000000000000001", "1.5", "1", "0.000000000000000002" },
		{ "-0.000000000000000005", "0.5", "1", "-0.000000000000000002" },
		{ HIGHEST, "1", "1", HIGHEST },
		{ LOWEST, "1", "1", LOWEST },
		{ LOWEST, "-1", "-1", LOWEST },
		{ HIGHEST, HIGHEST, HIGHEST, HIGHEST },
		{ LOWEST, LOWEST, LOWEST, LOWEST },
		{ LOWEST, HIGHEST, LOWEST, HIGHEST },
		{ HIGHEST, "2", "2", HIGHEST },
		{ HIGHEST, "0.000000000000000001", "0.000000000000000001", HIGHEST },
		{ "1", "1", HIGHEST, "0" },
		{ "99999999999999999999", "99999999999999999999", "99999999999999999999",
		    "99999999999999999999" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct decimal v;

		CHECK_OK(decimal_muldiv(d(cases[i].a), d(cases[i].b), d(cases[i].c), &v));
		CHECK_TEXT(text_of(v), cases[i].result);
		case_counted();
	}
}

TEST(decimal_products_and_quotients_stop_at_the_range)
{
	const struct decimal high = d(HIGHEST), low = d(LOWEST), zero = d("0"), bit = { 1 };
	struct decimal v = { 42 };

	CHECK_ERR(decimal_mul(high, d("1.000000000000000001"), &v), ERR_LIMIT);
	CHECK_ERR(decimal_mul(low, d("-1"), &v), ERR_LIMIT);
	CHECK_ERR(decimal_mul(high, high, &v), ERR_LIMIT);
	CHECK_ERR(decimal_mul(low, low, &v), ERR_LIMIT);
	CHECK_ERR(decimal_mul(d("100000000000"), d("10000000000"), &v), ERR_LIMIT);
	CHECK_ERR(decimal_div(high, bit, &v), ERR_LIMIT);
	CHECK_ERR(decimal_div(high, d("0.999999999999999999"), &v), ERR_LIMIT);
	CHECK_ERR(decimal_div(high, zero, &v), ERR_INPUT);
	CHECK_ERR(decimal_muldiv(zero, zero, zero, &v), ERR_INPUT);
	CHECK_ERR(decimal_muldiv(high, high, bit, &v), ERR_LIMIT);
	CHECK(v.e18 == 42);
	CHECK_OK(decimal_div(d("1"), d("8"), &v));
	CHECK_TEXT(text_of(v), "0.125");
	CHECK_OK(decimal_div(v, v, &v));
	CHECK_TEXT(text_of(v), "1");
}

TEST(decimal_compare_and_sign_order_the_whole_range)
{
	static const char *const rising[] = { LOWEST, "-1", "-0.000000000000000001", "0",
		"0.000000000000000001", "1", HIGHEST };

	for (int i = 0; i < 7; i++) {
		CHECK_INT(decimal_sign(d(rising[i])), (i > 3) - (i < 3));
		for (int k = 0; k < 7; k++)
			CHECK_INT(decimal_compare(d(rising[i]), d(rising[k])), (i > k) - (i < k));
	}
}

TEST(decimal_of_takes_every_int64)
{
	CHECK_TEXT(text_of(decimal_of(INT64_MIN)), "-9223372036854775808");
	CHECK_TEXT(text_of(decimal_of(INT64_MAX)), "9223372036854775807");
	CHECK_TEXT(text_of(decimal_of(-7)), "-7");
}
