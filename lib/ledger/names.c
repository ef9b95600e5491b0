/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/names.h"

#include <assert.h>

#include "lib/base/secret.h"

struct names
names_new(size_t stride, size_t max)
{
	assert(stride > 1 && max > 0 && max < UINT32_MAX / 4);
	return (struct names){ .stride = stride, .max = max };
}

void
names_wipe(struct names *n)
{
	if (n->texts != NULL)
		bytes_wipe(n->texts, n->room * n->stride);
	free(n->texts);
	free(n->slots);
	*n = (struct names){ 0 };
}

const char *
names_text(const struct names *n, uint32_t number)
{
	assert(number < n->count);
	return n->texts + number * n->stride;
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

/* Where `text` is, or the empty slot where it would go. */
static size_t
slot_of(const struct names *n, const char *text)
{
	size_t at = hash_of(text) & (n->slot_count - 1);

	while (n->slots[at] != 0 && strcmp(names_text(n, n->slots[at] - 1), text) != 0)
		at = (at + 1) & (n->slot_count - 1);
	return at;
}

bool
names_find(struct names *n, const char *text, uint32_t *out)
{
	size_t at;

	if (n->count == 0)
		return false;
	if (strcmp(names_text(n, n->last), text) != 0) {
		at = slot_of(n, text);
		if (n->slots[at] == 0)
			return false;
		n->last = n->slots[at] - 1;
	}
	*out = n->last;
	return true;
}

/* Room for one more: texts double, slots stay at most half full. */
static enum err
grow(struct names *n)
{
	const size_t room = n->room == 0 ? 8 : n->room * 2;
	uint32_t *slots;
	char *texts;

	if (n->count < n->room)
		return OK;
	texts = realloc(n->texts, room * n->stride);
	ENSURE(texts != NULL, ERR_NOMEM);
	n->texts = texts;
	slots = calloc(room * 2, sizeof(*slots));
	ENSURE(slots != NULL, ERR_NOMEM);
	free(n->slots);
	n->slots = slots;
	n->room = room;
	n->slot_count = room * 2;
	for (uint32_t i = 0; i < n->count; i++)
		n->slots[slot_of(n, names_text(n, i))] = i + 1;
	return OK;
}

enum err
names_add(struct names *n, const char *text, uint32_t *out)
{
	size_t size;
	char *place;

	if (names_find(n, text, out))
		return OK;
	size = strnlen(text, n->stride);
	ENSURE(size > 0 && size < n->stride, ERR_INPUT);
	ENSURE(n->count < n->max, ERR_LIMIT);
	TRY(grow(n));
	place = n->texts + n->count * n->stride;
	memset(place, 0, n->stride);
	memcpy(place, text, size);
	*out = (uint32_t)n->count;
	n->slots[slot_of(n, text)] = *out + 1;
	n->count++;
	return OK;
}
