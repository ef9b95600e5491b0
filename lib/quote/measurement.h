/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measurement.h - what the hardware measured of a program: MRENCLAVE of SGX (32 bytes), MRTD of
 * TDX, or the launch measurement of SEV-SNP (48).
 *
 * Room:      lib/quote.  Calls: lib/base.
 */
#ifndef QUOTE_MEASUREMENT_H
#define QUOTE_MEASUREMENT_H

#include "lib/base/bytes.h"

enum { MEASUREMENT_SIZE_MAX = 48 };

struct measurement {
	uint8_t b[MEASUREMENT_SIZE_MAX]; /* zeros behind its size */
	size_t size;                     /* 32 or 48; 0: not known */
};

/* Copy `bytes`, at most MEASUREMENT_SIZE_MAX of them. */
void measurement_set(struct measurement *m, struct span bytes);

/* Its bytes, as a view. */
struct span measurement_span(const struct measurement *m);

/* 64 or 96 hex digits, as in the protocol.  ERR_INPUT. */
enum err measurement_parse(struct span hex, struct measurement *out);

#endif
