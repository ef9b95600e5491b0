/* SPDX-License-Identifier: Apache-2.0 */
/* Feeds that want a symbol and are no lists of fills: asked for each their wallet is known by. */
#include "enclave/ingest/collection_inside.h"

enum { ACROSS_MAX = WALKS_MAX / 8 }; /* what is between two symbols leaves room for the rest */

bool
plan_is_by_symbol(const struct exchange_feed *feed)
{
	return feed->needs_symbol &&
	    (feed->kind == EXCHANGE_FLOWS || feed->kind == EXCHANGE_LIQUIDATIONS);
}

static bool
is_here(const struct collection *c, const struct exchange_feed *feed, enum exchange_wallet wallet)
{
	return feed->wallet == wallet && plan_is_by_symbol(feed) &&
	    has_wallet(c->wallets, wallet) && host_has(host_of(c), feed);
}

/* One walk for each variant, unless there are some. */
static enum err
want(struct collection *c, const struct walk *like)
{
	const char *const *variants = feed_of(c, like)->variants;
	struct walk w = *like;
	size_t index;

	for (size_t i = 0; i < c->walk_count; i++)
		if (c->walks[i].feed == w.feed && c->walks[i].symbol == w.symbol &&
		    c->walks[i].second == w.second)
			return OK;
	do {
		TRY(plan_add(c, &w, &index));
		w.variant++;
	} while (variants != NULL && variants[w.variant] != NULL);
	return OK;
}

/* From this symbol to every other one of the wallet, and back. */
static enum err
want_across(struct collection *c, const struct walk *like)
{
	const size_t count = c->walk_count;

	for (size_t i = 0; i < count && c->walk_count < ACROSS_MAX; i++) {
		const struct exchange_feed *feed = feed_of(c, &c->walks[i]);
		struct walk there = *like, back = *like;

		if (!is_here(c, feed, feed_of(c, like)->wallet) || feed->needs_second ||
		    c->walks[i].symbol == like->symbol)
			continue;
		there.second = c->walks[i].symbol;
		back.symbol = c->walks[i].symbol;
		back.second = like->symbol;
		TRY(want(c, &there));
		TRY(want(c, &back));
	}
	return OK;
}

enum err
plan_symbol_walks(struct collection *c, enum exchange_wallet wallet, const char *symbol)
{
	const struct exchange *x = exchange_of(c);

	for (size_t i = 0; i < x->feed_count; i++) {
		struct walk w = { .feed = (uint8_t)i, .due_count = 1 };
		struct catalogue *all;
		const struct listed *row;

		if (!is_here(c, &x->feeds[i], wallet))
			continue;
		all = bourse_catalogue(c->bourse, &x->feeds[i]);
		row = catalogue_by_symbol(all, symbol);
		if (row == NULL)
			continue;
		w.symbol = (uint16_t)(row - all->rows);
		TRY(x->feeds[i].needs_second ? want_across(c, &w) : want(c, &w));
	}
	return OK;
}
