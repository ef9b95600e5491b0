/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The third-party evidence, judged: verdict, reason and TCB status are those of each expected.json,
 * which three independent implementations found (fixtures: attestation/MANIFEST.md).
 */
#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "lib/quote/chain.h"
#include "lib/quote/pck_extension.h"
#include "lib/quote/pem.h"
#include "test/check.h"
#include "test/lib/quote/fixture.h"

/* Their reasons, and our codes for them; the first that the reason begins with. */
static const struct {
	const char *error;
	enum att_code code;
} reasons[] = {
	{ "DEBUG_ENCLAVE", ATT_E_DEBUG },
	{ "QUOTE_SIGNATURE", ATT_E_QUOTE_SIGNATURE },
	{ "QE_REPORT_SIGNATURE", ATT_E_QE_REPORT_SIGNATURE },
	{ "QE_REPORT_DATA", ATT_E_QE_REPORT_DATA },
	{ "QUOTE_VERSION", ATT_E_QUOTE_VERSION },
	{ "QE_VENDOR", ATT_E_QE_VENDOR },
	{ "QUOTE_TRUNCATED", ATT_E_QUOTE_TRUNCATED },
	{ "CERT_DATA_SIZE", ATT_E_CERT_DATA_SIZE },
	{ "CERT_DATA_TYPE", ATT_E_CERT_DATA_TYPE },
	{ "QE_AUTH", ATT_E_QUOTE_SIZE },
	{ "ROOT_UNTRUSTED", ATT_E_ROOT_UNTRUSTED },
	{ "ROOT_CRL_MISSING", ATT_E_CRL_MISSING },
	{ "ROOT_CRL_SIGNATURE", ATT_E_CRL_SIGNATURE },
	{ "ROOT_CRL_EXPIRED", ATT_E_CRL_EXPIRED },
	{ "PCK_CRL_MISSING", ATT_E_CRL_MISSING },
	{ "PCK_CRL_ISSUER", ATT_E_CRL_ISSUER },
	{ "PCK_CRL_SIGNATURE", ATT_E_CRL_SIGNATURE },
	{ "PCK_CRL_EXPIRED", ATT_E_CRL_EXPIRED },
	{ "PCK_CA_REVOKED", ATT_E_REVOKED_CA },
	{ "PCK_REVOKED", ATT_E_REVOKED_PCK },
	{ "TCB_INFO_SIGNER_CN", ATT_E_TCB_SIGNER_CN },
	{ "TCB_INFO_SIGNATURE", ATT_E_TCB_SIGNATURE },
	{ "TCB_INFO_TEE", ATT_E_TCB_TEE },
	{ "TCB_NOT_SUPPORTED", ATT_E_TCB_UNSUPPORTED },
	{ "FMSPC_MISMATCH", ATT_E_FMSPC },
	{ "PCEID_MISMATCH", ATT_E_PCEID },
	{ "QE_IDENTITY_SIGNATURE", ATT_E_QEID_SIGNATURE },
	{ "QE_IDENTITY_ID", ATT_E_QEID_TEE },
	{ "QE_TCB_NOT_SUPPORTED", ATT_E_QE_TCB_UNSUPPORTED },
	{ "QE_MRSIGNER", ATT_E_QE_IDENTITY },
	{ "QE_ISVPRODID", ATT_E_QE_IDENTITY },
	{ "QE_ATTRIBUTES", ATT_E_QE_IDENTITY },
};

/*
 * Where the expected.json of a case names no code of ours: one reason of theirs is two codes here,
 * and for a case without collateral they name none at all.
 */
static const struct {
	const char *path;
	enum att_code code;
} ours[] = {
	/* it is judged before its list's first second: one code of theirs, two of attestation.md */
	{ "synthetic/tcb_info_not_yet_valid", ATT_E_CRL_NOT_YET_VALID },
	/* text follows the quote; zeros may, for hosts pad with them */
	{ "go-tdx-guest/tdx_prod_quote_SPR_E4", ATT_E_QUOTE_SIZE },
};

static enum att_code
code_of(const struct fixture_expected *e)
{
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strcmp(e->path, ours[i].path) == 0)
			return ours[i].code;
	if (strcmp(e->verdict, "ok") == 0)
		return ATT_OK;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (span_starts(span_text(e->error), reasons[i].error))
			return reasons[i].code;
	if (strcmp(e->verdict, "no-collateral") == 0)
		return e->cert_data_type == 5 ? ATT_E_CRL_MISSING : ATT_E_CERT_DATA_TYPE;
	fail_msg("%s: no code for \"%s\"", e->path, e->error);
	return ATT_CODE_COUNT;
}

static void
check_advisories(const struct fixture_expected *e, const struct tcb_advisories *found)
{
	size_t count = 0;
	struct span name;
	struct json j;
	char text[32];
	bool more;

	json_init(&j, e->advisories);
	CHECK_OK(json_enter_array(&j));
	for (;; count++) {
		CHECK_OK(json_element(&j, &more));
		if (!more)
			break;
		CHECK_OK(json_plain(&j, &name));
		CHECK_OK(span_to_text(name, text, sizeof(text)));
		CHECK(tcb_advisories_has(found, text));
	}
	CHECK_INT(found->count, count);
}

static void
check_tcb(const struct fixture_expected *e, const struct quote_tcb *tcb)
{
	int64_t date_ms;

	CHECK(tcb->is_known);
	CHECK_TEXT(tcb_status_text(tcb->status), e->tcb_status);
	CHECK_TEXT(tcb_status_text(tcb->platform), e->platform_tcb_status);
	CHECK_TEXT(tcb_status_text(tcb->qe), e->qe_tcb_status);
	CHECK_OK(text_time_parse(span_text(e->tcb_date), &date_ms));
	CHECK(tcb->date_ms == date_ms);
	check_advisories(e, &tcb->advisories);
}

struct window {
	char not_before[32], not_after[32];
};

static const struct json_field window_fields[] = {
	JSON_FIELD_TEXT(struct window, not_before, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct window, not_after, JSON_REQUIRED),
};
static const struct json_shape window_shape = JSON_SHAPE(window_fields, JSON_UNKNOWN_IGNORED);

static void
check_window(const struct fixture_expected *e, const struct quote_facts *facts)
{
	struct window w = { .not_before = "" };
	int64_t from_ms, until_ms;

	CHECK_OK(json_parse_shape(e->validity_window, &window_shape, &w, NULL));
	CHECK_OK(text_time_parse(span_text(w.not_before), &from_ms));
	CHECK_OK(text_time_parse(span_text(w.not_after), &until_ms));
	CHECK(facts->valid_from_ms == from_ms && facts->valid_until_ms == until_ms);
	CHECK(facts->expires_first != NULL);
}

struct report {
	struct span mrenclave, mrsigner, mrtd, report_data;
	int64_t isvprodid, isvsvn;
};

static const struct json_field report_fields[] = {
	JSON_FIELD_SPAN(struct report, mrenclave, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct report, mrsigner, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct report, mrtd, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct report, report_data, JSON_REQUIRED),
	JSON_FIELD_I64(struct report, isvprodid, JSON_OPTIONAL),
	JSON_FIELD_I64(struct report, isvsvn, JSON_OPTIONAL),
};
static const struct json_shape report_shape = JSON_SHAPE(report_fields, JSON_UNKNOWN_IGNORED);

static void
check_hex(struct span hex, struct span want)
{
	uint8_t bytes[64];

	CHECK(want.size <= sizeof(bytes));
	CHECK_OK(text_hex_parse(hex, bytes, want.size));
	CHECK_SPAN(want, ((struct span){ bytes, want.size }));
}

static void
check_facts(const struct fixture_case *c, const struct quote_facts *facts)
{
	const struct span measurement = measurement_span(&facts->measurement);
	struct report want = { .isvsvn = 0 };

	CHECK_OK(json_parse_shape(c->expected.report, &report_shape, &want, NULL));
	CHECK(!facts->is_debug && facts->anchor == c->root.anchor);
	check_hex(want.report_data, SPAN_OF(facts->report_data));
	if (facts->tee == QUOTE_TDX) {
		check_hex(want.mrtd, measurement);
	} else {
		check_hex(want.mrenclave, measurement);
		check_hex(want.mrenclave, SPAN_OF(facts->mrenclave));
		check_hex(want.mrsigner, SPAN_OF(facts->mrsigner));
		CHECK_INT(facts->isvprodid, want.isvprodid);
		CHECK_INT(facts->isvsvn, want.isvsvn);
	}
	check_window(&c->expected, facts);
}

struct pck {
	struct span issuer_ca, fmspc, pceid, tcb_components;
	int64_t pcesvn, sgx_type;
};

static const struct json_field pck_fields[] = {
	JSON_FIELD_SPAN(struct pck, issuer_ca, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct pck, fmspc, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct pck, pceid, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct pck, tcb_components, JSON_REQUIRED),
	JSON_FIELD_I64(struct pck, pcesvn, JSON_REQUIRED),
	JSON_FIELD_I64(struct pck, sgx_type, JSON_REQUIRED),
};
static const struct json_shape pck_shape = JSON_SHAPE(pck_fields, JSON_UNKNOWN_IGNORED);

/* What the fixtures' own tools read from the PCK certificate is what we read. */
static void
check_platform(const struct fixture_case *c, const struct chain *chain)
{
	const struct fixture_expected *e = &c->expected;
	struct pck want = { .pcesvn = 0 };
	struct pck_extension found;

	CHECK_OK(json_parse_shape(e->pck, &pck_shape, &want, NULL));
	CHECK_OK(pck_extension_parse(chain_leaf(chain)->sgx, &found));
	CHECK_SPAN(chain_ca(chain)->common_name, want.issuer_ca);
	CHECK_INT(found.has_platform, span_is(want.issuer_ca, "Intel SGX PCK Platform CA"));
	check_hex(want.fmspc, SPAN_OF(found.fmspc));
	check_hex(want.pceid, SPAN_OF(found.pceid));
	check_hex(want.tcb_components, SPAN_OF(found.component_svn));
	CHECK_INT(found.pcesvn, want.pcesvn);
	CHECK_INT(found.sgx_type, want.sgx_type);
}

/* Without collateral: what can be seen is that every signature of the quote is right. */
static void
check_signatures_of(const struct fixture_case *c, const struct quote *q)
{
	const struct span bound[] = { q->attestation_key, q->qe_auth };
	struct att_failure failure = { .code = ATT_OK };
	AUTO(chain) chain = { .kind = NULL };
	uint8_t hash[SHA256_SIZE];

	CHECK_OK(p256_verify(q->attestation_key.p, q->signed_part, q->signature.p));
	CHECK_OK(sha256(bound, 2, hash));
	CHECK_SPAN(SPAN_OF(hash), span_first(q->qe.report_data, SHA256_SIZE));
	if (c->expected.cert_data_type != 5)
		return; /* it names its PCK certificate, and brings none */
	CHECK_OK(chain_parse(q->pem_chain, CHAIN_IN_QUOTE, &chain_of_platform, &chain, &failure));
	check_platform(c, &chain);
	CHECK_OK(chain_check_anchor(&chain, quote_root_intel(), &failure));
	CHECK_OK(chain_check_signatures(&chain, NULL, &failure));
	CHECK_OK(p256_verify(chain_leaf(&chain)->point, q->qe.all, q->qe_signature.p));
}

static void
check_quote(const struct fixture_case *c, enum att_code code)
{
	const struct fixture_expected *e = &c->expected;
	const bool is_alone = strcmp(e->verdict, "no-collateral") == 0;
	/* Where text follows the quote, the quote before it. */
	const size_t after = is_alone && code == ATT_E_QUOTE_SIZE ? (size_t)e->trailing_bytes : 0;
	const struct span whole = span_first(buf_span(&c->quote), c->quote.size - after);
	struct att_failure failure = { .code = ATT_OK };
	AUTO(chain) chain = { .kind = NULL };
	struct span pem = c->collateral.pck_chain;
	struct quote q;

	if (is_alone) {
		CHECK_INT(quote_parse(whole, &q, NULL), ATT_OK);
		check_signatures_of(c, &q);
		return;
	}
	if (code == ATT_E_CHAIN_LINK || quote_parse(whole, &q, NULL) != ATT_OK)
		return;
	pem = pem.size > 0 ? pem : q.pem_chain;
	CHECK_OK(chain_parse(pem, CHAIN_BESIDE, &chain_of_platform, &chain, &failure));
	check_platform(c, &chain);
}

/* And when a policy asks for just this: the same, and a given root is not for trusting. */
static void
check_verify(const struct fixture_case *c, enum att_code code)
{
	static const uint8_t zero[QUOTE_REPORT_DATA_SIZE];
	uint8_t report_data[QUOTE_REPORT_DATA_SIZE];
	struct quote_policy policy;
	struct quote_facts facts;
	struct quote_tcb tcb;

	if (code != ATT_OK)
		return;
	fixture_case_policy(c, &policy, report_data);
	CHECK_INT(quote_check(&c->evidence, &c->root, c->at_ms, &facts, NULL), ATT_OK);
	tcb = facts.tcb;
	policy.advisories = tcb.advisories;
	if (c->root.anchor == QUOTE_ANCHOR_GIVEN)
		code = ATT_E_ROOT_UNTRUSTED;
	else if (tcb.status == TCB_REVOKED)
		code = ATT_E_TCB_STATUS;
	else if (memcmp(report_data, zero, sizeof(zero)) == 0)
		code = ATT_E_REPORT_DATA;
	CHECK_INT(quote_verify(&c->evidence, &policy, &facts, NULL), code);
}

static void
run(const struct fixture_case *c)
{
	static const struct quote_facts nothing;
	const enum att_code want = code_of(&c->expected);
	struct att_failure failure;
	struct quote_facts facts;

	(void)quote_check(&c->evidence, &c->root, c->at_ms, &facts, &failure);
	if (failure.code != want)
		fail_msg("%s: %s (%s: %s), expected %s", c->expected.path, att_name(failure.code),
		    failure.item, failure.detail, att_name(want));
	if (want == ATT_OK || want == ATT_E_DEBUG)
		check_tcb(&c->expected, &facts.tcb);
	if (want == ATT_OK)
		check_facts(c, &facts);
	facts.tcb = nothing.tcb;
	if (want != ATT_OK)
		assert_memory_equal(&facts, &nothing, sizeof(nothing));
	check_quote(c, want);
	check_verify(c, want);
	case_counted();
}

TEST(quote_check_reaches_every_verdict_and_status_of_the_public_sgx_and_tdx_evidence)
{
	fixture_case_each(run);
}
