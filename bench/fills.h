/* SPDX-License-Identifier: Apache-2.0 */
/* Made fills for benches of the ledger: random sides, a few symbols, fees in two assets. */
#ifndef BENCH_FILLS_H
#define BENCH_FILLS_H

#include "lib/ledger/ledger.h"

enum { FILLS_SYMBOLS = 5, FILLS_PAGE = 500, FILLS_DIFFERENT = 4096, FILLS_STEP_MS = 977 };
#define FILLS_FIRST_MS INT64_C(1700000000000)

struct fills {
	struct fill rows[FILLS_DIFFERENT]; /* used again and again, with new ids and times */
	struct instrument instruments[FILLS_SYMBOLS];
};

/* Make them. */
void fills_make(struct fills *f);

/* Row `index` of an endless history: its id and time set, its symbol that of index % SYMBOLS. */
const struct fill *fills_at(struct fills *f, size_t index);

/* A ledger with a book for each symbol. */
struct ledger *fills_ledger(const struct fills *f);

#endif
