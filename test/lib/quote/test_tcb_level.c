/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/tcb_level.h"

#include "test/check.h"

#define LEVEL(svn, status)                                                          \
	"{\"tcb\":{\"isvsvn\":" svn "},\"tcbDate\":\"2026-01-0" svn "T00:00:00Z\"," \
	"\"tcbStatus\":\"" status "\"}"

TEST(tcb_level_by_isvsvn_finds_the_first_level_that_is_reached)
{
	const struct span levels =
	    S("[" LEVEL("8", "UpToDate") "," LEVEL("5", "OutOfDate") "," LEVEL("2", "Revoked") "]");
	struct tcb_standing s;

	for (uint16_t svn = 0; svn < 12; svn++) {
		const enum err e = tcb_level_by_isvsvn(levels, svn, &s);

		if (svn < 2) {
			CHECK_INT(e, ERR_ABSENT);
			continue;
		}
		CHECK_INT(e, OK);
		CHECK_INT(s.status,
		    svn >= 8       ? TCB_UP_TO_DATE
			: svn >= 5 ? TCB_OUT_OF_DATE
				   : TCB_REVOKED);
	}
	CHECK_OK(tcb_level_by_isvsvn(levels, UINT16_MAX, &s));
	CHECK(s.date_ms == 1767830400000); /* 2026-01-08 */
}

TEST(tcb_level_by_isvsvn_reads_every_level_also_below_the_one_that_is_reached)
{
	static const char *const bad[] = {
		"",
		"[]",
		"{}",
		"[" LEVEL("8", "UpToDate") "] ,",
		"[" LEVEL("8", "UpToDate") "," LEVEL("8", "OutOfDate") "]",
		"[" LEVEL("5", "UpToDate") "," LEVEL("8", "OutOfDate") "]",
		"[" LEVEL("8", "UpToDate") "," LEVEL("5", "outofdate") "]",
		"[" LEVEL("8", "UpToDate") "," LEVEL("5", "SWHardeningNeeded") "]",
		"[" LEVEL("8", "UpToDate") "," LEVEL("5", "ConfigurationNeeded") "]",
		"[" LEVEL("8", "UpToDate") ",{}]",
		"[" LEVEL("8", "UpToDate") ",null]",
		"[{\"tcb\":{\"isvsvn\":-1},\"tcbDate\":\"2026-01-01T00:00:00Z\","
		"\"tcbStatus\":\"UpToDate\"}]",
		"[{\"tcb\":{\"isvsvn\":65536},\"tcbDate\":\"2026-01-01T00:00:00Z\","
		"\"tcbStatus\":\"UpToDate\"}]",
		"[{\"tcb\":{\"isvsvn\":1.0},\"tcbDate\":\"2026-01-01T00:00:00Z\","
		"\"tcbStatus\":\"UpToDate\"}]",
		"[{\"tcb\":{\"isvsvn\":1},\"tcbDate\":\"2026-01-01\",\"tcbStatus\":\"UpToDate\"}]",
		"[{\"tcb\":{\"isvsvn\":1},\"tcbDate\":\"2026-01-01T00:00:00Z\","
		"\"tcbStatus\":\"UpToDate\",\"advisoryIDs\":[1]}]",
		"[{\"tcb\":{\"isvsvn\":1},\"tcbDate\":\"2026-01-01T00:00:00Z\","
		"\"tcbStatus\":\"UpToDate\",\"advisoryIDs\":{}}]",
	};
	struct tcb_standing s;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (tcb_level_by_isvsvn(span_text(bad[i]), 8, &s) != ERR_INPUT)
			fail_msg("%s", bad[i]);
		case_counted();
	}
}

TEST(tcb_standing_advisories_are_added_once_each)
{
	struct tcb_standing s = { .advisories = S("[\"INTEL-SA-1\",\"INTEL-SA-2\"]") };
	struct tcb_advisories a = { .count = 0 };

	CHECK_OK(tcb_standing_advisories(&s, &a));
	CHECK_OK(tcb_standing_advisories(&s, &a));
	CHECK_INT(a.count, 2);
	CHECK(tcb_advisories_has(&a, "INTEL-SA-2"));
	s.advisories = S("");
	CHECK_OK(tcb_standing_advisories(&s, &a));
	s.advisories = S("[\"a b\"]");
	CHECK_ERR(tcb_standing_advisories(&s, &a), ERR_INPUT);
}
