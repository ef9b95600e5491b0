/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is due by its age alone, and how old answers are.
 *
 * A walk of a long period goes beside the turn, at the share of the sweep, so that fresh questions
 * and first imports go first.  If its next moment comes before it was read, it has waited a whole
 * period and goes with the turn.  So whatever happened is read two periods later at the latest, as
 * long as the exchange answers and turns take less than a period.
 */
#include "enclave/ingest/collection_inside.h"

static int64_t
mono_ms(const struct collection *c)
{
	return clock_mono_ms(loop_clock(c->bourse->config.loop));
}

static struct schedule
schedule_of_walk(const struct collection *c, const struct walk *w)
{
	const uint64_t which =
	    (uint64_t)w->feed << 40 | (uint64_t)w->variant << 32 | (uint32_t)w->symbol;

	return schedule_of(schedule_period_ms(exchange_of(c), feed_of(c, w)),
	    schedule_mix(schedule_mix((uint64_t)c->started_ms, which), w->second));
}

/* Its moment has come since the turn before began: it is due. */
static void
walk_turn(const struct collection *c, struct walk *w, int64_t now_ms)
{
	const struct schedule s = schedule_of_walk(c, w);

	if (schedule_last_ms(&s, now_ms) <= c->turn_ms)
		return;
	if (w->due_count > 0) { /* it has waited for a period, or is being read since before */
		plan_want(w, w->is_running ? 2 : 1);
		return;
	}
	plan_want(w, 1);
	w->is_aged = s.period_ms > SCHEDULE_CHEAP_MS && now_ms - c->turn_ms < s.period_ms;
}

/* Is it asked in this turn, however long ago it was before? */
static bool
is_of_each_turn(const struct collection *c, const struct walk *w)
{
	const enum exchange_kind kind = feed_of(c, w)->kind;

	return c->synced_ms == 0 || kind == EXCHANGE_INSTRUMENTS || kind == EXCHANGE_BALANCES ||
	    kind == EXCHANGE_POSITIONS || plan_may_settle(w);
}

void
ages_turn(struct collection *c)
{
	const struct schedule hour = schedule_of(SCHEDULE_CHEAP_MS, (uint64_t)c->started_ms);
	const int64_t now_ms = mono_ms(c);
	const bool is_hour = schedule_last_ms(&hour, now_ms) > c->turn_ms;

	c->is_widened = c->is_rechecked = false;
	c->rest_count = 0;
	c->moved = 0;
	for (size_t i = 0; i < c->walk_count; i++) {
		struct walk *w = &c->walks[i];

		w->is_resting = w->is_put_off = false;
		/* What something was said of is asked again before that is forgotten. */
		if (is_of_each_turn(c, w) || (is_hour && notes_has(c, w->feed)))
			plan_want(w, 1);
		else
			walk_turn(c, w, now_ms);
	}
	if (is_hour)
		notes_wipe(c);
	c->turn_before_ms = c->turn_ms;
	c->turn_ms = now_ms;
}

/* ---- how old answers are ---- */

/*
 * The walk was last read after this moment, monotonic; false: nobody knows.  What is not due was
 * read since its last moment.  What waits beside the turn was read in the period before; what the
 * turn reads now, before the turn before, in which it may have been waiting.
 */
static bool
read_after(const struct collection *c, const struct walk *w, int64_t *out)
{
	const struct schedule s = schedule_of_walk(c, w);
	const bool is_long = s.period_ms > SCHEDULE_CHEAP_MS;

	if (!w->is_walked || w->failure_count > 0)
		return false;
	if (w->due_count == 0)
		*out = schedule_last_ms(&s, c->turn_ms);
	else if (w->is_aged)
		*out = schedule_last_ms(&s, c->turn_ms) - s.period_ms;
	else
		*out = schedule_last_ms(&s, c->turn_before_ms) - (is_long ? s.period_ms : 0);
	return true;
}

static int64_t
feed_until_ms(const struct collection *c, size_t feed, bool *has_walk)
{
	const int64_t wall_ms = clock_wall_ms(loop_clock(c->bourse->config.loop));
	int64_t least_ms = INT64_MAX;

	*has_walk = false;
	for (size_t i = 0; i < c->walk_count; i++) {
		const struct walk *w = &c->walks[i];
		int64_t after_ms;

		/* A symbol that is only tried out is none of the account's. */
		if (w->is_free || w->feed != feed ||
		    (plan_is_searched(feed_of(c, w)) && w->fill_count == 0))
			continue;
		*has_walk = true;
		if (notes_is_off(c, feed) || !read_after(c, w, &after_ms))
			return 0;
		after_ms = wall_ms - (mono_ms(c) - after_ms);
		least_ms = after_ms < least_ms ? after_ms : least_ms;
	}
	/* All of it was read since the account came. */
	return least_ms > c->started_ms ? least_ms : c->started_ms;
}

bool
collection_age_at(const struct collection *c, size_t index, struct collection_age *out)
{
	const struct exchange *x = exchange_of(c);

	for (size_t i = 0; i < x->feed_count; i++) {
		bool has_walk;

		if (x->feeds[i].kind != EXCHANGE_FILLS && x->feeds[i].kind != EXCHANGE_FLOWS &&
		    x->feeds[i].kind != EXCHANGE_LIQUIDATIONS)
			continue;
		out->until_ms = feed_until_ms(c, i, &has_walk);
		if (!has_walk || index-- > 0)
			continue;
		out->feed = x->feeds[i].name;
		return true;
	}
	return false;
}
