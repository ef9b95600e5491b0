/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.h - bytes as text and back: hex, base64, base64url, whole numbers, times.
 *
 * Reading is canonical: what a correct writer would not write is refused (RFC 4648 section 3.5:
 * the unused bits must be zero; base64 needs its padding, base64url has none; no white space), so
 * one value has one text.
 *
 * Room:      lib/base.
 * Promises:  base64 of secrets is written and read without secret-dependent branches or tables.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "lib/base/bytes.h"

enum text_base64 { TEXT_BASE64, TEXT_BASE64URL };

/* Append lower-case hex.  Errors as buf_append. */
enum err text_hex_write(struct span bytes, struct buf *out);

/*
 * Read hex of exactly 2*size digits, either case.
 * ERR_INPUT if the text has another length or a character that is no hex digit; `out` unspecified.
 */
enum err text_hex_parse(struct span text, uint8_t *out, size_t size);

/* Append base64 (with padding) or base64url (without).  Errors as buf_append. */
enum err text_base64_write(enum text_base64 kind, struct span bytes, struct buf *out);

/*
 * Append the bytes that `text` encodes.
 * ERR_INPUT if it is not canonical (see above), ERR_LIMIT past the buffer's limit; nothing is
 * appended then.
 */
enum err text_base64_parse(enum text_base64 kind, struct span text, struct buf *out);

/* The same for a value of a fixed size.  ERR_INPUT also when it has another size. */
enum err text_base64_parse_fixed(
    enum text_base64 kind, struct span text, uint8_t *out, size_t size);

/* Digits only, no sign, no leading zero but "0" itself.  ERR_INPUT, ERR_LIMIT past `max`. */
enum err text_u64_parse(struct span text, uint64_t max, uint64_t *out);

/* "2026-09-22T14:15:20.000Z" (RFC 3339, UTC, milliseconds), years 1970 to 9999. */
enum { TEXT_TIME_SIZE = 25 }; /* with its NUL */
void text_time_write(int64_t unix_ms, char out[TEXT_TIME_SIZE]);

/*
 * Read a time as written above, or without the fraction.  ERR_INPUT for anything else, also for
 * days that do not exist.
 */
enum err text_time_parse(struct span text, int64_t *unix_ms);

/* Days since 1970-01-01 of a date of the Gregorian calendar (proleptic), no range check. */
int64_t text_days_of(int64_t year, unsigned month, unsigned day);

/* Is it well-formed UTF-8 without control characters (U+0000-U+001F, U+007F-U+009F)? */
bool text_is_printable(struct span text);

/* Is it well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms)? */
bool text_is_utf8(struct span text);

#endif
