/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/simulated_certificate.h"

#include "enclave/attest/der_write.h"
#include "lib/base/secret.h"
#include "lib/quote/kind.h"
#include "lib/quote/x509.h"

static const uint8_t ecdsa_with_sha256[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
static const uint8_t ec_public_key[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 };
static const uint8_t prime256v1[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };
static const uint8_t oid_common_name[] = { 0x55, 0x04, 0x03 };
static const uint8_t oid_organisation[] = { 0x55, 0x04, 0x0a };
static const uint8_t oid_sgx[] = { 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01 };

enum extension {
	SUBJECT_KEY_IDENTIFIER = 0x0e,
	KEY_USAGE = 0x0f,
	BASIC_CONSTRAINTS = 0x13,
	CRL_DISTRIBUTION_POINTS = 0x1f,
	AUTHORITY_KEY_IDENTIFIER = 0x23,
};

static enum err
algorithm(struct buf *out)
{
	AUTO(buf) inside = buf_new(64);

	TRY(der_write(&inside, DER_OID, SPAN_OF(ecdsa_with_sha256)));
	return der_write(out, DER_SEQUENCE, buf_span(&inside));
}

static enum err
name_part(struct buf *out, struct span oid, const char *text)
{
	AUTO(buf) pair = buf_new(256);
	AUTO(buf) set = buf_new(256);

	TRY(der_write(&pair, DER_OID, oid));
	TRY(der_write(&pair, DER_UTF8_STRING, span_text(text)));
	TRY(der_write(&set, DER_SEQUENCE, buf_span(&pair)));
	return der_write(out, DER_SET, buf_span(&set));
}

static enum err
name(struct buf *out, const char *common_name)
{
	AUTO(buf) parts = buf_new(512);

	TRY(name_part(&parts, SPAN_OF(oid_common_name), common_name));
	TRY(name_part(&parts, SPAN_OF(oid_organisation), kind_simulated.organisation));
	return der_write(out, DER_SEQUENCE, buf_span(&parts));
}

static enum err
validity(struct buf *out)
{
	AUTO(buf) times = buf_new(64);

	TRY(der_write(&times, DER_UTC_TIME, S("200101000000Z")));
	TRY(der_write(&times, DER_UTC_TIME, S("491231235959Z")));
	return der_write(out, DER_SEQUENCE, buf_span(&times));
}

/* A BIT STRING whose bits fill its bytes. */
static enum err
bit_string(struct buf *out, struct span bytes)
{
	AUTO(buf) padded = buf_new(SIMULATED_CERTIFICATE_SIZE_MAX);

	TRY(buf_u8(&padded, 0));
	TRY(buf_append(&padded, bytes));
	return der_write(out, DER_BIT_STRING, buf_span(&padded));
}

static enum err
public_key(struct buf *out, const uint8_t point[P256_POINT_SIZE])
{
	AUTO(buf) kinds = buf_new(64);
	AUTO(buf) x962 = buf_new(1 + P256_POINT_SIZE);
	AUTO(buf) inside = buf_new(128);

	TRY(der_write(&kinds, DER_OID, SPAN_OF(ec_public_key)));
	TRY(der_write(&kinds, DER_OID, SPAN_OF(prime256v1)));
	TRY(buf_u8(&x962, 0x04)); /* uncompressed */
	TRY(buf_append(&x962, (struct span){ point, P256_POINT_SIZE }));
	TRY(der_write(&inside, DER_SEQUENCE, buf_span(&kinds)));
	TRY(bit_string(&inside, buf_span(&x962)));
	return der_write(out, DER_SEQUENCE, buf_span(&inside));
}

static enum err
extension(struct buf *out, struct span oid, bool is_critical, struct span value)
{
	AUTO(buf) inside = buf_new(SIMULATED_CERTIFICATE_SIZE_MAX);

	TRY(der_write(&inside, DER_OID, oid));
	if (is_critical)
		TRY(der_write_boolean(&inside, true));
	TRY(der_write(&inside, DER_OCTET_STRING, value));
	return der_write(out, DER_SEQUENCE, buf_span(&inside));
}

static enum err
standard_extension(struct buf *out, enum extension which, bool is_critical, struct span value)
{
	const uint8_t oid[] = { 0x55, 0x1d, (uint8_t)which };

	return extension(out, SPAN_OF(oid), is_critical, value);
}

/* The first 160 bits of the key's SHA-256 (RFC 7093 section 2, method 1). */
static enum err
key_identifier(const uint8_t point[P256_POINT_SIZE], uint8_t out[SHA256_SIZE], struct span *id)
{
	static const uint8_t uncompressed = 0x04;
	const struct span parts[] = { { &uncompressed, 1 }, { point, P256_POINT_SIZE } };

	TRY(sha256(parts, 2, out));
	*id = (struct span){ out, 20 };
	return OK;
}

static enum err
key_identifiers(struct buf *out, const struct simulated_subject *subject,
    const struct simulated_subject *issuer)
{
	enum { CONTEXT_0_PRIMITIVE = 0x80 };
	AUTO(buf) inside = buf_new(64);
	AUTO(buf) authority = buf_new(64);
	AUTO(buf) own = buf_new(64);
	uint8_t digest[SHA256_SIZE];
	struct span id;

	TRY(key_identifier(issuer->point, digest, &id));
	TRY(der_write(&inside, CONTEXT_0_PRIMITIVE, id));
	TRY(der_write(&authority, DER_SEQUENCE, buf_span(&inside)));
	TRY(standard_extension(out, AUTHORITY_KEY_IDENTIFIER, false, buf_span(&authority)));
	TRY(key_identifier(subject->point, digest, &id));
	TRY(der_write(&own, DER_OCTET_STRING, id));
	return standard_extension(out, SUBJECT_KEY_IDENTIFIER, false, buf_span(&own));
}

/* SEQUENCE { SEQUENCE { [0] { [0] { [6] URI } } } }: one place, which nobody serves. */
static enum err
crl_distribution_points(struct buf *out)
{
	enum { URI = 0x86 };
	AUTO(buf) uri = buf_new(128);
	AUTO(buf) full_name = buf_new(128);
	AUTO(buf) point_name = buf_new(128);
	AUTO(buf) point = buf_new(128);
	AUTO(buf) list = buf_new(128);

	TRY(der_write(&uri, URI, S("https://localhost/insecure-simulated.crl")));
	TRY(der_write(&full_name, DER_CONTEXT_0, buf_span(&uri)));
	TRY(der_write(&point_name, DER_CONTEXT_0, buf_span(&full_name)));
	TRY(der_write(&point, DER_SEQUENCE, buf_span(&point_name)));
	TRY(der_write(&list, DER_SEQUENCE, buf_span(&point)));
	return standard_extension(out, CRL_DISTRIBUTION_POINTS, false, buf_span(&list));
}

static enum err
what_for(struct buf *out, int path_length)
{
	static const uint8_t ca_uses[] = { 0x03, 0x02, 0x01,
		X509_USE_CERT_SIGN | X509_USE_CRL_SIGN };
	static const uint8_t leaf_uses[] = { 0x03, 0x02, 0x06,
		X509_USE_DIGITAL_SIGNATURE | X509_USE_NON_REPUDIATION };
	const bool is_ca = path_length != X509_PATH_LENGTH_NONE;
	AUTO(buf) inside = buf_new(32);
	AUTO(buf) constraints = buf_new(32);

	TRY(standard_extension(
	    out, KEY_USAGE, true, is_ca ? SPAN_OF(ca_uses) : SPAN_OF(leaf_uses)));
	if (is_ca) {
		TRY(der_write_boolean(&inside, true));
		TRY(der_write_number(&inside, DER_INTEGER, (uint32_t)path_length));
	}
	TRY(der_write(&constraints, DER_SEQUENCE, buf_span(&inside)));
	return standard_extension(out, BASIC_CONSTRAINTS, true, buf_span(&constraints));
}

static enum err
extensions(struct buf *out, const struct simulated_subject *subject,
    const struct simulated_subject *issuer)
{
	AUTO(buf) list = buf_new(SIMULATED_CERTIFICATE_SIZE_MAX);
	AUTO(buf) inside = buf_new(SIMULATED_CERTIFICATE_SIZE_MAX);

	TRY(key_identifiers(&list, subject, issuer));
	TRY(crl_distribution_points(&list));
	TRY(what_for(&list, subject->path_length));
	if (subject->sgx.size > 0)
		TRY(extension(&list, SPAN_OF(oid_sgx), false, subject->sgx));
	TRY(der_write(&inside, DER_SEQUENCE, buf_span(&list)));
	return der_write(out, DER_CONTEXT_3, buf_span(&inside));
}

/* TBSCertificate (RFC 5280 section 4.1) */
static enum err
tbs(struct buf *out, const struct simulated_subject *subject,
    const struct simulated_subject *issuer)
{
	AUTO(buf) version = buf_new(16);
	AUTO(buf) inside = buf_new(SIMULATED_CERTIFICATE_SIZE_MAX);

	TRY(der_write_number(&version, DER_INTEGER, 2)); /* v3 */
	TRY(der_write(&inside, DER_CONTEXT_0, buf_span(&version)));
	TRY(der_write_bytes_number(&inside, DER_INTEGER, SPAN_OF(subject->serial)));
	TRY(algorithm(&inside));
	TRY(name(&inside, issuer->common_name));
	TRY(validity(&inside));
	TRY(name(&inside, subject->common_name));
	TRY(public_key(&inside, subject->point));
	TRY(extensions(&inside, subject, issuer));
	return der_write(out, DER_SEQUENCE, buf_span(&inside));
}

static enum err
signature(struct buf *out, struct span signed_part, const struct p256_private *key)
{
	AUTO(buf) inside = buf_new(128);
	AUTO(buf) pair = buf_new(128);
	uint8_t raw[SIGNATURE_SIZE];

	TRY(p256_sign(key, signed_part, raw));
	TRY(der_write_bytes_number(&inside, DER_INTEGER, (struct span){ raw, 32 }));
	TRY(der_write_bytes_number(&inside, DER_INTEGER, (struct span){ raw + 32, 32 }));
	TRY(der_write(&pair, DER_SEQUENCE, buf_span(&inside)));
	return bit_string(out, buf_span(&pair));
}

enum err
simulated_certificate(const struct simulated_subject *subject,
    const struct simulated_subject *issuer, const struct p256_private *issuer_key, struct buf *out)
{
	AUTO(buf) inside = buf_new(SIMULATED_CERTIFICATE_SIZE_MAX);
	AUTO(buf) rest = buf_new(256);

	TRY(tbs(&inside, subject, issuer));
	TRY(algorithm(&rest));
	TRY(signature(&rest, buf_span(&inside), issuer_key));
	TRY(buf_append(&inside, buf_span(&rest)));
	return der_write(out, DER_SEQUENCE, buf_span(&inside));
}

/* SEQUENCE { OID sgx.number[.number2], value as already written } */
static enum err
sgx_entry(struct buf *out, uint8_t number, uint8_t number2, struct span value)
{
	AUTO(buf) inside = buf_new(1024);
	uint8_t oid[sizeof(oid_sgx) + 2];

	memcpy(oid, oid_sgx, sizeof(oid_sgx));
	oid[sizeof(oid_sgx)] = number;
	oid[sizeof(oid_sgx) + 1] = number2;
	TRY(der_write(
	    &inside, DER_OID, (struct span){ oid, sizeof(oid) - (number2 == 0 ? 1 : 0) }));
	TRY(buf_append(&inside, value));
	return der_write(out, DER_SEQUENCE, buf_span(&inside));
}

static enum err
sgx_octets(struct buf *out, uint8_t number, uint8_t number2, struct span octets)
{
	AUTO(buf) value = buf_new(64);

	TRY(der_write(&value, DER_OCTET_STRING, octets));
	return sgx_entry(out, number, number2, buf_span(&value));
}

static enum err
sgx_number(struct buf *out, uint8_t number, uint8_t number2, uint8_t tag, uint32_t v)
{
	AUTO(buf) value = buf_new(16);

	TRY(der_write_number(&value, tag, v));
	return sgx_entry(out, number, number2, buf_span(&value));
}

static enum err
sgx_tcb(struct buf *out)
{
	enum { TCB = 2, COMPONENT_COUNT = 16, PCESVN = 17, CPUSVN = 18, SVN = 8 };
	uint8_t cpusvn[COMPONENT_COUNT];
	AUTO(buf) list = buf_new(1024);
	AUTO(buf) value = buf_new(1024);

	memset(cpusvn, SVN, sizeof(cpusvn));
	for (unsigned i = 1; i <= COMPONENT_COUNT; i++)
		TRY(sgx_number(&list, TCB, (uint8_t)i, DER_INTEGER, SVN));
	TRY(sgx_number(&list, TCB, PCESVN, DER_INTEGER, 13));
	TRY(sgx_octets(&list, TCB, CPUSVN, SPAN_OF(cpusvn)));
	TRY(der_write(&value, DER_SEQUENCE, buf_span(&list)));
	return sgx_entry(out, TCB, 0, buf_span(&value));
}

static enum err
sgx_configuration(struct buf *out)
{
	enum { CONFIGURATION = 7, SETTING_COUNT = 3 };
	AUTO(buf) list = buf_new(256);
	AUTO(buf) value = buf_new(256);

	for (unsigned i = 1; i <= SETTING_COUNT; i++) {
		AUTO(buf) no = buf_new(16);

		TRY(der_write_boolean(&no, false));
		TRY(sgx_entry(&list, CONFIGURATION, (uint8_t)i, buf_span(&no)));
	}
	TRY(der_write(&value, DER_SEQUENCE, buf_span(&list)));
	return sgx_entry(out, CONFIGURATION, 0, buf_span(&value));
}

enum err
simulated_sgx_extension(struct buf *out)
{
	enum { PPID = 1, PCEID = 3, FMSPC = 4, SGX_TYPE = 5, PLATFORM_INSTANCE = 6 };
	static const uint8_t ppid[16] = "SIMULATED-PPID";
	static const uint8_t instance[16] = "SIMULATED-HOST";
	static const uint8_t pceid[2];
	AUTO(buf) list = buf_new(1024);

	TRY(sgx_octets(&list, PPID, 0, SPAN_OF(ppid)));
	TRY(sgx_tcb(&list));
	TRY(sgx_octets(&list, PCEID, 0, SPAN_OF(pceid)));
	TRY(sgx_octets(&list, FMSPC, 0, SPAN_OF(kind_simulated_fmspc)));
	TRY(sgx_number(&list, SGX_TYPE, 0, DER_ENUMERATED, 0));
	TRY(sgx_octets(&list, PLATFORM_INSTANCE, 0, SPAN_OF(instance)));
	TRY(sgx_configuration(&list));
	return der_write(out, DER_SEQUENCE, buf_span(&list));
}
