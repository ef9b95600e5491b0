/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inside.h - what a ledger is, for the files that make up its door.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 */
#ifndef LEDGER_INSIDE_H
#define LEDGER_INSIDE_H

#include "lib/ledger/books.h"

enum { ASSETS_SEEN_BITS = 3, ASSETS_SEEN = 1 << ASSETS_SEEN_BITS };

struct ledger {
	struct ledger_limits limits;
	int day_offset_min;
	enum ledger_method method;
	struct books books;
	struct names assets;
	struct asset_seen { /* lately, by a hash of the name: fees are charged in few assets */
		char name[ASSET_SIZE]; /* "" for none */
		uint16_t number;
	} seen[ASSETS_SEEN];
	struct marks marks;
	int64_t rated_last_ms; /* the last moment at which some book asked the marks */
	uint64_t rates_epoch;  /* counts marks that came behind that moment */
	struct ledger_counters counters;
	struct ledger_book view; /* of the book that somebody looked at last */
	size_t looked_index;     /* its index, when it was looked at by that */
};

/* A row on its way in. */
struct arrival {
	struct row row;
	struct amounts amounts;
	const char *asset; /* ASSET_SIZE bytes, or "" for none */
};

/* The book of `symbol`.  ERR_ABSENT. */
enum err inside_find(struct ledger *l, const char *symbol, struct book **out);

/* Read it, and let `l->view` be its view.  Errors as ledger_book. */
enum err inside_look(struct ledger *l, struct book *b);

/* Judge a row and keep it.  Errors as ledger_add_fill. */
enum err inside_arrive(struct ledger *l, struct book *b, struct arrival *a, enum ledger_added *out);

#endif
