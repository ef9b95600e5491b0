/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/metrics/account.h"

#include "lib/metrics/metrics.h"
#include "test/check.h"
#include "test/lib/ledger/made.h"
#include "test/lib/metrics/made_flow.h"

static struct equity_balance
held(const char *asset, const char *amount)
{
	struct equity_balance b = { .amount = made_number(amount) };

	(void)snprintf(b.asset, sizeof(b.asset), "%s", asset);
	return b;
}

/* A coin X at 100 on the first day, 10 more on every later one; five of them were bought. */
static struct ledger *
ledger_make(void)
{
	struct ledger *l = made_ledger();

	made_book(l, INSTRUMENT_SPOT, "XUSDT", "X", "USDT");
	for (int64_t day = 0; day < 4; day++)
		CHECK_OK(ledger_add_mark(
		    l, "X", "USDT", MADE_FIRST_MS + day * DAY_MS, decimal_of(100 + 10 * day)));
	(void)made_add(l, "XUSDT", made_fill(1, FILL_BUY, "100", "5"));
	return l;
}

static struct equity_ask
ask_of(const struct equity_flow *flows, size_t count)
{
	return (struct equity_ask){ .currency = "USDT",
		.start_ms = MADE_FIRST_MS,
		.day_ms = DAY_MS,
		.day_count = 4,
		.mark_age_max_ms = DAY_MS,
		.flows = flows,
		.flow_count = count };
}

TEST(account_earns_on_its_capital_whatever_comes_and_goes)
{
	/* 1000 at first; a deposit of 1050 when 5 X are worth 550 */
	const struct equity_flow flows[] = { made_flow(0, "USDT", "1000"),
		made_flow(DAY_MS + 5000, "USDT", "1050") };
	const struct equity_ask ask = ask_of(flows, 2);
	struct ledger *l = ledger_make();
	struct account *a;

	CHECK_OK(account_new(l, &ask, &a));
	CHECK_TEXT(a->currency, "USDT");
	CHECK_INT(a->day_count, 4);
	CHECK_NUMBER(a->equity->at[1].value, "1000");
	CHECK_NUMBER(a->equity->at[2].value, "2100");
	CHECK_NUMBER(a->equity->at[4].value, "2200");
	CHECK(a->days[0].kind == RETURNS_SIMPLE); /* it began with its deposit */
	CHECK(a->days[1].kind == RETURNS_CHAIN);
	CHECK(a->days[1].r == 0.05);
	CHECK_NUMBER(a->total.deposits, "2050");
	CHECK_NUMBER(a->total.pnl, "150");
	CHECK(a->total.twr.why == KNOWN && a->daily.ratios.total_return.why == KNOWN);
	CHECK(a->total.twr.value > 0.0999 && a->total.twr.value < 0.1001); /* 1.05 * 2200 / 2100 */
	CHECK(a->total.mwr.status == MWR_OK);
	CHECK_INT(a->daily.ratios.count, 4);
	account_free(a);
	account_free(NULL);
	ledger_free(l);
}

TEST(account_walks_back_from_what_two_wallets_hold)
{
	const struct equity_balance balances[] = { held("USDT", "400"), held("USDT", "100"),
		held("X", "7"), held("Z", "0") };
	const struct equity_held now = {
		.ts_ms = MADE_FIRST_MS + 4 * DAY_MS, .balances = balances, .count = 4
	};
	const struct equity_flow flows[] = { made_flow(DAY_MS + 5000, "X", "-1") };
	struct equity_ask ask = ask_of(flows, 1);
	struct ledger *l = ledger_make();
	struct account *a;

	ask.held = &now;
	CHECK_OK(account_new(l, &ask, &a));
	/* before: 500 + 500 USDT and 7 - 5 + 1 X */
	CHECK(!a->equity->at[0].is_known); /* X has no price before the first mark */
	CHECK_NUMBER(a->equity->at[1].value, "1300");
	CHECK_NUMBER(a->equity->at[2].value, "1270"); /* 500 + 7 * 110 */
	CHECK_NUMBER(a->equity->at[4].value, "1410");
	CHECK(!a->equity->was_negative);
	CHECK(!a->total.is_whole); /* so no PnL and no rate of all of it */
	CHECK_INT(a->total.observation_count, 3);
	CHECK_INT(a->equity->balance_count, 2);
	CHECK_NUMBER(a->equity->balances[0].amount, "500");
	account_free(a);
	ledger_free(l);
}

TEST(account_takes_a_row_after_the_balances_for_what_came_later)
{
	const struct equity_balance balances[] = { held("USDT", "1000") };
	const struct equity_held then = {
		.ts_ms = MADE_FIRST_MS, .balances = balances, .count = 1
	}; /* before the purchase */
	struct equity_ask ask = ask_of(NULL, 0);
	struct ledger *l = ledger_make();
	struct account *a;

	ask.held = &then;
	CHECK_OK(account_new(l, &ask, &a));
	CHECK_NUMBER(a->equity->at[0].value, "1000");
	CHECK_NUMBER(a->equity->at[4].value, "1150");
	CHECK_NUMBER(a->total.pnl, "150");
	CHECK(a->total.is_whole);
	CHECK(a->total.twr.value > 0.1499 && a->total.twr.value < 0.1501);
	account_free(a);
	ledger_free(l);
}

TEST(account_counts_missing_history_and_costs_that_are_no_flows)
{
	const struct equity_balance balances[] = { held("USDT", "100"), held("X", "1") };
	const struct equity_held now = {
		.ts_ms = MADE_FIRST_MS + 4 * DAY_MS, .balances = balances, .count = 2
	};
	const struct equity_flow cost[] = { made_flow(DAY_MS + 5000, "USDT", "-2") };
	struct equity_ask ask = ask_of(NULL, 0);
	struct ledger *l = ledger_make();
	struct account *a;

	ask.held = &now; /* five were bought, one is there, none left: four sold short */
	CHECK_OK(account_new(l, &ask, &a));
	CHECK(a->equity->was_negative);
	account_free(a);
	ask = ask_of(NULL, 0);
	ask.gains = cost;
	ask.gain_count = 1;
	ask.held =
	    &(struct equity_held){ .ts_ms = MADE_FIRST_MS, .balances = balances, .count = 1 };
	CHECK_OK(account_new(l, &ask, &a));
	CHECK_NUMBER(a->total.net_flows, "0");
	CHECK_NUMBER(a->total.pnl, "148"); /* 150 less what the network took */
	account_free(a);
	ledger_free(l);
}

TEST(account_tells_growth_on_little_capital_apart)
{
	/* 10 become 20 while it is small, then a thousand comes that never moves */
	const struct equity_flow flows[] = { made_flow(0, "Y", "1"),
		made_flow(DAY_MS * 2, "USDT", "1000") };
	struct ledger *l = made_ledger();
	const struct equity_ask ask = { .currency = "USDT",
		.start_ms = MADE_FIRST_MS,
		.day_ms = DAY_MS,
		.day_count = 10,
		.mark_age_max_ms = 100 * DAY_MS,
		.flows = flows,
		.flow_count = 2 };
	struct account *a;

	CHECK_OK(ledger_add_mark(l, "Y", "USDT", MADE_FIRST_MS, decimal_of(10)));
	CHECK_OK(ledger_add_mark(l, "Y", "USDT", MADE_FIRST_MS + DAY_MS, decimal_of(20)));
	CHECK_OK(account_new(l, &ask, &a));
	CHECK(a->daily.low_capital_share.why == KNOWN);
	CHECK(a->daily.low_capital_share.value == 1);
	CHECK(a->total.twr.value == 1);
	account_free(a);
	CHECK_OK(account_new(
	    l, &(struct equity_ask){ .currency = "USDT", .day_ms = DAY_MS, .day_count = 3 }, &a));
	CHECK(a->daily.low_capital_share.why ==
	    KNOWN_NO_OBSERVATIONS); /* nothing there, nothing came */
	CHECK_INT(a->total.idle_count, 3);
	account_free(a);
	ledger_free(l);
}

TEST(account_period_is_from_the_first_of_all_to_the_last_midnight)
{
	const struct equity_flow early = made_flow(-DAY_MS, "USDT", "1");
	struct ledger *l = ledger_make();
	struct equity_ask ask = { .flows = &early, .flow_count = 1 };

	CHECK_OK(account_period(l, MADE_FIRST_MS + 3 * DAY_MS + 1, &ask));
	CHECK(ask.start_ms == (MADE_FIRST_MS / DAY_MS - 1) * DAY_MS);
	CHECK_INT(ask.day_count, 4);
	ask = (struct equity_ask){ .gains = &early, .gain_count = 1 };
	CHECK_OK(account_period(l, MADE_FIRST_MS, &ask));
	CHECK_INT(ask.day_count, 1);
	ask = (struct equity_ask){ 0 };
	CHECK_OK(account_period(l, MADE_FIRST_MS + DAY_MS, &ask));
	CHECK_INT(ask.day_count, 1); /* the first row is of that day */
	CHECK_OK(account_period(l, MADE_FIRST_MS + (ACCOUNT_DAYS_MAX + 9) * DAY_MS, &ask));
	CHECK_INT(ask.day_count, ACCOUNT_DAYS_MAX);
	ledger_free(l);
}

TEST(account_is_kept_beside_the_metrics_until_another_one_comes)
{
	const struct equity_flow flows[] = { made_flow(0, "USDT", "1000"),
		made_flow(0, "USDT", "1") };
	struct equity_ask ask = ask_of(flows, 1);
	struct ledger *l = ledger_make();
	struct metrics *m;

	CHECK_OK(metrics_new(l, false, &m));
	CHECK(m->account == NULL && metrics_capital(m) == NULL);
	CHECK_INT(m->account_reason, METRICS_NO_CAPITAL);
	CHECK_OK(metrics_take_account(m, l, &ask));
	CHECK_INT(m->account->equity->flow_count, 1);
	CHECK_INT(m->account_reason, METRICS_KNOWN);
	CHECK(metrics_capital(m) == m->account);
	ask.flow_count = 2;
	CHECK_OK(metrics_take_account(m, l, &ask));
	CHECK_INT(m->account->equity->flow_count, 2);
	metrics_free(m);
	ledger_free(l);
}
