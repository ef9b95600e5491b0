/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/equity.h"

#include "test/check.h"
#include "test/lib/ledger/made.h"
#include "test/lib/metrics/made_flow.h"

static struct equity_ask
ask_of(size_t days, const struct equity_flow *flows, size_t count)
{
	return (struct equity_ask){ .currency = "USDT",
		.start_ms = MADE_FIRST_MS,
		.day_ms = DAY_MS,
		.day_count = days,
		.mark_age_max_ms = DAY_MS,
		.flows = flows,
		.flow_count = count };
}

/* Over `days` days in USDT. */
static struct equity *
walk(struct ledger *l, size_t days, const struct equity_flow *flows, size_t count)
{
	const struct equity_ask ask = ask_of(days, flows, count);
	struct equity *e;

	CHECK_OK(equity_new(l, &ask, &e));
	return e;
}

#define CHECK_EQUITY(e, i, text)                      \
	do {                                          \
		CHECK((e)->at[i].is_known);           \
		CHECK_NUMBER((e)->at[i].value, text); \
	} while (0)

TEST(equity_of_spot_is_balances_at_their_rates)
{
	const struct equity_flow flows[] = { made_flow(0, "USDT", "1000"),
		made_flow(500, "BNB", "2") };
	struct ledger *l = made_ledger();
	struct equity *e;

	made_book(l, INSTRUMENT_SPOT, "XUSDT", "X", "USDT");
	CHECK_OK(ledger_add_mark(l, "X", "USDT", MADE_FIRST_MS, made_number("100")));
	CHECK_OK(ledger_add_mark(l, "BNB", "USDT", MADE_FIRST_MS, made_number("10")));
	(void)made_add(l, "XUSDT", made_fee(made_fill(1, FILL_BUY, "100", "3"), "0.1", "BNB"));
	(void)made_add(l, "XUSDT", made_fee(made_fill(2, FILL_SELL, "120", "1"), "0.5", "X"));
	e = walk(l, 1, flows, 2);
	CHECK_EQUITY(e, 0, "0");
	CHECK_EQUITY(e, 1, "989"); /* 820 USDT, 1.5 X, 1.9 BNB */
	CHECK_INT(e->flow_count, 2);
	CHECK_NUMBER(e->flows[0].amount, "1000");
	CHECK(e->flows[0].has_value);
	CHECK_NUMBER(e->flows[0].value, "0");
	CHECK_NUMBER(e->flows[1].amount, "20");
	CHECK_NUMBER(e->flows[1].value, "1000");
	CHECK_INT(e->balance_count, 3);
	CHECK_TEXT(e->balances[0].asset, "BNB");
	CHECK_NUMBER(e->balances[0].amount, "1.9");
	CHECK_NUMBER(e->balances[2].amount, "1.5");
	CHECK(!e->was_negative);
	equity_free(e);
	equity_free(NULL);
	ledger_free(l);
}

TEST(equity_of_derivatives_has_what_is_open_in_it)
{
	const struct equity_flow flows[] = { made_flow(0, "USDT", "1000"), made_flow(0, "Y", "2") };
	const struct funding paid = {
		.id = 1, .ts_ms = MADE_FIRST_MS + 5000, .amount = made_number("-4"), .asset = "USDT"
	};
	struct ledger *l = made_ledger();
	struct equity *e;

	made_book(l, INSTRUMENT_LINEAR, "XPERP", "X", "USDT");
	made_book(l, INSTRUMENT_INVERSE, "YUSD", "Y", "USDT");
	CHECK_OK(ledger_add_mark(l, "X", "USDT", MADE_FIRST_MS, made_number("90")));
	CHECK_OK(ledger_add_mark(l, "Y", "USDT", MADE_FIRST_MS, made_number("50")));
	CHECK_OK(ledger_add_funding(l, "XPERP", &paid, NULL));
	(void)made_add(l, "XPERP", made_fill(1, FILL_SELL, "100", "3"));
	(void)made_add(l, "XPERP", made_fill(2, FILL_BUY, "95", "1"));
	(void)made_add(l, "YUSD", made_fill(1, FILL_BUY, "40", "100")); /* 2.5 Y */
	e = walk(l, 1, flows, 2);
	/* 1000 + 5 - 4 + 2 * 10 open; 2 Y and 2.5 - 2 Y open, at 50 */
	CHECK_EQUITY(e, 1, "1146");
	CHECK_INT(e->balance_count, 2);
	CHECK_NUMBER(e->balances[0].amount, "1001");
	CHECK_NUMBER(e->balances[1].amount, "2");
	equity_free(e);
	ledger_free(l);
}

TEST(equity_does_not_depend_on_the_order_of_flows_and_rows)
{
	const struct equity_flow there[] = { made_flow(0, "USDT", "10"),
		made_flow(9000, "USDT", "-1"), made_flow(DAY_MS, "USDT", "5") };
	const struct equity_flow back[] = { there[2], there[1], there[0] };
	struct ledger *l = made_ledger();
	struct equity *a = walk(l, 2, there, 3), *b = walk(l, 2, back, 3);

	for (size_t i = 0; i <= 2; i++)
		CHECK(decimal_compare(a->at[i].value, b->at[i].value) == 0);
	CHECK_EQUITY(a, 1, "9");
	CHECK_EQUITY(a, 2, "14"); /* the flow of a day's first moment is of that day */
	CHECK_INT(b->flow_count, 3);
	CHECK(b->flows[2].ts_ms == MADE_FIRST_MS + DAY_MS);
	equity_free(a);
	equity_free(b);
	ledger_free(l);
}

TEST(equity_is_not_known_without_a_rate_and_counts_old_ones)
{
	const struct equity_flow flows[] = { made_flow(0, "X", "3"),
		made_flow(DAY_MS * 3 + 1, "X", "-1"), made_flow(DAY_MS * 4 + 1, "Z", "1") };
	struct ledger *l = made_ledger();
	struct equity *e;

	CHECK_OK(ledger_add_mark(l, "X", "USDT", MADE_FIRST_MS + DAY_MS + 5, made_number("2")));
	e = walk(l, 5, flows, 3);
	CHECK_EQUITY(e, 0, "0");
	CHECK(!e->at[1].is_known);
	CHECK_EQUITY(e, 2, "6");
	CHECK_EQUITY(e, 3, "6"); /* by a mark that is old by now */
	CHECK_EQUITY(e, 4, "4");
	CHECK(!e->at[5].is_known); /* Z has no rate: neither this day nor any later one */
	CHECK_INT(e->flow_unvalued_count, 2);
	CHECK_INT(e->stale_count, 3);  /* days 3, 4 and 5 */
	CHECK_INT(e->flow_count, 1);   /* what has no rate has no amount */
	CHECK(!e->flows[0].has_value); /* so Modified Dietz it is */
	CHECK_NUMBER(e->flows[0].amount, "-2");
	equity_free(e);
	ledger_free(l);
}

TEST(equity_takes_an_old_mark_rather_than_a_peg)
{
	const struct equity_flow flows[] = { made_flow(0, "USDC", "100"),
		made_flow(DAY_MS * 2, "USDC", "1") };
	struct ledger *l = made_ledger();
	struct equity *e = walk(l, 3, flows, 2);

	CHECK_EQUITY(e, 1, "100"); /* nothing better is known */
	CHECK_INT(e->stale_count, 0);
	CHECK(e->flows[1].has_value);
	equity_free(e);
	CHECK_OK(ledger_add_mark(l, "USDC", "USDT", MADE_FIRST_MS + 5, made_number("0.9")));
	e = walk(l, 3, flows, 2);
	CHECK_EQUITY(e, 1, "90");
	CHECK_EQUITY(e, 2, "90");
	CHECK_EQUITY(e, 3, "90.9");
	CHECK_INT(e->stale_count, 2); /* days 2 and 3 */
	CHECK_NUMBER(e->flows[1].amount, "0.9");
	CHECK(!e->flows[1].has_value); /* the equity before it is by an old mark */
	equity_free(e);
	ledger_free(l);
}

/* Each day boundary is what a walk that begins and ends there says. */
static void
check_days_alone(struct ledger *l, size_t days, const struct equity_flow *flows, size_t count)
{
	struct equity *e = walk(l, days, flows, count), *alone;
	size_t stale_count = 0, unvalued_count = 0;

	for (size_t i = 0; i <= days; i++) {
		struct equity_ask ask = ask_of(0, flows, count);

		ask.start_ms += (int64_t)i * DAY_MS;
		CHECK_OK(equity_new(l, &ask, &alone));
		CHECK(alone->at[0].is_known == e->at[i].is_known);
		CHECK(decimal_compare(alone->at[0].value, e->at[i].value) == 0);
		stale_count += alone->stale_count;
		unvalued_count += alone->unvalued_count;
		equity_free(alone);
	}
	CHECK_INT(e->stale_count, stale_count);
	CHECK_INT(e->unvalued_count, unvalued_count);
	equity_free(e);
}

TEST(equity_of_quiet_days_is_as_if_each_were_alone)
{
	const struct equity_flow flows[] = { made_flow(DAY_MS * 2 + 1, "X", "3"),
		made_flow(DAY_MS * 9 + 1, "X", "-1") };
	struct ledger *l = made_ledger();

	made_book(l, INSTRUMENT_LINEAR, "YPERP", "Y", "USDT");
	check_days_alone(l, 12, flows, 0);
	check_days_alone(l, 12, flows, 2); /* X has no mark at all */
	CHECK_OK(ledger_add_mark(l, "X", "USDT", MADE_FIRST_MS + DAY_MS + 5, made_number("2")));
	check_days_alone(l, 12, flows, 2);
	CHECK_OK(ledger_add_mark(l, "X", "USDT", MADE_FIRST_MS + DAY_MS * 4, made_number("7")));
	CHECK_OK(ledger_add_mark(l, "Y", "USDT", MADE_FIRST_MS, made_number("5")));
	(void)made_add(l, "YPERP", made_fill(1, FILL_BUY, "4", "10"));
	check_days_alone(l, 12, flows, 2);
	ledger_free(l);
}

TEST(equity_takes_transfers_for_flows_and_sees_missing_history)
{
	const struct transfer in = { .id = 1,
		.ts_ms = MADE_FIRST_MS + 10,
		.direction = TRANSFER_IN,
		.quantity = made_number("2"),
		.price = made_number("50") };
	struct ledger *l = made_ledger();
	struct equity *e;

	made_book(l, INSTRUMENT_SPOT, "XUSDT", "X", "USDT");
	CHECK_OK(ledger_add_mark(l, "X", "USDT", MADE_FIRST_MS, made_number("100")));
	CHECK_OK(ledger_add_transfer(l, "XUSDT", &in, NULL));
	(void)made_add(l, "XUSDT", made_fill(1, FILL_BUY, "100", "1"));
	e = walk(l, 1, NULL, 0);
	CHECK_INT(e->flow_count, 1);
	CHECK_NUMBER(e->flows[0].amount, "200"); /* at the market, not at its basis */
	CHECK_EQUITY(e, 1, "200");
	CHECK(e->was_negative); /* the USDT that paid never came in */
	equity_free(e);
	ledger_free(l);
}

TEST(equity_counts_what_came_before_the_first_day)
{
	const struct equity_flow flows[] = { made_flow(-5000, "USDT", "7") };
	struct ledger *l = made_ledger();
	struct equity *e = walk(l, 1, flows, 1);

	CHECK_EQUITY(e, 0, "7");
	CHECK_INT(e->flow_count, 0);
	equity_free(e);
	ledger_free(l);
}

TEST(equity_says_when_worth_leaves_the_range)
{
	const struct equity_flow flows[] = { made_flow(0, "X", "100000000000") };
	const struct equity_ask ask = ask_of(1, flows, 1);
	struct ledger *l = made_ledger();
	struct equity *e;

	CHECK_OK(ledger_add_mark(l, "X", "USDT", MADE_FIRST_MS, made_number("10000000000")));
	CHECK_ERR(equity_new(l, &ask, &e), ERR_LIMIT);
	ledger_free(l);
}

/* What the exchange realised moves the balance; what is open is against the average cost. */
TEST(equity_of_derivatives_goes_by_what_the_exchange_realised)
{
	const struct equity_flow flows[] = { made_flow(0, "USDT", "1000") };
	const struct equity_flow gains[] = { made_flow(3000, "USDT", "-9.99999999") };
	struct equity_ask ask = ask_of(1, flows, 1);
	struct ledger *l = made_ledger();
	struct equity *e;

	made_book(l, INSTRUMENT_LINEAR, "XPERP", "X", "USDT");
	CHECK_OK(ledger_add_mark(l, "X", "USDT", MADE_FIRST_MS, made_number("130")));
	(void)made_add(l, "XPERP", made_fill(1, FILL_BUY, "100", "1"));
	(void)made_add(l, "XPERP", made_fill(2, FILL_BUY, "120", "1"));
	(void)made_add(
	    l, "XPERP", made_fill(3, FILL_SELL, "100", "1")); /* first in: 0, average: -10 */
	e = walk(l, 1, flows, 1);
	CHECK_EQUITY(e, 1, "1010"); /* 1000 + 0 + 130 - 120 */
	CHECK_NUMBER(e->balances[0].amount, "1000");
	equity_free(e);
	ask.gains = gains;
	ask.gain_count = 1;
	ask.is_realised_told = true;
	CHECK_OK(equity_new(l, &ask, &e));
	CHECK_EQUITY(e, 1, "1010.00000001"); /* 990.00000001 + 130 - 110 */
	CHECK_NUMBER(e->balances[0].amount, "990.00000001");
	CHECK_INT(ledger_method(l), LEDGER_FIFO); /* as before */
	equity_free(e);
	ledger_free(l);
}

TEST(equity_says_what_was_there_that_no_row_explains)
{
	const struct equity_flow flows[] = { made_flow(0, "USDT", "1000") };
	const struct equity_balance balances[] = { { "USDT", made_number("1000.5") },
		{ "X", made_number("0") } };
	const struct equity_held now = {
		.ts_ms = MADE_FIRST_MS + DAY_MS, .balances = balances, .count = 2
	};
	struct equity_ask ask = ask_of(1, flows, 1);
	struct ledger *l = made_ledger();
	struct equity *e;

	ask.held = &now;
	CHECK_OK(equity_new(l, &ask, &e));
	CHECK_INT(e->opening_count, 1);
	CHECK_TEXT(e->openings[0].asset, "USDT");
	CHECK_NUMBER(e->openings[0].amount, "0.5");
	CHECK_EQUITY(e, 0, "0.5");
	CHECK_INT(e->unpriced_count, 0);
	CHECK_INT(e->unexplained_count, 0);
	equity_free(e);
	ledger_free(l);
}

TEST(equity_compares_open_positions_with_the_rows_of_that_moment)
{
	const struct {
		const char *symbol, *quantity;
		int64_t after_ms;
		size_t unexplained;
	} cases[] = {
		{ "XPERP", "2", DAY_MS, 0 }, { "XPERP", "1", 1500, 0 }, /* before the second fill */
		{ "XPERP", "1", DAY_MS, 1 },                            /* some fill is missing */
		{ "OTHER", "2", DAY_MS, 2 }, /* one has no rows, the other is not there */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct equity_position p = { .quantity = made_number(cases[i].quantity) };
		const struct equity_held held = { .ts_ms = MADE_FIRST_MS + cases[i].after_ms,
			.positions = &p,
			.position_count = 1 };
		struct equity_ask ask = ask_of(1, NULL, 0);
		struct ledger *l = made_ledger();
		struct equity *e;

		(void)snprintf(p.symbol, sizeof(p.symbol), "%s", cases[i].symbol);
		ask.held = &held;
		made_book(l, INSTRUMENT_LINEAR, "XPERP", "X", "USDT");
		CHECK_OK(ledger_add_mark(l, "X", "USDT", MADE_FIRST_MS, made_number("100")));
		(void)made_add(l, "XPERP", made_fill(1, FILL_BUY, "100", "1"));
		(void)made_add(l, "XPERP", made_fill(2, FILL_BUY, "100", "1"));
		CHECK_OK(equity_new(l, &ask, &e));
		CHECK_INT(e->unexplained_count, cases[i].unexplained);
		CHECK_EQUITY(e, 1, "0"); /* the walk begins without any position */
		equity_free(e);
		ledger_free(l);
	}
}

TEST(equity_names_what_has_no_rate_once)
{
	const struct equity_flow flows[] = { made_flow(0, "Z", "1"), made_flow(5, "Z", "1"),
		made_flow(9, "USDT", "1") };
	struct ledger *l = made_ledger();
	struct equity *e;

	made_book(l, INSTRUMENT_LINEAR, "XPERP", "X", "USDT");
	(void)made_add(l, "XPERP", made_fill(1, FILL_BUY, "100", "1"));
	e = walk(l, 3, flows, 3);
	CHECK_INT(e->unpriced_count, 2);
	CHECK_TEXT(e->unpriced[0], "XPERP");
	CHECK_TEXT(e->unpriced[1], "Z");
	equity_free(e);
	ledger_free(l);
}
