/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/bundle.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "enclave/attest/platform_files.h"
#include "lib/base/text.h"
#include "lib/quote/collateral_files.h"
#include "lib/quote/pck_extension.h"
#include "lib/quote/pem.h"
#include "lib/quote/x509.h"

/* What tells one version of a file from the next; all zero: there is none. */
struct stamp {
	uint64_t inode;
	int64_t size, seconds, nanoseconds;
};

/* A bundle and what its views are of. */
struct held {
	struct bundle bundle; /* first: one is the other */
	size_t holder_count;
	struct buf files[COLLATERAL_FILE_COUNT], store;
};

struct bundles {
	struct bundles_config config;
	struct quote_root root;
	struct buf quote; /* our own */
	struct held *current;
	struct stamp stamps[COLLATERAL_FILE_COUNT];
	int64_t look_at_ms;
	bool is_end_told;
};

static void
held_free(struct held *h)
{
	if (h == NULL)
		return;
	for (size_t i = 0; i < COLLATERAL_FILE_COUNT; i++)
		buf_wipe(&h->files[i]);
	buf_wipe(&h->store);
	free(h);
}

/* ---- where it comes from ---- */

static enum err
stamps_read(const char *dir, struct stamp out[COLLATERAL_FILE_COUNT], struct why *why)
{
	for (enum collateral_file f = 0; f < COLLATERAL_FILE_COUNT; f++) {
		char path[PLATFORM_PATH_SIZE];
		struct stat st;

		memset(&out[f], 0, sizeof(out[f]));
		TRY(platform_path(dir, collateral_file_name(f), path, why));
		if (stat(path, &st) == 0)
			out[f] = (struct stamp){ st.st_ino, st.st_size, st.st_mtim.tv_sec,
				st.st_mtim.tv_nsec };
	}
	return OK;
}

static enum err
directory_read(const char *dir, struct held *h, struct why *why)
{
	struct span files[COLLATERAL_FILE_COUNT];
	enum err e;

	for (enum collateral_file f = 0; f < COLLATERAL_FILE_COUNT; f++) {
		char path[PLATFORM_PATH_SIZE];
		struct why local = { "" };

		TRY(platform_path(dir, collateral_file_name(f), path, why));
		h->files[f] = buf_new(collateral_file_size_max(f));
		e = platform_files_system.read(NULL, path, &h->files[f], &local);
		if (e != OK && e != ERR_ABSENT)
			return why_set(why, e, "%s", local.text);
		files[f] = buf_span(&h->files[f]);
	}
	e = collateral_files_parse(files, &h->store, &h->bundle.collateral, why);
	if (e != OK)
		why_prefix(why, dir);
	return e;
}

static enum err
provider_read(const struct bundles *b, struct held *h, struct why *why)
{
	struct buf *json = &h->files[COLLATERAL_FILE_ALL];
	enum err e = ERR_ABSENT;

	*json = buf_new(COLLATERAL_JSON_SIZE_MAX);
	if (b->config.provider->collateral != NULL)
		e = b->config.provider->collateral(
		    b->config.provider_self, clock_wall_ms(b->config.clock), json);
	if (e == ERR_ABSENT)
		return why_set(why, ERR_ABSENT,
		    "%s: no client accepts its quotes without collateral: name the directory that "
		    "holds it, ENCLAVE_COLLATERAL_DIR (--collateral-dir)",
		    b->config.provider->name);
	TRY(e);
	return collateral_parse(buf_span(json), &h->store, &h->bundle.collateral, why);
}

/*
 * What the host's fetcher has to ask for: the platform's family, and the CA its certificate is of.
 * As the quote claims; nothing depends on it.
 */
static void
platform_tell(const struct bundles *b)
{
	struct quote q;
	AUTO(buf) der = buf_new(QUOTE_SIZE_MAX);
	AUTO(buf) fmspc = buf_new(2 * QUOTE_FMSPC_SIZE + 1);
	struct span chain[PEM_COUNT_MAX];
	struct certificate leaf, ca;
	struct pck_extension platform;
	char issuer[64];

	if (quote_parse(buf_span(&b->quote), &q, NULL) != ATT_OK ||
	    pem_parse(q.pem_chain, PEM_COUNT_MAX, &der, chain) != OK ||
	    x509_parse(chain[0], &leaf) != OK || x509_parse(chain[1], &ca) != OK ||
	    pck_extension_parse(leaf.sgx, &platform) != OK ||
	    text_hex_write(SPAN_OF(platform.fmspc), &fmspc) != OK || buf_u8(&fmspc, 0) != OK ||
	    span_to_text(ca.common_name, issuer, sizeof(issuer)) != OK)
		return; /* AMD's report says neither; verification will say the rest */
	LOG(b->config.log, LOG_INFO, "platform", LOG_T(LOG_FMSPC, (const char *)fmspc.p),
	    LOG_T(LOG_ISSUER, issuer));
}

/* ---- is it good? ---- */

static enum err
refused(const struct bundles *b, const struct att_failure *f, struct why *why)
{
	return why_set(why, ERR_REFUSED, "collateral%s%s: %s (%s: %s; %s): fetch it anew",
	    b->config.dir != NULL ? " in " : "", b->config.dir != NULL ? b->config.dir : "",
	    att_words(f->code), f->item, f->detail, att_name(f->code));
}

/* Three certificates that are issued together: the one that ends first stands for them. */
static struct collateral_report
report_of_amd(const struct quote_facts *f)
{
	return (struct collateral_report){ .tee = QUOTE_SNP,
		.items = { { f->expires_first, f->valid_from_ms, f->valid_until_ms, false } },
		.count = 1 };
}

/* As a client would, but for the policy: that is each client's own. */
static enum err
verify(const struct bundles *b, struct bundle *out, struct why *why)
{
	const struct quote_evidence evidence = { buf_span(&b->quote), &out->collateral };
	struct att_failure failure;
	struct quote_facts facts;

	if (quote_check(&evidence, &b->root, clock_wall_ms(b->config.clock), &facts, &failure) !=
	    ATT_OK)
		return refused(b, &failure, why);
	out->has_status = facts.tcb.is_known;
	out->status = facts.tcb.status;
	out->valid_until_ms = facts.valid_until_ms;
	out->ends_first = facts.expires_first;
	if (facts.tee == QUOTE_SNP)
		out->report = report_of_amd(&facts);
	else if (collateral_check(&out->collateral, (struct span){ 0 }, &b->root, &out->report,
		     &failure) != ATT_OK)
		return refused(b, &failure, why);
	return collateral_sha256(&out->collateral, out->sha256);
}

static enum err
fill(const struct bundles *b, struct held *h, struct why *why)
{
	h->store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	if (b->config.dir != NULL)
		TRY(directory_read(b->config.dir, h, why));
	else
		TRY(provider_read(b, h, why));
	return verify(b, &h->bundle, why);
}

static enum err
held_new(const struct bundles *b, struct held **out, struct why *why)
{
	struct held *h = calloc(1, sizeof(*h));
	enum err e;

	ENSURE(h != NULL, ERR_NOMEM);
	h->holder_count = 1;
	e = fill(b, h, why);
	if (e != OK) {
		held_free(h);
		return e;
	}
	*out = h;
	return OK;
}

/* ---- the one that is served ---- */

static void
adopt(struct bundles *b, struct held *h)
{
	const int64_t left_ms = h->bundle.valid_until_ms - clock_wall_ms(b->config.clock);

	if (b->current != NULL)
		bundle_release(&b->current->bundle);
	b->current = h;
	b->is_end_told = false;
	LOG(b->config.log, LOG_INFO, "collateral_taken", LOG_T(LOG_ITEM, h->bundle.ends_first),
	    LOG_N(LOG_DAYS_LEFT, left_ms / 86400000),
	    LOG_T(
		LOG_TCB_STATUS, h->bundle.has_status ? tcb_status_text(h->bundle.status) : "none"));
}

/* A new one, or the old one and a word in the log. */
static void
refresh(struct bundles *b)
{
	struct why why = { "" };
	struct held *h;
	const enum err e = held_new(b, &h, &why);

	if (e != OK)
		LOG(b->config.log, LOG_WARN, "collateral_refused",
		    LOG_T(LOG_ERROR_NAME, err_name(e)), LOG_T(LOG_PLATFORM, why.text));
	else if (memcmp(h->bundle.sha256, b->current->bundle.sha256, SHA256_SIZE) == 0)
		held_free(h);
	else
		adopt(b, h);
}

static bool
has_changed(struct bundles *b)
{
	struct stamp now[COLLATERAL_FILE_COUNT];

	if (b->config.dir == NULL)
		return true; /* it makes its own, as time goes by */
	if (stamps_read(b->config.dir, now, NULL) != OK || memcmp(now, b->stamps, sizeof(now)) == 0)
		return false;
	memcpy(b->stamps, now, sizeof(now));
	return true;
}

void
bundles_look(struct bundles *b)
{
	const int64_t now_ms = clock_mono_ms(b->config.clock);
	struct why why = { "" };

	if (now_ms < b->look_at_ms)
		return;
	b->look_at_ms = now_ms + BUNDLE_LOOK_MS;
	if (has_changed(b))
		refresh(b);
	if (b->is_end_told || bundles_check(b, &why) == OK)
		return;
	b->is_end_told = true;
	LOG(b->config.log, LOG_ERROR, "collateral_expired", LOG_T(LOG_PLATFORM, why.text));
}

static enum err
start(struct bundles *b, struct why *why)
{
	static const uint8_t report_data[ATTEST_REPORT_DATA_SIZE] = "its own quote, for itself";
	const struct bundles_config *c = &b->config;
	struct held *first;

	b->quote = buf_new(QUOTE_SIZE_MAX);
	b->root = *quote_root_intel();
	if (c->provider->root != NULL)
		TRY(c->provider->root(c->provider_self, &b->root));
	TRY(attest_quote_wait(c->provider, c->provider_self, report_data, &b->quote, why));
	platform_tell(b);
	if (c->dir != NULL)
		TRY(stamps_read(c->dir, b->stamps, why));
	TRY(held_new(b, &first, why));
	adopt(b, first);
	b->look_at_ms = clock_mono_ms(c->clock) + BUNDLE_LOOK_MS;
	return OK;
}

enum err
bundles_new(const struct bundles_config *config, struct bundles **out, struct why *why)
{
	struct bundles *b = calloc(1, sizeof(*b));
	enum err e;

	ENSURE(b != NULL, ERR_NOMEM);
	b->config = *config;
	e = start(b, why);
	if (e != OK) {
		bundles_free(b);
		return e;
	}
	*out = b;
	return OK;
}

void
bundles_free(struct bundles *b)
{
	if (b == NULL)
		return;
	if (b->current != NULL)
		bundle_release(&b->current->bundle);
	buf_wipe(&b->quote);
	free(b);
}

const struct bundle *
bundles_hold(struct bundles *b)
{
	b->current->holder_count++;
	return &b->current->bundle;
}

void
bundle_release(const struct bundle *bundle)
{
	struct held *h = (struct held *)(uintptr_t)bundle; /* its first member */

	if (h != NULL && --h->holder_count == 0)
		held_free(h);
}

const struct bundle *
bundles_borrow(const struct bundles *b)
{
	return &b->current->bundle;
}

enum err
bundles_check(const struct bundles *b, struct why *why)
{
	const struct bundle *now = &b->current->bundle;
	char until[TEXT_TIME_SIZE];

	if (clock_wall_ms(b->config.clock) <= now->valid_until_ms)
		return OK;
	text_time_write(now->valid_until_ms, until);
	return why_set(why, ERR_REFUSED,
	    "the collateral has expired: its %s was valid until %s; fetch it anew", now->ends_first,
	    until);
}
