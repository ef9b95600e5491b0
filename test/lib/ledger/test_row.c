/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/row.h"
#include "test/lib/ledger/made.h"

static void
check_kept(const char *price, const char *quantity, const char *fee, bool fits)
{
	struct row_scale scale = { 8, 8, 8 };
	const struct amounts a = { made_number(price), made_number(quantity), made_number(fee) };
	struct row row = { .ts_ms = MADE_FIRST_MS }, same;
	struct row_packed packed;
	struct amounts back;

	CHECK(row_encode(&scale, &a, &row) == fits);
	if (!fits)
		return;
	packed = row_pack(&row);
	same = row_unpack(&packed);
	back = row_amounts(&same);
	CHECK_NUMBER(back.price, price);
	CHECK_NUMBER(back.quantity, quantity);
	CHECK_NUMBER(back.fee, fee);
}

TEST(row_keeps_every_number_it_takes)
{
	check_kept("43000.12", "0.00012345", "0", true);
	check_kept("0.000000000000000001", "36028797018963967", "-0.5", true);
	check_kept("3.6028797018963967", "1000000000000", "-3.6028797018963967", true);
	check_kept("9000000000000000", "0.1", "-9000000000000000", true);
	check_kept("170000000000000000000", "0.1", "-100000000000000000000", false);
	check_kept("1", "36028797018963968", "0", false);
	check_kept("1", "3.6028797018963969", "0", false);
	check_kept("1", "1234567.123456789012345678", "0", false);
	check_kept("1", "1", "-1234567.123456789012345678", false);
}

TEST(row_keeps_random_numbers_of_every_size)
{
	struct made_random r = { 7 };
	struct row_scale scale = { 0, 0, 0 };
	size_t wide_count = 0;

	for (int i = 0; i < 20000; i++) {
		const unsigned shift = (unsigned)made_below(&r, 127);
		const unsigned __int128 bits =
		    ((unsigned __int128)made_below(&r, UINT64_MAX) << 64 |
			made_below(&r, UINT64_MAX)) >>
		    (shift + 1);
		const struct decimal d = { made_below(&r, 2) == 0 ? (__int128)bits
								  : -(__int128)bits };
		const struct amounts a = { d, d, d };
		struct row row = { 0 };
		struct row_packed packed;

		if (!row_encode(&scale, &a, &row)) {
			CHECK(bits > (unsigned __int128)1 << 55);
			wide_count++;
			continue;
		}
		packed = row_pack(&row);
		row = row_unpack(&packed);
		CHECK(decimal_compare(row_amounts(&row).price, d) == 0);
		CHECK(decimal_compare(row_amounts(&row).quantity, d) == 0);
		CHECK(decimal_compare(row_amounts(&row).fee, d) == 0);
	}
	CHECK(wide_count > 1000);
}

TEST(row_packs_every_member_beside_the_others)
{
	struct made_random r = { 17 };

	for (int i = 0; i < 20000; i++) {
		const struct row row = {
			.ts_ms = (int64_t)made_below(&r, 253402214400000),
			.id = made_below(&r, UINT64_MAX),
			.order_id = made_below(&r, UINT64_MAX),
			.price = (int64_t)made_below(&r, INT64_MAX >> 8),
			.quantity = (int64_t)made_below(&r, INT64_MAX >> 8),
			.fee = (int64_t)made_below(&r, INT64_MAX >> 8) - (INT64_MAX >> 9),
			.price_dp = (uint8_t)made_below(&r, 19),
			.quantity_dp = (uint8_t)made_below(&r, 19),
			.fee_dp = (uint8_t)made_below(&r, 19),
			.kind = made_below(&r, 4) & 3,
			.side = made_below(&r, 2) & 1,
			.is_maker = made_below(&r, 2) & 1,
			.is_wide = made_below(&r, 2) & 1,
			.asset = (uint16_t)made_below(&r, 65536),
		};
		const struct row_packed packed = row_pack(&row);
		const struct row back = row_unpack(&packed);

		CHECK_INT(back.ts_ms, row.ts_ms);
		CHECK_INT(back.id, row.id);
		CHECK_INT(back.order_id, row.order_id);
		CHECK_INT(back.price, row.price);
		CHECK_INT(back.quantity, row.quantity);
		CHECK_INT(back.fee, row.fee);
		CHECK_INT(back.price_dp, row.price_dp);
		CHECK_INT(back.quantity_dp, row.quantity_dp);
		CHECK_INT(back.fee_dp, row.fee_dp);
		CHECK_INT(back.kind * 8 + back.side * 4 + back.is_maker * 2 + back.is_wide,
		    row.kind * 8 + row.side * 4 + row.is_maker * 2 + row.is_wide);
		CHECK_INT(back.asset, row.asset);
	}
}

/* Packing a fill at once is encoding and packing it, where it can be done; and where can it? */
TEST(row_packs_a_fill_as_it_would_be_encoded)
{
	struct made_random r = { 18 };
	struct row_scale scale = { 8, 5, 2 };
	size_t packed_count = 0;

	for (int i = 0; i < 20000; i++) {
		struct fill f = {
			.id = made_below(&r, UINT64_MAX),
			.order_id = made_below(&r, UINT64_MAX),
			.ts_ms = (int64_t)made_below(&r, 253402214400000),
			.side = made_below(&r, 2) == 0 ? FILL_BUY : FILL_SELL,
			.is_maker = made_below(&r, 2) & 1,
		};
		const unsigned long long zeros = made_below(&r, 19);
		struct row_scale grown = scale;
		struct row_packed at_once, expected;
		struct row row;
		bool is_packed;

		f.price.e18 =
		    (__int128)made_below(&r, UINT64_C(1) << made_below(&r, 63)) * row_power[zeros];
		f.quantity.e18 = (__int128)made_below(&r, 10000000) * row_power[13];
		f.fee.e18 = ((__int128)made_below(&r, 2000) - 1000) * row_power[16];
		row = (struct row){
			.ts_ms = f.ts_ms,
			.id = f.id,
			.order_id = f.order_id,
			.asset = 77,
			.kind = ROW_FILL,
			.side = f.side == FILL_SELL,
			.is_maker = f.is_maker,
		};
		is_packed = row_pack_fill(&scale, &f, 77, &at_once);
		packed_count += is_packed;
		if (!row_encode(&grown, &(struct amounts){ f.price, f.quantity, f.fee }, &row)) {
			CHECK(!is_packed);
			continue;
		}
		expected = row_pack(&row);
		CHECK(is_packed == (row.price_dp == scale.price_dp));
		CHECK(!is_packed || memcmp(&at_once, &expected, sizeof(expected)) == 0);
	}
	CHECK(packed_count > 2000 && packed_count < 19000);
}

TEST(row_order_is_time_kind_id_side)
{
	static const struct row rows[] = {
		{ .ts_ms = 1, .id = 9, .kind = ROW_FILL, .side = 1 },
		{ .ts_ms = 2, .id = 9, .kind = ROW_TRANSFER_IN },
		{ .ts_ms = 2, .id = 8, .kind = ROW_FUNDING },
		{ .ts_ms = 2, .id = 7, .kind = ROW_FILL, .side = 1 },
		{ .ts_ms = 2, .id = 10, .kind = ROW_FILL },
		{ .ts_ms = 2, .id = 10, .kind = ROW_FILL, .side = 1 },
		{ .ts_ms = 2, .id = 1, .kind = ROW_TRANSFER_OUT },
	};
	const int count = sizeof(rows) / sizeof(rows[0]);

	for (int i = 0; i < count; i++)
		for (int j = 0; j < count; j++)
			CHECK_INT(row_compare(&rows[i], &rows[j]) > 0, i > j);
}
