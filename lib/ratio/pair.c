/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/pair.h"

/* Long division with two digits, a double each. */
struct pair
pair_divide(struct pair a, struct pair b)
{
	const double first = a.hi / b.hi;
	const struct pair taken = pair_multiply(b, (struct pair){ -first, 0 });
	const struct pair rest = pair_add(a, taken);
	const double second = rest.hi / b.hi;
	const struct pair taken_too = pair_multiply(b, (struct pair){ -second, 0 });
	const double third = pair_add(rest, taken_too).hi / b.hi;

	return pair_add_real(pair_settle(first, second), third);
}

static const struct pair unit = { 1e18, 0 }; /* 2^18 * 5^18: exactly a double */

struct pair
pair_of_decimal(struct decimal d)
{
	static const __int128 most = (__int128)(~(unsigned __int128)0 >> 1);
	const double hi = (double)d.e18; /* may be 2^127, which is no __int128 */
	const double lo =
	    hi < 0x1p127 ? (double)(d.e18 - (__int128)hi) : (double)(d.e18 - most) - 1;

	return pair_divide((struct pair){ hi, lo }, unit);
}

double
pair_real_of_decimal(struct decimal d)
{
	return (double)d.e18 / unit.hi;
}
