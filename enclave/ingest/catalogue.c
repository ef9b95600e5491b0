/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/catalogue.h"

struct assets
assets_new(void)
{
	return (struct assets){ names_new(ASSET_SIZE, CATALOGUE_ASSETS_MAX) };
}

void
assets_wipe(struct assets *a)
{
	names_wipe(&a->names);
}

enum err
assets_number(struct assets *a, const char *name, uint32_t *out)
{
	return names_add(&a->names, name, out);
}

const char *
assets_name(const struct assets *a, uint32_t number)
{
	return names_text(&a->names, number);
}

struct catalogue
catalogue_new(struct assets *assets)
{
	return (struct catalogue){ .assets = assets,
		.symbols = names_new(SYMBOL_SIZE, CATALOGUE_COUNT_MAX) };
}

void
catalogue_wipe(struct catalogue *c)
{
	names_wipe(&c->symbols);
	free(c->rows);
	*c = (struct catalogue){ 0 };
}

static enum err
grow(struct catalogue *c)
{
	const size_t room = c->room == 0 ? 256 : c->room * 2;
	void *moved = realloc(c->rows, room * sizeof(*c->rows));

	ENSURE(moved != NULL, ERR_NOMEM);
	c->rows = moved;
	c->room = room;
	return OK;
}

enum err
catalogue_put(struct catalogue *c, const struct instrument *i)
{
	struct listed row = { .instrument = *i };
	uint32_t number;

	if (names_find(&c->symbols, i->symbol, &number))
		return OK;
	TRY(assets_number(c->assets, i->base, &row.base));
	TRY(assets_number(c->assets, i->quote, &row.quote));
	if (c->count == c->room)
		TRY(grow(c));
	TRY(names_add(&c->symbols, i->symbol, &number));
	c->rows[c->count++] = row;
	return OK;
}

const struct listed *
catalogue_by_symbol(struct catalogue *c, const char *symbol)
{
	uint32_t number;

	return names_find(&c->symbols, symbol, &number) ? &c->rows[number] : NULL;
}

bool
catalogue_has_asset(const struct catalogue *c, const char *asset)
{
	uint32_t number;

	if (!names_find(&c->assets->names, asset, &number))
		return false;
	for (size_t i = 0; i < c->count; i++)
		if (c->rows[i].base == number || c->rows[i].quote == number)
			return true;
	return false;
}

const struct listed *
catalogue_by_pair(struct catalogue *c, const char *base, const char *quote)
{
	uint32_t b, q;

	if (!names_find(&c->assets->names, base, &b) || !names_find(&c->assets->names, quote, &q))
		return NULL;
	return catalogue_by_assets(c, b, q);
}

const struct listed *
catalogue_by_assets(const struct catalogue *c, uint32_t base, uint32_t quote)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->rows[i].base == base && c->rows[i].quote == quote)
			return &c->rows[i];
	return NULL;
}
