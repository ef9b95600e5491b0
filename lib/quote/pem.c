/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/pem.h"

#include <assert.h>

#include "lib/base/secret.h"
#include "lib/base/text.h"

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END "-----END CERTIFICATE-----"

enum { LINE_SIZE = 64 };

static void
skip_space(struct reader *r)
{
	while (r->rest.size > 0 && memchr(" \t\r\n", r->rest.p[0], 4) != NULL)
		r->rest = span_from(r->rest, 1);
}

/* The next line without its end. */
static enum err
line(struct reader *r, struct span *out)
{
	const uint8_t *end = r->rest.size == 0 ? NULL : memchr(r->rest.p, '\n', r->rest.size);

	ENSURE(end != NULL, ERR_INPUT);
	TRY(reader_take(r, (size_t)(end - r->rest.p) + 1, out));
	out->size--;
	if (out->size > 0 && out->p[out->size - 1] == '\r')
		out->size--;
	return OK;
}

/* The base64 lines between the marks, joined. */
static enum err
body(struct reader *r, struct buf *joined)
{
	struct span next;
	bool is_last = false;

	buf_clear(joined);
	while (!span_starts(r->rest, END)) {
		TRY(line(r, &next));
		ENSURE(!is_last && next.size > 0 && next.size <= LINE_SIZE, ERR_INPUT);
		is_last = next.size < LINE_SIZE;
		TRY(buf_append(joined, next));
	}
	return reader_take(r, sizeof(END) - 1, &next);
}

static enum err
block(struct reader *r, struct buf *joined, struct buf *der, size_t *size)
{
	const size_t before = der->size;
	struct span first;

	skip_space(r);
	TRY(line(r, &first));
	ENSURE(span_is(first, BEGIN), ERR_INPUT);
	TRY(body(r, joined));
	TRY(text_base64_parse(TEXT_BASE64, buf_span(joined), der));
	*size = der->size - before;
	ENSURE(*size > 0, ERR_INPUT);
	return OK;
}

enum err
pem_parse(struct span text, size_t count, struct buf *der, struct span *out)
{
	AUTO(buf) joined = buf_new(PEM_SIZE_MAX);
	struct reader r = reader_over(text);
	size_t sizes[PEM_COUNT_MAX], at = der->size;
	struct span nul;

	assert(count >= 1 && count <= PEM_COUNT_MAX);
	ENSURE(text.size <= PEM_SIZE_MAX, ERR_LIMIT);
	for (size_t i = 0; i < count; i++)
		TRY(block(&r, &joined, der, &sizes[i]));
	skip_space(&r);
	if (r.rest.size == 1 && r.rest.p[0] == '\0')
		TRY(reader_take(&r, 1, &nul));
	TRY(reader_end(&r));
	for (size_t i = 0; i < count; i++) {
		out[i] = (struct span){ der->p + at, sizes[i] };
		at += sizes[i];
	}
	return OK;
}

enum err
pem_write(struct span der, struct buf *out)
{
	AUTO(buf) text = buf_new(PEM_SIZE_MAX);

	TRY(text_base64_write(TEXT_BASE64, der, &text));
	TRY(buf_append(out, S(BEGIN "\n")));
	for (size_t at = 0; at < text.size; at += LINE_SIZE) {
		TRY(buf_append(out, span_first(span_from(buf_span(&text), at), LINE_SIZE)));
		TRY(buf_u8(out, '\n'));
	}
	return buf_append(out, S(END "\n"));
}
