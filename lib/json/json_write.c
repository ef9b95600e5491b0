/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/json/json_write.h"

#include "lib/base/text.h"

struct json_writer
json_writer_on(struct buf *out)
{
	return (struct json_writer){ .out = out };
}

static void
note(struct json_writer *w, enum err e)
{
	if (w->error == OK)
		w->error = e;
}

/* The escape of a byte that may not stand in a text as it is, or NULL. */
static const char *
escape_of(uint8_t c, char room[7])
{
	static const char named[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	const char *at = c == 0 ? NULL : strchr(named, c);

	if (at != NULL)
		(void)snprintf(room, 7, "\\%c", letters[at - named]);
	else if (c < 0x20)
		(void)snprintf(room, 7, "\\u%04x", c);
	else
		return NULL;
	return room;
}

static enum err
append_text(struct buf *out, struct span text)
{
	size_t plain = 0;
	char room[7];

	ENSURE(text_is_utf8(text), ERR_INPUT);
	TRY(buf_u8(out, '"'));
	for (size_t i = 0; i < text.size; i++) {
		const char *escape = escape_of(text.p[i], room);

		if (escape == NULL)
			continue;
		TRY(buf_append(out, (struct span){ text.p + plain, i - plain }));
		TRY(buf_append(out, span_text(escape)));
		plain = i + 1;
	}
	TRY(buf_append(out, span_from(text, plain)));
	return buf_u8(out, '"');
}

/* The comma and the name that go before a value. */
static enum err
append_start(struct json_writer *w, const char *name)
{
	/* A name exactly in objects; one value at the outermost level. */
	ENSURE(w->is_object[w->depth] == (name != NULL), ERR_BUG);
	ENSURE(w->depth > 0 || !w->needs_comma[0], ERR_BUG);
	if (w->needs_comma[w->depth])
		TRY(buf_u8(w->out, ','));
	w->needs_comma[w->depth] = true;
	if (name != NULL) {
		TRY(append_text(w->out, span_text(name)));
		TRY(buf_u8(w->out, ':'));
	}
	return OK;
}

/* May a value be written now?  Its comma and name then are. */
static bool
start(struct json_writer *w, const char *name)
{
	if (w->error == OK)
		note(w, append_start(w, name));
	return w->error == OK;
}

static void
open_level(struct json_writer *w, const char *name, bool is_object)
{
	if (w->depth == JSON_DEPTH_MAX)
		note(w, ERR_LIMIT);
	if (!start(w, name))
		return;
	note(w, buf_u8(w->out, is_object ? '{' : '['));
	w->depth++;
	w->is_object[w->depth] = is_object;
	w->needs_comma[w->depth] = false;
}

static void
close_level(struct json_writer *w, bool is_object)
{
	if (w->depth == 0 || w->is_object[w->depth] != is_object)
		note(w, ERR_BUG);
	if (w->error != OK)
		return;
	note(w, buf_u8(w->out, is_object ? '}' : ']'));
	w->depth--;
}

void
json_write_object(struct json_writer *w, const char *name)
{
	open_level(w, name, true);
}

void
json_write_array(struct json_writer *w, const char *name)
{
	open_level(w, name, false);
}

void
json_write_close_object(struct json_writer *w)
{
	close_level(w, true);
}

void
json_write_close_array(struct json_writer *w)
{
	close_level(w, false);
}

void
json_write_text(struct json_writer *w, const char *name, const char *text)
{
	json_write_span(w, name, span_text(text));
}

void
json_write_span(struct json_writer *w, const char *name, struct span text)
{
	if (start(w, name))
		note(w, append_text(w->out, text));
}

void
json_write_i64(struct json_writer *w, const char *name, int64_t v)
{
	if (start(w, name))
		note(w, buf_print(w->out, "%lld", (long long)v));
}

void
json_write_bool(struct json_writer *w, const char *name, bool v)
{
	if (start(w, name))
		note(w, buf_append(w->out, v ? S("true") : S("false")));
}

void
json_write_null(struct json_writer *w, const char *name)
{
	if (start(w, name))
		note(w, buf_append(w->out, S("null")));
}

static enum err
append_raw(struct buf *out, struct span json)
{
	struct json j;
	struct span value;

	json_init(&j, json);
	ENSURE(json_skip(&j, &value) == OK && json_end(&j) == OK, ERR_INPUT);
	return buf_append(out, value);
}

void
json_write_raw(struct json_writer *w, const char *name, struct span json)
{
	if (start(w, name))
		note(w, append_raw(w->out, json));
}

typedef enum err encode(struct span bytes, struct buf *out);

static enum err
encode_base64(struct span bytes, struct buf *out)
{
	return text_base64_write(TEXT_BASE64, bytes, out);
}

static enum err
encode_base64url(struct span bytes, struct buf *out)
{
	return text_base64_write(TEXT_BASE64URL, bytes, out);
}

/* A text of characters that need no escape. */
static void
write_encoded(struct json_writer *w, const char *name, struct span bytes, encode *append)
{
	if (!start(w, name))
		return;
	note(w, buf_u8(w->out, '"'));
	note(w, append(bytes, w->out));
	note(w, buf_u8(w->out, '"'));
}

void
json_write_base64(struct json_writer *w, const char *name, struct span bytes)
{
	write_encoded(w, name, bytes, encode_base64);
}

void
json_write_base64url(struct json_writer *w, const char *name, struct span bytes)
{
	write_encoded(w, name, bytes, encode_base64url);
}

void
json_write_hex(struct json_writer *w, const char *name, struct span bytes)
{
	write_encoded(w, name, bytes, text_hex_write);
}

void
json_write_time(struct json_writer *w, const char *name, int64_t unix_ms)
{
	char text[TEXT_TIME_SIZE];

	text_time_write(unix_ms, text);
	json_write_text(w, name, text);
}

enum err
json_write_end(struct json_writer *w)
{
	if (w->depth > 0 || !w->needs_comma[0])
		note(w, ERR_BUG);
	return w->error;
}
