/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/keys.h"

#include "lib/base/text.h"
#include "lib/crypto/crypto.h"
#include "test/check.h"
#include "test/host/sandbox/reading.h"

TEST(keys_of_three_kinds_verify_what_they_signed_and_nothing_else)
{
	char secrets[3][KEYS_SECRET_SIZE] = { "secret" };
	const struct span payload = S("timestamp=1"), other = S("timestamp=2");
	struct dice d = dice_new(1, "test");

	CHECK_OK(keys_ed25519_make(&d, secrets[1]));
	CHECK_OK(keys_rsa_make(secrets[2]));
	for (int i = 0; i < 3; i++) {
		struct buf raw = buf_new(1024), text = buf_new(2048);
		uint8_t mac[SHA256_SIZE];

		CHECK_INT(keys_is_pem(secrets[i]), i > 0);
		if (i == 0) {
			CHECK_OK(hmac_sha256(span_text(secrets[i]), &payload, 1, mac));
			CHECK_OK(text_hex_write(SPAN_OF(mac), &text));
		} else {
			CHECK_OK(private_pem_sign(span_text(secrets[i]), payload, &raw));
			CHECK_OK(text_base64_write(TEXT_BASE64, buf_span(&raw), &text));
		}
		CHECK_OK(buf_u8(&text, 0));
		CHECK_OK(keys_verify(secrets[i], payload, (const char *)text.p));
		CHECK_ERR(keys_verify(secrets[i], other, (const char *)text.p), ERR_AUTH);
		CHECK_ERR(
		    keys_verify(secrets[(i + 1) % 3], payload, (const char *)text.p), ERR_AUTH);
		CHECK_ERR(keys_verify(secrets[i], payload, ""), ERR_AUTH);
		CHECK_ERR(keys_verify(secrets[i], payload, "#"), ERR_AUTH);
		text.p[0] = text.p[0] == 'A' ? 'B' : 'A';
		CHECK_ERR(keys_verify(secrets[i], payload, (const char *)text.p), ERR_AUTH);
		buf_wipe(&raw);
		buf_wipe(&text);
	}
}

TEST(keys_from_other_dice_are_other_keys)
{
	char a[KEYS_SECRET_SIZE], b[KEYS_SECRET_SIZE], c[KEYS_SECRET_SIZE];
	struct dice d = dice_new(1, "test"), same = dice_new(1, "test");

	CHECK_OK(keys_ed25519_make(&d, a));
	CHECK_OK(keys_ed25519_make(&same, b));
	CHECK_OK(keys_ed25519_make(&d, c));
	CHECK_TEXT(a, b);
	CHECK(strcmp(a, c) != 0);
}

TEST(keys_of_accounts_sign_in_whatever_their_kind)
{
	static const char *const accounts[] = { "ed25519", "rsa" };
	static struct reading r;

	for (size_t i = 0; i < 2; i++) {
		CHECK_TEXT(ask_account(accounts[i])->key_type, accounts[i]);
		reading_init(&r);
		reading_take(&r, accounts[i], "spot.fills", "BTCUSDT", 0);
		CHECK(r.row_count > 100 && r.row_count < 300);
		reading_take(&r, accounts[i], "funding.balances", NULL, 0); /* by POST */
	}
	ask_calm();
	CHECK_INT(ask_signed("rsa", "/api/v3/account", ""), 400); /* signed as if it were HMAC */
	CHECK_INT(ask_code(), -1022);
}

TEST(extreme_amounts_and_ids_are_read_to_the_last_digit)
{
	static struct reading r;
	const struct catalog *c = ask_whole()->catalog;

	reading_init(&r);
	reading_take(&r, "extreme", "wallet.deposits", NULL, MARKET_FROM_MS);
	CHECK(r.moved[EXCHANGE_WALLET_SPOT][catalog_asset_by_name(c, "PEPE")] ==
	    (__int128)1234567890121234567 * 100000000000 + (__int128)8 * 10000000000);
	reading_take(&r, "extreme", "wallet.withdrawals", NULL, MARKET_FROM_MS);
	reading_take(&r, "extreme", "spot.fills", "BTCUSDT", 0);
	CHECK(r.last_id == (1ULL << 53) + 1 + 9 * 1000000000001);
	reading_take(&r, "extreme", "spot.balances", NULL, 0);
	for (int i = 0; i < c->asset_count; i++)
		CHECK(r.held[EXCHANGE_WALLET_SPOT][i] == r.moved[EXCHANGE_WALLET_SPOT][i]);
	CHECK(r.held[EXCHANGE_WALLET_SPOT][catalog_asset_by_name(c, "PEPE")] == 10000000000);
}
