/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/recorded.h"

#include "lib/base/text.h"

enum err
recorded_read(struct span object, struct recorded *out, struct why *why)
{
	struct json j;
	bool more;

	out->count = 0;
	json_init(&j, object);
	if (json_enter_object(&j) != OK)
		return why_set(why, ERR_INPUT, "expected an object");
	for (;;) {
		enum err e = json_member(&j, &out->names[out->count], &more);

		if (e == OK && !more)
			return json_end(&j);
		if (e == OK)
			e = json_skip(&j, &out->values[out->count]);
		if (e != OK)
			return why_set(why, e, "byte %zu: %s", json_where(&j), json_fault(&j));
		out->count++; /* json_member() keeps it within JSON_MEMBERS_MAX */
	}
}

/* The first word of *names, which moves past it; empty at the end. */
static struct span
name_take(const char **names)
{
	const size_t size = strcspn(*names, " ");
	const struct span name = { (const uint8_t *)*names, size };

	*names += size + ((*names)[size] == ' ');
	return name;
}

static bool
is_nothing(struct span value)
{
	return span_is(value, "null") || span_is(value, "\"\"");
}

static struct span
find(const struct recorded *r, const char *names, bool even_nothing)
{
	while (*names != '\0') {
		const struct span name = name_take(&names);

		for (size_t i = 0; i < r->count; i++)
			if (span_equal(r->names[i], name) &&
			    (even_nothing || !is_nothing(r->values[i])))
				return r->values[i];
	}
	return (struct span){ NULL, 0 };
}

struct span
recorded_raw(const struct recorded *r, const char *names)
{
	return find(r, names, false);
}

bool
recorded_has(const struct recorded *r, const char *names)
{
	return find(r, names, true).p != NULL;
}

static struct span
bare_of(struct span raw)
{
	if (raw.size >= 2 && raw.p[0] == '"')
		return span_first(span_from(raw, 1), raw.size - 2);
	return raw;
}

struct span
recorded_bare(const struct recorded *r, const char *names)
{
	return bare_of(recorded_raw(r, names));
}

bool
recorded_is(const struct recorded *r, const char *names, const char *text)
{
	return recorded_raw(r, names).p != NULL && span_is(recorded_bare(r, names), text);
}

enum err
recorded_decimal(const struct recorded *r, const char *names, struct decimal *out, bool *is_there,
    struct why *why)
{
	const struct span bare = recorded_bare(r, names);
	enum err e;

	*is_there = bare.p != NULL;
	*out = decimal_of(0);
	if (!*is_there)
		return OK;
	e = decimal_parse(bare, out);
	return e == OK ? OK : why_set(why, e, "%s: expected a decimal number", names);
}

static enum err
clock_parse(struct span text, int64_t *out)
{
	enum { DATE_SIZE = 10, WHOLE_SIZE = 19 };
	char rfc[TEXT_TIME_SIZE];

	ENSURE(text.size == WHOLE_SIZE && text.p[DATE_SIZE] == ' ', ERR_INPUT);
	(void)snprintf(rfc, sizeof(rfc), "%.*sT%.*sZ", DATE_SIZE, (const char *)text.p,
	    WHOLE_SIZE - DATE_SIZE - 1, (const char *)text.p + DATE_SIZE + 1);
	return text_time_parse(span_text(rfc), out);
}

enum err
recorded_ms(const struct recorded *r, const char *names, int64_t *out, struct why *why)
{
	static const uint64_t last_ms = 253402300799999; /* the end of the year 9999 */
	const struct span bare = recorded_bare(r, names);
	uint64_t ms = 0;

	*out = -1;
	if (bare.p == NULL || clock_parse(bare, out) == OK)
		return OK;
	if (text_u64_parse(bare, last_ms, &ms) != OK)
		return why_set(why, ERR_INPUT, "%s: expected a time in milliseconds", names);
	*out = (int64_t)ms;
	return OK;
}

void
recorded_put_text(
    const struct recorded *r, const char *names, const char *name, struct json_writer *w)
{
	const struct span raw = recorded_raw(r, names);

	if (raw.p == NULL)
		return;
	if (raw.p[0] == '"')
		json_write_raw(w, name, raw);
	else
		json_write_span(w, name, raw);
}

void
recorded_put_lower(
    const struct recorded *r, const char *names, const char *name, struct json_writer *w)
{
	const struct span bare = recorded_bare(r, names);
	char text[64];

	if (bare.p == NULL || span_to_text(bare, text, sizeof(text)) != OK)
		return;
	for (char *c = text; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	json_write_text(w, name, text);
}

enum err
recorded_put_decimal(const struct recorded *r, const char *names, const char *name,
    struct json_writer *w, struct why *why)
{
	struct decimal d;
	bool is_there;

	TRY(recorded_decimal(r, names, &d, &is_there, why));
	if (is_there)
		decimal_put(d, name, w);
	return OK;
}

void
recorded_put_time(int64_t ms, struct json_writer *w)
{
	if (ms < 0)
		return;
	json_write_i64(w, "timestamp", ms);
	json_write_time(w, "datetime", ms);
}

void
decimal_put(struct decimal d, const char *name, struct json_writer *w)
{
	char text[DECIMAL_TEXT_SIZE];

	decimal_write(d, text);
	json_write_text(w, name, text);
}
