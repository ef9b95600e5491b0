/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys.h - private keys in PEM that were made for these tests and open nothing.
 */
#ifndef TEST_LIB_CRYPTO_KEYS_H
#define TEST_LIB_CRYPTO_KEYS_H

extern const char key_ed25519_pem[], key_rsa_pem[]; /* PKCS #8; RSA of 2048 bits */

#endif
