/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/tcb_match.h"

#include "lib/quote/refuse.h"

/* Say what `e` means for levels that belong to `item`; OK stays OK. */
static enum err
refuse_levels(enum err e, const char *item, enum att_code format, enum att_code unsupported,
    struct att_failure *failure)
{
	if (e == OK)
		return OK;
	if (e == ERR_ABSENT)
		return att_refuse(failure, unsupported, item, "below every TCB level");
	return att_refuse(
	    failure, format, item, "its TCB levels are malformed, or not in descending order");
}

/* I */
static enum err
match_qe(const struct tcb_evidence *e, struct tcb_standing *out, struct att_failure *failure)
{
	return refuse_levels(tcb_level_by_isvsvn(e->qe->levels, e->quote->qe.isvsvn, out),
	    "QE identity", ATT_E_QEID_FORMAT, ATT_E_QE_TCB_UNSUPPORTED, failure);
}

/* Intel's own: its signer all zero so far, its attributes none (TDX Module specification). */
static enum err
check_module(
    const struct tcb_module *m, const struct quote_td_report *td, struct att_failure *failure)
{
	static const uint8_t none[8];

	if (!span_equal(td->mrsignerseam, SPAN_OF(m->mrsigner)))
		return att_refuse(failure, ATT_E_TDX_MODULE, "TDX module",
		    "its MRSIGNERSEAM is not the one of the TCB info");
	if (!span_equal(td->seam_attributes, SPAN_OF(m->attributes)) ||
	    !span_equal(td->seam_attributes, SPAN_OF(none)))
		return att_refuse(failure, ATT_E_TDX_MODULE, "TDX module",
		    "its SEAMATTRIBUTES are not zero, or not those of the TCB info");
	return OK;
}

static enum err
match_module(const struct tcb_evidence *e, struct span tee_tcb_svn, struct tcb_module *out,
    struct att_failure *failure)
{
	const enum err found = tcb_info_module(e->info, tee_tcb_svn.p, out);

	if (found == ERR_CONFLICT)
		return att_refuse(failure, ATT_E_TDX_MODULE, "TDX module",
		    "the TCB info has no identity \"TDX_%02X\"", tee_tcb_svn.p[1]);
	return refuse_levels(found, "TDX module", ATT_E_TCB_FORMAT, ATT_E_TCB_UNSUPPORTED, failure);
}

static enum err
add_advisories(
    const struct tcb_standing *s, struct tcb_advisories *out, struct att_failure *failure)
{
	if (tcb_standing_advisories(s, out) != OK)
		return att_refuse(failure, ATT_E_TCB_FORMAT, "advisoryIDs",
		    "not names, or more than %d of them", TCB_ADVISORIES_MAX);
	return OK;
}

/* J, with these versions of the TDX module (empty for SGX). */
static enum err
match_platform(const struct tcb_evidence *e, struct span tee_tcb_svn, struct quote_tcb *out,
    struct att_failure *failure)
{
	const struct tcb_platform platform = {
		.components = e->platform->component_svn,
		.pcesvn = e->platform->pcesvn,
		.tee_tcb_svn = tee_tcb_svn.p,
	};
	struct tcb_standing here = { .date_ms = 0 };
	struct tcb_module module;

	TRY(refuse_levels(tcb_info_match(e->info, &platform, &here), "TCB info", ATT_E_TCB_FORMAT,
	    ATT_E_TCB_UNSUPPORTED, failure));
	out->platform = here.status;
	out->date_ms = here.date_ms;
	TRY(add_advisories(&here, &out->advisories, failure));
	if (tee_tcb_svn.size == 0)
		return OK;
	TRY(match_module(e, tee_tcb_svn, &module, failure));
	TRY(check_module(&module, &e->quote->td, failure));
	if (!module.has_standing)
		return OK;
	out->platform = tcb_status_converge(out->platform, module.standing.status);
	return add_advisories(&module.standing, &out->advisories, failure);
}

enum err
tcb_match(const struct tcb_evidence *e, struct quote_tcb *out, struct att_failure *failure)
{
	const struct quote_td_report *td = &e->quote->td; /* all empty for SGX */
	struct tcb_standing qe = { .date_ms = 0 };
	struct quote_tcb current;

	*out = (struct quote_tcb){ .evaluation_number = e->info->evaluation_number };
	TRY(match_qe(e, &qe, failure));
	TRY(match_platform(e, td->tee_tcb_svn, out, failure));
	out->qe = qe.status;
	out->status = tcb_status_converge(out->platform, qe.status);
	TRY(add_advisories(&qe, &out->advisories, failure));
	if (td->tee_tcb_svn2.size > 0) {
		current = (struct quote_tcb){ .date_ms = 0 };
		TRY(match_platform(e, td->tee_tcb_svn2, &current, failure));
		out->status = tcb_status_relaunch(
		    out->status, tcb_status_converge(current.platform, qe.status));
	}
	out->is_known = true;
	return OK;
}
