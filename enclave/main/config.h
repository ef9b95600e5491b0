/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config.h - what the operator asked for, checked, and what of it the attestation binds.
 *
 * Environment and arguments are the host's word.  Whatever matters for trust (exchange hosts,
 * limits, how credentials are kept) is written down in config_text(), served with each quote and
 * bound into it, so that it cannot be changed silently.
 *
 * Room:      enclave/main.
 */
#ifndef MAIN_CONFIG_H
#define MAIN_CONFIG_H

#include "enclave/attest/attest.h"
#include "enclave/ingest/ingest.h"
#include "lib/base/log.h"
#include "lib/net/listener.h"

struct config {
	struct settings settings; /* owns the texts below */
	struct listener listener;
	const char *data_dir;
	char private_path[4096], public_path[4096];
	const struct attest_provider *provider;
	struct ingest_host hosts[INGEST_HOSTS_MAX];
	size_t host_count;
	int64_t default_ttl_s, max_ttl_s, cleanup_ms, retention_days;
	int64_t rate_max, rate_window_ms, poll_min_ms, poll_max_ms, sessions_max;
	const char *allowed_origins, *exchange_roots, *collateral_dir;
	enum log_level log_level;
};

void config_wipe(struct config *c);

/* Read and check everything.  ERR_INPUT, ERR_IO with `why` naming the setting. */
enum err config_load(struct config *c, int argc, char **argv, struct why *why);

/* Print the table of settings. */
void config_help(FILE *out);

/* Append the canonical text that is hashed into the binding.  Errors as buf_append. */
enum err config_text(const struct config *c, struct buf *out);

#endif
