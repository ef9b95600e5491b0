/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/tcb_status.h"
#include "test/check.h"

TEST(every_tcb_status_is_read_back_from_its_text_and_from_no_other)
{
	enum tcb_status s;

	for (unsigned i = 0; i < TCB_STATUS_COUNT; i++) {
		const struct span text = span_text(tcb_status_text((enum tcb_status)i));

		CHECK_OK(tcb_status_parse(text, &s));
		CHECK_INT(s, i);
		CHECK_ERR(tcb_status_parse(span_first(text, text.size - 1), &s), ERR_INPUT);
	}
	CHECK_ERR(tcb_status_parse(S(""), &s), ERR_INPUT);
	CHECK_ERR(tcb_status_parse(S("uptodate"), &s), ERR_INPUT);
	CHECK_ERR(tcb_status_parse(S("Unknown"), &s), ERR_INPUT);
	CHECK_TEXT(tcb_status_text(TCB_STATUS_COUNT), "Unknown");
}

TEST(tcb_advisories_keep_each_name_once_up_to_their_limit)
{
	struct tcb_advisories a = { .count = 0 };
	char name[TCB_ADVISORY_SIZE];

	for (unsigned i = 0; i < TCB_ADVISORIES_MAX; i++) {
		(void)snprintf(name, sizeof(name), "INTEL-SA-%05u", i);
		CHECK(!tcb_advisories_has(&a, name));
		CHECK_OK(tcb_advisories_add(&a, span_text(name)));
		CHECK_OK(tcb_advisories_add(&a, span_text(name)));
		CHECK(tcb_advisories_has(&a, name));
		CHECK_INT(a.count, i + 1);
	}
	CHECK_ERR(tcb_advisories_add(&a, S("INTEL-SA-99999")), ERR_LIMIT);
	CHECK_OK(tcb_advisories_add(&a, S("INTEL-SA-00000")));
}

TEST(tcb_advisories_refuse_what_is_no_name)
{
	static const struct span bad[] = { S(""), S("INTEL SA"), S("a\"b"), S("a\nb"),
		S("\xc3\xa9"), S("INTEL-SA-000000000000000000000000") };
	struct tcb_advisories a = { .count = 0 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_ERR(tcb_advisories_add(&a, bad[i]), ERR_INPUT);
	CHECK_OK(tcb_advisories_add(&a, S("INTEL-SA-0000000000000000000000")));
	CHECK_INT(a.count, 1);
}

/* Intel's table, row by row: UpToDate, OutOfDate and Revoked beside each. */
TEST(tcb_status_converge_is_intels_table)
{
	static const struct {
		enum tcb_status platform, with[3];
	} rows[] = {
		{ TCB_UP_TO_DATE, { TCB_UP_TO_DATE, TCB_OUT_OF_DATE, TCB_REVOKED } },
		{ TCB_SW_HARDENING_NEEDED,
		    { TCB_SW_HARDENING_NEEDED, TCB_OUT_OF_DATE, TCB_REVOKED } },
		{ TCB_CONFIGURATION_NEEDED,
		    { TCB_CONFIGURATION_NEEDED, TCB_OUT_OF_DATE_CONFIGURATION_NEEDED,
			TCB_REVOKED } },
		{ TCB_CONFIGURATION_AND_SW_HARDENING_NEEDED,
		    { TCB_CONFIGURATION_AND_SW_HARDENING_NEEDED,
			TCB_OUT_OF_DATE_CONFIGURATION_NEEDED, TCB_REVOKED } },
		{ TCB_OUT_OF_DATE, { TCB_OUT_OF_DATE, TCB_OUT_OF_DATE, TCB_REVOKED } },
		{ TCB_OUT_OF_DATE_CONFIGURATION_NEEDED,
		    { TCB_OUT_OF_DATE_CONFIGURATION_NEEDED, TCB_OUT_OF_DATE_CONFIGURATION_NEEDED,
			TCB_REVOKED } },
		{ TCB_REVOKED, { TCB_REVOKED, TCB_REVOKED, TCB_REVOKED } },
	};
	static const enum tcb_status parts[] = { TCB_UP_TO_DATE, TCB_OUT_OF_DATE, TCB_REVOKED };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t k = 0; k < 3; k++) {
			CHECK_INT(tcb_status_converge(rows[i].platform, parts[k]), rows[i].with[k]);
			case_counted();
		}
	/* what no part can be is the worst */
	CHECK_INT(tcb_status_converge(TCB_UP_TO_DATE, TCB_STATUS_COUNT), TCB_REVOKED);
}

TEST(tcb_status_relaunch_is_advised_when_only_the_launch_was_out_of_date)
{
	for (unsigned launch = 0; launch < TCB_STATUS_COUNT; launch++)
		for (unsigned current = 0; current < TCB_STATUS_COUNT; current++) {
			const bool was_old = launch == TCB_OUT_OF_DATE ||
			    launch == TCB_OUT_OF_DATE_CONFIGURATION_NEEDED;
			const bool needs = launch == TCB_OUT_OF_DATE_CONFIGURATION_NEEDED ||
			    current == TCB_CONFIGURATION_NEEDED ||
			    current == TCB_CONFIGURATION_AND_SW_HARDENING_NEEDED;
			enum tcb_status want = (enum tcb_status)launch;

			if (was_old && current <= TCB_CONFIGURATION_AND_SW_HARDENING_NEEDED)
				want = needs ? TCB_TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED
					     : TCB_TD_RELAUNCH_ADVISED;
			CHECK_INT(
			    tcb_status_relaunch((enum tcb_status)launch, (enum tcb_status)current),
			    want);
		}
}
