/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/text.h"
#include "lib/quote/der.h"
#include "test/check.h"

/* A reader over a string literal with its own bytes. */
#define OVER(literal) reader_over(S(literal))

TEST(der_take_reads_each_length_in_its_shortest_form_only)
{
	static uint8_t bytes[70000];
	static const struct {
		uint8_t head[5];
		size_t head_size, size;
		bool is_right;
	} cases[] = {
		{ { 0x04, 0x00 }, 2, 0, true },
		{ { 0x04, 0x7f }, 2, 0x7f, true },
		{ { 0x04, 0x81, 0x7f }, 3, 0x7f, false },
		{ { 0x04, 0x81, 0x80 }, 3, 0x80, true },
		{ { 0x04, 0x81, 0xff }, 3, 0xff, true },
		{ { 0x04, 0x82, 0x00, 0xff }, 4, 0xff, false },
		{ { 0x04, 0x82, 0x01, 0x00 }, 4, 0x100, true },
		{ { 0x04, 0x82, 0xff, 0xff }, 4, 0xffff, true },
		{ { 0x04, 0x83, 0x01, 0x00, 0x00 }, 5, 0x10000, false },
		{ { 0x04, 0x80 }, 2, 0, false }, /* indefinite */
		{ { 0x04, 0x84, 0x00, 0x00, 0x00 }, 5, 0, false },
		{ { 0x04, 0xff }, 2, 0, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reader r;
		struct span contents;

		memset(bytes, 0, sizeof(bytes));
		memcpy(bytes, cases[i].head, cases[i].head_size);
		r = reader_over((struct span){ bytes, cases[i].head_size + cases[i].size });
		assert_int_equal(der_take(&r, 0x04, &contents), cases[i].is_right ? OK : ERR_INPUT);
		if (!cases[i].is_right)
			continue;
		CHECK_INT(contents.size, cases[i].size);
		CHECK_OK(reader_end(&r));
		/* one byte less is too short, and moves nothing */
		r = reader_over((struct span){ bytes, cases[i].head_size + cases[i].size - 1 });
		CHECK_ERR(der_take(&r, 0x04, &contents), ERR_INPUT);
		CHECK(r.rest.p == bytes);
	}
}

TEST(der_take_wants_the_exact_tag)
{
	for (unsigned tag = 0; tag < 256; tag++) {
		const uint8_t bytes[] = { (uint8_t)tag, 0 };
		struct reader r = reader_over(SPAN_OF(bytes));
		struct span contents;

		CHECK_INT(der_next_is(&r, DER_SEQUENCE), tag == DER_SEQUENCE);
		assert_int_equal(
		    der_take(&r, DER_SEQUENCE, &contents), tag == DER_SEQUENCE ? OK : ERR_INPUT);
	}
}

TEST(der_take_whole_gives_tag_length_and_contents)
{
	struct reader r = OVER("\x30\x02\xab\xcd\x05"), inside;
	struct span whole;

	CHECK_OK(der_take_whole(&r, DER_SEQUENCE, &whole));
	CHECK_SPAN(whole, S("\x30\x02\xab\xcd"));
	CHECK_SPAN(r.rest, S("\x05"));
	CHECK_ERR(der_take_whole(&r, DER_SEQUENCE, &whole), ERR_INPUT);
	r = OVER("\x30\x02\xab\xcd\x05");
	CHECK_OK(der_enter(&r, DER_SEQUENCE, &inside));
	CHECK_SPAN(inside.rest, S("\xab\xcd"));
}

TEST(der_number_has_one_form_per_number)
{
	static const struct {
		struct span bytes;
		uint32_t max, value;
		bool is_right;
	} cases[] = {
		{ { (const uint8_t *)"\x02\x01\x00", 3 }, 255, 0, true },
		{ { (const uint8_t *)"\x02\x01\x7f", 3 }, 255, 127, true },
		{ { (const uint8_t *)"\x02\x02\x00\xff", 4 }, 255, 255, true },
		{ { (const uint8_t *)"\x02\x02\x01\x00", 4 }, 255, 0, false },
		{ { (const uint8_t *)"\x02\x02\x00\x7f", 4 }, 255, 0, false },
		{ { (const uint8_t *)"\x02\x01\xff", 3 }, 255, 0, false },
		{ { (const uint8_t *)"\x02\x00", 2 }, 255, 0, false },
		{ { (const uint8_t *)"\x02\x03\x00\xff\xff", 5 }, 65535, 65535, true },
		{ { (const uint8_t *)"\x02\x05\x00\xff\xff\xff\xff", 7 }, UINT32_MAX, UINT32_MAX,
		    true },
		{ { (const uint8_t *)"\x02\x05\x01\x00\x00\x00\x00", 7 }, UINT32_MAX, 0, false },
		{ { (const uint8_t *)"\x02\x06\x00\xff\xff\xff\xff\xff", 8 }, UINT32_MAX, 0,
		    false },
		{ { (const uint8_t *)"\x0a\x01\x01", 3 }, 2, 0, false }, /* ENUMERATED */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reader r = reader_over(cases[i].bytes);
		uint32_t v = 0;

		assert_int_equal(der_number(&r, DER_INTEGER, cases[i].max, &v),
		    cases[i].is_right ? OK : ERR_INPUT);
		CHECK_INT(v, cases[i].value);
	}
}

TEST(der_number_bytes_pads_in_front_and_refuses_what_is_too_long)
{
	struct reader r = OVER("\x02\x02\x00\x80");
	uint8_t out[2];

	CHECK_OK(der_number_bytes(&r, out, 2));
	CHECK_SPAN(SPAN_OF(out), S("\x00\x80"));
	r = OVER("\x02\x03\x00\xff\xfe");
	CHECK_OK(der_number_bytes(&r, out, 2));
	CHECK_SPAN(SPAN_OF(out), S("\xff\xfe"));
	r = OVER("\x02\x03\x01\x00\x00");
	CHECK_ERR(der_number_bytes(&r, out, 2), ERR_INPUT);
	r = OVER("\x02\x01\x00");
	CHECK_OK(der_number_bytes(&r, out, 2));
	CHECK_SPAN(SPAN_OF(out), S("\x00\x00"));
	r = OVER("\x02\x01\x80");
	CHECK_ERR(der_number_bytes(&r, out, 2), ERR_INPUT);
}

TEST(der_boolean_is_ff_or_00)
{
	for (unsigned v = 0; v < 256; v++) {
		const uint8_t bytes[] = { 0x01, 0x01, (uint8_t)v };
		struct reader r = reader_over(SPAN_OF(bytes));
		const bool is_right = v == 0x00 || v == 0xff;
		bool out = false;

		assert_int_equal(der_boolean(&r, &out), is_right ? OK : ERR_INPUT);
		CHECK_INT(out, v == 0xff);
	}
	{
		struct reader r = OVER("\x01\x02\xff\xff");
		bool out;

		CHECK_ERR(der_boolean(&r, &out), ERR_INPUT);
	}
}

TEST(der_octets_wants_the_exact_size)
{
	uint8_t out[2] = { 0 };
	struct reader r = OVER("\x04\x02\x0a\x0b");

	CHECK_OK(der_octets(&r, out, 2));
	CHECK_SPAN(SPAN_OF(out), S("\x0a\x0b"));
	r = OVER("\x04\x02\x0a\x0b");
	CHECK_ERR(der_octets(&r, out, 1), ERR_INPUT);
	r = OVER("\x04\x01\x0a");
	CHECK_ERR(der_octets(&r, out, 2), ERR_INPUT);
}

/* The element with this tag and text. */
static enum err
time_of(uint8_t tag, const char *text, int64_t *ms)
{
	uint8_t bytes[64] = { tag, (uint8_t)strlen(text) };
	struct reader r = reader_over((struct span){ bytes, 2 + strlen(text) });

	memcpy(bytes + 2, text, strlen(text));
	return der_time(&r, ms);
}

TEST(der_time_reads_both_kinds_and_nothing_else)
{
	static const struct {
		uint8_t tag;
		const char *text, *want; /* NULL: refused */
	} cases[] = {
		{ DER_UTC_TIME, "240307150104Z", "2024-03-07T15:01:04Z" },
		{ DER_UTC_TIME, "491231235959Z", "2049-12-31T23:59:59Z" },
		{ DER_UTC_TIME, "700101000000Z", "1970-01-01T00:00:00Z" },
		{ DER_UTC_TIME, "991231235959Z", "1999-12-31T23:59:59Z" },
		{ DER_UTC_TIME, "500101000000Z", NULL }, /* 1950: before our time */
		{ DER_UTC_TIME, "240229000000Z", "2024-02-29T00:00:00Z" },
		{ DER_UTC_TIME, "250229000000Z", NULL },
		{ DER_UTC_TIME, "241301000000Z", NULL },
		{ DER_UTC_TIME, "240101240000Z", NULL },
		{ DER_UTC_TIME, "2401010000Z", NULL },
		{ DER_UTC_TIME, "240101000000", NULL },
		{ DER_UTC_TIME, "240101000000z", NULL },
		{ DER_UTC_TIME, "240101000000+0000", NULL },
		{ DER_UTC_TIME, "24010100000 Z", NULL },
		{ DER_UTC_TIME, "", NULL },
		{ DER_UTC_TIME, "20240101000000Z", NULL },
		{ DER_GENERALIZED_TIME, "20500101000000Z", "2050-01-01T00:00:00Z" },
		{ DER_GENERALIZED_TIME, "99991231235959Z", "9999-12-31T23:59:59Z" },
		{ DER_GENERALIZED_TIME, "20240101000000.5Z", NULL },
		{ DER_GENERALIZED_TIME, "240101000000Z", NULL },
		{ DER_OCTET_STRING, "240101000000Z", NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t ms = -1, want = -1;
		const enum err e = time_of(cases[i].tag, cases[i].text, &ms);

		if (cases[i].want == NULL) {
			CHECK_ERR(e, ERR_INPUT);
			continue;
		}
		CHECK_OK(e);
		CHECK_OK(text_time_parse(span_text(cases[i].want), &want));
		CHECK(ms == want);
	}
}
