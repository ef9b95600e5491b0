/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config.h - what the operator of a gateway asked for.
 *
 * Room:      host/gateway.
 */
#ifndef GATEWAY_CONFIG_H
#define GATEWAY_CONFIG_H

#include "lib/base/log.h"
#include "lib/net/client.h"
#include "lib/net/listener.h"
#include "lib/wire/attestation.h"

struct gateway_config {
	struct settings settings; /* owns the texts below */
	struct listener listener;
	struct client_origin backend;
	struct quote_root root;
	struct quote_policy policy; /* but for root, time and binding: the backend puts them in */
	int64_t rate_max, rate_window_ms;
	enum log_level log_level;
};

void gateway_config_wipe(struct gateway_config *c);

/* Read and check everything.  ERR_INPUT, ERR_IO with `why` naming the setting or file. */
enum err gateway_config_load(struct gateway_config *c, int argc, char **argv, struct why *why);

/* Print the table of settings. */
void gateway_config_help(FILE *out);

#endif
