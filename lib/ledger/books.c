/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/books.h"

enum { ROOM_FIRST = 8 };

void
books_wipe(struct books *b)
{
	for (size_t i = 0; i < b->count; i++)
		book_free(b->all[i]);
	free(b->all);
	free(b->slots);
	*b = (struct books){ 0 };
}

/* FNV-1a, 32 bit. */
static uint32_t
hash_of(const char *text)
{
	uint32_t h = 2166136261U;

	for (; *text != '\0'; text++)
		h = (h ^ (uint8_t)*text) * 16777619U;
	return h;
}

/* Where the book of `symbol` is, or the empty slot where it would go. */
static size_t
slot_of(const struct books *b, const char *symbol)
{
	const size_t mask = b->room * 2 - 1;
	size_t at = hash_of(symbol) & mask;

	while (b->slots[at] != NULL && strcmp(b->slots[at]->instrument.symbol, symbol) != 0)
		at = (at + 1) & mask;
	return at;
}

struct book *
books_by_symbol(struct books *b, const char *symbol)
{
	struct book *found;

	if (b->count == 0)
		return NULL;
	if (b->last != NULL && strcmp(b->last->instrument.symbol, symbol) == 0)
		return b->last;
	found = b->slots[slot_of(b, symbol)];
	if (found != NULL)
		b->last = found;
	return found;
}

static enum err
grow(struct books *b)
{
	const size_t room = b->room == 0 ? ROOM_FIRST : b->room * 2;
	struct book **all, **slots;

	if (b->count < b->room)
		return OK;
	all = realloc(b->all, room * sizeof(struct book *));
	ENSURE(all != NULL, ERR_NOMEM);
	b->all = all;
	slots = calloc(room * 2, sizeof(struct book *));
	ENSURE(slots != NULL, ERR_NOMEM);
	free(b->slots);
	b->slots = slots;
	b->room = room;
	for (size_t i = 0; i < b->count; i++)
		b->slots[slot_of(b, b->all[i]->instrument.symbol)] = b->all[i];
	return OK;
}

enum err
books_add(struct books *b, struct book *book)
{
	TRY(grow(b));
	b->slots[slot_of(b, book->instrument.symbol)] = book;
	b->all[b->count++] = book;
	return OK;
}
