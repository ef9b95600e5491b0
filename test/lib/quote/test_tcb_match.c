/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/tcb_match.h"

#include "lib/quote/kind.h"
#include "test/check.h"
#include "test/lib/quote/tcb_text.h"

#define QE_LEVELS                                                                      \
	"[{\"tcb\":{\"isvsvn\":8},\"tcbDate\":\"2026-01-01T00:00:00Z\",\"tcbStatus\":" \
	"\"UpToDate\"},"                                                               \
	"{\"tcb\":{\"isvsvn\":4},\"tcbDate\":\"2026-01-01T00:00:00Z\",\"tcbStatus\":"  \
	"\"OutOfDate\","                                                               \
	"\"advisoryIDs\":[\"INTEL-SA-00002\"]}]"

/* A trust domain, or an enclave, on a platform that is up to date. */
struct scene {
	struct quote quote;
	struct pck_extension platform;
	struct tcb_info info;
	struct qe_identity qe;
	uint8_t svn[16], svn2[16], signer[48], seam_attributes[8];
	struct tcb_evidence evidence;
	struct quote_tcb tcb;
	struct att_failure failure;
};

static void
begin(struct scene *s, enum quote_tee tee)
{
	*s = (struct scene){ .svn = { 7, 3, 2 },
		.signer = { 3 },
		.platform = { .pcesvn = 13 },
		.qe = { .levels = S(QE_LEVELS) } };
	memset(s->platform.component_svn, 8, sizeof(s->platform.component_svn));
	s->quote.tee = tee;
	s->quote.qe.isvsvn = 8;
	CHECK_OK(tcb_info_parse(
	    span_text(tee == QUOTE_TDX ? TCB_TEXT_TDX : TCB_TEXT_SGX), &s->info, NULL));
	if (tee == QUOTE_TDX) {
		s->quote.td.tee_tcb_svn = SPAN_OF(s->svn);
		s->quote.td.mrsignerseam = SPAN_OF(s->signer);
		s->quote.td.seam_attributes = SPAN_OF(s->seam_attributes);
	}
	s->evidence = (struct tcb_evidence){ &s->quote, &s->platform, &s->info, &s->qe };
}

static enum att_code
match(struct scene *s)
{
	s->failure = (struct att_failure){ .code = ATT_OK };
	if (tcb_match(&s->evidence, &s->tcb, &s->failure) == OK)
		return ATT_OK;
	CHECK(!s->tcb.is_known);
	return s->failure.code;
}

static void
check_status(struct scene *s, enum tcb_status status)
{
	CHECK_INT(match(s), ATT_OK);
	CHECK(s->tcb.is_known);
	CHECK_TEXT(tcb_status_text(s->tcb.status), tcb_status_text(status));
}

TEST(tcb_match_takes_the_enclaves_platform_and_its_quoting_enclave_together)
{
	struct scene s;

	begin(&s, QUOTE_SGX);
	check_status(&s, TCB_UP_TO_DATE);
	CHECK_INT(s.tcb.advisories.count, 0);
	CHECK_INT(s.tcb.evaluation_number, 21);
	s.quote.qe.isvsvn = 4;
	check_status(&s, TCB_OUT_OF_DATE);
	CHECK_INT(s.tcb.platform, TCB_UP_TO_DATE);
	CHECK_INT(s.tcb.qe, TCB_OUT_OF_DATE);
	CHECK(tcb_advisories_has(&s.tcb.advisories, "INTEL-SA-00002"));
	s.platform.pcesvn = 5;
	check_status(&s, TCB_OUT_OF_DATE);
	CHECK_INT(s.tcb.platform, TCB_OUT_OF_DATE);
	CHECK_INT(s.tcb.advisories.count, 2); /* of both */
}

TEST(tcb_match_says_who_is_below_every_level)
{
	struct scene s;

	begin(&s, QUOTE_SGX);
	s.quote.qe.isvsvn = 3;
	CHECK_INT(match(&s), ATT_E_QE_TCB_UNSUPPORTED);
	s.platform.pcesvn = 4; /* the quoting enclave comes first */
	CHECK_INT(match(&s), ATT_E_QE_TCB_UNSUPPORTED);
	s.quote.qe.isvsvn = 8;
	CHECK_INT(match(&s), ATT_E_TCB_UNSUPPORTED);
	s.info.levels = S("[]");
	CHECK_INT(match(&s), ATT_E_TCB_FORMAT);
	s.qe.levels = S("[]");
	CHECK_INT(match(&s), ATT_E_QEID_FORMAT);
}

TEST(tcb_match_wants_intels_tdx_module_and_counts_its_level)
{
	struct scene s;

	begin(&s, QUOTE_TDX);
	check_status(&s, TCB_UP_TO_DATE);
	CHECK(tcb_advisories_has(&s.tcb.advisories, "INTEL-SA-00007"));
	s.svn[0] = 2;
	check_status(&s, TCB_OUT_OF_DATE);
	CHECK_INT(s.tcb.platform, TCB_OUT_OF_DATE);
	CHECK(tcb_advisories_has(&s.tcb.advisories, "INTEL-SA-00002"));
	s.svn[0] = 1;
	CHECK_INT(match(&s), ATT_E_TCB_UNSUPPORTED);
	CHECK_TEXT(s.failure.item, "TDX module");
	s.svn[0] = 7;
	s.signer[47] = 1;
	CHECK_INT(match(&s), ATT_E_TDX_MODULE);
	s.signer[47] = 0;
	s.seam_attributes[7] = 1;
	CHECK_INT(match(&s), ATT_E_TDX_MODULE);
	s.seam_attributes[7] = 0;
	s.svn[1] = 4;
	CHECK_INT(match(&s), ATT_E_TDX_MODULE);
	CHECK(strstr(s.failure.detail, "TDX_04") != NULL);
}

TEST(tcb_match_takes_a_module_of_version_0_by_the_platforms_levels)
{
	struct scene s;

	begin(&s, QUOTE_TDX);
	s.svn[0] = 5;
	s.svn[1] = 0;
	CHECK_INT(match(&s), ATT_E_TDX_MODULE); /* another signer */
	s.signer[0] = 0;
	check_status(&s, TCB_UP_TO_DATE);
	s.svn[0] = 3;
	check_status(&s, TCB_OUT_OF_DATE);
}

/* TDX 1.5: the module may have been updated under a guest that was launched before. */
TEST(tcb_match_advises_to_launch_again_under_a_better_module)
{
	struct scene s;

	begin(&s, QUOTE_TDX);
	s.quote.td.tee_tcb_svn2 = SPAN_OF(s.svn2);
	memcpy(s.svn2, s.svn, sizeof(s.svn));
	check_status(&s, TCB_UP_TO_DATE);
	s.svn[0] = 2;
	check_status(&s, TCB_TD_RELAUNCH_ADVISED);
	CHECK_INT(s.tcb.platform, TCB_OUT_OF_DATE); /* as it was launched */
	s.svn2[0] = 2;
	check_status(&s, TCB_OUT_OF_DATE);
	s.svn2[0] = 1;
	CHECK_INT(match(&s), ATT_E_TCB_UNSUPPORTED);
	s.svn2[0] = 7;
	s.quote.qe.isvsvn = 4; /* whose age no launch mends */
	check_status(&s, TCB_OUT_OF_DATE);
}
