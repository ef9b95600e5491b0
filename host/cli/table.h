/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table.h - rows and columns that line up.
 *
 * Cells are texts; columns are as wide as their widest cell, counted in characters of UTF-8.
 * Room:      host/cli.  Calls: lib/base.
 * Errors:    as buf_append; ERR_BUG for a row with another number of cells than there are columns.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include "lib/base/bytes.h"

enum { TABLE_COLUMNS_MAX = 12, TABLE_SIZE_MAX = 4 << 20 };

struct table {
	struct buf cells; /* each as lp() */
	size_t column_count, row_count;
	size_t widths[TABLE_COLUMNS_MAX];
};
void table_wipe(struct table *t);

/* Begin a table; the first column is for words and stays left, the others are for numbers. */
struct table table_new(size_t column_count);

/* Add a row of `column_count` cells; NULL or "" shows as "-". */
enum err table_row(struct table *t, const char *const *cells, size_t cell_count);

/* Append the table, each line indented by two spaces. */
enum err table_write(const struct table *t, struct buf *out);

#endif
