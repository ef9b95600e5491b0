/* SPDX-License-Identifier: Apache-2.0 */
/* What a query gave, encoded and asked for again, gives the same. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/base/secret.h"
#include "lib/net/http.h"

FUZZ(query, data, size)
{
	AUTO(buf) again = buf_new(4096);
	char value[256], value_again[256];
	enum err e = http_query_get((struct span){ data, size }, "a", value, sizeof(value));

	if (e != OK) {
		assert(e == ERR_ABSENT || e == ERR_INPUT || e == ERR_LIMIT);
		assert(value[0] == '\0');
		return;
	}
	e = buf_append(&again, S("x=y&a="));
	assert(e == OK);
	e = http_percent_encode(span_text(value), &again);
	assert(e == OK);
	e = http_query_get(buf_span(&again), "a", value_again, sizeof(value_again));
	assert(e == OK && strcmp(value, value_again) == 0);
}
