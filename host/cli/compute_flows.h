/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compute_flows.h - lists of flows in a file.
 *
 * Room:      host/cli.  Calls: lib/ratio, lib/json.
 */
#ifndef CLI_COMPUTE_FLOWS_H
#define CLI_COMPUTE_FLOWS_H

#include "lib/base/why.h"
#include "lib/ratio/returns.h"

struct compute_flows {
	struct returns_flow *all; /* by time; of one millisecond, as they were in the file */
	size_t count, room;
};
void compute_flows_wipe(struct compute_flows *f);

/*
 * Read an array of {ts, amount, equity_before} (the last one optional, or null) and order it.
 * ERR_INPUT, ERR_LIMIT with "name[i].member" in `why`; ERR_NOMEM.
 */
enum err compute_flows_read(
    struct span array, const char *name, struct compute_flows *out, struct why *why);

#endif
