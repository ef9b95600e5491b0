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

/*
 * The slow way: whole numbers as arrays of decimal digits, lowest first, worked as on paper.
 */
enum { DIGITS = 90 };

struct slow {
	uint8_t digit[DIGITS];
};

static struct slow
slow_of(unsigned __int128 v)
{
	struct slow s = { 0 };

	for (size_t i = 0; v > 0; v /= 10)
		s.digit[i++] = (uint8_t)(v % 10);
	return s;
}

static int
slow_compare(const struct slow *a, const struct slow *b)
{
	for (size_t i = DIGITS; i-- > 0;)
		if (a->digit[i] != b->digit[i])
			return a->digit[i] > b->digit[i] ? 1 : -1;
	return 0;
}

static struct slow
slow_multiply(const struct slow *a, const struct slow *b)
{
	struct slow product = { 0 };

	for (size_t i = 0; i < DIGITS / 2; i++) {
		unsigned carry = 0;

		for (size_t k = 0; k < DIGITS / 2; k++) {
			carry += product.digit[i + k] + (unsigned)a->digit[i] * b->digit[k];
			product.digit[i + k] = (uint8_t)(carry % 10);
			carry /= 10;
		}
	}
	return product;
}

static void
slow_subtract(struct slow *a, const struct slow *b)
{
	int borrow = 0;

	for (size_t i = 0; i < DIGITS; i++) {
		const int digit = a->digit[i] - b->digit[i] - borrow;

		borrow = digit < 0;
		a->digit[i] = (uint8_t)(digit + 10 * borrow);
	}
}

static void
slow_shift(struct slow *a, uint8_t lowest)
{
	memmove(a->digit + 1, a->digit, DIGITS - 1);
	a->digit[0] = lowest;
}

static void
slow_increment(struct slow *a)
{
	for (size_t i = 0; i < DIGITS; i++) {
		if (++a->digit[i] < 10)
			return;
		a->digit[i] = 0;
	}
}

/* n/c rounded half to even. */
static struct slow
slow_divide(const struct slow *n, const struct slow *c)
{
	struct slow quotient = { 0 }, rest = { 0 }, twice;
	int against_half;

	for (size_t i = DIGITS; i-- > 0;) {
		slow_shift(&rest, n->digit[i]);
		slow_shift(&quotient, 0);
		for (; slow_compare(&rest, c) >= 0; quotient.digit[0]++)
			slow_subtract(&rest, c);
	}
	twice = slow_multiply(&rest, &(struct slow){ { 2 } });
	against_half = slow_compare(&twice, c);
	if (against_half > 0 || (against_half == 0 && quotient.digit[0] % 2 == 1))
		slow_increment(&quotient);
	return quotient;
}

/* A generator of our own (xorshift64*), so that a failure comes back on every run. */
static uint64_t
roll(void)
{
	static uint64_t state = 0x9e3779b97f4a7c15;

	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 0x2545f4914f6cdd1d;
}

/* Any size of number is as likely as any other; ends of the range and halves come often. */
static struct decimal
any(void)
{
	unsigned __int128 v = (unsigned __int128)roll() << 64 | roll();

	v >>= roll() % 128;
	if (roll() % 8 == 0)
		v = ~(unsigned __int128)0 >> (roll() % 128);
	if (roll() % 8 == 0)
		v = (unsigned __int128)1 << (roll() % 128);
	if (roll() % 8 == 0)
		v = (unsigned __int128)500000000000000000 * (roll() % 1000);
	return (struct decimal){ (__int128)v };
}

static unsigned __int128
size_of(struct decimal v)
{
	return v.e18 < 0 ? -(unsigned __int128)v.e18 : (unsigned __int128)v.e18;
}

TEST(decimal_muldiv_agrees_with_paper_arithmetic)
{
	size_t taken = 0, refused = 0;

	for (int i = 0; i < 6000; i++) {
		const struct decimal a = any(), b = any(), c = i % 3 == 0 ? decimal_of(1) : any();
		const bool is_negative = (a.e18 < 0) ^ (b.e18 < 0) ^ (c.e18 < 0);
		const struct slow limit = slow_of(((unsigned __int128)1 << 127) - !is_negative);
		struct slow x = slow_of(size_of(a)), y = slow_of(size_of(b)),
			    z = slow_of(size_of(c));
		struct slow want;
		struct decimal v;

		if (c.e18 == 0)
			continue;
		x = slow_multiply(&x, &y);
		want = slow_divide(&x, &z);
		if (slow_compare(&want, &limit) > 0) {
			CHECK_ERR(decimal_muldiv(a, b, c, &v), ERR_LIMIT);
			refused++;
			continue;
		}
		CHECK_OK(decimal_muldiv(a, b, c, &v));
		x = slow_of(size_of(v));
		CHECK_INT(slow_compare(&x, &want), 0);
		CHECK(v.e18 == 0 || (v.e18 < 0) == is_negative);
		taken++;
	}
	CHECK(taken > 500 && refused > 500);
}

TEST(decimal_text_gives_back_every_value)
{
	for (int i = 0; i < 20000; i++) {
		const struct decimal v = any();
		char text[DECIMAL_TEXT_SIZE];

		decimal_write(v, text);
		CHECK(d(text).e18 == v.e18);
		decimal_write_places(v, DECIMAL_PLACES, text);
		CHECK(d(text).e18 == v.e18);
	}
}

/* Fewer places are the value over a power of ten, rounded by the slow way. */
TEST(decimal_write_places_agrees_with_paper_arithmetic)
{
	for (int i = 0; i < 5000; i++) {
		const struct decimal v = any();
		const unsigned places = (unsigned)(roll() % 19);
		struct slow unit = { 0 }, value = slow_of(size_of(v)), want;
		char text[DECIMAL_TEXT_SIZE];
		size_t size, k = 0;

		unit.digit[DECIMAL_PLACES - places] = 1;
		want = slow_divide(&value, &unit);
		decimal_write_places(v, places, text);
		size = strlen(text);
		if (places > 0)
			CHECK_INT(text[size - 1 - places], '.');
		while (size-- > 0 && text[size] != '-')
			if (text[size] != '.')
				CHECK_INT(text[size] - '0', want.digit[k++]);
		CHECK(k > places);
		for (; k < DIGITS; k++)
			CHECK_INT(want.digit[k], 0);
	}
}
