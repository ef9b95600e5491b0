/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When balances say that rows are missing: everything is read once more from its beginning.
 *
 * A page can come without a row that was there, or without any; the walk has passed it then, and
 * nothing but the balance knows.  Residuals that stay as they are over two turns are no trade
 * under way.  A reading that found something is followed by another; what it did not find is looked
 * for after an hour, after four, sixteen, and then every 64: it may be older than what the
 * exchange keeps, or of a part of the account that it does not tell of.
 */
#include "enclave/ingest/collection_inside.h"

enum { STEPS_MAX = 3, PAUSE_MS = 3600000 };

/* Want what these residuals point at and nobody has asked for. */
static enum err
want_pairs(struct collection *c)
{
	struct decimal reported, residual;
	bool is_more;

	for (size_t i = 0; i < c->residues.count; i++) {
		const struct residue *h = &c->residues.rows[i];

		if (residues_residual(&c->residues, h, &reported, &residual) != OK ||
		    decimal_sign(residual) == 0)
			continue;
		for (size_t k = 0; k < exchange_of(c)->feed_count; k++)
			if (plan_may_search(c, k))
				TRY(plan_pairs_of(c, k, h->asset, &is_more));
	}
	return OK;
}

/* Lists too: a symbol may have been missing there. */
static void
forget_lists(struct collection *c)
{
	for (size_t i = 0; i < EXCHANGE_WALLET_COUNT; i++)
		if (has_wallet(c->wallets, (enum exchange_wallet)i))
			c->bourse->catalogues[i].read_ms = 0;
}

/* What is under way shows in balances before it shows as a row. */
static bool
may_settle(const struct collection *c)
{
	for (size_t i = 0; i < c->walk_count; i++)
		if (!c->walks[i].is_free && plan_may_settle(&c->walks[i]))
			return true;
	return false;
}

/* What was looked for in vain may come at last, but it is not looked for as often. */
static int64_t
pause_ms(const struct collection *c, uint32_t print)
{
	unsigned steps = print == c->reread_print ? c->reread_count - 1 : 0;

	if (c->reread_ms == 0 || c->has_found_old)
		return 0;
	steps = steps < STEPS_MAX ? steps : STEPS_MAX;
	return (int64_t)PAUSE_MS << 2 * steps;
}

enum err
reread_if_rows_are_missing(struct collection *c)
{
	const uint32_t print = residues_print(&c->residues);
	const uint32_t before = c->residual_print;
	const int64_t now_ms = clock_mono_ms(loop_clock(c->bourse->config.loop));
	struct collection_completeness all;

	c->residual_print = print;
	if (print == 0 || print != before)
		return OK;
	collection_completeness(c, &all);
	if (all.slow_left > 0 || may_settle(c) || now_ms - c->reread_ms < pause_ms(c, print))
		return OK;
	if (print != c->reread_print || c->has_found_old)
		c->reread_count = 0;
	if (c->reread_count <= STEPS_MAX)
		c->reread_count++;
	c->reread_print = print;
	c->reread_ms = now_ms;
	c->has_found_old = false;
	forget_lists(c);
	for (size_t i = 0; i < c->walk_count; i++) {
		struct walk *w = &c->walks[i];

		if (w->is_free || w->is_running)
			continue;
		w->position = 0;
		plan_want(w, 1);
	}
	return want_pairs(c);
}
