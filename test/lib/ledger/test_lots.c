/* SPDX-License-Identifier: Apache-2.0 */
/* Which lots are taken; what they cost together is the fold's and the vectors' business. */
#include "lib/base/secret.h"
#include "lib/ledger/lots.h"
#include "test/lib/ledger/made.h"

/* Buy 1@10, 1@30, 1@20; sell 1.5: what was realised and what is left, by each method. */
static void
check_method(enum ledger_method method, const char *gross, const char *const *left)
{
	struct ledger *l = made_ledger();
	const struct ledger_book *b;
	struct ledger_lot lot;

	ledger_set_method(l, method);
	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	(void)made_add(l, "XUSDT", made_fill(1, FILL_BUY, "10", "1"));
	(void)made_add(l, "XUSDT", made_fill(2, FILL_BUY, "30", "1"));
	(void)made_add(l, "XUSDT", made_fill(3, FILL_BUY, "20", "1"));
	(void)made_add(l, "XUSDT", made_fill(4, FILL_SELL, "40", "1.5"));
	b = made_read(l, "XUSDT");
	CHECK_NUMBER(b->gross, gross);
	for (size_t i = 0; i < b->lot_count; i++) {
		CHECK_OK(ledger_lot_at(l, "XUSDT", i, &lot));
		CHECK_NUMBER(lot.quantity, left[2 * i]);
		CHECK_NUMBER(lot.value, left[2 * i + 1]);
	}
	CHECK(left[2 * b->lot_count] == NULL);
	ledger_free(l);
}

TEST(lots_are_taken_in_the_order_of_the_method)
{
	check_method(LEDGER_FIFO, "35", (const char *[]){ "0.5", "15", "1", "20", NULL });
	check_method(LEDGER_LIFO, "25", (const char *[]){ "1", "10", "0.5", "15", NULL });
	check_method(LEDGER_HIFO, "20", (const char *[]){ "1", "10", "0.5", "10", NULL });
	check_method(LEDGER_AVERAGE, "30", (const char *[]){ "1.5", "30", NULL });
}

/* A short position: the cheapest sale first; of equal ones the oldest. */
TEST(lots_of_a_short_position_give_the_cheapest_first_by_hifo)
{
	struct ledger *l = made_ledger();
	struct ledger_lot lot;

	ledger_set_method(l, LEDGER_HIFO);
	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	for (uint64_t id = 1; id <= 40; id++)
		(void)made_add(
		    l, "XUSDT", made_fill(id, FILL_SELL, id % 4 == 0 ? "10" : "20", "1"));
	(void)made_add(l, "XUSDT", made_fill(41, FILL_BUY, "5", "10.5"));
	CHECK_NUMBER(made_read(l, "XUSDT")->gross, "57.5"); /* ten at 10, half of one at 20 */
	CHECK_INT(made_read(l, "XUSDT")->lot_count, 30);
	CHECK_OK(ledger_lot_at(l, "XUSDT", 0, &lot));
	CHECK_NUMBER(lot.quantity, "0.5");
	CHECK_INT(lot.opened_ms, MADE_FIRST_MS + 1000);
	CHECK_OK(ledger_lot_at(l, "XUSDT", 29, &lot));
	CHECK_INT(lot.opened_ms, MADE_FIRST_MS + 39000);
	ledger_free(l);
}

/* FIFO's log begins in the struct and moves out of it with what it holds; empty, it is freed. */
TEST(lots_of_a_long_log_are_those_of_its_beginning_too)
{
	AUTO(lots) l = { .method = LEDGER_FIFO };
	const struct lot lot = { .units = 1, .unit = 1, .value = { 1 } };

	for (uint32_t place = 0; place <= 3 * LOTS_FEW; place++) {
		struct lot next = lot;

		next.place = place;
		CHECK_OK(lots_open(&l, &next, true)); /* the first is the head */
		CHECK_INT(l.state.log_count, place);
		CHECK((l.log == l.few) == (place > 0 && place <= LOTS_FEW));
		for (uint32_t i = 0; i < place; i++)
			CHECK_INT(l.log[i], i + 1);
	}
	lots_reset(&l, LEDGER_FIFO);
	CHECK(l.log != l.few && l.log_room > LOTS_FEW);
}
