/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/spoil.h"

#include "lib/base/secret.h"

enum { ROWS_MAX = 2048, BODY_SIZE_MAX = 8 << 20, BLOCK_SIZE_MAX = 65535 };

/* The first array of the text: what stands before it, its elements, and the rest. */
struct rows {
	struct span before, after;
	struct span all[ROWS_MAX];
	size_t count;
};

static size_t
string_end(struct span text, size_t at)
{
	for (at++; at < text.size && text.p[at] != '"'; at++)
		at += text.p[at] == '\\';
	return at;
}

/* False when there is no array, or too long a one. */
static bool
rows_find(struct span text, struct rows *out)
{
	const uint8_t *open = text.size == 0 ? NULL : memchr(text.p, '[', text.size);
	size_t depth = 0, start, at;

	if (open == NULL)
		return false;
	out->count = 0;
	start = (size_t)(open - text.p) + 1;
	out->before = span_first(text, start);
	for (at = start; at < text.size; at++) {
		const uint8_t c = text.p[at];

		if (c == '"')
			at = string_end(text, at);
		else if (c == '{' || c == '[')
			depth++;
		else if (depth > 0 && (c == '}' || c == ']'))
			depth--;
		else if (depth == 0 && (c == ',' || c == ']')) {
			if (out->count == ROWS_MAX)
				return false;
			if (at > start)
				out->all[out->count++] =
				    span_first(span_from(text, start), at - start);
			start = at + 1;
			if (c == ']')
				break;
		}
	}
	out->after = span_from(text, at);
	return at < text.size;
}

/* A row, with a member more when it is an object and `grows`. */
static enum err
row_append(struct buf *out, struct span row, bool grows)
{
	if (!grows || row.size < 2 || row.p[0] != '{')
		return buf_append(out, row);
	TRY(buf_append(out, S("{\"sandboxNews\":{\"since\":[2026,null]},")));
	return buf_append(out, span_from(row, 1));
}

static enum err
rows_append(const struct fault_hits *h, const struct rows *r, struct buf *out)
{
	const struct fault_rule *twice = faults_hit(h, FAULT_DUPLICATE);
	const struct fault_rule *late = faults_hit(h, FAULT_LATE);
	const size_t count = faults_hit(h, FAULT_EMPTY) != NULL ? 0 : r->count;
	bool needs_comma = false;

	for (size_t i = 0; i < count; i++) {
		const size_t at = faults_hit(h, FAULT_REORDER) != NULL ? count - 1 - i : i;
		size_t times = 1;

		if (twice != NULL && at == (size_t)twice->value % count)
			times = 2;
		if (late != NULL && at == (size_t)late->value % count)
			times = 0;
		for (; times > 0; times--) {
			if (needs_comma)
				TRY(buf_u8(out, ','));
			needs_comma = true;
			TRY(row_append(out, r->all[at], faults_hit(h, FAULT_FIELD) != NULL));
		}
	}
	return OK;
}

static enum err
rows_spoil(const struct fault_hits *h, struct buf *body)
{
	static struct rows rows; /* large, and used within this call only */
	AUTO(buf) out = buf_new(BODY_SIZE_MAX);

	if (!rows_find(buf_span(body), &rows))
		return OK;
	TRY(buf_append(&out, rows.before));
	TRY(rows_append(h, &rows, &out));
	TRY(buf_append(&out, rows.after));
	buf_clear(body);
	return buf_append(body, buf_span(&out));
}

/* Every "A" becomes "B". */
static enum err
text_replace(const char *rule, struct buf *body)
{
	AUTO(buf) out = buf_new(BODY_SIZE_MAX);
	const char *equals = strchr(rule, '=');
	const size_t size = (size_t)(equals - rule);
	const struct span text = buf_span(body);
	size_t at = 0;

	if (size == 0)
		return OK;
	while (at < text.size) {
		const uint8_t *found = memmem(text.p + at, text.size - at, rule, size);
		const size_t to = found == NULL ? text.size : (size_t)(found - text.p);

		TRY(buf_append(&out, span_first(span_from(text, at), to - at)));
		if (found == NULL)
			break;
		TRY(buf_append(&out, span_text(equals + 1)));
		at = to + size;
	}
	buf_clear(body);
	return buf_append(body, buf_span(&out));
}

enum err
spoil_body(const struct fault_hits *h, struct buf *body)
{
	static const enum fault_kind rearranging[] = { FAULT_DUPLICATE, FAULT_LATE, FAULT_REORDER,
		FAULT_EMPTY, FAULT_FIELD };
	const struct fault_rule *replace = faults_hit(h, FAULT_REPLACE);

	for (size_t i = 0; i < sizeof(rearranging) / sizeof(rearranging[0]); i++)
		if (faults_hit(h, rearranging[i]) != NULL) {
			TRY(rows_spoil(h, body));
			break;
		}
	if (replace != NULL)
		TRY(text_replace(replace->text, body));
	if (faults_hit(h, FAULT_TRUNCATED) != NULL)
		body->size /= 2;
	return OK;
}

static uint32_t
crc32(struct span bytes)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < bytes.size; i++) {
		crc ^= bytes.p[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

static enum err
little_append(struct buf *out, uint32_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		TRY(buf_u8(out, (uint8_t)(v >> 8 * i)));
	return OK;
}

enum err
spoil_gzip(struct span body, struct buf *out)
{
	static const uint8_t head[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255 };
	struct span left = body;

	TRY(buf_append(out, SPAN_OF(head)));
	do {
		const size_t size = left.size < BLOCK_SIZE_MAX ? left.size : BLOCK_SIZE_MAX;

		TRY(buf_u8(out, left.size == size));
		TRY(little_append(out, (uint32_t)size, 2));
		TRY(little_append(out, ~(uint32_t)size & 0xffff, 2));
		TRY(buf_append(out, span_first(left, size)));
		left = span_from(left, size);
	} while (left.size > 0);
	TRY(little_append(out, crc32(body), 4));
	return little_append(out, (uint32_t)body.size, 4);
}

enum err
spoil_chunked(struct span body, struct buf *out)
{
	for (size_t i = 0; body.size > 0; i++) {
		const size_t most = i % 3 == 0 ? 1 : 1000 * i;
		const size_t size = body.size < most ? body.size : most;

		TRY(buf_print(out, "%zx\r\n", size));
		TRY(buf_append(out, span_first(body, size)));
		TRY(buf_append(out, S("\r\n")));
		body = span_from(body, size);
	}
	return buf_append(out, S("0\r\n\r\n"));
}
