/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/value.h"

/* The greatest __int128. */
#define INT128_MAX_ ((__int128)(~(unsigned __int128)0 >> 1))

/* The greatest number that 10^places times fits: divided when compiled, not per row. */
#define MOST(zeros) (INT128_MAX_ / (__int128)1##zeros)
static const __int128 most[DECIMAL_PLACES + 1] = {
	MOST(),
	MOST(0),
	MOST(00),
	MOST(000),
	MOST(0000),
	MOST(00000),
	MOST(000000),
	MOST(0000000),
	MOST(00000000),
	MOST(000000000),
	MOST(0000000000),
	MOST(00000000000),
	MOST(000000000000),
	MOST(0000000000000),
	MOST(00000000000000),
	MOST(000000000000000),
	MOST(0000000000000000),
	MOST(00000000000000000),
	MOST(000000000000000000),
};

/* a * 10^places without overflow. */
static enum err
scale_up(__int128 a, unsigned places, __int128 *out)
{
	ENSURE(a <= most[places] && a >= -most[places], ERR_LIMIT);
	*out = a * row_power[places];
	return OK;
}

/* The product of two mantissas with `dp` decimals together, at most 18. */
static enum err
mantissas_mul(int64_t a, int64_t b, unsigned dp, struct decimal *out)
{
	return scale_up((__int128)a * b, DECIMAL_PLACES - dp, &out->e18);
}

enum err
value_effective(const struct terms *t, const struct entry *e, __int128 *out)
{
	const struct row *r = &e->row;
	__int128 units = value_units(e), fee;

	if (r->side == FILL_SELL)
		units = -units;
	if (t->is_fee_shared && r->kind == ROW_FILL && r->asset == t->base) {
		fee = e->wide != NULL ? e->wide->fee.e18
				      : (__int128)r->fee * row_power[e->dp - r->fee_dp];
		ENSURE(!__builtin_sub_overflow(units, fee, &units), ERR_LIMIT);
		ENSURE(units >= -INT128_MAX_, ERR_LIMIT); /* so that it has an opposite */
	}
	*out = units;
	return OK;
}

enum err
value_quantity(__int128 units, unsigned dp, struct decimal *out)
{
	return scale_up(units, DECIMAL_PLACES - dp, &out->e18);
}

/* quantity * size * price, rounded once whenever price * size fits. */
static enum err
value_sized(const struct terms *t, struct decimal price, struct decimal q, struct decimal *out)
{
	struct decimal sized, base;

	if (t->size_mantissa > 0 && price.e18 <= INT128_MAX_ / t->size_mantissa) {
		sized.e18 = price.e18 * t->size_mantissa;
		return decimal_muldiv(q, sized,
		    (struct decimal){ (__int128)row_power[DECIMAL_PLACES] * row_power[t->size_dp] },
		    out);
	}
	TRY(decimal_mul(q, t->instrument->contract_size, &base));
	return decimal_mul(base, price, out);
}

enum err
value_at(const struct terms *t, struct decimal price, struct decimal quantity, struct decimal *out)
{
	if (t->instrument->kind == INSTRUMENT_INVERSE)
		return decimal_muldiv(quantity, t->instrument->contract_size, price, out);
	if (t->is_plain)
		return decimal_mul(quantity, price, out);
	return value_sized(t, price, quantity, out);
}

enum err
value_of(const struct terms *t, const struct entry *e, __int128 units, struct decimal *out)
{
	const struct row *r = &e->row;
	struct decimal quantity;

	if (t->is_plain && e->wide == NULL && units == (int64_t)units &&
	    e->dp + r->price_dp <= DECIMAL_PLACES)
		return mantissas_mul((int64_t)units, r->price, e->dp + r->price_dp, out);
	TRY(value_quantity(units, e->dp, &quantity));
	return value_at(t, entry_amounts(e).price, quantity, out);
}

enum err
value_volume(
    const struct terms *t, const struct entry *e, struct decimal value, struct decimal *out)
{
	if (t->instrument->kind == INSTRUMENT_INVERSE)
		return decimal_mul(entry_amounts(e).quantity, t->instrument->contract_size, out);
	*out = value;
	return OK;
}

enum err
value_base_fee(const struct entry *e, struct decimal *out)
{
	const struct row *r = &e->row;
	struct amounts a;

	if (e->wide == NULL && r->fee_dp + r->price_dp <= DECIMAL_PLACES)
		return mantissas_mul(r->fee, r->price, r->fee_dp + (unsigned)r->price_dp, out);
	a = entry_amounts(e);
	return decimal_mul(a.fee, a.price, out);
}

enum err
value_charge_other(
    const struct terms *t, const struct entry *e, enum valued *how, struct decimal *out)
{
	const struct marks_ask ask = { e->row.asset, t->settle, e->row.ts_ms, 0, false };

	if (e->row.kind == ROW_FILL && t->is_fee_shared && ask.from == t->base)
		return value_base_fee(e, out);
	*out = (struct decimal){ 0 };
	TRY(marks_value(t->marks, &ask, entry_fee(e), how, out));
	ENSURE(out->e18 >= -INT128_MAX_, ERR_LIMIT); /* so that it has an opposite */
	return OK;
}

/* How many bits `v` >= 0 needs. */
static unsigned
bits_of(__int128 v)
{
	const uint64_t high = (uint64_t)((unsigned __int128)v >> 64), low = (uint64_t)v;

	if (high != 0)
		return 128 - (unsigned)__builtin_clzll(high);
	return low == 0 ? 0 : 64 - (unsigned)__builtin_clzll(low);
}

enum err
value_share(struct decimal value, __int128 part, __int128 whole, struct decimal *out)
{
	unsigned __int128 product, quotient, rest, w = (unsigned __int128)whole;

	if (value.e18 < 0 || bits_of(value.e18) + bits_of(part) > 127)
		return decimal_muldiv(
		    value, (struct decimal){ part }, (struct decimal){ whole }, out);
	product = (unsigned __int128)value.e18 * (unsigned __int128)part;
	quotient = product / w;
	rest = product - quotient * w;
	if (rest > w - rest || (rest == w - rest && (quotient & 1) == 1))
		quotient++;
	out->e18 = (__int128)quotient;
	return OK;
}
