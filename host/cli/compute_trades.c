/* SPDX-License-Identifier: Apache-2.0 */
/* KIND trades: instruments, settings and events in; per-symbol results out. */
#include "host/cli/compute.h"
#include "host/cli/compute_method.h"
#include "host/cli/compute_table.h"
#include "host/cli/compute_write.h"
#include "lib/base/secret.h"

/* Was it asked for?  Unasked, HIFO is left out of files with inverse contracts. */
static bool
is_wanted(const struct compute_file *t, const struct compute_method *asked, size_t index)
{
	if (asked != NULL)
		return asked == &compute_methods[index];
	return compute_methods[index].method != LEDGER_HIFO || !t->has_inverse;
}

enum err
compute_trades_as(
    struct span text, const struct compute_options *options, struct buf *out, struct why *why)
{
	const struct compute_method *asked = NULL;
	AUTO(compute_file) t = { 0 };
	struct json_writer w = json_writer_on(out);

	if (options->method != NULL)
		TRY(compute_method_find(options->method, &asked, why));
	TRY(compute_file_read(text, COMPUTE_FILE_BOOKS, &t, why));
	if (!options->wants_table)
		json_write_object(&w, NULL);
	for (size_t i = 0; i < COMPUTE_METHOD_COUNT; i++) {
		if (!is_wanted(&t, asked, i))
			continue;
		ledger_set_method(t.ledger, compute_methods[i].method);
		if (options->wants_table)
			TRY(compute_table_write(&t, compute_methods[i].name, out, why));
		else
			TRY(compute_write(&t, compute_methods[i].name, &w, why));
	}
	if (options->wants_table)
		return compute_table_left_out(&t, out, why);
	json_write_close_object(&w);
	return json_write_end(&w) == OK ? OK : why_set(why, w.error, "the result is too long");
}

enum err
compute_trades(struct span text, struct buf *out, struct why *why)
{
	return compute_trades_as(text, &(struct compute_options){ .method = NULL }, out, why);
}
