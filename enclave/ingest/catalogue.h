/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalogue.h - what one exchange trades, and the assets it has ever named: read for all, kept.
 *
 * An instrument keeps its number for as long as the process lives, so accounts may remember
 * numbers.  One that the exchange no longer lists stays: it may have been traded.
 *
 * Room:      enclave/ingest.  Calls: lib/exchange (rows), lib/ledger (names), lib/base.
 */
#ifndef INGEST_CATALOGUE_H
#define INGEST_CATALOGUE_H

#include "lib/exchange/exchange.h"
#include "lib/ledger/names.h"

enum { CATALOGUE_COUNT_MAX = 65535, CATALOGUE_ASSETS_MAX = 65535 }; /* numbers have 16 bits */

/* Every asset one exchange has named, as small numbers; shared by its catalogues. */
struct assets {
	struct names names;
};

struct listed {
	struct instrument instrument;
	uint32_t base, quote; /* numbers of assets */
};

/* The instruments of one wallet. */
struct catalogue {
	struct assets *assets;
	struct names symbols;
	struct listed *rows;
	size_t count, room;
	int64_t read_ms; /* when it was last read to its end; 0: never */
};

/* Nothing named yet; allocates nothing. */
struct assets assets_new(void);
void assets_wipe(struct assets *a);

/* Its number, given now if it has none.  ERR_INPUT no name, ERR_LIMIT, ERR_NOMEM. */
enum err assets_number(struct assets *a, const char *name, uint32_t *out);

/* The name of a number that was given. */
const char *assets_name(const struct assets *a, uint32_t number);

/* Nothing listed yet; `assets` is borrowed. */
struct catalogue catalogue_new(struct assets *assets);
void catalogue_wipe(struct catalogue *c);

/* Add it, or do nothing if it is there.  ERR_INPUT no name, ERR_LIMIT, ERR_NOMEM. */
enum err catalogue_put(struct catalogue *c, const struct instrument *i);

/* Its row, or NULL. */
const struct listed *catalogue_by_symbol(struct catalogue *c, const char *symbol);

/* Is the asset the base or the quote of any of them? */
bool catalogue_has_asset(const struct catalogue *c, const char *asset);

/* One with this base and quote, or NULL. */
const struct listed *catalogue_by_pair(struct catalogue *c, const char *base, const char *quote);

/* The same by their numbers. */
const struct listed *catalogue_by_assets(const struct catalogue *c, uint32_t base, uint32_t quote);

#endif
