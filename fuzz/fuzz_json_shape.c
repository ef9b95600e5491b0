/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an object of a table with every type of field.  Oracle: what is read is JSON, views
 * point into the text, texts end inside their room, and a refusal has a sentence.
 */
#include "lib/json/json_shape.h"

#include "fuzz/fuzz.h"

struct inner {
	int64_t number;
	bool flag;
};

struct outer {
	char text[8];
	struct span view, number, raw;
	struct inner inner;
};

static const struct json_field inner_fields[] = {
	JSON_FIELD_I64(struct inner, number, JSON_REQUIRED),
	JSON_FIELD_BOOL(struct inner, flag, JSON_OPTIONAL),
};
static const struct json_shape inner_shape = JSON_SHAPE(inner_fields, JSON_UNKNOWN_REFUSED);
static const struct json_field outer_fields[] = {
	JSON_FIELD_TEXT(struct outer, text, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct outer, view, JSON_OPTIONAL),
	JSON_FIELD_NUMBER(struct outer, number, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct outer, raw, JSON_OPTIONAL),
	JSON_FIELD_SHAPE(struct outer, inner, &inner_shape, JSON_OPTIONAL),
};
static const struct json_shape outer_shape = JSON_SHAPE(outer_fields, JSON_UNKNOWN_IGNORED);

static void
check_inside(struct span view, struct span all)
{
	assert(view.p == NULL || (view.p > all.p && view.p + view.size < all.p + all.size));
}

FUZZ(json_shape, data, size)
{
	const struct span all = { data, size };
	struct outer o = { 0 };
	struct why why = { 0 };
	struct json j;

	if (json_parse_shape(all, &outer_shape, &o, &why) != OK) {
		assert(why.text[0] != '\0' && memchr(why.text, 0, sizeof(why.text)) != NULL);
		return;
	}
	json_init(&j, all);
	assert(json_skip(&j, NULL) == OK && json_end(&j) == OK);
	assert(memchr(o.text, 0, sizeof(o.text)) != NULL);
	check_inside(o.view, all);
	check_inside(o.number, all);
	check_inside(o.raw, all);
}
