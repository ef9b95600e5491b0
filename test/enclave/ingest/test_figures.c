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

/* What a collection would do: count, and fail when it is told to. */
struct giver {
	size_t count;
	enum err e;
};

static enum err
give(void *self, struct metrics *m)
{
	struct giver *g = self;

	g->count++;
	if (g->e == OK)
		m->account_reason = METRICS_NO_MARK; /* it was here */
	return g->e;
}

TEST(figures_take_the_account_once_for_each_version_when_it_is_quiet)
{
	struct ledger *l = made_ledger();
	struct figures f = { 0 };
	struct giver g = { 0 };
	struct figures_ask ask = { .take_account = give, .self = &g, .version = 1 };

	CHECK_INT(take(&f, l, ask)->account_reason, METRICS_COLLECTING);
	CHECK_INT(g.count, 0);
	ask.is_quiet = true;
	CHECK_INT(take(&f, l, ask)->account_reason, METRICS_NO_MARK);
	(void)take(&f, l, ask);
	CHECK_INT(g.count, 1);
	ask.version = 2;
	(void)take(&f, l, ask);
	CHECK_INT(g.count, 2);
	ask.method = LEDGER_LIFO;
	(void)take(&f, l, ask);
	CHECK_INT(g.count, 3);
	ask.take_account = NULL;
	ask.version = 3;
	CHECK_INT(take(&f, l, ask)->account_reason, METRICS_NO_CAPITAL);
	figures_wipe(&f);
	ledger_free(l);
}

TEST(figures_without_an_account_that_cannot_be_counted_say_so)
{
	struct ledger *l = made_ledger();
	struct figures f = { 0 };
	struct giver g = { .e = ERR_LIMIT };
	struct figures_ask ask = { .is_quiet = true, .take_account = give, .self = &g };
	const struct metrics *m;

	CHECK_INT(take(&f, l, ask)->account_reason, METRICS_OUT_OF_RANGE);
	g.e = ERR_NOMEM;
	ask.version = 1;
	CHECK_ERR(figures_take(&f, l, &ask, &m), ERR_NOMEM);
	g.e = OK;
	CHECK_INT(take(&f, l, ask)->account_reason, METRICS_NO_MARK);
	figures_wipe(&f);
	ledger_free(l);
}
