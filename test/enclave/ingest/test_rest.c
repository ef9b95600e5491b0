/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/collection_inside.h"
#include "enclave/outbound/host_inside.h"
#include "enclave/session/session.h"
#include "test/enclave/ingest/one.h"

/* With its session, and with what the vault keeps of its key: see VAULT_SLOT_SIZE. */
static size_t
memory_of(const struct one *o)
{
	return collection_memory(o->c) + sizeof(struct session) + VAULT_SLOT_SIZE;
}

static void
turns(struct one *o, int count)
{
	for (int i = 0; i < count; i++) {
		ingest_room_wait_ms(&o->room, ONE_POLL_MAX_MS);
		one_until_live(o);
	}
}

/* The stub refuses most feeds, so there is something to be said of each. */
TEST(rest_of_an_account_takes_four_kilobytes_at_most_whatever_its_type)
{
	static const char *const types[] = { "spot", "margin", "futures", "all" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct one o;
		size_t first;

		one_open(&o);
		o.account_type = types[i];
		one_more(&o, NULL, 0, &o.c);
		one_until_live(&o);
		first = memory_of(&o);
		turns(&o, 6); /* what nobody waits for is read, too */
		CHECK(memory_of(&o) <= first && memory_of(&o) <= 4096);
		CHECK(strcmp(types[i], "spot") != 0 || first <= 3500);
		one_close(&o);
	}
}

TEST(rest_has_no_lanes_no_empty_walks_and_no_budgets_that_are_whole_again)
{
	struct one o;

	one_start(&o);
	one_until_live(&o);
	CHECK(o.c->account.meters.count > 0);
	turns(&o, 2);
	for (size_t i = 0; i < LANES_COUNT; i++)
		CHECK(o.c->lanes[i] == NULL);
	CHECK(o.c->walk_count > 0 && !o.c->walks[o.c->walk_count - 1].is_free);
	CHECK_INT(o.c->walk_room, o.c->walk_count);
	CHECK_INT(o.c->account.meters.count, 0);
	one_close(&o);
}

TEST(rest_counts_what_is_under_way_apart_and_four_questions_of_it_at_most)
{
	const size_t most = HOST_ACCOUNT_IN_FLIGHT_MAX *
	    (sizeof(struct lane) + sizeof(struct host_job) + EXCHANGE_CURSOR_SIZE +
		2 * SYMBOL_SIZE);
	struct one o;
	size_t size = 0, seen = 0;

	one_open(&o);
	one_more(&o, NULL, 0, &o.c);
	CHECK(collection_memory_under_way(o.c) >= sizeof(struct lane) + sizeof(struct host_job));
	for (int i = 0; i < 300 && o.c->stage != COLLECTION_LIVE; i++) {
		CHECK_OK(loop_step(o.room.loop, 0));
		size = collection_memory_under_way(o.c);
		seen = size > seen ? size : seen;
		CHECK(size <= most);
	}
	CHECK(seen >= 2 * sizeof(struct host_job));
	one_until_live(&o);
	turns(&o, 3); /* also what nobody waits for */
	CHECK_INT(collection_memory_under_way(o.c), 0);
	one_close(&o);
}

TEST(rest_keeps_figures_for_who_asks_between_any_two_turns_and_for_nobody_else)
{
	const struct metrics *m, *again;
	struct one o;

	one_start(&o);
	one_agree(&o);
	one_until_live(&o);
	turns(&o, 2);
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &m));
	turns(&o, 1);
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &again));
	CHECK(again == m);
	turns(&o, 1);
	CHECK(o.c->figures != NULL);
	turns(&o, 1);
	CHECK(o.c->figures == NULL);
	CHECK_OK(collection_metrics(o.c, LEDGER_FIFO, &again));
	CHECK(again->fill_count == 2503);
	one_close(&o);
}

TEST(rest_counts_every_list_of_an_account_but_its_ledger)
{
	const char hints[2][SYMBOL_SIZE] = { "BTCUSDT", "ETHUSDT" };
	struct one o;
	size_t before;

	one_open(&o);
	one_more(&o, hints, 2, &o.c);
	before = collection_memory(o.c);
	CHECK(before > sizeof(*o.c) + sizeof(hints) + o.c->walk_count * sizeof(struct walk));
	one_until_live(&o);
	before = collection_memory(o.c);
	CHECK_OK(moved_add(&o.c->sums, MOVED_FEES, 9999, decimal_of(1)));
	CHECK_OK(moved_add(&o.c->sums, MOVED_FEES, 9998, decimal_of(1)));
	CHECK(collection_memory(o.c) > before);
	before = collection_memory(o.c);
	for (uint32_t i = 0; i < 8; i++)
		CHECK_OK(closes_hold(&o.c->closes,
		    &(struct close){ .is_asset = true, .asset = 9000 + i, .first = 1, .last = 2 }));
	CHECK(collection_memory(o.c) >= before + 6 * sizeof(struct close));
	one_close(&o);
}
