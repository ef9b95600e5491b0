/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/validity.h"
#include "test/check.h"

static const struct validity_codes codes = { ATT_E_CRL_NOT_YET_VALID, ATT_E_CRL_EXPIRED };

static enum att_code
code_at(int64_t at_ms, int64_t skew_ms, struct period p)
{
	struct validity v = validity_at(at_ms, skew_ms);
	struct att_failure failure = { .code = ATT_OK };

	if (validity_check(&v, p, "a list", codes, &failure) == OK)
		return ATT_OK;
	CHECK_TEXT(failure.item, "a list");
	CHECK(v.ends_first == NULL && v.all.from_ms == INT64_MIN);
	return failure.code;
}

TEST(validity_includes_both_ends_and_forgives_skew_at_the_beginning_only)
{
	const struct period p = { 1000, 2000 };

	CHECK_INT(code_at(999, 0, p), ATT_E_CRL_NOT_YET_VALID);
	CHECK_INT(code_at(1000, 0, p), ATT_OK);
	CHECK_INT(code_at(2000, 0, p), ATT_OK);
	CHECK_INT(code_at(2001, 0, p), ATT_E_CRL_EXPIRED);
	CHECK_INT(code_at(700, 300, p), ATT_OK);
	CHECK_INT(code_at(699, 300, p), ATT_E_CRL_NOT_YET_VALID);
	CHECK_INT(code_at(2001, 300, p), ATT_E_CRL_EXPIRED);
}

TEST(validity_keeps_what_all_have_in_common_and_which_ends_first)
{
	struct validity v = validity_at(50, 0);
	struct att_failure failure = { .code = ATT_OK };

	CHECK_OK(validity_check(&v, (struct period){ 0, 100 }, "one", codes, &failure));
	CHECK_OK(validity_check(&v, (struct period){ 10, 90 }, "two", codes, &failure));
	CHECK_OK(validity_check(&v, (struct period){ 5, 90 }, "three", codes, &failure));
	CHECK(v.all.from_ms == 10 && v.all.until_ms == 90);
	CHECK_TEXT(v.ends_first, "two");
}
