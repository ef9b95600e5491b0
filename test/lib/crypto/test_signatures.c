/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/err.h>

#include "lib/base/text.h"
#include "lib/crypto/crypto.h"
#include "lib/json/json_shape.h"
#include "test/check.h"
#include "test/lib/crypto/wycheproof.h"

/* The one text member `name` of the group's public key. */
static struct span
key_member(const struct wycheproof *c, const char *name)
{
	struct span value = { NULL, 0 };
	const struct json_field field = {
		.name = span_text(name), .type = JSON_T_SPAN, .need = JSON_REQUIRED
	};
	const struct json_shape shape = { &field, 1, JSON_UNKNOWN_IGNORED };

	CHECK_OK(json_parse_shape(c->publicKey, &shape, &value, NULL));
	return value;
}

typedef enum err verify(const uint8_t *key, struct span message, const uint8_t *signature);

/* A signature of another size cannot be given to us at all: the vector must call it invalid. */
static void
check_verify(const struct wycheproof *c, verify *call, const uint8_t *key)
{
	const struct span message = wycheproof_hex(1, c->msg),
			  signature = wycheproof_hex(2, c->sig);

	if (signature.size != SIGNATURE_SIZE)
		CHECK(wycheproof_is(c, "invalid"));
	else
		CHECK_ERR(
		    call(key, message, signature.p), wycheproof_is(c, "valid") ? OK : ERR_AUTH);
	assert_int_equal(ERR_peek_error(), 0);
	case_counted();
}

static void
check_ed25519(const struct wycheproof *c)
{
	check_verify(c, ed25519_verify, wycheproof_fixed(0, key_member(c, "pk"), KEY_PUBLIC_SIZE));
}

TEST(ed25519_passes_wycheproof)
{
	wycheproof_each("ed25519_test.json", check_ed25519);
}

static void
check_p256(const struct wycheproof *c)
{
	const uint8_t *key =
	    wycheproof_fixed(0, key_member(c, "uncompressed"), 1 + P256_POINT_SIZE);

	CHECK_INT(key[0], 4);
	check_verify(c, p256_verify, key + 1);
}

TEST(p256_passes_wycheproof)
{
	wycheproof_each("ecdsa_secp256r1_sha256_p1363_test.json", check_p256);
}

/* RFC 8032 section 7.1, tests 1 to 3. */
TEST(ed25519_signs_as_in_the_rfc)
{
	static const struct {
		const char *seed, *public, *message, *signature;
	} cases[] = {
		{ "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
		    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
		    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33b"
		    "acc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
		{ "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
		    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
		    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e1599"
		    "6e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
		{ "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
		    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
		    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f2"
		    "90ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct span message = wycheproof_hex(0, span_text(cases[i].message));
		struct ed25519_private key;
		uint8_t public[KEY_PUBLIC_SIZE], signature[SIGNATURE_SIZE], want[SIGNATURE_SIZE];

		CHECK_OK(text_hex_parse(span_text(cases[i].seed), key.b, sizeof(key.b)));
		CHECK_OK(text_hex_parse(span_text(cases[i].public), want, KEY_PUBLIC_SIZE));
		CHECK_OK(ed25519_public_of(&key, public));
		assert_memory_equal(public, want, KEY_PUBLIC_SIZE);
		CHECK_OK(text_hex_parse(span_text(cases[i].signature), want, SIGNATURE_SIZE));
		CHECK_OK(ed25519_sign(&key, message, signature));
		assert_memory_equal(signature, want, SIGNATURE_SIZE);
		CHECK_OK(ed25519_verify(public, message, signature));
		case_counted();
	}
}

/* Every bit of key and signature counts, and so does the message. */
static void
check_bits(verify *call, uint8_t *key, size_t key_size, uint8_t signature[SIGNATURE_SIZE])
{
	CHECK_OK(call(key, S("message"), signature));
	CHECK_ERR(call(key, S("massage"), signature), ERR_AUTH);
	CHECK_ERR(call(key, S("message "), signature), ERR_AUTH);
	CHECK_ERR(call(key, S(""), signature), ERR_AUTH);
	for (size_t bit = 0; bit < 8 * (SIGNATURE_SIZE + key_size); bit++) {
		uint8_t *at =
		    bit / 8 < SIGNATURE_SIZE ? signature + bit / 8 : key + bit / 8 - SIGNATURE_SIZE;

		*at ^= (uint8_t)(1u << bit % 8);
		CHECK_ERR(call(key, S("message"), signature), ERR_AUTH);
		*at ^= (uint8_t)(1u << bit % 8);
	}
	assert_int_equal(ERR_peek_error(), 0);
}

TEST(ed25519_verify_refuses_every_flipped_bit)
{
	const struct ed25519_private key = { { 5 } };
	uint8_t public[KEY_PUBLIC_SIZE], signature[SIGNATURE_SIZE];

	CHECK_OK(ed25519_public_of(&key, public));
	CHECK_OK(ed25519_sign(&key, S("message"), signature));
	check_bits(ed25519_verify, public, sizeof(public), signature);
}

TEST(p256_verify_refuses_every_flipped_bit)
{
	const struct p256_private key = { { 5 } };
	uint8_t point[P256_POINT_SIZE], signature[SIGNATURE_SIZE];

	CHECK_OK(p256_public_of(&key, point));
	CHECK_OK(p256_sign(&key, S("message"), signature));
	check_bits(p256_verify, point, sizeof(point), signature);
}

/* RFC 6979 appendix A.2.5: the key, and its signature of "sample" with SHA-256. */
TEST(p256_knows_the_rfcs_key_and_signature)
{
	struct p256_private key;
	uint8_t point[P256_POINT_SIZE], want[P256_POINT_SIZE], signature[SIGNATURE_SIZE];

	CHECK_OK(text_hex_parse(
	    S("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"), key.b, 32));
	CHECK_OK(
	    text_hex_parse(S("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
			     "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"),
		want, 64));
	CHECK_OK(p256_public_of(&key, point));
	assert_memory_equal(point, want, sizeof(want));
	CHECK_OK(
	    text_hex_parse(S("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
			     "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"),
		signature, 64));
	CHECK_OK(p256_verify(point, S("sample"), signature));
	CHECK_ERR(p256_verify(point, S("simple"), signature), ERR_AUTH);
}

TEST(p256_signs_what_it_verifies_with_numbers_of_every_size)
{
	/* enough signatures that some r or s has leading zeros or a high bit: DER sizes differ */
	for (int i = 0; i < 300; i++) {
		struct p256_private key = { { 0 } };
		uint8_t point[P256_POINT_SIZE], signature[SIGNATURE_SIZE];

		key.b[31] = (uint8_t)(1 + i % 7);
		CHECK_OK(p256_public_of(&key, point));
		CHECK_OK(p256_sign(&key, S("x"), signature));
		CHECK_OK(p256_verify(point, S("x"), signature));
	}
}

TEST(p256_refuses_scalars_outside_the_group)
{
	static const struct {
		const char *scalar;
		enum err e;
	} cases[] = {
		{ "0000000000000000000000000000000000000000000000000000000000000000", ERR_INPUT },
		{ "0000000000000000000000000000000000000000000000000000000000000001", OK },
		{ "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550", OK },
		{ "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", ERR_INPUT },
		{ "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", ERR_INPUT },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct p256_private key;
		uint8_t point[P256_POINT_SIZE], signature[SIGNATURE_SIZE];

		CHECK_OK(text_hex_parse(span_text(cases[i].scalar), key.b, 32));
		CHECK_ERR(p256_public_of(&key, point), cases[i].e);
		CHECK_ERR(p256_sign(&key, S("x"), signature), cases[i].e);
		if (cases[i].e == OK)
			CHECK_OK(p256_verify(point, S("x"), signature));
	}
}

TEST(p256_verify_refuses_points_off_the_curve)
{
	const uint8_t zero[P256_POINT_SIZE] = { 0 };
	uint8_t signature[SIGNATURE_SIZE] = { 0 }, high[P256_POINT_SIZE];

	signature[31] = signature[63] = 1;
	memset(high, 0xff, sizeof(high));
	CHECK_ERR(p256_verify(zero, S("x"), signature), ERR_AUTH);
	CHECK_ERR(p256_verify(high, S("x"), signature), ERR_AUTH);
}
