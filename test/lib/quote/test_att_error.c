/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/bytes.h"
#include "lib/quote/att_error.h"
#include "lib/quote/refuse.h"
#include "test/check.h"

TEST(att_name_stage_and_words_know_every_code)
{
	static const char *const stages[] = { "ok", "quote", "pck", "crl", "tcb", "qe", "sig",
		"policy", "binding" };

	CHECK_TEXT(att_name(ATT_OK), "ATT_OK");
	CHECK_TEXT(att_stage(ATT_E_ROOT_UNTRUSTED), "pck");
	for (enum att_code c = ATT_OK; c < ATT_CODE_COUNT; c++) {
		bool is_known = false;

		CHECK(span_starts(span_text(att_name(c)), c == ATT_OK ? "ATT_OK" : "ATT_E_"));
		CHECK(att_words(c)[0] != '\0');
		for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
			is_known = is_known || strcmp(att_stage(c), stages[i]) == 0;
		CHECK(is_known);
	}
}

TEST(att_name_of_no_code_is_not_ok)
{
	CHECK_TEXT(att_name(ATT_CODE_COUNT), "ATT_E_UNKNOWN");
	CHECK_TEXT(att_stage((enum att_code)1000), "unknown");
	CHECK(att_words(ATT_CODE_COUNT)[0] != '\0');
}

TEST(att_refuse_keeps_the_first_refusal_and_cuts_what_is_too_long)
{
	struct att_failure f = { .code = ATT_OK };
	char text[400];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	CHECK_ERR(att_refuse(&f, ATT_E_DEBUG, text, "%s", text), ERR_REFUSED);
	CHECK_ERR(att_refuse(&f, ATT_E_STALE, "later", "later"), ERR_REFUSED);
	CHECK_INT(f.code, ATT_E_DEBUG);
	CHECK_INT(strlen(f.item), sizeof(f.item) - 1);
	CHECK_INT(strlen(f.detail), sizeof(f.detail) - 1);
}
