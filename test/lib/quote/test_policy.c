/* SPDX-License-Identifier: Apache-2.0 */
/* What the shared vectors cannot show: trust domains, and every status and attribute by itself. */
#include "lib/quote/policy.h"

#include "test/check.h"

static const uint8_t ppid[QUOTE_PLATFORM_ID_SIZE] = "a platform";

struct scene {
	struct quote_policy policy;
	struct quote_facts facts;
	struct policy_subject subject;
	struct att_failure failure;
};

/* A trust domain that its policy takes. */
static void
begin(struct scene *s)
{
	memset(s, 0, sizeof(*s));
	quote_policy_default(quote_root_intel(), &s->policy);
	s->policy.at_ms = 1767657600000;
	s->policy.identity_count = 1;
	s->policy.identities[0] = (struct quote_identity){ .tee = QUOTE_TDX, .measurement = { 7 } };
	s->facts.tee = QUOTE_TDX;
	s->facts.td.mrtd[0] = 7;
	s->facts.td.attributes = 1 << 28;
	s->facts.tcb = (struct quote_tcb){ .is_known = true, .evaluation_number = 21 };
	s->subject = (struct policy_subject){ .facts = &s->facts,
		.tcb_issued_ms = s->policy.at_ms,
		.qe_issued_ms = s->policy.at_ms,
		.qe_evaluation_number = 21,
		.ppid = ppid };
}

static enum att_code
check(struct scene *s)
{
	s->failure = (struct att_failure){ .code = ATT_OK };
	if (policy_check(&s->policy, &s->subject, &s->failure) != OK)
		CHECK(s->failure.code != ATT_OK);
	return s->failure.code;
}

TEST(the_default_policy_allows_nobody_and_two_statuses)
{
	struct quote_policy p;

	memset(&p, 0xff, sizeof(p));
	quote_policy_default(quote_root_intel(), &p);
	CHECK(p.root == quote_root_intel());
	CHECK_INT(p.identity_count, 0);
	CHECK_INT(p.statuses, 3);
	CHECK_INT(p.advisories.count, 0);
	CHECK_INT(p.min_evaluation_number, 21);
	CHECK_INT(p.collateral_age_days_max, 30);
	CHECK_INT(p.platform_count, 0);
	CHECK(p.skew_ms == 0 && p.report_data == NULL);
}

TEST(each_status_passes_by_its_own_bit_and_revoked_by_none)
{
	struct scene s;

	begin(&s);
	for (unsigned status = 0; status < TCB_STATUS_COUNT; status++) {
		const bool can_pass = status != TCB_REVOKED;

		s.facts.tcb.status = (enum tcb_status)status;
		s.policy.statuses = TCB_STATUS_BIT(status);
		CHECK_INT(check(&s), can_pass ? ATT_OK : ATT_E_TCB_STATUS);
		s.policy.statuses = ~0u;
		CHECK_INT(check(&s), can_pass ? ATT_OK : ATT_E_TCB_STATUS);
		s.policy.statuses = ~TCB_STATUS_BIT(status);
		CHECK_INT(check(&s), ATT_E_TCB_STATUS);
	}
	s.facts.tcb.status = TCB_UP_TO_DATE;
	s.policy.statuses = 0;
	CHECK_INT(check(&s), ATT_E_TCB_STATUS);
	s.policy.statuses = ~0u;
	s.facts.tcb.is_known = false;
	CHECK_INT(check(&s), ATT_E_TCB_STATUS);
}

TEST(every_status_but_the_best_needs_each_of_its_advisories_allowed)
{
	struct scene s;

	begin(&s);
	s.policy.statuses = ~0u;
	CHECK_OK(tcb_advisories_add(&s.facts.tcb.advisories, S("A")));
	CHECK_OK(tcb_advisories_add(&s.facts.tcb.advisories, S("B")));
	for (unsigned status = 0; status < TCB_REVOKED; status++) {
		s.facts.tcb.status = (enum tcb_status)status;
		s.policy.advisories.count = 0;
		CHECK_INT(check(&s), status == TCB_UP_TO_DATE ? ATT_OK : ATT_E_ADVISORY);
		CHECK_OK(tcb_advisories_add(&s.policy.advisories, S("B")));
		CHECK_INT(check(&s), status == TCB_UP_TO_DATE ? ATT_OK : ATT_E_ADVISORY);
		CHECK_OK(tcb_advisories_add(&s.policy.advisories, S("A")));
		CHECK_INT(check(&s), ATT_OK);
	}
}

TEST(age_and_number_are_those_of_both_texts)
{
	static const int64_t month_ms = 30 * 86400000LL;
	struct scene s;

	begin(&s);
	s.subject.tcb_issued_ms = s.policy.at_ms - month_ms;
	CHECK_INT(check(&s), ATT_OK);
	s.subject.tcb_issued_ms--;
	CHECK_INT(check(&s), ATT_E_COLLATERAL_AGE);
	CHECK_TEXT(s.failure.item, "TCB info");
	s.subject.tcb_issued_ms++;
	s.subject.qe_issued_ms = s.policy.at_ms - month_ms - 1;
	CHECK_INT(check(&s), ATT_E_COLLATERAL_AGE);
	CHECK_TEXT(s.failure.item, "QE identity");
	s.subject.qe_evaluation_number = 20; /* which comes first */
	CHECK_INT(check(&s), ATT_E_EVAL_NUMBER);
	CHECK_TEXT(s.failure.item, "QE identity");
	s.facts.tcb.evaluation_number = 20;
	CHECK_INT(check(&s), ATT_E_EVAL_NUMBER);
	CHECK_TEXT(s.failure.item, "TCB info");
	s.policy.min_evaluation_number = 20;
	s.policy.collateral_age_days_max = UINT32_MAX;
	CHECK_INT(check(&s), ATT_OK);
}

TEST(a_trust_domain_has_sept_ve_disable_and_no_other_attribute)
{
	struct scene s;

	begin(&s);
	for (unsigned bit = 0; bit < 64; bit++) {
		s.facts.td.attributes ^= 1ULL << bit;
		CHECK_INT(check(&s), ATT_E_ATTRIBUTES);
		s.facts.td.attributes ^= 1ULL << bit;
	}
	CHECK_INT(check(&s), ATT_OK);
}

TEST(a_trust_domain_is_known_by_its_mrtd_and_the_registers_that_are_named)
{
	struct quote_identity *want;
	struct scene s;

	begin(&s);
	want = &s.policy.identities[0];
	s.facts.td.mrtd[47] = 1;
	CHECK_INT(check(&s), ATT_E_MEASUREMENT);
	want->measurement[47] = 1;
	CHECK_INT(check(&s), ATT_OK);
	for (size_t i = 0; i < QUOTE_RTMR_COUNT; i++) {
		s.facts.td.rtmr[i][5] = 1; /* anything, until it is named */
		CHECK_INT(check(&s), ATT_OK);
		want->has_rtmr[i] = true;
		CHECK_INT(check(&s), ATT_E_MEASUREMENT);
		want->rtmr[i][5] = 1;
		CHECK_INT(check(&s), ATT_OK);
	}
	want->has_mrconfigid = want->has_mrowner = want->has_mrownerconfig = true;
	CHECK_INT(check(&s), ATT_OK);
	s.facts.td.mrconfigid[0] = 1;
	CHECK_INT(check(&s), ATT_E_MEASUREMENT);
	s.facts.td.mrconfigid[0] = 0;
	s.facts.td.mrowner[0] = 1;
	CHECK_INT(check(&s), ATT_E_MEASUREMENT);
	s.facts.td.mrowner[0] = 0;
	s.facts.td.mrownerconfig[0] = 1;
	CHECK_INT(check(&s), ATT_E_MEASUREMENT);
	s.policy.identities[1] = *want;
	s.policy.identities[1].mrownerconfig[0] = 1;
	s.policy.identity_count = 2; /* one of several is enough */
	CHECK_INT(check(&s), ATT_OK);
	want->tee = s.policy.identities[1].tee = QUOTE_SGX;
	CHECK_INT(check(&s), ATT_E_MEASUREMENT);
}

/* When nobody fits, the first of the list that is of this TEE says why. */
TEST(the_first_identity_of_the_tee_names_the_reason)
{
	struct scene s;

	begin(&s);
	s.facts.tee = QUOTE_SGX;
	s.facts.isvprodid = 2;
	s.facts.isvsvn = 5;
	s.subject.enclave_flags = 0x05;
	CHECK_INT(check(&s), ATT_E_MRENCLAVE); /* the list has a trust domain only */
	s.policy.identities[1] =
	    (struct quote_identity){ .tee = QUOTE_SGX, .isvprodid = 2, .min_isvsvn = 6 };
	s.policy.identity_count = 2;
	CHECK_INT(check(&s), ATT_E_ISVSVN);
	CHECK_OK(quote_policy_allow(&s.policy, s.facts.mrsigner)); /* zeros, as MRENCLAVE is */
	CHECK_INT(check(&s), ATT_OK);
	s.facts.mrenclave[0] = 1;
	CHECK_INT(check(&s), ATT_E_ISVSVN);
	s.policy.identities[1].min_isvsvn = 5;
	CHECK_INT(check(&s), ATT_OK);
	s.policy.identities[1].isvprodid = 1;
	CHECK_INT(check(&s), ATT_E_ISVPRODID);
	s.policy.identities[1].mrsigner[0] = 1;
	CHECK_INT(check(&s), ATT_E_MRSIGNER);
}

TEST(a_platform_is_known_by_its_ppid_or_its_instance)
{
	struct scene s;

	begin(&s);
	memset(s.policy.platforms[0], 1, QUOTE_PLATFORM_ID_SIZE);
	s.policy.platform_count = 1;
	CHECK_INT(check(&s), ATT_E_PLATFORM);
	memset(s.facts.platform_instance, 1, QUOTE_PLATFORM_ID_SIZE);
	CHECK_INT(check(&s), ATT_E_PLATFORM); /* it has none */
	s.facts.has_platform_instance = true;
	CHECK_INT(check(&s), ATT_OK);
	s.facts.has_platform_instance = false;
	memcpy(s.policy.platforms[0], ppid, sizeof(ppid));
	CHECK_INT(check(&s), ATT_OK);
}

TEST(debug_and_simulation_exclude_each_other)
{
	struct quote_facts facts = { .is_debug = true };
	struct att_failure failure = { .code = ATT_OK };

	CHECK_ERR(policy_check_debug(&facts, false, &failure), ERR_REFUSED);
	CHECK_INT(failure.code, ATT_E_DEBUG);
	failure.code = ATT_OK;
	CHECK_OK(policy_check_debug(&facts, true, &failure));
	facts.is_debug = false;
	CHECK_OK(policy_check_debug(&facts, false, &failure));
	CHECK_ERR(policy_check_debug(&facts, true, &failure), ERR_REFUSED);
	CHECK_INT(failure.code, ATT_E_NOT_SIMULATED);
}
