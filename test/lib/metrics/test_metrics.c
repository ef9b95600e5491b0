/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/metrics.h"
#include "test/lib/ledger/made.h"

#define CHECK_RATIO(r, text)                          \
	do {                                          \
		CHECK_INT((r).reason, METRICS_KNOWN); \
		CHECK_NUMBER((r).value, text);        \
	} while (0)

/* Two books in USDT over three days, with a fee in BNB. */
static struct ledger *
two_books(void)
{
	struct ledger *l = made_ledger();
	struct fill f;

	made_book(l, INSTRUMENT_SPOT, "ETHUSDT", "ETH", "USDT");
	made_book(l, INSTRUMENT_SPOT, "BTCUSDT", "BTC", "USDT");
	made_book(l, INSTRUMENT_SPOT, "IDLEUSDT", "IDLE", "USDT");
	CHECK_OK(ledger_add_mark(l, "BNB", "USDT", MADE_FIRST_MS, made_number("300")));
	(void)made_add(l, "BTCUSDT", made_fee(made_fill(1, FILL_BUY, "100", "2"), "0.01", "BNB"));
	f = made_fee(made_fill(2, FILL_SELL, "110", "1"), "1", "USDT");
	f.ts_ms += 86400000;
	(void)made_add(l, "BTCUSDT", f);
	(void)made_add(l, "ETHUSDT", made_fee(made_fill(1, FILL_BUY, "10", "5"), "0.1", "USDT"));
	f = made_fee(made_fill(2, FILL_SELL, "9", "6"), "0.2", "USDT");
	f.ts_ms += 2 * INT64_C(86400000);
	(void)made_add(l, "ETHUSDT", f);
	return l;
}

TEST(metrics_of_an_empty_ledger_say_that_there_are_no_trades)
{
	struct ledger *l = made_ledger();
	struct metrics *m;

	made_book(l, INSTRUMENT_SPOT, "ETHUSDT", "ETH", "USDT");
	CHECK_OK(metrics_new(l, false, &m));
	CHECK_INT(m->symbol_count, 0);
	CHECK(metrics_headline(m) == NULL);
	CHECK_INT(m->headline, METRICS_NO_TRADES);
	CHECK_TEXT(metrics_reason_name(m->headline), "no_trades");
	CHECK(metrics_by_symbol(m, "ETHUSDT") == NULL);
	metrics_free(m);
	metrics_free(NULL);
	ledger_free(l);
}

TEST(metrics_per_symbol_are_the_books_own_and_by_name)
{
	struct ledger *l = two_books();
	const struct metrics_symbol *s;
	struct metrics *m;

	CHECK_OK(metrics_new(l, false, &m));
	CHECK_INT(m->symbol_count, 2);
	CHECK_TEXT(m->symbols[0].book.instrument->symbol, "BTCUSDT");
	CHECK_TEXT(m->symbols[1].book.instrument->symbol, "ETHUSDT");
	s = metrics_by_symbol(m, "BTCUSDT");
	CHECK_INT(s->sums.fill_count, 2);
	CHECK_NUMBER(s->sums.volume, "310");
	CHECK_NUMBER(s->sums.gross, "10");
	CHECK_NUMBER(s->sums.fees, "4");
	CHECK_NUMBER(s->sums.net, "6");
	CHECK_NUMBER(s->sums.matched_entry, "100");
	CHECK_NUMBER(s->sums.open_value, "100");
	CHECK_RATIO(s->sums.return_on_matched_cost_pct, "6");
	CHECK_RATIO(s->sums.coverage, "1");
	s = metrics_by_symbol(m, "ETHUSDT");
	CHECK_NUMBER(s->sums.net, "-5.3");
	CHECK_RATIO(s->sums.return_on_matched_cost_pct, "-10.6");
	CHECK_RATIO(s->sums.coverage, "0.833333333333333333");
	CHECK_NUMBER(s->sums.unmatched_notional, "9");
	metrics_free(m);
	ledger_free(l);
}

TEST(metrics_total_adds_books_and_days_of_one_currency)
{
	struct ledger *l = two_books();
	const struct metrics_total *t;
	struct metrics *m;

	CHECK_OK(metrics_new(l, false, &m));
	t = metrics_headline(m);
	CHECK(t != NULL);
	CHECK_TEXT(t->quote, "USDT");
	CHECK_INT(t->symbol_count, 2);
	CHECK_INT(t->sums.fill_count, 4);
	CHECK_INT(t->sums.buy_count, 2);
	CHECK_INT(t->sums.sell_count, 2);
	CHECK_NUMBER(t->sums.volume, "414");
	CHECK_NUMBER(t->sums.net, "0.7");
	CHECK_RATIO(t->sums.return_on_matched_cost_pct, "0.466666666666666667");
	CHECK_INT(t->day_count, 3);
	CHECK_INT(t->days[0].fill_count, 2);
	CHECK_NUMBER(t->days[0].net, "-3.1");
	CHECK_NUMBER(t->days[0].volume, "250");
	CHECK_NUMBER(t->days[1].net, "9");
	CHECK_NUMBER(t->days[2].net, "-5.2");
	CHECK_NUMBER(t->days[2].net_so_far, "0.7");
	CHECK_INT(m->fee_count, 2);
	CHECK_TEXT(m->fees[0].asset, "BNB");
	CHECK_NUMBER(m->fees[0].amount, "0.01");
	CHECK_NUMBER(m->fees[1].amount, "1.3");
	CHECK_INT(m->fill_count, 4);
	CHECK_INT(m->first_ms, MADE_FIRST_MS + 1000);
	CHECK_INT(m->last_ms, MADE_FIRST_MS + 2000 + 2 * INT64_C(86400000));
	CHECK_INT(m->counters.rows, 4);
	metrics_free(m);
	ledger_free(l);
}

TEST(metrics_have_no_headline_over_several_currencies)
{
	struct ledger *l = two_books();
	struct metrics *m;

	made_book(l, INSTRUMENT_SPOT, "BTCEUR", "BTC", "EUR");
	made_book(l, INSTRUMENT_INVERSE, "BTCUSD", "BTC", "USD");
	(void)made_add(l, "BTCEUR", made_fill(1, FILL_BUY, "90", "1"));
	(void)made_add(l, "BTCUSD", made_fill(1, FILL_BUY, "100", "1"));
	CHECK_OK(metrics_new(l, false, &m));
	CHECK(metrics_headline(m) == NULL);
	CHECK_INT(m->headline, METRICS_SEVERAL_QUOTES);
	CHECK_INT(m->total_count, 3);
	CHECK_TEXT(m->totals[0].quote, "EUR");
	CHECK_TEXT(m->totals[1].quote, "USD");
	CHECK_TEXT(m->totals[1].settle, "BTC");
	CHECK_TEXT(m->totals[2].quote, "USDT");
	CHECK_NUMBER(m->totals[2].sums.volume, "414");
	CHECK_INT(m->totals[0].sums.return_on_matched_cost_pct.reason, METRICS_NOTHING_MATCHED);
	CHECK_INT(m->totals[0].sums.coverage.reason, METRICS_NOTHING_MATCHED);
	metrics_free(m);
	ledger_free(l);
}

TEST(metrics_count_fees_that_could_not_be_valued)
{
	struct ledger *l = made_ledger();
	struct metrics *m;

	made_book(l, INSTRUMENT_SPOT, "BTCUSDT", "BTC", "USDT");
	(void)made_add(l, "BTCUSDT", made_fee(made_fill(1, FILL_BUY, "90", "1"), "1", "KCS"));
	CHECK_OK(metrics_new(l, false, &m));
	CHECK_INT(metrics_headline(m)->sums.fee_rate_missing, 1);
	CHECK_TEXT(m->fees[0].asset, "KCS");
	metrics_free(m);
	ledger_free(l);
}

TEST(metrics_refuse_totals_out_of_range)
{
	static const char *const symbols[] = { "AUSDT", "BUSDT", "CUSDT" };
	struct ledger *l = made_ledger();
	struct metrics *m;

	for (size_t i = 0; i < 3; i++) {
		made_book(l, INSTRUMENT_LINEAR, symbols[i], symbols[i], "USDT");
		if (i == 2)
			CHECK_OK(metrics_new(l, false, &m));
		if (i == 2)
			metrics_free(m);
		(void)made_add(l, symbols[i], made_fill(1, FILL_BUY, "80000000000", "1000000000"));
	}
	CHECK_ERR(metrics_new(l, false, &m), ERR_LIMIT);
	ledger_free(l);
}

TEST(metrics_give_no_ratio_where_its_value_leaves_the_range)
{
	struct ledger *l = made_ledger();
	const struct metrics_sums *s;
	struct metrics *m;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	(void)made_add(l, "XUSDT", made_fill(1, FILL_BUY, "0.000000000000000001", "10"));
	(void)made_add(l, "XUSDT", made_fill(2, FILL_SELL, "1000000", "10"));
	CHECK_OK(metrics_new(l, false, &m));
	s = &metrics_headline(m)->sums;
	CHECK_NUMBER(s->matched_entry, "0.00000000000000001");
	CHECK_INT(s->return_on_matched_cost_pct.reason, METRICS_OUT_OF_RANGE);
	CHECK_RATIO(s->coverage, "1");
	metrics_free(m);
	ledger_free(l);
}

TEST(metrics_are_current_until_a_row_or_a_mark_comes)
{
	struct ledger *l = two_books();
	struct metrics *m;

	CHECK_OK(metrics_new(l, false, &m));
	CHECK(metrics_is_current(m, l));
	CHECK_OK(ledger_add_mark(l, "BNB", "USDT", MADE_FIRST_MS, made_number("300")));
	CHECK(metrics_is_current(m, l)); /* it was there */
	CHECK_OK(ledger_add_mark(l, "BNB", "USDT", MADE_FIRST_MS + 1, made_number("301")));
	CHECK(!metrics_is_current(m, l));
	metrics_free(m);
	CHECK_OK(metrics_new(l, false, &m));
	CHECK(metrics_is_current(m, l));
	(void)made_add(l, "BTCUSDT", made_fill(3, FILL_BUY, "100", "2"));
	CHECK(!metrics_is_current(m, l));
	metrics_free(m);
	CHECK_OK(metrics_new(l, false, &m));
	(void)made_add(l, "BTCUSDT", made_fill(3, FILL_BUY, "100", "2")); /* a duplicate */
	CHECK(!metrics_is_current(m, l));
	metrics_free(m);
	ledger_free(l);
}
