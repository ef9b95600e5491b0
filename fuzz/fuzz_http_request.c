/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stream of requests, read whole or in pieces of a size the first byte says: the same requests,
 * the same refusal.  Every view lies inside the message, and a head that was taken keeps the
 * promises of http.h.
 */
#include "fuzz/fuzz.h"
#include "fuzz/http_pieces.h"

static void
check(const struct http_request *r)
{
	size_t hosts = 0;

	assert(http_is_token(r->method) && r->method.size <= HTTP_METHOD_SIZE_MAX);
	assert(http_is_target(r->target));
	assert(r->field_count <= HTTP_FIELDS_MAX && r->body.size <= PIECES_BODY_SIZE_MAX);
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
		TRY(http_inbox_body(b, PIECES_BODY_SIZE_MAX, NULL));
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

FUZZ(http_request, data, size)
{
	http_pieces_check(data, size, take);
}
