/* SPDX-License-Identifier: Apache-2.0 */
/* Futures as our own connector reads them: fills, income and forced orders add up. */
#include "host/sandbox/venue_fills.h"
#include "host/sandbox/venue_list.h"

#include "host/sandbox/life.h"
#include "test/check.h"
#include "test/host/sandbox/reading.h"

static const struct {
	const char *account, *family;
	enum exchange_wallet wallet;
	enum product product;
} cases[] = {
	{ "hedge", "linear", EXCHANGE_WALLET_LINEAR, PRODUCT_LINEAR },
	{ "hedge", "inverse", EXCHANGE_WALLET_INVERSE, PRODUCT_INVERSE },
	{ "oneway", "linear", EXCHANGE_WALLET_LINEAR, PRODUCT_LINEAR },
};

static void
take(struct reading *r, size_t i, const char *what, const char *symbol, int64_t from_ms)
{
	char feed[64];

	(void)snprintf(feed, sizeof(feed), "%s.%s", cases[i].family, what);
	reading_take(r, cases[i].account, feed, symbol, from_ms);
}

/* Six months of fills, three of income are kept: read every eighty days, as one who polls. */
TEST(futures_read_as_time_passes_add_up_to_what_the_wallet_holds)
{
	static struct reading r;
	const struct catalog *c = ask_whole()->catalog;
	const int64_t step_ms = 80 * LIFE_DAY_MS;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t fills = 0;

		reading_init(&r);
		for (int64_t at = MARKET_FROM_MS; at < MARKET_TO_MS; at += step_ms) {
			ask_clock()->wall_ms = at + step_ms - 1;
			take(&r, i, "income", NULL, at);
			take(&r, i, "liquidations", NULL, at);
			reading_take(&r, cases[i].account, "wallet.transfers", NULL, at);
		}
		for (int k = 0; k < c->listing_count; k++) {
			uint64_t next = 0;

			r.last_id = 0;
			for (int64_t at = MARKET_FROM_MS;
			     c->listings[k].product == cases[i].product && at < MARKET_TO_MS;
			     at += step_ms) {
				ask_clock()->wall_ms = at + step_ms - 1;
				r.from_id = next;
				take(&r, i, "fills", c->listings[k].symbol, 0);
				next = r.last_id > 0 ? r.last_id + 1 : next;
			}
			fills += next > 0;
		}
		CHECK(fills >= 2);
		take(&r, i, "balances", NULL, 0);
		for (int k = 0; k < c->asset_count; k++)
			CHECK(r.held[cases[i].wallet][k] == r.moved[cases[i].wallet][k]);
		CHECK(r.echo_count > 100);
	}
	ask_clock()->wall_ms = 1795305600000;
}

TEST(futures_refuse_ids_with_times_long_windows_and_unknown_symbols)
{
	static const struct {
		const char *path, *query;
		int64_t code;
	} wrong[] = {
		{ "/fapi/v1/userTrades", "", -1102 },
		{ "/fapi/v1/userTrades", "symbol=BTCUSD_PERP", -1121 },
		{ "/dapi/v1/userTrades", "symbol=BTCUSDT", -1121 },
		{ "/fapi/v1/userTrades", "symbol=BTCUSDT&fromId=1&startTime=1", -1128 },
		{ "/fapi/v1/userTrades", "symbol=BTCUSDT&startTime=0&endTime=604800001", -4165 },
		{ "/fapi/v1/userTrades", "symbol=BTCUSDT&startTime=0&endTime=604800000", 0 },
		{ "/fapi/v1/userTrades", "symbol=BTCUSDT&startTime=2&endTime=1", -1023 },
		{ "/fapi/v1/forceOrders", "startTime=0&endTime=604800001", -4165 },
		{ "/fapi/v1/income", "limit=0", -1130 },
		{ "/dapi/v1/income", "startTime=0&endTime=31536000001", -1127 },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		ask_calm();
		CHECK_INT(ask_signed("hedge", wrong[i].path, wrong[i].query),
		    wrong[i].code == 0 ? 200 : 400);
		CHECK_INT(ask_code(), wrong[i].code);
	}
}

/* How many rows the last answer has. */
static size_t
rows(void)
{
	size_t count = 0;

	for (const char *at = ask_body(); (at = strstr(at, "\"time\":")) != NULL; at++)
		count++;
	return count;
}

TEST(futures_without_times_show_seven_days_and_nothing_older_than_is_kept)
{
	const int64_t now_ms = MARKET_TRADES_MS + 200 * LIFE_DAY_MS;
	char query[128];
	size_t week;

	ask_clock()->wall_ms = now_ms;
	ask_calm();
	CHECK_INT(ask_signed("hedge", "/fapi/v1/userTrades", "symbol=BTCUSDT&limit=1000"), 200);
	week = rows();
	CHECK(week > 5 && week < 200);
	(void)snprintf(query, sizeof(query), "symbol=BTCUSDT&limit=1000&startTime=%lld",
	    (long long)(now_ms - 7 * LIFE_DAY_MS));
	CHECK_INT(ask_signed("hedge", "/fapi/v1/userTrades", query), 200);
	CHECK_INT(rows(), week);
	(void)snprintf(query, sizeof(query), "symbol=BTCUSDT&limit=1000&endTime=%lld",
	    (long long)(now_ms - 190 * LIFE_DAY_MS));
	CHECK_INT(ask_signed("hedge", "/fapi/v1/userTrades", query), 200);
	CHECK_TEXT(ask_body(), "[]"); /* there were some, 190 days ago */
	ask_clock()->wall_ms = now_ms - 190 * LIFE_DAY_MS;
	CHECK_INT(ask_signed("hedge", "/fapi/v1/userTrades", query), 200);
	CHECK(rows() > 0);
	ask_clock()->wall_ms = now_ms;
	CHECK_INT(ask_signed("hedge", "/fapi/v1/income", "incomeType=FUNDING_FEE&limit=1000"), 200);
	CHECK(rows() > 20 && strstr(ask_body(), "COMMISSION") == NULL);
	CHECK_INT(ask_signed("hedge", "/fapi/v1/income", "symbol=LINKUSDT&limit=1000"), 200);
	CHECK(strstr(ask_body(), "BTCUSDT") == NULL && rows() > 5);
	ask_clock()->wall_ms = 1795305600000;
}
