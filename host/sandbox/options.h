/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options.h - the sandbox's command line.
 *
 * Room:      host/sandbox.
 */
#ifndef SANDBOX_OPTIONS_H
#define SANDBOX_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/why.h"

struct options {
	const char *host; /* default 127.0.0.1 */
	uint16_t port;    /* default 0: any free one */
	/* PEM files, both or neither (NULL): https instead of http. */
	const char *certificate_path, *key_path;
	uint64_t seed;           /* default 1 */
	bool is_whole;           /* --world whole; default demo */
	const char *truth_path;  /* NULL: no truth file */
	const char *faults_path; /* a plan of faults; NULL: nothing goes wrong */
	bool has_fault_seed;     /* --fault-seed */
	uint64_t fault_seed;
	const char *compare_path; /* a metrics reply to hold against the truth; NULL: serve */
	const char *account;      /* whose; default demo */
	bool sets_now;            /* --now */
	int64_t now_ms;           /* what the exchange's clock shows at the start */
	int64_t clock_rate;       /* how fast it runs; default 1 */
	int64_t latency_ms;       /* each answer waits this long; default 0 */
	uint64_t crowd_count;     /* --crowd; default 0 */
	bool lists_accounts, wants_help, wants_version;
};

/* Read argv (without the program's name).  ERR_INPUT with `why` naming the flag. */
enum err options_parse(int argc, const char *const *argv, struct options *out, struct why *why);

/* What --help prints. */
extern const char options_help[];

#endif
