/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/quote/snp_pki.h"

#include <assert.h>

#include "enclave/attest/der_write.h"
#include "lib/base/secret.h"
#include "lib/quote/pem.h"
#include "lib/quote/x509.h"

enum { VEK_SCALAR = 5, SIGNED_SIZE = 0x2a0, FIELD_SIZE = 72 };

static const uint8_t oid_organisation[] = { 0x55, 0x04, 0x0a };
static const uint8_t oid_common_name[] = { 0x55, 0x04, 0x03 };
static const uint8_t oid_pss[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a };
static const uint8_t oid_mgf1[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08 };
static const uint8_t oid_rsa[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 };
static const uint8_t oid_sha384[] = { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02 };
static const uint8_t oid_ec[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 };
static const uint8_t oid_secp384r1[] = { 0x2b, 0x81, 0x04, 0x00, 0x22 };
static const uint8_t oid_key_usage[] = { 0x55, 0x1d, 0x0f };
static const uint8_t oid_constraints[] = { 0x55, 0x1d, 0x13 };
static const uint8_t oid_amd[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01 };

static const uint8_t chip_id[SNP_CHIP_ID_SIZE] = { 0xc1, 0xd2, 0xe3, 0xf4, 0x15, 0x26, 0x37, 0x48,
	9, 10, 11, 12, 13, 14, 15, 16, [63] = 0x64 };

static void
must(enum err e)
{
	assert(e == OK);
}

static void
put(struct buf *out, uint8_t tag, struct span contents)
{
	must(der_write(out, tag, contents));
}

/* SEQUENCE { OID, NULL } */
static void
put_algorithm(struct buf *out, struct span oid)
{
	AUTO(buf) inside = buf_new(64);

	put(&inside, DER_OID, oid);
	must(buf_append(&inside, S("\x05\x00")));
	put(out, DER_SEQUENCE, buf_span(&inside));
}

static void
put_pss(struct buf *out, bool is_der)
{
	AUTO(buf) hash = buf_new(64);
	AUTO(buf) mask = buf_new(64);
	AUTO(buf) mask_whole = buf_new(64);
	AUTO(buf) parameters = buf_new(128);
	AUTO(buf) inside = buf_new(128);

	put_algorithm(&hash, SPAN_OF(oid_sha384));
	put(&mask, DER_OID, SPAN_OF(oid_mgf1));
	must(buf_append(&mask, buf_span(&hash)));
	put(&mask_whole, DER_SEQUENCE, buf_span(&mask));
	put(&parameters, DER_CONTEXT_0, buf_span(&hash));
	put(&parameters, DER_CONTEXT_0 + 1, buf_span(&mask_whole));
	put(&parameters, DER_CONTEXT_0 + 2, S("\x02\x01\x30"));
	if (!is_der)
		put(&parameters, DER_CONTEXT_3, S("\x02\x01\x01"));
	put(&inside, DER_OID, SPAN_OF(oid_pss));
	put(&inside, DER_SEQUENCE, buf_span(&parameters));
	put(out, DER_SEQUENCE, buf_span(&inside));
}

static void
put_name_part(struct buf *out, struct span oid, const char *text)
{
	AUTO(buf) pair = buf_new(256);
	AUTO(buf) set = buf_new(256);

	put(&pair, DER_OID, oid);
	put(&pair, DER_UTF8_STRING, span_text(text));
	put(&set, DER_SEQUENCE, buf_span(&pair));
	put(out, DER_SET, buf_span(&set));
}

static void
put_name(struct buf *out, const char *organisation, const char *common_name)
{
	AUTO(buf) parts = buf_new(512);

	put_name_part(&parts, SPAN_OF(oid_organisation), organisation);
	put_name_part(&parts, SPAN_OF(oid_common_name), common_name);
	put(out, DER_SEQUENCE, buf_span(&parts));
}

/* A BIT STRING of whole bytes. */
static void
put_bits(struct buf *out, struct span bytes)
{
	AUTO(buf) padded = buf_new(SNP_PKI_SIZE_MAX);

	must(buf_u8(&padded, 0));
	must(buf_append(&padded, bytes));
	put(out, DER_BIT_STRING, buf_span(&padded));
}

static void
put_rsa_key(struct buf *out, enum amd_rsa which)
{
	AUTO(buf) numbers = buf_new(1024);
	AUTO(buf) pair = buf_new(1024);
	AUTO(buf) inside = buf_new(1024);
	uint8_t modulus[1 + RSA4096_SIZE] = { 0 }; /* its first bit is set: a zero in front */

	amd_rsa_modulus(which, modulus + 1);
	put(&numbers, DER_INTEGER, SPAN_OF(modulus));
	must(der_write_number(&numbers, DER_INTEGER, 65537));
	put(&pair, DER_SEQUENCE, buf_span(&numbers));
	put_algorithm(&inside, SPAN_OF(oid_rsa));
	put_bits(&inside, buf_span(&pair));
	put(out, DER_SEQUENCE, buf_span(&inside));
}

static void
put_p384_key(struct buf *out)
{
	AUTO(buf) kinds = buf_new(64);
	AUTO(buf) inside = buf_new(256);
	uint8_t text[1 + P384_POINT_SIZE] = { 4 };

	amd_p384_point(VEK_SCALAR, text + 1);
	put(&kinds, DER_OID, SPAN_OF(oid_ec));
	put(&kinds, DER_OID, SPAN_OF(oid_secp384r1));
	put(&inside, DER_SEQUENCE, buf_span(&kinds));
	put_bits(&inside, SPAN_OF(text));
	put(out, DER_SEQUENCE, buf_span(&inside));
}

static void
put_extension(struct buf *out, struct span oid, bool is_critical, struct span value)
{
	AUTO(buf) inside = buf_new(256);

	put(&inside, DER_OID, oid);
	if (is_critical)
		must(der_write_boolean(&inside, true));
	put(&inside, DER_OCTET_STRING, value);
	put(out, DER_SEQUENCE, buf_span(&inside));
}

static void
put_constraints(struct buf *out, const struct snp_pki_certificate *plan)
{
	AUTO(buf) inside = buf_new(16);
	AUTO(buf) value = buf_new(16);

	if (plan->is_ca)
		must(der_write_boolean(&inside, true));
	if (plan->path_length != X509_PATH_LENGTH_NONE)
		must(der_write_number(&inside, DER_INTEGER, (uint32_t)plan->path_length));
	put(&value, DER_SEQUENCE, buf_span(&inside));
	put_extension(out, SPAN_OF(oid_constraints), true, buf_span(&value));
}

static void
put_extensions(struct buf *out, const struct snp_pki_certificate *plan)
{
	AUTO(buf) list = buf_new(1024);
	AUTO(buf) whole = buf_new(1024);

	if (plan->key_usage.size > 0)
		put_extension(&list, SPAN_OF(oid_key_usage), true, plan->key_usage);
	if (plan->has_constraints)
		put_constraints(&list, plan);
	must(buf_append(&list, plan->more));
	put(&whole, DER_SEQUENCE, buf_span(&list));
	put(out, DER_CONTEXT_3, buf_span(&whole));
}

static void
put_tbs(struct buf *out, const struct snp_pki_certificate *plan)
{
	AUTO(buf) inside = buf_new(SNP_PKI_SIZE_MAX);
	AUTO(buf) times = buf_new(64);

	put(&inside, DER_CONTEXT_0, S("\x02\x01\x02")); /* v3 */
	must(der_write_number(&inside, DER_INTEGER, 0));
	put_pss(&inside, plan->is_der);
	put_name(&inside, plan->organisation, plan->issuer);
	put(&times, DER_UTC_TIME, span_text(plan->from));
	put(&times, DER_UTC_TIME, span_text(plan->until));
	put(&inside, DER_SEQUENCE, buf_span(&times));
	put_name(&inside, plan->organisation, plan->subject);
	if (plan->is_p384)
		put_p384_key(&inside);
	else
		put_rsa_key(&inside, plan->key);
	put_extensions(&inside, plan);
	put(out, DER_SEQUENCE, buf_span(&inside));
}

void
snp_pki_write(const struct snp_pki_certificate *plan, struct buf *out)
{
	AUTO(buf) inside = buf_new(SNP_PKI_SIZE_MAX);
	uint8_t signature[RSA4096_SIZE];

	put_tbs(&inside, plan);
	amd_rsa_sign(plan->signer, plan->salt_size, buf_span(&inside), signature);
	put_pss(&inside, plan->is_der);
	put_bits(&inside, SPAN_OF(signature));
	put(out, DER_SEQUENCE, buf_span(&inside));
}

void
snp_pki_write_pem(const struct snp_pki_certificate *plan, struct buf *out)
{
	AUTO(buf) der = buf_new(SNP_PKI_SIZE_MAX);

	snp_pki_write(plan, &der);
	must(pem_write(buf_span(&der), out));
}

static void
put_text(struct buf *out, const uint8_t number, const char *text)
{
	AUTO(buf) oid = buf_new(16);
	AUTO(buf) value = buf_new(128);

	must(buf_append(&oid, SPAN_OF(oid_amd)));
	must(buf_u8(&oid, number));
	put(&value, 0x16, span_text(text)); /* IA5String */
	put_extension(out, buf_span(&oid), false, buf_span(&value));
}

/* `numbers` ends the OID. */
static void
put_number(struct buf *out, struct span numbers, int v)
{
	AUTO(buf) oid = buf_new(16);
	AUTO(buf) value = buf_new(8);

	must(buf_append(&oid, SPAN_OF(oid_amd)));
	must(buf_append(&oid, numbers));
	must(der_write_number(&value, DER_INTEGER, (uint32_t)v));
	put_extension(out, buf_span(&oid), false, buf_span(&value));
}

void
snp_pki_write_vek(const struct snp_pki_vek *says, struct buf *out)
{
	AUTO(buf) oid = buf_new(16);

	if (says->struct_version >= 0)
		put_number(out, S("\x01"), says->struct_version);
	if (says->product != NULL)
		put_text(out, 2, says->product);
	for (uint8_t i = 0; i < SNP_PKI_PART_COUNT; i++)
		if (says->levels[i] >= 0)
			put_number(
			    out, (struct span){ (const uint8_t[]){ 3, i }, 2 }, says->levels[i]);
	must(buf_append(&oid, SPAN_OF(oid_amd)));
	must(buf_u8(&oid, 4));
	if (says->chip_id.size > 0)
		put_extension(out, buf_span(&oid), false, says->chip_id);
	if (says->provider != NULL)
		put_text(out, 5, says->provider);
}

static bool
is_turin(const char *product)
{
	return strcmp(product, "Turin") == 0;
}

/* "ARK-" and "Milan"; good until this product and these words are asked for again: for ever. */
static const char *
joined(const char *before, const char *product)
{
	static const char *const products[] = { "Milan", "Genoa", "Turin", "Venice" };
	static char names[4][4][32];
	static const char *const words[] = { "ARK-", "SEV-", "SEV-VLEK-" };

	for (size_t w = 0; w < 3; w++)
		for (size_t p = 0; p < 4; p++)
			if (strcmp(words[w], before) == 0 && strcmp(products[p], product) == 0) {
				(void)snprintf(
				    names[w][p], sizeof(names[w][p]), "%s%s", before, product);
				return names[w][p];
			}
	assert(false); /* a product that tests do not use */
	return NULL;
}

static struct snp_pki_certificate
plan_of(const char *subject, const char *issuer)
{
	return (struct snp_pki_certificate){ .subject = subject,
		.issuer = issuer,
		.organisation = "Advanced Micro Devices",
		.from = "200101000000Z",
		.until = "491231235959Z",
		.salt_size = 48,
		.path_length = X509_PATH_LENGTH_NONE };
}

struct snp_pki_certificate
snp_pki_ark(const char *product)
{
	const char *name = joined("ARK-", product);
	struct snp_pki_certificate plan = plan_of(name, name);

	plan.is_ca = plan.has_constraints = true;
	plan.key_usage = S("\x03\x02\x01\x06");
	return plan;
}

struct snp_pki_certificate
snp_pki_ask(const char *product, enum snp_signer signer)
{
	struct snp_pki_certificate plan = plan_of(
	    joined(signer == SNP_VLEK ? "SEV-VLEK-" : "SEV-", product), joined("ARK-", product));

	plan.is_ca = plan.has_constraints = true;
	plan.path_length = 0;
	plan.key = AMD_RSA_INTERMEDIATE;
	plan.key_usage = S("\x03\x02\x01\x04"); /* as AMD writes it: one bit unused, not two */
	return plan;
}

struct snp_pki_certificate
snp_pki_vek(const char *product, enum snp_signer signer)
{
	struct snp_pki_certificate plan = plan_of(signer == SNP_VLEK ? "SEV-VLEK" : "SEV-VCEK",
	    joined(signer == SNP_VLEK ? "SEV-VLEK-" : "SEV-", product));

	plan.from = "250101000000Z";
	plan.until = "311231235959Z";
	plan.is_p384 = plan.is_der = true;
	plan.signer = AMD_RSA_INTERMEDIATE;
	return plan;
}

struct snp_pki_vek
snp_pki_vek_says(const char *product, enum snp_signer signer)
{
	const bool has_fmc = is_turin(product);

	return (struct snp_pki_vek){
		.struct_version = has_fmc ? 1 : 0,
		.product = product,
		.provider = signer == SNP_VLEK ? "CN=cloud.example" : NULL,
		/* boot loader, TEE, SNP, reserved, microcode, FMC */
		.levels = { -1, 4, 1, 24, has_fmc ? -1 : 0, 0, 0, 0, 217, has_fmc ? 2 : -1 },
		.chip_id = signer == SNP_VLEK ? (struct span){ NULL, 0 }
					      : span_first(SPAN_OF(chip_id), has_fmc ? 8 : 64),
	};
}

void
snp_pki_report(
    const char *product, enum snp_signer signer, uint8_t version, uint8_t out[SNP_REPORT_SIZE])
{
	static const uint8_t milan[] = { 4, 1, 0, 0, 0, 0, 24, 217 };
	static const uint8_t turin[] = { 2, 4, 1, 24, 0, 0, 0, 217 };
	const uint8_t *tcb = is_turin(product) ? turin : milan;

	memset(out, 0, SNP_REPORT_SIZE);
	out[0] = version;
	out[0x04] = 3; /* guest SVN */
	out[0x0a] = 3; /* SMT, and the bit that is always one */
	out[0x30] = 1; /* VMPL */
	out[0x34] = 1; /* ECDSA P-384 */
	out[0x48] = signer == SNP_VLEK ? 4 : 0;
	for (uint8_t i = 0; i < 64; i++)
		out[0x50 + i] = i; /* report data */
	memset(out + 0x90, 0xaa, SNP_MEASUREMENT_SIZE);
	memset(out + 0xc0, 0xbb, SNP_HOST_DATA_SIZE);
	if (version >= SNP_VERSION_WITH_CPUID)
		memcpy(out + 0x188, is_turin(product) ? "\x1a\x02\x01" : "\x19\x01\x01", 3);
	if (signer == SNP_VCEK)
		memcpy(out + 0x1a0, chip_id, is_turin(product) ? 8 : sizeof(chip_id));
	for (size_t i = 0; i < 4; i++) { /* current, reported, committed, launch */
		static const uint16_t at[] = { 0x38, 0x180, 0x1e0, 0x1f0 };

		memcpy(out + at[i], tcb, 8);
	}
}

void
snp_pki_sign(uint8_t report[SNP_REPORT_SIZE])
{
	uint8_t signature[P384_SIGNATURE_SIZE];

	amd_p384_sign(VEK_SCALAR, (struct span){ report, SIGNED_SIZE }, signature);
	memset(report + SIGNED_SIZE, 0, SNP_REPORT_SIZE - SIGNED_SIZE);
	for (size_t i = 0; i < SNP_NUMBER_SIZE; i++) { /* little-endian */
		report[SIGNED_SIZE + i] = signature[SNP_NUMBER_SIZE - 1 - i];
		report[SIGNED_SIZE + FIELD_SIZE + i] = signature[2 * SNP_NUMBER_SIZE - 1 - i];
	}
}
