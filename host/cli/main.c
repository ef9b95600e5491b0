/* SPDX-License-Identifier: Apache-2.0 */
/* perf-aggregator - the trader's program. */
#include "host/cli/cli.h"

enum { POLL_MS = 500 };

int
main(int argc, char **argv)
{
	struct cli c = { .terminal = terminal_standard(), .poll_ms = POLL_MS };
	enum leave leave;

	process_harden();
	if (crypto_start() != OK || loop_new(clock_system(), &c.loop) != OK) {
		(void)fputs(
		    "perf-aggregator: no memory, file descriptors or libcrypto to start with\n",
		    stderr);
		return LEAVE_BUG;
	}
	leave = cli_run(&c, argc, argv);
	loop_free(c.loop);
	return (int)leave;
}
