/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The third-party quotes (fixtures: attestation/MANIFEST.md), judged as far as our steps reach:
 * a case whose reason lies in the collateral passes here.
 */
#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "lib/quote/chain.h"
#include "lib/quote/pck_extension.h"
#include "lib/quote/pem.h"
#include "lib/quote/quote.h"
#include "lib/quote/x509.h"
#include "test/check.h"

struct report {
	struct span mrenclave, mrsigner, report_data;
	int64_t isvprodid, isvsvn;
	bool debug;
};

struct pck {
	struct span issuer_ca, fmspc, pceid, tcb_components, not_before;
	int64_t pcesvn, sgx_type;
};

struct expected {
	char path[128], verdict[32], error[256], verification_time[32];
	int64_t version, cert_data_type;
	struct span report, pck;
};

static const struct json_field expected_fields[] = {
	JSON_FIELD_TEXT(struct expected, path, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct expected, verdict, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct expected, error, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct expected, verification_time, JSON_OPTIONAL),
	JSON_FIELD_I64(struct expected, version, JSON_OPTIONAL),
	JSON_FIELD_I64(struct expected, cert_data_type, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct expected, report, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct expected, pck, JSON_OPTIONAL),
};
static const struct json_shape expected_shape = JSON_SHAPE(expected_fields, JSON_UNKNOWN_IGNORED);

static const struct json_field report_fields[] = {
	JSON_FIELD_SPAN(struct report, mrenclave, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct report, mrsigner, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct report, report_data, JSON_REQUIRED),
	JSON_FIELD_I64(struct report, isvprodid, JSON_REQUIRED),
	JSON_FIELD_I64(struct report, isvsvn, JSON_REQUIRED),
	JSON_FIELD_BOOL(struct report, debug, JSON_REQUIRED),
};
static const struct json_shape report_shape = JSON_SHAPE(report_fields, JSON_UNKNOWN_IGNORED);

static const struct json_field pck_fields[] = {
	JSON_FIELD_SPAN(struct pck, issuer_ca, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct pck, fmspc, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct pck, pceid, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct pck, tcb_components, JSON_REQUIRED),
	JSON_FIELD_I64(struct pck, pcesvn, JSON_REQUIRED),
	JSON_FIELD_I64(struct pck, sgx_type, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct pck, not_before, JSON_REQUIRED),
};
static const struct json_shape pck_shape = JSON_SHAPE(pck_fields, JSON_UNKNOWN_IGNORED);

/* The reasons of the fixtures that our steps can find, and our codes for them. */
static const struct {
	const char *error;
	enum att_code code;
} reasons[] = {
	{ "DEBUG_ENCLAVE", ATT_E_DEBUG },
	{ "QUOTE_SIGNATURE", ATT_E_QUOTE_SIGNATURE },
	{ "QE_REPORT_SIGNATURE", ATT_E_QE_REPORT_SIGNATURE },
	{ "QE_REPORT_DATA", ATT_E_QE_REPORT_DATA },
	{ "QUOTE_VERSION", ATT_E_QUOTE_VERSION },
	{ "ATTEST_KEY_TYPE", ATT_E_AK_TYPE },
	{ "QE_VENDOR", ATT_E_QE_VENDOR },
	{ "QUOTE_TOO_SHORT", ATT_E_QUOTE_TRUNCATED },
	{ "QUOTE_TRUNCATED", ATT_E_QUOTE_TRUNCATED },
	{ "CERT_DATA_SIZE", ATT_E_CERT_DATA_SIZE },
	{ "CERT_DATA_TYPE", ATT_E_CERT_DATA_TYPE },
	{ "QE_AUTH", ATT_E_QUOTE_SIZE },
};

/* The reasons that lie in the collateral. */
static const char *const not_ours[] = { "TCB_", "ROOT_CRL_", "PCK_CRL_", "PCK_CA_REVOKED",
	"PCK_REVOKED", "QE_IDENTITY_", "QE_MRSIGNER", "QE_ISVPRODID", "QE_ATTRIBUTES",
	"QE_MISCSELECT", "QE_TCB_", "FMSPC_", "PCEID_" };

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* What is refused before, or instead of, anything in the collateral. */
static enum att_code
code_without_binding(const struct expected *e, const struct report *r)
{
	const bool is_format_v4 = strcmp(e->path, "synthetic/format_version_4_header") == 0;

	if ((e->version != 0 && e->version != 3) || is_format_v4)
		return ATT_E_QUOTE_VERSION; /* TDX, or a header that says so */
	if (e->version == 3 && e->cert_data_type != 5)
		return ATT_E_CERT_DATA_TYPE;
	if (strcmp(e->path, "synthetic/quote_from_other_root") == 0)
		return ATT_E_ROOT_UNTRUSTED;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (begins(e->error, reasons[i].error))
			return reasons[i].code;
	for (size_t i = 0; i < sizeof(not_ours) / sizeof(not_ours[0]); i++)
		if (begins(e->error, not_ours[i]))
			return ATT_OK;
	if (strcmp(e->path, "synthetic/tcb_info_signed_under_other_root") == 0)
		return ATT_OK;
	CHECK_TEXT(e->error, "");
	return r->debug ? ATT_E_DEBUG : ATT_OK;
}

/* Some of these quotes bind nothing; then that is what we refuse, last. */
static enum att_code
code_of(const struct expected *e, const struct report *r)
{
	static const char zeros[] = "0000000000000000";
	const enum att_code code = code_without_binding(e, r);
	bool binds = false;

	for (size_t i = 0; i < r->report_data.size; i += sizeof(zeros) - 1)
		binds = binds || !span_starts(span_from(r->report_data, i), zeros);
	return code == ATT_OK && !binds ? ATT_E_REPORT_DATA : code;
}

/* Synthetic cases have their own root with Intel's names: the key alone is taken from it. */
static void
root_of(const struct expected *e, struct quote_root *out)
{
	AUTO(buf) der = buf_new(PEM_SIZE_MAX);
	struct certificate certificate;
	char relative[256];
	const char *path;
	struct span one;
	size_t size;
	char *pem;

	*out = *quote_root_intel();
	(void)snprintf(relative, sizeof(relative), "attestation/%s/trusted_root.pem", e->path);
	path = fixture_path(relative);
	if (path == NULL)
		return;
	pem = fixture_read(path, &size);
	CHECK_OK(pem_parse((struct span){ (uint8_t *)pem, size }, 1, &der, &one));
	CHECK_OK(x509_parse(one, &certificate));
	memcpy(out->point, certificate.point, sizeof(out->point));
	free(pem);
}

/* Cases without collateral have no instant: the PCK certificate's first one serves. */
static int64_t
instant_of(const struct expected *e)
{
	struct span text = span_text(e->verification_time);
	struct pck pck = { .fmspc = { NULL, 0 } };
	int64_t ms = 0;

	if (text.size == 0 && e->pck.size > 0 && !span_is(e->pck, "null")) {
		CHECK_OK(json_parse_shape(e->pck, &pck_shape, &pck, NULL));
		text = pck.not_before;
	}
	if (text.size > 0)
		CHECK_OK(text_time_parse(text, &ms));
	return ms;
}

static void
check_facts(const struct quote_facts *facts, const struct report *want)
{
	uint8_t mrsigner[32];

	CHECK(!facts->is_simulated && !facts->is_debug);
	CHECK_INT(facts->isvprodid, want->isvprodid);
	CHECK_INT(facts->isvsvn, want->isvsvn);
	CHECK_OK(text_hex_parse(want->mrsigner, mrsigner, sizeof(mrsigner)));
	assert_memory_equal(facts->mrsigner, mrsigner, sizeof(mrsigner));
}

static void
check_hex(struct span hex, struct span want)
{
	uint8_t bytes[16];

	CHECK(want.size <= sizeof(bytes));
	CHECK_OK(text_hex_parse(hex, bytes, want.size));
	CHECK_SPAN(want, ((struct span){ bytes, want.size }));
}

/* What the fixtures' own tools read from the PCK certificate is what we read. */
static void
check_platform(const struct expected *e, struct span quote)
{
	struct att_failure failure = { .code = ATT_OK };
	AUTO(chain) chain = { .kind = NULL };
	struct pck want = { .pcesvn = 0 };
	struct pck_extension found;
	struct quote q;

	if (quote_parse(quote, &q, NULL) != ATT_OK)
		return;
	CHECK_OK(json_parse_shape(e->pck, &pck_shape, &want, NULL));
	CHECK_OK(chain_parse(q.pem_chain, &chain, &failure));
	CHECK_OK(pck_extension_parse(chain.pck.sgx, &found));
	CHECK_SPAN(chain.ca.common_name, want.issuer_ca);
	CHECK_INT(found.has_platform, span_is(want.issuer_ca, "Intel SGX PCK Platform CA"));
	check_hex(want.fmspc, SPAN_OF(found.fmspc));
	check_hex(want.pceid, SPAN_OF(found.pceid));
	check_hex(want.tcb_components, SPAN_OF(found.component_svn));
	CHECK_INT(found.pcesvn, want.pcesvn);
	CHECK_INT(found.sgx_type, want.sgx_type);
}

static void
run(const struct expected *e)
{
	uint8_t report_data[QUOTE_REPORT_DATA_SIZE] = { 1 };
	uint8_t mrenclave[QUOTE_MEASUREMENT_SIZE] = { 0 };
	struct quote_evidence evidence;
	struct quote_policy policy;
	struct report report = { .debug = false };
	struct att_failure failure;
	struct quote_facts facts;
	struct quote_root root;
	char relative[256];
	char *quote;
	size_t size;

	(void)snprintf(relative, sizeof(relative), "attestation/%s/quote.bin", e->path);
	quote = fixture_read(fixture_path(relative), &size);
	if (e->version == 3) {
		CHECK_OK(json_parse_shape(e->report, &report_shape, &report, NULL));
		CHECK_OK(text_hex_parse(report.mrenclave, mrenclave, 32));
		CHECK_OK(text_hex_parse(report.report_data, report_data, sizeof(report_data)));
	}
	root_of(e, &root);
	quote_policy_default(&root, &policy);
	CHECK_OK(quote_policy_allow(&policy, mrenclave));
	policy.report_data = report_data;
	policy.at_ms = instant_of(e);
	evidence = (struct quote_evidence){ .quote = { (uint8_t *)quote, size } };
	(void)quote_verify(&evidence, &policy, &facts, &failure);
	if (failure.code != code_of(e, &report))
		fail_msg("%s: %s (%s: %s), expected %s", e->path, att_name(failure.code),
		    failure.item, failure.detail, att_name(code_of(e, &report)));
	if (failure.code == ATT_OK)
		check_facts(&facts, &report);
	if (e->version == 3)
		check_platform(e, (struct span){ (uint8_t *)quote, size });
	free(quote);
	case_counted();
}

TEST(quote_verify_judges_every_public_sgx_and_tdx_quote_as_far_as_its_steps_reach)
{
	const char *path = fixture_path("attestation/index.json");
	struct json j;
	char *text;
	size_t size;
	bool more;

	if (path == NULL)
		fixture_skip();
	text = fixture_read(path, &size);
	json_init(&j, (struct span){ (uint8_t *)text, size });
	CHECK_OK(json_enter_array(&j));
	for (;;) {
		struct expected e = { .path = "" };
		struct why why = { .text = "" };

		CHECK_OK(json_element(&j, &more));
		if (!more)
			break;
		if (json_read_shape(&j, &expected_shape, &e, &why) != OK)
			fail_msg("%s", why.text);
		if (!begins(e.path, "sev-snp/"))
			run(&e);
	}
	free(text);
}
