/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names.h - texts as small numbers: a bounded table of symbols or assets.
 *
 * Room:      lib/ledger.  Calls: lib/base.
 * Promises:  a name keeps its number; a lookup is one hash and rarely more than one comparison.
 */
#ifndef LEDGER_NAMES_H
#define LEDGER_NAMES_H

#include "lib/base/bytes.h"

struct names {
	char *texts;     /* count * stride bytes, each text padded with NULs */
	uint32_t *slots; /* open addressing: 0 empty, else number + 1 */
	size_t stride, count, room, slot_count, max;
	uint32_t last; /* found last: rows of one symbol tend to come together */
};

/* An empty table of at most `max` texts shorter than `stride`; allocates nothing yet. */
struct names names_new(size_t stride, size_t max);
void names_wipe(struct names *n);

/* The number of `text`, or false. */
bool names_find(struct names *n, const char *text, uint32_t *out);

/*
 * The number of `text`, given now if it has none; numbers count up from 0.
 * ERR_INPUT an empty or too long text; ERR_LIMIT the table is full; ERR_NOMEM.
 */
enum err names_add(struct names *n, const char *text, uint32_t *out);

/* The text of a number that was given; lives until the next names_add. */
const char *names_text(const struct names *n, uint32_t number);

#endif
