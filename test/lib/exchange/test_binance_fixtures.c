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

/* What ccxt sent, taken apart: origin, path, own parameters. */
struct sent {
	char url[EXCHANGE_TARGET_SIZE_MAX], body[EXCHANGE_BODY_SIZE_MAX];
	char path[128], own[1024];
	bool is_post, is_signed;
};

/* What stands between the first timestamp and recvWindow are the call's own parameters. */
static void
own_take(struct sent *s)
{
	static const char head[] = "timestamp=1700000000000", tail[] = "&recvWindow=10000";
	const char *query = s->is_post ? s->body : strchr(s->url, '?');
	const char *end;

	s->own[0] = '\0';
	if (query == NULL)
		return;
	query += s->is_post ? 0 : 1;
	s->is_signed = strncmp(query, head, strlen(head)) == 0;
	if (s->is_signed)
		query += strlen(head);
	end = s->is_signed ? strstr(query, tail) : query + strlen(query);
	assert_non_null(end);
	query += s->is_signed && *query == '&';
	if (end > query)
		(void)snprintf(s->own, sizeof(s->own), "%.*s", (int)(end - query), query);
}

static void
sent_read(struct span request, struct sent *s)
{
	const struct span body = unquoted(member_of(request, "body"));
	const char *path;

	*s = (struct sent){ 0 };
	s->is_post = span_is(unquoted(member_of(request, "method")), "POST");
	CHECK_OK(span_to_text(unquoted(member_of(request, "url")), s->url, sizeof(s->url)));
	if (body.size > 0)
		CHECK_OK(span_to_text(body, s->body, sizeof(s->body)));
	path = strstr(s->url, "://");
	assert_non_null(path);
	path = strchr(path + 3, '/');
	assert_non_null(path);
	(void)snprintf(s->path, sizeof(s->path), "%.*s", (int)strcspn(path, "?"), path);
	own_take(s);
}

/* Our request is theirs, byte for byte: method, target, body, key. */
static void
sent_check(const struct sent *s, const struct credential *credential)
{
	const struct exchange_ask ask = { .credential = credential, .server_ms = 1700000000000 };
	const struct binance_target target = { s->path, span_text(s->own), s->is_signed,
		s->is_post };
	const char *path = strchr(strstr(s->url, "://") + 3, '/');
	AUTO(exchange_request) r = { 0 };

	CHECK_OK(binance_request_write(&target, &ask, &r));
	CHECK_TEXT(r.method, s->is_post ? "POST" : "GET");
	CHECK_SPAN(buf_span(&r.target), span_text(path));
	CHECK_SPAN(buf_span(&r.body), span_text(s->body));
	CHECK_INT(r.field_count, s->is_signed + s->is_post);
	if (s->is_signed)
		CHECK_TEXT(r.fields[0].value, credential->api_key);
	case_counted();
}

TEST(binance_requests_are_byte_for_byte_those_of_ccxt)
{
	static const struct credential credential = { .api_key = "test-api-key-0123456789abcdef",
		.secret = "dGVzdC1zZWNyZXQtMDEyMzQ1Njc4OWFiY2RlZg==" };
	const struct span all = fixture_load("exchange/binance/requests.json");
	static struct sent sent;
	size_t count = 0, signed_count = 0;
	struct span one;
	struct json j;
	bool more;

	json_init(&j, all);
	member_enter(&j, "requests");
	CHECK_OK(json_enter_array(&j));
	for (;; count++) {
		CHECK_OK(json_element(&j, &more));
		if (!more)
			break;
		CHECK_OK(json_skip(&j, &one));
		sent_read(element_of(member_of(one, "requests"), 0), &sent);
		sent_check(&sent, &credential);
		signed_count += sent.is_signed;
	}
	CHECK_INT(count, 40);
	CHECK_INT(signed_count, 37);
	free((void *)(uintptr_t)all.p);
}

/* "\\n" of JSON to a line's end. */
static void
pem_read(struct span quoted, char *out, size_t room)
{
	struct json j;
	size_t size;

	json_init(&j, quoted);
	CHECK_OK(json_text(&j, out, room, &size));
}

TEST(binance_requests_signed_with_ed25519_and_rsa_keys_are_those_of_ccxt)
{
	const struct span all = fixture_load("exchange/binance/signing-ed25519-rsa.json");
	static struct credential credential;
	static struct sent sent;
	struct span one;
	size_t count = 0;
	struct json j;
	bool more;

	json_init(&j, all);
	member_enter(&j, "vectors");
	CHECK_OK(json_enter_array(&j));
	for (;; count++) {
		CHECK_OK(json_element(&j, &more));
		if (!more)
			break;
		CHECK_OK(json_skip(&j, &one));
		(void)snprintf(credential.api_key, sizeof(credential.api_key), "test-api-key-%.*s",
		    (int)unquoted(member_of(one, "alg")).size, unquoted(member_of(one, "alg")).p);
		pem_read(
		    member_of(one, "privateKeyPem"), credential.secret, sizeof(credential.secret));
		sent_read(one, &sent);
		sent_check(&sent, &credential);
	}
	CHECK_INT(count, 6);
	free((void *)(uintptr_t)all.p);
}

TEST(binance_build_writes_the_same_bytes_as_ccxt_where_both_ask_the_same)
{
	const struct span all = fixture_load("exchange/binance/requests.json");
	static const struct credential credential = { .api_key = "test-api-key-0123456789abcdef",
		.secret = "dGVzdC1zZWNyZXQtMDEyMzQ1Njc4OWFiY2RlZg==" };
	static const char *const feeds[] = { "spot.time", "key.permissions", "spot.balances",
		"spot.fills", "linear.balances", "inverse.balances", "margin.balances",
		"isolated.balances" };
	static char expected[EXCHANGE_TARGET_SIZE_MAX + 64];

	for (size_t i = 0; i < sizeof(feeds) / sizeof(feeds[0]); i++) {
		struct exchange_ask ask = ask_of(feeds[i]);
		AUTO(exchange_request) r = { 0 };

		ask.credential = &credential;
		ask.symbol = "BTCUSDT";
		ask.from_id = 28457;
		ask.server_ms = 1700000000000;
		CHECK_OK(exchange_binance.build(&ask, &r));
		(void)snprintf(expected, sizeof(expected), "\"%s%.*s\"",
		    exchange_origin(&exchange_binance, ask.feed, EXCHANGE_LIVE, NULL),
		    (int)r.target.size, r.target.p);
		CHECK(strstr((const char *)all.p, expected) != NULL);
		case_counted();
	}
	free((void *)(uintptr_t)all.p);
}

/* The two are the same number; ccxt's come through a double and may have an exponent. */
static void
number_check(struct decimal ours, struct span theirs)
{
	const uint8_t *e = memchr(theirs.p, 'e', theirs.size);
	struct decimal d, scale = decimal_of(1);
	const size_t size = e == NULL ? theirs.size : (size_t)(e - theirs.p);

	for (long n = e == NULL ? 0 : strtol((const char *)e + 1, NULL, 10); n < 0; n++)
		CHECK_OK(decimal_div(scale, decimal_of(10), &scale));
	CHECK_OK(decimal_parse(span_first(theirs, size), &d));
	CHECK_OK(decimal_mul(d, scale, &d));
	CHECK_INT(decimal_compare(ours, d), 0);
}

/* ccxt's parse of a trade and ours are the same. */
static void
fill_check(struct span raw, struct span parsed, const char *feed)
{
	struct exchange_ask ask = ask_of(feed);
	const struct span fee = member_of(parsed, "fee");
	char body[2048];
	char id[32], symbol[SYMBOL_SIZE];

	CHECK_OK(span_to_text(unquoted(member_of(raw, "symbol")), symbol, sizeof(symbol)));
	ask.symbol = symbol;
	(void)snprintf(body, sizeof(body), "[%.*s]", (int)raw.size, raw.p);
	CHECK_OK(collect(&ask, 200, body, &c));
	CHECK_INT(c.count, 1);
	(void)snprintf(id, sizeof(id), "%llu", (unsigned long long)c.fills[0].fill.id);
	CHECK(span_is(unquoted(member_of(parsed, "id")), id));
	(void)snprintf(id, sizeof(id), "%lld", (long long)c.fills[0].fill.ts_ms);
	CHECK(span_is(unquoted(member_of(parsed, "timestamp")), id));
	CHECK(span_is(unquoted(member_of(parsed, "side")),
	    c.fills[0].fill.side == FILL_BUY ? "buy" : "sell"));
	CHECK(span_is(unquoted(member_of(parsed, "takerOrMaker")),
	    c.fills[0].fill.is_maker ? "maker" : "taker"));
	number_check(c.fills[0].fill.price, member_of(parsed, "price"));
	number_check(c.fills[0].fill.quantity, member_of(parsed, "amount"));
	number_check(c.fills[0].fill.fee, member_of(fee, "cost"));
	CHECK(span_is(unquoted(member_of(fee, "currency")), c.fills[0].fill.fee_asset));
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
		const char *id, *feed;
	} documented[] = {
		{ "binance:parseTrade:5340", "spot.fills" },
		{ "binance:parseTrade:5478", "margin.fills" },
		{ "binance:parseTrade:5356", "linear.fills" },
		{ "binance:parseTrade:5373", "linear.fills" },
		{ "binance:parseTrade:5457", "inverse.fills" },
	};
	const struct span all = fixture_load("exchange/binance/responses.json");
	const struct span recorded = fixture_load("exchange/binance/ccxt-static-recorded.json");
	const struct span trades = member_of(member_of(recorded, "methods"), "fetchMyTrades");

	for (size_t i = 0; i < sizeof(documented) / sizeof(documented[0]); i++) {
		const struct span one = case_by_id(all, documented[i].id);

		fill_check(member_of(one, "raw"), member_of(one, "parsed"), documented[i].feed);
	}
	for (size_t i = 0; i < 3; i++) { /* the one between is a futures trade */
		const struct span one = element_of(trades, i);

		fill_check(element_of(member_of(one, "httpResponse"), 0),
		    element_of(member_of(one, "parsedResponse"), 0),
		    i == 1 ? "linear.fills" : "spot.fills");
	}
	free((void *)(uintptr_t)all.p);
	free((void *)(uintptr_t)recorded.p);
}

TEST(binance_balances_are_what_ccxt_makes_of_the_same_answer)
{
	const struct exchange_ask ask = ask_of("spot.balances");
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
	const struct exchange_ask ask = ask_of("spot.marks");
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
