/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make_quote - writes test/vectors/quote.json to standard output.
 *
 *   build/dev/test/vectors/make-quote-vectors > test/vectors/quote.json
 *
 * The keys are fixed, the signatures are random: a new file has other bytes and the same meaning.
 * Every expected code is what docs/attestation.md demands, written here by hand; test_vectors.c and
 * the SDKs check that the verifiers agree.
 */
#include <assert.h>

#include "lib/quote/kind.h"
#include "lib/quote/pem.h"
#include "lib/quote/x509.h"
#include "test/vectors/maker.h"

/* Offsets in a quote v3, as lib/quote/layout.c reads it. */
enum {
	AT_VERSION = 0,
	AT_KEY_TYPE = 2,
	AT_TEE_TYPE = 4,
	AT_VENDOR = 12,
	AT_MRENCLAVE = 112,
	AT_AUTH_SIZE = 432,
	AT_SIGNATURE = 436,
	AT_ATTESTATION_KEY = 500,
	AT_QE_REPORT = 564,
	AT_QE_SIGNATURE = 948,
	AT_QE_AUTH_SIZE = 1012,
	AT_QE_AUTH = 1014,
	AT_CERT_TYPE = 1046,
	AT_CERT_SIZE = 1048,
	AT_PEM = 1052,
};

/* A case whose quote has other bytes at one place. */
static void
patch_case(struct maker *m, struct case_plan plan, size_t at, struct span bytes)
{
	AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX);

	maker_quote(m, &m->report, buf_span(&m->chain_pem), &quote);
	assert(at + bytes.size <= quote.size);
	memcpy(quote.p + at, bytes.p, bytes.size);
	maker_write_case(m, plan, buf_span(&quote));
}

/* A case whose quote says `report` and carries `chain`. */
static void
quote_case(struct maker *m, struct case_plan plan, const struct simulated_report *report,
    struct span chain)
{
	AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX);

	maker_quote(m, report, chain, &quote);
	maker_write_case(m, plan, buf_span(&quote));
}

static void
report_case(struct maker *m, struct case_plan plan, const struct simulated_report *report)
{
	quote_case(m, plan, report, buf_span(&m->chain_pem));
}

static void
chain_case(struct maker *m, struct case_plan plan, struct span chain)
{
	quote_case(m, plan, &m->report, chain);
}

/* Verifications that differ in what the verifier wants, over one good quote. */
static void
policy_cases(struct maker *m)
{
	struct simulated_report other = m->report, zero = m->report;

	maker_case(m, maker_plain("a good simulated quote", "ATT_OK"));
	report_case(m,
	    (struct case_plan){ "a simulated quote where Intel's root is trusted",
		"ATT_E_ROOT_UNTRUSTED", .root = "intel" },
	    &m->report);
	report_case(m,
	    (struct case_plan){
		"another simulated root", "ATT_E_ROOT_UNTRUSTED", .root = "other_simulated" },
	    &m->report);
	other.mrenclave[31] ^= 1;
	report_case(m, maker_plain("another measurement", "ATT_E_MRENCLAVE"), &other);
	other = m->report;
	other.report_data[63] ^= 1;
	report_case(m, maker_plain("other report data", "ATT_E_REPORT_DATA"), &other);
	memset(zero.report_data, 0, sizeof(zero.report_data));
	report_case(m,
	    (struct case_plan){
		"report data that is all zero, as wanted", "ATT_E_REPORT_DATA", .want = &zero },
	    &zero);
}

/* Of the certificates, whose validity is not the collateral's: it is issued for the time. */
static void
date_cases(struct maker *m)
{
	static const struct {
		const char *name, *at, *code, *from, *until;
		int64_t at_ms;
	} dates[] = {
		{ "the first valid second", "2020-01-01T00:00:00.000Z", "ATT_OK",
		    "2020-01-01T00:00:00.000Z", "2020-01-30T00:00:00.000Z", 1577836800000 },
		{ "the second before", "2019-12-31T23:59:59.000Z", "ATT_E_CERT_NOT_YET_VALID", NULL,
		    NULL, 1577836799000 },
		{ "the last valid second", "2049-12-31T23:59:59.000Z", "ATT_OK",
		    "2049-12-30T00:00:00.000Z", "2049-12-31T23:59:59.000Z", 2524607999000 },
		{ "the second after", "2050-01-01T00:00:00.000Z", "ATT_E_CERT_EXPIRED", NULL, NULL,
		    2524608000000 },
	};

	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		AUTO(simulated_collateral) issued;
		struct collateral view;

		must(simulated_collateral_issue(
		    &m->keys, buf_span(&m->root_pem), dates[i].at_ms, &issued));
		view = simulated_collateral_view(&issued);
		maker_collateral(m, dates[i].name, &view);
		maker_case(m,
		    (struct case_plan){ dates[i].name, dates[i].code, .at = dates[i].at,
			.collateral = dates[i].name, .valid_from = dates[i].from,
			.valid_until = dates[i].until });
	}
}

static void
attribute_cases(struct maker *m)
{
	static const struct {
		const char *name, *code;
		uint64_t flags; /* 1 INIT, 2 DEBUG, 4 MODE64BIT, 0x10 PROVISION_KEY, 0x20
				   EINITTOKEN_KEY */
	} cases[] = {
		{ "DEBUG clear under a simulated root", "ATT_E_NOT_SIMULATED", 0x05 },
		{ "INIT clear", "ATT_E_ATTRIBUTES", 0x06 },
		{ "MODE64BIT clear", "ATT_E_ATTRIBUTES", 0x03 },
		{ "PROVISION_KEY set", "ATT_E_ATTRIBUTES", 0x17 },
		{ "EINITTOKEN_KEY set", "ATT_E_ATTRIBUTES", 0x27 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct simulated_report report = m->report;

		report.attribute_flags = cases[i].flags;
		report_case(m, maker_plain(cases[i].name, cases[i].code), &report);
	}
}

static void
layout_cases(struct maker *m)
{
	static const struct {
		const char *name, *code;
		size_t at;
		struct span bytes;
	} cases[] = {
		{ "version 2", "ATT_E_QUOTE_VERSION", AT_VERSION, { (const uint8_t *)"\2\0", 2 } },
		{ "version 6", "ATT_E_QUOTE_VERSION", AT_VERSION, { (const uint8_t *)"\6\0", 2 } },
		{ "version 4 on a quote of version 3", "ATT_E_CERT_DATA_TYPE", AT_VERSION,
		    { (const uint8_t *)"\4\0", 2 } },
		{ "attestation key type 3", "ATT_E_AK_TYPE", AT_KEY_TYPE,
		    { (const uint8_t *)"\3\0", 2 } },
		{ "TEE type 0x81", "ATT_E_TEE_TYPE", AT_TEE_TYPE,
		    { (const uint8_t *)"\x81\0\0\0", 4 } },
		{ "a vendor id nobody has", "ATT_E_QE_VENDOR", AT_VENDOR,
		    { (const uint8_t *)"0123456789abcdef", 16 } },
		{ "Intel's vendor id on a simulated chain", "ATT_E_QE_VENDOR", AT_VENDOR,
		    { kind_intel.vendor, KIND_VENDOR_SIZE } },
		{ "a signature section of 4 GiB", "ATT_E_QUOTE_TRUNCATED", AT_AUTH_SIZE,
		    { (const uint8_t *)"\xff\xff\xff\xff", 4 } },
		{ "QE authentication data of 64 KiB", "ATT_E_QUOTE_SIZE", AT_QE_AUTH_SIZE,
		    { (const uint8_t *)"\xff\xff", 2 } },
		{ "certification data of type 3", "ATT_E_CERT_DATA_TYPE", AT_CERT_TYPE,
		    { (const uint8_t *)"\3\0", 2 } },
		{ "certification data of 4 GiB", "ATT_E_CERT_DATA_SIZE", AT_CERT_SIZE,
		    { (const uint8_t *)"\xff\xff\xff\xff", 4 } },
		{ "text before the first certificate", "ATT_E_CERT_FORMAT", AT_PEM,
		    { (const uint8_t *)"X", 1 } },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		patch_case(
		    m, maker_plain(cases[i].name, cases[i].code), cases[i].at, cases[i].bytes);
}

static struct span
first_certificate(struct span pem)
{
	static const char end[] = "-----END CERTIFICATE-----\n";
	const uint8_t *at = memmem(pem.p, pem.size, end, sizeof(end) - 1);

	assert(at != NULL);
	return span_first(pem, (size_t)(at - pem.p) + sizeof(end) - 1);
}

static struct span
joined(struct buf *out, struct span a, struct span b, struct span c)
{
	must(buf_append(out, a));
	must(buf_append(out, b));
	must(buf_append(out, c));
	return buf_span(out);
}

/* Certificates that the collateral brings: they count, and the quote's do not. */
static void
beside_cases(struct maker *m)
{
	const struct span good = buf_span(&m->chain_pem), root = buf_span(&m->root_pem);
	const struct span two = span_first(good, good.size - root.size);
	const struct span leaf = first_certificate(two), ca = span_from(two, leaf.size);
	AUTO(buf) root_first = buf_new(SIMULATED_PEM_SIZE_MAX);
	AUTO(buf) root_second = buf_new(SIMULATED_PEM_SIZE_MAX);
	AUTO(buf) leaf_second = buf_new(SIMULATED_PEM_SIZE_MAX);
	const struct {
		const char *name, *code;
		struct span chain;
		uint8_t type;
	} cases[] = {
		{ "a chain in the collateral, and none in the quote", "ATT_OK",
		    buf_span(&m->chain_pem), 1 },
		{ "a chain in the collateral, and in the quote", "ATT_OK", buf_span(&m->chain_pem),
		    5 },
		{ "another root's chain in the collateral", "ATT_E_ROOT_UNTRUSTED",
		    buf_span(&m->other_chain_pem), 5 },
		{ "a root for a chain in the collateral", "ATT_E_CERT_FORMAT",
		    buf_span(&m->root_pem), 5 },
		{ "a chain in the collateral, the root first", "ATT_OK",
		    joined(&root_first, root, leaf, ca), 1 },
		{ "a chain in the collateral, the root second", "ATT_OK",
		    joined(&root_second, leaf, root, ca), 1 },
		{ "a chain in the collateral, the CA before the platform", "ATT_E_CHAIN_LINK",
		    joined(&leaf_second, ca, leaf, root), 1 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct collateral c = simulated_collateral_view(&m->good);
		struct case_plan plan = { cases[i].name, cases[i].code,
			.collateral = cases[i].name };

		c.pck_chain = cases[i].chain;
		maker_collateral(m, cases[i].name, &c);
		patch_case(m, plan, AT_CERT_TYPE, (struct span){ &cases[i].type, 1 });
	}
}

static void
size_cases(struct maker *m)
{
	AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX + 1);
	struct span whole;

	maker_quote(m, &m->report, buf_span(&m->chain_pem), &quote);
	whole = buf_span(&quote);
	maker_write_case(m, maker_plain("the last byte missing", "ATT_E_QUOTE_TRUNCATED"),
	    span_first(whole, whole.size - 1));
	maker_write_case(
	    m, maker_plain("the header alone", "ATT_E_QUOTE_TRUNCATED"), span_first(whole, 48));
	maker_write_case(m, maker_plain("nothing", "ATT_E_QUOTE_TRUNCATED"), span_first(whole, 0));
	must(buf_append(&quote, S("\0\0\0")));
	maker_write_case(m, maker_plain("zeros after the quote", "ATT_OK"), buf_span(&quote));
	must(buf_append(&quote, S("x")));
	maker_write_case(
	    m, maker_plain("a byte after the quote", "ATT_E_QUOTE_SIZE"), buf_span(&quote));
}

/* One bit flipped, here and there. */
static void
flip_cases(struct maker *m)
{
	static const struct {
		const char *name, *code;
		size_t at;
	} cases[] = {
		{ "a bit of the report", "ATT_E_QUOTE_SIGNATURE", AT_MRENCLAVE },
		{ "a bit of the signature", "ATT_E_QUOTE_SIGNATURE", AT_SIGNATURE + 63 },
		{ "a bit of the attestation key", "ATT_E_QE_REPORT_DATA", AT_ATTESTATION_KEY + 63 },
		{ "a bit of the QE report", "ATT_E_QE_REPORT_SIGNATURE", AT_QE_REPORT },
		{ "a bit of the QE report's signature", "ATT_E_QE_REPORT_SIGNATURE",
		    AT_QE_SIGNATURE + 63 },
		{ "a bit of the QE authentication data", "ATT_E_QE_REPORT_DATA", AT_QE_AUTH },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX);

		maker_quote(m, &m->report, buf_span(&m->chain_pem), &quote);
		quote.p[cases[i].at] ^= 1;
		maker_write_case(m, maker_plain(cases[i].name, cases[i].code), buf_span(&quote));
	}
}

/* What a chain is made of; cases change one thing. */
struct chain_plan {
	struct simulated_subject pck, ca, root;
	const struct p256_private *pck_issuer_key;
	struct buf sgx;
};

static void
subject_of(struct simulated_subject *out, const struct p256_private *key, const char *name,
    int path_length, uint8_t serial)
{
	*out = (struct simulated_subject){ .common_name = name, .path_length = path_length };
	must(p256_public_of(key, out->point));
	memset(out->serial, serial, sizeof(out->serial));
}

static void
chain_plan_init(const struct maker *m, struct chain_plan *out)
{
	*out = (struct chain_plan){ .sgx = buf_new(1024), .pck_issuer_key = &m->keys.ca };
	must(simulated_sgx_extension(&out->sgx));
	subject_of(&out->root, &m->keys.root, kind_simulated.names[KIND_ROOT], 1, 1);
	subject_of(&out->ca, &m->keys.ca, kind_simulated.names[KIND_CA], 0, 2);
	subject_of(
	    &out->pck, &m->keys.pck, kind_simulated.names[KIND_PCK], X509_PATH_LENGTH_NONE, 3);
	out->pck.sgx = buf_span(&out->sgx);
}

static void
issue(const struct simulated_subject *subject, const struct simulated_subject *issuer,
    const struct p256_private *key, struct buf *pem)
{
	AUTO(buf) der = buf_new(SIMULATED_CERTIFICATE_SIZE_MAX);

	must(simulated_certificate(subject, issuer, key, &der));
	must(pem_write(buf_span(&der), pem));
}

static void
chain_plan_case(struct maker *m, struct chain_plan *plan, const char *name, const char *code)
{
	AUTO(buf) chain = buf_new(SIMULATED_PEM_SIZE_MAX);

	issue(&plan->pck, &plan->ca, plan->pck_issuer_key, &chain);
	issue(&plan->ca, &plan->root, &m->keys.root, &chain);
	issue(&plan->root, &plan->root, &m->keys.root, &chain);
	chain_case(m, maker_plain(name, code), buf_span(&chain));
	buf_wipe(&plan->sgx);
}

static void
name_cases(struct maker *m)
{
	static const char *const names[] = { "Intel's name on the PCK certificate",
		"Intel's name on the CA", "Intel's name on the root" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct chain_plan plan;

		chain_plan_init(m, &plan);
		if (i == 0)
			plan.pck.common_name = kind_intel.names[KIND_PCK];
		else if (i == 1)
			plan.ca.common_name = kind_intel.names[KIND_CA];
		else
			plan.root.common_name = kind_intel.names[KIND_ROOT];
		chain_plan_case(m, &plan, names[i], "ATT_E_CHAIN_CN");
	}
}

static void
constraint_cases(struct maker *m)
{
	struct chain_plan plan;

	chain_plan_init(m, &plan);
	plan.ca.path_length = X509_PATH_LENGTH_NONE;
	chain_plan_case(m, &plan, "a CA that is none", "ATT_E_CHAIN_CONSTRAINT");
	chain_plan_init(m, &plan);
	plan.root.path_length = 0;
	chain_plan_case(m, &plan, "a root for leaves only", "ATT_E_CHAIN_CONSTRAINT");
	chain_plan_init(m, &plan);
	plan.pck.path_length = 0;
	chain_plan_case(m, &plan, "a PCK certificate that is a CA", "ATT_E_CHAIN_CONSTRAINT");
	chain_plan_init(m, &plan);
	plan.pck_issuer_key = &m->other_keys.ca;
	chain_plan_case(
	    m, &plan, "a PCK certificate signed by another CA", "ATT_E_CHAIN_SIGNATURE");
}

static void
extension_cases(struct maker *m)
{
	struct chain_plan plan;
	uint8_t *fmspc;

	chain_plan_init(m, &plan);
	plan.pck.sgx = (struct span){ NULL, 0 };
	chain_plan_case(m, &plan, "no SGX extension", "ATT_E_PCK_EXTENSION");
	chain_plan_init(m, &plan);
	plan.sgx.p[plan.sgx.size - 1] = 0x01; /* a BOOLEAN that is neither 00 nor FF */
	chain_plan_case(m, &plan, "an SGX extension with a lax BOOLEAN", "ATT_E_PCK_EXTENSION");
	chain_plan_init(m, &plan);
	fmspc = memmem(plan.sgx.p, plan.sgx.size, kind_simulated_fmspc, KIND_FMSPC_SIZE);
	assert(fmspc != NULL);
	memcpy(fmspc, "\x00\x60\x6a\x00\x00\x00", KIND_FMSPC_SIZE);
	chain_plan_case(m, &plan, "the FMSPC of a real platform", "ATT_E_NOT_SIMULATED");
}

static void
certificate_set_cases(struct maker *m)
{
	const struct span good = buf_span(&m->chain_pem), root = buf_span(&m->root_pem);
	const struct span other = buf_span(&m->other_chain_pem);
	const struct span two = span_first(good, good.size - root.size);
	const struct span other_two = span_first(other, other.size - m->other_root_pem.size);
	const struct {
		const char *name, *code;
		struct span parts[2];
	} cases[] = {
		{ "two certificates", "ATT_E_CERT_FORMAT", { two } },
		{ "four certificates", "ATT_E_CERT_FORMAT", { good, root } },
		{ "the root first", "ATT_E_CHAIN_LINK", { root, two } },
		{ "text after the last certificate", "ATT_E_CERT_FORMAT", { good, S("extra\n") } },
		{ "the chain of another platform", "ATT_E_ROOT_UNTRUSTED", { other } },
		{ "another platform's certificates before the trusted root",
		    "ATT_E_CHAIN_SIGNATURE", { other_two, root } },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf) chain = buf_new(2 * SIMULATED_PEM_SIZE_MAX);

		must(buf_append(&chain, cases[i].parts[0]));
		must(buf_append(&chain, cases[i].parts[1]));
		chain_case(m, maker_plain(cases[i].name, cases[i].code), buf_span(&chain));
	}
}

int
main(void)
{
	AUTO(buf) text = buf_new(1 << 22);
	AUTO(buf) collaterals = buf_new(1 << 22);
	struct maker m;

	maker_init(&m, &text);
	json_write_object(&m.json, NULL);
	json_write_text(&m.json, "about", "evidence of the simulated platform; see README.md");
	json_write_object(&m.json, "roots");
	json_write_span(&m.json, "simulated", buf_span(&m.root_pem));
	json_write_span(&m.json, "other_simulated", buf_span(&m.other_root_pem));
	json_write_close_object(&m.json);
	json_write_base64(&m.json, "quote", buf_span(&m.quote));
	json_write_array(&m.json, "cases");
	policy_cases(&m);
	date_cases(&m);
	attribute_cases(&m);
	layout_cases(&m);
	beside_cases(&m);
	size_cases(&m);
	flip_cases(&m);
	name_cases(&m);
	constraint_cases(&m);
	extension_cases(&m);
	certificate_set_cases(&m);
	maker_crl_cases(&m);
	maker_signer_cases(&m);
	maker_text_cases(&m);
	maker_policy_cases(&m);
	json_write_close_array(&m.json);
	must(buf_print(
	    &collaterals, "[%.*s]", (int)m.collaterals.size, (const char *)m.collaterals.p));
	json_write_raw(&m.json, "collaterals", buf_span(&collaterals));
	json_write_close_object(&m.json);
	must(json_write_end(&m.json));
	maker_wipe(&m);
	(void)fwrite(text.p, 1, text.size, stdout);
	(void)putchar('\n');
	return 0;
}
