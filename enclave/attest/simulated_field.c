/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/simulated_field.h"

#include "enclave/attest/der_write.h"
#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/quote/kind.h"

static const uint8_t ecdsa_with_sha256[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
static const uint8_t oid_common_name[] = { 0x55, 0x04, 0x03 };
static const uint8_t oid_organisation[] = { 0x55, 0x04, 0x0a };

enum err
simulated_algorithm(struct buf *out)
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

enum err
simulated_name(struct buf *out, const char *common_name)
{
	AUTO(buf) parts = buf_new(512);

	TRY(name_part(&parts, SPAN_OF(oid_common_name), common_name));
	TRY(name_part(&parts, SPAN_OF(oid_organisation), kind_simulated.organisation));
	return der_write(out, DER_SEQUENCE, buf_span(&parts));
}

enum err
simulated_time(struct buf *out, int64_t unix_ms)
{
	/* YYYYMMDDHHMMSS of "YYYY-MM-DDTHH:MM:SS.mmmZ" */
	static const uint8_t places[] = { 0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18 };
	static const int64_t year_2050_ms = 2524608000000;
	const bool is_utc = unix_ms < year_2050_ms;
	char text[TEXT_TIME_SIZE];
	uint8_t digits[sizeof(places) + 1];

	text_time_write(unix_ms, text);
	for (size_t i = 0; i < sizeof(places); i++)
		digits[i] = (uint8_t)text[places[i]];
	digits[sizeof(places)] = 'Z';
	return is_utc ? der_write(out, DER_UTC_TIME, span_from(SPAN_OF(digits), 2))
		      : der_write(out, DER_GENERALIZED_TIME, SPAN_OF(digits));
}

enum err
simulated_bit_string(struct buf *out, struct span bytes)
{
	AUTO(buf) padded = buf_new(SIMULATED_DER_SIZE_MAX);

	TRY(buf_u8(&padded, 0));
	TRY(buf_append(&padded, bytes));
	return der_write(out, DER_BIT_STRING, buf_span(&padded));
}

enum err
simulated_extension(struct buf *out, struct span oid, bool is_critical, struct span value)
{
	AUTO(buf) inside = buf_new(SIMULATED_DER_SIZE_MAX);

	TRY(der_write(&inside, DER_OID, oid));
	if (is_critical)
		TRY(der_write_boolean(&inside, true));
	TRY(der_write(&inside, DER_OCTET_STRING, value));
	return der_write(out, DER_SEQUENCE, buf_span(&inside));
}

enum err
simulated_standard_extension(struct buf *out, uint8_t which, bool is_critical, struct span value)
{
	const uint8_t oid[] = { 0x55, 0x1d, which };

	return simulated_extension(out, SPAN_OF(oid), is_critical, value);
}

enum err
simulated_key_identifier(
    const uint8_t point[P256_POINT_SIZE], uint8_t store[SHA256_SIZE], struct span *id)
{
	static const uint8_t uncompressed = 0x04;
	const struct span parts[] = { { &uncompressed, 1 }, { point, P256_POINT_SIZE } };

	TRY(sha256(parts, 2, store));
	*id = (struct span){ store, 20 };
	return OK;
}

enum err
simulated_authority_key(struct buf *out, const uint8_t issuer_point[P256_POINT_SIZE])
{
	enum { CONTEXT_0_PRIMITIVE = 0x80, AUTHORITY_KEY_IDENTIFIER = 0x23 };
	AUTO(buf) inside = buf_new(64);
	AUTO(buf) authority = buf_new(64);
	uint8_t digest[SHA256_SIZE];
	struct span id;

	TRY(simulated_key_identifier(issuer_point, digest, &id));
	TRY(der_write(&inside, CONTEXT_0_PRIMITIVE, id));
	TRY(der_write(&authority, DER_SEQUENCE, buf_span(&inside)));
	return simulated_standard_extension(
	    out, AUTHORITY_KEY_IDENTIFIER, false, buf_span(&authority));
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
	return simulated_bit_string(out, buf_span(&pair));
}

enum err
simulated_signed(struct buf *out, struct span to_sign, const struct p256_private *key)
{
	AUTO(buf) inside = buf_new(SIMULATED_DER_SIZE_MAX);

	TRY(buf_append(&inside, to_sign));
	TRY(simulated_algorithm(&inside));
	TRY(signature(&inside, to_sign, key));
	return der_write(out, DER_SEQUENCE, buf_span(&inside));
}
