/* SPDX-License-Identifier: Apache-2.0 */
/* What the exchange says when it says no. */
#include "test/check.h"
#include "test/lib/exchange/collect.h"

static struct collected c;

static enum err
refuse(unsigned status, const char *body)
{
	struct exchange_ask ask = ask_of("spot.fills");

	ask.symbol = "BTCUSDT";
	return collect(&ask, status, body, &c);
}

TEST(binance_errors_say_what_the_caller_must_do)
{
	static const struct {
		unsigned status;
		const char *body;
		enum err error;
		int64_t code;
		bool has_advice;
	} cases[] = {
		{ 401, "{\"code\":-2014,\"msg\":\"API-key format invalid.\"}", ERR_AUTH, -2014,
		    true },
		{ 401,
		    "{\"code\":-2015,\"msg\":\"Invalid API-key, IP, or permissions for action.\"}",
		    ERR_AUTH, -2015, true },
		{ 400, "{\"code\":-2015,\"msg\":\"x\"}", ERR_AUTH, -2015, true },
		{ 401, "{\"code\":-2008,\"msg\":\"Invalid Api-Key ID.\"}", ERR_AUTH, -2008, true },
		{ 401, "{\"code\":-1002,\"msg\":\"x\"}", ERR_AUTH, -1002, true },
		{ 401, "{\"code\":-1099,\"msg\":\"x\"}", ERR_AUTH, -1099, true },
		{ 401, "{\"code\":-9999,\"msg\":\"new\"}", ERR_AUTH, -9999, true },
		{ 401, "", ERR_AUTH, 0, true },
		{ 400, "{\"code\":-1022,\"msg\":\"Signature for this request is not valid.\"}",
		    ERR_AUTH, -1022, true },
		{ 400,
		    "{\"code\":-1021,\"msg\":\"Timestamp for this request is outside of the "
		    "recvWindow.\"}",
		    ERR_CONFLICT, -1021, false },
		{ 400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}", ERR_ABSENT, -1121, false },
		{ 400, "{\"code\":-3003,\"msg\":\"Margin account does not exist.\"}", ERR_ABSENT,
		    -3003, false },
		{ 400, "{\"code\":-11001,\"msg\":\"x\"}", ERR_ABSENT, -11001, false },
		{ 400, "{\"code\":-4109,\"msg\":\"x\"}", ERR_ABSENT, -4109, false },
		{ 429, "{\"code\":-1003,\"msg\":\"Too much request weight used\"}", ERR_BUSY, -1003,
		    false },
		{ 400, "{\"code\":-1003,\"msg\":\"x\"}", ERR_BUSY, -1003, false },
		{ 400, "{\"code\":-1015,\"msg\":\"x\"}", ERR_BUSY, -1015, false },
		{ 429, "", ERR_BUSY, 0, false },
		{ 418, "<html>", ERR_BUSY, 0, false },
		{ 400, "{\"code\":-1000,\"msg\":\"x\"}", ERR_UPSTREAM, -1000, false },
		{ 400, "{\"code\":-1001,\"msg\":\"x\"}", ERR_UPSTREAM, -1001, false },
		{ 400, "{\"code\":-1006,\"msg\":\"x\"}", ERR_UPSTREAM, -1006, false },
		{ 408, "{\"code\":-1007,\"msg\":\"x\"}", ERR_UPSTREAM, -1007, false },
		{ 503, "{\"code\":-1008,\"msg\":\"x\"}", ERR_UPSTREAM, -1008, false },
		{ 400, "{\"code\":-1016,\"msg\":\"x\"}", ERR_UPSTREAM, -1016, false },
		{ 500, "", ERR_UPSTREAM, 0, false },
		{ 502, "<html>bad gateway</html>", ERR_UPSTREAM, 0, false },
		{ 504, "{\"code\":-2015,\"msg\":\"x\"}", ERR_UPSTREAM, -2015, false },
		{ 400, "{\"code\":-1,\"msg\":\"System is under maintenance.\"}", ERR_UPSTREAM, -1,
		    false },
		{ 403, "<html>403</html>", ERR_UPSTREAM, 0, true },
		{ 451, "{\"code\":0,\"msg\":\"Service unavailable from a restricted location\"}",
		    ERR_UPSTREAM, 0, true },
		{ 302, "", ERR_UPSTREAM, 0, false },
		{ 204, "", ERR_UPSTREAM, 0, false },
		{ 400, "{\"code\":-1100,\"msg\":\"Illegal characters\"}", ERR_INPUT, -1100, false },
		{ 400, "{\"code\":-1128,\"msg\":\"Combination\"}", ERR_INPUT, -1128, false },
		{ 404, "", ERR_INPUT, 0, false },
		{ 404, "{\"code\":-5000,\"msg\":\"Path\"}", ERR_INPUT, -5000, false },
		{ 200, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}", ERR_ABSENT, -1121, false },
		{ 200, "{\"code\":-2015}", ERR_AUTH, -2015, true },
		{ 200, "<!DOCTYPE html><html>maintenance</html>", ERR_UPSTREAM, 0, false },
		{ 200, "\r\n <html>", ERR_UPSTREAM, 0, false },
		{ 200, "\xef\xbb\xbf<html>", ERR_UPSTREAM, 0, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_INT(refuse(cases[i].status, cases[i].body), cases[i].error);
		CHECK_INT(c.result.refusal.code, cases[i].code);
		CHECK_INT(c.result.refusal.advice != NULL, cases[i].has_advice);
		CHECK(c.why.text[0] != '\0');
		CHECK_INT(c.count, 0);
	}
}

TEST(binance_errors_pass_the_exchanges_words_on)
{
	CHECK_ERR(refuse(400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}"), ERR_ABSENT);
	CHECK_TEXT(c.result.refusal.message, "Invalid symbol.");
	CHECK_TEXT(c.why.text, "Binance answered -1121: Invalid symbol.");
	CHECK_ERR(refuse(503, "x"), ERR_UPSTREAM);
	CHECK_TEXT(c.why.text, "Binance answered HTTP 503");
}

TEST(binance_errors_never_carry_what_is_not_printable)
{
	char body[700];
	char long_text[600];

	CHECK_ERR(refuse(400, "{\"code\":-1121,\"msg\":\"a\x01z\"}"), ERR_INPUT); /* not JSON */
	CHECK_ERR(refuse(400, "{\"code\":-1121,\"msg\":\"a\xc3\xa9z\"}"), ERR_ABSENT);
	CHECK_TEXT(c.result.refusal.message, "a??z");
	CHECK_ERR(refuse(400, "{\"code\":-1121,\"msg\":{\"a\":1}}"), ERR_ABSENT);
	CHECK_TEXT(c.result.refusal.message, "");
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	(void)snprintf(body, sizeof(body), "{\"code\":-1121,\"msg\":\"%s\"}", long_text);
	CHECK_ERR(refuse(400, body), ERR_ABSENT);
	CHECK_INT(strlen(c.result.refusal.message), sizeof(c.result.refusal.message) - 1);
}

TEST(binance_bans_say_until_when)
{
	CHECK_ERR(refuse(418,
		      "{\"code\":-1003,\"msg\":\"Way too much request weight used; IP banned "
		      "until 1659146400000. Please use WebSocket Streams.\"}"),
	    ERR_BUSY);
	CHECK_INT(c.result.refusal.retry_at_ms, 1659146400000);
	CHECK_ERR(refuse(418, "{\"code\":-1003,\"msg\":\"IP banned until soon.\"}"), ERR_BUSY);
	CHECK_INT(c.result.refusal.retry_at_ms, 0);
	CHECK_ERR(refuse(418, "{\"code\":-1003,\"msg\":\"IP banned until 99999999999999999999\"}"),
	    ERR_BUSY);
	CHECK_INT(c.result.refusal.retry_at_ms, 0);
	CHECK_ERR(refuse(429, "{\"code\":-1003,\"msg\":\"Too much.\"}"), ERR_BUSY);
	CHECK_INT(c.result.refusal.retry_at_ms, 0);
}

TEST(binance_success_is_not_taken_for_a_refusal)
{
	CHECK_OK(refuse(200, "[]"));
	CHECK_INT(c.result.refusal.code, 0);
	CHECK_ERR(refuse(200, "{\"code\":200}"), ERR_INPUT);
	CHECK_INT(c.result.refusal.code, 0);
}

TEST(binance_advice_tells_the_causes_of_2015_apart)
{
	static const struct key_permissions reads = { .reads = true }, blind = { 0 };
	static const struct {
		const char *feed;
		int64_t code;
		enum err asked;
		const struct key_permissions *permissions;
		const char *words;
	} cases[] = {
		{ "spot.balances", -2015, ERR_AUTH, &blind, "not from our address" },
		{ "linear.income", -2015, ERR_AUTH, &blind, "not from our address" },
		{ "spot.balances", -2015, OK, &blind, "Enable Reading" },
		{ "linear.income", -2015, OK, &reads, "before the futures account" },
		{ "inverse.fills", -2015, OK, &reads, "before the futures account" },
		{ "margin.balances", -2015, OK, &reads, "this part of the account" },
		{ "spot.balances", -2015, ERR_UPSTREAM, &blind, "copied whole" },
		{ "spot.balances", -1022, OK, &reads, "secret" },
		{ "spot.balances", -9999, OK, &reads, "copied whole" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct exchange_refusal said = { .code = cases[i].code,
			.advice = cases[i].code == -1022 ? "the secret" : NULL };

		CHECK(strstr(exchange_binance.advise(
				 exchange_feed_by_name(&exchange_binance, cases[i].feed), &said,
				 cases[i].asked, cases[i].permissions),
			  cases[i].words) != NULL);
	}
}
