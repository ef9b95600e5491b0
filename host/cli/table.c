/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/table.h"

#include "lib/base/secret.h"

void
table_wipe(struct table *t)
{
	buf_wipe(&t->cells);
	*t = (struct table){ 0 };
}

struct table
table_new(size_t column_count)
{
	return (struct table){ .cells = buf_new(TABLE_SIZE_MAX), .column_count = column_count };
}

/* Characters, not bytes: continuation bytes of UTF-8 take no place. */
static size_t
width_of(struct span text)
{
	size_t width = 0;

	for (size_t i = 0; i < text.size; i++)
		width += (text.p[i] & 0xc0) != 0x80;
	return width;
}

enum err
table_row(struct table *t, const char *const *cells, size_t cell_count)
{
	ENSURE(cell_count == t->column_count && cell_count <= TABLE_COLUMNS_MAX, ERR_BUG);
	for (size_t i = 0; i < cell_count; i++) {
		const bool is_empty = cells[i] == NULL || cells[i][0] == '\0';
		const struct span cell = span_text(is_empty ? "-" : cells[i]);
		const size_t width = width_of(cell);

		TRY(buf_lp(&t->cells, cell));
		if (width > t->widths[i])
			t->widths[i] = width;
	}
	t->row_count++;
	return OK;
}

static enum err
pad(size_t count, struct buf *out)
{
	while (count-- > 0)
		TRY(buf_u8(out, ' '));
	return OK;
}

static enum err
cell_write(const struct table *t, size_t column, struct span cell, struct buf *out)
{
	const size_t missing = t->widths[column] - width_of(cell);

	TRY(pad(2, out));
	if (column > 0)
		TRY(pad(missing, out));
	TRY(buf_append(out, cell));
	return column > 0 || t->column_count == 1 ? OK : pad(missing, out);
}

enum err
table_write(const struct table *t, struct buf *out)
{
	struct reader r = reader_over(buf_span(&t->cells));
	struct span cell;
	uint32_t size;

	for (size_t row = 0; row < t->row_count; row++) {
		for (size_t column = 0; column < t->column_count; column++) {
			TRY(reader_u32be(&r, &size));
			TRY(reader_take(&r, size, &cell));
			TRY(cell_write(t, column, cell, out));
		}
		TRY(buf_u8(out, '\n'));
	}
	return OK;
}
