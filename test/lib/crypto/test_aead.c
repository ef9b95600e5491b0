/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <openssl/err.h>

#include "lib/crypto/crypto.h"
#include "test/check.h"
#include "test/lib/crypto/wycheproof.h"

static void
check_gcm(const struct wycheproof *c)
{
	static uint8_t out[1024];
	struct aead_key key;
	uint8_t tag[AEAD_TAG_SIZE];
	struct span aad, plain, cipher;
	const uint8_t *nonce, *want;

	if (c->keySize != 256 || c->ivSize != 96 || c->tagSize != 128)
		return;
	memcpy(key.b, wycheproof_fixed(0, c->key, 32), 32);
	nonce = wycheproof_fixed(1, c->iv, AEAD_NONCE_SIZE);
	want = wycheproof_fixed(2, c->tag, AEAD_TAG_SIZE);
	aad = wycheproof_hex(3, c->aad);
	plain = wycheproof_hex(4, c->msg);
	cipher = wycheproof_hex(5, c->ct);
	assert_true(plain.size <= sizeof(out) && plain.size == cipher.size);
	memset(out, 0xaa, sizeof(out));
	if (wycheproof_is(c, "valid")) {
		CHECK_OK(aead_seal(&key, nonce, aad, plain, out, tag));
		CHECK_SPAN(((struct span){ out, plain.size }), cipher);
		assert_memory_equal(tag, want, AEAD_TAG_SIZE);
		CHECK_OK(aead_open(&key, nonce, aad, cipher, want, out));
		CHECK_SPAN(((struct span){ out, plain.size }), plain);
	} else {
		CHECK_ERR(aead_open(&key, nonce, aad, cipher, want, out), ERR_AUTH);
		for (size_t i = 0; i < cipher.size; i++)
			assert_int_equal(out[i], 0);
	}
	assert_int_equal(ERR_peek_error(), 0);
	case_counted();
}

TEST(aead_passes_wycheproof)
{
	wycheproof_each("aes_gcm_test.json", check_gcm);
}

/* The GCM specification (McGrew, Viega), test case 13: nothing at all under a key of zeros. */
TEST(aead_seals_nothing_to_the_published_tag)
{
	static const uint8_t want[] = { 0x53, 0x0f, 0x8a, 0xfb, 0xc7, 0x45, 0x36, 0xb9, 0xa9, 0x63,
		0xb4, 0xf1, 0xc4, 0xcb, 0x73, 0x8b };
	const struct aead_key key = { { 0 } };
	const uint8_t nonce[AEAD_NONCE_SIZE] = { 0 };
	const struct span none = { NULL, 0 };
	uint8_t tag[AEAD_TAG_SIZE];

	CHECK_OK(aead_seal(&key, nonce, none, none, NULL, tag));
	assert_memory_equal(tag, want, sizeof(want));
	CHECK_OK(aead_open(&key, nonce, none, none, tag, NULL));
}

/* Seal in place, then flip every bit of everything that is authentic. */
TEST(aead_open_refuses_every_flipped_bit)
{
	static const char plain[] = "forty bytes of a message, or nearly so!";
	struct aead_key key = { { 1, 2, 3 } };
	uint8_t nonce[AEAD_NONCE_SIZE] = { 9 }, aad[] = { 7, 8, 9 }, tag[AEAD_TAG_SIZE];
	uint8_t cipher[sizeof(plain)], out[sizeof(plain)];
	uint8_t *const targets[] = { key.b, nonce, aad, cipher, tag };
	static const size_t sizes[] = { 32, AEAD_NONCE_SIZE, 3, sizeof(plain), AEAD_TAG_SIZE };

	memcpy(cipher, plain, sizeof(plain));
	CHECK_OK(aead_seal(&key, nonce, SPAN_OF(aad), SPAN_OF(cipher), cipher, tag));
	for (size_t t = 0; t < 5; t++)
		for (size_t bit = 0; bit < sizes[t] * 8; bit++) {
			targets[t][bit / 8] ^= (uint8_t)(1u << bit % 8);
			CHECK_ERR(aead_open(&key, nonce, SPAN_OF(aad), SPAN_OF(cipher), tag, out),
			    ERR_AUTH);
			for (size_t i = 0; i < sizeof(out); i++)
				assert_int_equal(out[i], 0);
			targets[t][bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
	CHECK_ERR(aead_open(&key, nonce, SPAN_OF(aad), span_first(SPAN_OF(cipher), 5), tag, out),
	    ERR_AUTH);
	CHECK_ERR(aead_open(&key, nonce, S(""), SPAN_OF(cipher), tag, out), ERR_AUTH);
	CHECK_OK(aead_open(&key, nonce, SPAN_OF(aad), SPAN_OF(cipher), tag, cipher));
	assert_memory_equal(cipher, plain, sizeof(plain));
}

TEST(aead_limits_its_sizes)
{
	const struct aead_key key = { { 0 } };
	const uint8_t nonce[AEAD_NONCE_SIZE] = { 0 };
	const struct span huge = { nonce, (size_t)INT_MAX + 1 }; /* refused before it is read */
	uint8_t tag[AEAD_TAG_SIZE], out[1];

	CHECK_ERR(aead_seal(&key, nonce, huge, S(""), out, tag), ERR_LIMIT);
	CHECK_ERR(aead_seal(&key, nonce, S(""), huge, out, tag), ERR_LIMIT);
	CHECK_ERR(aead_open(&key, nonce, huge, S(""), tag, out), ERR_LIMIT);
}
