/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/symbols.h"

enum { RANKS = 4 };

void
symbols_wipe(struct symbols *s)
{
	free(s->rows);
	free(s->assets);
	*s = (struct symbols){ 0 };
}

enum err
symbols_hint(struct symbols *s, const char *symbol)
{
	ENSURE(s->hint_count < SYMBOLS_HINTS_MAX, ERR_LIMIT);
	TRY(span_to_text(span_text(symbol), s->hints[s->hint_count], SYMBOL_SIZE));
	s->hint_count++;
	return OK;
}

static bool
is_held(const struct symbols *s, const char *asset)
{
	for (size_t i = 0; i < s->asset_count; i++)
		if (strcmp(s->assets[i], asset) == 0)
			return true;
	return false;
}

enum err
symbols_see_asset(struct symbols *s, const char *asset)
{
	if (s->assets == NULL)
		s->assets = calloc(SYMBOLS_ASSETS_MAX, ASSET_SIZE);
	ENSURE(s->assets != NULL, ERR_NOMEM);
	if (s->asset_count == SYMBOLS_ASSETS_MAX || is_held(s, asset))
		return OK;
	return span_to_text(span_text(asset), s->assets[s->asset_count++], ASSET_SIZE);
}

static unsigned
rank_of(const struct symbols *s, const struct instrument *i)
{
	const bool has_base = is_held(s, i->base), has_quote = is_held(s, i->quote);

	for (size_t h = 0; h < s->hint_count; h++)
		if (strcmp(s->hints[h], i->symbol) == 0)
			return 0;
	if (has_base && has_quote)
		return 1;
	return has_base ? 2 : 3;
}

enum err
symbols_order(struct symbols *s, const struct instruments *all)
{
	uint8_t *ranks = malloc(all->count + 1);

	s->rows = calloc(all->count + 1, sizeof(*s->rows));
	if (ranks == NULL || s->rows == NULL) {
		free(ranks);
		return ERR_NOMEM;
	}
	for (size_t i = 0; i < all->count; i++)
		ranks[i] = (uint8_t)rank_of(s, &all->rows[i]);
	s->count = 0;
	for (unsigned rank = 0; rank < RANKS; rank++)
		for (size_t i = 0; i < all->count; i++)
			if (ranks[i] == rank)
				s->rows[s->count++].instrument = (uint32_t)i;
	free(ranks);
	free(s->assets);
	s->assets = NULL;
	s->asset_count = 0;
	return OK;
}
