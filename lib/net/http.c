/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/http.h"

#include "lib/base/text.h"

enum { TOKEN = 1, TARGET = 2, VALUE = 4, HOST = 8 };
enum { ANY = TOKEN | TARGET | VALUE | HOST, TTV = TOKEN | TARGET | VALUE, TV = TARGET | VALUE };

/* RFC 9110 5.6.2 token, 5.5 field-value; RFC 3986 path and query; a host or address and a port. */
static const uint8_t classes[256] = {
	['0' ... '9'] = ANY,
	['A' ... 'Z'] = ANY,
	['a' ... 'z'] = ANY,
	['-'] = ANY,
	['.'] = ANY,
	['_'] = ANY,
	['!'] = TTV,
	['$'] = TTV,
	['%'] = TTV,
	['&'] = TTV,
	['\''] = TTV,
	['*'] = TTV,
	['+'] = TTV,
	['~'] = TTV,
	['('] = TV,
	[')'] = TV,
	[','] = TV,
	['/'] = TV,
	[';'] = TV,
	['='] = TV,
	['?'] = TV,
	['@'] = TV,
	[':'] = TV | HOST,
	['['] = VALUE | HOST,
	[']'] = VALUE | HOST,
	['#'] = TOKEN | VALUE,
	['^'] = TOKEN | VALUE,
	['`'] = TOKEN | VALUE,
	['|'] = TOKEN | VALUE,
	['"'] = VALUE,
	['<'] = VALUE,
	['>'] = VALUE,
	['\\'] = VALUE,
	['{'] = VALUE,
	['}'] = VALUE,
	[' '] = VALUE,
	['\t'] = VALUE,
	[0x80 ... 0xff] = VALUE,
};

static bool
all_are(struct span text, unsigned class)
{
	for (size_t i = 0; i < text.size; i++) {
		if ((classes[text.p[i]] & class) == 0)
			return false;
	}
	return true;
}

bool
http_is_token(struct span text)
{
	return text.size > 0 && all_are(text, TOKEN);
}

bool
http_is_field_value(struct span text)
{
	return all_are(text, VALUE);
}

bool
http_is_host(struct span text)
{
	return text.size > 0 && all_are(text, HOST);
}

/* The byte written as %HH at text[i]. */
static enum err
escape_at(struct span text, size_t i, uint8_t *out)
{
	ENSURE(text.size - i >= 3, ERR_INPUT);
	TRY(text_hex_parse((struct span){ text.p + i + 1, 2 }, out, 1));
	return *out != 0 ? OK : ERR_INPUT;
}

bool
http_is_target(struct span text)
{
	uint8_t byte;

	if (!span_starts(text, "/") || !all_are(text, TARGET))
		return false;
	for (size_t i = 0; i < text.size; i++) {
		if (text.p[i] == '%' && escape_at(text, i, &byte) != OK)
			return false;
	}
	return true;
}

static const struct span *
field_find(const struct http_field *fields, size_t count, const char *name)
{
	const struct span *found = NULL;

	for (size_t i = 0; i < count; i++) {
		if (!span_is_nocase(fields[i].name, name))
			continue;
		if (found != NULL)
			return NULL;
		found = &fields[i].value;
	}
	return found;
}

const struct span *
http_request_field(const struct http_request *r, const char *name)
{
	return field_find(r->fields, r->field_count, name);
}

const struct span *
http_response_field(const struct http_response *r, const char *name)
{
	return field_find(r->fields, r->field_count, name);
}

/* Cut `text` at the first `c`; all of it when there is none. */
static struct span
cut(struct span *text, uint8_t c)
{
	const uint8_t *at = text->size == 0 ? NULL : memchr(text->p, c, text->size);
	const size_t size = at == NULL ? text->size : (size_t)(at - text->p);
	const struct span part = span_first(*text, size);

	*text = span_from(*text, size + 1);
	return part;
}

static enum err
percent_decode(struct span text, char *out, size_t room)
{
	size_t size = 0;

	for (size_t i = 0; i < text.size; i++) {
		uint8_t byte = text.p[i];

		if (byte == '%') {
			TRY(escape_at(text, i, &byte));
			i += 2;
		}
		ENSURE(byte != '\0', ERR_INPUT);
		ENSURE(size + 1 < room, ERR_LIMIT);
		out[size++] = (char)byte;
	}
	out[size] = '\0';
	return OK;
}

enum err
http_query_get(struct span query, const char *name, char *out, size_t room)
{
	struct span rest = query, value = { NULL, 0 };
	bool is_there = false;
	enum err e;

	ENSURE(room > 0, ERR_LIMIT);
	out[0] = '\0';
	while (rest.size > 0) {
		struct span pair = cut(&rest, '&');

		if (!span_is(cut(&pair, '='), name))
			continue;
		ENSURE(!is_there, ERR_INPUT);
		is_there = true;
		value = pair;
	}
	ENSURE(is_there, ERR_ABSENT);
	e = percent_decode(value, out, room);
	if (e != OK)
		out[0] = '\0';
	return e;
}

static bool
is_unreserved(uint8_t c)
{
	/* Every sign that may stand in a host name may stand anywhere but the delimiters. */
	return c == '~' || ((classes[c] & HOST) != 0 && c != ':' && c != '[' && c != ']');
}

enum err
http_percent_encode(struct span text, struct buf *out)
{
	static const char digits[] = "0123456789ABCDEF";
	const size_t before = out->size;
	enum err e = OK;

	for (size_t i = 0; i < text.size && e == OK; i++) {
		const uint8_t c = text.p[i];
		const uint8_t escape[3] = { '%', (uint8_t)digits[c >> 4], (uint8_t)digits[c & 15] };

		e = is_unreserved(c) ? buf_u8(out, c) : buf_append(out, SPAN_OF(escape));
	}
	if (e != OK)
		out->size = before; /* all or nothing */
	return e;
}

bool
http_path_fits(const char *template, struct span path, struct span *id)
{
	const char *hole = strstr(template, "{id}");
	const size_t before = hole == NULL ? 0 : (size_t)(hole - template);
	struct span segment = span_from(path, before);
	size_t size = 0;

	if (hole == NULL)
		return span_is(path, template);
	if (!span_equal(
		span_first(path, before), (struct span){ (const uint8_t *)template, before }))
		return false;
	while (size < segment.size && segment.p[size] != '/')
		size++;
	if (size == 0 || !span_is(span_from(segment, size), hole + strlen("{id}")))
		return false;
	*id = span_first(segment, size);
	return true;
}
