/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ahead.h - asking for memory before it is needed.
 *
 * Whoever goes through many books would wait for each, a hundred times as long as the work on it
 * takes.  So books are asked for by groups, two groups ahead, and what they point at one group
 * ahead: asking stops a processor until it has found the page, and only those that are asked for
 * close together are looked up side by side.
 *
 * All functions are inlined always: gcc 12 takes a function of prefetches alone for one without
 * effect, and drops calls of it.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 */
#ifndef LEDGER_AHEAD_H
#define LEDGER_AHEAD_H

#include "lib/ledger/ledger.h"

enum { AHEAD_GROUP = 8, AHEAD_LINE = 64 };

/* Is it time to ask, before item `index`? */
static inline bool
ahead_is_due(size_t index)
{
	return index % AHEAD_GROUP == 0;
}

/* Then from which item on, of how many: those of one group, at first of all up to it. */
struct ahead_range {
	size_t from, until;
};

static inline struct ahead_range
ahead_range(size_t index, size_t groups, size_t count)
{
	const size_t until = index + (groups + 1) * AHEAD_GROUP;

	return (struct ahead_range){
		.from = index == 0 ? 0 : until - AHEAD_GROUP,
		.until = until < count ? until : count,
	};
}

/*
 * Ask for so many bytes from a line's beginning on; into the second cache, for more than the first
 * one holds is on its way at a time.
 */
__attribute__((always_inline)) static inline void
ahead_lines(const char *line, size_t size)
{
	for (size_t at = 0; at < size; at += AHEAD_LINE)
		__builtin_prefetch(line + at, 0, 1);
}

/* The same from anywhere; nothing from NULL. */
__attribute__((always_inline)) static inline void
ahead_bytes(const void *from, size_t size)
{
	const uintptr_t first = (uintptr_t)from % AHEAD_LINE;

	if (from != NULL)
		ahead_lines((const char *)from - first, first + size);
}

#endif
