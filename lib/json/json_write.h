/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_write.h - writing JSON, compact, into a buf.
 *
 * The writer keeps the first error (the buffer's limit) and does nothing after it, so calls need
 * no check each: json_write_end() gives it.  Commas are the writer's business.  A NULL name means
 * "an element of an array" (or the whole text).
 *
 * Room:      lib/json.
 * Promises:  valid JSON, or an error: text that is not UTF-8 and raw that is not JSON are
 *            ERR_INPUT, a missing or unwanted name, a wrong close or a second whole text ERR_BUG,
 *            nesting past JSON_DEPTH_MAX ERR_LIMIT; else errors as buf_append.
 */
#ifndef JSON_JSON_WRITE_H
#define JSON_JSON_WRITE_H

#include "lib/json/json.h"

struct json_writer {
	struct buf *out; /* borrowed */
	enum err error;
	unsigned depth;
	bool is_object[JSON_DEPTH_MAX + 1]; /* [0] is the whole text */
	bool needs_comma[JSON_DEPTH_MAX + 1];
};

/* Start writing at the end of `out`, which outlives the writer. */
struct json_writer json_writer_on(struct buf *out);

/* Open an object or array; `name` is its member name, NULL inside an array or at the top. */
void json_write_object(struct json_writer *w, const char *name);
void json_write_array(struct json_writer *w, const char *name);
/* Close the innermost object or array. */
void json_write_close_object(struct json_writer *w);
void json_write_close_array(struct json_writer *w);

/* Write one value, `name` as above.  Text is UTF-8. */
void json_write_text(struct json_writer *w, const char *name, const char *text);
void json_write_span(struct json_writer *w, const char *name, struct span text);
void json_write_i64(struct json_writer *w, const char *name, int64_t v);
void json_write_bool(struct json_writer *w, const char *name, bool v);
void json_write_null(struct json_writer *w, const char *name);
/* Text that is JSON already: a number's digits, a value from json_skip(). */
void json_write_raw(struct json_writer *w, const char *name, struct span json);
void json_write_base64(struct json_writer *w, const char *name, struct span bytes);
void json_write_base64url(struct json_writer *w, const char *name, struct span bytes);
void json_write_hex(struct json_writer *w, const char *name, struct span bytes);
void json_write_time(struct json_writer *w, const char *name, int64_t unix_ms);

/* The first error, or OK; ERR_BUG if something was left open or nothing was written. */
enum err json_write_end(struct json_writer *w);

#endif
