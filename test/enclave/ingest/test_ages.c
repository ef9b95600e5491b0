/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes due by its age; days of it are in test/simulation. */
#include "enclave/ingest/collection_inside.h"
#include "test/enclave/ingest/one.h"

enum { TURN_MS = 300000, HOUR_MS = 3600000, DAY_MS = 86400000 };

/* The next turn; how often was this walk due in as many as these? */
static unsigned
due_turns(struct one *o, struct walk *w, int64_t ms)
{
	unsigned count = 0;

	for (int64_t at_ms = 0; at_ms < ms; at_ms += TURN_MS) {
		clock_fake_advance_ms(&o->room.time, TURN_MS);
		w->due_count = 0;
		ages_turn(o->c);
		count += w->due_count;
	}
	return count;
}

/* Turns without an answer, until the walk is due `is_aged` or not. */
static void
until_due(struct one *o, const struct walk *w, bool is_aged)
{
	for (int64_t at_ms = 0; w->due_count == 0 || w->is_aged != is_aged; at_ms += TURN_MS) {
		assert_true(at_ms <= DAY_MS);
		clock_fake_advance_ms(&o->room.time, TURN_MS);
		ages_turn(o->c);
	}
}

TEST(ages_want_lists_and_balances_in_each_turn_cheap_rows_each_hour_and_dear_ones_each_day)
{
	static const struct {
		const char *feed;
		unsigned count; /* in a day */
	} cases[] = { { "spot.balances", DAY_MS / TURN_MS },
		{ "funding.balances", DAY_MS / TURN_MS }, { "spot.instruments", DAY_MS / TURN_MS },
		{ "wallet.deposits", 24 }, { "wallet.transfers", 1 }, { "wallet.convert", 24 },
		{ "spot.fills", 1 } };
	struct one o;

	one_at_rest(&o);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_INT(due_turns(&o, one_walk(&o, cases[i].feed), DAY_MS), cases[i].count);
	one_close(&o);
}

TEST(ages_of_all_feeds_are_not_up_in_one_turn)
{
	size_t most = 0;
	struct one o;

	one_at_rest(&o);
	for (int64_t at_ms = 0; at_ms < DAY_MS; at_ms += TURN_MS) {
		size_t count = 0;

		clock_fake_advance_ms(&o.room.time, TURN_MS);
		ages_turn(o.c);
		for (size_t i = 0; i < o.c->walk_count; i++) {
			count += o.c->walks[i].due_count;
			o.c->walks[i].due_count = 0;
		}
		most = count > most ? count : most;
	}
	CHECK(o.c->walk_count > 40);
	CHECK(most < o.c->walk_count / 2);
	one_close(&o);
}

TEST(ages_put_what_is_dear_beside_the_turn_and_into_it_when_a_period_was_not_enough)
{
	struct walk *w;
	struct one o;

	one_at_rest(&o);
	w = one_walk(&o, "spot.fills");
	until_due(&o, w, true);
	CHECK_INT(w->due_count, 1);
	CHECK(plan_is_aside(o.c, w));
	until_due(&o, w, false); /* nobody asked for a day */
	CHECK_INT(w->due_count, 1);
	CHECK(!plan_is_aside(o.c, w));
	until_due(&o, one_walk(&o, "wallet.dust"), false); /* what is cheap is of the turn */
	one_close(&o);
}

TEST(ages_ask_again_for_what_is_being_read_since_before_its_moment)
{
	struct walk *w;
	struct one o;

	one_at_rest(&o);
	w = one_walk(&o, "spot.fills");
	until_due(&o, w, true);
	w->is_running = true;
	until_due(&o, w, false);
	CHECK_INT(w->due_count, 2);
	one_close(&o);
}

TEST(ages_after_a_turn_of_days_are_of_the_turn)
{
	struct walk *w;
	struct one o;

	one_at_rest(&o);
	w = one_walk(&o, "spot.fills");
	clock_fake_advance_ms(&o.room.time, DAY_MS);
	ages_turn(o.c);
	CHECK(w->due_count == 1 && !w->is_aged);
	one_close(&o);
}

TEST(ages_ask_again_for_rows_that_are_not_final_for_some_turns)
{
	struct walk *w;
	struct one o;

	one_at_rest(&o);
	ages_turn(o.c); /* it is due no more in this millisecond */
	w = one_walk(&o, "wallet.deposits");
	for (unsigned n = 0; n <= OPEN_TURNS_MAX; n++) {
		w->open_count = n & 7;
		w->due_count = 0;
		ages_turn(o.c);
		CHECK_INT(w->due_count, n > 0 && n < OPEN_TURNS_MAX);
		CHECK_INT(plan_may_settle(w), n > 0 && n < OPEN_TURNS_MAX);
	}
	one_close(&o);
}

TEST(ages_forget_once_an_hour_what_was_said_of_feeds_and_ask_them_at_once)
{
	struct walk *dust, *fills;
	unsigned turns = 0;
	struct one o;

	one_at_rest(&o);
	dust = one_walk(&o, "wallet.dust");
	fills = one_walk(&o, "spot.fills");
	fills->is_resting = fills->is_put_off = true;
	fills->failure_count = 2;
	notes_put(o.c, &(struct feed_note){ .feed = dust->feed, .is_off = true });
	notes_put(o.c, &(struct feed_note){ .feed = fills->feed, .words = "a symbol" });
	for (; notes_has(o.c, dust->feed); turns++) {
		CHECK(notes_is_off(o.c, dust->feed));
		CHECK(turns <= HOUR_MS / TURN_MS);
		dust->due_count = fills->due_count = 0;
		clock_fake_advance_ms(&o.room.time, TURN_MS);
		ages_turn(o.c);
	}
	CHECK(dust->due_count == 1 && fills->due_count == 1 && !fills->is_aged);
	CHECK(!notes_has(o.c, fills->feed));
	CHECK(!fills->is_resting && !fills->is_put_off);
	CHECK_INT(fills->failure_count, 2); /* until it is read */
	one_close(&o);
}

/* ---- how old answers are ---- */

static int64_t
until_of(const struct one *o, const char *feed)
{
	struct collection_age age;

	for (size_t i = 0; collection_age_at(o->c, i, &age); i++)
		if (strcmp(age.feed, feed) == 0)
			return age.until_ms;
	return -1;
}

/* Now, less what the feed says. */
static int64_t
age_of(const struct one *o, const char *feed)
{
	return o->room.time.wall_ms - until_of(o, feed);
}

TEST(ages_are_told_of_each_feed_of_rows_and_never_younger_than_the_question)
{
	int64_t dear_ms = 0, cheap_ms = 0;
	struct walk *fills, *dust;
	int64_t fills_ms, dust_ms;
	struct one o;

	one_at_rest(&o);
	CHECK_INT(until_of(&o, "spot.balances"), -1);
	CHECK_INT(until_of(&o, "spot.fills"), o.c->started_ms); /* all was read since */
	fills = one_walk(&o, "spot.fills");
	dust = one_walk(&o, "wallet.dust");
	fills_ms = dust_ms = o.c->started_ms;
	for (int64_t at_ms = 0; at_ms < 3LL * DAY_MS; at_ms += TURN_MS) {
		clock_fake_advance_ms(&o.room.time, TURN_MS);
		ages_turn(o.c);
		/* What is due of them is asked now. */
		fills_ms = fills->due_count > 0 ? o.room.time.wall_ms : fills_ms;
		dust_ms = dust->due_count > 0 ? o.room.time.wall_ms : dust_ms;
		for (size_t i = 0; i < o.c->walk_count; i++)
			o.c->walks[i].due_count = 0;
		CHECK(until_of(&o, "spot.fills") <= fills_ms);
		CHECK(until_of(&o, "wallet.dust") <= dust_ms);
		if (at_ms < DAY_MS)
			continue;
		dear_ms = age_of(&o, "spot.fills") > dear_ms ? age_of(&o, "spot.fills") : dear_ms;
		cheap_ms =
		    age_of(&o, "wallet.dust") > cheap_ms ? age_of(&o, "wallet.dust") : cheap_ms;
	}
	CHECK(dear_ms > DAY_MS / 2 && dear_ms < DAY_MS + TURN_MS);
	CHECK(cheap_ms > HOUR_MS / 2 && cheap_ms < HOUR_MS + TURN_MS);
	one_close(&o);
}

TEST(ages_of_what_waits_are_those_of_the_answer_before)
{
	int64_t before_ms;
	struct walk *w;
	struct one o;

	one_at_rest(&o);
	w = one_walk(&o, "spot.fills");
	for (size_t i = 0; i < o.c->walk_count; i++) /* the other symbol has its own moment */
		o.c->walks[i].is_free |= &o.c->walks[i] != w && o.c->walks[i].feed == w->feed;
	until_due(&o, w, true);
	for (size_t i = 0; i < o.c->walk_count; i++)
		o.c->walks[i].due_count = 0;
	CHECK(age_of(&o, "spot.fills") < TURN_MS);
	before_ms = until_of(&o, "spot.fills"); /* it was asked at this moment */
	until_due(&o, w, true);
	CHECK_INT(until_of(&o, "spot.fills"), before_ms);
	plan_want(w, 1); /* it goes with the turn: no promise but that */
	CHECK(until_of(&o, "spot.fills") <= before_ms);
	until_due(&o, w, false);
	CHECK(until_of(&o, "spot.fills") <= before_ms);
	w->due_count = 0;
	CHECK(until_of(&o, "spot.fills") > before_ms);
	one_close(&o);
}

TEST(ages_of_what_is_not_read_are_not_known)
{
	struct walk *w;
	struct one o;

	one_at_rest(&o);
	w = one_walk(&o, "spot.fills");
	w->failure_count = 1;
	CHECK_INT(until_of(&o, "spot.fills"), 0);
	w->failure_count = 0;
	w->is_walked = false;
	CHECK_INT(until_of(&o, "spot.fills"), 0);
	w->fill_count = 0; /* a symbol of the sweep says nothing */
	for (size_t i = 0; i < o.c->walk_count; i++)
		CHECK(o.c->walks[i].feed != w->feed || &o.c->walks[i] == w ||
		    o.c->walks[i].fill_count > 0 || o.c->walks[i].is_free);
	CHECK(until_of(&o, "spot.fills") != 0);
	notes_put(o.c, &(struct feed_note){ .feed = one_feed(&o, "wallet.dust"), .is_off = true });
	CHECK_INT(until_of(&o, "wallet.dust"), 0);
	one_close(&o);
}
