/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk.h - the way through one feed's pages, as a machine that asks nobody.
 *
 * What a feed says about itself (paging, window, retention, settling) is data; this turns it into
 * one question after another, and answers into the place where the next visit begins.  It has no
 * socket, no clock and no rows: time is an argument, so every path of it can be tested.
 *
 * A visit's last rows may not be all there are: exchanges write late, and some rows become final
 * after days.  So the next visit begins a little before the end of this one, at rows that are then
 * read twice and kept once.
 *
 * Room:      enclave/ingest.  Calls: lib/exchange (feeds, results).
 * Promises:  every answer moves on or ends the visit; a position never passes rows that were not
 *            read; what cannot be had is told as a gap.
 */
#ifndef INGEST_WALK_H
#define INGEST_WALK_H

#include "lib/exchange/exchange.h"

enum { WALK_LATE_MS = 120000 }; /* rows younger than this may have elder brothers yet to come */

struct walk_visit {
	const struct exchange_feed *feed;
	uint64_t from_id; /* what to ask: see struct exchange_ask */
	int64_t from_ms, to_ms;
	char cursor[EXCHANGE_CURSOR_SIZE];
	int64_t end_ms;       /* now, at the exchange, when the visit began */
	int64_t length_ms;    /* of the window; shorter after a cut answer */
	int64_t open_from_ms; /* a window with rows that are not final; 0: none */
	uint64_t begun_at;    /* the position it began with */
	uint64_t position;    /* where the next visit begins */
	uint64_t settled_id;  /* first id that is not settled yet; 0: none was seen */
	int64_t lost_from_ms,
	    lost_to_ms; /* a gap that was met: rows in it cannot be had; or 0, 0 */
};

/* Where a walk begins, in time, and in the terms of its feed. */
struct walk_start {
	uint64_t position; /* of the visit before; 0: this is the first */
	int64_t now_ms;    /* at the exchange */
	int64_t first_ms;  /* nothing is older than this */
};

/* The first question of a visit. */
void walk_begin(struct walk_visit *v, const struct exchange_feed *feed, const struct walk_start *s);

/* A row of the page: by rising id, with its time. */
void walk_row(struct walk_visit *v, uint64_t id, int64_t ts_ms);

/*
 * A page was taken in, `new_count` of its rows for the first time.  `*is_done`: the visit is over
 * and `position` is where the next begins; else ask again.
 * ERR_INPUT: the exchange leads in a circle; `position` is past what was read.
 */
enum err walk_answered(
    struct walk_visit *v, const struct exchange_result *result, size_t new_count, bool *is_done);

/* Pages that are certainly still to come in this visit, this one included. */
uint64_t walk_pages_left(const struct walk_visit *v);

#endif
