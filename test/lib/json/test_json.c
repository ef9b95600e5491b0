/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/json/json.h"
#include "test/check.h"

TEST(json_walk_reads_every_kind_of_value)
{
	struct json j;
	struct span name, view;
	char text[16];
	size_t size;
	int64_t whole;
	bool more, flag;
	enum json_kind kind;

	json_init(&j,
	    S(" {\"t\":\"a\\u00e9\\n\", \"n\":[-12, 1.50], \"f\":false, \"z\":null, \"r\":{\"x\": "
	      "[1]} } "));
	CHECK_OK(json_peek(&j, &kind));
	CHECK_INT(kind, JSON_OBJECT);
	CHECK_OK(json_enter_object(&j));
	CHECK_OK(json_member(&j, &name, &more));
	CHECK(more && span_is(name, "t"));
	CHECK_OK(json_text(&j, text, sizeof(text), &size));
	CHECK_TEXT(text, "a\xc3\xa9\n");
	CHECK_INT(size, 4);
	CHECK_OK(json_member(&j, &name, &more));
	CHECK_OK(json_enter_array(&j));
	CHECK_OK(json_element(&j, &more));
	CHECK_OK(json_i64(&j, &whole));
	CHECK_INT(whole, -12);
	CHECK_OK(json_element(&j, &more));
	CHECK_OK(json_number(&j, &view));
	CHECK(span_is(view, "1.50"));
	CHECK_OK(json_element(&j, &more));
	CHECK(!more);
	CHECK_OK(json_member(&j, &name, &more));
	CHECK_OK(json_null(&j, &flag));
	CHECK(!flag);
	CHECK_OK(json_bool(&j, &flag));
	CHECK(!flag);
	CHECK_OK(json_member(&j, &name, &more));
	CHECK_OK(json_null(&j, &flag));
	CHECK(flag);
	CHECK_OK(json_member(&j, &name, &more));
	CHECK_OK(json_skip(&j, &view));
	CHECK(span_is(view, "{\"x\": [1]}"));
	CHECK_OK(json_member(&j, &name, &more));
	CHECK(!more);
	CHECK_OK(json_end(&j));
	CHECK_TEXT(json_fault(&j), "");
}

TEST(json_peek_names_the_kind_and_stays)
{
	static const struct {
		const char *text;
		enum json_kind kind;
	} cases[] = { { "{", JSON_OBJECT }, { " [", JSON_ARRAY }, { "\"", JSON_TEXT },
		{ "-", JSON_NUMBER }, { "0", JSON_NUMBER }, { "9", JSON_NUMBER },
		{ "t", JSON_TRUE }, { "f", JSON_FALSE }, { "n", JSON_NULL } };
	enum json_kind kind;
	struct json j;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_init(&j, span_text(cases[i].text));
		CHECK_OK(json_peek(&j, &kind));
		CHECK_OK(json_peek(&j, &kind));
		CHECK_INT(kind, cases[i].kind);
	}
	json_init(&j, S("]"));
	CHECK_ERR(json_peek(&j, &kind), ERR_INPUT);
}

TEST(json_every_reader_refuses_another_kind)
{
	struct span view;
	struct json j;
	int64_t whole;
	bool flag;

	json_init(&j, S("[]"));
	CHECK_ERR(json_enter_object(&j), ERR_INPUT);
	json_init(&j, S("{}"));
	CHECK_ERR(json_enter_array(&j), ERR_INPUT);
	json_init(&j, S("\"1\""));
	CHECK_ERR(json_number(&j, &view), ERR_INPUT);
	json_init(&j, S("1"));
	CHECK_ERR(json_bool(&j, &flag), ERR_INPUT);
	json_init(&j, S("truth"));
	CHECK_ERR(json_bool(&j, &flag), ERR_INPUT);
	json_init(&j, S("nil"));
	CHECK_ERR(json_null(&j, &flag), ERR_INPUT);
	json_init(&j, S(""));
	CHECK_ERR(json_null(&j, &flag), ERR_INPUT);
	json_init(&j, S("true"));
	CHECK_ERR(json_i64(&j, &whole), ERR_INPUT);
}

TEST(json_cursor_is_dead_after_an_error_and_says_where)
{
	enum json_kind kind;
	struct span name;
	struct json j;
	int64_t whole;
	bool flag;

	json_init(&j, S("[1, x, 2]"));
	CHECK_OK(json_enter_array(&j));
	CHECK_OK(json_element(&j, &flag));
	CHECK_OK(json_i64(&j, &whole));
	CHECK_OK(json_element(&j, &flag));
	CHECK_ERR(json_i64(&j, &whole), ERR_INPUT);
	CHECK_INT(json_where(&j), 4);
	CHECK_TEXT(json_fault(&j), "expected a number");
	CHECK(json_peek(&j, &kind) != OK);
	CHECK(json_element(&j, &flag) != OK);
	CHECK(json_member(&j, &name, &flag) != OK);
	CHECK(json_skip(&j, NULL) != OK);
	CHECK(json_null(&j, &flag) != OK);
	CHECK(json_number(&j, &name) != OK);
	CHECK(json_end(&j) != OK);
	CHECK_INT(json_where(&j), 4);
	CHECK_TEXT(json_fault(&j), "expected a number");
}

/* Nothing was read yet inside, so "is there another?" must not say yes. */
TEST(json_a_text_that_ends_after_an_opening_mark_has_no_member_and_no_element)
{
	struct span name;
	struct json j;
	bool more;

	json_init(&j, S("[ "));
	CHECK_OK(json_enter_array(&j));
	CHECK_ERR(json_element(&j, &more), ERR_INPUT);
	CHECK_ERR(json_element(&j, &more), ERR_INPUT);
	json_init(&j, S("{"));
	CHECK_OK(json_enter_object(&j));
	CHECK_ERR(json_member(&j, &name, &more), ERR_INPUT);
	CHECK_ERR(json_member(&j, &name, &more), ERR_INPUT);
}

TEST(json_end_wants_everything_closed_and_nothing_left)
{
	struct json j;

	json_init(&j, S("["));
	CHECK_OK(json_enter_array(&j));
	CHECK_ERR(json_end(&j), ERR_INPUT);
	json_init(&j, S("1 2"));
	CHECK_OK(json_skip(&j, NULL));
	CHECK_ERR(json_end(&j), ERR_INPUT);
	CHECK_INT(json_where(&j), 2);
}

TEST(json_asking_outside_an_object_or_array_is_a_bug)
{
	struct span name;
	struct json j;
	bool more;

	json_init(&j, S("{}"));
	CHECK_ERR(json_member(&j, &name, &more), ERR_BUG);
	json_init(&j, S("[1]"));
	CHECK_OK(json_enter_array(&j));
	CHECK_ERR(json_member(&j, &name, &more), ERR_BUG);
	json_init(&j, S("{\"a\":1}"));
	CHECK_OK(json_enter_object(&j));
	CHECK_ERR(json_element(&j, &more), ERR_BUG);
}

/* A caller that forgets to read a value must not get a tree with holes. */
TEST(json_a_value_that_was_not_read_is_an_error)
{
	struct span name;
	struct json j;
	bool more;

	json_init(&j, S("{\"a\":1,\"b\":2}"));
	CHECK_OK(json_enter_object(&j));
	CHECK_OK(json_member(&j, &name, &more));
	CHECK_ERR(json_member(&j, &name, &more), ERR_INPUT);
}
