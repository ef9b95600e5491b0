/* SPDX-License-Identifier: Apache-2.0 */
/* KIND trades: instruments, settings and events in; per-symbol results out. */
#include "host/cli/compute.h"
#include "host/cli/compute_table.h"
#include "host/cli/compute_write.h"
#include "lib/base/secret.h"

/* The methods, as they are named in files; on the command line "average" is one too. */
static const struct {
	const char *name, *also;
	enum ledger_method method;
} methods[] = {
	{ "fifo", "fifo", LEDGER_FIFO },
	{ "lifo", "lifo", LEDGER_LIFO },
	{ "avg", "average", LEDGER_AVERAGE },
	{ "hifo", "hifo", LEDGER_HIFO },
};
enum { METHOD_COUNT = sizeof(methods) / sizeof(methods[0]) };

static bool
is_method(const char *text, size_t index)
{
	return strcmp(text, methods[index].name) == 0 || strcmp(text, methods[index].also) == 0;
}

enum err
compute_method_check(const char *name, struct why *why)
{
	for (size_t i = 0; name != NULL; i++) {
		if (i == METHOD_COUNT)
			return why_set(why, ERR_ABSENT,
			    "--method %s: expected fifo, lifo, hifo or average", name);
		if (is_method(name, i))
			return OK;
	}
	return OK;
}

/* Was it asked for?  Unasked, HIFO is left out of files with inverse contracts. */
static bool
is_wanted(const struct compute_file *t, const struct compute_options *options, size_t index)
{
	if (options->method != NULL)
		return is_method(options->method, index);
	return methods[index].method != LEDGER_HIFO || !t->has_inverse;
}

enum err
compute_trades_as(
    struct span text, const struct compute_options *options, struct buf *out, struct why *why)
{
	AUTO(compute_file) t = { 0 };
	struct json_writer w = json_writer_on(out);

	TRY(compute_file_read(text, COMPUTE_FILE_BOOKS, &t, why));
	if (!options->wants_table)
		json_write_object(&w, NULL);
	for (size_t i = 0; i < METHOD_COUNT; i++) {
		if (!is_wanted(&t, options, i))
			continue;
		ledger_set_method(t.ledger, methods[i].method);
		if (options->wants_table)
			TRY(compute_table_write(&t, methods[i].name, out, why));
		else
			TRY(compute_write(&t, methods[i].name, &w, why));
	}
	if (options->wants_table)
		return OK;
	json_write_close_object(&w);
	return json_write_end(&w) == OK ? OK : why_set(why, w.error, "the result is too long");
}

enum err
compute_trades(struct span text, struct buf *out, struct why *why)
{
	return compute_trades_as(text, &(struct compute_options){ .method = NULL }, out, why);
}
