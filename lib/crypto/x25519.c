/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/crypto/ossl.h"

enum err
x25519_public_of(const struct x25519_private *k, uint8_t out[KEY_PUBLIC_SIZE])
{
	return ossl_public_of("X25519", k->b, out);
}

enum err
x25519(const struct x25519_private *k, const uint8_t peer[KEY_PUBLIC_SIZE], uint8_t out[32])
{
	static const uint8_t zero[32];
	OSSL_AUTO(EVP_PKEY) mine = ossl_private_key("X25519", k->b);
	OSSL_AUTO(EVP_PKEY) theirs = ossl_public_key("X25519", peer);
	OSSL_AUTO(EVP_PKEY_CTX) ctx = NULL;
	size_t size = 32;

	ENSURE(mine != NULL && theirs != NULL, ERR_BUG);
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, mine, NULL);
	ENSURE(ossl_ok(ctx != NULL), ERR_BUG);
	ENSURE(ossl_ok(EVP_PKEY_derive_init(ctx)), ERR_BUG);
	ENSURE(ossl_ok(EVP_PKEY_derive_set_peer(ctx, theirs)), ERR_BUG);
	/* libcrypto fails on the all-zero result; checked here again, it decides about a key. */
	ENSURE(ossl_ok(EVP_PKEY_derive(ctx, out, &size)) && size == 32, ERR_AUTH);
	ENSURE(!bytes_equal_ct(out, zero, 32), ERR_AUTH);
	return OK;
}
