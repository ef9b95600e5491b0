/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute.h"

#include <errno.h>

#include "host/cli/sheet.h"
#include "lib/base/secret.h"

enum { RESULT_SIZE_MAX = 1 << 30, CHUNK_SIZE = 1 << 16 };

/* What each KIND is read by, with options or without. */
static const struct {
	const char *name;
	enum err (*compute)(struct span text, struct buf *out, struct why *why);
	enum err (*compute_as)(struct span text, const struct compute_options *options,
	    struct buf *out, struct why *why);
} kinds[] = {
	{ "trades", compute_trades, compute_trades_as },
	{ "series", compute_series, NULL },
	{ "flows", compute_flows, NULL },
	{ "xirr", compute_xirr, NULL },
	{ "pipeline", compute_pipeline, NULL },
	{ "reporting", compute_reporting, NULL },
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

static enum err
kind_find(const char *kind, const struct compute_options *options, size_t *out, struct why *why)
{
	for (*out = 0; *out < KIND_COUNT; (*out)++)
		if (strcmp(kinds[*out].name, kind) == 0)
			break;
	if (*out == KIND_COUNT)
		return why_set(why, ERR_ABSENT, "compute: no KIND \"%s\"; there are %s", kind,
		    compute_kinds());
	return compute_method_check(options->method, why);
}

/* What a KIND makes of a text: with its own table, or with one made of its JSON. */
static enum err
kind_run(size_t index, struct span text, const struct compute_options *options, struct buf *out,
    struct why *why)
{
	AUTO(buf) json = buf_new(RESULT_SIZE_MAX);

	if (kinds[index].compute_as != NULL)
		return kinds[index].compute_as(text, options, out, why);
	if (!options->wants_table)
		return kinds[index].compute(text, out, why);
	TRY(kinds[index].compute(text, &json, why));
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
	e = kind_run(index, buf_span(&text), options, &result, why);
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
