/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ecdsa.h - what the curves of this room share: keys from their parts, signatures as raw r, s.
 *
 * Room:      lib/crypto, private to it.
 */
#ifndef CRYPTO_ECDSA_H
#define CRYPTO_ECDSA_H

#include <openssl/ecdsa.h>

#include "lib/crypto/ossl.h"

enum {
	ECDSA_NUMBER_SIZE_MAX = 48,
	/* A signature as DER: two integers of at most 49 bytes and their headers, 104. */
	ECDSA_DER_SIZE_MAX = 112,
};

OSSL_AUTO_DEFINE(ECDSA_SIG, ECDSA_SIG_free)

/* A curve and the digest that goes with it. */
struct ecdsa_curve {
	const char *group, *digest;
	size_t number_size; /* of x, y, r and s */
};

/* A key from its parts; NULL when libcrypto refuses them (a point that is not on the curve). */
EVP_PKEY *ecdsa_key_of(const struct ecdsa_curve *curve, int selection, OSSL_PARAM part);

/*
 * `signature` (r, s) over `message` by the key at `point` (x, y), each two numbers big-endian.
 * ERR_AUTH when it is not, or when the point is not on the curve.
 */
enum err ecdsa_verify(const struct ecdsa_curve *curve, const uint8_t *point, struct span message,
    const uint8_t *signature);

#endif
