/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute.h"

#include <errno.h>

#include "host/cli/compute_method.h"
#include "host/cli/sheet.h"
#include "lib/base/secret.h"

enum { RESULT_SIZE_MAX = 1 << 30, CHUNK_SIZE = 1 << 16 };

/* What each KIND is read by, with options or without; whether it has tables of its own. */
static const struct {
	const char *name;
	enum err (*compute)(struct span text, struct buf *out, struct why *why);
	enum err (*compute_as)(struct span text, const struct compute_options *options,
	    struct buf *out, struct why *why);
	bool has_tables;
} kinds[] = {
	{ "trades", compute_trades, compute_trades_as, true },
	{ "series", compute_series, NULL, false },
	{ "flows", compute_flows, NULL, false },
	{ "xirr", compute_xirr, NULL, false },
	{ "pipeline", compute_pipeline, compute_pipeline_as, false },
	{ "reporting", compute_reporting, compute_reporting_as, false },
};
enum { KIND_COUNT = sizeof(kinds) / sizeof(kinds[0]) };

const char *
compute_kinds(void)
{
	return "trades, series, flows, xirr, pipeline, reporting";
}

static void
file_close(FILE **f)
{
	if (*f != NULL)
		(void)fclose(*f);
}

static enum err
file_read(const char *path, struct buf *out, struct why *why)
{
	__attribute__((cleanup(file_close))) FILE *f = fopen(path, "rb");
	size_t got;
	uint8_t *at;

	if (f == NULL)
		return why_set(why, ERR_INPUT, "%s: cannot open: %s", path, strerror(errno));
	do {
		const enum err e = buf_reserve(out, CHUNK_SIZE, &at);

		if (e != OK)
			return why_set(why, e, "%s: larger than %d MiB; split it", path,
			    COMPUTE_FILE_SIZE_MAX >> 20);
		got = fread(at, 1, CHUNK_SIZE, f);
		out->size += got;
	} while (got == CHUNK_SIZE);
	if (ferror(f))
		return why_set(why, ERR_IO, "%s: cannot read: %s", path, strerror(errno));
	return OK;
}

/* Without the mark that some programs put before UTF-8. */
static struct span
text_of(const struct buf *file)
{
	const struct span text = buf_span(file);

	return text.size >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0 ? span_from(text, 3) : text;
}

/* A table of another program, say: which kind of file it is should be said before its bytes are. */
static enum err
object_check(struct span text, const char *kind, struct why *why)
{
	for (size_t i = 0; i < text.size; i++) {
		if (memchr(" \t\r\n", text.p[i], 4) != NULL)
			continue;
		if (text.p[i] == '{')
			return OK;
		break;
	}
	return why_set(why, ERR_INPUT,
	    "not a JSON object; docs/formats.md shows what a file of KIND %s holds", kind);
}

static enum err
kind_find(const char *kind, const struct compute_options *options, size_t *out, struct why *why)
{
	const struct compute_method *method;

	for (*out = 0; *out < KIND_COUNT; (*out)++)
		if (strcmp(kinds[*out].name, kind) == 0)
			break;
	if (*out == KIND_COUNT)
		return why_set(why, ERR_ABSENT, "compute: no KIND \"%s\"; there are %s", kind,
		    compute_kinds());
	if (options->method != NULL && kinds[*out].compute_as == NULL)
		return why_set(why, ERR_ABSENT,
		    "--method is for trades, reporting and pipeline: KIND %s has no lots", kind);
	return compute_method_find(options->method, &method, why);
}

static enum err
kind_compute(size_t index, struct span text, const struct compute_options *options, struct buf *out,
    struct why *why)
{
	return kinds[index].compute_as != NULL ? kinds[index].compute_as(text, options, out, why)
					       : kinds[index].compute(text, out, why);
}

/* What a KIND makes of a text: with its own tables, or with those that are made of its JSON. */
static enum err
kind_run(size_t index, struct span text, const struct compute_options *options, struct buf *out,
    struct why *why)
{
	AUTO(buf) json = buf_new(RESULT_SIZE_MAX);

	if (kinds[index].has_tables || !options->wants_table)
		return kind_compute(index, text, options, out, why);
	TRY(kind_compute(index, text, options, &json, why));
	if (sheet_write(buf_span(&json), out) != OK)
		return why_set(why, ERR_LIMIT, "too long for tables; leave out --table");
	return OK;
}

enum err
compute_run(const char *kind, const char *path, const struct compute_options *options, FILE *out,
    struct why *why)
{
	AUTO(buf) text = buf_new(COMPUTE_FILE_SIZE_MAX + CHUNK_SIZE);
	AUTO(buf) result = buf_new(RESULT_SIZE_MAX);
	size_t index;
	enum err e;

	TRY(kind_find(kind, options, &index, why));
	TRY(file_read(path, &text, why));
	e = object_check(text_of(&text), kind, why);
	if (e == OK)
		e = kind_run(index, text_of(&text), options, &result, why);
	if (e != OK) {
		(void)why_set(why, e, "%s", err_words(e));
		why_prefix(why, path);
		return e;
	}
	if (!options->wants_table)
		TRY(buf_u8(&result, '\n'));
	if (fwrite(result.p, 1, result.size, out) != result.size || fflush(out) != 0)
		return why_set(why, ERR_IO, "cannot print the result: %s", strerror(errno));
	return OK;
}
