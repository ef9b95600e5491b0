/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bourse.h - what all collections at one exchange share: the host and how it is polled, what it
 * trades, one batch of rows.
 *
 * Room:      enclave/ingest.  Calls: enclave/outbound, lib/exchange, lib/base.
 */
#ifndef INGEST_BOURSE_H
#define INGEST_BOURSE_H

#include "enclave/ingest/batch.h"
#include "enclave/ingest/catalogue.h"
#include "enclave/outbound/host.h"

/* All of it is borrowed. */
struct bourse_config {
	struct loop *loop;
	struct vault *vault;
	const struct log *log;
	struct host *host;
	int64_t poll_min_ms, poll_max_ms; /* how long an account rests between two turns */
};

struct bourse {
	struct bourse_config config;
	struct assets assets;
	struct catalogue catalogues[EXCHANGE_WALLET_COUNT]; /* of wallets that have a list */
	struct batch batch;
	struct exchange_sink sink; /* into the batch */
	size_t account_count;      /* collections there are */
	uint64_t fill_count;       /* new ones in all of them since the start, for monitoring */
};

/* `m` must stay put: it points into itself. */
void bourse_init(struct bourse *m, const struct bourse_config *config);
void bourse_wipe(struct bourse *m);

/*
 * What symbols of this feed mean: the list of its own wallet, or of the wallet whose fills share
 * its ids (margin trades the instruments of spot).
 */
struct catalogue *bourse_catalogue(struct bourse *m, const struct exchange_feed *feed);

/* The feed that fills a wallet's catalogue, or NULL. */
const struct exchange_feed *bourse_lister(
    const struct exchange *x, const struct exchange_feed *feed);

/*
 * The same for a row of this feed that names its own market: an exchange with one wallet for
 * everything tells of spot and of futures in one list, and both have a BTCUSDT.
 */
struct catalogue *bourse_market(
    struct bourse *m, const struct exchange_feed *feed, enum exchange_wallet market);

/* The wallet this exchange's accounts have in any case: that of its first balances. */
enum exchange_wallet bourse_main_wallet(const struct exchange *x);

/* The market whose pairs say what assets are worth: that of its first list of instruments. */
enum exchange_wallet bourse_main_market(const struct exchange *x);

#endif
