/* SPDX-License-Identifier: Apache-2.0 */
#include "test/vectors/snp_parts.h"

#include "lib/quote/x509.h"

const struct snp_report_part snp_report_parts[] = {
	{ "milan 2", "Milan", SNP_VCEK, 2, 0, 0, false },
	{ "milan 3", "Milan", SNP_VCEK, 3, 0, 0, false },
	{ "milan 4", "Milan", SNP_VCEK, 4, 0, 0, false },
	{ "milan 5", "Milan", SNP_VCEK, 5, 0, 0, false },
	{ "milan 4 with mitigations", "Milan", SNP_VCEK, 4, 0x1f8, 1, false },
	{ "milan 5 with mitigations", "Milan", SNP_VCEK, 5, 0x207, 1, false },
	{ "milan 3 vlek", "Milan", SNP_VLEK, 3, 0, 0, false },
	{ "genoa 3", "Genoa", SNP_VCEK, 3, 0, 0, false },
	{ "turin 3", "Turin", SNP_VCEK, 3, 0, 0, false },
	{ "turin 5", "Turin", SNP_VCEK, 5, 0, 0, false },
	{ "turin 5 vlek", "Turin", SNP_VLEK, 5, 0, 0, false },
	{ "migrating", "Milan", SNP_VCEK, 3, 0x0a, 4, false },
	{ "debug", "Milan", SNP_VCEK, 3, 0x0a, 8, false },
	{ "every known policy bit", "Milan", SNP_VCEK, 3, 0x0b, 3, false },
	{ "every known platform bit", "Milan", SNP_VCEK, 3, 0x40, 0xff, false },
	{ "author key", "Milan", SNP_VCEK, 3, 0x48, 1, false },

	{ "version 1", "Milan", SNP_VCEK, 1, 0, 0, false },
	{ "version 6", "Milan", SNP_VCEK, 6, 0, 0, false },
	{ "version 259", "Milan", SNP_VCEK, 3, 1, 1, false },
	{ "mitigations in 3", "Milan", SNP_VCEK, 3, 0x1f8, 1, false },
	{ "mitigations in 2", "Milan", SNP_VCEK, 2, 0x207, 0x80, false },
	{ "family in 2", "Milan", SNP_VCEK, 2, 0x188, 0x19, false },
	{ "stepping in 2", "Milan", SNP_VCEK, 2, 0x18a, 1, false },
	{ "policy bit 17", "Milan", SNP_VCEK, 3, 0x0a, 2, false },
	{ "policy bit 26", "Milan", SNP_VCEK, 3, 0x0b, 4, false },
	{ "policy bit 63", "Milan", SNP_VCEK, 3, 0x0f, 0x80, false },
	{ "vmpl 5", "Milan", SNP_VCEK, 3, 0x30, 4, false },
	{ "algorithm 0", "Milan", SNP_VCEK, 3, 0x34, 1, false },
	{ "algorithm 3", "Milan", SNP_VCEK, 3, 0x34, 2, false },
	{ "platform bit 8", "Milan", SNP_VCEK, 3, 0x41, 1, false },
	{ "platform bit 63", "Milan", SNP_VCEK, 3, 0x47, 0x80, false },
	{ "chip key masked", "Milan", SNP_VCEK, 3, 0x48, 2, false },
	{ "signer 2", "Milan", SNP_VCEK, 3, 0x48, 8, false },
	{ "signer 7", "Milan", SNP_VCEK, 3, 0x48, 0x1c, false },
	{ "key bit 5", "Milan", SNP_VCEK, 3, 0x48, 0x20, false },
	{ "key bit 31", "Milan", SNP_VCEK, 3, 0x4b, 0x80, false },
	{ "reserved 4c", "Milan", SNP_VCEK, 3, 0x4c, 1, false },
	{ "reserved 18b", "Milan", SNP_VCEK, 3, 0x18b, 1, false },
	{ "reserved 19f", "Milan", SNP_VCEK, 3, 0x19f, 0x80, false },
	{ "reserved 1eb", "Milan", SNP_VCEK, 3, 0x1eb, 1, false },
	{ "reserved 1ef", "Milan", SNP_VCEK, 3, 0x1ef, 1, false },
	{ "reserved 208", "Milan", SNP_VCEK, 5, 0x208, 1, false },
	{ "reserved 29f", "Milan", SNP_VCEK, 5, 0x29f, 0x80, false },

	{ "another measurement", "Milan", SNP_VCEK, 3, 0x90, 1, true },
	{ "another report data", "Milan", SNP_VCEK, 3, 0x8f, 0x80, true },
	{ "another r", "Milan", SNP_VCEK, 3, 0x2a0, 1, true },
	{ "another s", "Milan", SNP_VCEK, 3, 0x317, 0x80, true },
	{ "a larger r", "Milan", SNP_VCEK, 3, 0x2d0, 1, true },
	{ "a larger s", "Milan", SNP_VCEK, 3, 0x32f, 0x80, true },
	{ "behind the signature", "Milan", SNP_VCEK, 3, 0x330, 1, true },
	{ "the last byte", "Milan", SNP_VCEK, 3, 0x49f, 0x80, true },

	{ "milan tcb 0", "Milan", SNP_VCEK, 3, 0x180, 1, false },
	{ "milan tcb 1", "Milan", SNP_VCEK, 3, 0x181, 3, false },
	{ "milan tcb 2", "Milan", SNP_VCEK, 3, 0x182, 1, false },
	{ "milan tcb 3", "Milan", SNP_VCEK, 3, 0x183, 1, false },
	{ "milan tcb 4", "Milan", SNP_VCEK, 3, 0x184, 1, false },
	{ "milan tcb 5", "Milan", SNP_VCEK, 3, 0x185, 1, false },
	{ "milan tcb 6", "Milan", SNP_VCEK, 3, 0x186, 1, false },
	{ "milan tcb 7", "Milan", SNP_VCEK, 3, 0x187, 1, false },
	{ "turin tcb 0", "Turin", SNP_VCEK, 5, 0x180, 1, false },
	{ "turin tcb 1", "Turin", SNP_VCEK, 5, 0x181, 1, false },
	{ "turin tcb 2", "Turin", SNP_VCEK, 5, 0x182, 1, false },
	{ "turin tcb 3", "Turin", SNP_VCEK, 5, 0x183, 1, false },
	{ "turin tcb 4", "Turin", SNP_VCEK, 5, 0x184, 1, false },
	{ "turin tcb 5", "Turin", SNP_VCEK, 5, 0x185, 1, false },
	{ "turin tcb 6", "Turin", SNP_VCEK, 5, 0x186, 1, false },
	{ "turin tcb 7", "Turin", SNP_VCEK, 5, 0x187, 1, false },
	{ "another chip", "Milan", SNP_VCEK, 3, 0x1a0, 1, false },
	{ "another chip at the end", "Milan", SNP_VCEK, 3, 0x1df, 1, false },
	{ "another turin", "Turin", SNP_VCEK, 5, 0x1a7, 1, false },
	{ "a longer turin", "Turin", SNP_VCEK, 5, 0x1a8, 1, false },
	{ "a chip in vlek", "Milan", SNP_VLEK, 3, 0x1a0, 1, false },
	{ "milan of family 1a", "Milan", SNP_VCEK, 3, 0x188, 3, false },
	{ "turin of family 19", "Turin", SNP_VCEK, 5, 0x188, 3, false },
	{ NULL, NULL, SNP_VCEK, 0, 0, 0, false },
};

static void
stepping(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->product = "Milan-B0";
}

static void
trailer(struct snp_pki_certificate *c, struct snp_pki_vek *)
{
	c->is_der = false;
}

static void
signing_use(struct snp_pki_certificate *c, struct snp_pki_vek *)
{
	c->key_usage = S("\x03\x02\x07\x80");
}

static void
certifying_use(struct snp_pki_certificate *c, struct snp_pki_vek *)
{
	c->key_usage = S("\x03\x02\x02\x84");
}

static void
authority(struct snp_pki_certificate *c, struct snp_pki_vek *)
{
	c->has_constraints = c->is_ca = true;
}

static void
rsa_key(struct snp_pki_certificate *c, struct snp_pki_vek *)
{
	c->is_p384 = false;
}

static void
other_name(struct snp_pki_certificate *c, struct snp_pki_vek *)
{
	c->subject = "SEV-VXEK";
}

static void
other_issuer(struct snp_pki_certificate *c, struct snp_pki_vek *)
{
	c->issuer = "SEV-Genoa";
}

static void
other_organisation(struct snp_pki_certificate *c, struct snp_pki_vek *)
{
	c->organisation = "Advanced Micro Device";
}

static void
root_signs(struct snp_pki_certificate *c, struct snp_pki_vek *)
{
	c->signer = AMD_RSA_ROOT;
}

static void
short_salt(struct snp_pki_certificate *c, struct snp_pki_vek *)
{
	c->salt_size = 32;
}

static void
no_version(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->struct_version = -1;
}

static void
version_2(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->struct_version = 2;
}

static void
no_product(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->product = NULL;
}

static void
other_product(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->product = "Genoa-B0";
}

static void
odd_stepping(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->product = "Milan-B";
}

static void
no_level(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->levels[8] = -1;
}

static void
large_level(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->levels[1] = 256;
}

static void
fmc_level(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->levels[9] = 0;
}

static void
fourth_level(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->levels[4] = 0;
}

static void
part_zero(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->levels[0] = 0;
}

static void
short_chip(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->chip_id.size--;
}

static void
no_chip(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->chip_id.size = 0;
}

static void
chip_and_provider(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->provider = "CN=cloud.example";
}

static void
provider_alone(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	says->provider = "CN=cloud.example";
	says->chip_id.size = 0;
}

static void
turin_layout(struct snp_pki_certificate *, struct snp_pki_vek *says)
{
	const char *product = says->product;

	*says = snp_pki_vek_says("Turin", SNP_VCEK);
	says->product = product;
}

static void
unknown_entry(struct snp_pki_certificate *c, struct snp_pki_vek *)
{
	/* 1.3.6.1.4.1.3704.1.6 */
	c->more = S("\x30\x0f\x06\x09\x2b\x06\x01\x04\x01\x9c\x78\x01\x06\x04\x02\x05\x00");
}

static void
another_level(struct snp_pki_certificate *c, struct snp_pki_vek *)
{
	/* the boot loader's a second time */
	c->more = S("\x30\x11\x06\x0a\x2b\x06\x01\x04\x01\x9c\x78\x01\x03\x01\x04\x03\x02\x01\x04");
}

static void
critical_unknown(struct snp_pki_certificate *c, struct snp_pki_vek *)
{
	c->more = S("\x30\x0d\x06\x03\x55\x1d\x63\x01\x01\xff\x04\x03\x02\x01\x00");
}

static void
unknown_elsewhere(struct snp_pki_certificate *c, struct snp_pki_vek *)
{
	c->more = S("\x30\x0a\x06\x03\x55\x1d\x63\x04\x03\x02\x01\x00");
}

const struct snp_vek_part snp_vek_parts[] = {
	{ "milan", "Milan", SNP_VCEK, NULL },
	{ "milan vlek", "Milan", SNP_VLEK, NULL },
	{ "genoa", "Genoa", SNP_VCEK, NULL },
	{ "turin", "Turin", SNP_VCEK, NULL },
	{ "turin vlek", "Turin", SNP_VLEK, NULL },
	{ "stepping", "Milan", SNP_VCEK, stepping },
	{ "trailer", "Milan", SNP_VCEK, trailer },
	{ "signing use", "Milan", SNP_VCEK, signing_use },
	{ "unknown elsewhere", "Milan", SNP_VCEK, unknown_elsewhere },
	{ "certifying use", "Milan", SNP_VCEK, certifying_use },
	{ "authority", "Milan", SNP_VCEK, authority },
	{ "rsa key", "Milan", SNP_VCEK, rsa_key },
	{ "other name", "Milan", SNP_VCEK, other_name },
	{ "other issuer", "Milan", SNP_VCEK, other_issuer },
	{ "other organisation", "Milan", SNP_VCEK, other_organisation },
	{ "root signs", "Milan", SNP_VCEK, root_signs },
	{ "short salt", "Milan", SNP_VCEK, short_salt },
	{ "no version", "Milan", SNP_VCEK, no_version },
	{ "version 2", "Milan", SNP_VCEK, version_2 },
	{ "no product", "Milan", SNP_VCEK, no_product },
	{ "other product", "Milan", SNP_VCEK, other_product },
	{ "odd stepping", "Milan", SNP_VCEK, odd_stepping },
	{ "no level", "Milan", SNP_VCEK, no_level },
	{ "large level", "Milan", SNP_VCEK, large_level },
	{ "fmc level", "Milan", SNP_VCEK, fmc_level },
	{ "part zero", "Milan", SNP_VCEK, part_zero },
	{ "turin with a fourth level", "Turin", SNP_VCEK, fourth_level },
	{ "short chip", "Milan", SNP_VCEK, short_chip },
	{ "no chip", "Milan", SNP_VCEK, no_chip },
	{ "chip and provider", "Milan", SNP_VCEK, chip_and_provider },
	{ "provider alone", "Milan", SNP_VCEK, provider_alone },
	{ "turin layout", "Milan", SNP_VCEK, turin_layout },
	{ "unknown entry", "Milan", SNP_VCEK, unknown_entry },
	{ "another level", "Milan", SNP_VCEK, another_level },
	{ "critical unknown", "Milan", SNP_VCEK, critical_unknown },
	{ NULL, NULL, SNP_VCEK, NULL },
};

static void
strict_use(struct snp_pki_certificate *c)
{
	c->key_usage = S("\x03\x02\x02\x04");
}

static void
list_use(struct snp_pki_certificate *c)
{
	c->key_usage = S("\x03\x02\x01\x06");
}

static void
no_use(struct snp_pki_certificate *c)
{
	c->key_usage = (struct span){ NULL, 0 };
}

static void
long_path(struct snp_pki_certificate *c)
{
	c->path_length = 1;
}

static void
no_path(struct snp_pki_certificate *c)
{
	c->path_length = X509_PATH_LENGTH_NONE;
}

static void
no_authority(struct snp_pki_certificate *c)
{
	c->is_ca = false;
	c->path_length = X509_PATH_LENGTH_NONE;
}

static void
own_signature(struct snp_pki_certificate *c)
{
	c->signer = AMD_RSA_INTERMEDIATE;
}

static void
past(struct snp_pki_certificate *c)
{
	c->until = "251231235959Z";
}

static void
future(struct snp_pki_certificate *c)
{
	c->from = "260601000000Z";
}

static void
other_root(struct snp_pki_certificate *c)
{
	c->key = c->signer = AMD_RSA_INTERMEDIATE;
}

static void
forged_root(struct snp_pki_certificate *c)
{
	c->signer = AMD_RSA_INTERMEDIATE;
}

const struct snp_certificate_part snp_ask_parts[] = {
	{ "milan", "Milan", SNP_VCEK, NULL },
	{ "milan vlek", "Milan", SNP_VLEK, NULL },
	{ "genoa", "Genoa", SNP_VCEK, NULL },
	{ "turin", "Turin", SNP_VCEK, NULL },
	{ "turin vlek", "Turin", SNP_VLEK, NULL },
	{ "venice", "Venice", SNP_VCEK, NULL },
	{ "strict use", "Milan", SNP_VCEK, strict_use },
	{ "list use", "Milan", SNP_VCEK, list_use },
	{ "no use", "Milan", SNP_VCEK, no_use },
	{ "long path", "Milan", SNP_VCEK, long_path },
	{ "no path", "Milan", SNP_VCEK, no_path },
	{ "no authority", "Milan", SNP_VCEK, no_authority },
	{ "own signature", "Milan", SNP_VCEK, own_signature },
	{ "past", "Milan", SNP_VCEK, past },
	{ "future", "Milan", SNP_VCEK, future },
	{ NULL, NULL, SNP_VCEK, NULL },
};

const struct snp_certificate_part snp_ark_parts[] = {
	{ "milan", "Milan", SNP_VCEK, NULL },
	{ "genoa", "Genoa", SNP_VCEK, NULL },
	{ "turin", "Turin", SNP_VCEK, NULL },
	{ "venice", "Venice", SNP_VCEK, NULL },
	{ "other root", "Milan", SNP_VCEK, other_root },
	{ "forged root", "Milan", SNP_VCEK, forged_root },
	{ "no list use", "Milan", SNP_VCEK, strict_use },
	{ "path 1", "Milan", SNP_VCEK, long_path },
	{ "past", "Milan", SNP_VCEK, past },
	{ "future", "Milan", SNP_VCEK, future },
	{ NULL, NULL, SNP_VCEK, NULL },
};
