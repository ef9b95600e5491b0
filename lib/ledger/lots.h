/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lots.h - the open lots of a book, and which of them a closing fill takes.
 *
 * FIFO needs no copy of its lots: the one that is being consumed is in the state, the others are
 * whole rows, listed by place in `log`.  The log only grows, so that an old state is still good
 * after many more rows: that is what makes a checkpoint small.  AVERAGE has its one lot in the
 * state; LIFO keeps those under the top, and HIFO a heap of all, in `heap`.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  what rounding leaves over stays in the lot: the parts of a lot add up to the whole.
 */
#ifndef LEDGER_LOTS_H
#define LEDGER_LOTS_H

#include "lib/ledger/ledger.h"
#include "lib/ledger/value.h"

struct lot {
	__int128 units; /* > 0 */
	struct decimal value;
	__int128 unit;        /* value_unit() of its row, or 0 */
	struct decimal price; /* HIFO: of its row */
	int64_t opened_ms;
	uint32_t place;    /* FIFO: of its row */
	uint32_t sequence; /* HIFO: lots that opened before it */
};

/* Lots below these can be reckoned with in 64 bits (quick.h). */
enum { LOTS_UNITS_BITS = 52, LOTS_UNIT_BITS = 55 };

/* What changes with each row; a checkpoint is a copy of it. */
struct lots_state {
	struct lot head;               /* FIFO: the oldest; LIFO: the newest; AVERAGE: all in one */
	uint32_t count;                /* lots, with the head */
	uint32_t log_first, log_count; /* FIFO: the others are log[log_first, log_count) */
	uint32_t opened_count;
	bool are_small; /* FIFO: all lots since the position was 0 are small, with a unit value */
	int64_t unit_most; /* then, of a short position: no less than any of those values */
};

enum { LOTS_FEW = 16 /* most books' logs need no memory of their own */ };

struct lots {
	enum ledger_method method;
	uint32_t log_room;
	uint32_t *log; /* at first `few`: a copy of this struct must not outgrow it */
	uint32_t few[LOTS_FEW];
	struct lots_state state;
	struct lot *heap; /* LIFO: count - 1 lots, oldest first; HIFO: count lots */
	size_t heap_room;
};

/* Where lots' rows are. */
struct lots_source {
	const struct terms *terms;
	const struct rows *rows;
	unsigned dp;
};

/* Back to no lots; what was allocated stays. */
void lots_reset(struct lots *l, enum ledger_method method);
void lots_wipe(struct lots *l);

/* Add a lot of the side of the position.  ERR_LIMIT, ERR_NOMEM. */
enum err lots_open(struct lots *l, const struct lot *lot, bool is_long);

/* FIFO: room in the log for `more` lots.  ERR_NOMEM. */
enum err lots_reserve(struct lots *l, size_t more);

/* Take `units`, at most what is open; what they cost goes to `cost`.  ERR_LIMIT. */
enum err lots_take(struct lots *l, const struct lots_source *from, __int128 units, bool is_long,
    struct decimal *cost);

/* The lots in the order in which they opened; `out` has room for state.count.  ERR_LIMIT. */
enum err lots_list(const struct lots *l, const struct lots_source *from, struct lot *out);

/* Lots that a copy of the state does not hold: count them, put them aside, put them back. */
size_t lots_aside_count(const struct lots *l);
void lots_aside(const struct lots *l, struct lot *out);
enum err lots_restore(struct lots *l, const struct lots_state *state, const struct lot *aside);

/* The same into an empty `to` of its own: `l` goes on without it.  ERR_NOMEM. */
enum err lots_copy(
    struct lots *to, const struct lots *l, const struct lots_state *state, const struct lot *aside);

#endif
