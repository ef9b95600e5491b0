/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/err.h>

#include "lib/base/text.h"
#include "lib/crypto/crypto.h"
#include "test/check.h"
#include "test/lib/crypto/wycheproof.h"

static void
check_x25519(const struct wycheproof *c)
{
	static const uint8_t zero[32];
	const uint8_t *want = wycheproof_fixed(2, c->shared, 32);
	struct x25519_private mine;
	uint8_t got[32];
	enum err e;

	memcpy(mine.b, wycheproof_fixed(0, c->private, 32), 32);
	e = x25519(&mine, wycheproof_fixed(1, c->public, KEY_PUBLIC_SIZE), got);
	if (memcmp(want, zero, 32) == 0) {
		CHECK_ERR(e, ERR_AUTH);
	} else {
		CHECK_OK(e);
		assert_memory_equal(got, want, 32);
	}
	assert_int_equal(ERR_peek_error(), 0);
	case_counted();
}

TEST(x25519_passes_wycheproof)
{
	wycheproof_each("x25519_test.json", check_x25519);
}

/* RFC 7748 section 6.1. */
TEST(x25519_agrees_as_in_the_rfc)
{
	static const char *const private[] = {
		"77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
		"5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
	};
	static const char *const public[] = {
		"8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
		"de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
	};
	uint8_t want[32], peer[KEY_PUBLIC_SIZE], got[32];

	for (int i = 0; i < 2; i++) {
		struct x25519_private mine;

		CHECK_OK(text_hex_parse(span_text(private[i]), mine.b, 32));
		CHECK_OK(text_hex_parse(span_text(public[i]), want, 32));
		CHECK_OK(text_hex_parse(span_text(public[1 - i]), peer, 32));
		CHECK_OK(x25519_public_of(&mine, got));
		assert_memory_equal(got, want, 32);
		CHECK_OK(x25519(&mine, peer, got));
		CHECK_OK(text_hex_parse(
		    S("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"), want,
		    32));
		assert_memory_equal(got, want, 32);
	}
}

/* RFC 7748 sections 4.1 and 6.1: the points of small order. */
TEST(x25519_refuses_points_of_small_order)
{
	static const char *const points[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	};
	struct x25519_private mine;
	uint8_t peer[KEY_PUBLIC_SIZE], out[32];

	CHECK_OK(random_bytes(mine.b, sizeof(mine.b)));
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		CHECK_OK(text_hex_parse(span_text(points[i]), peer, sizeof(peer)));
		CHECK_ERR(x25519(&mine, peer, out), ERR_AUTH);
	}
}

TEST(x25519_agrees_both_ways_for_random_keys)
{
	for (int i = 0; i < 20; i++) {
		struct x25519_private a, b;
		uint8_t public_a[KEY_PUBLIC_SIZE], public_b[KEY_PUBLIC_SIZE], one[32], other[32];

		CHECK_OK(random_bytes(a.b, sizeof(a.b)));
		CHECK_OK(random_bytes(b.b, sizeof(b.b)));
		CHECK_OK(x25519_public_of(&a, public_a));
		CHECK_OK(x25519_public_of(&b, public_b));
		CHECK_OK(x25519(&a, public_b, one));
		CHECK_OK(x25519(&b, public_a, other));
		assert_memory_equal(one, other, 32);
	}
}

TEST(random_bytes_differ_and_fill_what_they_are_given)
{
	uint8_t a[32] = { 0 }, b[32] = { 0 }, seen[64] = { 0 };

	CHECK_OK(random_bytes(NULL, 0));
	CHECK_OK(random_bytes(a, sizeof(a)));
	CHECK_OK(random_bytes(b, sizeof(b)));
	CHECK(memcmp(a, b, sizeof(a)) != 0);
	/* every byte of 64 is set sooner or later: a byte left out would stay 0 */
	for (int i = 0; i < 64; i++) {
		uint8_t more[64];

		CHECK_OK(random_bytes(more, sizeof(more)));
		for (size_t k = 0; k < sizeof(more); k++)
			seen[k] |= more[k];
	}
	for (size_t k = 0; k < sizeof(seen); k++)
		CHECK(seen[k] != 0);
}
