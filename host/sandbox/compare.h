/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare.h - a metrics reply held against the truth, digit by digit.
 *
 * For demos and tests: reads what GET /enclave/metrics answered for one of the sandbox's accounts
 * and prints both sides' agreement as a table.
 *
 * Room:      host/sandbox.
 */
#ifndef SANDBOX_COMPARE_H
#define SANDBOX_COMPARE_H

#include "host/sandbox/world.h"
#include "lib/base/why.h"

/*
 * Compare `reply` with the truth of account `name`; the table goes to `out`, and *is_equal says
 * whether every figure of every symbol and of the total is the same text.
 * ERR_ABSENT no such account; ERR_INPUT the reply is no metrics reply (`why`); ERR_NOMEM; ERR_IO.
 */
enum err compare_run(const struct world *w, const char *name, struct span reply, FILE *out,
    bool *is_equal, struct why *why);

#endif
