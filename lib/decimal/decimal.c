/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/decimal/decimal.h"

typedef unsigned __int128 u128;

enum { TEXT_MAX = 64, WHOLE_DIGITS_MAX = 21 };

static const uint64_t ten_to[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000,
	1000000000, 10000000000, 100000000000, 1000000000000, 10000000000000, 100000000000000,
	1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000 };

#define ONE ((u128)1000000000000000000) /* 10^18 */
#define LOWEST ((u128)1 << 127)         /* the magnitude of the lowest value */

/*
 * Signs aside
 */

static u128
magnitude(struct decimal d)
{
	return d.e18 < 0 ? -(u128)d.e18 : (u128)d.e18;
}

static enum err
signed_of(bool is_negative, u128 m, struct decimal *out)
{
	ENSURE(m < LOWEST || (is_negative && m == LOWEST), ERR_LIMIT);
	out->e18 = (__int128)(is_negative ? -m : m);
	return OK;
}

/* One up, when the exact value is nearer there, or as near and `q` is odd. */
static u128
round_half_even(u128 q, u128 rest, u128 divisor)
{
	const u128 missing = divisor - rest;

	return q + (rest > missing || (rest == missing && q % 2 == 1));
}

/*
 * 256 bits
 */

struct wide {
	u128 high, low;
};

static struct wide
multiply(u128 a, u128 b)
{
	const u128 a1 = a >> 64, a0 = (uint64_t)a, b1 = b >> 64, b0 = (uint64_t)b;
	const u128 low = a0 * b0;
	const u128 middle = a1 * b0 + (low >> 64); /* cannot wrap: (2^64-1)^2 + 2^64-1 < 2^128 */
	const u128 other = a0 * b1 + (uint64_t)middle;

	return (
	    struct wide){ a1 * b1 + (middle >> 64) + (other >> 64), other << 64 | (uint64_t)low };
}

static int
leading_zeros(u128 v)
{
	const uint64_t high = (uint64_t)(v >> 64);

	return high != 0 ? __builtin_clzll(high) : 64 + __builtin_clzll((uint64_t)v);
}

/*
 * One 64-bit digit of a long division (Knuth, TAOCP 2, 4.3.1, algorithm D, steps D3 and D4):
 * (*rest : next) / d, for a `d` whose top bit is set and *rest < d.
 */
static u128
divide_digit(u128 *rest, uint64_t next, u128 d)
{
	const u128 d1 = d >> 64, d0 = (uint64_t)d;
	u128 q = *rest / d1, r = *rest - q * d1;

	/* the estimate is at most 2 too large */
	while (r >> 64 == 0 && (q >> 64 != 0 || q * d0 > (r << 64 | next))) {
		q--;
		r += d1;
	}
	*rest = (*rest << 64 | next) - q * d;
	return q;
}

/* n / d, for n.high < d, so that the quotient has 128 bits. */
static u128
divide(struct wide n, u128 d, u128 *rest)
{
	const int shift = leading_zeros(d);
	u128 high, low, q1, q0;

	d <<= shift;
	high = n.high << shift;
	if (shift > 0)
		high |= n.low >> (128 - shift);
	low = n.low << shift;
	q1 = divide_digit(&high, (uint64_t)(low >> 64), d);
	q0 = divide_digit(&high, (uint64_t)low, d);
	*rest = high >> shift;
	return q1 << 64 | q0;
}

/*
 * Text
 */

static size_t
digit_count(struct span text)
{
	size_t count = 0;

	while (count < text.size && (uint8_t)(text.p[count] - '0') <= 9)
		count++;
	return count;
}

/* At most 38 digits. */
static u128
digits_value(struct span digits)
{
	const size_t first = digits.size < 19 ? digits.size : 19; /* what fits 64 bits */
	uint64_t start = 0;
	u128 v;

	for (size_t i = 0; i < first; i++)
		start = start * 10 + (uint64_t)(digits.p[i] - '0');
	v = start;
	for (size_t i = first; i < digits.size; i++) {
		const unsigned digit = digits.p[i] - (unsigned)'0';

		v = v * 10 + digit;
	}
	return v;
}

/* Split `digits(.digits)?` at its point; `fraction` is empty without one. */
static enum err
split(struct span text, struct span *whole, struct span *fraction)
{
	*whole = span_first(text, digit_count(text));
	*fraction = span_from(text, whole->size + 1);
	ENSURE(whole->size > 0, ERR_INPUT);
	if (whole->size == text.size)
		return OK;
	ENSURE(text.p[whole->size] == '.' && fraction->size > 0, ERR_INPUT);
	ENSURE(digit_count(*fraction) == fraction->size, ERR_INPUT);
	return OK;
}

/* Up to 19 characters after the sign, in one pass: the usual case.  False for all other texts. */
static inline bool
quick_parse(struct span text, struct decimal *out)
{
	const size_t from = text.size > 0 && text.p[0] == '-';
	size_t point = text.size;
	uint64_t units = 0;

	if (text.size == from || text.size > from + 19 || text.p[from] == '.')
		return false;
	for (size_t i = from; i < text.size; i++) {
		const unsigned digit = text.p[i] - (unsigned)'0';

		if (digit <= 9)
			units = units * 10 + digit;
		else if (text.p[i] == '.' && point == text.size && i + 1 < text.size)
			point = i;
		else
			return false;
	}
	if (point < text.size)
		point++;
	/* at most 10^19 * 10^18: in range */
	out->e18 = (__int128)units * (__int128)ten_to[DECIMAL_PLACES - (text.size - point)];
	if (from > 0)
		out->e18 = -out->e18;
	return true;
}

enum err
decimal_parse(struct span text, struct decimal *out)
{
	const bool is_negative = text.size > 0 && text.p[0] == '-';
	struct span whole, fraction;
	u128 units;

	if (quick_parse(text, out))
		return OK;
	ENSURE(text.size <= TEXT_MAX, ERR_LIMIT);
	TRY(split(is_negative ? span_from(text, 1) : text, &whole, &fraction));
	while (whole.size > 0 && whole.p[0] == '0')
		whole = span_from(whole, 1);
	while (fraction.size > 0 && fraction.p[fraction.size - 1] == '0')
		fraction.size--;
	ENSURE(fraction.size <= DECIMAL_PLACES, ERR_INPUT);
	ENSURE(whole.size <= WHOLE_DIGITS_MAX, ERR_LIMIT);
	units = digits_value(whole);
	ENSURE(units <= LOWEST / ONE, ERR_LIMIT); /* the product below cannot wrap */
	return signed_of(is_negative,
	    units * ONE + digits_value(fraction) * ten_to[DECIMAL_PLACES - fraction.size], out);
}

/* `count` with a point before its last `places` digits. */
static void
write_count(bool is_negative, u128 count, unsigned places, char out[DECIMAL_TEXT_SIZE])
{
	char reversed[DECIMAL_TEXT_SIZE];
	size_t size = 0, written = 0;
	unsigned digits = 0;

	while (count > 0 || digits <= places) {
		/* 128-bit division is slow: 18 digits at a time */
		uint64_t part = (uint64_t)(count % ONE);

		count /= ONE;
		for (int i = 0; i < 18 && (count > 0 || part > 0 || digits <= places); i++) {
			if (digits++ == places && places > 0)
				reversed[size++] = '.';
			reversed[size++] = (char)('0' + part % 10);
			part /= 10;
		}
	}
	if (is_negative)
		reversed[size++] = '-';
	while (size > 0)
		out[written++] = reversed[--size];
	out[written] = '\0';
}

void
decimal_write(struct decimal d, char out[DECIMAL_TEXT_SIZE])
{
	size_t size;

	write_count(d.e18 < 0, magnitude(d), DECIMAL_PLACES, out);
	size = strlen(out);
	while (out[size - 1] == '0')
		size--;
	if (out[size - 1] == '.')
		size--;
	out[size] = '\0';
}

void
decimal_write_places(struct decimal d, unsigned places, char out[DECIMAL_TEXT_SIZE])
{
	const unsigned kept = places < DECIMAL_PLACES ? places : DECIMAL_PLACES;
	const u128 unit = ten_to[DECIMAL_PLACES - kept], m = magnitude(d);
	const u128 count = round_half_even(m / unit, m % unit, unit);

	write_count(d.e18 < 0 && count > 0, count, kept, out);
}

/*
 * Arithmetic
 */

enum err
decimal_muldiv(struct decimal a, struct decimal b, struct decimal c, struct decimal *out)
{
	const bool is_negative = (a.e18 < 0) ^ (b.e18 < 0) ^ (c.e18 < 0);
	const struct wide product = multiply(magnitude(a), magnitude(b));
	const u128 divisor = magnitude(c);
	u128 q, rest;

	ENSURE(divisor != 0, ERR_INPUT);
	ENSURE(product.high < divisor, ERR_LIMIT);
	if (product.high == 0) {
		q = product.low / divisor;
		rest = product.low - q * divisor;
	} else {
		q = divide(product, divisor, &rest);
	}
	ENSURE(q <= LOWEST, ERR_LIMIT); /* rounding up cannot wrap then */
	return signed_of(is_negative, round_half_even(q, rest, divisor), out);
}

enum err
decimal_mul(struct decimal a, struct decimal b, struct decimal *out)
{
	return decimal_muldiv(a, b, decimal_of(1), out);
}

enum err
decimal_div(struct decimal a, struct decimal b, struct decimal *out)
{
	return decimal_muldiv(a, decimal_of(1), b, out);
}
