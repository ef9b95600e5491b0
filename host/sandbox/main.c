/* SPDX-License-Identifier: Apache-2.0 */
/* perf-aggregator-sandbox: see README.md. */
#include <errno.h>

#include "host/sandbox/compare.h"
#include "host/sandbox/front.h"
#include "host/sandbox/options.h"
#include "lib/net/service.h"

enum { EXIT_DIFFERENT = 1, EXIT_USAGE = 64, EXIT_IO = 74, TEXT_SIZE_MAX = 16 << 20 };

static enum err
file_write(const char *path, struct span text, struct why *why)
{
	FILE *f = fopen(path, "wb");
	bool is_written;

	if (f == NULL)
		return why_set(
		    why, ERR_IO, "--truth %.200s: cannot be written: %s", path, strerror(errno));
	is_written = fwrite(text.p, 1, text.size, f) == text.size && fputc('\n', f) == '\n';
	if (fclose(f) != 0 || !is_written)
		return why_set(why, ERR_IO, "--truth %.200s: writing failed", path);
	return OK;
}

static enum err
truth_save(const struct world *w, const char *path, struct why *why)
{
	AUTO(buf) text = buf_new(TEXT_SIZE_MAX);

	TRY(world_truth_write(w, &text));
	return file_write(path, buf_span(&text), why);
}

static enum err
line_print(struct span text, struct why *why)
{
	if (fwrite(text.p, 1, text.size, stdout) != text.size || fputc('\n', stdout) != '\n' ||
	    fflush(stdout) != 0)
		return why_set(why, ERR_IO, "standard output cannot be written");
	return OK;
}

static enum err
accounts_print(const struct world *w, struct why *why)
{
	AUTO(buf) text = buf_new(TEXT_SIZE_MAX);

	TRY(world_accounts_write(w, &text));
	return line_print(buf_span(&text), why);
}

static enum err
ready_print(const struct options *o, uint16_t port, struct why *why)
{
	AUTO(buf) text = buf_new(TEXT_SIZE_MAX);
	struct json_writer w = json_writer_on(&text);
	char url[320];

	(void)snprintf(url, sizeof(url),
	    strchr(o->host, ':') != NULL ? "%s://[%s]:%u" : "%s://%s:%u",
	    o->certificate_path != NULL ? "https" : "http", o->host, (unsigned)port);
	json_write_object(&w, NULL);
	json_write_text(&w, "event", "ready");
	json_write_text(&w, "host", o->host);
	json_write_i64(&w, "port", port);
	json_write_text(&w, "url", url);
	json_write_i64(&w, "seed", (int64_t)o->seed);
	json_write_close_object(&w);
	TRY(json_write_end(&w));
	return line_print(buf_span(&text), why);
}

static enum err
file_read(const char *path, struct buf *out, struct why *why)
{
	FILE *f = fopen(path, "rb");
	uint8_t *at;
	size_t got;
	enum err e = OK;

	if (f == NULL)
		return why_set(why, ERR_IO, "%.200s: cannot be read: %s", path, strerror(errno));
	do {
		e = buf_reserve(out, 65536, &at);
		got = e == OK ? fread(at, 1, 65536, f) : 0;
		out->size += got;
	} while (got > 0);
	if (ferror(f))
		e = ERR_IO;
	(void)fclose(f);
	return e;
}

static enum err
faults_load(const struct options *o, struct faults *out, struct why *why)
{
	AUTO(buf) plan = buf_new(TEXT_SIZE_MAX);

	if (o->has_fault_seed)
		faults_seed(out, o->fault_seed);
	if (o->faults_path == NULL)
		return OK;
	TRY(file_read(o->faults_path, &plan, why));
	return faults_parse(buf_span(&plan), out, why);
}

/* `tls` NULL: plain. */
static enum err
serve_under(const struct options *o, const struct world *w, struct loop *l,
    const struct tls_server *tls, struct why *why)
{
	struct faults faults = { 0 };
	struct hands hands = hands_new(loop_clock(l));
	const struct front_config config = { .world = w,
		.hands = &hands,
		.faults = &faults,
		.host = o->host,
		.port = o->port,
		.tls = tls,
		.latency_ms = o->latency_ms };
	struct front *front;
	enum err e;

	TRY(faults_load(o, &faults, why));
	if (o->sets_now || o->clock_rate != 1)
		hands_set(
		    &hands, o->sets_now ? o->now_ms : clock_wall_ms(loop_clock(l)), o->clock_rate);
	TRY(front_new(l, &config, &front, why));
	service_take_signals(l);
	e = ready_print(o, front_port(front), why);
	if (e == OK)
		e = loop_run(l);
	front_free(front);
	return e;
}

static enum err
serve(const struct options *o, const struct world *w, struct loop *l, struct why *why)
{
	struct tls_server *tls = NULL;
	enum err e = OK;

	if (o->certificate_path != NULL)
		e = tls_server_new_files(o->certificate_path, o->key_path, &tls, why);
	if (e == OK)
		e = serve_under(o, w, l, tls, why);
	tls_server_free(tls);
	return e;
}

static enum err
compare(const struct options *o, const struct world *w, struct why *why)
{
	AUTO(buf) reply = buf_new(TEXT_SIZE_MAX);
	bool is_equal = false;

	TRY(file_read(o->compare_path, &reply, why));
	TRY(compare_run(w, o->account, buf_span(&reply), stdout, &is_equal, why));
	if (!is_equal)
		return why_set(why, ERR_CONFLICT, "the reply differs from the truth");
	return OK;
}

static enum err
run(const struct options *o, struct why *why)
{
	struct world *w;
	struct loop *l = NULL;
	enum err e;

	TRY(o->is_whole ? world_whole_new(o->seed, &w) : world_new(o->seed, &w));
	if (o->sets_now)
		w->truth_ms = o->now_ms;
	e = world_crowd(w, o->crowd_count);
	if (e == OK && o->truth_path != NULL)
		e = truth_save(w, o->truth_path, why);
	if (e == OK && o->compare_path != NULL) {
		e = compare(o, w, why);
	} else if (e == OK && o->lists_accounts) {
		e = accounts_print(w, why);
	} else if (e == OK) {
		e = loop_new(clock_system(), &l);
		if (e == OK)
			e = serve(o, w, l, why);
	}
	loop_free(l);
	world_free(w);
	return e;
}

int
main(int argc, char **argv)
{
	struct options o;
	struct why why = { 0 };
	enum err e = options_parse(argc - 1, (const char *const *)argv + 1, &o, &why);

	if (e == OK && o.wants_help) {
		(void)fputs(options_help, stdout);
		return 0;
	}
	if (e == OK && o.wants_version) {
		(void)puts("perf-aggregator-sandbox " PERF_AGGREGATOR_VERSION);
		return 0;
	}
	if (e == OK)
		e = run(&o, &why);
	if (e == OK)
		return 0;
	(void)fprintf(
	    stderr, "perf-aggregator-sandbox: %s\n", why.text[0] != '\0' ? why.text : err_words(e));
	if (e == ERR_CONFLICT)
		return EXIT_DIFFERENT;
	return e == ERR_INPUT ? EXIT_USAGE : EXIT_IO;
}
