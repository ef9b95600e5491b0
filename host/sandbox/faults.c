/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/faults.h"

#include "lib/json/json_shape.h"

#define NUMBER_MAX 1000000000000

static const char *const kind_names[FAULT_KIND_COUNT] = { [FAULT_LATENCY] = "latency",
	[FAULT_STALL] = "stall",
	[FAULT_CUT] = "cut",
	[FAULT_SHORT] = "short",
	[FAULT_CHUNKED] = "chunked",
	[FAULT_GZIP] = "gzip",
	[FAULT_STATUS] = "status",
	[FAULT_HTML] = "html",
	[FAULT_MAINTENANCE] = "maintenance",
	[FAULT_BAN] = "ban",
	[FAULT_REVOKE] = "revoke",
	[FAULT_ADDRESS] = "address",
	[FAULT_TRUNCATED] = "truncated",
	[FAULT_DUPLICATE] = "duplicate",
	[FAULT_OVERLAP] = "overlap",
	[FAULT_LATE] = "late",
	[FAULT_REORDER] = "reorder",
	[FAULT_EMPTY] = "empty",
	[FAULT_FIELD] = "field",
	[FAULT_REPLACE] = "replace",
	[FAULT_UNLIST] = "unlist",
	[FAULT_WIDEN] = "widen",
	[FAULT_SKEW] = "skew" };

struct rule_row {
	char kind[32], path[FAULTS_TEXT_SIZE], account[FAULTS_TEXT_SIZE], text[FAULTS_TEXT_SIZE];
	int64_t first, count, value, step;
};

static enum err
rule_of(const struct rule_row *row, struct fault_rule *out, struct why *why)
{
	bool is_known = false;

	for (int i = 0; i < FAULT_KIND_COUNT; i++)
		if (strcmp(kind_names[i], row->kind) == 0) {
			out->kind = (enum fault_kind)i;
			is_known = true;
		}
	if (!is_known)
		return why_set(why, ERR_INPUT, "kind: there is no fault \"%s\"", row->kind);
	if (row->value > NUMBER_MAX || row->value < -NUMBER_MAX || row->step > NUMBER_MAX ||
	    row->step < -NUMBER_MAX)
		return why_set(why, ERR_INPUT, "value, step: from -10^12 to 10^12");
	if (out->kind == FAULT_LATENCY && (row->value < 0 || row->step < 0))
		return why_set(why, ERR_INPUT, "value, step: milliseconds, not below 0");
	if (row->first < 1 || row->count < 0)
		return why_set(why, ERR_INPUT, "first, count: from 1; from 0 (for ever)");
	if (out->kind == FAULT_STATUS && (row->value < 400 || row->value > 599))
		return why_set(why, ERR_INPUT, "value: give a status of 400 to 599");
	if (out->kind == FAULT_REPLACE && strchr(row->text, '=') == NULL)
		return why_set(why, ERR_INPUT, "text: give \"OLD=NEW\"");
	memcpy(out->path, row->path, sizeof(out->path));
	memcpy(out->account, row->account, sizeof(out->account));
	memcpy(out->text, row->text, sizeof(out->text));
	out->first = row->first;
	out->count = row->count;
	out->value = row->value;
	out->step = row->step;
	return OK;
}

static enum err
rule_read(struct json *j, struct faults *out, struct why *why)
{
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct rule_row, kind, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct rule_row, path, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct rule_row, account, JSON_OPTIONAL),
		JSON_FIELD_TEXT(struct rule_row, text, JSON_OPTIONAL),
		JSON_FIELD_I64(struct rule_row, first, JSON_OPTIONAL),
		JSON_FIELD_I64(struct rule_row, count, JSON_OPTIONAL),
		JSON_FIELD_I64(struct rule_row, value, JSON_OPTIONAL),
		JSON_FIELD_I64(struct rule_row, step, JSON_OPTIONAL),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_REFUSED);
	struct rule_row row = { .first = 1, .count = 1 };

	if (out->rule_count == FAULTS_RULES_MAX)
		return why_set(why, ERR_LIMIT, "at most %d faults", FAULTS_RULES_MAX);
	TRY(json_read_shape(j, &shape, &row, why));
	TRY(rule_of(&row, &out->rules[out->rule_count], why));
	out->rule_count++;
	return OK;
}

enum err
faults_parse(struct span json, struct faults *out, struct why *why)
{
	struct json j;
	bool more = false;
	enum err e;

	json_init(&j, json);
	e = json_enter_array(&j);
	for (size_t i = 0; e == OK; i++) {
		e = json_element(&j, &more);
		if (e != OK || !more)
			break;
		e = rule_read(&j, out, why);
		if (e != OK) {
			why_prefix(why, "a fault of the plan");
			return e;
		}
	}
	if (e == OK)
		e = json_end(&j);
	return e == OK ? OK : why_set(why, e, "the plan is one JSON array of faults");
}

void
faults_seed(struct faults *f, uint64_t seed)
{
	f->is_random = true;
	f->dice = dice_new(seed, "faults");
}

/* Something that passes, and that a client who asks again gets over. */
static bool
chance_draw(struct faults *f, const char *account, struct fault_rule *out)
{
	static const struct {
		enum fault_kind kind;
		int64_t value, step;
	} passing[] = { { FAULT_LATENCY, 5, 50 }, { FAULT_CUT, 0, 0 }, { FAULT_SHORT, 0, 0 },
		{ FAULT_STATUS, 500, 0 }, { FAULT_STATUS, 502, 0 }, { FAULT_STATUS, 503, 0 },
		{ FAULT_STATUS, 504, 0 }, { FAULT_HTML, 0, 0 }, { FAULT_TRUNCATED, 0, 0 },
		{ FAULT_DUPLICATE, 3, 0 }, { FAULT_REORDER, 0, 0 }, { FAULT_MAINTENANCE, 0, 0 },
		{ FAULT_SKEW, 2000, 0 }, { FAULT_SKEW, -2000, 0 }, { FAULT_FIELD, 0, 0 },
		{ FAULT_CHUNKED, 0, 0 }, { FAULT_GZIP, 0, 0 }, { FAULT_STALL, 0, 0 },
		{ FAULT_OVERLAP, 2, 0 }, { FAULT_STATUS, 429, 0 }, { FAULT_BAN, 120, 0 },
		{ FAULT_LATE, 5, 0 }, { FAULT_EMPTY, 0, 0 } };
	const size_t count = sizeof(passing) / sizeof(passing[0]);
	size_t i;

	if (!f->is_random || dice_below(&f->dice, 8) > 0)
		return false;
	i = (size_t)dice_below(&f->dice, (int64_t)count);
	/* Rows that come late are somebody's: what is public has been there for long. */
	if (account[0] == '\0' && (passing[i].kind == FAULT_LATE || passing[i].kind == FAULT_EMPTY))
		return false;
	*out = (struct fault_rule){ .kind = passing[i].kind,
		.value = passing[i].value,
		.step = passing[i].step,
		.first = 1,
		.count = 1,
		.seen = 1 };
	return true;
}

static bool
is_meant(const struct fault_rule *r, struct span path, const char *account)
{
	return span_starts(path, r->path) &&
	    (r->account[0] == '\0' || strcmp(r->account, account) == 0);
}

struct fault_hits
faults_take(struct faults *f, struct span path, const char *account)
{
	struct fault_hits h = { .count = 0 };
	struct fault_rule chance;

	if (f == NULL || span_starts(path, "/sandbox/"))
		return h;
	for (size_t i = 0; i < f->rule_count; i++) {
		struct fault_rule *r = &f->rules[i];

		if (!is_meant(r, path, account))
			continue;
		r->seen++;
		if (r->seen >= r->first && (r->count == 0 || r->seen < r->first + r->count) &&
		    h.count < FAULTS_HITS_MAX)
			h.all[h.count++] = *r;
	}
	if (h.count < FAULTS_HITS_MAX && chance_draw(f, account, &chance))
		h.all[h.count++] = chance;
	return h;
}

const struct fault_rule *
faults_hit(const struct fault_hits *h, enum fault_kind kind)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->all[i].kind == kind)
			return &h->all[i];
	return NULL;
}
