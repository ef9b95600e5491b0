/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/tcb_info.h"

#include <ctype.h>

#include "lib/base/text.h"

struct seen_info {
	struct span id, issue_date, next_update, fmspc, pceid, levels, module, module_identities;
	int64_t version, tcb_type, evaluation_number;
};

#define MEMBER(field, name, type, need) \
	JSON_FIELD_(struct seen_info, field, name, type, need, 0, NULL)
static const struct json_field info_fields[] = {
	MEMBER(id, "id", JSON_T_SPAN, JSON_OPTIONAL),
	MEMBER(version, "version", JSON_T_I64, JSON_REQUIRED),
	MEMBER(issue_date, "issueDate", JSON_T_SPAN, JSON_REQUIRED),
	MEMBER(next_update, "nextUpdate", JSON_T_SPAN, JSON_REQUIRED),
	MEMBER(fmspc, "fmspc", JSON_T_SPAN, JSON_REQUIRED),
	MEMBER(pceid, "pceId", JSON_T_SPAN, JSON_REQUIRED),
	MEMBER(tcb_type, "tcbType", JSON_T_I64, JSON_REQUIRED),
	MEMBER(evaluation_number, "tcbEvaluationDataNumber", JSON_T_I64, JSON_REQUIRED),
	MEMBER(levels, "tcbLevels", JSON_T_RAW, JSON_REQUIRED),
	MEMBER(module, "tdxModule", JSON_T_RAW, JSON_OPTIONAL),
	MEMBER(module_identities, "tdxModuleIdentities", JSON_T_RAW, JSON_OPTIONAL),
};
#undef MEMBER
static const struct json_shape info_shape = JSON_SHAPE(info_fields, JSON_UNKNOWN_IGNORED);

static bool
version_read(const struct seen_info *seen, struct tcb_info *out)
{
	out->tee = span_is(seen->id, "TDX") ? QUOTE_TDX : QUOTE_SGX;
	if (seen->version == 2)
		return seen->id.size == 0;
	return seen->version == 3 && (span_is(seen->id, "SGX") || span_is(seen->id, "TDX"));
}

enum err
tcb_info_parse(struct span text, struct tcb_info *out, struct why *why)
{
	struct seen_info seen = { .id = { NULL, 0 } };

	*out = (struct tcb_info){ .is_known_version = false };
	TRY(json_parse_shape(text, &info_shape, &seen, why));
	out->is_known_version = version_read(&seen, out);
	if (text_time_parse(seen.issue_date, &out->valid.from_ms) != OK ||
	    text_time_parse(seen.next_update, &out->valid.until_ms) != OK)
		return why_set(why, ERR_INPUT, "issueDate, nextUpdate: expected UTC times");
	if (text_hex_parse(seen.fmspc, out->fmspc, sizeof(out->fmspc)) != OK ||
	    text_hex_parse(seen.pceid, out->pceid, sizeof(out->pceid)) != OK)
		return why_set(why, ERR_INPUT, "fmspc, pceId: expected 6 and 2 bytes as hex");
	if (seen.tcb_type != 0)
		return why_set(why, ERR_INPUT, "tcbType: expected 0");
	if (seen.evaluation_number < 0 || seen.evaluation_number > UINT32_MAX)
		return why_set(why, ERR_INPUT, "tcbEvaluationDataNumber: out of range");
	out->evaluation_number = (uint32_t)seen.evaluation_number;
	out->levels = seen.levels;
	out->module = seen.module;
	out->module_identities = seen.module_identities;
	return OK;
}

/* The numbers of one level. */
struct numbers {
	uint8_t sgx[TCB_COMPONENT_COUNT], tdx[TCB_COMPONENT_COUNT];
	int64_t pcesvn;
	bool has_pcesvn, has_tdx;
	unsigned sgx_seen; /* a bit for each component */
};

enum { ALL_SEEN = (1u << TCB_COMPONENT_COUNT) - 1 };

static enum err
svn_read(struct json *j, int64_t max, int64_t *out)
{
	TRY(json_i64(j, out));
	ENSURE(*out >= 0 && *out <= max, ERR_INPUT);
	return OK;
}

struct component {
	int64_t svn;
};

static const struct json_field component_fields[] = { JSON_FIELD_I64(
    struct component, svn, JSON_REQUIRED) };
static const struct json_shape component_shape = JSON_SHAPE(component_fields, JSON_UNKNOWN_IGNORED);

/* Version 3: an array of exactly 16 objects. */
static enum err
components_read(struct json *j, uint8_t out[TCB_COMPONENT_COUNT])
{
	struct component c = { 0 };
	bool more;

	TRY(json_enter_array(j));
	for (size_t i = 0;; i++) {
		TRY(json_element(j, &more));
		ENSURE(more == (i < TCB_COMPONENT_COUNT), ERR_INPUT);
		if (!more)
			return OK;
		TRY(json_read_shape(j, &component_shape, &c, NULL));
		ENSURE(c.svn >= 0 && c.svn <= UINT8_MAX, ERR_INPUT);
		out[i] = (uint8_t)c.svn;
	}
}

/* Version 2: sgxtcbcomp01svn to sgxtcbcomp16svn.  The number, or 0 for another name. */
static size_t
component_number(struct span name)
{
	enum { DIGITS_AT = 10 };
	size_t number;

	if (name.size != 15 || !span_starts(name, "sgxtcbcomp") || !isdigit(name.p[DIGITS_AT]) ||
	    !isdigit(name.p[DIGITS_AT + 1]) || !span_is(span_from(name, DIGITS_AT + 2), "svn"))
		return 0;
	number = (size_t)(name.p[DIGITS_AT] - '0') * 10 + (size_t)(name.p[DIGITS_AT + 1] - '0');
	return number <= TCB_COMPONENT_COUNT ? number : 0;
}

static enum err
number_read(struct json *j, struct span name, struct numbers *out)
{
	const size_t component = component_number(name);
	int64_t svn;

	if (span_is(name, "pcesvn")) {
		out->has_pcesvn = true;
		return svn_read(j, UINT16_MAX, &out->pcesvn);
	}
	if (span_is(name, "sgxtcbcomponents")) {
		ENSURE(out->sgx_seen == 0, ERR_INPUT);
		out->sgx_seen = ALL_SEEN;
		return components_read(j, out->sgx);
	}
	if (span_is(name, "tdxtcbcomponents")) {
		out->has_tdx = true;
		return components_read(j, out->tdx);
	}
	if (component == 0)
		return json_skip(j, NULL);
	ENSURE((out->sgx_seen & 1u << (component - 1)) == 0, ERR_INPUT);
	out->sgx_seen |= 1u << (component - 1);
	TRY(svn_read(j, UINT8_MAX, &svn));
	out->sgx[component - 1] = (uint8_t)svn;
	return OK;
}

static enum err
numbers_read(struct span tcb, bool is_tdx, struct numbers *out)
{
	struct span name;
	struct json j;
	bool more;

	*out = (struct numbers){ .pcesvn = 0 };
	json_init(&j, tcb);
	TRY(json_enter_object(&j));
	for (;;) {
		TRY(json_member(&j, &name, &more));
		if (!more)
			break;
		TRY(number_read(&j, name, out));
	}
	ENSURE(out->has_pcesvn && out->sgx_seen == ALL_SEEN, ERR_INPUT);
	ENSURE(!is_tdx || out->has_tdx, ERR_INPUT);
	return json_end(&j);
}

/* Newest first: SGX components, then TDX components, then PCESVN. */
static bool
is_above(const struct numbers *a, const struct numbers *b)
{
	int order = memcmp(a->sgx, b->sgx, sizeof(a->sgx));

	if (order == 0)
		order = memcmp(a->tdx, b->tdx, sizeof(a->tdx));
	return order > 0 || (order == 0 && a->pcesvn > b->pcesvn);
}

static bool
reaches(const uint8_t *have, const uint8_t *need, size_t from)
{
	for (size_t i = from; i < TCB_COMPONENT_COUNT; i++)
		if (have[i] < need[i])
			return false;
	return true;
}

/* A module with a version of its own has levels of its own for the first two numbers. */
static bool
is_reached(const struct numbers *level, const struct tcb_platform *p)
{
	return reaches(p->components, level->sgx, 0) && p->pcesvn >= level->pcesvn &&
	    (p->tee_tcb_svn == NULL ||
		reaches(p->tee_tcb_svn, level->tdx, p->tee_tcb_svn[1] > 0 ? 2 : 0));
}

enum err
tcb_info_match(
    const struct tcb_info *info, const struct tcb_platform *platform, struct tcb_standing *out)
{
	struct numbers before = { .pcesvn = 0 }, here;
	struct tcb_level level;
	bool is_first = true, is_found = false, more;
	struct json j;

	json_init(&j, info->levels);
	TRY(json_enter_array(&j));
	for (;;) {
		TRY(tcb_level_next(&j, &level, &more));
		if (!more)
			break;
		TRY(numbers_read(level.tcb, info->tee == QUOTE_TDX, &here));
		ENSURE(is_first || is_above(&before, &here), ERR_INPUT);
		before = here;
		is_first = false;
		if (!is_found && is_reached(&here, platform)) {
			*out = level.standing;
			is_found = true;
		}
	}
	TRY(json_end(&j));
	ENSURE(!is_first, ERR_INPUT);
	ENSURE(is_found, ERR_ABSENT);
	return OK;
}

struct seen_module {
	struct span id, mrsigner, attributes, mask, levels;
};

#define MEMBER(field, name, type, need) \
	JSON_FIELD_(struct seen_module, field, name, type, need, 0, NULL)
static const struct json_field module_fields[] = {
	MEMBER(id, "id", JSON_T_SPAN, JSON_OPTIONAL),
	MEMBER(mrsigner, "mrsigner", JSON_T_SPAN, JSON_REQUIRED),
	MEMBER(attributes, "attributes", JSON_T_SPAN, JSON_REQUIRED),
	MEMBER(mask, "attributesMask", JSON_T_SPAN, JSON_REQUIRED),
	MEMBER(levels, "tcbLevels", JSON_T_RAW, JSON_OPTIONAL),
};
#undef MEMBER
static const struct json_shape module_shape = JSON_SHAPE(module_fields, JSON_UNKNOWN_IGNORED);

static enum err
module_decode(const struct seen_module *seen, struct tcb_module *out)
{
	uint8_t mask[sizeof(out->attributes)];

	*out = (struct tcb_module){ .has_standing = false };
	TRY(text_hex_parse(seen->mrsigner, out->mrsigner, sizeof(out->mrsigner)));
	TRY(text_hex_parse(seen->attributes, out->attributes, sizeof(out->attributes)));
	return text_hex_parse(seen->mask, mask, sizeof(mask));
}

/* The one of this id among the identities. */
static enum err
module_find(struct span identities, const char *id, struct seen_module *out)
{
	struct json j;
	bool more;

	ENSURE(identities.size > 0, ERR_CONFLICT);
	json_init(&j, identities);
	TRY(json_enter_array(&j));
	for (;;) {
		*out = (struct seen_module){ .id = { NULL, 0 } };
		TRY(json_element(&j, &more));
		ENSURE(more, ERR_CONFLICT);
		TRY(json_read_shape(&j, &module_shape, out, NULL));
		if (span_is(out->id, id))
			return OK;
	}
}

enum err
tcb_info_module(const struct tcb_info *info, const uint8_t tee_tcb_svn[16], struct tcb_module *out)
{
	struct seen_module seen = { .id = { NULL, 0 } };
	char id[8];

	if (tee_tcb_svn[1] == 0) {
		ENSURE(info->module.size > 0, ERR_INPUT);
		TRY(json_parse_shape(info->module, &module_shape, &seen, NULL));
		return module_decode(&seen, out);
	}
	(void)snprintf(id, sizeof(id), "TDX_%02X", tee_tcb_svn[1]);
	TRY(module_find(info->module_identities, id, &seen));
	TRY(module_decode(&seen, out));
	out->has_standing = true;
	return tcb_level_by_isvsvn(seen.levels, tee_tcb_svn[0], &out->standing);
}
