/* SPDX-License-Identifier: Apache-2.0 */
#include "test/host/cli/vectors.h"

#include <dirent.h>
#include <math.h>

#include "lib/base/secret.h"
#include "lib/decimal/decimal.h"
#include "lib/json/json.h"
#include "test/check.h"

enum { RESULT_SIZE_MAX = 1 << 26, WHERE_SIZE = 256 };

struct span
vectors_member(struct span object, const char *name)
{
	struct span key, value, found = { NULL, 0 };
	struct json j;
	bool more;

	json_init(&j, object);
	CHECK_OK(json_enter_object(&j));
	for (;;) {
		CHECK_OK(json_member(&j, &key, &more));
		if (!more)
			return found;
		CHECK_OK(json_skip(&j, &value));
		if (span_is(key, name))
			found = value;
	}
}

struct span
vectors_element(struct span array, size_t index)
{
	struct span value;
	struct json j;
	bool more;

	json_init(&j, array);
	CHECK_OK(json_enter_array(&j));
	for (;; index--) {
		CHECK_OK(json_element(&j, &more));
		if (!more)
			return (struct span){ NULL, 0 };
		CHECK_OK(json_skip(&j, &value));
		if (index == 0)
			return value;
	}
}

static bool
is_number(struct span text, double *out)
{
	char copy[128], *end;

	if (span_to_text(text, copy, sizeof(copy)) != OK || copy[0] == '\0')
		return false;
	*out = strtod(copy, &end);
	return *end == '\0';
}

static struct span
unquoted(struct span value)
{
	return value.size >= 2 && value.p[0] == '"' ? (struct span){ value.p + 1, value.size - 2 }
						    : value;
}

static bool
is_same_decimal(struct span a, struct span b)
{
	struct decimal x, y;

	return decimal_parse(a, &x) == OK && decimal_parse(b, &y) == OK &&
	    decimal_compare(x, y) == 0;
}

static bool
is_near(enum vectors_rule rule, double a, double b)
{
	switch (rule) {
	case VECTORS_RATIO:
		return fabs(a - b) <= 1e-12 * fabs(a) + 1e-14;
	case VECTORS_ROOT:
		return fabs(a - b) <= 1e-9 * fabs(1 + a) + 1e-14;
	case VECTORS_MONEY:
		return fabs(a - b) <= 1e-13 + fabs(a) * 1e-16;
	case VECTORS_EXACT:
		break;
	}
	return false;
}

static void
compare_value(enum vectors_rule rule, const char *where, struct span expected, struct span got)
{
	const struct span a = unquoted(expected), b = unquoted(got);
	bool is_same = span_equal(a, b);
	double x, y;

	if (!is_same && expected.p[0] == '"' && is_number(a, &x) && is_number(b, &y))
		is_same = rule == VECTORS_EXACT ? is_same_decimal(a, b) : is_near(rule, x, y);
	if (!is_same)
		print_message("%s: expected %.*s, got %.*s\n", where, (int)expected.size,
		    (const char *)expected.p, (int)got.size, (const char *)got.p);
	CHECK(is_same);
	case_counted();
}

/* What is inside of an object or array, one after the other. */
static void
compare_inside(enum vectors_rule rule, const char *where, struct span expected, struct span got)
{
	const bool is_object = expected.p[0] == '{';
	char name[JSON_NAME_SIZE_MAX + 1], inner[WHERE_SIZE];
	struct span key, value;
	size_t index = 0;
	struct json j;
	bool more;

	json_init(&j, expected);
	CHECK_OK(is_object ? json_enter_object(&j) : json_enter_array(&j));
	for (;; index++) {
		CHECK_OK(is_object ? json_member(&j, &key, &more) : json_element(&j, &more));
		if (!more)
			break;
		CHECK_OK(json_skip(&j, &value));
		if (is_object)
			CHECK_OK(span_to_text(key, name, sizeof(name)));
		else
			(void)snprintf(name, sizeof(name), "%zu", index);
		(void)snprintf(inner, sizeof(inner), "%.180s.%.64s", where, name);
		vectors_compare(rule, inner, value,
		    is_object ? vectors_member(got, name) : vectors_element(got, index));
	}
	if (!is_object && vectors_element(got, index).p != NULL) {
		print_message("%s: more than the %zu expected\n", where, index);
		CHECK(false);
	}
}

/* As deep as the vectors are: JSON_DEPTH_MAX at most. */
void
vectors_compare(enum vectors_rule rule, const char *where, struct span expected, struct span got)
{
	if (got.p == NULL) {
		print_message("%s: missing\n", where);
		CHECK(false);
	}
	if (expected.p[0] == '{' || expected.p[0] == '[')
		compare_inside(rule, where, expected, got);
	else
		compare_value(rule, where, expected, got);
}

void
vectors_only(struct span object, const char *const *names)
{
	struct span key;
	struct json j;
	bool more;

	json_init(&j, object);
	CHECK_OK(json_enter_object(&j));
	for (;;) {
		size_t i = 0;

		CHECK_OK(json_member(&j, &key, &more));
		if (!more)
			return;
		while (names[i] != NULL && !span_is(key, names[i]))
			i++;
		if (names[i] == NULL)
			print_message("nobody compares %.*s\n", (int)key.size, (const char *)key.p);
		CHECK(names[i] != NULL);
		CHECK_OK(json_skip(&j, NULL));
	}
}

static void
run_file(const char *path, const char *name, vectors_compute *compute,
    void (*check)(const char *name, struct span file, struct span result))
{
	AUTO(buf) out = buf_new(RESULT_SIZE_MAX);
	struct why why = { "" };
	size_t size;
	char *all = fixture_read(path, &size);
	const struct span text = { (const uint8_t *)all, size };
	const enum err e = compute(text, &out, &why);

	if (e != OK)
		print_message("%s: %s\n", name, why.text);
	CHECK_OK(e);
	check(name, text, buf_span(&out));
	free(all);
}

size_t
vectors_run(const char *folder, const char *prefix, vectors_compute *compute,
    void (*check)(const char *name, struct span file, struct span result))
{
	const char *root = fixture_path(folder);
	char where[2048], path[4096];
	struct dirent *entry;
	size_t count = 0;
	DIR *dir;

	if (root == NULL)
		fixture_skip();
	(void)snprintf(where, sizeof(where), "%s", root);
	dir = opendir(where);
	CHECK(dir != NULL);
	while ((entry = readdir(dir)) != NULL) {
		if (strstr(entry->d_name, ".json") == NULL ||
		    strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", where, entry->d_name);
		run_file(path, entry->d_name, compute, check);
		count++;
	}
	(void)closedir(dir);
	return count;
}

void
vectors_refused(vectors_compute *compute, const char *text, const char *sentence)
{
	AUTO(buf) out = buf_new(1 << 20);
	struct why why = { "" };

	CHECK_ERR(compute(span_text(text), &out, &why), ERR_INPUT);
	CHECK_TEXT(why.text, sentence);
}

void
vectors_truncated(vectors_compute *compute, const char *text)
{
	AUTO(buf) whole = buf_new(1 << 20);

	for (size_t size = 0; size < strlen(text); size++) {
		AUTO(buf) out = buf_new(1 << 20);
		struct why why = { "" };

		CHECK_ERR(compute(span_first(span_text(text), size), &out, &why), ERR_INPUT);
		CHECK(why.text[0] != '\0');
	}
	CHECK_OK(compute(span_text(text), &whole, NULL));
}
