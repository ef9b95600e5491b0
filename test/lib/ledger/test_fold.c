/* SPDX-License-Identifier: Apache-2.0 */
/* What rows do to a book; vectors of whole scenarios are run in
 * test/host/cli/test_compute_trades.c. */
#include "test/lib/ledger/made.h"

TEST(fold_closes_first_in_first_out_and_flips)
{
	struct ledger *l = made_ledger();
	const struct ledger_book *b;
	struct ledger_lot lot;

	made_book(l, INSTRUMENT_LINEAR, "BTCUSDT", "BTC", "USDT");
	CHECK_INT(made_add(l, "BTCUSDT", made_fill(1, FILL_BUY, "100", "1")), LEDGER_ADDED);
	CHECK_INT(made_add(l, "BTCUSDT", made_fill(2, FILL_BUY, "200", "1")), LEDGER_ADDED);
	CHECK_INT(made_add(l, "BTCUSDT", made_fill(3, FILL_SELL, "210", "1.5")), LEDGER_ADDED);
	b = made_read(l, "BTCUSDT");
	CHECK_NUMBER(b->gross, "115");
	CHECK_NUMBER(b->matched_entry, "200");
	CHECK_NUMBER(b->closed_value, "315");
	CHECK_NUMBER(b->position, "0.5");
	CHECK_NUMBER(b->open_value, "100");
	CHECK_NUMBER(b->average_entry, "200");
	CHECK_INT(b->lot_count, 1);
	CHECK_INT(made_add(l, "BTCUSDT", made_fill(4, FILL_SELL, "300", "2")), LEDGER_ADDED);
	b = made_read(l, "BTCUSDT");
	CHECK_NUMBER(b->gross, "165");
	CHECK_NUMBER(b->position, "-1.5");
	CHECK_NUMBER(b->open_value, "450");
	CHECK_OK(ledger_lot_at(l, "BTCUSDT", 0, &lot));
	CHECK_NUMBER(lot.quantity, "1.5");
	CHECK_INT(lot.opened_ms, MADE_FIRST_MS + 4000);
	CHECK_ERR(ledger_lot_at(l, "BTCUSDT", 1, &lot), ERR_ABSENT);
	CHECK_INT(made_add(l, "BTCUSDT", made_fill(5, FILL_BUY, "290", "1.5")), LEDGER_ADDED);
	b = made_read(l, "BTCUSDT");
	CHECK_NUMBER(b->gross, "180");
	CHECK_NUMBER(b->position, "0");
	CHECK_NUMBER(b->open_value, "0");
	CHECK_NUMBER(b->average_entry, "0");
	CHECK_INT(b->fill_count, 5);
	CHECK_INT(b->buy_count, 3);
	CHECK_INT(b->sell_count, 2);
	CHECK_NUMBER(b->volume_quote, "1650");
	CHECK_NUMBER(b->volume_base, "7");
	ledger_free(l);
}

TEST(fold_expenses_a_fee_in_base_and_gives_the_cash_result)
{
	struct ledger *l = made_ledger();
	const struct ledger_book *b;

	/* metrics.md 3.2: gross 99.9, fees 4, net 95.9 = cash. */
	made_book(l, INSTRUMENT_SPOT, "ETHUSDT", "ETH", "USDT");
	(void)made_add(l, "ETHUSDT", made_fee(made_fill(1, FILL_BUY, "2000", "1"), "0.001", "ETH"));
	(void)made_add(
	    l, "ETHUSDT", made_fee(made_fill(2, FILL_SELL, "2100", "0.999"), "2", "USDT"));
	b = made_read(l, "ETHUSDT");
	CHECK_NUMBER(b->gross, "99.9");
	CHECK_NUMBER(b->fees, "4");
	CHECK_NUMBER(b->net, "95.9");
	CHECK_NUMBER(b->position, "0");
	CHECK_INT(b->fee_asset_count, 2);
	CHECK_TEXT(b->fees_by_asset[0].asset, "ETH");
	CHECK_NUMBER(b->fees_by_asset[0].amount, "0.001");
	CHECK_TEXT(b->fees_by_asset[1].asset, "USDT");
	ledger_free(l);
}

TEST(fold_gives_no_profit_to_a_spot_sale_without_history)
{
	struct ledger *l = made_ledger();
	const struct ledger_book *b;

	made_book(l, INSTRUMENT_SPOT, "ETHUSDT", "ETH", "USDT");
	(void)made_add(l, "ETHUSDT", made_fill(1, FILL_SELL, "2300", "1.5"));
	(void)made_add(l, "ETHUSDT", made_fill(2, FILL_BUY, "2200", "1"));
	(void)made_add(l, "ETHUSDT", made_fill(3, FILL_SELL, "2400", "1.7"));
	b = made_read(l, "ETHUSDT");
	CHECK_NUMBER(b->gross, "200");
	CHECK_NUMBER(b->position, "0");
	CHECK_NUMBER(b->unmatched_quantity, "2.2");
	CHECK_NUMBER(b->unmatched_notional, "5130");
	CHECK_NUMBER(b->closed_value, "2400");
	ledger_free(l);
}

TEST(fold_values_a_third_asset_when_the_fee_was_paid_and_counts_what_it_cannot)
{
	struct ledger *l = made_ledger();
	const struct ledger_book *b;

	made_book(l, INSTRUMENT_SPOT, "BTCUSDT", "BTC", "USDT");
	(void)made_add(
	    l, "BTCUSDT", made_fee(made_fill(10, FILL_BUY, "43000", "0.1"), "0.01", "BNB"));
	b = made_read(l, "BTCUSDT");
	CHECK_INT(b->fee_rate_missing, 1);
	CHECK_NUMBER(b->fees, "0");
	/* A mark after the fill changes nothing, one before it does, whenever it arrives. */
	CHECK_OK(ledger_add_mark(l, "BNB", "USDT", MADE_FIRST_MS + 10001, made_number("999")));
	CHECK_INT(made_read(l, "BTCUSDT")->fee_rate_missing, 1);
	CHECK_OK(ledger_add_mark(l, "BNB", "USDT", MADE_FIRST_MS + 1, made_number("300")));
	b = made_read(l, "BTCUSDT");
	CHECK_INT(b->fee_rate_missing, 0);
	CHECK_NUMBER(b->fees, "3");
	CHECK_NUMBER(b->days[0].fees, "3");
	CHECK_OK(ledger_add_mark(l, "BNB", "USDT", MADE_FIRST_MS + 10000, made_number("310")));
	CHECK_NUMBER(made_read(l, "BTCUSDT")->net, "-3.1");
	CHECK_NUMBER(made_read(l, "BTCUSDT")->fees_by_asset[0].amount, "0.01");
	ledger_free(l);
}

TEST(fold_takes_a_dollar_coin_at_one_and_says_so)
{
	struct ledger *l = made_ledger();
	const struct ledger_book *b;

	made_book(l, INSTRUMENT_SPOT, "BTCUSDC", "BTC", "USDC");
	(void)made_add(l, "BTCUSDC", made_fee(made_fill(1, FILL_BUY, "43000", "0.1"), "2", "USDT"));
	b = made_read(l, "BTCUSDC");
	CHECK_NUMBER(b->fees, "2");
	CHECK_INT(b->peg_assumed, 1);
	ledger_free(l);
}

TEST(fold_takes_inverse_contracts)
{
	struct ledger *l = made_ledger();
	const struct ledger_book *b;

	/* metrics.md 3.3: 1000@5000 + 2000@6000 -> the harmonic mean. */
	made_book(l, INSTRUMENT_INVERSE, "BTCUSD", "BTC", "USD");
	(void)made_add(l, "BTCUSD", made_fill(1, FILL_BUY, "5000", "1000"));
	(void)made_add(l, "BTCUSD", made_fill(2, FILL_BUY, "6000", "3000"));
	b = made_read(l, "BTCUSD");
	CHECK_NUMBER(b->open_value, "0.7");
	CHECK_NUMBER(b->volume_quote, "4000");
	(void)made_add(l, "BTCUSD", made_fill(3, FILL_SELL, "8000", "4000"));
	CHECK_NUMBER(made_read(l, "BTCUSD")->gross, "0.2");
	(void)made_add(l, "BTCUSD", made_fill(4, FILL_SELL, "8000", "800"));
	(void)made_add(l, "BTCUSD", made_fill(5, FILL_BUY, "10000", "800"));
	CHECK_NUMBER(made_read(l, "BTCUSD")->gross, "0.18");
	ledger_free(l);
}

TEST(fold_books_funding_on_its_day_and_never_as_volume)
{
	struct ledger *l = made_ledger();
	struct funding f = { .id = 1, .ts_ms = MADE_FIRST_MS + 86400000, .asset = "USDT" };
	const struct ledger_book *b;
	enum ledger_added what;

	made_book(l, INSTRUMENT_LINEAR, "BTCUSDT", "BTC", "USDT");
	f.amount = made_number("-4.3");
	(void)made_add(l, "BTCUSDT", made_fill(1, FILL_BUY, "100", "1"));
	CHECK_OK(ledger_add_funding(l, "BTCUSDT", &f, &what));
	CHECK_INT(what, LEDGER_ADDED);
	CHECK_OK(ledger_add_funding(l, "BTCUSDT", &f, &what));
	CHECK_INT(what, LEDGER_DUPLICATE);
	f.id = 2;
	memcpy(f.asset, "KCS", sizeof("KCS"));
	CHECK_OK(ledger_add_funding(l, "BTCUSDT", &f, &what));
	b = made_read(l, "BTCUSDT");
	CHECK_NUMBER(b->funding, "-4.3");
	CHECK_INT(b->funding_rate_missing, 1);
	CHECK_INT(b->fill_count, 1);
	CHECK_INT(b->row_count, 3);
	CHECK_INT(b->day_count, 2);
	CHECK_INT(b->days[1].day, b->days[0].day + 1);
	CHECK_NUMBER(b->days[1].net, "-4.3");
	CHECK_NUMBER(b->days[1].volume, "0");
	CHECK_NUMBER(b->net, "-4.3");
	ledger_free(l);
}

TEST(fold_moves_transfers_with_their_basis_and_without_profit)
{
	struct ledger *l = made_ledger();
	struct transfer t = { .id = 1, .ts_ms = MADE_FIRST_MS + 1, .direction = TRANSFER_IN };
	const struct ledger_book *b;
	enum ledger_added what;

	made_book(l, INSTRUMENT_SPOT, "BTCUSDT", "BTC", "USDT");
	t.quantity = made_number("0.5");
	t.price = made_number("41000");
	CHECK_OK(ledger_add_transfer(l, "BTCUSDT", &t, &what));
	CHECK_INT(what, LEDGER_ADDED);
	(void)made_add(l, "BTCUSDT", made_fill(2, FILL_BUY, "42000", "0.5"));
	t.direction = TRANSFER_OUT;
	t.ts_ms = MADE_FIRST_MS + 3000;
	t.quantity = made_number("0.2");
	CHECK_OK(ledger_add_transfer(l, "BTCUSDT", &t, &what));
	CHECK_INT(what, LEDGER_ADDED);
	(void)made_add(l, "BTCUSDT", made_fill(4, FILL_SELL, "44000", "0.6"));
	b = made_read(l, "BTCUSDT");
	CHECK_NUMBER(b->gross, "1500");
	CHECK_NUMBER(b->open_value, "8400");
	CHECK_NUMBER(b->volume_base, "1.1");
	t.id = 9;
	t.ts_ms = MADE_FIRST_MS + 9000;
	CHECK_OK(ledger_add_transfer(l, "BTCUSDT", &t, &what));
	t.id = 10;
	CHECK_OK(ledger_add_transfer(l, "BTCUSDT", &t, &what));
	b = made_read(l, "BTCUSDT");
	CHECK_NUMBER(b->position, "0");
	CHECK_NUMBER(b->unmatched_quantity, "0.2");
	CHECK_NUMBER(b->gross, "1500");
	ledger_free(l);
}

TEST(fold_cuts_days_at_midnight_of_the_offset)
{
	struct ledger *l;
	struct fill f = made_fill(1, FILL_BUY, "10", "1");
	const struct ledger_book *b;

	CHECK_OK(ledger_new(&ledger_limits_default, 540, &l));
	made_book(l, INSTRUMENT_SPOT, "XUSDT", "X", "USDT");
	f.ts_ms = MADE_FIRST_MS - INT64_C(540) * 60000 - 1;
	(void)made_add(l, "XUSDT", f);
	f.id = 2;
	f.ts_ms++;
	(void)made_add(l, "XUSDT", f);
	f.id = 3;
	f.ts_ms += 86400000 - 1;
	(void)made_add(l, "XUSDT", f);
	b = made_read(l, "XUSDT");
	CHECK_INT(b->day_count, 2);
	CHECK_INT(b->days[0].day, 19722);
	CHECK_INT(b->days[0].fill_count, 1);
	CHECK_INT(b->days[1].day, 19723);
	CHECK_INT(b->days[1].fill_count, 2);
	ledger_free(l);
}

TEST(fold_refuses_a_sum_out_of_range_and_never_wraps_it)
{
	struct ledger *l = made_ledger();
	const struct ledger_book *b;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	made_book(l, INSTRUMENT_LINEAR, "YUSDT", "Y", "USDT");
	for (uint64_t id = 1; id <= 17; id++)
		CHECK_INT(
		    made_add(l, "XUSDT", made_fill(id, FILL_BUY, "10000000000", "1000000000")),
		    LEDGER_ADDED);
	CHECK_NUMBER(made_read(l, "XUSDT")->volume_quote, "170000000000000000000");
	CHECK_INT(made_add(l, "XUSDT", made_fill(18, FILL_BUY, "10000000000", "1000000000")),
	    LEDGER_ADDED);
	CHECK_ERR(ledger_book(l, "XUSDT", &b), ERR_LIMIT);
	CHECK_ERR(ledger_book(l, "XUSDT", &b), ERR_LIMIT);
	CHECK_NUMBER(made_read(l, "YUSDT")->volume_quote, "0");
	ledger_free(l);
}

/* The least position of a contract of a thousandth: its size is no decimal, its price is. */
TEST(fold_knows_the_average_price_of_the_least_position)
{
	struct ledger *l = made_ledger();
	struct instrument i = { .symbol = "X",
		.kind = INSTRUMENT_LINEAR,
		.base = "B",
		.quote = "USDT",
		.settle = "USDT" };

	i.contract_size = made_number("0.001");
	CHECK_OK(ledger_add_instrument(l, &i));
	(void)made_add(l, "X", made_fill(1, FILL_BUY, "40000", "0.000000000000000001"));
	CHECK_NUMBER(made_read(l, "X")->open_value, "0.00000000000000004");
	CHECK_NUMBER(made_read(l, "X")->average_entry, "40000");
	ledger_free(l);
}

/* A third of a dollar, as three coins a dollar: a thousand coins are 333.333 and not 0.3 less. */
TEST(fold_values_the_open_position_at_a_rate_that_is_not_rounded)
{
	struct ledger *l = made_ledger();
	struct decimal mark, unrealised;
	bool has_mark;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	made_book(l, INSTRUMENT_INVERSE, "XUSD", "X", "USD");
	(void)made_add(l, "XUSDT", made_fill(1, FILL_BUY, "0.1", "6000000"));
	(void)made_add(l, "XUSD", made_fill(1, FILL_BUY, "0.1", "6"));
	CHECK_OK(ledger_add_mark(l, "USDT", "X", MADE_FIRST_MS, made_number("3")));
	CHECK_OK(ledger_add_mark(l, "USD", "X", MADE_FIRST_MS, made_number("3")));
	CHECK_OK(ledger_unrealised(l, "XUSDT", INT64_MAX, &has_mark, &mark, &unrealised));
	CHECK_NUMBER(mark, "0.333333333333333333");
	CHECK_NUMBER(unrealised, "1400000");
	CHECK_OK(ledger_unrealised(l, "XUSD", INT64_MAX, &has_mark, &mark, &unrealised));
	CHECK_NUMBER(unrealised, "42"); /* 60 coins then, 18 now */
	ledger_free(l);
}

TEST(fold_values_the_open_position_at_a_mark)
{
	struct ledger *l = made_ledger();
	struct decimal mark, unrealised;
	bool has_mark;

	made_book(l, INSTRUMENT_LINEAR, "BTCUSDT", "BTC", "USDT");
	made_book(l, INSTRUMENT_INVERSE, "BTCUSD", "BTC", "USD");
	(void)made_add(l, "BTCUSDT", made_fill(1, FILL_SELL, "100", "2"));
	(void)made_add(l, "BTCUSD", made_fill(1, FILL_BUY, "100", "2"));
	CHECK_OK(ledger_unrealised(l, "BTCUSDT", INT64_MAX, &has_mark, &mark, &unrealised));
	CHECK(!has_mark);
	CHECK_OK(ledger_add_mark(l, "BTC", "USDT", MADE_FIRST_MS, made_number("90")));
	CHECK_OK(ledger_unrealised(l, "BTCUSDT", MADE_FIRST_MS, &has_mark, &mark, &unrealised));
	CHECK(has_mark);
	CHECK_NUMBER(unrealised, "20");
	CHECK_OK(ledger_unrealised(l, "BTCUSDT", MADE_FIRST_MS - 1, &has_mark, &mark, &unrealised));
	CHECK(!has_mark);
	CHECK_OK(ledger_add_mark(l, "USDT", "BTC", MADE_FIRST_MS + 1, made_number("3")));
	CHECK_OK(ledger_unrealised(l, "BTCUSDT", INT64_MAX, &has_mark, &mark, &unrealised));
	CHECK_NUMBER(unrealised, "20"); /* a price of the pair itself says more */
	CHECK_OK(ledger_add_mark(l, "BTC", "USD", MADE_FIRST_MS, made_number("200")));
	CHECK_OK(ledger_unrealised(l, "BTCUSD", INT64_MAX, &has_mark, &mark, &unrealised));
	CHECK_NUMBER(unrealised, "0.01");
	CHECK_ERR(
	    ledger_unrealised(l, "NONE", INT64_MAX, &has_mark, &mark, &unrealised), ERR_ABSENT);
	ledger_free(l);
}
