/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold for any rows: docs/metrics.md, "What is tested". */
#include "test/lib/ledger/stream.h"

TEST(ledger_does_not_depend_on_the_order_of_arrival)
{
	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct stream *s = stream_new(seed);
		struct ledger *in_order, *shuffled;

		in_order = stream_fed(s);
		stream_shuffle(s, seed + 100);
		shuffled = stream_fed(s);
		stream_check_same(in_order, shuffled);
		ledger_free(in_order);
		ledger_free(shuffled);
		stream_free(s);
	}
}

TEST(ledger_does_not_depend_on_when_it_is_read)
{
	struct stream *s = stream_new(21);
	struct ledger *once, *often = stream_ledger();

	stream_shuffle(s, 5);
	once = stream_fed(s);
	for (size_t i = 0; i < s->count; i++) {
		stream_feed(often, &s->events[i]);
		if (i % (s->count / 50) == 0)
			(void)made_read(often, stream_symbols[i % STREAM_BOOKS]);
	}
	stream_check_same(once, often);
	ledger_free(once);
	ledger_free(often);
	stream_free(s);
}

/* Feed a row and take its book in at once. */
static void
feed_and_read(struct ledger *l, const struct stream_event *e)
{
	stream_feed(l, e);
	CHECK_OK(ledger_read_fills(l, &(struct ledger_arrival){ .symbol = e->book }, 1));
}

/* Every fiftieth row comes some rows late; marks are there already, as they are in an account. */
TEST(ledger_read_after_every_row_is_the_ledger_read_once)
{
	enum { LATE_OF = 50, LATE = 7, LATE_BY = 13 };
	struct stream *s = stream_new(24);
	struct ledger *once = stream_fed(s), *often = stream_ledger();

	for (size_t i = 0; i < s->count; i++)
		if (s->events[i].what == STREAM_MARK)
			stream_feed(often, &s->events[i]);
	for (size_t i = 0; i < s->count; i++) {
		const bool is_late = i % LATE_OF == LATE && i + LATE_BY < s->count;

		if (s->events[i].what != STREAM_MARK && !is_late)
			feed_and_read(often, &s->events[i]);
		if (i % LATE_OF == LATE + LATE_BY && s->events[i - LATE_BY].what != STREAM_MARK)
			feed_and_read(often, &s->events[i - LATE_BY]);
	}
	CHECK_ERR(ledger_read_fills(often, &(struct ledger_arrival){ .symbol = STREAM_BOOKS }, 1),
	    ERR_ABSENT);
	stream_check_same(once, often);
	ledger_free(once);
	ledger_free(often);
	stream_free(s);
}

TEST(ledger_ignores_everything_sent_again)
{
	struct stream *s = stream_new(31);
	struct ledger *once = stream_fed(s), *twice = stream_fed(s);
	const uint64_t rows = ledger_counters(once).rows;

	stream_shuffle(s, 9);
	for (size_t i = 0; i < s->count; i++)
		if (s->events[i].what != STREAM_MARK)
			stream_feed(twice, &s->events[i]);
	stream_check_same(once, twice);
	CHECK_INT(ledger_counters(twice).rows, rows);
	CHECK_INT(ledger_counters(twice).duplicates, rows + 2 * ledger_counters(once).duplicates);
	CHECK_INT(ledger_counters(twice).conflicts, 0);
	ledger_free(once);
	ledger_free(twice);
	stream_free(s);
}

TEST(ledger_totals_equal_the_sums_of_days_and_the_cash_that_moved)
{
	struct stream *s = stream_new(41);
	struct ledger *l = stream_fed(s);

	for (size_t i = 0; i < STREAM_BOOKS; i++) {
		const struct ledger_book *b = made_read(l, stream_symbols[i]);
		struct ledger_day sum = { 0 };
		struct decimal net = { 0 };

		for (size_t d = 0; d < b->day_count; d++) {
			sum.fill_count += b->days[d].fill_count;
			CHECK_OK(decimal_add(sum.gross, b->days[d].gross, &sum.gross));
			CHECK_OK(decimal_add(sum.fees, b->days[d].fees, &sum.fees));
			CHECK_OK(decimal_add(sum.funding, b->days[d].funding, &sum.funding));
			CHECK_OK(decimal_add(sum.net, b->days[d].net, &sum.net));
			CHECK_OK(decimal_add(sum.volume, b->days[d].volume, &sum.volume));
			CHECK(d == 0 || b->days[d].day > b->days[d - 1].day);
		}
		CHECK_INT(sum.fill_count, b->fill_count);
		CHECK(decimal_compare(sum.gross, b->gross) == 0);
		CHECK(decimal_compare(sum.fees, b->fees) == 0);
		CHECK(decimal_compare(sum.funding, b->funding) == 0);
		CHECK(decimal_compare(sum.net, b->net) == 0);
		CHECK(decimal_compare(sum.volume, b->volume_quote) == 0);
		CHECK_OK(decimal_sub(b->gross, b->fees, &net));
		CHECK_OK(decimal_add(net, b->funding, &net));
		CHECK(decimal_compare(net, b->net) == 0);
	}
	ledger_free(l);
	stream_free(s);
}

/* gross = what came in - what went out + what the open lots cost, in a linear book. */
TEST(ledger_gross_is_the_cash_of_a_linear_book)
{
	struct stream *s = stream_new(51);
	struct ledger *l = stream_fed(s);
	const struct ledger_book *b = made_read(l, "BBBUSDT");
	struct decimal cash = { 0 }, notional;

	for (size_t i = 0; i < s->count; i++) {
		const struct fill *f = &s->events[i].fill;

		if (s->events[i].what != STREAM_FILL || s->events[i].book != STREAM_LINEAR)
			continue;
		CHECK_OK(decimal_mul(f->price, f->quantity, &notional));
		if (f->side == FILL_SELL)
			CHECK_OK(decimal_add(cash, notional, &cash));
		else
			CHECK_OK(decimal_sub(cash, notional, &cash));
	}
	if (decimal_sign(b->position) >= 0)
		CHECK_OK(decimal_add(cash, b->open_value, &cash));
	else
		CHECK_OK(decimal_sub(cash, b->open_value, &cash));
	CHECK(decimal_compare(cash, b->gross) == 0);
	ledger_free(l);
	stream_free(s);
}

TEST(ledger_totals_survive_splitting_every_fill_in_two)
{
	struct stream *s = stream_new(61);
	struct ledger *whole = stream_ledger(), *split = stream_ledger();
	const struct ledger_book *a, *b;

	for (size_t i = 0; i < s->count; i++) {
		struct stream_event e = s->events[i], first, second;

		if (e.what != STREAM_FILL || e.book != STREAM_LINEAR)
			continue;
		e.fill.quantity = decimal_of((int64_t)(2 + i % 7));
		e.fill.fee.e18 = 2000000000000000;
		memcpy(e.fill.fee_asset, "USDT", sizeof("USDT"));
		e.fill.id *= 2;
		first = second = e;
		first.fill.quantity = decimal_of(1);
		second.fill.quantity.e18 -= first.fill.quantity.e18;
		first.fill.fee.e18 = second.fill.fee.e18 = 1000000000000000;
		second.fill.id++;
		stream_feed(whole, &e);
		stream_feed(split, &first);
		stream_feed(split, &second);
	}
	a = made_read(whole, "BBBUSDT");
	b = made_read(split, "BBBUSDT");
	CHECK(decimal_compare(a->gross, b->gross) == 0);
	CHECK(decimal_compare(a->net, b->net) == 0);
	CHECK(decimal_compare(a->open_value, b->open_value) == 0);
	CHECK(decimal_compare(a->matched_entry, b->matched_entry) == 0);
	CHECK(decimal_compare(a->volume_quote, b->volume_quote) == 0);
	CHECK_INT(b->fill_count, 2 * a->fill_count);
	ledger_free(whole);
	ledger_free(split);
	stream_free(s);
}

/* Prices ten times as high, every result ten times as high; sides swapped, the sign turned. */
static void
check_turned(uint64_t seed, bool is_swapped, __int128 factor)
{
	struct stream *s = stream_new(seed);
	struct ledger *plain = stream_ledger(), *turned = stream_ledger();
	const struct ledger_book *a, *b;

	for (size_t i = 0; i < s->count; i++) {
		struct stream_event e = s->events[i];

		if (e.what != STREAM_FILL || e.book != STREAM_LINEAR)
			continue;
		e.fill.fee = (struct decimal){ 0 };
		e.fill.quantity.e18 -= e.fill.quantity.e18 % 10000000000; /* nothing rounds */
		stream_feed(plain, &e);
		e.fill.price.e18 *= factor;
		if (is_swapped)
			e.fill.side = e.fill.side == FILL_BUY ? FILL_SELL : FILL_BUY;
		stream_feed(turned, &e);
	}
	a = made_read(plain, "BBBUSDT");
	b = made_read(turned, "BBBUSDT");
	CHECK(b->gross.e18 == a->gross.e18 * (is_swapped ? -factor : factor));
	CHECK(b->open_value.e18 == a->open_value.e18 * factor);
	CHECK(b->position.e18 == (is_swapped ? -a->position.e18 : a->position.e18));
	CHECK(b->volume_quote.e18 == a->volume_quote.e18 * factor);
	ledger_free(plain);
	ledger_free(turned);
	stream_free(s);
}

TEST(ledger_scales_with_price_and_mirrors_with_side)
{
	check_turned(71, false, 10);
	check_turned(72, true, 1);
}
