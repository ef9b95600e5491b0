/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/wallets.h"

#include "lib/base/secret.h"
#include "test/check.h"
#include "test/lib/ledger/made.h"

#define HOUR INT64_C(3600000)

/* Of BTC, at an hour. */
static struct wallet_flow
flow(const char *wallet, int64_t hour, const char *amount, const char *transaction)
{
	return (struct wallet_flow){
		.flow = { .ts_ms = MADE_FIRST_MS + hour * HOUR,
		    .asset = "BTC",
		    .amount = made_number(amount) },
		.wallet = span_text(wallet),
		.transaction = span_text(transaction),
	};
}

#define TAKE(w, ...)                                                                              \
	do {                                                                                      \
		const struct wallet_flow flows_[] = { __VA_ARGS__ };                              \
		wallets_wipe(w);                                                                  \
		CHECK_OK(wallets_take(flows_, sizeof(flows_) / sizeof((flows_)[0]), (w)));        \
		CHECK_INT(                                                                        \
		    (w)->flow_count + 2 * (w)->pair_count, sizeof(flows_) / sizeof((flows_)[0])); \
	} while (0)

TEST(wallets_coins_that_moved_from_one_to_another_are_no_flow_but_what_the_network_kept)
{
	AUTO(wallets) w = { 0 };

	TAKE(&w, flow("A", 0, "5", ""), flow("A", 10, "-1", ""), flow("B", 11, "0.9995", ""));
	CHECK_INT(w.pair_count, 1);
	CHECK_INT(w.flow_count, 1);
	CHECK_NUMBER(w.flows[0].amount, "5");
	CHECK_INT(w.cost_count, 1);
	CHECK_NUMBER(w.costs[0].amount, "-0.0005");
	CHECK_INT(w.costs[0].ts_ms, MADE_FIRST_MS + 10 * HOUR);
	TAKE(&w, flow("A", 10, "-1", ""), flow("B", 11, "1", ""));
	CHECK_INT(w.pair_count, 1);
	CHECK_INT(w.cost_count, 0); /* it was for free */
}

TEST(wallets_one_transaction_is_one_transfer_whatever_it_cost)
{
	AUTO(wallets) w = { 0 };

	TAKE(&w, flow("A", 0, "-1", "t1"), flow("B", 1, "0.5", "t1"));
	CHECK_INT(w.pair_count, 1);
	CHECK_NUMBER(w.costs[0].amount, "-0.5");
	TAKE(&w, flow("A", 0, "-1", "t1"), flow("B", 1, "1", "t2")); /* two of them */
	CHECK_INT(w.pair_count, 0);
	TAKE(&w, flow("A", 0, "-1", "t1"), flow("B", 1, "1", "")); /* one is not named */
	CHECK_INT(w.pair_count, 1);
	TAKE(&w, flow("A", 0, "-1", "t1"), flow("B", 1, "1.1", "t1")); /* more than left */
	CHECK_INT(w.pair_count, 0);
	/* the named pair first, though the other one costs less */
	TAKE(&w, flow("A", 0, "-1", "t1"), flow("B", 1, "1", ""), flow("C", 2, "0.99", "t1"));
	CHECK_INT(w.pair_count, 1);
	CHECK_NUMBER(w.flows[0].amount, "1");
}

TEST(wallets_limits_are_24_hours_and_one_per_cent)
{
	AUTO(wallets) w = { 0 };
	struct wallet_flow late = flow("B", 24, "1", "");

	TAKE(&w, flow("A", 0, "-1", ""), late);
	CHECK_INT(w.pair_count, 1);
	late.flow.ts_ms++;
	TAKE(&w, flow("A", 0, "-1", ""), late);
	CHECK_INT(w.pair_count, 0);
	TAKE(&w, flow("A", 24, "-1", ""), flow("B", 0, "1", "")); /* clocks differ */
	CHECK_INT(w.pair_count, 1);
	TAKE(&w, flow("A", 0, "-1", ""), flow("B", 1, "0.99", ""));
	CHECK_INT(w.pair_count, 1);
	TAKE(&w, flow("A", 0, "-1", ""), flow("B", 1, "0.989999999999999999", ""));
	CHECK_INT(w.pair_count, 0);
	TAKE(&w, flow("A", 0, "-1", ""), flow("B", 1, "1.000000000000000001", ""));
	CHECK_INT(w.pair_count, 0);
}

TEST(wallets_what_came_back_to_the_same_one_or_as_another_coin_is_a_flow)
{
	AUTO(wallets) w = { 0 };
	struct wallet_flow other = flow("B", 1, "1", "");

	TAKE(&w, flow("A", 0, "-1", ""), flow("A", 1, "1", ""));
	CHECK_INT(w.pair_count, 0);
	memcpy(other.flow.asset, "ETH", sizeof("ETH"));
	TAKE(&w, flow("A", 0, "-1", ""), other);
	CHECK_INT(w.pair_count, 0);
	wallets_wipe(&w);
	CHECK_OK(wallets_take(NULL, 0, &w));
	CHECK_INT(w.flow_count, 0);
}

TEST(wallets_flows_of_one_moment_stay_in_the_order_given)
{
	AUTO(wallets) w = { 0 };

	TAKE(&w, flow("A", 1, "9", ""), flow("A", 1, "3", ""), flow("A", 1, "-4", ""),
	    flow("A", 0, "5", ""));
	CHECK_NUMBER(w.flows[0].amount, "9");
	CHECK_NUMBER(w.flows[1].amount, "3");
	CHECK_NUMBER(w.flows[2].amount, "-4");
	CHECK_NUMBER(w.flows[3].amount, "5");
}

TEST(wallets_pairs_do_not_depend_on_the_order_of_arrival)
{
	struct wallet_flow flows[] = { flow("A", 0, "-1", ""), flow("B", 1, "0.995", ""),
		flow("C", 2, "0.999", ""), flow("A", 3, "-1", ""), flow("B", 4, "7", "") };
	AUTO(wallets) first = { 0 };

	CHECK_OK(wallets_take(flows, 5, &first));
	CHECK_INT(first.pair_count, 2);
	CHECK_NUMBER(first.costs[0].amount, "-0.001"); /* the best first */
	CHECK_NUMBER(first.costs[1].amount, "-0.005");
	for (size_t turn = 1; turn < 5; turn++) {
		const struct wallet_flow last = flows[4];
		AUTO(wallets) again = { 0 };

		memmove(flows + 1, flows, 4 * sizeof(flows[0]));
		flows[0] = last;
		CHECK_OK(wallets_take(flows, 5, &again));
		CHECK_INT(again.cost_count, first.cost_count);
		for (size_t i = 0; i < first.cost_count; i++)
			CHECK(again.costs[i].amount.e18 == first.costs[i].amount.e18);
		CHECK_INT(again.flow_count, 1);
		CHECK_NUMBER(again.flows[0].amount, "7");
	}
}
