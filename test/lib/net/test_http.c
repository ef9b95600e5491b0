/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/net/http.h"
#include "test/check.h"

TEST(http_classes_of_characters_are_those_of_the_standards)
{
	/* RFC 9110 5.6.2, 5.5; RFC 3986 pchar, "/" and "?" */
	static const char token[] = "!#$%&'*+-.^_`|~0123456789"
				    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char target[] = "-._~!$&'()*+,;=:@/?0123456789"
				     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	for (int c = 0; c < 256; c++) {
		const uint8_t one = (uint8_t)c;
		const uint8_t path[2] = { '/', one };
		const bool is_text = c >= 0x20 && c != 0x7f;

		CHECK(http_is_token((struct span){ &one, 1 }) == (c != 0 && strchr(token, c)));
		CHECK(http_is_field_value((struct span){ &one, 1 }) == (is_text || c == '\t'));
		CHECK(http_is_target(SPAN_OF(path)) == (c != 0 && strchr(target, c)));
	}
	CHECK(!http_is_token(S("")));
	CHECK(http_is_field_value(S("")));
	CHECK(!http_is_host(S("")));
	CHECK(http_is_host(S("[::1]:3000")));
	CHECK(!http_is_host(S("a/b")));
	CHECK(!http_is_host(S("a,b")));
	CHECK(!http_is_host(S("user@a")));
}

TEST(http_target_is_an_absolute_path_with_whole_escapes)
{
	static const char *const good[] = { "/", "/a/b?c=d&e=%41%ff", "//a", "/..", "/%2f", "/?" };
	static const char *const bad[] = { "", "a", "*", "http://a/", "/#", "/ ", "/%", "/%4",
		"/%4g", "/%00", "/a\\b", "/\"", "/<", "/{", "/|", "/^", "/`", "/[" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK(http_is_target(span_text(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!http_is_target(span_text(bad[i])));
}

TEST(http_field_is_found_in_any_case_and_only_when_it_is_alone)
{
	static const struct http_request r = {
		.fields = { { S("HOST"), S("a") }, { S("x"), S("1") }, { S("X"), S("2") } },
		.field_count = 3,
	};
	static const struct http_response a = { .fields = { { S("ETag"), S("") } },
		.field_count = 1 };

	CHECK_SPAN(*http_request_field(&r, "Host"), S("a"));
	CHECK(http_request_field(&r, "x") == NULL);
	CHECK(http_request_field(&r, "Hos") == NULL);
	CHECK(http_request_field(&r, "Hosts") == NULL);
	CHECK_SPAN(*http_response_field(&a, "etag"), S(""));
	CHECK(http_response_field(&a, "") == NULL);
}

static enum err
query(const char *text, const char *name, char *out, size_t room)
{
	return http_query_get(span_text(text), name, out, room);
}

TEST(http_query_gives_one_decoded_value)
{
	char out[16];

	CHECK_OK(query("a=1&b=2&ab=3", "b", out, sizeof(out)));
	CHECK_TEXT(out, "2");
	CHECK_OK(query("a=1&b=2&ab=3", "ab", out, sizeof(out)));
	CHECK_TEXT(out, "3");
	CHECK_OK(query("a=%41%2b+%C3%A9", "a", out, sizeof(out)));
	CHECK_TEXT(out, "A++\xc3\xa9");
	CHECK_OK(query("a", "a", out, sizeof(out)));
	CHECK_TEXT(out, "");
	CHECK_OK(query("a=", "a", out, sizeof(out)));
	CHECK_TEXT(out, "");
	CHECK_OK(query("a=b=c", "a", out, sizeof(out)));
	CHECK_TEXT(out, "b=c");
	CHECK_OK(query("&&a=1&", "a", out, sizeof(out)));
	CHECK_TEXT(out, "1");
}

TEST(http_query_refuses_doubled_broken_and_missing_values)
{
	char out[16] = "before";

	CHECK_ERR(query("", "a", out, sizeof(out)), ERR_ABSENT);
	CHECK_TEXT(out, "");
	CHECK_ERR(query("b=a&%61=1", "a", out, sizeof(out)), ERR_ABSENT);
	CHECK_ERR(query("a=1&a=1", "a", out, sizeof(out)), ERR_INPUT);
	CHECK_ERR(query("a&a", "a", out, sizeof(out)), ERR_INPUT);
	CHECK_ERR(query("a=x%4", "a", out, sizeof(out)), ERR_INPUT);
	CHECK_TEXT(out, "");
	CHECK_ERR(query("a=%", "a", out, sizeof(out)), ERR_INPUT);
	CHECK_ERR(query("a=%zz", "a", out, sizeof(out)), ERR_INPUT);
	CHECK_ERR(query("a=%00", "a", out, sizeof(out)), ERR_INPUT);
	CHECK_ERR(http_query_get(S("a=\0"), "a", out, sizeof(out)), ERR_INPUT);
}

TEST(http_query_value_ends_at_the_room_for_it)
{
	char out[4];

	CHECK_OK(query("a=123", "a", out, 4));
	CHECK_TEXT(out, "123");
	CHECK_ERR(query("a=1234", "a", out, 4), ERR_LIMIT);
	CHECK_OK(query("a=%31%32%33", "a", out, 4));
	CHECK_ERR(query("a=", "a", out, 0), ERR_LIMIT);
	CHECK_OK(query("a=", "a", out, 1));
}

TEST(http_percent_encode_and_back_gives_every_byte_but_nul)
{
	AUTO(buf) text = buf_new(4096);
	char back[300];
	uint8_t bytes[255];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i + 1);
	CHECK_OK(buf_append(&text, S("a=")));
	CHECK_OK(http_percent_encode(SPAN_OF(bytes), &text));
	CHECK_OK(http_query_get(buf_span(&text), "a", back, sizeof(back)));
	CHECK_SPAN(span_text(back), SPAN_OF(bytes));
	buf_clear(&text);
	CHECK_OK(http_percent_encode(S("aZ09-._~ /:[]@%"), &text));
	CHECK_SPAN(buf_span(&text), S("aZ09-._~%20%2F%3A%5B%5D%40%25"));
}

TEST(http_percent_encode_appends_all_or_nothing)
{
	struct buf small = buf_new(8);

	CHECK_OK(buf_append(&small, S("xx")));
	CHECK_ERR(http_percent_encode(S("ab//"), &small), ERR_LIMIT);
	CHECK_INT(small.size, 2);
	CHECK_OK(http_percent_encode(S("//"), &small));
	CHECK_SPAN(buf_span(&small), S("xx%2F%2F"));
	buf_wipe(&small);
}

TEST(http_path_fits_a_template_with_one_segment_left_open)
{
	static const struct {
		const char *template, *path, *id; /* NULL id: it does not fit */
	} cases[] = {
		{ "/health", "/health", "" },
		{ "/health", "/health/", NULL },
		{ "/health", "/healt", NULL },
		{ "/s/{id}", "/s/abc", "abc" },
		{ "/s/{id}", "/s/a%2fb", "a%2fb" },
		{ "/s/{id}", "/s/", NULL },
		{ "/s/{id}", "/s", NULL },
		{ "/s/{id}", "/s/a/b", NULL },
		{ "/s/{id}", "/t/a", NULL },
		{ "/u/{id}/x", "/u/me/x", "me" },
		{ "/u/{id}/x", "/u/me/y", NULL },
		{ "/u/{id}/x", "/u//x", NULL },
		{ "/u/{id}/x", "/u/me", NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span id = S("");
		const bool fits = http_path_fits(cases[i].template, span_text(cases[i].path), &id);

		CHECK(fits == (cases[i].id != NULL));
		if (fits)
			CHECK(span_is(id, cases[i].id));
	}
}
