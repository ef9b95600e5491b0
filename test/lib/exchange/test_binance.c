/* SPDX-License-Identifier: Apache-2.0 */
/* What the connector sends. */
#include "lib/exchange/exchange.h"
#include "test/check.h"

static const struct credential credential = { .api_key = "a-key", .secret = "a-secret" };

static struct exchange_ask
ask_for(enum exchange_call call)
{
	return (struct exchange_ask){ .call = call,
		.credential = &credential,
		.symbol = "BTCUSDT",
		.from_id = 7,
		.from_ms = 1000,
		.to_ms = 2000,
		.server_ms = 1700000000000 };
}

static const char *
target_of(const struct exchange_request *r)
{
	static char text[EXCHANGE_TARGET_SIZE_MAX + 1];

	assert_int_equal(span_to_text(buf_span(&r->target), text, sizeof(text)), OK);
	return text;
}

TEST(binance_build_writes_each_call_as_documented)
{
	static const struct {
		enum exchange_call call;
		const char *target; /* its beginning, up to the signature's value */
		unsigned weight;
		bool is_signed;
	} cases[] = {
		{ EXCHANGE_TIME, "/api/v3/time", 1, false },
		{ EXCHANGE_PERMISSIONS,
		    "/sapi/v1/account/apiRestrictions?timestamp=1700000000000&recvWindow=10000"
		    "&signature=",
		    1, true },
		{ EXCHANGE_INSTRUMENTS, "/api/v3/exchangeInfo?showPermissionSets=false", 20,
		    false },
		{ EXCHANGE_BALANCES,
		    "/api/v3/account?timestamp=1700000000000&omitZeroBalances=true&recvWindow=10000"
		    "&signature=",
		    20, true },
		{ EXCHANGE_FILLS,
		    "/api/v3/myTrades?timestamp=1700000000000&symbol=BTCUSDT&limit=1000&fromId=7"
		    "&recvWindow=10000&signature=",
		    20, true },
		{ EXCHANGE_MARKS,
		    "/api/v3/"
		    "klines?interval=1h&limit=1000&symbol=BTCUSDT&startTime=1000&endTime=2000",
		    2, false },
	};

	CHECK_INT(sizeof(cases) / sizeof(cases[0]), EXCHANGE_CALL_COUNT);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct exchange_ask ask = ask_for(cases[i].call);
		AUTO(exchange_request) r = { 0 };
		const char *target;

		CHECK_OK(exchange_binance.build(&ask, &r));
		target = target_of(&r);
		CHECK_TEXT(r.method, "GET");
		CHECK_INT(r.weight, cases[i].weight);
		CHECK(strncmp(target, cases[i].target, strlen(cases[i].target)) == 0);
		CHECK_INT(strlen(target), strlen(cases[i].target) + (cases[i].is_signed ? 64 : 0));
		CHECK_INT(r.field_count, cases[i].is_signed ? 1 : 0);
		if (cases[i].is_signed) {
			CHECK_TEXT(r.fields[0].name, "X-MBX-APIKEY");
			CHECK_TEXT(r.fields[0].value, "a-key");
		}
	}
}

TEST(binance_build_asks_publicly_without_a_credential)
{
	static const enum exchange_call public_calls[] = { EXCHANGE_TIME, EXCHANGE_INSTRUMENTS,
		EXCHANGE_MARKS };
	static const enum exchange_call signed_calls[] = { EXCHANGE_PERMISSIONS, EXCHANGE_BALANCES,
		EXCHANGE_FILLS };

	for (size_t i = 0; i < 3; i++) {
		struct exchange_ask ask = ask_for(public_calls[i]);
		AUTO(exchange_request) r = { 0 };

		ask.credential = NULL;
		CHECK_OK(exchange_binance.build(&ask, &r));
	}
	for (size_t i = 0; i < 3; i++) {
		struct exchange_ask ask = ask_for(signed_calls[i]);
		AUTO(exchange_request) r = { 0 };

		ask.credential = NULL;
		CHECK_ERR(exchange_binance.build(&ask, &r), ERR_INPUT);
		CHECK(r.target.p == NULL && r.field_count == 0);
	}
}

TEST(binance_build_percent_encodes_a_symbol_before_it_signs)
{
	struct exchange_ask ask = ask_for(EXCHANGE_FILLS);
	AUTO(exchange_request) r = { 0 };

	ask.symbol = "\xef\xbc\x91\xef\xbc\x92";
	CHECK_OK(exchange_binance.build(&ask, &r));
	CHECK(strstr(target_of(&r), "&symbol=%EF%BC%91%EF%BC%92&limit=1000") != NULL);
}

TEST(binance_build_refuses_symbols_no_exchange_would_have)
{
	static const char *const good[] = { "BTCUSDT", "1000SATSUSDT", "a", "A-B.C_D",
		"123456789012345678901234567890123456789" };
	static const char *const bad[] = { NULL, "", " ", "BTC USDT", "BTC&USDT", "BTC/USDT", "A=B",
		"A%20", "A\r\nB", "A\x80", "A\xc2\x85", "A+B", "A?", "A#",
		"0123456789012345678901234567890123456789" };
	static const enum exchange_call calls[] = { EXCHANGE_FILLS, EXCHANGE_MARKS };

	for (size_t call = 0; call < 2; call++) {
		struct exchange_ask ask = ask_for(calls[call]);

		for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
			AUTO(exchange_request) r = { 0 };

			ask.symbol = good[i];
			CHECK_OK(exchange_binance.build(&ask, &r));
		}
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			AUTO(exchange_request) r = { 0 };

			ask.symbol = bad[i];
			CHECK_ERR(exchange_binance.build(&ask, &r), ERR_INPUT);
			CHECK(r.target.p == NULL);
		}
	}
}

TEST(binance_build_refuses_keys_that_could_end_a_header_field)
{
	static const char *const bad[] = { "", "a b", "a\r\nX: y", "a\n", "a\x7f", "k\xc3\xa9" };
	struct exchange_ask ask = ask_for(EXCHANGE_PERMISSIONS);

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct credential c = credential;
		AUTO(exchange_request) r = { 0 };

		ask.credential = &c;
		(void)snprintf(c.api_key, sizeof(c.api_key), "%s", bad[i]);
		CHECK_ERR(exchange_binance.build(&ask, &r), ERR_INPUT);
		c = credential;
		(void)snprintf(c.secret, sizeof(c.secret), "%s", bad[i]);
		CHECK_ERR(exchange_binance.build(&ask, &r), ERR_INPUT);
	}
}

TEST(binance_build_takes_ids_up_to_the_greatest_the_exchange_can_have)
{
	struct exchange_ask ask = ask_for(EXCHANGE_FILLS);
	AUTO(exchange_request) r = { 0 };

	ask.from_id = INT64_MAX;
	CHECK_OK(exchange_binance.build(&ask, &r));
	CHECK(strstr(target_of(&r), "&fromId=9223372036854775807&") != NULL);
	exchange_request_wipe(&r);
	ask.from_id++;
	CHECK_ERR(exchange_binance.build(&ask, &r), ERR_INPUT);
}

TEST(binance_build_refuses_a_call_outside_the_enum)
{
	struct exchange_ask ask = ask_for(EXCHANGE_CALL_COUNT);
	AUTO(exchange_request) r = { 0 };

	CHECK_ERR(exchange_binance.build(&ask, &r), ERR_BUG);
}
