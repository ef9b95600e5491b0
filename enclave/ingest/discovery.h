/* SPDX-License-Identifier: Apache-2.0 */
/*
 * discovery.h - which symbols of a feed that must be told one an account may have traded.
 *
 * No exchange of this kind tells.  First come those we were told of: hints, symbols in other rows.
 * Then every symbol whose base is an asset the account was ever seen with; fills found there show
 * new assets, which make new candidates, until there is none left: the fixpoint.  What remains of
 * the list is swept, slowly.  Whatever was asked and had nothing is asked again only when balances
 * say that it was traded.
 *
 * Room:      enclave/ingest.  Calls: lib/base; a catalogue's numbers.
 * Promises:  three bits for each symbol of a catalogue, one for each asset.
 */
#ifndef INGEST_DISCOVERY_H
#define INGEST_DISCOVERY_H

#include "enclave/ingest/catalogue.h"

/* A set of small numbers that grows as they are put in. */
struct bits {
	uint8_t *p;
	size_t size;
};
void bits_wipe(struct bits *b);
/* ERR_NOMEM. */
enum err bits_put(struct bits *b, uint32_t number);
/* Take it out. */
void bits_drop(struct bits *b, uint32_t number);
/* Is it in? */
bool bits_has(const struct bits *b, uint32_t number);
/* How many are in it. */
size_t bits_count(const struct bits *b);
/* Take no more memory than what is in it needs. */
void bits_fit(struct bits *b);

struct discovery {
	struct bits wanted; /* to be asked next, asked before or not */
	struct bits taken;  /* asked, or being asked */
	struct bits gone;   /* the exchange would not answer for it */
	uint32_t taken_count;
	uint32_t at;         /* before it there is no candidate */
	uint32_t seen_count; /* assets seen when `at` was begun */
	uint32_t sweep_at;
};
void discovery_wipe(struct discovery *d);

/* Take no more memory than is needed. */
void discovery_fit(struct discovery *d);

/* Ask this one next.  ERR_NOMEM. */
enum err discovery_want(struct discovery *d, uint32_t symbol);

/* This one is being asked now: neither call below gives it again.  ERR_NOMEM. */
enum err discovery_take(struct discovery *d, uint32_t symbol);

/* The exchange answers for it, or will not.  ERR_NOMEM. */
enum err discovery_tell(struct discovery *d, uint32_t symbol, bool is_gone);

/* Assets the account was seen with. */
struct discovery_seen {
	struct bits assets;
	uint32_t count;
};

/* ERR_NOMEM. */
enum err discovery_see(struct discovery_seen *s, uint32_t asset);

/* The next one: wanted, else not taken and its base was seen.  False: the fixpoint is reached. */
bool discovery_next(struct discovery *d, const struct catalogue *all,
    const struct discovery_seen *seen, uint32_t *out);

/* The next one that was not taken, whatever its assets.  False: all were. */
bool discovery_sweep(struct discovery *d, const struct catalogue *all, uint32_t *out);

#endif
