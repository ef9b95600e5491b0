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
	    "l\n  x    y  z\n  1   up  -\n  22   -  3\n  -    -  -\n");
	check("{\"l\":[{\"id\":\"a\",\"of\":{\"n\":0}},{\"id\":\"b\",\"of\":{\"n\":2,\"r\":\"0.5\"}"
	      "}]}",
	    "l\n  id  n    r\n  a   0    -\n  b   2  0.5\n");
	check("{\"l\":[\"5\",null,7]}", "l\n  5\n  -\n  7\n");
	check("{\"l\":[]}", "");
	check("{\"l\":[[1,2],[3]]}", ""); /* lists of lists are for machines */
}

TEST(sheet_shows_the_decimals_that_people_read)
{
	static const char *const cases[][2] = {
		{ "0.10250000000000001", "0.1025" },
		{ "-12345678.123456785000000001", "-12345678.12345679" },
		{ "1.123456785", "1.12345678" }, /* half to even */
		{ "1.123456775", "1.12345678" },
		{ "99.999999999", "100" },
		{ "-0.999999999999", "-1" },
		{ "0.0000000031415926535", "0.00000000314159" }, /* a tiny price */
		{ "0.00000000", "0.00000000" },
		{ "1704067200000", "1704067200000" },
		{ "2024-01-01", "2024-01-01" },
		{ "1.2.3456789012", "1.2.3456789012" },
		{ "x0.1234567890123", "x0.1234567890123" },
	};
	char json[200], sheet[200];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(json, sizeof(json), "{\"a\":\"%s\"}", cases[i][0]);
		(void)snprintf(sheet, sizeof(sheet), "  a  %s\n", cases[i][1]);
		check(json, sheet);
	}
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
