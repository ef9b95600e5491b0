/* SPDX-License-Identifier: Apache-2.0 */
/* Complaints, problems, tables and the reader of answers. */
#include "host/cli/request.h"
#include "host/cli/table.h"
#include "host/cli/view.h"
#include "lib/wire/problem.h"
#include "test/check.h"

TEST(complaint_keeps_the_first_sentence)
{
	struct complaint c = { 0 };
	struct why why = { "" };

	CHECK_ERR(complain(&c, LEAVE_DATA, ERR_INPUT, "first %d", 1), ERR_INPUT);
	CHECK_ERR(complain(&c, LEAVE_USAGE, ERR_LIMIT, "second"), ERR_LIMIT);
	CHECK_TEXT(c.text, "first 1");
	CHECK_INT(c.leave, LEAVE_DATA);
	c = (struct complaint){ 0 };
	CHECK_ERR(complain_why(&c, LEAVE_DATA, ERR_NOMEM, &why), ERR_NOMEM);
	CHECK_TEXT(c.text, err_words(ERR_NOMEM));
	CHECK_INT(c.leave, LEAVE_BUG);
}

TEST(words_are_tamed_before_a_terminal_sees_them)
{
	static const struct {
		const char *wild, *tame;
	} cases[] = {
		{ "", "" },
		{ "BTCUSDT \xc3\xa9\xe2\x82\xac", "BTCUSDT \xc3\xa9\xe2\x82\xac" },
		{ "a\033[31mb\n\r\t\x7f", "a?[31mb????" },
		{ "\xc2\x9b"
		  "31m\xc2\xa0",
		    "??31m\xc2\xa0" },
		{ "\xff\xc3", "??" },
		{ "\xed\xa0\x80", "???" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[64];

		(void)snprintf(text, sizeof(text), "%s", cases[i].wild);
		words_tame(text);
		CHECK_TEXT(text, cases[i].tame);
	}
}

TEST(each_problem_leaves_with_a_code_of_the_table)
{
	for (int kind = 0; kind < PROBLEM_COUNT; kind++) {
		const struct problem_report report = { .kind = (enum problem)kind };
		AUTO(reply)
		r = { .status = problem_status((enum problem)kind),
			.body = buf_new(4096),
			.retry_after = "7" };
		struct complaint c = { 0 };

		CHECK_OK(problem_write(&report, &r.body));
		CHECK_ERR(request_refused(&c, &r), ERR_REFUSED);
		CHECK(c.leave == LEAVE_DATA || c.leave == LEAVE_PROTOCOL ||
		    c.leave == LEAVE_REFUSED || c.leave == LEAVE_UNAVAILABLE);
		CHECK((r.status == 401 || r.status == 403) == (c.leave == LEAVE_REFUSED));
		CHECK((r.status >= 500 || r.status == 429) == (c.leave == LEAVE_UNAVAILABLE));
		CHECK(strstr(c.text, problem_code((enum problem)kind)) != NULL);
		CHECK(strstr(c.text, "try again in 7 s") != NULL);
	}
}

TEST(a_problem_that_is_unknown_or_none_is_still_told)
{
	AUTO(reply) r = { .status = 418, .body = buf_new(4096), .retry_after = "1\033[2J" };
	struct complaint c = { 0 };

	CHECK_OK(buf_append(&r.body,
	    S("{\"code\":\"TEAPOT\",\"detail\":\"\\u001b[2Jshort\","
	      "\"exchange\":{\"code\":-1,\"message\":\"no\\nERR\"}}")));
	CHECK_ERR(request_refused(&c, &r), ERR_REFUSED);
	CHECK_INT(c.leave, LEAVE_PROTOCOL);
	CHECK_TEXT(c.text,
	    "refused (TEAPOT)\n  ?[2Jshort\n  the exchange said: -1 no?ERR\n"
	    "  try again in 1?[2J s");
	buf_clear(&r.body);
	c = (struct complaint){ 0 };
	CHECK_ERR(request_refused(&c, &r), ERR_REFUSED);
	CHECK(strstr(c.text, "answered 418") != NULL);
}

TEST(table_lines_up_words_left_and_numbers_right)
{
	static const char *const heads[] = { "symbol", "n" };
	static const char *const rows[][2] = { { "\xc3\xa9t\xc3\xa9", "12345" }, { NULL, "" } };
	AUTO(table) t = table_new(2);
	AUTO(buf) out = buf_new(4096);

	CHECK_OK(table_row(&t, heads, 2));
	for (size_t i = 0; i < 2; i++)
		CHECK_OK(table_row(&t, rows[i], 2));
	CHECK_ERR(table_row(&t, heads, 1), ERR_BUG);
	CHECK_OK(table_write(&t, &out));
	CHECK_SPAN(buf_span(&out),
	    S("  symbol      n\n"
	      "  \xc3\xa9t\xc3\xa9     12345\n"
	      "  -           -\n"));
}

static enum err
count_row(void *self, const struct figures *f)
{
	CHECK(f->symbol[0] != '\0');
	++*(size_t *)self;
	return *(size_t *)self == 3 ? ERR_LIMIT : OK;
}

TEST(view_each_figures_stops_where_its_caller_does)
{
	struct why why = { "" };
	size_t count = 0;

	CHECK_OK(view_each_figures((struct span){ 0 }, count_row, &count, &why));
	CHECK_OK(view_each_figures(S("[]"), count_row, &count, &why));
	CHECK_INT(count, 0);
	CHECK_OK(view_each_figures(
	    S("[{\"symbol\":\"A\"},{\"symbol\":\"B\",\"new\":{}}]"), count_row, &count, &why));
	CHECK_INT(count, 2);
	CHECK_ERR(view_each_figures(
		      S("[{\"symbol\":\"C\"},{\"symbol\":\"D\"}]"), count_row, &count, &why),
	    ERR_LIMIT);
	CHECK_INT(count, 3);
	CHECK_ERR(view_each_figures(S("{}"), count_row, &count, &why), ERR_INPUT);
	CHECK_TEXT(why.text, "expected an array of objects");
}

TEST(view_pairs_show_texts_and_numbers_as_they_came)
{
	AUTO(buf) out = buf_new(256);
	struct why why = { "" };

	CHECK_OK(view_pairs_write(S("{\"BNB\":\"0.10\",\"USDT\":7,\"X\":null}"), &out, &why));
	CHECK_SPAN(buf_span(&out), S("0.10 BNB, 7 USDT,  X"));
	buf_clear(&out);
	CHECK_OK(view_pairs_write((struct span){ 0 }, &out, &why));
	CHECK_INT(out.size, 0);
	CHECK_ERR(view_pairs_write(S("[]"), &out, &why), ERR_INPUT);
}

TEST(view_reasons_are_said_once_each_with_everything_they_keep_unknown)
{
	AUTO(buf) out = buf_new(256);
	struct why why = { "" };

	CHECK_OK(view_reasons_write(
	    S("{\"a\":\"no_mark\",\"b\":\"ruin\",\"c\":\"no_mark\",\"d\":\"ruin\",\"e\":\"\"}"),
	    &out, &why));
	CHECK_SPAN(buf_span(&out),
	    S("  not known, no_mark: a, c\n  not known, ruin: b, d\n  not known, : e\n"));
	buf_clear(&out);
	CHECK_OK(view_reasons_write((struct span){ 0 }, &out, &why));
	CHECK_OK(view_reasons_write(S("{}"), &out, &why));
	CHECK_INT(out.size, 0);
	CHECK_ERR(view_reasons_write(S("7"), &out, &why), ERR_INPUT);
}

TEST(view_reasons_are_limited)
{
	AUTO(buf) object = buf_new(4096), out = buf_new(4096);
	struct why why = { "" };

	CHECK_OK(buf_print(&object, "{\"a\":\"0\""));
	for (int i = 1; i <= VIEW_REASONS_MAX; i++)
		CHECK_OK(buf_print(&object, ",\"a%d\":\"%d\"", i, i));
	CHECK_OK(buf_u8(&object, '}'));
	CHECK_ERR(view_reasons_write(buf_span(&object), &out, &why), ERR_LIMIT);
	CHECK_TEXT(why.text, "unavailable: more reasons than 32");
}
