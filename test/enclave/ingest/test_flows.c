/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/ingest/flows.h"
#include "test/check.h"

static const struct exchange_feed feed = { .name = "wallet.transfers" };
static const struct exchange_feed income = { .name = "linear.income" };

static struct flow
transfer(uint64_t key, int64_t ts_ms, unsigned from, unsigned to)
{
	return (struct flow){ .key = key,
		.ts_ms = ts_ms,
		.amount = decimal_of(100),
		.asset = 1,
		.kind = EXCHANGE_FLOW_TRANSFER,
		.from = (uint8_t)from,
		.to = (uint8_t)to };
}

static struct flows_added
add(struct flows *f, struct flow row)
{
	struct flows_added added;

	CHECK_OK(flows_add(f, &row, &added));
	return added;
}

TEST(flows_keep_each_key_once_however_often_it_comes)
{
	struct flows f = { 0 };

	for (int round = 0; round < 3; round++)
		for (uint64_t i = 0; i < 5000; i++) {
			const struct flow row = { .key = i * 0x9e3779b97f4a7c15,
				.kind = EXCHANGE_FLOW_FUNDING };

			CHECK_INT(add(&f, row).is_new, round == 0);
		}
	CHECK_INT(f.count, 5000);
	flows_wipe(&f);
	flows_wipe(&f);
}

TEST(flows_have_a_key_of_feed_kind_number_symbol_and_asset)
{
	struct exchange_flow row = { .id = "7", .what = "TRANSFER", .symbol = "", .asset = "USDT" };
	struct exchange_flow other = row;
	uint64_t key, same, changed;

	CHECK_OK(flows_key(&feed, &row, &key));
	CHECK_OK(flows_key(&feed, &row, &same));
	CHECK(key == same);
	CHECK_OK(flows_key(&income, &row, &changed));
	CHECK(key != changed);
	(void)snprintf(other.id, sizeof(other.id), "8");
	CHECK_OK(flows_key(&feed, &other, &changed));
	CHECK(key != changed);
	other = row;
	(void)snprintf(other.what, sizeof(other.what), "COMMISSION");
	CHECK_OK(flows_key(&feed, &other, &changed));
	CHECK(key != changed);
	other = row;
	(void)snprintf(other.symbol, sizeof(other.symbol), "BTCUSDT");
	CHECK_OK(flows_key(&feed, &other, &changed));
	CHECK(key != changed);
	other = row;
	(void)snprintf(other.asset, sizeof(other.asset), "BNB");
	CHECK_OK(flows_key(&feed, &other, &changed));
	CHECK(key != changed);
}

TEST(flows_count_a_transfer_once_whichever_telling_comes_first)
{
	const struct flow whole = transfer(1, 1000, EXCHANGE_WALLET_SPOT, EXCHANGE_WALLET_LINEAR);
	const struct flow half = transfer(2, 1200, EXCHANGE_WALLET_OTHER, EXCHANGE_WALLET_LINEAR);
	struct flows f = { 0 };
	struct flows_added added = add(&f, whole);

	CHECK(added.is_new && added.is_counted && added.ended == NULL);
	added = add(&f, half);
	CHECK(added.is_new && !added.is_counted);
	CHECK(f.rows[1].is_void && !f.rows[0].is_void);
	CHECK(!add(&f, half).is_new && !add(&f, whole).is_new);
	flows_wipe(&f);
	added = add(&f, half);
	CHECK(added.is_counted);
	added = add(&f, whole);
	CHECK(added.is_counted && added.ended != NULL && added.ended->key == 2);
	CHECK(f.rows[0].is_void);
	flows_wipe(&f);
}

TEST(flows_match_each_half_with_one_whole_and_no_other)
{
	struct flows f = { 0 };
	size_t counted = 0;

	/* Three equal transfers within a second, each told twice. */
	for (uint64_t i = 0; i < 3; i++)
		counted += add(&f,
		    transfer(10 + i, 1000 + (int64_t)i * 100, EXCHANGE_WALLET_SPOT,
			EXCHANGE_WALLET_LINEAR))
			       .is_counted;
	for (uint64_t i = 0; i < 3; i++)
		counted += add(&f,
		    transfer(20 + i, 1050 + (int64_t)i * 100, EXCHANGE_WALLET_OTHER,
			EXCHANGE_WALLET_LINEAR))
			       .is_counted;
	CHECK_INT(counted, 3);
	/* A fourth half has no whole: the other feed does not reach back so far. */
	CHECK(
	    add(&f, transfer(30, 1100, EXCHANGE_WALLET_OTHER, EXCHANGE_WALLET_LINEAR)).is_counted);
	flows_wipe(&f);
}

TEST(flows_do_not_match_what_differs)
{
	const struct flow whole = transfer(1, 100000, EXCHANGE_WALLET_SPOT, EXCHANGE_WALLET_LINEAR);
	struct flow halves[6];
	struct flows f = { 0 };

	(void)add(&f, whole);
	for (size_t i = 0; i < 6; i++)
		halves[i] =
		    transfer(100 + i, 100000, EXCHANGE_WALLET_OTHER, EXCHANGE_WALLET_LINEAR);
	halves[0].ts_ms += FLOWS_PAIR_MS + 1;
	halves[1].asset = 2;
	halves[2].amount = decimal_of(101);
	halves[3].to = EXCHANGE_WALLET_INVERSE;
	halves[4].from = EXCHANGE_WALLET_LINEAR; /* the other way */
	halves[4].to = EXCHANGE_WALLET_OTHER;
	halves[5].kind = EXCHANGE_FLOW_DEPOSIT;
	for (size_t i = 0; i < 6; i++)
		CHECK(add(&f, halves[i]).is_counted);
	CHECK(flow_is_half(&halves[4]) && !flow_is_half(&whole) && !flow_is_half(&halves[5]));
	halves[0].key = 999;
	halves[0].ts_ms = 100000 + FLOWS_PAIR_MS;
	CHECK(!add(&f, halves[0]).is_counted);
	flows_wipe(&f);
}
