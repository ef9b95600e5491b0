/* SPDX-License-Identifier: Apache-2.0 */
/*
 * value.h - what a quantity is worth, in the terms of an instrument.
 *
 * Inside a book quantities are counted in units of 10^-dp, dp being the most decimals its rows
 * have: small numbers make the shares of section "Lots" (docs/metrics.md) cheap.  Values are
 * struct decimal.
 *
 * Room:      lib/ledger.  Calls: lib/decimal, lib/base.
 * Promises:  one half-even rounding at 1e-18 per value, none when price and quantity have 18
 *            decimals or fewer together; ERR_LIMIT, never a wrapped number.
 */
#ifndef LEDGER_VALUE_H
#define LEDGER_VALUE_H

#include "lib/ledger/marks.h"
#include "lib/ledger/names.h"
#include "lib/ledger/rows.h"

/* What a book's rows are read by. */
struct terms {
	uint16_t base, quote, settle;
	bool is_plain : 1;      /* value = price * quantity: not inverse, contract size 1 */
	bool is_fee_shared : 1; /* spot, margin: a fee in base changes the quantity */
	bool is_long_only : 1;  /* spot: nobody sells what they do not have */
	const struct instrument *instrument;
	int64_t size_mantissa; /* contract size = mantissa * 10^-dp; 0: it does not fit */
	unsigned size_dp;
	struct marks *marks;
	const struct names *assets;
};

/* A row to be reckoned with. */
struct entry {
	struct row row;
	const struct amounts *wide; /* its numbers, when they are not in the row; else NULL */
	unsigned dp;                /* of the units below */
	uint32_t place;             /* in the book's rows */
};

/* The row at a place. */
static inline struct entry
entry_at(const struct rows *rows, uint32_t place, unsigned dp)
{
	const struct row row = rows_at_place(rows, place);

	return (struct entry){
		.row = row,
		.wide = row.is_wide ? &rows->wides[row.price].amounts : NULL,
		.dp = dp,
		.place = place,
	};
}

static inline struct amounts
entry_amounts(const struct entry *e)
{
	return e->wide != NULL ? *e->wide : row_amounts(&e->row);
}

/* The fee of a fill, the amount of a funding row. */
static inline struct decimal
entry_fee(const struct entry *e)
{
	return e->wide != NULL ? e->wide->fee : row_number(e->row.fee, e->row.fee_dp);
}

/* The fewest decimals in which the row's effective quantity is a whole number. */
static inline unsigned
value_places(const struct terms *t, const struct row *r)
{
	if (r->is_wide)
		return DECIMAL_PLACES;
	if (t->is_fee_shared && r->asset == t->base && r->fee_dp > r->quantity_dp)
		return r->fee_dp;
	return r->quantity_dp;
}

/* The row's quantity. */
static inline __int128
value_units(const struct entry *e)
{
	if (e->wide != NULL)
		return e->wide->quantity.e18; /* then dp is 18 */
	return (__int128)e->row.quantity * row_power[e->dp - e->row.quantity_dp];
}

/*
 * What one unit is worth at the row's price when all its values are exact multiples of that, which
 * saves every division; else 0.
 */
static inline __int128
value_unit(const struct terms *t, const struct entry *e)
{
	if (!t->is_plain || e->wide != NULL || e->dp + e->row.price_dp > DECIMAL_PLACES)
		return 0;
	return (__int128)e->row.price * row_power[DECIMAL_PLACES - e->dp - e->row.price_dp];
}

/* The row's quantity with what its fee adds or takes, signed, + buys.  ERR_LIMIT. */
enum err value_effective(const struct terms *t, const struct entry *e, __int128 *out);

/* Units as a number.  ERR_LIMIT. */
enum err value_quantity(__int128 units, unsigned dp, struct decimal *out);

/* What `units` >= 0 are worth in the settle currency, at the row's price or at another one. */
enum err value_of(
    const struct terms *t, const struct entry *e, __int128 units, struct decimal *out);
enum err value_at(
    const struct terms *t, struct decimal price, struct decimal quantity, struct decimal *out);

/* The row's volume in the quote currency; `value` is what value_of gave for its quantity. */
enum err value_volume(
    const struct terms *t, const struct entry *e, struct decimal value, struct decimal *out);

/* A fee charged in base, at the row's price. */
enum err value_base_fee(const struct entry *e, struct decimal *out);

/* The same for a fee that is not in the settle currency. */
enum err value_charge_other(
    const struct terms *t, const struct entry *e, enum valued *how, struct decimal *out);

/* The row's fee or funding in the settle currency, at its time; VALUED_NOT: 0.  ERR_LIMIT. */
static inline enum err
value_charge(const struct terms *t, const struct entry *e, enum valued *how, struct decimal *out)
{
	*how = VALUED_SAME;
	*out = entry_fee(e);
	if (out->e18 == 0 || e->row.asset == t->settle)
		return OK;
	return value_charge_other(t, e, how, out);
}

/* value * part / whole, half to even, 0 <= part, 0 < whole.  ERR_LIMIT. */
enum err value_share(struct decimal value, __int128 part, __int128 whole, struct decimal *out);

/* *sum += v or *sum -= v.  ERR_LIMIT; the sum is then unchanged. */
static inline enum err
sum_add(struct decimal *sum, struct decimal v)
{
	__int128 result;

	if (__builtin_add_overflow(sum->e18, v.e18, &result))
		return ERR_LIMIT;
	sum->e18 = result;
	return OK;
}

static inline enum err
sum_sub(struct decimal *sum, struct decimal v)
{
	__int128 result;

	if (__builtin_sub_overflow(sum->e18, v.e18, &result))
		return ERR_LIMIT;
	sum->e18 = result;
	return OK;
}

#endif
