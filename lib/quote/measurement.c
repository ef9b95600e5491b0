/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/measurement.h"

#include <string.h>

#include "lib/base/text.h"

void
measurement_set(struct measurement *m, struct span bytes)
{
	const struct span kept = span_first(bytes, MEASUREMENT_SIZE_MAX);

	*m = (struct measurement){ .size = kept.size };
	if (kept.size > 0)
		memcpy(m->b, kept.p, kept.size);
}

struct span
measurement_span(const struct measurement *m)
{
	return (struct span){ m->b, m->size };
}

enum err
measurement_parse(struct span hex, struct measurement *out)
{
	*out = (struct measurement){ .size = 0 };
	ENSURE(hex.size == 64 || hex.size == 96, ERR_INPUT);
	TRY(text_hex_parse(hex, out->b, hex.size / 2));
	out->size = hex.size / 2;
	return OK;
}
