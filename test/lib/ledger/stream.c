/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/ledger/stream.h"

#include "lib/base/secret.h"

enum { ROWS_USUAL = 5000, DAY_SPAN = 40, DUMP_SIZE_MAX = 1 << 28 };

const char *const stream_symbols[STREAM_BOOKS] = { "AAAUSDT", "BBBUSDT", "CCCEUR", "DDDUSD" };

static struct decimal
random_number(struct made_random *r, unsigned places, uint64_t limit)
{
	__int128 v = (__int128)made_below(r, limit) + 1;

	for (unsigned i = places; i < DECIMAL_PLACES; i++)
		v *= 10;
	return (struct decimal){ v };
}

static void
random_fee(struct made_random *r, struct stream_event *e)
{
	static const char *const assets[] = { "USDT", "EUR", "BNB", "KCS", "AAA", "CCC", "DDD" };
	const char *asset = assets[made_below(r, sizeof(assets) / sizeof(assets[0]))];

	CHECK_OK(span_to_text(span_text(asset), e->fill.fee_asset, sizeof(e->fill.fee_asset)));
	e->fill.fee = random_number(r, 6, 2000);
	if (made_below(r, 10) == 0)
		e->fill.fee.e18 = -e->fill.fee.e18;
}

static enum stream_what
random_what(struct made_random *r, size_t book)
{
	const uint64_t dice = made_below(r, 100);

	if (dice < 90)
		return STREAM_FILL;
	if (dice < 94)
		return STREAM_FUNDING;
	if (dice >= 98 || book % 2 == 1) /* derivatives have no transfers */
		return STREAM_MARK;
	return dice < 96 ? STREAM_TRANSFER_IN : STREAM_TRANSFER_OUT;
}

static struct stream_event
random_event(struct made_random *r, size_t index, size_t count)
{
	struct stream_event e = { .book = made_below(r, STREAM_BOOKS) };
	unsigned places;
	uint64_t limit;

	e.what = random_what(r, e.book);
	e.fill.id = index + 1;
	if (index % 500 == 499) /* an account that trades with itself */
		e.fill.id = index;
	e.fill.ts_ms = MADE_FIRST_MS + (int64_t)(index / 3 * (DAY_SPAN * 86400000ULL / count));
	e.fill.side = made_below(r, 2) == 0 ? FILL_BUY : FILL_SELL;
	e.fill.price = random_number(r, 4, 100000000);
	places = made_below(r, 50) == 0 ? 18 : 5;
	limit = made_below(r, 9) == 0 ? 7 : 5000000;
	e.fill.quantity = random_number(r, places, limit);
	random_fee(r, &e);
	return e;
}

/* Two marks of one moment would make "the first stays" depend on arrival: keep one. */
static void
marks_thin(struct stream *s)
{
	int64_t last_ms = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct stream_event *e = &s->events[i];

		if (e->what == STREAM_MARK && e->fill.ts_ms == last_ms)
			e->what = STREAM_FUNDING;
		else if (e->what == STREAM_MARK)
			last_ms = e->fill.ts_ms;
	}
}

/* The rows of a moment that share their id are the two sides of one fill. */
static void
self_trades_pair(struct stream *s)
{
	for (size_t i = 1; i < s->count; i++) {
		struct stream_event *a = &s->events[i - 1], *b = &s->events[i];

		if (a->fill.id != b->fill.id)
			continue;
		a->what = STREAM_FILL;
		*b = *a;
		b->fill.side = a->fill.side == FILL_BUY ? FILL_SELL : FILL_BUY;
	}
}

struct stream *
stream_new(uint64_t seed)
{
	const char *rows = getenv("PERF_AGGREGATOR_ROWS");
	struct made_random r = { seed };
	struct stream *s = calloc(1, sizeof(*s));

	CHECK(s != NULL);
	s->count = rows == NULL ? ROWS_USUAL : strtoul(rows, NULL, 10);
	s->events = calloc(s->count, sizeof(*s->events));
	CHECK(s->events != NULL);
	for (size_t i = 0; i < s->count; i++)
		s->events[i] = random_event(&r, i, s->count);
	self_trades_pair(s);
	marks_thin(s);
	return s;
}

void
stream_free(struct stream *s)
{
	free(s->events);
	free(s);
}

void
stream_shuffle(struct stream *s, uint64_t seed)
{
	struct made_random r = { seed };

	for (size_t i = s->count - 1; i > 0; i--) {
		const size_t j = made_below(&r, i + 1);
		const struct stream_event e = s->events[i];

		s->events[i] = s->events[j];
		s->events[j] = e;
	}
}

struct ledger *
stream_ledger(void)
{
	struct ledger *l = made_ledger();

	made_book(l, INSTRUMENT_SPOT, "AAAUSDT", "AAA", "USDT");
	made_book(l, INSTRUMENT_LINEAR, "BBBUSDT", "BBB", "USDT");
	made_book(l, INSTRUMENT_MARGIN, "CCCEUR", "CCC", "EUR");
	made_book(l, INSTRUMENT_INVERSE, "DDDUSD", "DDD", "USD");
	return l;
}

static void
feed_funding(struct ledger *l, const struct stream_event *e)
{
	struct funding f = { .id = e->fill.id, .ts_ms = e->fill.ts_ms, .amount = e->fill.fee };

	memcpy(f.asset, e->fill.fee_asset, sizeof(f.asset));
	CHECK_OK(ledger_add_funding(l, stream_symbols[e->book], &f, NULL));
}

static void
feed_transfer(struct ledger *l, const struct stream_event *e)
{
	const struct transfer t = {
		.id = e->fill.id,
		.ts_ms = e->fill.ts_ms,
		.direction = e->what == STREAM_TRANSFER_IN ? TRANSFER_IN : TRANSFER_OUT,
		.quantity = e->fill.quantity,
		.price = e->fill.price,
	};

	CHECK_OK(ledger_add_transfer(l, stream_symbols[e->book], &t, NULL));
}

void
stream_feed(struct ledger *l, const struct stream_event *e)
{
	switch (e->what) {
	case STREAM_FILL:
		(void)made_add(l, stream_symbols[e->book], e->fill);
		break;
	case STREAM_FUNDING:
		feed_funding(l, e);
		break;
	case STREAM_TRANSFER_IN:
	case STREAM_TRANSFER_OUT:
		feed_transfer(l, e);
		break;
	case STREAM_MARK:
		CHECK_OK(ledger_add_mark(l, "BNB", "USDT", e->fill.ts_ms, e->fill.price));
		break;
	}
}

void
stream_retract(struct ledger *l, const struct stream_event *e)
{
	static const enum ledger_row_kind kinds[] = {
		[STREAM_FILL] = LEDGER_FILL,
		[STREAM_FUNDING] = LEDGER_FUNDING,
		[STREAM_TRANSFER_IN] = LEDGER_TRANSFER_IN,
		[STREAM_TRANSFER_OUT] = LEDGER_TRANSFER_OUT,
	};
	struct ledger_key key = { .id = e->fill.id };

	if (e->what == STREAM_MARK)
		return;
	key.kind = kinds[e->what];
	if (e->what == STREAM_FILL)
		key.side = e->fill.side;
	CHECK_OK(ledger_retract(l, stream_symbols[e->book], &key));
	CHECK_ERR(ledger_retract(l, stream_symbols[e->book], &key), ERR_ABSENT);
}

struct ledger *
stream_fed(const struct stream *s)
{
	struct ledger *l = stream_ledger();

	for (size_t i = 0; i < s->count; i++)
		stream_feed(l, &s->events[i]);
	return l;
}

/*
 * All numbers of a book as text: equal texts, equal books
 */

static void
dump_numbers(struct buf *out, const struct decimal *numbers, size_t count)
{
	char text[DECIMAL_TEXT_SIZE];

	for (size_t i = 0; i < count; i++) {
		decimal_write(numbers[i], text);
		CHECK_OK(buf_print(out, "%s ", text));
	}
}

static void
dump_counts(struct buf *out, const uint64_t *counts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		CHECK_OK(buf_print(out, "%llu ", (unsigned long long)counts[i]));
}

#define NUMBERS(...)                                               \
	dump_numbers(out, (const struct decimal[]){ __VA_ARGS__ }, \
	    sizeof((const struct decimal[]){ __VA_ARGS__ }) / sizeof(struct decimal))
#define COUNTS(...)                                         \
	dump_counts(out, (const uint64_t[]){ __VA_ARGS__ }, \
	    sizeof((const uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t))

static void
dump_cycle(struct buf *out, const struct ledger_cycle *c)
{
	COUNTS(c->is_long, (uint64_t)c->open_ms, (uint64_t)c->close_ms);
	NUMBERS(c->max_quantity, c->gross, c->fees, c->funding, c->net);
}

static void
dump_sums(struct buf *out, const struct ledger_book *b)
{
	COUNTS(b->row_count, b->fill_count, b->buy_count, b->sell_count, (uint64_t)b->first_ms,
	    (uint64_t)b->last_ms, b->closing_count, b->wash_count, b->fee_rate_missing,
	    b->funding_rate_missing, b->peg_assumed);
	NUMBERS(b->volume_base, b->volume_quote, b->gross, b->fees, b->funding, b->net, b->position,
	    b->open_value, b->average_entry, b->matched_entry, b->closed_value,
	    b->unmatched_quantity, b->unmatched_notional, b->peak_capital, b->wash_volume,
	    b->uncycled_net);
	COUNTS(b->cycles.count, b->cycles.wins, b->cycles.losses, b->cycles.breakevens,
	    b->cycles.long_count, b->cycles.win_streak_max, b->cycles.loss_streak_max,
	    (uint64_t)b->cycles.streak, (uint64_t)b->cycles.held_ms, b->is_cycle_open);
	NUMBERS(b->cycles.profit, b->cycles.loss);
	if (b->is_cycle_open)
		dump_cycle(out, &b->open_cycle);
}

static enum err
dump_fill(void *self, const struct ledger_fill *f)
{
	struct buf *out = self;

	COUNTS(f->fill.id, f->index, f->is_wash, f->is_fee_valued);
	NUMBERS(f->notional, f->gross, f->closed_quantity, f->unmatched_quantity, f->fee_settled);
	return OK;
}

static enum err
dump_closed(void *self, const struct ledger_cycle *c)
{
	dump_cycle(self, c);
	return OK;
}

void
stream_dump(struct ledger *l, const char *symbol, struct buf *out)
{
	const struct ledger_book *b = made_read(l, symbol);

	dump_sums(out, b);
	for (size_t i = 0; i < b->fee_asset_count; i++) {
		CHECK_OK(buf_print(out, "%s ", b->fees_by_asset[i].asset));
		COUNTS(b->fees_by_asset[i].count);
		NUMBERS(b->fees_by_asset[i].amount);
	}
	for (size_t i = 0; i < b->day_count; i++) {
		const struct ledger_day *d = &b->days[i];

		COUNTS((uint64_t)d->day, d->row_count, d->fill_count);
		NUMBERS(d->gross, d->fees, d->funding, d->net, d->volume);
	}
	for (size_t i = 0; i < b->lot_count; i++) {
		struct ledger_lot lot;

		CHECK_OK(ledger_lot_at(l, symbol, i, &lot));
		COUNTS((uint64_t)lot.opened_ms);
		NUMBERS(lot.quantity, lot.value);
	}
	CHECK_OK(ledger_each_fill(l, symbol,
	    &(struct ledger_window){ b->fill_count / 2, 200, 0, INT64_MAX }, dump_fill, out));
	CHECK_OK(ledger_each_cycle(l, symbol, dump_closed, out));
}

void
stream_check_same(struct ledger *a, struct ledger *b)
{
	for (enum ledger_method m = LEDGER_FIFO; m <= LEDGER_AVERAGE; m++) {
		ledger_set_method(a, m);
		ledger_set_method(b, m);
		for (size_t i = 0; i < STREAM_BOOKS; i++) {
			AUTO(buf) x = buf_new(DUMP_SIZE_MAX);
			AUTO(buf) y = buf_new(DUMP_SIZE_MAX);

			stream_dump(a, stream_symbols[i], &x);
			stream_dump(b, stream_symbols[i], &y);
			CHECK_SPAN(buf_span(&x), buf_span(&y));
		}
	}
	ledger_set_method(a, LEDGER_FIFO);
	ledger_set_method(b, LEDGER_FIFO);
}
