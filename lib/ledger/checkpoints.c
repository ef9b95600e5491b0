/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/checkpoints.h"

#include "lib/base/secret.h"

enum {
	RECENT = 1024,    /* rows at the end whose checkpoints stay close together */
	THINNED = 1024,   /* rows from one older checkpoint to the next, at least */
	ROWS_PER_LOT = 8, /* rows from one to the next for each lot to be copied */
};

static void
drop(struct checkpoints *c, size_t from)
{
	while (c->count > from)
		free(c->all[--c->count].aside);
	if (c->thinned_count > from)
		c->thinned_count = from;
}

void
checkpoints_wipe(struct checkpoints *c)
{
	drop(c, 0);
	if (c->all != NULL)
		bytes_wipe(c->all, c->room * sizeof(*c->all));
	free(c->all);
	*c = (struct checkpoints){ 0 };
}

static bool
is_due(const struct checkpoints *c, const struct fold *f, size_t row_count)
{
	const size_t last = c->count == 0 ? 0 : c->all[c->count - 1].row_count;

	return row_count % CHECKPOINTS_APART == 0 && row_count > last &&
	    (row_count - last) / ROWS_PER_LOT >= lots_aside_count(&f->lots);
}

/* Of those that are no longer recent keep one in so many rows. */
static void
thin(struct checkpoints *c, size_t row_count)
{
	size_t kept = c->thinned_count;

	for (size_t i = kept; i < c->count; i++) {
		struct checkpoint *one = &c->all[i];
		const bool is_recent = one->row_count + RECENT >= row_count;

		if (!is_recent && kept > 0 &&
		    one->row_count < c->all[kept - 1].row_count + THINNED) {
			free(one->aside);
			continue;
		}
		c->thinned_count += !is_recent;
		c->all[kept++] = *one;
	}
	c->count = kept;
}

static enum err
reserve(struct checkpoints *c, size_t row_count)
{
	size_t room;
	struct checkpoint *all;

	if (c->count == c->room)
		thin(c, row_count);
	if (c->count < c->room)
		return OK;
	room = c->room == 0 ? 1 : c->room + c->room / 4 + 1;
	all = realloc(c->all, room * sizeof(*all));
	ENSURE(all != NULL, ERR_NOMEM);
	c->all = all;
	c->room = room;
	return OK;
}

enum err
checkpoints_note(struct checkpoints *c, const struct fold *f, size_t row_count)
{
	const size_t aside_count = lots_aside_count(&f->lots);
	struct lot *aside = NULL;

	if (!is_due(c, f, row_count))
		return OK;
	TRY(reserve(c, row_count));
	if (aside_count > 0) {
		aside = malloc(aside_count * sizeof(*aside));
		ENSURE(aside != NULL, ERR_NOMEM);
		lots_aside(&f->lots, aside);
	}
	c->all[c->count++] = (struct checkpoint){ row_count, f->state, f->lots.state, aside };
	return OK;
}

const struct checkpoint *
checkpoints_back(struct checkpoints *c, size_t row_count)
{
	size_t kept = c->count;

	while (kept > 0 && c->all[kept - 1].row_count > row_count)
		kept--;
	drop(c, kept);
	return kept == 0 ? NULL : &c->all[kept - 1];
}
