/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/instruments.h"

struct instruments *
instruments_new(int64_t read_ms)
{
	struct instruments *i = calloc(1, sizeof(*i));

	if (i != NULL) {
		i->holders = 1;
		i->read_ms = read_ms;
	}
	return i;
}

struct instruments *
instruments_hold(struct instruments *i)
{
	i->holders++;
	return i;
}

void
instruments_drop(struct instruments *i)
{
	if (i == NULL || --i->holders > 0)
		return;
	free(i->rows);
	free(i);
}

enum err
instruments_add(struct instruments *i, const struct instrument *row)
{
	ENSURE(i->count < INSTRUMENTS_COUNT_MAX, ERR_LIMIT);
	if (i->count == i->room) {
		const size_t room = i->room == 0 ? 256 : i->room * 2;
		void *moved = realloc(i->rows, room * sizeof(*i->rows));

		ENSURE(moved != NULL, ERR_NOMEM);
		i->rows = moved;
		i->room = room;
	}
	i->rows[i->count++] = *row;
	return OK;
}

const struct instrument *
instruments_by_pair(const struct instruments *i, const char *base, const char *quote)
{
	for (size_t at = 0; at < i->count; at++)
		if (strcmp(i->rows[at].base, base) == 0 && strcmp(i->rows[at].quote, quote) == 0)
			return &i->rows[at];
	return NULL;
}
