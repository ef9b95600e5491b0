/* SPDX-License-Identifier: Apache-2.0 */
#include "test/host/cli/flat.h"

#include "lib/decimal/decimal.h"
#include "lib/json/json.h"
#include "test/check.h"

/* Where the walk is in one object or array. */
struct level {
	bool is_object;
	size_t index, path_size;
};

struct walk {
	struct json j;
	struct level levels[JSON_DEPTH_MAX + 1];
	size_t depth;
	char path[FLAT_PATH_SIZE];
	struct flat *out;
};

static void
path_cut(struct walk *w, size_t size)
{
	w->path[size] = '\0';
}

/* ".name", or "[7]". */
static void
path_add(struct walk *w, struct span name, size_t index)
{
	const size_t at = strlen(w->path);

	if (name.p != NULL)
		(void)snprintf(w->path + at, sizeof(w->path) - at, ".%.*s", (int)name.size, name.p);
	else
		(void)snprintf(w->path + at, sizeof(w->path) - at, "[%zu]", index);
}

/* A value: keep it, or step into it. */
static void
value_take(struct walk *w)
{
	enum json_kind kind;
	struct span raw;

	assert_int_equal(json_peek(&w->j, &kind), OK);
	if (kind == JSON_OBJECT || kind == JSON_ARRAY) {
		assert_int_equal(
		    kind == JSON_OBJECT ? json_enter_object(&w->j) : json_enter_array(&w->j), OK);
		w->levels[++w->depth] = (struct level){ kind == JSON_OBJECT, 0, strlen(w->path) };
		return;
	}
	assert_int_equal(json_skip(&w->j, &raw), OK);
	assert_true(w->out->count < FLAT_MAX);
	memcpy(w->out->rows[w->out->count].path, w->path, FLAT_PATH_SIZE);
	w->out->rows[w->out->count++].value = raw;
}

/* The next member or element of the level we are in; false when it is over. */
static bool
step(struct walk *w)
{
	struct level *l = &w->levels[w->depth];
	struct span name = { NULL, 0 };
	bool more;

	path_cut(w, l->path_size);
	assert_int_equal(
	    l->is_object ? json_member(&w->j, &name, &more) : json_element(&w->j, &more), OK);
	if (!more)
		return false;
	path_add(w, name, l->index++);
	return true;
}

void
flat_read(struct span text, struct flat *out)
{
	struct walk w = { .out = out };

	out->count = 0;
	json_init(&w.j, text);
	value_take(&w);
	while (w.depth > 0) {
		if (step(&w))
			value_take(&w);
		else
			w.depth--;
	}
}

static struct span
bare(struct span value)
{
	if (value.size >= 2 && value.p[0] == '"')
		return span_first(span_from(value, 1), value.size - 2);
	return value;
}

/* A number, with an exponent if it likes. */
static bool
number_of(struct span text, struct decimal *out)
{
	const uint8_t *e = memchr(text.p, 'e', text.size);
	struct decimal scale = decimal_of(1);
	long n = e == NULL ? 0 : strtol((const char *)e + 1, NULL, 10);

	for (; n < 0; n++)
		if (decimal_div(scale, decimal_of(10), &scale) != OK)
			return false;
	return decimal_parse(span_first(text, e == NULL ? text.size : (size_t)(e - text.p)), out) ==
	    OK &&
	    decimal_mul(*out, scale, out) == OK;
}

/* Equal, or as near as a double comes: 1 part in 10^15. */
static bool
is_same_number(struct decimal a, struct decimal b)
{
	const __int128 apart = a.e18 > b.e18 ? a.e18 - b.e18 : b.e18 - a.e18;
	const __int128 size = a.e18 < 0 ? -a.e18 : a.e18;

	return apart <= size / 1000000000000000;
}

static bool
is_same(struct span theirs, struct span ours)
{
	struct decimal a, b;

	if (span_equal(bare(theirs), bare(ours)))
		return true;
	return theirs.p[0] != '"' && number_of(theirs, &a) && number_of(bare(ours), &b) &&
	    is_same_number(a, b);
}

static struct span
find(const struct flat *all, const char *path)
{
	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->rows[i].path, path) == 0)
			return all->rows[i].value;
	return (struct span){ NULL, 0 };
}

static bool
is_symbol(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot != NULL && strcmp(dot, ".symbol") == 0;
}

size_t
flat_compare(
    const struct flat *theirs, const struct flat *ours, const char *title, size_t *symbol_count)
{
	size_t different = 0;

	for (size_t i = 0; i < theirs->count; i++) {
		const char *path = theirs->rows[i].path;
		const struct span a = theirs->rows[i].value, b = find(ours, path);

		if (span_is(a, "null") && b.p == NULL)
			continue;
		if (b.p != NULL && is_same(a, b))
			continue;
		if (b.p != NULL && is_symbol(path)) {
			(*symbol_count)++;
			continue;
		}
		print_error("%s: %s: theirs %.*s, ours %.*s\n", title, path, (int)a.size,
		    (const char *)a.p, (int)b.size, b.p == NULL ? "" : (const char *)b.p);
		different++;
	}
	for (size_t i = 0; i < ours->count; i++) {
		if (find(theirs, ours->rows[i].path).p != NULL)
			continue;
		print_error("%s: %s: only ours\n", title, ours->rows[i].path);
		different++;
	}
	return different;
}
