/* SPDX-License-Identifier: Apache-2.0 */
/*
 * amd_keys.h - keys of the sizes AMD uses, for tests to sign with: they are in this repository, so
 * they guard nothing.
 */
#ifndef TEST_LIB_CRYPTO_AMD_KEYS_H
#define TEST_LIB_CRYPTO_AMD_KEYS_H

#include "lib/crypto/crypto.h"

/* Two RSA keys of 4096 bits, with the exponent 65537. */
enum amd_rsa { AMD_RSA_ROOT, AMD_RSA_INTERMEDIATE };

void amd_rsa_modulus(enum amd_rsa which, uint8_t out[RSA4096_SIZE]);

/* RSASSA-PSS as rsa4096_pss_sha384_verify() wants it, but for the salt's size: 48 is the right one.
 */
void amd_rsa_sign(
    enum amd_rsa which, int salt_size, struct span message, uint8_t out[RSA4096_SIZE]);

/* The point of the P-384 key `scalar`, 1 to 255; its signature over SHA-384 of the message. */
void amd_p384_point(uint8_t scalar, uint8_t out[P384_POINT_SIZE]);
void amd_p384_sign(uint8_t scalar, struct span message, uint8_t out[P384_SIGNATURE_SIZE]);

#endif
