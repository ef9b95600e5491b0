/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/positions.h"
#include "test/check.h"

static void
put(struct positions *p, enum exchange_wallet wallet, const char *symbol, int64_t quantity)
{
	struct equity_position row = { .quantity = decimal_of(quantity) };

	(void)snprintf(row.symbol, sizeof(row.symbol), "%s", symbol);
	CHECK_OK(positions_put(p, wallet, &row));
}

static bool
is(const struct positions *p, const char *symbol, int64_t quantity)
{
	return decimal_compare(positions_of(p, symbol), decimal_of(quantity)) == 0;
}

TEST(positions_are_those_of_the_last_report_of_each_wallet)
{
	struct positions p = { 0 };

	positions_begin(&p, EXCHANGE_WALLET_LINEAR);
	put(&p, EXCHANGE_WALLET_LINEAR, "linear:BTCUSDT:long", 2);
	put(&p, EXCHANGE_WALLET_LINEAR, "linear:BTCUSDT:short", -3);
	put(&p, EXCHANGE_WALLET_LINEAR, "linear:ETHUSDT", 0);
	positions_begin(&p, EXCHANGE_WALLET_INVERSE);
	put(&p, EXCHANGE_WALLET_INVERSE, "inverse:BTCUSD_PERP", 7);
	CHECK_INT(p.count, 3);
	CHECK(is(&p, "linear:BTCUSDT:long", 2) && is(&p, "linear:BTCUSDT:short", -3));
	CHECK(is(&p, "inverse:BTCUSD_PERP", 7) && is(&p, "linear:ETHUSDT", 0));
	positions_begin(&p, EXCHANGE_WALLET_LINEAR);
	put(&p, EXCHANGE_WALLET_LINEAR, "linear:BTCUSDT:long", 1);
	CHECK_INT(p.count, 2);
	CHECK(is(&p, "linear:BTCUSDT:long", 1) && is(&p, "linear:BTCUSDT:short", 0));
	CHECK(is(&p, "inverse:BTCUSD_PERP", 7)); /* another one's report is another's */
	positions_wipe(&p);
	positions_wipe(&p);
}

TEST(positions_are_so_many_at_most)
{
	struct equity_position row = { .symbol = "X", .quantity = decimal_of(1) };
	struct positions p = { 0 };

	for (size_t i = 0; i < POSITIONS_COUNT_MAX; i++)
		CHECK_OK(positions_put(&p, EXCHANGE_WALLET_LINEAR, &row));
	CHECK_ERR(positions_put(&p, EXCHANGE_WALLET_LINEAR, &row), ERR_LIMIT);
	positions_begin(&p, EXCHANGE_WALLET_LINEAR);
	CHECK_OK(positions_put(&p, EXCHANGE_WALLET_LINEAR, &row));
	positions_wipe(&p);
}
