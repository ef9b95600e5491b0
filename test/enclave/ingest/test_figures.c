/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/figures.h"

#include "test/check.h"
#include "test/lib/ledger/made.h"

static const struct metrics *
take(struct figures *f, struct ledger *l, struct figures_ask ask)
{
	const struct metrics *m = NULL;

	CHECK_OK(figures_take(f, l, &ask, &m));
	CHECK(m != NULL);
	return m;
}

TEST(figures_are_computed_once_for_each_method_and_change)
{
	struct ledger *l = made_ledger();
	struct figures f = { 0 };
	const struct metrics *fifo, *lifo;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	(void)made_add(l, "XUSDT", made_fill(1, FILL_BUY, "100", "1"));
	(void)made_add(l, "XUSDT", made_fill(2, FILL_BUY, "110", "1"));
	(void)made_add(l, "XUSDT", made_fill(3, FILL_SELL, "120", "1"));
	fifo = take(&f, l, (struct figures_ask){ .method = LEDGER_FIFO });
	lifo = take(&f, l, (struct figures_ask){ .method = LEDGER_LIFO });
	CHECK_NUMBER(fifo->totals[0].sums.net, "20");
	CHECK_NUMBER(lifo->totals[0].sums.net, "10");
	CHECK_NUMBER(fifo->symbols[0].book.open_value, "110"); /* a copy of its own */
	CHECK_INT(ledger_method(l), LEDGER_FIFO);
	CHECK(take(&f, l, (struct figures_ask){ .method = LEDGER_FIFO }) == fifo);
	CHECK(take(&f, l, (struct figures_ask){ .method = LEDGER_LIFO }) == lifo);
	CHECK(!fifo->has_profit && fifo->totals[0].profit == NULL);
	(void)made_add(l, "XUSDT", made_fill(4, FILL_SELL, "120", "1"));
	fifo = take(&f, l, (struct figures_ask){ .method = LEDGER_FIFO });
	CHECK_NUMBER(fifo->totals[0].sums.net, "30");
	figures_wipe(&f);
	ledger_free(l);
}

TEST(figures_get_daily_profits_when_it_is_quiet)
{
	struct ledger *l = made_ledger();
	struct figures f = { 0 };
	const struct metrics *m;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	(void)made_add(l, "XUSDT", made_fill(1, FILL_BUY, "100", "1"));
	m = take(&f, l, (struct figures_ask){ .is_quiet = false });
	CHECK(m->totals[0].profit == NULL);
	m = take(&f, l, (struct figures_ask){ .is_quiet = true });
	CHECK(m->totals[0].profit != NULL);
	CHECK(take(&f, l, (struct figures_ask){ .is_quiet = true }) == m);
	CHECK(take(&f, l, (struct figures_ask){ .is_quiet = false }) == m); /* more will do */
	figures_wipe(&f);
	figures_wipe(&f);
	ledger_free(l);
}

TEST(figures_of_before_will_do_while_marks_are_coming)
{
	struct ledger *l = made_ledger();
	struct figures f = { 0 };
	const struct metrics *m;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	(void)made_add(l, "XUSDT", made_fill(1, FILL_BUY, "100", "1"));
	m = take(&f, l, (struct figures_ask){ .are_marks_coming = true });
	CHECK_OK(ledger_add_mark(l, "X", "USDT", MADE_FIRST_MS, made_number("100")));
	CHECK(take(&f, l, (struct figures_ask){ .are_marks_coming = true }) == m);
	CHECK(!metrics_is_current(m, l));
	(void)made_add(l, "XUSDT", made_fill(2, FILL_BUY, "100", "1"));
	m = take(&f, l, (struct figures_ask){ .are_marks_coming = true });
	CHECK(metrics_is_current(m, l));
	figures_wipe(&f);
	ledger_free(l);
}
