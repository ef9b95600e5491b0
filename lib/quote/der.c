/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/der.h"

#include "lib/base/text.h"

enum { LENGTH_IS_SHORT_BELOW = 0x80, LENGTH_IN_ONE_BYTE = 0x81, LENGTH_IN_TWO_BYTES = 0x82 };

bool
der_next_is(const struct reader *r, uint8_t tag)
{
	return r->rest.size > 0 && r->rest.p[0] == tag;
}

/* X.690 section 10.1: the shortest form, and the indefinite one (80) never. */
static enum err
length(struct reader *r, size_t *out)
{
	uint8_t first, one;
	uint16_t two;

	TRY(reader_u8(r, &first));
	if (first < LENGTH_IS_SHORT_BELOW) {
		*out = first;
	} else if (first == LENGTH_IN_ONE_BYTE) {
		TRY(reader_u8(r, &one));
		ENSURE(one >= LENGTH_IS_SHORT_BELOW, ERR_INPUT);
		*out = one;
	} else {
		ENSURE(first == LENGTH_IN_TWO_BYTES, ERR_INPUT);
		TRY(reader_u16be(r, &two));
		ENSURE(two > UINT8_MAX, ERR_INPUT);
		*out = two;
	}
	return OK;
}

enum err
der_take(struct reader *r, uint8_t tag, struct span *contents)
{
	struct reader next = *r;
	uint8_t found;
	size_t size;

	TRY(reader_u8(&next, &found));
	ENSURE(found == tag, ERR_INPUT);
	TRY(length(&next, &size));
	TRY(reader_take(&next, size, contents));
	*r = next;
	return OK;
}

enum err
der_take_whole(struct reader *r, uint8_t tag, struct span *whole)
{
	const struct span before = r->rest;
	struct span contents;

	TRY(der_take(r, tag, &contents));
	*whole = span_first(before, before.size - r->rest.size);
	return OK;
}

enum err
der_enter(struct reader *r, uint8_t tag, struct reader *inside)
{
	struct span contents;

	TRY(der_take(r, tag, &contents));
	*inside = reader_over(contents);
	return OK;
}

enum err
der_unsigned(struct reader *r, uint8_t tag, struct span *contents)
{
	struct span c;

	TRY(der_take(r, tag, &c));
	ENSURE(c.size > 0 && c.p[0] < 0x80, ERR_INPUT);
	/* A zero in front only where the number would else read as negative. */
	ENSURE(c.size == 1 || c.p[0] != 0 || c.p[1] >= 0x80, ERR_INPUT);
	*contents = c;
	return OK;
}

enum err
der_number(struct reader *r, uint8_t tag, uint32_t max, uint32_t *out)
{
	struct span c;
	uint64_t v = 0;

	TRY(der_unsigned(r, tag, &c));
	ENSURE(c.size <= 5, ERR_INPUT);
	for (size_t i = 0; i < c.size; i++)
		v = v << 8 | c.p[i];
	ENSURE(v <= max, ERR_INPUT);
	*out = (uint32_t)v;
	return OK;
}

enum err
der_number_bytes(struct reader *r, uint8_t *out, size_t size)
{
	struct span c;

	TRY(der_unsigned(r, DER_INTEGER, &c));
	if (c.p[0] == 0)
		c = span_from(c, 1);
	ENSURE(c.size <= size, ERR_INPUT);
	memset(out, 0, size);
	if (c.size > 0)
		memcpy(out + size - c.size, c.p, c.size);
	return OK;
}

enum err
der_boolean(struct reader *r, bool *out)
{
	struct span c;

	TRY(der_take(r, DER_BOOLEAN, &c));
	ENSURE(c.size == 1 && (c.p[0] == 0x00 || c.p[0] == 0xff), ERR_INPUT);
	*out = c.p[0] == 0xff;
	return OK;
}

enum err
der_octets(struct reader *r, uint8_t *out, size_t size)
{
	struct span c;

	TRY(der_take(r, DER_OCTET_STRING, &c));
	ENSURE(c.size == size, ERR_INPUT);
	memcpy(out, c.p, size);
	return OK;
}

enum err
der_time(struct reader *r, int64_t *unix_ms)
{
	/* Both kinds become "YYYY-MM-DDTHH:MM:SSZ", which lib/base reads strictly. */
	static const uint8_t places[] = { 0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18 };
	char digits[] = "2000", text[] = "....-..-..T..:..:..Z";
	const bool is_utc = der_next_is(r, DER_UTC_TIME);
	const size_t year_size = is_utc ? 2 : 4;
	struct span c;

	TRY(der_take(r, is_utc ? DER_UTC_TIME : DER_GENERALIZED_TIME, &c));
	ENSURE(c.size == year_size + 11 && c.p[c.size - 1] == 'Z', ERR_INPUT);
	if (is_utc && c.p[0] >= '5')
		memcpy(digits, "19", 2);
	memcpy(text, digits, 4 - year_size);
	for (size_t i = 0; i + 1 < c.size; i++)
		text[places[i + 4 - year_size]] = (char)c.p[i];
	return text_time_parse(span_text(text), unix_ms);
}
