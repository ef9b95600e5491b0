/* SPDX-License-Identifier: Apache-2.0 */
/*
 * position.h - a futures position, at its average cost, as the exchange reckons.
 *
 * USD-M: the cost is quote, a fill realises quantity times the difference of prices.  COIN-M: the
 * cost is coins (contracts times their dollars over the price), and profit is coins too.  What is
 * realised is cut at eight decimals, towards zero; that number, not the unrounded one, is what
 * moved the balance, so it is the truth.
 *
 * Room:      host/sandbox.
 */
#ifndef SANDBOX_POSITION_H
#define SANDBOX_POSITION_H

#include "host/sandbox/journal.h"

struct position {
	__int128 quantity_e8; /* short < 0 */
	__int128 cost_e16;    /* of its size, never negative */
};

/* Let a fill (side, price, quantity) happen to `p`; what it realised, in the settle asset. */
__int128 position_fill(const struct listing *l, struct position *p, const struct event *fill);

/* What the account's fills up to `until_ms` made of one symbol's side. */
struct position position_fold(const struct catalog *c, const struct journal *j, int symbol,
    enum event_side side, int64_t until_ms);

/* What closing it at this price would realise, but for the cut at eight decimals. */
__int128 position_unrealized_e16(
    const struct listing *l, const struct position *p, int64_t price_e8);

/* What closing it at this price would realise. */
__int128 position_unrealized_e8(
    const struct listing *l, const struct position *p, int64_t price_e8);

/* What it is worth at a price, in the settle asset; short < 0. */
__int128 position_worth_e8(const struct listing *l, const struct position *p, int64_t price_e8);

/* The average price it was entered at; 0 when there is none. */
__int128 position_entry_e8(const struct listing *l, const struct position *p);

#endif
