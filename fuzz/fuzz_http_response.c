/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stream of answers, read whole or in pieces of a size the first byte says: the same answers,
 * the same refusal.  Every view lies inside the message, and every answer says where it ends.
 */
#include "fuzz/fuzz.h"
#include "fuzz/http_pieces.h"

static void
check(const struct http_response *r)
{
	assert(r->status >= 100 && r->status <= 599);
	assert(r->field_count <= HTTP_FIELDS_MAX && r->body.size <= PIECES_BODY_SIZE_MAX);
	for (size_t i = 0; i < r->field_count; i++) {
		assert(http_is_token(r->fields[i].name));
		assert(http_is_field_value(r->fields[i].value));
	}
	if (r->status < 200 || r->status == 204 || r->status == 304)
		assert(r->body.size == 0);
	else
		assert(http_response_field(r, "Content-Length") != NULL ||
		    http_response_field(r, "Transfer-Encoding") != NULL);
}

/* Take what is complete; write down what it was.  ERR_BUSY: more is needed. */
static enum err
take(struct http_inbox *b, bool *has_head, struct buf *log)
{
	static struct http_response r;
	enum err e;

	for (;;) {
		if (!*has_head)
			TRY(http_inbox_response(b, false, &r, NULL));
		*has_head = true;
		TRY(http_inbox_body(b, PIECES_BODY_SIZE_MAX, NULL));
		e = http_inbox_response_whole(b, false, &r);
		assert(e == OK);
		check(&r);
		TRY(buf_u16be(log, (uint16_t)r.status));
		for (size_t i = 0; i < r.field_count; i++) {
			TRY(buf_append(log, r.fields[i].name));
			TRY(buf_append(log, r.fields[i].value));
		}
		TRY(buf_append(log, r.body));
		TRY(buf_u8(log, b->framing.closes));
		http_inbox_next(b);
		*has_head = false;
	}
}

FUZZ(http_response, data, size)
{
	http_pieces_check(data, size, take);
}
