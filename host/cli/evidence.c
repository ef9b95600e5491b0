/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/evidence.h"

#include <sys/stat.h>

#include "lib/base/secret.h"
#include "lib/base/text.h"

void
evidence_wipe(struct evidence *e)
{
	buf_wipe(&e->quote);
	buf_wipe(&e->store);
	for (size_t i = 0; i < COLLATERAL_FILE_COUNT; i++)
		buf_wipe(&e->files[i]);
	bytes_wipe(e, sizeof(*e));
}

/* ---- a quote ---- */

/* A quote's version and key type (3 to 5, then 2), or a report's version (2 to 5) in four bytes. */
static bool
begins_like_evidence(struct span b)
{
	return b.size >= 4 && b.p[0] >= 2 && b.p[0] <= 5 && b.p[1] == 0 &&
	    (b.p[2] == 0 || b.p[2] == 2) && b.p[3] == 0;
}

/* Is it text, and then what without white space? */
static enum err
text_squeeze(struct span file, struct buf *out)
{
	for (size_t i = 0; i < file.size; i++) {
		const uint8_t c = file.p[i];

		if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
			continue;
		ENSURE(c > ' ' && c < 0x7f, ERR_INPUT);
		TRY(buf_u8(out, c));
	}
	return OK;
}

static enum err
hex_decode(struct span text, struct buf *out)
{
	uint8_t *to;

	TRY(buf_reserve(out, text.size / 2, &to));
	TRY(text_hex_parse(text, to, text.size / 2));
	out->size += text.size / 2;
	return OK;
}

enum err
evidence_decode(struct span file, struct buf *out, struct why *why)
{
	AUTO(buf) text = buf_new(file.size);
	AUTO(buf) hex = buf_new(file.size);
	AUTO(buf) base64 = buf_new(file.size + 3); /* it reserves in whole groups */
	bool is_hex, is_base64;

	if (file.size == 0 || text_squeeze(file, &text) != OK)
		return buf_append(out, file);
	is_hex = hex_decode(buf_span(&text), &hex) == OK && begins_like_evidence(buf_span(&hex));
	is_base64 = text_base64_parse(TEXT_BASE64, buf_span(&text), &base64) == OK &&
	    begins_like_evidence(buf_span(&base64));
	if (is_hex == is_base64)
		return why_set(why, ERR_INPUT,
		    "is a text, and not the hex or base64 of a quote or report alone; give its "
		    "bytes (of JSON: jq -r .quote answer.json | base64 -d)");
	return buf_append(out, buf_span(is_hex ? &hex : &base64));
}

enum err
evidence_read_quote(const char *what, const char *path, struct buf *out, struct complaint *c)
{
	AUTO(buf) file = buf_new(EVIDENCE_TEXT_SIZE_MAX);
	struct why why = { "" };
	enum err e;

	TRY(file_read(what, path, FILE_FOR_ALL, &file, c));
	*out = buf_new(EVIDENCE_TEXT_SIZE_MAX);
	e = evidence_decode(buf_span(&file), out, &why);
	if (e == OK)
		return OK;
	why_prefix(&why, path);
	why_prefix(&why, what);
	return complain_why(c, LEAVE_DATA, e, &why);
}

/* ---- collateral ---- */

/* The files that are there; what is missing is for verification to say. */
static enum err
directory_read(const char *what, const char *path, struct evidence *e, struct complaint *c)
{
	char file[FILE_PATH_SIZE];
	struct stat st;

	for (enum collateral_file i = 0; i < COLLATERAL_FILE_COUNT; i++) {
		e->files[i] = buf_new(collateral_file_size_max(i));
		if (snprintf(file, sizeof(file), "%s/%s", path, collateral_file_name(i)) >=
		    (int)sizeof(file))
			return complain(c, LEAVE_USAGE, ERR_LIMIT, "%s: path too long", what);
		if (stat(file, &st) == 0)
			TRY(file_read(what, file, FILE_FOR_ALL, &e->files[i], c));
	}
	return OK;
}

enum err
evidence_read_collateral(
    const char *what, const char *path, struct evidence *e, struct complaint *c)
{
	struct span files[COLLATERAL_FILE_COUNT];
	struct why why = { "" };
	struct stat st;
	enum err result;

	e->store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		TRY(directory_read(what, path, e, c));
		for (size_t i = 0; i < COLLATERAL_FILE_COUNT; i++)
			files[i] = buf_span(&e->files[i]);
		result = collateral_files_parse(files, &e->store, &e->collateral, &why);
	} else {
		e->files[0] = buf_new(COLLATERAL_JSON_SIZE_MAX);
		TRY(file_read(what, path, FILE_FOR_ALL, &e->files[0], c));
		result = collateral_parse(buf_span(&e->files[0]), &e->store, &e->collateral, &why);
	}
	if (result == OK)
		return OK;
	why_prefix(&why, path);
	why_prefix(&why, what);
	return complain_why(c, result == ERR_ABSENT ? LEAVE_NO_INPUT : LEAVE_DATA, result, &why);
}

/* ---- options ---- */

enum err
evidence_read_options(
    const struct arguments *o, int64_t now_ms, struct evidence *e, struct complaint *c)
{
	AUTO(buf) pem = buf_new(16384);
	struct why why = { "" };
	enum err result;

	e->at_ms = o->has_at ? o->at_ms : now_ms;
	e->root = *quote_root_intel();
	if (o->root_path == NULL)
		return OK;
	TRY(file_read("--root", o->root_path, FILE_FOR_ALL, &pem, c));
	result = quote_root_given(buf_span(&pem), &e->root, &why);
	if (result == OK)
		return OK;
	why_prefix(&why, o->root_path);
	why_prefix(&why, "--root");
	return complain_why(c, LEAVE_DATA, result, &why);
}
