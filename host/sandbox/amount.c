/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/amount.h"

#include <assert.h>
#include <stdbool.h>

__int128
amount_product(int64_t a_e8, int64_t b_e8)
{
	return (__int128)a_e8 * b_e8;
}

void
amount_write(__int128 e8, char out[AMOUNT_TEXT_SIZE])
{
	const bool is_negative = e8 < 0;
	const unsigned __int128 size = is_negative ? -(unsigned __int128)e8 : (unsigned __int128)e8;

	assert(size / AMOUNT_ONE <= UINT64_MAX);
	(void)snprintf(out, AMOUNT_TEXT_SIZE, "%s%llu.%08llu", is_negative ? "-" : "",
	    (unsigned long long)(size / AMOUNT_ONE), (unsigned long long)(size % AMOUNT_ONE));
}

void
amount_short_write(__int128 e16, char out[AMOUNT_TEXT_SIZE])
{
	const uint64_t one = (uint64_t)AMOUNT_ONE * AMOUNT_ONE;
	const bool is_negative = e16 < 0;
	const unsigned __int128 size =
	    is_negative ? -(unsigned __int128)e16 : (unsigned __int128)e16;
	int end;

	assert(size / one <= UINT64_MAX);
	end = snprintf(out, AMOUNT_TEXT_SIZE, "%s%llu.%016llu", is_negative ? "-" : "",
	    (unsigned long long)(size / one), (unsigned long long)(size % one));
	while (out[end - 1] == '0')
		out[--end] = '\0';
	if (out[end - 1] == '.')
		out[end - 1] = '\0';
}
