/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/collection_inside.h"
#include "test/enclave/ingest/one.h"

/* A collection of which nothing is said. */
static void
open_quiet(struct one *o)
{
	one_start(o);
	one_until_live(o);
	notes_wipe(o->c);
}

TEST(notes_say_the_last_thing_of_each_feed)
{
	struct one o;

	open_quiet(&o);
	notes_put(o.c, &(struct feed_note){ .words = "first", .feed = 7, .is_off = true });
	notes_put(o.c, &(struct feed_note){ .words = "other", .feed = 8 });
	CHECK(notes_is_off(o.c, 7) && !notes_is_off(o.c, 8) && !notes_is_off(o.c, 9));
	notes_put(o.c, &(struct feed_note){ .words = "second", .feed = 7 });
	CHECK(!notes_is_off(o.c, 7));
	CHECK_INT(o.c->note_count, 2);
	CHECK_TEXT(o.c->notes[0].words, "second");
	notes_wipe(o.c);
	CHECK_INT(o.c->note_count, 0);
	CHECK(!notes_is_off(o.c, 7));
	one_close(&o);
}

/* The first walk of a symbol. */
static struct walk *
walk_of_symbol(const struct one *o)
{
	for (size_t i = 0; i < o->c->walk_count; i++)
		if (o->c->walks[i].symbol != WALK_NO_SYMBOL && !o->c->walks[i].is_free)
			return &o->c->walks[i];
	fail_msg("no walk of a symbol");
	return NULL;
}

TEST(notes_of_what_cannot_be_read_name_it_and_why_and_go_when_all_of_it_is_read)
{
	struct collection_unread unread;
	struct walk *first, *second;
	struct one o;

	open_quiet(&o);
	first = walk_of_symbol(&o);
	second = first + 1;
	CHECK_INT(second->feed, first->feed);
	first->failure_count = second->failure_count = FAILURES_MAX;
	notes_unreadable(o.c, first, 7, "qty: expected a number");
	CHECK(collection_unread_at(o.c, 0, &unread));
	CHECK_TEXT(unread.feed, "spot.fills");
	CHECK_INT(unread.code, 7);
	CHECK_TEXT(unread.words,
	    "BTCUSDT: its answers cannot be read, it is asked again in the next turn: "
	    "qty: expected a number");
	CHECK(!notes_is_off(o.c, first->feed));
	first->failure_count = 0;
	notes_walk_read(o.c, first); /* the other one still cannot be */
	CHECK(collection_unread_at(o.c, 0, &unread));
	second->failure_count = 0;
	notes_walk_read(o.c, second);
	CHECK(!collection_unread_at(o.c, 0, &unread));
	/* What the exchange said of a feed stays. */
	notes_put(o.c, &(struct feed_note){ .words = "none", .feed = first->feed, .is_off = true });
	notes_walk_read(o.c, first);
	CHECK(notes_is_off(o.c, first->feed));
	one_close(&o);
}

TEST(notes_cut_a_reason_that_is_too_long)
{
	struct collection_unread unread;
	char words[2000];
	struct one o;

	memset(words, 'x', sizeof(words) - 1);
	words[sizeof(words) - 1] = '\0';
	open_quiet(&o);
	notes_unreadable(o.c, walk_of_symbol(&o), 0, words);
	CHECK(collection_unread_at(o.c, 0, &unread));
	CHECK(strlen(unread.words) > 100 && strlen(unread.words) < 256);
	one_close(&o);
}
