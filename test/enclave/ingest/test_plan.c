/* SPDX-License-Identifier: Apache-2.0 */
/* What is due, looked at from inside an account that rests. */
#include "enclave/ingest/collection_inside.h"
#include "test/enclave/ingest/one.h"

#define DAY_MS 86400000LL

static size_t
walks_of(const struct one *o, const char *feed)
{
	size_t count = 0;

	for (size_t i = 0; i < o->c->walk_count; i++)
		count += !o->c->walks[i].is_free && o->c->walks[i].feed == one_feed(o, feed);
	return count;
}

TEST(plan_makes_a_walk_for_each_variant_of_what_an_account_type_has)
{
	static const struct {
		const char *type, *feed;
		size_t count;
	} cases[] = {
		{ "spot", "spot.balances", 1 },
		{ "spot", "wallet.transfers", 30 },
		{ "spot", "wallet.fiat_orders", 2 },
		{ "spot", "margin.balances", 0 },
		{ "spot", "linear.income", 0 },
		{ "spot", "linear.instruments", 0 },
		{ "spot", "margin.liquidations", 0 },
		{ "margin", "margin.loans", 2 },
		{ "margin", "margin.liquidations", 1 },
		{ "margin", "isolated.balances", 1 },
		{ "margin", "isolated.interest", 0 }, /* no pair is known yet */
		{ "margin", "linear.balances", 0 },
		{ "futures", "linear.liquidations", 1 },
		{ "futures", "inverse.income", 1 },
		{ "futures", "spot.balances", 0 },
		{ "all", "linear.positions", 1 },
		{ "all", "wallet.dust", 1 },
		{ "all", "spot.fills", 0 }, /* its symbols are searched for */
		{ "all", "spot.marks", 0 },
		{ "all", "spot.time", 0 },
		{ "all", "key.permissions", 0 },
	};
	struct one o;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		one_open(&o);
		o.account_type = cases[i].type;
		one_more(&o, NULL, 0, &o.c);
		CHECK_INT(walks_of(&o, cases[i].feed), cases[i].count);
		one_close(&o);
	}
}

TEST(plan_add_takes_a_free_place_first_and_ends_at_its_limit)
{
	const struct walk w = { .symbol = 1 };
	uint32_t count;
	size_t index;
	struct one o;

	one_at_rest(&o);
	count = o.c->walk_count;
	for (size_t i = 0; i < count; i++) /* there may be some already */
		o.c->walks[i].is_free = i == 3;
	CHECK_OK(plan_add(o.c, &w, &index));
	CHECK_INT(index, 3);
	CHECK_INT(o.c->walk_count, count);
	CHECK(!o.c->walks[3].is_free && o.c->walks[3].symbol == 1);
	while (o.c->walk_count < WALKS_MAX) {
		CHECK_OK(plan_add(o.c, &w, &index));
		CHECK_INT(index, o.c->walk_count - 1);
	}
	CHECK_ERR(plan_add(o.c, &w, &index), ERR_LIMIT);
	o.c->walk_count = count;
	one_close(&o);
}

TEST(plan_next_gives_each_phase_its_own)
{
	static const struct {
		const char *feed;
		enum phase phase;
	} cases[] = { { "spot.instruments", PHASE_LISTS }, { "spot.balances", PHASE_BALANCES },
		{ "funding.balances", PHASE_BALANCES }, { "wallet.deposits", PHASE_ROWS },
		{ "wallet.transfers", PHASE_ROWS }, { "spot.fills", PHASE_SYMBOLS },
		{ "wallet.convert", PHASE_DEAR }, { "wallet.busd_convert", PHASE_DEAR } };
	size_t index;
	struct one o;

	one_at_rest(&o);
	o.room.bourse.catalogues[EXCHANGE_WALLET_SPOT].read_ms = 0; /* else it is shared */
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct walk *w = one_walk(&o, cases[i].feed);

		w->due_count = 1;
		for (enum phase p = PHASE_LISTS; p <= PHASE_DEAR; p++) {
			const bool is_its = p == cases[i].phase;

			CHECK_INT(plan_next(o.c, p, &index), is_its);
			if (is_its)
				CHECK(&o.c->walks[index] == w);
		}
		w->is_running = true;
		CHECK(!plan_next(o.c, cases[i].phase, &index));
		w->is_running = false;
		w->is_resting = true;
		CHECK(!plan_next(o.c, cases[i].phase, &index));
		w->is_resting = false;
		notes_put(o.c, &(struct feed_note){ .feed = w->feed, .is_off = true });
		CHECK(!plan_next(o.c, cases[i].phase, &index));
		notes_wipe(o.c);
		w->is_put_off = true;
		CHECK(!plan_next(o.c, cases[i].phase, &index));
		w->is_put_off = false;
		w->due_count = 0;
		CHECK(!plan_next(o.c, cases[i].phase, &index));
	}
	one_close(&o);
}

TEST(plan_next_takes_a_list_that_another_account_has_just_read_for_read)
{
	struct walk *w;
	size_t index;
	struct one o;

	one_at_rest(&o);
	w = one_walk(&o, "spot.instruments");
	w->due_count = 1;
	w->is_walked = false;
	o.room.bourse.catalogues[EXCHANGE_WALLET_SPOT].read_ms =
	    o.room.time.wall_ms - LIST_LIFE_MS + 1;
	CHECK(!plan_next(o.c, PHASE_LISTS, &index));
	CHECK(w->due_count == 0 && w->is_walked);
	w->due_count = 1;
	o.room.bourse.catalogues[EXCHANGE_WALLET_SPOT].read_ms--;
	CHECK(plan_next(o.c, PHASE_LISTS, &index));
	one_close(&o);
}

TEST(plan_start_is_the_beginning_of_time_but_for_what_is_dear)
{
	struct walk_start s;
	struct one o;

	one_at_rest(&o);
	one_walk(&o, "wallet.deposits")->position = 5;
	s = plan_start(o.c, one_walk(&o, "wallet.deposits"));
	CHECK_INT(s.position, 5);
	CHECK_INT(s.first_ms, HISTORY_FIRST_MS);
	CHECK(s.now_ms - o.room.time.wall_ms < 2000 && o.room.time.wall_ms - s.now_ms < 2000);
	s = plan_start(o.c, one_walk(&o, "wallet.convert"));
	CHECK_INT(s.first_ms, o.c->first_ms - 30 * DAY_MS);
	o.c->first_ms = HISTORY_FIRST_MS + 5 * DAY_MS;
	s = plan_start(o.c, one_walk(&o, "wallet.convert"));
	CHECK_INT(s.first_ms, HISTORY_FIRST_MS);
	o.c->first_ms = 0; /* nothing was ever seen: only the last window */
	s = plan_start(o.c, one_walk(&o, "wallet.convert"));
	CHECK_INT(s.first_ms, s.now_ms - 30 * DAY_MS);
	one_close(&o);
}

TEST(plan_is_slow_only_of_what_is_dear_and_long)
{
	struct walk *orders;
	size_t index;
	struct one o;

	one_at_rest(&o);
	orders = one_walk(&o, "wallet.fiat_orders");
	orders->position = 0;
	o.c->first_ms = o.room.time.wall_ms - 10 * DAY_MS;
	CHECK(plan_is_slow(o.c, orders)); /* two windows of both kinds: all of a minute */
	one_walk(&o, "wallet.deposits")->position = 0;
	CHECK(!plan_is_slow(o.c, one_walk(&o, "wallet.deposits")));
	one_walk(&o, "wallet.convert")->position = 0;
	CHECK(!plan_is_slow(o.c, one_walk(&o, "wallet.convert")));
	o.c->first_ms = o.room.time.wall_ms - 3000 * DAY_MS;
	CHECK(plan_is_slow(o.c, one_walk(&o, "wallet.convert")));
	/* Whoever is slow has no phase, and goes beside. */
	orders->due_count = 1;
	CHECK(!plan_next(o.c, PHASE_DEAR, &index));
	CHECK(plan_next_aside(o.c, &index));
	CHECK(&o.c->walks[index] == orders);
	one_close(&o);
}

TEST(plan_puts_aside_what_is_due_by_its_age_until_something_wants_it)
{
	struct walk *fills, *slow;
	size_t index;
	struct one o;

	one_at_rest(&o);
	fills = one_walk(&o, "spot.fills");
	plan_want(fills, 1);
	CHECK(!plan_is_aside(o.c, fills) && plan_next(o.c, PHASE_SYMBOLS, &index));
	fills->is_aged = true;
	CHECK(plan_is_aside(o.c, fills) && !plan_next(o.c, PHASE_SYMBOLS, &index));
	slow = one_walk(&o, "wallet.fiat_orders"); /* nobody waits for it, but it was there first */
	slow->position = 0;
	slow->due_count = 1;
	o.c->first_ms = o.room.time.wall_ms - 10 * DAY_MS;
	CHECK(plan_next_aside(o.c, &index) && &o.c->walks[index] == slow);
	slow->is_resting = true;
	CHECK(plan_next_aside(o.c, &index) && &o.c->walks[index] == fills);
	plan_want(fills, 2);
	CHECK(fills->due_count == 2 && !plan_next_aside(o.c, &index));
	plan_want(fills, 1); /* it was to be asked more often already */
	CHECK_INT(fills->due_count, 2);
	CHECK(plan_next(o.c, PHASE_SYMBOLS, &index) && &o.c->walks[index] == fills);
	one_close(&o);
}

TEST(plan_is_essential_of_the_main_wallet_alone)
{
	static const char *const essential[] = { "spot.balances", "spot.instruments",
		"spot.fills" };
	static const char *const others[] = { "wallet.deposits", "wallet.dust", "margin.balances",
		"linear.fills", "funding.balances", "spot.marks" };
	const struct exchange *x;
	struct one o;

	one_at_rest(&o);
	x = exchange_of(o.c);
	for (size_t i = 0; i < 3; i++)
		CHECK(plan_is_essential(o.c, exchange_feed_by_name(x, essential[i])));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		CHECK(!plan_is_essential(o.c, exchange_feed_by_name(x, others[i])));
	o.c->wallets = 1U << EXCHANGE_WALLET_LINEAR; /* of futures alone spot is none */
	CHECK(!plan_is_essential(o.c, exchange_feed_by_name(x, "spot.balances")));
	one_close(&o);
}

TEST(plan_search_is_one_for_each_feed_of_fills_that_wants_a_symbol)
{
	static const char *const names[] = { "spot.fills", "margin.fills", "isolated.fills",
		"linear.fills", "inverse.fills" };
	struct one o;

	one_open(&o);
	o.account_type = "all";
	one_more(&o, NULL, 0, &o.c);
	CHECK_INT(plan_search_count(o.c), 5);
	for (size_t i = 0; i < 5; i++)
		CHECK(plan_search(o.c, one_feed(&o, names[i])) == &o.c->searches[i]);
	one_close(&o);
	one_at_rest(&o);
	CHECK_INT(plan_search_count(o.c), 1); /* of wallets it has not there are none */
	CHECK(plan_search(o.c, one_feed(&o, "spot.fills")) == o.c->searches);
	CHECK(plan_may_search(o.c, one_feed(&o, "spot.fills")));
	CHECK(!plan_may_search(o.c, one_feed(&o, "wallet.dust")));
	CHECK(!plan_may_search(o.c, one_feed(&o, "linear.fills")));
	o.c->touched = 0;
	CHECK(!plan_may_search(o.c, one_feed(&o, "spot.fills"))); /* it never had anything */
	o.c->touched = UINT32_MAX;
	CHECK(plan_may_search(o.c, one_feed(&o, "spot.fills")));
	CHECK(!plan_may_search(o.c, one_feed(&o, "linear.fills")));
	notes_put(o.c, &(struct feed_note){ .feed = one_feed(&o, "spot.fills"), .is_off = true });
	CHECK(!plan_may_search(o.c, one_feed(&o, "spot.fills")));
	one_close(&o);
}

TEST(plan_wants_a_symbol_that_was_named_unless_it_was_asked_or_is_unknown)
{
	struct discovery *d;
	struct one o;

	one_at_rest(&o);
	d = plan_search(o.c, one_feed(&o, "spot.fills"));
	CHECK_OK(plan_symbol_seen(o.c, EXCHANGE_WALLET_SPOT, ""));
	CHECK_OK(plan_symbol_seen(o.c, EXCHANGE_WALLET_SPOT, "NOSUCH"));
	CHECK_OK(plan_symbol_seen(o.c, EXCHANGE_WALLET_SPOT, "BNBUSDT")); /* swept */
	for (uint32_t i = 0; i < 3; i++)
		CHECK(!bits_has(&d->wanted, i));
	bits_drop(&d->taken, 1);
	CHECK_OK(plan_symbol_seen(o.c, EXCHANGE_WALLET_LINEAR, "BNBUSDT"));
	CHECK(!bits_has(&d->wanted, 1)); /* another wallet's */
	CHECK_OK(plan_symbol_seen(o.c, EXCHANGE_WALLET_SPOT, "BNBUSDT"));
	CHECK(bits_has(&d->wanted, 1));
	one_close(&o);
}
