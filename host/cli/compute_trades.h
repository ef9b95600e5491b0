/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compute_trades.h - KIND trades: a file's rows in a ledger, closed by one method or by each.
 *
 * Room:      host/cli.
 */
#ifndef CLI_COMPUTE_TRADES_H
#define CLI_COMPUTE_TRADES_H

#include "host/cli/compute_rows.h"
#include "lib/ledger/ledger.h"

/* A file's rows, in a ledger. */
struct compute_trades {
	struct ledger *ledger;
	struct compute_ids ids;
	bool has_inverse;
};
void compute_trades_wipe(struct compute_trades *t);

/* Read the text of such a file.  Errors as compute_run. */
enum err compute_trades_read(struct span text, struct compute_trades *out, struct why *why);

#endif
