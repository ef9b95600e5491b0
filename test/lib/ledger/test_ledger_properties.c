/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold for any rows: docs/metrics.md, "What is tested". */
#include "lib/base/secret.h"
#include "test/lib/ledger/made.h"

enum { BOOK_COUNT = 4, ROW_COUNT = 5000, DAY_SPAN = 40 };

static const struct {
	const char *symbol, *base, *quote;
	enum instrument_kind kind;
} books[BOOK_COUNT] = {
	{ "AAAUSDT", "AAA", "USDT", INSTRUMENT_SPOT },
	{ "BBBUSDT", "BBB", "USDT", INSTRUMENT_LINEAR },
	{ "CCCEUR", "CCC", "EUR", INSTRUMENT_MARGIN },
	{ "DDDUSD", "DDD", "USD", INSTRUMENT_INVERSE },
};

enum what { WHAT_FILL, WHAT_FUNDING, WHAT_MARK };

struct event {
	enum what what;
	size_t book;
	struct fill fill; /* its time, id, price, fee: also those of the others */
};

struct stream {
	struct event events[ROW_COUNT];
	size_t count;
};

static struct decimal
random_number(struct made_random *r, unsigned places, uint64_t limit)
{
	__int128 v = (__int128)made_below(r, limit) + 1;

	for (unsigned i = places; i < DECIMAL_PLACES; i++)
		v *= 10;
	return (struct decimal){ v };
}

static void
random_fee(struct made_random *r, struct event *e)
{
	static const char *const assets[] = { "USDT", "EUR", "BNB", "KCS", "AAA", "CCC", "DDD" };
	const char *asset = assets[made_below(r, sizeof(assets) / sizeof(assets[0]))];

	CHECK_OK(span_to_text(span_text(asset), e->fill.fee_asset, sizeof(e->fill.fee_asset)));
	e->fill.fee = random_number(r, 6, 2000);
	if (made_below(r, 10) == 0)
		e->fill.fee.e18 = -e->fill.fee.e18;
}

/* Rows on four books with marks between them; several share a millisecond. */
static struct stream *
stream_new(uint64_t seed)
{
	struct made_random r = { seed };
	struct stream *s = calloc(1, sizeof(*s));

	CHECK(s != NULL);
	s->count = ROW_COUNT;
	for (size_t i = 0; i < s->count; i++) {
		struct event *e = &s->events[i];
		const uint64_t dice = made_below(&r, 100);

		e->what = dice < 90 ? WHAT_FILL : dice < 95 ? WHAT_FUNDING : WHAT_MARK;
		e->book = made_below(&r, BOOK_COUNT);
		e->fill.id = i + 1;
		e->fill.ts_ms =
		    MADE_FIRST_MS + (int64_t)(i / 3 * (DAY_SPAN * 86400000ULL / ROW_COUNT));
		e->fill.side = made_below(&r, 2) == 0 ? FILL_BUY : FILL_SELL;
		e->fill.price = random_number(&r, 4, 100000000);
		e->fill.quantity = random_number(
		    &r, made_below(&r, 50) == 0 ? 18 : 5, made_below(&r, 9) == 0 ? 7 : 5000000);
		random_fee(&r, e);
	}
	return s;
}

static struct ledger *
ledger_open(void)
{
	struct ledger *l = made_ledger();

	for (size_t i = 0; i < BOOK_COUNT; i++)
		made_book(l, books[i].kind, books[i].symbol, books[i].base, books[i].quote);
	return l;
}

static void
feed(struct ledger *l, const struct event *e)
{
	struct funding f = { .id = e->fill.id, .ts_ms = e->fill.ts_ms, .amount = e->fill.fee };

	if (e->what == WHAT_MARK) {
		CHECK_OK(ledger_add_mark(l, "BNB", "USDT", e->fill.ts_ms, e->fill.price));
		return;
	}
	if (e->what == WHAT_FILL) {
		(void)made_add(l, books[e->book].symbol, e->fill);
		return;
	}
	memcpy(f.asset, e->fill.fee_asset, sizeof(f.asset));
	CHECK_OK(ledger_add_funding(l, books[e->book].symbol, &f, NULL));
}

static struct ledger *
ledger_fed(const struct stream *s)
{
	struct ledger *l = ledger_open();

	for (size_t i = 0; i < s->count; i++)
		feed(l, &s->events[i]);
	return l;
}

/* All numbers of a book as text: equal texts, equal books. */
static void
dump(struct ledger *l, const char *symbol, struct buf *out)
{
	const struct ledger_book *b = made_read(l, symbol);
	const struct decimal sums[] = { b->volume_base, b->volume_quote, b->gross, b->fees,
		b->funding, b->net, b->position, b->open_value, b->average_entry, b->matched_entry,
		b->closed_value, b->unmatched_quantity, b->unmatched_notional, b->peak_capital };
	char text[DECIMAL_TEXT_SIZE];

	CHECK_OK(buf_print(out, "%s %llu %llu %llu|", symbol, (unsigned long long)b->row_count,
	    (unsigned long long)b->fill_count, (unsigned long long)b->fee_rate_missing));
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		decimal_write(sums[i], text);
		CHECK_OK(buf_print(out, "%s ", text));
	}
	for (size_t i = 0; i < b->fee_asset_count; i++) {
		decimal_write(b->fees_by_asset[i].amount, text);
		CHECK_OK(buf_print(out, "%s:%s ", b->fees_by_asset[i].asset, text));
	}
	for (size_t i = 0; i < b->day_count; i++) {
		decimal_write(b->days[i].net, text);
		CHECK_OK(buf_print(out, "%d:%s/%u ", b->days[i].day, text, b->days[i].fill_count));
	}
	for (size_t i = 0; i < b->lot_count; i++) {
		struct ledger_lot lot;

		CHECK_OK(ledger_lot_at(l, symbol, i, &lot));
		decimal_write(lot.value, text);
		CHECK_OK(buf_print(out, "%s@%lld ", text, (long long)lot.opened_ms));
	}
}

static void
check_same(struct ledger *a, struct ledger *b)
{
	for (size_t i = 0; i < BOOK_COUNT; i++) {
		AUTO(buf) x = buf_new(1 << 20);
		AUTO(buf) y = buf_new(1 << 20);

		dump(a, books[i].symbol, &x);
		dump(b, books[i].symbol, &y);
		CHECK_SPAN(buf_span(&x), buf_span(&y));
	}
}

static void
shuffle(struct stream *s, uint64_t seed)
{
	struct made_random r = { seed };

	for (size_t i = s->count - 1; i > 0; i--) {
		const size_t j = made_below(&r, i + 1);
		const struct event e = s->events[i];

		s->events[i] = s->events[j];
		s->events[j] = e;
	}
}

/* Two marks of one moment would make "the first stays" depend on arrival: keep one. */
static void
marks_thin(struct stream *s)
{
	int64_t last_ms = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct event *e = &s->events[i];

		if (e->what == WHAT_MARK && e->fill.ts_ms == last_ms)
			e->what = WHAT_FUNDING;
		else if (e->what == WHAT_MARK)
			last_ms = e->fill.ts_ms;
	}
}

TEST(ledger_does_not_depend_on_the_order_of_arrival)
{
	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct stream *s = stream_new(seed);
		struct ledger *in_order, *shuffled;

		marks_thin(s);
		in_order = ledger_fed(s);
		shuffle(s, seed + 100);
		shuffled = ledger_fed(s);
		check_same(in_order, shuffled);
		ledger_free(in_order);
		ledger_free(shuffled);
		free(s);
	}
}

TEST(ledger_does_not_depend_on_when_it_is_read)
{
	struct stream *s = stream_new(21);
	struct ledger *once, *often = ledger_open();

	marks_thin(s);
	shuffle(s, 5);
	once = ledger_fed(s);
	for (size_t i = 0; i < s->count; i++) {
		feed(often, &s->events[i]);
		if (i % 97 == 0)
			(void)made_read(often, books[i % BOOK_COUNT].symbol);
	}
	check_same(once, often);
	ledger_free(once);
	ledger_free(often);
	free(s);
}

TEST(ledger_ignores_everything_sent_again)
{
	struct stream *s = stream_new(31);
	struct ledger *once = ledger_fed(s), *twice = ledger_fed(s);
	const uint64_t rows = ledger_counters(once).rows;

	shuffle(s, 9);
	for (size_t i = 0; i < s->count; i++)
		if (s->events[i].what != WHAT_MARK)
			feed(twice, &s->events[i]);
	check_same(once, twice);
	CHECK_INT(ledger_counters(twice).rows, rows);
	CHECK_INT(ledger_counters(twice).duplicates, rows + 2 * ledger_counters(once).duplicates);
	CHECK_INT(ledger_counters(twice).conflicts, 0);
	ledger_free(once);
	ledger_free(twice);
	free(s);
}

TEST(ledger_totals_equal_the_sums_of_days_and_the_cash_that_moved)
{
	struct stream *s = stream_new(41);
	struct ledger *l = ledger_fed(s);

	for (size_t i = 0; i < BOOK_COUNT; i++) {
		const struct ledger_book *b = made_read(l, books[i].symbol);
		struct ledger_day sum = { 0 };
		struct decimal net;

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
	free(s);
}

/* gross = what came in - what went out + what the open lots cost, in a linear book. */
TEST(ledger_gross_is_the_cash_of_a_linear_book)
{
	struct stream *s = stream_new(51);
	struct ledger *l = ledger_fed(s);
	const struct ledger_book *b = made_read(l, "BBBUSDT");
	struct decimal cash = { 0 }, notional;

	for (size_t i = 0; i < s->count; i++) {
		const struct fill *f = &s->events[i].fill;

		if (s->events[i].what != WHAT_FILL || s->events[i].book != 1)
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
	free(s);
}

TEST(ledger_totals_survive_splitting_every_fill_in_two)
{
	struct stream *s = stream_new(61);
	struct ledger *whole = ledger_open(), *split = ledger_open();
	const struct ledger_book *a, *b;

	for (size_t i = 0; i < s->count; i++) {
		struct event e = s->events[i], first, second;

		if (e.what != WHAT_FILL || e.book != 1)
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
		feed(whole, &e);
		feed(split, &first);
		feed(split, &second);
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
	free(s);
}

/* Prices ten times as high, every result ten times as high; sides swapped, the sign turned. */
static void
check_turned(uint64_t seed, bool is_swapped, __int128 factor)
{
	struct stream *s = stream_new(seed);
	struct ledger *plain = ledger_open(), *turned = ledger_open();
	const struct ledger_book *a, *b;

	for (size_t i = 0; i < s->count; i++) {
		struct event e = s->events[i];

		if (e.what != WHAT_FILL || e.book != 1)
			continue;
		e.fill.fee = (struct decimal){ 0 };
		e.fill.quantity.e18 -= e.fill.quantity.e18 % 10000000000; /* nothing rounds */
		feed(plain, &e);
		e.fill.price.e18 *= factor;
		if (is_swapped)
			e.fill.side = e.fill.side == FILL_BUY ? FILL_SELL : FILL_BUY;
		feed(turned, &e);
	}
	a = made_read(plain, "BBBUSDT");
	b = made_read(turned, "BBBUSDT");
	CHECK(b->gross.e18 == a->gross.e18 * (is_swapped ? -factor : factor));
	CHECK(b->open_value.e18 == a->open_value.e18 * factor);
	CHECK(b->position.e18 == (is_swapped ? -a->position.e18 : a->position.e18));
	CHECK(b->volume_quote.e18 == a->volume_quote.e18 * factor);
	ledger_free(plain);
	ledger_free(turned);
	free(s);
}

TEST(ledger_scales_with_price_and_mirrors_with_side)
{
	check_turned(71, false, 10);
	check_turned(72, true, 1);
}
