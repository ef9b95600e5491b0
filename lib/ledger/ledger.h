/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ledger.h - one account's rows, once each, in order, and what follows from them exactly.
 *
 * Rows (fill.h) go in one by one, in any order; prices go in as marks.  What comes out, a book per
 * instrument, is a function of the set of rows and marks alone: late rows, shuffled rows and rows
 * sent twice give the same book to the last digit.
 *
 * Work is in two tiers.  Sums that do not depend on order (volume, fees, funding, days) take each
 * row once, whenever it comes.  Lots, round trips and peak capital are folded in order when a book
 * is read: from where the last reading stopped, or from a checkpoint shortly before the first row
 * that came late or was retracted.
 *
 * Processing order is time, then transfers in, funding, fills, transfers out, then id, then buy
 * before sell.  What each number means is in docs/metrics.md.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  every sum is checked: ERR_LIMIT, never a wrapped number; memory is bounded by the
 *            limits; a failed call changes nothing one could see.
 * Never:     floating point; a guessed exchange rate; a later mark for an earlier row.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "lib/ledger/fill.h"

struct ledger;

struct ledger_limits {
	size_t books_max;  /* instruments */
	size_t assets_max; /* currencies named anywhere; at least 9, at most 65,535 */
	size_t rows_max;   /* retained rows of all books, at most 2^31 */
	size_t marks_max;  /* retained prices of all pairs */
};

/* Enough for a busy account: 1,024 books, 4,096 assets, 20 million rows, 4 million marks. */
extern const struct ledger_limits ledger_limits_default;

enum { LEDGER_DAY_OFFSET_MIN_MAX = 14 * 60 };

/*
 * An empty ledger whose days begin `day_offset_min` minutes before UTC's (540: Tokyo; 0: UTC).
 * ERR_INPUT for an offset beyond +-LEDGER_DAY_OFFSET_MIN_MAX or limits out of their range;
 * ERR_NOMEM.
 */
enum err ledger_new(const struct ledger_limits *limits, int day_offset_min, struct ledger **out);

/* Wipe and free everything.  NULL is allowed. */
void ledger_free(struct ledger *l);

/* Which lots a closing fill takes first. */
enum ledger_method {
	LEDGER_FIFO,    /* the oldest; what a new ledger does */
	LEDGER_LIFO,    /* the newest */
	LEDGER_HIFO,    /* the dearest of a long position, the cheapest of a short one */
	LEDGER_AVERAGE, /* all alike: there is one lot */
	LEDGER_METHOD_COUNT
};

/*
 * Change the method; books are folded again when they are read.
 * FIFO and AVERAGE restart from checkpoints at most 128 rows back near the end of a book, 1,024
 * elsewhere (256 and 2,048 where rows came late); the others copy their lots for one, so theirs are
 * eight rows apart for each open lot.  What is behind a late row costs FIFO little more than a look
 * at each checkpoint, as long as positions keep their side and rows are usual ones (quick.h).
 */
void ledger_set_method(struct ledger *l, enum ledger_method method);
enum ledger_method ledger_method(const struct ledger *l);

/*
 * Open a book.  The same instrument twice is OK and does nothing.
 * ERR_INPUT an empty symbol or asset, a contract size that is not positive; ERR_CONFLICT the
 * symbol is there with other terms; ERR_LIMIT books_max or assets_max; ERR_NOMEM.
 */
enum err ledger_add_instrument(struct ledger *l, const struct instrument *i);

enum ledger_added {
	LEDGER_ADDED,
	LEDGER_DUPLICATE, /* this key was there with the same content: nothing changed */
	LEDGER_CONFLICT,  /* this key was there with other content: the first one stays */
	LEDGER_REJECTED,  /* not a row: see ledger_add_fill */
};

/*
 * Add a row to the book of `symbol`.  Its key is (instrument, kind, id, side).
 * LEDGER_REJECTED, counted and otherwise ignored: a price or quantity that is not positive, a time
 * outside 1970-01-02 to 9999-12-30, a fee or funding amount without its asset, a transfer on a
 * derivative's book, a value outside the range of struct decimal.
 * ERR_ABSENT no such book; ERR_LIMIT rows_max or assets_max; ERR_NOMEM.  `out` may be NULL.
 */
enum err ledger_add_fill(
    struct ledger *l, const char *symbol, const struct fill *f, enum ledger_added *out);
enum err ledger_add_funding(
    struct ledger *l, const char *symbol, const struct funding *f, enum ledger_added *out);
enum err ledger_add_transfer(
    struct ledger *l, const char *symbol, const struct transfer *t, enum ledger_added *out);

/* A fill on its way to the book with this number, as ledger_symbol_at counts them. */
struct ledger_arrival {
	size_t symbol;
	const struct fill *fill;
	enum ledger_added added; /* out */
};

/*
 * The same for many fills at once: no symbol is looked up, and the memory of one book need not be
 * waited for before the next one's is asked for.
 * Errors as ledger_add_fill, those before it were added; ERR_ABSENT for a number past the end:
 * nothing was added.
 */
enum err ledger_add_fills(struct ledger *l, struct ledger_arrival *arrivals, size_t count);

/*
 * Fold the books that these went to now, so that whoever looks at one of them later does not wait
 * for it; again memory is asked for ahead.  What comes out is the same with this or without.
 * ERR_ABSENT for a number past the end: nothing was read.  ERR_LIMIT, ERR_NOMEM as ledger_book of
 * one of them, those before it were read.
 */
enum err ledger_read_fills(struct ledger *l, const struct ledger_arrival *arrivals, size_t count);

/*
 * From `ts_ms` on, until the next mark, one `base` is worth `price` of `quote`.  The same pair and
 * time twice: the first price stays, another price counts in mark_conflicts.
 * ERR_INPUT a price that is not positive, an empty asset, or a time outside that of rows;
 * ERR_LIMIT marks_max or assets_max; ERR_NOMEM.
 */
enum err ledger_add_mark(
    struct ledger *l, const char *base, const char *quote, int64_t ts_ms, struct decimal price);

enum ledger_row_kind {
	LEDGER_TRANSFER_IN, /* in the order in which rows of one millisecond are processed */
	LEDGER_FUNDING,
	LEDGER_FILL,
	LEDGER_TRANSFER_OUT,
};

/* What makes a row one row in its book. */
struct ledger_key {
	enum ledger_row_kind kind;
	uint64_t id;
	enum fill_side side; /* of a fill; FILL_BUY for the others */
};

/*
 * Forget a row, as if it had never been sent.  ERR_ABSENT no such book or row; ERR_NOMEM: nothing
 * changed.
 */
enum err ledger_retract(struct ledger *l, const char *symbol, const struct ledger_key *key);

/*
 * Add all instruments, marks and rows of `from` to `l`: shards of one account become one.  What is
 * in both is a duplicate (or a conflict: that of `l` stays).
 * ERR_CONFLICT an instrument is in both with different terms: then nothing was added.  ERR_LIMIT,
 * ERR_NOMEM: a part may have been; adding the same again adds the rest.
 */
enum err ledger_merge(struct ledger *l, const struct ledger *from);

struct ledger_counters {
	uint64_t rows; /* retained */
	uint64_t duplicates, conflicts /* also in duplicates */, rejected, retracted;
	uint64_t late; /* came for a day that was over when its book was read last */
	uint64_t marks, mark_conflicts;
};

/* What has been added so far, over all books. */
struct ledger_counters ledger_counters(const struct ledger *l);

/* Books are counted in the order they were opened.  NULL past the end. */
size_t ledger_symbol_count(const struct ledger *l);
const struct instrument *ledger_symbol_at(const struct ledger *l, size_t index);

/* One day that had a row.  Money in the settle currency, volume in the quote currency. */
struct ledger_day {
	int32_t day;                    /* days since 1970-01-01 in the ledger's offset */
	uint32_t row_count, fill_count; /* rows: fills and funding */
	struct decimal gross, fees, funding, net, volume;
	struct ledger_day_end {
		uint32_t log_first, place;
		int64_t units;
	} end; /* the ledger's own: FIFO's oldest lot behind its last run of usual rows */
};

struct ledger_fee {
	char asset[ASSET_SIZE];
	uint16_t number;       /* of the asset in this ledger */
	uint64_t count;        /* fills that were charged in it */
	struct decimal amount; /* as charged, in its own asset */
};

/* A round trip: from no position, or mere dust, to none again (docs/metrics.md, "Round trips"). */
struct ledger_cycle {
	bool is_long;
	int64_t open_ms, close_ms; /* close_ms of an open one is 0 */
	struct decimal max_quantity;
	struct decimal gross, fees, funding, net; /* settle currency */
};

/* What the closed round trips of a book come to. */
struct ledger_cycles {
	uint64_t count, wins, losses, breakevens; /* by the sign of net */
	uint64_t long_count;
	uint64_t win_streak_max, loss_streak_max;
	int64_t streak;  /* wins > 0 or losses < 0 in a row at the end; a breakeven is 0 */
	int64_t held_ms; /* all of them together */
	struct decimal profit, loss; /* sums of what won and of what lost, both >= 0 */
};

/*
 * What a book comes to.  Quantities in base (or contracts), values in the settle currency, volume
 * in the quote currency (an inverse book: contracts * size).
 */
struct ledger_book {
	const struct instrument *instrument;
	uint64_t row_count, fill_count, buy_count, sell_count;
	int64_t first_ms, last_ms; /* of all rows; 0 when there is none */
	struct decimal volume_base, volume_quote;
	struct decimal gross;      /* realised by closing lots, before fees */
	struct decimal fees;       /* each valued at its own time; an unvalued one is not in it */
	struct decimal funding;    /* likewise */
	struct decimal net;        /* gross - fees + funding */
	struct decimal position;   /* signed */
	struct decimal open_value; /* what the open lots cost */
	struct decimal average_entry; /* 0 when flat */
	struct decimal matched_entry; /* entry value of everything that was closed */
	struct decimal closed_value;  /* its closing value */
	struct decimal unmatched_quantity, unmatched_notional; /* spot sales beyond holdings */
	struct decimal peak_capital; /* most that open_value - net ever was after a fill; >= 0 */
	uint64_t closing_count;      /* fills that closed something */
	uint64_t wash_count;         /* fills whose id is on both sides in one moment */
	struct decimal wash_volume;  /* theirs, in the quote currency */
	struct ledger_cycles cycles; /* closed round trips */
	bool is_cycle_open;
	struct ledger_cycle open_cycle; /* when there is one */
	struct decimal uncycled_net; /* net = that of closed and open round trips + uncycled_net */
	uint64_t fee_rate_missing, funding_rate_missing; /* rows left out of `fees`, `funding` */
	uint64_t peg_assumed;                   /* rows valued with a dollar coin taken at 1 */
	const struct ledger_fee *fees_by_asset; /* by name; zero fees left out */
	size_t fee_asset_count;
	const struct ledger_day *days; /* oldest first */
	size_t day_count;
	size_t lot_count;
};

/*
 * The book of `symbol`, folded up to its last row.  The view lives until another book is read or
 * the ledger is freed, and what it points at until something was added as well.
 * ERR_ABSENT no such book; ERR_LIMIT a sum left the range of struct decimal: no number of this
 * book can be given; ERR_NOMEM.
 */
enum err ledger_book(struct ledger *l, const char *symbol, const struct ledger_book **out);

/*
 * The same by number, as ledger_symbol_at counts them.  Who reads all books in that order need not
 * wait for the memory of each.  ERR_ABSENT past the end.
 */
enum err ledger_book_at(struct ledger *l, size_t index, const struct ledger_book **out);

struct ledger_lot {
	struct decimal quantity, value; /* both > 0; their side is that of the position */
	int64_t opened_ms;
};

/*
 * Open lot `index`, oldest first, of a book just read; with LEDGER_AVERAGE there is one, as old as
 * the position.  ERR_ABSENT no such book or lot.
 */
enum err ledger_lot_at(struct ledger *l, const char *symbol, size_t index, struct ledger_lot *out);

/*
 * What the open position would gain if closed at the last mark of base/quote at or before `ts_ms`
 * (a rate: inverse and cross marks count); `*has_mark` is false, and nothing written, without one.
 * `*mark` is that rate rounded at 1e-18; the gain is of the rate itself.  Errors as ledger_book.
 */
enum err ledger_unrealised(struct ledger *l, const char *symbol, int64_t ts_ms, bool *has_mark,
    struct decimal *mark, struct decimal *unrealised);

/* One fill with what it did. */
struct ledger_fill {
	struct fill fill;
	size_t index;            /* among the book's fills, in processing order */
	struct decimal notional; /* its volume in the quote currency */
	struct decimal gross;    /* realised by the lots it closed */
	struct decimal closed_quantity, unmatched_quantity;
	struct decimal fee_settled; /* 0 when it could not be valued */
	bool is_fee_valued;
	bool is_wash; /* its id is on both sides in this moment */
};

/* Which fills of a book: at most `count` of those from the index on that fall into a time. */
struct ledger_window {
	size_t from, count;
	int64_t since_ms, before_ms; /* [since, before) */
};

/*
 * Hand the fills in the window, in processing order, to `each`; the view lives for the call.  An
 * error of `each` stops and is returned.  Costs a fold from the last checkpoint on.
 * ERR_ABSENT, ERR_LIMIT, ERR_NOMEM as ledger_book.
 */
enum err ledger_each_fill(struct ledger *l, const char *symbol, const struct ledger_window *window,
    enum err (*each)(void *self, const struct ledger_fill *f), void *self);

struct ledger_ask {
	const char *from, *to;
	int64_t ts_ms;
	int64_t since_ms; /* marks before it do not count */
	bool is_back;     /* `amount` is of `to`, wanted in `from`: divide by the rate */
};

/*
 * What `amount` of asset `from` was in asset `to` at that time, rounded once; VALUED_NOT leaves
 * `out` alone.  ERR_LIMIT out of range.
 */
enum err ledger_value(struct ledger *l, const struct ledger_ask *ask, struct decimal amount,
    enum valued *found, struct decimal *out);

/* When the latest mark of any pair is; INT64_MIN: there is none. */
int64_t ledger_last_mark_ms(const struct ledger *l);

/* A row of any kind with the money it moved. */
struct ledger_booking {
	enum ledger_row_kind kind;
	int64_t ts_ms;
	struct decimal quantity; /* signed, + comes in; before any fee; 0 for funding */
	struct decimal value;    /* of a fill, >= 0, in the settle currency */
	bool has_closed;         /* some lot */
	struct decimal gross;    /* realised by the lots it closed */
	struct decimal charge;   /* the fee (paid > 0), or the funding (received > 0) */
	char charge_asset[ASSET_SIZE];
	bool is_charge_settled;              /* false: there was no rate */
	struct decimal charge_settled;       /* the same in the settle currency */
	struct decimal position, open_value; /* of the book, after it */
};

/*
 * Hand every row of a book, in processing order, to `each`.  Errors and costs as
 * ledger_each_fill.
 */
enum err ledger_each_booking(struct ledger *l, const char *symbol,
    enum err (*each)(void *self, const struct ledger_booking *b), void *self);

/* Hand every closed round trip of a book, in order, to `each`.  Errors as ledger_each_fill. */
enum err ledger_each_cycle(struct ledger *l, const char *symbol,
    enum err (*each)(void *self, const struct ledger_cycle *c), void *self);

#endif
