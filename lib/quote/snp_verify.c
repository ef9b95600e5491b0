/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/snp_verify.h"

#include "lib/base/secret.h"
#include "lib/quote/refuse.h"
#include "lib/quote/snp_chain.h"

static const char report_item[] = "SEV-SNP report";
static const char policy_item[] = "guest policy";

bool
snp_verify_is_for(const struct collateral *collateral)
{
	return collateral != NULL &&
	    (collateral->vek.size > 0 || collateral->ask.size > 0 || collateral->ark.size > 0);
}

/* One vendor's, or the other's: what is not looked at would only look as if it were. */
static enum err
check_collateral(const struct collateral *c, struct att_failure *failure)
{
	const struct span intels[] = { c->root_crl, c->pck_crl, c->tcb_chain, c->tcb_info,
		c->tcb_signature, c->qe_chain, c->qe_identity, c->qe_signature };

	for (size_t i = 0; i < sizeof(intels) / sizeof(intels[0]); i++)
		if (intels[i].size > 0)
			return att_refuse(failure, ATT_E_COLLATERAL_FORMAT, "collateral",
			    "AMD's certificates and Intel's documents do not go together");
	return OK;
}

/* A, at last: the certificate is of the kind of key that the report names. */
static enum err
check_signer(const struct snp_report *r, const struct snp_chain *c, struct att_failure *failure)
{
	static const char *const names[] = { [SNP_VCEK] = "VCEK", [SNP_VLEK] = "VLEK" };

	if (r->signer != c->signer)
		return att_refuse(failure, ATT_E_SNP_REPORT, report_item,
		    "it says a %s signed it, and the certificate is a %s's", names[r->signer],
		    names[c->signer]);
	return OK;
}

/* H */
static enum err
check_signature(const struct snp_report *r, const struct snp_chain *c, struct att_failure *failure)
{
	if (p384_verify(c->vek.key.p, r->signed_part, r->signature) != OK)
		return att_refuse(failure, ATT_E_QUOTE_SIGNATURE, report_item,
		    "it is not signed by the VEK certificate's key");
	return OK;
}

/* J: the certificate is for the firmware that is reported. */
static enum err
check_tcb(const struct snp_report *r, const struct vek_extension *vek, struct att_failure *failure)
{
	if (!span_equal(r->reported_tcb, SPAN_OF(vek->tcb)))
		return att_refuse(failure, ATT_E_VEK_TCB, "reported TCB",
		    "it is not the TCB version that the VEK certificate is for");
	return OK;
}

/* J: and for the chip; a provider's key is for no chip, and the report names none. */
static enum err
check_chip(const struct snp_report *r, const struct snp_chain *c, const struct vek_extension *vek,
    struct att_failure *failure)
{
	uint8_t want[SNP_CHIP_ID_SIZE] = { 0 };

	if (vek->chip_id.size > 0)
		memcpy(want, vek->chip_id.p, vek->chip_id.size);
	if (!span_equal(r->chip_id, SPAN_OF(want)))
		return att_refuse(failure, ATT_E_CHIP_ID, "chip id",
		    "it is not the chip that the VEK certificate is for");
	if (r->version >= SNP_VERSION_WITH_CPUID && r->cpu_family != c->product->cpu_family)
		return att_refuse(failure, ATT_E_CHIP_ID, "CPUID", "family 0x%x is not %s's, 0x%x",
		    r->cpu_family, c->product->name, c->product->cpu_family);
	return OK;
}

/* L, without a policy */
static enum err
check_debug(const struct snp_report *r, struct att_failure *failure)
{
	if ((r->policy & SNP_POLICY_DEBUG) != 0)
		return att_refuse(failure, ATT_E_DEBUG, policy_item,
		    "DEBUG is set: the host can read this guest");
	return OK;
}

static void
fill(const struct snp_report *r, const struct snp_chain *c, const struct vek_extension *vek,
    struct quote_facts *out)
{
	out->tee = QUOTE_SNP;
	out->anchor = snp_chain_is_pinned(c->ark_sha256) ? QUOTE_ANCHOR_AMD : QUOTE_ANCHOR_GIVEN;
	out->is_simulated = out->anchor != QUOTE_ANCHOR_AMD;
	measurement_set(&out->measurement, r->measurement);
	memcpy(out->report_data, r->report_data.p, sizeof(out->report_data));
	out->snp = (struct quote_snp){
		.product = c->product->name,
		.is_vlek = r->signer == SNP_VLEK,
		.version = r->version,
		.vmpl = r->vmpl,
		.guest_svn = r->guest_svn,
		.policy = r->policy,
		.platform_info = r->platform_info,
		.reported_tcb = vek_tcb_of(r->reported_tcb.p, vek->layout),
		.launch_tcb = vek_tcb_of(r->launch_tcb.p, vek->layout),
	};
	memcpy(out->snp.host_data, r->host_data.p, SNP_HOST_DATA_SIZE);
	memcpy(out->snp.chip_id, r->chip_id.p, SNP_CHIP_ID_SIZE);
}

enum err
snp_verify_check(const struct quote_evidence *evidence, const struct quote_root *root,
    struct validity *validity, struct quote_facts *out, struct att_failure *failure)
{
	AUTO(snp_chain) c = { .product = NULL };
	struct vek_extension vek;
	struct snp_report r;

	TRY(check_collateral(evidence->collateral, failure));
	TRY(snp_parse(evidence->quote, &r, failure));            /* A */
	TRY(snp_chain_parse(evidence->collateral, &c, failure)); /* B1 B2 */
	TRY(snp_chain_check_anchor(&c, root, failure));          /* B3 */
	TRY(check_signer(&r, &c, failure));                      /* A */
	TRY(snp_chain_check_signatures(&c, failure));            /* B4 */
	TRY(snp_chain_check_dates(&c, validity, failure));       /* B5 */
	TRY(snp_chain_read_vek(&c, &vek, failure));              /* B8 */
	TRY(check_signature(&r, &c, failure));                   /* H */
	TRY(check_tcb(&r, &vek, failure));                       /* J */
	TRY(check_chip(&r, &c, &vek, failure));                  /* J */
	TRY(check_debug(&r, failure));                           /* L */
	fill(&r, &c, &vek, out);
	out->valid_from_ms = validity->all.from_ms;
	out->valid_until_ms = validity->all.until_ms;
	out->expires_first = validity->ends_first;
	return OK;
}

/* How far a guest agrees with one that is allowed; the furthest is worth telling. */
enum likeness { NOT_THE_CODE, NOT_THE_VMPL, NOT_THE_HOST_DATA, NOT_THE_SVN, ALLOWED };

static const struct {
	enum att_code code;
	const char *item, *words;
} unlike[] = {
	[NOT_THE_CODE] = { ATT_E_MEASUREMENT, "measurement", "it is none of those allowed" },
	[NOT_THE_VMPL] = { ATT_E_MEASUREMENT, "VMPL", "another one is expected" },
	[NOT_THE_HOST_DATA] = { ATT_E_MEASUREMENT, "host data", "other ones are expected" },
	[NOT_THE_SVN] = { ATT_E_ISVSVN, "guest SVN", "it is below the least one allowed" },
};

static enum likeness
likeness_of(const struct quote_facts *facts, const struct quote_identity *allowed)
{
	if (allowed->tee != QUOTE_SNP ||
	    !span_equal(measurement_span(&facts->measurement), SPAN_OF(allowed->measurement)))
		return NOT_THE_CODE;
	if (allowed->has_vmpl && facts->snp.vmpl != allowed->vmpl)
		return NOT_THE_VMPL;
	if (allowed->has_host_data &&
	    !span_equal(SPAN_OF(facts->snp.host_data), SPAN_OF(allowed->host_data)))
		return NOT_THE_HOST_DATA;
	return facts->snp.guest_svn < allowed->min_guest_svn ? NOT_THE_SVN : ALLOWED;
}

static enum err
check_identity(
    const struct quote_facts *facts, const struct quote_policy *policy, struct att_failure *failure)
{
	enum likeness best = NOT_THE_CODE;

	for (size_t i = 0; i < policy->identity_count && i < QUOTE_ALLOWED_MAX; i++) {
		const enum likeness found = likeness_of(facts, &policy->identities[i]);

		if (found > best)
			best = found;
	}
	if (best == ALLOWED)
		return OK;
	return att_refuse(failure, unlike[best].code, unlike[best].item, "%s", unlike[best].words);
}

static bool
is_at_least(struct quote_snp_tcb found, struct quote_snp_tcb least)
{
	return found.bootloader >= least.bootloader && found.tee >= least.tee &&
	    found.snp >= least.snp && found.microcode >= least.microcode && found.fmc >= least.fmc;
}

/* What the firmware is now, and what it was when the guest was launched: both count. */
static enum err
check_tcb_minimum(
    const struct quote_facts *facts, const struct quote_policy *policy, struct att_failure *failure)
{
	if (!is_at_least(facts->snp.reported_tcb, policy->snp_min_tcb))
		return att_refuse(failure, ATT_E_TCB_MINIMUM, "reported TCB",
		    "a part of it is below the least one allowed");
	if (!is_at_least(facts->snp.launch_tcb, policy->snp_min_tcb))
		return att_refuse(failure, ATT_E_TCB_MINIMUM, "launch TCB",
		    "a part of it is below the least one allowed");
	return OK;
}

/* A chip is known by the first 16 bytes of its id; a VLEK names none. */
static enum err
check_platform(
    const struct quote_facts *facts, const struct quote_policy *policy, struct att_failure *failure)
{
	const struct span id = span_first(SPAN_OF(facts->snp.chip_id), QUOTE_PLATFORM_ID_SIZE);

	if (policy->platform_count == 0)
		return OK;
	for (size_t i = 0; i < policy->platform_count && i < QUOTE_ALLOWED_MAX; i++)
		if (!facts->snp.is_vlek && span_equal(id, SPAN_OF(policy->platforms[i])))
			return OK;
	return att_refuse(
	    failure, ATT_E_PLATFORM, "chip id", "it is none of those of the allowed platforms");
}

enum err
snp_verify_policy(
    const struct quote_facts *facts, const struct quote_policy *policy, struct att_failure *failure)
{
	if ((facts->snp.policy & SNP_POLICY_MIGRATE_MA) != 0)
		return att_refuse(failure, ATT_E_GUEST_POLICY, policy_item,
		    "MIGRATE_MA is set: a migration agent can move this guest");
	TRY(check_identity(facts, policy, failure));
	TRY(check_tcb_minimum(facts, policy, failure));
	return check_platform(facts, policy, failure);
}
