/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/journal.h"

#include "test/check.h"
#include "test/host/sandbox/ask.h"

enum { BTCUSDT, USDT = 0, BTC = 1, ETH = 2, BNB = 3 };

static const struct catalog *
listed(void)
{
	return ask_whole()->catalog;
}

/* Let one event happen to nothing. */
static struct holdings *
after(struct event e)
{
	static struct holdings h;

	memset(&h, 0, sizeof(h));
	journal_apply(listed(), &e, &h);
	return &h;
}

TEST(journal_fills_move_both_assets_and_the_fee)
{
	const struct event fill = { .kind = EVENT_FILL,
		.symbol = BTCUSDT,
		.asset = BTC,
		.other = BNB,
		.is_buyer = true,
		.quantity_e8 = 5,
		.quote_e8 = 70,
		.fee_e8 = 3 };
	struct event sale = fill;
	const struct holding *w = after(fill)->all[WALLET_SPOT];

	CHECK(w[BTC].held_e8 == 5 && w[USDT].held_e8 == -70 && w[BNB].held_e8 == -3);
	sale.is_buyer = false;
	sale.other = USDT;
	w = after(sale)->all[WALLET_SPOT];
	CHECK(w[BTC].held_e8 == -5 && w[USDT].held_e8 == 67 && w[BNB].held_e8 == 0);
	sale.state = EVENT_PENDING;
	CHECK(after(sale)->all[WALLET_SPOT][BTC].held_e8 == 0);
}

TEST(journal_fills_of_futures_move_what_they_realise)
{
	const int perp = catalog_listing_by_name(listed(), PRODUCT_INVERSE, "BTCUSD_PERP");
	const struct event fill = { .kind = EVENT_FILL,
		.wallet = WALLET_INVERSE,
		.symbol = perp,
		.other = BTC,
		.quantity_e8 = 500,
		.amount_e8 = -40,
		.fee_e8 = 2 };

	CHECK(after(fill)->all[WALLET_INVERSE][BTC].held_e8 == -42);
}

TEST(journal_events_of_each_kind_move_what_they_say)
{
	static const struct {
		enum event_kind kind;
		bool is_buyer;
		int64_t asset, other, debt, elsewhere; /* of 100, quote 60, fee 7 */
	} cases[] = {
		{ EVENT_DEPOSIT, false, 100, 0, 0, 0 },
		{ EVENT_WITHDRAWAL, false, -107, 0, 0, 0 },
		{ EVENT_TRANSFER, false, -100, 0, 0, 100 },
		{ EVENT_DUST, false, -90, 53, 0, 0 },
		{ EVENT_CONVERT, false, -90, 53, 0, 0 },
		{ EVENT_BUSD, false, -90, 53, 0, 0 },
		{ EVENT_FIAT, true, 100, 0, 0, 0 },
		{ EVENT_FIAT, false, -107, 0, 0, 0 },
		{ EVENT_PAYMENT, true, 0, 90, 0, 0 },
		{ EVENT_PAYMENT, false, 53, -90, 0, 0 },
		{ EVENT_DIVIDEND, false, 100, 0, 0, 0 },
		{ EVENT_INCOME, false, 100, 0, 0, 0 },
		{ EVENT_INTEREST, false, 0, 0, 100, 0 },
		{ EVENT_BORROW, false, 100, 0, 100, 0 },
		{ EVENT_REPAY, false, -100, 0, -100, 0 },
		{ EVENT_FORCED, false, 0, 0, 0, 0 },
		{ EVENT_ECHO, false, 0, 0, 0, 0 },
		{ EVENT_MARGIN_ECHO, false, 0, 0, 0, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct event e = { .kind = cases[i].kind,
			.wallet = WALLET_MARGIN,
			.to = WALLET_FUNDING,
			.asset = ETH,
			.other = BNB,
			.is_buyer = cases[i].is_buyer,
			.quantity_e8 = 90,
			.amount_e8 = 100,
			.quote_e8 = 60,
			.fee_e8 = 7 };
		const struct holdings *h = after(e);

		CHECK_INT(h->all[WALLET_MARGIN][ETH].held_e8, cases[i].asset);
		CHECK_INT(h->all[WALLET_MARGIN][BNB].held_e8, cases[i].other);
		CHECK_INT(h->all[WALLET_MARGIN][ETH].debt_e8, cases[i].debt);
		CHECK_INT(h->all[WALLET_FUNDING][ETH].held_e8, cases[i].elsewhere);
	}
}

TEST(journal_is_sorted_by_time_and_keeps_the_order_of_one_time)
{
	struct journal j = { 0 };

	for (uint64_t i = 0; i < 1000; i++) {
		const struct event e = { .id = i, .ts_ms = (int64_t)(i * 7919 % 37) };

		CHECK_OK(journal_add(&j, &e));
	}
	CHECK_OK(journal_close(&j));
	CHECK_INT(j.count, 1000);
	for (size_t i = 1; i < j.count; i++)
		CHECK(j.events[i - 1].ts_ms < j.events[i].ts_ms ||
		    (j.events[i - 1].ts_ms == j.events[i].ts_ms &&
			j.events[i - 1].id < j.events[i].id));
	CHECK_OK(journal_add(&j, &(struct event){ .ts_ms = 5 }));
	CHECK_OK(journal_close(&j));
	CHECK_INT(j.count, 1001);
	journal_free(&j);
	CHECK_OK(journal_close(&j));
	journal_free(&j);
}

TEST(journal_folds_up_to_a_moment_and_one_isolated_wallet)
{
	struct event e = { .kind = EVENT_DEPOSIT, .asset = ETH, .amount_e8 = 10, .symbol = -1 };
	struct holdings *h = malloc(sizeof(*h));
	struct journal j = { 0 };

	assert_non_null(h);
	for (e.ts_ms = 1; e.ts_ms <= 5; e.ts_ms++)
		CHECK_OK(journal_add(&j, &e));
	for (e.symbol = 0; e.symbol < 3; e.symbol++) {
		e.kind = EVENT_TRANSFER;
		e.to = WALLET_ISOLATED;
		CHECK_OK(journal_add(&j, &e));
	}
	journal_fold(listed(), &j, 3, -1, h);
	CHECK(h->all[WALLET_SPOT][ETH].held_e8 == 30);
	journal_fold(listed(), &j, 6, -1, h);
	CHECK(h->all[WALLET_SPOT][ETH].held_e8 == 20);
	CHECK(h->all[WALLET_ISOLATED][ETH].held_e8 == 30);
	journal_fold(listed(), &j, 6, 1, h);
	CHECK(h->all[WALLET_ISOLATED][ETH].held_e8 == 10);
	journal_free(&j);
	free(h);
}
