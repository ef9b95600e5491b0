/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/simulated_collateral.h"

#include "enclave/attest/simulated_crl.h"
#include "lib/base/text.h"
#include "lib/quote/kind.h"

static const int64_t ms_per_day = 86400000;

enum { VALID_DAYS = 30 };

void
simulated_collateral_wipe(struct simulated_collateral *c)
{
	buf_wipe(&c->root_crl);
	buf_wipe(&c->pck_crl);
	buf_wipe(&c->tcb_chain);
	buf_wipe(&c->tcb_info);
	buf_wipe(&c->qe_identity);
	bytes_wipe(c, sizeof(*c));
}

static int64_t
issue_time(int64_t now_ms)
{
	return (now_ms / ms_per_day - 1) * ms_per_day;
}

static enum err
crl_issue(
    const struct p256_private *issuer_key, enum kind_role issuer, int64_t from_ms, struct buf *out)
{
	const struct simulated_crl crl = {
		.issuer = kind_simulated.names[issuer],
		.from_ms = from_ms,
		.until_ms = from_ms + VALID_DAYS * ms_per_day,
	};

	return simulated_crl_write(&crl, issuer_key, out);
}

/* As Intel's service writes a time: without milliseconds. */
static void
date_write(struct json_writer *w, const char *name, int64_t unix_ms)
{
	enum { TO_SECONDS = 19 };
	char text[TEXT_TIME_SIZE];

	text_time_write(unix_ms, text);
	text[TO_SECONDS] = 'Z';
	text[TO_SECONDS + 1] = '\0';
	json_write_text(w, name, text);
}

static void
dates_write(struct json_writer *w, int64_t from_ms, int64_t until_ms)
{
	date_write(w, "issueDate", from_ms);
	date_write(w, "nextUpdate", until_ms);
}

static void
status_write(struct json_writer *w, const char *status)
{
	json_write_text(w, "tcbDate", "2026-01-01T00:00:00Z");
	json_write_text(w, "tcbStatus", status);
	json_write_close_object(w);
}

static void
level_write(struct json_writer *w, int64_t svn, int64_t pcesvn, const char *status)
{
	enum { COMPONENT_COUNT = 16 };

	json_write_object(w, NULL);
	json_write_object(w, "tcb");
	json_write_array(w, "sgxtcbcomponents");
	for (unsigned i = 0; i < COMPONENT_COUNT; i++) {
		json_write_object(w, NULL);
		json_write_i64(w, "svn", svn);
		json_write_close_object(w);
	}
	json_write_close_array(w);
	json_write_i64(w, "pcesvn", pcesvn);
	json_write_close_object(w);
	status_write(w, status);
}

enum err
simulated_tcb_info_write(int64_t from_ms, int64_t until_ms, struct buf *out)
{
	static const uint8_t pceid[2];
	struct json_writer w = json_writer_on(out);

	json_write_object(&w, NULL);
	json_write_text(&w, "id", "SGX");
	json_write_i64(&w, "version", 3);
	dates_write(&w, from_ms, until_ms);
	json_write_hex(&w, "fmspc", SPAN_OF(kind_simulated_fmspc));
	json_write_hex(&w, "pceId", SPAN_OF(pceid));
	json_write_i64(&w, "tcbType", 0);
	json_write_i64(&w, "tcbEvaluationDataNumber", QUOTE_EVALUATION_NUMBER_DEFAULT);
	json_write_array(&w, "tcbLevels");
	level_write(&w, SIMULATED_SVN, SIMULATED_PCESVN, "UpToDate");
	level_write(&w, SIMULATED_SVN - 1, SIMULATED_PCESVN - 1, "OutOfDate");
	json_write_close_array(&w);
	json_write_close_object(&w);
	return json_write_end(&w);
}

static void
qe_level_write(struct json_writer *w, int64_t isvsvn, const char *status)
{
	json_write_object(w, NULL);
	json_write_object(w, "tcb");
	json_write_i64(w, "isvsvn", isvsvn);
	json_write_close_object(w);
	status_write(w, status);
}

enum err
simulated_qe_identity_write(int64_t from_ms, int64_t until_ms, struct buf *out)
{
	struct json_writer w = json_writer_on(out);
	uint8_t mrsigner[SHA256_SIZE];

	TRY(sha256_of(S(SIMULATED_QE_SIGNER), mrsigner));
	json_write_object(&w, NULL);
	json_write_text(&w, "id", "QE");
	json_write_i64(&w, "version", 2);
	dates_write(&w, from_ms, until_ms);
	json_write_i64(&w, "tcbEvaluationDataNumber", QUOTE_EVALUATION_NUMBER_DEFAULT);
	json_write_text(&w, "miscselect", "00000000");
	json_write_text(&w, "miscselectMask", "FFFFFFFF");
	json_write_text(&w, "attributes", "11000000000000000000000000000000");
	json_write_text(&w, "attributesMask", "FBFFFFFFFFFFFFFF0000000000000000");
	json_write_hex(&w, "mrsigner", SPAN_OF(mrsigner));
	json_write_i64(&w, "isvprodid", SIMULATED_QE_PRODUCT);
	json_write_array(&w, "tcbLevels");
	qe_level_write(&w, SIMULATED_SVN, "UpToDate");
	qe_level_write(&w, SIMULATED_SVN - 1, "OutOfDate");
	json_write_close_array(&w);
	json_write_close_object(&w);
	return json_write_end(&w);
}

enum err
simulated_collateral_issue(const struct simulated_keys *keys, struct span root_pem, int64_t now_ms,
    struct simulated_collateral *out)
{
	const int64_t from_ms = issue_time(now_ms);
	const int64_t until_ms = from_ms + VALID_DAYS * ms_per_day;

	*out = (struct simulated_collateral){
		.root_crl = buf_new(COLLATERAL_CRL_SIZE_MAX),
		.pck_crl = buf_new(COLLATERAL_CRL_SIZE_MAX),
		.tcb_chain = buf_new(COLLATERAL_CHAIN_SIZE_MAX),
		.tcb_info = buf_new(SIMULATED_JSON_SIZE_MAX),
		.qe_identity = buf_new(SIMULATED_JSON_SIZE_MAX),
		.issued_ms = from_ms,
	};
	TRY(crl_issue(&keys->root, KIND_ROOT, from_ms, &out->root_crl));
	TRY(crl_issue(&keys->ca, KIND_CA, from_ms, &out->pck_crl));
	TRY(simulated_tcb_signer_issue(keys, &out->tcb_chain));
	TRY(buf_append(&out->tcb_chain, root_pem));
	TRY(simulated_tcb_info_write(from_ms, until_ms, &out->tcb_info));
	TRY(p256_sign(&keys->tcb_signer, buf_span(&out->tcb_info), out->tcb_signature));
	TRY(simulated_qe_identity_write(from_ms, until_ms, &out->qe_identity));
	return p256_sign(&keys->tcb_signer, buf_span(&out->qe_identity), out->qe_signature);
}

bool
simulated_collateral_is_current(const struct simulated_collateral *c, int64_t now_ms)
{
	return c->tcb_info.size > 0 && c->issued_ms == issue_time(now_ms);
}

struct collateral
simulated_collateral_view(const struct simulated_collateral *c)
{
	return (struct collateral){
		.root_crl = buf_span(&c->root_crl),
		.pck_crl = buf_span(&c->pck_crl),
		.tcb_chain = buf_span(&c->tcb_chain),
		.tcb_info = buf_span(&c->tcb_info),
		.tcb_signature = SPAN_OF(c->tcb_signature),
		.qe_chain = buf_span(&c->tcb_chain),
		.qe_identity = buf_span(&c->qe_identity),
		.qe_signature = SPAN_OF(c->qe_signature),
	};
}
