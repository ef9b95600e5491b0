/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/query.h"
#include "test/check.h"

TEST(query_reads_names_and_values_from_the_query_and_the_body)
{
	struct query q;
	char text[64];

	CHECK_OK(query_parse(S("a=1&&b=x%20y&c"), S("d=%5B%22A%22%5D&a=2"), &q));
	CHECK_INT(q.count, 5);
	CHECK_INT(query_count_of(&q, "a"), 2);
	CHECK_INT(query_count_of(&q, "aa"), 0);
	CHECK_OK(query_text(&q, "a", text, sizeof(text)));
	CHECK_TEXT(text, "1");
	CHECK_OK(query_text(&q, "b", text, sizeof(text)));
	CHECK_TEXT(text, "x y");
	CHECK_OK(query_text(&q, "c", text, sizeof(text)));
	CHECK_TEXT(text, "");
	CHECK_OK(query_text(&q, "d", text, sizeof(text)));
	CHECK_TEXT(text, "[\"A\"]");
}

TEST(query_refuses_bad_escapes_and_what_does_not_fit)
{
	struct query q;
	char text[4];

	CHECK_OK(query_parse(S("a=%zz&b=12345&c=%00&d=123"), S(""), &q));
	CHECK_ERR(query_text(&q, "a", text, sizeof(text)), ERR_INPUT);
	CHECK_ERR(query_text(&q, "b", text, sizeof(text)), ERR_LIMIT);
	CHECK_ERR(query_text(&q, "c", text, sizeof(text)), ERR_INPUT);
	CHECK_OK(query_text(&q, "d", text, sizeof(text)));
	CHECK_ERR(query_text(&q, "e", text, sizeof(text)), ERR_ABSENT);
}

TEST(query_takes_as_many_parameters_as_it_says)
{
	char text[QUERY_COUNT_MAX * 4 + 16];
	struct query q;
	size_t size = 0;

	for (int i = 0; i < QUERY_COUNT_MAX; i++)
		size += (size_t)snprintf(text + size, sizeof(text) - size, "a=1&");
	CHECK_OK(query_parse((struct span){ (const uint8_t *)text, size }, S(""), &q));
	CHECK_INT(q.count, QUERY_COUNT_MAX);
	CHECK_ERR(
	    query_parse((struct span){ (const uint8_t *)text, size }, S("b=2"), &q), ERR_LIMIT);
	CHECK_OK(query_parse(S(""), S(""), &q));
	CHECK_INT(q.count, 0);
}
