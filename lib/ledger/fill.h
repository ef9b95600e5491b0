/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fill.h - the rows a ledger is made of (docs/metrics.md, "Rows").
 *
 * Visible data, no invariants: a connector writes them, the ledger reads them.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 */
#ifndef LEDGER_FILL_H
#define LEDGER_FILL_H

#include "lib/decimal/decimal.h"

enum { ASSET_SIZE = 24, SYMBOL_SIZE = 40 };

enum instrument_kind { INSTRUMENT_SPOT, INSTRUMENT_MARGIN, INSTRUMENT_LINEAR, INSTRUMENT_INVERSE };

struct instrument {
	char symbol[SYMBOL_SIZE]; /* as the exchange writes it: "BTCUSDT" */
	enum instrument_kind kind;
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];
	struct decimal contract_size; /* 1 for spot */
	struct decimal quantity_step; /* 0 when unknown */
};

enum fill_side { FILL_BUY, FILL_SELL };

struct fill {
	uint64_t id;       /* unique per (account, instrument, side) */
	uint64_t order_id; /* 0 when unknown */
	int64_t ts_ms;     /* UTC */
	enum fill_side side;
	bool is_maker;
	struct decimal price;    /* quote per base; > 0 */
	struct decimal quantity; /* base, or contracts; > 0 */
	struct decimal fee;      /* paid > 0, rebate < 0 */
	char fee_asset[ASSET_SIZE];
};

/* Paid or received for holding a derivative: profit of its day, never volume, never a fill. */
struct funding {
	uint64_t id; /* unique per (account, instrument) among the funding rows */
	int64_t ts_ms;
	struct decimal amount; /* received > 0, paid < 0 */
	char asset[ASSET_SIZE];
};

enum transfer_direction { TRANSFER_IN, TRANSFER_OUT };

/* Coins that came in at a stated basis, or went out taking their basis along: no profit. */
struct transfer {
	uint64_t id; /* unique per (account, instrument, direction) */
	int64_t ts_ms;
	enum transfer_direction direction;
	struct decimal quantity; /* > 0 */
	struct decimal price;    /* the basis of what came in, > 0; unused for TRANSFER_OUT */
};

/* By which mark an amount of one asset was valued in another (docs/metrics.md, "Rates"). */
enum valued {
	VALUED_NOT,     /* there is no way */
	VALUED_SAME,    /* it is the same asset */
	VALUED_DIRECT,  /* the mark of this pair */
	VALUED_INVERSE, /* the mark of the pair turned round */
	VALUED_CROSS,   /* two marks, across USDT, USD or BTC */
	VALUED_PEGGED,  /* two dollar coins, taken at 1 */
};

#endif
