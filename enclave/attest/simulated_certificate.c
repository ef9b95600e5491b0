/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/simulated_certificate.h"

#include "enclave/attest/der_write.h"
#include "enclave/attest/simulated_field.h"
#include "enclave/attest/simulated_pki.h"
#include "lib/base/secret.h"
#include "lib/quote/kind.h"
#include "lib/quote/x509.h"

static const uint8_t ec_public_key[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 };
static const uint8_t prime256v1[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };
static const uint8_t oid_sgx[] = { 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01 };

enum extension {
	SUBJECT_KEY_IDENTIFIER = 0x0e,
	KEY_USAGE = 0x0f,
	BASIC_CONSTRAINTS = 0x13,
	CRL_DISTRIBUTION_POINTS = 0x1f,
};

static enum err
validity(struct buf *out, const struct simulated_subject *subject)
{
	static const int64_t year_2020_ms = 1577836800000, end_of_2049_ms = 2524607999000;
	AUTO(buf) times = buf_new(64);

	TRY(simulated_time(&times, subject->from_ms != 0 ? subject->from_ms : year_2020_ms));
	TRY(simulated_time(&times, subject->until_ms != 0 ? subject->until_ms : end_of_2049_ms));
	return der_write(out, DER_SEQUENCE, buf_span(&times));
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
	TRY(simulated_bit_string(&inside, buf_span(&x962)));
	return der_write(out, DER_SEQUENCE, buf_span(&inside));
}

static enum err
key_identifiers(struct buf *out, const struct simulated_subject *subject,
    const struct simulated_subject *issuer)
{
	AUTO(buf) own = buf_new(64);
	uint8_t digest[SHA256_SIZE];
	struct span id;

	TRY(simulated_authority_key(out, issuer->point));
	TRY(simulated_key_identifier(subject->point, digest, &id));
	TRY(der_write(&own, DER_OCTET_STRING, id));
	return simulated_standard_extension(out, SUBJECT_KEY_IDENTIFIER, false, buf_span(&own));
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
	return simulated_standard_extension(out, CRL_DISTRIBUTION_POINTS, false, buf_span(&list));
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

	TRY(simulated_standard_extension(
	    out, KEY_USAGE, true, is_ca ? SPAN_OF(ca_uses) : SPAN_OF(leaf_uses)));
	if (is_ca) {
		TRY(der_write_boolean(&inside, true));
		TRY(der_write_number(&inside, DER_INTEGER, (uint32_t)path_length));
	}
	TRY(der_write(&constraints, DER_SEQUENCE, buf_span(&inside)));
	return simulated_standard_extension(out, BASIC_CONSTRAINTS, true, buf_span(&constraints));
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
		TRY(simulated_extension(&list, SPAN_OF(oid_sgx), false, subject->sgx));
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
	TRY(simulated_algorithm(&inside));
	TRY(simulated_name(&inside, issuer->common_name));
	TRY(validity(&inside, subject));
	TRY(simulated_name(&inside, subject->common_name));
	TRY(public_key(&inside, subject->point));
	TRY(extensions(&inside, subject, issuer));
	return der_write(out, DER_SEQUENCE, buf_span(&inside));
}

enum err
simulated_certificate(const struct simulated_subject *subject,
    const struct simulated_subject *issuer, const struct p256_private *issuer_key, struct buf *out)
{
	AUTO(buf) inside = buf_new(SIMULATED_CERTIFICATE_SIZE_MAX);

	TRY(tbs(&inside, subject, issuer));
	return simulated_signed(out, buf_span(&inside), issuer_key);
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
	enum { TCB = 2, COMPONENT_COUNT = 16, PCESVN = 17, CPUSVN = 18 };
	uint8_t cpusvn[COMPONENT_COUNT];
	AUTO(buf) list = buf_new(1024);
	AUTO(buf) value = buf_new(1024);

	memset(cpusvn, SIMULATED_SVN, sizeof(cpusvn));
	for (unsigned i = 1; i <= COMPONENT_COUNT; i++)
		TRY(sgx_number(&list, TCB, (uint8_t)i, DER_INTEGER, SIMULATED_SVN));
	TRY(sgx_number(&list, TCB, PCESVN, DER_INTEGER, SIMULATED_PCESVN));
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
