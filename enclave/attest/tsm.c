/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/tsm.h"

#include <stdlib.h>
#include <string.h>

#include "enclave/attest/platform_files.h"
#include "enclave/attest/snp_certificates.h"
#include "enclave/attest/worker.h"
#include "lib/base/text.h"
#include "lib/quote/quote.h"
#include "lib/quote/refuse.h"
#include "lib/quote/snp.h"

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
	struct buf vek, ask, ark; /* SEV-SNP: the host's certificates, as the collateral has them */
};

/* ---- what a quote says ---- */

struct quote_parts {
	struct span report_data, measurement;
};

/* Read all of it, so that nothing cut or of another kind is handed out. */
static enum err
quote_look(
    const struct tsm_kind *kind, struct span bytes, struct quote_parts *out, struct att_failure *f)
{
	struct snp_report r;
	struct quote q;

	if (kind == &snp) {
		TRY(snp_parse(bytes, &r, f));
		*out = (struct quote_parts){ r.report_data, r.measurement };
		return OK;
	}
	ENSURE(quote_parse(bytes, &q, f) == ATT_OK, ERR_REFUSED);
	if (q.tee != QUOTE_TDX)
		return att_refuse(f, ATT_E_TEE_TYPE, "quote", "it is no trust domain's");
	*out = (struct quote_parts){ q.report_data, q.td.mrtd };
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
	struct att_failure failure;
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
	if (quote_look(t->kind, buf_span(out), &parts, &failure) != OK)
		return why_set(why, ERR_UPSTREAM, "%s/outblob is no quote of %s: %s (%s)", dir,
		    t->kind->vendor, att_words(failure.code), failure.detail);
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

/* A host that gives only some of them gives none: then a directory must. */
static enum err
certificates_keep(struct tsm *t, struct span table, struct why *why)
{
	struct snp_certificates c;

	if (snp_certificates_parse(table, &c, why) != OK) {
		why_prefix(why, "auxblob");
		return ERR_INPUT;
	}
	if (c.vek.size == 0 || c.ask.size == 0 || c.ark.size == 0)
		return OK;
	t->vek = buf_new(COLLATERAL_VEK_SIZE_MAX);
	t->ask = buf_new(COLLATERAL_CHAIN_SIZE_MAX);
	t->ark = buf_new(COLLATERAL_CHAIN_SIZE_MAX);
	if (snp_certificate_der(c.vek, &t->vek) != OK ||
	    snp_certificate_pem(c.ask, &t->ask) != OK || snp_certificate_pem(c.ark, &t->ark) != OK)
		return why_set(why, ERR_INPUT, "auxblob: a certificate is neither DER nor PEM");
	return OK;
}

/* The first quote shows that the platform works, what it measured, and the host's certificates. */
static enum err
prepare(const struct attest_config *config, struct tsm *t, struct why *why)
{
	static const uint8_t report_data[ATTEST_REPORT_DATA_SIZE] = "tsm looks at itself";
	AUTO(buf) bytes = buf_new(QUOTE_SIZE_MAX);
	AUTO(buf) extra = buf_new(WORKER_EXTRA_SIZE_MAX);
	struct att_failure failure;
	struct quote_parts parts;
	enum err e;

	TRY(start_worker(config, t));
	do
		e = worker_quote(t->worker, report_data, &bytes, &extra, why);
	while (e == ERR_BUSY && attest_wait());
	TRY(e);
	TRY(certificates_keep(t, buf_span(&extra), why));
	ENSURE(quote_look(t->kind, buf_span(&bytes), &parts, &failure) == OK, ERR_BUG);
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
	buf_wipe(&t->vek);
	buf_wipe(&t->ask);
	buf_wipe(&t->ark);
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
snp_collateral(void *self, int64_t now_ms, struct buf *json)
{
	const struct tsm *t = self;
	const struct collateral c = {
		.vek = buf_span(&t->vek), .ask = buf_span(&t->ask), .ark = buf_span(&t->ark)
	};
	struct json_writer w = json_writer_on(json);

	(void)now_ms; /* certificates are good for years */
	ENSURE(c.vek.size > 0, ERR_ABSENT);
	collateral_write(&c, &w, NULL);
	return json_write_end(&w);
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
	.tee = QUOTE_TDX,
	.open = tdx_open,
	.close = tsm_close,
	.quote = tsm_quote,
	.drop = tsm_drop,
	.measurement = tsm_measurement,
	.seal_key = tsm_seal_key,
};

const struct attest_provider attest_tsm_snp = {
	.name = "tsm_snp",
	.tee = QUOTE_SNP,
	.open = snp_open,
	.close = tsm_close,
	.quote = tsm_quote,
	.drop = tsm_drop,
	.collateral = snp_collateral,
	.measurement = tsm_measurement,
	.seal_key = tsm_seal_key,
};
