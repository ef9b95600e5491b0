/* SPDX-License-Identifier: Apache-2.0 */
/*
 * symbols.h - in which order an account's possible symbols are asked.
 *
 * Hints first, then symbols both of whose assets the account holds, then one of them, then all the
 * others: most fills show up early, and none is missed in the end.
 *
 * Room:      enclave/ingest.  Calls: lib/wire (limits), lib/base.
 */
#ifndef INGEST_SYMBOLS_H
#define INGEST_SYMBOLS_H

#include "enclave/ingest/instruments.h"

enum { SYMBOLS_HINTS_MAX = 64, SYMBOLS_ASSETS_MAX = 1024 };

struct symbol {
	uint32_t instrument; /* index into the list the order was made from */
	uint32_t turn;       /* the last turn it was asked in */
	uint64_t fill_count;
	uint64_t next_id, asked_id;
	bool is_asked, is_unreachable;
};

struct symbols {
	struct symbol *rows;
	size_t count;
	uint32_t turn;
	char hints[SYMBOLS_HINTS_MAX][SYMBOL_SIZE];
	size_t hint_count;
	char (*assets)[ASSET_SIZE];
	size_t asset_count;
};
void symbols_wipe(struct symbols *s);

/* ERR_LIMIT past SYMBOLS_HINTS_MAX or for a name that is too long. */
enum err symbols_hint(struct symbols *s, const char *symbol);

/* The account holds this.  ERR_NOMEM; past SYMBOLS_ASSETS_MAX it is only order that suffers. */
enum err symbols_see_asset(struct symbols *s, const char *asset);

/* Make the rows, in order.  ERR_NOMEM. */
enum err symbols_order(struct symbols *s, const struct instruments *all);

#endif
