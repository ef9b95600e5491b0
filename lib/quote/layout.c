/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layout of quotes v3, v4 and v5, top to bottom (Intel SGX ECDSA Quote Library Reference,
 * appendix A; Intel TDX DCAP Quoting Library API, appendix 3).
 */
#include "lib/quote/kind.h"
#include "lib/quote/quote.h"
#include "lib/quote/refuse.h"
#include "lib/quote/snp.h"

enum {
	KEY_TYPE_ECDSA_P256 = 2,
	TEE_TYPE_SGX = 0,
	TEE_TYPE_TDX = 0x81,
	HEADER_SIZE = 48,
	REPORT_SIZE = 384,
	TD_REPORT_SIZE = 584,
	TD_REPORT_15_SIZE = 648,
	AUTH_SIZE_MAX = 1024,
	DATA_TYPE_QE_REPORT = 6, /* v4 and later: the QE's part, and the chain inside it */
};

static enum err
header(struct span bytes, struct quote *out, struct att_failure *failure)
{
	static const char item[] = "quote header";
	struct reader r = reader_over(bytes);
	struct span skipped, vendor;
	uint16_t key_type;
	uint32_t tee_type;

	TRY(reader_u16le(&r, &out->version));
	if (out->version < 3 || out->version > 5)
		return att_refuse(failure, ATT_E_QUOTE_VERSION, item,
		    "version %u; this program reads versions 3 to 5", out->version);
	TRY(reader_u16le(&r, &key_type));
	if (key_type != KEY_TYPE_ECDSA_P256)
		return att_refuse(failure, ATT_E_AK_TYPE, item,
		    "attestation key type %u, not 2 (ECDSA P-256)", key_type);
	TRY(reader_u32le(&r, &tee_type));
	if (tee_type != TEE_TYPE_SGX && (out->version == 3 || tee_type != TEE_TYPE_TDX))
		return att_refuse(failure, ATT_E_TEE_TYPE, item, "TEE type 0x%x, not 0 (SGX)%s",
		    tee_type, out->version == 3 ? "" : " or 0x81 (TDX)");
	out->tee = tee_type == TEE_TYPE_TDX ? QUOTE_TDX : QUOTE_SGX;
	TRY(reader_take(&r, 4, &skipped)); /* QE SVN, PCE SVN; reserved since v4 */
	TRY(reader_take(&r, KIND_VENDOR_SIZE, &vendor));
	if (kind_of_vendor(vendor) == NULL)
		return att_refuse(
		    failure, ATT_E_QE_VENDOR, item, "nobody known here has this vendor id");
	TRY(reader_take(&r, 20, &skipped)); /* user data */
	return reader_end(&r);
}

static enum err
report(struct reader *from, struct quote_report *out)
{
	struct span skipped;
	struct reader r, flags;

	TRY(reader_take(from, REPORT_SIZE, &out->all));
	r = reader_over(out->all);
	TRY(reader_take(&r, 16, &skipped)); /* CPUSVN */
	TRY(reader_take(&r, 4, &out->miscselect));
	TRY(reader_take(&r, 28, &skipped)); /* reserved, ISVEXTPRODID */
	TRY(reader_take(&r, 16, &out->attributes));
	flags = reader_over(out->attributes);
	TRY(reader_u64le(&flags, &out->flags));
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
td_report(struct reader *from, size_t size, struct quote_td_report *out)
{
	struct span all, skipped;
	struct reader r;

	TRY(reader_take(from, size, &all));
	r = reader_over(all);
	TRY(reader_take(&r, 16, &out->tee_tcb_svn));
	TRY(reader_take(&r, QUOTE_TD_REGISTER_SIZE, &out->mrseam));
	TRY(reader_take(&r, QUOTE_TD_REGISTER_SIZE, &out->mrsignerseam));
	TRY(reader_take(&r, 8, &out->seam_attributes));
	TRY(reader_u64le(&r, &out->attributes));
	TRY(reader_take(&r, 8, &skipped)); /* XFAM */
	TRY(reader_take(&r, QUOTE_TD_REGISTER_SIZE, &out->mrtd));
	TRY(reader_take(&r, QUOTE_TD_REGISTER_SIZE, &out->mrconfigid));
	TRY(reader_take(&r, QUOTE_TD_REGISTER_SIZE, &out->mrowner));
	TRY(reader_take(&r, QUOTE_TD_REGISTER_SIZE, &out->mrownerconfig));
	for (size_t i = 0; i < QUOTE_RTMR_COUNT; i++)
		TRY(reader_take(&r, QUOTE_TD_REGISTER_SIZE, &out->rtmr[i]));
	TRY(reader_take(&r, QUOTE_REPORT_DATA_SIZE, &out->report_data));
	if (size == TD_REPORT_SIZE)
		return reader_end(&r);
	TRY(reader_take(&r, 16, &out->tee_tcb_svn2));
	TRY(reader_take(&r, QUOTE_TD_REGISTER_SIZE, &skipped)); /* MRSERVICETD */
	return reader_end(&r);
}

/* v5 says what its body is; before, the TEE type does. */
static enum err
body_size(struct reader *r, const struct quote *q, size_t *size, struct att_failure *failure)
{
	static const struct {
		enum quote_tee tee;
		size_t size;
	} types[] = { { QUOTE_SNP, 0 }, { QUOTE_SGX, REPORT_SIZE }, { QUOTE_TDX, TD_REPORT_SIZE },
		{ QUOTE_TDX, TD_REPORT_15_SIZE } };
	uint16_t type;
	uint32_t told;

	*size = q->tee == QUOTE_TDX ? TD_REPORT_SIZE : REPORT_SIZE;
	if (q->version < 5)
		return OK;
	TRY(reader_u16le(r, &type));
	TRY(reader_u32le(r, &told));
	if (type >= sizeof(types) / sizeof(types[0]) || types[type].tee != q->tee)
		return att_refuse(failure, ATT_E_TEE_TYPE, "quote body",
		    "body type %u does not go with the header's TEE type", type);
	*size = types[type].size;
	if (told != *size)
		return att_refuse(failure, ATT_E_QUOTE_SIZE, "quote body",
		    "it says %u bytes, and its type has %zu", told, *size);
	return OK;
}

static enum err
body(struct reader *r, struct quote *out, struct att_failure *failure)
{
	size_t size;

	TRY(body_size(r, out, &size, failure));
	if (out->tee == QUOTE_TDX)
		TRY(td_report(r, size, &out->td));
	else
		TRY(report(r, &out->enclave));
	out->report_data = out->tee == QUOTE_TDX ? out->td.report_data : out->enclave.report_data;
	return OK;
}

/* Its size, and exactly what follows: the rest of what surrounds it. */
static enum err
certification_data(struct reader *r, struct att_failure *failure)
{
	uint32_t size;

	TRY(reader_u32le(r, &size));
	if (size != r->rest.size)
		return att_refuse(failure, ATT_E_CERT_DATA_SIZE, "quote certification data",
		    "it says %u bytes, and %zu are there", size, r->rest.size);
	return OK;
}

/* From version 4 on, all that the quoting enclave says is certification data itself. */
static enum err
qe_data(struct reader *r, struct att_failure *failure)
{
	uint16_t type;

	TRY(reader_u16le(r, &type));
	if (type != DATA_TYPE_QE_REPORT)
		return att_refuse(failure, ATT_E_CERT_DATA_TYPE, "quote certification data",
		    "type %u, not 6 (QE report)", type);
	return certification_data(r, failure);
}

static enum err
signatures(struct span bytes, struct quote *out, struct att_failure *failure)
{
	struct reader r = reader_over(bytes);
	uint16_t auth_size;

	TRY(reader_take(&r, SIGNATURE_SIZE, &out->signature));
	TRY(reader_take(&r, P256_POINT_SIZE, &out->attestation_key));
	if (out->version > 3)
		TRY(qe_data(&r, failure));
	TRY(report(&r, &out->qe));
	TRY(reader_take(&r, SIGNATURE_SIZE, &out->qe_signature));
	TRY(reader_u16le(&r, &auth_size));
	ENSURE(auth_size <= AUTH_SIZE_MAX, ERR_LIMIT);
	TRY(reader_take(&r, auth_size, &out->qe_auth));
	TRY(reader_u16le(&r, &out->certification_type));
	TRY(certification_data(&r, failure));
	out->pem_chain = r.rest;
	return OK;
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
check_size(struct span bytes, size_t max, struct att_failure *failure)
{
	if (bytes.size > max)
		return att_refuse(failure, ATT_E_QUOTE_SIZE, "quote",
		    "%zu bytes; at most %zu are read", bytes.size, max);
	return OK;
}

static enum err
layout(struct span bytes, struct quote *out, struct att_failure *failure)
{
	struct reader r = reader_over(bytes);
	struct span auth;
	uint32_t auth_size;

	TRY(check_size(bytes, QUOTE_SIZE_MAX, failure));
	TRY(reader_take(&r, HEADER_SIZE, &out->header));
	TRY(header(out->header, out, failure));
	if (out->version == 3)
		TRY(check_size(bytes, QUOTE_V3_SIZE_MAX, failure));
	TRY(body(&r, out, failure));
	out->signed_part = span_first(bytes, bytes.size - r.rest.size);
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
	*out = (struct quote){ .version = 0 };
	if (layout(bytes, out, f) != OK) {
		(void)att_refuse(
		    f, ATT_E_QUOTE_TRUNCATED, "quote", "it ends after %zu bytes", bytes.size);
		*out = (struct quote){ .version = 0 };
	}
	return f->code;
}

enum att_code
quote_claimed_measurement(struct span bytes, struct measurement *out)
{
	struct att_failure failure = { .code = ATT_OK };
	struct snp_report report;
	struct quote q;
	enum att_code code;

	*out = (struct measurement){ .size = 0 };
	if (snp_parse(bytes, &report, &failure) == OK) { /* no quote has a report's first words */
		measurement_set(out, report.measurement);
		return ATT_OK;
	}
	code = quote_parse(bytes, &q, NULL);
	if (code == ATT_OK)
		measurement_set(out, q.tee == QUOTE_TDX ? q.td.mrtd : q.enclave.mrenclave);
	return code;
}
