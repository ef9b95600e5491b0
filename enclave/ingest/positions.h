/* SPDX-License-Identifier: Apache-2.0 */
/*
 * positions.h - what is open by the exchange's word, by the symbols of our books.
 *
 * Room:      enclave/ingest.  Calls: lib/metrics (rows), lib/base.
 */
#ifndef INGEST_POSITIONS_H
#define INGEST_POSITIONS_H

#include "lib/exchange/exchange_rows.h"
#include "lib/metrics/equity.h"

enum { POSITIONS_COUNT_MAX = 4096 };

struct positions {
	struct equity_position *rows; /* none of 0 */
	uint8_t *wallets;             /* whose each is */
	uint32_t count, room;
};
void positions_wipe(struct positions *p);

/* A wallet's report begins: what was said of it is forgotten. */
void positions_begin(struct positions *p, enum exchange_wallet wallet);

/* One that is open; 0 is not.  ERR_LIMIT, ERR_NOMEM. */
enum err positions_put(
    struct positions *p, enum exchange_wallet wallet, const struct equity_position *row);

/* The position of a book; 0 when it is not open. */
struct decimal positions_of(const struct positions *p, const char *symbol);

#endif
