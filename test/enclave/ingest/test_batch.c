/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/batch.h"
#include "test/check.h"

TEST(batch_keeps_rows_of_each_kind_in_order_until_it_is_cleared)
{
	struct batch b = batch_new();
	const struct exchange_sink sink = batch_sink(&b);
	size_t count;

	CHECK(batch_fills(&b, &count) == NULL && count == 0);
	for (uint64_t i = 0; i < 1000; i++) {
		const struct exchange_fill f = { .fill = { .id = i } };
		const struct exchange_flow w = { .ts_ms = (int64_t)i };

		CHECK_OK(sink.fill(sink.self, &f));
		if (i % 2 == 0)
			CHECK_OK(sink.flow(sink.self, &w));
	}
	CHECK_INT(batch_fills(&b, &count)[999].fill.id, 999);
	CHECK_INT(count, 1000);
	CHECK_INT(batch_flows(&b, &count)[499].ts_ms, 998);
	CHECK_INT(count, 500);
	batch_clear(&b);
	(void)batch_fills(&b, &count);
	CHECK_INT(count, 0);
	batch_wipe(&b);
	batch_wipe(&b);
}

TEST(batch_takes_every_kind_a_feed_may_deliver)
{
	struct batch b = batch_new();
	const struct exchange_sink sink = batch_sink(&b);
	size_t count;

	CHECK_OK(sink.instrument(sink.self, &(struct exchange_instrument){ 0 }));
	CHECK_OK(sink.balance(sink.self, &(struct exchange_balance){ .asset = "BTC" }));
	CHECK_OK(sink.position(sink.self, &(struct exchange_position){ 0 }));
	CHECK_OK(sink.mark(sink.self, &(struct exchange_mark){ .ts_ms = 5 }));
	CHECK_OK(sink.liquidation(sink.self, &(struct exchange_liquidation){ .order_id = 6 }));
	CHECK(sink.right == NULL);
	CHECK_TEXT(batch_balances(&b, &count)[0].asset, "BTC");
	CHECK_INT(batch_marks(&b, &count)[0].ts_ms, 5);
	CHECK_INT(batch_liquidations(&b, &count)[0].order_id, 6);
	(void)batch_instruments(&b, &count);
	CHECK_INT(count, 1);
	(void)batch_positions(&b, &count);
	CHECK_INT(count, 1);
	batch_wipe(&b);
}
