/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/net/http_inbox.h"
#include "test/check.h"

static const char stream[] = "\r\nPOST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
			     "GET /b HTTP/1.1\r\nHost: a\r\n\r\n"
			     "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
			     "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
			     "\r\nGET /d HTTP/1.1\r\nHost: a\r\n\r\n";

/* Put some bytes in. */
static void
put(struct http_inbox *b, struct span bytes)
{
	uint8_t *at;
	size_t room;

	while (bytes.size > 0) {
		const struct span part = bytes;

		CHECK_OK(http_inbox_room(b, &at, &room));
		assert_true(room > 0);
		memcpy(at, part.p, part.size < room ? part.size : room);
		http_inbox_add(b, part.size < room ? part.size : room);
		bytes = span_from(bytes, room);
	}
}

/* Take all messages that are complete and write down what they were. */
static void
take_all(struct http_inbox *b, bool *has_head, struct buf *log)
{
	static struct http_request r;

	for (;;) {
		enum err e = *has_head ? OK : http_inbox_request(b, &r, NULL);

		if (e == ERR_BUSY)
			return;
		CHECK_OK(e);
		*has_head = true;
		e = http_inbox_body(b, 5, NULL);
		if (e == ERR_BUSY)
			return;
		CHECK_OK(e);
		CHECK_OK(http_inbox_request_whole(b, &r));
		CHECK_SPAN(span_first(r.raw_head, r.method.size), r.method);
		CHECK_OK(buf_append(log, r.path));
		CHECK_OK(buf_append(log, r.body));
		http_inbox_next(b);
		*has_head = false;
	}
}

TEST(inbox_reads_a_stream_of_requests_cut_anywhere)
{
	const struct span all = span_text(stream);

	for (size_t first = 0; first <= all.size; first++) {
		for (size_t piece = 1; piece < 40; piece += 6) {
			struct http_inbox b;
			AUTO(buf) log = buf_new(4096);
			bool has_head = false;
			size_t at = first;

			http_inbox_init(&b, 5);
			put(&b, span_first(all, first));
			take_all(&b, &has_head, &log);
			for (; at < all.size; at += piece) {
				put(&b, span_first(span_from(all, at), piece));
				take_all(&b, &has_head, &log);
			}
			CHECK_SPAN(buf_span(&log), S("/ahello/b/cabcde/d"));
			CHECK(http_inbox_is_empty(&b));
			http_inbox_wipe(&b);
		}
	}
}

TEST(inbox_keeps_the_head_readable_while_the_body_moves_the_buffer)
{
	static struct http_request r;
	struct http_inbox b;
	AUTO(buf) body = buf_new(1 << 20);

	http_inbox_init(&b, 1 << 20);
	put(&b, S("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\nX: y\r\n\r\n"));
	CHECK_OK(http_inbox_request(&b, &r, NULL));
	for (size_t i = 0; i < 1000000; i++)
		CHECK_OK(buf_u8(&body, (uint8_t)i));
	put(&b, span_first(buf_span(&body), 999999));
	CHECK_ERR(http_inbox_body(&b, 1 << 20, NULL), ERR_BUSY);
	put(&b, span_from(buf_span(&body), 999999));
	CHECK_OK(http_inbox_body(&b, 1 << 20, NULL));
	CHECK_OK(http_inbox_request_whole(&b, &r));
	CHECK_SPAN(*http_request_field(&r, "X"), S("y"));
	CHECK_SPAN(r.body, buf_span(&body));
	http_inbox_next(&b);
	CHECK_INT(b.in.room, 0); /* a large buffer is not kept for the next, small one */
	http_inbox_wipe(&b);
}

TEST(inbox_never_holds_more_than_its_limits)
{
	static struct http_request r;
	struct http_inbox b;
	struct http_refusal no = { 0 };

	http_inbox_init(&b, 10);
	put(&b, S("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n"));
	CHECK_OK(http_inbox_request(&b, &r, &no));
	CHECK_ERR(http_inbox_body(&b, 10, &no), ERR_LIMIT);
	CHECK_INT(no.status, 413);
	http_inbox_wipe(&b);
	http_inbox_init(&b, 10);
	put(&b, S("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n"));
	CHECK_OK(http_inbox_request(&b, &r, &no));
	CHECK_ERR(http_inbox_body(&b, 10, &no), ERR_LIMIT);
	CHECK_INT(no.status, 413);
	http_inbox_wipe(&b);
}

TEST(inbox_skips_one_empty_line_and_no_more)
{
	static struct http_request r;
	struct http_inbox b;

	http_inbox_init(&b, 10);
	put(&b, S("\r"));
	CHECK_ERR(http_inbox_request(&b, &r, NULL), ERR_BUSY);
	CHECK(!http_inbox_is_empty(&b));
	put(&b, S("\n"));
	CHECK_ERR(http_inbox_request(&b, &r, NULL), ERR_BUSY);
	CHECK(http_inbox_is_empty(&b));
	put(&b, S("\r\n"));
	CHECK_ERR(http_inbox_request(&b, &r, NULL), ERR_INPUT);
	http_inbox_wipe(&b);
	http_inbox_init(&b, 10);
	put(&b, S("\rGET / HTTP/1.1\r\nHost: a\r\n\r\n"));
	CHECK_ERR(http_inbox_request(&b, &r, NULL), ERR_INPUT);
	http_inbox_wipe(&b);
}

TEST(inbox_leaves_nothing_of_a_message_behind)
{
	static struct http_request r;
	struct http_inbox b;

	http_inbox_init(&b, 100);
	put(&b,
	    S("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
	      "6\r\nsecret\r\n7\r\nsecrets\r\n0\r\n\r\n"));
	CHECK_OK(http_inbox_request(&b, &r, NULL));
	CHECK_OK(http_inbox_body(&b, 100, NULL));
	CHECK_OK(http_inbox_request_whole(&b, &r));
	CHECK_SPAN(r.body, S("secretsecrets"));
	http_inbox_next(&b);
	CHECK(memmem(b.in.p, b.in.room, "ecret", 5) == NULL);
	http_inbox_wipe(&b);
}
