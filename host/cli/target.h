/* SPDX-License-Identifier: Apache-2.0 */
/*
 * target.h - which enclave, and what it must prove.
 *
 * Room:      host/cli.  Calls: lib/net, lib/wire, lib/quote, lib/base.
 * Promises:  there is always a root and at least one identity; the simulated root is taken from
 *            the command line or from the file of a session made with it, and nowhere else.
 */
#ifndef CLI_TARGET_H
#define CLI_TARGET_H

#include "host/cli/arguments.h"
#include "host/cli/files.h"
#include "lib/net/client.h"

enum { TARGET_URL_SIZE = 300 };

struct target {
	char url[TARGET_URL_SIZE];
	struct client_origin origin;
	bool is_gateway;         /* TLS ends outside the enclave */
	char ca[FILE_PATH_SIZE]; /* "": the system's */
	struct quote_root root;  /* Intel's, or a simulated one */
	/* What is demanded, but for root, time and binding: target_policy() puts those in. */
	struct quote_policy policy;
};

/*
 * What the options say.  The policy may name nobody: target_check() refuses that.
 * ERR_INPUT, ERR_ABSENT, ERR_LIMIT with a complaint naming the option or file.
 */
enum err target_from_arguments(const struct arguments *o, struct target *out, struct complaint *c);

/* ERR_INPUT with a complaint unless the policy names somebody. */
enum err target_check(const struct target *t, struct complaint *c);

/* Set url and origin.  ERR_INPUT with a complaint that begins with `what`. */
enum err target_set_url(struct target *t, const char *what, const char *url, struct complaint *c);

/* The policy to judge live evidence by, at a time; borrows the target's root. */
void target_policy(const struct target *t, int64_t at_ms, struct quote_policy *out);

/* From now on trust this very code only, among what the policy allowed. */
void target_pin(struct target *t, const struct quote_facts *facts);

#endif
