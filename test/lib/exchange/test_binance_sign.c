/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures of the three kinds of keys; third-party vectors are in test_binance_fixtures.c. */
#include "lib/exchange/binance.h"
#include "test/check.h"
#include "test/lib/crypto/keys.h"

static const char *
signature_of(const char *secret, const char *payload)
{
	static char text[2048];
	struct buf out = buf_new(sizeof(text) - 1);

	assert_int_equal(binance_sign(secret, span_text(payload), &out), OK);
	assert_int_equal(span_to_text(buf_span(&out), text, sizeof(text)), OK);
	buf_wipe(&out);
	return text;
}

TEST(binance_sign_knows_a_key_by_how_it_looks)
{
	CHECK_INT(strlen(signature_of("a-secret", "a=1")), 64);
	CHECK_INT(strspn(signature_of("a-secret", "a=1"), "0123456789abcdef"), 64);
	/* 64 bytes in base64 end in "==", which a query must not have bare. */
	CHECK(strstr(signature_of(key_ed25519_pem, "a=1"), "%3D%3D") != NULL);
	CHECK(strpbrk(signature_of(key_ed25519_pem, "a=1"), "+/= \n") == NULL);
	CHECK(strpbrk(signature_of(key_rsa_pem, "a=1"), "+/= \n") == NULL);
	CHECK(strlen(signature_of(key_rsa_pem, "a=1")) > 340);
}

TEST(binance_sign_says_when_a_private_key_cannot_be_read)
{
	static const char *const bad[] = {
		"-----BEGIN PRIVATE KEY-----",
		"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
		"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
		"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----"
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct buf out = buf_new(1024);

		CHECK_ERR(binance_sign(bad[i], S("a=1"), &out), ERR_INPUT);
		CHECK_INT(out.size, 0);
		buf_wipe(&out);
	}
}

TEST(binance_queries_are_percent_encoded)
{
	struct buf q = buf_new(256);

	CHECK_OK(binance_query_text(&q, "a", "x y&z=\xef\xbc\x91-._~"));
	CHECK_OK(binance_query_number(&q, "n", -5));
	CHECK_SPAN(buf_span(&q), S("a=x%20y%26z%3D%EF%BC%91-._~&n=-5"));
	buf_wipe(&q);
}

TEST(binance_requests_carry_what_was_signed)
{
	static struct credential k = { .api_key = "a-key" };
	const struct exchange_ask ask = { .credential = &k, .server_ms = 5 };
	const struct binance_target get = { "/x", S("symbol=A"), true, false };
	const struct binance_target post = { "/x", { NULL, 0 }, true, true };
	AUTO(exchange_request) r = { 0 };
	char expected[2048];

	(void)snprintf(k.secret, sizeof(k.secret), "%s", key_ed25519_pem);
	CHECK_OK(binance_request_write(&get, &ask, &r));
	(void)snprintf(expected, sizeof(expected),
	    "/x?timestamp=5&symbol=A&recvWindow=10000&signature=%s",
	    signature_of(key_ed25519_pem, "timestamp=5&symbol=A&recvWindow=10000"));
	CHECK_SPAN(buf_span(&r.target), span_text(expected));
	exchange_request_wipe(&r);
	CHECK_OK(binance_request_write(&post, &ask, &r));
	(void)snprintf(expected, sizeof(expected), "timestamp=5&recvWindow=10000&signature=%s",
	    signature_of(key_ed25519_pem, "timestamp=5&recvWindow=10000"));
	CHECK_SPAN(buf_span(&r.body), span_text(expected));
	CHECK_SPAN(buf_span(&r.target), S("/x"));
	CHECK_TEXT(r.fields[1].value, "application/x-www-form-urlencoded");
}
