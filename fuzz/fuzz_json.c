/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cursor over any bytes.  Oracle: what json_skip() takes re-parses to the same extent, a walk
 * with the readers ends where the skip ended, and a text that was read is read back when written.
 */
#include "lib/json/json.h"

#include "fuzz/fuzz.h"
#include "lib/json/json_write.h"

enum { TEXT_MAX = 4096 };

static void
write_back(const char *text, size_t size)
{
	struct buf out = buf_new(6 * TEXT_MAX + 2);
	struct json_writer w = json_writer_on(&out);
	static char again[TEXT_MAX];
	struct json j;
	size_t again_size;

	json_write_span(&w, NULL, (struct span){ (const uint8_t *)text, size });
	assert(json_write_end(&w) == OK);
	json_init(&j, buf_span(&out));
	assert(json_text(&j, again, sizeof(again), &again_size) == OK && json_end(&j) == OK);
	assert(again_size == size && memcmp(again, text, size) == 0);
	buf_wipe(&out);
}

/* Read one scalar with its own reader, or step into an object or array. */
static enum err
read_one(struct json *j)
{
	static char text[TEXT_MAX];
	struct span view;
	enum json_kind kind;
	size_t size;
	bool flag;

	TRY(json_peek(j, &kind));
	if (kind == JSON_OBJECT)
		return json_enter_object(j);
	if (kind == JSON_ARRAY)
		return json_enter_array(j);
	if (kind == JSON_NUMBER)
		return json_any_number(j, &view);
	if (kind == JSON_NULL)
		return json_null(j, &flag);
	if (kind != JSON_TEXT)
		return json_bool(j, &flag);
	TRY(json_text(j, text, sizeof(text), &size));
	write_back(text, size);
	return OK;
}

static enum err
walk(struct json *j)
{
	struct span name;
	bool more;

	TRY(read_one(j));
	while (j->depth > 0) {
		if (j->levels[j->depth - 1].is_object)
			TRY(json_member(j, &name, &more));
		else
			TRY(json_element(j, &more));
		if (more)
			TRY(read_one(j));
	}
	return OK;
}

FUZZ(json, data, size)
{
	const struct span all = { data, size };
	struct span value, again;
	struct json j;
	size_t end;

	json_init(&j, all);
	if (json_skip(&j, &value) != OK) {
		assert(json_where(&j) <= size && json_fault(&j)[0] != '\0');
		json_init(&j, all);
		assert(walk(&j) != OK);
		return;
	}
	end = json_where(&j);
	assert(value.p + value.size == data + end);
	json_init(&j, value);
	assert(json_skip(&j, &again) == OK && json_end(&j) == OK && span_equal(value, again));
	json_init(&j, all);
	/* the readers refuse more than the skip: texts over TEXT_MAX or with a NUL */
	if (walk(&j) == OK)
		assert(json_where(&j) == end);
}
