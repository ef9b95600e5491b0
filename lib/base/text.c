/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/text.h"

enum err
text_hex_write(struct span bytes, struct buf *out)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t *at;

	TRY(buf_reserve(out, bytes.size * 2, &at));
	for (size_t i = 0; i < bytes.size; i++) {
		at[2 * i] = (uint8_t)digits[bytes.p[i] >> 4];
		at[2 * i + 1] = (uint8_t)digits[bytes.p[i] & 15];
	}
	out->size += bytes.size * 2;
	return OK;
}

static int
hex_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

enum err
text_hex_parse(struct span text, uint8_t *out, size_t size)
{
	ENSURE(text.size == 2 * size, ERR_INPUT);
	for (size_t i = 0; i < size; i++) {
		const int high = hex_value(text.p[2 * i]), low = hex_value(text.p[2 * i + 1]);

		ENSURE(high >= 0 && low >= 0, ERR_INPUT);
		out[i] = (uint8_t)(high << 4 | low);
	}
	return OK;
}

/* All ones when a <= c <= b, else zero; without a branch, for base64 of keys. */
static int
mask_between(int a, int c, int b)
{
	return (a - 1 - c) >> 8 & (c - b - 1) >> 8;
}

static uint8_t
base64_digit(enum text_base64 kind, int six)
{
	const int plus = kind == TEXT_BASE64 ? '+' : '-';
	const int slash = kind == TEXT_BASE64 ? '/' : '_';

	return (uint8_t)((mask_between(0, six, 25) & (six + 'A')) |
	    (mask_between(26, six, 51) & (six - 26 + 'a')) |
	    (mask_between(52, six, 61) & (six - 52 + '0')) | (mask_between(62, six, 62) & plus) |
	    (mask_between(63, six, 63) & slash));
}

/* 0..63, or negative for a character outside the alphabet. */
static int
base64_value(enum text_base64 kind, int c)
{
	const int plus = kind == TEXT_BASE64 ? '+' : '-';
	const int slash = kind == TEXT_BASE64 ? '/' : '_';

	/* +1 so that "no match" (0) ends as -1 */
	return ((mask_between('A', c, 'Z') & (c - 'A' + 1)) |
		   (mask_between('a', c, 'z') & (c - 'a' + 27)) |
		   (mask_between('0', c, '9') & (c - '0' + 53)) |
		   (mask_between(plus, c, plus) & 63) | (mask_between(slash, c, slash) & 64)) -
	    1;
}

enum err
text_base64_write(enum text_base64 kind, struct span bytes, struct buf *out)
{
	const size_t whole = (bytes.size + 2) / 3 * 4;
	uint8_t *at;
	size_t written = 0;

	ENSURE(bytes.size <= SIZE_MAX / 2, ERR_LIMIT);
	TRY(buf_reserve(out, whole, &at));
	for (size_t i = 0; i < bytes.size; i += 3) {
		const size_t left = bytes.size - i;
		const int a = bytes.p[i];
		const int b = left > 1 ? bytes.p[i + 1] : 0;
		const int c = left > 2 ? bytes.p[i + 2] : 0;

		at[written++] = base64_digit(kind, a >> 2);
		at[written++] = base64_digit(kind, (a & 3) << 4 | b >> 4);
		if (left > 1)
			at[written++] = base64_digit(kind, (b & 15) << 2 | c >> 6);
		if (left > 2)
			at[written++] = base64_digit(kind, c & 63);
		while (kind == TEXT_BASE64 && written % 4 != 0)
			at[written++] = '=';
	}
	out->size += written;
	return OK;
}

/* Remove the padding that base64 must have.  ERR_INPUT if it is not as it must be. */
static enum err
base64_unpad(enum text_base64 kind, struct span *text)
{
	if (kind == TEXT_BASE64) {
		ENSURE(text->size % 4 == 0, ERR_INPUT);
		for (int i = 0; i < 2 && text->size > 0; i++)
			if (text->p[text->size - 1] == '=')
				text->size--;
	}
	ENSURE(text->size % 4 != 1, ERR_INPUT);
	return OK;
}

enum err
text_base64_parse(enum text_base64 kind, struct span text, struct buf *out)
{
	uint8_t *at;
	size_t written = 0;
	unsigned bits = 0, held = 0;
	int bad = 0;

	TRY(base64_unpad(kind, &text));
	TRY(buf_reserve(out, text.size / 4 * 3 + 3, &at));
	for (size_t i = 0; i < text.size; i++) {
		const int value = base64_value(kind, text.p[i]);

		bad |= value;
		held = (held << 6 | ((unsigned)value & 63)) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			at[written++] = (uint8_t)(held >> bits);
		}
	}
	ENSURE(bad >= 0, ERR_INPUT);
	ENSURE((held & ((1u << bits) - 1)) == 0, ERR_INPUT); /* canonical: unused bits are zero */
	out->size += written;
	return OK;
}

enum err
text_base64_parse_fixed(enum text_base64 kind, struct span text, uint8_t *out, size_t size)
{
	struct buf bytes = buf_new(size + 3);
	enum err e;

	e = text_base64_parse(kind, text, &bytes);
	if (e == OK && bytes.size == size)
		memcpy(out, bytes.p, size);
	else
		e = ERR_INPUT;
	buf_wipe(&bytes);
	return e;
}

enum err
text_u64_parse(struct span text, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;

	ENSURE(text.size > 0, ERR_INPUT);
	ENSURE(text.size == 1 || text.p[0] != '0', ERR_INPUT);
	for (size_t i = 0; i < text.size; i++) {
		ENSURE(text.p[i] >= '0' && text.p[i] <= '9', ERR_INPUT);
		ENSURE(!__builtin_mul_overflow(v, 10, &v), ERR_LIMIT);
		ENSURE(!__builtin_add_overflow(v, (uint64_t)(text.p[i] - '0'), &v), ERR_LIMIT);
	}
	ENSURE(v <= max, ERR_LIMIT);
	*out = v;
	return OK;
}

/* One sequence at the start of `text`; its size, or 0 if it is not well-formed (RFC 3629). */
static size_t
utf8_sequence(struct span text, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const uint8_t first = text.p[0];
	const size_t size = first < 0x80    ? 1
	    : first >= 0xc2 && first < 0xe0 ? 2
	    : first >= 0xe0 && first < 0xf0 ? 3
	    : first >= 0xf0 && first < 0xf5 ? 4
					    : 0;
	uint32_t v = size <= 1 ? first : first & (0x7fu >> size);

	if (size == 0 || size > text.size)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if ((text.p[i] & 0xc0) != 0x80)
			return 0;
		v = v << 6 | (text.p[i] & 0x3fu);
	}
	if (v < least[size] || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff))
		return 0;
	*code = v;
	return size;
}

bool
text_is_utf8(struct span text)
{
	uint32_t code;

	while (text.size > 0) {
		const size_t size = utf8_sequence(text, &code);

		if (size == 0)
			return false;
		text = span_from(text, size);
	}
	return true;
}

bool
text_is_printable(struct span text)
{
	uint32_t code;

	while (text.size > 0) {
		const size_t size = utf8_sequence(text, &code);

		if (size == 0 || code < 0x20 || (code >= 0x7f && code <= 0x9f))
			return false;
		text = span_from(text, size);
	}
	return true;
}
