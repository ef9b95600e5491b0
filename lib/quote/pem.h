/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pem.h - certificates as text (RFC 7468, strict form), a known number of them.
 *
 * Room:      lib/quote.  Calls: lib/base.
 * Promises:  exactly `count` CERTIFICATE blocks; outside them nothing but space, tab, CR and LF,
 *            and one NUL at the very end (quoting enclaves append one); inside, lines of 64
 *            characters, the last one shorter or equal, ended by LF or CRLF, canonical base64.
 */
#ifndef QUOTE_PEM_H
#define QUOTE_PEM_H

#include "lib/base/bytes.h"

enum { PEM_COUNT_MAX = 3, PEM_SIZE_MAX = 16384 };

/*
 * Append the DER of every block to `der`, and point `out[0..count-1]` into it: the views are good
 * until `der` changes.  `count` is 1..PEM_COUNT_MAX.
 * ERR_INPUT when the text is not as above, ERR_LIMIT when it is longer than PEM_SIZE_MAX or `der`
 * is full, ERR_NOMEM.  After an error the contents of `der` and `out` mean nothing.
 */
enum err pem_parse(struct span text, size_t count, struct buf *der, struct span *out);

/* Append one block around `der`.  Errors as buf_append. */
enum err pem_write(struct span der, struct buf *out);

#endif
