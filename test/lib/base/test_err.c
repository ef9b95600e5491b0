/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/err.h"
#include "test/check.h"

TEST(err_has_a_name_and_words_for_every_code_and_beyond)
{
	for (int e = 0; e < ERR_COUNT; e++) {
		CHECK(err_words((enum err)e)[0] != '\0');
		CHECK(err_name((enum err)e)[0] != '\0');
		for (int other = 0; other < e; other++)
			CHECK(strcmp(err_name((enum err)e), err_name((enum err)other)) != 0);
	}
	CHECK_TEXT(err_name(ERR_INPUT), "ERR_INPUT");
	CHECK_TEXT(err_name(OK), "OK");
	CHECK_TEXT(err_name(ERR_COUNT), "ERR_UNKNOWN");
	CHECK_TEXT(err_words((enum err)1000), "unknown error");
	CHECK(!err_is_retryable(ERR_COUNT));
}

TEST(err_is_retryable_for_what_may_pass)
{
	CHECK(err_is_retryable(ERR_BUSY));
	CHECK(err_is_retryable(ERR_UPSTREAM));
	CHECK(err_is_retryable(ERR_IO));
	CHECK(err_is_retryable(ERR_NOMEM));
	CHECK(!err_is_retryable(OK));
	CHECK(!err_is_retryable(ERR_AUTH));
	CHECK(!err_is_retryable(ERR_INPUT));
	CHECK(!err_is_retryable(ERR_BUG));
}

static enum err
tried(enum err inner, int *reached)
{
	TRY(inner);
	*reached = 1;
	ENSURE(*reached == 2, ERR_CONFLICT);
	return OK;
}

TEST(err_try_and_ensure_return_at_once)
{
	int reached = 0;

	CHECK_ERR(tried(ERR_ABSENT, &reached), ERR_ABSENT);
	CHECK_INT(reached, 0);
	CHECK_ERR(tried(OK, &reached), ERR_CONFLICT);
	CHECK_INT(reached, 1);
}
