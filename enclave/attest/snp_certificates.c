/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/snp_certificates.h"

#include "lib/base/secret.h"
#include "lib/quote/der.h"
#include "lib/quote/pem.h"

enum { GUID_SIZE = 16, ENTRY_SIZE = GUID_SIZE + 8 };

/* Bytes in the order in which a GUID is written. */
static const uint8_t vcek_guid[GUID_SIZE] = { 0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64, 0xad,
	0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd };
static const uint8_t vlek_guid[GUID_SIZE] = { 0xa8, 0x07, 0x4b, 0xc2, 0xa2, 0x5a, 0x48, 0x3e, 0xaa,
	0xe6, 0x39, 0xc0, 0x45, 0xa0, 0xb8, 0xa1 };
static const uint8_t ask_guid[GUID_SIZE] = { 0x4a, 0xb7, 0xb3, 0x79, 0xbb, 0xac, 0x4f, 0xe4, 0xa0,
	0x2f, 0x05, 0xae, 0xf3, 0x27, 0xc7, 0x82 };
static const uint8_t ark_guid[GUID_SIZE] = { 0xc0, 0xb4, 0x06, 0xa4, 0xa8, 0x03, 0x49, 0x52, 0x97,
	0x43, 0x3f, 0xb6, 0x01, 0x4c, 0xd0, 0xae };

struct entry {
	struct span guid;
	uint32_t offset, size;
};

static bool
is_all_zero(struct span bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		if (bytes.p[i] != 0)
			return false;
	return true;
}

/* Where certificates of this kind go; NULL for kinds nobody here needs. */
static struct span *
place_for(struct span guid, struct snp_certificates *out)
{
	if (span_equal(guid, SPAN_OF(vcek_guid)) || span_equal(guid, SPAN_OF(vlek_guid)))
		return &out->vek;
	if (span_equal(guid, SPAN_OF(ask_guid)))
		return &out->ask;
	return span_equal(guid, SPAN_OF(ark_guid)) ? &out->ark : NULL;
}

static enum err
entry_read(struct reader *r, struct entry *e)
{
	TRY(reader_take(r, GUID_SIZE, &e->guid));
	TRY(reader_u32le(r, &e->offset));
	return reader_u32le(r, &e->size);
}

/* How many entries stand before the one of zeros. */
static enum err
count_entries(struct span blob, size_t *count, struct why *why)
{
	struct reader r = reader_over(blob);
	struct span entry;

	for (*count = 0; *count <= SNP_CERTIFICATES_ENTRIES_MAX; (*count)++) {
		if (reader_take(&r, ENTRY_SIZE, &entry) != OK)
			return why_set(why, ERR_INPUT, "the certificate table has no end");
		if (is_all_zero(entry))
			return OK;
	}
	return why_set(why, ERR_LIMIT, "the certificate table has over %d entries",
	    SNP_CERTIFICATES_ENTRIES_MAX);
}

static enum err
entry_take(const struct entry *e, struct span blob, size_t table_size, struct snp_certificates *out,
    struct why *why)
{
	struct span *place = place_for(e->guid, out);

	if (e->offset < table_size || e->offset > blob.size || e->size > blob.size - e->offset)
		return why_set(why, ERR_INPUT,
		    "the certificate table points outside: %u bytes at %u of %zu", e->size,
		    e->offset, blob.size);
	if (place == NULL || e->size == 0)
		return OK;
	if (e->size > SNP_CERTIFICATE_SIZE_MAX)
		return why_set(why, ERR_LIMIT, "a certificate of %u bytes", e->size);
	if (place->size != 0)
		return why_set(why, ERR_INPUT, "the certificate table has one kind twice");
	*place = span_first(span_from(blob, e->offset), e->size);
	return OK;
}

enum err
snp_certificates_parse(struct span blob, struct snp_certificates *out, struct why *why)
{
	struct reader r = reader_over(blob);
	size_t count;

	*out = (struct snp_certificates){ .vek = { 0 } };
	if (is_all_zero(blob))
		return OK;
	TRY(count_entries(blob, &count, why));
	for (size_t i = 0; i < count; i++) {
		struct entry e;

		TRY(entry_read(&r, &e));
		TRY(entry_take(&e, blob, (count + 1) * ENTRY_SIZE, out, why));
	}
	return OK;
}

/* ---- one certificate ---- */

/* A SEQUENCE and nothing after it: what is in it is the verifier's business. */
static enum err
check_der(struct span certificate)
{
	struct reader r = reader_over(certificate);
	struct span whole;

	TRY(der_take_whole(&r, DER_SEQUENCE, &whole));
	return reader_end(&r);
}

enum err
snp_certificate_der(struct span certificate, struct buf *out)
{
	AUTO(buf) der = buf_new(SNP_CERTIFICATE_SIZE_MAX);
	struct span one = certificate;

	if (span_starts(certificate, "-----BEGIN"))
		TRY(pem_parse(certificate, 1, &der, &one));
	TRY(check_der(one));
	return buf_append(out, one);
}

enum err
snp_certificate_pem(struct span certificate, struct buf *out)
{
	AUTO(buf) der = buf_new(SNP_CERTIFICATE_SIZE_MAX);

	TRY(snp_certificate_der(certificate, &der));
	return pem_write(buf_span(&der), out);
}
