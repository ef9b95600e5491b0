/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_chunked.h - the chunked transfer coding, decoded in place (RFC 9112 section 7.1).
 *
 * Extensions are read over, HTTP_CHUNK_EXTENSION_SIZE_MAX bytes of them in the whole message.
 * Trailer fields are refused: nobody we talk to sends them, and a field after the body has been
 * a way to smuggle one past a check.
 *
 * Room:      lib/net.  Calls: lib/base.
 */
#ifndef NET_HTTP_CHUNKED_H
#define NET_HTTP_CHUNKED_H

#include "lib/base/bytes.h"

enum http_chunked_state {
	CHUNKED_SIZE,      /* in a chunk's size */
	CHUNKED_EXTENSION, /* after ';' */
	CHUNKED_SIZE_LF,
	CHUNKED_DATA,
	CHUNKED_DATA_CR,
	CHUNKED_DATA_LF,
	CHUNKED_END_CR, /* after the last chunk */
	CHUNKED_END_LF,
	CHUNKED_DONE,
};

/* Where the decoder is; all zero to begin, but for `size_max`. */
struct http_chunked {
	uint64_t size_max; /* of the decoded body */
	uint64_t size;     /* of the chunks announced so far */
	uint64_t left;     /* of the present chunk */
	enum http_chunked_state state;
	unsigned digit_count, extension_size;
};

/*
 * Decode what stands at `bytes` to the same place: of the `size` bytes there, the first `*taken`
 * were used, and the first `*made` are now body.  OK: the body is complete (`taken` may be less
 * than `size`).  ERR_BUSY: all was taken, more is needed.  ERR_INPUT: not the coding.  ERR_LIMIT:
 * the body is over `size_max`, or the extensions or a size's digits over theirs.
 */
enum err http_chunked_decode(
    struct http_chunked *c, uint8_t *bytes, size_t size, size_t *taken, size_t *made);

#endif
