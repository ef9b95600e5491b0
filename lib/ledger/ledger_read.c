/* SPDX-License-Identifier: Apache-2.0 */
/* The reading half of ledger.h, and taking rows out again. */
#include "lib/ledger/ahead.h"
#include "lib/ledger/inside.h"
#include "lib/ledger/show.h"

static struct book_how
how_of(const struct ledger *l)
{
	return (struct book_how){ l->method, l->day_offset_min, l->rates_epoch };
}

/* Take in what came. */
static enum err
read_on(struct ledger *l, struct book *b)
{
	const struct book_how how = how_of(l);

	TRY(book_read(b, &how));
	if (b->reading.tally.rated_last_ms > l->rated_last_ms)
		l->rated_last_ms = b->reading.tally.rated_last_ms;
	return OK;
}

enum err
inside_look(struct ledger *l, struct book *b)
{
	TRY(read_on(l, b));
	return book_view(b, &l->view);
}

/* The book of `symbol`, looked at. */
static enum err
book_current(struct ledger *l, const char *symbol, struct book **out)
{
	TRY(inside_find(l, symbol, out));
	return inside_look(l, *out);
}

enum err
ledger_book(struct ledger *l, const char *symbol, const struct ledger_book **out)
{
	struct book *b;

	TRY(book_current(l, symbol, &b));
	*out = &l->view;
	return OK;
}

/* A book: what folding a usual row needs of it. */
__attribute__((always_inline)) static inline void
book_ask(const struct book *b)
{
	ahead_lines((const char *)b, BOOK_KEEP_SIZE);
	ahead_lines((const char *)b + BOOK_USUAL_FROM, BOOK_USUAL_UNTIL - BOOK_USUAL_FROM);
}

/* The rows with which reading a book will begin, and what they are added to. */
__attribute__((always_inline)) static inline void
rows_ask(const struct book *b, size_t row_count)
{
	const struct reading *r = &b->reading;
	const struct days *d = &r->tally.days;
	const struct row_packed *next;

	if (r->folded_count >= b->rows.count) /* nothing came, or some went */
		return;
	next = rows_packed(&b->rows, rows_place(&b->rows, r->folded_count));
	ahead_bytes(next, row_count * sizeof(*next));
	if ((int64_t)(next->time >> 16) < d->before_ms)
		ahead_bytes(d->rows + d->at, sizeof(*d->rows));
	else if (d->count < d->room)
		ahead_bytes(d->rows + d->count, sizeof(*d->rows));
	else /* they move, and malloc looks at what is behind */
		ahead_bytes(d->rows, (d->count + 1) * sizeof(*d->rows));
	if (r->fold.lots.log != NULL)
		__builtin_prefetch(r->fold.lots.log + r->fold.lots.state.log_count, 0, 1);
}

/* The lot behind the oldest, which a closing fill may come to. */
__attribute__((always_inline)) static inline void
lot_ask(const struct book *b)
{
	const struct lots *l = &b->reading.fold.lots;

	if (l->state.log_first < l->state.log_count)
		ahead_bytes(
		    rows_packed(&b->rows, l->log[l->state.log_first]), sizeof(struct row_packed));
}

/* Ask for the memory that looking at the next books will need. */
__attribute__((always_inline)) static inline void
look_ahead(const struct ledger *l, size_t index)
{
	enum { ROWS = 8 };
	struct book *const *all = l->books.all;
	const struct ahead_range books = ahead_range(index, 2, l->books.count);
	const struct ahead_range rows = ahead_range(index, 1, l->books.count);

	for (size_t i = books.from; i < books.until; i++)
		ahead_bytes(all[i], sizeof(struct book));
	for (size_t i = rows.from; i < rows.until; i++) {
		rows_ask(all[i], ROWS);
		__builtin_prefetch(all[i]->rows.first, 0, 1);
	}
}

enum err
ledger_book_at(struct ledger *l, size_t index, const struct ledger_book **out)
{
	ENSURE(index < l->books.count, ERR_ABSENT);
	if (ahead_is_due(index) && (index == 0 || index == l->looked_index + 1))
		look_ahead(l, index); /* one is looked at after the other */
	l->looked_index = index;
	TRY(inside_look(l, l->books.all[index]));
	*out = &l->view;
	return OK;
}

/* Ask for the memory that reading the books of arrivals further on will need. */
__attribute__((always_inline)) static inline void
read_ahead(
    const struct ledger *l, const struct ledger_arrival *arrivals, size_t index, size_t count)
{
	struct book *const *all = l->books.all;
	const struct ahead_range books = ahead_range(index, 2, count);
	const struct ahead_range rows = ahead_range(index, 1, count);

	for (size_t i = books.from; i < books.until; i++)
		book_ask(all[arrivals[i].symbol]);
	for (size_t i = rows.from; i < rows.until; i++)
		rows_ask(all[arrivals[i].symbol], 1);
	for (size_t i = index; i < index + AHEAD_GROUP && i < count; i++)
		lot_ask(all[arrivals[i].symbol]);
}

enum err
ledger_read_fills(struct ledger *l, const struct ledger_arrival *arrivals, size_t count)
{
	for (size_t i = 0; i < count; i++)
		ENSURE(arrivals[i].symbol < l->books.count, ERR_ABSENT);
	for (size_t i = 0; i < count; i++) {
		if (ahead_is_due(i))
			read_ahead(l, arrivals, i, count);
		TRY(read_on(l, l->books.all[arrivals[i].symbol]));
	}
	return OK;
}

enum err
ledger_lot_at(struct ledger *l, const char *symbol, size_t index, struct ledger_lot *out)
{
	const struct lot *lot;
	struct book *b;

	TRY(inside_find(l, symbol, &b));
	if (!b->reading.are_lots_listed)
		TRY(inside_look(l, b));
	ENSURE(index < b->reading.fold.lots.state.count, ERR_ABSENT);
	TRY(book_lots(b));
	lot = &b->reading.lots[index];
	TRY(fold_quantity(&b->reading.fold, lot->units, &out->quantity));
	out->value = lot->value;
	out->opened_ms = lot->opened_ms;
	return OK;
}

/* What a quantity is worth at a rate that no mark says as it is: not rounded before it is used. */
static enum err
worth_across(struct ledger *l, const struct book *b, struct marks_ask ask, struct decimal quantity,
    struct decimal *out)
{
	enum valued found;

	TRY(decimal_mul(quantity, b->instrument.contract_size, &quantity));
	ask.is_back = b->instrument.kind == INSTRUMENT_INVERSE;
	return marks_value(&l->marks, &ask, quantity, &found, out);
}

enum err
ledger_unrealised(struct ledger *l, const char *symbol, int64_t ts_ms, bool *has_mark,
    struct decimal *mark, struct decimal *unrealised)
{
	struct decimal quantity, gain;
	struct marks_ask ask;
	enum valued found;
	struct book *b;
	bool is_short;

	TRY(book_current(l, symbol, &b));
	ask = (struct marks_ask){ b->terms.base, b->terms.quote, ts_ms, 0, false };
	TRY(marks_value(&l->marks, &ask, decimal_of(1), &found, mark));
	*has_mark = found != VALUED_NOT;
	if (!*has_mark)
		return OK;
	quantity = l->view.position;
	is_short = decimal_sign(quantity) < 0;
	if (is_short)
		quantity.e18 = -quantity.e18;
	if (found == VALUED_DIRECT)
		TRY(value_at(&b->terms, *mark, quantity, &gain));
	else
		TRY(worth_across(l, b, ask, quantity, &gain));
	TRY(sum_sub(&gain, l->view.open_value));
	if (is_short != (b->instrument.kind == INSTRUMENT_INVERSE))
		gain.e18 = -gain.e18; /* a difference of two values >= 0 */
	*unrealised = gain;
	return OK;
}

enum err
ledger_each_fill(struct ledger *l, const char *symbol, const struct ledger_window *window,
    enum err (*each)(void *self, const struct ledger_fill *f), void *self)
{
	struct book *b;

	TRY(book_current(l, symbol, &b));
	return show_fills(b, window, each, self);
}

enum err
ledger_each_booking(struct ledger *l, const char *symbol,
    enum err (*each)(void *self, const struct ledger_booking *b), void *self)
{
	struct book *b;

	TRY(book_current(l, symbol, &b));
	return show_bookings(b, each, self);
}

enum err
ledger_each_cycle(struct ledger *l, const char *symbol,
    enum err (*each)(void *self, const struct ledger_cycle *c), void *self)
{
	struct book *b;

	TRY(book_current(l, symbol, &b));
	return show_cycles(b, each, self);
}

enum err
ledger_value(struct ledger *l, const struct ledger_ask *ask, struct decimal amount,
    enum valued *found, struct decimal *out)
{
	struct marks_ask by_number = {
		.ts_ms = ask->ts_ms, .since_ms = ask->since_ms, .is_back = ask->is_back
	};
	uint32_t from, to;

	*found = VALUED_SAME;
	if (strcmp(ask->from, ask->to) == 0) {
		*out = amount;
		return OK;
	}
	*found = VALUED_NOT;
	if (!names_find(&l->assets, ask->from, &from) || !names_find(&l->assets, ask->to, &to))
		return OK;
	by_number.from = (uint16_t)from;
	by_number.to = (uint16_t)to;
	return marks_value(&l->marks, &by_number, amount, found, out);
}

int64_t
ledger_last_mark_ms(const struct ledger *l)
{
	return marks_last_ms(&l->marks);
}

enum err
ledger_retract(struct ledger *l, const char *symbol, const struct ledger_key *key)
{
	static const enum row_kind kinds[] = {
		[LEDGER_TRANSFER_IN] = ROW_TRANSFER_IN,
		[LEDGER_FUNDING] = ROW_FUNDING,
		[LEDGER_FILL] = ROW_FILL,
		[LEDGER_TRANSFER_OUT] = ROW_TRANSFER_OUT,
	};
	struct row row = { .id = key->id, .side = key->side == FILL_SELL };
	const struct book_how how = how_of(l);
	struct book *b;
	bool is_there;
	uint32_t place;

	row.kind = kinds[key->kind] & 3;
	TRY(inside_find(l, symbol, &b));
	TRY(rows_find(&b->rows, &row, &is_there, &place));
	ENSURE(is_there, ERR_ABSENT);
	TRY(book_remove(b, &how, place));
	l->counters.rows--;
	l->counters.retracted++;
	return OK;
}

/*
 * Merging
 */

static enum err
marks_merge(struct ledger *l, const struct ledger *from)
{
	for (size_t i = 0; i < from->marks.pair_count; i++) {
		const struct mark_pair *p = &from->marks.pairs[i];
		const char *base = names_text(&from->assets, p->key >> 16);
		const char *quote = names_text(&from->assets, p->key & UINT16_MAX);

		for (size_t k = 0; k < p->count; k++)
			TRY(ledger_add_mark(
			    l, base, quote, p->points[k].ts_ms, p->points[k].price));
	}
	return OK;
}

static enum err
rows_merge(struct ledger *l, const struct ledger *from, const struct book *b)
{
	struct book *to;

	TRY(inside_find(l, b->instrument.symbol, &to));
	for (size_t i = 0; i < b->rows.count; i++) {
		struct arrival a = {
			.row = rows_at_place(&b->rows, rows_place(&b->rows, i)),
			.asset = "",
		};

		a.amounts = rows_amounts(&b->rows, &a.row);
		if (a.row.asset != ROW_ASSET_NONE)
			a.asset = names_text(&from->assets, a.row.asset);
		TRY(inside_arrive(l, to, &a, NULL));
	}
	return OK;
}

/* An instrument that both have must be the same in both. */
static enum err
instruments_agree(struct ledger *l, const struct ledger *from)
{
	struct book *b;

	for (size_t i = 0; i < from->books.count; i++)
		if (inside_find(l, from->books.all[i]->instrument.symbol, &b) == OK)
			TRY(ledger_add_instrument(l, &from->books.all[i]->instrument));
	return OK;
}

enum err
ledger_merge(struct ledger *l, const struct ledger *from)
{
	TRY(instruments_agree(l, from));
	TRY(marks_merge(l, from));
	for (size_t i = 0; i < from->books.count; i++) {
		TRY(ledger_add_instrument(l, &from->books.all[i]->instrument));
		TRY(rows_merge(l, from, from->books.all[i]));
	}
	return OK;
}
