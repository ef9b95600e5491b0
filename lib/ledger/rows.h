/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rows.h - the rows of one book: each key once, in processing order whatever the arrival.
 *
 * Rows never move: they stay where they arrived, and `order` lists them as they are processed.
 * Rows that came late wait at its end, unsorted, until rows_sort() merges them all at once: a
 * history that arrives newest first costs n log n, not n squared.
 * Ids mostly grow, so a row with a greater id than any before is new without a search; the first
 * one that is not builds a hash of the keys, which is kept from then on.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  60 bytes a row, and 5 to 11 more once an id came out of order.
 */
#ifndef LEDGER_ROWS_H
#define LEDGER_ROWS_H

#include "lib/ledger/row.h"

struct rows {
	struct row *rows;
	uint32_t *order; /* places in `rows`; the first `sorted_count` in processing order */
	size_t count, room, sorted_count;
	struct amounts *wides;
	size_t wide_count, wide_room;
	uint32_t *slots; /* place in `rows` + 1, by key; NULL until an id came out of order */
	size_t slot_count;
	struct {
		bool is_any;
		uint64_t greatest;
	} ids[ROW_KIND_COUNT];
	struct row_scale scale;
};

/* No rows yet; allocates nothing. */
struct rows rows_new(void);
void rows_wipe(struct rows *r);

/* The row with this kind, id and side, in `*out`, or NULL there.  ERR_NOMEM. */
enum err rows_find(struct rows *r, const struct row *key, const struct row **out);

/*
 * Keep a row whose key rows_find did not find; `a` are its numbers, when it is wide.
 * ERR_NOMEM: nothing changed.
 */
enum err rows_add(struct rows *r, const struct row *row, const struct amounts *a);

/*
 * Put all rows in order; `*changed_from` is the first place that changed, `count` if none did.
 * ERR_NOMEM: nothing changed.
 */
enum err rows_sort(struct rows *r, size_t *changed_from);

/* The row at a place in processing order, below `count`, after rows_sort(). */
static inline const struct row *
rows_at(const struct rows *r, size_t position)
{
	return &r->rows[r->order[position]];
}

#endif
