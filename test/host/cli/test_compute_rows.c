/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_rows.h"
#include "lib/base/secret.h"
#include "test/check.h"

TEST(compute_ids_are_numbered_by_value_then_by_length_and_bytes)
{
	static const char *const ids[] = { "9", "10", "007", "7", "f2", "f10", "a", "7", "b1" };
	static const uint32_t expected[] = { 2, 3, 1, 0, 6, 7, 4, 0, 5 };
	enum { COUNT = sizeof(ids) / sizeof(ids[0]) };
	AUTO(compute_ids) numbered = { 0 };

	for (size_t i = 0; i < COUNT; i++) {
		const struct compute_row row = { .id = span_text(ids[i]) };

		CHECK_OK(compute_ids_add(&numbered, i, &row));
	}
	CHECK_OK(compute_ids_number(&numbered, COUNT));
	for (size_t i = 0; i < COUNT; i++) {
		CHECK_INT(numbered.number[i], expected[i]);
		CHECK(span_is(numbered.text[numbered.number[i]], ids[i]));
	}
	CHECK_INT(numbered.text_count, 8);
}

TEST(compute_ids_of_two_venues_are_two_ids)
{
	AUTO(compute_ids) numbered = { 0 };
	const struct compute_row a = { .id = S("5"), .venue = S("X") };
	const struct compute_row b = { .id = S("5"), .venue = S("Y") };

	CHECK_OK(compute_ids_add(&numbered, 0, &b));
	CHECK_OK(compute_ids_add(&numbered, 2, &a));
	CHECK_ERR(compute_ids_add(&numbered, (size_t)1 << 31, &a), ERR_LIMIT);
	CHECK_OK(compute_ids_number(&numbered, 3));
	CHECK_INT(numbered.number[0], 1);
	CHECK_INT(numbered.number[2], 0);
}

/* Read one row; NULL `fault`: it is good, else the sentence. */
static void
check_row(const char *text, const char *fault)
{
	struct why why = { "" };
	struct compute_row row;
	struct json j;

	json_init(&j, span_text(text));
	if (fault == NULL)
		CHECK_OK(compute_row_read(&j, &row, &why));
	else
		CHECK_ERR(compute_row_read(&j, &row, &why), ERR_INPUT);
	CHECK_TEXT(why.text, fault == NULL ? "" : fault);
}

TEST(compute_rows_take_ids_as_texts_and_as_whole_numbers)
{
#define OUT(id) "{\"type\":\"transfer_out\",\"ts\":1,\"sym\":\"S\",\"qty\":1,\"id\":" id "}"
	static const char *const bad[] = { "-5", "1.5", "1e3", "true", "[1]", "{}",
		"\"a\\u0041\"" };
	static const char *const good[][2] = { { "28457", "28457" }, { "\"28457\"", "28457" },
		{ "98765432109876543210", "98765432109876543210" }, { "\"\"", "" },
		{ "\"0x7\"", "0x7" } };
	char text[200];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(text, sizeof(text), OUT("%s"), bad[i]);
		check_row(text, "id: expected a text without escapes or a whole number");
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct compute_row row;
		struct why why = { "" };
		struct json j;

		(void)snprintf(text, sizeof(text), OUT("%s"), good[i][0]);
		json_init(&j, span_text(text));
		CHECK_OK(compute_row_read(&j, &row, &why));
		CHECK_SPAN(row.id, span_text(good[i][1]));
	}
}

TEST(compute_rows_have_the_members_of_their_type_and_no_others)
{
	check_row("{\"type\":\"mark\",\"ts\":1,\"pair\":\"A/B\",\"price\":\"2\"}", NULL);
	check_row("{\"type\":\"mark\",\"ts\":1,\"pair\":\"A/B\",\"price\":2.5}", NULL);
	check_row(
	    "{\"type\":\"transfer_out\",\"id\":\"1\",\"ts\":1,\"sym\":\"S\",\"qty\":\"2\"}", NULL);
	check_row("{\"type\":\"trade\",\"id\":\"1\",\"ts\":1,\"sym\":\"S\",\"side\":\"buy\","
		  "\"price\":\"1\",\"qty\":\"2\"}",
	    NULL);
	check_row("{\"type\":\"trade\",\"id\":\"1\",\"ts\":1,\"sym\":\"S\",\"side\":\"buy\","
		  "\"price\":\"1\"}",
	    "qty: missing");
	check_row("{\"type\":\"mark\",\"ts\":1,\"pair\":\"A/B\",\"price\":\"2\",\"qty\":\"1\"}",
	    "qty: a row of type mark has none");
	check_row("{\"type\":\"trade\",\"ts\":1,\"sym\":\"S\",\"side\":\"buy\",\"price\":\"1\","
		  "\"qty\":\"2\"}",
	    "id: missing");
	check_row("{\"type\":\"gift\",\"ts\":1}",
	    "type: expected trade, funding, transfer_in, transfer_out, mark, deposit or "
	    "withdrawal");
	check_row("{\"type\":\"mark\",\"ts\":1,\"colour\":1}", "colour: unknown member");
	check_row("{\"type\":\"mark\",\"pair\":\"A/B\",\"price\":\"2\"}", "ts: missing");
	check_row("{\"type\":\"mark\",\"ts\":\"1\"}", "ts: expected a whole number");
}
