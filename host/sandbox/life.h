/* SPDX-License-Identifier: Apache-2.0 */
/*
 * life.h - lives that accounts lead: each writes events into a journal.
 *
 * A life is made from a seed and a label.  It knows what the account holds at each moment, so that
 * no life spends what is not there.  The lives are short programs; what each is made for stands
 * with its function.
 *
 * Room:      host/sandbox.
 * Promises:  same seed, same events; in each symbol and wallet family ids ascend with time.
 */
#ifndef SANDBOX_LIFE_H
#define SANDBOX_LIFE_H

#include "host/sandbox/dice.h"
#include "host/sandbox/journal.h"

#define LIFE_HOUR_MS 3600000LL
#define LIFE_DAY_MS 86400000LL

struct life {
	const struct catalog *catalog;
	struct journal *journal;
	struct dice dice;
	struct holdings *holdings; /* of now: what was added, in the order of adding */
	uint64_t last_order_id, last_tran_id;
	uint64_t last_id[CATALOG_LISTINGS_MAX];
};

/* Begin one with an empty journal.  ERR_NOMEM.  life_end() closes the journal; or drop it. */
enum err life_begin(struct life *l, const struct catalog *c, const char *label, struct journal *j);
enum err life_end(struct life *l);
void life_drop(struct life *l);

/* Let it happen, and number it: id 0 takes the next transaction number.  ERR_NOMEM. */
enum err life_add(struct life *l, struct event e);

/* Amounts of whole units and millionths: LIFE_UNITS(2, 500000) is 2.5. */
#define LIFE_UNITS(whole, millionths) ((__int128)(whole)*100000000 + (__int128)(millionths)*100)

/* Deposit it and move all of it to where it is traded with; isolated wallets have a symbol. */
enum err life_stake(
    struct life *l, enum wallet wallet, int symbol, const char *asset, int64_t units);

/* A transfer, with the echoes that futures' income and margin's capital flow have of it. */
enum err life_transfer(struct life *l, struct event e);

/* Deposit so many units, just before accounts begin to trade. */
enum err life_capital(struct life *l, const char *asset, int64_t units);

/* An asset's index by its name; the catalog has it. */
int life_asset(const struct life *l, const char *name);

/* A fill at the price of its moment, moved by `slip` ticks, but not out of its five minutes. */
int64_t life_price_e8(const struct life *l, int listing, int64_t ts_ms, int64_t slip);

/* Spot (or margin) orders on some listings. */
struct life_spot_plan {
	enum wallet wallet;
	const int *listings; /* the first one is the busiest */
	int listing_count;
	size_t fill_count;
	int64_t from_ms, to_ms;
	/* 27 fills in one millisecond as rows 990 to 1016 of the first listing: on a page's edge.
	 */
	bool has_edge;
};

/* Trade as planned, out of what the wallet holds.  ERR_NOMEM. */
enum err life_trade(struct life *l, const struct life_spot_plan *plan);

/* 100,000 fills on 40 symbols with eight quotes; two of the symbols are delisted. */
enum err life_wide(struct life *l);
/* 400 fills, 25 of them on a symbol that signed calls know no more. */
enum err life_ghost(struct life *l);
/* Fills all through 2026 and 2027: move the clock, and more have happened. */
enum err life_live(struct life *l);
/* Deposits, withdrawals, fiat, transfers, dust, Convert, BUSD, dividends; every state of each. */
enum err life_wallet(struct life *l);
/* Simple Earn: flexible, and locked, some of it to this day. */
enum err life_earn(struct life *l);
/* USD-M in hedge mode and COIN-M: positions, funding, a liquidation, an ADL. */
enum err life_hedge(struct life *l);
/* USD-M in one-way mode; fees and funding in BNFCR, as in the EU. */
enum err life_oneway(struct life *l);
/* Cross margin and one isolated pair: loans, interest each hour, a liquidation. */
enum err life_margin(struct life *l);
/* Ids past 2^53, amounts of one hundred-millionth and of 20 digits. */
enum err life_extreme(struct life *l);

#endif
