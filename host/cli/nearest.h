/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nearest.h - "did you mean": the name that a mistyped word is closest to.
 *
 * Room:      host/cli.  Calls: lib/base.
 */
#ifndef CLI_NEAREST_H
#define CLI_NEAREST_H

#include <stddef.h>

enum { NEAREST_SIZE_MAX = 32, NEAREST_DISTANCE_MAX = 2 };

/* The name at most NEAREST_DISTANCE_MAX insertions, deletions or changes away; NULL if none is. */
const char *nearest_name(const char *word, const char *const *names, size_t name_count);

#endif
