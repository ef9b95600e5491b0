/* SPDX-License-Identifier: Apache-2.0 */
/* What all readers share; and what every feed makes of answers that are none. */
#include "lib/exchange/binance.h"
#include "test/check.h"
#include "test/lib/exchange/collect.h"

static struct collected c;

static const struct binance_reading *
reading(void)
{
	static struct why why;
	static const struct binance_reading r = { .why = &why };

	why.text[0] = '\0';
	return &r;
}

TEST(binance_names_are_short_texts_or_numbers)
{
	static const struct {
		const char *raw, *expected; /* NULL: refused */
		enum err error;
	} cases[] = {
		{ "\"abc\"", "abc", OK },
		{ "9223372036854775808", "9223372036854775808", OK },
		{ "-7", "-7", OK },
		{ "\"\xe5\xb8\x81\"", "\xe5\xb8\x81", OK },
		{ "\"12345678901234567890123\"", "12345678901234567890123", OK },
		{ "\"123456789012345678901234\"", NULL, ERR_LIMIT },
		{ "\"\"", NULL, ERR_INPUT },
		{ "", NULL, ERR_INPUT },
		{ "null", NULL, ERR_INPUT },
		{ "true", NULL, ERR_INPUT },
		{ "{}", NULL, ERR_INPUT },
		{ "[1]", NULL, ERR_INPUT },
		{ "\"a\\nb\"", NULL, ERR_INPUT },
	};
	char out[24];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct binance_reading *r = reading();

		CHECK_INT(binance_name_read(span_text(cases[i].raw), "id", out, sizeof(out), r),
		    cases[i].error);
		if (cases[i].expected != NULL)
			CHECK_TEXT(out, cases[i].expected);
		else
			CHECK(strncmp(r->why->text, "id: expected", 12) == 0);
	}
}

TEST(binance_clocks_are_utc)
{
	int64_t ms;

	CHECK_OK(binance_clock_read(S("1970-01-01 00:00:01"), "t", &ms, reading()));
	CHECK_INT(ms, 1000);
	CHECK_ERR(binance_clock_read(S("1970-01-01 00:00:1"), "t", &ms, reading()), ERR_INPUT);
}

TEST(binance_conversions_have_names_that_fit_or_none)
{
	struct exchange_fill f = { .base = "BTC", .quote = "USDT" };

	CHECK_OK(binance_conversion_name("convert", &f));
	CHECK_TEXT(f.symbol, "convert:BTC/USDT");
	memset(f.base, 'B', sizeof(f.base) - 1);
	memset(f.quote, 'Q', sizeof(f.quote) - 1);
	CHECK_ERR(binance_conversion_name("convert", &f), ERR_LIMIT);
}

TEST(binance_pages_say_what_comes_next)
{
	struct exchange_ask ask = ask_of("wallet.deposits");
	struct buf b = buf_new(1 << 20);

	CHECK_OK(buf_u8(&b, '['));
	for (size_t i = 0; i < 1000; i++)
		CHECK_OK(buf_print(&b,
		    "%s{\"id\":\"%zu\",\"amount\":\"1\",\"coin\":\"A\",\"status\":%d,"
		    "\"insertTime\":1}",
		    i > 0 ? "," : "", i, i == 0 ? 0 : 1));
	CHECK_OK(buf_append(&b, (struct span){ (const uint8_t *)"]", 2 }));
	CHECK_OK(collect(&ask, 200, (const char *)b.p, &c));
	CHECK_INT(c.result.row_count, 999);
	CHECK_INT(c.result.open_count, 1);
	CHECK_TEXT(c.result.cursor, "1000"); /* rows of the page, not rows delivered */
	ask.cursor = "1000";
	CHECK_OK(collect(&ask, 200, (const char *)b.p, &c));
	CHECK_TEXT(c.result.cursor, "2000");
	CHECK_OK(collect(&ask, 200, "[]", &c));
	CHECK_TEXT(c.result.cursor, "");
	CHECK(c.result.is_last && !c.result.is_cut);
	buf_wipe(&b);
}

static struct exchange_ask
whole_ask(const struct exchange_feed *feed)
{
	return (struct exchange_ask){ .feed = feed,
		.symbol = "BTCUSDT",
		.variant = feed->variants != NULL ? feed->variants[0] : NULL };
}

TEST(binance_answers_of_the_wrong_form_are_errors_for_every_feed)
{
	static const char *const hostile[] = { "", " ", "null", "1", "true", "\"x\"", "[1]", "[[]]",
		"[null]", "[{}]", "[\"x\"]", "{", "[", "[{]", "{\"a\":1,\"a\":2}",
		"[{\"a\":1,\"a\":2}]", "{\"rows\":[{}]}", "{\"rows\":1}", "{\"data\":[1]}",
		"{\"list\":[null]}",
		"{\"symbols\":[{}],\"balances\":[{}],\"assets\":[{}],\"userAssets\":[{}]}",
		"<html>maintenance</html>", "<!DOCTYPE html>", "\xef\xbb\xbf<html>", "\xff\xfe",
		"\x1f\x8b", "[]]", "{}}", "[] []", "{\"code\":-1,\"msg\":\"x\"}",
		"{\"serverTime\":\"soon\"}", "{\"serverTime\":1e99}", "NaN", "[NaN]", "{'a':1}" };

	for (size_t f = 0; f < exchange_binance.feed_count; f++) {
		const struct exchange_ask ask = whole_ask(&exchange_binance.feeds[f]);

		for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
			CHECK(collect(&ask, 200, hostile[i], &c) != OK);
			CHECK(c.why.text[0] != '\0');
			CHECK_INT(c.count, 0);
			CHECK(c.result.cursor[0] == '\0' && !c.result.is_cut);
		}
	}
}

TEST(binance_answers_that_are_too_deep_are_errors_for_every_feed)
{
	static const char *const steps[] = { "[", "{\"a\":", "[{\"rows\":", "{\"rows\":[" };
	char deep[4096];

	for (size_t f = 0; f < exchange_binance.feed_count; f++) {
		const struct exchange_ask ask = whole_ask(&exchange_binance.feeds[f]);

		for (size_t s = 0; s < sizeof(steps) / sizeof(steps[0]); s++) {
			size_t size = 0;

			while (size + 16 < sizeof(deep))
				size += (size_t)snprintf(
				    deep + size, sizeof(deep) - size, "%s", steps[s]);
			CHECK(collect(&ask, 200, deep, &c) != OK);
			CHECK_INT(c.count, 0);
		}
	}
}

TEST(binance_amounts_of_twenty_digits_are_taken_and_longer_ones_named)
{
	static const char form[] = "[{\"incomeType\":\"FUNDING_FEE\",\"income\":\"%s\",\"asset\":"
				   "\"X\",\"time\":1,\"tranId\":"
				   "18446744073709551615}]";
	char body[256];

	(void)snprintf(body, sizeof(body), form, "-99999999999999999999.5");
	CHECK_OK(collect_from("linear.income", body, &c));
	CHECK_TEXT(text_of(c.flows[0].amount), "-99999999999999999999.5");
	CHECK_TEXT(c.flows[0].id, "18446744073709551615");
	(void)snprintf(body, sizeof(body), form, "999999999999999999999");
	CHECK_ERR(collect_from("linear.income", body, &c), ERR_LIMIT);
	CHECK(strstr(c.why.text, "income[0]: income: expected a decimal number") != NULL);
}
