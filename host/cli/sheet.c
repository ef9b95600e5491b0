/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/sheet.h"

#include "host/cli/table.h"
#include "lib/base/secret.h"
#include "lib/json/json.h"

enum { CELL_SIZE = 64, PLACES = 8, DIGITS = 6 };

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

/* Add one at the last place of a number's text that has room before it; its point stays. */
static void
count_up(char *digits, size_t size)
{
	while (size-- > 0) {
		if (digits[size] == '.')
			continue;
		if (digits[size] != '9') {
			digits[size]++;
			return;
		}
		digits[size] = '0';
	}
	digits[-1] = '1';
}

/* Is it like 12.345?  Where the point is, then. */
static bool
is_fraction(const char *number, size_t *point)
{
	*point = strspn(number, "0123456789");
	return *point > 0 && number[*point] == '.' &&
	    number[*point + 1 + strspn(number + *point + 1, "0123456789")] == '\0' &&
	    strlen(number) < CELL_SIZE - 2;
}

/* Cut a number to the decimals that people read. */
static void
cell_round(char cell[CELL_SIZE])
{
	char text[CELL_SIZE] = "0", *number = text + 1;
	const bool is_negative = cell[0] == '-';
	size_t point, keep, size;

	(void)snprintf(number, sizeof(text) - 1, "%s", cell + is_negative);
	if (!is_fraction(number, &point))
		return;
	keep = strspn(number, "0.") > point ? strspn(number + point + 1, "0") + DIGITS : PLACES;
	if (keep < PLACES)
		keep = PLACES;
	size = point + 1 + keep;
	if (size >= strlen(number))
		return;
	if (number[size] > '5' ||
	    (number[size] == '5' &&
		(strspn(number + size + 1, "0") < strlen(number + size + 1) ||
		    (number[size - 1] - '0') % 2 == 1)))
		count_up(number, size);
	while (number[size - 1] == '0')
		size--;
	if (number[size - 1] == '.')
		size--;
	number[size] = '\0';
	(void)snprintf(
	    cell, CELL_SIZE, "%s%s", is_negative ? "-" : "", text[0] == '1' ? text : number);
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
	cell_round(cell);
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

/* The column of that name; the count of them: there is none, or none yet. */
static size_t
column_of(const struct columns *c, struct span name)
{
	size_t at = 0;

	while (at < c->count && !span_equal(c->names[at], name))
		at++;
	return at;
}

/*
 * Fill the cells with the members of an object that are one value; `is_new` makes them columns as
 * well.  `*inside` is the last member that is an object itself.
 */
static enum err
members_read(struct span object, bool is_new, struct columns *c, struct span *inside)
{
	char cell[CELL_SIZE];
	struct span name, json;
	enum json_kind kind;
	bool more, is_one;
	struct json j;
	size_t at;

	*inside = (struct span){ NULL, 0 };
	json_init(&j, object);
	TRY(json_enter_object(&j));
	for (;;) {
		TRY(json_member(&j, &name, &more));
		if (!more)
			return OK;
		TRY(json_peek(&j, &kind));
		TRY(value_read(&j, cell, &is_one, &json));
		if (kind == JSON_OBJECT)
			*inside = json;
		at = column_of(c, name);
		if (is_new && is_one && at == c->count && at < TABLE_COLUMNS_MAX)
			c->names[c->count++] = name;
		if (is_one && at < c->count)
			memcpy(c->cells[at], cell, sizeof(cell));
	}
}

/* An element with the object that it holds. */
static enum err
element_read(struct span element, bool is_new, struct columns *c)
{
	struct span inside, deeper;

	for (size_t i = 0; i < c->count; i++)
		c->cells[i][0] = '\0';
	TRY(members_read(element, is_new, c, &inside));
	return inside.p == NULL ? OK : members_read(inside, is_new, c, &deeper);
}

/* All columns of a list of objects. */
static enum err
columns_read(struct span list, struct columns *c)
{
	enum json_kind kind;
	struct span json;
	struct json j;
	bool more;

	json_init(&j, list);
	TRY(json_enter_array(&j));
	for (;;) {
		TRY(json_element(&j, &more));
		if (!more)
			return OK;
		TRY(json_peek(&j, &kind));
		TRY(json_skip(&j, &json));
		if (kind == JSON_OBJECT)
			TRY(element_read(json, true, c));
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
	char cell[CELL_SIZE];
	bool more, is_one;
	struct span json;
	enum json_kind kind;
	struct json j;

	TRY(columns_read(part->json, &c));
	if (c.count > 0) {
		table.column_count = c.count;
		TRY(row_add(&table, &c, true));
	}
	json_init(&j, part->json);
	TRY(json_enter_array(&j));
	for (;;) {
		TRY(json_element(&j, &more));
		if (!more)
			return table_print(p, part->name, &table, out);
		TRY(json_peek(&j, &kind));
		TRY(value_read(&j, cell, &is_one, &json));
		if (kind == JSON_OBJECT) {
			TRY(element_read(json, false, &c));
			TRY(row_add(&table, &c, false));
		} else if (is_one && c.count == 0) {
			TRY(table_row(&table, (const char *const[]){ cell }, 1));
		}
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
