/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/text.h"
#include "lib/json/json_cursor.h"

/*
 * Texts
 */

/* \uXXXX at the start of `text`? */
static bool
hex_escape(struct span text, uint32_t *code)
{
	uint8_t bytes[2];

	if (text.size < 6 || text.p[0] != '\\' || text.p[1] != 'u' ||
	    text_hex_parse((struct span){ text.p + 2, 4 }, bytes, 2) != OK)
		return false;
	*code = (uint32_t)bytes[0] << 8 | bytes[1];
	return true;
}

/* The escape at the start of `text` (a surrogate pair is one): its size, 0 if it is not one. */
static size_t
escape_read(struct span text, uint32_t *code)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	const char *named;
	uint32_t low;

	if (text.size < 2)
		return 0;
	named = text.p[1] == 0 ? NULL : strchr(names, text.p[1]);
	if (named != NULL) {
		*code = (uint8_t)values[named - names];
		return 2;
	}
	if (!hex_escape(text, code))
		return 0;
	if (*code < 0xd800 || *code > 0xdfff)
		return 6;
	if (*code > 0xdbff || !hex_escape(span_from(text, 6), &low) || low < 0xdc00 || low > 0xdfff)
		return 0; /* half a pair */
	*code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
	return 12;
}

/* The text that comes next, validated: what is between its quotes, and whether it has escapes. */
enum err
json_take_text(struct json *j, struct span *raw, bool *has_escapes)
{
	const struct span all = j->all;
	bool is_ascii = true;
	uint32_t code;
	size_t at;

	*has_escapes = false;
	if (json_quick_text(j, raw))
		return OK;
	if (json_next(j) != '"')
		return json_fail(j, "expected a text");
	for (at = json_plain_run(all, j->at + 1);; at = json_plain_run(all, at)) {
		if (at >= all.size)
			return json_fail_at(j, at, ERR_INPUT, "a text without its closing quote");
		if (all.p[at] == '"')
			break;
		if (all.p[at] < 0x20)
			return json_fail_at(j, at, ERR_INPUT, "a control character inside a text");
		if (all.p[at] == '\\') {
			const size_t size = escape_read(span_from(all, at), &code);

			if (size == 0)
				return json_fail_at(j, at, ERR_INPUT, "not an escape");
			*has_escapes = true;
			at += size;
		} else {
			is_ascii = is_ascii && all.p[at] < 0x80;
			at++;
		}
	}
	*raw = (struct span){ all.p + j->at + 1, at - j->at - 1 };
	if (!is_ascii && !text_is_utf8(*raw))
		return json_fail(j, "a text that is not UTF-8");
	j->at = at + 1;
	return OK;
}

enum err
json_plain(struct json *j, struct span *out)
{
	bool has_escapes;
	struct span raw;

	if (json_quick_text(j, out))
		return OK;
	TRY(json_take_text(j, &raw, &has_escapes));
	if (has_escapes)
		return json_fail(j, "expected a text without escapes");
	*out = raw;
	return OK;
}

static size_t
utf8_write(uint32_t code, uint8_t out[4])
{
	const size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const uint8_t first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = size - 1; i > 0; i--) {
		out[i] = (uint8_t)(0x80 | (code & 0x3f));
		code >>= 6;
	}
	out[0] = (uint8_t)(first[size] | code);
	return size;
}

/* `raw` was validated by json_take_text. */
static enum err
unescape(struct span raw, char *out, size_t room, size_t *size)
{
	size_t written = 0;

	while (raw.size > 0) {
		uint8_t bytes[4] = { raw.p[0] };
		size_t read = 1, count = 1;
		uint32_t code;

		if (raw.p[0] == '\\') {
			read = escape_read(raw, &code);
			ENSURE(code != 0, ERR_INPUT);
			count = utf8_write(code, bytes);
		}
		ENSURE(count < room - written, ERR_LIMIT);
		memcpy(out + written, bytes, count);
		written += count;
		raw = span_from(raw, read);
	}
	out[written] = '\0';
	*size = written;
	return OK;
}

enum err
json_text(struct json *j, char *out, size_t room, size_t *size)
{
	bool has_escapes;
	struct span raw;
	enum err e;

	TRY(json_take_text(j, &raw, &has_escapes));
	*size = raw.size;
	e = has_escapes ? unescape(raw, out, room, size) : span_to_text(raw, out, room);
	if (e == OK)
		return OK;
	out[0] = '\0';
	return json_fail_at(
	    j, j->at, e, e == ERR_LIMIT ? "a text that is too long" : "a NUL in a text");
}

/*
 * Numbers
 */

static inline size_t
digits_end(struct span text, size_t at)
{
	while (at < text.size && (uint8_t)(text.p[at] - '0') <= 9)
		at++;
	return at;
}

/* Where the number at `from` ends, or 0 if there is none (RFC 8259 section 6). */
static inline size_t
number_end(struct span text, size_t from, bool may_lead_with_zeros)
{
	const size_t whole = from + (from < text.size && text.p[from] == '-');
	size_t at = digits_end(text, whole), start;

	if (at == whole)
		return 0;
	if (!may_lead_with_zeros && text.p[whole] == '0' && at > whole + 1)
		return 0;
	if (at < text.size && text.p[at] == '.') {
		start = at + 1;
		at = digits_end(text, start);
		if (at == start)
			return 0;
	}
	if (at < text.size && (text.p[at] | 0x20) == 'e') {
		start = at + 1;
		start += start < text.size && (text.p[start] == '+' || text.p[start] == '-');
		at = digits_end(text, start);
		if (at == start)
			return 0;
	}
	return at;
}

enum err
json_number(struct json *j, struct span *out)
{
	size_t end;

	(void)json_next(j);
	end = number_end(j->all, j->at, false);
	if (end == 0)
		return json_fail(j, "expected a number");
	*out = (struct span){ j->all.p + j->at, end - j->at };
	j->at = end;
	return OK;
}

enum err
json_any_number(struct json *j, struct span *out)
{
	struct span text;

	if (json_next(j) != '"')
		return json_number(j, out);
	TRY(json_plain(j, &text));
	if (text.size == 0 || number_end(text, 0, true) != text.size)
		return json_fail(j, "expected a number in the text");
	*out = text;
	return OK;
}

/* A whole number of at most 18 digits, in one pass: the usual case.  Else nothing has moved. */
static inline bool
quick_whole(struct json *j, int64_t *out)
{
	const bool is_negative = json_next(j) == '-';
	const size_t from = j->at + is_negative, end = digits_end(j->all, from), size = end - from;
	int64_t v = 0;

	if (size == 0 || size > 18 || (size > 1 && j->all.p[from] == '0'))
		return false;
	if (end < j->all.size && (j->all.p[end] == '.' || (j->all.p[end] | 0x20) == 'e'))
		return false;
	for (size_t i = from; i < end; i++)
		v = v * 10 + (j->all.p[i] - '0');
	*out = is_negative ? -v : v;
	j->at = end;
	return true;
}

enum err
json_i64(struct json *j, int64_t *out)
{
	struct span text;
	bool is_negative;
	int64_t v = 0;

	if (quick_whole(j, out))
		return OK;
	TRY(json_number(j, &text));
	is_negative = text.p[0] == '-';
	for (size_t i = is_negative; i < text.size; i++) {
		const int digit = text.p[i] - '0';

		if (digit < 0 || digit > 9)
			return json_fail(j, "expected a whole number");
		/* Downwards, because INT64_MIN has no opposite. */
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, digit, &v))
			return json_fail_at(j, j->at, ERR_LIMIT, "a whole number over 64 bits");
	}
	if (!is_negative && __builtin_sub_overflow(0, v, &v))
		return json_fail_at(j, j->at, ERR_LIMIT, "a whole number over 64 bits");
	*out = v;
	return OK;
}
