/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rows.h - the rows of one book: each key once, in processing order whatever the arrival.
 *
 * Rows never move: they stay at the place where they arrived.  While they arrive in order that is
 * all; the first late one makes `order`, which lists the places as they are processed.  Late rows
 * wait at its end until rows_sort() merges them all at once: a history that arrives newest first
 * costs n log n, not n squared.
 * Ids mostly grow, so a row with a greater id than any before is new without a search; the first
 * one that is not builds a hash of the keys, which is kept from then on.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  48 bytes a row, 4 more once one was late, 6 more once an id came out of order.
 */
#ifndef LEDGER_ROWS_H
#define LEDGER_ROWS_H

#include "lib/ledger/row.h"

enum { ROWS_CHUNK_SHIFT = 10, ROWS_CHUNK = 1 << ROWS_CHUNK_SHIFT };

struct rows_wide {
	struct amounts amounts;
	uint32_t place; /* of its row */
};

/* Where rows came between others, or went. */
struct rows_change {
	size_t from;     /* rows before this position are the same as before */
	size_t until;    /* and so are those from this one on, */
	ptrdiff_t moved; /* so many positions before; what came behind all others aside */
};

/* What adding a row needs is in the first 64 bytes, and the ids behind them. */
struct rows {
	struct row_packed *first; /* the first chunk, which grows; the others are ROWS_CHUNK rows */
	struct row_packed **more;
	uint32_t *order;       /* places by position; NULL: position i is place i */
	uint32_t *slots;       /* place + 1, by key; NULL until an id came out of order */
	uint32_t count;        /* rows there are */
	uint32_t sorted_count; /* the first of them are in order; the others wait */
	uint32_t place_count, place_room; /* places ever used */
	uint32_t order_room, slot_count;
	uint32_t hole; /* a place whose row was removed, + 1; 0: none */
	struct row_scale scale;
	uint8_t kinds;                     /* 1 << kind: there was such a row */
	uint64_t greatest[ROW_KIND_COUNT]; /* of their ids */
	struct rows_wide *wides;
	uint32_t wide_count, wide_room;
};

/* No rows yet; allocates nothing. */
struct rows rows_new(void);
void rows_wipe(struct rows *r);

/* Is its id greater than any before?  Then it is new without a search. */
static inline bool
rows_is_new(const struct rows *r, const struct row *key)
{
	return (r->kinds >> key->kind & 1) == 0 || key->id > r->greatest[key->kind];
}

/* Is there a row with this kind, id and side?  Its place.  ERR_NOMEM. */
enum err rows_find(struct rows *r, const struct row *key, bool *is_there, uint32_t *place);

/* Have a place for one row more.  ERR_NOMEM. */
enum err rows_reserve(struct rows *r);

/*
 * Keep a row whose key rows_find did not find; `a` are its numbers, when it is wide.
 * ERR_NOMEM: nothing changed.
 */
enum err rows_add(struct rows *r, const struct row *row, const struct amounts *a);

/* Put all rows in order.  ERR_NOMEM: nothing changed. */
enum err rows_sort(struct rows *r, struct rows_change *change);

/* Forget the row at a place that rows_find gave; all rows are in order.  ERR_NOMEM: nothing
 * changed. */
enum err rows_remove(struct rows *r, uint32_t place, struct rows_change *change);

/* The row at a place. */
static inline const struct row_packed *
rows_packed(const struct rows *r, uint32_t place)
{
	return place < ROWS_CHUNK
	    ? &r->first[place]
	    : &r->more[(place >> ROWS_CHUNK_SHIFT) - 1][place & (ROWS_CHUNK - 1)];
}

/* The place of the row at a position, below `count`. */
static inline uint32_t
rows_place(const struct rows *r, size_t position)
{
	return r->order == NULL ? (uint32_t)position : r->order[position];
}

/* The row at a place, and its numbers. */
static inline struct row
rows_at_place(const struct rows *r, uint32_t place)
{
	return row_unpack(rows_packed(r, place));
}

static inline struct amounts
rows_amounts(const struct rows *r, const struct row *row)
{
	return row->is_wide ? r->wides[row->price].amounts : row_amounts(row);
}

/* Where the next row will go, and the one before it mostly is; NULL: not known yet. */
static inline struct row_packed *
rows_next(const struct rows *r)
{
	const uint32_t place = r->place_count;

	if (place == 0 || place == r->place_room)
		return NULL;
	return place < ROWS_CHUNK
	    ? &r->first[place]
	    : &r->more[(place >> ROWS_CHUNK_SHIFT) - 1][place & (ROWS_CHUNK - 1)];
}

/*
 * A short cut past rows_find and rows_add for most fills: where to write this one if its id is
 * greater than that of any fill before, it comes behind all rows, there is room for it and no hash
 * to tell.  Else NULL.
 */
static inline struct row_packed *
rows_behind(const struct rows *r, uint64_t id, int64_t ts_ms)
{
	struct row_packed *next = rows_next(r);
	const struct row_packed *last;
	int64_t last_ms;

	if (next == NULL || (r->kinds >> ROW_FILL & 1) == 0 || id <= r->greatest[ROW_FILL] ||
	    r->sorted_count < r->count || r->count == 0 || r->hole != 0 || r->slots != NULL ||
	    (r->order != NULL && r->count == r->order_room))
		return NULL;
	last = r->order == NULL && r->place_count % ROWS_CHUNK != 0
	    ? next - 1
	    : rows_packed(r, rows_place(r, r->count - 1));
	last_ms = (int64_t)(last->time >> 16);
	return ts_ms > last_ms || (ts_ms == last_ms && (last->price >> 5 & 3) <= ROW_FILL) ? next
											   : NULL;
}

/* It has been written there. */
static inline void
rows_written(struct rows *r, uint64_t id)
{
	if (r->order != NULL)
		r->order[r->count] = r->place_count;
	r->place_count++;
	r->sorted_count = ++r->count;
	r->greatest[ROW_FILL] = id;
}

#endif
