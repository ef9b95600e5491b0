/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reading.h - an account of the sandbox as our own connector reads it, feed by feed.
 *
 * Each question is written, signed and read by lib/exchange, the way enclave/ingest asks it; the
 * rows are added up by wallet and asset.  What comes out must be what the sandbox's account holds:
 * two programs that share nothing but the exchange's documentation agree.
 */
#ifndef TEST_HOST_SANDBOX_READING_H
#define TEST_HOST_SANDBOX_READING_H

#include "lib/exchange/exchange.h"
#include "test/host/sandbox/ask.h"

enum { READING_ROWS_MAX = 512 };

struct reading {
	/* What the rows add up to; index: exchange_wallet, asset of the catalog; e18. */
	__int128 moved[EXCHANGE_WALLET_COUNT][CATALOG_ASSETS_MAX];
	__int128 debt[EXCHANGE_WALLET_COUNT][CATALOG_ASSETS_MAX];
	/* What the balances say. */
	__int128 held[EXCHANGE_WALLET_COUNT][CATALOG_ASSETS_MAX];
	__int128 owed[EXCHANGE_WALLET_COUNT][CATALOG_ASSETS_MAX];
	size_t row_count, open_count, request_count;
	uint64_t from_id; /* feeds by id begin here */
	uint64_t last_id;
	struct exchange_flow last_flow;
	struct exchange_position positions[16];
	size_t position_count, echo_count, liquidation_count, instrument_count, mark_count;
	__int128 realized; /* what fills of futures say they realised */
};

/* Zero it. */
void reading_init(struct reading *r);

/*
 * Read one feed of `account` from `from_ms` to now: all its windows, variants and pages; feeds
 * that need a symbol only that one.  Fails the test when the connector finds anything wrong.
 */
void reading_take(
    struct reading *r, const char *account, const char *feed, const char *symbol, int64_t from_ms);

#endif
