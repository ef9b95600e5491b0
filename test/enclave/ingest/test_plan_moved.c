/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/collection_inside.h"
#include "test/enclave/ingest/one.h"

/* The exchange says that so much of these is in the wallet now, and nothing else. */
static void
report(const struct one *o, enum exchange_wallet wallet, const char *const *assets, int64_t amount)
{
	struct residues *r = &o->c->residues;
	bool has_changed;

	residues_report_begin(r);
	for (size_t i = 0; assets[i] != NULL; i++) {
		uint32_t asset;

		CHECK_OK(assets_number(&o->c->bourse->assets, assets[i], &asset));
		CHECK_OK(residues_report(r, wallet, asset, decimal_of(amount)));
	}
	CHECK_OK(residues_report_end(r, wallet, &has_changed));
	o->c->moved = has_changed ? 1U << wallet : 0;
}

TEST(plan_looks_for_what_moved_balances_among_pairs_and_then_everywhere_twice)
{
	static const char *const btc[] = { "BTC", NULL }, *const none[] = { NULL };
	bool is_more;
	struct one o;

	one_at_rest(&o);
	CHECK_OK(plan_recheck(o.c, &is_more)); /* as it is, it is known */
	report(&o, EXCHANGE_WALLET_SPOT, none, 0);
	report(&o, EXCHANGE_WALLET_SPOT, btc, 5);
	CHECK_OK(plan_balances_in(o.c));
	CHECK_INT(one_walk(&o, "wallet.deposits")->due_count, 0);
	CHECK_INT(one_walk(&o, "spot.fills")->due_count, 0); /* no pair moved on both sides */
	one_walk(&o, "wallet.deposits")->open_count = OPEN_TURNS_MAX;
	plan_widen(o.c, &is_more);
	CHECK(is_more);
	CHECK_INT(one_walk(&o, "wallet.deposits")->due_count, 2);  /* exchanges write late */
	CHECK_INT(one_walk(&o, "wallet.deposits")->open_count, 0); /* it is quick again */
	CHECK_INT(one_walk(&o, "wallet.convert")->due_count, 2);
	CHECK_INT(one_walk(&o, "spot.fills")->due_count, 2); /* of BTCUSDT */
	CHECK_INT(one_walk(&o, "spot.balances")->due_count, 0);
	one_close(&o);
}

TEST(plan_asks_nothing_else_of_what_the_rows_of_pairs_explain)
{
	static const char *const both[] = { "BTC", "USDT", NULL };
	bool is_more;
	struct one o;

	one_at_rest(&o);
	report(&o, EXCHANGE_WALLET_SPOT, both, 7);
	CHECK_OK(plan_recheck(o.c, &is_more)); /* so much is not explained, and noted */
	report(&o, EXCHANGE_WALLET_SPOT, both, 8);
	CHECK_OK(plan_balances_in(o.c));
	CHECK_INT(one_walk(&o, "spot.fills")->due_count, 2);
	for (size_t i = 0; both[i] != NULL; i++) { /* rows of one more of each come */
		uint32_t asset;

		CHECK_OK(assets_number(&o.c->bourse->assets, both[i], &asset));
		CHECK_OK(residues_move(&o.c->residues, asset, decimal_of(1), 1790000000000));
	}
	plan_widen(o.c, &is_more);
	CHECK(!is_more);
	CHECK_INT(one_walk(&o, "wallet.deposits")->due_count, 0);
	CHECK_INT(one_walk(&o, "wallet.dust")->due_count, 0);
	o.c->residues.rows[0].is_changed = o.c->residues.rows[0].is_lost = true;
	plan_widen(o.c, &is_more); /* what cannot be counted may be anything */
	CHECK(is_more);
	one_close(&o);
}

TEST(plan_asks_the_main_wallets_rows_for_what_moved_another)
{
	static const char *const usdt[] = { "USDT", NULL };
	bool is_more;
	struct one o;

	one_at_rest(&o);
	CHECK_OK(plan_recheck(o.c, &is_more));
	report(&o, EXCHANGE_WALLET_FUNDING, usdt, 9);
	CHECK_OK(plan_balances_in(o.c));
	plan_widen(o.c, &is_more);
	CHECK(is_more);
	CHECK_INT(one_walk(&o, "wallet.transfers")->due_count, 2);
	one_close(&o);
}

TEST(plan_of_a_wallet_without_pairs_asks_at_once)
{
	struct one o;

	one_open(&o);
	o.account_type = "futures";
	one_more(&o, NULL, 0, &o.c);
	o.c->backfilled_ms = o.c->moved = 1U << EXCHANGE_WALLET_LINEAR;
	for (size_t i = 0; i < o.c->walk_count; i++)
		o.c->walks[i].due_count = 0;
	CHECK_OK(plan_balances_in(o.c));
	CHECK_INT(one_walk(&o, "linear.income")->due_count, 2);
	CHECK_INT(one_walk(&o, "inverse.income")->due_count, 0);
	CHECK_INT(one_walk(&o, "linear.liquidations")->due_count, 0); /* fills say the same */
	one_close(&o);
}

TEST(plan_balances_of_the_first_turn_make_nothing_due_that_is_not)
{
	static const char *const btc[] = { "BTC", NULL };
	bool is_more;
	struct one o;

	one_at_rest(&o);
	CHECK_OK(plan_recheck(o.c, &is_more));
	o.c->backfilled_ms = 0;
	report(&o, EXCHANGE_WALLET_SPOT, btc, 5);
	CHECK_OK(plan_balances_in(o.c));
	plan_widen(o.c, &is_more);
	CHECK(!is_more);
	CHECK_OK(plan_recheck(o.c, &is_more));
	CHECK(!is_more);
	CHECK_INT(one_walk(&o, "wallet.deposits")->due_count, 0);
	one_close(&o);
}

TEST(plan_wants_a_pair_of_which_both_sides_moved_though_it_had_nothing)
{
	static const char *const both[] = { "BNB", "USDT", NULL };
	const struct catalogue *all;
	bool is_more;
	struct one o;

	one_at_rest(&o);
	CHECK_OK(plan_recheck(o.c, &is_more));
	report(&o, EXCHANGE_WALLET_SPOT, both, 4);
	CHECK_OK(plan_balances_in(o.c));
	CHECK(bits_has(&plan_search(o.c, one_feed(&o, "spot.fills"))->wanted, 1)); /* BNBUSDT */
	/* What no row explains is looked for: with one side, all that is traded. */
	plan_widen(o.c, &is_more);
	CHECK(is_more);
	all =
	    bourse_catalogue(&o.room.bourse, exchange_feed_by_name(exchange_of(o.c), "spot.fills"));
	for (size_t i = 0; i < o.c->walk_count; i++)
		if (!o.c->walks[i].is_free && o.c->walks[i].feed == one_feed(&o, "spot.fills")) {
			CHECK_TEXT(all->rows[o.c->walks[i].symbol].instrument.quote, "USDT");
			CHECK_INT(o.c->walks[i].due_count, 2);
		}
	CHECK_OK(plan_recheck(o.c, &is_more)); /* and what was never traded, once */
	CHECK(is_more);
	CHECK_OK(plan_recheck(o.c, &is_more));
	CHECK(!is_more);
	one_close(&o);
}
