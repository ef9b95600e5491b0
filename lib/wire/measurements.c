/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/wire/measurements.h"

#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "lib/wire/release.h"

/* ---- lists ---- */

typedef enum err element_fn(struct json *j, struct quote_policy *out, struct why *why);

/* What comes next is a text of a list. */
static enum err
text_read(struct json *j, struct span *out, struct why *why)
{
	return json_plain(j, out) == OK
	    ? OK
	    : why_set(why, ERR_INPUT, "expected a text without escapes");
}

static enum err
release_read(struct json *j, struct quote_policy *out, struct why *why)
{
	if (out->identity_count == QUOTE_ALLOWED_MAX)
		return why_set(why, ERR_LIMIT, "more than %d are trusted", QUOTE_ALLOWED_MAX);
	return release_parse(j, &out->identities[out->identity_count++], why);
}

static enum err
measurement_read(struct json *j, struct quote_policy *out, struct why *why)
{
	uint8_t mrenclave[QUOTE_MEASUREMENT_SIZE];
	struct span hex;

	TRY(text_read(j, &hex, why));
	if (text_hex_parse(hex, mrenclave, sizeof(mrenclave)) != OK)
		return why_set(why, ERR_INPUT, "expected 64 hexadecimal digits");
	if (quote_policy_allow(out, mrenclave) != OK)
		return why_set(why, ERR_LIMIT, "more than %d are trusted", QUOTE_ALLOWED_MAX);
	return OK;
}

static enum err
status_read(struct json *j, struct quote_policy *out, struct why *why)
{
	enum tcb_status status;
	struct span text;

	TRY(text_read(j, &text, why));
	if (tcb_status_parse(text, &status) != OK)
		return why_set(why, ERR_INPUT,
		    "not a TCB status; they are in docs/attestation.md, \"UpToDate\" for one");
	if (status == TCB_REVOKED)
		return why_set(why, ERR_INPUT, "\"Revoked\" cannot be allowed");
	if (out->statuses & TCB_STATUS_BIT(status))
		return why_set(why, ERR_INPUT, "named twice");
	out->statuses |= TCB_STATUS_BIT(status);
	return OK;
}

static enum err
advisory_read(struct json *j, struct quote_policy *out, struct why *why)
{
	char name[TCB_ADVISORY_SIZE];
	struct span text;
	enum err e;

	TRY(text_read(j, &text, why));
	if (span_to_text(text, name, sizeof(name)) == OK &&
	    tcb_advisories_has(&out->advisories, name))
		return why_set(why, ERR_INPUT, "named twice");
	e = tcb_advisories_add(&out->advisories, text);
	if (e == ERR_LIMIT)
		return why_set(why, e, "more than %d advisories", TCB_ADVISORIES_MAX);
	if (e != OK)
		return why_set(why, e, "not the name of an advisory such as \"INTEL-SA-00615\"");
	return OK;
}

static enum err
platform_read(struct json *j, struct quote_policy *out, struct why *why)
{
	struct span hex;

	if (out->platform_count == QUOTE_ALLOWED_MAX)
		return why_set(why, ERR_LIMIT, "more than %d platforms", QUOTE_ALLOWED_MAX);
	TRY(text_read(j, &hex, why));
	if (text_hex_parse(hex, out->platforms[out->platform_count], QUOTE_PLATFORM_ID_SIZE) != OK)
		return why_set(why, ERR_INPUT,
		    "expected 32 hexadecimal digits, a PPID or platform instance id");
	out->platform_count++;
	return OK;
}

/* Each element of the array `raw`; `least` of them at least. */
static enum err
list_read(
    const char *name, struct span raw, element_fn *read, struct quote_policy *out, struct why *why)
{
	char at[64];
	struct json j;
	bool more;
	size_t count = 0;

	json_init(&j, raw);
	if (json_enter_array(&j) != OK)
		return why_set(why, ERR_INPUT, "%s: expected an array", name);
	for (;; count++) {
		TRY(json_element(&j, &more));
		if (!more)
			break;
		(void)snprintf(at, sizeof(at), "%s[%zu]", name, count);
		const enum err e = read(&j, out, why);
		if (e != OK) {
			why_prefix(why, at);
			return e;
		}
	}
	if (count == 0 && read != advisory_read)
		return why_set(why, ERR_INPUT, "%s: names none", name);
	return OK;
}

/* ---- the whole ---- */

struct snp_tcb {
	int64_t bootloader, tee, snp, microcode, fmc;
};

static const struct json_field snp_tcb_fields[] = {
	JSON_FIELD_I64(struct snp_tcb, bootloader, JSON_REQUIRED),
	JSON_FIELD_I64(struct snp_tcb, tee, JSON_REQUIRED),
	JSON_FIELD_I64(struct snp_tcb, snp, JSON_REQUIRED),
	JSON_FIELD_I64(struct snp_tcb, microcode, JSON_REQUIRED),
	JSON_FIELD_I64(struct snp_tcb, fmc, JSON_OPTIONAL), /* only Turin has one */
};
static const struct json_shape snp_tcb_shape = JSON_SHAPE(snp_tcb_fields, JSON_UNKNOWN_REFUSED);

struct seen {
	int64_t version, min_tcb_evaluation_data_number, max_collateral_age_days;
	struct span releases, measurements, statuses, advisories, platforms;
	struct snp_tcb snp_min_tcb;
};

static const struct json_field seen_fields[] = {
	JSON_FIELD_I64(struct seen, version, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct seen, releases, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct seen, measurements, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct seen, statuses, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct seen, advisories, JSON_OPTIONAL),
	JSON_FIELD_I64(struct seen, min_tcb_evaluation_data_number, JSON_OPTIONAL),
	JSON_FIELD_I64(struct seen, max_collateral_age_days, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct seen, platforms, JSON_OPTIONAL),
	JSON_FIELD_SHAPE(struct seen, snp_min_tcb, &snp_tcb_shape, JSON_OPTIONAL),
};
static const struct json_shape seen_shape = JSON_SHAPE(seen_fields, JSON_UNKNOWN_REFUSED);

static enum err
identities_read(const struct seen *s, struct quote_policy *out, struct why *why)
{
	if (s->version != 1)
		return why_set(
		    why, ERR_INPUT, "version: expected 1; a newer format needs a newer program");
	if (s->releases.p != NULL && s->measurements.p != NULL)
		return why_set(why, ERR_INPUT,
		    "releases, measurements: the second is the older way to write the first; use "
		    "releases alone");
	if (s->measurements.p != NULL)
		return list_read("measurements", s->measurements, measurement_read, out, why);
	if (s->releases.p == NULL)
		return why_set(why, ERR_INPUT, "releases: missing: say which code you trust");
	return list_read("releases", s->releases, release_read, out, why);
}

static enum err
limits_read(const struct seen *s, struct quote_policy *out, struct why *why)
{
	if (s->min_tcb_evaluation_data_number < 0 ||
	    s->min_tcb_evaluation_data_number > MEASUREMENTS_NUMBER_MAX)
		return why_set(why, ERR_INPUT,
		    "min_tcb_evaluation_data_number: expected a whole number from 0 to %d",
		    MEASUREMENTS_NUMBER_MAX);
	if (s->max_collateral_age_days < 1 ||
	    s->max_collateral_age_days > MEASUREMENTS_AGE_DAYS_MAX)
		return why_set(why, ERR_INPUT,
		    "max_collateral_age_days: expected a whole number from 1 to %d",
		    MEASUREMENTS_AGE_DAYS_MAX);
	out->min_evaluation_number = (uint32_t)s->min_tcb_evaluation_data_number;
	out->collateral_age_days_max = (uint32_t)s->max_collateral_age_days;
	return OK;
}

static enum err
snp_tcb_read(const struct snp_tcb *s, struct quote_snp_tcb *out, struct why *why)
{
	const struct {
		const char *name;
		int64_t v;
		uint8_t *out;
	} parts[] = { { "bootloader", s->bootloader, &out->bootloader },
		{ "tee", s->tee, &out->tee }, { "snp", s->snp, &out->snp },
		{ "microcode", s->microcode, &out->microcode }, { "fmc", s->fmc, &out->fmc } };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i].v < 0 || parts[i].v > UINT8_MAX)
			return why_set(why, ERR_INPUT,
			    "snp_min_tcb.%s: expected a whole number from 0 to 255", parts[i].name);
		*parts[i].out = (uint8_t)parts[i].v;
	}
	return OK;
}

enum err
measurements_parse(struct span json, struct quote_policy *out, struct why *why)
{
	const struct quote_snp_tcb *tcb = &out->snp_min_tcb;
	struct seen s = { .version = 1,
		.min_tcb_evaluation_data_number = out->min_evaluation_number,
		.max_collateral_age_days = out->collateral_age_days_max,
		.snp_min_tcb = { tcb->bootloader, tcb->tee, tcb->snp, tcb->microcode, tcb->fmc } };

	ENSURE(json.size <= MEASUREMENTS_SIZE_MAX,
	    why_set(why, ERR_LIMIT, "larger than %d bytes", MEASUREMENTS_SIZE_MAX));
	TRY(json_parse_shape(json, &seen_shape, &s, why));
	TRY(identities_read(&s, out, why));
	if (s.statuses.p != NULL) {
		out->statuses = 0;
		TRY(list_read("statuses", s.statuses, status_read, out, why));
	}
	if (s.advisories.p != NULL) {
		out->advisories.count = 0;
		TRY(list_read("advisories", s.advisories, advisory_read, out, why));
	}
	if (s.platforms.p != NULL)
		TRY(list_read("platforms", s.platforms, platform_read, out, why));
	TRY(limits_read(&s, out, why));
	return snp_tcb_read(&s.snp_min_tcb, &out->snp_min_tcb, why);
}

/* ---- writing ---- */

void
measurements_write(const struct quote_policy *p, struct json_writer *w, const char *name)
{
	json_write_object(w, name);
	json_write_i64(w, "version", 1);
	json_write_array(w, "releases");
	for (size_t i = 0; i < p->identity_count; i++)
		release_write(&p->identities[i], w);
	json_write_close_array(w);
	json_write_array(w, "statuses");
	for (enum tcb_status s = 0; s < TCB_REVOKED; s++)
		if (p->statuses & TCB_STATUS_BIT(s))
			json_write_text(w, NULL, tcb_status_text(s));
	json_write_close_array(w);
	json_write_array(w, "advisories");
	for (size_t i = 0; i < p->advisories.count; i++)
		json_write_text(w, NULL, p->advisories.names[i]);
	json_write_close_array(w);
	json_write_i64(w, "min_tcb_evaluation_data_number", p->min_evaluation_number);
	json_write_i64(w, "max_collateral_age_days", p->collateral_age_days_max);
	if (p->platform_count > 0) {
		json_write_array(w, "platforms");
		for (size_t i = 0; i < p->platform_count; i++)
			json_write_hex(w, NULL, SPAN_OF(p->platforms[i]));
		json_write_close_array(w);
	}
	json_write_object(w, "snp_min_tcb");
	json_write_i64(w, "bootloader", p->snp_min_tcb.bootloader);
	json_write_i64(w, "tee", p->snp_min_tcb.tee);
	json_write_i64(w, "snp", p->snp_min_tcb.snp);
	json_write_i64(w, "microcode", p->snp_min_tcb.microcode);
	json_write_i64(w, "fmc", p->snp_min_tcb.fmc);
	json_write_close_object(w);
	json_write_close_object(w);
}
