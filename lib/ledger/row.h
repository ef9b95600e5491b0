/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row.h - a row as it is kept: 56 bytes instead of a struct fill's 160.
 *
 * A number is kept as a 64-bit mantissa and its count of decimals.  A row with a number that does
 * not fit (18 decimals of a large quantity) is `is_wide`: its numbers are in a table beside the
 * rows and `price` is the place there.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  what is encoded decodes to the same numbers.
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
	uint8_t price_dp, quantity_dp, fee_dp;
	uint8_t kind : 2, side : 1, is_maker : 1, is_wide : 1; /* enum row_kind, enum fill_side */
	uint16_t asset;                                        /* of `fee` */
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

/* Put the numbers into `out`.  False if one does not fit; `out` is then to be marked wide. */
bool row_encode(struct row_scale *scale, const struct amounts *a, struct row *out);

/* mantissa * 10^-places */
static inline struct decimal
row_number(int64_t mantissa, unsigned places)
{
	return (struct decimal){ (__int128)mantissa * row_power[DECIMAL_PLACES - places] };
}

/* The numbers of a row; `wides` is the table beside the rows. */
static inline struct amounts
row_amounts(const struct row *r, const struct amounts *wides)
{
	if (r->is_wide)
		return wides[r->price];
	return (struct amounts){
		.price = row_number(r->price, r->price_dp),
		.quantity = row_number(r->quantity, r->quantity_dp),
		.fee = row_number(r->fee, r->fee_dp),
	};
}

/* Processing order: time, kind, id, side.  0 means the same key at the same time. */
int row_compare(const struct row *a, const struct row *b);

#endif
