/* SPDX-License-Identifier: Apache-2.0 */
/* Other people's vectors: requests that ccxt signed, answers that ccxt parsed. */
#include "lib/base/text.h"
#include "lib/exchange/binance.h"
#include "test/check.h"
#include "test/lib/exchange/collect.h"

static struct collected c;

static struct span
fixture_load(const char *name)
{
	const char *path = fixture_path(name);
	size_t size;
	char *all;

	if (path == NULL)
		fixture_skip();
	all = fixture_read(path, &size);
	return (struct span){ (const uint8_t *)all, size };
}

/* Step into member `name` of the object that comes next. */
static void
member_enter(struct json *j, const char *name)
{
	struct span found;
	bool more;

	assert_int_equal(json_enter_object(j), OK);
	for (;;) {
		assert_int_equal(json_member(j, &found, &more), OK);
		assert_true(more);
		if (span_is(found, name))
			return;
		assert_int_equal(json_skip(j, NULL), OK);
	}
}

/* The member's text in an object's text; empty when it is not there. */
static struct span
member_of(struct span object, const char *name)
{
	struct json j;
	struct span found, value;
	bool more;

	json_init(&j, object);
	assert_int_equal(json_enter_object(&j), OK);
	for (;;) {
		assert_int_equal(json_member(&j, &found, &more), OK);
		if (!more)
			return (struct span){ NULL, 0 };
		assert_int_equal(json_skip(&j, &value), OK);
		if (span_is(found, name))
			return value;
	}
}

static struct span
element_of(struct span array, size_t index)
{
	struct json j;
	struct span value = { NULL, 0 };
	bool more;

	json_init(&j, array);
	assert_int_equal(json_enter_array(&j), OK);
	for (size_t i = 0; i <= index; i++) {
		assert_int_equal(json_element(&j, &more), OK);
		assert_true(more);
		assert_int_equal(json_skip(&j, &value), OK);
	}
	return value;
}

/* A text's contents, or a number's digits. */
static struct span
unquoted(struct span value)
{
	if (value.size >= 2 && value.p[0] == '"')
		return span_first(span_from(value, 1), value.size - 2);
	return value;
}

static void
signature_check(const char *secret, struct span payload, struct span expected)
{
	struct buf hex = buf_new(64);

	CHECK_OK(binance_sign(secret, payload, &hex));
	CHECK_SPAN(buf_span(&hex), expected);
	buf_wipe(&hex);
	case_counted();
}

TEST(binance_sign_gives_the_signatures_of_the_exchanges_own_documentation)
{
	const struct span all = fixture_load("exchange/binance/signing-official-doc-vectors.json");
	const struct span cases = member_of(all, "hmac");
	char secret[EXCHANGE_KEY_SIZE];

	for (size_t i = 0; i < 2; i++) {
		const struct span one = element_of(cases, i);

		CHECK_OK(
		    span_to_text(unquoted(member_of(one, "secretKey")), secret, sizeof(secret)));
		signature_check(secret, unquoted(member_of(one, "payload")),
		    unquoted(member_of(one, "signature")));
	}
	free((void *)(uintptr_t)all.p);
}

/* The last 64 characters of the URL or of the body. */
static struct span
signature_of(struct span request)
{
	struct span text = unquoted(member_of(request, "body"));

	if (text.size == 0)
		text = unquoted(member_of(request, "url"));
	assert_true(text.size > 64);
	return span_from(text, text.size - 64);
}

TEST(binance_sign_gives_every_signature_that_ccxt_gives)
{
	const struct span all = fixture_load("exchange/binance/requests.json");
	const struct span credentials = member_of(all, "credentials");
	char secret[EXCHANGE_KEY_SIZE];
	size_t count = 0;
	struct json j;
	bool more;

	CHECK_OK(span_to_text(unquoted(member_of(credentials, "secret")), secret, sizeof(secret)));
	json_init(&j, all);
	member_enter(&j, "requests");
	CHECK_OK(json_enter_array(&j));
	for (;;) {
		struct span one, request, payload;

		CHECK_OK(json_element(&j, &more));
		if (!more)
			break;
		CHECK_OK(json_skip(&j, &one));
		request = element_of(member_of(one, "requests"), 0);
		payload = unquoted(member_of(request, "string_to_sign"));
		if (payload.size == 0)
			continue;
		signature_check(secret, payload, signature_of(request));
		count++;
	}
	CHECK_INT(count, 37);
	free((void *)(uintptr_t)all.p);
}

TEST(binance_build_writes_the_same_bytes_as_ccxt)
{
	const struct span all = fixture_load("exchange/binance/requests.json");
	static const struct credential credential = { .api_key = "test-api-key-0123456789abcdef",
		.secret = "dGVzdC1zZWNyZXQtMDEyMzQ1Njc4OWFiY2RlZg==" };
	static const struct exchange_ask asks[] = {
		{ .call = EXCHANGE_TIME },
		{ .call = EXCHANGE_PERMISSIONS },
		{ .call = EXCHANGE_BALANCES },
		{ .call = EXCHANGE_FILLS, .symbol = "BTCUSDT", .from_id = 28457 },
	};
	char expected[EXCHANGE_TARGET_SIZE_MAX + 64];

	for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
		struct exchange_ask ask = asks[i];
		AUTO(exchange_request) r = { 0 };

		ask.credential = &credential;
		ask.server_ms = 1700000000000;
		CHECK_OK(exchange_binance.build(&ask, &r));
		(void)snprintf(expected, sizeof(expected), "\"https://api.binance.com%.*s\"",
		    (int)r.target.size, r.target.p);
		CHECK(strstr((const char *)all.p, expected) != NULL);
		case_counted();
	}
	free((void *)(uintptr_t)all.p);
}

/* The two texts are the same number. */
static void
number_check(struct decimal ours, struct span theirs)
{
	struct decimal d;

	CHECK_OK(decimal_parse(theirs, &d));
	CHECK_INT(decimal_compare(ours, d), 0);
}

/* ccxt's parse of a trade and ours are the same. */
static void
fill_check(struct span raw, struct span parsed, const char *symbol)
{
	const struct exchange_ask ask = { .call = EXCHANGE_FILLS, .symbol = symbol };
	const struct span fee = member_of(parsed, "fee");
	char body[2048];
	char id[32];

	(void)snprintf(body, sizeof(body), "[%.*s]", (int)raw.size, raw.p);
	CHECK_OK(collect(&ask, 200, body, &c));
	CHECK_INT(c.count, 1);
	(void)snprintf(id, sizeof(id), "%llu", (unsigned long long)c.fills[0].id);
	CHECK(span_is(unquoted(member_of(parsed, "id")), id));
	(void)snprintf(id, sizeof(id), "%lld", (long long)c.fills[0].ts_ms);
	CHECK(span_is(unquoted(member_of(parsed, "timestamp")), id));
	CHECK(span_is(
	    unquoted(member_of(parsed, "side")), c.fills[0].side == FILL_BUY ? "buy" : "sell"));
	CHECK(span_is(
	    unquoted(member_of(parsed, "takerOrMaker")), c.fills[0].is_maker ? "maker" : "taker"));
	number_check(c.fills[0].price, member_of(parsed, "price"));
	number_check(c.fills[0].quantity, member_of(parsed, "amount"));
	number_check(c.fills[0].fee, member_of(fee, "cost"));
	CHECK(span_is(unquoted(member_of(fee, "currency")), c.fills[0].fee_asset));
	case_counted();
}

/* The file holds cases larger than our reader takes, so the one wanted is found by its text. */
static struct span
case_by_id(struct span all, const char *id)
{
	char quoted[64];
	const char *at;
	struct json j;
	struct span one;

	(void)snprintf(quoted, sizeof(quoted), "\"id\": \"%s\"", id);
	at = strstr((const char *)all.p, quoted);
	assert_non_null(at);
	while (*at != '{')
		at--;
	json_init(&j, span_text(at));
	assert_int_equal(json_skip(&j, &one), OK);
	return one;
}

TEST(binance_fills_are_what_ccxt_makes_of_the_same_answers)
{
	static const struct {
		const char *id, *symbol;
	} documented[] = {
		{ "binance:parseTrade:5340", "BNBBTC" },
		{ "binance:parseTrade:5478", "ADAUSDT" },
	};
	const struct span all = fixture_load("exchange/binance/responses.json");
	const struct span recorded = fixture_load("exchange/binance/ccxt-static-recorded.json");
	const struct span trades = member_of(member_of(recorded, "methods"), "fetchMyTrades");

	for (size_t i = 0; i < 2; i++) {
		const struct span one = case_by_id(all, documented[i].id);

		fill_check(member_of(one, "raw"), member_of(one, "parsed"), documented[i].symbol);
	}
	for (size_t i = 0; i < 3; i += 2) { /* the one between is a futures trade */
		const struct span one = element_of(trades, i);

		fill_check(element_of(member_of(one, "httpResponse"), 0),
		    element_of(member_of(one, "parsedResponse"), 0), "LTCUSDT");
	}
	free((void *)(uintptr_t)all.p);
	free((void *)(uintptr_t)recorded.p);
}

TEST(binance_balances_are_what_ccxt_makes_of_the_same_answer)
{
	const struct exchange_ask ask = { .call = EXCHANGE_BALANCES };
	const struct span all = fixture_load("exchange/binance/responses.json");
	const struct span one = case_by_id(all, "binance:fetchBalance:4209");
	const struct span raw = member_of(one, "raw");
	const struct span btc = member_of(member_of(one, "parsed"), "BTC");
	char body[2048];

	(void)snprintf(body, sizeof(body), "%.*s", (int)raw.size, raw.p);
	CHECK_OK(collect(&ask, 200, body, &c));
	CHECK_INT(c.count, 1);
	CHECK_TEXT(c.balances[0].asset, "BTC");
	number_check(c.balances[0].free, member_of(btc, "free"));
	number_check(c.balances[0].locked, member_of(btc, "used"));
	case_counted();
	free((void *)(uintptr_t)all.p);
}

TEST(binance_marks_are_the_closes_that_ccxt_reads)
{
	const struct exchange_ask ask = { .call = EXCHANGE_MARKS, .symbol = "X" };
	const struct span all = fixture_load("exchange/binance/responses.json");
	const struct span one = case_by_id(all, "binance:fetchOHLCV:5265");
	const struct span raw = member_of(one, "raw"), parsed = member_of(one, "parsed");
	char body[2048];

	(void)snprintf(body, sizeof(body), "%.*s", (int)raw.size, raw.p);
	CHECK_OK(collect(&ask, 200, body, &c));
	CHECK_INT(c.count, 3);
	for (size_t i = 0; i < 3; i++) {
		number_check(c.marks[i].price, element_of(element_of(parsed, i), 4));
		case_counted();
	}
	free((void *)(uintptr_t)all.p);
}
