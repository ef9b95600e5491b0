/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/qe_identity.h"

#include "lib/base/text.h"

struct seen {
	struct span id, issue_date, next_update, miscselect, miscselect_mask, attributes;
	struct span attributes_mask, mrsigner, levels;
	int64_t version, evaluation_number, isvprodid;
};

#define MEMBER(field, name, type) \
	JSON_FIELD_(struct seen, field, name, type, JSON_REQUIRED, 0, NULL)
static const struct json_field fields[] = {
	MEMBER(id, "id", JSON_T_SPAN),
	MEMBER(version, "version", JSON_T_I64),
	MEMBER(issue_date, "issueDate", JSON_T_SPAN),
	MEMBER(next_update, "nextUpdate", JSON_T_SPAN),
	MEMBER(evaluation_number, "tcbEvaluationDataNumber", JSON_T_I64),
	MEMBER(miscselect, "miscselect", JSON_T_SPAN),
	MEMBER(miscselect_mask, "miscselectMask", JSON_T_SPAN),
	MEMBER(attributes, "attributes", JSON_T_SPAN),
	MEMBER(attributes_mask, "attributesMask", JSON_T_SPAN),
	MEMBER(mrsigner, "mrsigner", JSON_T_SPAN),
	MEMBER(isvprodid, "isvprodid", JSON_T_I64),
	MEMBER(levels, "tcbLevels", JSON_T_RAW),
};
#undef MEMBER
static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);

static enum err
decode(const struct seen *s, struct qe_identity *out)
{
	TRY(text_time_parse(s->issue_date, &out->valid.from_ms));
	TRY(text_time_parse(s->next_update, &out->valid.until_ms));
	TRY(text_hex_parse(s->miscselect, out->miscselect, sizeof(out->miscselect)));
	TRY(text_hex_parse(s->miscselect_mask, out->miscselect_mask, sizeof(out->miscselect_mask)));
	TRY(text_hex_parse(s->attributes, out->attributes, sizeof(out->attributes)));
	TRY(text_hex_parse(s->attributes_mask, out->attributes_mask, sizeof(out->attributes_mask)));
	TRY(text_hex_parse(s->mrsigner, out->mrsigner, sizeof(out->mrsigner)));
	ENSURE(s->isvprodid >= 0 && s->isvprodid <= UINT16_MAX, ERR_INPUT);
	ENSURE(s->evaluation_number >= 0 && s->evaluation_number <= UINT32_MAX, ERR_INPUT);
	out->isvprodid = s->isvprodid;
	out->evaluation_number = (uint32_t)s->evaluation_number;
	out->levels = s->levels;
	return OK;
}

enum err
qe_identity_parse(struct span text, struct qe_identity *out, struct why *why)
{
	struct seen s = { .id = { NULL, 0 } };

	*out = (struct qe_identity){ .is_known_version = false };
	TRY(json_parse_shape(text, &shape, &s, why));
	out->tee = span_is(s.id, "TD_QE") ? QUOTE_TDX : QUOTE_SGX;
	out->is_known_version = s.version == 2 && (span_is(s.id, "QE") || span_is(s.id, "TD_QE"));
	if (decode(&s, out) != OK)
		return why_set(why, ERR_INPUT, "a member has the wrong form");
	return OK;
}

static bool
is_masked_equal(struct span have, const uint8_t *want, const uint8_t *mask)
{
	for (size_t i = 0; i < have.size; i++)
		if ((have.p[i] & mask[i]) != want[i])
			return false;
	return true;
}

const char *
qe_identity_mismatch(const struct qe_identity *id, const struct quote_report *report)
{
	enum { FLAG_DEBUG = 1 << 1 };

	if (!span_equal(report->mrsigner, SPAN_OF(id->mrsigner)))
		return "MRSIGNER";
	if (report->isvprodid != id->isvprodid)
		return "ISVPRODID";
	if (!is_masked_equal(report->miscselect, id->miscselect, id->miscselect_mask))
		return "MISCSELECT";
	if (!is_masked_equal(report->attributes, id->attributes, id->attributes_mask) ||
	    (report->flags & FLAG_DEBUG) != 0)
		return "ATTRIBUTES";
	return NULL;
}
