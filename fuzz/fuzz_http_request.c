/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stream of requests, read whole or in pieces of a size the first byte says: the same requests,
 * the same refusal.  Every view lies inside the message, and a head that was taken keeps the
 * promises of http.h.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/base/secret.h"
#include "lib/net/http_inbox.h"

enum { BODY_SIZE_MAX = 1000, LOG_SIZE_MAX = 1 << 22 };

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

static void
check(const struct http_request *r)
{
	size_t hosts = 0;

	assert(http_is_token(r->method) && r->method.size <= HTTP_METHOD_SIZE_MAX);
	assert(http_is_target(r->target));
	assert(r->field_count <= HTTP_FIELDS_MAX && r->body.size <= BODY_SIZE_MAX);
	for (size_t i = 0; i < r->field_count; i++) {
		assert(http_is_token(r->fields[i].name));
		assert(http_is_field_value(r->fields[i].value));
		hosts += span_is_nocase(r->fields[i].name, "Host");
	}
	assert(hosts == 1 && http_request_field(r, "Host") != NULL);
}

/* Take what is complete; write down what it was.  ERR_BUSY: more is needed. */
static enum err
take(struct http_inbox *b, bool *has_head, struct buf *log)
{
	static struct http_request r;
	enum err e;

	for (;;) {
		if (!*has_head)
			TRY(http_inbox_request(b, &r, NULL));
		*has_head = true;
		TRY(http_inbox_body(b, BODY_SIZE_MAX, NULL));
		e = http_inbox_request_whole(b, &r);
		assert(e == OK);
		check(&r);
		TRY(buf_append(log, r.raw_head));
		TRY(buf_append(log, r.body));
		TRY(buf_u8(log, b->framing.closes));
		http_inbox_next(b);
		*has_head = false;
	}
}

static enum err
read_in_pieces(const uint8_t *data, size_t size, size_t piece, struct buf *log)
{
	struct http_inbox b;
	enum err e = ERR_BUSY;
	bool has_head = false;

	http_inbox_init(&b, BODY_SIZE_MAX);
	while (e == ERR_BUSY && size > 0) {
		const size_t part = size < piece ? size : piece;

		put(&b, data, part);
		e = take(&b, &has_head, log);
		data += part;
		size -= part;
	}
	http_inbox_wipe(&b);
	return e;
}

FUZZ(http_request, data, size)
{
	AUTO(buf) log = buf_new(LOG_SIZE_MAX);
	AUTO(buf) other = buf_new(LOG_SIZE_MAX);
	enum err e;

	if (size < 2 || size > 40000)
		return;
	e = read_in_pieces(data + 1, size - 1, 4096, &log);
	assert(read_in_pieces(data + 1, size - 1, (size_t)data[0] + 1, &other) == e);
	assert(span_equal(buf_span(&log), buf_span(&other)));
}
