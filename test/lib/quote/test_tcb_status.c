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
