/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/cycle.h"
#include "test/lib/ledger/made.h"

/* A round trip that nets `net`. */
static void
trip(struct cycles *c, const char *net)
{
	cycle_open(c, true, 0, 1000);
	CHECK(c->is_open);
	CHECK_OK(cycle_gain(c, made_number(net), made_number("0.5")));
	CHECK_OK(cycle_funding(c, made_number("0.5")));
	CHECK_OK(cycle_end(c, 3500));
	CHECK(!c->is_open);
}

TEST(cycles_count_wins_losses_and_streaks)
{
	struct cycles c = { 0 };

	trip(&c, "3");
	trip(&c, "2");
	CHECK_INT(c.closed.streak, 2);
	trip(&c, "0");
	CHECK_INT(c.closed.streak, 0);
	trip(&c, "1");
	trip(&c, "-4");
	trip(&c, "-1");
	trip(&c, "-1");
	CHECK_INT(c.closed.streak, -3);
	CHECK_INT(c.closed.count, 7);
	CHECK_INT(c.closed.wins, 3);
	CHECK_INT(c.closed.losses, 3);
	CHECK_INT(c.closed.breakevens, 1);
	CHECK_INT(c.closed.long_count, 7);
	CHECK_INT(c.closed.win_streak_max, 2);
	CHECK_INT(c.closed.loss_streak_max, 3);
	CHECK_INT(c.closed.held_ms, 7 * 2500);
	CHECK_NUMBER(c.closed.profit, "6");
	CHECK_NUMBER(c.closed.loss, "6");
}

TEST(cycles_take_what_is_outside_them_as_uncycled)
{
	struct cycles c = { 0 };

	CHECK_OK(cycle_gain(&c, made_number("5"), made_number("2")));
	CHECK_OK(cycle_funding(&c, made_number("-1")));
	CHECK_NUMBER(c.uncycled, "2");
	c.uncycled.e18 = (__int128)(~(unsigned __int128)0 >> 1);
	CHECK_ERR(cycle_funding(&c, made_number("1")), ERR_LIMIT);
}

/* Fees in the bought coin leave dust: the round trip ends all the same, the next one counts it. */
TEST(cycles_end_at_dust)
{
	struct ledger *l = made_ledger();
	const struct instrument i = { .symbol = "LTCUSDT",
		.base = "LTC",
		.quote = "USDT",
		.settle = "USDT",
		.contract_size = decimal_of(1),
		.quantity_step = made_number("0.001") };
	const struct ledger_book *b;

	CHECK_OK(ledger_add_instrument(l, &i));
	for (uint64_t id = 1; id <= 6; id += 2) {
		(void)made_add(l, "LTCUSDT",
		    made_fee(made_fill(id, FILL_BUY, "50", "0.174"), "0.000174", "LTC"));
		(void)made_add(l, "LTCUSDT", made_fill(id + 1, FILL_SELL, "60", "0.173"));
		b = made_read(l, "LTCUSDT");
		CHECK_INT(b->cycles.count, (id + 1) / 2);
		CHECK(!b->is_cycle_open);
	}
	CHECK_NUMBER(b->position, "0.002478");
	(void)made_add(l, "LTCUSDT", made_fill(7, FILL_SELL, "60", "0.002"));
	b = made_read(l, "LTCUSDT");
	CHECK_INT(b->cycles.count, 3);
	CHECK_NUMBER(b->uncycled_net, "0.02");
	ledger_free(l);
}

TEST(cycles_share_the_fee_of_a_flip)
{
	struct ledger *l = made_ledger();
	const struct ledger_book *b;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	(void)made_add(l, "XUSDT", made_fill(1, FILL_BUY, "100", "1"));
	(void)made_add(l, "XUSDT", made_fee(made_fill(2, FILL_SELL, "110", "3"), "1", "USDT"));
	b = made_read(l, "XUSDT");
	CHECK_INT(b->cycles.count, 1);
	CHECK_NUMBER(b->cycles.profit, "9.666666666666666667");
	CHECK(b->is_cycle_open && !b->open_cycle.is_long);
	CHECK_NUMBER(b->open_cycle.fees, "0.666666666666666667");
	CHECK_NUMBER(b->open_cycle.max_quantity, "2");
	CHECK_INT(b->wash_count, 0);
	(void)made_add(l, "XUSDT", made_fill(2, FILL_BUY, "110", "1"));
	b = made_read(l, "XUSDT");
	CHECK_INT(b->wash_count, 2);
	CHECK_NUMBER(b->wash_volume, "440");
	ledger_free(l);
}
