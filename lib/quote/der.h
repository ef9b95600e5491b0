/* SPDX-License-Identifier: Apache-2.0 */
/*
 * der.h - reading DER (ITU-T X.690, section 10 and 11) and nothing laxer.
 *
 * A DER value is read through the ordinary `struct reader`: each function takes the next element,
 * whose tag must be exactly the one asked for, and moves past it.  Constructed elements are
 * entered: the caller reads the inner reader and ends it with reader_end(), so that no byte is
 * left unread at any level.
 *
 * Room:      lib/quote.  Calls: lib/base.
 * Promises:  definite, minimal lengths up to 65535; tags compared whole; one encoding per value.
 *            Every function: ERR_INPUT when the next bytes are not what was asked for; what is
 *            returned is a view into the input.
 * Never:     recursion, allocation.
 */
#ifndef QUOTE_DER_H
#define QUOTE_DER_H

#include "lib/base/bytes.h"

enum {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_OID = 0x06,
	DER_ENUMERATED = 0x0a,
	DER_UTF8_STRING = 0x0c,
	DER_PRINTABLE_STRING = 0x13,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT_0 = 0xa0, /* [0], constructed */
	DER_CONTEXT_3 = 0xa3,
};

/* Is there a next element, with this tag? */
bool der_next_is(const struct reader *r, uint8_t tag);

/* The contents of the next element. */
enum err der_take(struct reader *r, uint8_t tag, struct span *contents);

/* The next element with its tag and length: for what is compared or signed as bytes. */
enum err der_take_whole(struct reader *r, uint8_t tag, struct span *whole);

/* A reader over the contents of the next element. */
enum err der_enter(struct reader *r, uint8_t tag, struct reader *inside);

/* A whole number >= 0 in its one form; the contents as they stand, with a leading 00 if any. */
enum err der_unsigned(struct reader *r, uint8_t tag, struct span *contents);

/* The same as a number.  `tag` is DER_INTEGER or DER_ENUMERATED.  ERR_INPUT above `max`. */
enum err der_number(struct reader *r, uint8_t tag, uint32_t max, uint32_t *out);

/* A whole number as `size` big-endian bytes, zeros in front.  ERR_INPUT if it is larger. */
enum err der_number_bytes(struct reader *r, uint8_t *out, size_t size);

/* FF or 00, nothing else (X.690 section 11.1). */
enum err der_boolean(struct reader *r, bool *out);

/* An OCTET STRING of exactly `size` bytes, copied. */
enum err der_octets(struct reader *r, uint8_t *out, size_t size);

/*
 * UTCTime YYMMDDHHMMSSZ (years 1970 to 2049) or GeneralizedTime YYYYMMDDHHMMSSZ
 * (RFC 5280 section 4.1.2.5), a moment that exists.
 */
enum err der_time(struct reader *r, int64_t *unix_ms);

#endif
