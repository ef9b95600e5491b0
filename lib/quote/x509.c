/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/x509.h"

#include "lib/quote/der.h"
#include "lib/quote/x509_field.h"

/* The 27 bytes before x and y: id-ecPublicKey, prime256v1, uncompressed (RFC 5480 section 2) */
static const uint8_t p256_key_prefix[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
	0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03,
	0x42, 0x00, 0x04 };

static const uint8_t oid_common_name[] = { 0x55, 0x04, 0x03 };
static const uint8_t oid_organisation[] = { 0x55, 0x04, 0x0a };

/* Keep `value` in `*slot`, which must still be empty. */
static enum err
once(struct span *slot, struct span value)
{
	ENSURE(slot->p == NULL && value.size > 0, ERR_INPUT);
	*slot = value;
	return OK;
}

/* SET { SEQUENCE { OID, UTF8String or PrintableString } } */
static enum err
name_part(struct reader *r, struct certificate *out)
{
	struct reader set, pair;
	struct span oid, text;
	bool is_utf8;

	TRY(der_enter(r, DER_SET, &set));
	TRY(der_enter(&set, DER_SEQUENCE, &pair));
	TRY(reader_end(&set));
	TRY(der_take(&pair, DER_OID, &oid));
	is_utf8 = der_next_is(&pair, DER_UTF8_STRING);
	TRY(der_take(&pair, is_utf8 ? DER_UTF8_STRING : DER_PRINTABLE_STRING, &text));
	TRY(reader_end(&pair));
	if (span_equal(oid, SPAN_OF(oid_common_name)))
		TRY(once(&out->common_name, text));
	else if (span_equal(oid, SPAN_OF(oid_organisation)))
		TRY(once(&out->organisation, text));
	return OK;
}

static enum err
subject(struct reader *r, struct certificate *out)
{
	struct reader whole, parts;

	TRY(der_take_whole(r, DER_SEQUENCE, &out->subject));
	whole = reader_over(out->subject);
	TRY(der_enter(&whole, DER_SEQUENCE, &parts));
	while (parts.rest.size > 0)
		TRY(name_part(&parts, out));
	return OK;
}

static enum err
validity(struct reader *r, struct certificate *out)
{
	struct reader inside;

	TRY(der_enter(r, DER_SEQUENCE, &inside));
	TRY(der_time(&inside, &out->valid.from_ms));
	TRY(der_time(&inside, &out->valid.until_ms));
	return reader_end(&inside);
}

static enum err
public_key(struct reader *r, struct certificate *out)
{
	struct span point;

	TRY(x509_exact(r, SPAN_OF(p256_key_prefix)));
	TRY(reader_take(r, P256_POINT_SIZE, &point));
	memcpy(out->point, point.p, P256_POINT_SIZE);
	return OK;
}

/* BasicConstraints: SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL } */
static enum err
basic_constraints(struct span value, struct certificate *out)
{
	struct reader r = reader_over(value), inside;
	uint32_t path_length;

	TRY(der_enter(&r, DER_SEQUENCE, &inside));
	TRY(reader_end(&r));
	out->has_constraints = true;
	if (der_next_is(&inside, DER_BOOLEAN)) {
		TRY(der_boolean(&inside, &out->is_ca));
		ENSURE(out->is_ca, ERR_INPUT); /* DER does not write a default */
	}
	if (out->is_ca && der_next_is(&inside, DER_INTEGER)) {
		TRY(der_number(&inside, DER_INTEGER, UINT8_MAX, &path_length));
		out->path_length = (int)path_length;
	}
	return reader_end(&inside);
}

/* KeyUsage: a BIT STRING of one byte without zero bits at its end (X.690 section 11.2.2) */
static enum err
key_usage(struct span value, struct certificate *out)
{
	struct reader r = reader_over(value);
	struct span bits;
	unsigned unused;

	TRY(der_take(&r, DER_BIT_STRING, &bits));
	TRY(reader_end(&r));
	ENSURE(bits.size == 2 && bits.p[0] < 8 && bits.p[1] != 0, ERR_INPUT);
	unused = (unsigned)__builtin_ctz(bits.p[1]);
	ENSURE(bits.p[0] == unused, ERR_INPUT);
	out->key_uses = bits.p[1];
	return OK;
}

static enum err
sgx(struct span value, struct certificate *out)
{
	ENSURE(value.size > 0, ERR_INPUT);
	out->sgx = value;
	return OK;
}

/* Bound by the signature and used by nobody: keys and names are compared themselves. */
static enum err
unused(struct span, struct certificate *)
{
	return OK;
}

enum extension_need { ANY_WAY, MUST_BE_CRITICAL };

static const struct extension {
	uint8_t oid[9];
	uint8_t oid_size;
	enum extension_need need;
	enum err (*read)(struct span value, struct certificate *out);
} extensions[] = {
	{ { 0x55, 0x1d, 0x0e }, 3, ANY_WAY, unused }, /* subject key identifier */
	{ { 0x55, 0x1d, 0x23 }, 3, ANY_WAY, unused }, /* authority key identifier */
	{ { 0x55, 0x1d, 0x1f }, 3, ANY_WAY, unused }, /* CRL distribution points */
	{ { 0x55, 0x1d, 0x0f }, 3, MUST_BE_CRITICAL, key_usage },
	{ { 0x55, 0x1d, 0x13 }, 3, MUST_BE_CRITICAL, basic_constraints },
	/* 1.2.840.113741.1.13.1 */
	{ { 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01 }, 9, ANY_WAY, sgx },
};

enum { EXTENSION_COUNT = sizeof(extensions) / sizeof(extensions[0]) };

static const struct extension *
extension_of(struct span oid)
{
	for (size_t i = 0; i < EXTENSION_COUNT; i++)
		if (span_equal(oid, (struct span){ extensions[i].oid, extensions[i].oid_size }))
			return &extensions[i];
	return NULL;
}

static enum err
extension_list(struct reader *r, struct certificate *out)
{
	struct x509_extensions list;
	struct x509_extension next;
	bool more;

	TRY(x509_extensions_enter(r, &list));
	for (;;) {
		const struct extension *known;

		TRY(x509_extensions_next(&list, &next, &more));
		if (!more)
			break;
		known = extension_of(next.oid);
		ENSURE(known != NULL || !next.is_critical, ERR_INPUT);
		if (known == NULL)
			continue;
		ENSURE(next.is_critical || known->need != MUST_BE_CRITICAL, ERR_INPUT);
		TRY(known->read(next.value, out));
	}
	ENSURE(out->key_uses != 0 && out->has_constraints, ERR_INPUT);
	return OK;
}

/* TBSCertificate of RFC 5280 section 4.1, top to bottom. */
static enum err
tbs(struct reader *r, struct certificate *out)
{
	struct reader version, wrapper;
	uint32_t v;

	TRY(der_enter(r, DER_CONTEXT_0, &version));
	TRY(der_number(&version, DER_INTEGER, UINT8_MAX, &v));
	TRY(reader_end(&version));
	ENSURE(v == 2, ERR_INPUT); /* 2 means v3 */
	TRY(der_unsigned(r, DER_INTEGER, &out->serial));
	ENSURE(out->serial.size <= X509_SERIAL_SIZE_MAX, ERR_INPUT);
	TRY(x509_algorithm(r));
	TRY(der_take_whole(r, DER_SEQUENCE, &out->issuer));
	TRY(validity(r, out));
	TRY(subject(r, out));
	TRY(public_key(r, out));
	TRY(der_enter(r, DER_CONTEXT_3, &wrapper));
	TRY(extension_list(&wrapper, out));
	TRY(reader_end(&wrapper));
	return reader_end(r);
}

enum err
x509_parse(struct span der, struct certificate *out)
{
	struct reader all = reader_over(der), certificate, whole, inside;

	*out = (struct certificate){ .der = der, .path_length = X509_PATH_LENGTH_NONE };
	TRY(der_enter(&all, DER_SEQUENCE, &certificate));
	TRY(reader_end(&all));
	TRY(der_take_whole(&certificate, DER_SEQUENCE, &out->tbs));
	whole = reader_over(out->tbs);
	TRY(der_enter(&whole, DER_SEQUENCE, &inside));
	TRY(tbs(&inside, out));
	TRY(x509_algorithm(&certificate));
	TRY(x509_signature(&certificate, out->signature));
	return reader_end(&certificate);
}
