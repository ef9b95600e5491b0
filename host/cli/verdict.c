/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/verdict.h"

#include "lib/base/text.h"
#include "lib/wire/release.h"

enum { DAY_MS = 86400000 };

const char *
verdict_anchor(enum quote_anchor anchor)
{
	switch (anchor) {
	case QUOTE_ANCHOR_INTEL:
		return "intel";
	case QUOTE_ANCHOR_AMD:
		return "amd";
	case QUOTE_ANCHOR_SIMULATED:
		return "simulated";
	case QUOTE_ANCHOR_GIVEN:
		return "given";
	}
	return "";
}

/* ---- JSON ---- */

/* A writer of members that are null unless they are known. */
struct maybe {
	struct json_writer *w;
	bool is_known;
};

static void
text(struct maybe m, const char *name, const char *value)
{
	if (m.is_known)
		json_write_text(m.w, name, value);
	else
		json_write_null(m.w, name);
}

static void
hex(struct maybe m, const char *name, struct span value)
{
	if (m.is_known)
		json_write_hex(m.w, name, value);
	else
		json_write_null(m.w, name);
}

static void
number(struct maybe m, const char *name, int64_t value)
{
	if (m.is_known)
		json_write_i64(m.w, name, value);
	else
		json_write_null(m.w, name);
}

static void
yes(struct maybe m, const char *name, bool value)
{
	if (m.is_known)
		json_write_bool(m.w, name, value);
	else
		json_write_null(m.w, name);
}

static void
moment(struct maybe m, const char *name, int64_t ms)
{
	if (m.is_known)
		json_write_time(m.w, name, ms);
	else
		json_write_null(m.w, name);
}

static void
write_advisories(struct maybe m, const struct tcb_advisories *a)
{
	if (!m.is_known) {
		json_write_null(m.w, "advisories");
		return;
	}
	json_write_array(m.w, "advisories");
	for (size_t i = 0; i < a->count; i++)
		json_write_text(m.w, NULL, a->names[i]);
	json_write_close_array(m.w);
}

static void
write_tdx(struct maybe m, const struct quote_td *td)
{
	static const char *const rtmrs[QUOTE_RTMR_COUNT] = { "rtmr0", "rtmr1", "rtmr2", "rtmr3" };

	hex(m, "mrtd", SPAN_OF(td->mrtd));
	for (size_t i = 0; i < QUOTE_RTMR_COUNT; i++)
		hex(m, rtmrs[i], SPAN_OF(td->rtmr[i]));
	hex(m, "mrconfigid", SPAN_OF(td->mrconfigid));
	hex(m, "mrowner", SPAN_OF(td->mrowner));
	hex(m, "mrownerconfig", SPAN_OF(td->mrownerconfig));
	hex(m, "mrseam", SPAN_OF(td->mrseam));
	hex(m, "tee_tcb_svn", SPAN_OF(td->tee_tcb_svn));
}

static void
write_snp(struct maybe m, const struct quote_facts *f)
{
	const struct quote_snp *s = &f->snp;

	hex(m, "measurement", measurement_span(&f->measurement));
	number(m, "vmpl", s->vmpl);
	number(m, "guest_svn", s->guest_svn);
	hex(m, "host_data", SPAN_OF(s->host_data));
	text(m, "product", s->product);
	hex(m, "chip_id", SPAN_OF(s->chip_id));
	if (!m.is_known) {
		json_write_null(m.w, "reported_tcb");
		return;
	}
	json_write_object(m.w, "reported_tcb");
	json_write_i64(m.w, "bootloader", s->reported_tcb.bootloader);
	json_write_i64(m.w, "tee", s->reported_tcb.tee);
	json_write_i64(m.w, "snp", s->reported_tcb.snp);
	json_write_i64(m.w, "microcode", s->reported_tcb.microcode);
	json_write_i64(m.w, "fmc", s->reported_tcb.fmc);
	json_write_close_object(m.w);
}

static void
write_platform(struct json_writer *w, const struct quote_facts *f, bool is_intels)
{
	const struct maybe known = { w, is_intels },
			   more = { w, is_intels && f->has_platform_instance };

	hex(known, "fmspc", SPAN_OF(f->fmspc));
	hex(known, "pceid", SPAN_OF(f->pceid));
	hex(known, "ppid_sha256", SPAN_OF(f->ppid_sha256));
	hex(more, "platform_instance", SPAN_OF(f->platform_instance));
	yes(more, "dynamic_platform", f->is_dynamic_platform);
	yes(more, "cached_keys", f->has_cached_keys);
	yes(more, "smt", f->has_smt);
}

void
verdict_write(struct json_writer *w, const struct att_failure *failure,
    const struct quote_facts *facts, const char *detail)
{
	const bool is_ok = failure->code == ATT_OK;
	const struct quote_tcb *tcb = &facts->tcb;
	const struct maybe known = { w, is_ok }, status = { w, tcb->is_known };
	const struct maybe sgx = { w, is_ok && facts->tee == QUOTE_SGX };
	const struct maybe tdx = { w, is_ok && facts->tee == QUOTE_TDX };

	json_write_text(w, "verdict", is_ok ? "ok" : "reject");
	json_write_text(w, "code", att_name(failure->code));
	json_write_text(w, "stage", att_stage(failure->code));
	json_write_text(w, "item", failure->item);
	json_write_text(w, "detail", detail != NULL ? detail : failure->detail);
	text(status, "tcb_status", tcb_status_text(tcb->status));
	write_advisories(status, &tcb->advisories);
	text(known, "tee", release_tee_text(facts->tee));
	hex(sgx, "mrenclave", SPAN_OF(facts->mrenclave));
	hex(sgx, "mrsigner", SPAN_OF(facts->mrsigner));
	number(sgx, "isvprodid", facts->isvprodid);
	number(sgx, "isvsvn", facts->isvsvn);
	yes(known, "debug", facts->is_debug);
	hex(known, "report_data", SPAN_OF(facts->report_data));
	moment(known, "valid_from", facts->valid_from_ms);
	moment(known, "valid_until", facts->valid_until_ms);
	text((struct maybe){ w, is_ok && facts->expires_first != NULL }, "expires_first",
	    facts->expires_first);
	text(known, "anchor", verdict_anchor(facts->anchor));
	yes(known, "simulated", facts->is_simulated);
	text(status, "platform_tcb_status", tcb_status_text(tcb->platform));
	text(status, "qe_tcb_status", tcb_status_text(tcb->qe));
	moment(status, "tcb_date", tcb->date_ms);
	number(status, "evaluation_number", tcb->evaluation_number);
	write_platform(w, facts, is_ok && facts->tee != QUOTE_SNP);
	write_tdx(tdx, &facts->td);
	write_snp((struct maybe){ w, is_ok && facts->tee == QUOTE_SNP }, facts);
}

/* ---- lines ---- */

static enum err
line_hex(const char *name, struct span bytes, struct buf *out)
{
	TRY(buf_print(out, "%-14s", name));
	TRY(text_hex_write(bytes, out));
	return buf_u8(out, '\n');
}

static enum err
sgx_lines(const struct quote_facts *f, struct buf *out)
{
	TRY(line_hex("signer", SPAN_OF(f->mrsigner), out));
	return buf_print(out, "%-14s%u, version %u\n", "product", f->isvprodid, f->isvsvn);
}

static enum err
tdx_lines(const struct quote_facts *f, struct buf *out)
{
	static const uint8_t zero[QUOTE_TD_REGISTER_SIZE];
	static const char *const rtmrs[QUOTE_RTMR_COUNT] = { "RTMR0", "RTMR1", "RTMR2", "RTMR3" };

	for (size_t i = 0; i < QUOTE_RTMR_COUNT; i++)
		if (memcmp(f->td.rtmr[i], zero, sizeof(zero)) != 0)
			TRY(line_hex(rtmrs[i], SPAN_OF(f->td.rtmr[i]), out));
	return OK;
}

static enum err
snp_lines(const struct quote_facts *f, struct buf *out)
{
	const struct quote_snp_tcb *t = &f->snp.reported_tcb;

	TRY(buf_print(out, "%-14sVMPL %u, version %u\n", "guest", f->snp.vmpl, f->snp.guest_svn));
	TRY(line_hex("host data", SPAN_OF(f->snp.host_data), out));
	TRY(line_hex("chip", SPAN_OF(f->snp.chip_id), out));
	return buf_print(out,
	    "%-14s%s%s: boot loader %u, TEE %u, SNP %u, microcode %u, FMC %u; AMD gives no "
	    "status\n",
	    "firmware", f->snp.product, f->snp.is_vlek ? " (a provider's key)" : "", t->bootloader,
	    t->tee, t->snp, t->microcode, t->fmc);
}

static enum err
tcb_lines(const struct quote_tcb *tcb, struct buf *out)
{
	char date[TEXT_TIME_SIZE];

	if (!tcb->is_known)
		return OK;
	text_time_write(tcb->date_ms, date);
	TRY(buf_print(out, "%-14s%s (platform %s, quoting enclave %s)\n", "status",
	    tcb_status_text(tcb->status), tcb_status_text(tcb->platform),
	    tcb_status_text(tcb->qe)));
	TRY(buf_print(out, "%-14s", "advisories"));
	for (size_t i = 0; i < tcb->advisories.count; i++)
		TRY(buf_print(out, "%s%s", i > 0 ? ", " : "", tcb->advisories.names[i]));
	if (tcb->advisories.count == 0)
		TRY(buf_append(out, S("none")));
	return buf_print(out, "\n%-14sof %.10s, evaluation number %u\n", "TCB level", date,
	    tcb->evaluation_number);
}

static enum err
validity_lines(const struct quote_facts *f, int64_t at_ms, struct buf *out)
{
	char from[TEXT_TIME_SIZE], until[TEXT_TIME_SIZE];
	const int64_t days = (f->valid_until_ms - at_ms) / DAY_MS;

	text_time_write(f->valid_from_ms, from);
	text_time_write(f->valid_until_ms, until);
	TRY(buf_print(out, "%-14s%.19sZ to %.19sZ\n", "valid", from, until));
	return buf_print(out, "%-14s%s, %lld day%s after this check\n", "ends first",
	    f->expires_first != NULL ? f->expires_first : "a certificate", (long long)days,
	    days == 1 ? "" : "s");
}

enum err
verdict_lines(const struct quote_facts *f, int64_t at_ms, struct buf *out)
{
	TRY(buf_print(
	    out, "%-14s%s%s\n", "tee", release_tee_text(f->tee), f->is_debug ? ", DEBUG" : ""));
	TRY(line_hex("measurement", measurement_span(&f->measurement), out));
	if (f->tee == QUOTE_SGX)
		TRY(sgx_lines(f, out));
	if (f->tee == QUOTE_TDX)
		TRY(tdx_lines(f, out));
	if (f->tee == QUOTE_SNP)
		TRY(snp_lines(f, out));
	TRY(tcb_lines(&f->tcb, out));
	if (f->tee != QUOTE_SNP)
		TRY(line_hex("FMSPC", SPAN_OF(f->fmspc), out));
	return validity_lines(f, at_ms, out);
}
