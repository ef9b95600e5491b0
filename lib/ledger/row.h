/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row.h - a row as it is worked with, and as it is kept: 48 bytes instead of a struct fill's 160.
 *
 * A number is kept as a 56-bit mantissa and its count of decimals.  A row with a number that does
 * not fit (18 decimals of a large quantity) is `is_wide`: its numbers are in a table beside the
 * rows and `price` is the place there.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  what is encoded decodes to the same numbers; what is packed unpacks to the same row.
 */
#ifndef LEDGER_ROW_H
#define LEDGER_ROW_H

#include "lib/ledger/fill.h"

/* In the order in which rows of one millisecond are processed. */
enum row_kind { ROW_TRANSFER_IN, ROW_FUNDING, ROW_FILL, ROW_TRANSFER_OUT, ROW_KIND_COUNT };

enum { ROW_ASSET_NONE = 0xffff };

struct row {
	int64_t ts_ms;
	uint64_t id, order_id;
	int64_t price, quantity, fee; /* mantissas; of a funding row `fee` is the amount */
	uint16_t asset;               /* of `fee` */
	uint8_t price_dp, quantity_dp, fee_dp;
	uint8_t kind, side; /* enum row_kind, enum fill_side */
	bool is_maker, is_wide;
};

/* The same in 48 bytes: a number in the upper bits of a word, small things in its lower ones. */
struct row_packed {
	uint64_t id, order_id;
	uint64_t time;     /* ts_ms << 16 | asset */
	uint64_t price;    /* price << 8 | side << 7 | kind << 5 | price_dp */
	uint64_t quantity; /* quantity << 8 | is_wide << 6 | is_maker << 5 | quantity_dp */
	uint64_t fee;      /* fee << 8 | fee_dp */
};

struct amounts {
	struct decimal price, quantity, fee;
};

/* How many decimals the numbers of a book have had so far: where the encoder looks first. */
struct row_scale {
	uint8_t price_dp, quantity_dp, fee_dp;
};

/* 10^0 to 10^18. */
extern const int64_t row_power[DECIMAL_PLACES + 1];

/* Times must be those of the ledger's rows, and numbers encoded: then all fits. */
static inline struct row_packed
row_pack(const struct row *r)
{
	return (struct row_packed){
		.id = r->id,
		.order_id = r->order_id,
		.time = (uint64_t)r->ts_ms << 16 | r->asset,
		.price = (uint64_t)r->price << 8 | (uint64_t)r->side << 7 | (uint64_t)r->kind << 5 |
		    r->price_dp,
		.quantity = (uint64_t)r->quantity << 8 | (uint64_t)r->is_wide << 6 |
		    (uint64_t)r->is_maker << 5 | r->quantity_dp,
		.fee = (uint64_t)r->fee << 8 | r->fee_dp,
	};
}

static inline struct row
row_unpack(const struct row_packed *p)
{
	return (struct row){
		.id = p->id,
		.order_id = p->order_id,
		.ts_ms = (int64_t)(p->time >> 16), /* to the year 9999: below 2^48 */
		.asset = (uint16_t)p->time,
		.price = (int64_t)p->price >> 8,
		.side = p->price >> 7 & 1,
		.kind = p->price >> 5 & 3,
		.price_dp = p->price & 31,
		.quantity = (int64_t)p->quantity >> 8,
		.is_wide = p->quantity >> 6 & 1,
		.is_maker = p->quantity >> 5 & 1,
		.quantity_dp = p->quantity & 31,
		.fee = (int64_t)p->fee >> 8,
		.fee_dp = p->fee & 31,
	};
}

/* Put the numbers into `out`.  False if one does not fit 56 bits: then it is to be wide. */
bool row_encode(struct row_scale *scale, const struct amounts *a, struct row *out);

/* The fill as it is kept.  False: it has more decimals than the scale, or is to be wide. */
bool row_pack_fill(
    const struct row_scale *scale, const struct fill *f, uint16_t asset, struct row_packed *out);

/* mantissa * 10^-places */
static inline struct decimal
row_number(int64_t mantissa, unsigned places)
{
	return (struct decimal){ (__int128)mantissa * row_power[DECIMAL_PLACES - places] };
}

/* The numbers of a row that is not wide. */
static inline struct amounts
row_amounts(const struct row *r)
{
	return (struct amounts){
		.price = row_number(r->price, r->price_dp),
		.quantity = row_number(r->quantity, r->quantity_dp),
		.fee = row_number(r->fee, r->fee_dp),
	};
}

/* Processing order: time, kind, id, side.  0 means the same key at the same time. */
int row_compare(const struct row *a, const struct row *b);
int row_compare_packed(const struct row_packed *a, const struct row_packed *b);

#endif
