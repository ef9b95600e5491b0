/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/amount.h"

#include <stdbool.h>

__int128
amount_product(int64_t a_e8, int64_t b_e8)
{
	return (__int128)a_e8 * b_e8;
}

void
amount_write(int64_t e8, char out[AMOUNT_TEXT_SIZE])
{
	const bool is_negative = e8 < 0;
	const uint64_t size = is_negative ? 0 - (uint64_t)e8 : (uint64_t)e8;

	(void)snprintf(out, AMOUNT_TEXT_SIZE, "%s%llu.%08llu", is_negative ? "-" : "",
	    (unsigned long long)(size / AMOUNT_ONE), (unsigned long long)(size % AMOUNT_ONE));
}

void
amount_short_write(__int128 e16, char out[AMOUNT_TEXT_SIZE])
{
	enum { PLACES = 16 };
	const bool is_negative = e16 < 0;
	unsigned __int128 rest = is_negative ? -(unsigned __int128)e16 : (unsigned __int128)e16;
	char digits[AMOUNT_TEXT_SIZE];
	unsigned at = AMOUNT_TEXT_SIZE - 1;
	bool has_decimals = false;

	digits[at] = '\0';
	for (unsigned place = 0; place < PLACES || rest > 0 || place == PLACES; place++) {
		const char digit = (char)('0' + (unsigned)(rest % 10));

		rest /= 10;
		if (place == PLACES && has_decimals)
			digits[--at] = '.';
		has_decimals = has_decimals || (place < PLACES && digit != '0');
		if (place >= PLACES || has_decimals)
			digits[--at] = digit;
	}
	(void)snprintf(out, AMOUNT_TEXT_SIZE, "%s%s", is_negative ? "-" : "", digits + at);
}
