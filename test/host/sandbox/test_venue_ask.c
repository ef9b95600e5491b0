/* SPDX-License-Identifier: Apache-2.0 */
/* Keys, times and signatures. */
#include "test/check.h"
#include "test/host/sandbox/ask.h"

static const char path[] = "/api/v3/account";

static const char *
key_of(const char *account)
{
	return world_account_by_name(ask_world(), account)->api_key;
}

/* Sign `payload`, ask with the signature last. */
static unsigned
ask_payload(const char *payload)
{
	char target[2048];

	(void)snprintf(target, sizeof(target), "%s?%s&signature=%s", path, payload,
	    ask_signature("demo", payload));
	return ask_raw(target, key_of("demo"));
}

/* The same with the timestamp `ahead_ms` of the exchange's clock. */
static unsigned
ask_ahead(int64_t ahead_ms, const char *window)
{
	char payload[256];

	(void)snprintf(payload, sizeof(payload), "timestamp=%lld%s",
	    (long long)(ask_clock()->wall_ms + ahead_ms), window);
	return ask_payload(payload);
}

TEST(venue_takes_a_signed_request)
{
	ask_calm();
	CHECK_INT(ask_signed("demo", path, ""), 200);
	CHECK_INT(ask_signed("demo", path, "recvWindow=60000"), 200);
}

TEST(venue_refuses_keys_it_does_not_know)
{
	char other[WORLD_KEY_SIZE];

	ask_calm();
	CHECK_INT(ask_raw("/api/v3/account?timestamp=1&signature=00", NULL), 401);
	CHECK_INT(ask_code(), -2014);
	CHECK_INT(ask_raw("/api/v3/account?timestamp=1&signature=00", "short"), 401);
	CHECK_INT(ask_code(), -2014);
	memset(other, 'x', sizeof(other) - 1);
	other[sizeof(other) - 1] = '\0';
	CHECK_INT(ask_raw("/api/v3/account?timestamp=1&signature=00", other), 401);
	CHECK_INT(ask_code(), -2015);
}

TEST(venue_wants_a_timestamp_and_a_signature)
{
	static const char *const bad[] = { "", "?signature=00", "?timestamp=&signature=00",
		"?timestamp=1795305600000" };
	char target[256];

	ask_calm();
	ask_clock()->wall_ms = 1795305600000;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(target, sizeof(target), "%s%s", path, bad[i]);
		CHECK_INT(ask_raw(target, key_of("demo")), 400);
		CHECK_INT(ask_code(), -1102);
	}
	CHECK_INT(ask_payload("timestamp=abc"), 400);
	CHECK_INT(ask_code(), -1100);
	CHECK_INT(ask_payload("timestamp=99999999999999999999"), 400);
	CHECK_INT(ask_code(), -1100);
}

TEST(venue_takes_times_inside_the_window_only)
{
	static const struct {
		int64_t ahead_ms;
		const char *window;
		unsigned status;
		int64_t code;
	} cases[] = {
		{ 0, "", 200, 0 },
		{ 999, "", 200, 0 },
		{ 1000, "", 400, -1021 },
		{ -5000, "", 200, 0 },
		{ -5001, "", 400, -1021 },
		{ -5001, "&recvWindow=5001", 200, 0 },
		{ -100, "&recvWindow=99", 400, -1021 },
		{ -60000, "&recvWindow=60000", 200, 0 },
		{ -60001, "&recvWindow=60000", 400, -1021 },
		{ 0, "&recvWindow=60001", 400, -1131 },
		{ -5000, "&recvWindow=5000.123", 200, 0 },
		{ 0, "&recvWindow=5000.1234", 400, -1100 },
		{ 0, "&recvWindow=-1", 400, -1100 },
		{ 0, "&recvWindow=x", 400, -1100 },
		{ 0, "&recvWindow=", 400, -1105 },
	};

	ask_calm();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_INT(ask_ahead(cases[i].ahead_ms, cases[i].window), cases[i].status);
		CHECK_INT(ask_code(), cases[i].code);
	}
}

TEST(venue_refuses_a_signature_with_any_bit_flipped)
{
	char payload[64], target[512];
	char signature[65];

	(void)snprintf(payload, sizeof(payload), "timestamp=%lld", (long long)ask_clock()->wall_ms);
	(void)snprintf(signature, sizeof(signature), "%s", ask_signature("demo", payload));
	for (size_t at = 0; at < 64; at++) {
		const char was = signature[at];

		ask_calm();
		signature[at] = was == '0' ? '1' : '0';
		(void)snprintf(
		    target, sizeof(target), "%s?%s&signature=%s", path, payload, signature);
		CHECK_INT(ask_raw(target, key_of("demo")), 400);
		CHECK_INT(ask_code(), -1022);
		signature[at] = was;
	}
	(void)snprintf(target, sizeof(target), "%s?%s&signature=%.63s", path, payload, signature);
	CHECK_INT(ask_raw(target, key_of("demo")), 400);
	CHECK_INT(ask_code(), -1022);
	(void)snprintf(target, sizeof(target), "%s?%s&signature=%s", path, payload, signature);
	CHECK_INT(ask_raw(target, key_of("small")), 400); /* another's key */
	CHECK_INT(ask_code(), -1022);
	CHECK_INT(ask_raw(target, key_of("demo")), 200);
}

/* Clients differ in the order; what counts is what was received. */
TEST(venue_verifies_the_bytes_it_received_wherever_the_signature_stands)
{
	char a[64], both[128], target[512];

	ask_calm();
	(void)snprintf(a, sizeof(a), "timestamp=%lld", (long long)ask_clock()->wall_ms);
	(void)snprintf(both, sizeof(both), "%s&recvWindow=9000", a);
	(void)snprintf(
	    target, sizeof(target), "%s?signature=%s&%s", path, ask_signature("demo", both), both);
	CHECK_INT(ask_raw(target, key_of("demo")), 200);
	(void)snprintf(target, sizeof(target), "%s?%s&signature=%s&recvWindow=9000", path, a,
	    ask_signature("demo", both));
	CHECK_INT(ask_raw(target, key_of("demo")), 200);
	/* Another order of the same parameters is other bytes. */
	(void)snprintf(target, sizeof(target), "%s?recvWindow=9000&%s&signature=%s", path, a,
	    ask_signature("demo", both));
	CHECK_INT(ask_raw(target, key_of("demo")), 400);
	CHECK_INT(ask_code(), -1022);
}

TEST(venue_takes_hex_of_either_case)
{
	char payload[64], target[512];
	char upper[65];

	ask_calm();
	(void)snprintf(payload, sizeof(payload), "timestamp=%lld", (long long)ask_clock()->wall_ms);
	(void)snprintf(upper, sizeof(upper), "%s", ask_signature("demo", payload));
	for (char *c = upper; *c != '\0'; c++)
		*c = *c >= 'a' && *c <= 'f' ? (char)(*c - ('a' - 'A')) : *c;
	(void)snprintf(target, sizeof(target), "%s?%s&signature=%s", path, payload, upper);
	CHECK_INT(ask_raw(target, key_of("demo")), 200);
}

TEST(venue_verifies_a_body_together_with_the_query)
{
	const struct world_account *demo = world_account_by_name(ask_world(), "demo");
	struct clock clock = clock_fake(ask_clock());
	struct venue v = { .world = ask_world(), .clock = &clock };
	static struct http_request r;
	struct venue_answer a = { 0 };
	char query[64], body[256], payload[256];

	(void)snprintf(query, sizeof(query), "timestamp=%lld", (long long)ask_clock()->wall_ms);
	(void)snprintf(payload, sizeof(payload), "%srecvWindow=7000", query);
	(void)snprintf(
	    body, sizeof(body), "recvWindow=7000&signature=%s", ask_signature("demo", payload));
	r = (struct http_request){ .method = S("GET"),
		.path = span_text(path),
		.query = span_text(query),
		.body = span_text(body),
		.fields = { { S("X-MBX-APIKEY"), span_text(demo->api_key) } },
		.field_count = 1 };
	venue_answer(&v, &r, "127.0.0.1", &a);
	CHECK_INT(a.status, 200);
	venue_answer_wipe(&a);
	body[11] = '8';
	venue_answer(&v, &r, "127.0.0.1", &a);
	CHECK_INT(a.status, 400);
	venue_answer_wipe(&a);
}

TEST(venue_takes_a_key_alone_where_the_exchange_does)
{
	ask_calm();
	CHECK_INT(ask_raw("/sapi/v1/margin/allPairs", key_of("demo")), 200);
	CHECK_TEXT(ask_body(), "[]");
	CHECK_INT(ask_raw("/sapi/v1/margin/allPairs", NULL), 401);
	CHECK_INT(ask_signed("demo", "/sapi/v1/margin/isolated/allPairs", ""), 200);
	CHECK_INT(
	    ask_raw("/sapi/v1/margin/allPairs?timestamp=1&signature=00", key_of("demo")), 400);
	CHECK_INT(ask_code(), -1021);
	CHECK_INT(ask_raw("/sapi/v1/capital/config/getall", key_of("demo")), 400);
	CHECK_INT(ask_code(), -1102);
}
