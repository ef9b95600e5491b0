/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/crl.h"

#include "lib/quote/der.h"
#include "lib/quote/x509.h"
#include "lib/quote/x509_field.h"

/* 2.5.29.x, by its last byte (RFC 5280 sections 5.2 and 5.3) */
enum extension {
	CRL_NUMBER = 0x14,
	REASON_CODE = 0x15,
	INVALIDITY_DATE = 0x18,
	AUTHORITY_KEY_IDENTIFIER = 0x23,
	UNKNOWN = 0,
	/* never read, because never allowed, critical or not */
	DELTA_INDICATOR = 0x1b,
	DISTRIBUTION_POINT = 0x1c,
	CERTIFICATE_ISSUER = 0x1d,
};

static enum extension
extension_of(struct span oid)
{
	static const uint8_t known[] = { CRL_NUMBER, REASON_CODE, INVALIDITY_DATE,
		AUTHORITY_KEY_IDENTIFIER, DELTA_INDICATOR, DISTRIBUTION_POINT, CERTIFICATE_ISSUER };

	if (oid.size != 3 || oid.p[0] != 0x55 || oid.p[1] != 0x1d)
		return UNKNOWN;
	for (size_t i = 0; i < sizeof(known); i++)
		if (oid.p[2] == known[i])
			return (enum extension)known[i];
	return UNKNOWN;
}

/* INTEGER of at most 20 bytes and a zero */
static enum err
number(struct span value)
{
	struct reader r = reader_over(value);
	struct span contents;

	TRY(der_unsigned(&r, DER_INTEGER, &contents));
	ENSURE(contents.size <= X509_SERIAL_SIZE_MAX, ERR_INPUT);
	return reader_end(&r);
}

/* ENUMERATED: a reason a complete list may give (RFC 5280 section 5.3.1) */
static enum err
reason(struct span value)
{
	enum { REASON_MAX = 10, REASON_UNUSED = 7, REMOVE_FROM_CRL = 8 };
	struct reader r = reader_over(value);
	uint32_t v;

	TRY(der_number(&r, DER_ENUMERATED, REASON_MAX, &v));
	ENSURE(v != REASON_UNUSED && v != REMOVE_FROM_CRL, ERR_INPUT);
	return reader_end(&r);
}

static enum err
entry_extensions(struct reader *r)
{
	struct x509_extensions list;
	struct x509_extension next;
	bool more;

	TRY(x509_extensions_enter(r, &list));
	for (;;) {
		enum extension which;

		TRY(x509_extensions_next(&list, &next, &more));
		if (!more)
			return OK;
		which = extension_of(next.oid);
		ENSURE(which == REASON_CODE || which == INVALIDITY_DATE || which == UNKNOWN,
		    ERR_INPUT);
		ENSURE(which != UNKNOWN || !next.is_critical, ERR_INPUT);
		if (which == REASON_CODE)
			TRY(reason(next.value));
	}
}

/* SEQUENCE { serial, time, extensions OPTIONAL } */
static enum err
entry(struct reader *r, struct span *serial)
{
	struct reader inside;
	int64_t since_ms;

	TRY(der_enter(r, DER_SEQUENCE, &inside));
	TRY(der_unsigned(&inside, DER_INTEGER, serial));
	ENSURE(serial->size <= X509_SERIAL_SIZE_MAX, ERR_INPUT);
	TRY(der_time(&inside, &since_ms));
	if (inside.rest.size > 0)
		TRY(entry_extensions(&inside));
	return reader_end(&inside);
}

static enum err
entries(struct reader *r, struct crl *out)
{
	struct reader list;
	struct span serial;

	TRY(der_take(r, DER_SEQUENCE, &out->entries));
	ENSURE(out->entries.size > 0, ERR_INPUT); /* an empty list is left out (section 5.1.2.6) */
	list = reader_over(out->entries);
	while (list.rest.size > 0)
		TRY(entry(&list, &serial));
	return OK;
}

static enum err
extensions(struct reader *r)
{
	bool has_number = false, has_authority = false, more;
	struct x509_extensions list;
	struct x509_extension next;
	struct reader wrapper;

	TRY(der_enter(r, DER_CONTEXT_0, &wrapper));
	TRY(x509_extensions_enter(&wrapper, &list));
	TRY(reader_end(&wrapper));
	for (;;) {
		enum extension which;

		TRY(x509_extensions_next(&list, &next, &more));
		if (!more)
			break;
		which = extension_of(next.oid);
		ENSURE(which == CRL_NUMBER || which == AUTHORITY_KEY_IDENTIFIER ||
			(which == UNKNOWN && !next.is_critical),
		    ERR_INPUT);
		if (which == CRL_NUMBER)
			TRY(number(next.value));
		has_number = has_number || which == CRL_NUMBER;
		has_authority = has_authority || which == AUTHORITY_KEY_IDENTIFIER;
	}
	ENSURE(has_number && has_authority, ERR_INPUT);
	return OK;
}

/* TBSCertList of RFC 5280 section 5.1, top to bottom. */
static enum err
tbs(struct reader *r, struct crl *out)
{
	uint32_t version;

	TRY(der_number(r, DER_INTEGER, UINT8_MAX, &version));
	ENSURE(version == 1, ERR_INPUT); /* 1 means v2 */
	TRY(x509_algorithm(r));
	TRY(der_take_whole(r, DER_SEQUENCE, &out->issuer));
	TRY(der_time(r, &out->valid.from_ms));
	TRY(der_time(r, &out->valid.until_ms));
	if (der_next_is(r, DER_SEQUENCE))
		TRY(entries(r, out));
	TRY(extensions(r));
	return reader_end(r);
}

enum err
crl_parse(struct span der, struct crl *out)
{
	struct reader all = reader_over(der), list, whole, inside;

	*out = (struct crl){ .tbs = { NULL, 0 } };
	TRY(der_enter(&all, DER_SEQUENCE, &list));
	TRY(reader_end(&all));
	TRY(der_take_whole(&list, DER_SEQUENCE, &out->tbs));
	whole = reader_over(out->tbs);
	TRY(der_enter(&whole, DER_SEQUENCE, &inside));
	TRY(tbs(&inside, out));
	TRY(x509_algorithm(&list));
	TRY(x509_signature(&list, out->signature));
	return reader_end(&list);
}

bool
crl_has(const struct crl *c, struct span serial)
{
	struct reader r = reader_over(c->entries);
	struct span found;

	while (r.rest.size > 0 && entry(&r, &found) == OK)
		if (span_equal(found, serial))
			return true;
	return false;
}
