/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/http_chunked.h"

#include "lib/net/http.h"

enum { DIGITS_MAX = 16 };

static enum err
size_digit(struct http_chunked *c, unsigned digit)
{
	ENSURE(c->digit_count < DIGITS_MAX, ERR_LIMIT); /* so `left` cannot wrap */
	c->digit_count++;
	c->left = c->left << 4 | digit;
	return OK;
}

/* The size is complete: is there room for it?  Said before any of its bytes are taken. */
static enum err
size_end(struct http_chunked *c, enum http_chunked_state next)
{
	ENSURE(c->digit_count > 0, ERR_INPUT);
	ENSURE(c->left <= c->size_max - c->size, ERR_LIMIT);
	c->state = next;
	return OK;
}

static enum err
in_size(struct http_chunked *c, uint8_t byte)
{
	if (byte >= '0' && byte <= '9')
		return size_digit(c, byte - (unsigned)'0');
	if (byte >= 'a' && byte <= 'f')
		return size_digit(c, byte - (unsigned)'a' + 10);
	if (byte >= 'A' && byte <= 'F')
		return size_digit(c, byte - (unsigned)'A' + 10);
	if (byte == ';')
		return size_end(c, CHUNKED_EXTENSION);
	ENSURE(byte == '\r', ERR_INPUT);
	return size_end(c, CHUNKED_SIZE_LF);
}

static enum err
in_extension(struct http_chunked *c, uint8_t byte)
{
	if (byte == '\r') {
		c->state = CHUNKED_SIZE_LF;
		return OK;
	}
	ENSURE(http_is_field_value((struct span){ &byte, 1 }), ERR_INPUT);
	ENSURE(c->extension_size < HTTP_CHUNK_EXTENSION_SIZE_MAX, ERR_LIMIT);
	c->extension_size++;
	return OK;
}

static enum err
expect(struct http_chunked *c, uint8_t byte, char expected, enum http_chunked_state next)
{
	ENSURE(byte == (uint8_t)expected, ERR_INPUT);
	c->state = next;
	return OK;
}

/* One byte that is not data. */
static enum err
step(struct http_chunked *c, uint8_t byte)
{
	switch (c->state) {
	case CHUNKED_SIZE:
		return in_size(c, byte);
	case CHUNKED_EXTENSION:
		return in_extension(c, byte);
	case CHUNKED_SIZE_LF:
		c->digit_count = 0;
		c->size += c->left;
		return expect(c, byte, '\n', c->left > 0 ? CHUNKED_DATA : CHUNKED_END_CR);
	case CHUNKED_DATA_CR:
		return expect(c, byte, '\r', CHUNKED_DATA_LF);
	case CHUNKED_DATA_LF:
		return expect(c, byte, '\n', CHUNKED_SIZE);
	case CHUNKED_END_CR:
		return expect(c, byte, '\r', CHUNKED_END_LF);
	case CHUNKED_END_LF:
		return expect(c, byte, '\n', CHUNKED_DONE);
	case CHUNKED_DATA:
	case CHUNKED_DONE:
		break;
	}
	return ERR_BUG;
}

/* As much of the present chunk as is there, moved down to the body's end. */
static void
take_data(struct http_chunked *c, uint8_t *bytes, size_t size, size_t *taken, size_t *made)
{
	const size_t there = size - *taken;
	const size_t part = c->left < there ? (size_t)c->left : there;

	memmove(bytes + *made, bytes + *taken, part);
	*taken += part;
	*made += part;
	c->left -= part;
	if (c->left == 0)
		c->state = CHUNKED_DATA_CR;
}

enum err
http_chunked_decode(
    struct http_chunked *c, uint8_t *bytes, size_t size, size_t *taken, size_t *made)
{
	*taken = 0;
	*made = 0;
	while (c->state != CHUNKED_DONE) {
		if (*taken == size)
			return ERR_BUSY;
		if (c->state == CHUNKED_DATA)
			take_data(c, bytes, size, taken, made);
		else
			TRY(step(c, bytes[(*taken)++]));
	}
	return OK;
}
