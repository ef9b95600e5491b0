/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/inside.h"

#include "lib/base/secret.h"
#include "lib/ledger/ahead.h"

const struct ledger_limits ledger_limits_default = {
	.books_max = 1024,
	.assets_max = 4096,
	.rows_max = 20000000,
	.marks_max = 4000000,
};

enum err
ledger_new(const struct ledger_limits *limits, int day_offset_min, struct ledger **out)
{
	struct ledger *l;
	uint32_t number;

	ENSURE(limits->books_max > 0 && limits->books_max <= 1U << 24, ERR_INPUT);
	ENSURE(limits->assets_max >= ASSET_KNOWN_COUNT, ERR_INPUT);
	ENSURE(limits->assets_max <= ROW_ASSET_NONE, ERR_INPUT);
	ENSURE(limits->rows_max <= 1U << 31, ERR_INPUT);
	ENSURE(day_offset_min >= -LEDGER_DAY_OFFSET_MIN_MAX, ERR_INPUT);
	ENSURE(day_offset_min <= LEDGER_DAY_OFFSET_MIN_MAX, ERR_INPUT);
	l = calloc(1, sizeof(*l));
	ENSURE(l != NULL, ERR_NOMEM);
	l->limits = *limits;
	l->day_offset_min = day_offset_min;
	l->rated_last_ms = -1;
	l->marks.max = limits->marks_max;
	l->assets = names_new(ASSET_SIZE, limits->assets_max);
	for (size_t i = 0; i < ASSET_KNOWN_COUNT; i++) {
		if (names_add(&l->assets, marks_known_assets[i], &number) != OK) {
			ledger_free(l);
			return ERR_NOMEM;
		}
	}
	*out = l;
	return OK;
}

void
ledger_free(struct ledger *l)
{
	if (l == NULL)
		return;
	books_wipe(&l->books);
	names_wipe(&l->assets);
	marks_wipe(&l->marks);
	free(l);
}

void
ledger_set_method(struct ledger *l, enum ledger_method method)
{
	l->method = method;
}

enum ledger_method
ledger_method(const struct ledger *l)
{
	return l->method;
}

static bool
is_same_instrument(const struct instrument *a, const struct instrument *b)
{
	return a->kind == b->kind && strcmp(a->base, b->base) == 0 &&
	    strcmp(a->quote, b->quote) == 0 && strcmp(a->settle, b->settle) == 0 &&
	    decimal_compare(a->contract_size, b->contract_size) == 0 &&
	    decimal_compare(a->quantity_step, b->quantity_step) == 0;
}

static enum err
asset_open(struct ledger *l, const char *name, uint16_t *out)
{
	uint32_t number;

	TRY(names_add(&l->assets, name, &number));
	*out = (uint16_t)number;
	return OK;
}

/* The contract size as mantissa and decimals, when it has at most 18 digits. */
static void
size_split(struct decimal size, struct terms *out)
{
	out->size_dp = DECIMAL_PLACES;
	while (size.e18 % 10 == 0 && out->size_dp > 0) {
		size.e18 /= 10;
		out->size_dp--;
	}
	out->size_mantissa = size.e18 < row_power[DECIMAL_PLACES] ? (int64_t)size.e18 : 0;
}

static enum err
terms_of(struct ledger *l, const struct instrument *i, struct terms *out)
{
	*out = (struct terms){
		.instrument = i,
		.is_plain = i->kind != INSTRUMENT_INVERSE &&
		    decimal_compare(i->contract_size, decimal_of(1)) == 0,
		.is_fee_shared = i->kind == INSTRUMENT_SPOT || i->kind == INSTRUMENT_MARGIN,
		.is_long_only = i->kind == INSTRUMENT_SPOT,
		.marks = &l->marks,
		.assets = &l->assets,
	};
	size_split(i->contract_size, out);
	TRY(asset_open(l, i->base, &out->base));
	TRY(asset_open(l, i->quote, &out->quote));
	return asset_open(l, i->settle, &out->settle);
}

enum err
ledger_add_instrument(struct ledger *l, const struct instrument *i)
{
	struct book *book = books_by_symbol(&l->books, i->symbol);
	struct terms terms;

	ENSURE(i->symbol[0] != '\0', ERR_INPUT);
	ENSURE(decimal_sign(i->contract_size) > 0, ERR_INPUT);
	if (book != NULL)
		return is_same_instrument(&book->instrument, i) ? OK : ERR_CONFLICT;
	ENSURE(l->books.count < l->limits.books_max, ERR_LIMIT);
	TRY(terms_of(l, i, &terms));
	TRY(book_new(i, &terms, &book));
	if (books_add(&l->books, book) != OK) {
		book_free(book);
		return ERR_NOMEM;
	}
	return OK;
}

enum err
inside_find(struct ledger *l, const char *symbol, struct book **out)
{
	*out = books_by_symbol(&l->books, symbol);
	ENSURE(*out != NULL, ERR_ABSENT);
	return OK;
}

/* Is it a row at all?  Its numbers are checked for range by book_add(). */
static bool
is_sound(const struct book *b, const struct arrival *a)
{
	const bool is_transfer = a->row.kind == ROW_TRANSFER_IN || a->row.kind == ROW_TRANSFER_OUT;

	if (a->row.ts_ms < LEDGER_TS_MS_MIN || a->row.ts_ms > LEDGER_TS_MS_MAX)
		return false;
	if (decimal_sign(a->amounts.fee) != 0 && a->asset[0] == '\0')
		return false;
	if (is_transfer && !b->terms.is_fee_shared)
		return false;
	if (a->row.kind != ROW_FUNDING && decimal_sign(a->amounts.quantity) <= 0)
		return false;
	return (a->row.kind != ROW_FILL && a->row.kind != ROW_TRANSFER_IN) ||
	    decimal_sign(a->amounts.price) > 0;
}

/* Commit what became of a row that is not kept. */
static enum err
left_out(struct ledger *l, enum ledger_added what, enum ledger_added *out)
{
	l->counters.duplicates += what == LEDGER_DUPLICATE || what == LEDGER_CONFLICT;
	l->counters.conflicts += what == LEDGER_CONFLICT;
	l->counters.rejected += what == LEDGER_REJECTED;
	if (out != NULL)
		*out = what;
	return OK;
}

static struct asset_seen *
asset_slot(struct ledger *l, const char *name)
{
	uint64_t start;

	memcpy(&start, name, sizeof(start));
	return &l->seen[start * UINT64_C(0x9e3779b97f4a7c15) >> (64 - ASSETS_SEEN_BITS)];
}

/* The number of a row's asset. */
static enum err
asset_of(struct ledger *l, const char *name, uint16_t *out)
{
	struct asset_seen *seen;

	*out = ROW_ASSET_NONE;
	if (name[0] == '\0')
		return OK;
	seen = asset_slot(l, name);
	if (memcmp(seen->name, name, ASSET_SIZE) != 0) {
		TRY(asset_open(l, name, &seen->number));
		memcpy(seen->name, name, ASSET_SIZE); /* with what is behind its NUL */
	}
	*out = seen->number;
	return OK;
}

/* Has somebody read this book with a row of a later day already? */
static bool
is_late(const struct ledger *l, const struct book *b, int64_t ts_ms)
{
	enum { MINUTE_MS = 60000, DAY_MS = 86400000 };
	const int64_t offset_ms = (int64_t)l->day_offset_min * MINUTE_MS;

	if (b->rows.sorted_count == b->rows.count)
		return false; /* the usual row, behind all others */
	return b->reading.folded_count > 0 &&
	    (ts_ms + offset_ms) / DAY_MS < (b->reading.fold.state.last_ms + offset_ms) / DAY_MS;
}

enum err
inside_arrive(struct ledger *l, struct book *b, struct arrival *a, enum ledger_added *out)
{
	bool is_there;
	uint32_t place;

	if (!is_sound(b, a))
		return left_out(l, LEDGER_REJECTED, out);
	TRY(asset_of(l, a->asset, &a->row.asset));
	if (!book_encode(b, &a->row, &a->amounts))
		return left_out(l, LEDGER_REJECTED, out);
	is_there = false;
	if (!rows_is_new(&b->rows, &a->row))
		TRY(rows_find(&b->rows, &a->row, &is_there, &place));
	if (is_there)
		return left_out(l,
		    book_is_same(b, place, &a->row, &a->amounts) ? LEDGER_DUPLICATE
								 : LEDGER_CONFLICT,
		    out);
	ENSURE(l->counters.rows < l->limits.rows_max, ERR_LIMIT);
	TRY(book_add(b, &a->row, &a->amounts));
	l->counters.rows++;
	l->counters.late += is_late(l, b, a->row.ts_ms);
	if (out != NULL)
		*out = LEDGER_ADDED;
	return OK;
}

/* A sound fill with an asset that was seen lately, where most go.  False: nothing changed. */
static inline bool
is_appended(struct ledger *l, struct book *b, const struct fill *f)
{
	const struct asset_seen *seen = asset_slot(l, f->fee_asset);

	return f->ts_ms >= LEDGER_TS_MS_MIN && f->ts_ms <= LEDGER_TS_MS_MAX && f->price.e18 > 0 &&
	    f->quantity.e18 > 0 && f->fee_asset[0] != '\0' &&
	    memcmp(seen->name, f->fee_asset, ASSET_SIZE) == 0 &&
	    l->counters.rows < l->limits.rows_max && book_append(b, f, seen->number);
}

static enum err
fill_arrive(struct ledger *l, struct book *b, const struct fill *f, enum ledger_added *out)
{
	struct arrival a;

	if (is_appended(l, b, f)) {
		l->counters.rows++;
		if (out != NULL)
			*out = LEDGER_ADDED;
		return OK;
	}
	a.row = (struct row){
		.ts_ms = f->ts_ms,
		.id = f->id,
		.order_id = f->order_id,
		.kind = ROW_FILL,
		.side = f->side == FILL_SELL,
		.is_maker = f->is_maker,
	};
	a.amounts = (struct amounts){ f->price, f->quantity, f->fee };
	a.asset = f->fee_asset;
	return inside_arrive(l, b, &a, out);
}

enum err
ledger_add_fill(struct ledger *l, const char *symbol, const struct fill *f, enum ledger_added *out)
{
	struct book *b;

	TRY(inside_find(l, symbol, &b));
	return fill_arrive(l, b, f, out);
}

/* Where the next row goes, and the one before it, with which it is compared. */
__attribute__((always_inline)) static inline void
row_ask(const struct rows *r)
{
	const struct row_packed *next = rows_next(r);

	if (next != NULL)
		ahead_bytes(next - 1, 2 * sizeof(*next));
	else if (r->place_room < ROWS_CHUNK) /* they move, and malloc looks at what is behind */
		ahead_bytes(r->first, (r->place_room + 1) * sizeof(*next));
}

/* Ask for the memory that keeping arrivals further on will need. */
__attribute__((always_inline)) static inline void
look_ahead(
    const struct ledger *l, const struct ledger_arrival *arrivals, size_t index, size_t count)
{
	const struct ahead_range books = ahead_range(index, 2, count);
	const struct ahead_range rows = ahead_range(index, 1, count);

	for (size_t i = books.from; i < books.until; i++)
		ahead_lines((const char *)l->books.all[arrivals[i].symbol], BOOK_KEEP_SIZE);
	for (size_t i = rows.from; i < rows.until; i++)
		row_ask(&l->books.all[arrivals[i].symbol]->rows);
}

enum err
ledger_add_fills(struct ledger *l, struct ledger_arrival *arrivals, size_t count)
{
	for (size_t i = 0; i < count; i++)
		ENSURE(arrivals[i].symbol < l->books.count, ERR_ABSENT);
	for (size_t i = 0; i < count; i++) {
		if (ahead_is_due(i))
			look_ahead(l, arrivals, i, count);
		TRY(fill_arrive(
		    l, l->books.all[arrivals[i].symbol], arrivals[i].fill, &arrivals[i].added));
	}
	return OK;
}

enum err
ledger_add_funding(
    struct ledger *l, const char *symbol, const struct funding *f, enum ledger_added *out)
{
	struct arrival a = {
		.row = { .ts_ms = f->ts_ms, .id = f->id, .kind = ROW_FUNDING },
		.amounts = { .fee = f->amount },
		.asset = f->asset,
	};
	struct book *b;

	TRY(inside_find(l, symbol, &b));
	return inside_arrive(l, b, &a, out);
}

enum err
ledger_add_transfer(
    struct ledger *l, const char *symbol, const struct transfer *t, enum ledger_added *out)
{
	const bool is_in = t->direction == TRANSFER_IN;
	struct arrival a = {
		.row = {
			.ts_ms = t->ts_ms,
			.id = t->id,
			.kind = is_in ? ROW_TRANSFER_IN : ROW_TRANSFER_OUT,
		},
		.amounts = { .quantity = t->quantity },
		.asset = "",
	};
	struct book *b;

	TRY(inside_find(l, symbol, &b));
	if (is_in)
		a.amounts.price = t->price;
	return inside_arrive(l, b, &a, out);
}

enum err
ledger_add_mark(
    struct ledger *l, const char *base, const char *quote, int64_t ts_ms, struct decimal price)
{
	uint16_t from, to;
	bool is_conflict;

	ENSURE(ts_ms >= LEDGER_TS_MS_MIN && ts_ms <= LEDGER_TS_MS_MAX, ERR_INPUT);
	ENSURE(decimal_sign(price) > 0, ERR_INPUT);
	TRY(asset_open(l, base, &from));
	TRY(asset_open(l, quote, &to));
	TRY(marks_add(&l->marks, from, to, (struct mark_point){ ts_ms, price }, &is_conflict));
	l->counters.marks = l->marks.count;
	l->counters.mark_conflicts += is_conflict;
	if (ts_ms <= l->rated_last_ms)
		l->rates_epoch++;
	return OK;
}

struct ledger_counters
ledger_counters(const struct ledger *l)
{
	return l->counters;
}

size_t
ledger_symbol_count(const struct ledger *l)
{
	return l->books.count;
}

const struct instrument *
ledger_symbol_at(const struct ledger *l, size_t index)
{
	return index < l->books.count ? &l->books.all[index]->instrument : NULL;
}
