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

struct json_name {
	struct span text;
	bool more, was_guess;
};

/*
 * json_member() in its two halves.  First the next name; when it is `guess` (p NULL: no guess),
 * which is cheaper to check than to read, was_guess is true.
 */
enum err json_take_name(struct json *j, struct span guess, struct json_name *out);

/* Then that no other name of this object is the same. */
enum err json_note_name(struct json *j, struct span name);

/* Skip white space and show the byte after it; 0, which begins no value, at the end or when dead.
 */
static inline uint8_t
json_next(struct json *j)
{
	while (j->at < j->all.size) {
		const uint8_t c = j->all.p[j->at];

		if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
			return c;
		j->at++;
	}
	return 0;
}

_Static_assert(
    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "json_plain_run finds the first byte by ctz");

/* Bit 7 of each byte that ends a plain run: quote, backslash, control or non-ASCII.  Bytes above
 * the first such byte may be marked wrongly (borrows); only the lowest mark is used. */
static inline uint64_t
json_stops(uint64_t eight)
{
	const uint64_t ones = 0x0101010101010101;
	const uint64_t quote = eight ^ (ones * '"'), slash = eight ^ (ones * '\\');
	const uint64_t control = (eight - ones * 0x20) & ~eight;

	return (((quote - ones) & ~quote) | ((slash - ones) & ~slash) | control | eight) &
	    (ones * 0x80);
}

/* The first byte from `at` on that may not be plain: a stop, or one of the last seven. */
static inline size_t
json_plain_run(struct span all, size_t at)
{
	uint64_t eight, marks;

	for (; all.size - at >= sizeof(eight); at += sizeof(eight)) {
		memcpy(&eight, all.p + at, sizeof(eight));
		marks = json_stops(eight);
		if (marks != 0)
			return at + (size_t)__builtin_ctzll(marks) / 8;
	}
	return at;
}

/*
 * The text that comes next, if it is all plain and not within eight bytes of the end: the usual
 * case, kept small enough to be inlined.  Else nothing has moved but white space.
 */
static inline bool
json_quick_text(struct json *j, struct span *raw)
{
	size_t from, end;

	if (json_next(j) != '"')
		return false;
	from = j->at + 1;
	end = json_plain_run(j->all, from);
	if (end >= j->all.size || j->all.p[end] != '"')
		return false;
	*raw = (struct span){ j->all.p + from, end - from };
	j->at = end + 1;
	return true;
}

#endif
