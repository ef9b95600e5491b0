/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/json/json_cursor.h"

__attribute__((cold)) enum err
json_fail_at(struct json *j, size_t at, enum err e, const char *fault)
{
	err_note(e, __FILE__, __LINE__);
	if (j->fault == NULL) {
		j->fault = fault;
		j->fault_at = at;
		j->all.size = 0; /* so that no reader needs to ask whether it is dead */
		j->at = 0;
	}
	return e;
}

__attribute__((cold)) enum err
json_fail(struct json *j, const char *fault)
{
	return json_fail_at(j, j->at, ERR_INPUT, fault);
}

void
json_init(struct json *j, struct span text)
{
	/* Not all of it: `seen` is large and read only as far as seen_count. */
	j->all = text;
	j->at = 0;
	j->fault = NULL;
	j->depth = 0;
	j->seen_count = 0;
}

size_t
json_where(const struct json *j)
{
	return j->fault == NULL ? j->at : j->fault_at;
}

const char *
json_fault(const struct json *j)
{
	return j->fault == NULL ? "" : j->fault;
}

enum err
json_end(struct json *j)
{
	(void)json_next(j);
	if (j->depth > 0 || j->at < j->all.size || j->fault != NULL)
		return json_fail(j, "expected the end of the text");
	return OK;
}

enum err
json_peek(struct json *j, enum json_kind *out)
{
	const uint8_t c = json_next(j);

	switch (c) {
	case '{':
		*out = JSON_OBJECT;
		return OK;
	case '[':
		*out = JSON_ARRAY;
		return OK;
	case '"':
		*out = JSON_TEXT;
		return OK;
	case 't':
		*out = JSON_TRUE;
		return OK;
	case 'f':
		*out = JSON_FALSE;
		return OK;
	case 'n':
		*out = JSON_NULL;
		return OK;
	default:
		if (c != '-' && (c < '0' || c > '9'))
			return json_fail(j, "expected a value");
		*out = JSON_NUMBER;
		return OK;
	}
}

/*
 * Literals
 */

static inline enum err
take_literal(struct json *j, struct span literal)
{
	if (j->all.size - j->at < literal.size ||
	    memcmp(j->all.p + j->at, literal.p, literal.size) != 0)
		return json_fail(j, "expected true, false or null");
	j->at += literal.size;
	return OK;
}

enum err
json_bool(struct json *j, bool *out)
{
	const uint8_t c = json_next(j);

	if (c != 't' && c != 'f')
		return json_fail(j, "expected true or false");
	TRY(c == 't' ? take_literal(j, S("true")) : take_literal(j, S("false")));
	*out = c == 't';
	return OK;
}

enum err
json_null(struct json *j, bool *was_null)
{
	const uint8_t c = json_next(j);

	if (c == 0)
		return json_fail(j, "expected a value");
	if (c == 'n')
		TRY(take_literal(j, S("null")));
	*was_null = c == 'n';
	return OK;
}

/*
 * Objects and arrays
 */

static enum err
enter(struct json *j, uint8_t open, const char *fault)
{
	if (json_next(j) != open)
		return json_fail(j, fault);
	if (j->depth == JSON_DEPTH_MAX)
		return json_fail_at(j, j->at, ERR_LIMIT, "nested too deep");
	j->levels[j->depth++] =
	    (struct json_level){ .is_object = open == '{', .seen_from = j->seen_count };
	j->at++;
	return OK;
}

enum err
json_enter_object(struct json *j)
{
	return enter(j, '{', "expected an object");
}

enum err
json_enter_array(struct json *j)
{
	return enter(j, '[', "expected an array");
}

/* Step over the comma to the next member or element, or leave at the closing mark. */
static inline enum err
step(struct json *j, uint8_t close, bool *more)
{
	struct json_level *level;
	uint8_t c;

	if (j->depth == 0 || j->levels[j->depth - 1].is_object != (close == '}'))
		return json_fail_at(j, j->at, ERR_BUG, "asked outside of its object or array");
	level = &j->levels[j->depth - 1];
	c = json_next(j);
	*more = c != close;
	if (c == close) {
		j->at++;
		j->depth--;
		j->seen_count = level->seen_from;
		return OK;
	}
	if (level->has_members ? c != ',' : c == 0)
		return json_fail(j, "expected a comma or the closing mark");
	j->at += level->has_members;
	level->has_members = true;
	return OK;
}

enum err
json_element(struct json *j, bool *more)
{
	return step(j, ']', more);
}

/* A cheap hash of a name that is not empty, as one bit of 64. */
static inline uint64_t
name_bit(struct span name)
{
	const uint32_t mix = (uint32_t)name.p[0] | (uint32_t)name.p[name.size / 2] << 8 |
	    (uint32_t)name.p[name.size - 1] << 16 | (uint32_t)name.size << 24;

	return 1ull << ((mix * 0x9e3779b1u) >> 26);
}

enum err
json_note_name(struct json *j, struct span name)
{
	struct json_level *level = &j->levels[j->depth - 1];
	const uint64_t bit = name.size == 0 ? 1 : name_bit(name);

	if ((level->name_bits & bit) != 0)
		for (size_t i = level->seen_from; i < j->seen_count; i++)
			if (span_equal(j->seen[i], name))
				return json_fail(j, "a member name twice in one object");
	if (j->seen_count == JSON_MEMBERS_MAX * 2)
		return json_fail_at(j, j->at, ERR_LIMIT, "too many members");
	level->name_bits |= bit;
	j->seen[j->seen_count++] = name;
	return OK;
}

/* Is "guess": next?  Then step over it. */
static inline bool
take_guess(struct json *j, struct span guess, struct span *name)
{
	const struct span rest = { j->all.p + j->at, j->all.size - j->at };

	if (rest.size < guess.size + 3 || rest.p[0] != '"' || rest.p[guess.size + 1] != '"' ||
	    rest.p[guess.size + 2] != ':' || memcmp(rest.p + 1, guess.p, guess.size) != 0)
		return false;
	*name = (struct span){ rest.p + 1, guess.size };
	j->at += guess.size + 3;
	return true;
}

/* Out of line: inlined, its locals would cost every name a stack frame. */
__attribute__((noinline)) static enum err
read_name(struct json *j, struct span *name)
{
	bool has_escapes = false;

	if (!json_quick_text(j, name))
		TRY(json_take_text(j, name, &has_escapes));
	if (has_escapes)
		return json_fail(j, "a member name with an escape");
	if (name->size > JSON_NAME_SIZE_MAX)
		return json_fail_at(j, j->at, ERR_LIMIT, "a member name that is too long");
	if (json_next(j) != ':')
		return json_fail(j, "expected a colon");
	j->at++;
	return OK;
}

enum err
json_take_name(struct json *j, struct span guess, struct json_name *out)
{
	TRY(step(j, '}', &out->more));
	out->was_guess = false;
	if (!out->more)
		return OK;
	if (j->levels[j->depth - 1].member_count++ == JSON_MEMBERS_MAX)
		return json_fail_at(j, j->at, ERR_LIMIT, "too many members");
	out->was_guess = guess.p != NULL && take_guess(j, guess, &out->text);
	return out->was_guess ? OK : read_name(j, &out->text);
}

enum err
json_member(struct json *j, struct span *name, bool *more)
{
	struct json_name next;

	TRY(json_take_name(j, (struct span){ NULL, 0 }, &next));
	*more = next.more;
	if (!next.more)
		return OK;
	*name = next.text;
	return json_note_name(j, next.text);
}

/* Take a scalar, or step into an object or array. */
static inline enum err
skip_one(struct json *j)
{
	const uint8_t c = json_next(j);
	struct span ignored;
	bool has_escapes;

	switch (c) {
	case '{':
		return json_enter_object(j);
	case '[':
		return json_enter_array(j);
	case '"':
		return json_quick_text(j, &ignored) ? OK
						    : json_take_text(j, &ignored, &has_escapes);
	case 't':
		return take_literal(j, S("true"));
	case 'f':
		return take_literal(j, S("false"));
	case 'n':
		return take_literal(j, S("null"));
	default:
		if (c != '-' && (uint8_t)(c - '0') > 9)
			return json_fail(j, "expected a value");
		return json_number(j, &ignored);
	}
}

enum err
json_skip(struct json *j, struct span *out)
{
	const unsigned depth = j->depth;
	struct span name;
	size_t from;
	bool more;

	(void)json_next(j);
	from = j->at;
	TRY(skip_one(j));
	while (j->depth > depth) {
		if (j->levels[j->depth - 1].is_object)
			TRY(json_member(j, &name, &more));
		else
			TRY(json_element(j, &more));
		if (more)
			TRY(skip_one(j));
	}
	if (out != NULL)
		*out = (struct span){ j->all.p + from, j->at - from };
	return OK;
}
