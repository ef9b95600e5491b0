/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/advice.h"

#include "lib/base/bytes.h"
#include "test/check.h"

static bool
ends_with(const char *text, const char *end)
{
	return strlen(text) >= strlen(end) && strcmp(text + strlen(text) - strlen(end), end) == 0;
}

TEST(advice_on_stale_collateral_is_to_wait_for_the_operator_and_leaves_with_4)
{
	for (enum att_code c = ATT_OK; c < ATT_CODE_COUNT; c++) {
		const bool is_stale =
		    ends_with(att_name(c), "_EXPIRED") || c == ATT_E_COLLATERAL_AGE;

		CHECK_INT(advice_is_stale(c), is_stale);
		CHECK_INT(advice_leave(c), is_stale ? LEAVE_COLLATERAL : LEAVE_ATTESTATION);
		if (is_stale)
			CHECK(strstr(advice_on(c), "operator must refresh") != NULL);
		if (ends_with(att_name(c), "_NOT_YET_VALID"))
			CHECK(strstr(advice_on(c), "clock") != NULL);
		case_counted();
	}
}

TEST(advice_on_what_a_policy_decides_names_its_member)
{
	static const struct {
		enum att_code code;
		const char *member;
	} cases[] = {
		{ ATT_E_TCB_STATUS, "\"statuses\"" },
		{ ATT_E_ADVISORY, "\"advisories\"" },
		{ ATT_E_EVAL_NUMBER, "\"min_tcb_evaluation_data_number\"" },
		{ ATT_E_PLATFORM, "\"platforms\"" },
		{ ATT_E_TCB_MINIMUM, "\"snp_min_tcb\"" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK(strstr(advice_on(cases[i].code), cases[i].member) != NULL);
		CHECK_INT(strcmp(att_stage(cases[i].code), "policy"), 0);
	}
}

TEST(advice_on_forged_evidence_is_none)
{
	static const enum att_code codes[] = { ATT_E_QUOTE_SIGNATURE, ATT_E_QE_REPORT_SIGNATURE,
		ATT_E_CHAIN_SIGNATURE, ATT_E_REVOKED_PCK, ATT_E_REVOKED_CA, ATT_E_DEBUG,
		ATT_E_REPORT_DATA, ATT_E_NONCE };

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		CHECK(advice_on(codes[i]) == NULL);
}
