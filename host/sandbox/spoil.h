/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spoil.h - answers, spoilt: the rows of a list rearranged, a body cut, packed, framed wrongly.
 *
 * Room:      host/sandbox.  Calls: lib/base.
 * Promises:  what is not JSON with rows is left as it is.
 */
#ifndef SANDBOX_SPOIL_H
#define SANDBOX_SPOIL_H

#include "host/sandbox/faults.h"

/*
 * Do to `body` what the hits say about what is within an answer.  ERR_NOMEM, ERR_LIMIT; it is then
 * as it was.
 */
enum err spoil_body(const struct fault_hits *h, struct buf *body);

/* Append `body` as gzip (RFC 1952) in blocks that are stored (RFC 1951 3.2.4). */
enum err spoil_gzip(struct span body, struct buf *out);

/* Append `body` in chunks (RFC 9112 section 7.1), some of them of one byte. */
enum err spoil_chunked(struct span body, struct buf *out);

#endif
