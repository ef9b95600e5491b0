/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/known.h"

const char *
known_why_name(enum known_why why)
{
	static const char *const names[] = {
#define X(why, name) [why] = (name),
		KNOWN_TABLE(X)
#undef X
	};

	return why < KNOWN_WHY_COUNT ? names[why] : "unknown";
}

struct known
known_value(double value)
{
	if (!real_is_finite(value))
		return known_not(KNOWN_OUT_OF_RANGE);
	return (struct known){ KNOWN, value };
}

struct known
known_not(enum known_why why)
{
	return (struct known){ why, 0 };
}

struct known
known_quotient(double a, double b, enum known_why why)
{
	return b == 0 ? known_not(why) : known_value(a / b);
}

struct known
known_times(struct known a, double factor)
{
	return a.why == KNOWN ? known_value(a.value * factor) : a;
}
