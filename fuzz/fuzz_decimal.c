/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a decimal, and lines of them through the arithmetic.  Oracle: what is written
 * parses to the same value, twice the same; x*1, x/1, x-x, x+0 and a*b/b are what they must be.
 */
#include "lib/decimal/decimal.h"

#include "fuzz/fuzz.h"

static void
check_text(struct decimal v)
{
	char text[DECIMAL_TEXT_SIZE], again[DECIMAL_TEXT_SIZE];
	struct decimal back;

	decimal_write(v, text);
	assert(decimal_parse(span_text(text), &back) == OK && back.e18 == v.e18);
	decimal_write(back, again);
	assert(strcmp(text, again) == 0);
	for (unsigned places = 0; places <= DECIMAL_PLACES; places++) {
		decimal_write_places(v, places, text);
		assert(strlen(text) < DECIMAL_TEXT_SIZE);
	}
	assert(decimal_parse(span_text(text), &back) == OK && back.e18 == v.e18);
}

static void
check_laws(struct decimal a, struct decimal b)
{
	const struct decimal one = decimal_of(1), zero = decimal_of(0);
	struct decimal v, w;

	assert(decimal_mul(a, one, &v) == OK && v.e18 == a.e18);
	assert(decimal_div(a, one, &v) == OK && v.e18 == a.e18);
	assert(decimal_sub(a, a, &v) == OK && v.e18 == 0);
	assert(decimal_add(a, zero, &v) == OK && v.e18 == a.e18);
	assert(decimal_div(a, zero, &v) == ERR_INPUT);
	assert(decimal_sign(b) == 0 || (decimal_muldiv(a, b, b, &v) == OK && v.e18 == a.e18));
	assert(decimal_mul(a, b, &v) == decimal_mul(b, a, &w));
	if (decimal_mul(a, b, &v) == OK && decimal_mul(b, a, &w) == OK)
		assert(v.e18 == w.e18);
	if (decimal_add(a, b, &v) == OK && decimal_sub(v, b, &w) == OK)
		assert(w.e18 == a.e18);
	assert(decimal_compare(a, b) == -decimal_compare(b, a));
}

FUZZ(decimal, data, size)
{
	struct decimal last = decimal_of(1), v;
	size_t from = 0;

	for (size_t at = 0; at <= size; at++) {
		if (at < size && data[at] != '\n')
			continue;
		if (decimal_parse((struct span){ data + from, at - from }, &v) == OK) {
			check_text(v);
			check_laws(v, last);
			last = v;
		}
		from = at + 1;
	}
}
