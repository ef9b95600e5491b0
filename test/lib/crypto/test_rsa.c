/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/err.h>

#include "lib/crypto/crypto.h"
#include "test/check.h"
#include "test/lib/crypto/amd_keys.h"

static const struct span message = { (const uint8_t *)"message", 7 };

TEST(rsa4096_pss_sha384_verify_believes_its_own_key_alone)
{
	uint8_t modulus[RSA4096_SIZE], signature[RSA4096_SIZE], other[RSA4096_SIZE];

	amd_rsa_modulus(AMD_RSA_ROOT, modulus);
	amd_rsa_modulus(AMD_RSA_INTERMEDIATE, other);
	amd_rsa_sign(AMD_RSA_ROOT, 48, message, signature);
	CHECK_OK(rsa4096_pss_sha384_verify(modulus, message, signature));
	CHECK_ERR(rsa4096_pss_sha384_verify(other, message, signature), ERR_AUTH);
	CHECK_ERR(rsa4096_pss_sha384_verify(modulus, S("massage"), signature), ERR_AUTH);
	CHECK_ERR(rsa4096_pss_sha384_verify(modulus, S("message "), signature), ERR_AUTH);
	CHECK_ERR(rsa4096_pss_sha384_verify(modulus, S(""), signature), ERR_AUTH);
	assert_int_equal(ERR_peek_error(), 0);
}

TEST(rsa4096_pss_sha384_verify_signs_nothing_twice_alike_and_believes_both)
{
	uint8_t modulus[RSA4096_SIZE], one[RSA4096_SIZE], two[RSA4096_SIZE];

	amd_rsa_modulus(AMD_RSA_INTERMEDIATE, modulus);
	amd_rsa_sign(AMD_RSA_INTERMEDIATE, 48, message, one);
	amd_rsa_sign(AMD_RSA_INTERMEDIATE, 48, message, two);
	CHECK(memcmp(one, two, sizeof(one)) != 0);
	CHECK_OK(rsa4096_pss_sha384_verify(modulus, message, one));
	CHECK_OK(rsa4096_pss_sha384_verify(modulus, message, two));
}

/* AMD's salt has 48 bytes: any other is another algorithm. */
TEST(rsa4096_pss_sha384_verify_refuses_a_salt_of_another_size)
{
	static const int sizes[] = { 0, 1, 32, 47, 49, 64 };
	uint8_t modulus[RSA4096_SIZE], signature[RSA4096_SIZE];

	amd_rsa_modulus(AMD_RSA_ROOT, modulus);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		amd_rsa_sign(AMD_RSA_ROOT, sizes[i], message, signature);
		CHECK_ERR(rsa4096_pss_sha384_verify(modulus, message, signature), ERR_AUTH);
	}
	assert_int_equal(ERR_peek_error(), 0);
}

TEST(rsa4096_pss_sha384_verify_refuses_every_flipped_bit)
{
	uint8_t modulus[RSA4096_SIZE], signature[RSA4096_SIZE];

	amd_rsa_modulus(AMD_RSA_ROOT, modulus);
	amd_rsa_sign(AMD_RSA_ROOT, 48, message, signature);
	for (size_t bit = 0; bit < 8 * sizeof(signature); bit++) {
		signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
		CHECK_ERR(rsa4096_pss_sha384_verify(modulus, message, signature), ERR_AUTH);
		signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (size_t bit = 0; bit < 8 * sizeof(modulus); bit += 7) {
		modulus[bit / 8] ^= (uint8_t)(1u << bit % 8);
		CHECK_ERR(rsa4096_pss_sha384_verify(modulus, message, signature), ERR_AUTH);
		modulus[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	assert_int_equal(ERR_peek_error(), 0);
}

TEST(rsa4096_pss_sha384_verify_refuses_numbers_that_are_none)
{
	uint8_t modulus[RSA4096_SIZE], zero[RSA4096_SIZE] = { 0 }, ones[RSA4096_SIZE];

	amd_rsa_modulus(AMD_RSA_ROOT, modulus);
	memset(ones, 0xff, sizeof(ones));
	CHECK_ERR(rsa4096_pss_sha384_verify(modulus, message, zero), ERR_AUTH);
	CHECK_ERR(rsa4096_pss_sha384_verify(modulus, message, ones), ERR_AUTH);
	CHECK_ERR(rsa4096_pss_sha384_verify(modulus, message, modulus), ERR_AUTH);
	CHECK_ERR(rsa4096_pss_sha384_verify(zero, message, zero), ERR_AUTH);
	CHECK_ERR(rsa4096_pss_sha384_verify(ones, message, zero), ERR_AUTH);
}
