/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/quote_fields.h"

#include "lib/base/text.h"

enum form { HEX, NUMBER, FLAGS };

struct flag {
	unsigned bit;
	const char *name;
};

struct field {
	const char *name;
	size_t at, size;
	enum form form;
	const struct flag *flags; /* FLAGS: the bits that have names, ended by one without */
};

static const struct flag sgx_flags[] = { { 0, "INIT" }, { 1, "DEBUG" }, { 2, "MODE64BIT" },
	{ 4, "PROVISION_KEY" }, { 5, "EINITTOKEN_KEY" }, { 6, "CET" }, { 7, "KSS" },
	{ 10, "AEX_NOTIFY" }, { 0, NULL } };
static const struct flag td_flags[] = { { 0, "DEBUG" }, { 28, "SEPT_VE_DISABLE" },
	{ 29, "MIGRATABLE" }, { 30, "PKS" }, { 31, "KL" }, { 63, "PERFMON" }, { 0, NULL } };
static const struct flag snp_policy_flags[] = { { 16, "SMT" }, { 18, "MIGRATE_MA" },
	{ 19, "DEBUG" }, { 20, "SINGLE_SOCKET" }, { 0, NULL } };
static const struct flag snp_key_flags[] = { { 0, "AUTHOR_KEY" }, { 1, "MASKED_CHIP_ID" },
	{ 2, "VLEK" }, { 0, NULL } };

/* Intel SGX ECDSA Quote Library Reference, appendix A.4. */
static const struct field header[] = {
	{ "version", 0, 2, NUMBER, NULL },
	{ "attestation key type", 2, 2, NUMBER, NULL },
	{ "TEE type", 4, 4, NUMBER, NULL },
	{ "QE SVN", 8, 2, NUMBER, NULL },
	{ "PCE SVN", 10, 2, NUMBER, NULL },
	{ "QE vendor id", 12, 16, HEX, NULL },
	{ "user data", 28, 20, HEX, NULL },
};

static const struct field report[] = {
	{ "CPUSVN", 0, 16, HEX, NULL },
	{ "MISCSELECT", 16, 4, HEX, NULL },
	{ "reserved", 20, 12, HEX, NULL },
	{ "ISVEXTPRODID", 32, 16, HEX, NULL },
	{ "ATTRIBUTES", 48, 8, FLAGS, sgx_flags },
	{ "XFRM", 56, 8, HEX, NULL },
	{ "MRENCLAVE", 64, 32, HEX, NULL },
	{ "reserved", 96, 32, HEX, NULL },
	{ "MRSIGNER", 128, 32, HEX, NULL },
	{ "reserved", 160, 32, HEX, NULL },
	{ "CONFIGID", 192, 64, HEX, NULL },
	{ "ISVPRODID", 256, 2, NUMBER, NULL },
	{ "ISVSVN", 258, 2, NUMBER, NULL },
	{ "CONFIGSVN", 260, 2, NUMBER, NULL },
	{ "reserved", 262, 42, HEX, NULL },
	{ "ISVFAMILYID", 304, 16, HEX, NULL },
	{ "REPORTDATA", 320, 64, HEX, NULL },
};

/* Intel TDX DCAP Quoting Library API, appendix 3.2 and 3.3. */
static const struct field td_report[] = {
	{ "TEE_TCB_SVN", 0, 16, HEX, NULL },
	{ "MRSEAM", 16, 48, HEX, NULL },
	{ "MRSIGNERSEAM", 64, 48, HEX, NULL },
	{ "SEAMATTRIBUTES", 112, 8, HEX, NULL },
	{ "TDATTRIBUTES", 120, 8, FLAGS, td_flags },
	{ "XFAM", 128, 8, HEX, NULL },
	{ "MRTD", 136, 48, HEX, NULL },
	{ "MRCONFIGID", 184, 48, HEX, NULL },
	{ "MROWNER", 232, 48, HEX, NULL },
	{ "MROWNERCONFIG", 280, 48, HEX, NULL },
	{ "RTMR0", 328, 48, HEX, NULL },
	{ "RTMR1", 376, 48, HEX, NULL },
	{ "RTMR2", 424, 48, HEX, NULL },
	{ "RTMR3", 472, 48, HEX, NULL },
	{ "REPORTDATA", 520, 64, HEX, NULL },
	{ "TEE_TCB_SVN2", 584, 16, HEX, NULL },
	{ "MRSERVICETD", 600, 48, HEX, NULL },
};

/* AMD 56860, ATTESTATION_REPORT. */
static const struct field snp_report[] = {
	{ "version", 0x000, 4, NUMBER, NULL },
	{ "guest SVN", 0x004, 4, NUMBER, NULL },
	{ "policy", 0x008, 8, FLAGS, snp_policy_flags },
	{ "family id", 0x010, 16, HEX, NULL },
	{ "image id", 0x020, 16, HEX, NULL },
	{ "VMPL", 0x030, 4, NUMBER, NULL },
	{ "signature algorithm", 0x034, 4, NUMBER, NULL },
	{ "current TCB", 0x038, 8, HEX, NULL },
	{ "platform info", 0x040, 8, HEX, NULL },
	{ "key flags", 0x048, 4, FLAGS, snp_key_flags },
	{ "report data", 0x050, 64, HEX, NULL },
	{ "measurement", 0x090, 48, HEX, NULL },
	{ "host data", 0x0c0, 32, HEX, NULL },
	{ "id key digest", 0x0e0, 48, HEX, NULL },
	{ "author key digest", 0x110, 48, HEX, NULL },
	{ "report id", 0x140, 32, HEX, NULL },
	{ "report id of the MA", 0x160, 32, HEX, NULL },
	{ "reported TCB", 0x180, 8, HEX, NULL },
	{ "CPUID family", 0x188, 1, NUMBER, NULL },
	{ "CPUID model", 0x189, 1, NUMBER, NULL },
	{ "CPUID stepping", 0x18a, 1, NUMBER, NULL },
	{ "chip id", 0x1a0, 64, HEX, NULL },
	{ "committed TCB", 0x1e0, 8, HEX, NULL },
	{ "current firmware", 0x1e8, 3, HEX, NULL },
	{ "committed firmware", 0x1ec, 3, HEX, NULL },
	{ "launch TCB", 0x1f0, 8, HEX, NULL },
	{ "signature", 0x2a0, 144, HEX, NULL },
};

static const struct {
	const struct field *fields;
	size_t count;
} tables[QUOTE_FIELDS_COUNT] = {
	[QUOTE_FIELDS_HEADER] = { header, sizeof(header) / sizeof(header[0]) },
	[QUOTE_FIELDS_REPORT] = { report, sizeof(report) / sizeof(report[0]) },
	[QUOTE_FIELDS_TD_REPORT] = { td_report, sizeof(td_report) / sizeof(td_report[0]) },
	[QUOTE_FIELDS_SNP_REPORT] = { snp_report, sizeof(snp_report) / sizeof(snp_report[0]) },
};

static uint64_t
number_of(struct span bytes)
{
	uint64_t v = 0;

	for (size_t i = bytes.size; i > 0; i--)
		v = v << 8 | bytes.p[i - 1];
	return v;
}

static enum err
flags_write(const struct flag *flags, uint64_t v, struct buf *out)
{
	const char *before = " (";

	TRY(buf_print(out, "0x%llx", (unsigned long long)v));
	for (; flags->name != NULL; flags++) {
		if (!(v >> flags->bit & 1))
			continue;
		TRY(buf_print(out, "%s%s", before, flags->name));
		before = ", ";
	}
	return before[0] == ',' ? buf_u8(out, ')') : OK;
}

static enum err
field_write(const struct field *f, struct span value, struct buf *out)
{
	TRY(buf_print(out, "  %-22s ", f->name));
	switch (f->form) {
	case HEX:
		TRY(text_hex_write(value, out));
		break;
	case NUMBER:
		TRY(buf_print(out, "%llu", (unsigned long long)number_of(value)));
		break;
	case FLAGS:
		TRY(flags_write(f->flags, number_of(value), out));
		break;
	}
	return buf_u8(out, '\n');
}

enum err
quote_fields_write(enum quote_fields which, struct span bytes, struct buf *out)
{
	for (size_t i = 0; i < tables[which].count; i++) {
		const struct field *f = &tables[which].fields[i];

		if (f->at + f->size <= bytes.size)
			TRY(field_write(f, span_first(span_from(bytes, f->at), f->size), out));
	}
	return OK;
}
