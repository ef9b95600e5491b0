/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/row.h"

_Static_assert(sizeof(struct row_packed) == 48, "a retained row costs 48 bytes");

#define MANTISSA_MAX (INT64_MAX >> 8)

const int64_t row_power[DECIMAL_PLACES + 1] = {
	1,
	10,
	100,
	1000,
	10000,
	100000,
	1000000,
	10000000,
	100000000,
	1000000000,
	10000000000,
	100000000000,
	1000000000000,
	10000000000000,
	100000000000000,
	1000000000000000,
	10000000000000000,
	100000000000000000,
	1000000000000000000,
};

/*
 * 5^-n modulo 2^64.  A number that 10^n divides is shifted by n and multiplied by this: no division
 * is as fast.  Of any other number nonsense comes out, which multiplied again is not the number.
 */
#define F1 UINT64_C(0xcccccccccccccccd)
#define F2 (F1 * F1)
#define F4 (F2 * F2)
#define F8 (F4 * F4)
#define F16 (F8 * F8)
static const uint64_t fifth[DECIMAL_PLACES + 1] = {
	1,
	F1,
	F2,
	F2 *F1,
	F4,
	F4 *F1,
	F4 *F2,
	F4 *F2 *F1,
	F8,
	F8 *F1,
	F8 *F2,
	F8 *F2 *F1,
	F8 *F4,
	F8 *F4 *F1,
	F8 *F4 *F2,
	F8 *F4 *F2 *F1,
	F16,
	F16 *F1,
	F16 *F2,
};

/* For a number with more decimals than any before it or too large for them. */
static bool
encode_shortest(unsigned __int128 magnitude, uint64_t *mantissa, uint8_t *places)
{
	unsigned dp = DECIMAL_PLACES;

	while (dp > 0 && magnitude % 10 == 0) {
		magnitude /= 10;
		dp--;
	}
	*mantissa = (uint64_t)magnitude;
	*places = (uint8_t)dp;
	return magnitude <= MANTISSA_MAX;
}

static bool
encode_slowly(struct decimal d, uint8_t *scale_dp, int64_t *mantissa, uint8_t *places)
{
	const bool is_negative = d.e18 < 0;
	const unsigned __int128 magnitude =
	    is_negative ? -(unsigned __int128)d.e18 : (unsigned __int128)d.e18;
	uint64_t m;

	if (!encode_shortest(magnitude, &m, places))
		return false;
	if (*places > *scale_dp)
		*scale_dp = *places;
	*mantissa = is_negative ? -(int64_t)m : (int64_t)m;
	return true;
}

/* The mantissa of a number that has at most so many decimals and is not too large. */
static inline bool
encode_at(struct decimal d, unsigned places, int64_t *mantissa)
{
	const unsigned zeros = DECIMAL_PLACES - places;
	const uint64_t low = (uint64_t)d.e18, high = (uint64_t)(d.e18 >> 64);

	*mantissa = (int64_t)((low >> zeros | high << 1 << (63 - zeros)) * fifth[zeros]);
	return (__int128)*mantissa * row_power[zeros] == d.e18 &&
	    (uint64_t)*mantissa + MANTISSA_MAX <= 2 * (uint64_t)MANTISSA_MAX;
}

static inline bool
encode(struct decimal d, uint8_t *scale_dp, int64_t *mantissa, uint8_t *places)
{
	*places = *scale_dp;
	return encode_at(d, *scale_dp, mantissa) || encode_slowly(d, scale_dp, mantissa, places);
}

bool
row_encode(struct row_scale *scale, const struct amounts *a, struct row *out)
{
	return encode(a->price, &scale->price_dp, &out->price, &out->price_dp) &&
	    encode(a->quantity, &scale->quantity_dp, &out->quantity, &out->quantity_dp) &&
	    encode(a->fee, &scale->fee_dp, &out->fee, &out->fee_dp);
}

bool
row_pack_fill(
    const struct row_scale *scale, const struct fill *f, uint16_t asset, struct row_packed *out)
{
	struct row row = {
		.ts_ms = f->ts_ms,
		.id = f->id,
		.order_id = f->order_id,
		.asset = asset,
		.price_dp = scale->price_dp,
		.quantity_dp = scale->quantity_dp,
		.fee_dp = scale->fee_dp,
		.kind = ROW_FILL,
		.side = f->side == FILL_SELL,
		.is_maker = f->is_maker,
	};

	if (!encode_at(f->price, scale->price_dp, &row.price) ||
	    !encode_at(f->quantity, scale->quantity_dp, &row.quantity) ||
	    !encode_at(f->fee, scale->fee_dp, &row.fee))
		return false;
	*out = row_pack(&row);
	return true;
}

int
row_compare(const struct row *a, const struct row *b)
{
	if (a->ts_ms != b->ts_ms)
		return a->ts_ms < b->ts_ms ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return (int)a->side - (int)b->side;
}

int
row_compare_packed(const struct row_packed *a, const struct row_packed *b)
{
	const struct row x = row_unpack(a), y = row_unpack(b);

	return row_compare(&x, &y);
}
