/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/gramine_sgx.h"

#include <stdlib.h>
#include <string.h>

#include "enclave/attest/platform_files.h"
#include "enclave/attest/worker.h"
#include "lib/quote/quote.h"

static const char default_root[] = "/dev/attestation";

enum { SEAL_SIZE = 16, TYPE_SIZE = 16, FLAG_DEBUG = 1 << 1 };

/* What the worker's thread works with. */
struct gramine_platform {
	const struct platform_files *files;
	char root[PLATFORM_PATH_SIZE];
	bool has_mrenclave;
	uint8_t mrenclave[QUOTE_MEASUREMENT_SIZE];
};

struct gramine {
	struct worker *worker;
	struct measurement mrenclave;
	struct mac_key seal;
};

/* ---- on the worker's thread ---- */

/* Stale, mixed up or unprotected: such a quote is not handed out. */
static enum err
quote_check_own(
    struct gramine_platform *g, struct span bytes, const uint8_t *report_data, struct why *why)
{
	struct att_failure failure;
	struct quote q;

	if (quote_parse(bytes, &q, &failure) != ATT_OK)
		return why_set(why, ERR_UPSTREAM, "%s/quote holds no quote: %s (%s)", g->root,
		    att_words(failure.code), failure.detail);
	if (q.tee != QUOTE_SGX)
		return why_set(why, ERR_UPSTREAM, "%s/quote is not an SGX enclave's", g->root);
	if (!span_equal(q.report_data, (struct span){ report_data, ATTEST_REPORT_DATA_SIZE }))
		return why_set(why, ERR_UPSTREAM,
		    "%s/quote is over other report data than was asked for: somebody else in this "
		    "process uses /dev/attestation",
		    g->root);
	if ((q.enclave.flags & FLAG_DEBUG) != 0)
		return why_set(why, ERR_REFUSED,
		    "this enclave is in debug mode and protects nothing: build it with "
		    "sgx.debug = false in its Gramine manifest");
	if (g->has_mrenclave && !span_equal(q.enclave.mrenclave, SPAN_OF(g->mrenclave)))
		return why_set(why, ERR_UPSTREAM,
		    "%s/quote has another MRENCLAVE than the first one had", g->root);
	memcpy(g->mrenclave, q.enclave.mrenclave.p, sizeof(g->mrenclave));
	g->has_mrenclave = true;
	return OK;
}

static enum err
platform_quote(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out,
    struct buf *extra, struct why *why)
{
	struct gramine_platform *g = self;
	const struct span bytes = { report_data, ATTEST_REPORT_DATA_SIZE };
	char path[PLATFORM_PATH_SIZE];

	(void)extra; /* the quote carries its own certificates */
	TRY(platform_path(g->root, "user_report_data", path, why));
	TRY(g->files->write(g->files->self, path, bytes, why));
	TRY(platform_path(g->root, "quote", path, why));
	TRY(g->files->read(g->files->self, path, out, why));
	return quote_check_own(g, buf_span(out), report_data, why);
}

/* ---- on the loop's thread ---- */

bool
gramine_sgx_is_here(const struct platform_files *files, const char *root)
{
	char type[TYPE_SIZE], path[PLATFORM_PATH_SIZE];
	AUTO(buf) nothing = buf_new(0);

	files = files != NULL ? files : &platform_files_system;
	root = root != NULL ? root : default_root;
	if (platform_text(files, root, "attestation_type", type, sizeof(type), NULL) != OK ||
	    strcmp(type, "dcap") != 0 || platform_path(root, "quote", path, NULL) != OK)
		return false;
	/* It has content for who asks properly; that it can be opened, or refuses, is enough. */
	return files->read(files->self, path, &nothing, NULL) != ERR_ABSENT;
}

static enum err
check_type(const struct platform_files *files, const char *root, struct why *why)
{
	char type[TYPE_SIZE];
	struct why local = { "" };
	const enum err e =
	    platform_text(files, root, "attestation_type", type, sizeof(type), &local);

	if (e != OK)
		return why_set(why, e == ERR_ABSENT ? ERR_REFUSED : e,
		    "gramine_sgx: %s; it runs under gramine-sgx only", local.text);
	if (strcmp(type, "dcap") != 0)
		return why_set(why, ERR_REFUSED,
		    "gramine_sgx: %s/attestation_type is \"%s\": put sgx.remote_attestation = "
		    "\"dcap\" into the Gramine manifest",
		    root, type);
	return OK;
}

/* The platform's 16 bytes are a key for everybody with this measurement: ours is derived. */
static enum err
derive_seal(
    const struct platform_files *files, const char *root, struct mac_key *out, struct why *why)
{
	static const struct span info = S("perf-aggregator/seal/gramine_sgx/v1");
	static const uint8_t zero[SEAL_SIZE];
	AUTO(buf) key = buf_new(SEAL_SIZE + 1);
	AUTO(mac_key) prk = { 0 };
	char path[PLATFORM_PATH_SIZE];

	TRY(platform_path(root, "keys/_sgx_mrenclave", path, why));
	TRY(files->read(files->self, path, &key, why));
	if (key.size != SEAL_SIZE || memcmp(key.p, zero, SEAL_SIZE) == 0)
		return why_set(why, ERR_UPSTREAM, "%s is no key of %d bytes", path, SEAL_SIZE);
	TRY(hkdf_sha256_extract((struct span){ 0 }, buf_span(&key), prk.b));
	return hkdf_sha256_expand(prk.b, info, out->b, sizeof(out->b));
}

static enum err
start_worker(const struct attest_config *config, const char *root, struct gramine *g)
{
	struct gramine_platform *p = calloc(1, sizeof(*p));
	const struct worker_platform platform = { p, platform_quote, free };

	ENSURE(p != NULL, ERR_NOMEM);
	p->files = config->files != NULL ? config->files : &platform_files_system;
	(void)snprintf(p->root, sizeof(p->root), "%s", root);
	return worker_new(&platform, config->clock != NULL ? config->clock : clock_system(),
	    config->deadline_ms, &g->worker);
}

/* The first quote shows that the platform works, and what this enclave's measurement is. */
static enum err
learn_measurement(struct gramine *g, struct why *why)
{
	static const uint8_t report_data[ATTEST_REPORT_DATA_SIZE] = "gramine_sgx looks at itself";
	AUTO(buf) bytes = buf_new(QUOTE_SIZE_MAX);
	struct quote q;

	TRY(attest_quote_wait(&attest_gramine_sgx, g, report_data, &bytes, why));
	ENSURE(quote_parse(buf_span(&bytes), &q, NULL) == ATT_OK, ERR_BUG);
	measurement_set(&g->mrenclave, q.enclave.mrenclave);
	return OK;
}

static enum err
prepare(const struct attest_config *config, struct gramine *g, struct why *why)
{
	const struct platform_files *files =
	    config->files != NULL ? config->files : &platform_files_system;
	const char *root = config->root != NULL ? config->root : default_root;

	TRY(check_type(files, root, why));
	TRY(derive_seal(files, root, &g->seal, why));
	TRY(start_worker(config, root, g));
	return learn_measurement(g, why);
}

static void
gramine_close(void *self)
{
	struct gramine *g = self;

	if (g == NULL)
		return;
	worker_free(g->worker);
	bytes_wipe(g, sizeof(*g));
	free(g);
}

static enum err
gramine_open(const struct attest_config *config, void **self, struct why *why)
{
	struct gramine *g = calloc(1, sizeof(*g));
	enum err e;

	ENSURE(g != NULL, ERR_NOMEM);
	e = prepare(config, g, why);
	if (e != OK) {
		gramine_close(g);
		return e;
	}
	*self = g;
	return OK;
}

static enum err
gramine_quote(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out,
    struct why *why)
{
	struct gramine *g = self;

	return worker_quote(g->worker, report_data, out, NULL, why);
}

static void
gramine_drop(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE])
{
	struct gramine *g = self;

	worker_drop(g->worker, report_data);
}

static void
gramine_measurement(void *self, struct measurement *out)
{
	const struct gramine *g = self;

	*out = g->mrenclave;
}

static enum err
gramine_seal_key(void *self, struct mac_key *out)
{
	const struct gramine *g = self;

	*out = g->seal;
	return OK;
}

const struct attest_provider attest_gramine_sgx = {
	.name = "gramine_sgx",
	.tee = QUOTE_SGX,
	.open = gramine_open,
	.close = gramine_close,
	.quote = gramine_quote,
	.drop = gramine_drop,
	.measurement = gramine_measurement,
	.seal_key = gramine_seal_key,
};
