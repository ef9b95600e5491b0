/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/wire/release.h"

#include "lib/base/text.h"
#include "lib/json/json_shape.h"

enum { NAME_SIZE = 65, VMPL_MAX = 3 };
static const int64_t ABSENT = INT64_MIN;

/* What is there as text, before it is known whether it belongs together. */
struct seen {
	char name[NAME_SIZE];
	struct span tee;
	struct span mrenclave, mrsigner;
	struct span mrtd, rtmr0, rtmr1, rtmr2, rtmr3, mrconfigid, mrowner, mrownerconfig;
	struct span measurement, host_data;
	int64_t isvprodid, min_isvsvn, vmpl, min_guest_svn; /* or ABSENT */
};

static const struct json_field fields[] = {
	JSON_FIELD_TEXT(struct seen, name, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct seen, tee, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen, mrenclave, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct seen, mrsigner, JSON_OPTIONAL),
	JSON_FIELD_I64(struct seen, isvprodid, JSON_OPTIONAL),
	JSON_FIELD_I64(struct seen, min_isvsvn, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct seen, mrtd, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct seen, rtmr0, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct seen, rtmr1, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct seen, rtmr2, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct seen, rtmr3, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct seen, mrconfigid, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct seen, mrowner, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct seen, mrownerconfig, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct seen, measurement, JSON_OPTIONAL),
	JSON_FIELD_I64(struct seen, vmpl, JSON_OPTIONAL),
	JSON_FIELD_I64(struct seen, min_guest_svn, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct seen, host_data, JSON_OPTIONAL),
};
static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_REFUSED);

/* The registers: whose they are, where they are read, where they go. */
struct reg {
	const char *name;
	enum quote_tee tee;
	size_t text, bytes, size;
	bool is_optional;
	size_t has; /* where it is noted that an optional one is there */
};

#define AT(member) offsetof(struct quote_identity, member)
#define REG(tee_, name_, member)                                                             \
	{                                                                                    \
		.name = #name_, .tee = (tee_), .text = offsetof(struct seen, name_),         \
		.bytes = AT(member), .size = sizeof(((struct quote_identity *)NULL)->member) \
	}
#define REG_OPTIONAL(tee_, name_, member, has_)                                               \
	{                                                                                     \
		.name = #name_, .tee = (tee_), .text = offsetof(struct seen, name_),          \
		.bytes = AT(member), .size = sizeof(((struct quote_identity *)NULL)->member), \
		.is_optional = true, .has = AT(has_)                                          \
	}

static const struct reg regs[] = {
	REG_OPTIONAL(QUOTE_SGX, mrenclave, mrenclave, has_mrenclave),
	REG(QUOTE_SGX, mrsigner, mrsigner),
	REG(QUOTE_TDX, mrtd, measurement),
	REG_OPTIONAL(QUOTE_TDX, rtmr0, rtmr[0], has_rtmr[0]),
	REG_OPTIONAL(QUOTE_TDX, rtmr1, rtmr[1], has_rtmr[1]),
	REG_OPTIONAL(QUOTE_TDX, rtmr2, rtmr[2], has_rtmr[2]),
	REG_OPTIONAL(QUOTE_TDX, rtmr3, rtmr[3], has_rtmr[3]),
	REG_OPTIONAL(QUOTE_TDX, mrconfigid, mrconfigid, has_mrconfigid),
	REG_OPTIONAL(QUOTE_TDX, mrowner, mrowner, has_mrowner),
	REG_OPTIONAL(QUOTE_TDX, mrownerconfig, mrownerconfig, has_mrownerconfig),
	REG(QUOTE_SNP, measurement, measurement),
	REG_OPTIONAL(QUOTE_SNP, host_data, host_data, has_host_data),
};
enum { REG_COUNT = sizeof(regs) / sizeof(regs[0]) };

static const char *const tees[] = {
	[QUOTE_SGX] = "SGX", [QUOTE_TDX] = "TDX", [QUOTE_SNP] = "SEV-SNP"
};
enum { TEE_COUNT = sizeof(tees) / sizeof(tees[0]) };

const char *
release_tee_text(enum quote_tee tee)
{
	return (size_t)tee < TEE_COUNT ? tees[tee] : "";
}

static enum err
tee_parse(struct span text, enum quote_tee *out, struct why *why)
{
	for (size_t i = 0; i < TEE_COUNT; i++)
		if (span_is(text, tees[i])) {
			*out = (enum quote_tee)i;
			return OK;
		}
	return why_set(why, ERR_INPUT, "tee: expected \"SGX\", \"TDX\" or \"SEV-SNP\"");
}

/* ---- reading ---- */

static enum err
foreign(const char *name, enum quote_tee tee, enum quote_tee owner, struct why *why)
{
	return why_set(why, ERR_INPUT, "%s: %s has none, only %s", name, tees[tee], tees[owner]);
}

static enum err
reg_read(const struct reg *r, const struct seen *s, struct quote_identity *out, struct why *why)
{
	const struct span *text = (const struct span *)(const void *)((const char *)s + r->text);
	char *to = (char *)out;

	if (text->p == NULL)
		return OK;
	if (r->tee != out->tee)
		return foreign(r->name, out->tee, r->tee, why);
	if (text_hex_parse(*text, (uint8_t *)to + r->bytes, r->size) != OK)
		return why_set(
		    why, ERR_INPUT, "%s: expected %zu hexadecimal digits", r->name, 2 * r->size);
	if (r->is_optional)
		memset(to + r->has, true, sizeof(bool));
	return OK;
}

static enum err
number_read(const char *name, int64_t v, int64_t most, struct why *why)
{
	if (v != ABSENT && (v < 0 || v > most))
		return why_set(why, ERR_INPUT, "%s: expected a whole number from 0 to %lld", name,
		    (long long)most);
	return OK;
}

/* This very code, or a signer's product from a version on; nothing in between. */
static enum err
sgx_read(const struct seen *s, struct quote_identity *out, struct why *why)
{
	const int product =
	    (s->mrsigner.p != NULL) + (s->isvprodid != ABSENT) + (s->min_isvsvn != ABSENT);

	TRY(number_read("isvprodid", s->isvprodid, UINT16_MAX, why));
	TRY(number_read("min_isvsvn", s->min_isvsvn, UINT16_MAX, why));
	if (out->has_mrenclave ? product != 0 : product != 3)
		return why_set(why, ERR_INPUT,
		    "expected either mrenclave, or all of mrsigner, isvprodid and min_isvsvn");
	if (!out->has_mrenclave) {
		out->isvprodid = (uint16_t)s->isvprodid;
		out->min_isvsvn = (uint16_t)s->min_isvsvn;
	}
	return OK;
}

static enum err
tdx_read(const struct seen *s, struct why *why)
{
	return s->mrtd.p != NULL ? OK : why_set(why, ERR_INPUT, "mrtd: missing");
}

static enum err
snp_read(const struct seen *s, struct quote_identity *out, struct why *why)
{
	if (s->measurement.p == NULL)
		return why_set(why, ERR_INPUT, "measurement: missing");
	TRY(number_read("vmpl", s->vmpl, VMPL_MAX, why));
	TRY(number_read("min_guest_svn", s->min_guest_svn, UINT32_MAX, why));
	out->has_vmpl = s->vmpl != ABSENT;
	if (out->has_vmpl)
		out->vmpl = (uint32_t)s->vmpl;
	if (s->min_guest_svn != ABSENT)
		out->min_guest_svn = (uint32_t)s->min_guest_svn;
	return OK;
}

enum err
release_parse(struct json *j, struct quote_identity *out, struct why *why)
{
	struct seen s = {
		.isvprodid = ABSENT, .min_isvsvn = ABSENT, .vmpl = ABSENT, .min_guest_svn = ABSENT
	};

	*out = (struct quote_identity){ 0 };
	TRY(json_read_shape(j, &shape, &s, why));
	TRY(tee_parse(s.tee, &out->tee, why));
	for (size_t i = 0; i < REG_COUNT; i++)
		TRY(reg_read(&regs[i], &s, out, why));
	if (out->tee != QUOTE_SGX && s.isvprodid != ABSENT)
		return foreign("isvprodid", out->tee, QUOTE_SGX, why);
	if (out->tee != QUOTE_SGX && s.min_isvsvn != ABSENT)
		return foreign("min_isvsvn", out->tee, QUOTE_SGX, why);
	if (out->tee != QUOTE_SNP && s.vmpl != ABSENT)
		return foreign("vmpl", out->tee, QUOTE_SNP, why);
	if (out->tee != QUOTE_SNP && s.min_guest_svn != ABSENT)
		return foreign("min_guest_svn", out->tee, QUOTE_SNP, why);
	if (out->tee == QUOTE_SGX)
		return sgx_read(&s, out, why);
	return out->tee == QUOTE_TDX ? tdx_read(&s, why) : snp_read(&s, out, why);
}

/* ---- writing ---- */

static bool
is_there(const struct reg *r, const struct quote_identity *i)
{
	if (r->tee != i->tee)
		return false;
	if (r->is_optional)
		return *(const bool *)((const char *)i + r->has);
	return r->tee != QUOTE_SGX || !i->has_mrenclave;
}

void
release_write(const struct quote_identity *i, struct json_writer *w)
{
	json_write_object(w, NULL);
	json_write_text(w, "tee", release_tee_text(i->tee));
	for (const struct reg *r = regs; r < regs + REG_COUNT; r++)
		if (is_there(r, i))
			json_write_hex(
			    w, r->name, (struct span){ (const uint8_t *)i + r->bytes, r->size });
	if (i->tee == QUOTE_SGX && !i->has_mrenclave) {
		json_write_i64(w, "isvprodid", i->isvprodid);
		json_write_i64(w, "min_isvsvn", i->min_isvsvn);
	}
	if (i->tee == QUOTE_SNP && i->has_vmpl)
		json_write_i64(w, "vmpl", i->vmpl);
	if (i->tee == QUOTE_SNP && i->min_guest_svn > 0)
		json_write_i64(w, "min_guest_svn", i->min_guest_svn);
	json_write_close_object(w);
}
