/* SPDX-License-Identifier: Apache-2.0 */
/* What policies make of genuine SEV-SNP evidence. */
#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/quote/snp.h"
#include "test/check.h"
#include "test/lib/quote/snp_fixture.h"

static enum att_code
code_of(const struct snp_fixture *f)
{
	return snp_fixture_verify(f, NULL, NULL);
}

TEST(a_policy_decides_which_genuine_guest_is_the_expected_one)
{
	AUTO(snp_fixture) f = { 0 };
	struct quote_identity *allowed = &f.policy.identities[0];
	struct att_failure failure;
	struct quote_facts facts;

	snp_fixture_load(&f, "trustee_vcek"); /* SVN 4, VMPL 0 */
	allowed->has_vmpl = allowed->has_host_data = true;
	allowed->min_guest_svn = 4;
	CHECK_INT(code_of(&f), ATT_OK);
	allowed->min_guest_svn = 5;
	CHECK_INT(snp_fixture_verify(&f, &facts, &failure), ATT_E_ISVSVN);
	CHECK_TEXT(failure.item, "guest SVN");
	allowed->host_data[31] ^= 1;
	CHECK_INT(snp_fixture_verify(&f, &facts, &failure), ATT_E_MEASUREMENT);
	CHECK_TEXT(failure.item, "host data");
	allowed->vmpl = 1;
	CHECK_INT(snp_fixture_verify(&f, &facts, &failure), ATT_E_MEASUREMENT);
	CHECK_TEXT(failure.item, "VMPL");
	allowed->measurement[47] ^= 1;
	CHECK_INT(snp_fixture_verify(&f, &facts, &failure), ATT_E_MEASUREMENT);
	CHECK_TEXT(failure.item, "measurement");
	allowed->measurement[47] ^= 1;
	allowed->has_vmpl = allowed->has_host_data = false;
	allowed->min_guest_svn = 0;
	allowed->tee = QUOTE_TDX; /* the same bytes as a trust domain's MRTD */
	CHECK_INT(code_of(&f), ATT_E_MEASUREMENT);
	allowed->tee = QUOTE_SNP;
	f.policy.identity_count = 0;
	CHECK_INT(code_of(&f), ATT_E_MEASUREMENT);
}

TEST(a_policy_demands_a_minimum_of_each_part_of_the_tcb)
{
	/* Milan: boot loader 3, TEE 0, SNP 8, microcode 0x73; reported, and when launched */
	static const struct quote_snp_tcb exact = { 3, 0, 8, 0x73, 0 };
	static const struct quote_snp_tcb above[] = { { 4, 0, 8, 0x73, 0 }, { 3, 1, 8, 0x73, 0 },
		{ 3, 0, 9, 0x73, 0 }, { 3, 0, 8, 0x74, 0 }, { 3, 0, 8, 0x73, 1 },
		{ 255, 255, 255, 255, 255 } };
	AUTO(snp_fixture) f = { 0 };

	snp_fixture_load(&f, "virtee_milan");
	f.policy.snp_min_tcb = exact;
	CHECK_INT(code_of(&f), ATT_OK);
	for (size_t i = 0; i < sizeof(above) / sizeof(above[0]); i++) {
		f.policy.snp_min_tcb = above[i];
		CHECK_INT(code_of(&f), ATT_E_TCB_MINIMUM);
	}
}

TEST(a_policy_can_list_chips_and_no_provider_key_is_on_it)
{
	AUTO(snp_fixture) f = { 0 };

	snp_fixture_load(&f, "dstack");
	f.policy.platform_count = 1;
	CHECK_INT(code_of(&f), ATT_E_PLATFORM);
	CHECK_OK(text_hex_parse(span_first(f.said.chip_id, 32), f.policy.platforms[0], 16));
	CHECK_INT(code_of(&f), ATT_OK);
	snp_fixture_wipe(&f);
	snp_fixture_load(&f, "trustee_vlek");
	f.policy.platform_count = 1; /* sixteen zeros, as its chip id begins */
	CHECK_INT(code_of(&f), ATT_E_PLATFORM);
}

TEST(snp_report_data_must_be_the_expected_ones)
{
	static const uint8_t zero[64];
	AUTO(snp_fixture) f = { 0 };

	snp_fixture_load(&f, "dstack");
	for (size_t bit = 0; bit < 512; bit += 37) {
		f.report_data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		CHECK_INT(code_of(&f), ATT_E_REPORT_DATA);
		f.report_data[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	f.policy.report_data = zero;
	CHECK_INT(code_of(&f), ATT_E_REPORT_DATA);
	f.policy.report_data = NULL;
	CHECK_INT(code_of(&f), ATT_E_REPORT_DATA);
}
