/* SPDX-License-Identifier: Apache-2.0 */
/*
 * why.h - what was wrong, in words for the person who must mend it.
 *
 * A function that reads people's input takes a `struct why *` last.  On failure it holds one
 * sentence that names the field, file or flag at fault and what to do.  The first sentence stays:
 * a caller may only put context in front of it.
 *
 * Room:      lib/base.
 * Never:     holds a secret: callers name fields, they do not quote values of secret fields.
 */
#ifndef BASE_WHY_H
#define BASE_WHY_H

#include "lib/base/err.h"

enum { WHY_SIZE_MAX = 320 };

struct why {
	char text[WHY_SIZE_MAX]; /* NUL-terminated UTF-8; empty: nothing said */
};

/*
 * Set the sentence unless there is one already; cut at WHY_SIZE_MAX.  NULL `why` is allowed and
 * does nothing.  Returns `e`, so that `return why_set(why, ERR_INPUT, "...")` reads as one line.
 */
enum err why_set(struct why *why, enum err e, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "`context`: " in front of what is there.  NULL `why` is allowed. */
void why_prefix(struct why *why, const char *context);

#endif
