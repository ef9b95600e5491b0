/* SPDX-License-Identifier: Apache-2.0 */
/* Decimals against arithmetic on arrays of decimal digits, worked as on paper. */
#include "lib/decimal/decimal.h"
#include "test/check.h"

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

	for (int i = 0; i < 1500; i++) {
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
	CHECK(taken > 100 && refused > 100);
}

TEST(decimal_text_gives_back_every_value)
{
	for (int i = 0; i < 5000; i++) {
		const struct decimal v = any();
		char text[DECIMAL_TEXT_SIZE];
		struct decimal back;

		decimal_write(v, text);
		CHECK_OK(decimal_parse(span_text(text), &back));
		CHECK(back.e18 == v.e18);
		decimal_write_places(v, DECIMAL_PLACES, text);
		CHECK_OK(decimal_parse(span_text(text), &back));
		CHECK(back.e18 == v.e18);
	}
}

/* Fewer places are the value over a power of ten, rounded by the slow way. */
TEST(decimal_write_places_agrees_with_paper_arithmetic)
{
	for (int i = 0; i < 1500; i++) {
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
