/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that come late, go again, or come from another ledger: as if they had always been there. */
#include "test/lib/ledger/stream.h"

/* Read some book now and then, so that there are checkpoints and something to set back. */
static void
read_some(struct ledger *l, size_t turn, const struct stream *s)
{
	const size_t every = s->count / 700;

	if (turn % every == 0)
		(void)made_read(l, stream_symbols[turn / every % STREAM_BOOKS]);
}

TEST(ledger_takes_each_late_row_as_if_it_had_come_in_time)
{
	static const enum ledger_method methods[] = { LEDGER_FIFO, LEDGER_LIFO, LEDGER_HIFO,
		LEDGER_AVERAGE };

	for (size_t m = 0; m < 4; m++) {
		struct stream *s = stream_new(81 + m);
		struct ledger *in_time = stream_fed(s), *late = stream_ledger();
		struct made_random r = { 5 };

		ledger_set_method(late, methods[m]);
		for (size_t i = 0; i < s->count; i++)
			if (i % 50 != 0)
				stream_feed(late, &s->events[i]);
		for (size_t i = 0; i < STREAM_BOOKS; i++)
			(void)made_read(late, stream_symbols[i]);
		for (size_t i = 0; i < s->count; i += 50) {
			stream_feed(late, &s->events[i]);
			if (made_below(&r, 3) == 0)
				read_some(late, i, s);
		}
		stream_check_same(in_time, late);
		ledger_free(in_time);
		ledger_free(late);
		stream_free(s);
	}
}

TEST(ledger_forgets_a_retracted_row_as_if_it_had_never_been_sent)
{
	struct stream *s = stream_new(91);
	struct ledger *never = stream_ledger(), *retracted = stream_ledger();
	size_t gone = 0;

	for (size_t i = 0; i < s->count; i++) {
		stream_feed(retracted, &s->events[i]);
		if (i % 20 != 10 || s->events[i].what == STREAM_MARK)
			stream_feed(never, &s->events[i]);
		read_some(retracted, i, s);
	}
	for (size_t i = 10; i < s->count; i += 20) {
		stream_retract(retracted, &s->events[i]);
		gone += s->events[i].what != STREAM_MARK;
		read_some(retracted, i, s);
	}
	stream_check_same(never, retracted);
	CHECK_INT(ledger_counters(retracted).retracted, gone);
	CHECK_INT(ledger_counters(retracted).rows, ledger_counters(never).rows);
	/* and back again, late, into the places that were left */
	for (size_t i = 10; i < s->count; i += 20)
		stream_feed(retracted, &s->events[i]);
	for (size_t i = 10; i < s->count; i += 20)
		if (s->events[i].what != STREAM_MARK)
			stream_feed(never, &s->events[i]);
	stream_check_same(never, retracted);
	ledger_free(never);
	ledger_free(retracted);
	stream_free(s);
}

TEST(ledger_retracts_the_last_row_and_is_empty)
{
	struct ledger *l = made_ledger();
	struct fill f = made_fee(made_fill(1, FILL_BUY, "10", "1.234567890123456789"), "1", "BNB");
	const struct ledger_key key = { LEDGER_FILL, 1, FILL_BUY };
	const struct ledger_key other = { LEDGER_FILL, 1, FILL_SELL };
	const struct ledger_book *b;

	made_book(l, INSTRUMENT_SPOT, "XUSDT", "X", "USDT");
	CHECK_ERR(ledger_retract(l, "XUSDT", &key), ERR_ABSENT);
	CHECK_ERR(ledger_retract(l, "YUSDT", &key), ERR_ABSENT);
	for (int turn = 0; turn < 2; turn++) {
		CHECK_INT(made_add(l, "XUSDT", f), LEDGER_ADDED);
		if (turn == 1)
			(void)made_read(l, "XUSDT");
		CHECK_ERR(ledger_retract(l, "XUSDT", &other), ERR_ABSENT);
		CHECK_OK(ledger_retract(l, "XUSDT", &key));
		b = made_read(l, "XUSDT");
		CHECK_INT(b->row_count + b->day_count + b->fee_asset_count + b->lot_count, 0);
		CHECK_NUMBER(b->net, "0");
		CHECK_INT(b->fee_rate_missing, 0);
		CHECK(!b->is_cycle_open);
	}
	ledger_free(l);
}

TEST(ledger_retracts_a_row_of_a_book_that_cannot_be_read)
{
	struct ledger *l = made_ledger();
	const struct ledger_key key = { LEDGER_FILL, 2, FILL_BUY };
	const struct ledger_book *b;

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	(void)made_add(l, "XUSDT", made_fill(1, FILL_BUY, "10000000000", "10000000000"));
	(void)made_add(l, "XUSDT", made_fill(2, FILL_BUY, "10000000000", "10000000000"));
	CHECK_ERR(ledger_book(l, "XUSDT", &b), ERR_LIMIT);
	CHECK_OK(ledger_retract(l, "XUSDT", &key));
	CHECK_NUMBER(made_read(l, "XUSDT")->open_value, "100000000000000000000");
	ledger_free(l);
}

/* Shards of one account, overlapping: together what one ledger would have been. */
TEST(ledger_merges_shards_into_what_one_ledger_would_be)
{
	struct stream *s = stream_new(101);
	struct ledger *whole = stream_fed(s), *a = stream_ledger(), *b = stream_ledger();

	for (size_t i = 0; i < s->count; i++) {
		if (i % 3 != 0 || s->events[i].what == STREAM_MARK)
			stream_feed(a, &s->events[i]);
		if (i % 3 != 1)
			stream_feed(b, &s->events[i]);
	}
	(void)made_read(a, stream_symbols[0]);
	CHECK_OK(ledger_merge(a, b));
	stream_check_same(whole, a);
	CHECK_OK(ledger_merge(a, b));
	stream_check_same(whole, a);
	CHECK_INT(ledger_counters(a).conflicts, 0);
	ledger_free(whole);
	ledger_free(a);
	ledger_free(b);
	stream_free(s);
}

TEST(ledger_merges_nothing_when_an_instrument_has_other_terms)
{
	struct ledger *a = made_ledger(), *b = made_ledger();

	made_book(a, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	made_book(b, INSTRUMENT_SPOT, "WUSDT", "W", "USDT");
	made_book(b, INSTRUMENT_SPOT, "XUSDT", "X", "USDT");
	(void)made_add(b, "WUSDT", made_fill(1, FILL_BUY, "1", "1"));
	CHECK_ERR(ledger_merge(a, b), ERR_CONFLICT);
	CHECK_INT(ledger_symbol_count(a), 1);
	CHECK_INT(ledger_counters(a).rows, 0);
	ledger_free(a);
	ledger_free(b);
}

static void
add(struct decimal *sum, struct decimal more)
{
	CHECK_OK(decimal_add(*sum, more, sum));
}

/* Two accounts apart and both as books of one ledger: sums are those of the two. */
TEST(ledger_sums_of_two_accounts_are_the_sums_of_both)
{
	struct stream *s = stream_new(111);
	struct ledger *one = stream_ledger(), *other = stream_ledger(), *both = stream_ledger();
	const struct ledger_book *a, *b, *c;
	struct decimal volume, fees, net;

	made_book(both, INSTRUMENT_LINEAR, "BBBUSDT-2", "BBB", "USDT");
	for (size_t i = 0; i < s->count; i++) {
		const struct stream_event *e = &s->events[i];

		if (e->what != STREAM_FILL || e->book != STREAM_LINEAR)
			continue;
		stream_feed(i % 2 == 0 ? one : other, e);
		(void)made_add(both, i % 2 == 0 ? "BBBUSDT" : "BBBUSDT-2", e->fill);
	}
	a = made_read(one, "BBBUSDT");
	b = made_read(other, "BBBUSDT");
	volume = a->volume_quote;
	fees = a->fees;
	net = a->net;
	add(&volume, b->volume_quote);
	add(&fees, b->fees);
	add(&net, b->net);
	c = made_read(both, "BBBUSDT");
	CHECK_OK(decimal_sub(volume, c->volume_quote, &volume));
	CHECK_OK(decimal_sub(fees, c->fees, &fees));
	CHECK_OK(decimal_sub(net, c->net, &net));
	c = made_read(both, "BBBUSDT-2");
	CHECK(decimal_compare(volume, c->volume_quote) == 0);
	CHECK(decimal_compare(fees, c->fees) == 0);
	CHECK(decimal_compare(net, c->net) == 0);
	ledger_free(one);
	ledger_free(other);
	ledger_free(both);
	stream_free(s);
}

/* gross + what the position would gain at a mark is the same by every method. */
TEST(ledger_total_does_not_depend_on_the_method)
{
	struct stream *s = stream_new(121);
	struct ledger *l = stream_fed(s);
	struct decimal mark, unrealised, total[4];
	bool has_mark;

	CHECK_OK(ledger_add_mark(l, "BBB", "USDT", MADE_FIRST_MS, made_number("4321.5")));
	CHECK_OK(ledger_add_mark(l, "DDD", "USD", MADE_FIRST_MS, made_number("4321.5")));
	for (size_t book = STREAM_LINEAR; book < STREAM_BOOKS; book += 2) {
		const char *symbol = stream_symbols[book];

		for (enum ledger_method m = LEDGER_FIFO; m <= LEDGER_AVERAGE; m++) {
			ledger_set_method(l, m);
			CHECK_INT(ledger_method(l), m);
			CHECK_OK(
			    ledger_unrealised(l, symbol, INT64_MAX, &has_mark, &mark, &unrealised));
			CHECK(has_mark);
			CHECK_OK(decimal_add(made_read(l, symbol)->gross, unrealised, &total[m]));
			CHECK(decimal_compare(total[m], total[0]) == 0);
		}
	}
	ledger_free(l);
	stream_free(s);
}

static enum err
count_net(void *self, const struct ledger_cycle *c)
{
	add(self, c->net);
	return OK;
}

TEST(ledger_net_is_that_of_its_round_trips_and_what_is_outside_them)
{
	struct stream *s = stream_new(131);
	struct ledger *l = stream_fed(s);
	uint64_t count = 0;

	for (enum ledger_method m = LEDGER_FIFO; m <= LEDGER_AVERAGE; m++) {
		ledger_set_method(l, m);
		for (size_t i = 0; i < STREAM_BOOKS; i++) {
			const struct ledger_book *b = made_read(l, stream_symbols[i]);
			const struct ledger_cycles *c = &b->cycles;
			struct decimal sum = b->uncycled_net, ended = { 0 }, both = { 0 };

			CHECK_OK(ledger_each_cycle(l, stream_symbols[i], count_net, &ended));
			add(&sum, ended);
			if (b->is_cycle_open)
				add(&sum, b->open_cycle.net);
			CHECK(decimal_compare(sum, b->net) == 0);
			CHECK_OK(decimal_sub(c->profit, c->loss, &both));
			CHECK(decimal_compare(both, ended) == 0);
			count += c->count;
			CHECK_INT(c->wins + c->losses + c->breakevens, c->count);
		}
	}
	CHECK(count > 0);
	ledger_free(l);
	stream_free(s);
}

TEST(ledger_counts_rows_of_a_day_that_was_read_already)
{
	const int64_t day_ms = 86400000;
	struct ledger *l = made_ledger();
	struct fill f = made_fill(1, FILL_BUY, "10", "1");

	made_book(l, INSTRUMENT_LINEAR, "XUSDT", "X", "USDT");
	f.ts_ms = MADE_FIRST_MS + day_ms;
	(void)made_add(l, "XUSDT", f);
	f.id = 2;
	f.ts_ms = MADE_FIRST_MS;
	(void)made_add(l, "XUSDT", f);
	CHECK_INT(ledger_counters(l).late, 0); /* nobody has seen the day */
	(void)made_read(l, "XUSDT");
	f.id = 3;
	f.ts_ms = MADE_FIRST_MS + day_ms - 1;
	(void)made_add(l, "XUSDT", f);
	CHECK_INT(ledger_counters(l).late, 1);
	f.id = 4;
	f.ts_ms = MADE_FIRST_MS + day_ms; /* of the day that goes on */
	(void)made_add(l, "XUSDT", f);
	f.id = 5;
	f.ts_ms = MADE_FIRST_MS + 3 * day_ms;
	(void)made_add(l, "XUSDT", f);
	CHECK_INT(ledger_counters(l).late, 1);
	(void)made_add(l, "XUSDT", f); /* a duplicate */
	CHECK_INT(ledger_counters(l).late, 1);
	ledger_free(l);
}
