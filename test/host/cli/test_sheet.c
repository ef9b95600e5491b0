/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/sheet.h"

#include "lib/base/secret.h"
#include "test/check.h"

static void
check(const char *json, const char *sheet)
{
	AUTO(buf) out = buf_new(1 << 16);

	CHECK_OK(sheet_write(span_text(json), &out));
	CHECK_SPAN(buf_span(&out), span_text(sheet));
}

TEST(sheet_has_a_line_for_each_value_and_a_table_for_each_object)
{
	check("{}", "");
	check("{\"a\":\"1\",\"bc\":null,\"d\":true,\"e\":-2.5}",
	    "  a      1\n  bc     -\n  d   true\n  e   -2.5\n");
	check("{\"a\":{\"b\":{\"c\":1}},\"d\":2}", "  d  2\n\na.b\n  c  1\n");
}

TEST(sheet_has_a_row_for_each_object_of_a_list)
{
	check("{\"l\":[{\"x\":1,\"y\":\"up\",\"n\":{}},{\"y\":null,\"x\":22,\"z\":3},{}]}",
	    "l\n  x    y\n  1   up\n  22   -\n  -    -\n");
	check("{\"l\":[\"5\",null,7]}", "l\n  5\n  -\n  7\n");
	check("{\"l\":[]}", "");
	check("{\"l\":[[1,2],[3]]}", ""); /* lists of lists are for machines */
}

TEST(sheet_refuses_what_is_no_object)
{
	static const char *const bad[] = { "", "1", "[]", "{", "{\"a\":}", "{\"a\":[1,}" };
	AUTO(buf) out = buf_new(1 << 16);

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_ERR(sheet_write(span_text(bad[i]), &out), ERR_INPUT);
}

TEST(sheet_limits_names_columns_and_text)
{
	AUTO(buf) json = buf_new(1 << 16);
	AUTO(buf) out = buf_new(1 << 16);
	AUTO(buf) small = buf_new(10);

	CHECK_OK(buf_print(&json, "{\"l\":[{"));
	for (int i = 0; i < 40; i++)
		CHECK_OK(buf_print(&json, "%s\"c%d\":%d", i == 0 ? "" : ",", i, i));
	CHECK_OK(buf_print(&json, "}]}"));
	CHECK_OK(sheet_write(buf_span(&json), &out));
	CHECK(memmem(out.p, out.size, "c11", 3) != NULL);
	CHECK(memmem(out.p, out.size, "c12", 3) == NULL); /* as many as a table has */
	CHECK_ERR(sheet_write(buf_span(&json), &small), ERR_LIMIT);
	json.size = 0;
	CHECK_OK(buf_print(&json, "{\"%060d\":{\"%060d\":{\"%060d\":{}}}}", 1, 1, 1));
	CHECK_ERR(sheet_write(buf_span(&json), &out), ERR_LIMIT);
}
