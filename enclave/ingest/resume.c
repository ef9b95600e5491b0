/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/resume.h"

static const char magic[] = "perf-aggregator-resume/1";

void
resume_wipe(struct resume *r)
{
	free(r->rows);
	*r = (struct resume){ 0 };
}

enum err
resume_add(struct resume *r, const struct resume_row *row)
{
	ENSURE(r->count < RESUME_COUNT_MAX, ERR_LIMIT);
	if (r->count == r->room) {
		const size_t room = r->room == 0 ? 16 : r->room * 2;
		void *moved = realloc(r->rows, room * sizeof(*r->rows));

		ENSURE(moved != NULL, ERR_NOMEM);
		r->rows = moved;
		r->room = room;
	}
	r->rows[r->count++] = *row;
	return OK;
}

enum err
resume_write(const struct resume *r, struct buf *out)
{
	TRY(buf_append(out, span_text(magic)));
	TRY(buf_u32be(out, (uint32_t)r->count));
	for (size_t i = 0; i < r->count; i++) {
		const struct resume_row *row = &r->rows[i];

		TRY(buf_lp(out, span_text(row->feed)));
		TRY(buf_lp(out, span_text(row->variant)));
		TRY(buf_lp(out, span_text(row->symbol)));
		TRY(buf_u64be(out, row->position));
	}
	return OK;
}

/* lp(text), of printable characters, shorter than `room`. */
static enum err
name_parse(struct reader *r, char *out, size_t room)
{
	struct span text;
	uint32_t size;

	TRY(reader_u32be(r, &size));
	ENSURE(size < room, ERR_INPUT);
	TRY(reader_take(r, size, &text));
	for (size_t i = 0; i < text.size; i++)
		ENSURE(text.p[i] > ' ' && text.p[i] <= '~', ERR_INPUT);
	return span_to_text(text, out, room);
}

static enum err
rows_parse(struct reader *r, struct resume *out)
{
	uint32_t count;

	TRY(reader_u32be(r, &count));
	ENSURE(count <= RESUME_COUNT_MAX, ERR_LIMIT);
	for (uint32_t i = 0; i < count; i++) {
		struct resume_row row = { 0 };

		TRY(name_parse(r, row.feed, sizeof(row.feed)));
		TRY(name_parse(r, row.variant, sizeof(row.variant)));
		TRY(name_parse(r, row.symbol, sizeof(row.symbol)));
		TRY(reader_u64be(r, &row.position));
		ENSURE(row.feed[0] != '\0', ERR_INPUT);
		TRY(resume_add(out, &row));
	}
	return reader_end(r);
}

enum err
resume_parse(struct span bytes, struct resume *out)
{
	struct reader r = reader_over(bytes);
	struct span head;
	enum err e;

	TRY(reader_take(&r, sizeof(magic) - 1, &head));
	ENSURE(span_is(head, magic), ERR_INPUT);
	e = rows_parse(&r, out);
	if (e != OK)
		resume_wipe(out);
	return e;
}
