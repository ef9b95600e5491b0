/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exchange_rows.h - what connectors read out of answers: one struct for each kind of row.
 *
 * Visible data without invariants.  Texts are the exchange's own, NUL-terminated.  `what` is always
 * the exchange's own word for a row ("FUNDING_FEE"), for people and for keys.
 *
 * Room:      lib/exchange.  Calls: lib/ledger (fill, instrument), lib/decimal, lib/base.
 */
#ifndef EXCHANGE_EXCHANGE_ROWS_H
#define EXCHANGE_EXCHANGE_ROWS_H

#include "lib/ledger/fill.h"

enum {
	EXCHANGE_ID_SIZE = 64,
	EXCHANGE_WHAT_SIZE = 40,
	EXCHANGE_REFERENCE_SIZE = 128,
	EXCHANGE_RIGHT_SIZE = 65,
};

/* Where in an account money is.  An exchange with one wallet for everything has UNIFIED. */
enum exchange_wallet {
	EXCHANGE_WALLET_SPOT,
	EXCHANGE_WALLET_FUNDING,
	EXCHANGE_WALLET_MARGIN,   /* cross */
	EXCHANGE_WALLET_ISOLATED, /* one for each symbol */
	EXCHANGE_WALLET_LINEAR,
	EXCHANGE_WALLET_INVERSE,
	EXCHANGE_WALLET_OPTION,
	EXCHANGE_WALLET_UNIFIED,
	EXCHANGE_WALLET_OTHER,
	EXCHANGE_WALLET_COUNT
};

/* "spot", "funding", "margin", "isolated", "linear", "inverse", "option", "unified", "other". */
const char *exchange_wallet_name(enum exchange_wallet w);

/* PERMISSIONS: one right of the key. */
struct exchange_right {
	char name[EXCHANGE_RIGHT_SIZE];
	bool is_on;
	bool is_harmless; /* may be on; a right nobody here knows is not */
	bool is_known;
};

/* INSTRUMENTS. */
struct exchange_instrument {
	struct instrument instrument;
	bool
	    is_trading; /* false: halted, in settlement, delisted: it may have fills all the same */
};

/* BALANCES: one asset in one wallet. */
struct exchange_balance {
	enum exchange_wallet wallet;
	char asset[ASSET_SIZE];
	char symbol[SYMBOL_SIZE];    /* ISOLATED: whose wallet; else "" */
	struct decimal free, locked; /* together what the wallet holds, without unrealised profit */
	struct decimal debt;         /* borrowed and accrued interest, >= 0 */
};

/* Long and short positions of one instrument are two positions in hedge mode. */
enum exchange_side { EXCHANGE_SIDE_BOTH, EXCHANGE_SIDE_LONG, EXCHANGE_SIDE_SHORT };

/* POSITIONS: one that is open, or was: quantity may be 0. */
struct exchange_position {
	enum exchange_wallet wallet;
	char symbol[SYMBOL_SIZE];
	enum exchange_side side;
	struct decimal quantity; /* contracts, or base; short < 0 */
	struct decimal entry_price, mark_price;
	struct decimal unrealized; /* in the settle asset, as the exchange reckons */
};

/*
 * FILLS: a trade, or a conversion of one asset into another.
 *
 * Key: (account, feed.id_space, symbol, fill.id, fill.side), with `position` in hedge mode.  A
 * conversion is no order on an instrument: its symbol is made here ("convert:BTC/USDT"), so that
 * ids of two spaces never meet under one name, and `base` and `quote` say what it trades.
 */
struct exchange_fill {
	struct fill fill;
	enum exchange_wallet
	    wallet; /* the market: SPOT, LINEAR, ..., also where one wallet is all */
	char symbol[SYMBOL_SIZE];
	char base[ASSET_SIZE], quote[ASSET_SIZE]; /* conversions; else "": the instrument says it */
	enum exchange_side position;
	/*
	 * What was paid or received for it, exactly; conversions need it, because their price is a
	 * rounded quotient.  0 when the exchange does not tell.
	 */
	struct decimal quote_quantity;
	struct decimal realized; /* derivatives: the exchange's own, for comparing; else 0 */
};

/* What a flow is to the account's performance (docs/metrics.md). */
enum exchange_flow_kind {
	EXCHANGE_FLOW_DEPOSIT,    /* capital in: an external flow */
	EXCHANGE_FLOW_WITHDRAWAL, /* capital out: an external flow */
	EXCHANGE_FLOW_TRANSFER,   /* between two wallets of the account: no flow, nets to zero */
	EXCHANGE_FLOW_FUNDING,    /* for holding `symbol`: profit of its day, a `funding` row */
	EXCHANGE_FLOW_INTEREST,   /* for borrowing: a cost, a `funding` row */
	EXCHANGE_FLOW_INCOME, /* airdrops, dividends, staking, rebates: profit without capital */
	EXCHANGE_FLOW_FEE,    /* a charge that is in no fill: liquidation, insurance */
	EXCHANGE_FLOW_LOAN,   /* borrowed > 0, repaid < 0: balance and debt move together */
	EXCHANGE_FLOW_ECHO,   /* what other rows say already; for audits and for finding symbols */
	EXCHANGE_FLOW_OTHER,  /* nobody here knows this `what`: shown, counted, never guessed */
	EXCHANGE_FLOW_KIND_COUNT
};

/* "deposit", "withdrawal", "transfer", "funding", "interest", "income", "fee", "loan", ... */
const char *exchange_flow_kind_name(enum exchange_flow_kind k);

/*
 * FLOWS.  Key: (account, feed or its id_space, what, id, symbol, asset): an exchange's transaction
 * number is often unique among rows of one `what` only.
 */
struct exchange_flow {
	char id[EXCHANGE_ID_SIZE];
	char what[EXCHANGE_WHAT_SIZE];
	enum exchange_flow_kind kind;
	int64_t ts_ms;
	char asset[ASSET_SIZE];
	char symbol[SYMBOL_SIZE]; /* "" when it belongs to none */
	struct decimal amount;    /* in > 0, out < 0; TRANSFER: > 0, out of `from` into `to` */
	struct decimal fee;       /* taken besides, in the same asset; >= 0 */
	/* TRANSFER; FUNDING: both the market of `symbol`; others: both the wallet it is in. */
	enum exchange_wallet from, to;
	char reference[EXCHANGE_REFERENCE_SIZE]; /* a chain's transaction id, or ""; tells self
						    transfers */
};

/* LIQUIDATIONS: the order, not its fills. */
struct exchange_liquidation {
	uint64_t order_id;
	int64_t ts_ms;
	enum exchange_wallet wallet;
	char symbol[SYMBOL_SIZE];
	enum fill_side side;
	struct decimal price, quantity; /* average price; what was executed */
};

/* MARKS. */
struct exchange_mark {
	int64_t ts_ms; /* when this price was the last one */
	struct decimal price;
};

#endif
