/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/quote_show.h"

#include "host/cli/complaint.h"
#include "host/cli/quote_fields.h"
#include "lib/base/text.h"
#include "lib/quote/kind.h"
#include "lib/quote/pck_extension.h"
#include "lib/quote/pem.h"
#include "lib/quote/snp.h"

static const char banner[] =
    "NOT VERIFIED: this is what the file says of itself.  Whether it is genuine, `perf-aggregator\n"
    "quote check` tells; whether it is what you want, `perf-aggregator attest`.\n";

enum { HEADER_SIZE = 48, V5_BODY_HEAD_SIZE = 6, CERTIFICATE_COUNT = 3 };

static enum err
line_text(const char *name, const char *value, struct buf *out)
{
	return buf_print(out, "  %-22s %s\n", name, value);
}

static enum err
line_hex(const char *name, struct span value, struct buf *out)
{
	TRY(buf_print(out, "  %-22s ", name));
	TRY(text_hex_write(value, out));
	return buf_u8(out, '\n');
}

static enum err
heading(const char *words, struct buf *out)
{
	return buf_print(out, "\n%s\n", words);
}

/* ---- certificates ---- */

struct certificates {
	struct buf der;
	struct certificate all[CERTIFICATE_COUNT]; /* leaf, CA, root */
	bool are_known;
};

static void
certificates_wipe(struct certificates *c)
{
	buf_wipe(&c->der);
}

static void
certificates_read(struct span pem, struct certificates *out)
{
	struct span each[CERTIFICATE_COUNT];

	out->der = buf_new(PEM_SIZE_MAX);
	out->are_known = pem_parse(pem, CERTIFICATE_COUNT, &out->der, each) == OK;
	for (size_t i = 0; out->are_known && i < CERTIFICATE_COUNT; i++)
		out->are_known = x509_parse(each[i], &out->all[i]) == OK;
}

static enum err
name_line(const char *name, struct span value, struct buf *out)
{
	char text[128];

	(void)snprintf(text, sizeof(text), "%.*s", (int)value.size, (const char *)value.p);
	words_tame(text);
	return line_text(name, text, out);
}

static enum err
certificate_lines(const struct certificate *c, struct buf *out)
{
	char from[TEXT_TIME_SIZE], until[TEXT_TIME_SIZE], valid[80];

	text_time_write(c->valid.from_ms, from);
	text_time_write(c->valid.until_ms, until);
	(void)snprintf(valid, sizeof(valid), "%.19sZ to %.19sZ", from, until);
	TRY(name_line("name", c->common_name, out));
	TRY(name_line("  of", c->organisation, out));
	TRY(line_hex("  serial", c->serial, out));
	return line_text("  valid", valid, out);
}

static enum err
certificates_show(const struct certificates *c, struct buf *out)
{
	TRY(heading("certificates, from the key that signs to the root", out));
	if (!c->are_known)
		return line_text("", "they are not three certificates of the SGX profile", out);
	for (size_t i = 0; i < CERTIFICATE_COUNT; i++)
		TRY(certificate_lines(&c->all[i], out));
	return OK;
}

/* ---- the platform ---- */

static const char *
yes_no(bool v)
{
	return v ? "yes" : "no";
}

static enum err
platform_show(const struct certificates *c, struct buf *out)
{
	static const char *const types[PCK_TYPE_COUNT] = { "standard", "scalable",
		"scalable with integrity" };
	struct pck_extension p;
	char number[16];

	TRY(heading("platform, as its PCK certificate says", out));
	if (!c->are_known || pck_extension_parse(c->all[0].sgx, &p) != OK)
		return line_text("", "it has no SGX extension that can be read", out);
	(void)snprintf(number, sizeof(number), "%u", p.pcesvn);
	TRY(line_hex("FMSPC", SPAN_OF(p.fmspc), out));
	TRY(line_text("CA", p.has_platform ? "platform" : "processor", out));
	TRY(line_hex("PPID", SPAN_OF(p.ppid), out));
	TRY(line_hex("PCE id", SPAN_OF(p.pceid), out));
	TRY(line_text("PCE SVN", number, out));
	TRY(line_hex("TCB components", SPAN_OF(p.component_svn), out));
	TRY(line_hex("CPU SVN", SPAN_OF(p.cpusvn), out));
	TRY(line_text("memory", types[p.sgx_type], out));
	if (!p.has_platform)
		return OK;
	TRY(line_hex("platform instance", SPAN_OF(p.platform_instance_id), out));
	TRY(line_text("dynamic platform", yes_no(p.is_dynamic_platform), out));
	TRY(line_text("cached keys", yes_no(p.has_cached_keys), out));
	return line_text("SMT", yes_no(p.has_smt), out);
}

/* ---- signatures ---- */

static enum err
holds_line(const char *what, bool holds, struct buf *out)
{
	return buf_print(out, "  %-58s %s\n", what, holds ? "holds" : "DOES NOT HOLD");
}

static bool
is_signed_by(const struct certificate *c, const struct certificate *by)
{
	return p256_verify(by->point, c->tbs, c->signature) == OK;
}

static bool
is_vouched_for(const struct quote *q)
{
	const struct span parts[] = { q->attestation_key, q->qe_auth };
	uint8_t want[QUOTE_REPORT_DATA_SIZE] = { 0 };

	return sha256(parts, 2, want) == OK && span_equal(q->qe.report_data, SPAN_OF(want));
}

static enum err
signatures_show(const struct quote *q, const struct certificates *c, struct buf *out)
{
	TRY(heading("signatures, under keys of this file", out));
	TRY(holds_line("quote, by the attestation key",
	    p256_verify(q->attestation_key.p, q->signed_part, q->signature.p) == OK, out));
	TRY(holds_line(
	    "attestation key, vouched for by the quoting enclave", is_vouched_for(q), out));
	if (!c->are_known)
		return OK;
	TRY(holds_line("quoting enclave's report, by the PCK certificate's key",
	    p256_verify(c->all[0].point, q->qe.all, q->qe_signature.p) == OK, out));
	TRY(holds_line("PCK certificate, by the CA", is_signed_by(&c->all[0], &c->all[1]), out));
	TRY(holds_line("CA, by the root", is_signed_by(&c->all[1], &c->all[2]), out));
	TRY(holds_line("root, by itself", is_signed_by(&c->all[2], &c->all[2]), out));
	return line_text("the root's key is",
	    span_equal(SPAN_OF(c->all[2].point), SPAN_OF(quote_root_intel()->point))
		? "Intel's"
		: "not Intel's",
	    out);
}

/* ---- the whole ---- */

static enum err
quote_body_show(const struct quote *q, struct buf *out)
{
	const size_t head = HEADER_SIZE + (q->version >= 5 ? V5_BODY_HEAD_SIZE : 0);

	TRY(heading("header", out));
	TRY(quote_fields_write(QUOTE_FIELDS_HEADER, q->header, out));
	TRY(heading(
	    q->tee == QUOTE_TDX ? "report of the trust domain" : "report of the enclave", out));
	return quote_fields_write(
	    q->tee == QUOTE_TDX ? QUOTE_FIELDS_TD_REPORT : QUOTE_FIELDS_REPORT,
	    span_from(q->signed_part, head), out);
}

static enum err
sgx_show(struct span bytes, struct buf *out, struct att_failure *failure)
{
	AUTO(certificates) c = { .are_known = false };
	struct quote q;

	ENSURE(quote_parse(bytes, &q, failure) == ATT_OK, ERR_REFUSED);
	certificates_read(q.pem_chain, &c);
	TRY(buf_print(out, "%squote version %u, %s, %zu bytes\n", banner, q.version,
	    q.tee == QUOTE_TDX ? "TDX" : "SGX", bytes.size));
	TRY(quote_body_show(&q, out));
	TRY(heading("signature section", out));
	TRY(line_hex("signature", q.signature, out));
	TRY(line_hex("attestation key", q.attestation_key, out));
	TRY(line_hex("QE signature", q.qe_signature, out));
	TRY(line_hex("QE authentication data", q.qe_auth, out));
	TRY(heading("report of the quoting enclave", out));
	TRY(quote_fields_write(QUOTE_FIELDS_REPORT, q.qe.all, out));
	TRY(certificates_show(&c, out));
	TRY(platform_show(&c, out));
	return signatures_show(&q, &c, out);
}

static enum err
snp_show(struct span bytes, struct buf *out, struct att_failure *failure)
{
	struct snp_report r;

	TRY(snp_parse(bytes, &r, failure));
	TRY(buf_print(
	    out, "%sSEV-SNP report version %u, %zu bytes\n", banner, r.version, bytes.size));
	TRY(heading("report of the guest", out));
	TRY(quote_fields_write(QUOTE_FIELDS_SNP_REPORT, bytes, out));
	TRY(heading("signature", out));
	return line_text(
	    "", "the chip's certificate, which is not in a report, says whether it holds", out);
}

enum err
quote_show(struct span bytes, struct buf *out, struct att_failure *failure)
{
	/* A quote's key type, 2, is where a report has the upper half of its version. */
	if (bytes.size >= 4 && bytes.p[2] == 0)
		return snp_show(bytes, out, failure);
	return sgx_show(bytes, out, failure);
}
