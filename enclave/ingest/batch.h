/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch.h - the rows of one answer, until it is known that all of it can be read.
 *
 * A parse delivers rows one by one and may fail at the last: then none of them counts.  One page
 * serves all accounts, because an answer is parsed and taken in without a pause.
 *
 * Room:      enclave/ingest.  Calls: lib/exchange, lib/base.
 */
#ifndef INGEST_BATCH_H
#define INGEST_BATCH_H

#include "lib/exchange/exchange.h"

enum { BATCH_SIZE_MAX = 64 << 20 };

struct batch {
	struct buf instruments, balances, positions, fills, flows, liquidations,
	    marks; /* arrays of rows */
};
/* No rows; allocates nothing yet. */
struct batch batch_new(void);
void batch_wipe(struct batch *p);

/* Forget the rows, keep the room. */
void batch_clear(struct batch *p);

/* Callbacks that put each row into the page; rights are let go. */
struct exchange_sink batch_sink(struct batch *p);

/* The rows of one kind, as they came, and how many there are. */
const struct exchange_instrument *batch_instruments(const struct batch *p, size_t *count);
const struct exchange_balance *batch_balances(const struct batch *p, size_t *count);
const struct exchange_position *batch_positions(const struct batch *p, size_t *count);
const struct exchange_fill *batch_fills(const struct batch *p, size_t *count);
const struct exchange_flow *batch_flows(const struct batch *p, size_t *count);
const struct exchange_liquidation *batch_liquidations(const struct batch *p, size_t *count);
const struct exchange_mark *batch_marks(const struct batch *p, size_t *count);

#endif
