/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/bytes.h"

#include <assert.h>
#include <stdarg.h>

#include "lib/base/secret.h"

struct span
span_text(const char *text)
{
	return (struct span){ (const uint8_t *)text, text == NULL ? 0 : strlen(text) };
}

bool
span_equal(struct span a, struct span b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.p, b.p, a.size) == 0);
}

bool
span_is(struct span a, const char *text)
{
	return span_equal(a, span_text(text));
}

bool
span_starts(struct span a, const char *text)
{
	return span_equal(span_first(a, strlen(text)), span_text(text));
}

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

bool
span_is_nocase(struct span a, const char *text)
{
	const struct span b = span_text(text);

	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

struct span
span_from(struct span a, size_t from)
{
	if (from >= a.size)
		return (struct span){ NULL, 0 };
	return (struct span){ a.p + from, a.size - from };
}

struct span
span_first(struct span a, size_t size)
{
	return (struct span){ a.p, size < a.size ? size : a.size };
}

enum err
span_to_text(struct span a, char *out, size_t room)
{
	assert(room > 0);
	out[0] = '\0';
	ENSURE(a.size < room, ERR_LIMIT);
	if (a.size == 0)
		return OK;
	ENSURE(memchr(a.p, 0, a.size) == NULL, ERR_INPUT);
	memcpy(out, a.p, a.size);
	out[a.size] = '\0';
	return OK;
}

struct reader
reader_over(struct span all)
{
	return (struct reader){ all };
}

enum err
reader_take(struct reader *r, size_t size, struct span *out)
{
	ENSURE(size <= r->rest.size, ERR_INPUT);
	*out = span_first(r->rest, size);
	r->rest = span_from(r->rest, size);
	return OK;
}

static enum err
read_integer(struct reader *r, size_t size, bool is_big, uint64_t *out)
{
	struct span bytes;
	uint64_t v = 0;

	TRY(reader_take(r, size, &bytes));
	for (size_t i = 0; i < size; i++)
		v = v << 8 | bytes.p[is_big ? i : size - 1 - i];
	*out = v;
	return OK;
}

#define READER(name, type, size, is_big)                    \
	enum err reader_##name(struct reader *r, type *out) \
	{                                                   \
		uint64_t v;                                 \
                                                            \
		TRY(read_integer(r, size, is_big, &v));     \
		*out = (type)v;                             \
		return OK;                                  \
	}

READER(u8, uint8_t, 1, true)
READER(u16le, uint16_t, 2, false)
READER(u32le, uint32_t, 4, false)
READER(u64le, uint64_t, 8, false)
READER(u16be, uint16_t, 2, true)
READER(u32be, uint32_t, 4, true)
READER(u64be, uint64_t, 8, true)

enum err
reader_end(const struct reader *r)
{
	ENSURE(r->rest.size == 0, ERR_INPUT);
	return OK;
}

struct buf
buf_new(size_t max)
{
	return (struct buf){ .max = max };
}

void
buf_wipe(struct buf *b)
{
	bytes_wipe(b->p, b->room);
	free(b->p);
	*b = (struct buf){ 0 };
}

void
buf_clear(struct buf *b)
{
	bytes_wipe(b->p, b->size);
	b->size = 0;
}

struct span
buf_span(const struct buf *b)
{
	return (struct span){ b->p, b->size };
}

enum err
buf_reserve(struct buf *b, size_t more, uint8_t **out)
{
	size_t room = b->room < 64 ? 64 : b->room;
	uint8_t *moved;

	ENSURE(more <= b->max && b->size <= b->max - more, ERR_LIMIT);
	if (b->size + more > b->room) {
		while (room < b->size + more)
			room = room > b->max / 2 ? b->max : room * 2;
		/* Not realloc: it would leave the old bytes, perhaps secrets, in freed memory. */
		moved = malloc(room);
		ENSURE(moved != NULL, ERR_NOMEM);
		if (b->size > 0)
			memcpy(moved, b->p, b->size);
		bytes_wipe(b->p, b->room);
		free(b->p);
		b->p = moved;
		b->room = room;
	}
	*out = b->p == NULL ? NULL : b->p + b->size; /* an empty buf may be asked for nothing */
	return OK;
}

enum err
buf_append(struct buf *b, struct span more)
{
	uint8_t *at;

	if (more.size == 0)
		return OK;
	TRY(buf_reserve(b, more.size, &at));
	memcpy(at, more.p, more.size);
	b->size += more.size;
	return OK;
}

static enum err
append_integer(struct buf *b, uint64_t v, size_t size, bool is_big)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < size; i++)
		bytes[is_big ? size - 1 - i : i] = (uint8_t)(v >> (8 * i));
	return buf_append(b, (struct span){ bytes, size });
}

enum err
buf_u8(struct buf *b, uint8_t v)
{
	return append_integer(b, v, 1, true);
}

enum err
buf_u16be(struct buf *b, uint16_t v)
{
	return append_integer(b, v, 2, true);
}

enum err
buf_u32be(struct buf *b, uint32_t v)
{
	return append_integer(b, v, 4, true);
}

enum err
buf_u64be(struct buf *b, uint64_t v)
{
	return append_integer(b, v, 8, true);
}

enum err
buf_u16le(struct buf *b, uint16_t v)
{
	return append_integer(b, v, 2, false);
}

enum err
buf_u32le(struct buf *b, uint32_t v)
{
	return append_integer(b, v, 4, false);
}

enum err
buf_lp(struct buf *b, struct span x)
{
	uint8_t *at;

	ENSURE(x.size <= UINT32_MAX, ERR_LIMIT);
	TRY(buf_reserve(b, 4 + x.size, &at)); /* both or neither */
	TRY(buf_u32be(b, (uint32_t)x.size));
	return buf_append(b, x);
}

enum err
buf_print(struct buf *b, const char *format, ...)
{
	const size_t room = b->room - b->size;
	va_list args;
	uint8_t *at;
	int size;

	va_start(args, format);
	size = vsnprintf(room == 0 ? NULL : (char *)b->p + b->size, room, format, args);
	va_end(args);
	ENSURE(size >= 0, ERR_BUG);
	TRY(buf_reserve(b, (size_t)size + 1, &at));
	if ((size_t)size >= room) { /* there was no room for all of it */
		va_start(args, format);
		(void)vsnprintf((char *)at, (size_t)size + 1, format, args);
		va_end(args);
	}
	b->size += (size_t)size;
	return OK;
}

void
buf_drop(struct buf *b, size_t size)
{
	const size_t gone = size < b->size ? size : b->size;

	if (gone == 0)
		return;
	memmove(b->p, b->p + gone, b->size - gone);
	bytes_wipe(b->p + b->size - gone, gone);
	b->size -= gone;
}
