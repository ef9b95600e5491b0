/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/sheet.h"

#include "host/cli/table.h"
#include "lib/base/secret.h"
#include "lib/json/json.h"

enum { CELL_SIZE = 64 };

/* A value that is to be a table, or several. */
struct part {
	char name[SHEET_NAME_SIZE];
	struct span json;
};

/* Those that were met on the way, in order: what nests is walked through without recursion. */
struct parts {
	struct part *all;
	size_t count, room, printed; /* tables so far, too */
};

static void
parts_wipe(struct parts *p)
{
	free(p->all);
}

static enum err
part_add(struct parts *p, const char *in, struct span name, struct span json)
{
	struct part *part;

	ENSURE(p->count < SHEET_TABLES_MAX, ERR_LIMIT);
	if (p->count == p->room) {
		const size_t room = p->room == 0 ? 16 : p->room * 2;

		part = realloc(p->all, room * sizeof(*part));
		ENSURE(part != NULL, ERR_NOMEM);
		p->all = part;
		p->room = room;
	}
	part = &p->all[p->count];
	ENSURE(strlen(in) + name.size + 2 <= sizeof(part->name), ERR_LIMIT);
	(void)snprintf(part->name, sizeof(part->name), "%s%s%.*s", in, in[0] == '\0' ? "" : ".",
	    (int)name.size, (const char *)name.p);
	part->json = json;
	p->count++;
	return OK;
}

/* The next value: one as a cell, without quotes and null as nothing; of others the text. */
static enum err
value_read(struct json *j, char cell[CELL_SIZE], bool *is_one, struct span *json)
{
	enum json_kind kind;

	TRY(json_peek(j, &kind));
	TRY(json_skip(j, json));
	*is_one = kind != JSON_OBJECT && kind != JSON_ARRAY;
	cell[0] = '\0';
	if (kind == JSON_TEXT)
		(void)snprintf(cell, CELL_SIZE, "%.*s", (int)json->size - 2, json->p + 1);
	else if (*is_one && kind != JSON_NULL)
		(void)snprintf(cell, CELL_SIZE, "%.*s", (int)json->size, json->p);
	return OK;
}

static enum err
table_print(struct parts *p, const char *name, const struct table *t, struct buf *out)
{
	if (t->row_count == 0)
		return OK;
	if (p->printed++ > 0)
		TRY(buf_print(out, "\n"));
	if (name[0] != '\0')
		TRY(buf_print(out, "%s\n", name));
	return table_write(t, out);
}

static enum err
object_print(struct parts *p, const struct part *part, struct buf *out)
{
	AUTO(table) table = table_new(2);
	char name_text[SHEET_NAME_SIZE], cell[CELL_SIZE];
	struct span name, json;
	bool more, is_one;
	struct json j;

	json_init(&j, part->json);
	TRY(json_enter_object(&j));
	for (;;) {
		TRY(json_member(&j, &name, &more));
		if (!more)
			return table_print(p, part->name, &table, out);
		TRY(value_read(&j, cell, &is_one, &json));
		if (!is_one) {
			TRY(part_add(p, part->name, name, json));
			continue;
		}
		(void)snprintf(
		    name_text, sizeof(name_text), "%.*s", (int)name.size, (const char *)name.p);
		TRY(table_row(&table, (const char *const[]){ name_text, cell }, 2));
	}
}

/* The columns of a list, and a row that is being filled. */
struct columns {
	struct span names[TABLE_COLUMNS_MAX];
	char cells[TABLE_COLUMNS_MAX][CELL_SIZE];
	size_t count;
};

/* The members that are one value: of the first element they become the columns. */
static enum err
element_read(struct span element, bool is_first, struct columns *c)
{
	char cell[CELL_SIZE];
	struct span name, json;
	bool more, is_one;
	struct json j;

	for (size_t i = 0; i < c->count; i++)
		c->cells[i][0] = '\0';
	json_init(&j, element);
	TRY(json_enter_object(&j));
	for (;;) {
		size_t at = 0;

		TRY(json_member(&j, &name, &more));
		if (!more)
			return OK;
		TRY(value_read(&j, cell, &is_one, &json));
		if (is_first && is_one && c->count < TABLE_COLUMNS_MAX)
			c->names[c->count++] = name;
		while (at < c->count && !span_equal(c->names[at], name))
			at++;
		if (at < c->count && is_one)
			memcpy(c->cells[at], cell, sizeof(cell));
	}
}

static enum err
row_add(struct table *t, const struct columns *c, bool is_head)
{
	const char *cells[TABLE_COLUMNS_MAX];
	char heads[TABLE_COLUMNS_MAX][CELL_SIZE];

	for (size_t i = 0; i < c->count; i++) {
		(void)snprintf(heads[i], CELL_SIZE, "%.*s", (int)c->names[i].size,
		    (const char *)c->names[i].p);
		cells[i] = is_head ? heads[i] : c->cells[i];
	}
	return c->count == 0 ? OK : table_row(t, cells, c->count);
}

/* A list of objects, or of single values, which are a row each. */
static enum err
list_print(struct parts *p, const struct part *part, struct buf *out)
{
	struct columns c = { .count = 0 };
	AUTO(table) table = table_new(1);
	bool more, is_one;
	struct span json;
	enum json_kind kind;
	struct json j;

	json_init(&j, part->json);
	TRY(json_enter_array(&j));
	for (size_t i = 0;; i++) {
		TRY(json_element(&j, &more));
		if (!more)
			return table_print(p, part->name, &table, out);
		TRY(json_peek(&j, &kind));
		TRY(value_read(&j, c.cells[0], &is_one, &json));
		if (kind == JSON_OBJECT)
			TRY(element_read(json, i == 0, &c));
		if (kind == JSON_ARRAY || (is_one && c.count > 0))
			continue;
		if (kind == JSON_OBJECT && i == 0) {
			table.column_count = c.count;
			TRY(row_add(&table, &c, true));
		}
		if (is_one)
			TRY(table_row(&table, (const char *const[]){ c.cells[0] }, 1));
		else
			TRY(row_add(&table, &c, false));
	}
}

enum err
sheet_write(struct span json, struct buf *out)
{
	AUTO(parts) p = { 0 };
	enum json_kind kind;
	struct json j;

	json_init(&j, json);
	TRY(json_peek(&j, &kind));
	ENSURE(kind == JSON_OBJECT, ERR_INPUT);
	TRY(part_add(&p, "", (struct span){ 0 }, json));
	for (size_t i = 0; i < p.count; i++) {
		const struct part part = p.all[i]; /* the list may move */

		json_init(&j, part.json);
		TRY(json_peek(&j, &kind));
		TRY(kind == JSON_OBJECT ? object_print(&p, &part, out)
					: list_print(&p, &part, out));
	}
	return OK;
}
