/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/json/json.h"
#include "test/check.h"

TEST(json_text_unescapes_and_keeps_to_its_room)
{
	static const struct {
		const char *json, *text;
	} cases[] = {
		{ "\"\"", "" },
		{ "\"abc\"", "abc" },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
		{ "\"\\u0041\\u007f\\u0080\\u07ff\\u0800\\uffff\"",
		    "A\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf" },
		{ "\"\\ud800\\udc00\\uDBFF\\uDFFF\"", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf" },
		{ "\"caf\xc3\xa9\\u0021\"", "caf\xc3\xa9!" },
	};
	char text[64];
	size_t size;
	struct json j;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const size_t want = strlen(cases[i].text);

		json_init(&j, span_text(cases[i].json));
		CHECK_OK(json_text(&j, text, want + 1, &size));
		CHECK_TEXT(text, cases[i].text);
		CHECK_INT(size, want);
		CHECK_OK(json_end(&j));
		for (size_t room = 1; room <= want; room++) {
			json_init(&j, span_text(cases[i].json));
			CHECK_ERR(json_text(&j, text, room, &size), ERR_LIMIT);
			CHECK_TEXT(text, "");
		}
	}
	json_init(&j, S("\"a\\u0000b\""));
	CHECK_ERR(json_text(&j, text, sizeof(text), &size), ERR_INPUT);
	json_init(&j, S("12"));
	CHECK_ERR(json_text(&j, text, sizeof(text), &size), ERR_INPUT);
}

TEST(json_plain_gives_a_view_and_refuses_escapes)
{
	const struct span all = S("\"caf\xc3\xa9\"");
	struct span view;
	struct json j;

	json_init(&j, all);
	CHECK_OK(json_plain(&j, &view));
	CHECK(span_is(view, "caf\xc3\xa9") && view.p == all.p + 1);
	json_init(&j, S("\"a\\n\""));
	CHECK_ERR(json_plain(&j, &view), ERR_INPUT);
	json_init(&j, S("1"));
	CHECK_ERR(json_plain(&j, &view), ERR_INPUT);
}

TEST(json_i64_takes_whole_numbers_of_64_bits)
{
	static const struct {
		const char *json;
		enum err e;
		int64_t v;
	} cases[] = {
		{ "0", OK, 0 },
		{ "-0", OK, 0 },
		{ "9223372036854775807", OK, INT64_MAX },
		{ "-9223372036854775808", OK, INT64_MIN },
		{ "9223372036854775808", ERR_LIMIT, 0 },
		{ "-9223372036854775809", ERR_LIMIT, 0 },
		{ "99999999999999999999", ERR_LIMIT, 0 },
		{ "1.0", ERR_INPUT, 0 },
		{ "1e3", ERR_INPUT, 0 },
		{ "1E0", ERR_INPUT, 0 },
		{ "\"1\"", ERR_INPUT, 0 },
		{ "null", ERR_INPUT, 0 },
		{ "-", ERR_INPUT, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct json j;
		int64_t v = 7;

		json_init(&j, span_text(cases[i].json));
		CHECK_ERR(json_i64(&j, &v), cases[i].e);
		CHECK_INT(v, cases[i].e == OK ? cases[i].v : 7);
	}
}

TEST(json_any_number_takes_numbers_bare_and_as_texts)
{
	static const char *const good[][2] = { { "1.50", "1.50" }, { "\"1.50\"", "1.50" },
		{ "\"007\"", "007" }, { "\"-0.1\"", "-0.1" }, { "\"1e-8\"", "1e-8" },
		{ "-3", "-3" } };
	static const char *const bad[] = { "\"\"", "\" 1\"", "\"1 \"", "\"1.\"", "\".5\"", "\"+1\"",
		"\"x\"", "\"-\"", "\"1e\"", "007", "true", "null", "\"\\u0031\"", "\"NaN\"", "{}" };
	struct span view;
	struct json j;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		json_init(&j, span_text(good[i][0]));
		CHECK_OK(json_any_number(&j, &view));
		CHECK(span_is(view, good[i][1]));
		CHECK_OK(json_end(&j));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		json_init(&j, span_text(bad[i]));
		CHECK_ERR(json_any_number(&j, &view), ERR_INPUT);
	}
}
