/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_deposits.h"

#include "lib/base/secret.h"
#include "test/check.h"

static enum err
add(struct compute_deposits *d, enum compute_type type, uint32_t id, const char *amount)
{
	const struct compute_row row = {
		.type = type,
		.ts = 1704067200000 + (int64_t)id,
		.amount = span_text(amount),
		.ccy = S("USDT"),
	};

	return compute_deposits_add(d, &row, id, NULL);
}

TEST(compute_deposits_are_taken_once_by_type_and_id)
{
	AUTO(compute_deposits) d = { 0 };

	for (uint32_t id = 0; id < 40; id++)
		CHECK_OK(add(&d, COMPUTE_DEPOSIT, 39 - id, "1"));
	CHECK_OK(add(&d, COMPUTE_WITHDRAWAL, 7, "2"));
	CHECK_OK(add(&d, COMPUTE_DEPOSIT, 7, "1"));
	CHECK_OK(add(&d, COMPUTE_DEPOSIT, 7, "3"));
	CHECK_OK(add(&d, COMPUTE_DEPOSIT, 50, "0"));
	CHECK_OK(add(&d, COMPUTE_WITHDRAWAL, 51, "-1"));
	CHECK_OK(compute_deposits_close(&d));
	CHECK_INT(d.count, 41);
	CHECK_INT(d.duplicates, 2);
	CHECK_INT(d.conflicts, 1);
	CHECK_INT(d.rejected, 2);
	CHECK_INT(d.wallets.flow_count, 41);
	for (size_t i = 0; i < 41; i++) /* deposits before withdrawals, by id */
		CHECK(d.wallets.flows[i].amount.e18 == decimal_of(i == 40 ? -2 : 1).e18);
	CHECK_INT(d.wallets.pair_count, 0);
}

TEST(compute_deposits_of_none_are_none)
{
	AUTO(compute_deposits) d = { 0 };

	CHECK_OK(compute_deposits_close(&d));
	CHECK_INT(d.count, 0);
	CHECK_ERR(add(&d, COMPUTE_DEPOSIT, 1, "x"), ERR_INPUT);
	CHECK_ERR(add(&d, COMPUTE_DEPOSIT, 1, "1e30"), ERR_LIMIT);
}
