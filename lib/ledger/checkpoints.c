/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/checkpoints.h"

#include "lib/base/secret.h"

enum {
	APART_LEAST = CHECKPOINTS_FIRST,
	RECENT = 1024,    /* rows at the end whose checkpoints stay close together */
	THINNED = 1024,   /* rows from one older checkpoint to the next, at least */
	ROWS_PER_LOT = 8, /* rows from one to the next for each lot to be copied */
};

void
checkpoints_wipe(struct checkpoints *c)
{
	while (c->count > 0)
		free(c->all[--c->count].aside);
	if (c->all != NULL)
		bytes_wipe(c->all, c->room * sizeof(*c->all));
	free(c->all);
	*c = (struct checkpoints){ 0 };
}

static bool
is_due(const struct checkpoints *c, const struct fold *f, size_t row_count)
{
	const size_t last = c->count == 0 ? 0 : c->all[c->count - 1].row_count;

	return row_count >= last + APART_LEAST &&
	    (row_count - last) / ROWS_PER_LOT >= lots_aside_count(&f->lots);
}

/* `before` comes before `b`. */
static void
block_extend(struct block *b, const struct block *before)
{
	struct block both = *before;

	fold_block_add(&both, b);
	*b = both;
}

/* Of those that are no longer recent keep one in so many rows; `f` goes on from the last. */
static void
thin(struct checkpoints *c, struct fold *f, size_t row_count)
{
	struct block gone = FOLD_BLOCK_NONE; /* of those since the last that was kept */
	size_t kept = c->thinned_count;

	for (size_t i = kept; i < c->count; i++) {
		struct checkpoint *one = &c->all[i];
		const bool is_recent = one->row_count + RECENT >= row_count;

		block_extend(&one->block, &gone);
		if (!is_recent && kept > 0 &&
		    one->row_count < c->all[kept - 1].row_count + THINNED) {
			gone = one->block;
			free(one->aside);
			continue;
		}
		gone = FOLD_BLOCK_NONE;
		c->thinned_count += !is_recent;
		c->all[kept++] = *one;
	}
	block_extend(&f->block, &gone);
	c->count = kept;
}

static enum err
reserve(struct checkpoints *c, struct fold *f, size_t row_count)
{
	size_t room;
	struct checkpoint *all;

	if (c->count == c->room)
		thin(c, f, row_count);
	if (c->count < c->room)
		return OK;
	room = c->room == 0 ? 1 : c->room + c->room / 8 + 1;
	all = realloc(c->all, room * sizeof(*all));
	ENSURE(all != NULL, ERR_NOMEM);
	c->all = all;
	c->room = room;
	return OK;
}

enum err
checkpoints_note(struct checkpoints *c, struct fold *f, size_t row_count)
{
	const size_t aside_count = lots_aside_count(&f->lots);
	struct lot *aside = NULL;

	if (!is_due(c, f, row_count))
		return OK;
	TRY(reserve(c, f, row_count));
	if (aside_count > 0) {
		aside = malloc(aside_count * sizeof(*aside));
		ENSURE(aside != NULL, ERR_NOMEM);
		lots_aside(&f->lots, aside);
	}
	c->all[c->count++] =
	    (struct checkpoint){ row_count, f->state, f->lots.state, aside, f->block };
	f->block = FOLD_BLOCK_NONE;
	return OK;
}

const struct checkpoint *
checkpoints_last(const struct checkpoints *c)
{
	return c->count == 0 ? NULL : &c->all[c->count - 1];
}

enum err
checkpoints_part(struct checkpoints *c, size_t row_count, struct checkpoints *behind)
{
	size_t kept = c->count, count;

	while (kept > 0 && c->all[kept - 1].row_count > row_count)
		kept--;
	count = c->count - kept;
	if (count == 0)
		return OK;
	behind->all = malloc(count * sizeof(*behind->all));
	ENSURE(behind->all != NULL, ERR_NOMEM);
	memcpy(behind->all, c->all + kept, count * sizeof(*behind->all));
	behind->count = behind->room = count;
	c->count = kept;
	if (c->thinned_count > kept)
		c->thinned_count = kept;
	return OK;
}
