/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/net/http_head.h"
#include "test/check.h"

#define HOST "Host: a\r\n"

/* Parse one request head; the status it is refused with, 0 when it is not. */
static unsigned
refused(struct span head, struct http_framing *framing)
{
	static struct http_request request;
	struct http_framing mine;
	struct http_refusal no = { 0 };

	if (http_request_parse(head, &request, framing != NULL ? framing : &mine, &no) == OK)
		return 0;
	assert_non_null(no.reason);
	return no.status;
}

TEST(request_head_is_read_into_its_parts)
{
	static struct http_request r;
	const struct span head = S("GET /a/b%20c?d=e?f HTTP/1.1\r\nHost:a\r\nX:\t b\tc \t\r\n"
				   "Empty:\r\nEmpty:   \r\n\r\n");
	struct http_framing framing;

	CHECK_OK(http_request_parse(head, &r, &framing, NULL));
	CHECK_SPAN(r.method, S("GET"));
	CHECK_SPAN(r.target, S("/a/b%20c?d=e?f"));
	CHECK_SPAN(r.path, S("/a/b%20c"));
	CHECK_SPAN(r.query, S("d=e?f"));
	CHECK_INT(r.version_minor, 1);
	CHECK_INT(r.field_count, 4);
	CHECK_SPAN(r.fields[1].name, S("X"));
	CHECK_SPAN(r.fields[1].value, S("b\tc"));
	CHECK_SPAN(r.fields[3].value, S(""));
	CHECK_SPAN(r.raw_head, head);
	CHECK(r.raw_head.p == head.p);
	CHECK_INT(r.body.size, 0);
	CHECK(!framing.is_chunked && !framing.closes && !framing.expects_continue);
	CHECK(framing.length == 0);
}

TEST(request_framing_says_how_the_body_comes_and_what_follows)
{
	struct http_framing f;

	CHECK_INT(refused(S("POST / HTTP/1.1\r\n" HOST "content-length: 12\r\n\r\n"), &f), 0);
	CHECK(f.length == 12 && !f.is_chunked && !f.closes);
	CHECK_INT(
	    refused(S("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: CHUNKED\r\n\r\n"), &f), 0);
	CHECK(f.is_chunked && f.length == 0);
	CHECK_INT(refused(S("GET / HTTP/1.0\r\n" HOST "Connection: keep-alive\r\n\r\n"), &f), 0);
	CHECK(f.closes);
	CHECK_INT(refused(S("GET / HTTP/1.1\r\n" HOST "Connection: te,CLOSE\r\n\r\n"), &f), 0);
	CHECK(f.closes);
	CHECK_INT(refused(S("GET / HTTP/1.1\r\n" HOST "Connection: closer,clos\r\n\r\n"), &f), 0);
	CHECK(!f.closes);
	CHECK_INT(refused(S("PUT / HTTP/1.1\r\n" HOST "Expect: 100-continue\r\n\r\n"), &f), 0);
	CHECK(f.expects_continue);
	CHECK_INT(refused(S("PUT / HTTP/1.0\r\n" HOST "Expect: 100-continue\r\n\r\n"), &f), 0);
	CHECK(!f.expects_continue);
	CHECK_INT(
	    refused(S("PUT / HTTP/1.1\r\n" HOST "Content-Length: 9223372036854775807\r\n\r\n"), &f),
	    0);
	CHECK(f.length == INT64_MAX);
}

TEST(request_head_is_refused_with_the_status_that_fits)
{
	static const struct {
		unsigned status;
		const char *head;
	} cases[] = {
		{ 400, "GET /\r\n\r\n" },
		{ 400, "GET / HTTP/1.1 \r\n" HOST "\r\n" },
		{ 400, " GET / HTTP/1.1\r\n" HOST "\r\n" },
		{ 400, "GET / HTTP/1,1\r\n" HOST "\r\n" },
		{ 400, "GET / HTTP/1.1x\r\n" HOST "\r\n" },
		{ 505, "GET / HTTP/1.2\r\n" HOST "\r\n" },
		{ 505, "GET / HTTP/0.9\r\n" HOST "\r\n" },
		{ 505, "GET / HTTP/3.0\r\n" HOST "\r\n" },
		{ 501, "ABCDEFGHIJKLMNOPQ / HTTP/1.1\r\n" HOST "\r\n" },
		{ 0, "ABCDEFGHIJKLMNOP / HTTP/1.1\r\n" HOST "\r\n" },
		{ 501, "TRACE / HTTP/1.1\r\n" HOST "\r\n" },
		{ 501, "CONNECT a:1 HTTP/1.1\r\n" HOST "\r\n" },
		{ 0, "trace / HTTP/1.1\r\n" HOST "\r\n" }, /* methods have a case */
		{ 400, "GET * HTTP/1.1\r\n" HOST "\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost:\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n" },
		{ 400, "GET / HTTP/1.0\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\n" HOST "X\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\n" HOST "X: \x7f\r\n\r\n" },
		{ 0, "GET / HTTP/1.1\r\n" HOST "X: \xff\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\n" HOST "X: a\r\n\tb\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 1\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\n" HOST "Content-Length: 01\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\n" HOST "Content-Length: 1 1\r\n\r\n" },
		{ 413, "GET / HTTP/1.1\r\n" HOST "Content-Length: 9223372036854775808\r\n\r\n" },
		{ 400,
		    "GET / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
		    "Content-Length: 0\r\n\r\n" },
		{ 400, "GET / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n" },
		{ 501, "GET / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked, chunked\r\n\r\n" },
		{ 501, "GET / HTTP/1.1\r\n" HOST "Transfer-Encoding:\r\n\r\n" },
		{ 501, "GET / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked;q=1\r\n\r\n" },
		{ 417, "GET / HTTP/1.1\r\n" HOST "Expect: 100-continue, x\r\n\r\n" },
		{ 417,
		    "GET / HTTP/1.1\r\n" HOST
		    "Expect: 100-continue\r\nExpect: 100-continue\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\n" HOST "\r\nx" },
		{ 400, "GET / HTTP/1.1\r\n" HOST },
		{ 400, "" },
		{ 400, "\r\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (refused(span_text(cases[i].head), NULL) != cases[i].status)
			fail_msg("case %zu: %s", i, cases[i].head);
	}
}

TEST(request_head_has_64_fields_and_not_one_more)
{
	AUTO(buf) head = buf_new(4096);

	CHECK_OK(buf_append(&head, S("GET / HTTP/1.1\r\n" HOST)));
	for (int i = 0; i < HTTP_FIELDS_MAX - 1; i++)
		CHECK_OK(buf_append(&head, S("X: y\r\n")));
	CHECK_OK(buf_append(&head, S("\r\n")));
	CHECK_INT(refused(buf_span(&head), NULL), 0);
	head.size -= 2;
	CHECK_OK(buf_append(&head, S("X: y\r\n\r\n")));
	CHECK_INT(refused(buf_span(&head), NULL), 431);
}

TEST(response_head_is_read_and_its_body_framed)
{
	static const struct {
		const char *head;
		bool is_to_head;
		unsigned status;
		uint64_t length;
	} cases[] = {
		{ "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", false, 200, 3 },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", true, 200, 0 },
		{ "HTTP/1.1 200 OK\r\n\r\n", true, 200, 0 },
		{ "HTTP/1.1 204 \r\n\r\n", false, 204, 0 },
		{ "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", false, 304, 0 },
		{ "HTTP/1.1 100 Continue\r\n\r\n", false, 100, 0 },
		{ "HTTP/1.1 599 \xe9\tx\r\nContent-Length: 0\r\n\r\n", false, 599, 0 },
		{ "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n", false, 200, 1 },
	};
	static struct http_response r;
	struct http_framing f;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_OK(http_response_parse(
		    span_text(cases[i].head), cases[i].is_to_head, &r, &f, NULL));
		CHECK_INT(r.status, cases[i].status);
		CHECK(f.length == cases[i].length);
		CHECK(f.closes == (cases[i].head[7] == '0'));
	}
	CHECK_ERR(http_response_parse(
		      S("HTTP/1.1 200 O\x01K\r\nContent-Length: 0\r\n\r\n"), false, &r, &f, NULL),
	    ERR_INPUT);
	CHECK_ERR(
	    http_response_parse(S("HTTP/1.1 200 OK\r\n\r\n"), false, &r, &f, NULL), ERR_INPUT);
}

/* Feed a head byte by byte; where is its end, or how is it refused? */
static enum err
find(struct span in, size_t *head_size, struct http_refusal *no)
{
	struct http_head_search search = { 0 };
	enum err e = ERR_BUSY;

	for (size_t size = 0; size <= in.size && e == ERR_BUSY; size++)
		e = http_head_find(&search, span_first(in, size), head_size, no);
	return e;
}

TEST(head_end_is_found_whatever_the_pieces)
{
	const struct span in = S("GET / HTTP/1.1\r\nHost: a\r\n\r\nbody\r\n\r\n");
	struct http_head_search search;
	size_t head_size = 0;

	CHECK_OK(find(in, &head_size, NULL));
	CHECK_INT(head_size, 27);
	for (size_t at = 0; at <= in.size; at++) {
		search = (struct http_head_search){ 0 };
		CHECK_ERR(http_head_find(&search, span_first(in, at), &head_size, NULL),
		    at < 27 ? ERR_BUSY : OK);
		if (at < 27)
			CHECK_OK(http_head_find(&search, in, &head_size, NULL));
		CHECK_INT(head_size, 27);
	}
	CHECK_ERR(find(S("GET / HTTP/1.1\nHost: a\r\n\r\n"), &head_size, NULL), ERR_INPUT);
	CHECK_ERR(find(S("GET / HTTP/1.1\r\nHost: a\n\r\n"), &head_size, NULL), ERR_INPUT);
	CHECK_ERR(find(S("GET / HTTP/1.1\r\nHost: a\r\n\n"), &head_size, NULL), ERR_INPUT);
	CHECK_ERR(find(S("\n"), &head_size, NULL), ERR_INPUT);
	CHECK_ERR(find(S("\r\n"), &head_size, NULL), ERR_INPUT);
}

/* A first line, then field lines, of these sizes with their CRLF; then the empty line. */
static enum err
find_sizes(const size_t *sizes, size_t count, struct http_refusal *no)
{
	AUTO(buf) head = buf_new(1 << 20);
	size_t head_size;

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 2; j < sizes[i]; j++)
			CHECK_OK(buf_u8(&head, 'a'));
		CHECK_OK(buf_append(&head, S("\r\n")));
	}
	CHECK_OK(buf_append(&head, S("\r\n")));
	return find(buf_span(&head), &head_size, no);
}

TEST(head_lines_and_head_end_at_their_limits)
{
	static const size_t line = HTTP_LINE_SIZE_MAX;
	struct http_refusal no = { 0 };

	CHECK_OK(find_sizes((size_t[]){ line, 10 }, 2, &no));
	CHECK_ERR(find_sizes((size_t[]){ line + 1, 10 }, 2, &no), ERR_LIMIT);
	CHECK_INT(no.status, 414);
	CHECK_OK(find_sizes((size_t[]){ 10, line }, 2, &no));
	CHECK_ERR(find_sizes((size_t[]){ 10, line + 1 }, 2, &no), ERR_LIMIT);
	CHECK_INT(no.status, 431);
	CHECK_OK(find_sizes((size_t[]){ 8000, 8000, HTTP_HEAD_SIZE_MAX - 16002 }, 3, &no));
	CHECK_ERR(
	    find_sizes((size_t[]){ 8000, 8000, HTTP_HEAD_SIZE_MAX - 16001 }, 3, &no), ERR_LIMIT);
	CHECK_INT(no.status, 431);
}

TEST(request_head_with_any_bit_flipped_is_refused_or_read_inside_its_bounds)
{
	static const char good[] = "POST /a?b=c HTTP/1.1\r\nHost: a.b:80\r\nContent-Length: 12\r\n"
				   "Connection: close\r\nExpect: 100-continue\r\n\r\n";
	static struct http_request r;
	struct http_framing f;
	uint8_t *bytes = malloc(sizeof(good) - 1); /* exactly: the sanitizer watches the ends */
	size_t read_count = 0;

	assert_non_null(bytes);
	for (size_t bit = 0; bit < 8 * (sizeof(good) - 1); bit++) {
		memcpy(bytes, good, sizeof(good) - 1);
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (http_request_parse((struct span){ bytes, sizeof(good) - 1 }, &r, &f, NULL) !=
		    OK)
			continue;
		read_count++;
		for (size_t i = 0; i < r.field_count; i++) {
			CHECK(r.fields[i].name.p > bytes);
			CHECK(r.fields[i].value.p + r.fields[i].value.size <=
			    bytes + sizeof(good) - 1);
		}
	}
	CHECK(read_count > 0); /* a letter for a letter is still a request */
	free(bytes);
}
