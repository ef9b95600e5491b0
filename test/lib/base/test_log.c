/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/log.h"
#include "test/check.h"

TEST(log_event_writes_one_json_line_and_defuses_odd_characters)
{
	struct clock_fake fake = { .wall_ms = 1790086520000 };
	const struct clock clock = clock_fake(&fake);
	char line[512] = { 0 };
	FILE *out = fmemopen(line, sizeof(line), "w");
	const struct log l = { out, LOG_INFO, &clock };

	CHECK(out != NULL);
	LOG(&l, LOG_DEBUG, "too_low", LOG_N(LOG_STATUS, 1));
	LOG(&l, LOG_WARN, "request_done", LOG_T(LOG_ROUTE, "/x\"\n\\"), LOG_N(LOG_STATUS, -7));
	(void)fclose(out);
	CHECK_TEXT(line,
	    "{\"ts\":\"2026-09-22T14:15:20.000Z\",\"level\":\"warn\","
	    "\"event\":\"request_done\",\"route\":\"/x???\",\"status\":-7}\n");
}

TEST(log_level_parse_knows_four_words)
{
	enum log_level level = LOG_DEBUG;

	CHECK_OK(log_level_parse("error", &level));
	CHECK_INT(level, LOG_ERROR);
	CHECK_ERR(log_level_parse("loud", &level), ERR_INPUT);
	LOG(NULL, LOG_ERROR, "nobody_listens", LOG_N(LOG_COUNT, 1));
}
