/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.h - reading JSON strictly, without building a tree.
 *
 * A `struct json` is a cursor over one text (RFC 8259).  Reading is a walk: enter an object, take
 * member after member, read or skip each value, leave at its end.  Whatever is walked over or
 * skipped is fully validated: UTF-8, escapes without lone surrogates, number grammar, no trailing
 * commas, no member name twice in one object, depth and count limits.  Numbers stay text:
 * who wants money reads a span and gives it to lib/decimal.
 *
 * json_shape.h reads whole objects into structs by table; most callers want that.
 *
 * Room:      lib/json.  Calls: lib/base.
 * Promises:  allocates nothing; one pass; never reads outside the text.
 * Errors:    ERR_INPUT not JSON, or not what was asked for; ERR_LIMIT over a limit.  After an
 *            error the cursor is dead, every further call fails, json_where() says at which byte
 *            and json_fault() what.  ERR_BUG when the walk asks for a member outside an object or
 *            an element outside an array.
 */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include "lib/base/bytes.h"

enum {
	JSON_DEPTH_MAX = 16,
	JSON_MEMBERS_MAX = 400, /* in one object: the months of 33 years */
	JSON_NAME_SIZE_MAX = 64,
};

enum json_kind {
	JSON_OBJECT,
	JSON_ARRAY,
	JSON_TEXT,
	JSON_NUMBER,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL,
};

struct json_level {
	bool is_object, has_members;
	uint16_t member_count;
	uint16_t seen_from; /* where this object's names begin in `seen` */
	uint64_t name_bits; /* one bit per name's hash: a clear bit says "not seen" at once */
};

struct json {
	struct span all;
	size_t at;
	const char *fault; /* NULL while alive; a dead cursor's text is empty */
	size_t fault_at;
	unsigned depth;
	struct json_level levels[JSON_DEPTH_MAX];
	uint16_t seen_count;
	struct span seen[JSON_MEMBERS_MAX * 2]; /* raw names, to refuse the second one */
};

/* A cursor at the start of `text`, which must outlive it. */
void json_init(struct json *j, struct span text);

/* What comes next, without moving. */
enum err json_peek(struct json *j, enum json_kind *out);

/* Step into the array or object that must come next. */
enum err json_enter_object(struct json *j);
enum err json_enter_array(struct json *j);

/*
 * Inside an object: the next member's name, as written between its quotes (names with escapes are
 * refused: nobody we talk to writes them), or *more = false at the end, and the object is left.
 * After a name its value must be read, entered or skipped.
 * ERR_LIMIT over JSON_NAME_SIZE_MAX, JSON_MEMBERS_MAX, or twice that in all objects now open.
 * ERR_INPUT also for the second member of a name.
 */
enum err json_member(struct json *j, struct span *name, bool *more);

/* Inside an array: is there another element?  If not, the array is left. */
enum err json_element(struct json *j, bool *more);

/* A text, unescaped into `out` with a NUL.  ERR_LIMIT if it does not fit; U+0000 is ERR_INPUT. */
enum err json_text(struct json *j, char *out, size_t room, size_t *size);

/* A text without escapes as a view into the original.  ERR_INPUT if it has one. */
enum err json_plain(struct json *j, struct span *out);

/* A number's own text, as a view. */
enum err json_number(struct json *j, struct span *out);

/* The same, bare or as a text ("0.10", and then with leading zeros if they like). */
enum err json_any_number(struct json *j, struct span *out);

/* A number that is a whole int64, without fraction or exponent.  ERR_LIMIT out of range. */
enum err json_i64(struct json *j, int64_t *out);

/* true or false. */
enum err json_bool(struct json *j, bool *out);

/* True and the null is taken, or false and nothing moved. */
enum err json_null(struct json *j, bool *was_null);

/* Take any one value, validating all of it; `out` (may be NULL) is its exact text. */
enum err json_skip(struct json *j, struct span *out);

/* Nothing but white space is left. */
enum err json_end(struct json *j);

/* The byte the cursor stopped at. */
size_t json_where(const struct json *j);

/* What was wrong there, a literal for people that quotes nothing; "" while there is no error. */
const char *json_fault(const struct json *j);

#endif
