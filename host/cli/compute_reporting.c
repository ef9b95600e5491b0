/* SPDX-License-Identifier: Apache-2.0 */
/* KIND reporting: books of several currencies in; their sums in one currency out. */
#include "host/cli/compute.h"
#include "host/cli/compute_file.h"
#include "host/cli/compute_method.h"
#include "host/cli/compute_ratios.h"
#include "host/cli/compute_write.h"
#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/metrics/reporting.h"

enum { DAY_MS = 86400000 };

/* The sums, owned. */
struct sums {
	struct reporting *of;
};

static void
sums_wipe(struct sums *s)
{
	reporting_free(s->of);
	s->of = NULL;
}

static void
write_open(struct json_writer *w, const char *name, bool is_known, struct decimal d)
{
	if (is_known)
		compute_amount_write(w, name, d);
	else
		json_write_null(w, name);
}

static void
write_days(struct json_writer *w, const struct reporting *r)
{
	json_write_object(w, "by_day_net");
	for (size_t i = 0; i < r->day_count; i++) {
		char date[TEXT_TIME_SIZE];

		text_time_write((int64_t)r->days[i].day * DAY_MS, date);
		date[strlen("2024-01-01")] = '\0';
		compute_amount_write(w, date, r->days[i].net);
	}
	json_write_close_object(w);
}

static void
write_symbols(struct json_writer *w, const struct reporting *r)
{
	json_write_object(w, "by_symbol");
	for (size_t i = 0; i < r->symbol_count; i++) {
		const struct reporting_symbol *s = &r->symbols[i];

		json_write_object(w, s->instrument->symbol);
		compute_amount_write(w, "net_realised", s->net);
		write_open(w, "unrealised", s->is_unrealised_known, s->unrealised);
		json_write_close_object(w);
	}
	json_write_close_object(w);
}

static void
write_paths(struct json_writer *w, const struct reporting *r)
{
	static const struct {
		const char *name;
		enum valued how;
	} paths[] = {
		{ "cross", VALUED_CROSS },
		{ "direct", VALUED_DIRECT },
		{ "inverse", VALUED_INVERSE },
		{ "peg", VALUED_PEGGED },
		{ "same", VALUED_SAME },
	};

	json_write_i64(w, "bookings_missing_rate", (int64_t)r->missing_count);
	json_write_object(w, "rate_paths");
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (r->path_counts[paths[i].how] > 0)
			json_write_i64(w, paths[i].name, (int64_t)r->path_counts[paths[i].how]);
	json_write_close_object(w);
}

static void
write_sums(struct json_writer *w, const char *currency, const struct reporting *r)
{
	json_write_object(w, "expected_reporting");
	json_write_text(w, "currency", currency);
	compute_amount_write(w, "gross", r->gross);
	compute_amount_write(w, "fees", r->fees);
	compute_amount_write(w, "funding", r->funding);
	compute_amount_write(w, "net_realised", r->net);
	write_open(w, "unrealised", r->is_unrealised_known, r->unrealised);
	write_open(w, "total", r->is_unrealised_known, r->total);
	write_days(w, r);
	write_symbols(w, r);
	write_paths(w, r);
	json_write_close_object(w);
}

enum err
compute_reporting_as(
    struct span text, const struct compute_options *options, struct buf *out, struct why *why)
{
	const struct compute_method *method;
	struct json_writer w = json_writer_on(out);
	AUTO(compute_file) file = { 0 };
	AUTO(sums) sums = { 0 };
	char books[32];
	enum err e;

	TRY(compute_method_find(options->method, &method, why));
	TRY(compute_file_read(text, COMPUTE_FILE_REPORTING, &file, why));
	ledger_set_method(file.ledger, method->method);
	(void)snprintf(books, sizeof(books), "expected_books_%s", method->name);
	e = reporting_new(file.ledger, file.reporting, file.offset_min, &sums.of);
	if (e == ERR_LIMIT)
		return why_set(why, e, "a sum in %s is larger than 1.7e20", file.reporting);
	TRY(e);
	json_write_object(&w, NULL);
	write_sums(&w, file.reporting, sums.of);
	TRY(compute_write(&file, books, &w, why));
	json_write_close_object(&w);
	return json_write_end(&w) == OK ? OK : why_set(why, w.error, "the result is too long");
}

enum err
compute_reporting(struct span text, struct buf *out, struct why *why)
{
	return compute_reporting_as(text, &(struct compute_options){ .method = NULL }, out, why);
}
