/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/http_head.h"

#include "lib/base/text.h"

enum err
http_refuse(struct http_refusal *no, enum err e, unsigned status, const char *reason)
{
	if (no != NULL)
		*no = (struct http_refusal){ status, reason };
	return e;
}

static enum err
bad(struct http_refusal *no, const char *reason)
{
	return http_refuse(no, ERR_INPUT, 400, reason);
}

/* Is this much of a line, and of the head with it, still allowed? */
static enum err
check_sizes(size_t line_start, size_t end, struct http_refusal *no)
{
	if (end - line_start > HTTP_LINE_SIZE_MAX && line_start == 0)
		return http_refuse(no, ERR_LIMIT, 414, "the first line is too long");
	if (end - line_start > HTTP_LINE_SIZE_MAX)
		return http_refuse(no, ERR_LIMIT, 431, "a field line is too long");
	if (end > HTTP_HEAD_SIZE_MAX)
		return http_refuse(no, ERR_LIMIT, 431, "the head is too large");
	return OK;
}

enum err
http_head_find(
    struct http_head_search *search, struct span in, size_t *head_size, struct http_refusal *no)
{
	while (search->searched < in.size) {
		const uint8_t *lf =
		    memchr(in.p + search->searched, '\n', in.size - search->searched);
		const size_t end = lf == NULL ? in.size : (size_t)(lf - in.p) + 1;
		const size_t size = end - search->line_start;

		TRY(check_sizes(search->line_start, end, no));
		search->searched = end;
		if (lf == NULL)
			break;
		if (size < 2 || in.p[end - 2] != '\r')
			return bad(no, "a line does not end with CR and LF");
		if (size == 2 && search->line_start == 0)
			return bad(no, "the first line is empty");
		if (size == 2) {
			*head_size = end;
			return OK;
		}
		search->line_start = end;
	}
	return ERR_BUSY;
}

/* Take the next line, without its CRLF. */
static enum err
take_line(struct span *rest, struct span *line, struct http_refusal *no)
{
	const uint8_t *lf = rest->size == 0 ? NULL : memchr(rest->p, '\n', rest->size);
	const size_t size = lf == NULL ? 0 : (size_t)(lf - rest->p) + 1;

	if (size < 2 || rest->p[size - 2] != '\r')
		return bad(no, "a line does not end with CR and LF");
	*line = span_first(*rest, size - 2);
	*rest = span_from(*rest, size);
	return OK;
}

/* Take what stands before the first space, and the space.  False if there is no space. */
static bool
take_word(struct span *line, struct span *word)
{
	const uint8_t *at = line->size == 0 ? NULL : memchr(line->p, ' ', line->size);

	if (at == NULL)
		return false;
	*word = span_first(*line, (size_t)(at - line->p));
	*line = span_from(*line, word->size + 1);
	return true;
}

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* RFC 9112 2.3: "HTTP/", one digit, ".", one digit; we speak 1.0 and 1.1. */
static enum err
parse_version(struct span text, unsigned *minor, struct http_refusal *no)
{
	if (text.size != 8 || !span_starts(text, "HTTP/") || !is_digit(text.p[5]) ||
	    text.p[6] != '.' || !is_digit(text.p[7]))
		return bad(no, "the HTTP version is malformed");
	if (text.p[5] != '1' || text.p[7] > '1')
		return http_refuse(no, ERR_INPUT, 505, "only HTTP/1.1 is spoken here");
	*minor = (unsigned)(text.p[7] - '0');
	return OK;
}

static enum err
parse_request_line(struct span line, struct http_request *out, struct http_refusal *no)
{
	struct span query, version = line;

	if (!take_word(&version, &out->method) || !take_word(&version, &out->target))
		return bad(no, "the request line is not: method, space, target, space, version");
	if (!http_is_token(out->method))
		return bad(no, "the method is malformed");
	TRY(parse_version(version, &out->version_minor, no));
	/* TRACE echoes secrets, CONNECT makes a proxy: neither exists here. */
	if (out->method.size > HTTP_METHOD_SIZE_MAX || span_is(out->method, "TRACE") ||
	    span_is(out->method, "CONNECT"))
		return http_refuse(no, ERR_INPUT, 501, "this method is not implemented");
	if (!http_is_target(out->target))
		return bad(no, "the target is not an absolute path of allowed characters");
	query = out->target;
	while (query.size > 0 && query.p[0] != '?')
		query = span_from(query, 1);
	out->path = span_first(out->target, out->target.size - query.size);
	out->query = span_from(query, 1);
	return OK;
}

static struct span
trim(struct span text)
{
	while (text.size > 0 && (text.p[0] == ' ' || text.p[0] == '\t'))
		text = span_from(text, 1);
	while (text.size > 0 && (text.p[text.size - 1] == ' ' || text.p[text.size - 1] == '\t'))
		text.size--;
	return text;
}

static enum err
parse_field(struct span line, struct http_field *out, struct http_refusal *no)
{
	const uint8_t *colon = memchr(line.p, ':', line.size);

	if (colon == NULL)
		return bad(no, "a field line has no colon");
	out->name = span_first(line, (size_t)(colon - line.p));
	out->value = trim(span_from(line, out->name.size + 1));
	/* A space before the colon, and a folded line, fail here: neither may be in a name. */
	if (!http_is_token(out->name))
		return bad(no, "a field name is malformed");
	if (!http_is_field_value(out->value))
		return bad(no, "a field value has a control character");
	return OK;
}

static enum err
parse_fields(struct span rest, struct http_field *fields, size_t *count, struct http_refusal *no)
{
	struct span line;

	*count = 0;
	for (;;) {
		TRY(take_line(&rest, &line, no));
		if (line.size == 0)
			break;
		if (*count == HTTP_FIELDS_MAX)
			return http_refuse(no, ERR_LIMIT, 431, "too many fields");
		TRY(parse_field(line, &fields[*count], no));
		(*count)++;
	}
	if (rest.size > 0)
		return bad(no, "something follows the empty line");
	return OK;
}

/* Is `word` in a comma-separated list? */
static bool
list_has(struct span list, const char *word)
{
	size_t size;

	for (; list.size > 0; list = span_from(list, size + 1)) {
		for (size = 0; size < list.size && list.p[size] != ',';)
			size++;
		if (span_is_nocase(trim(span_first(list, size)), word))
			return true;
	}
	return false;
}

/* The fields that decide where a message ends. */
struct framing_fields {
	const struct span *length, *coding, *host, *expect;
	unsigned length_count, coding_count, host_count, expect_count;
	bool closes;
};

static void
framing_fields_find(const struct http_field *fields, size_t count, struct framing_fields *out)
{
	*out = (struct framing_fields){ 0 };
	for (size_t i = 0; i < count; i++) {
		const struct span name = fields[i].name, *value = &fields[i].value;

		if (span_is_nocase(name, "Content-Length")) {
			out->length = value;
			out->length_count++;
		} else if (span_is_nocase(name, "Transfer-Encoding")) {
			out->coding = value;
			out->coding_count++;
		} else if (span_is_nocase(name, "Host")) {
			out->host = value;
			out->host_count++;
		} else if (span_is_nocase(name, "Expect")) {
			out->expect = value;
			out->expect_count++;
		} else if (span_is_nocase(name, "Connection") && list_has(*value, "close")) {
			out->closes = true;
		}
	}
}

/* RFC 9112 6.1 to 6.3, and no leniency: one Content-Length, or one "chunked", or neither. */
static enum err
framing_read(const struct framing_fields *f, unsigned version_minor, struct http_framing *out,
    struct http_refusal *no)
{
	enum err e;

	*out = (struct http_framing){ .closes = f->closes || version_minor == 0 };
	if (f->coding_count > 0) {
		if (f->length_count > 0 || f->coding_count > 1 || version_minor == 0)
			return bad(no, "the length of the body is said in two ways");
		if (!span_is_nocase(*f->coding, "chunked"))
			return http_refuse(
			    no, ERR_INPUT, 501, "no transfer coding but chunked is implemented");
		out->is_chunked = true;
		return OK;
	}
	if (f->length_count == 0)
		return OK;
	if (f->length_count > 1)
		return bad(no, "there are two Content-Length fields");
	e = text_u64_parse(*f->length, INT64_MAX, &out->length);
	if (e == ERR_LIMIT)
		return http_refuse(no, e, 413, "the body is too large");
	return e == OK ? OK : bad(no, "Content-Length is not a plain number");
}

enum err
http_request_parse(struct span head, struct http_request *out, struct http_framing *framing,
    struct http_refusal *no)
{
	struct framing_fields found;
	struct span rest = head, line;

	TRY(take_line(&rest, &line, no));
	TRY(parse_request_line(line, out, no));
	TRY(parse_fields(rest, out->fields, &out->field_count, no));
	framing_fields_find(out->fields, out->field_count, &found);
	if (found.host_count != 1 || !http_is_host(*found.host))
		return bad(no, "there must be exactly one Host field, with a host in it");
	TRY(framing_read(&found, out->version_minor, framing, no));
	if (found.expect_count > 1 ||
	    (found.expect_count == 1 && !span_is_nocase(*found.expect, "100-continue")))
		return http_refuse(no, ERR_INPUT, 417, "no expectation but 100-continue is met");
	framing->expects_continue = found.expect_count == 1 && out->version_minor > 0;
	out->body = (struct span){ NULL, 0 };
	out->raw_head = head;
	return OK;
}

static enum err
parse_status_line(
    struct span line, struct http_response *out, unsigned *version_minor, struct http_refusal *no)
{
	struct span version, code;

	if (!take_word(&line, &version) || !take_word(&line, &code))
		return bad(no, "the status line is not: version, space, code, space, reason");
	TRY(parse_version(version, version_minor, no));
	if (code.size != 3 || code.p[0] < '1' || code.p[0] > '5' || !is_digit(code.p[1]) ||
	    !is_digit(code.p[2]))
		return bad(no, "the status code is not a number from 100 to 599");
	if (!http_is_field_value(line))
		return bad(no, "the reason phrase has a control character");
	out->status =
	    (unsigned)((code.p[0] - '0') * 100 + (code.p[1] - '0') * 10 + code.p[2] - '0');
	return OK;
}

enum err
http_response_parse(struct span head, bool is_to_head, struct http_response *out,
    struct http_framing *framing, struct http_refusal *no)
{
	struct framing_fields found;
	struct span rest = head, line;
	unsigned version_minor;

	TRY(take_line(&rest, &line, no));
	TRY(parse_status_line(line, out, &version_minor, no));
	TRY(parse_fields(rest, out->fields, &out->field_count, no));
	framing_fields_find(out->fields, out->field_count, &found);
	TRY(framing_read(&found, version_minor, framing, no));
	out->body = (struct span){ NULL, 0 };
	if (is_to_head || out->status < 200 || out->status == 204 || out->status == 304) {
		framing->is_chunked = false;
		framing->length = 0;
	} else if (!framing->is_chunked && found.length_count == 0) {
		return bad(no, "the answer does not say where it ends");
	}
	return OK;
}
