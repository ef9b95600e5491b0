/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/tcb_level.h"

#include "lib/base/text.h"

struct seen_level {
	struct span tcb, tcb_date, tcb_status, advisory_ids;
};

#define MEMBER(field, name, type, need) \
	JSON_FIELD_(struct seen_level, field, name, type, need, 0, NULL)
static const struct json_field level_fields[] = {
	MEMBER(tcb, "tcb", JSON_T_RAW, JSON_REQUIRED),
	MEMBER(tcb_date, "tcbDate", JSON_T_SPAN, JSON_REQUIRED),
	MEMBER(tcb_status, "tcbStatus", JSON_T_SPAN, JSON_REQUIRED),
	MEMBER(advisory_ids, "advisoryIDs", JSON_T_RAW, JSON_OPTIONAL),
};
#undef MEMBER
static const struct json_shape level_shape = JSON_SHAPE(level_fields, JSON_UNKNOWN_IGNORED);

/* The words for a TD that should be started again are ours: no level has them. */
static enum err
status_read(struct span text, enum tcb_status *out)
{
	TRY(tcb_status_parse(text, out));
	ENSURE(
	    *out != TCB_TD_RELAUNCH_ADVISED && *out != TCB_TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED,
	    ERR_INPUT);
	return OK;
}

enum err
tcb_level_next(struct json *j, struct tcb_level *out, bool *more)
{
	struct seen_level seen = { .advisory_ids = { NULL, 0 } };
	struct tcb_advisories names = { .count = 0 };

	TRY(json_element(j, more));
	if (!*more)
		return OK;
	TRY(json_read_shape(j, &level_shape, &seen, NULL));
	out->tcb = seen.tcb;
	out->standing.advisories = seen.advisory_ids;
	TRY(status_read(seen.tcb_status, &out->standing.status));
	TRY(text_time_parse(seen.tcb_date, &out->standing.date_ms));
	return tcb_standing_advisories(&out->standing, &names);
}

struct seen_svn {
	int64_t isvsvn;
};

static const struct json_field svn_fields[] = { JSON_FIELD_I64(
    struct seen_svn, isvsvn, JSON_REQUIRED) };
static const struct json_shape svn_shape = JSON_SHAPE(svn_fields, JSON_UNKNOWN_IGNORED);

static enum err
svn_read(const struct tcb_level *level, int64_t *out)
{
	struct seen_svn seen = { 0 };
	const enum tcb_status status = level->standing.status;

	TRY(json_parse_shape(level->tcb, &svn_shape, &seen, NULL));
	ENSURE(seen.isvsvn >= 0 && seen.isvsvn <= UINT16_MAX, ERR_INPUT);
	ENSURE(status == TCB_UP_TO_DATE || status == TCB_OUT_OF_DATE || status == TCB_REVOKED,
	    ERR_INPUT);
	*out = seen.isvsvn;
	return OK;
}

enum err
tcb_level_by_isvsvn(struct span levels, uint16_t isvsvn, struct tcb_standing *out)
{
	int64_t before = INT64_MAX, svn;
	struct tcb_level level;
	bool is_found = false, more;
	struct json j;

	json_init(&j, levels);
	TRY(json_enter_array(&j));
	for (;;) {
		TRY(tcb_level_next(&j, &level, &more));
		if (!more)
			break;
		TRY(svn_read(&level, &svn));
		ENSURE(svn < before, ERR_INPUT);
		before = svn;
		if (!is_found && isvsvn >= svn) {
			*out = level.standing;
			is_found = true;
		}
	}
	TRY(json_end(&j));
	ENSURE(before != INT64_MAX, ERR_INPUT);
	ENSURE(is_found, ERR_ABSENT);
	return OK;
}

enum err
tcb_standing_advisories(const struct tcb_standing *s, struct tcb_advisories *out)
{
	struct span name;
	struct json j;
	bool more;

	if (s->advisories.size == 0)
		return OK;
	json_init(&j, s->advisories);
	TRY(json_enter_array(&j));
	for (;;) {
		TRY(json_element(&j, &more));
		if (!more)
			return OK;
		TRY(json_plain(&j, &name));
		ENSURE(tcb_advisories_add(out, name) == OK, ERR_INPUT);
	}
}
