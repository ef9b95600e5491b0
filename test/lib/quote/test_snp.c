/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/snp.h"

#include "test/check.h"
#include "test/lib/quote/snp_pki.h"

static enum att_code
code_of(const uint8_t *report, size_t size)
{
	struct att_failure failure = { .code = ATT_OK };
	struct snp_report r;

	if (snp_parse((struct span){ report, size }, &r, &failure) == OK)
		return ATT_OK;
	CHECK_TEXT(failure.item, "SEV-SNP report");
	CHECK(failure.detail[0] != '\0');
	return failure.code;
}

TEST(snp_parse_reads_what_a_report_says)
{
	struct att_failure failure = { .code = ATT_OK };
	uint8_t report[SNP_REPORT_SIZE];
	struct snp_report r;

	snp_pki_report("Milan", SNP_VLEK, 3, report);
	report[0x40] = 0x27;
	report[0x38] = 0xf0; /* each TCB version another */
	report[0x180] = 0xf1;
	report[0x1e0] = 0xf2;
	report[0x1f0] = 0xf3;
	report[0x1a0 + 63] = 0xf4;
	snp_pki_sign(report);
	CHECK_OK(snp_parse(SPAN_OF(report), &r, &failure));
	CHECK_INT(r.version, 3);
	CHECK_INT(r.guest_svn, 3);
	CHECK_INT(r.vmpl, 1);
	CHECK(r.policy == 0x30000 && r.platform_info == 0x27);
	CHECK_INT(r.signer, SNP_VLEK);
	CHECK_INT(r.report_data.size, 64);
	CHECK_INT(r.report_data.p[63], 63);
	CHECK_INT(r.measurement.size, 48);
	CHECK(r.measurement.p[0] == 0xaa && r.measurement.p[47] == 0xaa);
	CHECK_INT(r.host_data.size, 32);
	CHECK(r.host_data.p[0] == 0xbb && r.host_data.p[31] == 0xbb);
	CHECK_INT(r.chip_id.p[63], 0xf4);
	CHECK(r.current_tcb.p[0] == 0xf0 && r.reported_tcb.p[0] == 0xf1);
	CHECK(r.committed_tcb.p[0] == 0xf2 && r.launch_tcb.p[0] == 0xf3);
	CHECK(r.cpu_family == 0x19 && r.cpu_model == 1 && r.cpu_stepping == 1);
	CHECK_SPAN(r.signed_part, span_first(SPAN_OF(report), 672));
}

TEST(snp_parse_turns_the_numbers_of_the_signature_round)
{
	struct att_failure failure = { .code = ATT_OK };
	uint8_t report[SNP_REPORT_SIZE];
	struct snp_report r;

	snp_pki_report("Milan", SNP_VCEK, 2, report);
	for (uint8_t i = 0; i < 48; i++) {
		report[0x2a0 + i] = i;
		report[0x2a0 + 72 + i] = (uint8_t)(100 + i);
	}
	CHECK_OK(snp_parse(SPAN_OF(report), &r, &failure));
	for (uint8_t i = 0; i < 48; i++) {
		CHECK_INT(r.signature[47 - i], i);
		CHECK_INT(r.signature[95 - i], 100 + i);
	}
}

TEST(snp_parse_reads_versions_2_to_5)
{
	for (uint8_t version = 0; version < 8; version++) {
		uint8_t report[SNP_REPORT_SIZE];

		snp_pki_report("Milan", SNP_VCEK, version, report);
		CHECK_INT(code_of(report, sizeof(report)),
		    version >= 2 && version <= 5 ? ATT_OK : ATT_E_QUOTE_VERSION);
	}
}

TEST(snp_parse_refuses_every_other_size)
{
	uint8_t report[2 * SNP_REPORT_SIZE] = { 0 };

	snp_pki_report("Milan", SNP_VCEK, 3, report);
	for (size_t size = 0; size < SNP_REPORT_SIZE; size++)
		CHECK_INT(code_of(report, size), ATT_E_QUOTE_TRUNCATED);
	CHECK_INT(code_of(report, SNP_REPORT_SIZE), ATT_OK);
	for (size_t size = SNP_REPORT_SIZE + 1; size <= sizeof(report); size++)
		CHECK_INT(code_of(report, size), ATT_E_QUOTE_SIZE);
}

/* Bits that no report may have set, by version: first byte, one behind the last. */
static const struct {
	uint16_t from, to;
	uint8_t until_version; /* the last one that reserves it */
} reserved[] = {
	{ 0x04c, 0x050, 5 },
	{ 0x188, 0x18b, 2 },
	{ 0x18b, 0x1a0, 5 },
	{ 0x1eb, 0x1ec, 5 },
	{ 0x1ef, 0x1f0, 5 },
	{ 0x1f8, 0x208, 3 },
	{ 0x208, 0x2a0, 5 },
	{ 0x2a0 + 48, 0x2a0 + 72, 5 },
	{ 0x2a0 + 72 + 48, 0x2a0 + 144, 5 },
	{ 0x2a0 + 144, SNP_REPORT_SIZE, 5 },
};

TEST(snp_parse_refuses_what_a_version_reserves)
{
	for (uint8_t version = 2; version <= 5; version++) {
		uint8_t report[SNP_REPORT_SIZE];

		snp_pki_report("Milan", SNP_VCEK, version, report);
		for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
			for (size_t bit = 8u * reserved[i].from; bit < 8u * reserved[i].to; bit++) {
				const bool is_reserved = version <= reserved[i].until_version;

				report[bit / 8] ^= (uint8_t)(1u << bit % 8);
				CHECK_INT(code_of(report, sizeof(report)),
				    is_reserved ? ATT_E_SNP_REPORT : ATT_OK);
				report[bit / 8] ^= (uint8_t)(1u << bit % 8);
			}
	}
}

TEST(snp_parse_knows_each_bit_of_the_guest_policy)
{
	uint8_t report[SNP_REPORT_SIZE];

	snp_pki_report("Milan", SNP_VCEK, 3, report);
	for (size_t bit = 0; bit < 64; bit++) {
		/* the least firmware version; SMT to PAGE_SWAP_DISABLE; one that is always set */
		const bool is_known = bit < 26 && bit != 17;

		report[8 + bit / 8] ^= (uint8_t)(1u << bit % 8);
		CHECK_INT(code_of(report, sizeof(report)), is_known ? ATT_OK : ATT_E_SNP_REPORT);
		report[8 + bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

TEST(snp_parse_knows_each_bit_of_the_platform_info)
{
	uint8_t report[SNP_REPORT_SIZE];

	snp_pki_report("Milan", SNP_VCEK, 3, report);
	for (size_t bit = 0; bit < 64; bit++) {
		report[0x40 + bit / 8] ^= (uint8_t)(1u << bit % 8);
		CHECK_INT(code_of(report, sizeof(report)), bit < 8 ? ATT_OK : ATT_E_SNP_REPORT);
		report[0x40 + bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

TEST(snp_parse_accepts_two_signers_and_four_privilege_levels)
{
	uint8_t report[SNP_REPORT_SIZE];

	snp_pki_report("Milan", SNP_VCEK, 3, report);
	for (unsigned keys = 0; keys < 256; keys++) {
		/* bit 0: an author key; bit 1: no signature; bits 2 to 4: VCEK, VLEK */
		const bool is_known = (keys & ~5u) == 0;

		report[0x48] = (uint8_t)keys;
		CHECK_INT(code_of(report, sizeof(report)), is_known ? ATT_OK : ATT_E_SNP_REPORT);
	}
	report[0x48] = 0;
	for (unsigned vmpl = 0; vmpl < 256; vmpl++) {
		report[0x30] = (uint8_t)vmpl;
		CHECK_INT(code_of(report, sizeof(report)), vmpl <= 3 ? ATT_OK : ATT_E_SNP_REPORT);
	}
	report[0x30] = 0;
	report[0x33] = 1;
	CHECK_INT(code_of(report, sizeof(report)), ATT_E_SNP_REPORT);
	report[0x33] = 0;
	for (unsigned algorithm = 0; algorithm < 256; algorithm++) {
		report[0x34] = (uint8_t)algorithm;
		CHECK_INT(code_of(report, sizeof(report)), algorithm == 1 ? ATT_OK : ATT_E_AK_TYPE);
	}
}
