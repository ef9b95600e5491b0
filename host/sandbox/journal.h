/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.h - what an account is made of: events, in the order of time.
 *
 * An account is nothing but its journal.  What a call answers is a selection of its events; what
 * the account holds is their fold; what is true of it is said of the same events (reckoning.h).
 * An event later than the exchange's clock has not happened yet: move the clock and it has.
 *
 * Amounts are whole numbers of 1e-8 in 128 bits.  Nothing here is shared with lib/ledger, which is
 * held against it.
 *
 * Room:      host/sandbox.
 * Promises:  a journal that is closed is sorted by time; a fold is exact; the bytes depend on what
 *            was added only.
 */
#ifndef SANDBOX_JOURNAL_H
#define SANDBOX_JOURNAL_H

#include "host/sandbox/catalog.h"

enum wallet {
	WALLET_SPOT,
	WALLET_FUNDING,
	WALLET_MARGIN,   /* cross */
	WALLET_ISOLATED, /* one for each symbol */
	WALLET_LINEAR,
	WALLET_INVERSE,
	WALLET_FLEXIBLE, /* Simple Earn: to be had at any time, told of among spot's balances */
	WALLET_LOCKED,   /* Simple Earn for so many days: no list and no balance tells of it */
	WALLET_COUNT
};

enum event_kind {
	EVENT_FILL,       /* spot and margin: two assets; futures: amount is what it realised */
	EVENT_DEPOSIT,    /* amount */
	EVENT_WITHDRAWAL, /* amount, and fee besides */
	EVENT_TRANSFER,   /* amount from `wallet` to `to` */
	EVENT_EARN,       /* amount from `wallet` to `to`, one of Simple Earn's: no list has it */
	EVENT_DUST,       /* quantity of `asset` for quote of `other`, of which fee is kept */
	EVENT_CONVERT,    /* quantity of `asset` for quote of `other` */
	EVENT_BUSD,       /* the same, when BUSD ended */
	EVENT_FIAT,       /* amount of fiat in (is_buyer) or, with a fee besides, out */
	EVENT_PAYMENT,    /* quantity of `other` bought by card (is_buyer), or sold into the wallet,
			     for    quote of fiat `asset` */
	EVENT_DIVIDEND,   /* amount */
	EVENT_INCOME,     /* futures: amount, `what` is its incomeType */
	EVENT_INTEREST,   /* margin: amount grows the debt */
	EVENT_BORROW,     /* amount into the wallet, and into the debt */
	EVENT_REPAY,      /* amount out of both */
	EVENT_FORCED, /* an order that the exchange made: liquidation, ADL; its fills are fills */
	EVENT_ECHO,   /* futures: says again, as income, what another event did */
	EVENT_MARGIN_ECHO, /* the same in margin's capital flow */
	EVENT_KIND_COUNT
};

enum event_state { EVENT_DONE, EVENT_PENDING, EVENT_FAILED }; /* only DONE moves anything */
enum event_side { SIDE_BOTH, SIDE_LONG, SIDE_SHORT };         /* hedge mode has two positions */

struct event {
	int64_t ts_ms;
	uint64_t id, order_id;
	enum event_kind kind;
	enum event_state state;
	enum wallet wallet, to;
	enum event_side side;
	int symbol;       /* -1: none */
	int to_symbol;    /* TRANSFER between two isolated wallets: into this one's */
	int asset, other; /* `other`: of a fill's fee; what is received */
	bool is_buyer, is_maker;
	__int128 price_e8, quantity_e8, quote_e8, fee_e8, amount_e8;
	const char *what; /* the exchange's word; NULL: none */
};

struct journal {
	struct event *events;
	size_t count, room;
};

struct holding {
	__int128 held_e8, debt_e8;
};

/* What is in all wallets; isolated ones are added up. */
struct holdings { /* large: on the heap */
	struct holding all[WALLET_COUNT][CATALOG_ASSETS_MAX];
};

void journal_free(struct journal *j); /* frees what it holds and zeroes it */

/* ERR_NOMEM. */
enum err journal_add(struct journal *j, const struct event *e);

/* Sort by time; what has one time keeps the order in which it was added.  ERR_NOMEM. */
enum err journal_close(struct journal *j);

/* A transfer between two isolated wallets? */
bool journal_is_across(const struct event *e);

/* Let `e` happen to `h`. */
void journal_apply(const struct catalog *c, const struct event *e, struct holdings *h);

/*
 * All that happened up to `until_ms`, into `h`, which is zeroed first.  `isolated` >= 0: of the
 * isolated wallets only that symbol's.
 */
void journal_fold(const struct catalog *c, const struct journal *j, int64_t until_ms, int isolated,
    struct holdings *h);

#endif
