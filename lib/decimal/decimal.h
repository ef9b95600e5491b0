/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decimal.h - exact money: a signed 128-bit count of 1e-18.
 *
 * Range about +-1.7e20 units.  Addition never rounds; products and quotients that need more than
 * 18 decimals are rounded half to even, once.  Every operation that could leave the range says
 * ERR_LIMIT instead of wrapping.
 *
 * Room:      lib/decimal.  Calls: lib/base.
 * Promises:  results depend on the arguments only, the same on every machine.
 * Never:     floating point.
 */
#ifndef DECIMAL_DECIMAL_H
#define DECIMAL_DECIMAL_H

#include "lib/base/bytes.h"

struct decimal {
	__int128 e18; /* the value times 10^18 */
};

enum {
	DECIMAL_PLACES = 18,
	DECIMAL_TEXT_SIZE = 48, /* longest text with its NUL */
};

/* A whole number.  Total: every int64 fits. */
static inline struct decimal
decimal_of(int64_t whole)
{
	return (struct decimal){ (__int128)whole * INT64_C(1000000000000000000) };
}

/*
 * Read `-?digits(.digits)?`: no plus, no exponent, no spaces, digits on both sides of a point,
 * leading zeros allowed (exchanges write them), "-0" is 0.
 * ERR_INPUT for anything else, also for more than 18 decimals that are not zero; ERR_LIMIT out of
 * range or for a text over 64 characters.  `out` is then unchanged.
 */
enum err decimal_parse(struct span text, struct decimal *out);

/* Shortest text: no exponent, no trailing zeros, no "-0".  NUL-terminated. */
void decimal_write(struct decimal d, char out[DECIMAL_TEXT_SIZE]);

/* Exactly `places` decimals (more than 18 count as 18), rounded half to even, no "-0.00". */
void decimal_write_places(struct decimal d, unsigned places, char out[DECIMAL_TEXT_SIZE]);

/* ERR_LIMIT out of range; `out` is then unchanged.  `out` may alias an argument. */
static inline enum err
decimal_add(struct decimal a, struct decimal b, struct decimal *out)
{
	__int128 sum;

	ENSURE(!__builtin_add_overflow(a.e18, b.e18, &sum), ERR_LIMIT);
	out->e18 = sum;
	return OK;
}

static inline enum err
decimal_sub(struct decimal a, struct decimal b, struct decimal *out)
{
	__int128 difference;

	ENSURE(!__builtin_sub_overflow(a.e18, b.e18, &difference), ERR_LIMIT);
	out->e18 = difference;
	return OK;
}

/* ERR_LIMIT for the one value that has no opposite. */
static inline enum err
decimal_negate(struct decimal a, struct decimal *out)
{
	return decimal_sub((struct decimal){ 0 }, a, out);
}

/* -1, 0, 1 */
static inline int
decimal_compare(struct decimal a, struct decimal b)
{
	return (a.e18 > b.e18) - (a.e18 < b.e18);
}

static inline int
decimal_sign(struct decimal a)
{
	return (a.e18 > 0) - (a.e18 < 0);
}

/* a*b rounded half to even at 1e-18; ERR_LIMIT out of range. */
enum err decimal_mul(struct decimal a, struct decimal b, struct decimal *out);

/* a*b/c with an exact intermediate, one half-even rounding.  ERR_INPUT when c is 0; ERR_LIMIT. */
enum err decimal_muldiv(struct decimal a, struct decimal b, struct decimal c, struct decimal *out);

/* a/b rounded half to even.  ERR_INPUT when b is 0; ERR_LIMIT. */
enum err decimal_div(struct decimal a, struct decimal b, struct decimal *out);

#endif
