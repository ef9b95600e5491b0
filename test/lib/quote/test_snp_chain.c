/* SPDX-License-Identifier: Apache-2.0 */
/* Each refusal of a chain is a case of test/vectors/snp.json; here is what a case cannot show. */
#include "lib/quote/snp_chain.h"

#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "test/check.h"
#include "test/lib/quote/snp_pki.h"

/* A chain of ours in the form of collateral. */
struct evidence {
	struct buf vek, ask, ark;
	struct collateral collateral;
};

static void
evidence_wipe(struct evidence *e)
{
	buf_wipe(&e->vek);
	buf_wipe(&e->ask);
	buf_wipe(&e->ark);
}

static void
make(const char *product, enum snp_signer signer, struct evidence *out)
{
	struct snp_pki_certificate vek = snp_pki_vek(product, signer);
	const struct snp_pki_certificate ask = snp_pki_ask(product, signer);
	const struct snp_pki_certificate ark = snp_pki_ark(product);
	const struct snp_pki_vek says = snp_pki_vek_says(product, signer);
	AUTO(buf) extensions = buf_new(SNP_PKI_SIZE_MAX);

	out->vek = buf_new(SNP_PKI_SIZE_MAX);
	out->ask = buf_new(SNP_PKI_SIZE_MAX);
	out->ark = buf_new(SNP_PKI_SIZE_MAX);
	snp_pki_write_vek(&says, &extensions);
	vek.more = buf_span(&extensions);
	snp_pki_write(&vek, &out->vek);
	snp_pki_write_pem(&ask, &out->ask);
	snp_pki_write_pem(&ark, &out->ark);
	out->collateral = (struct collateral){
		.vek = buf_span(&out->vek),
		.ask = buf_span(&out->ask),
		.ark = buf_span(&out->ark),
	};
}

TEST(an_snp_chain_knows_its_product_and_its_signer)
{
	static const char *const products[] = { "Milan", "Genoa", "Turin" };

	for (size_t i = 0; i < 6; i++) {
		const enum snp_signer signer = i < 3 ? SNP_VCEK : SNP_VLEK;
		struct att_failure failure = { .code = ATT_OK };
		struct validity validity = validity_at(1767225600000, 0); /* 2026-01-01 */
		struct vek_extension vek;
		AUTO(snp_chain) c = { .product = NULL };
		AUTO(evidence) e = { 0 };

		make(products[i % 3], signer, &e);
		CHECK_OK(snp_chain_parse(&e.collateral, &c, &failure));
		CHECK_TEXT(c.product->name, products[i % 3]);
		CHECK_INT(c.signer, signer);
		CHECK_OK(snp_chain_check_signatures(&c, &failure));
		CHECK_OK(snp_chain_check_dates(&c, &validity, &failure));
		CHECK_OK(snp_chain_read_vek(&c, &vek, &failure));
		CHECK_INT(vek.layout, i % 3 == 2 ? VEK_LAYOUT_TURIN : VEK_LAYOUT_MILAN);
		CHECK_TEXT(validity.ends_first, "VEK certificate");
	}
}

TEST(an_snp_root_is_one_self_signed_ark)
{
	uint8_t pin[SHA256_SIZE], again[SHA256_SIZE];
	AUTO(evidence) e = { 0 };
	AUTO(buf) two = buf_new(2 * SNP_PKI_SIZE_MAX);

	make("Genoa", SNP_VCEK, &e);
	CHECK_OK(snp_chain_root_parse(e.collateral.ark, pin));
	CHECK(!snp_chain_is_pinned(pin));
	CHECK_ERR(snp_chain_root_parse(e.collateral.ask, again), ERR_INPUT);
	CHECK_ERR(snp_chain_root_parse(e.collateral.vek, again), ERR_INPUT);
	CHECK_ERR(snp_chain_root_parse((struct span){ NULL, 0 }, again), ERR_INPUT);
	CHECK_OK(buf_append(&two, e.collateral.ark));
	CHECK_OK(buf_append(&two, e.collateral.ark));
	CHECK_ERR(snp_chain_root_parse(buf_span(&two), again), ERR_INPUT);
}

static enum err
root_of(const struct snp_pki_certificate *plan)
{
	AUTO(buf) pem = buf_new(SNP_PKI_SIZE_MAX);
	uint8_t pin[SHA256_SIZE];

	snp_pki_write_pem(plan, &pem);
	return snp_chain_root_parse(buf_span(&pem), pin);
}

TEST(a_certificate_that_could_be_no_ark_is_no_snp_root)
{
	const struct snp_pki_certificate good = snp_pki_ark("Milan");
	struct snp_pki_certificate plan = good;

	CHECK_OK(root_of(&plan));
	plan.signer = AMD_RSA_INTERMEDIATE;
	CHECK_ERR(root_of(&plan), ERR_INPUT);
	plan = good;
	plan.issuer = "ARK-Genoa";
	CHECK_ERR(root_of(&plan), ERR_INPUT);
	plan = good;
	plan.organisation = "Advanced";
	CHECK_ERR(root_of(&plan), ERR_INPUT);
	plan = good;
	plan.subject = plan.issuer = "SEV-Milan";
	CHECK_ERR(root_of(&plan), ERR_INPUT);
	plan = good;
	plan.path_length = 0;
	CHECK_ERR(root_of(&plan), ERR_INPUT);
	plan = good;
	plan.key_usage = S("\x03\x02\x02\x04");
	CHECK_ERR(root_of(&plan), ERR_INPUT);
	plan = good;
	plan.is_p384 = true;
	CHECK_ERR(root_of(&plan), ERR_INPUT);
}

/* SHA-256 of the keys in AMD's certificates, as any tool computes them from what AMD hands out. */
TEST(amds_three_root_keys_are_pinned_and_no_other)
{
	static const char *const pins[] = {
		"9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9", /* Milan */
		"429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831", /* Genoa */
		"4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08", /* Turin */
	};

	for (size_t i = 0; i < 3; i++) {
		uint8_t pin[SHA256_SIZE];

		CHECK_OK(text_hex_parse(span_text(pins[i]), pin, sizeof(pin)));
		CHECK(snp_chain_is_pinned(pin));
		for (size_t bit = 0; bit < 8 * sizeof(pin); bit++) {
			pin[bit / 8] ^= (uint8_t)(1u << bit % 8);
			CHECK(!snp_chain_is_pinned(pin));
			pin[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
	}
}

/* One product's key vouches for that product alone. */
TEST(a_pinned_key_is_good_for_its_own_product)
{
	struct snp_product other;
	AUTO(snp_chain) c = { .product = NULL };
	AUTO(evidence) e = { 0 };
	struct att_failure failure = { .code = ATT_OK };

	make("Milan", SNP_VCEK, &e);
	CHECK_OK(snp_chain_parse(&e.collateral, &c, &failure));
	CHECK_OK(text_hex_parse(
	    S("429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831"), /* Genoa's */
	    c.ark_sha256, sizeof(c.ark_sha256)));
	CHECK(snp_chain_is_pinned(c.ark_sha256));
	CHECK_ERR(snp_chain_check_anchor(&c, quote_root_intel(), &failure), ERR_REFUSED);
	CHECK_INT(failure.code, ATT_E_ROOT_UNTRUSTED);
	other = *c.product;
	memcpy(other.ark_sha256, c.ark_sha256, sizeof(other.ark_sha256));
	c.product = &other;
	failure.code = ATT_OK;
	CHECK_OK(snp_chain_check_anchor(&c, quote_root_intel(), &failure));
}
