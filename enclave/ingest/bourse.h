/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bourse.h - what all collections at one exchange share: the host, what it trades, one batch of
 * rows.
 *
 * Room:      enclave/ingest.  Calls: lib/exchange, lib/base.
 */
#ifndef INGEST_BOURSE_H
#define INGEST_BOURSE_H

#include "enclave/ingest/batch.h"
#include "enclave/ingest/catalogue.h"
#include "enclave/outbound/host.h"

struct bourse {
	struct host *host; /* borrowed */
	struct assets assets;
	struct catalogue catalogues[EXCHANGE_WALLET_COUNT]; /* of wallets that have a list */
	struct batch batch;
	size_t account_count; /* collections there are */
};

/* `m` must stay put: its catalogues point into it. */
void bourse_init(struct bourse *m, struct host *host);
void bourse_wipe(struct bourse *m);

/*
 * What symbols of this feed mean: the list of its own wallet, or of the wallet whose fills share
 * its ids (margin trades the instruments of spot).
 */
struct catalogue *bourse_catalogue(struct bourse *m, const struct exchange_feed *feed);

/* The feed that fills a wallet's catalogue, or NULL. */
const struct exchange_feed *bourse_lister(
    const struct exchange *x, const struct exchange_feed *feed);

/* The wallet this exchange's accounts have in any case: that of its first balances. */
enum exchange_wallet bourse_main_wallet(const struct exchange *x);

#endif
