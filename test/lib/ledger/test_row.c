/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ledger/row.h"
#include "test/lib/ledger/made.h"

static void
check_kept(const char *price, const char *quantity, const char *fee, bool fits)
{
	struct row_scale scale = { 8, 8, 8 };
	const struct amounts a = { made_number(price), made_number(quantity), made_number(fee) };
	struct row row = { 0 };
	struct amounts back;

	CHECK(row_encode(&scale, &a, &row) == fits);
	row.is_wide = !fits;
	if (!fits)
		row.price = 0;
	back = row_amounts(&row, &a);
	CHECK_NUMBER(back.price, price);
	CHECK_NUMBER(back.quantity, quantity);
	CHECK_NUMBER(back.fee, fee);
}

TEST(row_keeps_every_number_it_takes)
{
	check_kept("43000.12", "0.00012345", "0", true);
	check_kept("0.000000000000000001", "9223372036854775807", "-0.5", true);
	check_kept("9.223372036854775807", "1000000000000", "-9.223372036854775807", true);
	check_kept("9000000000000000000", "0.1", "-9000000000000000000", true);
	check_kept("170000000000000000000", "0.1", "-100000000000000000000", false);
	check_kept("1", "9223372036854775808", "0", false);
	check_kept("1", "9.223372036854775809", "0", false);
	check_kept("1", "1234567.123456789012345678", "0", false);
	check_kept("1", "1", "-1234567.123456789012345678", false);
}

TEST(row_keeps_random_numbers_of_every_size)
{
	struct made_random r = { 7 };
	struct row_scale scale = { 0, 0, 0 };

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

		row.is_wide = !row_encode(&scale, &a, &row);
		if (row.is_wide)
			row.price = 0;
		CHECK(decimal_compare(row_amounts(&row, &a).price, d) == 0);
		CHECK(decimal_compare(row_amounts(&row, &a).fee, d) == 0);
		CHECK(row.is_wide || bits < (unsigned __int128)1 << 126);
	}
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
