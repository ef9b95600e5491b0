/* SPDX-License-Identifier: Apache-2.0 */
/*
 * target.h - which enclave, and what it must prove.
 *
 * Room:      host/cli.  Calls: lib/net, lib/quote, lib/json, lib/base.
 * Promises:  there is always a root and at least one measurement; the simulated root is taken from
 *            the command line or from the file of a session made with it, and nowhere else.
 */
#ifndef CLI_TARGET_H
#define CLI_TARGET_H

#include "host/cli/arguments.h"
#include "host/cli/files.h"
#include "lib/net/client.h"

enum { TARGET_URL_SIZE = 300, TARGET_POLICY_SIZE_MAX = 65536 };

struct target {
	char url[TARGET_URL_SIZE];
	struct client_origin origin;
	bool is_gateway;         /* TLS ends outside the enclave */
	char ca[FILE_PATH_SIZE]; /* "": the system's */
	struct quote_root root;  /* Intel's, or a simulated one */
	uint8_t measurements[QUOTE_ALLOWED_MAX][QUOTE_MEASUREMENT_SIZE];
	size_t measurement_count;
};

/*
 * What the options say.  `measurement_count` may be 0: target_check() refuses that.
 * ERR_INPUT, ERR_ABSENT, ERR_LIMIT with a complaint naming the option or file.
 */
enum err target_from_arguments(const struct arguments *o, struct target *out, struct complaint *c);

/* ERR_INPUT with a complaint unless a measurement is demanded. */
enum err target_check(const struct target *t, struct complaint *c);

/* Set url and origin.  ERR_INPUT with a complaint that begins with `what`. */
enum err target_set_url(struct target *t, const char *what, const char *url, struct complaint *c);

/* Append the measurements of a policy's JSON.  ERR_INPUT or ERR_LIMIT with `why`. */
enum err target_read_policy(struct span json, struct target *t, struct why *why);

#endif
