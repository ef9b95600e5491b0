/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flows.h - what moved an account's balances besides trades, once each.
 *
 * A transfer can be told twice: by the feed that knows both wallets, and by a wallet's own income,
 * which knows one side only.  The half is dropped when the whole is there, and the whole takes its
 * half's place when it comes later.
 *
 * Room:      enclave/ingest.  Calls: lib/exchange (rows), lib/crypto (keys), lib/base.
 * Promises:  64 bytes a row and 16 for its key.
 */
#ifndef INGEST_FLOWS_H
#define INGEST_FLOWS_H

#include "lib/exchange/exchange.h"

enum { FLOWS_COUNT_MAX = 4000000, FLOWS_PAIR_MS = 5000 };

struct flow {
	uint64_t key; /* of (feed, what, id, symbol, asset) */
	int64_t ts_ms;
	struct decimal amount, fee; /* as the exchange's row */
	uint32_t asset;
	uint8_t kind, from, to; /* enum exchange_flow_kind, enum exchange_wallet */
	bool is_paired : 1;     /* a transfer whose other telling is here, too */
	bool is_void : 1;       /* and this is the half of it */
	bool is_booked : 1;     /* funding that is a row of the ledger */
};

struct flows {
	struct flow *rows;
	uint32_t *slots; /* index + 1, by key */
	uint32_t count, room, slot_count;
};
void flows_wipe(struct flows *f);

/* What makes a row one row.  ERR_NOMEM. */
enum err flows_key(
    const struct exchange_feed *feed, const struct exchange_flow *row, uint64_t *out);

/* What happened to a row: what of it counts, and which one stopped counting for it. */
struct flows_added {
	bool is_new;              /* else it was there */
	bool is_counted;          /* false: the whole of it was there */
	const struct flow *ended; /* a half that counts no more; until the next call */
};

/* ERR_LIMIT, ERR_NOMEM: nothing changed. */
enum err flows_add(struct flows *f, const struct flow *row, struct flows_added *out);

/* Is one of its ends unknown? */
bool flow_is_half(const struct flow *f);

#endif
