/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/marks.h"

void
mark_needs_wipe(struct mark_needs *m)
{
	free(m->rows);
	*m = (struct mark_needs){ 0 };
}

static struct mark_need *
need_of(struct mark_needs *m, uint32_t base, uint32_t quote)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->rows[i].base == base && m->rows[i].quote == quote)
			return &m->rows[i];
	return NULL;
}

static enum err
reserve(struct mark_needs *m)
{
	const uint32_t room = m->room + m->room / 2 + 1;
	void *moved;

	ENSURE(m->count < MARK_NEEDS_MAX, ERR_LIMIT);
	if (m->count < m->room)
		return OK;
	moved = realloc(m->rows, room * sizeof(*m->rows));
	ENSURE(moved != NULL, ERR_NOMEM);
	m->rows = moved;
	m->room = room;
	return OK;
}

enum err
mark_needs_fill(
    struct mark_needs *m, struct assets *assets, const struct instrument *i, const struct fill *f)
{
	struct mark_need *n;
	uint32_t base, quote;

	if (decimal_sign(f->fee) == 0 || strcmp(f->fee_asset, i->base) == 0 ||
	    strcmp(f->fee_asset, i->quote) == 0)
		return OK;
	if (f->fee_asset[0] == '\0' || i->quote[0] == '\0')
		return OK; /* nobody has a price for it */
	TRY(assets_number(assets, f->fee_asset, &base));
	TRY(assets_number(assets, i->quote, &quote));
	n = need_of(m, base, quote);
	if (n == NULL) {
		TRY(reserve(m));
		n = &m->rows[m->count++];
		*n = (struct mark_need){ .base = base,
			.quote = quote,
			.symbol = MARK_NO_SYMBOL,
			.first_ms = f->ts_ms,
			.last_ms = f->ts_ms };
	}
	if (f->ts_ms < n->first_ms) {
		n->first_ms = f->ts_ms;
		n->is_behind = n->next_ms != 0;
	}
	n->last_ms = f->ts_ms > n->last_ms ? f->ts_ms : n->last_ms;
	return OK;
}

static void
aim(struct mark_need *n, const struct catalogue *all)
{
	const struct listed *row = catalogue_by_assets(all, n->base, n->quote);

	if (row != NULL)
		n->symbol = (int32_t)(row - all->rows);
	/* Begin with the candle that closed last before the first fill; once more when one that is
	 * older still came late. */
	if (n->next_ms == 0 || n->is_behind)
		n->next_ms = n->first_ms / MARK_STEP_MS * MARK_STEP_MS - MARK_STEP_MS;
	n->is_behind = false;
	n->is_open = n->symbol != MARK_NO_SYMBOL && n->next_ms <= n->last_ms;
}

void
mark_needs_aim(struct mark_needs *m, const struct catalogue *all)
{
	for (size_t i = 0; i < m->count; i++)
		aim(&m->rows[i], all);
}

bool
mark_need_accepts(struct mark_need *n, int64_t closed_ms)
{
	if (closed_ms < n->next_ms + MARK_STEP_MS || n->is_doubted)
		return true;
	n->is_doubted = true;
	return false;
}

void
mark_need_taken(struct mark_need *n, int64_t closed_ms)
{
	if (closed_ms < n->next_ms)
		return;
	n->next_ms = closed_ms + 1;
	n->is_doubted = false;
}

void
mark_need_answered(struct mark_need *n, int64_t asked_ms, bool is_last)
{
	n->is_open = !is_last && n->next_ms > asked_ms && n->next_ms <= n->last_ms;
}
