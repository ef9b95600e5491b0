/* SPDX-License-Identifier: Apache-2.0 */
/*
 * capital.h - what a collection knows of its account's capital, as lib/metrics asks for it.
 *
 * Flows are what came from outside of the wallets that are counted, or went there.  Whatever else
 * moved a balance without being a row of the ledger is a gain: interest, income, charges, the
 * exchange's own realised profit of derivatives.  Together with the ledger these are the rows that
 * residues.h counts, so what is held less all of them is what nobody explained.
 *
 * Room:      enclave/ingest.  Calls: lib/metrics, lib/base.
 */
#ifndef INGEST_CAPITAL_H
#define INGEST_CAPITAL_H

#include "enclave/ingest/collection.h"
#include "lib/metrics/account.h"

#define CAPITAL_CURRENCY "USDT" /* in which worth is given */

/* A gain as a collection keeps it: what a fill did to a balance beyond its row in the ledger. */
struct capital_gain {
	int64_t ts_ms;
	uint32_t asset;
	struct decimal amount;
};

struct capital {
	struct equity_flow *flows, *gains;
	struct equity_balance *balances;
	struct equity_held held;
	struct equity_ask ask; /* points into the others */
};
void capital_wipe(struct capital *k);

/* Does money cross the border of what is counted here? */
bool capital_is_flow(const struct collection *c, const struct flow *f);

/*
 * All of it, into an empty `out` the caller wipes, for days that were over when balances were read.
 * ERR_LIMIT a sum left its range; ERR_NOMEM.
 */
enum err capital_take(struct collection *c, struct capital *out);

#endif
