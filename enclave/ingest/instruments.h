/* SPDX-License-Identifier: Apache-2.0 */
/*
 * instruments.h - every instrument of one exchange host, read once and shared.
 *
 * A list is filled, then only read; collections hold it by count, because their indexes mean this
 * list and not the next one.
 *
 * Room:      enclave/ingest.  Calls: lib/ledger (rows), lib/base.
 */
#ifndef INGEST_INSTRUMENTS_H
#define INGEST_INSTRUMENTS_H

#include "lib/ledger/fill.h"

enum { INSTRUMENTS_COUNT_MAX = 65536 };

struct instruments {
	struct instrument *rows;
	size_t count, room;
	size_t holders;
	int64_t read_ms; /* wall clock */
};

/* An empty list held once, or NULL without memory. */
struct instruments *instruments_new(int64_t read_ms);

/* One more holder; returns `i`. */
struct instruments *instruments_hold(struct instruments *i);

/* One holder less; the last one frees it.  NULL is allowed. */
void instruments_drop(struct instruments *i);

/* ERR_NOMEM, ERR_LIMIT. */
enum err instruments_add(struct instruments *i, const struct instrument *row);

/* The instrument of this base and quote, or NULL. */
const struct instrument *instruments_by_pair(
    const struct instruments *i, const char *base, const char *quote);

#endif
