/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_number.h"

#include "lib/base/secret.h"
#include "lib/base/text.h"

enum { TEXT_SIZE_MAX = 64, EXPONENT_MAX = 40 };

/* The exponent after the E at `at`. */
static enum err
exponent_read(struct span text, size_t at, int *out)
{
	struct span digits = span_from(text, at + 1);
	const bool is_negative = span_starts(digits, "-");
	uint64_t value;

	if (is_negative || span_starts(digits, "+"))
		digits = span_from(digits, 1);
	while (digits.size > 1 && digits.p[0] == '0')
		digits = span_from(digits, 1);
	TRY(text_u64_parse(digits, EXPONENT_MAX, &value));
	*out = is_negative ? -(int)value : (int)value;
	return OK;
}

/* Write `text` without its exponent: the same digits, the point moved by `exponent`. */
static enum err
point_move(struct span text, int exponent, struct buf *out)
{
	size_t digit_count = 0, whole = 0;
	uint8_t digits[TEXT_SIZE_MAX];
	bool has_point = false;
	int point;

	for (size_t i = 0; i < text.size; i++) {
		if (text.p[i] == '.' && !has_point && i > 0) {
			has_point = true;
			continue;
		}
		ENSURE(text.p[i] >= '0' && text.p[i] <= '9', ERR_INPUT);
		digits[digit_count++] = text.p[i];
		whole += !has_point;
	}
	ENSURE(digit_count > 0 && whole > 0 && (!has_point || whole < digit_count), ERR_INPUT);
	point = (int)whole + exponent;
	if (point <= 0)
		TRY(buf_append(out, S("0.")));
	for (int i = point; i < 0; i++)
		TRY(buf_u8(out, '0'));
	for (size_t i = 0; i < digit_count; i++) {
		if (i > 0 && (int)i == point)
			TRY(buf_u8(out, '.'));
		TRY(buf_u8(out, digits[i]));
	}
	for (int i = (int)digit_count; i < point; i++)
		TRY(buf_u8(out, '0'));
	return OK;
}

static enum err
parse(struct span text, struct decimal *out)
{
	AUTO(buf) plain = buf_new(2 * TEXT_SIZE_MAX);
	size_t at = 0;
	int exponent;

	while (at < text.size && text.p[at] != 'e' && text.p[at] != 'E')
		at++;
	if (at == text.size)
		return decimal_parse(text, out);
	ENSURE(text.size <= TEXT_SIZE_MAX, ERR_LIMIT);
	TRY(exponent_read(text, at, &exponent));
	if (span_starts(text, "-")) {
		TRY(buf_u8(&plain, '-'));
		TRY(point_move(span_from(span_first(text, at), 1), exponent, &plain));
	} else {
		TRY(point_move(span_first(text, at), exponent, &plain));
	}
	return decimal_parse(buf_span(&plain), out);
}

enum err
compute_number_read(struct span text, const char *name, struct decimal *out, struct why *why)
{
	const enum err e = text.p == NULL ? OK : parse(text, out);

	if (e == ERR_LIMIT)
		return why_set(why, e, "%s: out of range (about 1.7e20) or too long", name);
	if (e != OK)
		return why_set(why, e, "%s: expected a number with at most 18 decimals", name);
	return OK;
}
