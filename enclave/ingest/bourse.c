/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/bourse.h"

void
bourse_init(struct bourse *m, const struct bourse_config *config)
{
	*m = (struct bourse){ .config = *config, .assets = assets_new(), .batch = batch_new() };
	for (size_t i = 0; i < EXCHANGE_WALLET_COUNT; i++)
		m->catalogues[i] = catalogue_new(&m->assets);
	m->sink = batch_sink(&m->batch);
}

void
bourse_wipe(struct bourse *m)
{
	for (size_t i = 0; i < EXCHANGE_WALLET_COUNT; i++)
		catalogue_wipe(&m->catalogues[i]);
	batch_wipe(&m->batch);
	assets_wipe(&m->assets);
}

static const struct exchange_feed *
list_of_wallet(const struct exchange *x, enum exchange_wallet wallet)
{
	for (size_t i = 0; i < x->feed_count; i++)
		if (x->feeds[i].kind == EXCHANGE_INSTRUMENTS && x->feeds[i].wallet == wallet)
			return &x->feeds[i];
	return NULL;
}

const struct exchange_feed *
bourse_lister(const struct exchange *x, const struct exchange_feed *feed)
{
	const struct exchange_feed *list = list_of_wallet(x, feed->wallet);

	for (size_t i = 0; i < x->feed_count && list == NULL; i++)
		if (x->feeds[i].kind == EXCHANGE_FILLS && feed->kind == EXCHANGE_FILLS &&
		    x->feeds[i].id_space == feed->id_space)
			list = list_of_wallet(x, x->feeds[i].wallet);
	return list != NULL ? list : exchange_feed_first(x, EXCHANGE_INSTRUMENTS);
}

struct catalogue *
bourse_catalogue(struct bourse *m, const struct exchange_feed *feed)
{
	const struct exchange_feed *list = bourse_lister(host_exchange(m->config.host), feed);

	return &m->catalogues[list == NULL ? feed->wallet : list->wallet];
}

struct catalogue *
bourse_market(struct bourse *m, const struct exchange_feed *feed, enum exchange_wallet market)
{
	const struct exchange_feed *list = list_of_wallet(host_exchange(m->config.host), market);

	return list != NULL ? &m->catalogues[market] : bourse_catalogue(m, feed);
}

enum exchange_wallet
bourse_main_market(const struct exchange *x)
{
	const struct exchange_feed *list = exchange_feed_first(x, EXCHANGE_INSTRUMENTS);

	return list != NULL ? list->wallet : bourse_main_wallet(x);
}

enum exchange_wallet
bourse_main_wallet(const struct exchange *x)
{
	return exchange_feed_first(x, EXCHANGE_BALANCES)->wallet;
}
