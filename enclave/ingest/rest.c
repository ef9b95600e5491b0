/* SPDX-License-Identifier: Apache-2.0 */
/* What an account takes while it rests, and most do at any moment: as little as can be. */
#include "enclave/ingest/collection_inside.h"

static void
walks_rest(struct collection *c)
{
	void *moved;

	while (c->walk_count > 0 && c->walks[c->walk_count - 1].is_free)
		c->walk_count--;
	if (c->walk_count == c->walk_room || c->walk_count == 0)
		return;
	moved = realloc(c->walks, c->walk_count * sizeof(*c->walks));
	if (moved == NULL)
		return;
	c->walks = moved;
	c->walk_room = c->walk_count;
}

/* Unless somebody asked for them in this turn or after the one before. */
static void
figures_rest(struct collection *c)
{
	if (!c->are_figures_wanted) {
		figures_free(c->figures);
		c->figures = NULL;
	}
	c->are_figures_wanted = false;
}

void
rest_give_back(struct collection *c)
{
	walks_rest(c);
	for (size_t i = 0; i < plan_search_count(c); i++)
		discovery_fit(&c->searches[i]);
	bits_fit(&c->seen.assets);
	figures_rest(c);
	host_account_rest(host_of(c), &c->account);
}

/* ---- how much that is ---- */

static size_t
text_memory(const char *text)
{
	return text == NULL ? 0 : strlen(text) + 1;
}

/* What is asked, and what is said of it. */
static size_t
plan_memory(const struct collection *c)
{
	const size_t search_count = plan_search_count(c);
	size_t size = c->walk_room * sizeof(*c->walks) + c->note_count * sizeof(*c->notes) +
	    search_count * sizeof(*c->searches) + c->seen.assets.size +
	    c->gap_count * sizeof(*c->gaps) +
	    (c->hints == NULL ? 0 : (c->hint_count + 1) * sizeof(*c->hints));

	for (size_t i = 0; i < search_count; i++)
		size += c->searches[i].wanted.size + c->searches[i].taken.size +
		    c->searches[i].gone.size;
	for (size_t i = 0; i < c->note_count; i++)
		size += c->notes[i].has_reason ? text_memory(c->notes[i].reason) : 0;
	return size;
}

/* What it has, and had, and which prices that needs. */
static size_t
held_memory(const struct collection *c)
{
	return c->residues.room * sizeof(*c->residues.rows) +
	    c->residues.report_room * sizeof(*c->residues.reports) +
	    c->positions.room * (sizeof(*c->positions.rows) + sizeof(*c->positions.wallets)) +
	    c->flows.room * sizeof(*c->flows.rows) + c->flows.slot_count * sizeof(*c->flows.slots) +
	    c->sums.room * sizeof(*c->sums.rows) + c->gain_room * sizeof(*c->gains) +
	    c->marks.room * sizeof(*c->marks.rows) + c->closes.room * sizeof(*c->closes.rows) +
	    c->closes.hour_count * sizeof(*c->closes.hours);
}

size_t
collection_memory(const struct collection *c)
{
	return sizeof(*c) + text_memory(c->last_error) + plan_memory(c) + held_memory(c) +
	    c->account.meters.count * sizeof(*c->account.meters.own);
}

size_t
collection_memory_under_way(const struct collection *c)
{
	size_t size = 0;

	for (size_t i = 0; i < LANES_COUNT; i++)
		size += c->lanes[i] == NULL
		    ? 0
		    : sizeof(*c->lanes[i]) + host_job_memory(c->lanes[i]->job);
	return size;
}
