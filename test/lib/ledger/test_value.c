/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/value.h"
#include "test/lib/ledger/made.h"

static struct terms
terms_of(const struct instrument *i)
{
	return (struct terms){
		.instrument = i,
		.is_plain = i->kind != INSTRUMENT_INVERSE &&
		    decimal_compare(i->contract_size, decimal_of(1)) == 0,
		.is_fee_shared = i->kind == INSTRUMENT_SPOT || i->kind == INSTRUMENT_MARGIN,
		.base = 100,
	};
}

TEST(value_share_is_the_exact_muldiv_in_both_ways_of_reckoning)
{
	struct made_random r = { 5 };

	for (int i = 0; i < 20000; i++) {
		const __int128 value = (__int128)made_below(&r, UINT64_MAX) << made_below(&r, 60);
		const __int128 whole =
		    ((__int128)made_below(&r, UINT64_MAX) << made_below(&r, 50)) + 1;
		const __int128 part = whole / (__int128)(1 + made_below(&r, 9));
		struct decimal share, exact;

		CHECK_OK(value_share((struct decimal){ value }, part, whole, &share));
		CHECK_OK(decimal_muldiv((struct decimal){ value }, (struct decimal){ part },
		    (struct decimal){ whole }, &exact));
		CHECK(decimal_compare(share, exact) == 0);
	}
}

TEST(value_share_rounds_half_to_even)
{
	struct decimal share;

	CHECK_OK(value_share((struct decimal){ 5 }, 1, 2, &share));
	CHECK_INT((int)share.e18, 2);
	CHECK_OK(value_share((struct decimal){ 7 }, 1, 2, &share));
	CHECK_INT((int)share.e18, 4);
	CHECK_OK(value_share((struct decimal){ 5 }, 2, 3, &share));
	CHECK_INT((int)share.e18, 3);
}

/* Both ways to a value: the mantissas' and, for a wide row, the decimals'. */
static void
check_value(const char *price, const char *quantity, const char *expected)
{
	const struct instrument i = { .kind = INSTRUMENT_SPOT, .contract_size = decimal_of(1) };
	const struct terms t = terms_of(&i);
	const struct amounts a = { made_number(price), made_number(quantity), { 0 } };
	struct row_scale scale = { 8, 8, 8 };
	struct row row = { .kind = ROW_FILL, .asset = ROW_ASSET_NONE };
	struct entry e = { 0 };
	struct decimal value;

	row.is_wide = !row_encode(&scale, &a, &row);
	e = (struct entry){ row, row.is_wide ? &a : NULL, value_places(&t, &row), 0 };
	CHECK_OK(value_of(&t, &e, value_units(&e), &value));
	CHECK_NUMBER(value, expected);
	if (value_unit(&t, &e) != 0)
		CHECK(value_unit(&t, &e) * value_units(&e) == value.e18);
	row.is_wide = 1;
	e = (struct entry){ row, &a, value_places(&t, &row), 0 };
	CHECK(value_unit(&t, &e) == 0);
	CHECK_INT(e.dp, 18);
	CHECK_OK(value_of(&t, &e, value_units(&e), &value));
	CHECK_NUMBER(value, expected);
}

TEST(value_of_a_plain_row_is_price_times_quantity)
{
	check_value("43000.5", "0.2", "8600.1");
	check_value("0.00001234", "1000000000000", "12340000");
	check_value("0.00000001", "0.00000001", "0.0000000000000001");
	check_value("0.000000000013", "1234567.123456789012345678", "0.000016049372604938");
	check_value("100000000000", "1000000000", "100000000000000000000");
}

TEST(value_of_an_inverse_row_and_of_a_contract_size)
{
	struct instrument i = { .kind = INSTRUMENT_INVERSE, .contract_size = decimal_of(100) };
	struct terms t = terms_of(&i);
	struct decimal value;

	CHECK_OK(value_at(&t, made_number("41000.5"), made_number("30"), &value));
	CHECK_NUMBER(value, "0.073169839392202534");
	i.kind = INSTRUMENT_LINEAR;
	t = terms_of(&i);
	CHECK_OK(value_at(&t, made_number("2.5"), made_number("3"), &value));
	CHECK_NUMBER(value, "750");
}

TEST(value_out_of_range_is_refused_in_both_ways)
{
	const struct instrument i = { .kind = INSTRUMENT_SPOT, .contract_size = decimal_of(1) };
	const struct terms t = terms_of(&i);
	const struct amounts a = { made_number("100000000000"), made_number("10000000000"), { 0 } };
	struct row_scale scale = { 0, 0, 0 };
	struct row row = { .kind = ROW_FILL };
	struct entry e = { 0 };
	struct decimal value;

	CHECK(row_encode(&scale, &a, &row));
	e.row = row;
	CHECK_ERR(value_of(&t, &e, value_units(&e), &value), ERR_LIMIT);
	e.wide = &a;
	e.dp = 18;
	CHECK_ERR(value_of(&t, &e, value_units(&e), &value), ERR_LIMIT);
	CHECK_ERR(value_quantity((__int128)1 << 80, 0, &value), ERR_LIMIT);
	CHECK_ERR(value_quantity(-((__int128)1 << 80), 0, &value), ERR_LIMIT);
}

TEST(value_effective_counts_a_fee_in_base)
{
	const struct instrument i = { .kind = INSTRUMENT_MARGIN, .contract_size = decimal_of(1) };
	const struct terms t = terms_of(&i);
	const struct amounts a = { made_number("2000"), made_number("1"), made_number("0.001") };
	struct row_scale scale = { 2, 2, 2 };
	struct row row = { .kind = ROW_FILL, .asset = 100 };
	struct entry e = { 0 };
	__int128 units;
	struct decimal d;

	CHECK(row_encode(&scale, &a, &row));
	e.row = row;
	e.dp = value_places(&t, &row);
	CHECK_INT(e.dp, 3);
	CHECK_OK(value_effective(&t, &e, &units));
	CHECK_OK(value_quantity(units, e.dp, &d));
	CHECK_NUMBER(d, "0.999");
	e.row.side = FILL_SELL;
	CHECK_OK(value_effective(&t, &e, &units));
	CHECK_OK(value_quantity(units, e.dp, &d));
	CHECK_NUMBER(d, "-1.001");
	CHECK_OK(value_base_fee(&e, &d));
	CHECK_NUMBER(d, "2");
	e.row.asset = 101;
	CHECK_OK(value_effective(&t, &e, &units));
	CHECK_OK(value_quantity(units, e.dp, &d));
	CHECK_NUMBER(d, "-1");
}

TEST(sums_stop_at_the_range)
{
	const struct decimal most = { (__int128)(~(unsigned __int128)0 >> 1) };
	struct decimal sum = most;

	CHECK_ERR(sum_add(&sum, (struct decimal){ 1 }), ERR_LIMIT);
	CHECK(decimal_compare(sum, most) == 0);
	CHECK_OK(sum_sub(&sum, most));
	CHECK_INT(decimal_sign(sum), 0);
	CHECK_OK(sum_sub(&sum, most));
	CHECK_ERR(sum_sub(&sum, (struct decimal){ 2 }), ERR_LIMIT);
}
