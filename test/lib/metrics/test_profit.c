/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/profit.h"

#include "test/check.h"
#include "test/lib/ledger/made.h"

#define DAY_MS INT64_C(86400000)
enum { FIRST_DAY = 19723 }; /* 2024-01-01 */

/* A fill `day` days after the first, without a fee. */
static struct fill
on(int day, uint64_t id, enum fill_side side, const char *price, const char *quantity)
{
	struct fill f = made_fill(id, side, price, quantity);

	f.ts_ms = MADE_FIRST_MS + day * DAY_MS + (int64_t)id;
	return f;
}

static void
mark(struct ledger *l, int day, const char *price)
{
	CHECK_OK(ledger_add_mark(
	    l, "X", "USDT", MADE_FIRST_MS + (day + 1) * DAY_MS - 1, made_number(price)));
}

static struct metrics *
folded(struct ledger *l)
{
	struct metrics *m;

	CHECK_OK(metrics_new(l, true, &m));
	CHECK(m->has_profit);
	return m;
}

TEST(profit_of_a_day_is_what_was_realised_and_what_changed_in_the_open)
{
	struct ledger *l = made_ledger();
	const struct profit *p;
	struct metrics *m;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	(void)made_add(l, "XUSDT", on(0, 1, FILL_SELL, "100", "2"));
	(void)made_add(l, "XUSDT", on(3, 2, FILL_BUY, "95", "2"));
	mark(l, 0, "103");
	mark(l, 1, "110");
	mark(l, 2, "90");
	m = folded(l);
	p = m->totals[0].profit;
	CHECK_INT(p->reason, METRICS_KNOWN);
	CHECK_INT(p->count, 4);
	CHECK_INT(p->days[0].day, FIRST_DAY);
	CHECK_NUMBER(p->days[0].unrealised, "-6");
	CHECK_NUMBER(p->days[0].profit, "-6");
	CHECK_NUMBER(p->days[1].profit, "-14");
	CHECK_NUMBER(p->days[2].profit, "40");
	CHECK_NUMBER(p->days[2].net, "0");
	CHECK_NUMBER(p->days[3].net, "10");
	CHECK_NUMBER(p->days[3].unrealised, "0");
	CHECK_NUMBER(p->days[3].profit, "-10");
	CHECK_NUMBER(p->days[3].so_far, "10");
	CHECK_NUMBER(p->drawdown, "20");
	CHECK_INT(p->peak_day, 0); /* before the first day */
	CHECK_INT(p->trough_day, FIRST_DAY + 1);
	CHECK_INT(p->recovered_day, FIRST_DAY + 2);
	CHECK_NUMBER(p->current_drawdown, "10");
	CHECK_INT(p->ratios.count, 4);
	CHECK_INT(p->ratios.sharpe.why, KNOWN);
	metrics_free(m);
	ledger_free(l);
}

/* Bought at 100 and sold within each day: what was the deepest fall, and was it made up for? */
static void
check_recovery(const char *const *sells, int day_count, const char *deepest, int32_t recovered_day)
{
	struct ledger *l = made_ledger();
	struct metrics *m;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	for (int i = 0; i < day_count; i++) {
		(void)made_add(l, "XUSDT", on(i, (uint64_t)i * 2, FILL_BUY, "100", "1"));
		(void)made_add(l, "XUSDT", on(i, (uint64_t)i * 2 + 1, FILL_SELL, sells[i], "1"));
	}
	m = folded(l);
	CHECK_INT(m->totals[0].profit->reason, METRICS_KNOWN);
	CHECK_NUMBER(m->totals[0].profit->drawdown, deepest);
	CHECK_INT(m->totals[0].profit->recovered_day, recovered_day);
	metrics_free(m);
	ledger_free(l);
}

TEST(profit_says_when_the_deepest_fall_was_made_up_for)
{
	/* 5, -2, 4, 5: at its best again is made up for; what comes later changes nothing. */
	check_recovery((const char *[]){ "105", "93", "106", "101" }, 4, "7", FIRST_DAY + 3);
	check_recovery((const char *[]){ "105", "93", "110", "99" }, 4, "7", FIRST_DAY + 2);
	/* A deeper one begins anew, one as deep does not. */
	check_recovery((const char *[]){ "105", "93", "110", "92" }, 4, "8", 0);
	check_recovery((const char *[]){ "105", "93", "110", "93" }, 4, "7", FIRST_DAY + 2);
	check_recovery((const char *[]){ "105", "93", "106" }, 3, "7", 0);
	check_recovery((const char *[]){ "105", "100", "103" }, 3, "0", 0);
}

TEST(profit_is_withheld_while_an_open_position_has_no_mark_of_its_day)
{
	struct ledger *l = made_ledger();
	struct metrics *m;

	made_book(l, INSTRUMENT_SPOT, "XUSDT", "X", "USDT");
	(void)made_add(l, "XUSDT", on(0, 1, FILL_BUY, "100", "2"));
	(void)made_add(l, "XUSDT", on(2, 2, FILL_SELL, "110", "2"));
	mark(l, 0, "101");
	m = folded(l);
	CHECK_INT(m->totals[0].profit->reason, METRICS_REALISED_ONLY);
	CHECK(m->totals[0].profit->days[0].is_open_known);
	CHECK(!m->totals[0].profit->days[1].is_open_known);
	CHECK(m->totals[0].profit->days[2].is_open_known); /* flat */
	metrics_free(m);
	mark(l, 1, "99");
	m = folded(l);
	CHECK_INT(m->totals[0].profit->reason, METRICS_KNOWN);
	CHECK_NUMBER(m->totals[0].profit->days[2].so_far, "20");
	metrics_free(m);
	ledger_free(l);
}

TEST(profit_of_inverse_books_is_in_coins)
{
	struct ledger *l = made_ledger();
	struct metrics *m;

	made_book(l, INSTRUMENT_INVERSE, "XUSD", "X", "USDT");
	(void)made_add(l, "XUSD", on(0, 1, FILL_BUY, "100", "1000"));
	mark(l, 0, "125");
	m = folded(l);
	CHECK_NUMBER(m->totals[0].profit->days[0].profit, "2"); /* 10 X in, 8 X out */
	metrics_free(m);
	ledger_free(l);
}

TEST(profit_is_the_same_by_every_method)
{
	struct ledger *l = made_ledger();
	struct made_random r = { 7 };

	made_book(l, INSTRUMENT_MARGIN, "XUSDT", "X", "USDT");
	for (uint64_t id = 1; id <= 400; id++) {
		char price[16];

		(void)snprintf(price, sizeof(price), "%u", (unsigned)(90 + made_below(&r, 20)));
		(void)made_add(l, "XUSDT",
		    made_fee(on((int)(id / 8), id, made_below(&r, 2) == 0 ? FILL_BUY : FILL_SELL,
				 price, "1"),
			"0.25", "USDT"));
	}
	for (int day = 0; day <= 50; day++)
		mark(l, day, "100");
	for (unsigned method = LEDGER_FIFO; method < LEDGER_METHOD_COUNT; method++) {
		struct metrics *m;

		ledger_set_method(l, (enum ledger_method)method);
		m = folded(l);
		CHECK_INT(m->totals[0].profit->reason, METRICS_KNOWN);
		CHECK_INT(m->totals[0].profit->count, 51);
		if (method == LEDGER_FIFO) {
			CHECK(decimal_sign(m->totals[0].profit->days[50].so_far) != 0);
		} else {
			struct metrics *fifo;

			ledger_set_method(l, LEDGER_FIFO);
			fifo = folded(l);
			for (size_t i = 0; i < 51; i++)
				CHECK(decimal_compare(m->totals[0].profit->days[i].profit,
					  fifo->totals[0].profit->days[i].profit) == 0);
			metrics_free(fifo);
		}
		metrics_free(m); /* whatever the ledger folded since */
	}
	ledger_free(l);
}

TEST(profit_is_kept_apart_by_currency)
{
	struct ledger *l = made_ledger();
	struct metrics *m;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	made_book(l, INSTRUMENT_LINEAR, "XEUR", "X", "EUR");
	(void)made_add(l, "XUSDT", made_fee(on(0, 1, FILL_BUY, "100", "2"), "1", "USDT"));
	(void)made_add(l, "XUSDT", made_fee(on(0, 2, FILL_SELL, "101", "2"), "1", "USDT"));
	(void)made_add(l, "XEUR", on(0, 1, FILL_BUY, "100", "2"));
	m = folded(l);
	CHECK_INT(m->total_count, 2);
	CHECK_TEXT(m->totals[0].quote, "EUR");
	CHECK_INT(m->totals[0].profit->reason, METRICS_REALISED_ONLY);
	CHECK_INT(m->totals[1].profit->reason, METRICS_KNOWN);
	CHECK_NUMBER(m->totals[1].profit->days[0].so_far, "0");
	metrics_free(m);
	profit_free(NULL);
	ledger_free(l);
}

TEST(profit_over_more_days_than_anybody_trades_is_out_of_range)
{
	struct ledger *l = made_ledger();
	struct metrics *m;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	(void)made_add(l, "XUSDT", on(0, 1, FILL_BUY, "100", "2"));
	(void)made_add(l, "XUSDT", on(PROFIT_DAYS_MAX, 2, FILL_SELL, "100", "2"));
	m = folded(l);
	CHECK_INT(m->totals[0].profit->reason, METRICS_OUT_OF_RANGE);
	CHECK_INT(m->totals[0].profit->count, 0);
	metrics_free(m);
	ledger_free(l);
}
