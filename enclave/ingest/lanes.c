/* SPDX-License-Identifier: Apache-2.0 */
/* A few questions at a time: which lanes are busy, and what each asks. */
#include <assert.h>

#include "enclave/ingest/collection_inside.h"

void
lanes_drop(struct collection *c)
{
	for (size_t i = 0; i < LANES_COUNT; i++) {
		if (c->lanes[i] == NULL)
			continue;
		host_cancel(host_of(c), c->lanes[i]->job);
		free(c->lanes[i]);
		c->lanes[i] = NULL;
	}
}

struct lane *
lanes_take(struct collection *c, size_t index)
{
	struct lane *l = malloc(sizeof(*l));

	assert(c->lanes[index] == NULL);
	if (l == NULL) {
		collection_stop(c, 0, "out of memory");
		return NULL;
	}
	*l = (struct lane){ .c = c, .walk = -1, .need = -1, .close = -1 };
	c->lanes[index] = l;
	return l;
}

void
lanes_end(struct lane *l)
{
	for (size_t i = 0; i < LANES_COUNT; i++)
		if (l->c->lanes[i] == l)
			l->c->lanes[i] = NULL;
	free(l);
}

/* Of the lanes of the turn: the side lane is nobody's business. */
size_t
lanes_busy_count(const struct collection *c)
{
	size_t count = 0;

	for (size_t i = 0; i < LANE_SIDE; i++)
		count += c->lanes[i] != NULL;
	return count;
}

size_t
lanes_free_index(const struct collection *c)
{
	for (size_t i = 0; i < LANE_SIDE; i++)
		if (c->lanes[i] == NULL)
			return i;
	return LANE_SIDE;
}

static void
begin_page(void *self)
{
	batch_clear(self);
}

void
lanes_put(struct lane *l, struct host_question *q, host_answer_fn *call)
{
	struct collection *c = l->c;

	q->account = &c->account;
	q->begin = begin_page;
	q->sink = &c->bourse->sink;
	if (host_ask(host_of(c), q, call, l, &l->job) != OK) {
		lanes_end(l);
		collection_stop(c, 0, "out of memory");
	}
}

void
lanes_ask(struct lane *l)
{
	struct collection *c = l->c;
	const struct walk *w = &c->walks[l->walk];
	const struct walk_visit *v = &l->visit;
	const bool is_sweep = l == c->lanes[LANE_SIDE] && (w->is_aged || plan_is_searched(v->feed));
	const struct catalogue *all = bourse_catalogue(c->bourse, v->feed);
	struct host_question q = { .feed = v->feed,
		.variant = v->feed->variants == NULL ? NULL : v->feed->variants[w->variant],
		.from_id = v->from_id,
		.from_ms = v->from_ms,
		.to_ms = v->to_ms,
		.cursor = v->cursor,
		.urgency = is_sweep ? HOST_SWEEP : HOST_USUAL };

	if (w->symbol != WALK_NO_SYMBOL)
		q.symbol = all->rows[w->symbol].instrument.symbol;
	if (v->feed->needs_second)
		q.second = all->rows[w->second].instrument.symbol;
	lanes_put(l, &q, answers_walk);
}

void
lanes_start_walk(struct collection *c, size_t lane, size_t index)
{
	struct lane *l = lanes_take(c, lane);
	struct walk *w = &c->walks[index];
	const struct walk_start start = plan_start(c, w);

	if (l == NULL)
		return;
	l->walk = (int32_t)index;
	w->is_running = true;
	walk_begin(&l->visit, feed_of(c, w), &start);
	lanes_ask(l);
}

void
lanes_start_key(struct collection *c)
{
	struct lane *l = lanes_take(c, 0);
	struct host_question q = { .feed =
				       exchange_feed_first(exchange_of(c), EXCHANGE_PERMISSIONS) };

	if (l != NULL)
		lanes_put(l, &q, answers_key);
}

static bool
is_being_asked(const struct collection *c, size_t need)
{
	for (size_t i = 0; i < LANE_SIDE; i++)
		if (c->lanes[i] != NULL && c->lanes[i]->need == (int32_t)need)
			return true;
	return false;
}

bool
lanes_start_mark(struct collection *c, size_t lane)
{
	const struct exchange_feed *feed = exchange_feed_first(exchange_of(c), EXCHANGE_MARKS);
	const struct catalogue *all = &c->bourse->catalogues[bourse_main_market(exchange_of(c))];

	for (size_t i = 0; feed != NULL && i < c->marks.count; i++) {
		const struct mark_need *need = &c->marks.rows[i];
		struct lane *l;

		if (!need->is_open || is_being_asked(c, i))
			continue;
		l = lanes_take(c, lane);
		if (l == NULL)
			return false;
		l->need = (int32_t)i;
		l->visit.from_ms = need->next_ms;
		l->visit.end_ms = host_server_ms(host_of(c), feed);
		lanes_put(l,
		    &(struct host_question){ .feed = feed,
			.symbol = all->rows[need->symbol].instrument.symbol,
			.from_ms = need->next_ms,
			.to_ms = need->last_ms },
		    answers_mark);
		return true;
	}
	return false;
}
