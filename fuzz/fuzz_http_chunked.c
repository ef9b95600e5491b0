/* SPDX-License-Identifier: Apache-2.0 */
/* Decoded whole or byte by byte: the same body, the same end, within the limit. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/net/http_chunked.h"

enum { BODY_SIZE_MAX = 4096 };

/* Decode in pieces; the body is left at the beginning of `bytes`. */
static enum err
decode(uint8_t *bytes, size_t size, size_t piece, size_t *used, size_t *body_size)
{
	struct http_chunked c = { .size_max = BODY_SIZE_MAX };
	enum err e = ERR_BUSY;

	*used = *body_size = 0;
	while (e == ERR_BUSY && *used < size) {
		const size_t part = size - *used < piece ? size - *used : piece;
		size_t taken, made;

		e = http_chunked_decode(&c, bytes + *used, part, &taken, &made);
		assert(taken <= part && made <= taken);
		assert(e != ERR_BUSY || taken == part);
		memmove(bytes + *body_size, bytes + *used, made);
		*used += taken;
		*body_size += made;
		assert(*body_size <= BODY_SIZE_MAX);
	}
	return e;
}

FUZZ(http_chunked, data, size)
{
	uint8_t *whole = malloc(size + 1), *pieces = malloc(size + 1);
	size_t used, body_size, used_too, body_size_too;
	enum err e;

	assert(whole != NULL && pieces != NULL);
	if (size > 0) {
		memcpy(whole, data, size);
		memcpy(pieces, data, size);
	}
	e = decode(whole, size, size + 1, &used, &body_size);
	assert(decode(pieces, size, 1, &used_too, &body_size_too) == e);
	if (e == OK || e == ERR_BUSY) {
		assert(used == used_too && body_size == body_size_too);
		assert(memcmp(whole, pieces, body_size) == 0);
	}
	free(whole);
	free(pieces);
}
