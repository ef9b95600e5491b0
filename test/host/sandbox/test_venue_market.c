/* SPDX-License-Identifier: Apache-2.0 */
/* The public calls, read by our own connector where it has the question. */
#include "lib/exchange/exchange.h"
#include "test/check.h"
#include "test/host/sandbox/ask.h"

#define INFO "/api/v3/exchangeInfo"

struct seen {
	size_t count;
	struct exchange_mark first, last;
	char symbols[512];
};

static enum err
instrument_seen(void *self, const struct exchange_instrument *i)
{
	struct seen *s = self;

	(void)snprintf(s->symbols + strlen(s->symbols), sizeof(s->symbols) - strlen(s->symbols),
	    "%s ", i->instrument.symbol);
	s->count++;
	return OK;
}

static enum err
mark_seen(void *self, const struct exchange_mark *m)
{
	struct seen *s = self;

	if (s->count++ == 0)
		s->first = *m;
	s->last = *m;
	return OK;
}

static struct seen
read_as(enum exchange_kind kind, int64_t from_ms)
{
	const struct exchange_ask ask = { .feed = exchange_feed_first(&exchange_binance, kind),
		.symbol = "BTCUSDT",
		.from_ms = from_ms };
	const struct exchange_answer answer = { 200, span_text(ask_body()) };
	struct seen seen = { 0 };
	const struct exchange_sink sink = {
		.self = &seen, .instrument = instrument_seen, .mark = mark_seen
	};
	struct exchange_result result;

	assert_int_equal(exchange_binance.parse(&ask, &answer, &sink, &result, NULL), OK);
	return seen;
}

TEST(venue_lists_every_symbol_the_delisted_one_too)
{
	struct seen seen;

	ask_calm();
	CHECK_INT(ask_raw(INFO, NULL), 200);
	seen = read_as(EXCHANGE_INSTRUMENTS, 0);
	CHECK_INT(seen.count, MARKET_SYMBOL_COUNT);
	CHECK(strstr(seen.symbols, "OLDUSDT ") != NULL);
	CHECK(strstr(ask_body(), "\"permissionSets\":[[\"SPOT\"]]") != NULL);
	CHECK_INT(ask_raw(INFO "?showPermissionSets=false", NULL), 200);
	CHECK(strstr(ask_body(), "[\"SPOT\"]") == NULL);
}

TEST(venue_lists_the_symbols_asked_for)
{
	ask_calm();
	CHECK_INT(ask_raw(INFO "?symbol=ETHUSDT", NULL), 200);
	CHECK_TEXT(read_as(EXCHANGE_INSTRUMENTS, 0).symbols, "ETHUSDT ");
	CHECK_INT(ask_raw(INFO "?symbols=%5B%22ETHUSDT%22,%22BTCUSDT%22%5D", NULL), 200);
	CHECK_TEXT(read_as(EXCHANGE_INSTRUMENTS, 0).symbols, "BTCUSDT ETHUSDT ");
	CHECK_INT(ask_raw(INFO "?symbolStatus=BREAK", NULL), 200);
	CHECK_TEXT(read_as(EXCHANGE_INSTRUMENTS, 0).symbols, "OLDUSDT ");
	CHECK_INT(ask_raw(INFO "?permissions=SPOT", NULL), 200);
	CHECK_INT(read_as(EXCHANGE_INSTRUMENTS, 0).count, MARKET_SYMBOL_COUNT);
	CHECK_INT(ask_raw(INFO "?permissions=MARGIN", NULL), 200);
	CHECK_INT(read_as(EXCHANGE_INSTRUMENTS, 0).count, 0);
}

TEST(venue_refuses_wrong_parameters_of_exchange_info)
{
	static const struct {
		const char *target;
		int64_t code;
	} bad[] = {
		{ INFO "?symbol=NOSUCH", -1121 },
		{ INFO "?symbol=btcusdt", -1100 },
		{ INFO "?symbol=", -1102 },
		{ INFO "?symbol=%zz", -1100 },
		{ INFO "?symbols=BTCUSDT", -1100 },
		{ INFO "?symbols=%5B%22NOSUCH%22%5D", -1121 },
		{ INFO "?symbols=%5B%22BTCUSDT%22,%22BTCUSDT%22%5D", -1151 },
		{ INFO "?symbols=%5B%22BTCUSDT%22", -1135 },
		{ INFO "?symbols=%5B1%5D", -1135 },
		{ INFO "?symbols=%5B%22BTCUSDT%22%5D%5D", -1135 },
		{ INFO "?symbol=BTCUSDT&symbols=%5B%22BTCUSDT%22%5D", -1128 },
		{ INFO "?symbol=BTCUSDT&symbolStatus=TRADING", -1128 },
		{ INFO "?symbol=BTCUSDT&permissions=SPOT", -1128 },
		{ INFO "?symbolStatus=GONE", -1122 },
		{ INFO "?showPermissionSets=no", -1130 },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ask_calm();
		CHECK_INT(ask_raw(bad[i].target, NULL), 400);
		CHECK_INT(ask_code(), bad[i].code);
	}
}

#define KLINES "/api/v3/klines?symbol=BTCUSDT&interval=1h"

static struct seen
klines(const char *more, int64_t from_ms)
{
	char target[256];

	ask_calm();
	(void)snprintf(target, sizeof(target), KLINES "%s", more);
	assert_int_equal(ask_raw(target, NULL), 200);
	return read_as(EXCHANGE_MARKS, from_ms);
}

TEST(venue_serves_candles_from_a_start_up_to_an_end_or_the_newest)
{
	const int64_t hour_ms = 3600 * 1000, from = MARKET_FROM_MS;
	struct seen s = klines("", 0);
	char more[128];

	CHECK_INT(s.count, 500);
	CHECK_INT(s.last.ts_ms, MARKET_TO_MS - 1);
	s = klines("&limit=1000", 0);
	CHECK_INT(s.count, 1000);
	s = klines("&limit=5000", 0);
	CHECK_INT(s.count, 1000);
	s = klines("&startTime=0&limit=2", 0);
	CHECK_INT(s.count, 2);
	CHECK_INT(s.first.ts_ms, from + hour_ms - 1);
	(void)snprintf(more, sizeof(more), "&startTime=%lld&limit=3", (long long)(from + 1));
	s = klines(more, 0);
	CHECK_INT(s.first.ts_ms, from + 2 * hour_ms - 1);
	(void)snprintf(
	    more, sizeof(more), "&endTime=%lld&limit=3", (long long)(from + 10 * hour_ms));
	s = klines(more, 0);
	CHECK_INT(s.count, 3);
	CHECK_INT(s.last.ts_ms, from + 11 * hour_ms - 1);
	(void)snprintf(more, sizeof(more), "&startTime=%lld&endTime=%lld", (long long)from,
	    (long long)(from + 4 * hour_ms - 1));
	s = klines(more, 0);
	CHECK_INT(s.count, 4);
	(void)snprintf(more, sizeof(more), "&startTime=%lld", (long long)MARKET_TO_MS);
	CHECK_INT(klines(more, 0).count, 0);
	CHECK_INT(klines("&endTime=5", 0).count, 0);
	CHECK_INT(klines("&startTime=9&endTime=5", 0).count, 0);
}

TEST(venue_marks_are_the_closes_of_the_market)
{
	const struct market *m = ask_world()->market;
	struct decimal expected;
	char text[64];
	struct seen s = klines("&startTime=0&limit=1", 0);
	const int64_t close_e8 = market_last_close_e8(m, 0, s.first.ts_ms);

	(void)snprintf(text, sizeof(text), "%lld.%08lld", (long long)(close_e8 / 100000000),
	    (long long)(close_e8 % 100000000));
	CHECK_OK(decimal_parse(span_text(text), &expected));
	CHECK_INT(decimal_compare(s.first.price, expected), 0);
}

TEST(venue_refuses_wrong_parameters_of_klines)
{
	static const struct {
		const char *target;
		int64_t code;
	} bad[] = {
		{ "/api/v3/klines?symbol=BTCUSDT", -1102 },
		{ "/api/v3/klines?interval=1h", -1102 },
		{ "/api/v3/klines?symbol=NOSUCH&interval=1h", -1121 },
		{ "/api/v3/klines?symbol=BTCUSDT&interval=7h", -1120 },
		{ "/api/v3/klines?symbol=BTCUSDT&interval=1m", -1120 },
		{ KLINES "&limit=0", -1130 },
		{ KLINES "&limit=x", -1100 },
		{ KLINES "&startTime=-1", -1100 },
		{ KLINES "&endTime=", -1105 },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ask_calm();
		CHECK_INT(ask_raw(bad[i].target, NULL), 400);
		CHECK_INT(ask_code(), bad[i].code);
	}
}

TEST(venue_has_the_config_calls_that_other_clients_make)
{
	ask_calm();
	CHECK_INT(ask_raw("/fapi/v1/exchangeInfo", NULL), 200);
	CHECK(strstr(ask_body(), "\"symbols\":[]") != NULL);
	CHECK_INT(ask_raw("/dapi/v1/exchangeInfo", NULL), 200);
	CHECK_INT(ask_signed("demo", "/sapi/v1/capital/config/getall", ""), 200);
	CHECK_TEXT(ask_body(), "[]");
}
