/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of docs/attestation.md, in their order; each has its letter there. */
#include "lib/base/secret.h"
#include "lib/quote/chain.h"
#include "lib/quote/crl.h"
#include "lib/quote/pck_extension.h"
#include "lib/quote/policy.h"
#include "lib/quote/refuse.h"
#include "lib/quote/signed_json.h"
#include "lib/quote/snp_verify.h"
#include "lib/quote/tcb_match.h"

/* What one verification knows so far. */
struct verification {
	const struct quote_root *root;
	const struct collateral *collateral;
	struct validity validity;
	struct quote quote;
	struct chain platform_chain, tcb_signer, qe_signer;
	struct crl root_crl;
	struct pck_extension platform;
	struct tcb_info tcb_info;
	struct qe_identity qe_identity;
	struct att_failure *failure;
};

static void
verification_wipe(struct verification *v)
{
	chain_wipe(&v->platform_chain);
	chain_wipe(&v->tcb_signer);
	chain_wipe(&v->qe_signer);
}

/*
 * The platform's certificates: of the collateral, if it has them, for quoting enclaves that leave
 * them out; else the quote's.  Whichever they are, E shows that their key signed the QE report.
 */
static enum err
choose_chain(struct verification *v, struct span *pem, enum chain_place *place)
{
	enum { PEM_CHAIN = 5 };
	const uint16_t type = v->quote.certification_type;

	*pem = v->collateral->pck_chain;
	*place = CHAIN_BESIDE;
	if (pem->size > 0)
		return OK;
	if (type != PEM_CHAIN)
		return att_refuse(v->failure, ATT_E_CERT_DATA_TYPE, "quote certification data",
		    "type %u, not 5 (PEM certificate chain), and the collateral has no chain",
		    type);
	*pem = v->quote.pem_chain;
	*place = CHAIN_IN_QUOTE;
	return OK;
}

/* B1 to B5, and the vendor's part of A: only now is it known which kind the root admits. */
static enum err
check_platform_chain(struct verification *v)
{
	const struct span vendor = span_first(span_from(v->quote.header, 12), KIND_VENDOR_SIZE);
	struct chain *c = &v->platform_chain;
	enum chain_place place;
	struct span pem;

	TRY(choose_chain(v, &pem, &place));
	TRY(chain_parse(pem, place, &chain_of_platform, c, v->failure)); /* B1 B2 */
	TRY(chain_check_anchor(c, v->root, v->failure));                 /* B3 */
	if (kind_of_vendor(vendor) != c->kind)
		return att_refuse(v->failure, ATT_E_QE_VENDOR, "quote header",
		    "the vendor id is not the one of this chain");
	TRY(chain_check_signatures(c, NULL, v->failure));      /* B4 */
	return chain_check_dates(c, &v->validity, v->failure); /* B5 */
}

static enum err
check_crl(struct verification *v, struct span der, const struct certificate *issuer,
    const char *item, struct crl *out)
{
	static const struct validity_codes dates = { ATT_E_CRL_NOT_YET_VALID, ATT_E_CRL_EXPIRED };

	*out = (struct crl){ .tbs = { NULL, 0 } };
	if (der.size == 0)
		return OK; /* until check_lists_are_there() */
	if (crl_parse(der, out) != OK)
		return att_refuse(
		    v->failure, ATT_E_CRL_FORMAT, item, "not a revocation list of the SGX profile");
	if (!span_equal(out->issuer, issuer->subject))
		return att_refuse(v->failure, ATT_E_CRL_ISSUER, item,
		    "its issuer is not the one of the certificates it is for");
	if (p256_verify(issuer->point, out->tbs, out->signature) != OK)
		return att_refuse(v->failure, ATT_E_CRL_SIGNATURE, item,
		    "it is not signed by the key of its issuer");
	return validity_check(&v->validity, out->valid, item, dates, v->failure);
}

/* B6 */
static enum err
check_root_crl(struct verification *v)
{
	const struct certificate *root = chain_root(&v->platform_chain);

	TRY(check_crl(v, v->collateral->root_crl, root, "root CRL", &v->root_crl));
	if (crl_has(&v->root_crl, chain_ca(&v->platform_chain)->serial))
		return att_refuse(
		    v->failure, ATT_E_REVOKED_CA, "PCK CA", "the root CRL names its serial number");
	return OK;
}

/* B7 */
static enum err
check_pck_crl(struct verification *v)
{
	const struct certificate *ca = chain_ca(&v->platform_chain);
	struct crl crl;

	TRY(check_crl(v, v->collateral->pck_crl, ca, "PCK CRL", &crl));
	if (crl_has(&crl, chain_leaf(&v->platform_chain)->serial))
		return att_refuse(v->failure, ATT_E_REVOKED_PCK, "PCK certificate",
		    "the PCK CRL names its serial number");
	return OK;
}

/*
 * B6 and B7, the end of it: without both lists nothing is genuine.  That is said only here, after
 * all that can be found out without them: evidence that is bad with any list is called so, and
 * not "try again with another collateral".  Where there is nothing at all, nothing can be found.
 */
static enum err
check_lists_are_there(struct verification *v)
{
	const struct collateral *c = v->collateral;

	if (c->root_crl.size > 0 && c->pck_crl.size > 0)
		return OK;
	return att_refuse(v->failure, ATT_E_CRL_MISSING,
	    c->root_crl.size == 0 ? "root CRL" : "PCK CRL", "the collateral does not have it");
}

/* B8 */
static enum err
check_platform(struct verification *v)
{
	const struct span sgx = chain_leaf(&v->platform_chain)->sgx;

	if (sgx.size == 0 || pck_extension_parse(sgx, &v->platform) != OK)
		return att_refuse(v->failure, ATT_E_PCK_EXTENSION, "PCK certificate",
		    "its SGX extension is missing or malformed");
	if (v->platform_chain.kind->is_simulated &&
	    !span_equal(SPAN_OF(v->platform.fmspc), SPAN_OF(kind_simulated_fmspc)))
		return att_refuse(v->failure, ATT_E_NOT_SIMULATED, "PCK certificate",
		    "its FMSPC is not the one of simulated platforms, 53494d000000");
	return OK;
}

/* C */
static enum err
check_tcb_info(struct verification *v)
{
	const struct collateral *c = v->collateral;
	const struct signed_json text = { c->tcb_chain, c->tcb_info, c->tcb_signature };
	const struct signed_json_trust trust = { v->root, &v->root_crl, &v->platform_chain };
	const struct signed_json_form *form = &signed_tcb_info;
	struct tcb_info *info = &v->tcb_info;
	struct why why = { .text = "" };

	TRY(signed_json_verify(&text, form, &trust, &v->validity, &v->tcb_signer, v->failure));
	if (tcb_info_parse(c->tcb_info, info, &why) != OK)
		return att_refuse(v->failure, form->format, form->item, "%s", why.text);
	TRY(validity_check(&v->validity, info->valid, form->item, form->dates, v->failure));
	if (!info->is_known_version || info->tee != v->quote.tee)
		return att_refuse(v->failure, ATT_E_TCB_TEE, form->item,
		    "its id and version are not those for this quote");
	if (!span_equal(SPAN_OF(info->fmspc), SPAN_OF(v->platform.fmspc)))
		return att_refuse(
		    v->failure, ATT_E_FMSPC, form->item, "its FMSPC is not the PCK certificate's");
	if (!span_equal(SPAN_OF(info->pceid), SPAN_OF(v->platform.pceid)))
		return att_refuse(
		    v->failure, ATT_E_PCEID, form->item, "its PCEID is not the PCK certificate's");
	return OK;
}

/* D */
static enum err
check_qe_identity(struct verification *v)
{
	const struct collateral *c = v->collateral;
	const struct signed_json text = { c->qe_chain, c->qe_identity, c->qe_signature };
	const struct signed_json_trust trust = { v->root, &v->root_crl, &v->tcb_signer };
	const struct signed_json_form *form = &signed_qe_identity;
	struct qe_identity *id = &v->qe_identity;
	struct why why = { .text = "" };

	TRY(signed_json_verify(&text, form, &trust, &v->validity, &v->qe_signer, v->failure));
	if (qe_identity_parse(c->qe_identity, id, &why) != OK)
		return att_refuse(v->failure, form->format, form->item, "%s", why.text);
	TRY(validity_check(&v->validity, id->valid, form->item, form->dates, v->failure));
	if (!id->is_known_version || id->tee != v->quote.tee)
		return att_refuse(v->failure, ATT_E_QEID_TEE, form->item,
		    "its id and version are not those for this quote");
	return OK;
}

/* E */
static enum err
check_qe_signature(struct verification *v)
{
	const struct quote *q = &v->quote;

	if (p256_verify(chain_leaf(&v->platform_chain)->point, q->qe.all, q->qe_signature.p) != OK)
		return att_refuse(v->failure, ATT_E_QE_REPORT_SIGNATURE, "QE report",
		    "it is not signed by the PCK certificate's key");
	return OK;
}

/* F: SHA-256(attestation key || authentication data), and 32 zeros. */
static enum err
check_qe_report_data(struct verification *v)
{
	const struct span parts[] = { v->quote.attestation_key, v->quote.qe_auth };
	uint8_t want[QUOTE_REPORT_DATA_SIZE] = { 0 };

	if (sha256(parts, 2, want) != OK || !span_equal(v->quote.qe.report_data, SPAN_OF(want)))
		return att_refuse(v->failure, ATT_E_QE_REPORT_DATA, "QE report",
		    "its report data is not the hash of the attestation key");
	return OK;
}

/* G */
static enum err
check_qe_is_the_one(struct verification *v)
{
	const char *field = qe_identity_mismatch(&v->qe_identity, &v->quote.qe);

	if (field != NULL)
		return att_refuse(v->failure, ATT_E_QE_IDENTITY, field,
		    "the QE report's is not the one of the QE identity");
	return OK;
}

/* H */
static enum err
check_signature(struct verification *v)
{
	const struct quote *q = &v->quote;

	if (p256_verify(q->attestation_key.p, q->signed_part, q->signature.p) != OK)
		return att_refuse(v->failure, ATT_E_QUOTE_SIGNATURE, "quote",
		    "it is not signed by the attestation key");
	return OK;
}

static void
fill_enclave(const struct quote_report *r, struct quote_facts *out)
{
	enum { FLAG_DEBUG = 1 << 1 };

	out->is_debug = (r->flags & FLAG_DEBUG) != 0;
	memcpy(out->mrenclave, r->mrenclave.p, sizeof(out->mrenclave));
	memcpy(out->mrsigner, r->mrsigner.p, sizeof(out->mrsigner));
	out->isvprodid = r->isvprodid;
	out->isvsvn = r->isvsvn;
	measurement_set(&out->measurement, r->mrenclave);
}

static void
fill_td(const struct quote_td_report *r, struct quote_facts *out)
{
	enum {
		TUD = 0xff
	}; /* the byte of bits under which a TD is not to be trusted; 0 is DEBUG */
	const struct span from[] = { r->mrtd, r->mrseam, r->mrconfigid, r->mrowner,
		r->mrownerconfig };
	struct quote_td *td = &out->td;
	uint8_t *const to[] = { td->mrtd, td->mrseam, td->mrconfigid, td->mrowner,
		td->mrownerconfig };

	out->is_debug = (r->attributes & TUD) != 0;
	td->attributes = r->attributes;
	for (size_t i = 0; i < sizeof(to) / sizeof(to[0]); i++)
		memcpy(to[i], from[i].p, from[i].size);
	for (size_t i = 0; i < QUOTE_RTMR_COUNT; i++)
		memcpy(td->rtmr[i], r->rtmr[i].p, r->rtmr[i].size);
	memcpy(td->tee_tcb_svn, r->tee_tcb_svn.p, r->tee_tcb_svn.size);
	measurement_set(&out->measurement, r->mrtd);
}

static enum err
fill_platform(const struct pck_extension *p, struct quote_facts *out)
{
	memcpy(out->fmspc, p->fmspc, sizeof(out->fmspc));
	memcpy(out->pceid, p->pceid, sizeof(out->pceid));
	out->has_platform_instance = p->has_platform;
	memcpy(out->platform_instance, p->platform_instance_id, sizeof(out->platform_instance));
	out->is_dynamic_platform = p->is_dynamic_platform;
	out->has_cached_keys = p->has_cached_keys;
	out->has_smt = p->has_smt;
	return sha256_of(SPAN_OF(p->ppid), out->ppid_sha256);
}

static enum err
fill(const struct verification *v, struct quote_facts *out)
{
	out->tee = v->quote.tee;
	out->anchor = v->root->anchor;
	out->is_simulated = v->root->anchor != QUOTE_ANCHOR_INTEL;
	if (out->tee == QUOTE_TDX)
		fill_td(&v->quote.td, out);
	else
		fill_enclave(&v->quote.enclave, out);
	memcpy(out->report_data, v->quote.report_data.p, sizeof(out->report_data));
	out->valid_from_ms = v->validity.all.from_ms;
	out->valid_until_ms = v->validity.all.until_ms;
	out->expires_first = v->validity.ends_first;
	return fill_platform(&v->platform, out);
}

/* A to K, and that the host cannot debug it: what makes evidence genuine. */
static enum err
check(struct verification *v, struct span quote, struct quote_facts *out)
{
	const struct tcb_evidence tcb = { &v->quote, &v->platform, &v->tcb_info, &v->qe_identity };
	const struct quote_evidence evidence = { quote, v->collateral };

	if (snp_verify_is_for(v->collateral))
		return snp_verify_check(&evidence, v->root, &v->validity, out, v->failure);
	ENSURE(quote_parse(quote, &v->quote, v->failure) == ATT_OK, ERR_REFUSED); /* A */
	TRY(check_platform_chain(v));                                             /* B1 to B5 */
	if (collateral_is_empty(v->collateral))
		return check_lists_are_there(v);
	TRY(check_root_crl(v));                      /* B6 */
	TRY(check_pck_crl(v));                       /* B7 */
	TRY(check_platform(v));                      /* B8 */
	TRY(check_tcb_info(v));                      /* C */
	TRY(check_qe_identity(v));                   /* D */
	TRY(check_qe_signature(v));                  /* E */
	TRY(check_qe_report_data(v));                /* F */
	TRY(check_qe_is_the_one(v));                 /* G */
	TRY(check_signature(v));                     /* H */
	TRY(tcb_match(&tcb, &out->tcb, v->failure)); /* I J K */
	TRY(check_lists_are_there(v));               /* B6 B7 */
	TRY(fill(v, out));
	return policy_check_debug(out, kind_of_root(v->root)->is_simulated, v->failure); /* L */
}

static enum err
judge(struct verification *v, const struct quote_policy *policy, const struct quote_facts *facts)
{
	const struct policy_subject subject = {
		.facts = facts,
		.enclave_flags = v->quote.enclave.flags,
		.tcb_issued_ms = v->tcb_info.valid.from_ms,
		.qe_issued_ms = v->qe_identity.valid.from_ms,
		.qe_evaluation_number = v->qe_identity.evaluation_number,
		.ppid = v->platform.ppid,
	};

	if (facts->tee == QUOTE_SNP)
		TRY(snp_verify_policy(facts, policy, v->failure)); /* L */
	else
		TRY(policy_check(policy, &subject, v->failure));    /* L */
	return policy_check_report_data(policy, facts, v->failure); /* M */
}

static const struct collateral nothing;

static void
begin(struct verification *v, const struct quote_evidence *e, const struct quote_root *root,
    struct validity validity, struct att_failure *failure)
{
	*failure = (struct att_failure){ .code = ATT_OK };
	*v = (struct verification){
		.root = root,
		.collateral = e->collateral != NULL ? e->collateral : &nothing,
		.validity = validity,
		.failure = failure,
	};
}

/* A step that failed without saying why is a bug or no memory, and no reason to believe. */
static enum att_code
conclude(enum err e, struct att_failure *failure)
{
	if (e != OK)
		(void)att_refuse(failure, ATT_E_QUOTE_SIZE, "quote", "it could not be verified");
	return failure->code;
}

enum att_code
quote_check(const struct quote_evidence *evidence, const struct quote_root *root, int64_t at_ms,
    struct quote_facts *facts, struct att_failure *failure)
{
	struct att_failure local, *f = failure != NULL ? failure : &local;
	AUTO(verification) v;
	struct quote_tcb tcb;
	enum att_code code;

	begin(&v, evidence, root, validity_at(at_ms, 0), f);
	memset(facts, 0, sizeof(*facts));
	code = conclude(check(&v, evidence->quote, facts), f);
	if (code == ATT_OK)
		return code;
	tcb = facts->tcb;
	memset(facts, 0, sizeof(*facts));
	if (strcmp(att_stage(code), "policy") == 0)
		facts->tcb = tcb;
	return code;
}

static enum err
verify(struct verification *v, const struct quote_evidence *evidence,
    const struct quote_policy *policy, struct quote_facts *out)
{
	if (policy->root->anchor == QUOTE_ANCHOR_GIVEN)
		return att_refuse(v->failure, ATT_E_ROOT_UNTRUSTED, "root CA",
		    "a given root is good for looking at evidence, not for trusting it");
	TRY(check(v, evidence->quote, out));
	return judge(v, policy, out);
}

enum att_code
quote_verify(const struct quote_evidence *evidence, const struct quote_policy *policy,
    struct quote_facts *facts, struct att_failure *failure)
{
	struct att_failure local, *f = failure != NULL ? failure : &local;
	AUTO(verification) v;
	enum att_code code;

	begin(&v, evidence, policy->root, validity_at(policy->at_ms, policy->skew_ms), f);
	memset(facts, 0, sizeof(*facts));
	code = conclude(verify(&v, evidence, policy, facts), f);
	if (code != ATT_OK)
		memset(facts, 0, sizeof(*facts));
	return code;
}
