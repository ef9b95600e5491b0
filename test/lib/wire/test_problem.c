/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/wire/problem.h"
#include "test/check.h"

TEST(problem_document_carries_code_status_and_what_the_exchange_said)
{
	AUTO(buf) out = buf_new(4096);
	struct problem_seen seen;

	CHECK_OK(problem_write(&(struct problem_report){ .kind = PROBLEM_INVALID_CREDENTIALS,
				   .detail = "check \"it\"",
				   .request_id = "0123",
				   .exchange_message = "Invalid API-key",
				   .exchange_code = -2015 },
	    &out));
	CHECK(span_is(buf_span(&out),
	    "{\"type\":\"about:blank\",\"title\":\"The exchange refuses this key\",\"status\":403,"
	    "\"detail\":\"check \\\"it\\\"\",\"code\":\"INVALID_CREDENTIALS\","
	    "\"error\":\"The exchange refuses this key\","
	    "\"exchange\":{\"code\":-2015,\"message\":\"Invalid "
	    "API-key\"},\"request_id\":\"0123\"}"));
	CHECK_OK(problem_parse(buf_span(&out), &seen));
	CHECK_INT(seen.kind, PROBLEM_INVALID_CREDENTIALS);
	CHECK_TEXT(seen.detail, "check \"it\"");
}

TEST(problem_codes_name_themselves)
{
	for (int i = 0; i < PROBLEM_COUNT; i++) {
		const enum problem p = (enum problem)i;

		CHECK_INT(problem_by_code(span_text(problem_code(p))), p);
		CHECK(problem_status(p) >= 400 && problem_status(p) < 600);
		CHECK(strlen(problem_title(p)) > 0);
	}
	CHECK_INT(problem_by_code(S("WHATEVER")), PROBLEM_COUNT);
}

TEST(problem_parse_takes_an_unknown_code_and_refuses_what_is_no_problem)
{
	struct problem_seen seen;

	CHECK_OK(problem_parse(S("{\"code\":\"FROM_THE_FUTURE\",\"x\":1}"), &seen));
	CHECK_INT(seen.kind, PROBLEM_COUNT);
	CHECK_TEXT(seen.code, "FROM_THE_FUTURE");
	CHECK_ERR(problem_parse(S("<html>"), &seen), ERR_INPUT);
	CHECK_ERR(problem_parse(S("{}"), &seen), ERR_INPUT);
	CHECK_ERR(problem_parse(S(""), &seen), ERR_INPUT);
}
