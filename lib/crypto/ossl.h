/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ossl.h - what the files of this room share about libcrypto; nobody else includes it.
 *
 * Algorithms are fetched once per process, on first use, and kept for ever: a fetch takes a lock
 * and a search, longer than hashing a block.  There are no threads, so plain statics do.
 *
 * Room:      lib/crypto.
 */
#ifndef CRYPTO_OSSL_H
#define CRYPTO_OSSL_H

#include <openssl/evp.h>

#include "lib/crypto/crypto.h"

/* Did this call work (1)?  If not, empty libcrypto's error queue, which TLS code would misread. */
bool ossl_ok(int result);

/* Pointers that free themselves: OSSL_AUTO(EVP_PKEY) key = ...; */
#define OSSL_AUTO(type) __attribute__((cleanup(type##_auto))) type *
#define OSSL_AUTO_DEFINE(type, free_it)              \
	static inline void type##_auto(type **thing) \
	{                                            \
		free_it(*thing);                     \
	}
OSSL_AUTO_DEFINE(EVP_PKEY, EVP_PKEY_free)
OSSL_AUTO_DEFINE(EVP_PKEY_CTX, EVP_PKEY_CTX_free)
OSSL_AUTO_DEFINE(EVP_MD_CTX, EVP_MD_CTX_free)
OSSL_AUTO_DEFINE(EVP_MAC_CTX, EVP_MAC_CTX_free)
OSSL_AUTO_DEFINE(EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

/* SHA-256, owned by this room; NULL if libcrypto has none. */
const EVP_MD *ossl_sha256(void);

/* The span's bytes, never NULL: libcrypto takes NULL for "not given". */
const uint8_t *ossl_bytes(struct span bytes);

/* A 32-byte key of an algorithm that has such (X25519, ED25519); NULL when libcrypto refuses it. */
EVP_PKEY *ossl_private_key(const char *algorithm, const uint8_t bytes[32]);
EVP_PKEY *ossl_public_key(const char *algorithm, const uint8_t bytes[32]);

/* The raw public key of such a private key.  ERR_BUG. */
enum err ossl_public_of(const char *algorithm, const uint8_t bytes[32], uint8_t out[32]);

#endif
