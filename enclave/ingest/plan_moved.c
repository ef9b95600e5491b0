/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What balances say has moved.  First the pairs of which both sides did; when their rows do not
 * explain it all, whatever else the account is asked; and at last pairs that it never traded.
 */
#include "enclave/ingest/collection_inside.h"

static bool
is_changed(const struct collection *c, uint32_t asset)
{
	const struct residue *h = residues_by_asset(&c->residues, asset);

	return h != NULL && h->is_changed;
}

/* The walk of this feed and symbol, or NULL. */
static struct walk *
walk_of(const struct collection *c, size_t feed, uint32_t symbol)
{
	for (size_t i = 0; i < c->walk_count; i++) {
		struct walk *w = &c->walks[i];

		if (!w->is_free && w->feed == feed && w->symbol == symbol)
			return w;
	}
	return NULL;
}

/* Both sides of a pair moved: it was traded, whether it ever was before or not. */
static enum err
pairs_moved(struct collection *c, size_t feed)
{
	const struct catalogue *all = bourse_catalogue(c->bourse, &exchange_of(c)->feeds[feed]);

	for (uint32_t i = 0; i < all->count; i++) {
		struct walk *w;

		if (!is_changed(c, all->rows[i].base) || !is_changed(c, all->rows[i].quote))
			continue;
		w = walk_of(c, feed, i);
		if (w != NULL)
			plan_want(w, 2); /* and once more: exchanges write late */
		else
			TRY(discovery_want(plan_search(c, feed), i));
	}
	return OK;
}

/* Do pairs of which both sides moved say what was traded with what this wallet holds? */
static bool
is_of_pairs(enum exchange_wallet w)
{
	return w == EXCHANGE_WALLET_SPOT || w == EXCHANGE_WALLET_MARGIN ||
	    w == EXCHANGE_WALLET_ISOLATED;
}

/* May rows of this feed be why a balance moved?  Liquidations only tell again what fills do. */
static bool
may_have_moved(const struct exchange_feed *feed)
{
	if (plan_is_searched(feed))
		return !is_of_pairs(feed->wallet);
	return feed->kind == EXCHANGE_FILLS || feed->kind == EXCHANGE_FLOWS;
}

/*
 * What else may have moved the wallets that did, where pairs come first or not.  What the main
 * wallet's feeds tell of, deposits and transfers, moves others, too.
 */
static void
rows_moved(struct collection *c, bool is_after_pairs)
{
	const uint32_t main =
	    is_after_pairs ? UINT32_C(1) << bourse_main_wallet(exchange_of(c)) : 0;

	for (size_t i = 0; i < c->walk_count; i++) {
		struct walk *w = &c->walks[i];
		const struct exchange_feed *feed = feed_of(c, w);

		if (w->is_free || !has_wallet(c->moved | main, feed->wallet) ||
		    !may_have_moved(feed) || is_of_pairs(feed->wallet) != is_after_pairs)
			continue;
		plan_want(w, 2);
		w->open_count = 0;
	}
}

enum err
plan_balances_in(struct collection *c)
{
	if (c->backfilled_ms == 0)
		return OK;
	rows_moved(c, false);
	for (size_t i = 0; c->moved != 0 && i < exchange_of(c)->feed_count; i++)
		if (plan_may_search(c, i))
			TRY(pairs_moved(c, i));
	return OK;
}

enum err
plan_pairs_of(struct collection *c, size_t feed, uint32_t asset, bool *is_more)
{
	const struct catalogue *all = bourse_catalogue(c->bourse, &exchange_of(c)->feeds[feed]);

	for (uint32_t i = 0; i < all->count; i++)
		if (all->rows[i].base == asset && bits_has(&c->seen.assets, all->rows[i].quote) &&
		    walk_of(c, feed, i) == NULL) {
			TRY(discovery_want(plan_search(c, feed), i));
			*is_more = true;
		}
	return OK;
}

/* The pairs with this asset on one side that the account trades, and were not asked for yet. */
static void
pairs_with(struct collection *c, uint32_t asset)
{
	for (size_t i = 0; i < c->walk_count; i++) {
		struct walk *w = &c->walks[i];
		const struct listed *row;

		if (w->is_free || !plan_is_searched(feed_of(c, w)) || w->due_count > 0)
			continue;
		row = &bourse_catalogue(c->bourse, feed_of(c, w))->rows[w->symbol];
		if (row->base == asset || row->quote == asset)
			plan_want(w, 2);
	}
}

/* Did the asset move in this turn, and not the first one, when all is asked anyway? */
static bool
has_moved(const struct collection *c, size_t residue)
{
	return c->residues.rows[residue].is_changed && c->backfilled_ms != 0;
}

void
plan_widen(struct collection *c, bool *is_more)
{
	*is_more = false;
	for (size_t i = 0; i < c->residues.count; i++) {
		const struct residue *h = &c->residues.rows[i];

		/* What cannot be counted may be anything. */
		if (!has_moved(c, i) ||
		    (!h->is_lost && !residues_residual_is_other(&c->residues, i)))
			continue;
		pairs_with(c, h->asset);
		*is_more = true;
	}
	if (*is_more)
		rows_moved(c, true);
}

enum err
plan_recheck(struct collection *c, bool *is_more)
{
	*is_more = false;
	for (size_t i = 0; i < c->residues.count; i++) {
		const uint32_t asset = c->residues.rows[i].asset;

		if (!residues_residual_moved(&c->residues, i) || !has_moved(c, i))
			continue;
		for (size_t k = 0; k < exchange_of(c)->feed_count; k++)
			if (plan_may_search(c, k))
				TRY(plan_pairs_of(c, k, asset, is_more));
	}
	return OK;
}
