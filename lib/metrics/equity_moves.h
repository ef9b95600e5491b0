/* SPDX-License-Identifier: Apache-2.0 */
/*
 * equity_moves.h - an account's rows as changes of balances, for equity.c only.
 *
 * A slot is one number that changes: an asset's balance, a derivative's position, or its basis:
 * what the open lots had cost, < 0 where the position's worth adds (long; the other way round for
 * inverse).  Position at a mark + basis is what closing it would gain.
 *
 * Room:      lib/metrics.  Calls: lib/ledger, lib/decimal, lib/base.
 */
#ifndef METRICS_EQUITY_MOVES_H
#define METRICS_EQUITY_MOVES_H

#include "lib/metrics/equity.h"

struct equity_slot {
	char asset[ASSET_SIZE];              /* of a balance, else "" */
	const struct instrument *instrument; /* of a position; its basis is the next slot */
	struct decimal amount;
	bool is_unpriced; /* it had no rate once */
};

struct equity_move {
	int64_t ts_ms;
	uint32_t slot;
	struct decimal amount;
};

struct equity_moves {
	struct equity_slot *slots;
	size_t slot_count, slot_room;
	struct equity_move *all; /* by time */
	size_t count, room;
	struct equity_flow *flows; /* those given and transfers, by time */
	size_t flow_count, flow_room;
};
void equity_moves_wipe(struct equity_moves *m);

/* Take all rows of the ledger and the flows given.  ERR_LIMIT, ERR_NOMEM as equity_new. */
enum err equity_moves_take(struct equity_moves *m, struct ledger *l, const struct equity_ask *ask);

/* The slot of an asset's balance.  ERR_NOMEM. */
enum err equity_moves_asset(struct equity_moves *m, const char *asset, uint32_t *out);

#endif
