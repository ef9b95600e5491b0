/* SPDX-License-Identifier: Apache-2.0 */
/*
 * validity.h - the moment evidence is judged by, and when all of it is valid.
 *
 * Certificates, revocation lists and signed TCB information each have a first and a last moment;
 * every one of them goes through here, so that none is forgotten and the boundaries are the same:
 * both inclusive.  Clock skew is forgiven at the beginning, never at the end.
 *
 * Room:      lib/quote, private to it.
 */
#ifndef QUOTE_VALIDITY_H
#define QUOTE_VALIDITY_H

#include <stdint.h>

#include "lib/quote/refuse.h"

struct period {
	int64_t from_ms, until_ms; /* both inclusive */
};

struct validity {
	int64_t at_ms, skew_ms;
	struct period all;      /* what everything checked so far has in common */
	const char *ends_first; /* the item whose end that is; a literal */
};

/* Nothing checked yet. */
struct validity validity_at(int64_t at_ms, int64_t skew_ms);

/* What to say when it is too early or too late. */
struct validity_codes {
	enum att_code early, late;
};

/* Is `item` (a literal) valid, and what does it leave of the common time? */
enum err validity_check(struct validity *v, struct period p, const char *item,
    struct validity_codes codes, struct att_failure *failure);

#endif
