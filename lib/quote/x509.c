/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/x509.h"

#include "lib/quote/der.h"
#include "lib/quote/x509_field.h"

/* The 27 bytes before x and y: id-ecPublicKey, prime256v1, uncompressed (RFC 5480 section 2) */
static const uint8_t p256_key_prefix[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
	0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03,
	0x42, 0x00, 0x04 };

/* The same for secp384r1, 23 bytes. */
static const uint8_t p384_key_prefix[] = { 0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48,
	0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00, 0x04 };

/* What stands before a modulus of 4096 bits (rsaEncryption, RFC 8017 appendix A.1), and after it.
 */
static const uint8_t rsa4096_key_prefix[] = { 0x30, 0x82, 0x02, 0x22, 0x30, 0x0d, 0x06, 0x09, 0x2a,
	0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00, 0x03, 0x82, 0x02, 0x0f, 0x00,
	0x30, 0x82, 0x02, 0x0a, 0x02, 0x82, 0x02, 0x01, 0x00 };
static const uint8_t rsa_exponent_65537[] = { 0x02, 0x03, 0x01, 0x00, 0x01 };

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
sgx_key(struct reader *r, struct certificate *out)
{
	struct span point;

	TRY(x509_exact(r, SPAN_OF(p256_key_prefix)));
	TRY(reader_take(r, P256_POINT_SIZE, &point));
	memcpy(out->point, point.p, P256_POINT_SIZE);
	return OK;
}

static enum err
rsa_key(struct reader *r, struct certificate *out)
{
	TRY(x509_exact(r, SPAN_OF(rsa4096_key_prefix)));
	TRY(reader_take(r, RSA4096_SIZE, &out->key));
	ENSURE(out->key.p[0] >= 0x80, ERR_INPUT);
	return x509_exact(r, SPAN_OF(rsa_exponent_65537));
}

static enum err
p384_key(struct reader *r, struct certificate *out)
{
	TRY(x509_exact(r, SPAN_OF(p384_key_prefix)));
	return reader_take(r, P384_POINT_SIZE, &out->key);
}

/* AMD's authorities have RSA keys, what signs reports has one on P-384. */
static enum err
amd_key(struct reader *r, struct certificate *out)
{
	struct reader rsa, p384;

	TRY(der_take_whole(r, DER_SEQUENCE, &out->key_info));
	rsa = p384 = reader_over(out->key_info);
	if (rsa_key(&rsa, out) == OK)
		return reader_end(&rsa);
	TRY(p384_key(&p384, out));
	return reader_end(&p384);
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

/*
 * KeyUsage: a BIT STRING of one byte without zero bits at its end (X.690 section 11.2.2).  AMD's
 * intermediates have one, so whether there are any is left to the profile.
 */
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
	ENSURE(bits.p[0] <= unused, ERR_INPUT);
	out->has_padded_uses = bits.p[0] < unused;
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
	return OK;
}

static enum err
sgx_algorithm(struct reader *r, struct span *form)
{
	*form = r->rest;
	TRY(x509_algorithm(r));
	*form = span_first(*form, form->size - r->rest.size);
	return OK;
}

static enum err
sgx_signature(struct reader *r, struct certificate *out)
{
	return x509_signature(r, out->signature);
}

static enum err
amd_signature(struct reader *r, struct certificate *out)
{
	return x509_signature_pss(r, &out->rsa_signature);
}

/* What the two profiles do not have in common. */
struct profile {
	enum err (*algorithm)(struct reader *r, struct span *form);
	enum err (*key)(struct reader *r, struct certificate *out);
	enum err (*signature)(struct reader *r, struct certificate *out);
	bool is_strict; /* KeyUsage and BasicConstraints in every certificate, as DER wants them */
};

static const struct profile sgx_profile = { sgx_algorithm, sgx_key, sgx_signature, true };
static const struct profile amd_profile = { x509_algorithm_pss, amd_key, amd_signature, false };

/* TBSCertificate of RFC 5280 section 4.1, top to bottom. */
static enum err
tbs(struct reader *r, const struct profile *profile, struct span *signed_with,
    struct certificate *out)
{
	struct reader version, wrapper;
	uint32_t v;

	TRY(der_enter(r, DER_CONTEXT_0, &version));
	TRY(der_number(&version, DER_INTEGER, UINT8_MAX, &v));
	TRY(reader_end(&version));
	ENSURE(v == 2, ERR_INPUT); /* 2 means v3 */
	TRY(der_unsigned(r, DER_INTEGER, &out->serial));
	ENSURE(out->serial.size <= X509_SERIAL_SIZE_MAX, ERR_INPUT);
	TRY(profile->algorithm(r, signed_with));
	TRY(der_take_whole(r, DER_SEQUENCE, &out->issuer));
	TRY(validity(r, out));
	TRY(subject(r, out));
	TRY(profile->key(r, out));
	TRY(der_enter(r, DER_CONTEXT_3, &wrapper));
	out->extensions = wrapper.rest;
	TRY(extension_list(&wrapper, out));
	TRY(reader_end(&wrapper));
	ENSURE(!profile->is_strict ||
		(out->key_uses != 0 && !out->has_padded_uses && out->has_constraints),
	    ERR_INPUT);
	return reader_end(r);
}

static enum err
parse(struct span der, const struct profile *profile, struct certificate *out)
{
	struct reader all = reader_over(der), certificate, whole, inside;
	struct span signed_with;

	*out = (struct certificate){ .der = der, .path_length = X509_PATH_LENGTH_NONE };
	TRY(der_enter(&all, DER_SEQUENCE, &certificate));
	TRY(reader_end(&all));
	TRY(der_take_whole(&certificate, DER_SEQUENCE, &out->tbs));
	whole = reader_over(out->tbs);
	TRY(der_enter(&whole, DER_SEQUENCE, &inside));
	TRY(tbs(&inside, profile, &signed_with, out));
	TRY(x509_exact(&certificate, signed_with));
	TRY(profile->signature(&certificate, out));
	return reader_end(&certificate);
}

enum err
x509_parse(struct span der, struct certificate *out)
{
	return parse(der, &sgx_profile, out);
}

enum err
x509_parse_amd(struct span der, struct certificate *out)
{
	return parse(der, &amd_profile, out);
}
