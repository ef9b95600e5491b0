/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make_snp - writes test/vectors/snp.json to standard output.
 *
 *   build/dev/test/vectors/make-snp-vectors > test/vectors/snp.json
 *
 * The keys are fixed, the signatures are random: a new file has other bytes and the same meaning.
 * Every expected code is what docs/attestation.md demands, written here by hand; the verifiers
 * must agree.  The parts (snp_parts.c) have names, and a case says which it is made of.
 */
#include <assert.h>
#include <stdio.h>

#include "lib/base/secret.h"
#include "lib/json/json_write.h"
#include "test/vectors/snp_parts.h"

static const char at_default[] = "2026-01-06T00:00:00.000Z";

/* Parts by name; a certificate that is NULL is "milan". */
static const struct case_row {
	const char *name, *report, *vek, *ask, *ark;
	const char *code, *item; /* item NULL: with ATT_OK */
	const char *at;          /* default at_default */
	const char *root;        /* default "ours" */
} cases[] = {
	{ "a good report of version 2", "milan 2", NULL, NULL, NULL, "ATT_OK", NULL, NULL, NULL },
	{ "a good report of version 3", "milan 3", NULL, NULL, NULL, "ATT_OK", NULL, NULL, NULL },
	{ "a good report of version 4", "milan 4", NULL, NULL, NULL, "ATT_OK", NULL, NULL, NULL },
	{ "a good report of version 5", "milan 5", NULL, NULL, NULL, "ATT_OK", NULL, NULL, NULL },
	{ "mitigations in a report of version 4", "milan 4 with mitigations", NULL, NULL, NULL,
	    "ATT_OK", NULL, NULL, NULL },
	{ "mitigations in a report of version 5", "milan 5 with mitigations", NULL, NULL, NULL,
	    "ATT_OK", NULL, NULL, NULL },
	{ "a provider's key", "milan 3 vlek", "milan vlek", "milan vlek", NULL, "ATT_OK", NULL,
	    NULL, NULL },
	{ "a Genoa", "genoa 3", "genoa", "genoa", "genoa", "ATT_OK", NULL, NULL, NULL },
	{ "a Turin, report of version 3", "turin 3", "turin", "turin", "turin", "ATT_OK", NULL,
	    NULL, NULL },
	{ "a Turin, report of version 5", "turin 5", "turin", "turin", "turin", "ATT_OK", NULL,
	    NULL, NULL },
	{ "a provider's key for Turin", "turin 5 vlek", "turin vlek", "turin vlek", "turin",
	    "ATT_OK", NULL, NULL, NULL },
	{ "a stepping in the product name", "milan 3", "stepping", NULL, NULL, "ATT_OK", NULL, NULL,
	    NULL },
	{ "the trailer field spelt out in the VEK certificate", "milan 3", "trailer", NULL, NULL,
	    "ATT_OK", NULL, NULL, NULL },
	{ "a VEK certificate that may sign", "milan 3", "signing use", NULL, NULL, "ATT_OK", NULL,
	    NULL, NULL },
	{ "an unknown extension that is not critical", "milan 3", "unknown elsewhere", NULL, NULL,
	    "ATT_OK", NULL, NULL, NULL },
	{ "an ASK whose key usage is as DER wants it", "milan 3", NULL, "strict use", NULL,
	    "ATT_OK", NULL, NULL, NULL },
	{ "a guest that may migrate: a matter of policy", "migrating", NULL, NULL, NULL, "ATT_OK",
	    NULL, NULL, NULL },
	{ "every policy bit that is known", "every known policy bit", NULL, NULL, NULL, "ATT_OK",
	    NULL, NULL, NULL },
	{ "every platform bit that is known", "every known platform bit", NULL, NULL, NULL,
	    "ATT_OK", NULL, NULL, NULL },
	{ "an author key", "author key", NULL, NULL, NULL, "ATT_OK", NULL, NULL, NULL },
	{ "no report", "empty", NULL, NULL, NULL, "ATT_E_QUOTE_TRUNCATED", "SEV-SNP report", NULL,
	    NULL },
	{ "a byte too few", "short", NULL, NULL, NULL, "ATT_E_QUOTE_TRUNCATED", "SEV-SNP report",
	    NULL, NULL },
	{ "a byte too many", "long", NULL, NULL, NULL, "ATT_E_QUOTE_SIZE", "SEV-SNP report", NULL,
	    NULL },
	{ "version 1", "version 1", NULL, NULL, NULL, "ATT_E_QUOTE_VERSION", "SEV-SNP report", NULL,
	    NULL },
	{ "version 6", "version 6", NULL, NULL, NULL, "ATT_E_QUOTE_VERSION", "SEV-SNP report", NULL,
	    NULL },
	{ "version 259", "version 259", NULL, NULL, NULL, "ATT_E_QUOTE_VERSION", "SEV-SNP report",
	    NULL, NULL },
	{ "algorithm 0", "algorithm 0", NULL, NULL, NULL, "ATT_E_AK_TYPE", "SEV-SNP report", NULL,
	    NULL },
	{ "algorithm 3", "algorithm 3", NULL, NULL, NULL, "ATT_E_AK_TYPE", "SEV-SNP report", NULL,
	    NULL },
	{ "mitigations in 3", "mitigations in 3", NULL, NULL, NULL, "ATT_E_SNP_REPORT",
	    "SEV-SNP report", NULL, NULL },
	{ "mitigations in 2", "mitigations in 2", NULL, NULL, NULL, "ATT_E_SNP_REPORT",
	    "SEV-SNP report", NULL, NULL },
	{ "family in 2", "family in 2", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report",
	    NULL, NULL },
	{ "stepping in 2", "stepping in 2", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report",
	    NULL, NULL },
	{ "policy bit 17", "policy bit 17", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report",
	    NULL, NULL },
	{ "policy bit 26", "policy bit 26", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report",
	    NULL, NULL },
	{ "policy bit 63", "policy bit 63", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report",
	    NULL, NULL },
	{ "vmpl 5", "vmpl 5", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report", NULL, NULL },
	{ "platform bit 8", "platform bit 8", NULL, NULL, NULL, "ATT_E_SNP_REPORT",
	    "SEV-SNP report", NULL, NULL },
	{ "platform bit 63", "platform bit 63", NULL, NULL, NULL, "ATT_E_SNP_REPORT",
	    "SEV-SNP report", NULL, NULL },
	{ "chip key masked", "chip key masked", NULL, NULL, NULL, "ATT_E_SNP_REPORT",
	    "SEV-SNP report", NULL, NULL },
	{ "signer 2", "signer 2", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report", NULL,
	    NULL },
	{ "signer 7", "signer 7", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report", NULL,
	    NULL },
	{ "key bit 5", "key bit 5", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report", NULL,
	    NULL },
	{ "key bit 31", "key bit 31", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report", NULL,
	    NULL },
	{ "reserved 4c", "reserved 4c", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report",
	    NULL, NULL },
	{ "reserved 18b", "reserved 18b", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report",
	    NULL, NULL },
	{ "reserved 19f", "reserved 19f", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report",
	    NULL, NULL },
	{ "reserved 1eb", "reserved 1eb", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report",
	    NULL, NULL },
	{ "reserved 1ef", "reserved 1ef", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report",
	    NULL, NULL },
	{ "reserved 208", "reserved 208", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report",
	    NULL, NULL },
	{ "reserved 29f", "reserved 29f", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report",
	    NULL, NULL },
	{ "a larger r", "a larger r", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report", NULL,
	    NULL },
	{ "a larger s", "a larger s", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report", NULL,
	    NULL },
	{ "behind the signature", "behind the signature", NULL, NULL, NULL, "ATT_E_SNP_REPORT",
	    "SEV-SNP report", NULL, NULL },
	{ "the last byte", "the last byte", NULL, NULL, NULL, "ATT_E_SNP_REPORT", "SEV-SNP report",
	    NULL, NULL },
	{ "another measurement", "another measurement", NULL, NULL, NULL, "ATT_E_QUOTE_SIGNATURE",
	    "SEV-SNP report", NULL, NULL },
	{ "another report data", "another report data", NULL, NULL, NULL, "ATT_E_QUOTE_SIGNATURE",
	    "SEV-SNP report", NULL, NULL },
	{ "another r", "another r", NULL, NULL, NULL, "ATT_E_QUOTE_SIGNATURE", "SEV-SNP report",
	    NULL, NULL },
	{ "another s", "another s", NULL, NULL, NULL, "ATT_E_QUOTE_SIGNATURE", "SEV-SNP report",
	    NULL, NULL },
	{ "a report that names the provider's key", "milan 3 vlek", NULL, NULL, NULL,
	    "ATT_E_SNP_REPORT", "SEV-SNP report", NULL, NULL },
	{ "a report that names the chip's key", "milan 3", "milan vlek", "milan vlek", NULL,
	    "ATT_E_SNP_REPORT", "SEV-SNP report", NULL, NULL },
	{ "debug", "debug", NULL, NULL, NULL, "ATT_E_DEBUG", "guest policy", NULL, NULL },
	{ "Milan: another TCB version, part 0", "milan tcb 0", NULL, NULL, NULL, "ATT_E_VEK_TCB",
	    "reported TCB", NULL, NULL },
	{ "Milan: another TCB version, part 1", "milan tcb 1", NULL, NULL, NULL, "ATT_E_VEK_TCB",
	    "reported TCB", NULL, NULL },
	{ "Milan: another TCB version, part 2", "milan tcb 2", NULL, NULL, NULL, "ATT_E_VEK_TCB",
	    "reported TCB", NULL, NULL },
	{ "Milan: another TCB version, part 3", "milan tcb 3", NULL, NULL, NULL, "ATT_E_VEK_TCB",
	    "reported TCB", NULL, NULL },
	{ "Milan: another TCB version, part 4", "milan tcb 4", NULL, NULL, NULL, "ATT_E_VEK_TCB",
	    "reported TCB", NULL, NULL },
	{ "Milan: another TCB version, part 5", "milan tcb 5", NULL, NULL, NULL, "ATT_E_VEK_TCB",
	    "reported TCB", NULL, NULL },
	{ "Milan: another TCB version, part 6", "milan tcb 6", NULL, NULL, NULL, "ATT_E_VEK_TCB",
	    "reported TCB", NULL, NULL },
	{ "Milan: another TCB version, part 7", "milan tcb 7", NULL, NULL, NULL, "ATT_E_VEK_TCB",
	    "reported TCB", NULL, NULL },
	{ "Turin: another TCB version, part 0", "turin tcb 0", "turin", "turin", "turin",
	    "ATT_E_VEK_TCB", "reported TCB", NULL, NULL },
	{ "Turin: another TCB version, part 1", "turin tcb 1", "turin", "turin", "turin",
	    "ATT_E_VEK_TCB", "reported TCB", NULL, NULL },
	{ "Turin: another TCB version, part 2", "turin tcb 2", "turin", "turin", "turin",
	    "ATT_E_VEK_TCB", "reported TCB", NULL, NULL },
	{ "Turin: another TCB version, part 3", "turin tcb 3", "turin", "turin", "turin",
	    "ATT_E_VEK_TCB", "reported TCB", NULL, NULL },
	{ "Turin: another TCB version, part 4", "turin tcb 4", "turin", "turin", "turin",
	    "ATT_E_VEK_TCB", "reported TCB", NULL, NULL },
	{ "Turin: another TCB version, part 5", "turin tcb 5", "turin", "turin", "turin",
	    "ATT_E_VEK_TCB", "reported TCB", NULL, NULL },
	{ "Turin: another TCB version, part 6", "turin tcb 6", "turin", "turin", "turin",
	    "ATT_E_VEK_TCB", "reported TCB", NULL, NULL },
	{ "Turin: another TCB version, part 7", "turin tcb 7", "turin", "turin", "turin",
	    "ATT_E_VEK_TCB", "reported TCB", NULL, NULL },
	{ "another chip", "another chip", NULL, NULL, NULL, "ATT_E_CHIP_ID", "chip id", NULL,
	    NULL },
	{ "another chip at the end", "another chip at the end", NULL, NULL, NULL, "ATT_E_CHIP_ID",
	    "chip id", NULL, NULL },
	{ "another turin", "another turin", "turin", "turin", "turin", "ATT_E_CHIP_ID", "chip id",
	    NULL, NULL },
	{ "a longer turin", "a longer turin", "turin", "turin", "turin", "ATT_E_CHIP_ID", "chip id",
	    NULL, NULL },
	{ "a chip id beside a provider's key", "a chip in vlek", "milan vlek", "milan vlek", NULL,
	    "ATT_E_CHIP_ID", "chip id", NULL, NULL },
	{ "Milan's key, Turin's processor family", "milan of family 1a", NULL, NULL, NULL,
	    "ATT_E_CHIP_ID", "CPUID", NULL, NULL },
	{ "Turin's key, Milan's processor family", "turin of family 19", "turin", "turin", "turin",
	    "ATT_E_CHIP_ID", "CPUID", NULL, NULL },
	{ "VEK: certifying use", "milan 3", "certifying use", NULL, NULL, "ATT_E_CHAIN_CONSTRAINT",
	    "VEK certificate", NULL, NULL },
	{ "VEK: authority", "milan 3", "authority", NULL, NULL, "ATT_E_CHAIN_CONSTRAINT",
	    "VEK certificate", NULL, NULL },
	{ "VEK: rsa key", "milan 3", "rsa key", NULL, NULL, "ATT_E_CHAIN_CONSTRAINT",
	    "VEK certificate", NULL, NULL },
	{ "VEK: other name", "milan 3", "other name", NULL, NULL, "ATT_E_CHAIN_CN",
	    "VEK certificate", NULL, NULL },
	{ "VEK: other issuer", "milan 3", "other issuer", NULL, NULL, "ATT_E_CHAIN_LINK",
	    "VEK certificate", NULL, NULL },
	{ "VEK: other organisation", "milan 3", "other organisation", NULL, NULL,
	    "ATT_E_CHAIN_LINK", "VEK certificate", NULL, NULL },
	{ "VEK: root signs", "milan 3", "root signs", NULL, NULL, "ATT_E_CHAIN_SIGNATURE",
	    "VEK certificate", NULL, NULL },
	{ "VEK: short salt", "milan 3", "short salt", NULL, NULL, "ATT_E_CHAIN_SIGNATURE",
	    "VEK certificate", NULL, NULL },
	{ "VEK: no version", "milan 3", "no version", NULL, NULL, "ATT_E_VEK_EXTENSION",
	    "VEK certificate", NULL, NULL },
	{ "VEK: version 2", "milan 3", "version 2", NULL, NULL, "ATT_E_VEK_EXTENSION",
	    "VEK certificate", NULL, NULL },
	{ "VEK: no product", "milan 3", "no product", NULL, NULL, "ATT_E_VEK_EXTENSION",
	    "VEK certificate", NULL, NULL },
	{ "VEK: other product", "milan 3", "other product", NULL, NULL, "ATT_E_VEK_EXTENSION",
	    "VEK certificate", NULL, NULL },
	{ "VEK: odd stepping", "milan 3", "odd stepping", NULL, NULL, "ATT_E_VEK_EXTENSION",
	    "VEK certificate", NULL, NULL },
	{ "VEK: no level", "milan 3", "no level", NULL, NULL, "ATT_E_VEK_EXTENSION",
	    "VEK certificate", NULL, NULL },
	{ "VEK: large level", "milan 3", "large level", NULL, NULL, "ATT_E_VEK_EXTENSION",
	    "VEK certificate", NULL, NULL },
	{ "VEK: fmc level", "milan 3", "fmc level", NULL, NULL, "ATT_E_VEK_EXTENSION",
	    "VEK certificate", NULL, NULL },
	{ "VEK: part zero", "milan 3", "part zero", NULL, NULL, "ATT_E_VEK_EXTENSION",
	    "VEK certificate", NULL, NULL },
	{ "VEK: short chip", "milan 3", "short chip", NULL, NULL, "ATT_E_VEK_EXTENSION",
	    "VEK certificate", NULL, NULL },
	{ "VEK: no chip", "milan 3", "no chip", NULL, NULL, "ATT_E_VEK_EXTENSION",
	    "VEK certificate", NULL, NULL },
	{ "VEK: chip and provider", "milan 3", "chip and provider", NULL, NULL,
	    "ATT_E_VEK_EXTENSION", "VEK certificate", NULL, NULL },
	{ "VEK: provider alone", "milan 3", "provider alone", NULL, NULL, "ATT_E_VEK_EXTENSION",
	    "VEK certificate", NULL, NULL },
	{ "VEK: turin layout", "milan 3", "turin layout", NULL, NULL, "ATT_E_VEK_EXTENSION",
	    "VEK certificate", NULL, NULL },
	{ "VEK: unknown entry", "milan 3", "unknown entry", NULL, NULL, "ATT_E_VEK_EXTENSION",
	    "VEK certificate", NULL, NULL },
	{ "VEK: turin with a fourth level", "turin 5", "turin with a fourth level", "turin",
	    "turin", "ATT_E_VEK_EXTENSION", "VEK certificate", NULL, NULL },
	{ "VEK: another level", "milan 3", "another level", NULL, NULL, "ATT_E_CERT_FORMAT",
	    "VEK certificate", NULL, NULL },
	{ "VEK: critical unknown", "milan 3", "critical unknown", NULL, NULL, "ATT_E_CERT_FORMAT",
	    "VEK certificate", NULL, NULL },
	{ "VEK of Turin under Milan's", "milan 3", "turin", NULL, NULL, "ATT_E_CHAIN_LINK",
	    "VEK certificate", NULL, NULL },
	{ "VEK of a provider under the chips' ASK", "milan 3", "milan vlek", NULL, NULL,
	    "ATT_E_CHAIN_LINK", "VEK certificate", NULL, NULL },
	{ "VEK of a chip under the providers' ASK", "milan 3", NULL, "milan vlek", NULL,
	    "ATT_E_CHAIN_LINK", "VEK certificate", NULL, NULL },
	{ "ASK: list use", "milan 3", NULL, "list use", NULL, "ATT_E_CHAIN_CONSTRAINT", "ASK", NULL,
	    NULL },
	{ "ASK: no use", "milan 3", NULL, "no use", NULL, "ATT_E_CHAIN_CONSTRAINT", "ASK", NULL,
	    NULL },
	{ "ASK: long path", "milan 3", NULL, "long path", NULL, "ATT_E_CHAIN_CONSTRAINT", "ASK",
	    NULL, NULL },
	{ "ASK: no path", "milan 3", NULL, "no path", NULL, "ATT_E_CHAIN_CONSTRAINT", "ASK", NULL,
	    NULL },
	{ "ASK: no authority", "milan 3", NULL, "no authority", NULL, "ATT_E_CHAIN_CONSTRAINT",
	    "ASK", NULL, NULL },
	{ "ASK: own signature", "milan 3", NULL, "own signature", NULL, "ATT_E_CHAIN_SIGNATURE",
	    "ASK", NULL, NULL },
	{ "ASK: past", "milan 3", NULL, "past", NULL, "ATT_E_CERT_EXPIRED", "ASK", NULL, NULL },
	{ "ASK: future", "milan 3", NULL, "future", NULL, "ATT_E_CERT_NOT_YET_VALID", "ASK", NULL,
	    NULL },
	{ "ASK of another product", "milan 3", NULL, NULL, "genoa", "ATT_E_CHAIN_LINK", "ASK", NULL,
	    NULL },
	{ "a product that is not known", "milan 3", "milan", "venice", "venice", "ATT_E_CHAIN_LINK",
	    "VEK certificate", NULL, NULL },
	{ "ARK: other root", "milan 3", NULL, NULL, "other root", "ATT_E_ROOT_UNTRUSTED", "ARK",
	    NULL, NULL },
	{ "our ARK where the makers' are trusted", "milan 3", NULL, NULL, NULL,
	    "ATT_E_ROOT_UNTRUSTED", "ARK", NULL, "intel" },
	{ "ARK: forged root", "milan 3", NULL, NULL, "forged root", "ATT_E_CHAIN_SIGNATURE", "ARK",
	    NULL, NULL },
	{ "ARK: no list use", "milan 3", NULL, NULL, "no list use", "ATT_E_CHAIN_CONSTRAINT", "ARK",
	    NULL, NULL },
	{ "ARK: path 1", "milan 3", NULL, NULL, "path 1", "ATT_E_CHAIN_CONSTRAINT", "ARK", NULL,
	    NULL },
	{ "ARK: past", "milan 3", NULL, NULL, "past", "ATT_E_CERT_EXPIRED", "ARK", NULL, NULL },
	{ "ARK: future", "milan 3", NULL, NULL, "future", "ATT_E_CERT_NOT_YET_VALID", "ARK", NULL,
	    NULL },
	{ "ASK: the last second", "milan 3", NULL, "past", NULL, "ATT_OK", NULL,
	    "2025-12-31T23:59:59.000Z", NULL },
	{ "ASK: a second too late", "milan 3", NULL, "past", NULL, "ATT_E_CERT_EXPIRED", "ASK",
	    "2026-01-01T00:00:00.000Z", NULL },
	{ "ARK: the last second", "milan 3", NULL, NULL, "past", "ATT_OK", NULL,
	    "2025-12-31T23:59:59.000Z", NULL },
	{ "ARK: a second too late", "milan 3", NULL, NULL, "past", "ATT_E_CERT_EXPIRED", "ARK",
	    "2026-01-01T00:00:00.000Z", NULL },
	{ "ASK: a second too early", "milan 3", NULL, "future", NULL, "ATT_E_CERT_NOT_YET_VALID",
	    "ASK", "2026-05-31T23:59:59.000Z", NULL },
	{ "ASK: the first second", "milan 3", NULL, "future", NULL, "ATT_OK", NULL,
	    "2026-06-01T00:00:00.000Z", NULL },
	{ "ARK: a second too early", "milan 3", NULL, NULL, "future", "ATT_E_CERT_NOT_YET_VALID",
	    "ARK", "2026-05-31T23:59:59.000Z", NULL },
	{ "ARK: the first second", "milan 3", NULL, NULL, "future", "ATT_OK", NULL,
	    "2026-06-01T00:00:00.000Z", NULL },
	{ "VEK: a second too early", "milan 3", NULL, NULL, NULL, "ATT_E_CERT_NOT_YET_VALID",
	    "VEK certificate", "2024-12-31T23:59:59.000Z", NULL },
	{ "VEK: the first second", "milan 3", NULL, NULL, NULL, "ATT_OK", NULL,
	    "2025-01-01T00:00:00.000Z", NULL },
	{ "VEK: the last second", "milan 3", NULL, NULL, NULL, "ATT_OK", NULL,
	    "2031-12-31T23:59:59.000Z", NULL },
	{ "VEK: a second too late", "milan 3", NULL, NULL, NULL, "ATT_E_CERT_EXPIRED",
	    "VEK certificate", "2032-01-01T00:00:00.000Z", NULL },
};

static void
must(enum err e)
{
	assert(e == OK);
}

static void
write_reports(struct json_writer *json)
{
	json_write_object(json, "report");
	json_write_base64(json, "empty", (struct span){ NULL, 0 });
	for (const struct snp_report_part *p = snp_report_parts; p->name != NULL; p++) {
		uint8_t report[SNP_REPORT_SIZE + 1] = { 0 };

		snp_pki_report(p->product, p->signer, p->version, report);
		if (!p->is_after)
			report[p->at] ^= p->flip;
		snp_pki_sign(report);
		if (p->is_after)
			report[p->at] ^= p->flip;
		must(buf_u8(json->out, '\n'));
		json_write_base64(json, p->name, span_first(SPAN_OF(report), SNP_REPORT_SIZE));
		if (p != snp_report_parts)
			continue;
		json_write_base64(json, "short", span_first(SPAN_OF(report), SNP_REPORT_SIZE - 1));
		json_write_base64(json, "long", SPAN_OF(report));
	}
	json_write_close_object(json);
}

static void
write_veks(struct json_writer *json)
{
	json_write_object(json, "vek");
	for (const struct snp_vek_part *p = snp_vek_parts; p->name != NULL; p++) {
		struct snp_pki_certificate plan = snp_pki_vek(p->product, p->signer);
		struct snp_pki_vek says = snp_pki_vek_says(p->product, p->signer);
		AUTO(buf) extensions = buf_new(SNP_PKI_SIZE_MAX);
		AUTO(buf) der = buf_new(SNP_PKI_SIZE_MAX);

		if (p->change != NULL)
			p->change(&plan, &says);
		snp_pki_write_vek(&says, &extensions);
		must(buf_append(&extensions, plan.more));
		plan.more = buf_span(&extensions);
		snp_pki_write(&plan, &der);
		must(buf_u8(json->out, '\n'));
		json_write_hex(json, p->name, buf_span(&der));
	}
	json_write_close_object(json);
}

static void
write_certificates(struct json_writer *json, const char *which,
    const struct snp_certificate_part *parts, bool are_roots)
{
	json_write_object(json, which);
	for (const struct snp_certificate_part *p = parts; p->name != NULL; p++) {
		struct snp_pki_certificate plan =
		    are_roots ? snp_pki_ark(p->product) : snp_pki_ask(p->product, p->signer);
		AUTO(buf) pem = buf_new(SNP_PKI_SIZE_MAX);

		if (p->change != NULL)
			p->change(&plan);
		snp_pki_write_pem(&plan, &pem);
		must(buf_u8(json->out, '\n'));
		json_write_span(json, p->name, buf_span(&pem));
	}
	json_write_close_object(json);
}

static const char *
or_else(const char *text, const char *usual)
{
	return text != NULL ? text : usual;
}

static void
write_case(struct json_writer *json, const struct case_row *c)
{
	must(buf_u8(json->out, '\n')); /* a case a line */
	json_write_object(json, NULL);
	json_write_text(json, "name", c->name);
	json_write_text(json, "report", c->report);
	json_write_text(json, "vek", or_else(c->vek, "milan"));
	json_write_text(json, "ask", or_else(c->ask, "milan"));
	json_write_text(json, "ark", or_else(c->ark, "milan"));
	json_write_text(json, "root", or_else(c->root, "ours"));
	json_write_text(json, "at", or_else(c->at, at_default));
	json_write_text(json, "code", c->code);
	json_write_text(json, "item", or_else(c->item, ""));
	json_write_close_object(json);
}

int
main(void)
{
	AUTO(buf) out = buf_new(1 << 22);
	struct json_writer json = json_writer_on(&out);

	json_write_object(&json, NULL);
	json_write_text(&json, "about", "SEV-SNP evidence under test keys; see README.md");
	json_write_object(&json, "parts");
	write_reports(&json);
	write_veks(&json);
	write_certificates(&json, "ask", snp_ask_parts, false);
	write_certificates(&json, "ark", snp_ark_parts, true);
	json_write_close_object(&json);
	json_write_array(&json, "cases");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		write_case(&json, &cases[i]);
	json_write_close_array(&json);
	json_write_close_object(&json);
	must(json_write_end(&json));
	(void)fwrite(out.p, 1, out.size, stdout);
	(void)fputc('\n', stdout);
	return 0;
}
