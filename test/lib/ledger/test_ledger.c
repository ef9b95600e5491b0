/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/ledger/made.h"

TEST(ledger_new_refuses_limits_out_of_range)
{
	struct ledger_limits limits = ledger_limits_default;
	struct ledger *l;

	CHECK_ERR(ledger_new(&limits, LEDGER_DAY_OFFSET_MIN_MAX + 1, &l), ERR_INPUT);
	CHECK_ERR(ledger_new(&limits, -LEDGER_DAY_OFFSET_MIN_MAX - 1, &l), ERR_INPUT);
	limits.assets_max = 8;
	CHECK_ERR(ledger_new(&limits, 0, &l), ERR_INPUT);
	limits.assets_max = 65536;
	CHECK_ERR(ledger_new(&limits, 0, &l), ERR_INPUT);
	limits.assets_max = 65535;
	limits.books_max = 0;
	CHECK_ERR(ledger_new(&limits, 0, &l), ERR_INPUT);
	limits.books_max = 1;
	CHECK_OK(ledger_new(&limits, -LEDGER_DAY_OFFSET_MIN_MAX, &l));
	ledger_free(l);
	ledger_free(NULL);
}

TEST(ledger_opens_a_book_once_and_on_the_same_terms)
{
	struct ledger *l = made_ledger();
	struct instrument i = {
		.symbol = "XY", .base = "X", .quote = "Y", .settle = "Y", .contract_size = { 1 }
	};

	CHECK_OK(ledger_add_instrument(l, &i));
	CHECK_OK(ledger_add_instrument(l, &i));
	CHECK_INT(ledger_symbol_count(l), 1);
	CHECK_TEXT(ledger_symbol_at(l, 0)->symbol, "XY");
	CHECK(ledger_symbol_at(l, 1) == NULL);
	i.kind = INSTRUMENT_MARGIN;
	CHECK_ERR(ledger_add_instrument(l, &i), ERR_CONFLICT);
	i.symbol[0] = 'Z';
	i.contract_size = (struct decimal){ 0 };
	CHECK_ERR(ledger_add_instrument(l, &i), ERR_INPUT);
	i.contract_size = decimal_of(1);
	i.base[0] = '\0';
	CHECK_ERR(ledger_add_instrument(l, &i), ERR_INPUT);
	i.base[0] = 'X';
	i.symbol[0] = '\0';
	CHECK_ERR(ledger_add_instrument(l, &i), ERR_INPUT);
	CHECK_INT(ledger_symbol_count(l), 1);
	ledger_free(l);
}

TEST(ledger_keeps_to_each_limit_and_not_one_further)
{
	const struct ledger_limits limits = {
		.books_max = 1, .assets_max = 12, .rows_max = 2, .marks_max = 1
	};
	struct instrument second = { .symbol = "S2",
		.base = "X",
		.quote = "USDT",
		.settle = "USDT",
		.contract_size = { 1 } };
	struct fill f = made_fill(3, FILL_BUY, "1", "1");
	struct ledger *l;
	enum ledger_added what;

	CHECK_OK(ledger_new(&limits, 0, &l));
	made_book(l, INSTRUMENT_SPOT, "XUSDT", "X", "USDT");
	CHECK_ERR(ledger_add_instrument(l, &second), ERR_LIMIT);
	CHECK_INT(made_add(l, "XUSDT", made_fill(1, FILL_BUY, "1", "1")), LEDGER_ADDED);
	CHECK_INT(made_add(l, "XUSDT", made_fill(2, FILL_BUY, "1", "1")), LEDGER_ADDED);
	CHECK_ERR(ledger_add_fill(l, "XUSDT", &f, &what), ERR_LIMIT);
	CHECK_INT(made_add(l, "XUSDT", made_fill(2, FILL_BUY, "1", "1")), LEDGER_DUPLICATE);
	CHECK_INT(made_read(l, "XUSDT")->fill_count, 2);
	CHECK_OK(ledger_add_mark(l, "A1", "A2", MADE_FIRST_MS, decimal_of(1)));
	CHECK_ERR(ledger_add_mark(l, "A1", "A2", MADE_FIRST_MS + 1, decimal_of(1)), ERR_LIMIT);
	CHECK_ERR(ledger_add_mark(l, "A1", "A3", MADE_FIRST_MS, decimal_of(1)), ERR_LIMIT);
	CHECK_INT(ledger_counters(l).rows, 2);
	CHECK_INT(ledger_counters(l).marks, 1);
	ledger_free(l);
}

TEST(ledger_counts_duplicates_and_keeps_the_first_of_a_conflict)
{
	struct ledger *l = made_ledger();
	struct fill f = made_fee(made_fill(5, FILL_BUY, "10", "2"), "1", "USDT");

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	CHECK_INT(made_add(l, "XUSDT", f), LEDGER_ADDED);
	CHECK_INT(made_add(l, "XUSDT", f), LEDGER_DUPLICATE);
	f.order_id = 77; /* not part of what a fill is worth */
	CHECK_INT(made_add(l, "XUSDT", f), LEDGER_DUPLICATE);
	CHECK_INT(made_add(l, "XUSDT", made_fee(f, "2", "USDT")), LEDGER_CONFLICT);
	CHECK_INT(made_add(l, "XUSDT", made_fee(f, "1", "USDC")), LEDGER_CONFLICT);
	f.ts_ms++;
	CHECK_INT(made_add(l, "XUSDT", f), LEDGER_CONFLICT);
	f.ts_ms--;
	f.price = decimal_of(11);
	CHECK_INT(made_add(l, "XUSDT", f), LEDGER_CONFLICT);
	f.price = decimal_of(10);
	f.quantity = decimal_of(3);
	CHECK_INT(made_add(l, "XUSDT", f), LEDGER_CONFLICT);
	f.side = FILL_SELL; /* a self-trade: the same id on both sides */
	CHECK_INT(made_add(l, "XUSDT", f), LEDGER_ADDED);
	CHECK_INT(ledger_counters(l).rows, 2);
	CHECK_INT(ledger_counters(l).duplicates, 7);
	CHECK_INT(ledger_counters(l).conflicts, 5);
	CHECK_NUMBER(made_read(l, "XUSDT")->volume_base, "5");
	ledger_free(l);
}

TEST(ledger_rejects_what_is_no_row_and_counts_it)
{
	struct ledger *l = made_ledger();
	const struct fill good = made_fill(1, FILL_BUY, "10", "2");
	struct fill f = good;
	struct transfer t = { .id = 1, .ts_ms = MADE_FIRST_MS, .direction = TRANSFER_OUT };
	struct funding u = { .id = 1, .ts_ms = MADE_FIRST_MS, .amount = { 1 } };
	enum ledger_added what;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	f.price.e18 = 0;
	CHECK_INT(made_add(l, "XUSDT", f), LEDGER_REJECTED);
	f.price.e18 = -1;
	CHECK_INT(made_add(l, "XUSDT", f), LEDGER_REJECTED);
	f = good;
	f.quantity.e18 = 0;
	CHECK_INT(made_add(l, "XUSDT", f), LEDGER_REJECTED);
	f = good;
	f.ts_ms = 86400000 - 1;
	CHECK_INT(made_add(l, "XUSDT", f), LEDGER_REJECTED);
	f.ts_ms = INT64_C(253402214400000);
	CHECK_INT(made_add(l, "XUSDT", f), LEDGER_REJECTED);
	f = good;
	f.fee.e18 = 1;
	CHECK_INT(made_add(l, "XUSDT", f), LEDGER_REJECTED);
	f = good;
	f.price = f.quantity = made_number("100000000000");
	CHECK_INT(made_add(l, "XUSDT", f), LEDGER_REJECTED);
	t.quantity = decimal_of(1);
	CHECK_OK(ledger_add_transfer(l, "XUSDT", &t, &what));
	CHECK_INT(what, LEDGER_REJECTED);
	CHECK_OK(ledger_add_funding(l, "XUSDT", &u, &what));
	CHECK_INT(what, LEDGER_REJECTED);
	CHECK_INT(ledger_counters(l).rejected, 9);
	CHECK_INT(ledger_counters(l).rows, 0);
	CHECK_INT(made_read(l, "XUSDT")->row_count, 0);
	CHECK_INT(made_read(l, "XUSDT")->day_count, 0);
	CHECK_INT(made_add(l, "XUSDT", good), LEDGER_ADDED);
	ledger_free(l);
}

TEST(ledger_says_when_there_is_no_such_book)
{
	struct ledger *l = made_ledger();
	const struct fill f = made_fill(1, FILL_BUY, "10", "2");
	const struct ledger_book *b;

	CHECK_ERR(ledger_add_fill(l, "XUSDT", &f, NULL), ERR_ABSENT);
	CHECK_ERR(ledger_book(l, "XUSDT", &b), ERR_ABSENT);
	CHECK_ERR(
	    ledger_each_fill(l, "XUSDT", &(struct ledger_window){ 0, 1, 0, INT64_MAX }, NULL, NULL),
	    ERR_ABSENT);
	ledger_free(l);
}

TEST(ledger_takes_many_fills_of_many_books_as_one_by_one)
{
	enum { BOOKS = 3, COUNT = 50 };
	static const char *const symbols[BOOKS] = { "AUSDT", "BUSDT", "CUSDT" };
	struct ledger *many = made_ledger(), *single = made_ledger();
	struct ledger_arrival arrivals[COUNT];
	struct fill fills[COUNT];

	for (size_t i = 0; i < BOOKS; i++) {
		made_book(many, INSTRUMENT_MARGIN, symbols[i], "X", "USDT");
		made_book(single, INSTRUMENT_MARGIN, symbols[i], "X", "USDT");
	}
	for (size_t i = 0; i < COUNT; i++) {
		fills[i] = made_fee(made_fill(i % 45, i % 2 == 0 ? FILL_BUY : FILL_SELL, "10",
					i % 7 == 0 ? "0" : "3"),
		    "0.1", i % 3 == 0 ? "X" : "USDT");
		arrivals[i] = (struct ledger_arrival){ .symbol = i % BOOKS, .fill = &fills[i] };
	}
	CHECK_OK(ledger_add_fills(many, arrivals, COUNT));
	for (size_t i = 0; i < COUNT; i++)
		CHECK_INT(arrivals[i].added, made_add(single, symbols[i % BOOKS], fills[i]));
	CHECK_INT(ledger_counters(many).rows, ledger_counters(single).rows);
	CHECK(ledger_counters(many).rejected > 0);
	for (size_t i = 0; i < BOOKS; i++)
		CHECK(
		    made_read(many, symbols[i])->net.e18 == made_read(single, symbols[i])->net.e18);
	arrivals[1].symbol = BOOKS;
	fills[0].id = 1000;
	CHECK_ERR(ledger_add_fills(many, arrivals, 2), ERR_ABSENT);
	CHECK_INT(ledger_counters(many).rows, ledger_counters(single).rows);
	ledger_free(many);
	ledger_free(single);
}

/* What is asked for ahead must be there: fewer rows than were folded. */
TEST(ledger_reads_many_books_from_which_rows_went)
{
	enum { BOOKS = 60, FILLS = 3 };
	const struct ledger_key last = { .kind = LEDGER_FILL, .id = FILLS };
	struct ledger_arrival arrivals[BOOKS];
	struct ledger *l = made_ledger();
	const struct ledger_book *b;
	char symbol[SYMBOL_SIZE];

	for (size_t i = 0; i < BOOKS; i++) {
		(void)snprintf(symbol, sizeof(symbol), "S%zu", i);
		made_book(l, INSTRUMENT_SPOT, symbol, "X", "USDT");
		for (uint64_t id = 1; id <= FILLS; id++)
			(void)made_add(l, symbol, made_fill(id, FILL_BUY, "7", "2"));
		arrivals[i].symbol = i;
	}
	CHECK_OK(ledger_read_fills(l, arrivals, BOOKS));
	for (int by_number = 0; by_number < 2; by_number++) {
		for (size_t i = 0; i < BOOKS; i++)
			CHECK_OK(ledger_retract(l, ledger_symbol_at(l, i)->symbol,
			    &(struct ledger_key){
				last.kind, last.id - (uint64_t)by_number, last.side }));
		if (by_number == 0)
			CHECK_OK(ledger_read_fills(l, arrivals, BOOKS));
		for (size_t i = 0; i < BOOKS; i++) {
			CHECK_OK(ledger_book_at(l, i, &b));
			CHECK_INT(b->fill_count, by_number == 0 ? FILLS - 1 : FILLS - 2);
		}
	}
	ledger_free(l);
}

TEST(ledger_reads_books_by_number_as_by_symbol)
{
	enum { BOOKS = 9, ROUNDS = 3 };
	struct ledger *l = made_ledger(), *other = made_ledger();
	const struct ledger_book *a, *b;
	char symbol[] = "A";

	for (size_t i = 0; i < BOOKS; i++) {
		symbol[0] = (char)('A' + i);
		made_book(l, INSTRUMENT_SPOT, symbol, "X", "USDT");
		made_book(other, INSTRUMENT_SPOT, symbol, "X", "USDT");
	}
	for (uint64_t id = 0; id < ROUNDS * 40; id++) { /* most of the last book's come late */
		const struct fill f = made_fill(id % BOOKS == BOOKS - 1 ? 1000 - id : id,
		    id % 4 ? FILL_BUY : FILL_SELL, "7", "2");

		symbol[0] =
		    (char)('A' + id % BOOKS % (BOOKS - 1) * 2 % BOOKS); /* not all of them */
		CHECK_INT(made_add(l, symbol, f), made_add(other, symbol, f));
		for (size_t i = 0; i < BOOKS && id % 40 == 39; i++) {
			CHECK_OK(ledger_book_at(l, i, &a));
			b = made_read(other, ledger_symbol_at(l, i)->symbol);
			CHECK_TEXT(a->instrument->symbol, b->instrument->symbol);
			CHECK_INT(a->fill_count, b->fill_count);
			CHECK_INT(a->day_count, b->day_count);
			CHECK(decimal_compare(a->gross, b->gross) == 0);
			CHECK(decimal_compare(a->position, b->position) == 0);
		}
	}
	CHECK_ERR(ledger_book_at(l, BOOKS, &a), ERR_ABSENT);
	CHECK_ERR(ledger_book_at(l, SIZE_MAX, &a), ERR_ABSENT);
	ledger_free(l);
	ledger_free(other);
}

TEST(ledger_numbers_assets_by_their_text_alone)
{
	struct ledger *l = made_ledger();
	struct fill f = made_fee(made_fill(1, FILL_BUY, "10", "1"), "1", "USDT");

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	for (uint64_t id = 1; id <= 40; id++) {
		f.id = id;
		f.fee_asset[10 + id % 14] = (char)('a' + id % 5); /* behind its NUL */
		if (id % 4 == 0)
			(void)snprintf(f.fee_asset, sizeof(f.fee_asset), "F%u", (unsigned)id);
		else
			memcpy(f.fee_asset, "USDT", sizeof("USDT"));
		CHECK_INT(made_add(l, "XUSDT", f), LEDGER_ADDED);
	}
	CHECK_INT(made_read(l, "XUSDT")->fee_asset_count, 11);
	CHECK_NUMBER(made_read(l, "XUSDT")->fees, "30");
	f.id = 99;
	memset(f.fee_asset, 'A', sizeof(f.fee_asset));
	CHECK_ERR(ledger_add_fill(l, "XUSDT", &f, NULL), ERR_INPUT);
	ledger_free(l);
}

TEST(ledger_refuses_a_bad_mark_and_counts_a_conflicting_one)
{
	struct ledger *l = made_ledger();

	CHECK_ERR(ledger_add_mark(l, "A", "B", MADE_FIRST_MS, decimal_of(0)), ERR_INPUT);
	CHECK_ERR(ledger_add_mark(l, "A", "B", -1, decimal_of(1)), ERR_INPUT);
	CHECK_ERR(ledger_add_mark(l, "", "B", MADE_FIRST_MS, decimal_of(1)), ERR_INPUT);
	CHECK_ERR(
	    ledger_add_mark(l, "A", "AAAAAAAAAAAAAAAAAAAAAAAAA", MADE_FIRST_MS, decimal_of(1)),
	    ERR_INPUT);
	CHECK_OK(ledger_add_mark(l, "A", "B", MADE_FIRST_MS, decimal_of(1)));
	CHECK_OK(ledger_add_mark(l, "A", "B", MADE_FIRST_MS, decimal_of(1)));
	CHECK_OK(ledger_add_mark(l, "A", "B", MADE_FIRST_MS, decimal_of(2)));
	CHECK_INT(ledger_counters(l).marks, 1);
	CHECK_INT(ledger_counters(l).mark_conflicts, 1);
	ledger_free(l);
}

struct seen {
	size_t count, stop_at;
	uint64_t ids[16];
	struct decimal gross;
};

static enum err
note_fill(void *self, const struct ledger_fill *f)
{
	struct seen *seen = self;

	CHECK(seen->count < 16);
	seen->ids[seen->count++] = f->fill.id;
	CHECK_OK(decimal_add(seen->gross, f->gross, &seen->gross));
	return seen->count == seen->stop_at ? ERR_REFUSED : OK;
}

TEST(ledger_shows_fills_in_order_by_window_with_what_they_realised)
{
	struct ledger *l = made_ledger();
	struct seen seen = { 0 };

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	for (uint64_t id = 8; id >= 1; id--)
		(void)made_add(l, "XUSDT",
		    made_fee(made_fill(id, id % 2 == 1 ? FILL_BUY : FILL_SELL,
				 id % 2 == 1 ? "10" : "11", "1"),
			"0.1", "USDT"));
	CHECK_OK(ledger_each_fill(
	    l, "XUSDT", &(struct ledger_window){ 0, SIZE_MAX, 0, INT64_MAX }, note_fill, &seen));
	CHECK_INT(seen.count, 8);
	for (uint64_t i = 0; i < 8; i++)
		CHECK_INT(seen.ids[i], i + 1);
	CHECK(decimal_compare(seen.gross, made_read(l, "XUSDT")->gross) == 0);
	seen = (struct seen){ 0 };
	CHECK_OK(ledger_each_fill(
	    l, "XUSDT", &(struct ledger_window){ 3, 2, 0, INT64_MAX }, note_fill, &seen));
	CHECK_INT(seen.count, 2);
	CHECK_INT(seen.ids[0], 4);
	CHECK_NUMBER(seen.gross, "1");
	seen = (struct seen){ 0 };
	CHECK_OK(ledger_each_fill(
	    l, "XUSDT", &(struct ledger_window){ 8, 5, 0, INT64_MAX }, note_fill, &seen));
	CHECK_INT(seen.count, 0);
	seen.stop_at = 2;
	CHECK_ERR(ledger_each_fill(
		      l, "XUSDT", &(struct ledger_window){ 0, 5, 0, INT64_MAX }, note_fill, &seen),
	    ERR_REFUSED);
	CHECK_INT(seen.count, 2);
	ledger_free(l);
}

struct booked {
	size_t count;
	struct ledger_booking all[8];
};

static enum err
note_booking(void *self, const struct ledger_booking *b)
{
	struct booked *booked = self;

	CHECK(booked->count < 8);
	booked->all[booked->count++] = *b;
	return booked->count == 8 ? ERR_REFUSED : OK;
}

TEST(ledger_shows_every_row_with_the_money_it_moved)
{
	struct ledger *l = made_ledger();
	struct booked got = { 0 };
	const struct funding paid = { .id = 1,
		.ts_ms = MADE_FIRST_MS + 1500,
		.amount = made_number("-0.5"),
		.asset = "EUR" };
	const struct transfer out = { .id = 1,
		.ts_ms = MADE_FIRST_MS + 3000,
		.direction = TRANSFER_OUT,
		.quantity = made_number("0.25") };

	made_book(l, INSTRUMENT_MARGIN, "XUSDT", "X", "USDT");
	CHECK_OK(ledger_add_mark(l, "EUR", "USDT", MADE_FIRST_MS, made_number("1.2")));
	CHECK_OK(ledger_add_transfer(l, "XUSDT", &out, NULL));
	(void)made_add(l, "XUSDT", made_fill(2, FILL_SELL, "12", "1"));
	CHECK_OK(ledger_add_funding(l, "XUSDT", &paid, NULL));
	(void)made_add(l, "XUSDT", made_fee(made_fill(1, FILL_BUY, "10", "2"), "3", "BNB"));
	CHECK_OK(ledger_each_booking(l, "XUSDT", note_booking, &got));
	CHECK_INT(got.count, 4);
	CHECK_INT(got.all[0].kind, LEDGER_FILL);
	CHECK_NUMBER(got.all[0].quantity, "2");
	CHECK_NUMBER(got.all[0].value, "20");
	CHECK_NUMBER(got.all[0].charge, "3");
	CHECK_TEXT(got.all[0].charge_asset, "BNB");
	CHECK(!got.all[0].is_charge_settled);
	CHECK_INT(got.all[1].kind, LEDGER_FUNDING);
	CHECK(got.all[1].is_charge_settled);
	CHECK_NUMBER(got.all[1].charge, "-0.5");
	CHECK_NUMBER(got.all[1].charge_settled, "-0.6");
	CHECK_NUMBER(got.all[1].quantity, "0");
	CHECK_NUMBER(got.all[2].quantity, "-1");
	CHECK_NUMBER(got.all[2].gross, "2");
	CHECK(got.all[2].has_closed && !got.all[0].has_closed);
	CHECK_NUMBER(got.all[0].position, "2");
	CHECK_NUMBER(got.all[0].open_value, "20");
	CHECK_NUMBER(got.all[3].position, "0.75");
	CHECK_NUMBER(got.all[3].open_value, "7.5");
	CHECK_INT(got.all[3].kind, LEDGER_TRANSFER_OUT);
	CHECK_NUMBER(got.all[3].quantity, "-0.25");
	CHECK_INT(got.all[3].ts_ms, MADE_FIRST_MS + 3000);
	CHECK_ERR(ledger_each_booking(l, "YUSDT", note_booking, &got), ERR_ABSENT);
	got.count = 7;
	CHECK_ERR(ledger_each_booking(l, "XUSDT", note_booking, &got), ERR_REFUSED);
	ledger_free(l);
}

static void
check_value(struct ledger *l, const char *from, const char *to, enum valued how, const char *worth)
{
	const struct ledger_ask ask = { from, to, MADE_FIRST_MS, 0, false };
	struct decimal out = decimal_of(-1);
	enum valued found;

	CHECK_OK(ledger_value(l, &ask, decimal_of(8), &found, &out));
	CHECK_INT(found, how);
	CHECK_NUMBER(out, worth);
}

TEST(ledger_values_an_amount_and_says_by_which_way)
{
	struct ledger *l = made_ledger();

	CHECK_OK(ledger_add_mark(l, "EUR", "USDT", MADE_FIRST_MS, made_number("1.25")));
	CHECK_OK(ledger_add_mark(l, "GBP", "USDT", MADE_FIRST_MS, made_number("2")));
	CHECK_OK(ledger_add_mark(l, "CHF", "USDT", MADE_FIRST_MS + 1, made_number("2")));
	check_value(l, "EUR", "EUR", VALUED_SAME, "8");
	check_value(l, "NEW", "NEW", VALUED_SAME, "8");
	check_value(l, "EUR", "USDT", VALUED_DIRECT, "10");
	check_value(l, "USDT", "EUR", VALUED_INVERSE, "6.4");
	check_value(l, "EUR", "GBP", VALUED_CROSS, "5");
	check_value(l, "USD", "USDC", VALUED_PEGGED, "8");
	check_value(l, "CHF", "USDT", VALUED_NOT, "-1");
	check_value(l, "NEW", "USDT", VALUED_NOT, "-1");
	check_value(l, "USDT", "NEW", VALUED_NOT, "-1");
	ledger_free(l);
}
