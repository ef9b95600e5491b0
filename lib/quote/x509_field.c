/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/x509_field.h"

#include "lib/quote/der.h"

/* SEQUENCE { OID 1.2.840.10045.4.3.2 } */
static const uint8_t ecdsa_with_sha256[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
	0x04, 0x03, 0x02 };

/*
 * id-RSASSA-PSS with SHA-384, MGF1 over SHA-384 and a salt of 48 bytes (RFC 4055 section 3.1).  AMD
 * writes it in two ways: as DER wants it, and with the trailer field, which is a default, spelt
 * out.
 */
static const uint8_t pss_with_sha384[] = { 0x30, 0x41, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
	0x0d, 0x01, 0x01, 0x0a, 0x30, 0x34, 0xa0, 0x0f, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48,
	0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0xa1, 0x1c, 0x30, 0x1a, 0x06, 0x09, 0x2a,
	0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48,
	0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0xa2, 0x03, 0x02, 0x01, 0x30 };
static const uint8_t pss_with_sha384_and_trailer[] = { 0x30, 0x46, 0x06, 0x09, 0x2a, 0x86, 0x48,
	0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a, 0x30, 0x39, 0xa0, 0x0f, 0x30, 0x0d, 0x06, 0x09, 0x60,
	0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0xa1, 0x1c, 0x30, 0x1a, 0x06,
	0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08, 0x30, 0x0d, 0x06, 0x09, 0x60,
	0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0xa2, 0x03, 0x02, 0x01, 0x30,
	0xa3, 0x03, 0x02, 0x01, 0x01 };

enum err
x509_exact(struct reader *r, struct span want)
{
	struct span got;

	TRY(reader_take(r, want.size, &got));
	ENSURE(span_equal(got, want), ERR_INPUT);
	return OK;
}

enum err
x509_algorithm(struct reader *r)
{
	return x509_exact(r, SPAN_OF(ecdsa_with_sha256));
}

enum err
x509_algorithm_pss(struct reader *r, struct span *form)
{
	TRY(der_take_whole(r, DER_SEQUENCE, form));
	ENSURE(span_equal(*form, SPAN_OF(pss_with_sha384)) ||
		span_equal(*form, SPAN_OF(pss_with_sha384_and_trailer)),
	    ERR_INPUT);
	return OK;
}

/* BIT STRING of whole bytes */
static enum err
bytes(struct reader *r, struct span *out)
{
	TRY(der_take(r, DER_BIT_STRING, out));
	ENSURE(out->size > 0 && out->p[0] == 0, ERR_INPUT);
	*out = span_from(*out, 1);
	return OK;
}

enum err
x509_signature(struct reader *r, uint8_t out[SIGNATURE_SIZE])
{
	struct span whole;
	struct reader inside, pair;

	TRY(bytes(r, &whole));
	inside = reader_over(whole);
	TRY(der_enter(&inside, DER_SEQUENCE, &pair));
	TRY(reader_end(&inside));
	TRY(der_number_bytes(&pair, out, 32));
	TRY(der_number_bytes(&pair, out + 32, 32));
	return reader_end(&pair);
}

enum err
x509_signature_pss(struct reader *r, struct span *out)
{
	TRY(bytes(r, out));
	ENSURE(out->size == RSA4096_SIZE, ERR_INPUT);
	return OK;
}

enum err
x509_extensions_enter(struct reader *r, struct x509_extensions *out)
{
	out->count = 0;
	return der_enter(r, DER_SEQUENCE, &out->rest);
}

/* SEQUENCE { OID, critical BOOLEAN DEFAULT FALSE, OCTET STRING } */
static enum err
extension(struct reader *r, struct x509_extension *out)
{
	struct reader inside;

	out->is_critical = false;
	TRY(der_enter(r, DER_SEQUENCE, &inside));
	TRY(der_take(&inside, DER_OID, &out->oid));
	if (der_next_is(&inside, DER_BOOLEAN)) {
		TRY(der_boolean(&inside, &out->is_critical));
		ENSURE(out->is_critical, ERR_INPUT); /* DER does not write a default */
	}
	TRY(der_take(&inside, DER_OCTET_STRING, &out->value));
	return reader_end(&inside);
}

enum err
x509_extensions_next(struct x509_extensions *list, struct x509_extension *out, bool *more)
{
	*more = list->rest.rest.size > 0;
	if (!*more)
		return OK;
	ENSURE(list->count < X509_EXTENSIONS_MAX, ERR_INPUT);
	TRY(extension(&list->rest, out));
	for (size_t i = 0; i < list->count; i++)
		ENSURE(!span_equal(list->seen[i], out->oid), ERR_INPUT);
	list->seen[list->count++] = out->oid;
	return OK;
}
