/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_cursor.h - what the files of this room share about a cursor; nobody else includes it.
 *
 * Room:      lib/json.
 */
#ifndef JSON_JSON_CURSOR_H
#define JSON_JSON_CURSOR_H

#include "lib/json/json.h"

/* Kill the cursor at `at` and return `e`; the first fault stays. */
enum err json_fail_at(struct json *j, size_t at, enum err e, const char *fault);

/* The same where it stands, with ERR_INPUT. */
enum err json_fail(struct json *j, const char *fault);

/*
 * The text that comes next, validated: `raw` is what is between its quotes.
 * ERR_INPUT if none comes or it is malformed.
 */
enum err json_take_text(struct json *j, struct span *raw, bool *has_escapes);

/* Skip white space and show the byte after it; 0, which begins no value, at the end or when dead.
 */
static inline uint8_t
json_next(struct json *j)
{
	if (j->fault != NULL)
		return 0;
	while (j->at < j->all.size) {
		const uint8_t c = j->all.p[j->at];

		if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
			return c;
		j->at++;
	}
	return 0;
}

#endif
