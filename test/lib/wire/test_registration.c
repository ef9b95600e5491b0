/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/json/json_write.h"
#include "lib/wire/registration.h"
#include "test/check.h"

static struct registration
sample(void)
{
	return (struct registration){ .user_id = "trader-john",
		.exchange = "binance",
		.account_type = "spot",
		.sandbox = true,
		.credential = { "abc123abc123", "xyz789xyz789", "pass" },
		.symbols = { "BTCUSDT", "ETHUSDT" },
		.symbol_count = 2 };
}

TEST(registration_comes_back_as_it_was_written)
{
	const struct registration r = sample();
	struct registration back;
	AUTO(buf) plain = buf_new(4096);
	AUTO(buf) again = buf_new(4096);

	CHECK_OK(registration_write(&r, &plain));
	CHECK_OK(buf_append(&plain, S("        "))); /* padding */
	CHECK_OK(registration_parse(buf_span(&plain), &back, NULL));
	CHECK_OK(registration_write(&back, &again));
	plain.size -= 8; /* without the padding */
	CHECK_SPAN(buf_span(&again), buf_span(&plain));
	registration_wipe(&back);
	CHECK_INT(back.credential.secret[0], 0);
}

TEST(registration_errors_name_the_field_and_never_quote_a_secret)
{
	static const struct {
		const char *json, *name;
	} cases[] = {
		{ "{\"userId\":\"a "
		  "b\",\"exchange\":\"x\",\"apiKey\":\"0123456789\",\"secret\":\"SECRETVALUE\"}",
		    "userId" },
		{ "{\"userId\":\"\",\"exchange\":\"x\",\"apiKey\":\"0123456789\",\"secret\":"
		  "\"SECRETVALUE\"}",
		    "userId" },
		{ "{\"userId\":\"u\",\"exchange\":\"x\",\"apiKey\":\"short\",\"secret\":"
		  "\"SECRETVALUE\"}",
		    "apiKey" },
		{ "{\"userId\":\"u\",\"exchange\":\"x\",\"apiKey\":\"0123456789\",\"secret\":"
		  "\"SECRETVAL UE\"}",
		    "secret" },
		{ "{\"userId\":\"u\",\"exchange\":\"x\",\"apiKey\":\"0123456789\\n\",\"secret\":"
		  "\"SECRETVALUE\"}",
		    "apiKey" },
		{ "{\"userId\":\"u\",\"exchange\":\"x\",\"apiKey\":\"0123456789\"}", "secret" },
		{ "{\"userId\":\"u\",\"exchange\":\"x\",\"apiKey\":\"0123456789\",\"secret\":"
		  "\"SECRETVALUE\","
		  "\"accountType\":\"stocks\"}",
		    "accountType" },
		{ "{\"userId\":\"u\",\"exchange\":\"x\",\"apiKey\":\"0123456789\",\"secret\":"
		  "\"SECRETVALUE\","
		  "\"sandbox\":1}",
		    "sandbox" },
		{ "{\"userId\":\"u\",\"exchange\":\"x\",\"apiKey\":\"0123456789\",\"secret\":"
		  "\"SECRETVALUE\","
		  "\"symbols\":[\"BTC/USDT\"]}",
		    "symbols[0]" },
		{ "{\"userId\":\"u\",\"exchange\":\"x\",\"apiKey\":\"0123456789\",\"secret\":"
		  "\"SECRETVALUE\","
		  "\"symbols\":\"BTCUSDT\"}",
		    "symbols" },
		{ "{\"userId\":\"u\",\"exchange\":\"x\",\"apiKey\":\"0123456789\",\"secret\":"
		  "\"SECRETVALUE\","
		  "\"password\":\"x\"}",
		    "password" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct registration r;
		struct why why = { "" };

		CHECK(registration_parse(span_text(cases[i].json), &r, &why) != OK);
		if (strstr(why.text, cases[i].name) == NULL)
			fail_msg("expected %s in: %s", cases[i].name, why.text);
		CHECK(strstr(why.text, "SECRET") == NULL);
		registration_wipe(&r);
	}
}

TEST(registration_takes_as_many_hints_as_it_has_room_for)
{
	struct registration r = sample(), back;
	AUTO(buf) plain = buf_new(8192);

	r.symbol_count = SYMBOL_HINTS_MAX;
	for (size_t i = 0; i < SYMBOL_HINTS_MAX; i++)
		memcpy(r.symbols[i], "BTCUSDT", 8);
	CHECK_OK(registration_write(&r, &plain));
	CHECK_OK(registration_parse(buf_span(&plain), &back, NULL));
	CHECK_INT(back.symbol_count, SYMBOL_HINTS_MAX);
	plain.size -= 2; /* "]}" */
	CHECK_OK(buf_append(&plain, S(",\"ETHUSDT\"]}")));
	CHECK_ERR(registration_parse(buf_span(&plain), &back, NULL), ERR_LIMIT);
}

TEST(registration_reply_comes_back_and_names_what_is_missing)
{
	const struct registration_reply r = { .session_id = "session_1_abc",
		.expires_at = "2026-09-22T14:15:20.000Z",
		.permissions = { .reads = true, .is_ip_restricted = true, .is_verified = true },
		.receipt = { 1, 2, 3 } };
	struct registration_reply back;
	struct why why = { "" };
	AUTO(buf) json = buf_new(4096);
	AUTO(buf) again = buf_new(4096);

	CHECK_OK(registration_reply_write(&r, &json));
	CHECK_OK(registration_reply_parse(buf_span(&json), &back, NULL));
	CHECK_OK(registration_reply_write(&back, &again));
	CHECK_SPAN(buf_span(&again), buf_span(&json));
	CHECK(registration_reply_parse(S("{\"session_id\":\"x\"}"), &back, &why) != OK);
	CHECK(strstr(why.text, "expires_at") != NULL);
}

TEST(receipt_changes_with_each_thing_it_covers)
{
	const struct pop_key pop = { { 1 } }, other = { { 2 } };
	const uint8_t enc[32] = { 3 }, enc_other[32] = { 4 };
	uint8_t a[32], b[32];

	CHECK_OK(receipt_make(&pop, enc, "s", "e", a));
	CHECK_OK(receipt_make(&other, enc, "s", "e", b));
	CHECK(memcmp(a, b, 32) != 0);
	CHECK_OK(receipt_make(&pop, enc_other, "s", "e", b));
	CHECK(memcmp(a, b, 32) != 0);
	CHECK_OK(receipt_make(&pop, enc, "se", "", b)); /* lengths are part of it */
	CHECK(memcmp(a, b, 32) != 0);
	CHECK_OK(receipt_make(&pop, enc, "s", "e", b));
	CHECK(memcmp(a, b, 32) == 0);
}

TEST(registration_takes_a_private_key_in_pem_for_a_secret)
{
	static const struct {
		const char *secret;
		enum err error;
	} cases[] = {
		{ "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----\n",
		    OK },
		{ "-----BEGIN PRIVATE KEY-----\r\nMC4C\r\n-----END PRIVATE KEY-----", OK },
		{ "a secret with spaces", ERR_INPUT },
		{ "a-secret-with\nlines", ERR_INPUT },
		{ "-----BEGIN PRIVATE KEY-----\x01", ERR_INPUT },
		{ "-----BEGIN PRIVATE KEY-----\xc3\xa9", ERR_INPUT },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct registration r = sample(), back;
		AUTO(buf) plain = buf_new(8192);
		struct why why = { "" };

		(void)snprintf(
		    r.credential.secret, sizeof(r.credential.secret), "%s", cases[i].secret);
		CHECK_INT(registration_check(&r, &why), cases[i].error);
		if (cases[i].error != OK)
			continue;
		CHECK_OK(registration_write(&r, &plain));
		CHECK_OK(registration_parse(buf_span(&plain), &back, &why));
		CHECK_TEXT(back.credential.secret, cases[i].secret);
	}
}
