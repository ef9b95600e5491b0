/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/vek_extension.h"

#include "lib/base/secret.h"
#include "test/check.h"
#include "test/lib/quote/snp_pki.h"

/* The result for a VCEK certificate that says this, its DER in `der`. */
static enum err
parse(const struct snp_pki_vek *says, struct buf *der, struct vek_extension *out)
{
	struct snp_pki_certificate plan = snp_pki_vek("Milan", SNP_VCEK);
	AUTO(buf) extensions = buf_new(SNP_PKI_SIZE_MAX);
	struct certificate c;

	*der = buf_new(SNP_PKI_SIZE_MAX);
	snp_pki_write_vek(says, &extensions);
	plan.more = buf_span(&extensions);
	snp_pki_write(&plan, der);
	CHECK_OK(x509_parse_amd(buf_span(der), &c));
	return vek_extension_parse(&c, out);
}

static enum err
result(const struct snp_pki_vek *says)
{
	struct vek_extension e;
	AUTO(buf) der = { 0 };

	return parse(says, &der, &e);
}

TEST(vek_extension_parse_reads_a_milan)
{
	static const uint8_t tcb[] = { 4, 1, 0, 0, 0, 0, 24, 217 };
	struct snp_pki_vek says = snp_pki_vek_says("Milan", SNP_VCEK);
	struct vek_extension e;
	AUTO(buf) der = { 0 };

	says.product = "Milan-B0";
	CHECK_OK(parse(&says, &der, &e));
	CHECK_INT(e.layout, VEK_LAYOUT_MILAN);
	CHECK(span_is(e.product, "Milan-B0"));
	CHECK_SPAN(SPAN_OF(e.tcb), SPAN_OF(tcb));
	CHECK_SPAN(e.chip_id, says.chip_id);
	CHECK_INT(e.provider.size, 0);
}

TEST(vek_extension_parse_reads_a_turin)
{
	static const uint8_t tcb[] = { 2, 4, 1, 24, 0, 0, 0, 217 };
	struct snp_pki_vek says = snp_pki_vek_says("Turin", SNP_VCEK);
	struct vek_extension e;
	AUTO(buf) der = { 0 };

	CHECK_OK(parse(&says, &der, &e));
	CHECK_INT(e.layout, VEK_LAYOUT_TURIN);
	CHECK_SPAN(SPAN_OF(e.tcb), SPAN_OF(tcb));
	CHECK_INT(e.chip_id.size, 8);
	CHECK_SPAN(e.chip_id, says.chip_id);
}

TEST(vek_extension_parse_reads_a_providers_key)
{
	const struct snp_pki_vek says = snp_pki_vek_says("Genoa", SNP_VLEK);
	struct vek_extension e;
	AUTO(buf) der = { 0 };

	CHECK_OK(parse(&says, &der, &e));
	CHECK(span_is(e.provider, "CN=cloud.example"));
	CHECK_INT(e.chip_id.size, 0);
}

/* Each byte of a TCB version comes from the entry whose number is here. */
TEST(vek_extension_parse_puts_each_level_in_its_place)
{
	static const int milan[] = { 1, 2, 4, 5, 6, 7, 3, 8 }, turin[] = { 9, 1, 2, 3, 5, 6, 7, 8 };

	for (size_t i = 0; i < 2; i++) {
		struct snp_pki_vek says = snp_pki_vek_says(i == 0 ? "Milan" : "Turin", SNP_VCEK);
		const int *places = i == 0 ? milan : turin;
		struct vek_extension e;
		AUTO(buf) der = { 0 };

		for (int part = 0; part < SNP_PKI_PART_COUNT; part++)
			if (says.levels[part] >= 0)
				says.levels[part] = 200 + part;
		CHECK_OK(parse(&says, &der, &e));
		for (size_t at = 0; at < VEK_TCB_SIZE; at++)
			CHECK_INT(e.tcb[at], 200 + places[at]);
	}
}

TEST(vek_extension_parse_wants_every_entry_and_no_other)
{
	for (size_t i = 0; i < 2; i++) {
		const struct snp_pki_vek good =
		    snp_pki_vek_says(i == 0 ? "Milan" : "Turin", SNP_VCEK);
		struct snp_pki_vek says = good;

		CHECK_OK(result(&says));
		for (int part = 0; part < SNP_PKI_PART_COUNT; part++) {
			says = good; /* one that is there taken away, one that is not added */
			says.levels[part] = says.levels[part] >= 0 ? -1 : 0;
			CHECK_ERR(result(&says), ERR_INPUT);
		}
		says = good;
		says.product = NULL;
		CHECK_ERR(result(&says), ERR_INPUT);
		says = good;
		says.struct_version = -1;
		CHECK_ERR(result(&says), ERR_INPUT);
		says.struct_version = 2;
		CHECK_ERR(result(&says), ERR_INPUT);
		says.struct_version = 1 - good.struct_version; /* the other layout */
		CHECK_ERR(result(&says), ERR_INPUT);
	}
}

TEST(vek_extension_parse_keeps_levels_in_a_byte)
{
	struct snp_pki_vek says = snp_pki_vek_says("Milan", SNP_VCEK);

	says.levels[8] = 255;
	CHECK_OK(result(&says));
	says.levels[8] = 256;
	CHECK_ERR(result(&says), ERR_INPUT);
}

TEST(vek_extension_parse_wants_a_chip_or_a_provider)
{
	static const uint8_t id[65] = { 1 };
	struct snp_pki_vek says = snp_pki_vek_says("Milan", SNP_VCEK);

	for (size_t size = 0; size <= sizeof(id); size++) {
		says.chip_id = span_first(SPAN_OF(id), size);
		CHECK_ERR(result(&says), size == 64 ? OK : ERR_INPUT);
	}
	says = snp_pki_vek_says("Turin", SNP_VCEK);
	for (size_t size = 0; size <= sizeof(id); size++) {
		says.chip_id = span_first(SPAN_OF(id), size);
		CHECK_ERR(result(&says), size == 8 ? OK : ERR_INPUT);
	}
	says = snp_pki_vek_says("Milan", SNP_VCEK);
	says.provider = "both";
	CHECK_ERR(result(&says), ERR_INPUT);
	says = snp_pki_vek_says("Milan", SNP_VLEK);
	says.provider = NULL;
	CHECK_ERR(result(&says), ERR_INPUT);
	says.provider = "";
	CHECK_ERR(result(&says), ERR_INPUT);
}

TEST(vek_tcb_of_names_the_parts)
{
	static const uint8_t version[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct quote_snp_tcb t = vek_tcb_of(version, VEK_LAYOUT_MILAN);

	CHECK(t.bootloader == 1 && t.tee == 2 && t.snp == 7 && t.microcode == 8 && t.fmc == 0);
	t = vek_tcb_of(version, VEK_LAYOUT_TURIN);
	CHECK(t.fmc == 1 && t.bootloader == 2 && t.tee == 3 && t.snp == 4 && t.microcode == 8);
}
