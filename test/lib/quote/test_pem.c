/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/quote/pem.h"
#include "test/check.h"

#define BEGIN "-----BEGIN CERTIFICATE-----\n"
#define END "-----END CERTIFICATE-----\n"
#define LINE64 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
#define ONE BEGIN "YWJj\n" END

static enum err
parse(struct span text, size_t count)
{
	AUTO(buf) der = buf_new(PEM_SIZE_MAX);
	struct span out[PEM_COUNT_MAX];

	return pem_parse(text, count, &der, out);
}

TEST(pem_parse_gives_back_what_pem_write_wrote)
{
	uint8_t bytes[200];
	AUTO(buf) text = buf_new(4096);
	AUTO(buf) der = buf_new(4096);
	struct span out[3];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 73);
	for (size_t size = 1; size + 2 <= sizeof(bytes); size++) {
		buf_clear(&text);
		buf_clear(&der);
		for (size_t i = 0; i < 3; i++)
			CHECK_OK(pem_write((struct span){ bytes + i, size }, &text));
		CHECK_OK(pem_parse(buf_span(&text), 3, &der, out));
		for (size_t i = 0; i < 3; i++)
			CHECK_SPAN(out[i], ((struct span){ bytes + i, size }));
	}
}

TEST(pem_parse_appends_after_what_the_buffer_holds)
{
	AUTO(buf) der = buf_new(64);
	struct span out;

	CHECK_OK(buf_append(&der, S("before")));
	CHECK_OK(pem_parse(S(ONE), 1, &der, &out));
	CHECK_SPAN(out, S("abc"));
	CHECK_SPAN(buf_span(&der), S("beforeabc"));
}

TEST(pem_parse_wants_exactly_as_many_certificates_as_asked)
{
	CHECK_ERR(parse(S(""), 1), ERR_INPUT);
	CHECK_OK(parse(S(ONE), 1));
	CHECK_ERR(parse(S(ONE), 2), ERR_INPUT);
	CHECK_ERR(parse(S(ONE ONE), 1), ERR_INPUT);
	CHECK_OK(parse(S(ONE ONE), 2));
	CHECK_OK(parse(S(ONE ONE ONE), 3));
	CHECK_ERR(parse(S(ONE ONE ONE ONE), 3), ERR_INPUT);
}

TEST(pem_parse_allows_white_space_around_blocks_and_one_nul_at_the_end)
{
	CHECK_OK(parse(S(ONE "\0"), 1));
	CHECK_OK(parse(S("\n \t\r\n" ONE "\n\n" ONE " \0"), 2));
	CHECK_OK(parse(S(BEGIN "YWJj\n-----END CERTIFICATE-----"), 1));
	CHECK_OK(
	    parse(S("-----BEGIN CERTIFICATE-----\r\nYWJj\r\n-----END CERTIFICATE-----\r\n"), 1));
	CHECK_ERR(parse(S(ONE "\0\0"), 1), ERR_INPUT);
	CHECK_ERR(parse(S(ONE "\0\n"), 1), ERR_INPUT);
	CHECK_ERR(parse(S(ONE "\0" ONE), 2), ERR_INPUT);
	CHECK_ERR(parse(S(ONE "x"), 1), ERR_INPUT);
	CHECK_ERR(parse(S("x" ONE), 1), ERR_INPUT);
	CHECK_ERR(parse(S("x\n" ONE), 1), ERR_INPUT);
	CHECK_ERR(parse(S(ONE "\v"), 1), ERR_INPUT);
}

TEST(pem_parse_takes_whole_lines_of_canonical_base64_only)
{
	static const struct {
		struct span text;
		bool is_right;
	} cases[] = {
#define CASE(body, right) \
	{ { (const uint8_t *)(BEGIN body END), sizeof(BEGIN body END) - 1 }, right }
		CASE("YWJj\n", true),
		CASE(LINE64 "YWJj\n", true),
		CASE(LINE64, true),
		CASE("YWJj\n" LINE64, false), /* a short line before the last */
		CASE("YW\nJj\n", false),      /* two short lines */
		CASE("A" LINE64, false),      /* 65 characters */
		CASE("\nYWJj\n", false),      /* an empty line */
		CASE("YWJj\n\n", false),
		CASE("", false), /* nothing inside */
		CASE("YWJj YWJj\n", false),
		CASE(" YWJj\n", false),
		CASE("YWJj \n", false),
		CASE("YWJ\n", false), /* padding missing */
		CASE("YWI=\n", true),
		CASE("YWJ=\n", false), /* unused bits set */
		CASE("YWI=\nYWJj\n", false),
		CASE("Y-Jj\n", false),
		CASE("YWJj", false), /* the mark right behind it */
		CASE("Header: x\nYWJj\n", false),
		CASE("YWJj\r\r\n", false),
#undef CASE
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(parse(cases[i].text, 1), cases[i].is_right ? OK : ERR_INPUT);
}

TEST(pem_parse_refuses_every_truncation)
{
	static const char text[] = BEGIN LINE64 "YWJj\n-----END CERTIFICATE-----";

	for (size_t size = 0; size + 1 < sizeof(text); size++)
		CHECK_ERR(parse((struct span){ (const uint8_t *)text, size }, 1), ERR_INPUT);
	CHECK_OK(parse(S(BEGIN LINE64 "YWJj\n-----END CERTIFICATE-----"), 1));
}

TEST(pem_parse_has_a_size_limit)
{
	AUTO(buf) text = buf_new(PEM_SIZE_MAX + 1);

	CHECK_OK(buf_append(&text, S(ONE)));
	while (text.size < PEM_SIZE_MAX)
		CHECK_OK(buf_u8(&text, '\n'));
	CHECK_OK(parse(buf_span(&text), 1));
	CHECK_OK(buf_u8(&text, '\n'));
	CHECK_ERR(parse(buf_span(&text), 1), ERR_LIMIT);
}

TEST(pem_parse_stops_at_the_limit_of_the_buffer)
{
	AUTO(buf) der = buf_new(2);
	struct span out;

	CHECK_ERR(pem_parse(S(ONE), 1, &der, &out), ERR_LIMIT);
}
