/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/wire/problem.h"

#include "lib/json/json_shape.h"
#include "lib/json/json_write.h"

static const struct {
	const char *code;
	unsigned status;
	const char *title;
} table[] = {
#define X(code, status, title) { #code, status, title },
	PROBLEM_TABLE(X)
#undef X
};

const char *
problem_code(enum problem p)
{
	return table[p].code;
}

unsigned
problem_status(enum problem p)
{
	return table[p].status;
}

const char *
problem_title(enum problem p)
{
	return table[p].title;
}

enum problem
problem_by_code(struct span code)
{
	for (size_t i = 0; i < PROBLEM_COUNT; i++)
		if (span_is(code, table[i].code))
			return (enum problem)i;
	return PROBLEM_COUNT;
}

enum err
problem_write(const struct problem_report *r, struct buf *out)
{
	struct json_writer w = json_writer_on(out);

	json_write_object(&w, NULL);
	json_write_text(&w, "type", "about:blank");
	json_write_text(&w, "title", problem_title(r->kind));
	json_write_i64(&w, "status", problem_status(r->kind));
	json_write_text(&w, "detail", r->detail != NULL ? r->detail : problem_title(r->kind));
	json_write_text(&w, "code", problem_code(r->kind));
	json_write_text(&w, "error", problem_title(r->kind));
	if (r->exchange_message != NULL) {
		json_write_object(&w, "exchange");
		json_write_i64(&w, "code", r->exchange_code);
		json_write_text(&w, "message", r->exchange_message);
		json_write_close_object(&w);
	}
	if (r->request_id != NULL)
		json_write_text(&w, "request_id", r->request_id);
	json_write_close_object(&w);
	return json_write_end(&w);
}

enum err
problem_parse(struct span body, struct problem_seen *out)
{
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct problem_seen, code, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct problem_seen, detail, JSON_OPTIONAL),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);

	*out = (struct problem_seen){ .kind = PROBLEM_COUNT };
	TRY(json_parse_shape(body, &shape, out, NULL));
	out->kind = problem_by_code(span_text(out->code));
	return OK;
}
