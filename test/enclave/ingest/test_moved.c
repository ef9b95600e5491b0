/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/moved.h"
#include "test/check.h"

TEST(moved_sums_are_by_kind_and_asset_and_taken_back)
{
	struct moved m = { 0 };

	CHECK_OK(moved_add(&m, MOVED_DEPOSITS, 1, decimal_of(5)));
	CHECK_OK(moved_add(&m, MOVED_DEPOSITS, 1, decimal_of(7)));
	CHECK_OK(moved_add(&m, MOVED_DEPOSITS, 2, decimal_of(1)));
	CHECK_OK(moved_add(&m, MOVED_INTEREST, 1, decimal_of(-2)));
	CHECK_OK(moved_add(&m, MOVED_DEPOSITS, 1, decimal_of(-7)));
	CHECK_OK(moved_add(&m, MOVED_KIND_COUNT, 1, decimal_of(9))); /* no kind: no sum */
	CHECK_OK(moved_add(&m, MOVED_FEES, 1, decimal_of(0)));
	CHECK_INT(m.count, 3);
	CHECK_INT(decimal_compare(m.rows[0].amount, decimal_of(5)), 0);
	CHECK_INT(decimal_compare(m.rows[2].amount, decimal_of(-2)), 0);
	CHECK(!m.rows[0].is_lost);
	moved_wipe(&m);
	moved_wipe(&m);
}

TEST(moved_sums_that_leave_the_range_are_lost_and_say_so)
{
	const struct decimal most = { ((__int128)1 << 126) + (((__int128)1 << 126) - 1) };
	struct moved m = { 0 };

	CHECK_OK(moved_add(&m, MOVED_INCOME, 1, most));
	CHECK_OK(moved_add(&m, MOVED_INCOME, 1, decimal_of(1)));
	CHECK(m.rows[0].is_lost);
	moved_wipe(&m);
}

TEST(moved_kinds_have_names_and_each_flow_its_own)
{
	static const char *const names[] = { "deposits", "withdrawals", "transfers", "funding",
		"interest", "income", "charges" };

	for (unsigned k = 0; k < EXCHANGE_FLOW_LOAN; k++)
		CHECK_TEXT(moved_kind_name(moved_kind_of((enum exchange_flow_kind)k)), names[k]);
	for (unsigned k = EXCHANGE_FLOW_LOAN; k <= EXCHANGE_FLOW_KIND_COUNT; k++)
		CHECK_INT(moved_kind_of((enum exchange_flow_kind)k), MOVED_KIND_COUNT);
	CHECK_TEXT(moved_kind_name(MOVED_FEES), "transferFees");
	CHECK_TEXT(moved_kind_name(MOVED_KIND_COUNT), "unknown");
}
