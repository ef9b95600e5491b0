/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/x509_field.h"

#include "lib/quote/der.h"

/* SEQUENCE { OID 1.2.840.10045.4.3.2 } */
static const uint8_t ecdsa_with_sha256[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
	0x04, 0x03, 0x02 };

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
x509_signature(struct reader *r, uint8_t out[SIGNATURE_SIZE])
{
	struct span bits;
	struct reader inside, pair;

	TRY(der_take(r, DER_BIT_STRING, &bits));
	ENSURE(bits.size > 0 && bits.p[0] == 0, ERR_INPUT);
	inside = reader_over(span_from(bits, 1));
	TRY(der_enter(&inside, DER_SEQUENCE, &pair));
	TRY(reader_end(&inside));
	TRY(der_number_bytes(&pair, out, 32));
	TRY(der_number_bytes(&pair, out + 32, 32));
	return reader_end(&pair);
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
