/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wallets.h - coins that one trader moved between two wallets of their own are no flows.
 *
 * What left one wallet and came into another is a self transfer when both name one transaction, or,
 * where either names none, when it came within 24 hours and was at most 1 % less.  Nothing came
 * from outside then and nothing went there: lots stay with their basis, and what the network kept
 * is a cost, not a withdrawal (docs/metrics.md, "Transfers").
 *
 * Room:      lib/metrics.  Calls: lib/ledger, lib/decimal, lib/base.
 * Promises:  the same flows give the same pairs in any order; each is in one pair at most.
 */
#ifndef METRICS_WALLETS_H
#define METRICS_WALLETS_H

#include "lib/metrics/equity.h"

enum { WALLETS_APART_MAX_MS = 86400000, WALLETS_COST_MAX_PCT = 1 };

/* A deposit or withdrawal of one wallet. */
struct wallet_flow {
	struct equity_flow flow;
	struct span wallet;
	struct span transaction; /* what the chain calls it; empty: not known */
};

struct wallets {
	struct equity_flow *flows; /* from and to the outside, in the order given */
	size_t flow_count;
	struct equity_flow *costs; /* gains of struct equity_ask, below 0 */
	size_t cost_count;
	size_t pair_count; /* self transfers */
};
void wallets_wipe(struct wallets *w);

/* Tell them apart.  Nothing points into `flows` afterwards.  ERR_LIMIT out of range; ERR_NOMEM. */
enum err wallets_take(const struct wallet_flow *flows, size_t count, struct wallets *out);

#endif
