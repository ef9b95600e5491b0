/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bytes.h - the ways the house holds bytes.
 *
 *   span     borrowed, read-only, passed by value; never freed
 *   buf      owned, grows up to a limit fixed when it is made, wiped when it goes
 *   reader   a cursor over a span; every read checks, none allocates
 *   keys     see secret.h
 *
 * A bare (pointer, length) pair appears only where we call other people's libraries.  `_size` is
 * always bytes; `_count` is always elements.
 *
 * Room:      lib/base.
 * Promises:  no function reads or writes outside what it was given; limits are ERR_LIMIT.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"

struct span {
	const uint8_t *p;
	size_t size;
};

/* A span over a string literal, without its NUL. */
#define S(literal) ((struct span){ (const uint8_t *)("" literal), sizeof(literal) - 1 })

/* A span over a whole array. */
#define SPAN_OF(array) ((struct span){ (const uint8_t *)(array), sizeof(array) })

/* A span over a NUL-terminated string; NULL gives an empty span. */
struct span span_text(const char *text);

/* Same size and bytes?  Not constant time: for secrets use bytes_equal_ct. */
bool span_equal(struct span a, struct span b);

/* Does `a` hold exactly this text? */
bool span_is(struct span a, const char *text);

/* Does `a` begin with this text? */
bool span_starts(struct span a, const char *text);

/* Same bytes but for the case of ASCII letters? */
bool span_is_nocase(struct span a, const char *text);

/* Everything from `from` on; empty when `from` is past the end. */
struct span span_from(struct span a, size_t from);

/* The first `size` bytes, or all of it when shorter. */
struct span span_first(struct span a, size_t size);

/*
 * Copy into `out` as a NUL-terminated string.
 * ERR_LIMIT if it does not fit with its NUL, ERR_INPUT if it holds a NUL; `out` is then "".
 */
enum err span_to_text(struct span a, char *out, size_t room);

struct reader {
	struct span rest; /* what has not been read yet */
};

/* A reader of all of it, from the start. */
struct reader reader_over(struct span all);

/*
 * Take the next `size` bytes as a view into the original span; it lives as long as the span does.
 * ERR_INPUT if fewer are left; the reader is then unchanged.
 */
enum err reader_take(struct reader *r, size_t size, struct span *out);

/* Take an integer.  ERR_INPUT if too few bytes are left; the reader is then unchanged. */
enum err reader_u8(struct reader *r, uint8_t *out);
enum err reader_u16le(struct reader *r, uint16_t *out);
enum err reader_u32le(struct reader *r, uint32_t *out);
enum err reader_u64le(struct reader *r, uint64_t *out);
enum err reader_u16be(struct reader *r, uint16_t *out);
enum err reader_u32be(struct reader *r, uint32_t *out);
enum err reader_u64be(struct reader *r, uint64_t *out);

/* ERR_INPUT unless every byte has been read. */
enum err reader_end(const struct reader *r);

struct buf {
	uint8_t *p;
	size_t size; /* bytes in use */
	size_t room; /* bytes allocated */
	size_t max;  /* never more than this */
};

/* An empty buffer that may grow to `max` bytes; allocates nothing yet. */
struct buf buf_new(size_t max);

/* Wipe what was in it and free it.  Accepts an all-zero buf; leaves it empty with max 0. */
void buf_wipe(struct buf *b);

/* Wipe the contents, keep the room and the limit. */
void buf_clear(struct buf *b);

/* What it holds now, as a view good until the next change. */
struct span buf_span(const struct buf *b);

/*
 * Make room for `more` bytes and point `*out` at it; the caller fills it and adds to `size`.
 * ERR_LIMIT past `max`, ERR_NOMEM; the contents are then unchanged.  Old storage is wiped when it
 * moves.
 */
enum err buf_reserve(struct buf *b, size_t more, uint8_t **out);

/* Append.  Errors as buf_reserve; on error nothing was appended. */
enum err buf_append(struct buf *b, struct span more);
enum err buf_u8(struct buf *b, uint8_t v);
enum err buf_u16be(struct buf *b, uint16_t v);
enum err buf_u32be(struct buf *b, uint32_t v);
enum err buf_u64be(struct buf *b, uint64_t v);
enum err buf_u16le(struct buf *b, uint16_t v);
enum err buf_u32le(struct buf *b, uint32_t v);

/* lp(x) of docs/wire.md: u32 big-endian size, then the bytes. */
enum err buf_lp(struct buf *b, struct span x);

/* Append formatted text, without a NUL. */
enum err buf_print(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Drop the first `size` bytes and move the rest down (wiping what is left behind). */
void buf_drop(struct buf *b, size_t size);

#endif
