/* SPDX-License-Identifier: Apache-2.0 */
/* Rows one by one; the first test of ledger_each_booking is in test_ledger.c. */
#include "lib/ledger/show.h"

#include "test/lib/ledger/made.h"

enum { FILLS = 3000 };

/* A round trip of one for every two fills, all a second apart. */
static struct ledger *
ledger_make(enum ledger_method method)
{
	struct ledger *l = made_ledger();

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	ledger_set_method(l, method);
	for (uint64_t id = 1; id <= FILLS; id++)
		(void)made_add(l, "XUSDT",
		    made_fill(
			id, id % 2 == 1 ? FILL_BUY : FILL_SELL, id % 2 == 1 ? "10" : "12", "1"));
	return l;
}

struct shown {
	uint64_t next_id;
	size_t count;
	struct decimal gross;
};

static enum err
show(void *self, const struct ledger_fill *f)
{
	struct shown *s = self;

	CHECK_INT(f->index, f->fill.id - 1);
	CHECK_INT(f->fill.id, s->next_id);
	CHECK_INT(f->fill.ts_ms, MADE_FIRST_MS + (int64_t)f->fill.id * 1000);
	CHECK_NUMBER(f->gross, f->fill.side == FILL_SELL ? "2" : "0");
	CHECK_NUMBER(f->closed_quantity, f->fill.side == FILL_SELL ? "1" : "0");
	s->next_id++;
	s->count++;
	return OK;
}

static size_t
shown_from(struct ledger *l, uint64_t first_id, const struct ledger_window *w)
{
	struct shown s = { .next_id = first_id };

	CHECK_OK(ledger_each_fill(l, "XUSDT", w, show, &s));
	return s.count;
}

TEST(show_begins_where_it_is_asked_to_whatever_the_checkpoints)
{
	for (enum ledger_method m = LEDGER_FIFO; m < LEDGER_METHOD_COUNT; m++) {
		struct ledger *l = ledger_make(m);

		for (size_t from = 0; from < FILLS + 2; from += 127) {
			const struct ledger_window w = { from, 3, 0, INT64_MAX };
			const size_t there = from < FILLS ? FILLS - from : 0;

			CHECK_INT(shown_from(l, from + 1, &w), there < 3 ? there : 3);
		}
		ledger_free(l);
	}
}

TEST(show_keeps_to_a_time_from_its_first_millisecond_to_before_its_last)
{
	struct ledger *l = ledger_make(LEDGER_FIFO);
	struct ledger_window w = { 0, SIZE_MAX, MADE_FIRST_MS + 2000 * 1000,
		MADE_FIRST_MS + 2005 * 1000 };

	CHECK_INT(shown_from(l, 2000, &w), 5);
	w.since_ms++;
	CHECK_INT(shown_from(l, 2001, &w), 4);
	w.before_ms++;
	CHECK_INT(shown_from(l, 2001, &w), 5);
	w.from = 2003; /* by index, within the time */
	CHECK_INT(shown_from(l, 2004, &w), 2);
	w.count = 1;
	CHECK_INT(shown_from(l, 2004, &w), 1);
	w.count = 0;
	CHECK_INT(shown_from(l, 0, &w), 0);
	w = (struct ledger_window){ 0, SIZE_MAX, MADE_FIRST_MS + (FILLS + 1) * 1000, INT64_MAX };
	CHECK_INT(shown_from(l, 0, &w), 0);
	w = (struct ledger_window){ 0, SIZE_MAX, 0, MADE_FIRST_MS + 1000 };
	CHECK_INT(shown_from(l, 0, &w), 0);
	ledger_free(l);
}

static enum err
cycle_count(void *self, const struct ledger_cycle *c)
{
	size_t *count = self;

	CHECK(c->is_long);
	CHECK_NUMBER(c->net, "2");
	CHECK_NUMBER(c->max_quantity, "1");
	return ++*count == FILLS / 2 + 1 ? ERR_REFUSED : OK;
}

TEST(show_hands_out_every_round_trip_once)
{
	struct ledger *l = ledger_make(LEDGER_FIFO);
	size_t count = 0;

	CHECK_OK(ledger_each_cycle(l, "XUSDT", cycle_count, &count));
	CHECK_INT(count, FILLS / 2);
	CHECK_ERR(ledger_each_cycle(l, "XUSDT", cycle_count, &count), ERR_REFUSED);
	CHECK_ERR(ledger_each_cycle(l, "NONE", cycle_count, &count), ERR_ABSENT);
	ledger_free(l);
}

static enum err
booking_sum(void *self, const struct ledger_booking *b)
{
	struct decimal *gross = self;

	CHECK(b->kind == LEDGER_FILL);
	CHECK_NUMBER(b->position, decimal_sign(b->quantity) > 0 ? "1" : "0");
	return decimal_add(*gross, b->gross, gross);
}

TEST(show_bookings_sum_to_the_book)
{
	struct ledger *l = ledger_make(LEDGER_FIFO);
	struct decimal gross = { 0 };

	CHECK_OK(ledger_each_booking(l, "XUSDT", booking_sum, &gross));
	CHECK(decimal_compare(gross, made_read(l, "XUSDT")->gross) == 0);
	ledger_free(l);
}
