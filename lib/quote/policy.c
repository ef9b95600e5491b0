/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/policy.h"

#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/quote/refuse.h"

/* ATTRIBUTES.FLAGS (Intel SDM volume 3D, section 34.7.1) */
enum {
	FLAG_INIT = 1 << 0,
	FLAG_MODE64BIT = 1 << 2,
	FLAG_PROVISION_KEY = 1 << 4,
	FLAG_EINITTOKEN_KEY = 1 << 5,
	FLAGS_SET = FLAG_INIT | FLAG_MODE64BIT,
	FLAGS_CLEAR = FLAG_PROVISION_KEY | FLAG_EINITTOKEN_KEY,
};

/* TDATTRIBUTES (Intel TDX Module ABI specification, table TD_ATTRIBUTES) */
static const uint64_t td_sept_ve_disable = 1 << 28;

static const int64_t ms_per_day = 86400000;

void
quote_policy_default(const struct quote_root *root, struct quote_policy *out)
{
	*out = (struct quote_policy){
		.root = root,
		.statuses =
		    TCB_STATUS_BIT(TCB_UP_TO_DATE) | TCB_STATUS_BIT(TCB_SW_HARDENING_NEEDED),
		.min_evaluation_number = QUOTE_EVALUATION_NUMBER_DEFAULT,
		.collateral_age_days_max = QUOTE_COLLATERAL_AGE_DAYS_DEFAULT,
	};
}

enum err
quote_policy_allow(struct quote_policy *p, const uint8_t mrenclave[QUOTE_MEASUREMENT_SIZE])
{
	struct quote_identity *next;

	ENSURE(p->identity_count < QUOTE_ALLOWED_MAX, ERR_LIMIT);
	next = &p->identities[p->identity_count++];
	*next = (struct quote_identity){ .tee = QUOTE_SGX, .has_mrenclave = true };
	memcpy(next->mrenclave, mrenclave, sizeof(next->mrenclave));
	return OK;
}

enum err
policy_check_debug(const struct quote_facts *facts, bool must_be_debug, struct att_failure *failure)
{
	if (facts->is_debug && !must_be_debug)
		return att_refuse(
		    failure, ATT_E_DEBUG, "attributes", "DEBUG is set: the host can look inside");
	if (!facts->is_debug && must_be_debug)
		return att_refuse(failure, ATT_E_NOT_SIMULATED, "attributes",
		    "DEBUG is clear, and simulated evidence must set it");
	return OK;
}

static enum err
check_status(const struct quote_policy *p, const struct quote_tcb *tcb, struct att_failure *failure)
{
	/* Revoked has no bit: nobody can allow it. */
	const unsigned allowed = p->statuses & ~TCB_STATUS_BIT(TCB_REVOKED);

	if (!tcb->is_known || (allowed & TCB_STATUS_BIT(tcb->status)) == 0)
		return att_refuse(failure, ATT_E_TCB_STATUS, "TCB status",
		    "it is %s, which is not allowed", tcb_status_text(tcb->status));
	return OK;
}

static enum err
check_advisories(
    const struct quote_policy *p, const struct quote_tcb *tcb, struct att_failure *failure)
{
	if (tcb->status == TCB_UP_TO_DATE)
		return OK;
	for (size_t i = 0; i < tcb->advisories.count; i++)
		if (!tcb_advisories_has(&p->advisories, tcb->advisories.names[i]))
			return att_refuse(failure, ATT_E_ADVISORY, "advisories",
			    "%s applies, and is not among the %zu that are allowed",
			    tcb->advisories.names[i], p->advisories.count);
	return OK;
}

static enum err
check_evaluation_number(
    const struct quote_policy *p, uint32_t number, const char *item, struct att_failure *failure)
{
	if (number < p->min_evaluation_number)
		return att_refuse(failure, ATT_E_EVAL_NUMBER, item,
		    "its TCB evaluation data number is %u; at least %u is demanded", number,
		    p->min_evaluation_number);
	return OK;
}

static enum err
check_age(
    const struct quote_policy *p, int64_t issued_ms, const char *item, struct att_failure *failure)
{
	char issued[TEXT_TIME_SIZE];

	if (p->at_ms - issued_ms <= p->collateral_age_days_max * ms_per_day)
		return OK;
	text_time_write(issued_ms, issued);
	return att_refuse(failure, ATT_E_COLLATERAL_AGE, item,
	    "it was issued at %s, more than %u days before", issued, p->collateral_age_days_max);
}

static enum err
check_enclave_flags(uint64_t flags, struct att_failure *failure)
{
	if ((flags & FLAGS_SET) != FLAGS_SET || (flags & FLAGS_CLEAR) != 0)
		return att_refuse(failure, ATT_E_ATTRIBUTES, "attributes",
		    "INIT and MODE64BIT must be set, PROVISION_KEY and EINITTOKEN_KEY clear");
	return OK;
}

/* Nothing but SEPT_VE_DISABLE: no debugging, no keys shared, no migration, no reserved bit. */
static enum err
check_td_attributes(uint64_t attributes, struct att_failure *failure)
{
	if (attributes != td_sept_ve_disable)
		return att_refuse(failure, ATT_E_ATTRIBUTES, "TD attributes",
		    "SEPT_VE_DISABLE must be set, and nothing else");
	return OK;
}

static enum err
check_attributes(const struct policy_subject *s, struct att_failure *failure)
{
	if (s->facts->tee == QUOTE_SGX)
		return check_enclave_flags(s->enclave_flags, failure);
	if (s->facts->tee == QUOTE_TDX)
		return check_td_attributes(s->facts->td.attributes, failure);
	return OK;
}

/* ATT_OK, or in what this enclave is not the one allowed. */
static enum att_code
compare_enclave(const struct quote_identity *want, const struct quote_facts *f)
{
	if (want->has_mrenclave)
		return span_equal(SPAN_OF(want->mrenclave), SPAN_OF(f->mrenclave))
		    ? ATT_OK
		    : ATT_E_MRENCLAVE;
	if (!span_equal(SPAN_OF(want->mrsigner), SPAN_OF(f->mrsigner)))
		return ATT_E_MRSIGNER;
	if (want->isvprodid != f->isvprodid)
		return ATT_E_ISVPRODID;
	return f->isvsvn < want->min_isvsvn ? ATT_E_ISVSVN : ATT_OK;
}

static bool
is_register(bool is_wanted, const uint8_t *want, const uint8_t *have)
{
	return !is_wanted || memcmp(want, have, QUOTE_TD_REGISTER_SIZE) == 0;
}

static enum att_code
compare_td(const struct quote_identity *want, const struct quote_facts *f)
{
	bool is_same = is_register(true, want->measurement, f->td.mrtd) &&
	    is_register(want->has_mrconfigid, want->mrconfigid, f->td.mrconfigid) &&
	    is_register(want->has_mrowner, want->mrowner, f->td.mrowner) &&
	    is_register(want->has_mrownerconfig, want->mrownerconfig, f->td.mrownerconfig);

	for (size_t i = 0; i < QUOTE_RTMR_COUNT; i++)
		is_same = is_same && is_register(want->has_rtmr[i], want->rtmr[i], f->td.rtmr[i]);
	return is_same ? ATT_OK : ATT_E_MEASUREMENT;
}

static enum att_code
compare(const struct quote_identity *want, const struct quote_facts *f)
{
	switch (f->tee) {
	case QUOTE_SGX:
		return compare_enclave(want, f);
	case QUOTE_TDX:
		return compare_td(want, f);
	case QUOTE_SNP:
	default:
		return ATT_E_MEASUREMENT;
	}
}

/* One identity is enough; when none fits, the first of this TEE says what is wrong. */
static enum err
check_identity(
    const struct quote_policy *p, const struct quote_facts *f, struct att_failure *failure)
{
	const enum att_code none = f->tee == QUOTE_SGX ? ATT_E_MRENCLAVE : ATT_E_MEASUREMENT;
	enum att_code first = ATT_OK;

	for (size_t i = 0; i < p->identity_count && i < QUOTE_ALLOWED_MAX; i++) {
		enum att_code code;

		if (p->identities[i].tee != f->tee)
			continue;
		code = compare(&p->identities[i], f);
		if (code == ATT_OK)
			return OK;
		if (first == ATT_OK)
			first = code;
	}
	return att_refuse(failure, first == ATT_OK ? none : first, "identity",
	    "it is none of the %zu that are allowed", p->identity_count);
}

static enum err
check_platform(
    const struct quote_policy *p, const struct policy_subject *s, struct att_failure *failure)
{
	const struct quote_facts *f = s->facts;

	if (p->platform_count == 0)
		return OK;
	for (size_t i = 0; i < p->platform_count && i < QUOTE_ALLOWED_MAX; i++)
		if (memcmp(p->platforms[i], s->ppid, QUOTE_PLATFORM_ID_SIZE) == 0 ||
		    (f->has_platform_instance &&
			memcmp(p->platforms[i], f->platform_instance, QUOTE_PLATFORM_ID_SIZE) == 0))
			return OK;
	return att_refuse(failure, ATT_E_PLATFORM, "PPID",
	    "neither it nor the platform instance id is among the %zu that are allowed",
	    p->platform_count);
}

enum err
policy_check(
    const struct quote_policy *policy, const struct policy_subject *s, struct att_failure *failure)
{
	const struct quote_tcb *tcb = &s->facts->tcb;

	TRY(check_status(policy, tcb, failure));
	TRY(check_advisories(policy, tcb, failure));
	TRY(check_evaluation_number(policy, tcb->evaluation_number, "TCB info", failure));
	TRY(check_evaluation_number(policy, s->qe_evaluation_number, "QE identity", failure));
	TRY(check_age(policy, s->tcb_issued_ms, "TCB info", failure));
	TRY(check_age(policy, s->qe_issued_ms, "QE identity", failure));
	TRY(check_attributes(s, failure));
	TRY(check_identity(policy, s->facts, failure));
	return check_platform(policy, s, failure);
}

enum err
policy_check_report_data(
    const struct quote_policy *policy, const struct quote_facts *facts, struct att_failure *failure)
{
	static const uint8_t zero[QUOTE_REPORT_DATA_SIZE];
	const uint8_t *want = policy->report_data;

	if (want == NULL || bytes_equal_ct(want, zero, sizeof(zero)) ||
	    !bytes_equal_ct(want, facts->report_data, sizeof(zero)))
		return att_refuse(failure, ATT_E_REPORT_DATA, "report_data",
		    "it is not the hash of this answer's keys, nonce and configuration");
	return OK;
}
