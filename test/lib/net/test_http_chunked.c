/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/net/http.h"
#include "lib/net/http_chunked.h"
#include "test/check.h"

/* Decode `in` cut at every `piece` bytes; the body goes to `body`. */
static enum err
decode(struct span in, size_t piece, uint64_t size_max, struct buf *body, size_t *used)
{
	struct http_chunked c = { .size_max = size_max };
	enum err e = ERR_BUSY;

	*used = 0;
	buf_clear(body);
	while (e == ERR_BUSY && *used < in.size) {
		AUTO(buf) bytes = buf_new(1 << 20);
		size_t taken, made;

		CHECK_OK(buf_append(&bytes, span_first(span_from(in, *used), piece)));
		e = http_chunked_decode(&c, bytes.p, bytes.size, &taken, &made);
		CHECK(made <= taken && taken <= bytes.size);
		CHECK(e != ERR_BUSY || taken == bytes.size);
		*used += taken;
		CHECK_OK(buf_append(body, span_first(buf_span(&bytes), made)));
	}
	CHECK(body->size <= size_max);
	return e;
}

/* The same outcome in whatever pieces. */
static enum err
decode_all_ways(struct span in, uint64_t size_max, struct buf *body)
{
	AUTO(buf) other = buf_new(1 << 20);
	size_t used, used_too;
	const enum err e = decode(in, in.size, size_max, body, &used);

	for (size_t piece = 1; piece < in.size; piece++) {
		CHECK_INT(decode(in, piece, size_max, &other, &used_too), e);
		if (e != OK)
			continue;
		CHECK_SPAN(buf_span(&other), buf_span(body));
		CHECK_INT(used_too, used);
	}
	return e;
}

TEST(chunked_bodies_come_out_the_same_in_all_pieces)
{
	static const struct {
		const char *in, *body;
	} cases[] = {
		{ "0\r\n\r\n", "" },
		{ "3\r\nabc\r\n0\r\n\r\n", "abc" },
		{ "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET /", "abcde" },
		{ "0003\r\nabc\r\n0000000000000000\r\n\r\n", "abc" },
		{ "B\r\nhello world\r\n0\r\n\r\n", "hello world" },
		{ "b;x=\"y\";z\r\nhello\r\n0\r\n\r\n0;q\r\n\r\n", NULL },
		{ "3;a=b; c\t=d\r\nabc\r\n0;last\r\n\r\n", "abc" },
		{ "2\r\n\r\n\r\n0\r\n\r\n", "\r\n" },
	};
	AUTO(buf) body = buf_new(1 << 20);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const enum err e = decode_all_ways(span_text(cases[i].in), 1000, &body);

		CHECK_INT(e, cases[i].body == NULL ? ERR_INPUT : OK);
		if (e == OK)
			CHECK_SPAN(buf_span(&body), span_text(cases[i].body));
	}
}

TEST(chunked_refuses_whatever_another_reader_might_take_differently)
{
	static const char *const bad[] = { "\r\n", "x\r\n", " 3\r\n", "3 \r\n", "+3\r\n", "-1\r\n",
		"0x3\r\n", "3_0\r\n", "3\nabc\r\n", "3\r\r", "3\rabc", "3\r\nabcd", "3\r\nabc\n",
		"3\r\nabc\rx", "3;a\nabc", "3;a\rb", "3;\x01", "3;\x7f\r\n", ";a\r\n",
		"0\r\nX: y\r\n\r\n", "0\r\n\n", "0\r\n\rx", "0\n\r\n", "3\r\nabc0\r\n\r\n" };
	AUTO(buf) body = buf_new(1 << 20);

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (decode_all_ways(span_text(bad[i]), 1000, &body) != ERR_INPUT)
			fail_msg("%s", bad[i]);
	}
}

TEST(chunked_truncated_anywhere_wants_more)
{
	const struct span whole = S("3;x\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
	AUTO(buf) body = buf_new(1 << 20);
	size_t used;

	for (size_t size = 1; size < whole.size; size++)
		CHECK_ERR(decode(span_first(whole, size), size, 1000, &body, &used), ERR_BUSY);
	CHECK_OK(decode(whole, whole.size, 1000, &body, &used));
}

TEST(chunked_body_ends_at_its_limit_before_a_byte_of_it_is_taken)
{
	AUTO(buf) body = buf_new(1 << 20);
	const struct span in = S("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

	CHECK_OK(decode_all_ways(in, 5, &body));
	CHECK_ERR(decode_all_ways(in, 4, &body), ERR_LIMIT);
	CHECK_ERR(decode_all_ways(S("1\r"), 0, &body), ERR_LIMIT);
	CHECK_OK(decode_all_ways(S("0\r\n\r\n"), 0, &body));
	CHECK_ERR(decode_all_ways(S("ffffffffffffffff\r\n"), UINT64_MAX - 1, &body), ERR_LIMIT);
	CHECK_ERR(decode_all_ways(S("10000000000000000\r\n"), UINT64_MAX, &body), ERR_LIMIT);
	/* Two chunks whose sum wraps. */
	CHECK_ERR(
	    decode_all_ways(S("2\r\nab\r\nffffffffffffffff\r\n"), UINT64_MAX, &body), ERR_LIMIT);
}

TEST(chunked_extensions_end_at_their_limit_over_the_whole_body)
{
	AUTO(buf) in = buf_new(4096);
	AUTO(buf) body = buf_new(1 << 20);
	size_t used;

	for (int i = 0; i < HTTP_CHUNK_EXTENSION_SIZE_MAX / 8; i++)
		CHECK_OK(buf_append(&in, S("1;12345678\r\nx\r\n")));
	CHECK_OK(buf_append(&in, S("0\r\n\r\n")));
	CHECK_OK(decode(buf_span(&in), 4096, 1000, &body, &used));
	CHECK_INT(body.size, HTTP_CHUNK_EXTENSION_SIZE_MAX / 8);
	in.size -= 5;
	CHECK_OK(buf_append(&in, S("0;1\r\n\r\n")));
	CHECK_ERR(decode(buf_span(&in), 4096, 1000, &body, &used), ERR_LIMIT);
}
