/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli.h - one run of perf-aggregator, from its arguments to its exit code.
 *
 * cli_run() finds the command in a table, reads its options and calls it.  A command's function
 * gets `struct cli` and returns OK, or an error with a complaint; it prints data on the terminal's
 * `out` and everything else on its `err`.
 *
 * To add a command: a row in commands[] of cli.c, a bit in arguments.h, a file of its own.
 *
 * Room:      host/cli.  Calls: lib/net, lib/wire, lib/quote, lib/base.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "host/cli/arguments.h"
#include "host/cli/terminal.h"
#include "lib/net/client.h"

struct cli {
	struct terminal terminal;
	struct loop *loop; /* borrowed; its clock is the one time is judged by */
	int64_t poll_ms;   /* between two looks at a collection */
	struct arguments arguments;
	struct complaint complaint;
};

/* Do what argv says.  Prints the complaint, if there is one. */
enum leave cli_run(struct cli *c, int argc, char **argv);

/* The loop's clock. */
int64_t cli_wall_ms(const struct cli *c);
int64_t cli_mono_ms(const struct cli *c);

/* Let the loop run for so long.  ERR_IO, ERR_LIMIT as the loop's. */
enum err cli_wait(struct cli *c, int64_t ms);

/*
 * Print bytes on standard output and flush.  ERR_IO (LEAVE_CANT_CREATE) with a complaint when they
 * could not all be written: a full disk is no success.
 */
enum err cli_print(struct cli *c, struct span bytes);

/* The commands. */
enum err attest_command(struct cli *c);
enum err register_command(struct cli *c);
enum err summary_command(struct cli *c);
enum err metrics_command(struct cli *c);
enum err session_command(struct cli *c);
enum err revoke_command(struct cli *c);
enum err quote_command(struct cli *c);
enum err collateral_command(struct cli *c);
enum err compute_command(struct cli *c);
enum err key_command(struct cli *c);
enum err parse_command(struct cli *c);
enum err help_command(struct cli *c);

#endif
