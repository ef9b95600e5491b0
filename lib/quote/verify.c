/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of docs/attestation.md, in their order; each has its letter there. */
#include "lib/base/secret.h"
#include "lib/quote/chain.h"
#include "lib/quote/pck_extension.h"
#include "lib/quote/quote.h"
#include "lib/quote/refuse.h"

/* ATTRIBUTES.FLAGS (Intel SDM volume 3D, section 34.7.1) */
enum {
	FLAG_INIT = 1 << 0,
	FLAG_DEBUG = 1 << 1,
	FLAG_MODE64BIT = 1 << 2,
	FLAG_PROVISION_KEY = 1 << 4,
	FLAG_EINITTOKEN_KEY = 1 << 5,
	FLAGS_SET = FLAG_INIT | FLAG_MODE64BIT,
	FLAGS_CLEAR = FLAG_PROVISION_KEY | FLAG_EINITTOKEN_KEY,
};

/* A report's last 64 bytes; both reports have the same layout. */
enum { REPORT_DATA_AT = 320 };

/* The vendor's part of A and B3: only now is it known which kind the root admits. */
static enum err
check_vendor(const struct quote *q, const struct chain *c, struct att_failure *failure)
{
	const struct span vendor = span_first(span_from(q->header, 12), KIND_VENDOR_SIZE);

	if (kind_of_vendor(vendor) != c->kind)
		return att_refuse(failure, ATT_E_QE_VENDOR, "quote header",
		    "the vendor id is not the one of this chain");
	return OK;
}

/* B8 */
static enum err
check_platform(const struct chain *c, struct pck_extension *out, struct att_failure *failure)
{
	if (c->pck.sgx.size == 0 || pck_extension_parse(c->pck.sgx, out) != OK)
		return att_refuse(failure, ATT_E_PCK_EXTENSION, "PCK certificate",
		    "its SGX extension is missing or malformed");
	if (c->kind->is_simulated &&
	    !span_equal(SPAN_OF(out->fmspc), SPAN_OF(kind_simulated_fmspc)))
		return att_refuse(failure, ATT_E_NOT_SIMULATED, "PCK certificate",
		    "its FMSPC is not the one of simulated platforms, 53494d000000");
	return OK;
}

/* E */
static enum err
check_qe_signature(const struct quote *q, const struct chain *c, struct att_failure *failure)
{
	if (p256_verify(c->pck.point, q->qe_report, q->qe_signature.p) != OK)
		return att_refuse(failure, ATT_E_QE_REPORT_SIGNATURE, "QE report",
		    "it is not signed by the PCK certificate's key");
	return OK;
}

/* F: SHA-256(attestation key || authentication data), and 32 zeros. */
static enum err
check_qe_report_data(const struct quote *q, struct att_failure *failure)
{
	const struct span parts[] = { q->attestation_key, q->qe_auth };
	const struct span found = span_from(q->qe_report, REPORT_DATA_AT);
	uint8_t want[QUOTE_REPORT_DATA_SIZE] = { 0 };

	if (sha256(parts, 2, want) != OK || !span_equal(found, SPAN_OF(want)))
		return att_refuse(failure, ATT_E_QE_REPORT_DATA, "QE report",
		    "its report data is not the hash of the attestation key");
	return OK;
}

/* H */
static enum err
check_signature(const struct quote *q, struct att_failure *failure)
{
	if (p256_verify(q->attestation_key.p, q->signed_part, q->signature.p) != OK)
		return att_refuse(failure, ATT_E_QUOTE_SIGNATURE, "quote",
		    "it is not signed by the attestation key");
	return OK;
}

/* L: simulated evidence is always DEBUG, Intel's never: the two exclude each other. */
static enum err
check_attributes(const struct quote *q, const struct quote_root *root, struct att_failure *failure)
{
	const uint64_t flags = q->attribute_flags;
	const bool is_debug = (flags & FLAG_DEBUG) != 0;
	const bool must_debug = kind_of_root(root)->is_simulated;

	if (is_debug && !must_debug)
		return att_refuse(failure, ATT_E_DEBUG, "enclave attributes",
		    "DEBUG is set: the host can read this enclave");
	if (!is_debug && must_debug)
		return att_refuse(failure, ATT_E_NOT_SIMULATED, "enclave attributes",
		    "DEBUG is clear, and simulated evidence must set it");
	if ((flags & FLAGS_SET) != FLAGS_SET || (flags & FLAGS_CLEAR) != 0)
		return att_refuse(failure, ATT_E_ATTRIBUTES, "enclave attributes",
		    "INIT and MODE64BIT must be set, PROVISION_KEY and EINITTOKEN_KEY clear");
	return OK;
}

static enum err
check_measurement(
    const struct quote *q, const struct quote_policy *policy, struct att_failure *failure)
{
	for (size_t i = 0; i < policy->identity_count && i < QUOTE_ALLOWED_MAX; i++) {
		const struct quote_identity *allowed = &policy->identities[i];

		if (allowed->tee == QUOTE_SGX && allowed->has_mrenclave &&
		    span_equal(q->mrenclave, SPAN_OF(allowed->mrenclave)))
			return OK;
	}
	return att_refuse(failure, ATT_E_MRENCLAVE, "MRENCLAVE",
	    "it is none of the %zu allowed measurements", policy->identity_count);
}

/* M */
static enum err
check_report_data(
    const struct quote *q, const struct quote_policy *policy, struct att_failure *failure)
{
	static const uint8_t zero[QUOTE_REPORT_DATA_SIZE];
	const uint8_t *want = policy->report_data;

	if (want == NULL || bytes_equal_ct(want, zero, sizeof(zero)) ||
	    !bytes_equal_ct(want, q->report_data.p, sizeof(zero)))
		return att_refuse(failure, ATT_E_REPORT_DATA, "report_data",
		    "it is not the hash of this answer's keys, nonce and configuration");
	return OK;
}

static void
fill(const struct quote *q, const struct chain *c, const struct quote_root *root,
    struct quote_facts *out)
{
	const struct certificate *const all[] = { &c->pck, &c->ca, &c->root };

	out->tee = QUOTE_SGX;
	out->anchor = root->anchor;
	out->is_simulated = root->anchor != QUOTE_ANCHOR_INTEL;
	out->is_debug = (q->attribute_flags & FLAG_DEBUG) != 0;
	memcpy(out->mrenclave, q->mrenclave.p, sizeof(out->mrenclave));
	memcpy(out->measurement, q->mrenclave.p, q->mrenclave.size);
	out->measurement_size = q->mrenclave.size;
	memcpy(out->mrsigner, q->mrsigner.p, sizeof(out->mrsigner));
	out->isvprodid = q->isvprodid;
	out->isvsvn = q->isvsvn;
	memcpy(out->report_data, q->report_data.p, sizeof(out->report_data));
	out->valid_from_ms = c->pck.not_before_ms;
	out->valid_until_ms = c->pck.not_after_ms;
	for (size_t i = 0; i < 3; i++) {
		if (all[i]->not_before_ms > out->valid_from_ms)
			out->valid_from_ms = all[i]->not_before_ms;
		if (all[i]->not_after_ms < out->valid_until_ms)
			out->valid_until_ms = all[i]->not_after_ms;
	}
}

/* Up to L without a policy: everything that makes a quote genuine. */
static enum err
check(const struct quote_evidence *e, const struct quote_root *root, int64_t at_ms, struct quote *q,
    struct quote_facts *out, struct att_failure *f)
{
	AUTO(chain) c = { .kind = NULL };
	struct pck_extension platform;

	ENSURE(quote_parse(e->quote, q, f) == ATT_OK, ERR_REFUSED); /* A */
	TRY(chain_parse(q->pem_chain, &c, f));                      /* B1 B2 */
	TRY(chain_check_anchor(&c, root, f));                       /* B3 */
	TRY(check_vendor(q, &c, f));                                /* A */
	TRY(chain_check_signatures(&c, f));                         /* B4 */
	TRY(chain_check_dates(&c, at_ms, f));                       /* B5 */
	TRY(check_platform(&c, &platform, f));                      /* B8 */
	TRY(check_qe_signature(q, &c, f));                          /* E */
	TRY(check_qe_report_data(q, f));                            /* F */
	TRY(check_signature(q, f));                                 /* H */
	TRY(check_attributes(q, root, f));                          /* L */
	fill(q, &c, root, out);
	return OK;
}

static enum err
verify(const struct quote_evidence *e, const struct quote_policy *policy, struct quote_facts *out,
    struct att_failure *f)
{
	struct quote q;

	if (policy->root->anchor == QUOTE_ANCHOR_GIVEN)
		return att_refuse(f, ATT_E_ROOT_UNTRUSTED, "root CA",
		    "a given root is good for looking at evidence, not for trusting it");
	TRY(check(e, policy->root, policy->at_ms, &q, out, f));
	TRY(check_measurement(&q, policy, f));   /* L */
	return check_report_data(&q, policy, f); /* M */
}

/* How both end: with a code, and with facts only when it is ATT_OK. */
static enum att_code
conclude(enum err e, struct quote_facts *facts, struct att_failure *f)
{
	if (e != OK) {
		(void)att_refuse(f, ATT_E_QUOTE_SIZE, "quote", "it could not be verified");
		memset(facts, 0, sizeof(*facts));
	}
	return f->code;
}

enum att_code
quote_verify(const struct quote_evidence *evidence, const struct quote_policy *policy,
    struct quote_facts *facts, struct att_failure *failure)
{
	struct att_failure local, *f = failure != NULL ? failure : &local;

	*f = (struct att_failure){ .code = ATT_OK };
	memset(facts, 0, sizeof(*facts));
	return conclude(verify(evidence, policy, facts, f), facts, f);
}

enum att_code
quote_check(const struct quote_evidence *evidence, const struct quote_root *root, int64_t at_ms,
    struct quote_facts *facts, struct att_failure *failure)
{
	struct att_failure local, *f = failure != NULL ? failure : &local;
	struct quote q;

	*f = (struct att_failure){ .code = ATT_OK };
	memset(facts, 0, sizeof(*facts));
	return conclude(check(evidence, root, at_ms, &q, facts, f), facts, f);
}
