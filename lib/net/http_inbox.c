/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/http_inbox.h"

#include "lib/base/secret.h"

enum {
	READ_SIZE_MIN = 1024,
	READ_SIZE = 4096,
	READ_SIZE_MAX = 65536,
	KEEP_SIZE_MAX = 65536, /* an idle connection keeps no larger buffer than this */
};

void
http_inbox_init(struct http_inbox *b, size_t body_size_max)
{
	*b = (struct http_inbox){ 0 };
	b->in = buf_new(HTTP_HEAD_SIZE_MAX + body_size_max + READ_SIZE_MAX);
}

void
http_inbox_wipe(struct http_inbox *b)
{
	buf_wipe(&b->in);
	*b = (struct http_inbox){ 0 };
}

void
http_inbox_spare(struct http_inbox *b, uint8_t **at, size_t *room)
{
	const size_t spare = b->in.room - b->in.size;

	*at = b->in.p == NULL ? NULL : b->in.p + b->in.size;
	*room = spare < READ_SIZE_MAX ? spare : READ_SIZE_MAX;
}

enum err
http_inbox_room(struct http_inbox *b, uint8_t **at, size_t *room)
{
	if (b->in.room - b->in.size < READ_SIZE_MIN)
		TRY(buf_reserve(&b->in, READ_SIZE, at));
	http_inbox_spare(b, at, room);
	return OK;
}

void
http_inbox_add(struct http_inbox *b, size_t size)
{
	b->in.size += size;
}

bool
http_inbox_is_empty(const struct http_inbox *b)
{
	return b->in.size == 0;
}

static enum err
find_head(struct http_inbox *b, struct http_refusal *no)
{
	if (b->head_size > 0)
		return OK;
	return http_head_find(&b->search, buf_span(&b->in), &b->head_size, no);
}

static struct span
head_of(const struct http_inbox *b)
{
	return span_first(buf_span(&b->in), b->head_size);
}

/* RFC 9112 2.2: at least one empty line before a request is ignored.  At most one here. */
static enum err
skip_empty_line(struct http_inbox *b)
{
	if (b->has_skipped_line || b->search.searched > 0 || b->in.size == 0 || b->in.p[0] != '\r')
		return OK;
	ENSURE(b->in.size >= 2, ERR_BUSY);
	if (b->in.p[1] == '\n') {
		buf_drop(&b->in, 2);
		b->has_skipped_line = true;
	}
	return OK;
}

enum err
http_inbox_request(struct http_inbox *b, struct http_request *out, struct http_refusal *no)
{
	TRY(skip_empty_line(b));
	TRY(find_head(b, no));
	b->viewed = b->in.p;
	return http_request_parse(head_of(b), out, &b->framing, no);
}

enum err
http_inbox_response(
    struct http_inbox *b, bool is_to_head, struct http_response *out, struct http_refusal *no)
{
	TRY(find_head(b, no));
	b->viewed = b->in.p;
	return http_response_parse(head_of(b), is_to_head, out, &b->framing, no);
}

static enum err
body_by_length(struct http_inbox *b, size_t size_max, struct http_refusal *no)
{
	const size_t there = b->in.size - b->head_size;
	uint8_t *at;

	if (b->framing.length > size_max)
		return http_refuse(no, ERR_LIMIT, 413, "the body is too large");
	if (there >= b->framing.length) {
		b->body_size = (size_t)b->framing.length;
		return OK;
	}
	TRY(buf_reserve(&b->in, (size_t)b->framing.length - there, &at));
	return ERR_BUSY;
}

static enum err
body_by_chunks(struct http_inbox *b, size_t size_max, struct http_refusal *no)
{
	const size_t done = b->head_size + b->body_size, size = b->in.size - done;
	uint8_t *tail = b->in.p + done;
	size_t taken, made;
	enum err e;

	b->chunked.size_max = size_max;
	e = http_chunked_decode(&b->chunked, tail, size, &taken, &made);
	b->body_size += made;
	memmove(tail + made, tail + taken, size - taken);
	bytes_wipe(tail + size - (taken - made), taken - made);
	b->in.size -= taken - made;
	if (e == ERR_LIMIT)
		return http_refuse(no, e, 413, "the body is too large");
	if (e == ERR_INPUT)
		return http_refuse(no, e, 400, "the chunked coding is malformed");
	return e;
}

enum err
http_inbox_body(struct http_inbox *b, size_t size_max, struct http_refusal *no)
{
	if (b->framing.is_chunked)
		return body_by_chunks(b, size_max, no);
	return body_by_length(b, size_max, no);
}

static struct span
body_of(const struct http_inbox *b)
{
	return span_first(span_from(buf_span(&b->in), b->head_size), b->body_size);
}

/* The body may have moved the buffer, and the head's views with it: then they are taken again. */
enum err
http_inbox_request_whole(struct http_inbox *b, struct http_request *out)
{
	if (b->viewed != b->in.p)
		TRY(http_inbox_request(b, out, NULL));
	out->body = body_of(b);
	return OK;
}

enum err
http_inbox_response_whole(struct http_inbox *b, bool is_to_head, struct http_response *out)
{
	if (b->viewed != b->in.p)
		TRY(http_inbox_response(b, is_to_head, out, NULL));
	out->body = body_of(b);
	return OK;
}

void
http_inbox_next(struct http_inbox *b)
{
	const size_t done = b->head_size + b->body_size, max = b->in.max;

	if (b->in.size == done && b->in.room > KEEP_SIZE_MAX) {
		buf_wipe(&b->in);
		b->in = buf_new(max);
	} else {
		buf_drop(&b->in, done);
	}
	*b = (struct http_inbox){ .in = b->in };
}
