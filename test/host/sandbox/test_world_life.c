/* SPDX-License-Identifier: Apache-2.0 */
#include "test/check.h"
#include "test/host/sandbox/ask.h"

TEST(truth_of_the_whole_world_has_every_account_and_says_what_cannot_be_reached)
{
	struct buf text = buf_new(16 << 20);
	const char *ghost, *wide;

	CHECK_OK(world_truth_write(ask_whole(), &text));
	CHECK_OK(buf_u8(&text, 0));
	for (size_t i = 0; i < ask_whole()->account_count; i++)
		CHECK(strstr((const char *)text.p, ask_whole()->accounts[i].api_key) != NULL);
	ghost = strstr((const char *)text.p, "\"name\":\"ghost\"");
	CHECK(ghost != NULL &&
	    strstr(ghost,
		"\"symbol\":\"GONEUSDT\",\"wallet\":\"spot\","
		"\"isReachable\":false,\"trades\":25") != NULL);
	wide = strstr((const char *)text.p, "\"name\":\"wide\"");
	CHECK(wide != NULL && strstr(wide, "\"trades\":100000") != NULL);
	CHECK(strstr(wide, "\"at\":\"2026-09-01T00:00:00.000Z\"") != NULL);
	buf_wipe(&text);
}
