/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vectors.h - running the shared vectors of metrics through `compute`, and comparing.
 *
 * Every member that is expected must be in the result; the result may have more.  Numbers are
 * texts or JSON numbers in either.  Each value compared counts as a case.
 */
#ifndef TEST_CLI_VECTORS_H
#define TEST_CLI_VECTORS_H

#include "lib/base/bytes.h"
#include "lib/base/why.h"

/* How near a number must come. */
enum vectors_rule {
	VECTORS_EXACT, /* the same decimal number */
	VECTORS_RATIO, /* 1e-12 of its size, or 1e-14 */
	VECTORS_ROOT,  /* 1e-9 of 1 + it */
	VECTORS_MONEY, /* 1e-13, in the currency's unit */
};

/* The value of `name` in an object of any size; p NULL when it is not there. */
struct span vectors_member(struct span object, const char *name);

/* Element `index` of an array; p NULL past its end. */
struct span vectors_element(struct span array, size_t index);

/* Compare all of `expected`; `where` is for the reader of a failure. */
void vectors_compare(
    enum vectors_rule rule, const char *where, struct span expected, struct span got);

/* Is a member expected that is no part of `names` (ended by NULL)?  Then the runner is too old. */
void vectors_only(struct span object, const char *const *names);

typedef enum err vectors_compute(struct span text, struct buf *out, struct why *why);

/*
 * Run every file of fixtures/metrics/FOLDER whose name begins with `prefix` through `compute`, and
 * hand both texts to `check`; how many there were.  Skips the test where there are no fixtures.
 */
size_t vectors_run(const char *folder, const char *prefix, vectors_compute *compute,
    void (*check)(const char *name, struct span file, struct span result));

/* A file that must be refused as input, with this sentence. */
void vectors_refused(vectors_compute *compute, const char *text, const char *sentence);

/* A good file must be refused, with some sentence, at every length but its own. */
void vectors_truncated(vectors_compute *compute, const char *text);

#endif
