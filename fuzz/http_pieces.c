/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz/http_pieces.h"

#include <assert.h>
#include <string.h>

#include "lib/base/secret.h"

enum { LOG_SIZE_MAX = 1 << 22, STREAM_SIZE_MAX = 40000, WHOLE = 4096 };

static void
put(struct http_inbox *b, const uint8_t *data, size_t size)
{
	size_t room, part;
	uint8_t *at;

	for (; size > 0; data += part, size -= part) {
		enum err e = http_inbox_room(b, &at, &room);

		assert(e == OK && room > 0);
		part = size < room ? size : room;
		memcpy(at, data, part);
		http_inbox_add(b, part);
	}
}

static enum err
read_in_pieces(struct span stream, size_t piece, http_take_fn *take, struct buf *log)
{
	struct http_inbox b;
	enum err e = ERR_BUSY;
	bool has_head = false;

	http_inbox_init(&b, PIECES_BODY_SIZE_MAX);
	while (e == ERR_BUSY && stream.size > 0) {
		const size_t part = stream.size < piece ? stream.size : piece;

		put(&b, stream.p, part);
		e = take(&b, &has_head, log);
		stream.p += part;
		stream.size -= part;
	}
	http_inbox_wipe(&b);
	return e;
}

void
http_pieces_check(const uint8_t *data, size_t size, http_take_fn *take)
{
	AUTO(buf) log = buf_new(LOG_SIZE_MAX);
	AUTO(buf) other = buf_new(LOG_SIZE_MAX);
	const struct span stream = { data + 1, size - 1 };
	enum err e;

	if (size < 2 || size > STREAM_SIZE_MAX)
		return;
	e = read_in_pieces(stream, WHOLE, take, &log);
	assert(read_in_pieces(stream, (size_t)data[0] + 1, take, &other) == e);
	assert(span_equal(buf_span(&log), buf_span(&other)));
}
