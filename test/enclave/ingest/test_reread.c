/* SPDX-License-Identifier: Apache-2.0 */
/* When balances say that rows are missing; hours of it are in test/simulation. */
#include "enclave/ingest/collection_inside.h"
#include "test/enclave/ingest/one.h"

enum { HOUR_MS = 3600000 };

/* At rest, every balance explained; then a deposit that no feed tells of. */
static void
open_with_residual(struct one *o)
{
	one_open(o);
	one_agree(o);
	one_more(o, NULL, 0, &o->c);
	one_until_live(o);
	for (int i = 0; i < 6; i++) { /* what nobody waits for is read, too */
		ingest_room_wait_ms(&o->room, ONE_POLL_MIN_MS);
		one_until_live(o);
	}
	CHECK_INT(residues_print(&o->c->residues), 0);
	CHECK_OK(residues_move(&o->c->residues, 0, decimal_of(1), o->room.time.wall_ms));
	CHECK(residues_print(&o->c->residues) != 0);
}

/* A turn is over: is everything due from its beginning? */
static bool
rereads(struct one *o)
{
	bool is_due = true, has_any = false;

	for (size_t i = 0; i < o->c->walk_count; i++) {
		o->c->walks[i].position = 5;
		o->c->walks[i].due_count = 0;
	}
	CHECK_OK(reread_if_rows_are_missing(o->c));
	for (size_t i = 0; i < o->c->walk_count; i++) {
		const bool is_one = o->c->walks[i].position == 0 && o->c->walks[i].due_count == 1;

		if (o->c->walks[i].is_free)
			continue;
		is_due = is_due && is_one;
		has_any = has_any || is_one;
	}
	assert_int_equal(is_due, has_any); /* all or none */
	return has_any;
}

TEST(reread_waits_for_a_residual_that_stays)
{
	struct one o;

	open_with_residual(&o);
	CHECK(!rereads(&o)); /* a trade under way, perhaps */
	CHECK_OK(residues_move(&o.c->residues, 0, decimal_of(1), o.room.time.wall_ms));
	CHECK(!rereads(&o));
	CHECK(rereads(&o));
	CHECK_INT(o.room.bourse.catalogues[EXCHANGE_WALLET_SPOT].read_ms, 0); /* lists, too */
	CHECK(!rereads(&o));
	one_close(&o);
}

TEST(reread_of_nothing_when_every_balance_is_explained)
{
	struct one o;

	open_with_residual(&o);
	CHECK_OK(residues_move(&o.c->residues, 0, decimal_of(-1), o.room.time.wall_ms));
	CHECK(!rereads(&o) && !rereads(&o) && !rereads(&o));
	one_close(&o);
}

TEST(reread_comes_again_at_once_when_it_found_something_and_else_more_and_more_rarely)
{
	static const int64_t hours[] = { 1, 4, 16, 64, 64 };
	struct one o;

	open_with_residual(&o);
	CHECK(!rereads(&o) && rereads(&o));
	o.c->has_found_old = true;
	CHECK(rereads(&o));
	for (size_t i = 0; i < sizeof(hours) / sizeof(hours[0]); i++) {
		clock_fake_advance_ms(&o.room.time, hours[i] * HOUR_MS - 1);
		CHECK(!rereads(&o));
		clock_fake_advance_ms(&o.room.time, 1);
		CHECK(rereads(&o));
	}
	/* Another residual is another thing to look for: an hour after the last one. */
	CHECK_OK(residues_move(&o.c->residues, 0, decimal_of(1), o.room.time.wall_ms));
	clock_fake_advance_ms(&o.room.time, HOUR_MS - 1);
	CHECK(!rereads(&o) && !rereads(&o));
	clock_fake_advance_ms(&o.room.time, 1);
	CHECK(rereads(&o));
	one_close(&o);
}

TEST(reread_waits_for_rows_that_are_not_final)
{
	struct one o;

	open_with_residual(&o);
	o.c->walks[0].open_count = 1;
	CHECK(!rereads(&o) && !rereads(&o));
	o.c->walks[0].open_count = OPEN_TURNS_MAX; /* for too long already */
	CHECK(rereads(&o));
	one_close(&o);
}

TEST(reread_leaves_alone_what_is_being_read)
{
	struct one o;

	open_with_residual(&o);
	CHECK(!rereads(&o));
	o.c->walks[2].is_running = true;
	o.c->walks[2].position = 9;
	CHECK_OK(reread_if_rows_are_missing(o.c));
	CHECK_INT(o.c->walks[2].position, 9);
	CHECK_INT(o.c->walks[3].position, 0);
	o.c->walks[2].is_running = false;
	one_close(&o);
}
