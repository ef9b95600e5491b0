/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/json/json_shape.h"

#include "lib/base/text.h"
#include "lib/json/json_cursor.h"

enum { FIELDS_MAX = 64 };

/* One object being read: nested shapes are a stack of these, not recursion. */
struct frame {
	const struct json_shape *shape;
	uint8_t *out;
	struct span name; /* the member it is, empty for the outermost */
	uint64_t seen;    /* bit i: fields[i] was there */
	size_t guess;     /* members tend to come in the table's order */
};

struct walk {
	struct json *j;
	struct why *why;
	size_t depth;
	struct frame frames[JSON_DEPTH_MAX];
};

static void
path_add(char path[WHY_SIZE_MAX], struct span part)
{
	const size_t used = strlen(path);

	(void)snprintf(path + used, WHY_SIZE_MAX - used, "%s%.*s", used > 0 ? "." : "",
	    (int)part.size, (const char *)part.p);
}

/* "outer.inner.member"; "" for the outermost object itself. */
static void
path_write(const struct walk *w, struct span member, char path[WHY_SIZE_MAX])
{
	path[0] = '\0';
	for (size_t i = 1; i < w->depth; i++)
		path_add(path, w->frames[i].name);
	if (member.size > 0)
		path_add(path, text_is_printable(member) ? member : S("(unprintable)"));
}

/* Say what was wrong with `member` (empty: with the innermost object itself). */
static enum err
blame(const struct walk *w, enum err e, struct span member, const char *words)
{
	char path[WHY_SIZE_MAX];

	path_write(w, member, path);
	return why_set(w->why, e, "%s%s%s", path, path[0] == '\0' ? "" : ": ", words);
}

/* The cursor failed on `member`: the text is not JSON, or over a limit. */
static enum err
blame_cursor(const struct walk *w, enum err e, struct span member)
{
	char words[96];

	(void)snprintf(words, sizeof(words), "%s (byte %zu)", json_fault(w->j), json_where(w->j));
	return blame(w, e, member, words);
}

static inline bool
is_named(const struct json_field *field, struct span name)
{
	return field->name.size == name.size && memcmp(field->name.p, name.p, name.size) == 0;
}

/* The field's place in the table, or field_count. */
static size_t
find_field(const struct frame *f, const struct json_name *name)
{
	const size_t count = f->shape->field_count;

	if (name->was_guess)
		return f->guess;
	for (size_t i = 0; i < count; i++)
		if (is_named(&f->shape->fields[i], name->text))
			return i;
	return count;
}

static enum err
push(struct walk *w, const struct json_shape *shape, void *out, struct span name)
{
	ENSURE(shape->field_count <= FIELDS_MAX && w->depth < JSON_DEPTH_MAX, ERR_BUG);
	TRY(json_enter_object(w->j));
	w->frames[w->depth++] = (struct frame){ .shape = shape, .out = out, .name = name };
	return OK;
}

/* What kind of value each type takes, and how to say so. */
static const struct {
	enum json_kind kind, or_kind;
	const char *words;
} wanted[] = {
	[JSON_T_TEXT] = { JSON_TEXT, JSON_TEXT, "expected a text" },
	[JSON_T_SPAN] = { JSON_TEXT, JSON_TEXT, "expected a text" },
	[JSON_T_I64] = { JSON_NUMBER, JSON_NUMBER, "expected a whole number" },
	[JSON_T_BOOL] = { JSON_TRUE, JSON_FALSE, "expected true or false" },
	[JSON_T_SHAPE] = { JSON_OBJECT, JSON_OBJECT, "expected an object" },
	[JSON_T_NUMBER] = { JSON_NUMBER, JSON_TEXT, "expected a number" },
};

static enum err
read_value(struct walk *w, const struct json_field *field, void *at)
{
	size_t size;

	switch (field->type) {
	case JSON_T_TEXT:
		return json_text(w->j, at, field->room, &size);
	case JSON_T_SPAN:
		return json_plain(w->j, at);
	case JSON_T_I64:
		return json_i64(w->j, at);
	case JSON_T_BOOL:
		return json_bool(w->j, at);
	case JSON_T_RAW:
		return json_skip(w->j, at);
	case JSON_T_SHAPE:
		return push(w, field->shape, at, field->name);
	case JSON_T_NUMBER:
		return json_any_number(w->j, at);
	default:
		return ERR_BUG;
	}
}

/*
 * A value could not be read.  When it was of another kind, say which one was expected; the cursor
 * is dead, so a second one looks at the value again.
 */
static enum err
blame_value(const struct walk *w, enum err e, const struct json_field *field, struct span name,
    struct span value)
{
	enum json_kind kind;
	char words[64];
	struct json again;

	json_init(&again, value);
	if (field->type != JSON_T_RAW && json_peek(&again, &kind) == OK &&
	    kind != wanted[field->type].kind && kind != wanted[field->type].or_kind)
		return blame(w, e, name, wanted[field->type].words);
	if (e == ERR_LIMIT && field->type == JSON_T_TEXT) {
		(void)snprintf(words, sizeof(words), "longer than %zu bytes", field->room - 1);
		return blame(w, e, name, words);
	}
	return blame_cursor(w, e, name);
}

static enum err
read_field(struct walk *w, const struct json_field *field, struct span name)
{
	const struct span all = w->j->all;
	const size_t from = w->j->at;
	uint8_t *out = w->frames[w->depth - 1].out;
	bool was_null = false;
	enum err e = OK;

	if (field->need == JSON_OPTIONAL && json_next(w->j) == 'n')
		e = json_null(w->j, &was_null);
	if (e == OK && !was_null)
		e = read_value(w, field, out + field->offset);
	return e == OK ? OK : blame_value(w, e, field, name, span_from(all, from));
}

/* The innermost object is over: was everything there? */
static enum err
finish(struct walk *w)
{
	const struct frame *f = &w->frames[w->depth - 1];

	for (size_t i = 0; i < f->shape->field_count; i++) {
		const struct json_field *field = &f->shape->fields[i];

		if (field->need == JSON_REQUIRED && (f->seen >> i & 1) == 0)
			return blame(w, ERR_INPUT, field->name, "missing");
	}
	w->depth--;
	return OK;
}

/* A member that the table does not have. */
static enum err
pass_unknown(struct walk *w, enum json_unknown unknown, struct span name)
{
	enum err e;

	if (unknown == JSON_UNKNOWN_REFUSED)
		return blame(w, ERR_INPUT, name, "unknown member");
	e = json_note_name(w->j, name);
	if (e == ERR_INPUT)
		return blame(w, e, name, "twice");
	if (e == OK)
		e = json_skip(w->j, NULL);
	return e == OK ? OK : blame_cursor(w, e, name);
}

/* One member of the innermost object, or its end. */
static enum err
step(struct walk *w)
{
	struct frame *f = &w->frames[w->depth - 1];
	const struct json_shape *shape = f->shape;
	struct json_name name;
	size_t at;
	enum err e;

	e = json_take_name(w->j,
	    shape->field_count > 0 ? shape->fields[f->guess].name : (struct span){ NULL, 0 },
	    &name);
	if (e != OK)
		return blame_cursor(w, e, (struct span){ NULL, 0 });
	if (!name.more)
		return finish(w);
	at = find_field(f, &name);
	if (at == shape->field_count)
		return pass_unknown(w, shape->unknown, name.text);
	/* One bit for each field says "twice" faster than the cursor's list of names. */
	if ((f->seen >> at & 1) != 0)
		return blame(w, ERR_INPUT, name.text, "twice");
	f->seen |= 1ull << at;
	f->guess = at + 1 < shape->field_count ? at + 1 : 0;
	return read_field(w, &shape->fields[at], name.text);
}

enum err
json_read_shape(struct json *j, const struct json_shape *shape, void *out, struct why *why)
{
	struct walk w; /* large: only the frames in use are ever set */
	enum err e;

	w.j = j;
	w.why = why;
	w.depth = 0;
	e = push(&w, shape, out, (struct span){ NULL, 0 });
	if (e != OK)
		return blame_cursor(&w, e, (struct span){ NULL, 0 });
	while (w.depth > 0)
		TRY(step(&w));
	return OK;
}

enum err
json_parse_shape(struct span text, const struct json_shape *shape, void *out, struct why *why)
{
	struct json j;
	enum err e;

	json_init(&j, text);
	TRY(json_read_shape(&j, shape, out, why));
	e = json_end(&j);
	if (e != OK)
		return why_set(
		    why, e, "expected nothing after the object (byte %zu)", json_where(&j));
	return OK;
}
