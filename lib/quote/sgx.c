/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of a quote v3, top to bottom (Intel SGX ECDSA Quote Library Reference, appendix A). */
#include "lib/quote/kind.h"
#include "lib/quote/quote.h"
#include "lib/quote/refuse.h"

enum {
	VERSION = 3,
	KEY_TYPE_ECDSA_P256 = 2,
	TEE_TYPE_SGX = 0,
	HEADER_SIZE = 48,
	REPORT_SIZE = 384,
	AUTH_SIZE_MAX = 1024,
	DATA_TYPE_PEM_CHAIN = 5,
};

static enum err
header(struct span bytes, struct att_failure *failure)
{
	static const char item[] = "quote header";
	struct reader r = reader_over(bytes);
	struct span skipped, vendor;
	uint16_t version, key_type;
	uint32_t tee_type;

	TRY(reader_u16le(&r, &version));
	if (version != VERSION)
		return att_refuse(failure, ATT_E_QUOTE_VERSION, item,
		    "version %u; this program reads version 3", version);
	TRY(reader_u16le(&r, &key_type));
	if (key_type != KEY_TYPE_ECDSA_P256)
		return att_refuse(failure, ATT_E_AK_TYPE, item,
		    "attestation key type %u, not 2 (ECDSA P-256)", key_type);
	TRY(reader_u32le(&r, &tee_type));
	if (tee_type != TEE_TYPE_SGX)
		return att_refuse(
		    failure, ATT_E_TEE_TYPE, item, "TEE type 0x%x, not 0 (SGX)", tee_type);
	TRY(reader_take(&r, 4, &skipped)); /* QE SVN, PCE SVN */
	TRY(reader_take(&r, KIND_VENDOR_SIZE, &vendor));
	if (kind_of_vendor(vendor) == NULL)
		return att_refuse(
		    failure, ATT_E_QE_VENDOR, item, "nobody known here has this vendor id");
	TRY(reader_take(&r, 20, &skipped)); /* user data */
	return reader_end(&r);
}

static enum err
report(struct span bytes, struct quote *out)
{
	struct reader r = reader_over(bytes);
	struct span skipped;

	TRY(reader_take(&r, 48, &skipped)); /* CPUSVN, MISCSELECT, reserved, ISVEXTPRODID */
	TRY(reader_u64le(&r, &out->attribute_flags));
	TRY(reader_take(&r, 8, &skipped)); /* XFRM */
	TRY(reader_take(&r, 32, &out->mrenclave));
	TRY(reader_take(&r, 32, &skipped));
	TRY(reader_take(&r, 32, &out->mrsigner));
	TRY(reader_take(&r, 96, &skipped)); /* reserved, CONFIGID */
	TRY(reader_u16le(&r, &out->isvprodid));
	TRY(reader_u16le(&r, &out->isvsvn));
	TRY(reader_take(&r, 60, &skipped)); /* CONFIGSVN, reserved, ISVFAMILYID */
	TRY(reader_take(&r, QUOTE_REPORT_DATA_SIZE, &out->report_data));
	return reader_end(&r);
}

static enum err
certification_data(struct reader *r, struct quote *out, struct att_failure *failure)
{
	static const char item[] = "quote certification data";
	uint16_t type;
	uint32_t size;

	TRY(reader_u16le(r, &type));
	if (type != DATA_TYPE_PEM_CHAIN)
		return att_refuse(failure, ATT_E_CERT_DATA_TYPE, item,
		    "type %u, not 5 (PEM certificate chain)", type);
	TRY(reader_u32le(r, &size));
	if (size != r->rest.size)
		return att_refuse(failure, ATT_E_CERT_DATA_SIZE, item,
		    "it says %u bytes, and %zu are there", size, r->rest.size);
	return reader_take(r, size, &out->pem_chain);
}

static enum err
signatures(struct span bytes, struct quote *out, struct att_failure *failure)
{
	struct reader r = reader_over(bytes);
	uint16_t auth_size;

	TRY(reader_take(&r, SIGNATURE_SIZE, &out->signature));
	TRY(reader_take(&r, P256_POINT_SIZE, &out->attestation_key));
	TRY(reader_take(&r, REPORT_SIZE, &out->qe_report));
	TRY(reader_take(&r, SIGNATURE_SIZE, &out->qe_signature));
	TRY(reader_u16le(&r, &auth_size));
	ENSURE(auth_size <= AUTH_SIZE_MAX, ERR_LIMIT);
	TRY(reader_take(&r, auth_size, &out->qe_auth));
	return certification_data(&r, out, failure);
}

static bool
is_all_zero(struct span bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		if (bytes.p[i] != 0)
			return false;
	return true;
}

static enum err
layout(struct span bytes, struct quote *out, struct att_failure *failure)
{
	struct reader r = reader_over(bytes);
	struct span auth;
	uint32_t auth_size;

	TRY(reader_take(&r, HEADER_SIZE, &out->header));
	TRY(header(out->header, failure));
	TRY(reader_take(&r, REPORT_SIZE, &out->report));
	TRY(report(out->report, out));
	out->signed_part = span_first(bytes, HEADER_SIZE + REPORT_SIZE);
	TRY(reader_u32le(&r, &auth_size));
	TRY(reader_take(&r, auth_size, &auth));
	/* Some hosts pad with zeros. */
	if (!is_all_zero(r.rest))
		return att_refuse(failure, ATT_E_QUOTE_SIZE, "quote",
		    "%zu bytes follow it that are not zero", r.rest.size);
	if (signatures(auth, out, failure) != OK)
		return att_refuse(failure, ATT_E_QUOTE_SIZE, "quote signature section",
		    "its %u bytes do not hold what they must", auth_size);
	return OK;
}

enum att_code
quote_parse(struct span bytes, struct quote *out, struct att_failure *failure)
{
	struct att_failure local, *f = failure != NULL ? failure : &local;

	*f = (struct att_failure){ .code = ATT_OK };
	*out = (struct quote){ .attribute_flags = 0 };
	if (bytes.size > QUOTE_SIZE_MAX)
		(void)att_refuse(f, ATT_E_QUOTE_SIZE, "quote", "%zu bytes; at most %d are read",
		    bytes.size, QUOTE_SIZE_MAX);
	else if (layout(bytes, out, f) != OK)
		(void)att_refuse(
		    f, ATT_E_QUOTE_TRUNCATED, "quote", "it ends after %zu bytes", bytes.size);
	if (f->code != ATT_OK)
		*out = (struct quote){ .attribute_flags = 0 };
	return f->code;
}

enum att_code
quote_claimed_measurement(struct span bytes, uint8_t out[QUOTE_MEASUREMENT_SIZE])
{
	struct quote quote;
	const enum att_code code = quote_parse(bytes, &quote, NULL);

	memset(out, 0, QUOTE_MEASUREMENT_SIZE);
	if (code == ATT_OK)
		memcpy(out, quote.mrenclave.p, QUOTE_MEASUREMENT_SIZE);
	return code;
}
