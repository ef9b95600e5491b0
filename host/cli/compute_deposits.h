/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compute_deposits.h - the deposits and withdrawals of a file, once each.
 *
 * Their key is (type, venue, id); of two with one key the first stays.  What one venue sent to
 * another is told apart.
 *
 * Room:      host/cli.  Calls: lib/metrics.
 */
#ifndef CLI_COMPUTE_DEPOSITS_H
#define CLI_COMPUTE_DEPOSITS_H

#include "host/cli/compute_rows.h"
#include "lib/metrics/wallets.h"

struct compute_deposit {
	struct wallet_flow of; /* its venue and txid point into the file */
	uint32_t id;           /* its number among all ids of the file */
};

struct compute_deposits {
	struct compute_deposit *all;
	struct wallets wallets; /* after compute_deposits_close() */
	size_t count, room;
	size_t duplicates, conflicts, rejected; /* as the ledger counts its rows */
};
void compute_deposits_wipe(struct compute_deposits *d);

/*
 * Take a row of type deposit or withdrawal, in the file's order; one whose amount is not above 0 is
 * counted as rejected.  ERR_INPUT, ERR_LIMIT with the member in `why`; ERR_NOMEM.
 */
enum err compute_deposits_add(
    struct compute_deposits *d, const struct compute_row *row, uint32_t id, struct why *why);

/* All were taken: drop second ones, fill `wallets`.  ERR_LIMIT out of range; ERR_NOMEM. */
enum err compute_deposits_close(struct compute_deposits *d);

#endif
