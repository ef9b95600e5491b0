/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_shape.h - whole objects into structs, by table.
 *
 *   static const struct json_field fields[] = {
 *       JSON_FIELD_TEXT(struct request, key_id, JSON_REQUIRED),
 *       JSON_FIELD_I64(struct request, issued_at, JSON_REQUIRED),
 *       JSON_FIELD_SHAPE(struct request, metadata, &metadata_shape, JSON_REQUIRED),
 *   };
 *   static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_REFUSED);
 *
 * The member's name is the struct's field name unless the table says another.  On failure `why`
 * names the member with its path and what was expected: "metadata.ttl: expected a whole number".
 *
 * Room:      lib/json.
 * Promises:  every missing, doubled, unknown or mistyped member is named.
 */
#ifndef JSON_JSON_SHAPE_H
#define JSON_JSON_SHAPE_H

#include "lib/base/why.h"
#include "lib/json/json.h"

enum json_type {
	JSON_T_TEXT,  /* char[room], NUL-terminated */
	JSON_T_SPAN,  /* struct span over a text without escapes: lives as long as the input */
	JSON_T_I64,   /* int64_t */
	JSON_T_BOOL,  /* bool */
	JSON_T_RAW,   /* struct span over the value's exact text, of any kind */
	JSON_T_SHAPE, /* a struct of its own */
	JSON_T_NUMBER /* struct span over a number's text, or a text holding one */
};

enum json_need { JSON_REQUIRED, JSON_OPTIONAL /* absent or null: the field stays as it was */ };
enum json_unknown { JSON_UNKNOWN_REFUSED, JSON_UNKNOWN_IGNORED };

struct json_shape;

struct json_field {
	struct span name; /* JSON_NAME_SIZE_MAX at most */
	enum json_type type;
	enum json_need need;
	size_t offset, room;
	const struct json_shape *shape; /* JSON_T_SHAPE */
};

struct json_shape {
	const struct json_field *fields;
	size_t field_count; /* at most 64 */
	enum json_unknown unknown;
};

#define JSON_FIELD_(s, f, n, t, need_, room_, shape_)                                          \
	{                                                                                      \
		.name = { (const uint8_t *)(n), sizeof(n) - 1 }, .type = (t), .need = (need_), \
		.offset = offsetof(s, f), .room = (room_), .shape = (shape_)                   \
	}
#define JSON_FIELD_TEXT(s, f, need_) \
	JSON_FIELD_(s, f, #f, JSON_T_TEXT, need_, sizeof(((s *)0)->f), NULL)
#define JSON_FIELD_SPAN(s, f, need_) JSON_FIELD_(s, f, #f, JSON_T_SPAN, need_, 0, NULL)
#define JSON_FIELD_I64(s, f, need_) JSON_FIELD_(s, f, #f, JSON_T_I64, need_, 0, NULL)
#define JSON_FIELD_BOOL(s, f, need_) JSON_FIELD_(s, f, #f, JSON_T_BOOL, need_, 0, NULL)
#define JSON_FIELD_RAW(s, f, need_) JSON_FIELD_(s, f, #f, JSON_T_RAW, need_, 0, NULL)
#define JSON_FIELD_NUMBER(s, f, need_) JSON_FIELD_(s, f, #f, JSON_T_NUMBER, need_, 0, NULL)
#define JSON_FIELD_SHAPE(s, f, sh, need_) JSON_FIELD_(s, f, #f, JSON_T_SHAPE, need_, 0, sh)
#define JSON_SHAPE(fields_, unknown_)                                                       \
	{                                                                                   \
		.fields = (fields_), .field_count = sizeof(fields_) / sizeof((fields_)[0]), \
		.unknown = (unknown_)                                                       \
	}

/*
 * Read the object that comes next into `out` (a struct the shape was made for).
 * ERR_INPUT / ERR_LIMIT with `why` naming the member; `out` is then partly filled: wipe it.
 */
enum err json_read_shape(
    struct json *j, const struct json_shape *shape, void *out, struct why *why);

/* The whole text is one such object, and nothing after it. */
enum err json_parse_shape(
    struct span text, const struct json_shape *shape, void *out, struct why *why);

#endif
