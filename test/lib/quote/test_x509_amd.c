/* SPDX-License-Identifier: Apache-2.0 */
/* lib/quote/x509.c: AMD's profile. */
#include "lib/base/secret.h"
#include "lib/quote/x509.h"
#include "test/check.h"
#include "test/lib/quote/snp_pki.h"

static void
make(const struct snp_pki_certificate *plan, struct buf *out)
{
	*out = buf_new(SNP_PKI_SIZE_MAX);
	snp_pki_write(plan, out);
}

static enum err
result(const struct snp_pki_certificate *plan)
{
	struct certificate c;
	AUTO(buf) der = { 0 };

	make(plan, &der);
	return x509_parse_amd(buf_span(&der), &c);
}

TEST(x509_parse_amd_reads_an_authority)
{
	const struct snp_pki_certificate plan = snp_pki_ask("Milan", SNP_VCEK);
	uint8_t modulus[RSA4096_SIZE];
	struct certificate c;
	AUTO(buf) der = { 0 };

	make(&plan, &der);
	CHECK_OK(x509_parse_amd(buf_span(&der), &c));
	CHECK(span_is(c.common_name, "SEV-Milan"));
	CHECK(span_is(c.organisation, "Advanced Micro Devices"));
	amd_rsa_modulus(AMD_RSA_INTERMEDIATE, modulus);
	CHECK_SPAN(c.key, SPAN_OF(modulus));
	CHECK_INT(c.key_info.size, 550);
	CHECK(c.is_ca && c.path_length == 0 && c.key_uses == X509_USE_CERT_SIGN);
	CHECK(c.has_padded_uses);
	CHECK(c.valid.from_ms == 1577836800000 && c.valid.until_ms == 2524607999000);
	CHECK_SPAN(c.serial, S("\x00"));
	amd_rsa_modulus(AMD_RSA_ROOT, modulus);
	CHECK_INT(c.rsa_signature.size, RSA4096_SIZE);
	CHECK_OK(rsa4096_pss_sha384_verify(modulus, c.tbs, c.rsa_signature.p));
}

TEST(x509_parse_amd_reads_a_signer_of_reports)
{
	const struct snp_pki_certificate plan = snp_pki_vek("Milan", SNP_VCEK);
	uint8_t point[P384_POINT_SIZE];
	struct certificate c;
	AUTO(buf) der = { 0 };

	make(&plan, &der);
	CHECK_OK(x509_parse_amd(buf_span(&der), &c));
	amd_p384_point(5, point);
	CHECK_SPAN(c.key, SPAN_OF(point));
	CHECK(!c.is_ca && !c.has_constraints && c.key_uses == 0 && !c.has_padded_uses);
}

TEST(the_two_certificate_profiles_do_not_read_each_other)
{
	const struct snp_pki_certificate plan = snp_pki_vek("Milan", SNP_VCEK);
	struct certificate c;
	AUTO(buf) der = { 0 };

	make(&plan, &der);
	CHECK_ERR(x509_parse(buf_span(&der), &c), ERR_INPUT);
}

TEST(x509_parse_amd_refuses_every_truncation_and_a_byte_too_many)
{
	const struct snp_pki_certificate plans[] = { snp_pki_ark("Turin"),
		snp_pki_vek("Turin", SNP_VLEK) };

	for (size_t i = 0; i < 2; i++) {
		struct certificate c;
		AUTO(buf) der = { 0 };

		make(&plans[i], &der);
		for (size_t size = 0; size < der.size; size++)
			CHECK_ERR(x509_parse_amd(span_first(buf_span(&der), size), &c), ERR_INPUT);
		CHECK_OK(buf_u8(&der, 0));
		CHECK_ERR(x509_parse_amd(buf_span(&der), &c), ERR_INPUT);
	}
}

/* Who signs otherwise inside than outside, or with other parameters, says nothing we understand. */
TEST(x509_parse_amd_knows_two_forms_of_one_algorithm)
{
	struct snp_pki_certificate plan = snp_pki_ark("Milan");
	struct certificate c;
	AUTO(buf) der = { 0 };
	size_t found = 0;

	plan.is_der = false;
	CHECK_OK(result(&plan));
	plan.is_der = true;
	CHECK_OK(result(&plan));
	make(&plan, &der);
	for (size_t at = 0; at + 5 <= der.size; at++) { /* the salt's size, inside and outside */
		if (memcmp(der.p + at, "\xa2\x03\x02\x01\x30", 5) != 0)
			continue;
		der.p[at + 4] = 0x20;
		CHECK_ERR(x509_parse_amd(buf_span(&der), &c), ERR_INPUT);
		der.p[at + 4] = 0x30;
		found++;
	}
	CHECK_INT(found, 2);
	CHECK_OK(x509_parse_amd(buf_span(&der), &c));
}

TEST(x509_parse_amd_reads_no_other_key)
{
	const struct snp_pki_certificate plans[] = { snp_pki_ark("Milan"),
		snp_pki_vek("Milan", SNP_VCEK) };
	/* rsaEncryption, the modulus's size and first bit, the exponent; secp384r1, uncompressed */
	static const struct {
		size_t plan;
		const char *bytes;
		size_t size, at;
		uint8_t to;
	} changes[] = {
		{ 0, "\x86\xf7\x0d\x01\x01\x01\x05\x00", 8, 5, 0x02 },
		{ 0, "\x02\x82\x02\x01\x00", 5, 4, 0x01 },
		{ 0, "\x02\x03\x01\x00\x01", 5, 4, 0x03 },
		{ 1, "\x2b\x81\x04\x00\x22", 5, 4, 0x23 },
		{ 1, "\x03\x62\x00\x04", 4, 3, 0x03 },
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct certificate c;
		AUTO(buf) der = { 0 };
		uint8_t *p;

		make(&plans[changes[i].plan], &der);
		p = memmem(der.p, der.size, changes[i].bytes, changes[i].size);
		assert_non_null(p);
		p[changes[i].at] = changes[i].to;
		CHECK_ERR(x509_parse_amd(buf_span(&der), &c), ERR_INPUT);
	}
}
