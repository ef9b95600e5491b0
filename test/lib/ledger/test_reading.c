/* SPDX-License-Identifier: Apache-2.0 */
/* A book that was read, changed and read again is, to the last bit, one that was read once. */
#include "lib/base/secret.h"
#include "test/lib/ledger/stream.h"

enum { ROWS_MAX = 4096, DUMP_MAX = 1 << 24 };

/* Rows of one book, in processing order, and which of them are there. */
struct past {
	enum instrument_kind kind;
	struct made_random random;
	struct fill fills[ROWS_MAX];
	bool is_there[ROWS_MAX];
	size_t count;
};

/* How a past is made. */
struct style {
	enum instrument_kind kind;
	uint64_t seed;
	size_t count;
	int64_t step_ms;     /* from one row to the next */
	uint64_t buys;       /* of sixteen, */
	uint64_t turns_each; /* and the other way round after so many rows; 0: never */
	bool is_low;         /* what is bought is sold again, so that it stays near 0 */
	bool are_odd;        /* some fees in a third coin, eighteen decimals, one moment */
};

static struct fill
fill_make(struct made_random *r, const struct style *s, size_t index)
{
	const bool is_turned = s->turns_each != 0 && index / s->turns_each % 2 == 1;
	const uint64_t buys = is_turned ? 16 - s->buys : s->buys;
	struct fill f = {
		.id = index + 1,
		.ts_ms = MADE_FIRST_MS + (int64_t)index * s->step_ms,
		.side = made_below(r, 16) < buys ? FILL_BUY : FILL_SELL,
	};
	const bool is_shared = s->kind == INSTRUMENT_SPOT || s->kind == INSTRUMENT_MARGIN;
	const char *asset = made_below(r, 3) == 0 && is_shared ? "X" : "USDT";

	f.price.e18 = (__int128)(1 + made_below(r, 9000)) * 100000000000000000;
	f.quantity.e18 = (__int128)(1 + made_below(r, 50000)) * 10000000000000;
	f.fee.e18 = ((__int128)made_below(r, 2000) - 200) * 10000000000;
	if (s->are_odd && made_below(r, 50) == 0)
		asset = "BNB";
	if (s->are_odd && made_below(r, 400) == 0)
		f.price.e18 += 1;
	if (s->are_odd && index % 3 != 0)
		f.ts_ms -= s->step_ms;
	memcpy(f.fee_asset, asset, strlen(asset) + 1);
	return f;
}

static struct past *
past_new(const struct style *s)
{
	struct past *p = calloc(1, sizeof(*p));
	struct made_random r = { s->seed };

	CHECK(p != NULL && s->count <= ROWS_MAX);
	p->kind = s->kind;
	p->count = s->count;
	for (size_t i = 0; i < s->count; i++) {
		p->fills[i] = fill_make(&r, s, i);
		if (s->is_low && i > 1 && i % 2 == 1) {
			p->fills[i].quantity = p->fills[i - 1].quantity;
			p->fills[i].side = p->fills[i - 1].side == FILL_BUY ? FILL_SELL : FILL_BUY;
		}
		/* the two sides of one fill */
		if (s->are_odd && i % 97 == 96 && p->fills[i].side != p->fills[i - 1].side) {
			p->fills[i].id = p->fills[i - 1].id;
			p->fills[i].ts_ms = p->fills[i - 1].ts_ms;
		}
	}
	p->random = r;
	return p;
}

static struct ledger *
ledger_of(const struct past *p)
{
	struct ledger *l = made_ledger();

	made_book(l, p->kind, "XUSDT", "X", "USDT");
	CHECK_OK(ledger_add_mark(l, "BNB", "USDT", MADE_FIRST_MS, made_number("300")));
	return l;
}

static void
past_feed(struct ledger *l, const struct past *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->is_there[i])
			CHECK_INT(made_add(l, "XUSDT", p->fills[i]), LEDGER_ADDED);
}

/* Is the ledger, by the method it has now, what one would be that got these rows in order? */
static void
check_past(struct ledger *l, const struct past *p)
{
	struct ledger *once = ledger_of(p);
	AUTO(buf) x = buf_new(DUMP_MAX);
	AUTO(buf) y = buf_new(DUMP_MAX);

	ledger_set_method(once, ledger_method(l));
	past_feed(once, p);
	stream_dump(l, "XUSDT", &x);
	stream_dump(once, "XUSDT", &y);
	CHECK_SPAN(buf_span(&x), buf_span(&y));
	ledger_free(once);
}

/* Let a row come, or go. */
static void
turn(struct ledger *l, struct past *p, size_t index)
{
	const struct fill *f = &p->fills[index];
	const struct ledger_key key = { LEDGER_FILL, f->id, f->side };

	if (p->is_there[index])
		CHECK_OK(ledger_retract(l, "XUSDT", &key));
	else
		CHECK_INT(made_add(l, "XUSDT", *f), LEDGER_ADDED);
	p->is_there[index] = !p->is_there[index];
}

/* A ledger that has read all rows of a past but every `every`th one. */
static struct ledger *
ledger_without(struct past *p, size_t every)
{
	struct ledger *l = ledger_of(p);

	for (size_t i = 0; i < p->count; i++)
		p->is_there[i] = i % every != every / 2;
	past_feed(l, p);
	(void)made_read(l, "XUSDT");
	return l;
}

/* Rows come late or go, some at a time, near the end and far from it; and it is read each time. */
static void
check_turns(const struct style *s, enum ledger_method method, size_t turn_count)
{
	struct past *p = past_new(s);
	struct ledger *l = ledger_without(p, 40);

	ledger_set_method(l, method);
	(void)made_read(l, "XUSDT");
	for (size_t i = 0; i < turn_count; i++) {
		const size_t at_once = 1 + (made_below(&p->random, 4) == 0) * 2;
		const size_t far = made_below(&p->random, 2) == 0 ? p->count : 700;

		for (size_t k = 0; k < at_once; k++)
			turn(l, p, p->count - 1 - made_below(&p->random, far));
		if (i % 8 == 7 || i + 1 == turn_count)
			check_past(l, p);
		else
			(void)made_read(l, "XUSDT");
	}
	ledger_free(l);
	free(p);
}

enum { SECOND_MS = 1000, HOUR_MS = 3600000 };

TEST(reading_of_long_positions_is_that_of_one_reading)
{
	for (uint64_t seed = 1; seed <= 6; seed++) {
		const struct style s = { seed % 2 == 0 ? INSTRUMENT_LINEAR : INSTRUMENT_MARGIN,
			seed, 3000, SECOND_MS, 9 + seed % 3, 0, false, false };

		check_turns(&s, LEDGER_FIFO, 80);
	}
}

TEST(reading_of_short_positions_is_that_of_one_reading)
{
	for (uint64_t seed = 11; seed <= 16; seed++) {
		const struct style s = { seed % 2 == 0 ? INSTRUMENT_LINEAR : INSTRUMENT_MARGIN,
			seed, 3000, SECOND_MS, 5 + seed % 3, 0, false, false };

		check_turns(&s, LEDGER_FIFO, 80);
	}
}

/* A position turns after so many rows, so that some late rows make what follows another one. */
TEST(reading_of_positions_that_turn_is_that_of_one_reading)
{
	for (uint64_t seed = 21; seed <= 28; seed++) {
		const struct style s = { seed % 2 == 0 ? INSTRUMENT_LINEAR : INSTRUMENT_SPOT, seed,
			3000, SECOND_MS, 11, 200 + 150 * (seed % 4), false, false };

		check_turns(&s, LEDGER_FIFO, 80);
	}
}

/* A late row now and then takes away what a position had left. */
TEST(reading_of_small_positions_is_that_of_one_reading)
{
	for (uint64_t seed = 91; seed <= 96; seed++) {
		const struct style s = { seed % 2 == 0 ? INSTRUMENT_LINEAR : INSTRUMENT_MARGIN,
			seed, 1500, SECOND_MS, seed % 3 * 8, 0, true, false };

		check_turns(&s, LEDGER_FIFO, 100);
	}
}

/* From several rows a millisecond to a day for each row, which comes and goes with it. */
TEST(reading_over_many_days_is_that_of_one_reading)
{
	static const int64_t steps_ms[] = { 0, 60 * SECOND_MS, 20 * 60 * SECOND_MS, 7 * HOUR_MS,
		30 * HOUR_MS };

	for (uint64_t seed = 31; seed <= 45; seed++) {
		const struct style s = { seed % 3 == 0 ? INSTRUMENT_MARGIN : INSTRUMENT_LINEAR,
			seed, 2000, steps_ms[seed % 5], 5 + seed % 7, seed % 2 * 900, false,
			false };

		check_turns(&s, LEDGER_FIFO, 40);
	}
}

TEST(reading_of_odd_rows_among_usual_ones_is_that_of_one_reading)
{
	for (uint64_t seed = 41; seed <= 46; seed++) {
		const struct style s = { seed % 2 == 0 ? INSTRUMENT_MARGIN : INSTRUMENT_INVERSE,
			seed, 2000, 10 * SECOND_MS, 8 + seed % 3, 0, false, true };

		check_turns(&s, LEDGER_FIFO, 60);
	}
}

TEST(reading_by_other_methods_is_that_of_one_reading)
{
	for (enum ledger_method m = LEDGER_LIFO; m <= LEDGER_AVERAGE; m++) {
		const struct style s = { INSTRUMENT_LINEAR, 51 + m, 1500, SECOND_MS, 9, 0, false,
			false };

		check_turns(&s, m, 40);
	}
}

/* At every distance from the end: a row comes late, and goes again. */
TEST(reading_takes_a_late_row_at_every_distance)
{
	for (uint64_t buys = 6; buys <= 10; buys += 4) {
		const struct style s = { INSTRUMENT_LINEAR, 60 + buys, 1400, SECOND_MS, buys, 0,
			false, false };
		struct past *p = past_new(&s);
		struct ledger *l = ledger_without(p, 3);

		for (size_t i = 1; i < p->count; i += 3) {
			turn(l, p, i);
			if (i % 10 == 0)
				check_past(l, p);
			(void)made_read(l, "XUSDT");
			turn(l, p, i);
			if (i % 10 == 5)
				check_past(l, p);
			(void)made_read(l, "XUSDT");
			if (i % 2 == 0)
				turn(l, p, i);
		}
		check_past(l, p);
		ledger_free(l);
		free(p);
	}
}

/* The first lot lasts for many days, and goes: its row is not there to say what it did cost. */
TEST(reading_after_the_oldest_lot_went_is_that_of_one_reading)
{
	for (uint64_t buys = 2; buys <= 14; buys += 12) {
		const struct style s = { INSTRUMENT_LINEAR, 61 + buys, 900, 2 * HOUR_MS, buys, 0,
			false, false };
		struct past *p = past_new(&s);
		struct ledger *l;

		p->fills[0].side = buys > 8 ? FILL_BUY : FILL_SELL;
		for (p->fills[0].quantity = decimal_of(1);
		     decimal_compare(p->fills[0].quantity, decimal_of(15)) < 0;
		     p->fills[0].quantity.e18 += decimal_of(1).e18) {
			l = ledger_without(p, 1000);
			turn(l, p, 0);
			check_past(l, p);
			turn(l, p, 0);
			check_past(l, p);
			ledger_free(l);
		}
		free(p);
	}
}

/* A position that only grows, but for one late sale which ends it, or turns it round for good. */
TEST(reading_after_a_late_row_that_ends_a_round_trip_is_that_of_one_reading)
{
	static const char *const sold[] = { "0.5", "1", "9", "10", "10.5", "20", "21", "700" };
	const struct style s = { INSTRUMENT_LINEAR, 65, 600, SECOND_MS, 16, 0, false, false };
	struct past *p = past_new(&s);

	for (size_t i = 0; i < sizeof(sold) / sizeof(sold[0]); i++) {
		struct ledger *l;

		for (size_t k = 0; k < p->count; k++) {
			p->is_there[k] = k != 10;
			p->fills[k].quantity = decimal_of(1);
			/* some of it is sold again in the end */
			p->fills[k].side = k < 400 || k % 4 == 0 ? FILL_BUY : FILL_SELL;
		}
		p->fills[10].side = FILL_SELL;
		p->fills[10].quantity = made_number(sold[i]);
		l = ledger_of(p);
		past_feed(l, p);
		(void)made_read(l, "XUSDT");
		turn(l, p, 10);
		check_past(l, p);
		turn(l, p, 10);
		check_past(l, p);
		ledger_free(l);
	}
	free(p);
}

/* The other side of a fill comes late: the account traded with itself.  Also where a block begins,
 * when another row came before it. */
TEST(reading_finds_a_late_pair_wherever_it_is)
{
	const struct style s = { INSTRUMENT_LINEAR, 67, 500, SECOND_MS, 0, 0, false, false };
	struct past *p = past_new(&s);

	for (size_t turn_at = 240; turn_at < 280; turn_at++) {
		const bool is_other_too = turn_at % 2 == 1;
		const size_t i = turn_at / 2;
		struct fill pair = p->fills[i];
		const struct ledger_key key = { LEDGER_FILL, pair.id, FILL_BUY };
		struct ledger *l;

		p->fills[i].side = FILL_SELL; /* which comes behind its pair */
		pair.side = FILL_BUY;
		l = ledger_without(p, 120); /* 60 is not there */
		CHECK_INT(made_read(l, "XUSDT")->wash_count, 0);
		if (is_other_too)
			turn(l, p, 60);
		CHECK_INT(made_add(l, "XUSDT", pair), LEDGER_ADDED);
		CHECK_INT(made_read(l, "XUSDT")->wash_count, 2);
		CHECK_OK(ledger_retract(l, "XUSDT", &key));
		check_past(l, p);
		ledger_free(l);
	}
	free(p);
}

/* A row goes where a block begins, and one comes before it, between two readings. */
TEST(reading_counts_changes_of_both_kinds)
{
	const struct style s = { INSTRUMENT_LINEAR, 69, 800, SECOND_MS, 16, 0, false, false };
	struct past *p = past_new(&s);

	for (size_t i = 252; i < 262; i++)
		for (size_t order = 0; order < 2; order++) {
			struct ledger *l;

			for (size_t k = 0; k < p->count; k++)
				p->is_there[k] = k != 20;
			l = ledger_of(p);
			past_feed(l, p);
			(void)made_read(l, "XUSDT");
			turn(l, p, order == 0 ? i : 20);
			turn(l, p, order == 0 ? 20 : i);
			if (i % 2 == 0)
				turn(l, p, 700);
			check_past(l, p);
			ledger_free(l);
		}
	free(p);
}

/* A row goes and another one comes into its place in memory before the next reading. */
TEST(reading_is_not_misled_by_a_place_that_is_used_again)
{
	for (uint64_t buys = 10; buys <= 16; buys += 6) { /* with 16 the first lot stays */
		const struct style s = { INSTRUMENT_LINEAR, 71, 2000, SECOND_MS, buys, 0, false,
			false };
		struct past *p = past_new(&s);
		struct ledger *l = ledger_without(p, 2);

		for (size_t i = 1; i + 1 < p->count; i += 20) {
			turn(l, p, i - 1);
			turn(l, p, i);
			check_past(l, p);
		}
		ledger_free(l);
		free(p);
	}
}

/* All rows but one that is late at the very end, and the other way round. */
TEST(reading_of_changes_at_both_ends_is_that_of_one_reading)
{
	const struct style s = { INSTRUMENT_MARGIN, 81, 1000, SECOND_MS, 10, 0, false, false };
	struct past *p = past_new(&s);
	struct ledger *l = ledger_without(p, 1000);

	for (size_t i = 0; i < 4; i++) {
		turn(l, p, i);
		check_past(l, p);
		turn(l, p, p->count - 1 - i);
		check_past(l, p);
		turn(l, p, i);
		turn(l, p, p->count - 1 - i);
		check_past(l, p);
	}
	for (size_t i = 0; i < p->count; i++) /* and back, until nothing is left */
		if (p->is_there[i])
			turn(l, p, i);
	check_past(l, p);
	ledger_free(l);
	free(p);
}
