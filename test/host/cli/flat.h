/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flat.h - two JSON texts, ccxt's and ours, compared member by member.
 *
 * A text is made flat: "[0].fee.cost" and its value.  Theirs have numbers that came through a
 * double, ours have texts that hold exact decimals; null and {} of theirs are what ours leave out.
 */
#ifndef TEST_HOST_CLI_FLAT_H
#define TEST_HOST_CLI_FLAT_H

#include "lib/base/bytes.h"

enum { FLAT_MAX = 600, FLAT_PATH_SIZE = 160 };

struct flat {
	struct {
		char path[FLAT_PATH_SIZE];
		struct span value;
	} rows[FLAT_MAX];
	size_t count;
};

/* Fails the test when the text is not JSON. */
void flat_read(struct span text, struct flat *out);

/*
 * How many members differ; each is printed under `title`.  Members named "symbol" may differ when
 * ours is one of theirs written out (they depend on a table of markets): *symbol_count counts
 * those.
 */
size_t flat_compare(
    const struct flat *theirs, const struct flat *ours, const char *title, size_t *symbol_count);

#endif
