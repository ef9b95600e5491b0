/* SPDX-License-Identifier: Apache-2.0 */
/*
 * der_write.h - writing DER, from the inside out: contents first, then what wraps them.
 *
 * Room:      enclave/attest, for the simulated certificates only.
 * Promises:  what lib/quote/der.h reads.  Every function: errors as buf_append.
 */
#ifndef ATTEST_DER_WRITE_H
#define ATTEST_DER_WRITE_H

#include "lib/base/bytes.h"
#include "lib/quote/der.h"

/* Append one element.  ERR_LIMIT when the contents have more than 65535 bytes. */
enum err der_write(struct buf *out, uint8_t tag, struct span contents);

/* Append a whole number >= 0, given big-endian, in its shortest form. */
enum err der_write_bytes_number(struct buf *out, uint8_t tag, struct span big_endian);
enum err der_write_number(struct buf *out, uint8_t tag, uint32_t v);

/* Append a BOOLEAN. */
enum err der_write_boolean(struct buf *out, bool v);

#endif
