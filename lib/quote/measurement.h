/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measurement.h - what the hardware measured of a program: MRENCLAVE of SGX (32 bytes), MRTD of
 * TDX, or the launch measurement of SEV-SNP (48).
 *
 * Room:      lib/quote.  Calls: lib/base.
 */
#ifndef QUOTE_MEASUREMENT_H
#define QUOTE_MEASUREMENT_H

#include <string.h>

#include "lib/base/bytes.h"

enum { MEASUREMENT_SIZE_MAX = 48 };

struct measurement {
	uint8_t b[MEASUREMENT_SIZE_MAX];
	size_t size; /* 32 or 48; 0: not known */
};

/* Copy `bytes`, at most MEASUREMENT_SIZE_MAX of them. */
static inline void
measurement_set(struct measurement *m, struct span bytes)
{
	*m = (struct measurement){ .size = span_first(bytes, MEASUREMENT_SIZE_MAX).size };
	memcpy(m->b, bytes.p, m->size);
}

/* Its bytes, as a view. */
static inline struct span
measurement_span(const struct measurement *m)
{
	return (struct span){ m->b, m->size };
}

#endif
