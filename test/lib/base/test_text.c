/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/text.h"
#include "test/check.h"

static enum err
round_trip(enum text_base64 kind, struct span in, struct buf *text, struct buf *back)
{
	buf_clear(text);
	buf_clear(back);
	TRY(text_base64_write(kind, in, text));
	return text_base64_parse(kind, buf_span(text), back);
}

TEST(text_base64_gives_back_every_size_in_both_alphabets)
{
	uint8_t bytes[67];
	struct buf text = buf_new(256), back = buf_new(256);

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 37 + 250);
	for (size_t size = 0; size <= sizeof(bytes); size++) {
		const struct span in = { bytes, size };

		CHECK_OK(round_trip(TEXT_BASE64, in, &text, &back));
		CHECK_SPAN(buf_span(&back), in);
		CHECK_OK(round_trip(TEXT_BASE64URL, in, &text, &back));
		CHECK_SPAN(buf_span(&back), in);
	}
	buf_wipe(&text);
	buf_wipe(&back);
}

/* RFC 4648 section 10, and what a lax reader would take. */
TEST(text_base64_parse_takes_canonical_text_only)
{
	static const char *const good[] = { "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "+/+/" };
	static const char *const bad[] = { "Zg", "Zg=", "Zh==", "Zm9=", "Zm8", "Z",
		"====", "Zg==Zg==", "Zm9v\n", " Zm9v", "-_-_", "Zm8=v", "Z===", "Zm\xc3\xa9" };
	static const char *const bad_url[] = { "Zg==", "Zh", "+/+/", "Z", "Zm9" };
	struct buf out = buf_new(64);

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK_OK(text_base64_parse(TEXT_BASE64, span_text(good[i]), &out));
	buf_clear(&out);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_ERR(text_base64_parse(TEXT_BASE64, span_text(bad[i]), &out), ERR_INPUT);
	for (size_t i = 0; i < sizeof(bad_url) / sizeof(bad_url[0]); i++)
		CHECK_ERR(
		    text_base64_parse(TEXT_BASE64URL, span_text(bad_url[i]), &out), ERR_INPUT);
	CHECK_INT(out.size, 0);
	buf_wipe(&out);
}

TEST(text_base64_parse_refuses_every_character_outside_the_alphabet)
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct buf out = buf_new(64);

	for (int c = 0; c < 256; c++) {
		const uint8_t text[] = { (uint8_t)c, 'A', 'A', 'A' };
		const bool is_ours = c != 0 && strchr(alphabet, c) != NULL;
		const struct span in = SPAN_OF(text);

		assert_int_equal(
		    text_base64_parse(TEXT_BASE64, in, &out), is_ours ? OK : ERR_INPUT);
		if (is_ours)
			CHECK_INT(out.p[out.size - 3] >> 2, strchr(alphabet, c) - alphabet);
		buf_clear(&out);
	}
	buf_wipe(&out);
}

TEST(text_base64_parse_fixed_wants_the_exact_size)
{
	uint8_t out[4];

	CHECK_OK(text_base64_parse_fixed(TEXT_BASE64, S("AAAAAA=="), out, 4));
	CHECK_ERR(text_base64_parse_fixed(TEXT_BASE64, S("AAAA"), out, 4), ERR_INPUT);
	CHECK_ERR(text_base64_parse_fixed(TEXT_BASE64, S("AAAAAAA="), out, 4), ERR_INPUT);
	CHECK_ERR(text_base64_parse_fixed(TEXT_BASE64, S("AAAAAAAAAAAAAAAA"), out, 4), ERR_INPUT);
}

TEST(text_hex_reads_both_cases_and_nothing_else)
{
	uint8_t out[2];
	struct buf text = buf_new(16);

	CHECK_OK(text_hex_parse(S("0aFf"), out, 2));
	CHECK_INT(out[0], 0x0a);
	CHECK_INT(out[1], 0xff);
	CHECK_ERR(text_hex_parse(S("0aF"), out, 2), ERR_INPUT);
	CHECK_ERR(text_hex_parse(S("0aFg"), out, 2), ERR_INPUT);
	CHECK_ERR(text_hex_parse(S("0aFf0"), out, 2), ERR_INPUT);
	CHECK_OK(text_hex_write(SPAN_OF(out), &text));
	CHECK(span_is(buf_span(&text), "0aff"));
	buf_wipe(&text);
}

TEST(text_u64_parse_has_one_text_per_number)
{
	uint64_t v;

	CHECK_OK(text_u64_parse(S("0"), 10, &v));
	CHECK_OK(text_u64_parse(S("18446744073709551615"), UINT64_MAX, &v));
	CHECK(v == UINT64_MAX);
	CHECK_ERR(text_u64_parse(S("18446744073709551616"), UINT64_MAX, &v), ERR_LIMIT);
	CHECK_ERR(text_u64_parse(S("11"), 10, &v), ERR_LIMIT);
	CHECK_ERR(text_u64_parse(S(""), 10, &v), ERR_INPUT);
	CHECK_ERR(text_u64_parse(S("01"), 10, &v), ERR_INPUT);
	CHECK_ERR(text_u64_parse(S("+1"), 10, &v), ERR_INPUT);
	CHECK_ERR(text_u64_parse(S("1 "), 10, &v), ERR_INPUT);
}

TEST(text_is_utf8_refuses_overlong_forms_and_surrogates)
{
	CHECK(text_is_utf8(S("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x99\x82")));
	CHECK(!text_is_utf8(S("\xc0\xae")));
	CHECK(!text_is_utf8(S("\xe0\x80\xae")));
	CHECK(!text_is_utf8(S("\xed\xa0\x80")));
	CHECK(!text_is_utf8(S("\xf4\x90\x80\x80")));
	CHECK(!text_is_utf8(S("\xc3")));
	CHECK(!text_is_utf8(S("\x80")));
	CHECK(text_is_printable(S("main account")));
	CHECK(!text_is_printable(S("a\nb")));
	CHECK(!text_is_printable(S("a\x7f")));
	CHECK(!text_is_printable(S("a\xc2\x85")));
}
