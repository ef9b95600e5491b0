/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/json/json_write.h"
#include "test/check.h"

TEST(json_write_writes_every_kind_compactly)
{
	static const uint8_t bytes[] = { 0xfb, 0xff, 0x00 };
	struct buf out = buf_new(1024);
	struct json_writer w;

	CHECK_OK(buf_append(&out, S(">")));
	w = json_writer_on(&out);
	json_write_object(&w, NULL);
	json_write_text(&w, "t", "a");
	json_write_span(&w, "s", S("b"));
	json_write_i64(&w, "low", INT64_MIN);
	json_write_i64(&w, "high", INT64_MAX);
	json_write_bool(&w, "yes", true);
	json_write_bool(&w, "no", false);
	json_write_null(&w, "null");
	json_write_raw(&w, "raw", S(" {\"x\": 1.50} "));
	json_write_base64(&w, "b64", SPAN_OF(bytes));
	json_write_base64url(&w, "b64u", SPAN_OF(bytes));
	json_write_hex(&w, "hex", SPAN_OF(bytes));
	json_write_time(&w, "at", 1790086520000);
	json_write_array(&w, "list");
	json_write_i64(&w, NULL, 1);
	json_write_object(&w, NULL);
	json_write_close_object(&w);
	json_write_array(&w, NULL);
	json_write_close_array(&w);
	json_write_text(&w, NULL, "");
	json_write_close_array(&w);
	json_write_close_object(&w);
	CHECK_OK(json_write_end(&w));
	CHECK_OK(buf_u8(&out, 0));
	CHECK_TEXT((const char *)out.p,
	    ">{\"t\":\"a\",\"s\":\"b\",\"low\":-9223372036854775808,\"high\":9223372036854775807,"
	    "\"yes\":true,\"no\":false,\"null\":null,\"raw\":{\"x\": 1.50},\"b64\":\"+/8A\","
	    "\"b64u\":\"-_8A\",\"hex\":\"fbff00\",\"at\":\"2026-09-22T14:15:20.000Z\","
	    "\"list\":[1,{},[],\"\"]}");
	buf_wipe(&out);
}

/* What is written is read back, byte for byte, for every character that needs care. */
TEST(json_write_text_reads_back_as_it_was)
{
	static const char *const texts[] = { "", "plain", "\"\\/", "\b\f\n\r\t", "\x01\x1f\x7f",
		"caf\xc3\xa9", "\xf0\x9f\x99\x82", "a\"b", "\"", "ends with \\", "\xe2\x80\xa8" };
	struct buf out = buf_new(256);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct json_writer w = json_writer_on(&out);
		struct json j;
		char back[64];
		size_t size;

		buf_clear(&out);
		json_write_text(&w, NULL, texts[i]);
		CHECK_OK(json_write_end(&w));
		json_init(&j, buf_span(&out));
		CHECK_OK(json_text(&j, back, sizeof(back), &size));
		CHECK_OK(json_end(&j));
		CHECK_TEXT(back, texts[i]);
	}
	buf_wipe(&out);
}

TEST(json_write_escapes_as_javascript_does)
{
	struct buf out = buf_new(256);
	struct json_writer w = json_writer_on(&out);

	json_write_span(&w, NULL, S("\0\x01\b\t\n\v\f\r\x1f \"/\\\x7f\xc3\xa9"));
	CHECK_OK(json_write_end(&w));
	CHECK(span_is(buf_span(&out),
	    "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f \\\"/\\\\\x7f\xc3\xa9\""));
	buf_wipe(&out);
}

TEST(json_write_refuses_text_that_is_not_utf8)
{
	struct buf out = buf_new(256);
	struct json_writer w = json_writer_on(&out);

	json_write_text(&w, NULL, "a\xff");
	CHECK_ERR(json_write_end(&w), ERR_INPUT);
	w = json_writer_on(&out);
	json_write_object(&w, NULL);
	json_write_null(&w, "\xc3");
	json_write_close_object(&w);
	CHECK_ERR(json_write_end(&w), ERR_INPUT);
	buf_wipe(&out);
}

TEST(json_write_raw_refuses_what_is_not_one_value)
{
	static const char *const bad[] = { "", " ", "1 2", "1,", "{", "nul", "\"a", "01",
		"{\"a\":1,\"a\":1}" };
	struct buf out = buf_new(256);

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct json_writer w = json_writer_on(&out);

		json_write_raw(&w, NULL, span_text(bad[i]));
		CHECK_ERR(json_write_end(&w), ERR_INPUT);
	}
	buf_wipe(&out);
}

/* One wrong call each, by number. */
static enum err
misuse(int which, struct buf *out)
{
	struct json_writer w = json_writer_on(out);

	if (which == 0)
		return json_write_end(&w); /* nothing written */
	if (which == 1) {                  /* two whole texts */
		json_write_null(&w, NULL);
		json_write_null(&w, NULL);
		return json_write_end(&w);
	}
	if (which == 2) { /* a name outside an object */
		json_write_null(&w, "name");
		return json_write_end(&w);
	}
	json_write_object(&w, NULL);
	if (which == 3) /* left open */
		return json_write_end(&w);
	if (which == 4) /* closed as what it is not */
		json_write_close_array(&w);
	if (which == 5) /* no name inside an object */
		json_write_null(&w, NULL);
	if (which == 6) { /* a name inside an array */
		json_write_array(&w, "list");
		json_write_null(&w, "name");
		json_write_close_array(&w);
	}
	json_write_close_object(&w);
	if (which == 7) /* closed once too often */
		json_write_close_object(&w);
	return json_write_end(&w);
}

TEST(json_write_misuse_is_a_bug_never_broken_json)
{
	struct buf out = buf_new(256);

	for (int which = 0; which <= 7; which++) {
		buf_clear(&out);
		CHECK_ERR(misuse(which, &out), ERR_BUG);
	}
	CHECK_OK(misuse(8, &out));
	buf_wipe(&out);
}

TEST(json_write_nests_to_the_depth_limit)
{
	struct buf out = buf_new(256);

	for (int extra = 0; extra <= 1; extra++) {
		struct json_writer w = json_writer_on(&out);

		for (int i = 0; i < JSON_DEPTH_MAX + extra; i++)
			json_write_array(&w, NULL);
		for (int i = 0; i < JSON_DEPTH_MAX + extra; i++)
			json_write_close_array(&w);
		CHECK_ERR(json_write_end(&w), extra == 0 ? OK : ERR_LIMIT);
	}
	buf_wipe(&out);
}

/* The first error stays, at every size of the buffer that is too small. */
TEST(json_write_keeps_the_buffers_limit_as_its_error)
{
	static const char whole[] = "{\"a\":\"x\\n\",\"b\":[1,true],\"c\":\"00ff\"}";

	for (size_t max = 0; max <= sizeof(whole) + 3; max++) {
		struct buf out = buf_new(max);
		struct json_writer w = json_writer_on(&out);
		enum err e;

		json_write_object(&w, NULL);
		json_write_text(&w, "a", "x\n");
		json_write_array(&w, "b");
		json_write_i64(&w, NULL, 1);
		json_write_bool(&w, NULL, true);
		json_write_close_array(&w);
		json_write_hex(&w, "c", S("\0\xff"));
		json_write_close_object(&w);
		e = json_write_end(&w);
		CHECK(max >= sizeof(whole) - 1 ? e == OK : e == ERR_LIMIT);
		if (e == OK)
			CHECK(span_is(buf_span(&out), whole));
		buf_wipe(&out);
	}
}
