/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/api/account_view.h"

#include "enclave/api/metrics_notes.h"
#include "enclave/api/metrics_original.h"
#include "lib/base/secret.h"
#include "test/check.h"
#include "test/lib/ledger/made.h"

#define DAY_MS INT64_C(86400000)

/* Ten X bought for 1000 of 2000 USDT; X rises by a tenth of 100 each second day and falls back. */
static struct metrics *
metrics_make(struct ledger *l, size_t day_count)
{
	const struct equity_flow flows[] = {
		{ .ts_ms = MADE_FIRST_MS, .asset = "USDT", .amount = decimal_of(2000) },
		{ .ts_ms = MADE_FIRST_MS + DAY_MS, .asset = "USDT", .amount = decimal_of(-500) },
	};
	struct equity_ask ask = {
		.currency = "USDT", .mark_age_max_ms = DAY_MS, .flows = flows, .flow_count = 2
	};
	const int64_t end_ms = MADE_FIRST_MS + (int64_t)day_count * DAY_MS;
	struct metrics *m;

	made_book(l, INSTRUMENT_SPOT, "XUSDT", "X", "USDT");
	for (int64_t day = 0; day < (int64_t)day_count; day++)
		CHECK_OK(ledger_add_mark(l, "X", "USDT", MADE_FIRST_MS + day * DAY_MS,
		    decimal_of(100 + 10 * (day % 2))));
	(void)made_add(l, "XUSDT", made_fill(1, FILL_BUY, "100", "10"));
	CHECK_OK(metrics_new(l, true, &m));
	CHECK_OK(account_period(l, end_ms, &ask));
	CHECK_OK(metrics_take_account(m, l, &ask));
	return m;
}

/* All that is written of it, with a NUL at the end. */
static void
write_all(const struct metrics *m, struct buf *out)
{
	struct json_writer w = json_writer_on(out);

	json_write_object(&w, NULL);
	metrics_view_summary(&w, m);
	metrics_view_equity(&w, m);
	metrics_notes_write(&w, m, "fifo");
	json_write_object(&w, "original");
	metrics_original_summary(&w, m);
	json_write_close_object(&w);
	json_write_close_object(&w);
	CHECK_OK(json_write_end(&w));
	CHECK_OK(buf_append(out, (struct span){ (const uint8_t *)"", 1 }));
}

#define CHECK_SAYS(out, part) CHECK(strstr((const char *)(out).p, part) != NULL)
#define CHECK_SAYS_NOT(out, part) CHECK(strstr((const char *)(out).p, part) == NULL)

TEST(account_view_shows_equity_and_returns_when_capital_is_known)
{
	AUTO(buf) out = buf_new(1 << 20);
	struct ledger *l = made_ledger();
	struct metrics *m = metrics_make(l, 2);

	write_all(m, &out);
	/* 2000, 2100 with X at 110, then 500 leave */
	CHECK_SAYS(out, "\"twrPct\":\"5\",\"totalReturnPct\":\"5\"");
	CHECK_SAYS(out, "\"maxDrawdownPct\":\"0\",\"currentDrawdownPct\":\"0\"");
	CHECK_SAYS(out, "\"mwrStatus\":\"ok\",\"longestDrawdownDays\":0");
	CHECK_SAYS(out, "\"equity\":\"1600\",\"deposits\":\"2000\",\"withdrawals\":\"500\"");
	CHECK_SAYS(out, "\"netFlows\":\"1500\",\"accountPnl\":\"100\"");
	CHECK_SAYS(out,
	    "\"account\":{\"currency\":\"USDT\",\"startEquity\":\"0\",\"endEquity\":\"1600\","
	    "\"daily\":[{\"date\":\"2024-01-01\",\"equity\":\"2000\",\"netFlows\":\"2000\","
	    "\"returnPct\":\"0\",\"returnMethod\":\"simple\"},{\"date\":\"2024-01-02\","
	    "\"equity\":\"1600\",\"netFlows\":\"-500\",\"returnPct\":\"5\","
	    "\"returnMethod\":\"chain\"}]}");
	CHECK_SAYS(out,
	    "\"original\":{\"summary\":{\"totalTrades\":1,"
	    "\"totalReturnPct\":\"5\",");
	CHECK_SAYS(out, "\"ratios\":\"of daily returns\"");
	CHECK_SAYS(out, "\"observations\":2,");
	CHECK_SAYS(out, "\"negativeBalance\":false,\"shortHistory\":true,");
	CHECK_SAYS(out, "\"lowCapitalShare\":\"0\"");
	CHECK_SAYS_NOT(out, "needs_equity_and_flows");
	metrics_free(m);
	ledger_free(l);
}

TEST(account_view_withholds_ratios_of_too_few_days)
{
	AUTO(buf) few = buf_new(1 << 20);
	AUTO(buf) enough = buf_new(1 << 20);
	struct ledger *l = made_ledger();
	struct metrics *m = metrics_make(l, ACCOUNT_OBSERVATIONS_MIN - 1);

	write_all(m, &few);
	CHECK_SAYS(few, "\"volatilityPct\":null");
	CHECK_SAYS(few, "\"volatilityPct\":\"insufficient_observations\"");
	CHECK_SAYS(few, "\"sharpeRatio\":\"insufficient_observations\"");
	CHECK_SAYS(few, "\"maxDrawdownPct\":\"6.25\""); /* 1600 to 1500: it is never withheld */
	CHECK_SAYS(few, "\"longestDrawdownDays\":");
	CHECK_SAYS_NOT(few, "\"longestDrawdownDays\":0");
	CHECK_SAYS_NOT(few, "\"currentDrawdownPct\":null");
	metrics_free(m);
	ledger_free(l);
	l = made_ledger();
	m = metrics_make(l, ACCOUNT_OBSERVATIONS_MIN);
	write_all(m, &enough);
	CHECK_SAYS_NOT(enough, "\"volatilityPct\":null");
	CHECK_SAYS_NOT(enough, "\"sharpeRatio\":null");
	CHECK_SAYS(enough, "\"valueAtRisk95Pct\":\"6.25\"");
	CHECK_SAYS_NOT(enough, "insufficient_observations");
	metrics_free(m);
	ledger_free(l);
}

TEST(account_view_says_what_has_no_mark)
{
	const struct equity_flow flow = {
		.ts_ms = MADE_FIRST_MS, .asset = "Q", .amount = decimal_of(1)
	};
	const struct equity_ask ask = { .currency = "USDT",
		.start_ms = MADE_FIRST_MS,
		.day_ms = DAY_MS,
		.day_count = 1,
		.flows = &flow,
		.flow_count = 1 };
	AUTO(buf) out = buf_new(1 << 20);
	struct ledger *l = made_ledger();
	struct metrics *m;

	CHECK_OK(metrics_new(l, true, &m));
	CHECK_OK(metrics_take_account(m, l, &ask));
	write_all(m, &out);
	CHECK_SAYS(out, "\"equity\":null");
	CHECK_SAYS(out, "\"equity\":\"no_mark\",\"deposits\":\"no_mark\",");
	CHECK_SAYS(out, "\"accountPnl\":\"no_mark\"");
	CHECK_SAYS(out, "\"twrPct\":\"no_mark\"");
	CHECK_SAYS(out, "\"mwrPct\":\"no_mark\"");
	CHECK_SAYS(out, "\"mwrStatus\":null");
	CHECK_SAYS(out, "\"withoutPrice\":[\"Q\"]");
	CHECK_SAYS(out, "\"flowsWithoutRate\":1");
	CHECK_SAYS(out, "\"returnPct\":null,\"returnMethod\":\"gap\"");
	metrics_free(m);
	ledger_free(l);
}

TEST(account_view_is_all_null_while_flows_are_not_known)
{
	AUTO(buf) out = buf_new(1 << 20);
	struct ledger *l = made_ledger();
	struct metrics *m;

	CHECK_OK(metrics_new(l, true, &m));
	write_all(m, &out);
	CHECK_SAYS(out, "\"twrPct\":null,\"totalReturnPct\":null,\"mwrPct\":null,");
	CHECK_SAYS(out, "\"account\":null");
	CHECK_SAYS(out, "\"twrPct\":\"needs_equity_and_flows\"");
	CHECK_SAYS(out, "\"accountPnl\":\"needs_equity_and_flows\"");
	CHECK_SAYS(out, "\"longestDrawdownDays\":null");
	CHECK_SAYS(out, "\"mwrStatus\":\"needs_equity_and_flows\"");
	CHECK_SAYS(out, "\"longestDrawdownDays\":\"needs_equity_and_flows\"");
	CHECK_SAYS(out, "\"currentDrawdownPct\":\"needs_equity_and_flows\"");
	CHECK_SAYS_NOT(out, "negativeBalance");
	metrics_free(m);
	ledger_free(l);
}
