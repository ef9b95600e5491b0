/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/tsm.h"

#include <stdlib.h>
#include <string.h>

#include "enclave/attest/platform_files.h"
#include "enclave/attest/worker.h"
#include "lib/base/text.h"
#include "lib/quote/quote.h"

static const char default_root[] = "/sys/kernel/config/tsm/report";

/* One kind of machine: what it calls itself, and where its quotes say what. */
struct tsm_kind {
	const char *name, *vendor; /* our provider's name; what the file `provider` says */
	const char *wrong_vendor;  /* what to do about another one */
};

static const struct tsm_kind tdx = { "tsm_tdx", "tdx_guest",
	"use tsm_snp on AMD's machines; the kernel needs CONFIG_TDX_GUEST_DRIVER" };
static const struct tsm_kind snp = { "tsm_snp", "sev_guest",
	"use tsm_tdx on Intel's machines; the kernel needs CONFIG_SEV_GUEST" };

/* What the worker's thread works with. */
struct tsm_platform {
	const struct tsm_kind *kind;
	const struct platform_files *files;
	char root[PLATFORM_PATH_SIZE];
};

struct tsm {
	const struct tsm_kind *kind;
	struct worker *worker;
	struct measurement measurement;
	struct buf certificates; /* what the host said of SEV-SNP's */
};

/* ---- what a quote says ---- */

struct quote_parts {
	struct span report_data, measurement;
};

/* TDX quote v4, and v5 with its body's type and size in front; SEV-SNP's report. */
static enum err
quote_look(const struct tsm_kind *kind, struct span bytes, struct quote_parts *out)
{
	enum { SNP_REPORT_SIZE = 1184, TD_BODY_SIZE = 584, HEADER_SIZE = 48, BODY_HEAD_SIZE = 6 };
	struct reader r = reader_over(bytes);
	uint16_t version;
	size_t body;

	if (kind == &snp) {
		ENSURE(bytes.size == SNP_REPORT_SIZE, ERR_INPUT);
		out->report_data = span_first(span_from(bytes, 0x50), ATTEST_REPORT_DATA_SIZE);
		out->measurement = span_first(span_from(bytes, 0x90), MEASUREMENT_SIZE_MAX);
		return OK;
	}
	TRY(reader_u16le(&r, &version));
	ENSURE(version == 4 || version == 5, ERR_INPUT);
	body = version == 4 ? HEADER_SIZE : HEADER_SIZE + BODY_HEAD_SIZE;
	ENSURE(bytes.size >= body + TD_BODY_SIZE, ERR_INPUT);
	out->measurement = span_first(span_from(bytes, body + 136), MEASUREMENT_SIZE_MAX);
	out->report_data = span_first(span_from(bytes, body + 520), ATTEST_REPORT_DATA_SIZE);
	return OK;
}

/* ---- on the worker's thread: one request is one directory ---- */

struct patience {
	int64_t waited_ms, pause_ms, max_ms;
};

static bool
wait_more(const struct tsm_platform *t, struct patience *p)
{
	if (p->waited_ms >= p->max_ms)
		return false;
	p->pause_ms = p->pause_ms == 0 ? TSM_POLL_MS : 2 * p->pause_ms;
	if (p->pause_ms > TSM_POLL_MAX_MS)
		p->pause_ms = TSM_POLL_MAX_MS;
	t->files->wait_ms(t->files->self, p->pause_ms);
	p->waited_ms += p->pause_ms;
	return true;
}

/* The kernel says busy while it works, or when another request is under way: ask again. */
static enum err
read_patiently(const struct tsm_platform *t, const char *dir, const char *name, struct buf *out,
    struct why *why)
{
	struct patience p = { .max_ms = TSM_BUSY_MAX_MS };
	char path[PLATFORM_PATH_SIZE];
	struct why last;
	enum err e;

	TRY(platform_path(dir, name, path, why));
	do {
		last.text[0] = '\0';
		buf_clear(out);
		e = t->files->read(t->files->self, path, out, &last);
	} while (e == ERR_BUSY && wait_more(t, &p));
	return e == OK ? OK : why_set(why, e == ERR_BUSY ? ERR_UPSTREAM : e, "%s", last.text);
}

static enum err
write_patiently(const struct tsm_platform *t, const char *dir, const char *name, struct span bytes,
    struct why *why)
{
	struct patience p = { .max_ms = TSM_BUSY_MAX_MS };
	char path[PLATFORM_PATH_SIZE];
	struct why last;
	enum err e;

	TRY(platform_path(dir, name, path, why));
	do {
		last.text[0] = '\0';
		e = t->files->write(t->files->self, path, bytes, &last);
	} while (e == ERR_BUSY && wait_more(t, &p));
	return e == OK ? OK : why_set(why, e == ERR_BUSY ? ERR_UPSTREAM : e, "%s", last.text);
}

static enum err
generation_read(const struct tsm_platform *t, const char *dir, uint64_t *out, struct why *why)
{
	char text[24];

	TRY(platform_text(t->files, dir, "generation", text, sizeof(text), why));
	if (text_u64_parse(span_text(text), UINT64_MAX, out) != OK)
		return why_set(why, ERR_UPSTREAM, "%s/generation is \"%s\", no number", dir, text);
	return OK;
}

/* Wait until the kernel has counted our writes; more than ours are somebody else's. */
static enum err
generation_await(const struct tsm_platform *t, const char *dir, uint64_t want, struct why *why)
{
	struct patience p = { .max_ms = TSM_GENERATION_MAX_MS };
	uint64_t found;

	do {
		TRY(generation_read(t, dir, &found, why));
	} while (found < want && wait_more(t, &p));
	if (found < want)
		return why_set(why, ERR_UPSTREAM, "%s/generation did not move within %d ms", dir,
		    TSM_GENERATION_MAX_MS);
	if (found > want)
		return why_set(why, ERR_CONFLICT,
		    "%s/generation is %llu, not %llu: another program writes there", dir,
		    (unsigned long long)found, (unsigned long long)want);
	return OK;
}

static enum err
vendor_check(const struct tsm_platform *t, const char *dir, struct why *why)
{
	char vendor[32];

	TRY(platform_text(t->files, dir, "provider", vendor, sizeof(vendor), why));
	if (strcmp(vendor, t->kind->vendor) != 0)
		return why_set(why, ERR_REFUSED,
		    "%s: this machine's provider is \"%s\", not %s: %s", t->kind->name, vendor,
		    t->kind->vendor, t->kind->wrong_vendor);
	return OK;
}

/*
 * A guest that does not run at the most privileged level may ask for its own level and less
 * privileged ones only.  Older kernels have no such file.
 */
static enum err
privilege_lower(
    const struct tsm_platform *t, const char *dir, uint64_t *generation, struct why *why)
{
	char floor[24];
	const enum err e =
	    platform_text(t->files, dir, "privlevel_floor", floor, sizeof(floor), NULL);

	if (e != OK || strcmp(floor, "0") == 0)
		return OK;
	TRY(write_patiently(t, dir, "privlevel", span_text(floor), why));
	(*generation)++;
	return OK;
}

static enum err
request(const struct tsm_platform *t, const char *dir, const uint8_t *report_data, struct buf *out,
    struct buf *extra, struct why *why)
{
	const struct span bytes = { report_data, ATTEST_REPORT_DATA_SIZE };
	struct quote_parts parts;
	uint64_t generation;

	TRY(vendor_check(t, dir, why));
	TRY(generation_read(t, dir, &generation, why));
	if (t->kind == &snp)
		TRY(privilege_lower(t, dir, &generation, why));
	TRY(write_patiently(t, dir, "inblob", bytes, why));
	generation++;
	TRY(generation_await(t, dir, generation, why));
	TRY(read_patiently(t, dir, "outblob", out, why));
	if (t->kind == &snp)
		TRY(read_patiently(t, dir, "auxblob", extra, why));
	TRY(generation_await(t, dir, generation, why));
	if (quote_look(t->kind, buf_span(out), &parts) != OK)
		return why_set(why, ERR_UPSTREAM, "%s/outblob: %zu bytes that are no quote of %s",
		    dir, out->size, t->kind->vendor);
	if (!span_equal(parts.report_data, bytes))
		return why_set(why, ERR_UPSTREAM,
		    "%s/outblob is over other report data than was written to inblob", dir);
	return OK;
}

/* A directory of our own for one quote, gone afterwards whatever happened. */
static enum err
platform_quote(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out,
    struct buf *extra, struct why *why)
{
	const struct tsm_platform *t = self;
	char name[64], unique[17], dir[PLATFORM_PATH_SIZE];
	struct why last = { "" };
	enum err e, removed;

	TRY(random_hex(unique, sizeof(unique)));
	(void)snprintf(name, sizeof(name), "perf-aggregator-%s", unique);
	TRY(platform_path(t->root, name, dir, why));
	e = t->files->make_dir(t->files->self, dir, &last);
	if (e != OK)
		return why_set(why, e == ERR_ABSENT ? ERR_REFUSED : e, "%s: %s%s", t->kind->name,
		    last.text,
		    e == ERR_ABSENT ? "; mount configfs, and see that the kernel is 6.7 or later"
				    : "");
	e = request(t, dir, report_data, out, extra, why);
	removed = t->files->remove_dir(t->files->self, dir, why);
	return e != OK ? e : removed;
}

/* ---- on the loop's thread ---- */

static enum err
start_worker(const struct attest_config *config, struct tsm *t)
{
	struct tsm_platform *p = calloc(1, sizeof(*p));
	const struct worker_platform platform = { p, platform_quote, free };

	ENSURE(p != NULL, ERR_NOMEM);
	p->kind = t->kind;
	p->files = config->files != NULL ? config->files : &platform_files_system;
	(void)snprintf(
	    p->root, sizeof(p->root), "%s", config->root != NULL ? config->root : default_root);
	return worker_new(&platform, config->clock != NULL ? config->clock : clock_system(),
	    config->deadline_ms, &t->worker);
}

/* The first quote shows that the platform works, what it measured, and the host's certificates. */
static enum err
prepare(const struct attest_config *config, struct tsm *t, struct why *why)
{
	static const uint8_t report_data[ATTEST_REPORT_DATA_SIZE] = "tsm looks at itself";
	AUTO(buf) bytes = buf_new(QUOTE_SIZE_MAX);
	struct quote_parts parts;
	enum err e;

	t->certificates = buf_new(WORKER_EXTRA_SIZE_MAX);
	TRY(start_worker(config, t));
	do
		e = worker_quote(t->worker, report_data, &bytes, &t->certificates, why);
	while (e == ERR_BUSY && attest_wait());
	TRY(e);
	ENSURE(quote_look(t->kind, buf_span(&bytes), &parts) == OK, ERR_BUG);
	measurement_set(&t->measurement, parts.measurement);
	return OK;
}

static void
tsm_close(void *self)
{
	struct tsm *t = self;

	if (t == NULL)
		return;
	worker_free(t->worker);
	buf_wipe(&t->certificates);
	free(t);
}

static enum err
open_kind(
    const struct tsm_kind *kind, const struct attest_config *config, void **self, struct why *why)
{
	struct tsm *t = calloc(1, sizeof(*t));
	enum err e;

	ENSURE(t != NULL, ERR_NOMEM);
	t->kind = kind;
	e = prepare(config, t, why);
	if (e != OK) {
		tsm_close(t);
		return e;
	}
	*self = t;
	return OK;
}

static enum err
tdx_open(const struct attest_config *config, void **self, struct why *why)
{
	return open_kind(&tdx, config, self, why);
}

static enum err
snp_open(const struct attest_config *config, void **self, struct why *why)
{
	return open_kind(&snp, config, self, why);
}

static enum err
tsm_quote(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out,
    struct why *why)
{
	struct tsm *t = self;

	return worker_quote(t->worker, report_data, out, NULL, why);
}

static void
tsm_drop(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE])
{
	struct tsm *t = self;

	worker_drop(t->worker, report_data);
}

static void
tsm_measurement(void *self, struct measurement *out)
{
	const struct tsm *t = self;

	*out = t->measurement;
}

static enum err
tsm_seal_key(void *self, struct mac_key *out)
{
	(void)self;
	*out = (struct mac_key){ { 0 } };
	return ERR_ABSENT;
}

const struct attest_provider attest_tsm_tdx = {
	.name = "tsm_tdx",
	.attestation_type = "TDX_QUOTE",
	.open = tdx_open,
	.close = tsm_close,
	.quote = tsm_quote,
	.drop = tsm_drop,
	.measurement = tsm_measurement,
	.seal_key = tsm_seal_key,
};

const struct attest_provider attest_tsm_snp = {
	.name = "tsm_snp",
	.attestation_type = "SEV_SNP_REPORT",
	.open = snp_open,
	.close = tsm_close,
	.quote = tsm_quote,
	.drop = tsm_drop,
	.measurement = tsm_measurement,
	.seal_key = tsm_seal_key,
};
