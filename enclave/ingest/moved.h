/* SPDX-License-Identifier: Apache-2.0 */
/*
 * moved.h - what moved an account's balances besides buying and selling, summed by asset.
 *
 * Amounts are what they did to balances: deposits > 0, withdrawals and fees < 0.
 *
 * Room:      enclave/ingest.  Calls: lib/decimal, lib/base.
 * Promises:  sums are exact; adding the negative takes a row back.
 */
#ifndef INGEST_MOVED_H
#define INGEST_MOVED_H

#include "lib/exchange/exchange_rows.h"

/* X(kind, its name) */
#define MOVED_TABLE(X)                                                             \
	X(MOVED_DEPOSITS, "deposits")                                              \
	X(MOVED_WITHDRAWALS, "withdrawals")                                        \
	X(MOVED_TRANSFERS, "transfers") /* from and to wallets not counted here */ \
	X(MOVED_FEES, "transferFees")   /* of any of these */                      \
	X(MOVED_FUNDING, "funding")                                                \
	X(MOVED_INTEREST, "interest")                                              \
	X(MOVED_INCOME, "income")                                                  \
	X(MOVED_CHARGES, "charges")   /* liquidation, insurance */                 \
	X(MOVED_REALIZED, "realized") /* by derivatives, as the exchange reckons */

enum moved_kind {
#define X(kind, name) kind,
	MOVED_TABLE(X)
#undef X
	    MOVED_KIND_COUNT
};

/* "transferFees". */
const char *moved_kind_name(enum moved_kind kind);

/* MOVED_KIND_COUNT: of none. */
enum moved_kind moved_kind_of(enum exchange_flow_kind kind);

struct moved_sum {
	uint32_t asset;
	uint8_t kind;
	bool is_lost; /* the sum left the range of struct decimal */
	struct decimal amount;
};

struct moved {
	struct moved_sum *rows;
	uint32_t count, room;
};
void moved_wipe(struct moved *m);

/* ERR_NOMEM. */
enum err moved_add(struct moved *m, enum moved_kind kind, uint32_t asset, struct decimal amount);

#endif
